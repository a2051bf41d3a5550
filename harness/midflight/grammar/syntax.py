"""ABNF made usable: a syntax is built from its text at first use, and every reading of a value is bounded.

Rules of this package:

* The `abnf` library reads the ABNF and matches the values; nothing here matches by hand what ABNF can say.
* `abnf` is imported by the first match, never by an import of this package: it would cost the start of every command.
* A match takes time quadratic in the length of the value, so values above `LONGEST` octets are refused, in words.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from abnf import Node, Rule

LONGEST = 2000

# RFC 9110, sections 5.6.2 to 5.6.6, for the grammars that build on them.
COMMON = """
OWS           = *( SP / HTAB )
RWS           = 1*( SP / HTAB )
BWS           = OWS
token         = 1*tchar
tchar         = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text
quoted-pair   = "\\" ( HTAB / SP / VCHAR / obs-text )
obs-text      = %x80-FF
comment       = "(" *( ctext / quoted-pair / comment ) ")"
ctext         = HTAB / SP / %x21-27 / %x2A-5B / %x5D-7E / obs-text
parameters    = *( OWS ";" OWS [ parameter ] )
parameter     = token "=" ( token / quoted-string )
"""


class Unreadable(ValueError):  # noqa: N818 (it is an answer, not a fault of ours)
    """A value breaks its grammar, or is beyond our bounds: the text says how."""


class Mismatch(ValueError):  # noqa: N818
    """A value does not match: `at` is how much of it does."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True)
class Syntax:
    """One ABNF rule with the rules it needs."""

    start: str  # the rule that the whole value must match
    abnf: str  # one rule on each line
    borrowed: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # module of abnf.grammars: rules taken from it

    @cached_property
    def _rule(self) -> Rule:
        from abnf import Rule

        rules: type[Rule] = type("Rules", (Rule,), {})
        for line in filter(None, map(str.strip, self.abnf.splitlines())):
            rules.create(line)
        for module, names in self.borrowed.items():
            source = importlib.import_module(f"abnf.grammars.{module}").Rule
            for name in names:
                rules(name, source(name).definition)
        return rules(self.start)

    def prepare(self) -> None:
        """Build the parser now, where the time it takes disturbs nothing."""
        _ = self._rule

    def tree(self, value: str) -> Node:
        """Return the parse tree of a whole value; raise `Mismatch`, or `Unreadable` beyond our bounds."""
        from abnf import ParseError

        if len(value) > LONGEST:
            raise Unreadable(f"is {len(value)} octets long; values are read up to {LONGEST} octets")
        try:
            return self._rule.parse_all(value)
        except ParseError as error:
            if isinstance(error.__cause__, RecursionError):
                raise Unreadable("is nested too deeply to be read") from None
            raise Mismatch(error.start) from None


def find(node: Node, *names: str) -> Iterator[Node]:
    """Yield the outermost nodes with one of these rule names, in order."""
    for child in node.children:
        if child.name in names:
            yield child
        else:
            yield from find(child, *names)


def texts(node: Node, *names: str) -> list[str]:
    """Return what the outermost nodes with these rule names stand for."""
    return [found.value for found in find(node, *names)]


def shown(value: str) -> str:
    """Return a value quoted for a message, shortened in the middle."""
    if len(value) > 80:
        value = f"{value[:56]} … {value[-16:]}"
    return f"'{value}'" if value.isprintable() else repr(value)
