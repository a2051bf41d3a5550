"""Statements about the stream of interim responses."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from midflight.evidence import Exchange, Head
from midflight.judge.context import Context
from midflight.judge.fields import judge_fields
from midflight.judge.findings import Findings, Kind
from midflight.language.exchange import Interim, Statement
from midflight.language.scalars import integer_range


def judge_interim(expected: Interim, exchange: Exchange, context: Context) -> Findings:
    """Compare the interim responses of an exchange with the statements about them."""
    findings = Findings()
    if isinstance(expected, str):
        findings.evidence += 1
        if exchange.interim:
            head = exchange.interim[0]
            findings.mismatch("no interim response", f"a {head.status}", head.entry)
        return findings
    for statement in expected:
        findings.add(_JUDGES[statement.quantifier](statement, exchange, context))
    return findings


def matching(statement: Statement, heads: Sequence[Head], context: Context) -> list[Head]:
    """Return the responses that have the status the statement is about."""
    wanted = context.statuses(statement.status)
    return [head for head in heads if head.status in wanted]


def first_fitting(statement: Statement, heads: Sequence[Head], context: Context) -> tuple[Head, Findings] | None:
    """Return the first response that fits the whole statement, as an event waits for it."""
    for head in matching(statement, heads, context):
        findings = judge_fields(statement.headers, head, context)
        if findings.fit:
            return head, findings
    return None


def _first(statement: Statement, exchange: Exchange, context: Context) -> Findings:
    return _one(statement, matching(statement, exchange.interim, context)[:1], exchange, context)


def _last(statement: Statement, exchange: Exchange, context: Context) -> Findings:
    return _one(statement, matching(statement, exchange.interim, context)[-1:], exchange, context)


def _one(statement: Statement, heads: Sequence[Head], exchange: Exchange, context: Context) -> Findings:
    if not heads:
        findings = Findings()
        findings.mismatch(f"a {_name(statement, context)}", _what_came(exchange), *_last_entry(exchange))
        return findings
    return _judge_head(statement, heads[0], exchange, context)


def _every(statement: Statement, exchange: Exchange, context: Context) -> Findings:
    heads = matching(statement, exchange.interim, context)
    findings = Findings()
    count = context.text(statement.count or "1..")
    if len(heads) not in integer_range(count):
        wanted = f"{count} times a {_name(statement, context)}" if statement.count else f"a {_name(statement, context)}"
        findings.mismatch(wanted, f"{len(heads)} of them: {_what_came(exchange)}", *_last_entry(exchange))
    elif statement.count and 0 not in integer_range(count):
        findings.evidence += 1
    if not heads:
        findings.absent += len(statement.headers)
    for head in heads:
        findings.add(_judge_head(statement, head, exchange, context))
        if not findings.fit:
            break
    if statement.gap and heads:
        _judge_gaps(statement.gap, heads, exchange, context, findings)
    return findings


def _never(statement: Statement, exchange: Exchange, context: Context) -> Findings:
    findings = Findings()
    for head in matching(statement, exchange.interim, context):
        found = judge_fields(statement.headers, head, context)
        unreadable = [item for item in found.items if item.kind is Kind.UNREADABLE]
        if unreadable:  # nobody can say whether it is one of those
            findings.items += unreadable
            break
        if found.fit:
            with_fields = f" with {', '.join(statement.headers)}" if statement.headers else ""
            findings.mismatch(f"no {_name(statement, context)}{with_fields}", f"a {head.status}", head.entry)
            break
    return findings


_JUDGES = {"first": _first, "last": _last, "every": _every, "never": _never}


def _judge_head(statement: Statement, head: Head, exchange: Exchange, context: Context) -> Findings:
    findings = judge_fields(statement.headers, head, context)
    if statement.at:
        judge_at(statement.at, head, exchange, context, findings)
    return findings


def judge_at(asked: str, head: Head, exchange: Exchange, context: Context, findings: Findings) -> None:
    """Judge when a response came, counted from the last octet of the request."""
    low, high = context.bounds(asked)
    after = head.at - _origin(exchange, head)
    findings.evidence += 1
    if not low <= after <= high:
        findings.untimely(f"the {head.status} at {context.text(asked)}", f"it came after {after:.3f} s", head.entry)


def _origin(exchange: Exchange, head: Head) -> float:
    """Return when counting begins: an answer before the end of the content is counted from the first octet."""
    if exchange.sent_at is None or head.at < exchange.sent_at:
        return exchange.started_at
    return exchange.sent_at


def _judge_gaps(asked: str, heads: Sequence[Head], exchange: Exchange, context: Context, findings: Findings) -> None:
    low, high = context.bounds(asked)
    findings.evidence += 1
    for earlier, later in itertools.pairwise(heads):
        if not low <= later.at - earlier.at <= high:
            got = f"{later.at - earlier.at:.3f} s between two"
            findings.untimely(f"gaps of {context.text(asked)}", got, earlier.entry, later.entry)
            return
    # The upper bound is about silence: it holds before the first and behind the last interim response too.
    begin = _origin(exchange, heads[0])
    end = exchange.final.at if exchange.final else exchange.ended_at
    for name, silence in (("before the first", heads[0].at - begin), ("behind the last", end - heads[-1].at)):
        if silence > high:
            findings.untimely(f"no silence above {context.text(asked)}", f"{silence:.3f} s {name}", heads[-1].entry)
            return


def _name(statement: Statement, context: Context) -> str:
    return context.statuses(statement.status).text


def _last_entry(exchange: Exchange) -> tuple[int, ...]:
    return (exchange.responses[-1].entry,) if exchange.responses else ()


def _what_came(exchange: Exchange) -> str:
    seen = ", ".join(str(head.status) for head in exchange.responses[:12])
    return f"{seen or 'nothing'}{' …' if len(exchange.responses) > 12 else ''}"
