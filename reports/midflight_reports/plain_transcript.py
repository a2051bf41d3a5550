"""A whole transcript as plain text, for where the HTML page is not: every entry with its time, direction and octets.

Long entries are cut, and long transcripts: results.json has it all.
"""

from __future__ import annotations

from collections.abc import Iterator

from midflight_reports.exchange import ARROW
from midflight_reports.model import CaseResult, Entry
from midflight_reports.visible import dump, readable, visible

ENTRY_SHOWN = 8192  # octets
DUMP_SHOWN = 512
CASE_SHOWN = 65_536  # characters


def plain_transcript(case: CaseResult) -> str:
    """Return the transcript; the entries that decided the verdict are marked."""
    decisive = frozenset(case.decisive)
    shown: list[str] = []
    room = CASE_SHOWN
    for index, entry in enumerate(case.transcript):
        text = "\n".join(_lines(entry, index in decisive))
        if len(text) > room:
            shown.append(f"... {len(case.transcript) - index} more entries are in results.json")
            break
        room -= len(text)
        shown.append(text)
    return "\n".join([*shown, ""])


def _lines(entry: Entry, decisive: bool) -> Iterator[str]:
    octets = entry.octets
    head = [f"{entry.at:9.4f} s {ARROW[entry.direction]} connection {entry.connection}"]
    if octets:
        head.append(f"{len(octets):,} octets")
    if entry.elided:
        head.append(f"of a run of {entry.elided.length:,} octets, SHA-256 {entry.elided.sha256}")
    if entry.note:
        head.append(visible(entry.note))
    if decisive:
        head.append("DECISIVE")
    yield ", ".join(head)
    text, binary = readable(octets[:ENTRY_SHOWN])
    if text:
        yield from (f"    {visible(line)}" for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"))
    if binary:
        yield from (f"    {line}" for line in dump(binary[:DUMP_SHOWN]).split("\n"))
    if left := len(octets[ENTRY_SHOWN:]) + len(binary[DUMP_SHOWN:]):
        yield f"    ... {left:,} octets more"
