"""Content that is itself a message: message/http (RFC 9112, section 10.1), read with h11."""

from __future__ import annotations

import h11

from midflight.evidence import Content, Head
from midflight.judge.context import Context
from midflight.judge.fields import judge_fields
from midflight.judge.findings import Findings
from midflight.language.bodies import EmbeddedMessage


def judge_message(wanted: EmbeddedMessage, content: Content, head: Head, context: Context, findings: Findings) -> None:
    """Compare an embedded response with what is asked of it."""
    from midflight.judge.final import judge_body

    try:
        embedded, body = _parse(content.kept, head)
    except h11.RemoteProtocolError as error:
        findings.mismatch("content that is one HTTP response", str(error), head.entry)
        return
    statuses = context.statuses(wanted.status)
    if embedded.status not in statuses:
        findings.mismatch(f"an embedded {statuses.text}", f"an embedded {embedded.status}", head.entry)
        return
    findings.add(judge_fields(wanted.headers, embedded, context))
    if wanted.body is not None:
        judge_body(wanted.body, Content(len(body), "", body), head, context, findings)


def _parse(octets: bytes, outer: Head) -> tuple[Head, bytes]:
    parser = h11.Connection(h11.CLIENT)
    parser.send(h11.Request(method="GET", target="/", headers=[("Host", "embedded")]))
    parser.send(h11.EndOfMessage())
    parser.receive_data(octets)
    parser.receive_data(b"")
    response, body = None, b""
    event: object = parser.next_event()
    while not isinstance(event, h11.EndOfMessage):
        if isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            body += event.data
        else:
            raise h11.RemoteProtocolError("the message begins with an interim response, or is not whole")
        event = parser.next_event()
    if parser.trailing_data[0]:
        raise h11.RemoteProtocolError("octets behind the message")
    if response is None:
        raise h11.RemoteProtocolError("the message has no status line")
    fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers.raw_items())
    return Head(response.status_code, fields, outer.at, entry=outer.entry), body
