"""What the findings of a case add up to."""

import pytest

from midflight.judge.findings import Findings, Verdict, judged, untestable
from midflight.language.requirement import Requirement


def rule(level: str, verdict: str | None = None) -> Requirement:
    return Requirement.model_validate(
        {"id": "X-1", "title": "x", "level": level, "actor": "server", "section": "1", "statement": "X."}
        | ({"verdict": verdict} if verdict else {})
    )


def found(*kinds: str, evidence: int = 1, absent: int = 0) -> Findings:
    findings = Findings(evidence=evidence, absent=absent)
    for kind in kinds:
        getattr(findings, kind)(f"expected {kind}", f"got {kind}", 3)
    return findings


LEVELS = {"MUST": "fail", "MUST NOT": "fail", "DEFINED": "fail", "SHOULD": "warn", "SHOULD NOT": "warn", "MAY": "fail"}


@pytest.mark.parametrize("level", LEVELS)
def test_each_level(level: str) -> None:
    holds = "info" if level == "MAY" else "pass"
    assert str(judged(rule(level), found(), [], None).verdict) == holds
    assert str(judged(rule(level), found("mismatch"), [], None).verdict) == LEVELS[level]
    assert str(judged(rule(level), found("untimely"), [], None).verdict) == LEVELS[level]
    assert str(judged(rule(level), found("unreadable"), [], None).verdict) == "untestable"
    assert str(judged(rule(level), found("breach"), [], None).verdict) == "fail"


@pytest.mark.parametrize("own", ["fail", "warn", "info"])
def test_a_rule_may_have_a_verdict_of_its_own(own: str) -> None:
    assert str(judged(rule("MUST", own), found("mismatch"), [], None).verdict) == own
    assert str(judged(rule("MUST", own), found("breach"), [], None).verdict) == "fail"


def test_the_worst_counts() -> None:
    outcome = judged(rule("SHOULD"), found("mismatch", "unreadable", "breach"), ["seen"], "info")
    assert (str(outcome.verdict), outcome.expected, outcome.got) == ("fail", "expected breach", "got breach")
    assert (outcome.reason, outcome.decisive) == ("expected expected breach; got got breach", (3,))
    assert outcome.observed == "seen"
    assert str(judged(rule("SHOULD"), found("mismatch", "unreadable"), [], None).verdict) == "untestable"


def test_only_absent_optional_fields_judge_nothing() -> None:
    for level in LEVELS:
        assert str(judged(rule(level), found(evidence=0, absent=1), [], None).verdict) == "not-applicable"
    assert str(judged(rule("MUST"), found(evidence=1, absent=1), [], None).verdict) == "pass"
    assert str(judged(rule("MUST"), found(evidence=0, absent=0), [], None).verdict) == "pass"
    nothing_to_compare = Findings(evidence=3, inapplicable=True)
    assert str(judged(rule("MUST"), nothing_to_compare, [], None).verdict) == "not-applicable"
    nothing_to_compare.mismatch("x", "y")
    assert str(judged(rule("MUST"), nothing_to_compare, [], None).verdict) == "fail"


@pytest.mark.parametrize("level", ["MUST", "MAY"])
@pytest.mark.parametrize("branch", ["warn", "info", "not-applicable"])
def test_a_branch_may_add_a_verdict(level: str, branch: str) -> None:
    outcome = judged(rule(level), found(), ["one", "two"], branch)
    assert (str(outcome.verdict), outcome.reason, outcome.observed) == (branch, "one; two", "one; two")


def test_a_set_up_is_untestable_with_its_reason_as_the_root_cause() -> None:
    outcome = untestable("the fixture x", found("breach").items)
    assert (outcome.verdict, outcome.decisive) == (Verdict.UNTESTABLE, (3,))
    assert outcome.reason == outcome.root_cause == "the fixture x: expected expected breach; got got breach"


def test_names_of_verdicts() -> None:
    assert [str(verdict) for verdict in Verdict] == [
        "error", "fail", "untestable", "warn", "info", "pass", "not-applicable",
    ]  # fmt: skip
    assert all(Verdict.of(str(verdict)) is verdict for verdict in Verdict)


@pytest.mark.parametrize(
    ("kinds", "untimely"),
    [(["untimely"], True), (["mismatch", "untimely"], False), (["untimely", "breach"], False), (["unreadable"], False)],
)
def test_an_outcome_says_whether_a_time_decided_it(kinds: list[str], untimely: bool) -> None:
    assert judged(rule("MUST"), found(*kinds), [], None).untimely is untimely
    assert untestable("given", found(*kinds[:1]).items).untimely is (kinds[0] == "untimely")
