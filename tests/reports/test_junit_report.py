"""junit.xml: well-formed whatever a target says, and counted the way CI systems count."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sample import CASES, FAILING, PASSING, WARNING, hostile, results

from midflight_reports import load, to_json
from midflight_reports.junit import to_junit


def parsed(source: str) -> ElementTree.Element:
    return ElementTree.fromstring(source.encode())


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x85, 0xD800, 0xFFFE, 0xFFFF, 0x202E, ord("]"), ord("<")])
def test_any_character_makes_well_formed_xml(code: int) -> None:
    text = f"a{chr(code)}b]]>"
    run = results(replace(FAILING, id=text, title=text, source=text, reason=text, expected=text, got=text))
    (case,) = parsed(to_junit(run)).iter("testcase")
    assert case.attrib["name"].startswith("a") and case.attrib["name"].endswith("b]]>")


def test_a_hostile_target_makes_well_formed_xml() -> None:
    assert len(list(parsed(to_junit(hostile())).iter("testcase"))) == len(CASES)


def test_each_suite_is_one_testsuite_with_its_counts() -> None:
    root = parsed(to_junit(results(*CASES)))
    counts = {
        suite.attrib["name"]: [suite.attrib[name] for name in ("tests", "failures", "errors", "skipped")]
        for suite in root
    }
    assert counts == {"progress": ["11", "6", "0", "2"], "hostile": ["2", "1", "1", "0"]}
    assert [root.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == ["13", "7", "1", "2"]


def test_verdicts_become_the_elements_that_ci_systems_know() -> None:
    root = parsed(to_junit(results(*CASES)))
    found = {
        case.attrib["name"]: [child.tag for child in case if child.tag != "properties"]
        for case in root.iter("testcase")
    }
    elements = {
        "error": ["error"],
        "fail": ["failure"],
        "untestable": ["failure"],
        "warn": ["system-out"],
        "info": ["system-out"],
        "pass": [],
        "not-applicable": ["skipped"],
    }
    for case in CASES:
        if case.suite == "progress" and case.known_failure is None:
            assert found[case.id] == elements[case.verdict]
    assert found["progress/a-known-one"] == ["skipped"]


def test_a_known_failure_that_holds_is_a_failure() -> None:
    (failure,) = parsed(to_junit(results(replace(PASSING, known_failure="slow disk")))).iter("failure")
    assert failure.attrib["message"] == "listed as a known failure, but it holds: remove its entry (slow disk)"


def test_a_warning_is_a_failure_of_a_strict_run() -> None:
    (suite,) = parsed(to_junit(replace(results(WARNING), strict=True)))
    assert [child.tag for child in suite.iter() if child.tag in ("failure", "system-out")] == ["failure"]
    assert suite.attrib["failures"] == "1"


def test_the_suite_says_what_was_tested_and_how() -> None:
    (suite,) = parsed(to_junit(results(PASSING)))
    properties = suite.find("properties")
    assert properties is not None
    assert {found.attrib["name"]: found.attrib["value"] for found in properties} == {
        "target": "Example server 1.2",
        "url": "http://127.0.0.1:8080",
        "tool": "midflight 0.1.0",
        "suites": "sha256:4f2a",
        "seed": "7",
        "strict": "no",
    }


def test_the_same_results_are_the_same_text() -> None:
    assert to_junit(load(to_json(results(*CASES)))) == to_junit(results(*CASES))


def test_a_failure_says_what_was_expected_and_how_to_see_it_again() -> None:
    (case,) = parsed(to_junit(results(FAILING))).iter("testcase")
    properties = {found.attrib["name"]: found.attrib["value"] for found in case.iter("property")}
    assert properties == {
        "requirement": "PG-060",
        "level": "MUST NOT",
        "section": "2.1 Initial Request",
        "link": "https://datatracker.ietf.org/doc/html/draft-wright-http-progress#section-2.1",
        "verdict": "fail",
    }
    assert (case.attrib["file"], case.attrib["line"], case.attrib["time"]) == (
        "suites/progress/values.yaml",
        "40",
        "3.005",
    )
    (failure,) = case.iter("failure")
    assert failure.attrib["message"] == "expected Progress.numerator never decreases, got 2, then 1"
    assert "< HTTP/1.1 102 Processing" in str(failure.text)
    assert str(failure.text).endswith(f"midflight run http://127.0.0.1:8080 --case {FAILING.id}")


def test_an_interruption_is_an_error_of_its_own() -> None:
    root = parsed(to_junit(replace(results(PASSING), interrupted=True, selected=20)))
    assert [root.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == ["2", "0", "1", "0"]
    said = "interrupted: 1 of 20 cases played, conformance not shown"
    assert [error.attrib["message"] for error in root.iter("error")] == [said]
    assert [one.attrib["value"] for one in root.iter("property") if one.attrib["name"] == "interrupted"] == [said]
    assert [suite.attrib["name"] for suite in root] == ["midflight", "progress"]
