"""Octets of a request, exactly as given: nothing is added, left out or checked, for a case may send what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

LAST_CHUNK = b"0\r\n\r\n"


def head(method: str, target: str, version: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Return the request line and the field lines, up to and with the empty line."""
    lines = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in fields), "", ""]
    return b"\r\n".join(map(_octets, lines))


def chunk(data: bytes | memoryview) -> bytes:
    """Return one chunk (RFC 9112, section 7.1). No data, no chunk: an empty one would end the content."""
    return b"".join((b"%x\r\n" % len(data), data, b"\r\n")) if data else b""


def _octets(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8")
