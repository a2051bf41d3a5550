"""Texts and octets from a target, made safe to look at: what cannot be printed is spelled out.

Left alone, an ESC would drive the terminal, a NUL would break JUnit's XML, and a right-to-left override would turn a
line around. `\\xNN` stands for an octet or control character, `\\uNNNN` for another character that cannot be seen.
"""

from __future__ import annotations

import re

UNSEEN = re.compile(r"[^\t\r\n\x20-\x7e]")  # what may have to be spelled out
_PLAIN_OCTETS = b"\t\r\n" + bytes(range(0x20, 0x7F))
_MOSTLY = 8  # a text may hold one odd octet in this many


def visible(text: str) -> str:
    """Return the text with everything unprintable spelled out, except TAB and LF."""
    return text if text.isprintable() else UNSEEN.sub(_spelled, text).replace("\r", "\\r")


def spelled(character: str) -> str:
    """Spell out one character; a printable one stays."""
    if character.isprintable():
        return character
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # an octet that is not UTF-8, smuggled by "surrogateescape"
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _spelled(match: re.Match[str]) -> str:
    return spelled(match[0])


def text_of(octets: bytes) -> str | None:
    """Decode octets that are text or nearly so (bad octets as lone surrogates); None: better seen as a dump."""
    odd = octets.translate(None, _PLAIN_OCTETS)
    if not odd:
        return octets.decode("ascii")
    if len(odd) * _MOSTLY <= len(octets):
        return octets.decode("utf-8", "surrogateescape")
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if sum(map(str.isprintable, text)) * _MOSTLY >= len(text) * (_MOSTLY - 1) else None


def readable(octets: bytes) -> tuple[str, bytes]:
    """Split octets into what reads as text and what is better seen as a dump: a head may precede binary content."""
    text = text_of(octets)
    if text is not None:
        return text, b""
    head, blank, content = octets.partition(b"\r\n\r\n")
    text = text_of(head + blank) if blank else None
    return (text, content) if text is not None else ("", octets)


def dump(octets: bytes) -> str:
    """Return a hex dump: offset, sixteen octets, the same as ASCII."""
    return "\n".join(
        f"{start:08x}  {octets[start : start + 16].hex(' '):<47}  {_ascii(octets[start : start + 16])}"
        for start in range(0, len(octets), 16)
    )


_AS_ASCII = bytes(code if 0x20 <= code < 0x7F else ord(".") for code in range(256))


def _ascii(octets: bytes) -> str:
    return octets.translate(_AS_ASCII).decode("ascii")
