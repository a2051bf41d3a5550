"""The members of a list field (RFC 9110, section 5.6.1), with or without their values: what `has:` looks for."""

from __future__ import annotations

import re
from functools import lru_cache

# Commas and semicolons inside a quoted string separate nothing (RFC 9110, section 5.6.4).
_MEMBER = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",])+')
_BEFORE_PARAMETERS = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^";])+')
_ESCAPED = re.compile(r"\\(.)")


def has_member(value: str, wanted: str) -> bool:
    """Say whether a field value has a member: `wait` with any value or none, `wait=10` with this one.

    Names are case-insensitive, values are not; a quoted value is the same as one without quotes. Parameters of the
    member count for nothing.
    """
    name, equals, wanted_value = wanted.partition("=")
    return any(
        found == name.strip().lower() and (not equals or its_value == _unquoted(wanted_value.strip()))
        for found, its_value in _members(value)
    )


@lru_cache(maxsize=4096)
def _members(value: str) -> tuple[tuple[str, str | None], ...]:
    found: list[tuple[str, str | None]] = []
    for member in _MEMBER.findall(value):
        stem = _BEFORE_PARAMETERS.match(member)
        name, equals, its_value = (stem[0] if stem else "").partition("=")
        if name.strip():
            found.append((name.strip().lower(), _unquoted(its_value.strip()) if equals else None))
    return tuple(found)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value
