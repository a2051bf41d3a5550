"""GET and HEAD of a file: the whole representation, or ranges of it (RFC 9110, section 14)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from midflight_reference import conditions
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields, Request, Response, Streamed, text
from midflight_reference.store.resource import Resource
from midflight_reference.store.storing import Store

DEFAULT_TYPE = "application/octet-stream"
READ_SIZE = 256 * 1024
# More ranges than this in one request are not worth the work (RFC 9110, section 17.15).
MOST_RANGES = 50
RANGES = re.compile(r"bytes=(.*)", re.IGNORECASE)
RANGE = re.compile(r"[ \t]*(?:([0-9]{1,1000})-([0-9]{0,1000})|-([0-9]{1,1000}))[ \t]*")

Octets = tuple[int, int]  # first and last position


def response(decisions: Decisions, store: Store, request: Request, resource: Resource) -> Response:
    """Return what a GET or HEAD is answered with."""
    length = decisions.visible_length(resource)
    ranges = wanted(decisions, request, resource, length)
    if ranges is not None and not ranges:
        return text(416, f"There are {length} octets.", ("Content-Range", f"bytes */{length}"))
    common = decisions.fields_of_representation(request.method, fields_of(resource))
    if ranges is None:
        status = decisions.status_of_representation(request.method, resource)
        length = decisions.length_told_by_head(length) if request.method == "HEAD" else length
        return sent(store, request, resource, status, common, [(0, length)])
    shown = [decisions.range_to_send(first, last) for first, last in ranges]
    if len(shown) == 1:
        ((first, last),) = shown
        return sent(
            store, request, resource, 206, [*common, content_range(first, last, length)], [(first, last - first + 1)]
        )
    return several(decisions, store, request, resource, common, shown, length)


def wanted(decisions: Decisions, request: Request, resource: Resource, length: int) -> Sequence[Octets] | None:
    """Return the ranges asked for that there are; None where Range is absent, outdated or not understood."""
    match = RANGES.fullmatch(request.value("range") or "")
    if request.method != "GET" or match is None or not conditions.range_is_current(decisions, request, resource):
        return None
    ranges = [RANGE.fullmatch(member) for member in match[1].split(",") if member.strip()]
    if not ranges or len(ranges) > MOST_RANGES:
        return None
    found = []
    for member in ranges:
        if member is None or (member[2] and int(member[1]) > int(member[2])):
            return None
        first = int(member[1]) if member[1] else max(0, length - int(member[3]))
        last = min(int(member[2]), length - 1) if member[2] else length - 1
        if first <= last:
            found.append((first, last))
    return found


def several(
    decisions: Decisions,
    store: Store,
    request: Request,
    resource: Resource,
    common: Fields,
    ranges: Sequence[Octets],
    length: int,
) -> Response:
    """Return several ranges as multipart/byteranges."""
    boundary = secrets.token_hex(16)
    inner = dict(common)["Content-Type"]
    pieces: list[bytes | Octets] = []
    for first, last in ranges:
        name, value = content_range(first, last, length)
        pieces.append(f"\r\n--{boundary}\r\nContent-Type: {inner}\r\n{name}: {value}\r\n\r\n".encode("latin-1"))
        pieces.append((first, last - first + 1))
    pieces.append(f"\r\n--{boundary}--\r\n".encode("ascii"))
    outer = [(name, value) for name, value in common if name != "Content-Type"]
    outer.append(("Content-Type", decisions.type_of_several_ranges(boundary)))
    return sent(store, request, resource, 206, outer, pieces)


def sent(
    store: Store, request: Request, resource: Resource, status: int, fields: Fields, pieces: Sequence[bytes | Octets]
) -> Response:
    """Return a response of octets and of pieces of the file, each from a position and of a length."""
    length = sum(len(piece) if isinstance(piece, bytes) else piece[1] for piece in pieces)
    if request.method == "HEAD":
        return Response(status, fields, streamed=Streamed(length, iter(())))
    octets = read(store.open(resource), pieces)
    if length <= READ_SIZE:
        return Response(status, fields, b"".join(octets))
    return Response(status, fields, streamed=Streamed(length, octets))


def read(file: BinaryIO, pieces: Sequence[bytes | Octets]) -> Iterator[bytes]:
    """Yield the octets of the pieces, then close the file."""
    with file:
        for piece in pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            position, left = piece
            file.seek(position)
            while left > 0 and (octets := file.read(min(READ_SIZE, left))):
                left -= len(octets)
                yield octets


def fields_of(resource: Resource) -> Fields:
    """Return the fields of a representation."""
    stored = {name.title(): value for name, value in resource.fields}
    return [
        ("Content-Type", stored.pop("Content-Type", DEFAULT_TYPE)),
        *stored.items(),
        ("Accept-Ranges", "bytes"),
        *validators(resource),
    ]


def validators(resource: Resource) -> Fields:
    """Return what identifies a state of a resource."""
    entity_tag = [("ETag", resource.entity_tag)] if resource.entity_tag else []
    return [*entity_tag, ("Last-Modified", conditions.date_of(resource))]


def content_range(first: int, last: int, length: int) -> tuple[str, str]:
    """Return the field that says which octets these are."""
    return "Content-Range", f"bytes {first}-{last}/{length}"
