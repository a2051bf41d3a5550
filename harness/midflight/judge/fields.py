"""Header fields, and parts of them, against what a case asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from midflight.evidence import Head
from midflight.grammar import GRAMMARS, LONGEST, PARTS, URI_FIELDS, Unreadable, has_member
from midflight.judge.context import Context
from midflight.judge.findings import Findings
from midflight.language.bodies import Expected, FieldExpectation
from midflight.language.scalars import integer_range

_RANGE = re.compile(r"\d*\.\.\d*")
SHOWN = 200
_READABLE = 4000  # digits
_BEYOND = 10**_READABLE


def judge_fields(expected: Mapping[str, Expected], head: Head, context: Context) -> Findings:
    """Compare the fields of one response with what is asked of them; save what is to be saved."""
    findings = Findings()
    for name, wanted in expected.items():
        values = _read(name, head, findings)
        if values is None:
            continue
        if isinstance(wanted, list):
            _lines(name, values, [context.text(line) for line in wanted], head, findings)
            continue
        expectation = _expectation(wanted)
        if not values:
            _absent(name, expectation, head, findings)
            continue
        findings.evidence += 1
        before = len(findings.items)
        _judge_values(name, values, expectation, head, context, findings)
        if expectation.save and len(findings.items) == before:
            value = context.absolute(values[0]) if name.lower() in URI_FIELDS else values[0]
            findings.saved[expectation.save] = context.saved[expectation.save] = value
    return findings


def _expectation(wanted: str | FieldExpectation) -> FieldExpectation:
    if isinstance(wanted, FieldExpectation):
        return wanted
    # A plain text is that text, even where it reads like a grammar or a range.
    return FieldExpectation.model_construct(is_=[wanted])


def _lines(name: str, values: list[str], lines: list[str], head: Head, findings: Findings) -> None:
    findings.evidence += 1
    if values != lines:
        findings.mismatch(
            f"{name}: {' / '.join(lines) or 'absent'}",
            f"{name}: {shown(' / '.join(values)) or 'absent'}",
            head.entry,
        )


def read_values(name: str, head: Head) -> list[str]:
    """Return the values of a field, or the texts of one of its parts. Raises Unreadable."""
    part = PARTS.get(name.lower())
    if part is None:
        return head.values(name)
    lines = head.values(name.rpartition(".")[0])
    return part(lines) if lines else []


def _read(name: str, head: Head, findings: Findings) -> list[str] | None:
    try:
        return read_values(name, head)
    except Unreadable as error:
        findings.unreadable(f"a {name.partition('.')[0]} that can be read", shown(str(error)), head.entry)
        return None


def may_be_absent(wanted: Expected) -> bool:
    """Say whether a response without this field fits."""
    return isinstance(wanted, FieldExpectation) and (bool(wanted.optional) or wanted.is_ == "absent")


def _absent(name: str, wanted: FieldExpectation, head: Head, findings: Findings) -> None:
    if wanted.is_ == "absent":
        findings.evidence += 1
    elif wanted.optional:
        findings.absent += 1
    else:
        findings.mismatch(f"{name} {_asked(wanted)}", f"a {head.status} without {name}", head.entry)


def _asked(wanted: FieldExpectation) -> str:
    if wanted.has:
        return f"with the member {wanted.has}"
    if isinstance(wanted.is_, list):
        return f"to be {' or '.join(wanted.is_)}"
    return wanted.is_ or "present"


def _judge_values(
    name: str, values: list[str], wanted: FieldExpectation, head: Head, context: Context, findings: Findings
) -> None:
    if wanted.is_ == "absent":
        findings.mismatch(f"no {name}", f"{name}: {shown(values[0])}", head.entry)
    elif isinstance(wanted.is_, list):
        choices = [context.text(text) for text in wanted.is_]
        _each(name, values, " or ".join(choices), _is_one_of(name, choices, context), head, findings)
    elif wanted.is_ is not None and wanted.is_ in GRAMMARS:
        _grammar(name, values, wanted.is_, head, findings)
    elif wanted.is_ is not None:
        _text(name, values, wanted.is_, head, context, findings)
    if wanted.has is not None:
        member = context.text(wanted.has)
        if not any(has_member(value, member) for value in values):
            findings.mismatch(f"{name} with the member {member}", f"{name}: {shown(', '.join(values))}", head.entry)


def _grammar(name: str, values: list[str], grammar: str, head: Head, findings: Findings) -> None:
    if name.lower() in URI_FIELDS and len(values) > 1:  # one value, so one line (RFC 9110, section 5.3)
        findings.mismatch(f"one {name}", f"{len(values)} of them: {shown(' / '.join(values))}", head.entry)
        return
    for value in values:
        if len(value) > LONGEST:  # our bound, not the grammar's: nothing is said about the rule
            findings.unreadable(f"a {name} of at most {LONGEST} octets", f"{len(value)} octets", head.entry)
            return
        try:
            problem = GRAMMARS[grammar].problem(value)
        except Unreadable as error:
            findings.unreadable(f"a {name} that can be read", shown(str(error)), head.entry)
            return
        if problem:
            findings.mismatch(
                f"{name} by the grammar {grammar} ({GRAMMARS[grammar].section})", shown(problem), head.entry
            )


def _text(name: str, values: list[str], asked: str, head: Head, context: Context, findings: Findings) -> None:
    text = context.text(asked)
    if _RANGE.fullmatch(text) and text != "..":
        _each(name, values, f"a number in {text}", _is_in_range(text), head, findings)
    else:
        _each(name, values, text, _is_one_of(name, [text], context), head, findings)


def _is_in_range(text: str) -> Callable[[str], bool]:
    bounds = integer_range(text)
    return lambda value: value.isdecimal() and as_number(value) in bounds


def as_number(digits: str) -> int:
    """Return a decimal number; one too long for Python to read is above every bound that a case can name."""
    return int(digits) if len(digits) <= _READABLE else _BEYOND


def _is_one_of(name: str, choices: list[str], context: Context) -> Callable[[str], bool]:
    if name.lower() not in URI_FIELDS:
        return lambda value: value in choices
    resolved = {context.absolute(choice) for choice in choices}
    return lambda value: context.absolute(value) in resolved


def _each(
    name: str, values: list[str], asked: str, fits: Callable[[str], bool], head: Head, findings: Findings
) -> None:
    wrong = next((value for value in values if not fits(value)), None)
    if wrong is not None:
        findings.mismatch(f"{name}: {asked}", f"{name}: {shown(wrong)}", head.entry)


def shown(text: str) -> str:
    """Return a value cut to a length that a person reads."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"
