"""What a matrix of faults and cases is reproached with; a real one is played for one fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from midflight.cli import main
from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase, Suite, open_suite, read_cases
from midflight.validation.matrix import FaultRow, Matrix, Played, table

RULES = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: must, level: MUST, actor: server, section: "1", statement: One.}
  - {id: SH-001, title: should, level: SHOULD, actor: server, section: "2", statement: Two.}
  - {id: MA-001, title: may, level: MAY, verdict: info, actor: server, section: "3", statement: Three.}
  - {id: CL-001, title: client, level: MUST, actor: client, section: "4", statement: Four., excluded: no case.}
"""
CASES = """\
- {id: must, requirement: MU-001, exchanges: [{request: {method: GET, uri: /}}]}
- {id: should, requirement: SH-001, exchanges: [{request: {method: GET, uri: /}}]}
- {id: may, requirement: MA-001, exchanges: [{request: {method: GET, uri: /}}]}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    made = tmp_path / "made"
    made.mkdir()
    (made / "requirements.yaml").write_text(RULES, "utf-8")
    (made / "cases.yaml").write_text(CASES, "utf-8")
    return open_suite(made)


@pytest.fixture
def cases(suite: Suite) -> list[LoadedCase]:
    return list(read_cases(suite, suite.folder / "cases.yaml").cases)


@pytest.fixture
def sound(suite: Suite, cases: list[LoadedCase]) -> Matrix:
    """A matrix with nothing to reproach."""
    must, should, may = cases
    conformant = plays(cases, "pass", "pass", "info")
    faults = [
        FaultRow("a", "MU-001", {}, plays(cases, "fail", "pass", "untestable")),
        FaultRow("b", "SH-001", {"MU-001": "says the same"}, plays(cases, "fail", "warn", "info")),
        FaultRow("c", "MA-001", {}, [Played(may, Verdict.FAIL), Played(must, Verdict.PASS)]),
    ]
    null = {"closes": plays([must, should], "fail", "untestable")}
    return Matrix([suite], conformant, faults, null)


def plays(cases: list[LoadedCase], *verdicts: str) -> list[Played]:
    return [Played(case, Verdict.of(verdict), "why") for case, verdict in zip(cases, verdicts, strict=True)]


def with_row(matrix: Matrix, place: int, *played: Played) -> Matrix:
    rows = list(matrix.faults)
    rows[place] = replace(rows[place], plays=list(played))
    return replace(matrix, faults=rows)


def test_nothing_to_reproach(sound: Matrix) -> None:
    assert sound.problems() == []


@pytest.mark.parametrize("verdict", ["warn", "fail", "untestable", "error", "not-applicable"])
def test_the_conformant_server_passes_everything(sound: Matrix, cases: list[LoadedCase], verdict: str) -> None:
    found = replace(sound, conformant=plays(cases, "pass", verdict, "info")).problems()
    assert f"made/should: {verdict} on the conformant server: why" in found


@pytest.mark.parametrize(("verdict", "green"), [("pass", True), ("not-applicable", True), ("untestable", False)])
def test_it_passes_in_every_profile_that_plays_a_case(
    sound: Matrix, cases: list[LoadedCase], verdict: str, green: bool
) -> None:
    found = replace(sound, elsewhere=[Played(cases[0], Verdict.of(verdict), "why", "sparse")]).problems()
    assert found == ([] if green else [f"made/must: {verdict} on the conformant server as sparse: why"])


@pytest.mark.parametrize(
    ("verdict", "caught"), [("fail", True), ("warn", True), ("untestable", False), ("pass", False)]
)
def test_a_fault_is_caught_by_a_case_of_its_own_rule(
    sound: Matrix, cases: list[LoadedCase], verdict: str, caught: bool
) -> None:
    found = with_row(sound, 0, Played(cases[0], Verdict.of(verdict))).problems()
    assert found == ([] if caught else [f"fault a: no case of MU-001 catches it (must {verdict})"])
    assert with_row(sound, 0, Played(cases[1], Verdict.PASS)).problems() == [
        "fault a: no case of MU-001 catches it (there is none)"
    ]


def test_a_rule_that_only_informs_is_caught_by_another_verdict(sound: Matrix, cases: list[LoadedCase]) -> None:
    assert with_row(sound, 2, Played(cases[2], Verdict.INFO)).problems() == [
        "fault c: no case of MA-001 catches it (may info)"
    ]
    before = replace(sound, conformant=plays(cases, "pass", "pass", "pass"))
    assert with_row(before, 2, Played(cases[2], Verdict.INFO)).problems() == []


@pytest.mark.parametrize(
    ("verdict", "accused"), [("fail", True), ("warn", True), ("error", True), ("untestable", False)]
)
def test_a_fault_accuses_no_other_rule(sound: Matrix, cases: list[LoadedCase], verdict: str, accused: bool) -> None:
    own = Played(cases[0], Verdict.FAIL)
    other = Played(cases[1], Verdict.of(verdict), "why")
    expected = [f"fault a (MU-001): made/should (SH-001) comes to {verdict}: why"] if accused else []
    assert with_row(sound, 0, own, other).problems() == expected


def test_a_rule_listed_with_a_reason_may_be_broken_as_well(sound: Matrix) -> None:
    row = sound.faults[1]
    rows = [sound.faults[0], replace(row, also={}), sound.faults[2]]
    assert replace(sound, faults=rows).problems() == ["fault b (SH-001): made/must (MU-001) comes to fail: why"]


def test_nothing_passes_on_a_server_that_does_nothing(sound: Matrix, cases: list[LoadedCase]) -> None:
    null = {"closes": plays(cases, "pass", "info", "info")}
    assert replace(sound, null=null).problems() == [
        "made/must: pass on a server that closes",
        "made/should: info on a server that closes",
    ]


def test_every_rule_that_is_judged_has_a_fault(sound: Matrix) -> None:
    fewer = replace(sound, faults=sound.faults[1:])
    assert fewer.problems() == ["MU-001: there is no fault that breaks it"]
    assert replace(fewer, complete=False).problems() == []


def test_the_table(sound: Matrix) -> None:
    assert table(sound) == [
        "fault  rule    played  caught by",
        "a  MU-001       3  must (fail)",
        " " * 19 + "1 untestable",
        "b  SH-001       3  should (warn)",
        " " * 19 + "also MU-001: says the same",
        "c  MA-001       2  may (fail)",
        "closes  (null)       2  0 pass",
    ]


def test_one_fault_is_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "matrix.json"
    status = main(["validate", "--suite", "progress", "--fault", "comment-not-closed", "--json", str(file)])
    out = capsys.readouterr().out
    assert (status, out.splitlines()[-1].rsplit(": ", 1)[1]) == (0, "no problems"), out
    matrix = json.loads(file.read_text("utf-8"))
    (row,) = matrix["faults"]
    assert (row["name"], row["requirement"]) == ("comment-not-closed", "PG-053")
    assert set(matrix["conformant"].values()) <= {"pass", "info"}
    assert "fail" in row["cases"].values() or "warn" in row["cases"].values()
    assert row["caught_by"] and set(row["caught_by"]) <= set(row["cases"])
    assert matrix["null_servers"] == {}
