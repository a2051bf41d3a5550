"""Which rule a broken Progress value breaks: one malformed comment should accuse the rule on comments, not nine others.

An aspect is the whole grammar, asked about one kind of defect. The grammar alone says whether a value is right; what
stands here only puts a name to where a wrong one first leaves it. A defect of another kind makes the value unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from midflight.grammar.kind import WHITE_SPACE, Grammar
from midflight.grammar.progress import GRAMMAR
from midflight.grammar.syntax import Unreadable

_FRACTION = re.compile(r"[0-9]+/[0-9]*")
_QUOTED = re.compile(r'"(?:[\t !#-\[\]-~]|\\[\t -~])*"')
_COMMENT_PIECE = re.compile(r"[\t !-'*-\[\]-~]|\\[\t -~]")
_EXT_VALUE = re.compile(r"[^\s\"(]*'[^\s]*")
_ATTR_CHARS = r"(?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*"
_GOOD_EXT_VALUE = re.compile(r"(?i:UTF-8)'[A-Za-z0-9-]*'" + _ATTR_CHARS)


@dataclass(frozen=True, eq=False)
class Aspect(Grammar):
    """The Progress grammar, as far as some kinds of defect go."""

    defects: frozenset[str] = frozenset()

    def problem(self, value: str) -> str:
        """Return the problem if it is of these kinds; raise `Unreadable` if it is of another."""
        problem = GRAMMAR.problem(value)
        if problem and defect(value.strip(WHITE_SPACE)) not in self.defects:
            raise Unreadable(problem)
        return problem


def defect(value: str) -> str:
    """Name the place where a malformed value first leaves the grammar."""
    if not value.isascii():
        return "ascii"
    outer = _FRACTION.match(value)
    if not outer:
        return "fraction"
    place = outer.end()
    while place < len(value):
        begin = place
        while place < len(value) and value[place] in WHITE_SPACE:
            place += 1
        if place == begin:
            return _without_space(value, place, outer.end())
        end = _remark_end(value, place)
        if isinstance(end, str):
            return end
        place = end
    return "other"


def _without_space(value: str, place: int, outer_end: int) -> str:
    if value[place] in '"(' or value[place].isalpha():
        return "separator"
    return "fraction" if place == outer_end else "other"


def _remark_end(value: str, place: int) -> int | str:
    """Return where the remark at `place` ends, or its defect."""
    if value[place] == '"':
        quoted = _QUOTED.match(value, place)
        return quoted.end() if quoted else "quoted-string"
    if value[place] == "(":
        return _comment_end(value, place)
    if (value[place].isdigit() or value[place] == "/") and not _EXT_VALUE.match(value, place):
        nested = _FRACTION.match(value, place)
        return nested.end() if nested else "nested-fraction"
    label = _EXT_VALUE.match(value, place)
    if not label:
        return "other"
    return label.end() if _is_good_label(label[0]) else "ext-value"


def _is_good_label(text: str) -> bool:
    if not _GOOD_EXT_VALUE.fullmatch(text):
        return False
    try:
        unquote_to_bytes(text.rsplit("'", 1)[1]).decode()
    except UnicodeDecodeError:
        return False
    return True


def _comment_end(value: str, place: int) -> int | str:
    depth = 0
    while place < len(value):
        if value[place] == "(":
            depth += 1
            place += 1
        elif value[place] == ")":
            depth -= 1
            place += 1
            if not depth:
                return place
        elif piece := _COMMENT_PIECE.match(value, place):
            place = piece.end()
        else:
            return "comment"
    return "comment"


def _aspect(name: str, wanted: str, *defects: str) -> Aspect:
    return Aspect(f"progress-{name}", GRAMMAR.section, GRAMMAR.syntax, wanted, GRAMMAR.rule, True, frozenset(defects))


ASPECTS: Mapping[str, Aspect] = {
    aspect.name: aspect
    for aspect in (
        _aspect("fractions", "a fraction such as 1/3", "fraction"),
        _aspect("separators", "remarks with white space before each", "separator"),
        _aspect("comments", "comments that are closed", "comment"),
        _aspect("quoted-strings", "quoted strings that are closed and escaped", "quoted-string"),
        _aspect("ascii", "ASCII", "ascii"),
        _aspect("ext-values", "labels as in RFC 8187", "ext-value"),
        _aspect("nested-fractions", "nested fractions such as 1/3", "nested-fraction"),
        _aspect(
            "remarks",
            "remarks",
            *("separator", "comment", "quoted-string", "ascii", "ext-value", "nested-fraction", "other"),
        ),
    )
}
