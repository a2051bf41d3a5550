"""The model to results.json: it is on the way of every run, so it goes through the C encoder, one case a line."""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Iterable
from typing import Any

from midflight_reports.model import SCHEMA, CaseResult, Entry, RequirementResult, Results, Specification, Target

Json = dict[str, Any]
MICROSECOND = 6  # decimals

# ASCII only: a lone surrogate in a text stays a legal escape instead of an encoding error.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


def to_json(results: Results) -> str:
    """Return the text of results.json."""
    tool = results.tool
    head: Json = {
        "schema": SCHEMA,
        "tool": {"name": tool.name, "version": tool.version, "suites_digest": tool.suites_digest},
        "seed": results.seed,
        "target": _target(results.target),
        "started": results.started,
        "duration": round(results.duration, MICROSECOND),
        "strict": results.strict,
        "specifications": [_specification(specification) for specification in results.specifications],
    }
    if results.interrupted:
        head["interrupted"] = True
    if results.selected is not None:
        head["selected"] = results.selected
    members = [f"{_encode(name)}: {_encode(value)}" for name, value in head.items()]
    members.append(f'"cases": {_lines(_case(case) for case in results.cases)}')
    members.append(f'"requirements": {_lines(_requirement(requirement) for requirement in results.requirements)}')
    members.append(f'"summary": {_encode(dict(results.summary))}')
    return "{" + ",\n ".join(members) + "}\n"


def _lines(items: Iterable[Json]) -> str:
    return "[\n  " + ",\n  ".join(map(_encode, items)) + "\n ]"


def _target(target: Target) -> Json:
    written: Json = {
        "name": target.name,
        "url": target.url,
        "claims": target.claims,
        "knobs": dict(target.knobs),
        "revisions": dict(target.revisions),
    }
    if target.arguments is not None:
        written["arguments"] = target.arguments
    return written


def _specification(specification: Specification) -> Json:
    return {
        "suite": specification.suite,
        "name": specification.name,
        "title": specification.title,
        "link": specification.link,
        "digest": specification.digest,
    }


def _case(case: CaseResult) -> Json:
    written: Json = {
        "id": case.id,
        "suite": case.suite,
        "title": case.title,
        "source": case.source,
        "requirement": case.requirement,
        "level": case.level,
        "revision": case.revision,
        "verdict": case.verdict,
        "reason": case.reason,
        "expected": case.expected,
        "got": case.got,
        "decisive": case.decisive,
        "root_cause": case.root_cause,
        "observed": case.observed,
        "attempts": case.attempts,
        "duration": round(case.duration, MICROSECOND),
        "transcript": [_entry(entry) for entry in case.transcript],
    }
    if case.known_failure is not None:
        written["known_failure"] = case.known_failure
    if case.expired is not None:
        written["expired"] = case.expired
    if case.started is not None:
        written["started"] = round(case.started, MICROSECOND)
    return written


def _entry(entry: Entry) -> Json:
    elided = entry.elided
    return {
        "at": round(entry.at, MICROSECOND),
        "connection": entry.connection,
        "direction": entry.direction,
        "bytes": b2a_base64(entry.octets, newline=False).decode("ascii"),
        "elided": None if elided is None else {"length": elided.length, "sha256": elided.sha256},
        "note": entry.note,
    }


def _requirement(requirement: RequirementResult) -> Json:
    written: Json = {
        "id": requirement.id,
        "suite": requirement.suite,
        "title": requirement.title,
        "level": requirement.level,
        "section": requirement.section,
        "link": requirement.link,
        "statement": requirement.statement,
        "verdict": requirement.verdict,
        "cases": requirement.cases,
    }
    if requirement.excluded is not None:
        written["excluded"] = requirement.excluded
    return written
