"""A transcript drawn as HTML: the client on the left, the server on the right, a box for each message or piece of one.

Interim responses have a look of their own, also where several came at once; what decided the verdict is marked, and in
it the lines that the expectation names. Lines end in CRLF unless another line end is shown; what is no text is a dump.

This is the hot path of a report (thousands of entries), so it builds strings instead of asking the template engine.
Every text passes `html.escape` here; nothing else may reach the result. What is too long to look at is cut, and the
rest named: results.json has it all.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from midflight_reports.model import CaseResult, Direction, Entry
from midflight_reports.visible import UNSEEN, dump, readable, spelled

TEXT_SHOWN = 4096  # octets of an entry
LINES_SHOWN = 60  # of an entry
DUMP_SHOWN = 512
NOTE_SHOWN = 512
DECISIVE_SHOWN = 1024  # always, however much the case has shown already
ENTRIES_SHOWN = (150, 50)  # the first and the last of a case
CASE_SHOWN = (16_384, 65_536)  # characters of a case, at least and at most
DOCUMENT_SHOWN = 32 * 1024 * 1024
MESSAGES_SHOWN = 40  # of one entry

_NAMES: dict[Direction, str] = {"sent": "sent &rarr;", "received": "&larr; received", "event": "event"}
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n")  # it has no content (RFC 9110, 15.2)
_STATUS = re.compile(rb"HTTP/1\.\d (\d\d\d)\b")
_FIELD_NAME = re.compile(r"\b[A-Z][A-Za-z0-9-]+")
_A_STATUS = re.compile(r"\b[1-5](?:\d\d|xx)\b")

Wanted = frozenset[str]  # field names in lower case; "" stands for the status line


def room_for_each(cases: int) -> int:
    """Return how many characters of transcript each of so many cases may show, so that a browser can open the page."""
    least, most = CASE_SHOWN
    return max(least, min(most, DOCUMENT_SHOWN // max(cases, 1)))


def transcript_html(case: CaseResult, room: int) -> str:
    """Return the entries of a case as list items."""
    entries, decisive = case.transcript, frozenset(case.decisive)
    wanted = _wanted(case) if decisive else frozenset()
    several = len({entry.connection for entry in entries}) > 1
    first, last = ENTRIES_SHOWN
    crowded = len(entries) > first + last
    items: list[str] = []
    skipped, before = 0, None
    for index, entry in enumerate(entries):
        if crowded and first <= index < len(entries) - last and index not in decisive:
            skipped += 1
            continue
        if skipped:
            items.append(f'<li class="event"><p>&hellip; {skipped:,} entries more are in results.json</p></li>')
            skipped = 0
        when = _when(entry, before) + (f" &middot; connection {entry.connection}" if several else "")
        for item in _boxes(entry, when, room, wanted if index in decisive else None):
            room -= len(item)
            items.append(item)
        before = entry.at
    return "\n".join(items)


def _wanted(case: CaseResult) -> Wanted:
    said = f"{case.expected[:1000]} {case.got[:1000]}"
    names = {name.lower() for name in _FIELD_NAME.findall(said)}
    return frozenset(names | ({""} if _A_STATUS.search(said) else set()))


def _when(entry: Entry, before: float | None) -> str:
    since = f" (+{1000 * (entry.at - before):,.1f} ms)" if before is not None else ""
    return f'<span class="whole">{entry.at:.4f} s{since}</span>'


def _boxes(entry: Entry, when: str, room: int, wanted: Wanted | None) -> Iterator[str]:
    """Yield the boxes of an entry; `wanted` is None unless it is decisive."""
    shown = max(0, min(TEXT_SHOWN, room))
    if wanted is not None:
        shown = max(shown, DECISIVE_SHOWN)
    messages = _messages(entry) if entry.direction == "received" else [entry.octets]
    for number, octets in enumerate(messages):
        yield _box(entry, octets, when, shown, wanted, first=not number)


def _messages(entry: Entry) -> list[bytes]:
    """Part interim responses from what came together with them."""
    found: list[bytes] = []
    place = 0
    while len(found) < MESSAGES_SHOWN and (interim := _INTERIM.match(entry.octets, place)):
        found.append(interim[0])
        place = interim.end()
    return [*found, entry.octets[place:]] if place < len(entry.octets) or not found else found


def _box(entry: Entry, octets: bytes, when: str, shown: int, wanted: Wanted | None, *, first: bool) -> str:
    kind, tag = _kind(entry, octets)
    head = "".join(f"<b>{text}</b> " for text in ("decisive" if wanted is not None else "", tag) if text)
    head += f"{_NAMES[entry.direction]} &middot; {when}"
    if octets:
        head += f" &middot; {len(octets):,} octets"
    if not first:
        head += " &middot; came together with the one before"
    elif entry.elided:
        head += f" &middot; of a run of {entry.elided.length:,} octets, SHA-256 {html.escape(entry.elided.sha256[:64])}"
    if entry.note and first:
        head += f" &middot; {_marked(entry.note[:NOTE_SHOWN])}"
    body = (
        f"<pre>\n{_octets(octets, shown, wanted)}</pre>" if octets else ""
    )  # a newline right after <pre> does not count
    return f'<li class="{kind}{" decisive" if wanted is not None else ""}"><p>{head}</p>{body}</li>'


def _kind(entry: Entry, octets: bytes) -> tuple[str, str]:
    status = _STATUS.match(octets) if entry.direction == "received" else None
    if status is None:
        return entry.direction, ""
    interim = status[1].startswith(b"1")
    return ("received interim", f"{int(status[1])} interim") if interim else ("received final", f"{int(status[1])}")


def _octets(octets: bytes, shown: int, wanted: Wanted | None) -> str:
    lines = octets[:shown].split(b"\n", LINES_SHOWN)
    if len(lines) > LINES_SHOWN:
        shown = min(shown, len(octets)) - len(lines[-1])
    text, binary = readable(octets[:shown])
    left = len(octets[shown:]) + len(binary[DUMP_SHOWN:])
    told = _marked(text) if not wanted else "".join(_told(line, wanted) for line in text.splitlines(keepends=True))
    result = told + html.escape(dump(binary[:DUMP_SHOWN]))
    return f"{result}\n<i>&hellip; {left:,} octets more are in results.json</i>" if left else result


def _told(line: str, wanted: Wanted) -> str:
    name = "" if line.startswith("HTTP/1.") else line.partition(":")[0].strip().lower() or ":"
    return f"<mark>{_marked(line)}</mark>" if name in wanted else _marked(line)


def _marked(text: str) -> str:
    """Escape a text; what cannot be printed, and line ends that are no CRLF, stand out."""
    return (
        UNSEEN.sub(_spelled, html.escape(text))
        .replace("\r\n", "\0")  # no text can hold a NUL any more
        .replace("\r", "<i>\\r</i>")
        .replace("\n", "<i>\\n</i>\n")
        .replace("\0", "\n")
    )


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() else f"<i>{spelled(character)}</i>"
