"""Received content against expected octets: are they the same, and if not, where do they part."""

from __future__ import annotations

from collections.abc import Iterable

from midflight.content.octets import Octets, Slice
from midflight.evidence import Content

AROUND = 12  # octets shown on either side of a difference
_ESCAPES = {10: "\\n", 13: "\\r", 9: "\\t", 92: "\\\\"}


def same(content: Content, expected: Octets) -> bool:
    """Say whether the content is what was expected."""
    if content.length != expected.length:
        return False
    if content.whole:
        return common_prefix(content.kept, expected.chunks()) == content.length
    return content.sha256 == expected.sha256()


def difference(content: Content, expected: Octets) -> str:
    """Return "" if they are the same, else the first position that differs, with the octets around it."""
    if same(content, expected):
        return ""
    at = common_prefix(content.kept, expected.chunks())
    found = _around(content.kept[max(0, at - AROUND) : at + AROUND], at, content.length)
    if at == expected.length:
        return f"goes on after the {at} octets expected: {found}" if at else f"is {found} instead of empty"
    if at == content.length:
        return (
            f"ends after {at} of {expected.length} octets: {found}"
            if at
            else f"is empty instead of {expected.length} octets"
        )
    if at == len(content.kept):
        lengths = (
            "" if content.length == expected.length else f"; it has {content.length} octets, not {expected.length}"
        )
        return f"differs after octet {at}, from where on it was not kept{lengths}"
    wanted = _around(Slice(expected, max(0, at - AROUND), at + AROUND).whole(), at, expected.length)
    return f"differs at octet {at}: {found} instead of {wanted}"


def common_prefix(octets: bytes, chunks: Iterable[bytes]) -> int:
    """Return how many octets agree from the start."""
    at = 0
    view = memoryview(octets)
    for chunk in chunks:
        piece = view[at : at + len(chunk)]
        if piece != chunk:
            return at + _agreeing(bytes(piece), chunk)
        at += len(chunk)
    return at


def _agreeing(one: bytes, other: bytes) -> int:
    """Return the length of the common prefix of two chunks that differ, by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def readable(octets: bytes) -> str:
    """Return octets as people can read them: ASCII as it is, the rest as escapes."""
    return "".join(_ESCAPES.get(octet) or (chr(octet) if 32 <= octet < 127 else f"\\x{octet:02x}") for octet in octets)


def _around(window: bytes, at: int, length: int) -> str:
    before = "…" if at > AROUND else ""
    behind = "…" if at + AROUND < length else ""
    return f"'{before}{readable(window)}{behind}'"
