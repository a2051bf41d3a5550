"""The final response: its status, time, fields and content, and the ways it can fail to come."""

from __future__ import annotations

import re

from midflight.content import Literal, difference, nearest_overlay, same
from midflight.evidence import Content, Ending, Exchange, Head
from midflight.judge.context import Context, Saved
from midflight.judge.fields import as_number, judge_fields, may_be_absent, shown
from midflight.judge.findings import Findings
from midflight.judge.interim import judge_at
from midflight.judge.likeness import judge_likeness
from midflight.judge.message import judge_message
from midflight.language.bodies import BodyExpectation, Contains, Length, Like, Message, Number, Overlay
from midflight.language.exchange import Final, FinalExpectation
from midflight.language.scalars import integer_range

_BELOW_500 = ["1xx", "2xx", "3xx", "4xx"]

_HOW_IT_ENDED = {
    Ending.CLOSED: "the connection was closed before it",
    Ending.RESET: "the connection was reset before it",
    Ending.SILENT: "none came",
    Ending.GARBLED: "octets that are no HTTP response",
    Ending.FLOODED: "more than the harness takes in",
    Ending.UNREACHABLE: "no connection",
    Ending.CUT: "none before the cut",
    Ending.STALLED: "none after the case stopped sending",
    Ending.LEFT: "none before the end of the case",
}


_BY_THE_CASE = {Ending.CUT, Ending.STALLED}
_HANGS = {Ending.SILENT, Ending.GARBLED, Ending.FLOODED}
_NOT_WHOLE = {*_HANGS, Ending.CLOSED, Ending.RESET, Ending.UNREACHABLE}


def judge_final(expected: Final | None, exchange: Exchange, context: Context) -> Findings:
    """Compare the final response of an exchange with what is asked of it."""
    findings = Findings()
    wanted = _expectation(expected)
    if expected is None and exchange.ending is Ending.STALLED:
        return findings
    if exchange.final is None and _fits_a_close(wanted):
        findings.absent += len(wanted.headers)
        if exchange.ending in _HANGS:
            _missing(exchange, "a final response, or a close", findings)
        return findings
    if exchange.final is None:
        if exchange.ending not in _BY_THE_CASE or expected is not None:
            _missing(exchange, _asked(wanted, context), findings)
        return findings
    _judge_status(wanted, exchange.final, context, findings)
    if not findings.fit:
        return findings
    if exchange.ending in (_HANGS if wanted.status == "any" else _NOT_WHOLE):
        findings.breach("a whole final response", _how(exchange), exchange.final.entry)
        return findings
    if wanted.at:
        judge_at(wanted.at, exchange.final, exchange, context, findings)
    findings.add(judge_fields(wanted.headers, exchange.final, context))
    if wanted.fields_like is not None:
        judge_likeness(context.value(wanted.fields_like[1:]), exchange.final, wanted.but, findings)
    if wanted.body is not None:
        judge_body(wanted.body, exchange.content, exchange.final, context, findings)
    if wanted.save:
        findings.saved[wanted.save] = context.saved[wanted.save] = Saved(exchange.final, exchange.content)
    return findings


def _expectation(expected: Final | None) -> FinalExpectation:
    if isinstance(expected, FinalExpectation):
        return expected
    return FinalExpectation.model_construct(status=expected)


def _fits_a_close(wanted: FinalExpectation) -> bool:
    """`any` is anything or a close, unless something is asked that only a response can have."""
    asks = wanted.at or wanted.body is not None or wanted.save
    return wanted.status == "any" and not asks and all(map(may_be_absent, wanted.headers.values()))


def _asked(wanted: FinalExpectation, context: Context) -> str:
    return f"a final {context.statuses(wanted.status).text}" if wanted.status else "a final response"


def _how(exchange: Exchange) -> str:
    detail = f" ({exchange.detail})" if exchange.detail else ""
    return _HOW_IT_ENDED.get(exchange.ending, exchange.ending.value) + detail


def _missing(exchange: Exchange, asked: str, findings: Findings) -> None:
    entries = (exchange.responses[-1].entry,) if exchange.responses else ()
    note = findings.mismatch if exchange.ending in {*_BY_THE_CASE, Ending.LEFT} else findings.breach
    note(asked, _how(exchange), *entries)


def _judge_status(wanted: FinalExpectation, head: Head, context: Context, findings: Findings) -> None:
    statuses = context.statuses(wanted.status if wanted.status is not None else _BELOW_500)
    if head.status in statuses:
        return
    asked = f"a final {statuses.text}" if wanted.status is not None else "a final response below 500"
    got = f"{head.status} {head.reason}".rstrip()
    if head.status >= 500 and not statuses.names_server_errors:
        findings.breach(asked, got, head.entry)
    else:
        findings.mismatch(asked, got, head.entry)


def judge_body(wanted: BodyExpectation, content: Content, head: Head, context: Context, findings: Findings) -> None:
    """Compare content with what is asked of it."""
    findings.evidence += 1
    if isinstance(wanted, Length):
        text = context.text(wanted.length)
        if content.length not in integer_range(text):
            findings.mismatch(f"content of {text} octets", f"{content.length} octets", head.entry)
    elif isinstance(wanted, Number):
        _judge_number(context.text(wanted.number), content, head, findings)
    elif isinstance(wanted, Contains):
        text = context.text(wanted.contains)
        if text.encode() not in content.kept:
            findings.mismatch(f"content with '{text}' in it", _excerpt(content), head.entry)
    elif isinstance(wanted, Like):
        _judge_like(wanted.like, content, head, context, findings)
    elif isinstance(wanted, Message):
        judge_message(wanted.message, content, head, context, findings)
    elif isinstance(wanted, Overlay):
        _judge_overlay(wanted, content, head, context, findings)
    else:
        expected = context.octets(wanted)
        if not same(content, expected):
            findings.mismatch(
                f"content of {expected.length} octets as given", difference(content, expected), head.entry
            )


def _judge_number(asked: str, content: Content, head: Head, findings: Findings) -> None:
    text = content.kept.strip().decode("latin-1")
    if not text.isdecimal() or as_number(text) not in integer_range(asked):
        findings.mismatch(f"the number {asked} as content", _excerpt(content), head.entry)


def _judge_like(like: str, content: Content, head: Head, context: Context, findings: Findings) -> None:
    saved = context.value(like[1:]) if like.startswith("$") and like[1:].isidentifier() else None
    if isinstance(saved, Saved) and not (saved.content.whole and content.whole):
        if (saved.content.length, saved.content.sha256) != (content.length, content.sha256):
            findings.mismatch("content like before", _difference_of_long(content, saved.content), head.entry)
        return
    expected = saved.content.kept if isinstance(saved, Saved) else context.text(like).encode("latin-1")
    left, right = (_steady(octets, context.volatile) for octets in (expected, content.kept))
    if left != right:
        received = Content(len(right), "", right)
        findings.mismatch("content like before", difference(received, Literal(left)), head.entry)


def _difference_of_long(content: Content, before: Content) -> str:
    """Say where long contents part, as far as they were kept."""
    kept = min(len(content.kept), len(before.kept))
    seen = difference(Content(kept, "", content.kept[:kept]), Literal(before.kept[:kept]))
    return seen or f"{content.length} octets instead of {before.length}, the same as far as they were kept ({kept})"


def _steady(octets: bytes, volatile: tuple[str, ...]) -> bytes:
    for pattern in volatile:
        octets = re.sub(pattern.encode("latin-1"), b"", octets)
    return octets


def _judge_overlay(wanted: Overlay, content: Content, head: Head, context: Context, findings: Findings) -> None:
    old, new = context.octets(wanted.old), context.octets(wanted.new)
    up_to = int(context.text(wanted.up_to)) if wanted.up_to is not None else new.length
    at = int(context.text(wanted.at))
    nearest = nearest_overlay(content, old, new, at, up_to)
    if not same(content, nearest):
        asked = f"the old content, with at most {up_to} octets of the new written at {at}"
        findings.mismatch(asked, difference(content, nearest), head.entry)


def _excerpt(content: Content) -> str:
    return f"{content.length} octets: {shown(repr(content.kept[:80])[1:])}" if content.length else "no content"
