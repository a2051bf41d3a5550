"""`midflight check`: what it takes, what it prints, and how it ends."""

import json
import re
import shutil
from pathlib import Path

import pytest

from midflight.cli import check, main
from midflight.places import suites_folder

REQUIREMENTS = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: one, level: MUST, actor: server, section: "1", statement: One.}
"""
CASES = """\
- id: a
  requirement: MU-001
  given: [a_set_up]
  exchanges: [request: {use: ordinary}]
"""
FIXTURES = "a_set_up: {exchanges: [request: {use: ordinary}]}\n"
TARGET = "url: http://127.0.0.1:1\nclaims: []\n"
UNUSABLE = 4


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one right suite and one right target file, from where the command is called."""
    for name, text in {
        "suites/made/requirements.yaml": REQUIREMENTS,
        "suites/made/cases.yaml": CASES,
        "suites/made/fixtures.yaml": FIXTURES,
        "suites/targets/one.yaml": TARGET,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "suites"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """Return the exit status and every line printed."""
    status = main(["check", *arguments])
    said = capsys.readouterr()
    return status, (said.out + said.err).splitlines()


def test_the_bundled_suites_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines = run(capsys)
    assert status == 0
    assert re.fullmatch(r"\d+ cases, \d+ requirements, \d+ target files?: no problems", lines[-1])


@pytest.mark.parametrize(
    ("path", "summary"),
    [
        ("suites", "1 case, 1 requirement, 1 target file: no problems"),
        ("suites/made", "1 case, 1 requirement: no problems"),
        ("suites/made/cases.yaml", "1 case: no problems"),
        ("suites/made/requirements.yaml", "1 requirement: no problems"),
        ("suites/made/fixtures.yaml", "1 fixture: no problems"),
        ("suites/targets", "1 target file: no problems"),
        ("suites/targets/one.yaml", "1 target file: no problems"),
    ],
)
def test_a_path_may_be_any_part_of_it(root: Path, capsys: pytest.CaptureFixture[str], path: str, summary: str) -> None:
    assert run(capsys, path) == (0, [summary])


def test_every_problem_has_its_line_and_the_end_counts_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "made/cases.yaml").write_text(CASES.replace("ordinary", "ordinry").replace("a_set_up", "a_setup"), "utf-8")
    (root / "targets/one.yaml").write_text(TARGET.replace("[]", "[putt]"), "utf-8")
    assert run(capsys, "suites") == (
        UNUSABLE,
        [
            "suites/made/cases.yaml:3:11: there is no fixture 'a_setup'; did you mean 'a_set_up'?",
            "suites/made/cases.yaml:4:30: there is no endpoint 'ordinry'; did you mean 'ordinary'?",
            "suites/targets/one.yaml:2:10: 'putt' is no claim; did you mean 'put'?",
            "1 case, 1 requirement, 1 target file: 3 problems",
        ],
    )


def test_one_file_is_checked_without_the_mistakes_of_the_others(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "made/fixtures.yaml").write_text(FIXTURES.replace("ordinary", "ordinry"), "utf-8")
    assert run(capsys, "suites/made/cases.yaml") == (0, ["1 case: no problems"])
    assert run(capsys, "suites/made/fixtures.yaml") == (
        UNUSABLE,
        [
            "suites/made/fixtures.yaml:1:39: there is no endpoint 'ordinry'; did you mean 'ordinary'?",
            "1 fixture: 1 problem",
        ],
    )


def test_what_keeps_a_file_from_being_checked_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "made/requirements.yaml").write_text("specification: [\n", "utf-8")
    status, lines = run(capsys, "suites/made/cases.yaml")
    assert status == UNUSABLE
    assert lines == [
        "suites/made/requirements.yaml:2:1: is not YAML: while parsing a flow node did not find expected node content",
        "nothing that could be read: 1 problem",
    ]


def test_a_rule_without_case_is_a_problem_of_the_whole_suite_only(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = REQUIREMENTS + REQUIREMENTS.splitlines()[-1].replace("MU-001", "MU-002") + "\n"
    (root / "made/requirements.yaml").write_text(more, "utf-8")
    assert run(capsys, "suites/made/requirements.yaml") == (0, ["2 requirements: no problems"])
    status, lines = run(capsys, "suites/made")
    assert status == UNUSABLE
    assert lines[0].endswith("requirements.yaml:5:10: 'MU-002' has no case; write one, or say why not with 'excluded'")


def test_fixtures_beside_the_suites_are_shared_by_them(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "made/fixtures.yaml").rename(root / "fixtures.yaml")
    shutil.copytree(root / "made", root / "other")
    assert run(capsys, "suites/fixtures.yaml") == (0, ["1 fixture: no problems"])
    (root / "fixtures.yaml").write_text(FIXTURES.replace("ordinary", "ordinry"), "utf-8")
    _, lines = run(capsys, "suites")
    assert lines == [
        "suites/fixtures.yaml:1:39: there is no endpoint 'ordinry'; did you mean 'ordinary'?",
        "2 cases, 2 requirements, 1 target file: 1 problem",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("no.yaml", "no.yaml:1:1: cannot be read: No such file or directory"),
        (".", ".:1:1: holds no suite: no folder in it has a requirements.yaml"),
        (
            "other.yaml",
            "other.yaml: is neither a target file (it has no url and no claims), "
            "nor a file of a suite (no requirements.yaml stands beside it)",
        ),
    ],
)
def test_a_path_to_nothing_known(root: Path, capsys: pytest.CaptureFixture[str], path: str, message: str) -> None:
    (root.parent / "other.yaml").write_text("a: b\n", "utf-8")
    assert run(capsys, path) == (UNUSABLE, [message])


def test_a_target_file_may_stand_anywhere_and_leave_its_url_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root.parent / "server.yaml").write_text("claims: [writable, put]\nwritable: {uri: /$fresh}\n", "utf-8")
    assert run(capsys, "server.yaml") == (0, ["1 target file: no problems"])


def test_schemas_are_written_beside_the_suites(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "suites_folder", lambda: root)
    status, lines = run(capsys, "--write-schemas")
    assert (status, lines[-1]) == (0, f"4 schemas written to {root}")
    written = {path.name: json.loads(path.read_text("utf-8")) for path in root.glob("*.schema.json")}
    assert sorted(written) == [f"{kind}.schema.json" for kind in ("case", "fixtures", "requirements", "target")]
    assert written["case.schema.json"]["type"] == "array"


def test_schemas_that_cannot_be_written(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "suites_folder", lambda: root / "nowhere")
    status, lines = run(capsys, "--write-schemas")
    assert status == UNUSABLE
    assert lines == [f"{root}/nowhere/case.schema.json: cannot be written: No such file or directory"]


def test_the_bundled_suites_stand_where_the_schemas_do() -> None:
    assert {path.name for path in suites_folder().glob("*.json")} == set(check.schemas())
