"""Progress: an outer fraction and remarks (draft-wright-http-progress, section 3.2).

The draft writes WS, which no grammar it imports defines; RWS is meant. Progress is no list: every field line stands
alone. A remark belongs to the fraction before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import COMMON, Syntax, find, texts

if TYPE_CHECKING:
    from abnf import Node


def _labels_are_utf8(value: Node) -> str:
    """RFC 8187, section 3.2.1: producers use UTF-8, and its name is case-insensitive."""
    for label in find(value, "ext-value"):
        charset, _, encoded = label.value.split("'", 2)
        if charset.upper() != "UTF-8":
            return f"the charset of a label is UTF-8 and not {charset}"
        try:
            unquote_to_bytes(encoded).decode()
        except UnicodeDecodeError as error:
            return f"the label {encoded} is not UTF-8: {error.reason}"
    return ""


GRAMMAR = Grammar(
    name="progress",
    section="draft-wright-http-progress, section 3.2",
    syntax=Syntax(
        "Progress",
        """
        Progress        = fraction *( RWS progress-remark )
        progress-remark = fraction / comment / quoted-string / ext-value
        fraction        = numerator "/" [ denominator ]
        numerator       = 1*DIGIT
        denominator     = 1*DIGIT
        """
        + COMMON,
        {"rfc8187": ("ext-value",)},
    ),
    wanted="a fraction such as 1/3, with or without remarks",
    rule=_labels_are_utf8,
    ascii_only=True,
)


@dataclass(frozen=True)
class Fraction:
    """How many of how many; the denominator is empty where the total is unknown. Numbers have any size."""

    numerator: str
    denominator: str

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @property
    def overruns(self) -> bool:
        """Say whether more is done than there is to do."""
        return bool(self.denominator) and int(self.denominator) < int(self.numerator)


@dataclass(frozen=True)
class Remark:
    """One remark: `kind` is fraction, comment, quoted-string or ext-value; `text` is what it says, decoded."""

    kind: str
    text: str
    language: str = ""
    fraction: Fraction | None = None


@dataclass(frozen=True)
class Progress:
    """One field value, read."""

    outer: Fraction
    remarks: tuple[Remark, ...]

    @property
    def fractions(self) -> tuple[Fraction, ...]:
        """Return the outer fraction and those of subordinate operations."""
        return (self.outer, *(remark.fraction for remark in self.remarks if remark.fraction))


@lru_cache(maxsize=4096)
def read(value: str) -> Progress:
    """Read one field value; raise `Unreadable`."""
    fraction, *remarks = find(GRAMMAR.tree(value), "fraction", "progress-remark")
    return Progress(_fraction(fraction), tuple(_remark(remark.children[0]) for remark in remarks))


def _fraction(node: Node) -> Fraction:
    return Fraction("".join(texts(node, "numerator")), "".join(texts(node, "denominator")))


def _remark(node: Node) -> Remark:
    return _REMARKS[node.name](node)


def _delimited(node: Node) -> Remark:
    """RFC 9110, section 5.6.4: a recipient reads a quoted pair as the octet behind the backslash."""
    return Remark(node.name, re.sub(r"\\(.)", r"\1", node.value[1:-1]))


def _label(node: Node) -> Remark:
    _, language, encoded = node.value.split("'", 2)
    return Remark("ext-value", unquote_to_bytes(encoded).decode(), language)


_REMARKS: Mapping[str, Callable[[Node], Remark]] = {
    "fraction": lambda node: Remark("fraction", node.value, fraction=_fraction(node)),
    "comment": _delimited,
    "quoted-string": _delimited,
    "ext-value": _label,
}


def _primary(language: str) -> str:
    """RFC 5646, sections 2.1.1 and 2.2.1: language tags have no case, and begin with the language itself."""
    return language.partition("-")[0].lower()


# What each part of one field value says.
PARTS: Mapping[str, Callable[[Progress], list[str]]] = {
    "numerator": lambda it: [it.outer.numerator],
    "denominator": lambda it: [it.outer.denominator] if it.outer.denominator else [],
    "fraction": lambda it: [str(it.outer)],
    "fractions": lambda it: [str(fraction) for fraction in it.fractions],
    "remarks": lambda it: [str(len(it.remarks))],
    "languages": lambda it: [_primary(remark.language) for remark in it.remarks if remark.language],
    "labels": lambda it: [remark.text for remark in it.remarks if remark.kind == "ext-value"],
    "comments": lambda it: [remark.text for remark in it.remarks if remark.kind == "comment"],
    "strings": lambda it: [remark.text for remark in it.remarks if remark.kind == "quoted-string"],
    "text": lambda it: [remark.text for remark in it.remarks if remark.kind != "fraction"],
    "overrun": lambda it: ["yes" if any(fraction.overruns for fraction in it.fractions) else "no"],
}
