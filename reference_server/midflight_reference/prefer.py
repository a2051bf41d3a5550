"""The Prefer field (RFC 7240): which preferences of the workflow a request states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
QUOTED = r'"(?:[^"\\]|\\.)*"'
PREFERENCE = re.compile(rf"[ \t]*({WORD})(?:[ \t]*=[ \t]*({WORD}|{QUOTED}))?((?:[^,\"]|{QUOTED})*)")
MEMBERS = re.compile(rf"(?:[^,\"]|{QUOTED})+")


class Transaction(Enum):
    """The values of the transaction preference (patch-byterange)."""

    ATOMIC = "atomic"
    PERSIST = "persist"


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one request; `wait` is in seconds."""

    processing: bool = False
    respond_async: bool = False
    wait: int | None = None


def parsed(lines: Sequence[str]) -> dict[str, str]:
    """Return the preferences of all field lines by lower-case name; the first of a name counts (section 2)."""
    preferences: dict[str, str] = {}
    for line in lines:
        for member in MEMBERS.findall(line):
            match = PREFERENCE.fullmatch(member)
            if match and match[3].strip()[:1] in ("", ";"):
                preferences.setdefault(match[1].lower(), unquoted(match[2] or ""))
    return preferences


def unquoted(word: str) -> str:
    """Return the text of a token or quoted-string."""
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word


def seconds(value: str | None) -> int | None:
    """Return the delta-seconds of `wait` (section 4.3), or None for anything else; more than a day is a day."""
    if value is None or not re.fullmatch(r"[0-9]{1,18}", value):
        return None
    return min(int(value), 86400)
