"""Everything one instance of the server remembers, in memory and bounded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import quote

from midflight_reference.decisions import Decisions
from midflight_reference.execution import Results, begin
from midflight_reference.messages import RefusedError, text
from midflight_reference.operations import Plan, Run, Watcher
from midflight_reference.writing import Exchange

MOST_RUNNING = 500
MOST_DOCUMENTS = 10_000
# What a URI may hold as it is (RFC 3986, section 2); the rest of a request target is percent-encoded in references.
URI_CHARS = "%/?:@!$&'()*+,;=~"


@dataclass(slots=True)
class State:
    """The runs, their results and the files of one server."""

    decisions: Decisions
    runs: dict[str, Run] = field(default_factory=dict)
    results: Results = field(default_factory=Results)
    files: dict[str, bytes] = field(default_factory=dict)
    file_watchers: dict[str, list[Watcher]] = field(default_factory=dict)
    serial: int = 0

    def new_run(self, exchange: Exchange, plan: Plan) -> Run:
        """Execute a plan: once per initial request."""
        now = asyncio.get_running_loop().time()
        self._make_room(now)
        self.serial += 1
        request = exchange.request
        path = self.decisions.new_status_path(self.serial)
        run = Run(plan, request.method, quote(request.target, safe=URI_CHARS), path, exchange.user, now)
        self.runs[path] = run
        begin(run, self.results)
        return run

    def document(self, path: str) -> Run | None:
        """Return the run that a status document is about."""
        run = self.runs.get(path)
        if run is None or self.decisions.is_gone(run, asyncio.get_running_loop().time()):
            return None
        return run

    def remove(self, path: str) -> None:
        """Remove a status document or a result, and whoever follows a run that is gone."""
        self.results.photos.pop(path, None)
        run = self.runs.pop(path, None)
        if run is not None:
            run.watchers.clear()

    def _make_room(self, now: float) -> None:
        if sum(run.outcome is None for run in self.runs.values()) >= MOST_RUNNING:
            raise RefusedError(text(503, "Too many operations are running.", ("Retry-After", "1")))
        ended = [path for path, run in self.runs.items() if run.outcome is not None]
        surplus = ended[: max(0, len(self.runs) - MOST_DOCUMENTS + 1)]
        expired = [path for path in ended if self.decisions.is_gone(self.runs[path], now)]
        for path in {*surplus, *expired}:
            del self.runs[path]
