"""Faults in sending 102 (Processing)."""

from __future__ import annotations

import asyncio

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import interim_head
from midflight_reference.operations import Report, Run
from midflight_reference.telling import Telling
from midflight_reference.writing import Exchange

FAULTS = Faults()


@FAULTS.add("first-102-after-the-first-step", "PG-003")
class First102AfterTheFirstStep(Decisions):
    """No 102 on receipt of the request; the first one comes when there is progress."""

    def first_interim_at_once(self) -> bool:
        return False


@FAULTS.add(
    "102s-arrive-with-the-final-response",
    "PG-003",
    because("nothing is seen while the operation runs", "PG-022", "PG-040", "PG-042", "PG-091", "PG-014"),
)
class InterimArrivesWithTheFinalResponse(Decisions):
    """102s to the initial request are buffered and arrive together with the final response."""

    def flushes_interim(self, telling: Telling) -> bool:
        return not telling.initial


@FAULTS.add("102s-stop-after-the-third-step", "PG-091")
class InterimStopsAfterTheThirdStep(Decisions):
    """102s end long before the action finishes."""

    def keeps_reporting(self, report: Report) -> bool:
        return report.done < 3


@FAULTS.add("no-102-without-news", "PG-040")
class NoInterimWithoutNews(Decisions):
    """Only progress triggers a 102, so a long step is a long silence."""

    def keepalive_seconds(self) -> float | None:
        return None


@FAULTS.add("102-instead-of-100", "PG-049")
class InterimInsteadOf100(Decisions):
    """Expect: 100-continue is answered with 102, and both sides wait."""

    def invitation(self) -> int:
        return 102


@FAULTS.add("location-only-in-second-102", "PG-004", because("states the same for the first 102", "PG-043"))
class LocationOnlyInSecond102(Decisions):
    """The first 102 has no Location, the second one has."""

    def location_of_interim(self, run: Run, index: int) -> str | None:
        return run.path if index == 1 else None


@FAULTS.add("no-location-in-any-102", "PG-043", because("states the same for the first 102", "PG-004"))
class NoLocationInAny102(Decisions):
    """The status document is named in the 202 only."""

    def location_of_interim(self, run: Run, index: int) -> str | None:
        return None


@FAULTS.add(
    "102-names-the-front-page",
    "PG-042",
    because(
        "the Location of the 102 is not the status document",
        "PG-001",
        "PG-007",
        "PG-014",
        "PG-021",
        "PG-022",
        "PG-032",
        "PG-034",
        "PG-110",
        "PG-111",
    ),
)
class InterimNamesTheFrontPage(Decisions):
    """Location in a 102 is a resource that knows nothing of the operation."""

    def location_of_interim(self, run: Run, index: int) -> str | None:
        return "/" if index == 0 else None


@FAULTS.add(
    "location-relative-to-nowhere",
    "PG-045",
    because(
        "the Location of the 102 is not the status document",
        "PG-005",
        "PG-007",
        "PG-014",
        "PG-020",
        "PG-021",
        "PG-022",
        "PG-027",
        "PG-028",
        "PG-030",
        "PG-034",
        "PG-035",
        "PG-042",
        "PG-072",
    ),
)
class LocationRelativeToNowhere(Decisions):
    """Location in a 102 is relative to a folder that is not the one of the request."""

    def location_of_interim(self, run: Run, index: int) -> str | None:
        return run.path.rpartition("/")[2] if index == 0 else None


@FAULTS.add("angle-brackets-around-location-of-102", "PG-044", because("the value is no URI reference", "PG-007"))
class AngleBracketsAroundLocationOf102(Decisions):
    """Location of a 102 is written as in the printed examples, in angle brackets."""

    def location_of_interim(self, run: Run, index: int) -> str | None:
        return f"<{run.path}>" if index == 0 else None


@FAULTS.add("102s-after-the-final-response", "PG-047")
class InterimAfterTheFinalResponse(Decisions):
    """After the 202 the connection still gets 102s."""

    def after_final(self, exchange: Exchange, run: Run) -> None:
        if run.outcome is None:
            exchange.tasks.add(asyncio.create_task(keep_writing(exchange, run)))


async def keep_writing(exchange: Exchange, run: Run) -> None:
    """Write 102s until the operation ends or the connection does."""
    try:
        while run.outcome is None:
            await asyncio.sleep(0.2)
            await exchange.write(interim_head(102, [("Progress", f"{run.reports[-1].done}/")]))
    except (ConnectionError, RuntimeError):  # the connection is closed, or about to be
        pass
