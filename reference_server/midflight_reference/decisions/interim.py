"""Decisions about 102 (Processing): when one is sent, and which fields it has beside Progress."""

from __future__ import annotations

from midflight_reference.messages import Request
from midflight_reference.operations import Report, Run
from midflight_reference.prefer import Preferences
from midflight_reference.telling import Telling


class InterimDecisions:
    """Interim responses (progress, "The 102 Processing status code")."""

    def sends_interim(self, request: Request, preferences: Preferences) -> bool:
        """PG-001, PG-009, PG-048: 102s for whoever asked, by any method; never for HTTP/1.0 (RFC 9110, 15.2)."""
        return preferences.processing and request.version == "1.1"

    def invitation(self) -> int:
        """PG-049: content held back by Expect is called for by 100, which no 102 replaces (RFC 9110, 10.1.1)."""
        return 100

    def first_interim_at_once(self) -> bool:
        """PG-003, 2.1: the first 102 is sent on receipt of the request, before anything is done."""
        return True

    def flushes_interim(self, telling: Telling) -> bool:
        """PG-003, 2.1: a 102 is worth something only when it arrives while the operation runs."""
        return True

    def keeps_reporting(self, report: Report) -> bool:
        """PG-091, "The processing preference": 102s go on until the action finishes."""
        return True

    def keepalive_seconds(self) -> float | None:
        """PG-040: after so long without news a 102 is sent all the same, so that nobody cuts the connection."""
        return 0.4

    def location_of_interim(self, run: Run, index: int) -> str | None:
        """PG-004, PG-042, PG-044, PG-045: the first 102 names the status document, as a bare URI reference."""
        return run.path if index == 0 else None
