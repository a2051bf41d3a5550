"""results.json to and from the model.

Writing is on the way of every run, so it goes through the C encoder, one case a line. Reading trusts nothing: each
mistake is a `ResultsError` that names the place. Keys that this version does not know are passed over.
"""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from midflight_reports.model import (
    SCHEMA,
    CaseResult,
    Direction,
    Elided,
    Entry,
    RequirementResult,
    Results,
    Target,
    Tool,
)
from midflight_reports.verdicts import Level, Verdict

Json = dict[str, Any]
MICROSECOND = 6  # decimals

# ASCII only: a lone surrogate in a text stays a legal escape instead of an encoding error.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class ResultsError(Exception):
    """Results that cannot be read or written: what is wrong, where, and what to do."""

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(f"{where}: {what}; {advice}")
        self.where = where
        self.what = what
        self.advice = advice


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
    }
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


TEXT, INTEGER, NUMBER, LIST, OBJECT = (str,), (int,), (int, float), (list,), (dict,)
KINDS: dict[tuple[type, ...], str] = {
    TEXT: "a text",
    INTEGER: "an integer",
    NUMBER: "a number",
    LIST: "a list",
    OBJECT: "an object",
}
Shape = Mapping[str, tuple[type, ...]]

TOOL: Shape = {"name": TEXT, "version": TEXT, "suites_digest": TEXT}
TARGET: Shape = {"name": TEXT, "url": TEXT, "claims": LIST, "knobs": OBJECT, "revisions": OBJECT}
ELIDED: Shape = {"length": INTEGER, "sha256": TEXT}
ENTRY: Shape = {"at": NUMBER, "connection": INTEGER, "direction": TEXT, "note": TEXT}
CASE: Shape = {
    "id": TEXT,
    "suite": TEXT,
    "title": TEXT,
    "source": TEXT,
    "requirement": TEXT,
    "level": TEXT,
    "revision": TEXT,
    "verdict": TEXT,
    "reason": TEXT,
    "expected": TEXT,
    "got": TEXT,
    "decisive": LIST,
    "root_cause": TEXT,
    "observed": TEXT,
    "attempts": INTEGER,
    "duration": NUMBER,
    "transcript": LIST,
}
REQUIREMENT: Shape = {
    "id": TEXT,
    "suite": TEXT,
    "title": TEXT,
    "level": TEXT,
    "section": TEXT,
    "link": TEXT,
    "statement": TEXT,
    "verdict": TEXT,
    "cases": LIST,
}
RESULTS: Shape = {
    "tool": OBJECT,
    "seed": INTEGER,
    "target": OBJECT,
    "started": TEXT,
    "duration": NUMBER,
    "cases": LIST,
    "requirements": LIST,
    "summary": OBJECT,
}


class _MisfitError(Exception):
    """A value that does not fit its place; `load` adds the file."""


def load(source: Path | str) -> Results:
    """Read results from a file (a Path) or from the text of one."""
    where = str(source) if isinstance(source, Path) else "results.json"
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
        return _results(json.loads(text, parse_constant=_no_number), where)
    except OSError as error:
        raise ResultsError(where, f"cannot be read ({error.strerror})", "give the results.json of a run") from error
    except _MisfitError as misfit:
        raise ResultsError(where, str(misfit), "the file was changed by hand or damaged: run midflight again") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ResultsError(
            where, f"is no whole JSON document ({place})", "it was cut off: run midflight again"
        ) from None
    except (ValueError, RecursionError):
        raise ResultsError(where, "is no JSON document", "give the results.json of a run") from None


def _no_number(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _results(document: object, where: str) -> Results:
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(document, dict) or type(schema) is not int:
        raise ResultsError(where, "holds no midflight results", "give the results.json of a run")
    if schema > SCHEMA:
        raise ResultsError(
            where, f"has schema {schema}, but this midflight reads up to {SCHEMA}", "update midflight to read it"
        )
    found = _fields(document, RESULTS, "results")
    found["tool"] = Tool(**_fields(found["tool"], TOOL, "tool"))
    found["target"] = _read_target(found["target"])
    found["cases"] = tuple(_read_case(case, f"cases[{index}]") for index, case in enumerate(found["cases"]))
    found["requirements"] = tuple(
        _read_requirement(requirement, f"requirements[{index}]")
        for index, requirement in enumerate(found["requirements"])
    )
    found["summary"] = {
        _word(verdict, VERDICTS, "summary"): _checked(number, INTEGER, f"summary.{verdict}")
        for verdict, number in found["summary"].items()
    }
    return Results(**found)


def _read_target(target: object) -> Target:
    found = _fields(target, TARGET, "target")
    found["claims"] = _texts(found["claims"], "target.claims")
    for name, value in found["knobs"].items():
        if not isinstance(value, (str, int, float)):
            raise _MisfitError(f"target.knobs.{name} is neither a text nor a number")
    for name, value in found["revisions"].items():
        _checked(value, TEXT, f"target.revisions.{name}")
    assert isinstance(target, dict)
    if "arguments" in target:
        found["arguments"] = _texts(_fields(target, {"arguments": LIST}, "target")["arguments"], "target.arguments")
    return Target(**found)


def _read_case(case: object, where: str) -> CaseResult:
    found = _fields(case, CASE, where)
    _word(found["level"], LEVELS, f"{where}.level")
    _word(found["verdict"], VERDICTS, f"{where}.verdict")
    found["transcript"] = transcript = tuple(
        _read_entry(entry, f"{where}.transcript[{index}]") for index, entry in enumerate(found["transcript"])
    )
    found["decisive"] = tuple(found["decisive"])
    for index in found["decisive"]:
        if type(index) is not int or not 0 <= index < len(transcript):
            raise _MisfitError(f"{where}.decisive names an entry that the transcript does not have")
    found["known_failure"] = _optional(case, "known_failure", where)
    return CaseResult(**found)


def _read_entry(entry: object, where: str) -> Entry:
    found = _fields(entry, ENTRY, where)
    _word(found["direction"], DIRECTIONS, f"{where}.direction")
    assert isinstance(entry, dict)
    try:
        found["octets"] = b64decode(entry.get("bytes"), validate=True)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _MisfitError(f"{where}.bytes is no base64") from None
    if entry.get("elided") is not None:
        found["elided"] = Elided(**_fields(entry["elided"], ELIDED, f"{where}.elided"))
    return Entry(**found)


def _read_requirement(requirement: object, where: str) -> RequirementResult:
    found = _fields(requirement, REQUIREMENT, where)
    _word(found["level"], LEVELS, f"{where}.level")
    _word(found["verdict"], VERDICTS, f"{where}.verdict")
    found["cases"] = _texts(found["cases"], f"{where}.cases")
    found["excluded"] = _optional(requirement, "excluded", where)
    return RequirementResult(**found)


VERDICTS, LEVELS, DIRECTIONS = (frozenset(get_args(words)) for words in (Verdict, Level, Direction))


def _fields(value: object, shape: Shape, where: str) -> Json:
    if not isinstance(value, dict):
        raise _MisfitError(f"{where} is not an object")
    found: Json = {}
    for name, kind in shape.items():
        if name not in value:
            raise _MisfitError(f"{where}.{name} is missing")
        found[name] = member = value[name]
        if type(member) not in kind:
            raise _MisfitError(f"{where}.{name} is not {KINDS[kind]}")
    return found


def _checked(value: object, kind: tuple[type, ...], where: str) -> object:
    if type(value) not in kind:
        raise _MisfitError(f"{where} is not {KINDS[kind]}")
    return value


def _optional(value: object, name: str, where: str) -> str | None:
    assert isinstance(value, dict)
    return None if name not in value else str(_checked(value[name], TEXT, f"{where}.{name}"))


def _word(value: str, words: frozenset[str], where: str) -> str:
    if value not in words:
        raise _MisfitError(f"{where} is none of {', '.join(sorted(words))}")
    return value


def _texts(values: list[object], where: str) -> tuple[str, ...]:
    return tuple(str(_checked(value, TEXT, f"{where}[{index}]")) for index, value in enumerate(values))
