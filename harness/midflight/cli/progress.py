"""Live progress of a run: one line that is rewritten on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator
from typing import TextIO

import pytest

from midflight.judge.findings import Verdict
from midflight.player.case import PlayedCase
from midflight.plugin.session import CaseItem, Plugin

_EVERY = 0.1  # seconds between rewrites
_EVERY_LINE = 5.0  # seconds between lines where nothing can be rewritten


class Progress:
    """A pytest plugin that takes the place of pytest's own reporter, unless pytest options were given."""

    def __init__(self, out: TextIO, shown: bool, bundled: bool) -> None:
        self.plugin: Plugin | None = None
        self._out = out
        self._shown = shown
        self._bundled = bundled
        self._rewrites = out.isatty()
        self._total = 0
        self._counts: Counter[Verdict] = Counter()
        self._last = 0.0
        self._width = 0

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Find the session, and step in for pytest's reporter."""
        plugin = config.pluginmanager.get_plugin("midflight-session")
        if isinstance(plugin, Plugin):
            self.plugin = plugin
            plugin.engine.on_played = self.played
            if self._bundled:
                plugin.arguments = ()
        if self._shown:
            config.pluginmanager.unregister(name="terminalreporter")

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_finish(self, session: pytest.Session) -> Generator[None, None, None]:
        """Learn how many cases there are, and say before the first what reproduces them."""
        self._total = sum(isinstance(item, CaseItem) for item in session.items)
        self._last = time.monotonic()
        yield  # a target that cannot be reached ends the run here
        if self._shown and self.plugin is not None and self._total:
            self._out.write(f"seed {self.plugin.settings.seed}\n")
            self._out.flush()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Leave the line clean for the summary."""
        if self._shown and self._rewrites:
            self._write("")
            self._out.write("\r")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Wait for a case without setting up and tearing down: it has nothing of the kind, and there are many."""
        if not self._shown or not isinstance(item, CaseItem):
            return None
        call = pytest.CallInfo.from_call(item.runtest, "call", reraise=(pytest.exit.Exception, KeyboardInterrupt))
        report = item.ihook.pytest_runtest_makereport(item=item, call=call)
        item.ihook.pytest_runtest_logreport(report=report)
        return True

    def played(self, played: PlayedCase) -> None:
        """Count one more case."""
        self._counts[played.outcome.verdict] += 1
        every = _EVERY if self._rewrites else _EVERY_LINE
        if not self._shown or time.monotonic() - self._last < every:
            return
        self._last = time.monotonic()
        self._write(self._line())

    def _line(self) -> str:
        done = sum(self._counts.values())
        counts = ", ".join(f"{self._counts[verdict]} {verdict}" for verdict in Verdict if self._counts[verdict])
        return f"{done}/{self._total} cases: {counts}"

    def _write(self, line: str) -> None:
        if self._rewrites:
            self._out.write(f"\r{line:<{self._width}}")
            self._width = len(line)
        else:
            self._out.write(f"{line}\n")
        self._out.flush()
