"""Links that may stand in a document."""

from __future__ import annotations


def safe_link(link: str) -> str:
    """Return the link if a browser can only follow it to a web page, else nothing."""
    return link if link.lower().startswith(("http://", "https://")) and link.isprintable() else ""
