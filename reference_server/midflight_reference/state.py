"""Everything one instance of the server remembers, bounded: in memory, but for the files of its store."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import quote

from midflight_reference.decisions import Decisions
from midflight_reference.execution import Results, begin
from midflight_reference.messages import RefusedError, Request, text
from midflight_reference.operations import Plan, Run, Watcher
from midflight_reference.resumption.follow_up import FollowUpDecisions
from midflight_reference.resumption.writers import Writers
from midflight_reference.store.storing import Store

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
    store: Store = field(default_factory=Store)
    file_watchers: dict[str, list[Watcher]] = field(default_factory=dict)
    serial: int = 0
    writers: Writers = field(default_factory=Writers)
    follow_up: FollowUpDecisions = field(init=False)

    def __post_init__(self) -> None:
        self.follow_up = FollowUpDecisions(self.decisions)

    def new_run(self, request: Request, user: str | None, plan: Plan) -> Run:
        """Execute a plan: once per initial request."""
        self.check_room()
        run = self.prepared(request, user, plan, self.new_status_path())
        self.results.count_execution(request.query)
        begin(run, self.results)
        return run

    def new_status_path(self) -> str:
        """Return a path that no status document has."""
        self.serial += 1
        return self.decisions.new_status_path(self.serial)

    def prepared(self, request: Request, user: str | None, plan: Plan, status_path: str) -> Run:
        """Return a run that has not begun."""
        now = asyncio.get_running_loop().time()
        run = Run(plan, request.method, quote(request.target, safe=URI_CHARS), status_path, user, now)
        self.runs[status_path] = run
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

    def check_room(self) -> None:
        """Refuse (503) a further operation when too many are running; forget status documents that are too old."""
        now = asyncio.get_running_loop().time()
        if sum(run.outcome is None for run in self.runs.values()) >= MOST_RUNNING:
            raise RefusedError(text(503, "Too many operations are running.", ("Retry-After", "1")))
        ended = [path for path, run in self.runs.items() if run.outcome is not None]
        surplus = ended[: max(0, len(self.runs) - MOST_DOCUMENTS + 1)]
        expired = [path for path in ended if self.decisions.is_gone(self.runs[path], now)]
        for path in {*surplus, *expired}:
            del self.runs[path]
