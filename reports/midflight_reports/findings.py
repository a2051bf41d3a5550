"""The broken and the unfollowed, grouped by what is behind them, worst first.

One thing that is missing explains all the cases that it made untestable; what many rules' cases saw alike (a connection
that was closed) is one symptom; what is left belongs together by its rule. A short observation such as `200` is no
symptom: different rules meet it for different reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from midflight_reports.conclusion import known, red, shared_cause
from midflight_reports.model import CaseResult, Results
from midflight_reports.verdicts import RANK

TELLING = 24  # characters
RULES_ALIKE = 3  # so many rules whose cases saw the same have one symptom


@dataclass(frozen=True, slots=True)
class Finding:
    """Cases with one thing behind them: `cause` (missing), or `symptom` (seen alike), or neither: one rule."""

    cases: Sequence[CaseResult]
    cause: str = ""
    symptom: str = ""


def broken(results: Results) -> list[Finding]:
    """Return what makes the run red."""
    return _grouped([case for case in results.cases if red(case, results.strict)])


def unfollowed(results: Results) -> list[Finding]:
    """Return the recommendations that are not followed, where that does not make the run red."""
    strict = results.strict
    return _grouped(
        [case for case in results.cases if case.verdict == "warn" and not red(case, strict) and not known(case, strict)]
    )


def _grouped(cases: Sequence[CaseResult]) -> list[Finding]:
    symptoms = _symptoms(cases)
    groups: dict[tuple[str, ...], list[CaseResult]] = {}
    for case in sorted(cases, key=lambda case: RANK[case.verdict]):
        groups.setdefault(_behind(case, symptoms), []).append(case)
    return [
        Finding(found, key[1] if key[0] == "cause" else "", key[1] if key[0] == "symptom" else "")
        for key, found in groups.items()
    ]


def _behind(case: CaseResult, symptoms: frozenset[str]) -> tuple[str, ...]:
    if case.got in symptoms:
        return ("symptom", case.got)
    if shared_cause(case):
        return ("cause", shared_cause(case))
    return ("rule", case.verdict, case.suite, case.requirement)


def _symptoms(cases: Iterable[CaseResult]) -> frozenset[str]:
    rules: dict[str, set[tuple[str, str]]] = {}
    for case in cases:
        if len(case.got) >= TELLING and not shared_cause(case):
            rules.setdefault(case.got, set()).add((case.suite, case.requirement))
    return frozenset(got for got, seen in rules.items() if len(seen) >= RULES_ALIKE)
