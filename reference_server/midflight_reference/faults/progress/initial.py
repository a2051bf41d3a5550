"""Faults in starting an operation and in what becomes of it (2.1 "Initial Request")."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.operations import Run

FAULTS = Faults()


@FAULTS.add("status-uris-are-numbered", "PG-111")
class StatusUrisAreNumbered(Decisions):
    """Status URIs are consecutive numbers."""

    def new_status_path(self, serial: int) -> str:
        return f"/status/{41 + serial}"


@FAULTS.add("status-uris-of-32-bits", "PG-111")
class StatusUrisOf32Bits(Decisions):
    """Status URIs are random, but short enough to be tried out."""

    def new_status_path(self, serial: int) -> str:
        return f"/status/{secrets.token_hex(4)}"


@FAULTS.add("disconnect-cancels-the-operation", "PG-014")
class DisconnectCancelsTheOperation(Decisions):
    """A reset of the initial request stops the operation."""

    def requester_gone(self, run: Run) -> Sequence[str]:
        run.stop()
        return ()


@FAULTS.add("disconnect-removes-the-document", "PG-014")
class DisconnectRemovesTheDocument(Decisions):
    """A reset of the initial request takes the status document away."""

    def requester_gone(self, run: Run) -> Sequence[str]:
        return [run.path]


@FAULTS.add(
    "operation-stops-with-the-202",
    "PG-011",
    because(
        "an operation that got a 202 never ends, and who follows it waits for ever",
        *("PG-021", "PG-023", "PG-024", "PG-026", "PG-033", "PG-038", "PG-050", "PG-059", "PG-060", "PG-072", "PG-074"),
        *("RR-090", "RR-091"),
    ),
)
class OperationStopsWithThe202(Decisions):
    """After a 202 the operation makes no further step."""

    def after_accepted(self, run: Run) -> None:
        run.stop()
