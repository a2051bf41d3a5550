"""Result files for Allure: a specification is an epic, its sections are features, its rules stories.

Allure follows a case through its history by `testCaseId` and the parameters, so both stay the same from run to run: the
case, and the name of the target. `fail` is failed, `untestable` and `error` are broken, `not-applicable` is skipped. A
known failure keeps its status and is marked as known, for which Allure has a place of its own.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from midflight_reports.clock import epoch
from midflight_reports.conclusion import interruption, known, red, rerun, rules
from midflight_reports.formats import ENVIRONMENT
from midflight_reports.links import safe_link
from midflight_reports.markdown_text import fenced, plain
from midflight_reports.model import CaseResult, RequirementResult, Results, Specification
from midflight_reports.plain_transcript import plain_transcript
from midflight_reports.told import account, headline
from midflight_reports.verdicts import Level, Verdict
from midflight_reports.visible import visible

Json = dict[str, Any]
RESULT, ATTACHMENT = "-result.json", "-attachment.txt"

STATUS: Mapping[Verdict, str] = {
    "error": "broken",
    "fail": "failed",
    "untestable": "broken",
    "warn": "passed",
    "info": "passed",
    "pass": "passed",
    "not-applicable": "skipped",
}
SEVERITY: Mapping[Level, str] = {
    "MUST": "critical",
    "MUST NOT": "critical",
    "DEFINED": "normal",
    "SHOULD": "minor",
    "SHOULD NOT": "minor",
    "MAY": "trivial",
}

_encode = json.JSONEncoder(separators=(",", ":")).encode


def files(results: Results) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of the folder."""
    statements = rules(results)
    specifications = {specification.suite: specification for specification in results.specifications}
    begin = epoch(results.started)
    yield ENVIRONMENT, _environment(results)
    for index, case in enumerate(results.cases):
        name = _identity(results.started, results.target.name, case.id, str(index))
        rule = statements.get((case.suite, case.requirement))
        result = _result(results, case, rule, specifications.get(case.suite), begin) | {"uuid": name}
        if case.transcript:
            source = f"{name}{ATTACHMENT}"
            result["attachments"] = [{"name": "transcript", "source": source, "type": "text/plain"}]
            yield source, plain_transcript(case)
        yield f"{name}{RESULT}", _encode(result)


def _result(
    results: Results,
    case: CaseResult,
    rule: RequirementResult | None,
    specification: Specification | None,
    begin: float,
) -> Json:
    start = begin + (case.started or 0.0)
    target = results.target.name
    return {
        "name": visible(case.title),
        "fullName": visible(case.id),
        "testCaseId": _identity(case.id),
        "historyId": _identity(case.id, target),
        "stage": "finished",
        "status": _status(results, case),
        "statusDetails": _details(results, case),
        "start": round(start * 1000),
        "stop": round((start + case.duration) * 1000),
        "description": _description(results, case, rule),
        "labels": [{"name": name, "value": value} for name, value in _labels(case, rule, specification)],
        "links": _links(rule),
        "parameters": [{"name": "target", "value": visible(target)}],
    }


def _status(results: Results, case: CaseResult) -> str:
    status = STATUS[case.verdict]
    return "failed" if status == "passed" and red(case, results.strict) else status


def _details(results: Results, case: CaseResult) -> Json:
    if case.verdict == "pass" and case.known_failure is None:
        return {}
    details: Json = {"message": visible(headline(case, results.strict)), "known": known(case, results.strict)}
    if case.verdict != "not-applicable":
        details["trace"] = visible("\n".join(account(results, case)))
    if case.expected and case.got:
        details |= {"expected": visible(case.expected), "actual": visible(case.got)}
    return details


def _labels(
    case: CaseResult, rule: RequirementResult | None, specification: Specification | None
) -> Iterator[tuple[str, str]]:
    document = visible(specification.title if specification else case.suite)
    section = visible(rule.section) if rule and rule.section else "no section"
    story = visible(f"{case.requirement} {rule.title}" if rule else case.requirement)
    yield from (("epic", document), ("feature", section), ("story", story))
    yield from (("parentSuite", document), ("suite", section), ("subSuite", story))
    yield "severity", SEVERITY[case.level]
    yield "framework", "midflight"
    yield "requirement", visible(case.requirement)
    yield from (("tag", case.level), ("tag", case.verdict))


def _links(rule: RequirementResult | None) -> list[Json]:
    link = safe_link(rule.link) if rule else ""
    return (
        [{"name": visible(f"{rule.id}, section {rule.section}"), "url": link, "type": "link"}] if rule and link else []
    )


def _description(results: Results, case: CaseResult, rule: RequirementResult | None) -> str:
    statement = f"{case.level}: {plain(rule.statement)}\n\n" if rule else ""
    return f"{statement}{fenced(rerun(results, case))}"


def _environment(results: Results) -> str:
    values = {
        "target": results.target.name,
        "url": results.target.url,
        "midflight": results.tool.version,
        "suites": results.tool.suites_digest,
        "seed": str(results.seed),
        "strict": "yes" if results.strict else "no",
        "claims": ", ".join(results.target.claims),
        **({"interrupted": how_far} if (how_far := interruption(results)) else {}),
    }
    return "".join(f"{name} = {_property(value)}\n" for name, value in values.items())


def _property(value: str) -> str:
    return visible(value).replace("\\", "\\\\").replace("\n", "\\n")


def _identity(*names: str) -> str:
    octets = "\0".join(names).encode("utf-8", "surrogatepass")
    return str(uuid.UUID(bytes=hashlib.sha256(octets).digest()[:16]))
