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
from midflight.language.bodies import Binary, ByteRange, Content, Hex, Lines, Multipart, Part, Pattern
from midflight.language.bodies import File as FileContent
from midflight.language.case import Request
from midflight.language.located import Path, located

_KINDS = (Hex, FileContent, Lines, Pattern, ByteRange, Multipart, Binary)
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(?:\d+|\*)")
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
            yield from _wrong_lengths(place.value, place.path, folder)
        elif isinstance(place.value, Multipart):
            yield from _delimiters_in_content(place.value, place.path, folder)


def _wrong_lengths(part: Part, path: Path, folder: File) -> Iterator[Complaint]:
    octets = _known(part.content, folder)
    if octets is None:
        return
    for name, line in part.fields.items():
        said = _said_length(name.lower(), line) if isinstance(line, str) else None
        if said is not None and said != octets.length:
            agree = f"'{name}: {line}' says {said} octets, the content has {octets.length}"
            yield (*path, "fields", name), f"{agree}; if that is meant: deliberately: broken"


def _said_length(name: str, line: str) -> int | None:
    if name == "content-length" and line.isdecimal():
        return int(line)
    match = _CONTENT_RANGE.fullmatch(line) if name == "content-range" else None
    return int(match[2]) - int(match[1]) + 1 if match else None


def _delimiters_in_content(content: Multipart, path: Path, folder: File) -> Iterator[Complaint]:
    delimiter = b"\r\n--" + content.boundary.encode()
    for index, part in enumerate(content.multipart):
        octets = _known(part.content, folder)
        if octets and octets.length <= _AT_HAND and delimiter in b"\r\n" + octets.whole():
            where = (*path, "multipart", index, "content")
            yield (
                where,
                f"the boundary '{content.boundary}' occurs in this content; if that is meant: deliberately: broken",
            )


def _known(content: Content, folder: File) -> Octets | None:
    try:
        return _octets(content, folder)
    except ValueError:
        return None
