"""What is broken is told once for each thing behind it, worst first."""

from __future__ import annotations

from dataclasses import replace

from sample import CASES, FAILING, KNOWN, PASSING, UNTESTABLE, WARNING, results

from midflight_reports.findings import broken, unfollowed

CLOSED = "the connection was closed before it"


def test_cases_of_one_rule_belong_together() -> None:
    twin = replace(FAILING, id="progress/twin")
    other = replace(FAILING, id="progress/other", requirement="PG-061")
    assert [finding.cases for finding in broken(results(FAILING, other, twin))] == [[FAILING, twin], [other]]


def test_one_missing_thing_explains_what_could_not_be_tested() -> None:
    (finding,) = broken(results(*UNTESTABLE))
    assert (list(finding.cases), finding.cause, finding.symptom) == (list(UNTESTABLE), UNTESTABLE[0].root_cause, "")


def test_what_many_rules_saw_alike_is_one_symptom_whatever_the_verdict() -> None:
    failing = [replace(FAILING, id=f"progress/{n}", requirement=f"PG-{n}", got=CLOSED) for n in range(3)]
    blocked = replace(UNTESTABLE[0], got=CLOSED)
    (finding,) = broken(results(blocked, *failing))
    assert (finding.symptom, finding.cause) == (CLOSED, "")
    assert list(finding.cases) == [*failing, blocked]


def test_a_short_observation_is_no_symptom() -> None:
    failing = [replace(FAILING, id=f"progress/{n}", requirement=f"PG-{n}", got="200") for n in range(5)]
    assert len(broken(results(*failing))) == 5


def test_recommendations_stand_apart_unless_the_run_is_strict() -> None:
    run = results(*CASES)
    assert [finding.cases for finding in unfollowed(run)] == [[WARNING]]
    assert all(case not in finding.cases for finding in broken(run) for case in (WARNING, PASSING, KNOWN))
    strict = replace(run, strict=True)
    assert unfollowed(strict) == []
    assert any(WARNING in finding.cases for finding in broken(strict))
