"""The cases of the HTML page: in which order they stand, how each is linked to, and what is in its box.

A page is opened as a whole, so what it holds openly is bounded: the worst cases come first, and once `OPEN` characters
of boxes are in the page the rest is stored compressed, some cases to a chunk, and unpacked by the page's script when a
case is opened. Everything else works without a script.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from midflight_reports.model import CaseResult
from midflight_reports.verdicts import RANK

OPEN = 8 << 20  # characters
CHUNK = 1 << 18  # characters of boxes, before they are compressed
ANCHOR = 150  # characters

_UNSAFE = re.compile(r"[^A-Za-z0-9/._~-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list: its box, or where that is stored (chunk and place in it)."""

    case: CaseResult
    anchor: str
    box: Markup
    stored: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All rows in their order, and the chunks: base64 of the zlib-compressed JSON list of boxes."""

    rows: Sequence[Row]
    chunks: Sequence[str]


def anchors(cases: Iterable[CaseResult]) -> dict[int, str]:
    """Return the fragment identifier of each case, by `id()`: its own id in the characters of a URL, and unique."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    times: dict[str, int] = {}
    for case in cases:
        own = _UNSAFE.sub("-", case.id[:ANCHOR]).strip("-")
        own = own if "/" in own else f"case/{own}"  # what else is in the page has no slash
        name = own
        while name in taken:
            times[own] = times.get(own, 1) + 1
            name = f"{own}~{times[own]}"
        taken.add(name)
        found[id(case)] = name
    return found


def listing(cases: Sequence[CaseResult], names: Mapping[int, str], box: Callable[[CaseResult], str]) -> Listing:
    """Return the rows, worst verdict first; `box` makes what is seen of an opened case."""
    rows: list[Row] = []
    chunks: list[str] = []
    pending: list[str] = []
    room, held = OPEN, 0
    for case in sorted(cases, key=lambda case: RANK[case.verdict]):
        made = box(case)
        if room >= len(made):
            room -= len(made)
            rows.append(Row(case, names[id(case)], Markup(made)))
            continue
        room = 0  # from here on everything is stored: the worst are open
        rows.append(Row(case, names[id(case)], Markup(), f"{len(chunks)}.{len(pending)}"))
        pending.append(made)
        held += len(made)
        if held >= CHUNK:
            chunks.append(_packed(pending))
            pending, held = [], 0
    return Listing(rows, [*chunks, *([_packed(pending)] if pending else [])])


def by_suite(rows: Iterable[Row], suites: Iterable[str]) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Yield the rows of each suite: those that say something of the target, and those that are not applicable."""
    found: dict[str, tuple[list[Row], list[Row]]] = {suite: ([], []) for suite in suites}
    for row in rows:
        found[row.case.suite][row.case.verdict == "not-applicable"].append(row)
    yield from ((suite, said, silent) for suite, (said, silent) in found.items())


def _packed(boxes: list[str]) -> str:
    return base64.b64encode(zlib.compress(json.dumps(boxes).encode(), 6)).decode()
