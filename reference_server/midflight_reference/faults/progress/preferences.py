"""Faults in honouring Prefer: processing, respond-async and wait."""

from __future__ import annotations

from dataclasses import replace

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import AbandonedError, Request
from midflight_reference.prefer import Preferences

FAULTS = Faults()


@FAULTS.add("processing-found-by-substring", "PG-090")
class ProcessingFoundBySubstring(Decisions):
    """Prefer: no-processing and x=processing are taken for processing."""

    def preferences(self, lines: list[str]) -> Preferences:
        return replace(super().preferences(lines), processing="processing" in ",".join(lines).lower())


@FAULTS.add("processing-compared-with-case", "PG-090")
class ProcessingComparedWithCase(Decisions):
    """Prefer: Processing is not recognised."""

    def preferences(self, lines: list[str]) -> Preferences:
        honoured = super().preferences(lines)
        return replace(honoured, processing=honoured.processing and "processing" in ",".join(lines))


@FAULTS.add("only-the-first-prefer-line-counts", "PG-009")
class OnlyTheFirstPreferLineCounts(Decisions):
    """Preferences on a second and third Prefer line are ignored."""

    def preferences(self, lines: list[str]) -> Preferences:
        return super().preferences(lines[:1])


@FAULTS.add("respond-async-silences-the-102s", "PG-009")
class RespondAsyncSilencesThe102s(Decisions):
    """With respond-async no 102 is sent to the initial request."""

    def sends_interim(self, request: Request, preferences: Preferences) -> bool:
        return super().sends_interim(request, preferences) and not preferences.respond_async


@FAULTS.add("102s-for-post-only", "PG-001")
class InterimForPostOnly(Decisions):
    """Operations started by PUT, PATCH and DELETE send no 102."""

    def sends_interim(self, request: Request, preferences: Preferences) -> bool:
        return request.method not in ("PUT", "PATCH", "DELETE") and super().sends_interim(request, preferences)


@FAULTS.add("interim-responses-to-http-1.0", "PG-048")
class InterimResponsesToHttp10(Decisions):
    """HTTP/1.0 clients get 102s, without asking."""

    def sends_interim(self, request: Request, preferences: Preferences) -> bool:
        return request.version == "1.0" or super().sends_interim(request, preferences)


@FAULTS.add("202-although-finished-at-once", "PG-002")
class AcceptedAlthoughFinishedAtOnce(Decisions):
    """With respond-async a quick operation is answered 202, although it has finished."""

    def accepts_what_is_finished(self, preferences: Preferences, quick: bool) -> bool:
        return quick and preferences.respond_async


@FAULTS.add(
    "202-although-finished-in-time", "PG-010", because("the request has respond-async and ends in time", "PG-009")
)
class AcceptedAlthoughFinishedInTime(Decisions):
    """With respond-async an operation that ends within the wait is answered 202."""

    def accepts_what_is_finished(self, preferences: Preferences, quick: bool) -> bool:
        return not quick and preferences.respond_async


@FAULTS.add("wait-ignored", "PG-006", because("the 202 comes before the result", "PG-009", "PG-010"))
class WaitIgnored(Decisions):
    """The 202 comes at once, whatever wait says."""

    def seconds_before_deciding(self, preferences: Preferences) -> float | None:
        return 0.0 if preferences.respond_async else None


@FAULTS.add("wait-in-milliseconds", "PG-006", because("the 202 comes before the result", "PG-009", "PG-010"))
class WaitInMilliseconds(Decisions):
    """wait=2 is taken for two milliseconds."""

    def seconds_before_deciding(self, preferences: Preferences) -> float | None:
        honoured = super().seconds_before_deciding(preferences)
        return None if honoured is None else honoured / 1000


@FAULTS.add("respond-async-ignored", "PG-006")
class RespondAsyncIgnored(Decisions):
    """The request is held until the operation has ended; 202 is never sent."""

    def after_wait(self, preferences: Preferences) -> bool:
        return False


@FAULTS.add("respond-async-needs-wait", "PG-012")
class RespondAsyncNeedsWait(Decisions):
    """respond-async without wait makes the server fail with 500."""

    def seconds_before_deciding(self, preferences: Preferences) -> float | None:
        if preferences.respond_async and preferences.wait is None:
            raise ValueError("wait is no number")
        return super().seconds_before_deciding(preferences)


@FAULTS.add("wait-alone-resets-the-connection", "PG-013")
class WaitAloneResetsTheConnection(Decisions):
    """When wait passes without respond-async the connection is reset."""

    def after_wait(self, preferences: Preferences) -> bool:
        if not preferences.respond_async:
            raise AbandonedError("reset")
        return True
