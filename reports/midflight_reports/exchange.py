"""The decisive lines of a case's exchange as plain text, for the terminal, JUnit and the top of the HTML page."""

from __future__ import annotations

from collections.abc import Iterator

from midflight_reports.model import CaseResult, Direction, Entry
from midflight_reports.visible import dump, readable, visible

ARROW: dict[Direction, str] = {"sent": ">", "received": "<", "event": "*"}
LINES = 12  # of a case
LINES_OF_ENTRY = 8
COLUMNS = 110
LOOKED_AT = 2048  # octets of an entry
DUMPED = 48


def decisive_lines(case: CaseResult) -> list[str]:
    """Return the lines that decided the verdict, each with its time or indented under it, and its direction."""
    lines = [line for index in case.decisive for line in _entry_lines(case.transcript[index])]
    return lines if len(lines) <= LINES else [*lines[:LINES], f"{'':9} ..."]


def _entry_lines(entry: Entry) -> Iterator[str]:
    arrow = ARROW[entry.direction]
    lines = _content_lines(entry)
    when = f"{entry.at:7.3f} s"
    for line in lines[:LINES_OF_ENTRY]:
        yield f"{when} {arrow} {shortened(line)}".rstrip()
        when = " " * len(when)
    if len(lines) > LINES_OF_ENTRY:
        yield f"{when} {arrow} ..."


def _content_lines(entry: Entry) -> list[str]:
    if entry.direction == "event":
        return [visible(entry.note)]
    text, binary = readable(entry.octets[:LOOKED_AT])
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text else []
    return [*map(visible, lines), *(dump(binary[:DUMPED]).split("\n") if binary else ())]


def shortened(line: str) -> str:
    """Cut a line to the width of a report."""
    return line if len(line) <= COLUMNS else f"{line[: COLUMNS - 3]}..."
