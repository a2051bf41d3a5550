"""Media types with their parameters (RFC 9110, section 8.3.1)."""

from __future__ import annotations

import re

from midflight_reference.prefer import QUOTED, WORD, unquoted

PARAMETER = re.compile(rf";[ \t]*(?:({WORD})=({WORD}|{QUOTED}))?[ \t]*")


def media_type(value: str) -> tuple[str, dict[str, str]]:
    """Return the type in lower case and its parameters, names in lower case; what is malformed has no parameters."""
    name, semicolon, rest = value.partition(";")
    parameters: dict[str, str] = {}
    position, rest = 0, semicolon + rest
    while match := PARAMETER.match(rest, position):
        position = match.end()
        if match[1]:
            parameters.setdefault(match[1].lower(), unquoted(match[2]))
    return name.strip().lower(), parameters if position == len(rest) else {}
