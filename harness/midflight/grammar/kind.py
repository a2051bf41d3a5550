"""A grammar as cases name it: where it is specified, what it matches, and what to say when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from midflight.grammar.syntax import Mismatch, Syntax, Unreadable, shown

if TYPE_CHECKING:
    from abnf import Node

WHITE_SPACE = " \t"


@dataclass(frozen=True, eq=False)
class Grammar:
    """One field grammar. Values come decoded as Latin-1; white space around them is no part of them."""

    name: str
    section: str
    syntax: Syntax
    wanted: str  # completes "'…' is not "
    rule: Callable[[Node], str] | None = None  # what the prose asks beyond the ABNF: "" or what is wrong
    ascii_only: bool = False

    def problem(self, value: str) -> str:
        """Return "" if the value matches, else a short text that says what is wrong."""
        return _problem(self, value.strip(WHITE_SPACE))

    def tree(self, value: str) -> Node:
        """Return the parse tree of a value; raise `Unreadable` with the problem."""
        value = value.strip(WHITE_SPACE)
        said = shown(value) if value else "an empty value"
        if self.ascii_only and not value.isascii():
            raise Unreadable(f"{said} is not {self.wanted}: ASCII only")
        try:
            tree = self.syntax.tree(value)
        except Mismatch as mismatch:
            rest = value[mismatch.at :]
            where = f": {shown(rest)} is out of place" if 0 < len(rest) < len(value) else ""
            raise Unreadable(f"{said} is not {self.wanted}{where}") from None
        except Unreadable as reason:
            raise Unreadable(f"{said} {reason}") from None
        wrong = self.rule(tree) if self.rule else ""
        if wrong:
            raise Unreadable(f"{said}: {wrong}")
        return tree


@lru_cache(maxsize=4096)
def _problem(grammar: Grammar, value: str) -> str:
    try:
        grammar.tree(value)
    except Unreadable as error:
        return str(error)
    return ""
