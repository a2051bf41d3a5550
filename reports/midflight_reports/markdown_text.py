"""Texts of a target inside Markdown that a CI system renders: they stay texts.

Everything that could be a mark, a tag, a link or a mention is written as a character reference, which no reader of
Markdown takes for a mark; the same works inside tables, and inside HTML blocks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from midflight_reports.links import safe_link
from midflight_reports.visible import visible

_MARKS = re.compile(r"[^A-Za-z0-9 ,.:;?%=/-]|^[-=]|^[0-9]+\.(?= )|:(?=//)|(?<=www)\.")
_IN_A_LINK = re.compile(r"[^A-Za-z0-9/:.?&=#%~+,;@-]")


def plain(text: str) -> str:
    """Return the text on one line, without any meaning to Markdown or HTML."""
    return _MARKS.sub(_reference, " ".join(visible(text).split()))


def code(text: str) -> str:
    """Return the text on one line, in a fixed width."""
    return f"<code>{plain(text)}</code>" if text.strip() else ""


def block(lines: Iterable[str]) -> str:
    """Return lines as they are, in a fixed width."""
    return f"<pre>{html.escape(visible(chr(10).join(lines)))}</pre>"


def fenced(text: str) -> str:
    """Return the text in a fixed width, for a reader of Markdown that shows no HTML."""
    ticks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    return f"{ticks}\n{visible(text)}\n{ticks}"


def linked(text: str, link: str) -> str:
    """Return the text as a link, if a browser may follow it."""
    address = safe_link(link)
    return f"[{plain(text)}](<{_IN_A_LINK.sub(_percent, address)}>)" if address and text.strip() else plain(text)


def _reference(match: re.Match[str]) -> str:
    return "".join(character if ord(character) > 0x7F else f"&#{ord(character)};" for character in match[0])


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in match[0].encode())
