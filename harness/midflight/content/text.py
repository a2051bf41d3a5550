"""Short content as people write it: text, hexadecimal, lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from midflight.content.octets import ContentError, Literal

_NO_HEXADECIMAL = re.compile(r"[^0-9A-Fa-f\s]")


def text(value: str) -> Literal:
    """Return a text in UTF-8."""
    return Literal(value.encode())


def hexadecimal(value: str) -> Literal:
    """Return the octets that pairs of hexadecimal digits stand for; white space is free."""
    stray = _NO_HEXADECIMAL.search(value)
    if stray:
        raise ContentError(f"'{stray[0]}' is no hexadecimal digit: each octet is two of them, such as 0a ff")
    digits = "".join(value.split())
    if len(digits) % 2:
        raise ContentError(
            f"{len(digits)} hexadecimal digits are half an octet too many: each octet is two, such as 0a ff"
        )
    return Literal(bytes.fromhex(digits))


def lines(values: Iterable[str]) -> Literal:
    """Return texts with CRLF after each."""
    return Literal("".join(f"{value}\r\n" for value in values).encode())
