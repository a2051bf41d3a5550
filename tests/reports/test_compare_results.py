"""Two results side by side: the order of verdicts, what counts as worse, and what makes a comparison doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sample import HOSTILE, PASSING, results

from midflight_reports import Results, ResultsError, Specification, Verdict
from midflight_reports.compare import compare, to_lines

SPECIFICATION = Specification("progress", "draft", "Progress", "", "edition one")


def run(**verdicts: Verdict) -> Results:
    cases = [replace(PASSING, id=f"progress/{name}", verdict=verdict) for name, verdict in verdicts.items()]
    return replace(results(*cases), specifications=(SPECIFICATION,))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("pass", "fail", "regressions"),
        ("info", "untestable", "regressions"),
        ("pass", "warn", "regressions"),
        ("warn", "fail", "regressions"),
        ("untestable", "fail", "regressions"),
        ("fail", "error", "regressions"),
        ("not-applicable", "fail", "regressions"),
        ("fail", "pass", "fixes"),
        ("untestable", "info", "fixes"),
        ("fail", "warn", "fixes"),
        ("warn", "pass", "fixes"),
        ("fail", "untestable", "changes"),
        ("fail", "not-applicable", "changes"),
        ("pass", "not-applicable", "changes"),
        ("not-applicable", "pass", "changes"),
        ("pass", "info", "changes"),
    ],
)
def test_what_a_change_is(old: Verdict, new: Verdict, kind: str) -> None:
    found = compare(run(a=old), run(a=new))
    lists: Mapping[str, int] = {name: len(getattr(found, name)) for name in ("regressions", "fixes", "changes")}
    assert lists == {name: int(name == kind) for name in lists}


def test_a_regression_that_is_listed_as_known_is_none() -> None:
    new = run(a="fail")
    new = replace(new, cases=(replace(new.cases[0], known_failure="next release"),))
    found = compare(run(a="pass"), new)
    assert (len(found.regressions), len(found.changes)) == (0, 1)
    assert "  pass -> fail  progress/a  PG-003 (known failure: next release)" in to_lines(found)


def test_it_is_told_worst_first() -> None:
    old = run(a="pass", b="pass", c="fail", d="pass", gone="pass", same="pass")
    new = run(a="warn", b="fail", c="pass", d="info", same="pass", fresh="fail")
    assert to_lines(compare(old, new)) == [
        "",
        "regressions (2)",
        "  pass -> fail  progress/b  PG-003",
        "  pass -> warn  progress/a  PG-003",
        "",
        "fixes (1)",
        "  fail -> pass  progress/c  PG-003",
        "",
        "other changes (1)",
        "  pass -> info  progress/d  PG-003",
        "",
        "new cases (1)",
        "  fail  progress/fresh  PG-003",
        "",
        "cases gone (1)",
        "  pass  progress/gone  PG-003",
        "",
        "2 regressions, 1 fix, 1 other change, 1 new case, 1 case gone, 1 as before",
    ]


def test_another_edition_of_the_suite_is_said_first() -> None:
    old, new = run(a="pass", b="pass"), run(a="pass", c="fail")
    new = replace(new, specifications=(replace(SPECIFICATION, digest="edition two"),))
    assert to_lines(compare(old, new))[0] == (
        "note: the results are of different editions of progress: only the 1 case that both have are compared,"
        " and even these may ask for something else now"
    )


def test_a_suite_that_only_one_has_is_no_other_edition() -> None:
    elsewhere = replace(PASSING, suite="ranges", id="ranges/x")
    both = replace(run(a="pass"), cases=(*run(a="pass").cases, elsewhere))
    both = replace(both, tool=replace(both.tool, suites_digest="of both"))
    assert compare(run(a="pass"), both).remarks == []


def test_a_file_that_does_not_tell_the_editions_apart_is_asked_for_all_of_them() -> None:
    old, new = replace(run(a="pass"), specifications=()), run(a="pass")
    assert compare(old, new).remarks == []
    (remark,) = compare(old, replace(new, tool=replace(new.tool, suites_digest="another"))).remarks
    assert remark.startswith("the results are of different editions of progress: ")


def test_other_circumstances_are_said() -> None:
    old = run(a="pass")
    new = replace(
        old,
        tool=replace(old.tool, version="0.2.0"),
        target=replace(old.target, name="Another", claims=("long-op",), revisions={"byte-range-patch": "ietf"}),
        strict=True,
    )
    assert compare(old, new).remarks == [
        "the results differ in their versions of midflight: 0.1.0 -> 0.2.0",
        "the results differ in their targets: Example server 1.2 -> Another",
        "the results differ in their claims: long-op, status-doc -> long-op",
        "the results differ in their revisions: byte-range-patch wright -> byte-range-patch ietf",
        "the results differ in their strictness: not strict -> strict",
    ]


def test_results_without_a_common_case_are_refused() -> None:
    with pytest.raises(ResultsError, match="OLD and NEW: have no case in common; give the results of the same suites"):
        compare(run(a="pass"), run(b="pass"))


def test_of_a_case_that_stands_there_twice_the_worst_counts() -> None:
    twice = replace(run(a="pass"), cases=(*run(a="fail").cases, *run(a="pass").cases))
    assert len(compare(run(a="pass"), twice).regressions) == 1
    assert len(compare(twice, run(a="pass")).fixes) == 1


def test_names_stay_on_their_lines() -> None:
    old, new = run(**{HOSTILE + "\n": "pass"}), run(**{HOSTILE + "\n": "fail"})
    new = replace(new, target=replace(new.target, name=HOSTILE + "\n"))
    assert all(line.isprintable() for line in to_lines(compare(old, new)))


def test_of_what_only_one_has_a_few_are_named_worst_first() -> None:
    old = run(same="pass", **{f"c{number}": "not-applicable" for number in range(300)}, red="fail")
    assert to_lines(compare(old, run(same="pass"))) == [
        "",
        "cases gone (301)",
        "  fail  progress/red  PG-003",
        *(f"  not-applicable  progress/c{number}  PG-003" for number in range(4)),
        "  ... and 296 more",
        "",
        "0 regressions, 0 fixes, 0 other changes, 0 new cases, 301 cases gone, 1 as before",
    ]


def test_an_interrupted_run_is_a_reason_for_doubt() -> None:
    whole = run(a="pass", b="pass")
    cut = replace(run(a="pass"), interrupted=True, selected=2)
    said = "was interrupted: 1 of 2 cases played, conformance not shown: what it does not have may only not have been"
    assert compare(whole, cut).remarks == [f"NEW {said} played"]
    assert compare(cut, whole).remarks == [f"OLD {said} played"]


def test_long_lists_are_cut() -> None:
    old, new = (run(**{f"c{number}": verdict for number in range(300)}) for verdict in ("pass", "fail"))
    lines = to_lines(compare(old, new))
    assert lines[-3:] == [
        "  ... and 100 more",
        "",
        "300 regressions, 0 fixes, 0 other changes, 0 new cases, 0 cases gone, 0 as before",
    ]
    assert len(lines) == 205
