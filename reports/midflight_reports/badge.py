"""A badge that says whether the target is conformant: an SVG of our own, and JSON for the endpoint of shields.io.

A run that shows less than that (interrupted, of a few rules, with known failures) gets another text and colour.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from midflight_reports.conclusion import (
    CONFORMANT,
    EXCUSED,
    IN_PART,
    INTERRUPTED,
    NOT_CONFORMANT,
    NOT_PROVEN,
    NOT_TESTED,
    standing,
)
from midflight_reports.model import Results

LABEL = "midflight"
COLOURS: Mapping[str, str] = {  # white text on them is readable
    NOT_CONFORMANT: "#b3261e",
    INTERRUPTED: "#5f6368",
    NOT_PROVEN: "#b3261e",
    EXCUSED: "#8a5300",
    IN_PART: "#0550ae",
    CONFORMANT: "#1b6e2e",
    NOT_TESTED: "#5f6368",
}
LETTER = 6.8  # pixels; `textLength` makes it so in every font
OTHER_LETTERS: Mapping[str, float] = {"m": 10.7, "r": 4.7, "t": 4.3, "f": 3.9, " ": 3.9, "i": 3.0, "l": 3.0}
PADDING = 7

TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {word}">
 <title>{label}: {word}</title>
 <rect width="{width}" height="20" rx="4" fill="{colour}"/>
 <path d="M{left} 0H4a4 4 0 0 0-4 4v12a4 4 0 0 0 4 4H{left}z" fill="#3c4043"/>
 <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle" aria-hidden="true">
  <text x="{label_at}" y="14" textLength="{label_long}">{label}</text>
  <text x="{word_at}" y="14" textLength="{word_long}">{word}</text>
 </g>
</svg>
"""


@dataclass(frozen=True, slots=True)
class _Half:
    """One half of the badge, in pixels."""

    text: str

    @property
    def long(self) -> float:
        return round(sum(OTHER_LETTERS.get(letter, LETTER) for letter in self.text), 1)

    @property
    def width(self) -> float:
        return round(self.long + 2 * PADDING, 1)


def to_svg(results: Results) -> str:
    """Return badge.svg. No text of the target is in it."""
    found = standing(results)
    left, right = _Half(LABEL), _Half(found.brief)
    return TEMPLATE.format(
        width=round(left.width + right.width, 1),
        left=left.width,
        colour=COLOURS[found.word],
        label=left.text,
        word=right.text,
        label_at=round(left.width / 2, 1),
        label_long=left.long,
        word_at=round(left.width + right.width / 2, 1),
        word_long=right.long,
    )


def to_shields(results: Results) -> str:
    """Return badge.json: https://shields.io/badges/endpoint-badge."""
    found = standing(results)
    colour = COLOURS[found.word].removeprefix("#")
    badge = {"schemaVersion": 1, "label": LABEL, "message": found.brief, "color": colour}
    return json.dumps(badge) + "\n"
