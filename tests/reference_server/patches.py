"""Patch documents for the tests, as octets; and shorthands for what is done with them."""

from __future__ import annotations

from collections.abc import Sequence

from reference_client import Answer, Client, Host

MESSAGE = "Content-Type: message/byterange"
MULTIPART = "Content-Type: multipart/byteranges; boundary=B"
BINARY = "Content-Type: application/byteranges"

Part = tuple[Sequence[str], bytes]


def message(*fields: str, body: bytes = b"") -> bytes:
    """Return a message/byterange."""
    return "".join(f"{field}\r\n" for field in (*fields, "")).encode("latin-1") + body


def multipart(*parts: Part) -> bytes:
    """Return a multipart/byteranges with the boundary B."""
    return b"".join(b"--B\r\n" + message(*fields, body=body) + b"\r\n" for fields, body in parts) + b"--B--\r\n"


def varint(number: int) -> bytes:
    """Return the shortest form (RFC 9000, section 16)."""
    size = next(size for size in range(4) if number < 1 << (8 * (1 << size) - 2))
    return ((size << (8 * (1 << size) - 2)) | number).to_bytes(1 << size, "big")


def field_lines(fields: Sequence[str]) -> bytes:
    """Return fields as the binary format writes them."""
    pairs = [field.partition(": ")[::2] for field in fields]
    return b"".join(varint(len(text)) + text.encode("latin-1").lower() for pair in pairs for text in pair)


def known(*parts: Part) -> bytes:
    """Return messages of known length."""
    sections = [(field_lines(fields), body) for fields, body in parts]
    return b"".join(b"\x08" + varint(len(section)) + section + varint(len(body)) + body for section, body in sections)


def indeterminate(*parts: Part) -> bytes:
    """Return messages of indeterminate length, with a chunk per two octets."""
    return b"".join(
        b"\x0a" + field_lines(fields) + b"\0" + b"".join(map(chunk, pairs(body))) + b"\0" for fields, body in parts
    )


def pairs(body: bytes) -> list[bytes]:
    """Return the octets two by two."""
    return [body[at : at + 2] for at in range(0, len(body), 2)]


def chunk(octets: bytes) -> bytes:
    """Return a chunk of indeterminate-length content."""
    return varint(len(octets)) + octets


async def patch(host: Host | Client, path: str, content: bytes, *fields: str, media_type: str = MESSAGE) -> int:
    """Send a patch; return the status."""
    return (await host.ask(f"PATCH {path}", media_type, *fields, content=content)).final.status


async def write(host: Host | Client, path: str, content_range: str, body: bytes, *fields: str) -> int:
    """Write one range with message/byterange; return the status."""
    return await patch(host, path, message(f"Content-Range: {content_range}", body=body), *fields)


async def content(host: Host | Client, path: str) -> bytes | int:
    """Return what a GET gives, or its status if that is not 200."""
    final = (await host.ask(f"GET {path}")).final
    return final.content if final.status == 200 else final.status


async def head(host: Host | Client, path: str) -> tuple[int, int]:
    """Return status and Content-Length of a HEAD."""
    final = (await host.ask(f"HEAD {path}")).final
    return final.status, int(final["Content-Length"])


async def seeded(host: Host, path: str = "/files/a", octets: bytes = b"0123456789") -> Answer:
    """Store a resource whole."""
    answer = await host.ask(f"PUT {path}", content=octets)
    assert answer.final.status in (201, 204)
    return answer
