"""`midflight list`: a line for each case, and why a target would not be asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from midflight.cli import main
from midflight.places import reference_target

UNUSABLE, NOTHING_SELECTED = 4, 5


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    """Return the exit status, and the lines of both outputs."""
    status = main(["list", *arguments])
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.splitlines()


def target(folder: Path, text: str) -> str:
    path = folder / "target.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_every_case_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, problems = run(capsys)
    assert (status, problems) == (0, [])
    assert all("/" in line.split()[0] for line in lines)
    assert len({line.split()[0] for line in lines}) == len(lines) > 90


def test_a_line_names_rule_level_and_title(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = run(capsys, "--case", "the-first-102-does-not-wait-for-the-first-step")
    assert [line.split("  ") for line in lines] == [
        [
            "progress/the-first-102-does-not-wait-for-the-first-step",
            "PG-003",
            "SHOULD",
            "the first 102 does not wait for the first step",
        ]
    ]


@pytest.mark.parametrize("pattern", ["PG-034", "progress/strangers-are-*", "strangers-are-refused"])
def test_cases_are_chosen_by_id_rule_or_pattern(capsys: pytest.CaptureFixture[str], pattern: str) -> None:
    _, lines, _ = run(capsys, "--case", pattern, "--suite", "progress")
    ids = {line.split()[0] for line in lines}
    assert {f"progress/strangers-are-refused[{name}]" for name in ("get", "head", "delete")} <= ids


def test_a_level_includes_those_above(capsys: pytest.CaptureFixture[str]) -> None:
    must, should, may = (len(run(capsys, "--level", level)[1]) for level in ("must", "should", "may"))
    assert 0 < must < should < may == len(run(capsys)[1])


def test_the_reference_target_gives_every_case_its_occasion(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = run(capsys, "--target", str(reference_target()), "--case", "PG-034")
    assert lines
    assert all(line.endswith("  [would run]") for line in lines)


def test_a_case_tells_why_it_would_not_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = target(tmp_path, "claims: [long-op, status-doc]\nlong-op: {uri: /, lasting: 3 s}\n")
    _, lines, _ = run(capsys, "--target", file, "--case", "strangers-are-refused")
    assert {line.partition("  [")[2] for line in lines} == {"not applicable: the target does not claim users]"}


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    status = main(["list", "--json", *arguments])
    assert status == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_rows_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    every = rows(capsys)
    assert len(every) == len(run(capsys)[1])
    assert len({row["id"] for row in every}) == len(every)
    (row,) = rows(capsys, "--case", "the-first-102-does-not-wait-for-the-first-step")
    assert row["requirement"] == "PG-003"
    assert row["claims"] == ["long-op"]
    assert row["level"] == "SHOULD"
    assert row["link"].startswith("https://")
    assert "not_applicable" not in row


def test_rows_tell_why_a_case_would_not_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = target(tmp_path, "claims: [long-op]\nlong-op: {uri: /, lasting: 3 s}\n")
    told = {row["not_applicable"] for row in rows(capsys, "--suite", "progress", "--target", file)}
    assert None in told
    assert "the target does not claim status-doc" in told


def test_cases_of_a_requirement(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "--requirement", "PG-003", "--requirement", "PG-034")
    assert {row["requirement"] for row in found} == {"PG-003", "PG-034"}


def test_cases_that_rest_on_claims(capsys: pytest.CaptureFixture[str]) -> None:
    one = rows(capsys, "--claim", "status-doc")
    both = rows(capsys, "--claim", "status-doc", "--claim", "users")
    assert 0 < len(both) < len(one)
    assert all({"status-doc", "users"} <= set(row["claims"]) for row in both)


UNKNOWN = {
    "requirement": (
        ["--requirement", "PG-O03"],
        "--requirement PG-O03: there is no such requirement; did you mean 'PG-",
    ),
    "claim": (["--claim", "statusdoc"], "--claim statusdoc: there is no such claim; did you mean 'status-doc'?"),
    "revision": (["--revision", "2029"], "--revision 2029: there is no such revision"),
    "level": (
        ["--level", "shuold"],
        "midflight: argument --level: 'shuold' is not one of them; did you mean 'should'?",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_words(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main(["list", *arguments])
    except SystemExit as end:
        status = int(str(end.code))
    said = capsys.readouterr()
    assert (status, said.out) == (UNUSABLE, "")
    assert said.err.startswith(message)


def test_an_unknown_suite(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--suite", "progres") == (
        UNUSABLE,
        [],
        ["--suite progres: there is no such suite; did you mean 'progress'?"],
    )


def test_an_unknown_case(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, problems = run(capsys, "--case", "strangers-are-refusd", "--case", "zzz")
    assert (status, lines) == (NOTHING_SELECTED, [])
    assert problems == [
        "no case is selected",
        "--case strangers-are-refusd: no case has this name; did you mean 'strangers-are-refused'?",
        "--case zzz: no case has this name",
    ]


def test_a_wrong_target_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = target(tmp_path, "claims: [longop]\n")
    assert run(capsys, "--target", file) == (
        UNUSABLE,
        [],
        [f"{file}:1:10: 'longop' is no claim; did you mean 'long-op'?"],
    )
