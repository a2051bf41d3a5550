"""Faults in the final response to the initial request."""

from __future__ import annotations

from dataclasses import replace

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import AbandonedError, Response
from midflight_reference.operations import Run
from midflight_reference.prefer import Preferences
from midflight_reference.telling import Channel, Telling

FAULTS = Faults()


@FAULTS.add(
    "close-instead-of-final-response",
    "PG-005",
    because(
        "the request has processing alone",
        "PG-001",
        "PG-008",
        "PG-026",
        "PG-030",
        "PG-032",
        "PG-047",
        "PG-049",
        "PG-073",
    ),
)
class CloseInsteadOfFinalResponse(Decisions):
    """A stream of 102s to a request with processing alone ends with the connection."""

    def final_response(self, run: Run, response: Response, preferences: Preferences, reported: bool) -> Response:
        if reported and preferences == Preferences(processing=True) and run.plan.ordinary:
            raise AbandonedError
        return response


@FAULTS.add(
    "202-at-the-end-of-the-102s",
    "PG-005",
    because("the request has processing alone", "PG-001", "PG-008", "PG-026", "PG-032"),
)
class AcceptedAtTheEndOfThe102s(Decisions):
    """A request with processing alone is answered 202 when the operation has ended well."""

    def final_response(self, run: Run, response: Response, preferences: Preferences, reported: bool) -> Response:
        asked = reported and preferences == Preferences(processing=True) and run.plan.ordinary
        return replace(response, status=202) if asked and response.status == 201 else response


@FAULTS.add("200-after-any-102", "PG-015")
class OkAfterAny102(Decisions):
    """Once a 102 was sent a failing operation is answered 200."""

    def status_of_result(self, run: Run, reported: bool) -> int:
        honest = super().status_of_result(run, reported)
        return 200 if reported and honest >= 400 else honest


@FAULTS.add("final-location-is-the-status-document", "PG-036")
class FinalLocationIsTheStatusDocument(Decisions):
    """Location of the 201 names the status document instead of the created resource."""

    def location_of_result(self, run: Run) -> str | None:
        return run.path


@FAULTS.add(
    "final-progress-starts-over", "PG-036", because("the numerator of the final response is too small", "PG-058")
)
class FinalProgressStartsOver(Decisions):
    """Progress of the final response to the initial request is 0/n."""

    def numerator(self, telling: Telling) -> int:
        ended = telling.channel is Channel.FINAL and telling.initial and telling.run.plan.ordinary
        return 0 if ended else super().numerator(telling)


@FAULTS.add("final-progress-is-stale", "PG-073", because("the example ends with everything done", "PG-036"))
class FinalProgressIsStale(Decisions):
    """Progress of a final response is that of the last 102."""

    def numerator(self, telling: Telling) -> int:
        stale = telling.channel is Channel.FINAL and telling.run.plan.ordinary
        return super().numerator(telling) - stale


@FAULTS.add("content-location-leads-nowhere", "PG-008")
class ContentLocationLeadsNowhere(Decisions):
    """Content-Location of the result names a resource that does not exist."""

    def content_location_of_result(self, run: Run) -> str | None:
        return f"{run.path}-result"


@FAULTS.add("content-location-is-the-target", "PG-008")
class ContentLocationIsTheTarget(Decisions):
    """Content-Location of the result is the target of the request."""

    def content_location_of_result(self, run: Run) -> str | None:
        return run.target


@FAULTS.add("content-location-of-202-is-the-target", "PG-037")
class ContentLocationOf202IsTheTarget(Decisions):
    """Content-Location of the 202 is the target of the request."""

    def content_location_of_accepted(self, run: Run) -> str | None:
        return run.target


@FAULTS.add("202-names-another-document", "PG-007", because("the example goes through the 202", "RR-091"))
class AcceptedNamesAnotherDocument(Decisions):
    """Location of the 202 is another URI than that of the first 102."""

    def location_of_accepted(self, run: Run) -> str | None:
        return f"{run.path}?again"


@FAULTS.add("no-location-in-202", "PG-043")
class NoLocationIn202(Decisions):
    """Location is left out of the 202."""

    def location_of_accepted(self, run: Run) -> str | None:
        return None


@FAULTS.add("angle-brackets-around-content-location", "PG-044")
class AngleBracketsAroundContentLocation(Decisions):
    """Content-Location of the result is written in angle brackets."""

    def content_location_of_result(self, run: Run) -> str | None:
        return f"<{run.path}>"


@FAULTS.add("angle-brackets-around-location-of-result", "PG-044")
class AngleBracketsAroundLocationOfResult(Decisions):
    """Location of the 201 is written in angle brackets."""

    def location_of_result(self, run: Run) -> str | None:
        honest = super().location_of_result(run)
        return None if honest is None else f"<{honest}>"
