"""A case as a script of its own: plain sockets, Python's standard library, the very octets that the case sent.

The script keeps the recorded order and pauses, the connections, cuts and resets. It differs from the recording in three
ways, and says so at its top: secrets were masked before anything was written; octets that the recording left out are
filled up with dots; and where a request asks for what an answer had named (a Location), it asks for what the answer of
the new run names. Nothing in it is quoted but by `ascii` and `repr`: what a target says cannot become code.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from midflight_reports.model import CaseResult, Entry, Results

MOST = 1 << 18  # characters of a script
LITERAL = 2048  # octets of an entry; longer ones are packed
WIDTH = 80  # octets of a line
_BEGIN, _END = "# <recording>\n", "# </recording>\n"

_HEAD = re.compile(rb"(?m)^HTTP/1\.")
_STATUS = re.compile(rb"(?m)^HTTP/1\.\d (\d)\d\d")
_REQUEST = re.compile(rb"^[!-~]+ ([!-~]+) HTTP/1\.[01]\r\n")
_FIELD = re.compile(rb"(?m)^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*\r?$")
_MASKED = re.compile(rb"(?m)^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*\*+(?=\r?$)")
_ORIGIN = re.compile(rb"(?i)^https?://[^/?#]*")
_WHAT = (  # the beginning of an event's note, and the step that it is
    ("closed for sending by the harness", "half-close"),
    ("closed by the harness", "close"),
    ("reset by the harness", "reset"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """`what` is connect, send, half-close, close (after the answer), cut (before it) or reset."""

    at: float
    connection: int
    what: str
    heads: int = 0  # response heads on the connection before it
    octets: bytes = b""
    filled: int = 0  # octets of a longer run that the recording left out before these


@dataclass(frozen=True, slots=True)
class Named:
    """A request target that a field of an earlier answer had named."""

    value: bytes
    connection: int
    field: bytes
    which: int


@dataclass(slots=True)
class _Connection:
    received: bytearray = field(default_factory=bytearray)
    since_sent: bytearray = field(default_factory=bytearray)
    run: int = 0  # octets of the current run of sent octets


def script(results: Results, case: CaseResult) -> str:
    """Return the script; empty if the case sent nothing, or more than a page can hold."""
    steps, named = recorded(case.transcript)
    if not any(step.what == "send" for step in steps):
        return ""
    text = "".join(_lines(results, case, steps, named)) + _player()[1]
    return text if len(text) <= MOST else ""


def recorded(transcript: tuple[Entry, ...]) -> tuple[list[Step], list[Named]]:
    """Return what the client did, and what it had learned from answers."""
    steps: list[Step] = []
    named: dict[bytes, Named] = {}
    open_: dict[int, _Connection] = {}
    begin = min((entry.at for entry in transcript), default=0.0)
    for entry in transcript:
        at = max(0.0, entry.at - begin)
        if entry.direction == "sent" and entry.connection not in open_:
            open_[entry.connection] = _Connection()
            steps.append(Step(at, entry.connection, "connect"))
        connection = open_.get(entry.connection)
        if connection is None:
            continue
        if entry.direction == "received":
            connection.received += entry.octets
            connection.since_sent += entry.octets
            connection.run = 0
        elif entry.direction == "sent":
            _learn(entry.octets, open_, named)
            steps.append(_sent(at, entry, connection))
        elif what := next((step for note, step in _WHAT if entry.note.startswith(note)), ""):
            heads = len(_HEAD.findall(connection.received))
            steps.append(Step(at, entry.connection, _ending(what, connection), heads))
    return steps, list(named.values())


def _sent(at: float, entry: Entry, connection: _Connection) -> Step:
    run = connection.run + len(entry.octets)
    missing = max(0, entry.elided.length - run) if entry.elided else 0
    connection.run = run + missing
    connection.since_sent.clear()
    return Step(at, entry.connection, "send", len(_HEAD.findall(connection.received)), entry.octets, missing)


def _ending(what: str, connection: _Connection) -> str:
    final = any(digit[0] != ord("1") for digit in _STATUS.findall(connection.since_sent))
    return "cut" if what == "close" and not final else what


def _learn(octets: bytes, connections: dict[int, _Connection], named: dict[bytes, Named]) -> None:
    request = _REQUEST.match(octets)
    if request is None or request[1] in named:
        return
    for number, connection in connections.items():
        seen: dict[bytes, int] = {}
        for name, value in _FIELD.findall(connection.received):
            which = seen.get(name.lower(), 0)
            seen[name.lower()] = which + 1
            if len(value) > 1 and _ORIGIN.sub(b"", value) == request[1]:
                named[request[1]] = Named(request[1], number, name, which)
                return


def _lines(results: Results, case: CaseResult, steps: list[Step], named: list[Named]) -> Iterator[str]:
    host, port, tls = _where(results.target.url)
    masked = sorted({line for step in steps for line in _MASKED.findall(step.octets)})
    filled = sum(step.filled for step in steps)
    yield f"# Sends what {_comment(case.id)} sent, octet for octet, and prints what comes back.\n"
    yield "# Needs Python 3.8 or newer and nothing else. For another server: python3 FILE HOST:PORT\n"
    if masked:
        yield "# Secrets are masked as they are in the recording: write the real ones under the masked ones.\n"
    if named:
        yield "# Requests for what an earlier answer named (NAMED) ask for what the answer of this run names.\n"
    if filled:
        yield f"# {filled} octets are not in the recording: as many dots are sent instead.\n"
    yield _player()[0]
    yield f"HOST, PORT, TLS = {host!a}, {port}, {tls}\n"
    yield f"VERIFY = {'--insecure' not in (results.target.arguments or ())}  # False: trust any certificate\n"
    yield "SECRETS = {  # as recorded: as it is to be sent\n"
    for line in masked:
        yield f"    {line!r}:\n    {line!r},\n"
    yield "}\nNAMED = [  # what an answer named: value, connection, field, which line of it\n"
    for one in named:
        yield f"    ({one.value!r}, {one.connection}, {one.field!r}, {one.which}),\n"
    yield "]\nSTEPS = [  # seconds, connection, what, response heads before it, octets\n"
    for step in steps:
        yield f"    ({step.at:.4f}, {step.connection}, {step.what!r}, {step.heads},{_literal(step)}),\n"
    yield "]\n"


def _comment(text: str) -> str:
    return ascii(text[:200])[1:-1]


def _literal(step: Step) -> str:
    pieces = [f'b"." * {step.filled} +'] if step.filled else []
    head, blank, content = (
        step.octets.partition(b"\r\n\r\n") if _REQUEST.match(step.octets) else (b"", b"", step.octets)
    )
    if len(content) <= LITERAL:
        head, blank, content = step.octets, b"", b""
    pieces += [repr(piece) for piece in _pieces(head + blank)]
    if content:
        packed = base64.b64encode(zlib.compress(content)).decode()
        parts = [repr(packed[start : start + WIDTH]) for start in range(0, len(packed), WIDTH)]
        pieces += [*(["+"] if head else []), "unpack(", *parts, ")"]
    if not step.octets:
        pieces.append('b""')
    return f" {pieces[0]}" if len(pieces) == 1 else "".join(f"\n        {piece}" for piece in pieces)


def _pieces(octets: bytes) -> Iterator[bytes]:
    for line in octets.splitlines(keepends=True):
        for start in range(0, len(line), WIDTH):
            yield line[start : start + WIDTH]


def _where(url: str) -> tuple[str, int, bool]:
    try:
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        return parts.hostname or "127.0.0.1", parts.port or (443 if tls else 80), tls
    except ValueError:  # no URL at all: the file says where it is to be put
        return "127.0.0.1", 80, False


@cache
def _player() -> tuple[str, str]:
    text = resources.files("midflight_reports").joinpath("templates/reproduction.py").read_text("utf-8")
    before, _, rest = text.partition(_BEGIN)
    return before, rest.partition(_END)[2]
