"""What the templates of the HTML page have in common: escaping, texts of bounded length, style and script."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from midflight_reports.links import safe_link
from midflight_reports.visible import visible

SHOWN = 2000  # characters of one text
NAME_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Section:
    """A further page of the document: a heading, its fragment identifier, and markup that is escaped already."""

    anchor: str
    title: str
    content: Markup


@dataclass(frozen=True, slots=True)
class Inline:
    """A style sheet or script in the page, and the only source that the page's policy allows."""

    text: Markup
    source: str


def inline(name: str) -> Inline:
    """Return a file of `templates/` as it will stand in the page."""
    text = "\n" + resources.files("midflight_reports").joinpath("templates", name).read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inline(Markup(text), f"'sha256-{digest}'")


def told(text: str) -> str:
    """Return a text that cannot harm its reader, and does not go on for ever."""
    return _cut(text, SHOWN)


def name(text: str) -> str:
    """Return a text for a heading or a list."""
    return _cut(text, NAME_SHOWN)


def _cut(text: str, shown: int) -> str:
    left = len(text) - shown
    return visible(text) if left <= 0 else f"{visible(text[:shown])}… ({left:,} characters more are in results.json)"


@cache
def environment() -> Environment:
    """Return the environment of all templates: everything is escaped, nothing may be missing."""
    made = Environment(
        loader=PackageLoader("midflight_reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"told": told, "name": name, "safe_link": safe_link}
    return made
