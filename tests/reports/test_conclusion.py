"""What the verdicts of a run add up to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample import CASES, DEFINED, FAILING, KNOWN, OBSERVING, PASSING, UNCLAIMED, UNTESTABLE, WARNING, results

from midflight_reports import CaseResult, Results, count, worst
from midflight_reports.allure import files
from midflight_reports.conclusion import (
    conclusions,
    expired_remark,
    interruption,
    known,
    red,
    rerun,
    stale,
    stale_remark,
    standing,
)
from midflight_reports.html import to_html
from midflight_reports.junit import to_junit
from midflight_reports.markdown import to_markdown
from midflight_reports.terminal import summary
from midflight_reports.verdicts import ORDER

ERROR = replace(PASSING, verdict="error")
SILENT = replace(PASSING, verdict="not-applicable", started=0.5, reason="none of the optional fields came")
STALE = replace(PASSING, known_failure="was broken")

SENTENCES: dict[str, tuple[tuple[CaseResult, ...], str, str]] = {
    "all pass": ((PASSING, OBSERVING), "conformant", "conformant: no broken rule among the 2 tested."),
    "a warning": (
        (PASSING, WARNING),
        "conformant",
        "conformant: no broken rule among the 2 tested; 1 recommendation not followed.",
    ),
    "one rule, two cases": ((FAILING, FAILING), "not conformant", "not conformant: 1 MUST rule is broken."),
    "DEFINED apart from MUST": (
        (FAILING, DEFINED, *UNTESTABLE),
        "not conformant",
        "not conformant: 1 MUST rule and 1 DEFINED rule are broken, and 4 cases could not be tested.",
    ),
    "error hides no failure": (
        (FAILING, replace(FAILING, verdict="error")),
        "not conformant",
        "not conformant: 1 MUST rule is broken.",
    ),
    "error": ((PASSING, ERROR), "not proven", "no conclusion: the harness itself failed in 1 case."),
    "untestable": (UNTESTABLE, "not proven", "not shown to be conformant: 4 cases could not be tested."),
    "unclaimed": ((UNCLAIMED,), "not tested", "not tested: nothing that the target claims is in it."),
    "known failure": (
        (PASSING, KNOWN),
        "conformant but",
        "conformant but for 1 known failure: no other broken rule among the 1 tested.",
    ),
    "nothing but a known failure": (
        (KNOWN,),
        "conformant but",
        "conformant but for 1 known failure: no other rule was tested.",
    ),
    "a known failure beside a broken rule": (
        (FAILING, KNOWN),
        "not conformant",
        "not conformant: 1 MUST rule is broken (1 known failure not counted).",
    ),
    "rules of many levels": (
        (FAILING, DEFINED, replace(WARNING, verdict="fail"), replace(OBSERVING, verdict="fail")),
        "not conformant",
        "not conformant: 1 MUST rule, 1 DEFINED rule, 1 SHOULD rule and 1 MAY rule are broken.",
    ),
    "played, but nothing came": (
        (SILENT,),
        "not tested",
        "not tested: 1 case played, but nothing came that could be judged (none of the optional fields came).",
    ),
    "stale": (
        (STALE,),
        "conformant",
        "conformant: no broken rule among the 1 tested (1 case listed as known failure but not failing).",
    ),
}


@pytest.mark.parametrize(("cases", "word", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_each_suite_gets_one_plain_sentence(cases: tuple[CaseResult, ...], word: str, sentence: str) -> None:
    (found,) = conclusions(results(*cases))
    assert (found.word, found.sentence) == (word, f"progress: {sentence}")


def test_an_interrupted_run_shows_no_conformance() -> None:
    cut = replace(results(PASSING, OBSERVING), interrupted=True, selected=710)
    assert interruption(cut) == "interrupted: 2 of 710 cases played, conformance not shown"
    assert interruption(replace(cut, selected=None)) == "interrupted: 2 cases played, conformance not shown"
    assert interruption(results(PASSING)) == ""
    (found,) = conclusions(cut)
    assert (found.word, found.sentence) == (
        "interrupted",
        "progress: interrupted, conformance not shown; so far no broken rule among the 2 tested.",
    )
    (untold,) = conclusions(replace(results(UNCLAIMED), interrupted=True))
    assert untold.sentence == "progress: interrupted, conformance not shown; so far nothing was tested."
    assert standing(cut).sentence == "is not shown to be conformant: interrupted: 2 of 710 cases played"
    assert standing(replace(results(), interrupted=True)).word == "interrupted"


def test_what_is_broken_stays_broken_in_an_interrupted_run() -> None:
    (found,) = conclusions(replace(results(FAILING), interrupted=True, selected=710))
    assert found.word == "not conformant"


def narrowed(*cases: CaseResult) -> Results:
    """Return a run for which one rule was not selected."""
    run = results(*cases)
    return replace(run, requirements=(*run.requirements, replace(run.requirements[0], id="PG-099", cases=())))


def test_a_narrowed_run_is_not_called_conformant() -> None:
    (found,) = conclusions(narrowed(PASSING, OBSERVING))
    assert (found.word, found.sentence) == (
        "tested in part",
        "progress: tested in part: no broken rule among the 2 tested; 1 rule not selected.",
    )
    assert standing(narrowed(PASSING, OBSERVING)).sentence == "was tested in part: 2 rules tested, none of them broken"
    assert conclusions(narrowed(FAILING))[0].word == "not conformant"


def test_the_worst_suite_comes_first_and_the_untested_last() -> None:
    suites = {"a": UNCLAIMED, "b": PASSING, "c": FAILING}
    run = results(*(replace(case, suite=suite, id=f"{suite}/x") for suite, case in suites.items()))
    assert [found.suite for found in conclusions(run)] == ["c", "b", "a"]


def test_an_expired_known_failure_says_so_everywhere() -> None:
    run = results(replace(FAILING, expired="2026-01-31"))
    said = "listed as a known failure, but that expired on 2026-01-31"
    for text in (to_junit(run), to_markdown(run), to_html(run), "\n".join(line.text for line in summary(run))):
        assert said in text
    assert said in "".join(text for _, text in files(run))
    assert expired_remark(replace(PASSING, expired="2026-01-31")) == ""


def test_rules_are_counted_by_level_and_worst_case() -> None:
    (found,) = conclusions(results(FAILING, replace(FAILING, verdict="pass"), DEFINED, PASSING))
    assert found.levels == {"MUST": count(["fail"]), "DEFINED": count(["fail"]), "SHOULD": count(["pass"])}


def test_the_worst_verdict_comes_first_in_the_order() -> None:
    assert [worst(ORDER[start:]) for start in range(len(ORDER))] == list(ORDER)
    assert worst([]) == "not-applicable"
    assert list(count(["pass", "fail", "pass"]).items())[:2] == [("error", 0), ("fail", 1)]


def test_what_is_red() -> None:
    assert {case.verdict for case in CASES if red(case)} == {"error", "fail", "untestable"}
    assert [red(case) for case in (KNOWN, STALE, replace(ERROR, known_failure="no excuse"))] == [False, True, True]


def test_a_warning_is_a_known_failure_only_where_it_would_fail_the_run() -> None:
    listed = replace(WARNING, known_failure="later")
    assert (known(listed, strict=True), stale(listed, strict=True), red(listed, strict=True)) == (True, False, False)
    assert (known(listed), stale(listed), red(listed)) == (False, True, True)
    assert stale_remark(listed).endswith(
        "only warns, which fails no run but a strict one: remove its entry, or run with --strict"
    )
    run = results(listed)
    for text in (to_junit(run), to_markdown(run), "\n".join(line.text for line in summary(run))):
        assert "but it only warns" in text
    assert "but it only warns" not in to_junit(replace(run, strict=True))


def test_the_command_that_plays_a_case_again_is_safe_to_paste() -> None:
    run = results(replace(PASSING, id="a/b; rm -rf x"))
    assert rerun(run, run.cases[0]) == "midflight run http://127.0.0.1:8080 --case 'a/b; rm -rf x'"
    bundled = replace(run, target=replace(run.target, arguments=()))
    assert rerun(bundled, PASSING) == f"midflight run --case {PASSING.id}"
