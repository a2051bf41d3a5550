"""What the results mean: which cases are red, which rules are broken, and one plain sentence for each suite.

A known failure excuses `fail`, `untestable` and `warn`. One that passes is
stale, and stale is red: the list must not rot.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.verdicts import GROUP, GROUPS, RED, Verdict, count, worst

EXCUSED: frozenset[Verdict] = frozenset({"fail", "untestable", "warn"})
STALE: frozenset[Verdict] = frozenset({"info", "pass"})


def known(case: CaseResult) -> bool:
    """Say whether the case failed as its known failure foretold."""
    return case.known_failure is not None and case.verdict in EXCUSED


def stale(case: CaseResult) -> bool:
    """Say whether the case is listed as a known failure, but holds."""
    return case.known_failure is not None and case.verdict in STALE


def red(case: CaseResult) -> bool:
    """Say whether the case alone makes the run fail."""
    return stale(case) or (case.verdict in RED and not known(case))


def shared_cause(case: CaseResult) -> str:
    """Return the root cause under which an untestable case is told together with others, if it has one."""
    return case.root_cause if case.verdict == "untestable" else ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one suite found. `word` is conformant, not conformant, not proven or not tested."""

    suite: str
    word: str
    sentence: str
    levels: Mapping[str, Mapping[Verdict, int]]  # how many rules of each group of levels have each verdict


def conclusions(results: Results) -> list[Conclusion]:
    """Return the conclusion of each suite, in the order of the cases."""
    return [_conclusion(suite, cases) for suite, cases in by_suite(results.cases).items()]


def _conclusion(suite: str, cases: Sequence[CaseResult]) -> Conclusion:
    found: dict[tuple[str, str], list[Verdict]] = {}
    for case in cases:
        verdicts = found.setdefault((case.requirement, GROUP[case.level]), [])
        if not known(case):
            verdicts.append(case.verdict)
    judged = [(group, worst(verdicts)) for (_, group), verdicts in found.items() if verdicts]
    present = {group for group, _ in judged}
    levels = {group: count(verdict for of, verdict in judged if of == group) for group in GROUPS if group in present}
    word, what = _finding(judged, cases)
    return Conclusion(suite, word, f"{suite}: {what}{_remarks(cases)}.", levels)


def _finding(judged: Sequence[tuple[str, Verdict]], cases: Sequence[CaseResult]) -> tuple[str, str]:
    counting = [case for case in cases if not known(case)]
    verdicts = Counter(case.verdict for case in counting)
    untestable = f"{counted(verdicts['untestable'], 'case')} could not be tested"
    if verdicts["fail"]:
        broken = {(case.requirement, GROUP[case.level]) for case in counting if case.verdict == "fail"}
        also = f", and {untestable}" if verdicts["untestable"] else ""
        return "not conformant", f"not conformant: {_broken(group for _, group in broken)} broken{also}"
    if verdicts["error"]:
        return "not proven", f"no conclusion: the harness itself failed in {counted(verdicts['error'], 'case')}"
    if verdicts["untestable"]:
        return "not proven", f"not shown to be conformant: {untestable}"
    tested = sum(verdict in ("warn", "info", "pass") for _, verdict in judged)
    if not tested:
        return "not tested", "not tested: nothing that the target claims is in it"
    unfollowed = sum(verdict == "warn" for _, verdict in judged)
    remark = f"; {counted(unfollowed, 'recommendation')} not followed" if unfollowed else ""
    return "conformant", f"conformant: no broken rule among the {tested} tested{remark}"


def _broken(groups: Iterable[str]) -> str:
    number = Counter(groups)
    named = " and ".join(counted(number[group], f"{group} rule") for group in GROUPS if number[group])
    return f"{named} {'is' if number.total() == 1 else 'are'}"


def _remarks(cases: Iterable[CaseResult]) -> str:
    expected = sum(map(known, cases))
    passing = sum(map(stale, cases))
    return (f" ({counted(expected, 'known failure')} not counted)" if expected else "") + (
        f" ({counted(passing, 'case')} listed as known failure but holding)" if passing else ""
    )


def counted(number: int, noun: str) -> str:
    """Return '1 case' or '2 cases'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def summarized(summary: Mapping[Verdict, int]) -> str:
    """Return the counts that are not zero, worst first: '1 fail, 20 pass'."""
    return ", ".join(f"{summary[verdict]:,} {verdict}" for verdict in count([]) if summary.get(verdict)) or "no case"


def rules(results: Results) -> dict[tuple[str, str], RequirementResult]:
    """Return the requirements by suite and id."""
    return {(rule.suite, rule.id): rule for rule in results.requirements}


def by_suite(cases: Iterable[CaseResult]) -> dict[str, list[CaseResult]]:
    """Return the cases of each suite, in their order."""
    suites: dict[str, list[CaseResult]] = {}
    for case in cases:
        suites.setdefault(case.suite, []).append(case)
    return suites


def told_reason(case: CaseResult) -> str:
    """Return the reason, unless it says no more than what was expected and what came."""
    return "" if case.reason == f"expected {case.expected}; got {case.got}" else case.reason


def rerun(results: Results, case: CaseResult) -> str:
    """Return the command that plays just this case again, quoted for a shell: a target may choose its own names."""
    target = results.target
    again = (target.url,) if target.arguments is None else target.arguments
    return shlex.join(["midflight", "run", *again, "--case", case.id])
