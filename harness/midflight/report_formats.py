"""The formats of a report, as a person names them: several in one option, or the option several times.

The names are those of `midflight_reports`, told here again because the command line has to know them before it loads
anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from midflight.errors import UsageError, did_you_mean

NAMES = ("json", "html", "junit", "markdown", "badge", "allure")
DEFAULT = ("json", "html", "junit")


def chosen(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that are asked for, each once; the default if none is. Raises UsageError."""
    words = [word.strip() for text in texts for word in text.split(",")]
    for word in words:
        if word not in NAMES:
            raise UsageError(f"--report-format {word}: there is no such format{did_you_mean(word, NAMES)}")
    return tuple(name for name in NAMES if name in words) or DEFAULT
