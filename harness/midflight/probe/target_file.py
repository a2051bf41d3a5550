"""Notes to a target file: what was seen as values, what was not found out as comments.

What a server sent stands in the file only as quoted text, or in a comment with everything unprintable spelled out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from midflight.language.vocabulary import CLAIMS, ENDPOINTS
from midflight.probe.notes import Notes, shortened
from midflight_reports.visible import visible

_PROBED = "# Written by midflight probe. What stands here was seen once; what a comment says was not found out."


def target_file(url: str, notes: Notes, base: str = "", head: str = _PROBED) -> str:
    """Return the text of a target file; paths lose `base`, the path of the URL, for a target file adds it again."""
    return "\n".join([head, *_head(url, notes), *_claims(notes), *_endpoints(notes, base), *_knobs(notes), ""])


def _head(url: str, notes: Notes) -> Iterator[str]:
    yield "# Every key: suites/README.md. In order? midflight check FILE. What would run? midflight list --target FILE."
    yield f"url: {_quoted(url)}"
    if notes.name:
        yield f"name: {_quoted(visible(shortened(notes.name)))}"
    else:
        yield "# name: My server 1.0   # the title of the report; without it, the URL that was tested"


def _claims(notes: Notes) -> Iterator[str]:
    held = [claim for claim in notes.claims if claim not in ENDPOINTS or _endpoint_of(claim) in notes.endpoints]
    yield "claims:" if held else "claims: []"
    for claim in held:
        yield f"  - {claim:<18} # {_comment(notes.claims[claim])}"
    refused = [claim for claim in notes.refused if claim not in notes.claims]
    if refused:
        yield "  # Tried for, and not found:"
    for claim in refused:
        yield f"  # - {claim:<16} # {_comment(notes.refused[claim])}"
    yield "  # Not looked for; claim what your server offers:"
    for line in _wrapped(sorted(CLAIMS - notes.claims.keys() - notes.refused.keys())):
        yield f"  # {line}"


def _endpoint_of(claim: str) -> str:
    return ENDPOINTS.get(claim) or claim


def _endpoints(notes: Notes, base: str) -> Iterator[str]:
    for name, endpoint in notes.endpoints.items():
        held = name in notes.claims
        mark = "" if held else "# "
        for remark in notes.remarks.get(name, []):
            yield f"# {name}: {_comment(remark)}"
        yield f"{mark}{name}:"
        for key, value in _keys(name, endpoint, base):
            yield f"{mark}  {key}: {value}"
    for name in ("long-op", "writable"):
        if name not in notes.endpoints:
            yield f"# {_MISSING[name]}"


_MISSING: Mapping[str, str] = {
    "long-op": "long-op: {method: POST, uri: /path, lasting: 3 s, step: 500 ms}   # midflight probe --write --long-op",
    "writable": "writable: {uri: /files/$fresh}   # midflight probe --write --prefix /files/",
}


def _keys(name: str, endpoint: Mapping[str, str], base: str) -> Iterator[tuple[str, str]]:
    for key, value in endpoint.items():
        if key == "uri":
            path = value.removeprefix(base).replace("$", "$$")
            yield key, _quoted(f"{path}$fresh" if name == "writable" else path)
        else:
            yield key, value
    if name == "long-op" and "lasting" not in endpoint:
        yield "lasting", "3 s"


def _knobs(notes: Notes) -> Iterator[str]:
    for key, values in (("revisions", notes.revisions), ("knobs", notes.knobs)):
        if values:
            yield f"{key}: {{{', '.join(f'{name}: {value}' for name, value in values.items())}}}"
    yield "# identities: {owner: {Authorization: Bearer a}, other: {Authorization: Bearer b}}   # with the claim users"
    yield "# more knobs, revisions and times: see suites/README.md"


def _quoted(text: str) -> str:
    return json.dumps(text)


def _comment(text: str) -> str:
    return visible(shortened(text)).replace("\n", " ").replace("\t", " ")


def _wrapped(words: list[str]) -> Iterator[str]:
    line = ""
    for word in words:
        if len(line) + len(word) > 100:
            yield line.rstrip()
            line = ""
        line += f"{word} "
    if line:
        yield line.rstrip()
