"""Decisions about the initial request: what starts an operation, when it is answered, with which final response."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from midflight_reference.messages import Response
from midflight_reference.operations import Run
from midflight_reference.prefer import Preferences, parsed, seconds
from midflight_reference.writing import Exchange


class OperationDecisions:
    """From the initial request to its final response (progress, 2.1 "Initial Request")."""

    def preferences(self, lines: list[str]) -> Preferences:
        """PG-090, "The processing preference": Prefer is read as RFC 7240 writes it, over all field lines."""
        stated = parsed(lines)
        return Preferences(
            processing="processing" in stated,
            respond_async="respond-async" in stated,
            wait=seconds(stated.get("wait")),
        )

    def new_status_path(self, serial: int) -> str:
        """PG-111, "Status URIs": 128 random bits, so that nobody can guess the URI of somebody else's operation."""
        return f"/status/{secrets.token_urlsafe(16)}"

    def seconds_before_deciding(self, preferences: Preferences) -> float | None:
        """PG-006, PG-012, 2.1: `wait` in seconds; respond-async alone asks not to wait at all."""
        if preferences.wait is not None:
            return float(preferences.wait)
        return 0.0 if preferences.respond_async else None

    def after_wait(self, preferences: Preferences) -> bool:
        """PG-006, PG-013, 2.1: after the wait, answer 202 if respond-async was given; else stay until the end."""
        return preferences.respond_async

    def accepts_what_is_finished(self, preferences: Preferences, quick: bool) -> bool:
        """PG-002, PG-010, 2.1: what has ended in time is answered with its result, never with 202."""
        return False

    def after_accepted(self, run: Run) -> None:
        """PG-011, 2.1: the operation goes on in the background; a 202 changes nothing about it."""

    def requester_gone(self, run: Run) -> Sequence[str]:
        """PG-014, 2.2: a lost connection stops nothing and removes nothing; the status document tells the rest."""
        return ()

    def location_of_accepted(self, run: Run) -> str | None:
        """PG-007, PG-043, "Use of the Location header": the 202 names the document that the first 102 named."""
        return run.path

    def content_location_of_accepted(self, run: Run) -> str | None:
        """PG-037, 2.4: the content of the 202 is the present state of the status document."""
        return run.path

    def status_of_result(self, run: Run, reported: bool) -> int:
        """PG-015, 2.1: any status can end an operation, also after progress was reported."""
        return run.outcome.status if run.outcome else 500

    def location_of_result(self, run: Run) -> str | None:
        """PG-036, 2.4: Location of the 201 names the created resource."""
        return run.outcome.created if run.outcome else None

    def content_location_of_result(self, run: Run) -> str | None:
        """PG-008, 2.1: the content of the final response can be had again at the status document."""
        return run.path

    def final_response(self, run: Run, response: Response, preferences: Preferences, reported: bool) -> Response:
        """PG-005, 2.1: after the 102s comes a normal final response, and the connection stays usable."""
        return response

    def after_final(self, exchange: Exchange, run: Run) -> None:
        """PG-047, "102 Processing": nothing about the operation is written after the final response."""
