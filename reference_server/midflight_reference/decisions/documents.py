"""Decisions about status documents (who may read them, how they answer, how long they are kept) and about the rest."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.messages import Request
from midflight_reference.negotiation import best_media_type
from midflight_reference.operations import Run, Watcher
from midflight_reference.prefer import Preferences

THREE_DAYS = 3 * 86400.0
MEDIA_TYPES = ("text/plain", "application/json", "text/html")


class DocumentDecisions:
    """Status documents (progress, 2.2 "Status Document Request" and 2.3 "Closing the Operation")."""

    def may_access(self, user: str | None, run: Run, method: str, preferences: Preferences) -> bool:
        """PG-034, PG-110: for the user who made the initial request; without one, for whoever knows the URI."""
        return run.owner is None or user == run.owner

    def cache_control(self) -> str | None:
        """PG-110, "Status URIs": no shared cache may show the document to others."""
        return "private, no-store"

    def follows_operation(self, method: str, preferences: Preferences) -> bool:
        """PG-021, PG-022, PG-024: with processing GET and HEAD wait for the end, without it they answer at once."""
        return preferences.processing

    def reports_to_subscriber(self) -> bool:
        """PG-021, PG-072: whoever follows gets a 102 for the present state and for every update."""
        return True

    def subscriber_waits(self, preferences: Preferences) -> float | None:
        """PG-023: respond-async and wait are ignored, because no action is performed."""
        return None

    def notices_past_completion(self) -> bool:
        """PG-025: a run that ended before anybody followed it is answered at once."""
        return True

    def watchers_after_joining(self, watchers: Sequence[Watcher], newcomer: Watcher) -> list[Watcher]:
        """PG-026: a newcomer takes nothing away from those who already follow."""
        return [*watchers, newcomer]

    def shows_outcome(self, run: Run) -> bool:
        """PG-020, PG-035: once the operation has ended, well or badly, its document says how."""
        return run.outcome is not None

    def media_type(self, run: Run, accept: str | None) -> str | None:
        """PG-027: negotiated; no Accept accepts everything (RFC 9110, 12.5.1)."""
        return best_media_type(accept, MEDIA_TYPES)

    def vary_of_document(self) -> str | None:
        """PG-027: what was negotiated is named (RFC 9110, 12.5.5)."""
        return "Accept"

    def content_after_head(self, content: bytes) -> bytes:
        """PG-024: a response to HEAD ends with its head (RFC 9110, 9.3.2)."""
        return b""

    def retention_seconds(self) -> float:
        """PG-028, PG-029: long enough to come back on another business day."""
        return THREE_DAYS

    def is_gone(self, run: Run, now: float) -> bool:
        """PG-020, PG-028, PG-030: removed some time after the end of the operation, never before it."""
        return run.ended is not None and now - run.ended > self.retention_seconds()

    def removed_by_delete(self, run: Run) -> Sequence[str] | None:
        """PG-032, 2.3: DELETE takes the document and leaves the result. None: DELETE is not allowed."""
        return [run.path]

    def removed_while_running(self, run: Run) -> Sequence[str] | None:
        """PG-033, 2.3: DELETE closes what has ended, so it has to wait. None: it conflicts (409)."""
        return None

    async def before_ordinary(self, request: Request, preferences: Preferences) -> None:
        """PG-092: on a resource with no operation behind it the preferences change nothing."""

    async def before_file(self, preferences: Preferences, changes: Watcher) -> None:
        """PG-113, "Scope": a resource is no subject for subscriptions; its present state is the answer."""
