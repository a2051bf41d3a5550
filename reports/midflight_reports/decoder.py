"""results.json to the model. Reading trusts nothing: each mistake is a `ResultsError` that names the place.

Keys that this version does not know are passed over. What comes out can be rendered: moments are moments, numbers are
finite and small enough to be written down, and no object says the same key twice.
"""

from __future__ import annotations

import json
import math
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from midflight_reports.clock import epoch
from midflight_reports.errors import ResultsError
from midflight_reports.model import (
    SCHEMA,
    CaseResult,
    Direction,
    Elided,
    Entry,
    RequirementResult,
    Results,
    Specification,
    Target,
    Tool,
)
from midflight_reports.verdicts import Level, Verdict, count

GIVE = "give the results.json of a run"
AGAIN = "run midflight again"
LARGEST = 2**53 - 1  # beyond it, other readers of JSON see another number
LONGEST = 1e9  # seconds
SHA_256 = re.compile("[0-9a-f]{64}")

Json = dict[str, Any]
Read = TypeVar("Read")
VERDICTS, LEVELS, DIRECTIONS = (frozenset(get_args(words)) for words in (Verdict, Level, Direction))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value has to be, in words and as a test."""

    text: str
    holds: Callable[[Any], bool]


TEXT = Kind("a text", lambda value: type(value) is str)
YES_OR_NO = Kind("true or false", lambda value: type(value) is bool)
INTEGER = Kind("an integer", lambda value: type(value) is int)
COUNT = Kind("an integer from 0", lambda value: type(value) is int and value >= 0)
NUMBER = Kind("a number", lambda value: type(value) in (int, float))
SECONDS = Kind("a number of seconds from 0", lambda value: type(value) in (int, float) and 0 <= value <= LONGEST)
KNOB = Kind("a text or a number", lambda value: type(value) in (str, int, float, bool))
LIST = Kind("a list", lambda value: type(value) is list)
OBJECT = Kind("an object", lambda value: type(value) is dict)
DIGEST = Kind("a SHA-256", lambda value: type(value) is str and SHA_256.fullmatch(value) is not None)


def _word(words: frozenset[str]) -> Kind:
    return Kind(f"one of {', '.join(sorted(words))}", lambda value: type(value) is str and value in words)


def _is_moment(value: object) -> bool:
    try:
        return type(value) is str and math.isfinite(epoch(value))
    except ValueError:
        return False


VERDICT, LEVEL, DIRECTION = map(_word, (VERDICTS, LEVELS, DIRECTIONS))
MOMENT = Kind("an RFC 3339 moment", _is_moment)
DATE = Kind("a date such as 2027-01-31", lambda value: _is_moment(f"{value}T00:00:00Z"))

Shape = Mapping[str, Kind]
TOOL: Shape = {"name": TEXT, "version": TEXT, "suites_digest": TEXT}
TARGET: Shape = {"name": TEXT, "url": TEXT, "claims": LIST, "knobs": OBJECT, "revisions": OBJECT}
SPECIFICATION: Shape = {"suite": TEXT, "name": TEXT, "title": TEXT, "link": TEXT, "digest": TEXT}
ELIDED: Shape = {"length": COUNT, "sha256": DIGEST}
ENTRY: Shape = {"at": NUMBER, "connection": COUNT, "direction": DIRECTION, "note": TEXT}
CASE: Shape = {
    "id": TEXT,
    "suite": TEXT,
    "title": TEXT,
    "source": TEXT,
    "requirement": TEXT,
    "level": LEVEL,
    "revision": TEXT,
    "verdict": VERDICT,
    "reason": TEXT,
    "expected": TEXT,
    "got": TEXT,
    "decisive": LIST,
    "root_cause": TEXT,
    "observed": TEXT,
    "attempts": COUNT,
    "duration": SECONDS,
    "transcript": LIST,
}
CASE_MAY_HAVE: Shape = {"known_failure": TEXT, "expired": DATE, "started": SECONDS}
REQUIREMENT: Shape = {
    "id": TEXT,
    "suite": TEXT,
    "title": TEXT,
    "level": LEVEL,
    "section": TEXT,
    "link": TEXT,
    "statement": TEXT,
    "verdict": VERDICT,
    "cases": LIST,
}
REQUIREMENT_MAY_HAVE: Shape = {"excluded": TEXT}
RESULTS: Shape = {
    "tool": OBJECT,
    "seed": INTEGER,
    "target": OBJECT,
    "started": MOMENT,
    "duration": SECONDS,
    "cases": LIST,
    "requirements": LIST,
    "summary": OBJECT,
}
RESULTS_MAY_HAVE: Shape = {
    "strict": YES_OR_NO,
    "specifications": LIST,
    "interrupted": YES_OR_NO,
    "selected": COUNT,
}
NONE: Shape = {}


class _MisfitError(Exception):
    """A value that does not fit its place; `load` adds the file."""


def load(source: Path | str) -> Results:
    """Read results from a file (a Path) or from the text of one. Raises ResultsError."""
    where = str(source) if isinstance(source, Path) else "results.json"
    try:
        text = source.read_text("utf-8-sig") if isinstance(source, Path) else source
        return _results(_parse(text), where)
    except OSError as error:
        raise ResultsError(where, f"cannot be read ({error.strerror})", GIVE) from error
    except _MisfitError as misfit:
        raise ResultsError(where, str(misfit), f"the file was changed by hand or damaged: {AGAIN}") from None
    except json.JSONDecodeError as error:
        if text.strip() and text.lstrip()[0] not in "{[":
            raise ResultsError(where, "is no JSON document", GIVE) from None
        place = f"line {error.lineno}, column {error.colno}"
        raise ResultsError(where, f"is no whole JSON document ({place})", f"it was cut off: {AGAIN}") from None
    except (ValueError, RecursionError):
        raise ResultsError(where, "is no JSON document", GIVE) from None


def _parse(text: str) -> object:
    return json.loads(text, parse_constant=_constant, parse_int=_integer, parse_float=_float, object_pairs_hook=_object)


def _constant(constant: str) -> float:
    raise ValueError(f"{constant} is no JSON")


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) <= 17 else LARGEST + 1
    if abs(number) > LARGEST:
        raise _MisfitError(f"holds a number of {len(digits)} digits")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if abs(number) > LARGEST:
        raise _MisfitError(f"holds the number {digits[:20]}")
    return number


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _MisfitError(f"says {twice[:40]!a} twice in one object")
    return found


def _results(document: object, where: str) -> Results:
    schema = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(document, dict) or type(schema) is not int:
        raise ResultsError(where, "holds no midflight results", GIVE)
    if schema > SCHEMA:
        raise ResultsError(
            where, f"has schema {schema}, but this midflight reads up to {SCHEMA}", "update midflight to read it"
        )
    if schema < 1:
        raise ResultsError(where, f"has schema {schema}, which never was", GIVE)
    found = _fields(document, RESULTS, "results", RESULTS_MAY_HAVE)
    found["tool"] = Tool(**_fields(found["tool"], TOOL, "tool"))
    found["target"] = _target(found["target"])
    found["cases"] = _each(found["cases"], _case, "cases")
    found["requirements"] = _each(found["requirements"], _requirement, "requirements")
    found["specifications"] = _each(found.get("specifications", []), _specification, "specifications")
    for verdict, number in found["summary"].items():
        _checked(verdict, VERDICT, f"summary: {verdict[:40]!a}")
        _checked(number, COUNT, f"summary.{verdict}")
    _check_cases(found["cases"], found["summary"])
    return Results(**found)


def _check_cases(cases: tuple[CaseResult, ...], summary: Mapping[Verdict, int]) -> None:
    """Refuse cases that were copied, and counts that are not those of the cases."""
    times = Counter((case.suite, case.id) for case in cases)
    if twice := next((id_ for (_, id_), number in times.items() if number > 1), ""):
        raise _MisfitError(f"holds the case {twice[:80]!a} twice")
    for verdict, number in count(case.verdict for case in cases).items():
        if summary.get(verdict, 0) != number:
            raise _MisfitError(f"summary.{verdict} is {summary.get(verdict, 0)}, but {number} of the cases have it")


def _target(target: object) -> Target:
    found = _fields(target, TARGET, "target", {"arguments": LIST})
    found["claims"] = _texts(found["claims"], "target.claims")
    for name, value in found["knobs"].items():
        _checked(value, KNOB, f"target.knobs.{name[:40]}")
    for name, value in found["revisions"].items():
        _checked(value, TEXT, f"target.revisions.{name[:40]}")
    if "arguments" in found:
        found["arguments"] = _texts(found["arguments"], "target.arguments")
    return Target(**found)


def _specification(specification: object, where: str) -> Specification:
    return Specification(**_fields(specification, SPECIFICATION, where))


def _case(case: object, where: str) -> CaseResult:
    found = _fields(case, CASE, where, CASE_MAY_HAVE)
    found["transcript"] = transcript = _each(found["transcript"], _entry, f"{where}.transcript")
    found["decisive"] = tuple(found["decisive"])
    for index in found["decisive"]:
        if type(index) is not int or not 0 <= index < len(transcript):
            raise _MisfitError(f"{where}.decisive names an entry that the transcript does not have")
    return CaseResult(**found)


def _entry(entry: object, where: str) -> Entry:
    found = _fields(entry, ENTRY, where)
    assert isinstance(entry, dict)
    try:
        found["octets"] = b64decode(entry.get("bytes"), validate=True)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise _MisfitError(f"{where}.bytes is no base64") from None
    if entry.get("elided") is not None:
        found["elided"] = Elided(**_fields(entry["elided"], ELIDED, f"{where}.elided"))
    return Entry(**found)


def _requirement(requirement: object, where: str) -> RequirementResult:
    found = _fields(requirement, REQUIREMENT, where, REQUIREMENT_MAY_HAVE)
    found["cases"] = _texts(found["cases"], f"{where}.cases")
    return RequirementResult(**found)


def _fields(value: object, shape: Shape, where: str, may_have: Shape = NONE) -> Json:
    if not isinstance(value, dict):
        raise _MisfitError(f"{where} is not an object")
    found: Json = {}
    for name, kind in shape.items():
        if name not in value:
            raise _MisfitError(f"{where}.{name} is missing")
        found[name] = member = value[name]
        if not kind.holds(member):
            raise _MisfitError(f"{where}.{name} is not {kind.text}")
    for name, kind in may_have.items():
        if name in value:
            found[name] = _checked(value[name], kind, f"{where}.{name}")
    return found


def _checked(value: object, kind: Kind, where: str) -> object:
    if not kind.holds(value):
        raise _MisfitError(f"{where} is not {kind.text}")
    return value


def _each(values: list[object], read: Callable[[object, str], Read], where: str) -> tuple[Read, ...]:
    return tuple(read(value, f"{where}[{index}]") for index, value in enumerate(values))


def _texts(values: list[object], where: str) -> tuple[str, ...]:
    return tuple(str(_checked(value, TEXT, f"{where}[{index}]")) for index, value in enumerate(values))
