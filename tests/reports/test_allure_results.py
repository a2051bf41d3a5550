"""The folder for Allure: what its reader needs is there, and a case keeps its identity from run to run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sample import CASES, FAILING, INTERIM, KNOWN, LINK, PASSING, UNCLAIMED, UNTESTABLE, WARNING, hostile, results

from midflight_reports import CaseResult, Results, Specification
from midflight_reports.allure import files

PAIR = {"type": "object", "required": ["name", "value"], "additionalProperties": {"type": "string"}}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
TEXT = {"type": "string", "pattern": "^[^\\x00-\\x08\\x1b]+$"}
# What Allure's reader of result files takes, and with which types.
RESULT = Draft202012Validator(
    {
        "type": "object",
        "required": [
            *("uuid", "historyId", "testCaseId", "fullName", "name", "status", "stage", "start", "stop"),
            *("labels", "links", "parameters", "statusDetails", "description"),
        ],
        "additionalProperties": False,
        "properties": {
            "uuid": UUID,
            "historyId": UUID,
            "testCaseId": UUID,
            "fullName": TEXT,
            "name": TEXT,
            "description": TEXT,
            "status": {"enum": ["passed", "failed", "broken", "skipped"]},
            "stage": {"const": "finished"},
            "start": {"type": "integer", "minimum": 0},
            "stop": {"type": "integer", "minimum": 0},
            "labels": {"type": "array", "items": PAIR},
            "parameters": {"type": "array", "items": PAIR},
            "links": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "url", "type"],
                    "properties": {"url": {"type": "string", "pattern": "^https?://"}},
                },
            },
            "attachments": {
                "type": "array",
                "items": {"type": "object", "required": ["name", "source", "type"], "additionalProperties": TEXT},
            },
            "statusDetails": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    **dict.fromkeys(("message", "trace", "expected", "actual"), TEXT),
                    "known": {"type": "boolean"},
                },
            },
        },
    }
)
START = 1772366400000  # 2026-03-01T12:00:00Z in milliseconds


def told(run: Results) -> list[dict[str, Any]]:
    """Return the result files, in the order of the cases."""
    return [json.loads(text) for name, text in files(run) if name.endswith("-result.json")]


def one(case: CaseResult, **changes: Any) -> dict[str, Any]:
    (result,) = told(replace(results(case), **changes))
    return result


def labels(result: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"] if label["name"] != "tag"}


@pytest.mark.parametrize("run", [results(*CASES), hostile()], ids=["sample", "hostile"])
def test_every_file_is_what_allure_reads(run: Results) -> None:
    written = dict(files(run))
    assert len(written) == len(list(files(run)))
    for result in told(run):
        RESULT.validate(result)
        for attachment in result.get("attachments", []):
            assert written.pop(attachment["source"]).strip()
        assert written.pop(f"{result['uuid']}-result.json")
    assert list(written) == ["environment.properties"]
    assert len(told(run)) == len(CASES)


def test_a_case_without_a_transcript_is_one_file() -> None:
    assert len(list(files(results(UNCLAIMED)))) == 2
    assert len(list(files(results(PASSING)))) == 3


def test_verdicts_become_statuses() -> None:
    found = {case.verdict: result["status"] for case, result in zip(CASES, told(results(*CASES)), strict=True)}
    assert found == {
        "error": "broken",
        "fail": "failed",
        "untestable": "broken",
        "warn": "passed",
        "info": "passed",
        "pass": "passed",
        "not-applicable": "skipped",
    }
    assert one(WARNING, strict=True)["status"] == "failed"


def test_known_failures_are_known_and_those_that_hold_fail() -> None:
    known = one(KNOWN)
    assert (known["status"], known["statusDetails"]["known"]) == ("failed", True)
    assert known["statusDetails"]["message"] == "known failure: fixed in the next release"
    stale = one(replace(PASSING, known_failure="slow disk"))
    assert (stale["status"], stale["statusDetails"]["known"]) == ("failed", False)


def test_specification_section_and_level_are_where_allure_looks_for_them() -> None:
    specification = Specification("progress", "draft-wright-http-progress", "Reporting Progress", LINK, "abc")
    result = one(FAILING, specifications=(specification,))
    assert labels(result) == {
        "epic": "Reporting Progress",
        "feature": "2.1 Initial Request",
        "story": "PG-060 the numerator never decreases",
        "parentSuite": "Reporting Progress",
        "suite": "2.1 Initial Request",
        "subSuite": "PG-060 the numerator never decreases",
        "severity": "critical",
        "framework": "midflight",
        "requirement": "PG-060",
    }
    assert result["links"] == [
        {"name": "PG-060, section 2.1 Initial Request", "url": f"{LINK}#section-2.1", "type": "link"}
    ]
    assert labels(one(FAILING))["epic"] == "progress"
    severities = Counter(labels(result)["severity"] for result in told(results(*CASES)))
    assert severities == {"critical": 7, "minor": 4, "normal": 1, "trivial": 1}


def test_a_link_that_runs_something_is_left_out() -> None:
    assert all(result["links"] == [] for result in told(hostile()))


def test_the_case_has_its_own_start_and_stop() -> None:
    result = one(replace(PASSING, started=1.5, duration=0.25))
    assert (result["start"], result["stop"]) == (START + 1500, START + 1750)
    unplayed = one(replace(UNCLAIMED, duration=0.0))
    assert (unplayed["start"], unplayed["stop"]) == (START, START)


def test_identities_depend_on_the_case_and_the_target_alone() -> None:
    first, later = results(PASSING, FAILING), results(FAILING, PASSING)
    later = replace(later, started="2026-03-02T08:00:00.250Z", seed=8, duration=1.0)
    before = {result["fullName"]: result for result in told(first)}
    for result in told(later):
        assert result["historyId"] == before[result["fullName"]]["historyId"]
        assert result["testCaseId"] == before[result["fullName"]]["testCaseId"]
        assert result["uuid"] != before[result["fullName"]]["uuid"]
    elsewhere = one(PASSING, target=replace(first.target, name="Another server"))
    assert elsewhere["testCaseId"] == before[PASSING.id]["testCaseId"]
    assert elsewhere["historyId"] != before[PASSING.id]["historyId"]
    assert elsewhere["parameters"] == [{"name": "target", "value": "Another server"}]


def test_a_case_that_stands_there_twice_has_two_files() -> None:
    assert len({result["uuid"] for result in told(results(PASSING, PASSING))}) == 2


def test_a_failure_says_what_decided_it() -> None:
    details = one(FAILING)["statusDetails"]
    assert details["message"] == "expected Progress.numerator never decreases, got 2, then 1"
    assert (details["expected"], details["actual"]) == ("Progress.numerator never decreases", "2, then 1")
    assert "< HTTP/1.1 102 Processing" in details["trace"]
    assert one(UNTESTABLE[0])["statusDetails"]["message"] == "no status document to ask"
    assert one(PASSING)["statusDetails"] == {}


def test_the_transcript_marks_what_decided() -> None:
    (text,) = (text for name, text in files(results(FAILING)) if name.endswith("-attachment.txt"))
    assert f"   0.0020 s < connection 1, {len(INTERIM)} octets, DECISIVE\n    HTTP/1.1 102 Processing\n" in text
    assert "   3.0045 s * connection 1, closed by the harness\n" in text


def test_long_transcripts_are_cut() -> None:
    long = replace(PASSING, transcript=tuple(replace(PASSING.transcript[0], octets=b"x" * 9000) for _ in range(50)))
    (text,) = (text for name, text in files(results(long)) if name.endswith("-attachment.txt"))
    assert len(text) < 70_000
    assert "    ... 808 octets more\n" in text
    assert text.endswith("... 43 more entries are in results.json\n")


def test_the_environment_is_one_line_each() -> None:
    written = dict(files(hostile()))["environment.properties"].splitlines()
    assert [line.partition(" = ")[0] for line in written] == [
        *("target", "url", "midflight", "suites", "seed", "strict", "claims")
    ]
