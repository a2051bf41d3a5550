"""URI references (RFC 3986, section 4), as Location and its relatives carry them (RFC 9110, section 10.2.2).

Resolving takes any text, because a reference is followed before anybody has judged it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from midflight.grammar.kind import Grammar
from midflight.grammar.syntax import Syntax, find

# Field names, in lower case, whose value is one bare URI reference: no angle brackets.
URI_FIELDS = frozenset({"location", "content-location", "request-content-location", "response-message-location"})

URI_REFERENCE = Grammar(
    name="uri-reference",
    section="RFC 3986, section 4.1",
    syntax=Syntax("value", "value = URI-reference", {"rfc3986": ("URI-reference",)}),
    wanted="a URI reference such as /status/42",
)

ABSOLUTE_URI = Grammar(
    name="absolute-uri",
    section="RFC 3986, section 4.3",
    syntax=Syntax("value", "value = absolute-URI", {"rfc3986": ("absolute-URI",)}),
    wanted="an absolute URI such as http://example.com/status/42",
)

# RFC 3986, appendix B; a scheme begins with a letter (section 3.1).
_COMPONENTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def userinfo(value: str) -> tuple[str, ...]:
    """Return the user information of a reference, if it has any; raise `Unreadable`."""
    return tuple(node.value for node in find(URI_REFERENCE.tree(value), "userinfo"))


# What each part of one field value says.
PARTS: Mapping[str, Callable[[tuple[str, ...]], list[str]]] = {"userinfo": list}


def resolve(base: str, reference: str) -> str:
    """Return a reference as a URI with respect to a base URI (RFC 3986, section 5.2, strictly)."""
    given, inherited = _components(reference), _components(base)
    path = given["path"] or ""
    if given["scheme"] is not None:
        return _recomposed(given | {"path": _without_dot_segments(path)})
    given["scheme"] = inherited["scheme"]
    if given["authority"] is not None:
        return _recomposed(given | {"path": _without_dot_segments(path)})
    given["authority"] = inherited["authority"]
    if path:
        whole = path if path.startswith("/") else _merged(inherited, path)
        return _recomposed(given | {"path": _without_dot_segments(whole)})
    query = inherited["query"] if given["query"] is None else given["query"]
    return _recomposed(given | {"path": inherited["path"], "query": query})


def split_userinfo(uri: str) -> tuple[str, str | None]:
    """Return a URI without its user information, and that."""
    parts = _components(uri)
    authority = parts["authority"] or ""
    if "@" not in authority:
        return uri, None
    user, _, host = authority.rpartition("@")
    return _recomposed(parts | {"authority": host}), user


def _components(uri: str) -> dict[str, str | None]:
    match = _COMPONENTS.fullmatch(uri)
    assert match  # it takes any text
    return match.groupdict()


def _merged(base: Mapping[str, str | None], path: str) -> str:
    of_base = base["path"] or ""
    if base["authority"] is not None and not of_base:
        return f"/{path}"
    return of_base[: of_base.rfind("/") + 1] + path


def _without_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    kept: list[str] = []
    segments = path.split("/")
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            if kept not in ([], [""]):  # above the root there is nothing
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    return "/".join(kept)


def _recomposed(parts: Mapping[str, str | None]) -> str:
    scheme = "" if parts["scheme"] is None else f"{parts['scheme']}:"
    authority = "" if parts["authority"] is None else f"//{parts['authority']}"
    query = "" if parts["query"] is None else f"?{parts['query']}"
    fragment = "" if parts["fragment"] is None else f"#{parts['fragment']}"
    return f"{scheme}{authority}{parts['path']}{query}{fragment}"
