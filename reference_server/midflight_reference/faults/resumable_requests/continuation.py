"""Faults in continuing an upload by PATCH (resume-request, section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.store.resource import Span

FAULTS = Faults()
# The rules whose cases continue a request with PATCH.
CONTINUED = (
    *("RR-015", "RR-016", "RR-017", "RR-018", "RR-019", "RR-021", "RR-027", "RR-054", "RR-060", "RR-062", "RR-072"),
    *("RR-081", "RR-091", "RR-093"),
)


@FAULTS.add(
    "continuations-are-of-unknown-type",
    "RR-014",
    because(
        "nothing can be continued",
        *CONTINUED,
    ),
)
class ContinuationsAreOfUnknownType(Decisions):
    """PATCH of an upload is refused for its type."""

    def accepts_continuation_type(self, known: bool) -> bool:
        return False


@FAULTS.add(
    "continued-but-not-carried-out",
    "RR-014",
    because(
        "what is continued has no outcome",
        *CONTINUED,
        "RR-020",
    ),
)
class ContinuedButNotCarriedOut(Decisions):
    """What PATCH completes is stored, and nothing else happens."""

    def executes_complete(self, by_patch: bool) -> bool:
        return not by_patch


@FAULTS.add("continued-only-once", "RR-015", because("one step is not enough there", "RR-016", "RR-018", "RR-091"))
class ContinuedOnlyOnce(Decisions):
    """An upload takes one PATCH and no further one."""

    def accepts_another_continuation(self, attempts: int) -> bool:
        return attempts < 1


@FAULTS.add("steps-are-answered-204", "RR-015", because("there are steps, too", "RR-054", "RR-091"))
class StepsAreAnswered204(Decisions):
    """A PATCH that leaves octets missing is answered 204."""

    def status_of_continued(self) -> int:
        return 204


@FAULTS.add("a-second-interruption-is-the-end", "RR-016", because("every step counts", "RR-015", "RR-091"))
class ASecondInterruptionIsTheEnd(Decisions):
    """After two interrupted steps an upload cannot be continued."""

    def accepts_another_continuation(self, attempts: int) -> bool:
        return attempts < 2


@FAULTS.add(
    "interrupted-steps-are-stored-not-counted", "RR-016", because("the first request is such a step, too", "RR-012")
)
class InterruptedStepsAreStoredNotCounted(Decisions):
    """The octets of an interrupted step are stored and not counted, so they are there twice."""

    def counts_interrupted_octets(self, length: int, received: int) -> int:
        return length - received

    def position_of_continuation(self, first: int, received: int) -> int:
        return received


@FAULTS.add("the-last-step-leaves-it-incomplete", "RR-017")
class TheLastStepLeavesItIncomplete(Decisions):
    """The PATCH that completes a request is answered like one that leaves octets missing."""

    def answers_with_outcome(self) -> bool:
        return False

    def status_of_completed(self) -> int:
        return self.status_of_continued()


@FAULTS.add("gaps-are-filled-with-zeros", "RR-018")
class GapsAreFilledWithZeros(Decisions):
    """A step may begin anywhere, and zeros stand for what is missing before it."""

    def accepts_offset(self, first: int, received: int) -> bool:
        return True

    def completes_request(self, received: Sequence[Span], announced: int | None) -> bool:
        return bool(received) and received[-1][1] == announced


@FAULTS.add("any-total-is-taken", "RR-018")
class AnyTotalIsTaken(Decisions):
    """The total that a step states is not compared with the one that was announced."""

    def accepts_total(self, announced: int | None, stated: int, length: int) -> bool:
        return True

    def accepts_end_of_request(self, end: int, announced: int) -> bool:
        return True


@FAULTS.add("steps-are-appended", "RR-019")
class StepsAreAppended(Decisions):
    """A step goes behind what is there, wherever its range begins."""

    def position_of_continuation(self, first: int, received: int) -> int:
        return received
