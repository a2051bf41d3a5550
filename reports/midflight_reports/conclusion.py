"""What the results mean: which cases are red, which rules are broken, and one plain sentence for each suite.

A known failure excuses what would make the run fail: `fail`, `untestable` and, in a strict run, `warn`. One that does
not fail is stale, and stale is red: the list must not rot. Only a suite of which every rule was selected, in a run that
came to its end, can be found conformant.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.verdicts import GROUP, GROUPS, Verdict, count, red_verdicts, worst

_NO_EXCUSE: frozenset[Verdict] = frozenset({"error"})  # it is the harness that failed
_SILENT: frozenset[Verdict] = frozenset({"error", "not-applicable"})  # they say nothing of the target
_LISTED = "listed as a known failure, but it"
NOT_CONFORMANT, INTERRUPTED, NOT_PROVEN = "not conformant", "interrupted", "not proven"
EXCUSED, IN_PART, CONFORMANT, NOT_TESTED = "conformant but", "tested in part", "conformant", "not tested"
WORST_FIRST = (NOT_CONFORMANT, INTERRUPTED, NOT_PROVEN, EXCUSED, IN_PART, CONFORMANT, NOT_TESTED)


def known(case: CaseResult, strict: bool = False) -> bool:
    """Say whether the case failed as its known failure foretold."""
    return case.known_failure is not None and case.verdict in red_verdicts(strict) - _NO_EXCUSE


def stale(case: CaseResult, strict: bool = False) -> bool:
    """Say whether the case is listed as a known failure, but is none."""
    return case.known_failure is not None and case.verdict not in red_verdicts(strict) | _SILENT


def stale_remark(case: CaseResult) -> str:
    """Return what is wrong with the entry of a stale case."""
    if case.verdict == "warn":
        return f"{_LISTED} only warns, which fails no run but a strict one: remove its entry, or run with --strict"
    return f"{_LISTED} holds: remove its entry"


def red(case: CaseResult, strict: bool = False) -> bool:
    """Say whether the case alone makes the run fail; in a strict run, a warning does."""
    return stale(case, strict) or (case.verdict in red_verdicts(strict) and not known(case, strict))


def shared_cause(case: CaseResult) -> str:
    """Return the root cause under which an untestable case is told together with others, if it has one."""
    return case.root_cause if case.verdict == "untestable" else ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one suite found. `word` is one of `WORST_FIRST`."""

    suite: str
    word: str
    sentence: str
    levels: Mapping[str, Mapping[Verdict, int]]  # how many rules of each group of levels have each verdict


def conclusions(results: Results) -> list[Conclusion]:
    """Return the conclusion of each suite: the worst first, and what was not tested last."""
    left = unselected(results)
    found = [_conclusion(results, suite, cases, left[suite]) for suite, cases in by_suite(results.cases).items()]
    return sorted(found, key=lambda one: WORST_FIRST.index(one.word))


def unselected(results: Results) -> Counter[str]:
    """Return, by suite, how many rules have neither a case in the results nor a reason for having none."""
    return Counter(rule.suite for rule in results.requirements if not rule.cases and rule.excluded is None)


def interruption(results: Results) -> str:
    """Return how far an interrupted run came; nothing if it was not interrupted."""
    if not results.interrupted:
        return ""
    played = len(results.cases)
    of = f"{played:,} of {counted(results.selected, 'case')}" if results.selected else counted(played, "case")
    return f"interrupted: {of} played, conformance not shown"


def _conclusion(results: Results, suite: str, cases: Sequence[CaseResult], left: int) -> Conclusion:
    strict = results.strict
    found: dict[tuple[str, str], list[Verdict]] = {}
    for case in cases:
        verdicts = found.setdefault((case.requirement, GROUP[case.level]), [])
        if not known(case, strict):
            verdicts.append(case.verdict)
    judged = [(group, worst(verdicts)) for (_, group), verdicts in found.items() if verdicts]
    present = {group for group, _ in judged}
    levels = {group: count(verdict for of, verdict in judged if of == group) for group in GROUPS if group in present}
    word, what = _red_finding(cases, strict) or _finding(judged, cases, strict)
    if results.interrupted and word != NOT_CONFORMANT:
        so_far = "nothing was tested" if word == NOT_TESTED else what.removeprefix("conformant: ")
        word, what = INTERRUPTED, f"interrupted, conformance not shown; so far {so_far}"
    elif left and word == CONFORMANT:
        word, what = IN_PART, f"{what.replace(CONFORMANT, IN_PART, 1)}; {counted(left, 'rule')} not selected"
    return Conclusion(suite, word, f"{suite}: {what}{_remarks(cases, strict, word)}.", levels)


# What became of one rule, of several.
_BECAME: Mapping[Verdict, tuple[str, str]] = {
    "error": ("was not judged", "were not judged"),
    "fail": ("is broken", "are broken"),
    "untestable": ("could not be tested", "could not be tested"),
    "warn": ("is not followed", "are not followed"),
    "info": ("was observed", "were observed"),
    "pass": ("holds", "hold"),
    "not-applicable": ("does not apply", "do not apply"),
}


def level_sentences(found: Conclusion) -> list[str]:
    """Return one sentence for each group of levels: 'Of 45 MUST rules 2 are broken and 43 hold.'"""
    return [_level_sentence(group, numbers) for group, numbers in found.levels.items()]


def _level_sentence(group: str, numbers: Mapping[Verdict, int]) -> str:
    total = sum(numbers.values())
    parts = [(number, _BECAME[verdict][number != 1]) for verdict, number in numbers.items() if number]
    if len(parts) == 1:
        return f"The only {group} rule {parts[0][1]}." if total == 1 else f"All {total:,} {group} rules {parts[0][1]}."
    told = [f"{number:,} {became}" for number, became in parts]
    return f"Of {total:,} {group} rules {enumerated(told)}."


def _red_finding(cases: Sequence[CaseResult], strict: bool) -> tuple[str, str] | None:
    """Return word and sentence of a suite that makes the run fail."""
    counting = [case for case in cases if not known(case, strict)]
    breaking: set[Verdict] = {"fail", "warn"} if strict else {"fail"}
    verdicts = Counter(case.verdict for case in counting)
    untestable = f"{counted(verdicts['untestable'], 'case')} could not be tested"
    if broken := {(case.requirement, GROUP[case.level]) for case in counting if case.verdict in breaking}:
        also = f", and {untestable}" if verdicts["untestable"] else ""
        return NOT_CONFORMANT, f"not conformant: {_broken(group for _, group in broken)} broken{also}"
    if verdicts["error"]:
        return NOT_PROVEN, f"no conclusion: the harness itself failed in {counted(verdicts['error'], 'case')}"
    return (NOT_PROVEN, f"not shown to be conformant: {untestable}") if verdicts["untestable"] else None


def _finding(judged: Sequence[tuple[str, Verdict]], cases: Sequence[CaseResult], strict: bool) -> tuple[str, str]:
    tested = sum(verdict in ("warn", "info", "pass") for _, verdict in judged)
    unfollowed = sum(verdict == "warn" for _, verdict in judged)
    remark = f"; {counted(unfollowed, 'recommendation')} not followed" if unfollowed else ""
    if excused := sum(known(case, strict) for case in cases):
        among = f"no other broken rule among the {tested} tested" if tested else "no other rule was tested"
        return EXCUSED, f"conformant but for {counted(excused, 'known failure')}: {among}{remark}"
    if not tested:
        return NOT_TESTED, f"not tested: {_silence(cases)}"
    return CONFORMANT, f"conformant: no broken rule among the {tested} tested{remark}"


def _silence(cases: Sequence[CaseResult]) -> str:
    """Return why no case of a suite judged anything."""
    played = [case for case in cases if case.started is not None or case.transcript]
    if not played:
        return "nothing that the target claims is in it"
    reasons = {told_reason(case) for case in played}
    why = f" ({reasons.pop()})" if len(reasons) == 1 and any(reasons) else ""
    return f"{counted(len(played), 'case')} played, but nothing came that could be judged{why}"


def _broken(groups: Iterable[str]) -> str:
    number = Counter(groups)
    named = [counted(number[group], f"{group} rule") for group in GROUPS if number[group]]
    return f"{enumerated(named)} {'is' if number.total() == 1 else 'are'}"


def _remarks(cases: Iterable[CaseResult], strict: bool, word: str) -> str:
    found = list(cases)
    expected = 0 if word == EXCUSED else sum(known(case, strict) for case in found)
    passing = sum(stale(case, strict) for case in found)
    return (f" ({counted(expected, 'known failure')} not counted)" if expected else "") + (
        f" ({counted(passing, 'case')} listed as known failure but not failing)" if passing else ""
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """All suites together: the worst of their words, a text for a badge, and what to say after the target's name."""

    word: str
    brief: str
    sentence: str


def standing(results: Results) -> Standing:
    """Return the worst of all suites; one that was not tested counts only where there is no other."""
    words = {found.word for found in conclusions(results)}
    word = next((word for word in WORST_FIRST if word in words), INTERRUPTED if results.interrupted else NOT_TESTED)
    excused = (
        f"conformant but for {counted(sum(known(case, results.strict) for case in results.cases), 'known failure')}"
    )
    tested = f"{counted(len(_tested(results)), 'rule')} tested"
    told = {
        INTERRUPTED: (INTERRUPTED, f"is not shown to be conformant: {interruption(results).partition(',')[0]}"),
        EXCUSED: (excused, f"is {excused}"),
        IN_PART: (tested, f"was tested in part: {tested}, none of them broken"),
    }
    return Standing(word, *told.get(word, (word, f"is {word}")))


def _tested(results: Results) -> set[tuple[str, str]]:
    return {(case.suite, case.requirement) for case in results.cases if case.verdict in ("warn", "info", "pass")}


def expired_remark(case: CaseResult, strict: bool = False) -> str:
    """Return that the entry which excused a red case has ended; nothing of any other case."""
    if case.expired is None or not red(case, strict):
        return ""
    return f"listed as a known failure, but that expired on {case.expired}"


def enumerated(texts: Sequence[str]) -> str:
    """Return 'a', 'a and b' or 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


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
