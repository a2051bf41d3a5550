"""Content that can be judged before any value is known: does it make sense, and does it agree with itself?

A request that is `deliberately: broken` may contradict itself; it must still be possible to write it down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

from pydantic import BaseModel

from midflight.content import Octets
from midflight.language import encode, values
from midflight.language.bodies import (
    Binary,
    ByteRange,
    Chunked,
    Content,
    First,
    Hex,
    Lines,
    Multipart,
    Part,
    Pattern,
    Split,
)
from midflight.language.bodies import File as FileContent
from midflight.language.exchange import Request
from midflight.language.located import Path, located

_KINDS = (Hex, FileContent, Lines, Pattern, First, Chunked, ByteRange, Multipart, Binary)
_CONTENT_RANGE = re.compile(r"bytes (?P<first>\d+)-(?P<last>\d+)/(?P<total>\d+|\*)")
_PLACES = {"content-range", "content-offset"}
_MEANT = "; if that is meant: deliberately: broken"
_AT_HAND = 1 << 20  # octets of a part that are searched for the boundary
Complaint = tuple[Path, str]


def complaints(value: Any, path: Path, folder: File) -> Iterator[Complaint]:
    """Yield what is wrong with any content inside a case or fixture."""
    for place in located(value, path):
        if isinstance(place.value, _KINDS):
            yield from _unwritable(place.value, place.path, folder)
        elif isinstance(place.value, Request) and place.value.deliberately is None:
            yield from _contradictions(place.value, place.path, folder)


def _unwritable(content: BaseModel, path: Path, folder: File) -> Iterator[Complaint]:
    """The innermost content that cannot be written is to blame."""
    problem = _problem(content, folder)
    inner = (one.value for one in located(content) if one.path and isinstance(one.value, _KINDS))
    if problem and not any(_problem(one, folder) for one in inner):
        yield path, problem


def _problem(content: Any, folder: File) -> str:
    try:
        _octets(content, folder)
    except ValueError as error:
        return str(error)
    return ""


def _octets(content: Any, folder: File) -> Octets | None:
    """Return constant content as octets; None if it depends on values."""
    texts = (one.value for one in located(content) if isinstance(one.value, str))
    if any(True for text in texts for _ in values.references(text)):
        return None
    return encode.encode(content, _dollars, folder)


def _dollars(text: str) -> str:
    return text.replace("$$", "$")


def _contradictions(request: Request, path: Path, folder: File) -> Iterator[Complaint]:
    for place in located(request, path):
        if isinstance(place.value, Part):
            yield from _two_places(place.value, place.path)
            yield from _wrong_lengths(place.value, place.path, folder)
        elif isinstance(place.value, Split):
            yield from _two_places(place.value, place.path)
            yield from _beyond_the_total(place.value, place.path, folder)
        elif isinstance(place.value, Multipart):
            yield from _delimiters_in_content(place.value, place.path, folder)


def _two_places(part: Part | Split, path: Path) -> Iterator[Complaint]:
    """A part says once where it belongs; a split one has its Content-Range already."""
    said = [name for name, line in part.fields.items() for _ in ([line] if isinstance(line, str) else line)]
    places = [name for name in said if name.lower() in _PLACES]
    times = len(places) + isinstance(part, Split)
    if places and times > 1:
        yield (*path, "fields", places[-1]), f"this part says {times} times where it belongs{_MEANT}"


def _wrong_lengths(part: Part, path: Path, folder: File) -> Iterator[Complaint]:
    octets = _known(part.content, folder)
    for name, line in part.fields.items():
        if not isinstance(line, str):
            continue
        said = _said_length(name.lower(), line)
        if problem := _impossible(name.lower(), line):
            yield (*path, "fields", name), f"'{name}: {line}': {problem}{_MEANT}"
        elif octets is not None and said is not None and said != octets.length:
            agree = f"'{name}: {line}' says {said} octets, the content has {octets.length}"
            yield (*path, "fields", name), f"{agree}{_MEANT}"


def _impossible(name: str, line: str) -> str:
    """Say what RFC 9110, section 14.4, has against a range."""
    match = _CONTENT_RANGE.fullmatch(line) if name == "content-range" else None
    if not match:
        return ""
    if int(match["last"]) < int(match["first"]):
        return "the last position is before the first"
    if match["total"] != "*" and int(match["total"]) <= int(match["last"]):
        return "the complete length ends before the last position"
    return ""


def _said_length(name: str, line: str) -> int | None:
    if name == "content-length" and line.isdecimal():
        return int(line)
    match = _CONTENT_RANGE.fullmatch(line) if name == "content-range" else None
    return int(match["last"]) - int(match["first"]) + 1 if match else None


def _beyond_the_total(split: Split, path: Path, folder: File) -> Iterator[Complaint]:
    octets = _known(split.content, folder)
    if octets is None or not (split.at.isdecimal() and split.total.isdecimal()):
        return
    end = int(split.at) + octets.length
    if end > int(split.total):
        yield (*path, "total"), f"the parts end at {end}, behind the complete length {split.total}{_MEANT}"


def _delimiters_in_content(content: Multipart, path: Path, folder: File) -> Iterator[Complaint]:
    delimiter = b"\r\n--" + content.boundary.encode()
    pieces: list[tuple[Path, Content]] = [(("preamble",), content.preamble)]
    pieces += [(("multipart", index, "content"), part.content) for index, part in enumerate(content.multipart)]
    for where, piece in pieces:
        octets = _known(piece, folder)
        if octets and octets.length <= _AT_HAND and delimiter in b"\r\n" + octets.whole():
            yield (*path, *where), f"the boundary '{content.boundary}' occurs in this content{_MEANT}"


def _known(content: Content, folder: File) -> Octets | None:
    try:
        return _octets(content, folder)
    except ValueError:
        return None
