"""Faults in carrying out a request that was resumed, or that nobody waits for (resume-request, section 2.1)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Request

FAULTS = Faults()
COMPARED = because(
    "the outcome is compared with that of a request in one piece",
    *("RR-014", "RR-015", "RR-016", "RR-017", "RR-018", "RR-019", "RR-054", "RR-060", "RR-062", "RR-072", "RR-081"),
    *("RR-091", "RR-093"),
)


@FAULTS.add(
    "the-operation-sees-the-patch",
    "RR-020",
    COMPARED,
)
class TheOperationSeesThePatch(Decisions):
    """The content of a resumed request has the type that the PATCH gave it."""

    def content_type_of_operation(self, original: str, continuation: str | None) -> str:
        return continuation or original


@FAULTS.add(
    "the-patch-is-carried-out",
    "RR-020",
    COMPARED,
)
class ThePatchIsCarriedOut(Decisions):
    """The operation gets the fields of the completing PATCH instead of those of the request."""

    def request_to_carry_out(self, original: Request, completing: Request) -> Request:
        return completing


@FAULTS.add("carried-out-with-every-last-patch", "RR-021", because("closed uploads are not different", "RR-044"))
class CarriedOutWithEveryLastPatch(Decisions):
    """A PATCH after completion carries the request out again."""

    def executes_again(self) -> bool:
        return True


@FAULTS.add("carried-out-with-every-look", "RR-021")
class CarriedOutWithEveryLook(Decisions):
    """Reading the response message carries the request out again."""

    def executes_when_read(self) -> bool:
        return True


@FAULTS.add("the-operation-ends-with-its-client", "RR-022")
class TheOperationEndsWithItsClient(Decisions):
    """An operation is given up when its connection is lost."""

    def outcome_survives(self, connected: bool) -> bool:
        return connected
