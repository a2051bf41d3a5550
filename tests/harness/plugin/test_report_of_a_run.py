"""What a run leaves behind: the formats that were asked for, and what they need to know of the run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from plain_server import plain_server

from midflight.errors import ExitStatus
from midflight.plugin import session
from midflight.plugin.settings import rerun_arguments

LOADED = (yaml, session)  # before pytester remembers which modules to forget: some cannot be loaded twice

REQUIREMENTS = """\
specification: made-up
title: A specification
link: https://made-up.example/
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
  - {id: SH-001, title: should, level: SHOULD, actor: server, section: "2", statement: Two.}
"""
CASES = """\
- {id: passes, requirement: MU-001, exchanges: [{request: {method: GET, uri: /200}, final: 200}]}
- {id: warns, requirement: SH-001, exchanges: [{request: {method: GET, uri: /404}, final: 200}]}
- {id: does-not-apply, requirement: MU-001, needs: [fast-op], exchanges: [{request: {method: GET, uri: /}}]}
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Iterator[Path]:
    with plain_server() as url:
        suite = pytester.mkdir("made")
        (suite / "requirements.yaml").write_text(REQUIREMENTS)
        (suite / "cases.yaml").write_text(CASES)
        (pytester.path / "target.yaml").write_text(f"{{url: '{url}', times: {{patience: 5 s}}}}")
        yield pytester.path


def played(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    given = ["-p", "no:allure_pytest", "--midflight-target", "target.yaml", "--midflight-report", "out", "made"]
    if "-n" in arguments:
        return pytester.runpytest_subprocess(*given, *arguments)
    with pytest.MonkeyPatch.context() as patch:  # other people's plugins only cost time here
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_inprocess("-p", "midflight.plugin", *given, *arguments)


def results(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "out" / "results.json").read_text("utf-8"))
    return document


def test_the_formats_that_are_asked_for_are_written(pytester: pytest.Pytester, folder: Path) -> None:
    assert played(pytester, "--midflight-report-format", "markdown,badge").ret == ExitStatus.CONFORMANT
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["badge.json", "badge.svg", "summary.md"]


def test_another_format_is_refused_before_anything_is_played(pytester: pytest.Pytester, folder: Path) -> None:
    run = played(pytester, "--midflight-report-format", "htm")
    assert run.ret == ExitStatus.UNUSABLE
    run.stderr.fnmatch_lines(["*--report-format htm: there is no such format; did you mean 'html'?"])
    assert not (folder / "out").exists()


@pytest.mark.parametrize("processes", [[], ["-n", "2"]], ids=["one process", "two processes"])
def test_cases_have_their_own_start(pytester: pytest.Pytester, folder: Path, processes: list[str]) -> None:
    assert played(pytester, *processes).ret == ExitStatus.CONFORMANT
    found = results(folder)
    starts = {case["id"]: case.get("started") for case in found["cases"]}
    assert starts.pop("made/does-not-apply") is None
    assert set(starts) == {"made/passes", "made/warns"}
    assert all(0 <= start <= found["duration"] for start in starts.values())


def test_the_specification_and_the_strictness_are_kept(pytester: pytest.Pytester, folder: Path) -> None:
    assert played(pytester, "--midflight-strict").ret == ExitStatus.NOT_CONFORMANT
    found = results(folder)
    assert found["strict"] is True
    (specification,) = found["specifications"]
    assert len(specification.pop("digest")) == 64
    assert specification == {
        "suite": "made",
        "name": "made-up",
        "title": "A specification",
        "link": "https://made-up.example/",
    }
    assert 'failures="1"' in (folder / "out" / "junit.xml").read_text("utf-8")


FAILS = "- {id: fails, requirement: MU-001, exchanges: [{request: {method: GET, uri: /404}, final: 200}]}\n"


def test_a_run_that_ends_early_says_so(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "made" / "cases.yaml").write_text(FAILS + CASES)
    assert played(pytester, "-x").ret == ExitStatus.NOT_CONFORMANT
    found = results(folder)
    assert (found["interrupted"], found["selected"], len(found["cases"])) == (True, 4, 1)


def test_a_run_that_comes_to_its_end_is_not_interrupted(pytester: pytest.Pytester, folder: Path) -> None:
    played(pytester)
    assert "interrupted" not in results(folder)


def test_a_file_name_that_the_locale_does_not_know_is_kept_as_text() -> None:
    option = {"url": None, "target": b"w\xc3\xa9.yaml".decode("ascii", "surrogateescape")}
    assert rerun_arguments(option) == ("--target", "w\xe9.yaml")
    assert rerun_arguments({"url": "http://a", "target": None}) == ("http://a",)
    assert rerun_arguments({"url": None, "target": None}) is None
