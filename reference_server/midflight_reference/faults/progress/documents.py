"""Faults in what a status document says, to whom, and how long."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.operations import Run
from midflight_reference.prefer import Preferences

FAULTS = Faults()


@FAULTS.add("document-stays-in-progress", "PG-020", because("the result is not in the document", "PG-008", "PG-073"))
class DocumentStaysInProgress(Decisions):
    """After a successful operation the document still shows the last step."""

    def shows_outcome(self, run: Run) -> bool:
        return run.outcome is not None and run.outcome.status >= 400


@FAULTS.add(
    "result-can-be-read-once",
    "PG-020",
    because(
        "the document is read before it is judged", "PG-024", "PG-025", "PG-027", "PG-032", "PG-042", "PG-073", "PG-110"
    ),
)
class ResultCanBeReadOnce(Decisions):
    """The document is gone after the result was read from it."""

    def is_gone(self, run: Run, now: float) -> bool:
        return run.reads > 0 or super().is_gone(run, now)


@FAULTS.add("failure-stays-in-progress", "PG-035")
class FailureStaysInProgress(Decisions):
    """The document of a failed operation shows its last step for ever."""

    def shows_outcome(self, run: Run) -> bool:
        return run.outcome is not None and run.outcome.status < 400


@FAULTS.add("failed-document-is-gone", "PG-035")
class FailedDocumentIsGone(Decisions):
    """The document of an operation that failed is removed."""

    def is_gone(self, run: Run, now: float) -> bool:
        return (run.outcome is not None and run.outcome.status >= 400) or super().is_gone(run, now)


@FAULTS.add("document-kept-for-a-second", "PG-028")
class DocumentKeptForASecond(Decisions):
    """The document is removed a second after the end of the operation."""

    def retention_seconds(self) -> float:
        return 1.0


@FAULTS.add(
    "document-removed-by-age", "PG-030", because("the document is missing while the operation runs", "PG-011", "PG-038")
)
class DocumentRemovedByAge(Decisions):
    """Documents are removed a second after their creation, until the operation has ended."""

    def is_gone(self, run: Run, now: float) -> bool:
        return (run.outcome is None and now - run.started > 1.0) or super().is_gone(run, now)


@FAULTS.add("delete-not-allowed", "PG-032")
class DeleteNotAllowed(Decisions):
    """DELETE on a status document is answered 405."""

    def removed_by_delete(self, run: Run) -> Sequence[str] | None:
        return None


@FAULTS.add("delete-removes-the-result", "PG-032")
class DeleteRemovesTheResult(Decisions):
    """DELETE on the status document removes the created resource with it."""

    def removed_by_delete(self, run: Run) -> Sequence[str] | None:
        created = run.outcome.created if run.outcome else None
        return [run.path, created] if created else [run.path]


@FAULTS.add("delete-forgets-subscribers", "PG-033")
class DeleteForgetsSubscribers(Decisions):
    """DELETE while running removes the document, and its subscribers never hear of the end."""

    def removed_while_running(self, run: Run) -> Sequence[str] | None:
        return [run.path]


@FAULTS.add(
    "406-without-accept",
    "PG-027",
    because(
        "the document is read without Accept after the end", "PG-008", "PG-020", "PG-022", "PG-024", "PG-028", "PG-042"
    ),
)
class NotAcceptableWithoutAccept(Decisions):
    """When the operation has ended, a request without Accept is answered 406."""

    def media_type(self, run: Run, accept: str | None) -> str | None:
        return None if accept is None and run.outcome is not None else super().media_type(run, accept)


@FAULTS.add("406-for-any-type", "PG-027")
class NotAcceptableForAnyType(Decisions):
    """Accept: */* is answered 406."""

    def media_type(self, run: Run, accept: str | None) -> str | None:
        return None if accept == "*/*" else super().media_type(run, accept)


@FAULTS.add("document-does-not-name-accept", "PG-027")
class DocumentDoesNotNameAccept(Decisions):
    """Vary of a negotiated document does not list Accept."""

    def vary_of_document(self) -> str | None:
        return None


@FAULTS.add("everybody-may-get-the-status", "PG-034", because("states the same restriction", "PG-110"))
class EverybodyMayGetTheStatus(Decisions):
    """GET and HEAD on a status document are answered to everybody; DELETE is not."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        return method != "DELETE" or super().may_access(user, run, method, preferences)


@FAULTS.add("everybody-may-delete-the-status", "PG-034")
class EverybodyMayDeleteTheStatus(Decisions):
    """DELETE on a status document is open to everybody; GET is not."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        return method == "DELETE" or super().may_access(user, run, method, preferences)


@FAULTS.add("everybody-may-subscribe", "PG-034")
class EverybodyMaySubscribe(Decisions):
    """With processing everybody may follow the operation."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        return preferences.processing or super().may_access(user, run, method, preferences)


@FAULTS.add("anonymous-may-read-the-status", "PG-034", because("states the same restriction", "PG-110"))
class AnonymousMayReadTheStatus(Decisions):
    """Requests without credentials are let through; those of another user are not."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        return user is None or super().may_access(user, run, method, preferences)


@FAULTS.add("everybody-may-read-the-result", "PG-110")
class EverybodyMayReadTheResult(Decisions):
    """Once the operation has ended its status document is open to everybody."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        return run.outcome is not None or super().may_access(user, run, method, preferences)


@FAULTS.add("status-for-shared-caches", "PG-110")
class StatusForSharedCaches(Decisions):
    """Nothing keeps shared caches from storing the status document."""

    def cache_control(self) -> str | None:
        return "public, max-age=60"
