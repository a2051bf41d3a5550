"""Status-URI: how subordinate operations ended (draft-wright-http-progress, section 3.3).

A list by RFC 9110, section 5.6.1: empty elements count for nothing. A comma inside the brackets belongs to the URI.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import COMMON, Syntax, find, texts

GRAMMAR = Grammar(
    name="status-uri",
    section="draft-wright-http-progress, section 3.3",
    syntax=Syntax(
        "Status-URI",
        """
        Status-URI  = [ status-pair ] *( OWS "," OWS [ status-pair ] )
        status-pair = status-code OWS "<" URI-reference ">"
        status-code = 3DIGIT
        """
        + COMMON,
        {"rfc3986": ("URI-reference",)},
    ),
    wanted="a list of status codes, each with a URI reference in angle brackets, such as 201 </photos/42>",
)


@dataclass(frozen=True)
class StatusPair:
    """The status code of one subordinate operation and the resource it was about."""

    status: str
    reference: str


@lru_cache(maxsize=4096)
def read(value: str) -> tuple[StatusPair, ...]:
    """Read one field value; raise `Unreadable`."""
    pairs = find(GRAMMAR.tree(value), "status-pair")
    return tuple(StatusPair(*texts(pair, "status-code", "URI-reference")) for pair in pairs)


# What each part of one field value says.
PARTS: Mapping[str, Callable[[tuple[StatusPair, ...]], list[str]]] = {
    "status": lambda pairs: [pair.status for pair in pairs],
    "reference": lambda pairs: [pair.reference for pair in pairs],
    "pairs": lambda pairs: [f"{pair.status} <{pair.reference}>" for pair in pairs],
}
