"""Moments as RFC 3339 texts, and as seconds since 1970."""

from __future__ import annotations

import re
from datetime import datetime

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def epoch(moment: str) -> float:
    """Return the seconds from 1970 to a moment. Raises ValueError if the text is not RFC 3339."""
    if not _RFC_3339.fullmatch(moment):
        raise ValueError(f"{moment!r} is not RFC 3339")
    return datetime.fromisoformat(moment).timestamp()
