"""What a request that starts an operation does: 102s, their fields and times, the status document, the background."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from midflight.evidence import Exchange, Head
from midflight.grammar import GRAMMARS, PARTS, Unreadable, resolve
from midflight.probe.asking import Ask, Asker
from midflight.probe.notes import Notes, answer, fields
from midflight.wire import Origin, Reading

_LONGEST = 60.0  # seconds for one operation
_QUICK = 0.3  # seconds: what takes no longer, and reports nothing, is no long operation
_LANGUAGES = {"ja", "de", "fr", "es", "zh"}
_SPOKEN = "ja, de;q=0.9, fr;q=0.8, es;q=0.7, zh;q=0.6"


@dataclass(slots=True)
class Document:
    """The status document that an operation named, and what it answered while the operation ran."""

    location: str = ""
    answered: Exchange | None = None
    elsewhere: bool = False


async def look_at_operation(asker: Asker, method: str, path: str, notes: Notes) -> None:
    """Start the operation twice: once to follow it, once to have it go on in the background."""
    document = Document()
    asked = [("Prefer", "processing"), ("Accept-Language", "en")]
    followed = await _follow(asker, Ask(method, path, asked), document)
    processing = [head for head in followed.interim if head.status == 102]
    notes.see(f"{method} {path}, Prefer: processing", f"{'' if processing else 'no 102; '}{answer(followed)}")
    if processing:
        _tell_102s(processing, followed, notes)
    lasted = await _lasted(asker, path, followed, document, notes)
    second = Document()
    asked = [("Prefer", "processing, respond-async, wait=1"), ("Accept-Language", _SPOKEN)]
    behind = await _follow(asker, Ask(method, path, asked), second)
    notes.see("the same, respond-async, wait=1", answer(behind))
    _conclude(method, path, processing, followed, lasted, notes)
    _tell_document(document if document.location else second, notes)
    _tell_languages(processing, behind, notes)
    if not document.location and not second.location:
        notes.claim("status-doc", False, "no Location in a 102 or a 202")


async def _follow(asker: Asker, ask: Ask, document: Document) -> Exchange:
    """Send a request, and look at the status document as soon as a response names it."""
    named = asyncio.Event()

    def listen(reading: Reading) -> None:
        def look_for_location() -> None:
            heads = [*reading.interim, *([reading.final] if reading.final and reading.final.status == 202 else [])]
            found = next(
                (value for head in heads if head.status in (102, 202) for value in head.values("Location")), ""
            )
            if found and not named.is_set():
                document.location = found
                named.set()

        reading.listen(look_for_location)

    request = asyncio.create_task(asker.ask(ask, longest=_LONGEST, started=listen))
    waiting = asyncio.create_task(named.wait())
    try:
        await asyncio.wait({request, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if named.is_set():
            await _read(asker, document, ask.path)
        return await request
    finally:
        for task in (request, waiting):
            task.cancel()
        await asyncio.gather(request, waiting, return_exceptions=True)


async def _read(asker: Asker, document: Document, path: str) -> None:
    target = _own(asker, document.location, path)
    document.elsewhere = target is None
    if target is not None:
        document.answered = await asker.ask(Ask("GET", target))


def _own(asker: Asker, reference: str, path: str) -> str | None:
    """Return the request target of a reference, or None if it leads away from the origin."""
    try:
        uri = resolve(str(asker.origin) + path, reference)
        if Origin.of(uri) != asker.origin or GRAMMARS["uri-reference"].problem(reference):
            return None
    except ValueError:
        return None
    parts = urlsplit(uri)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _tell_102s(processing: list[Head], followed: Exchange, notes: Notes) -> None:
    first, last = processing[0], processing[-1]
    notes.see("", f"the first 102 after {first.at - followed.started_at:.3f} s")
    for line in fields(first, "Location", "Progress", "Status-URI"):
        notes.see("", f"in the first 102: {line}")
    if last is not first:
        for line in fields(last, "Progress", "Status-URI"):
            notes.see("", f"in the last 102: {line}")
    parts = [value for head in processing for value in head.values("Status-URI")]
    notes.claim("suboperations", bool(parts), f"{len(parts) or 'no'} Status-URI in the 102s")


async def _lasted(asker: Asker, path: str, followed: Exchange, document: Document, notes: Notes) -> float:
    """Return how long the operation took in seconds, or 0 where that cannot be seen."""
    if followed.final is None:
        return 0.0
    if followed.final.status != 202:
        return followed.ended_at - followed.started_at
    target = _own(asker, document.location, path) if document.location else None
    if target is None:
        return 0.0
    gone_by = followed.ended_at - followed.started_at
    behind = await asker.ask(Ask("GET", target, [("Prefer", "processing")]), longest=_LONGEST)
    notes.see("its status document, Prefer: processing", answer(behind))
    return gone_by + behind.ended_at - behind.started_at if behind.interim and behind.final else 0.0


def _tell_document(document: Document, notes: Notes) -> None:
    if not document.location:
        return
    if document.elsewhere:
        notes.see("", f"Location: {document.location} leads elsewhere, or is no URI reference: not followed")
        notes.claim("status-doc", False, "Location leads to another origin, or is no URI reference")
        return
    found = document.answered
    if found is None:
        return
    notes.see(f"GET {document.location}", answer(found))
    for line in fields(found.final, "Progress", "Status-URI") if found.final else []:
        notes.see("", line)
    served = found.final is not None and 200 <= found.final.status < 300
    notes.claim("status-doc", served, f"Location named it; GET while the operation ran: {answer(found)}")


def _tell_languages(first: list[Head], second: Exchange, notes: Notes) -> None:
    english, other = _languages(first), _languages(second.interim)
    if english or other:
        spoken = ", ".join(sorted(english | other))
        notes.claim("localized", "en" in english and bool(other & _LANGUAGES), f"labels in {spoken}")


def _languages(heads: list[Head] | tuple[Head, ...]) -> set[str]:
    found: set[str] = set()
    for head in heads:
        try:
            found.update(PARTS["progress.languages"](head.values("Progress")) if head.values("Progress") else [])
        except Unreadable:
            continue
    return found


def _conclude(method: str, path: str, processing: list[Head], followed: Exchange, lasted: float, notes: Notes) -> None:
    """Write down what a target file can say of the operation."""
    status = followed.final.status if followed.final else 0
    served = status and (status < 400 or processing)
    endpoint = {"method": method, "uri": path}
    if not served:
        notes.claim("long-op", False, f"{method} {path}: {answer(followed)}")
        notes.endpoints["long-op"] = endpoint
        return
    if not processing and status != 202 and lasted < _QUICK:
        notes.claim("long-op", False, f"{method} {path} was over after {lasted:.2f} s")
        notes.claim("fast-op", True, f"{method} {path} was over after {lasted:.2f} s")
        notes.endpoints["fast-op"] = endpoint
        return
    because = f"{len(processing)} 102s" if processing else f"answered {status}"
    notes.claim("long-op", True, f"{because}, over after {lasted:.2f} s" if lasted else because)
    remarks = notes.remarks.setdefault("long-op", [])
    if lasted:
        endpoint["lasting"] = _time(lasted)
        remarks.append(f"measured once: {lasted:.3f} s; where the server lets a request choose, say how: $lasting")
    else:
        endpoint["lasting"] = "10 s"
        remarks.append("lasting is a guess: the end was not seen; write down what the operation takes")
    if step := _step(processing, followed):
        endpoint["step"] = _time(step)
    else:
        remarks.append("step: the time from one report of progress to the next was not seen")
    if status and 200 <= status < 300:
        remarks.append('volatile: ["..."] names what may differ between equal answers, as regular expressions')
    notes.endpoints["long-op"] = endpoint


def _step(processing: list[Head], followed: Exchange) -> float:
    """Return the usual time between reports in seconds, or 0."""
    times = [head.at for head in processing]
    if followed.final and followed.final.status != 202:
        times.append(followed.final.at)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    return statistics.median(gaps) if gaps else 0.0


def _time(seconds: float) -> str:
    """Return a time for a target file, with two digits."""
    return f"{float(f'{seconds:.2g}'):g} s" if seconds >= 1 else f"{max(1, round(float(f'{seconds:.2g}') * 1000))} ms"
