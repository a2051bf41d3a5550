"""Coverage and fault matrix: every rule and every fault is there, with what is known of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sample import CASES, FAILING, HOSTILE, PASSING, results

from midflight_reports import ResultsError
from midflight_reports.html import to_html
from midflight_reports.html_sections import coverage, fault_matrix, load_matrix

MATRIX = {
    "conformant": {"progress/a": "pass", "progress/b": "info"},
    "faults": [
        {
            "name": "numerator-falls-back",
            "requirement": "PG-058",
            "also": {"PG-060": "the same numbers", "PG-061": "the same numbers"},
            "caught_by": ["progress/a"],
            "cases": {"progress/a": "fail", "progress/b": "info", "progress/c": "untestable"},
        },
        {"name": "unseen", "requirement": "PG-001", "also": {}, "caught_by": [], "cases": {"progress/b": "pass"}},
    ],
    "null_servers": {"closes": {"progress/a": "fail", "progress/b": "pass"}},
}


def written(folder: Path, document: object) -> Path:
    path = folder / "matrix.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def test_coverage_has_every_rule_its_cases_and_why_there_is_none() -> None:
    run = results(*CASES)
    unselected = replace(run.requirements[0], id="PG-099", cases=(), verdict="not-applicable")
    run = replace(run, requirements=(*run.requirements, unselected))
    section = coverage(run)
    for rule in run.requirements:
        assert f'<b class="whole">{rule.id}</b>' in section.content or rule.suite == "hostile"
    assert "no case: client suite" in section.content
    assert "not selected in this run" in section.content
    assert f'href="#{FAILING.id}"' in section.content
    assert "judged, by 11 cases; without a case, for the reason given: 1; not selected: 1." in section.content


def test_coverage_takes_the_place_of_the_list_of_excluded_rules() -> None:
    run = results(PASSING)
    assert "Rules without a case" in to_html(run)
    page = to_html(run, [coverage(run)])
    assert "Rules without a case" not in page and 'href="#coverage"' in page


def test_the_matrix_says_what_caught_each_fault(tmp_path: Path) -> None:
    section = fault_matrix(load_matrix(written(tmp_path, MATRIX)))
    for wanted in (
        "Caught by a case of the rule it breaks: 1 of 2 faults.",
        "also breaks PG-060, PG-061: the same numbers",
        "by 1 case",
        "Other cases played: 1 info, 1 untestable.",
        "not caught",
        "A server that closes: 1 of 2 cases pass.",
    ):
        assert wanted in section.content


def test_hostile_names_stay_texts(tmp_path: Path) -> None:
    fault = {
        "name": HOSTILE,
        "requirement": HOSTILE,
        "also": {HOSTILE: HOSTILE},
        "caught_by": [HOSTILE],
        "cases": {HOSTILE: "fail"},
    }
    text = json.dumps(MATRIX | {"faults": [fault], "null_servers": {HOSTILE: {}}})
    content = fault_matrix(load_matrix(written(tmp_path, text))).content
    assert "<script" not in content and "<img" not in content


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ("{", "is no JSON document"),
        ("[" * 100_000, "is no JSON document"),
        ([], "holds no fault matrix"),
        ({"conformant": {}}, "holds no fault matrix"),
        (MATRIX | {"conformant": {"a": "splendid"}}, "holds no fault matrix"),
        (MATRIX | {"faults": [{"name": 1}]}, "holds no fault matrix"),
        (MATRIX | {"faults": [MATRIX["faults"][0] | {"caught_by": [1]}]}, "holds no fault matrix"),
    ],
)
def test_what_is_no_matrix_is_refused(tmp_path: Path, document: object, what: str) -> None:
    with pytest.raises(ResultsError, match=what):
        load_matrix(written(tmp_path, document))


def test_a_matrix_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="cannot be read"):
        load_matrix(tmp_path / "none.json")
