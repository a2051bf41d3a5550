"""`midflight report`: what is written and where, what is printed, and the one line for what cannot be used."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from midflight.cli import main
from midflight_reports import CaseResult, Entry, Results, Target, Tool, Verdict, count, load, to_json, write

UNUSABLE = 4
AGAIN = "the file was changed by hand or damaged: run midflight again"


def run(verdict: Verdict = "pass", name: str = "Example") -> Results:
    case = CaseResult(
        id="progress/a",
        suite="progress",
        title="a",
        source="a.yaml:1",
        requirement="PG-001",
        level="MUST",
        verdict=verdict,
        transcript=(Entry(0.0, 1, "sent", b"GET / HTTP/1.1\r\n\r\n"),),
    )
    return Results(
        Tool("midflight", "1", "abc"),
        1,
        Target(name, "http://127.0.0.1:1"),
        "2026-03-01T12:00:00Z",
        1.0,
        (case,),
        (),
        count([verdict]),
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the results of a good run in `good` and those of a bad one in `bad.json`."""
    write(run(), tmp_path / "good", ("json",))
    (tmp_path / "bad.json").write_text(to_json(run("fail")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (["html", "good"], ["good/index.html"]),
        (["html", "good", "--coverage"], ["good/index.html"]),
        (["markdown", "good/results.json"], ["good/summary.md"]),
        (["junit", "good", "-o", "a.xml"], ["a.xml"]),
        (["junit", "bad.json"], ["junit.xml"]),
        (["junit", "bad.json", "-o", "good"], ["good/junit.xml"]),
        (["junit", "bad.json", "-o", "new/"], ["new/junit.xml"]),
        (["markdown", "good", "-o", "deep/er/x.md"], ["deep/er/x.md"]),
        (["badge", "good"], ["good/badge.svg", "good/badge.json"]),
        (["badge", "good", "-o", "new/"], ["new/badge.svg", "new/badge.json"]),
        (["badge", "good", "-o", "a.svg"], ["a.svg"]),
        (["badge", "good", "-o", "a.json"], ["a.json"]),
        (["allure", "good"], ["good/allure-results"]),
        (["allure", "good", "-o", "for/allure"], ["for/allure"]),
        (["merge", "good", "bad.json", "-o", "whole.json"], ["whole.json"]),
    ],
    ids=" ".join,
)
def test_documents_are_written_where_they_are_asked_for(
    arguments: Sequence[str], written: Sequence[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *arguments]) == 0
    assert capsys.readouterr() == ("".join(f"report: {path}\n" for path in written), "")
    assert all((here / path).exists() for path in written)
    assert not list(here.rglob(".*"))


def test_a_document_can_be_printed(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["report", "markdown", "good", "-o", "-"]) == 0
    assert capfdbinary.readouterr().out.decode().startswith("## ✅ <code>Example</code> is conformant\n")
    assert names(here) == ["bad.json", "good"]


def test_the_matrix_is_a_page_of_the_report(here: Path) -> None:
    matrix = {"conformant": {"progress/a": "pass"}, "faults": [], "null_servers": {}}
    (here / "matrix.json").write_text(json.dumps(matrix))
    assert main(["report", "html", "good", "--coverage", "--matrix", "matrix.json"]) == 0
    page = (here / "good" / "index.html").read_text("utf-8")
    assert "Requirement coverage" in page
    assert "Fault matrix" in page


def test_a_merged_report_has_the_formats_that_are_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "merge", "good", "bad.json", "-o", "all", "--report-format", "json,markdown"]) == 0
    assert names(here / "all") == ["results.json", "summary.md"]
    assert load(here / "all" / "results.json").cases[0].verdict == "fail"
    assert capsys.readouterr().out == "report: all/summary.md\n"


def test_a_comparison_says_whether_something_became_worse(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "compare", "good", "bad.json"]) == 1
    assert "\nregressions (1)\n  pass -> fail  progress/a  PG-001\n" in capsys.readouterr().out
    assert main(["report", "compare", "bad.json", "good"]) == 0
    assert "\nfixes (1)\n  fail -> pass  progress/a  PG-001\n" in capsys.readouterr().out


REFUSED = [
    (["html", "none.json"], "none.json: cannot be read (No such file or directory); give the results.json of a run"),
    (
        ["html", "cut.json"],
        "cut.json: is no whole JSON document (line 1, column 14); it was cut off: run midflight again",
    ),
    (
        ["junit", "newer.json"],
        "newer.json: has schema 2, but this midflight reads up to 1; update midflight to read it",
    ),
    (["allure", "foreign.json"], "foreign.json: holds no midflight results; give the results.json of a run"),
    (["badge", "binary.json"], "binary.json: is no JSON document; give the results.json of a run"),
    (["markdown", "hostile.json"], f"hostile.json: results.seed is not an integer; {AGAIN}"),
    (
        ["markdown", "empty"],
        "empty/results.json: cannot be read (No such file or directory); give the results.json of a run",
    ),
    (
        ["html", "good", "--matrix", "foreign.json"],
        "foreign.json: holds no fault matrix; give the file of midflight validate --json",
    ),
    (
        ["html", "good", "-o", "bad.json/x"],
        "bad.json: cannot be made (File exists); choose another place with -o",
    ),
    (["html", "good", "-o", "pipe"], "pipe: is no file that could be replaced; choose another place with -o"),
    (["badge", "good", "-o", "a.png"], "-o a.png: name a folder, or a file that ends in .svg or .json"),
    (["badge", "good", "-o", "-"], "-o -: name a folder, or a file that ends in .svg or .json"),
    (["allure", "good", "-o", "-"], "-o -: Allure reads a folder; name one"),
    (
        ["allure", "good", "-o", "."],
        ".: holds apart.json, which is none of Allure's files; choose another place with -o",
    ),
    (
        ["allure", "good", "-o", "bad.json"],
        "bad.json: cannot be written (Not a directory); choose another place with -o",
    ),
    (
        ["merge", "good", "other.json", "-o", "x.json"],
        "other.json: has another target than good/results.json ('Other', not 'Example');"
        " merge the results of one target only; two targets are compared with midflight report compare",
    ),
    (
        ["merge", "good", "-o", "x", "--report-format", "html,jnit"],
        "--report-format jnit: there is no such format; did you mean 'junit'?",
    ),
    (
        ["compare", "good", "apart.json"],
        "OLD and NEW: have no case in common; give the results of the same suites",
    ),
    (
        ["compare", "good"],
        "midflight: the following arguments are required: NEW\nusage: midflight report compare --help",
    ),
    (["htm", "good"], None),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_cannot_be_used_gets_one_line_and_touches_nothing(
    arguments: list[str], message: str | None, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(here / "pipe")
    (here / "empty").mkdir()
    for name, text in {
        "cut.json": '{"schema": 1,',
        "newer.json": '{"schema": 2}',
        "foreign.json": '{"tests": []}',
        "hostile.json": to_json(run()).replace('"seed": 1', '"seed": "<script>"'),
        "other.json": to_json(run(name="Other")),
        "apart.json": to_json(replace(run(), cases=(replace(run().cases[0], id="progress/b"),))),
    }.items():
        (here / name).write_text(text)
    (here / "binary.json").write_bytes(b"\x00\xff\xfe")
    before = names(here), names(here / "good")
    try:
        status = main(["report", *arguments])
    except SystemExit as end:
        status = int(str(end.code))
    out, err = capsys.readouterr()
    assert (status, out) == (UNUSABLE, "")
    assert message is None or err == f"{message}\n"
    assert "Traceback" not in err
    assert (names(here), names(here / "good")) == before


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        (["html", "good", "-o", "good/results.json"], "good/results.json"),
        (["markdown", "bad.json", "-o", "link.json"], "link.json"),
        (["merge", "good", "bad.json", "-o", "bad.json"], "bad.json"),
        (["merge", "good", "bad.json", "-o", "good"], "good/results.json"),
    ],
    ids=str,
)
def test_no_document_takes_the_place_of_its_own_results(
    arguments: list[str], place: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "link.json").symlink_to("bad.json")
    before = (here / place).read_bytes()
    assert main(["report", *arguments]) == UNUSABLE
    assert capsys.readouterr().err == (
        f"-o {place}: these are the results themselves, and would be lost; choose another place with -o\n"
    )
    assert (here / place).read_bytes() == before


@pytest.mark.parametrize("output", [[], ["-o", "good"], ["-o", "good/"]], ids=" ".join)
def test_a_file_of_somebody_else_is_replaced_only_if_it_is_named(
    output: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = here / "good" / "index.html"
    page.write_text("<title>my own page</title>")
    assert main(["report", "html", "good", *output]) == UNUSABLE
    assert capsys.readouterr().err == (
        "good/index.html: is there already, and is no file of midflight's; choose another place with -o\n"
    )
    assert page.read_text() == "<title>my own page</title>"
    assert main(["report", "html", "good", "-o", "good/index.html"]) == 0
    assert main(["report", "html", "good", *output]) == 0


def test_a_run_does_not_begin_where_its_report_would_replace_a_foreign_file(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "index.html").write_text("<title>my own page</title>")
    assert main(["run", "--report", "."]) == UNUSABLE
    assert capsys.readouterr() == (
        "",
        "index.html: is there already, and is no file of midflight's; choose another folder with --report\n",
    )
    assert names(here) == ["bad.json", "good", "index.html"]


def test_a_good_document_stays_where_the_next_one_cannot_be_made(here: Path) -> None:
    assert main(["report", "html", "good"]) == 0
    page = (here / "good" / "index.html").read_bytes()
    (here / "good" / "results.json").write_text(to_json(run("fail"))[:-100])
    assert main(["report", "html", "good"]) == UNUSABLE
    assert (here / "good" / "index.html").read_bytes() == page


def test_shields_reads_the_badge(here: Path) -> None:
    assert main(["report", "badge", "bad.json", "-o", "badge.json"]) == 0
    Draft202012Validator(
        {
            "type": "object",
            "required": ["schemaVersion", "label", "message"],
            "properties": {"schemaVersion": {"const": 1}, "color": {"pattern": "^[0-9a-f]{6}$"}},
        }
    ).validate(json.loads((here / "badge.json").read_text()))
