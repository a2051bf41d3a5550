"""junit.xml, in the dialect that CI systems read: one suite of ours is one testsuite.

Whatever XML 1.0 cannot hold is spelled out first. `fail`, `untestable` and a stale known failure are failures, `error`
is an error, `not-applicable` and a known failure are skipped; what was found otherwise stands in `system-out`.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from midflight_reports.conclusion import by_suite, known, rerun, rules, stale
from midflight_reports.exchange import decisive_lines
from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.verdicts import Verdict
from midflight_reports.visible import visible

LF = "\n"  # in an attribute only a character reference survives
ELEMENT: Mapping[Verdict, str] = {
    "error": "error",
    "fail": "failure",
    "untestable": "failure",
    "warn": "",
    "info": "",
    "pass": "",
    "not-applicable": "skipped",
}


def to_junit(results: Results) -> str:
    """Return the text of junit.xml."""
    suites = by_suite(results.cases)
    attributes = {"name": results.target.name, "time": f"{results.duration:.3f}", **_totals(results.cases)}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_attributes(attributes)}>"]
    for suite, cases in suites.items():
        lines.extend(_suite(results, suite, cases))
    return "\n".join([*lines, "</testsuites>", ""])


def _suite(results: Results, suite: str, cases: Sequence[CaseResult]) -> Iterator[str]:
    sections = rules(results)
    attributes = {
        "name": suite,
        "timestamp": results.started,
        "time": f"{sum(case.duration for case in cases):.3f}",
        **_totals(cases),
    }
    yield f" <testsuite{_attributes(attributes)}>"
    for case in cases:
        yield from _case(results, case, sections.get((case.suite, case.requirement)))
    yield " </testsuite>"


def _case(results: Results, case: CaseResult, rule: RequirementResult | None) -> Iterator[str]:
    file, _, line = case.source.rpartition(":")
    place = {"file": file, "line": line} if line.isdecimal() else {}
    attributes = {"classname": case.suite, "name": case.id, "time": f"{case.duration:.3f}", **place}
    properties = {
        "requirement": case.requirement,
        "level": case.level,
        "section": rule.section if rule else "",
        "verdict": case.verdict,
    }
    yield f"  <testcase{_attributes(attributes)}>"
    yield "   <properties>"
    for name, value in properties.items():
        yield f"    <property{_attributes({'name': name, 'value': value})}/>"
    yield "   </properties>"
    yield from _outcome(results, case)
    yield "  </testcase>"


def _outcome(results: Results, case: CaseResult) -> Iterator[str]:
    element = outcome(case)
    message = _message(case)
    if element == "skipped":
        yield f"   <skipped{_attributes({'message': message})}/>"
    elif element:
        found = [*_facts(case), *decisive_lines(case), rerun(results, case)]
        attributes = _attributes({"type": case.verdict, "message": message})
        yield f"   <{element}{attributes}>{_escaped(LF.join(found))}</{element}>"
    elif case.verdict != "pass":
        yield f"   <system-out>{_escaped(LF.join([case.verdict, *_facts(case)]))}</system-out>"


def outcome(case: CaseResult) -> str:
    """Return the name of the element that tells what became of the case; nothing if it passed."""
    if known(case):
        return "skipped"
    return "failure" if stale(case) else ELEMENT[case.verdict]


def _message(case: CaseResult) -> str:
    if known(case):
        return f"known failure: {case.known_failure}"
    if stale(case):
        return f"listed as a known failure ({case.known_failure}), but it holds"
    return (
        case.reason
        or case.root_cause
        or (f"expected {case.expected}, got {case.got}" if case.expected else case.verdict)
    )


def _facts(case: CaseResult) -> list[str]:
    facts = {
        "reason": case.reason,
        "root cause": case.root_cause,
        "expected": case.expected,
        "got": case.got,
        "observed": case.observed,
    }
    return [f"{name}: {text}" for name, text in facts.items() if text]


def _totals(cases: Sequence[CaseResult]) -> dict[str, str]:
    outcomes = Counter(map(outcome, cases))
    return {
        "tests": str(len(cases)),
        "failures": str(outcomes["failure"]),
        "errors": str(outcomes["error"]),
        "skipped": str(outcomes["skipped"]),
    }


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value).replace(LF, "&#10;")}"' for name, value in values.items())


def _escaped(text: str) -> str:
    return html.escape(visible(text))
