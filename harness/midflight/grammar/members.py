"""The members of a list field by name (RFC 9110, section 5.6.1): what `has:` looks for."""

from __future__ import annotations

import re
from functools import lru_cache

# Commas and semicolons inside a quoted string separate nothing (RFC 9110, section 5.6.4).
_MEMBER = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",])+')
_BEFORE_PARAMETERS = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^";])+')


def members(value: str) -> list[str]:
    """Return the name of each member in lower case, without parameters; `wait=10` counts as itself and as `wait`."""
    return list(_members(value))


@lru_cache(maxsize=4096)
def _members(value: str) -> tuple[str, ...]:
    found: list[str] = []
    for member in _MEMBER.findall(value):
        stem = _BEFORE_PARAMETERS.match(member)
        whole = stem[0].strip().lower() if stem else ""
        name, equals, _ = whole.partition("=")
        found += [name.strip(), whole] if equals else [whole]
    return tuple(filter(None, found))
