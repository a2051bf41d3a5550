"""The loop of a run, interrupted: what is finished is kept, what was at work is no verdict, and nothing is logged."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from plain_server import plain_server

from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.player import steps
from midflight.plugin.engine import Engine
from midflight.plugin.settings import settings

CASES = """\
- {id: first, requirement: MU-001, exchanges: [{request: {method: GET, uri: /200}}]}
- id: interrupted
  requirement: MU-001
  exchanges:
    - together:
        - repeat: 1
          exchanges: [together: [{request: {method: GET, uri: /slow}}]]
- {id: hangs, requirement: MU-001, exchanges: [{request: {method: GET, uri: /never}}]}
- {id: claimed, requirement: MU-001, exchanges: [{request: {use: fast-op}}]}
"""
RULES = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
"""


@pytest.fixture
def pressing_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupt whatever asks for `/slow` when the answer is there."""
    answered = steps.until_answered

    async def interrupted(live: steps.LiveExchange, limit: float, patience: float) -> None:
        await answered(live, limit, patience)
        if live.prepared.uri.endswith("/slow"):
            raise KeyboardInterrupt

    monkeypatch.setattr(steps, "until_answered", interrupted)


def engine_for(folder: Path, url: str) -> tuple[Engine, list[LoadedCase]]:
    (folder / "requirements.yaml").write_text(RULES, "utf-8")
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    (folder / "target.txt").write_text("{claims: [fast-op], fast-op: {method: GET, uri: /slow}}", "utf-8")
    option = {"url": url, "target": folder / "target.txt", "concurrency": 8, "repeat": 1, "deadline": 20.0}
    return Engine(settings(option)), list(read_cases(open_suite(folder), folder / "cases.yaml").cases)


@pytest.mark.filterwarnings("error")
@pytest.mark.usefixtures("pressing_ctrl_c")
def test_an_interrupt_in_the_middle_of_a_case(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with plain_server() as url:
        engine, cases = engine_for(tmp_path, url)
        engine.start(cases[:3])
        with pytest.raises(KeyboardInterrupt):
            engine.result(cases[2])
        engine.stop()
    assert [(one.loaded.case.id, one.outcome.verdict) for one in engine.finished()] == [("first", Verdict.PASS)]
    del engine
    gc.collect()
    assert caplog.records == []


@pytest.mark.filterwarnings("error")
@pytest.mark.usefixtures("pressing_ctrl_c")
def test_an_interrupt_before_the_first_case(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with plain_server() as url:
        engine, cases = engine_for(tmp_path, url)
        with pytest.raises(KeyboardInterrupt):
            engine.start(cases)
        engine.stop()
    assert engine.finished() == []
    del engine
    gc.collect()
    assert caplog.records == []
