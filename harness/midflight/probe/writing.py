"""What can be done with fresh names below a prefix. Only with leave to write; every name made is deleted again."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from midflight import content
from midflight.content import Literal, Octets
from midflight.evidence import Exchange
from midflight.language.vocabulary import AT_WRITABLE
from midflight.probe.asking import Ask, Asker
from midflight.probe.notes import Notes, answer, fields

_CLEANING = 30.0  # seconds
_OLD = b"0123456789"
_BOUNDARY = "midflight-boundary"
_UNKNOWN = "application/x-midflight-nobody-knows"
_CREATE = frozenset({"put", "patch-message"})  # the ways in which cases make what they write to
_REVISION_OF = {"open-range": "wright", "content-offset": "ietf"}  # what only one revision of the draft has
_NOT_A_PARTIAL_STATUS = {*range(200, 209), 226}


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing a part of the ten octets, and what is there afterwards if the server knows it."""

    claim: str
    media_type: str
    document: Octets
    new: bytes


def _one(field: str, value: str, octets: bytes) -> Octets:
    return content.byterange([(field, value)], Literal(octets))


_PART = [("Content-Range", "bytes 2-3/10")]
FORMS: tuple[Form, ...] = (
    Form("patch-message", "message/byterange", _one(*_PART[0], b"zz"), b"01zz456789"),
    Form(
        "patch-multipart",
        f"multipart/byteranges; boundary={_BOUNDARY}",
        content.multipart([(_PART, Literal(b"zz"))], boundary=_BOUNDARY, preamble=Literal(b""), epilogue=Literal(b"")),
        b"01zz456789",
    ),
    Form(
        "patch-binary",
        "application/byteranges",
        content.binary([content.Message((("content-range", "bytes 2-3/10"),), Literal(b"zz"))]),
        b"01zz456789",
    ),
    Form("open-range", "message/byterange", _one("Content-Range", "bytes 8-/10", b"zz"), b"01234567zz"),
    Form("content-offset", "message/byterange", _one("Content-Offset", "8", b"zz"), b"01234567zz"),
    Form("set-size", "message/byterange", _one("Content-Range", "bytes */4", b""), b"0123"),
    Form("sparse", "message/byterange", _one("Content-Range", "bytes 12-13/14", b"zz"), b"0123456789\0\0zz"),
)


class Files:
    """Fresh names below a prefix."""

    def __init__(self, asker: Asker, prefix: str) -> None:
        self._asker = asker
        self._prefix = prefix
        self._made: list[str] = []

    def fresh(self) -> str:
        """Return the path of a name that nobody uses."""
        path = f"{self._prefix}midflight-probe-{secrets.token_hex(8)}"
        self._made.append(path)
        return path

    async def put(self, path: str, fields: Mapping[str, str] | None = None) -> Exchange:
        """Create a resource of ten octets."""
        said = {"Content-Type": "application/octet-stream", **(fields or {})}
        return await self._asker.ask(Ask("PUT", path, tuple(said.items()), _OLD))

    async def patch(self, path: str, media_type: str, document: bytes) -> Exchange:
        """Send a patch document."""
        return await self._asker.ask(Ask("PATCH", path, [("Content-Type", media_type)], document))

    async def read(self, path: str) -> Exchange:
        """Return what is there."""
        return await self._asker.ask(Ask("GET", path))

    async def delete_all(self) -> list[str]:
        """Delete what was made; return the paths that still answer 200."""
        left = list(self._made)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLEANING):
                for path in self._made:
                    await self._asker.ask(Ask("DELETE", path))
                    found = await self._asker.ask(Ask("HEAD", path))
                    if found.final is None or found.final.status != 200:
                        left.remove(path)
        return left


async def look_at_files(asker: Asker, prefix: str, notes: Notes) -> None:
    """Create, patch and delete resources below `prefix`."""
    files = Files(asker, prefix)
    notes.endpoints["writable"] = {"uri": prefix}
    try:
        await _look(files, notes)
    finally:
        left = await files.delete_all()
        for path in left:
            notes.see("left behind", f"{path}: DELETE did not remove it")


async def _look(files: Files, notes: Notes) -> None:
    unwritten = await files.read(files.fresh())
    notes.see("GET of a fresh name", answer(unwritten))
    path = files.fresh()
    made = await files.put(path)
    notes.see("PUT of a fresh name", answer(made))
    there = await files.read(path)
    notes.see("GET of it", answer(there))
    writes = _content(there) == _OLD
    notes.claim("put", writes, f"PUT: {answer(made)}; GET afterwards: {answer(there)}")
    if writes:
        await _look_at_tags(files, path, there, notes)
    await _look_at_patches(files, path if writes else "", notes)


async def _look_at_tags(files: Files, path: str, there: Exchange, notes: Notes) -> None:
    tags = there.final.values("ETag") if there.final else []
    notes.claim("etag", bool(tags) and not tags[0].startswith("W/"), f"ETag: {tags[0]}" if tags else "no ETag")
    refused = await files.put(path, {"If-Match": '"midflight-nobody-has-this"'})
    notes.see("PUT with If-Match of another tag", answer(refused))


async def _look_at_patches(files: Files, path: str, notes: Notes) -> None:
    """Try each form of PATCH, on a resource made by PUT or, without PUT, by the form itself."""
    unknown = await files.patch(path or files.fresh(), _UNKNOWN, b"?")
    notes.see(f"PATCH with {_UNKNOWN}", answer(unknown))
    for line in fields(unknown.final, "Accept-Patch", "Allow") if unknown.final else []:
        notes.see("", line)
    refused: dict[str, list[str]] = {}  # claims by the answer
    for form in FORMS:
        worked, seen = await _try(files, form, bool(path))
        notes.claim(form.claim, worked, f"PATCH: {seen}{'' if worked else '; no effect as it should be'}")
        if worked:
            notes.see(f"PATCH, {form.claim}", f"{seen}; it took effect")
        else:
            refused.setdefault(seen, []).append(form.claim)
    for seen, claims in refused.items():
        notes.see("PATCH without effect", f"{seen}: {', '.join(claims)}")
    await _look_at_segments(files, notes)
    writable = not notes.claims.keys().isdisjoint(_CREATE)
    notes.claim("writable", writable, "a fresh name was written and read" if writable else "no way to write was found")
    for claim in [] if writable else AT_WRITABLE & notes.claims.keys():
        notes.refused[claim] = f"{notes.claims.pop(claim)}; but {' or '.join(sorted(_CREATE))} would have to work"
    revisions = {_REVISION_OF[claim] for claim in _REVISION_OF.keys() & notes.claims.keys()}
    if len(revisions) == 1:
        notes.revisions["byte-range-patch"] = revisions.pop()


async def _try(files: Files, form: Form, put: bool) -> tuple[bool, str]:
    """Try a form on ten octets; return whether it took effect, and the answer to it."""
    path = files.fresh()
    if put:
        await files.put(path)
    else:
        await files.patch(path, "message/byterange", _one("Content-Range", "bytes 0-9/10", _OLD).whole())
    patched = await files.patch(path, form.media_type, form.document.whole())
    there = await files.read(path)
    worked = patched.final is not None and 200 <= patched.final.status < 300 and _content(there) == form.new
    return worked, answer(patched)


async def _look_at_segments(files: Files, notes: Notes) -> None:
    """Create a resource in two segments."""
    path = files.fresh()
    first = await files.patch(path, "message/byterange", _one("Content-Range", "bytes 0-4/10", _OLD[:5]).whole())
    if first.final is None or not 200 <= first.final.status < 300:
        notes.claim("segmented", False, f"the first of two segments: {answer(first)}")
        return
    await files.patch(path, "message/byterange", _one("Content-Range", "bytes 5-9/10", _OLD[5:]).whole())
    whole = _content(await files.read(path)) == _OLD
    notes.see("creation in two segments", f"the first: {answer(first)}; {'whole' if whole else 'not whole'} at the end")
    status = first.final.status
    partial = whole and status not in _NOT_A_PARTIAL_STATUS
    notes.claim("partial-status", partial, f"a first segment gets {status}")
    # Without a status of its own an incomplete resource looks like a short one to which something is appended.
    notes.claim(
        "segmented", partial, f"a first segment gets {status}{'' if partial else ': claim it if you know better'}"
    )
    if partial:
        notes.knobs["partial_status"] = str(status)


def _content(found: Exchange) -> bytes | None:
    if found.final is None or found.final.status != 200 or not found.content.whole:
        return None
    return found.content.kept
