"""Parts of a run as one: every case once, the worst of several plays, one clock; what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample import CASES, FAILING, PASSING, UNCLAIMED, results

from midflight_reports import Results, ResultsError, Specification, load, to_json
from midflight_reports.merge import merged

SPECIFICATION = Specification("progress", "draft", "Progress", "", "edition one")


def joined(*runs: Results) -> Results:
    return merged([(f"{number}.json", run) for number, run in enumerate(runs)])


def test_two_halves_are_the_whole() -> None:
    whole = results(*CASES)
    found = joined(results(*CASES[:5]), results(*CASES[5:]))
    assert found.cases == whole.cases
    assert found.summary == whole.summary
    assert {(rule.suite, rule.id): (rule.verdict, rule.cases) for rule in found.requirements} == {
        (rule.suite, rule.id): (rule.verdict, rule.cases) for rule in whole.requirements
    }
    assert load(to_json(found)) == found


def test_one_alone_stays_as_it_is() -> None:
    assert joined(results(*CASES)) == results(*CASES)


def test_the_worst_of_several_plays_counts_and_the_difference_is_observed() -> None:
    broken = replace(PASSING, verdict="fail", got="nothing", observed="slow")
    found = joined(results(PASSING), results(broken), results(PASSING))
    assert found.cases == (
        replace(broken, attempts=3, observed="slow; the verdict changed: pass 2 times, fail 1 times"),
    )
    assert (found.summary["fail"], found.summary["pass"]) == (1, 0)
    assert [rule.verdict for rule in found.requirements if rule.cases] == ["fail"]


def test_a_case_that_one_part_did_not_play_has_the_verdict_of_the_other() -> None:
    skipped = replace(UNCLAIMED, id=PASSING.id, requirement=PASSING.requirement)
    assert joined(results(skipped), results(PASSING)).cases[0].verdict == "pass"


def test_all_starts_are_counted_from_the_first_run() -> None:
    late = replace(results(replace(PASSING, started=0.5)), started="2026-03-01T13:00:02.5+01:00", duration=4.0)
    early = replace(results(replace(FAILING, started=1.0)), started="2026-03-01T12:00:00Z", duration=1.0)
    found = joined(late, early)
    assert (found.started, found.duration) == ("2026-03-01T12:00:00Z", 6.5)
    assert {case.id: case.started for case in found.cases} == {PASSING.id: 3.0, FAILING.id: 1.0}


def test_one_strict_part_makes_it_strict() -> None:
    assert joined(results(PASSING), replace(results(FAILING), strict=True)).strict


def test_the_url_may_differ_and_the_order_of_claims() -> None:
    one, other = results(PASSING), results(FAILING)
    target = replace(other.target, url="http://127.0.0.1:9090", claims=other.target.claims[::-1])
    assert joined(one, replace(other, target=target)).target == one.target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "Another"}, "1.json: has another target than 0.json ('Another', not 'Example server 1.2'); merge"),
        ({"claims": ()}, "1.json: has other claims than 0.json ([], not ['long-op', 'status-doc']); merge"),
        ({"knobs": {}}, "1.json: has other knobs than 0.json ({}, not {'partial_status': 299, "),
        ({"revisions": {}}, "1.json: has other revisions than 0.json ({}, not {'byte-range-patch': 'wright'})"),
    ],
)
def test_another_target_is_refused(change: dict[str, object], message: str) -> None:
    other = results(FAILING)
    other = replace(other, target=replace(other.target, **change))  # type: ignore[arg-type]
    with pytest.raises(ResultsError) as refused:
        joined(results(PASSING), other)
    assert str(refused.value).startswith(message)
    assert str(refused.value).endswith("two targets are compared with midflight report compare")


def test_other_suites_and_another_midflight_are_refused() -> None:
    one = replace(results(PASSING), specifications=(SPECIFICATION,))
    other = replace(one, specifications=(replace(SPECIFICATION, digest="edition two"),))
    with pytest.raises(ResultsError, match=r"1\.json: was played with another edition of progress than 0\.json; merge"):
        joined(one, other)
    with pytest.raises(ResultsError, match=r"1\.json: was played with midflight 9, 0\.json with 0\.1\.0; merge what"):
        joined(one, replace(one, tool=replace(one.tool, version="9")))


def test_parts_of_different_suites_fit_and_have_a_digest_of_their_own() -> None:
    ranges = replace(PASSING, suite="ranges", id="ranges/x")
    one = replace(results(PASSING), specifications=(SPECIFICATION,))
    other = replace(results(ranges), specifications=(replace(SPECIFICATION, suite="ranges", digest="other"),))
    other = replace(other, tool=replace(other.tool, suites_digest="other"))
    found, reversed_ = joined(one, other), joined(other, one)
    assert [specification.suite for specification in found.specifications] == ["progress", "ranges"]
    assert len(found.tool.suites_digest) == 64
    assert found.tool.suites_digest == reversed_.tool.suites_digest


def test_one_interrupted_part_makes_it_interrupted() -> None:
    cut = replace(results(PASSING), interrupted=True, selected=5)
    whole = replace(results(FAILING), selected=1)
    assert (joined(cut, whole).interrupted, joined(cut, whole).selected) == (True, 6)
    assert joined(cut, results(FAILING)).selected is None
    assert not joined(whole, results(PASSING)).interrupted
