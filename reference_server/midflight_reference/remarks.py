"""The forms a remark can take in Progress (progress, "The Progress header"): each function writes one, safely."""

from __future__ import annotations

from urllib.parse import quote

# attr-char of RFC 8187, section 3.2.1: everything else is percent-encoded.
ATTR_CHARS = "!#$&+-.^_`|~"


def is_printable_ascii(text: str) -> bool:
    """Say whether every character may stand in a quoted-string or comment."""
    return all(" " <= character <= "~" for character in text)


def quoted_string(text: str) -> str:
    """Return printable ASCII as a quoted-string (RFC 9110, section 5.6.4)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def comment(text: str) -> str:
    """Return printable ASCII with balanced parentheses as a comment (RFC 9110, section 5.6.5)."""
    escaped = text.replace("\\", "\\\\")
    return f"({escaped})"


def ext_value(text: str, language: str) -> str:
    """Return any text as an ext-value (RFC 8187, section 3.2.1)."""
    return f"UTF-8'{language}'{quote(text, safe=ATTR_CHARS)}"
