"""Content-Range (RFC 9110, section 14.4), with the open form of draft-wright-http-patch-byterange, section 2.1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import COMMON, Syntax, texts

if TYPE_CHECKING:
    from abnf import Node


@dataclass(frozen=True)
class ContentRange:
    """One field value, read: a part that the form used does not have is empty; `length` may be `*`."""

    unit: str
    first: str
    last: str
    length: str


def _range(tree: Node) -> ContentRange:
    unit, first, last = ("".join(texts(tree, name)) for name in ("range-unit", "first-pos", "last-pos"))
    return ContentRange(unit, first, last, *texts(tree, "complete-length", "unknown"))


def _positions_agree(tree: Node) -> str:
    """RFC 9110, section 14.4: positions that contradict each other make the value invalid."""
    found = _range(tree)
    if not found.last:
        return ""
    if int(found.last) < int(found.first):
        return "the last position is before the first"
    if found.length != "*" and int(found.length) <= int(found.last):
        return "the complete length ends before the last position"
    return ""


GRAMMAR = Grammar(
    name="content-range",
    section="RFC 9110, section 14.4",
    syntax=Syntax(
        "Content-Range",
        """
        Content-Range   = range-unit SP ( incl-range / open-range / unsatisfied )
        unsatisfied     = "*/" complete-length
        incl-range      = first-pos "-" last-pos "/" ( complete-length / unknown )
        open-range      = first-pos "-/" ( complete-length / unknown )
        complete-length = 1*DIGIT
        unknown         = "*"
        first-pos       = 1*DIGIT
        last-pos        = 1*DIGIT
        range-unit      = token
        """
        + COMMON,
    ),
    wanted="a content range such as bytes 0-3/10",
    rule=_positions_agree,
)


@lru_cache(maxsize=4096)
def read(value: str) -> ContentRange:
    """Read one field value; raise `Unreadable`."""
    return _range(GRAMMAR.tree(value))


# What each part of one field value says.
PARTS: Mapping[str, Callable[[ContentRange], list[str]]] = {
    "unit": lambda it: [it.unit],
    "first": lambda it: [it.first] if it.first else [],
    "last": lambda it: [it.last] if it.last else [],
    "length": lambda it: [it.length],
}
