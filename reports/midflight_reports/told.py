"""What became of a case, in words: one line for a list, the facts, and all of it for a place with room.

The same words stand in JUnit, in Allure and in the summary of a CI job. They may hold anything that a target sent: each
document makes them safe in its own way.
"""

from __future__ import annotations

from midflight_reports.conclusion import expired_remark, known, rerun, stale, stale_remark, told_reason
from midflight_reports.exchange import decisive_lines
from midflight_reports.model import CaseResult, Results


def headline(case: CaseResult, strict: bool) -> str:
    """Return one line: why the case has its verdict."""
    if known(case, strict):
        return f"known failure: {case.known_failure}"
    if stale(case, strict):
        return f"{stale_remark(case)} ({case.known_failure})"
    why = (
        told_reason(case)
        or case.root_cause
        or (f"expected {case.expected}, got {case.got}" if case.expected else case.verdict)
    )
    return "; ".join(filter(None, [why, expired_remark(case, strict)]))


def facts(case: CaseResult) -> list[tuple[str, str]]:
    """Return what was found, as pairs of a name and a text."""
    found = {
        "reason": told_reason(case),
        "root cause": "" if case.root_cause == case.reason else case.root_cause,
        "expected": case.expected,
        "got": case.got,
        "observed": case.observed,
    }
    return [(name, text) for name, text in found.items() if text]


def account(results: Results, case: CaseResult) -> list[str]:
    """Return all there is to say, in lines: the facts, the decisive octets, the command that shows it again."""
    return [*(f"{name}: {text}" for name, text in facts(case)), *decisive_lines(case), rerun(results, case)]
