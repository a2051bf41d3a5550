"""junit.xml, in the dialect that CI systems read: one suite of ours is one testsuite.

Whatever XML 1.0 cannot hold is spelled out first. `fail`, `untestable` and a stale known failure are failures, and in
a strict run `warn`; `error` is an error, `not-applicable` and a known failure are skipped; what was found otherwise
stands in `system-out`. That a run was interrupted is an error of a testsuite of its own.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from midflight_reports.conclusion import by_suite, interruption, known, red, rules, shared_cause
from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.told import account, facts, headline
from midflight_reports.verdicts import Verdict
from midflight_reports.visible import visible

LF = "\n"  # in an attribute only a character reference survives
QUIET: Mapping[Verdict, str] = {"not-applicable": "skipped"}  # of those that do not make a run fail
LOUD: Mapping[Verdict, str] = {"error": "error"}  # of those that do; the others are failures


def to_junit(results: Results) -> str:
    """Return the text of junit.xml."""
    suites = by_suite(results.cases)
    attributes = {"name": results.target.name, "time": f"{results.duration:.3f}", **_totals(results)}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_attributes(attributes)}>"]
    lines.extend(_interruption(interruption(results)))
    for suite, cases in suites.items():
        lines.extend(_suite(results, suite, cases))
    return "\n".join([*lines, "</testsuites>", ""])


def _totals(results: Results) -> dict[str, str]:
    """Return the counts of the whole file: an interruption is one more test, and one more error."""
    more = Counter(tests=int(results.interrupted), errors=int(results.interrupted))
    return {name: str(number + more[name]) for name, number in _counts(results, results.cases).items()}


def _interruption(how_far: str) -> Iterator[str]:
    if how_far:
        yield ' <testsuite name="midflight" tests="1" failures="0" errors="1" skipped="0">'
        yield '  <testcase classname="midflight" name="the run came to its end">'
        yield f"   <error{_attributes({'type': 'interrupted', 'message': how_far})}/>"
        yield "  </testcase>"
        yield " </testsuite>"


def _suite(results: Results, suite: str, cases: Sequence[CaseResult]) -> Iterator[str]:
    sections = rules(results)
    attributes = {
        "name": suite,
        "timestamp": results.started,
        "time": f"{sum(case.duration for case in cases):.3f}",
        **{name: str(number) for name, number in _counts(results, cases).items()},
    }
    yield f" <testsuite{_attributes(attributes)}>"
    yield from _properties("  ", _circumstances(results))
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
        "link": rule.link if rule else "",
        "verdict": case.verdict,
        **({"root_cause": cause} if (cause := shared_cause(case)) else {}),
    }
    yield f"  <testcase{_attributes(attributes)}>"
    yield from _properties("   ", properties)
    yield from _outcome(results, case)
    yield "  </testcase>"


def _circumstances(results: Results) -> dict[str, str]:
    return {
        "target": results.target.name,
        "url": results.target.url,
        "tool": f"{results.tool.name} {results.tool.version}",
        "suites": results.tool.suites_digest,
        "seed": str(results.seed),
        "strict": "yes" if results.strict else "no",
        **({"interrupted": how_far} if (how_far := interruption(results)) else {}),
    }


def _properties(indent: str, values: Mapping[str, str]) -> Iterator[str]:
    yield f"{indent}<properties>"
    for name, value in values.items():
        yield f"{indent} <property{_attributes({'name': name, 'value': value})}/>"
    yield f"{indent}</properties>"


def _outcome(results: Results, case: CaseResult) -> Iterator[str]:
    element = outcome(results, case)
    message = headline(case, results.strict)
    if element == "skipped":
        yield f"   <skipped{_attributes({'message': message})}/>"
    elif element:
        attributes = _attributes({"type": case.verdict, "message": message})
        yield f"   <{element}{attributes}>{_escaped(LF.join(account(results, case)))}</{element}>"
    elif case.verdict != "pass":
        told = [case.verdict, *(f"{name}: {text}" for name, text in facts(case))]
        yield f"   <system-out>{_escaped(LF.join(told))}</system-out>"


def outcome(results: Results, case: CaseResult) -> str:
    """Return the name of the element that tells what became of the case; nothing if it passed."""
    if red(case, results.strict):
        return LOUD.get(case.verdict, "failure")
    return "skipped" if known(case, results.strict) else QUIET.get(case.verdict, "")


def _counts(results: Results, cases: Sequence[CaseResult]) -> dict[str, int]:
    outcomes = Counter(outcome(results, case) for case in cases)
    return {
        "tests": len(cases),
        "failures": outcomes["failure"],
        "errors": outcomes["error"],
        "skipped": outcomes["skipped"],
    }


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value).replace(LF, "&#10;")}"' for name, value in values.items())


def _escaped(text: str) -> str:
    return html.escape(visible(text))
