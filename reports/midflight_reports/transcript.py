"""A transcript as HTML: every entry with its time and direction, text with its line ends, everything else as a dump.

This is the hot path of a report (thousands of entries), so it builds strings instead of asking the template engine.
Every text passes `html.escape` here; nothing else may reach the result. What is too long to look at is cut, and the
rest named: results.json has it all.
"""

from __future__ import annotations

import html
import re

from midflight_reports.model import CaseResult, Direction, Entry
from midflight_reports.visible import UNSEEN, dump, readable, spelled

TEXT_SHOWN = 4096  # octets of an entry
DUMP_SHOWN = 512
DECISIVE_SHOWN = 1024  # always, however much the case has shown already
ENTRIES_SHOWN = (150, 50)  # the first and the last of a case
CASE_SHOWN = (16_384, 65_536)  # characters of a case, at least and at most
DOCUMENT_SHOWN = 32 * 1024 * 1024

_NAMES: dict[Direction, str] = {"sent": "&rarr; sent", "received": "&larr; received", "event": "&bull; event"}


def room_for_each(cases: int) -> int:
    """Return how many characters of transcript each of so many cases may show, so that a browser can open the page."""
    least, most = CASE_SHOWN
    return max(least, min(most, DOCUMENT_SHOWN // max(cases, 1)))


def transcript_html(case: CaseResult, room: int) -> str:
    """Return the entries of a case as list items."""
    entries, decisive = case.transcript, frozenset(case.decisive)
    first, last = ENTRIES_SHOWN
    crowded = len(entries) > first + last
    items: list[str] = []
    skipped = 0
    for index, entry in enumerate(entries):
        if crowded and first <= index < len(entries) - last and index not in decisive:
            skipped += 1
            continue
        if skipped:
            items.append(f"<li><p>&hellip; {skipped:,} entries more are in results.json</p></li>")
            skipped = 0
        item = _item(entry, index in decisive, room)
        room -= len(item)
        items.append(item)
    return "\n".join(items)


def _item(entry: Entry, decisive: bool, room: int) -> str:
    shown = max(0, min(TEXT_SHOWN, room))
    if decisive:
        shown = max(shown, DECISIVE_SHOWN)
    octets = entry.octets
    head = f"{entry.at:.4f} s &middot; {_NAMES[entry.direction]} &middot; connection {entry.connection}"
    if octets:
        head += f" &middot; {len(octets):,} octets"
    if entry.elided:
        head += f" &middot; of a run of {entry.elided.length:,} octets, SHA-256 {html.escape(entry.elided.sha256)}"
    if entry.note:
        head += f" &middot; {_marked(entry.note)}"
    body = f"<pre>{_octets(octets, shown)}</pre>" if octets else ""
    opening = (
        f'<li class="{entry.direction} decisive"><p><b>decisive</b> '
        if decisive
        else f'<li class="{entry.direction}"><p>'
    )
    return f"{opening}{head}</p>{body}</li>"


def _octets(octets: bytes, shown: int) -> str:
    text, binary = readable(octets[:shown])
    left = len(octets[shown:]) + len(binary[DUMP_SHOWN:])
    result = _marked(text) + html.escape(dump(binary[:DUMP_SHOWN]))
    return f"{result}\n<i>&hellip; {left:,} octets more are in results.json</i>" if left else result


def _marked(text: str) -> str:
    """Escape a text; line ends and what cannot be printed stand out."""
    return (
        UNSEEN.sub(_spelled, html.escape(text))
        .replace("\r\n", "\0")  # no text can hold a NUL any more
        .replace("\r", "<i>\\r</i>")
        .replace("\n", "<i>\\n</i>\n")
        .replace("\0", "<i>\\r\\n</i>\n")
    )


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() else f"<i>{spelled(character)}</i>"
