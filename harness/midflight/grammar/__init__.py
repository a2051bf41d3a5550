"""The small grammars of HTTP fields: one module each, with its ABNF and its error text.

A value is checked with `GRAMMARS[name].problem(value)`; `PARTS["progress.numerator"](lines)` reads a part of it.
Importing this package is cheap; a parser is built by its first use, or ahead of time by `prepare`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from midflight.grammar import basic, content_range, http_date, prefer, progress, progress_aspects, status_uri, uri
from midflight.grammar.kind import Grammar
from midflight.grammar.members import has_member
from midflight.grammar.syntax import LONGEST, Unreadable
from midflight.grammar.uri import URI_FIELDS, resolve, split_userinfo

__all__ = [
    "FIELD_GRAMMARS",
    "GRAMMARS",
    "LONGEST",
    "PARTS",
    "URI_FIELDS",
    "Grammar",
    "Unreadable",
    "has_member",
    "prepare",
    "resolve",
    "split_userinfo",
]

GRAMMARS: Mapping[str, Grammar] = {
    grammar.name: grammar
    for grammar in (
        uri.URI_REFERENCE,
        uri.ABSOLUTE_URI,
        progress.GRAMMAR,
        status_uri.GRAMMAR,
        http_date.GRAMMAR,
        basic.INTEGER,
        basic.TOKEN,
        basic.MEDIA_TYPE,
        basic.ENTITY_TAG,
        basic.STRONG_ENTITY_TAG,
        content_range.GRAMMAR,
        prefer.GRAMMAR,
        basic.MESSAGE_HTTP,
        *progress_aspects.ASPECTS.values(),
    )
}

# The grammar that a part of a field needs, by field name in lower case.
FIELD_GRAMMARS: Mapping[str, Grammar] = {
    "progress": progress.GRAMMAR,
    "status-uri": status_uri.GRAMMAR,
    "content-range": content_range.GRAMMAR,
    **dict.fromkeys(sorted(URI_FIELDS), uri.URI_REFERENCE),
}

Read = TypeVar("Read")
Part = Callable[[list[str]], list[str]]


def _parts(
    field: str, read: Callable[[str], Read], table: Mapping[str, Callable[[Read], list[str]]]
) -> dict[str, Part]:
    """Name the parts of one field, each over all its field lines."""

    def over_lines(say: Callable[[Read], list[str]]) -> Part:
        return lambda lines: [text for line in lines for text in say(read(line))]

    named = {f"{field}.{part}": over_lines(say) for part, say in table.items()}
    named[f"{field}.lines"] = lambda lines: [str(len(lines))]
    return named


PARTS: Mapping[str, Part] = {
    **_parts("progress", progress.read, progress.PARTS),
    **_parts("status-uri", status_uri.read, status_uri.PARTS),
    **_parts("content-range", content_range.read, content_range.PARTS),
    **{part: say for field in sorted(URI_FIELDS) for part, say in _parts(field, uri.userinfo, uri.PARTS).items()},
}


def prepare(names: Iterable[str]) -> None:
    """Build the parsers of these grammars now: a first use inside a timed case would hold up the loop."""
    for name in names:
        GRAMMARS[name].syntax.prepare()
