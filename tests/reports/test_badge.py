"""The badge: one word for the worst of all suites, readable without colours, and to a screen reader."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from sample import CASES, FAILING, KNOWN, PASSING, UNCLAIMED, UNTESTABLE, WARNING, hostile, results

from midflight_reports import CaseResult, Results
from midflight_reports.badge import to_shields, to_svg

SVG = "{http://www.w3.org/2000/svg}"
ELSEWHERE = replace(UNCLAIMED, suite="elsewhere", id="elsewhere/x")
STANDINGS: dict[str, tuple[CaseResult, ...]] = {
    "not conformant": (FAILING, PASSING, ELSEWHERE),
    "not proven": (UNTESTABLE[0], PASSING),
    "conformant but for 1 known failure": (PASSING, KNOWN, ELSEWHERE),
    "conformant": (PASSING, WARNING, ELSEWHERE),
    "not tested": (UNCLAIMED,),
}


@pytest.mark.parametrize("word", STANDINGS)
def test_the_worst_suite_decides(word: str) -> None:
    run = results(*STANDINGS[word])
    badge = json.loads(to_shields(run))
    assert {name: badge[name] for name in ("schemaVersion", "label", "message")} == {
        "schemaVersion": 1,
        "label": "midflight",
        "message": word,
    }
    root = ElementTree.fromstring(to_svg(run))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title") == f"midflight: {word}"
    assert [text.text for text in root.iter(f"{SVG}text")] == ["midflight", word]


def test_what_is_less_than_conformant_is_not_green() -> None:
    green = json.loads(to_shields(results(PASSING)))["color"]
    run = results(PASSING)
    left = replace(run, requirements=(*run.requirements, replace(run.requirements[0], id="PG-099", cases=())))
    cut = replace(run, interrupted=True, selected=9)
    for other, message in (
        (left, "1 rule tested"),
        (cut, "interrupted"),
        (results(KNOWN), "conformant but for 1 known failure"),
    ):
        badge = json.loads(to_shields(other))
        assert badge["message"] == message
        assert badge["color"] != green
        assert f"midflight: {message}" in to_svg(other)


def test_no_result_is_not_tested() -> None:
    assert json.loads(to_shields(results()))["message"] == "not tested"


def test_a_strict_run_is_judged_strictly() -> None:
    assert json.loads(to_shields(replace(results(WARNING), strict=True)))["message"] == "not conformant"


@pytest.mark.parametrize("run", [results(*CASES), hostile()], ids=["sample", "hostile"])
def test_nothing_of_the_target_is_in_it(run: Results) -> None:
    assert to_svg(run) == to_svg(results(FAILING))


def test_the_halves_fit_their_texts() -> None:
    root = ElementTree.fromstring(to_svg(results(FAILING)))
    whole = root.find(f"{SVG}rect")
    half = root.find(f"{SVG}path")
    assert whole is not None and half is not None
    assert whole.attrib["width"] == root.attrib["width"]
    left = float(half.attrib["d"][1:].split()[0])
    label, word = (float(text.attrib["textLength"]) for text in root.iter(f"{SVG}text"))
    assert label < left
    assert left + word < float(root.attrib["width"])


def test_two_badges_on_one_page_have_nothing_in_common() -> None:
    assert [element.tag for element in ElementTree.fromstring(to_svg(results())).iter() if "id" in element.attrib] == []
