"""results.json: what is written comes back, the published schema agrees, and a wrong file gets a short answer."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sample import CASES, LINK, PASSING, hostile, results

from midflight_reports import Results, ResultsError, Specification, load, to_json

SCHEMA = json.loads((files("midflight_reports") / "results.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("run", [results(), results(*CASES), hostile()], ids=["no case", "sample", "hostile"])
def test_what_is_written_comes_back(run: Results) -> None:
    assert load(to_json(run)) == run


def test_a_file_is_read_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(to_json(results(*CASES)), "utf-8")
    assert load(path) == results(*CASES)


def test_the_arguments_that_reach_the_target_are_kept() -> None:
    run = results(PASSING)
    run = replace(run, target=replace(run.target, arguments=("--target", "my server.yaml")))
    assert load(to_json(run)) == run
    VALIDATOR.validate(json.loads(to_json(run)))


def test_an_interruption_and_an_expired_known_failure_are_kept() -> None:
    run = replace(results(replace(PASSING, expired="2026-01-31")), interrupted=True, selected=12)
    document = json.loads(to_json(run))
    VALIDATOR.validate(document)
    assert (document["interrupted"], document["selected"]) == (True, 12)
    assert load(to_json(run)) == run
    assert not {"interrupted", "selected"} & set(json.loads(to_json(results(PASSING))))


def test_a_case_that_was_copied_is_refused() -> None:
    document = json.loads(to_json(results(PASSING)))
    document["cases"] *= 2
    document["summary"]["pass"] = 2
    with pytest.raises(ResultsError, match=f"holds the case '{PASSING.id}' twice; the file was changed by hand"):
        load(json.dumps(document))


@pytest.mark.parametrize("summary", [{"pass": 2}, {"fail": 1}, {"pass": 1, "fail": 1}, {}])
def test_counts_that_are_not_those_of_the_cases_are_refused(summary: dict[str, int]) -> None:
    document = json.loads(to_json(results(PASSING))) | {"summary": summary}
    with pytest.raises(ResultsError, match=r"summary\.(pass|fail) is \d, but \d of the cases have it; the file was"):
        load(json.dumps(document))


def test_what_came_later_to_the_format_is_kept_and_may_be_missing() -> None:
    run = replace(
        results(replace(PASSING, started=1.25)),
        strict=True,
        specifications=(Specification("progress", "draft-wright-http-progress", "Reporting Progress", LINK, "abc"),),
    )
    document = json.loads(to_json(run))
    VALIDATOR.validate(document)
    assert load(to_json(run)) == run
    del document["strict"], document["specifications"], document["cases"][0]["started"]
    VALIDATOR.validate(document)
    assert load(json.dumps(document)) == results(PASSING)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(to_json(results(PASSING)), "utf-8-sig")
    assert load(tmp_path / "results.json") == results(PASSING)


def test_each_case_is_one_line() -> None:
    lines = to_json(results(*CASES)).splitlines()
    assert sum(line.startswith('  {"id":"progress/') for line in lines) == sum(
        case.suite == "progress" for case in CASES
    )


def test_unknown_keys_are_passed_over() -> None:
    document = json.loads(to_json(results(PASSING)))
    document["later"] = document["cases"][0]["later"] = 1
    assert load(json.dumps(document)) == results(PASSING)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("run", [results(), results(*CASES), hostile()], ids=["no case", "sample", "hostile"])
def test_what_is_written_follows_the_schema(run: Results) -> None:
    VALIDATOR.validate(json.loads(to_json(run)))


def case_with(**changes: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(to_json(results(PASSING)))
    document["cases"][0] |= changes
    return document


ENTRY = json.loads(to_json(results(PASSING)))["cases"][0]["transcript"][0]
WRONG = {
    "verdict": (case_with(verdict="green"), "cases[0].verdict is not one of"),
    "level": (case_with(level="must"), "cases[0].level is not one of"),
    "type": (case_with(attempts="1"), "cases[0].attempts is not an integer"),
    "boolean for a number": (case_with(duration=True), "cases[0].duration is not a number"),
    "decisive": (case_with(decisive=["0"]), "cases[0].decisive names an entry"),
    "known failure": (case_with(known_failure=None), "cases[0].known_failure is not a text"),
    "base64": (case_with(transcript=[ENTRY | {"bytes": "?"}]), "cases[0].transcript[0].bytes is no base64"),
    "no octets": (case_with(transcript=[ENTRY | {"bytes": None}]), "cases[0].transcript[0].bytes is no base64"),
    "direction": (
        case_with(transcript=[ENTRY | {"direction": "up"}]),
        "cases[0].transcript[0].direction is not one of",
    ),
    "elided": (case_with(transcript=[ENTRY | {"elided": {"length": 1}}]), "transcript[0].elided.sha256 is missing"),
    "moment": (case_with() | {"started": "yesterday"}, "results.started is not an RFC 3339 moment"),
    "negative time": (case_with(duration=-1), "cases[0].duration is not a number of seconds from 0"),
    "a time without end": (case_with(started=1e10), "cases[0].started is not a number of seconds from 0"),
    "a number without end": (case_with() | {"seed": 2**60}, "holds a number of 19 digits"),
    "interrupted": (case_with() | {"interrupted": 3}, "results.interrupted is not true or false"),
    "selected": (case_with() | {"selected": -1}, "results.selected is not an integer from 0"),
    "expired": (case_with(expired="soon"), "cases[0].expired is not a date such as 2027-01-31"),
    "strict": (case_with() | {"strict": "yes"}, "results.strict is not true or false"),
    "specification": (case_with() | {"specifications": [{}]}, "specifications[0].suite is missing"),
    "digest": (
        case_with(transcript=[ENTRY | {"elided": {"length": 1, "sha256": "x"}}]),
        "transcript[0].elided.sha256 is not a SHA-256",
    ),
    "summary": (case_with() | {"summary": {"pass": "1"}}, "summary.pass is not an integer from 0"),
    "missing": ({key: value for key, value in case_with().items() if key != "target"}, "results.target is missing"),
}


@pytest.mark.parametrize(("document", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_document_is_refused_by_reader_and_schema(document: dict[str, Any], message: str) -> None:
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(ResultsError) as refused:
        load(json.dumps(document))
    assert message in str(refused.value)


def test_an_index_beyond_the_transcript_is_refused() -> None:
    with pytest.raises(ResultsError, match="decisive names an entry that the transcript does not have"):
        load(json.dumps(case_with(decisive=[99])))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "results.json: is no whole JSON document (line 1, column 1); it was cut off: run midflight again"),
        (
            '{"schema": 1,',
            "results.json: is no whole JSON document (line 1, column 14); it was cut off: run midflight again",
        ),
        ("null", "results.json: holds no midflight results; give the results.json of a run"),
        ("<x/>", "results.json: is no JSON document; give the results.json of a run"),
        ("[]", "results.json: holds no midflight results; give the results.json of a run"),
        ('{"name": "x"}', "results.json: holds no midflight results; give the results.json of a run"),
        ('{"schema": 2}', "results.json: has schema 2, but this midflight reads up to 1; update midflight to read it"),
        ('{"schema": NaN}', "results.json: is no JSON document; give the results.json of a run"),
        ("[" * 200_000, "results.json: is no JSON document; give the results.json of a run"),
    ],
    ids=["empty", "cut off", "null", "no JSON", "a list", "foreign", "newer", "not a number", "too deep"],
)
def test_foreign_files_get_a_short_answer(text: str, message: str) -> None:
    with pytest.raises(ResultsError) as refused:
        load(text)
    assert str(refused.value) == message


def test_a_truncation_anywhere_is_a_short_answer() -> None:
    text = to_json(results(PASSING))
    for length in range(0, len(text) - 2, 7):
        with pytest.raises(ResultsError):
            load(text[:length])


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"absent\.json: cannot be read \(No such file or directory\)"):
        load(tmp_path / "absent.json")
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResultsError, match=r"binary\.json: is no JSON document"):
        load(tmp_path / "binary.json")
