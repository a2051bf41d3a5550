"""YAML files are collected and played as pytest items, by a pytest that knows nothing else of midflight."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from plain_server import SLOW, plain_server

from midflight.errors import ExitStatus
from midflight.plugin import session
from midflight_reports import load, terminal

LOADED = (yaml, session)  # before pytester remembers which modules to forget: some cannot be loaded twice

REQUIREMENTS = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
  - {id: SH-001, title: should, level: SHOULD, actor: server, section: "2", statement: Two.}
  - {id: MA-001, title: may, level: MAY, actor: server, section: "3", statement: Three.}
"""
CASES = """\
- {id: passes, requirement: MU-001, exchanges: [{request: {method: GET, uri: /200}, final: 200}]}
- {id: fails, requirement: MU-001, exchanges: [{request: {method: GET, uri: /404}, final: 200}]}
- {id: warns, requirement: SH-001, exchanges: [{request: {method: GET, uri: /404}, final: 200}]}
- {id: informs, requirement: MA-001, exchanges: [{request: {method: GET, uri: /200}, final: 200}]}
- {id: does-not-apply, requirement: MU-001, needs: [fast-op], exchanges: [{request: {method: GET, uri: /}}]}
- {id: cannot-be-tested, requirement: SH-001, given: [{request: {method: GET, uri: /404}, final: 200}],
   exchanges: [{request: {method: GET, uri: /}}]}
"""
VERDICTS = {
    "made/passes": "pass",
    "made/fails": "fail",
    "made/warns": "warn",
    "made/informs": "info",
    "made/does-not-apply": "not-applicable",
    "made/cannot-be-tested": "untestable",
}


class Folder:
    """A folder with one suite, and pytest in it."""

    def __init__(self, pytester: pytest.Pytester, url: str) -> None:
        self._pytester = pytester
        self.path = pytester.path
        self.made = pytester.mkdir("made")
        self.write("requirements.yaml", REQUIREMENTS)
        (self.path / "target.yaml").write_text(f"{{url: '{url}', times: {{patience: 5 s}}}}")

    def write(self, name: str, text: str) -> None:
        (self.made / name).write_text(text, "utf-8")

    def pytest(self, *arguments: str, plain: bool = False, apart: bool = False) -> pytest.RunResult:
        """Run pytest, if asked for in a process of its own."""
        given = [] if plain else ["--midflight-target", "target.yaml", "made"]
        if apart:
            return self._pytester.runpytest_subprocess("-p", "no:allure_pytest", *given, *arguments)
        with pytest.MonkeyPatch.context() as patch:  # other people's plugins only cost time here
            patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            return self._pytester.runpytest_inprocess("-p", "midflight.plugin", *given, *arguments)

    def results(self, *arguments: str, apart: bool = False) -> tuple[pytest.RunResult, dict[str, Any]]:
        """Run with a report; return the contents of results.json too."""
        run = self.pytest("--midflight-report", "out", *arguments, apart=apart)
        return run, json.loads((self.path / "out" / "results.json").read_text("utf-8"))


def verdicts(results: dict[str, Any]) -> dict[str, str]:
    return {case["id"]: case["verdict"] for case in results["cases"]}


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Iterator[Folder]:
    with plain_server() as url:
        made = Folder(pytester, url)
        made.write("cases.yaml", CASES)
        yield made


def test_verdicts_become_outcomes(folder: Folder) -> None:
    run, results = folder.results("-rA")
    run.assert_outcomes(passed=3, failed=2, skipped=1)
    assert run.ret == ExitStatus.NOT_CONFORMANT
    assert verdicts(results) == VERDICTS
    assert results["summary"] == dict.fromkeys(VERDICTS.values(), 1) | {"error": 0}
    run.stdout.fnmatch_lines(["fail: MU-001 (MUST)", "expected a final 200", "got      404 Not Found"])
    run.stdout.fnmatch_lines(["*SKIPPED*the target does not claim fast-op*"])
    assert "Traceback" not in run.stdout.str() + run.stderr.str()
    assert {"index.html", "junit.xml"} < {path.name for path in (folder.path / "out").iterdir()}


def test_selection(folder: Folder) -> None:
    folder.pytest("-k", "passes or informs").assert_outcomes(passed=2, deselected=4)
    run = folder.pytest("--collect-only", "-q")
    assert run.outlines[:6] == [f"made/cases.yaml::{name.removeprefix('made/')}" for name in VERDICTS]
    one = folder.pytest("made/cases.yaml::passes", plain=True)
    assert one.ret != 0  # nobody said against what
    run = folder.pytest("--midflight-case", "MU-001", "--midflight-case", "*warns", "--midflight-level", "must")
    run.assert_outcomes(passed=1, failed=1, skipped=1)
    assert folder.pytest("--midflight-case", "nothing").ret == ExitStatus.NOTHING_SELECTED


def test_strict(folder: Folder) -> None:
    folder.pytest("--midflight-strict", "-k", "passes or warns or informs").assert_outcomes(
        passed=2, failed=1, deselected=3
    )


def test_what_failed_last_is_played_alone(folder: Folder) -> None:
    folder.pytest()
    folder.pytest("--lf").assert_outcomes(failed=2)


def test_the_first_failure_ends_the_run_and_what_is_in_flight_was_not_run(folder: Folder) -> None:
    in_flight = "- {id: hangs, requirement: MU-001, exchanges: [{request: {method: GET, uri: /never}}]}\n"
    folder.write("cases.yaml", CASES.splitlines()[1] + "\n" + in_flight)
    run, results = folder.results("-x", apart=True)
    run.assert_outcomes(failed=1)
    assert run.ret == ExitStatus.NOT_CONFORMANT
    assert verdicts(results) == {"made/fails": "fail"}
    assert run.stderr.str() == ""


def test_durations_are_the_cases_own(folder: Folder) -> None:
    slow = "- {{id: slow-{0}, requirement: MU-001, exchanges: [{{request: {{method: GET, uri: /slow}}}}]}}\n"
    folder.write("cases.yaml", slow.format(1) + slow.format(2) + CASES.splitlines()[0])
    run = folder.pytest("--junitxml", "junit.xml")
    run.assert_outcomes(passed=3)
    cases = ElementTree.parse(folder.path / "junit.xml").getroot().iter("testcase")
    times = {str(case.get("name")): float(str(case.get("time"))) for case in cases}
    assert times["slow-1"] >= SLOW
    assert times["slow-2"] >= SLOW  # although pytest did not have to wait for it any more
    assert times["passes"] < SLOW


def test_processes_share_the_work_and_the_controller_has_the_results(folder: Folder) -> None:
    known = "- {case: made/fails, reason: why not}\n- {case: made/cannot-be-tested, reason: why not}\n"
    (folder.path / "known.yaml").write_text(known)
    run, results = folder.results("-n", "2", "--midflight-known-failures", "known.yaml", apart=True)
    run.assert_outcomes(passed=3, skipped=1, xfailed=2)
    assert run.ret == ExitStatus.CONFORMANT
    assert verdicts(results) == VERDICTS
    rules = {rule["id"]: (rule["verdict"], len(rule["cases"])) for rule in results["requirements"]}
    assert rules == {"MU-001": ("fail", 3), "SH-001": ("untestable", 2), "MA-001": ("info", 1)}


def test_processes_without_a_target(folder: Folder) -> None:
    (folder.path / "target.yaml").write_text("url: http://127.0.0.1:1")
    run = folder.pytest("-n", "2", apart=True)
    assert run.ret == ExitStatus.UNUSABLE
    assert "connection refused: is the server running?" in run.stdout.str() + run.stderr.str()
    assert "INTERNALERROR" not in run.stdout.str() + run.stderr.str()


@pytest.mark.parametrize(
    ("entry", "outcomes", "status", "message"),
    [
        ("made/fails", {"passed": 3, "failed": 1, "xfailed": 1, "skipped": 1}, 1, ""),
        ("made/passes", {"passed": 2, "failed": 3, "skipped": 1}, 1, "but it holds: remove its entry"),
        ("made/warns", {"passed": 2, "failed": 3, "skipped": 1}, 1, "only warns, which fails no run but a strict one"),
        ("made/does-not-apply", {"passed": 3, "failed": 2, "skipped": 1}, 1, ""),
        ("made/gone", {"passed": 3, "failed": 2, "skipped": 1}, 1, "known.yaml:1:10: there is no case 'made/gone'"),
        ("made/fails, expires: 2020-01-31", {"passed": 3, "failed": 2, "skipped": 1}, 1, ""),
    ],
)
def test_known_failures(folder: Folder, entry: str, outcomes: dict[str, int], status: int, message: str) -> None:
    (folder.path / "known.yaml").write_text(f"- {{case: {entry}, reason: we know}}")
    run = folder.pytest("--midflight-known-failures", "known.yaml")
    run.assert_outcomes(**outcomes)
    assert run.ret == status
    assert message in run.stdout.str()


def test_an_expired_known_failure_is_told_in_the_results(folder: Folder) -> None:
    (folder.path / "known.yaml").write_text("- {case: made/fails, reason: we know, expires: 2020-01-31}")
    folder.pytest("--midflight-known-failures", "known.yaml", "--midflight-report", "report")
    cases = {case.id: case for case in load(folder.path / "report" / "results.json").cases}
    assert (cases["made/fails"].known_failure, cases["made/fails"].expired) == (None, "2020-01-31")
    assert [case.id for case in cases.values() if case.expired] == ["made/fails"]


def test_a_warning_is_a_known_failure_of_a_strict_run_alone(folder: Folder) -> None:
    """The outcome, the report and the exit status say the same."""
    folder.write("cases.yaml", "".join(CASES.splitlines(keepends=True)[2:3]))
    (folder.path / "known.yaml").write_text("- {case: made/warns, reason: we know}")
    listed = ("--midflight-known-failures", "known.yaml")
    for arguments, outcome, status, told in (
        ((*listed, "--midflight-strict"), {"xfailed": 1}, ExitStatus.CONFORMANT, "known failure: we know"),
        (listed, {"failed": 1}, ExitStatus.NOT_CONFORMANT, "remove its entry, or run with --strict"),
        ((), {"passed": 1}, ExitStatus.CONFORMANT, "<system-out>warn"),
    ):
        run, _ = folder.results(*arguments)
        run.assert_outcomes(**outcome)
        assert run.ret == status
        assert told in (folder.path / "out" / "junit.xml").read_text("utf-8")


ROUNDS = """\
- {id: passes, requirement: MU-001, exchanges: [{request: {method: GET, uri: /200}, final: 200}]}
- {id: wavers, requirement: MU-001, exchanges: [{request: {method: GET, uri: /turn}, final: 200}]}
- {id: wavers-in-its-set-up, requirement: MU-001, alone: true,
   given: [{request: {method: GET, uri: /turn}, final: 200}],
   exchanges: [{request: {method: GET, uri: /200}, final: 200}]}
"""


def test_a_verdict_that_changes_from_round_to_round_is_told(folder: Folder) -> None:
    folder.write("cases.yaml", ROUNDS)
    run, results = folder.results("--midflight-repeat", "4", "--midflight-concurrency", "1")
    assert run.ret == ExitStatus.NOT_CONFORMANT
    assert verdicts(results) == {
        "made/passes": "pass",
        "made/wavers": "fail",
        "made/wavers-in-its-set-up": "untestable",
    }
    run.stdout.fnmatch_lines(
        [
            "the verdict of 2 cases changed in 4 rounds:",
            "  made/wavers: pass 2 times, fail 2 times",
            "  made/wavers-in-its-set-up: pass 2 times, untestable 2 times",
        ]
    )
    assert next(case["observed"] for case in results["cases"]) == ""


def test_verdicts_that_stay_the_same_in_every_round_are_told_too(folder: Folder) -> None:
    run = folder.pytest("--midflight-repeat", "3", "-k", "passes or does-not-apply")
    assert run.ret == ExitStatus.CONFORMANT
    run.stdout.fnmatch_lines(["no verdict changed in 3 rounds"])
    assert "rounds" not in folder.pytest("-k", "passes").stdout.str()


@pytest.mark.parametrize("processes", [(), ("-n", "2")], ids=["one process", "two processes"])
def test_the_seed_is_told_before_the_first_case_and_kept(folder: Folder, processes: tuple[str, ...]) -> None:
    for arguments in (("--midflight-seed", "7"), ()):
        run, results = folder.results(*arguments, *processes, apart=bool(processes))
        run.stdout.fnmatch_lines([f"midflight: seed {results['seed']}"])
        assert results["seed"] == 7 or not arguments


FIXTURES = """\
an_upload: {parameters: {at: 200}, exchanges: [{request: {method: GET, uri: /$at}, final: 201}]}
an_interrupted_upload: {parameters: {at: 200}, exchanges: [an_upload: {at: $at}]}
"""


def test_a_set_up_that_fails_is_one_root_cause(folder: Folder) -> None:
    folder.write("fixtures.yaml", FIXTURES)
    uses = ["an_upload", "an_upload: {at: 403}", "an_interrupted_upload", "an_interrupted_upload: {at: 404}"]
    rules = ["MU-001", "SH-001", "MA-001", "MU-001"]
    folder.write(
        "cases.yaml",
        "".join(
            f"- {{id: case-{n}, requirement: {rule}, given: [{use}], exchanges: [request: {{use: ordinary}}]}}\n"
            for n, (use, rule) in enumerate(zip(uses, rules, strict=True))
        ),
    )
    run, results = folder.results("--midflight-report-format", "json,html,markdown,junit")
    run.assert_outcomes(failed=4)
    cause = "the fixture an_upload: expected a final 201; got 200 OK"
    assert {case["root_cause"] for case in results["cases"]} == {cause}
    assert [case["reason"].rpartition("got ")[2] for case in results["cases"]] == [
        "200 OK",
        "403 Forbidden",
        "200 OK",
        "404 Not Found",
    ]
    out = folder.path / "out"
    summary = (out / "summary.md").read_text("utf-8")
    assert summary.count("**untestable**, 4 cases") == 1
    assert summary.count("expected a final 201; got 200 OK") == 1
    causes = ElementTree.parse(out / "junit.xml").getroot().iterfind(".//property[@name='root_cause']")
    assert [one.get("value") for one in causes] == [cause] * 4
    lines = [line.text for line in terminal.summary(load(out / "results.json"))]
    assert [line for line in lines if cause in line] == [f"UNTESTABLE  4 cases: {cause}"]
    page = (out / "index.html").read_text("utf-8")
    assert page.index("4 cases") < page.index(cause)


def test_known_failures_alone_leave_a_run_green_and_one_without_a_case_does_not(folder: Folder) -> None:
    folder.write("cases.yaml", "".join(CASES.splitlines(keepends=True)[:2]))
    known = folder.path / "known.yaml"
    known.write_text("- {case: made/fails, reason: we know}")
    assert folder.pytest("--midflight-known-failures", "known.yaml").ret == ExitStatus.CONFORMANT
    assert folder.pytest("--midflight-known-failures", "known.yaml", "-k", "passes").ret == ExitStatus.CONFORMANT
    known.write_text("- {case: made/fails, reason: we know}\n- {case: made/gone, reason: we knew}")
    assert folder.pytest("--midflight-known-failures", "known.yaml").ret == ExitStatus.NOT_CONFORMANT


def test_a_file_that_cannot_be_read_ends_the_run(folder: Folder) -> None:
    folder.write("broken.yaml", "- {id: x, requirement: MU-001, exchangs: []}\n")
    run = folder.pytest()
    assert run.ret == ExitStatus.UNUSABLE
    run.stdout.fnmatch_lines(["*broken.yaml:1:*'exchangs'*did you mean 'exchanges'?*"])
    assert "Traceback" not in run.stdout.str() + run.stderr.str()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--midflight-concurrency", "0"], "--concurrency 0: should be above 0"),
        (["--midflight-deadline", "nan"], "--deadline nan: should be above 0"),
        (["--midflight-url", "gopher://x"], "'gopher://x' is not an http or https URL"),
        (["--midflight-url", "http://127.0.0.1:1"], "http://127.0.0.1:1: connection refused: is the server running?"),
        (["--midflight-header", "x"], "--header 'x': should be 'Name: value'"),
        (["--midflight-target", "none.yaml"], "none.yaml:1:1: cannot be read: No such file or directory"),
    ],
)
def test_unusable_options(folder: Folder, arguments: list[str], message: str) -> None:
    run = folder.pytest(*arguments)
    assert run.ret == ExitStatus.UNUSABLE
    assert message in run.stderr.str()
    assert "Traceback" not in run.stderr.str()


def test_a_run_without_a_target_is_not_affected(folder: Folder, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it(): assert 'midflight.player' not in sys.modules")
    run = folder.pytest(plain=True, apart=True)
    run.assert_outcomes(passed=1)
    assert run.ret == 0


def test_other_tests_may_stand_beside_the_cases(folder: Folder, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    (Path(folder.made) / "targets.txt").write_text("not ours")
    folder.pytest(str(folder.path), "-k", "passes or test_it").assert_outcomes(passed=2, deselected=5)
