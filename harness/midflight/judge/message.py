"""Content that is itself a message: message/http (RFC 9112, section 10.1), read with h11."""

from __future__ import annotations

from dataclasses import dataclass

import h11

from midflight.evidence import Content, Head
from midflight.judge.context import Context
from midflight.judge.fields import judge_fields
from midflight.judge.findings import Findings
from midflight.judge.likeness import judge_likeness
from midflight.language.bodies import BodyExpectation, EmbeddedMessage, OptionalBody

_LENGTH = "content-length"


@dataclass(frozen=True, slots=True)
class _Embedded:
    head: Head
    parser: h11.Connection
    left_out: bool  # nothing at all stands behind the head


def judge_message(wanted: EmbeddedMessage, content: Content, head: Head, context: Context, findings: Findings) -> None:
    """Compare an embedded response with what is asked of it."""
    try:
        embedded = _begin(content.kept, head)
        statuses = context.statuses(wanted.status)
        if embedded.head.status not in statuses:
            findings.mismatch(f"an embedded {statuses.text}", f"an embedded {embedded.head.status}", head.entry)
            return
        may_be_left_out = isinstance(wanted.body, OptionalBody)
        left_out = may_be_left_out and embedded.left_out
        body = b"" if left_out or not content.whole else _rest(embedded.parser)
    except h11.RemoteProtocolError as error:
        findings.mismatch("content that is one HTTP response", str(error), head.entry)
        return
    findings.add(judge_fields(wanted.headers, embedded.head, context))
    if wanted.fields_like is not None:
        but = [*wanted.but, _LENGTH] if left_out else wanted.but
        judge_likeness(context.value(wanted.fields_like[1:]), embedded.head, but, findings)
    if wanted.body is None or left_out:
        return
    if not content.whole:  # our bound: nothing is said about the rule
        findings.unreadable(f"a message of at most {len(content.kept)} octets", f"{content.length} octets", head.entry)
        return
    asked = wanted.body.optional if isinstance(wanted.body, OptionalBody) else wanted.body
    _judge_body(asked, body, head, context, findings)


def _judge_body(wanted: BodyExpectation, body: bytes, head: Head, context: Context, findings: Findings) -> None:
    from midflight.judge.final import judge_body

    judge_body(wanted, Content(len(body), "", body), head, context, findings)


def _begin(octets: bytes, outer: Head) -> _Embedded:
    """Read the head of the message. Raises RemoteProtocolError."""
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=max(len(octets), 1))
    parser.send(h11.Request(method="GET", target="/", headers=[("Host", "embedded")]))
    parser.send(h11.EndOfMessage())
    parser.receive_data(octets)
    response = parser.next_event()
    while isinstance(response, h11.InformationalResponse):  # as any HTTP parser passes over them
        response = parser.next_event()
    if not isinstance(response, h11.Response):
        raise h11.RemoteProtocolError("no whole head of a final response" if octets else "no octets at all")
    fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw_items())
    head = Head(response.status_code, fields, outer.at, entry=outer.entry)
    return _Embedded(head, parser, left_out=not parser.trailing_data[0])


def _rest(parser: h11.Connection) -> bytes:
    """Return the body, which ends where the octets end. Raises RemoteProtocolError."""
    parser.receive_data(b"")
    body = b""
    event: object = parser.next_event()
    while not isinstance(event, h11.EndOfMessage):
        if not isinstance(event, h11.Data):
            raise h11.RemoteProtocolError("the message is not whole")
        body += event.data
        event = parser.next_event()
    if parser.trailing_data[0]:
        raise h11.RemoteProtocolError("octets behind the message")
    return body
