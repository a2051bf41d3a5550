"""A request as lines to look at: its head as text, of its content the beginning."""

from __future__ import annotations

from collections.abc import Iterator

from midflight.player.compose import Prepared
from midflight_reports.visible import dump, text_of, visible

_LINES = 12  # of text content
_DUMPED = 96  # octets of other content
_READ = 2048  # octets of content that are looked at
_WIDTH = 120


def octets(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of a request."""
    yield from _lines(prepared.head.decode("latin-1").removesuffix("\r\n"))
    if prepared.content.length:
        yield ""
        yield from _content(prepared)


def _lines(text: str) -> Iterator[str]:
    return (visible(line) for line in text.removesuffix("\r\n").split("\r\n"))


def _content(prepared: Prepared) -> Iterator[str]:
    whole = prepared.content.length
    beginning = _beginning(prepared)
    text = text_of(beginning)
    if text is None:
        shown = beginning[:_DUMPED]
        yield from dump(shown).splitlines()
        left = whole - len(shown)
    else:
        lines = text.replace("\r\n", "\n").split("\n")[:_LINES]
        yield from (visible(line)[:_WIDTH] for line in lines)
        left = whole - len(beginning) if len(lines) < _LINES else whole - sum(len(line) + 1 for line in lines)
    if left > 0:
        yield f"… {whole} octets of content in all"


def _beginning(prepared: Prepared) -> bytes:
    found = b""
    for chunk in prepared.content.chunks():
        found += chunk[: _READ - len(found)]
        if len(found) >= _READ:
            break
    return found
