"""What may stand in the URL of a target, and in the reference to a path of it.

Both go into a request as they are. What urllib forgives, such as a line break that it drops, is refused: a person who
wrote it meant something else. Characters as in RFC 3986, section 2.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from midflight.language import values

_PATH = r"A-Za-z0-9\-._~!$&'()*+,;=:@/"
_NOT_IN_A_URL = re.compile(rf"[^{_PATH}?#\[\]%]|%(?![0-9A-Fa-f]{{2}})")
_LONGEST = 100  # characters of an unusable text that are shown


def url_problem(url: str) -> str:
    """Return what is wrong with the URL of a target, or an empty text."""
    if wrong := _NOT_IN_A_URL.search(url):
        return f"{shown(url)} holds {_named(wrong[0])}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"'{url}' is not a URL: {error}"
    if parts.scheme not in {"http", "https"}:
        return f"'{url}' is not an http or https URL such as http://127.0.0.1:8080"
    if not parts.hostname or port == 0:
        return f"'{url}' names no host and port"
    if parts.username or parts.query or parts.fragment:
        return f"'{url}' should hold nothing but scheme, host, port and path"
    return ""


def reference_problem(text: str) -> str:
    """Return what is wrong with a reference such as /files/$fresh, or an empty text. Raises BadReferenceError."""
    filled_in = values.substitute(text, lambda _: "0")
    if wrong := _NOT_IN_A_URL.search(filled_in):
        return f"holds {_named(wrong[0])}"
    return ""


def shown(text: str) -> str:
    """Return a text of any characters as one line between quotation marks."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return repr(short)


def _named(character: str) -> str:
    if character == "%":
        return "a % that no two hexadecimal digits follow: write %25"
    if character < " " or "\ud800" <= character <= "\udfff":
        return f"{character!r}, which is no text"
    octets = "".join(f"%{octet:02X}" for octet in character.encode())
    return f"a blank: write {octets}" if character == " " else f"{character!r}: no URL may hold it; write {octets}"
