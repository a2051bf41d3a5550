"""The looks, in order. Those in SAFE_LOOKS send only GET, HEAD and OPTIONS, whatever the plan allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from midflight.errors import UsageError
from midflight.evidence import Ending, Exchange
from midflight.probe.asking import SAFE, Ask, Asker
from midflight.probe.notes import Notes, answer, fields
from midflight.probe.operations import look_at_operation
from midflight.probe.writing import look_at_files
from midflight.wire import WireError

_NOBODY = '"midflight-nobody-has-this"'
_AT_MOST = 180.0  # seconds for everything


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look at."""

    path: str  # of the URL, where the plain requests go
    base: str = ""  # the path that stands before every other one
    prefix: str = ""  # below which names can be written, with the base path
    method: str = ""  # of the request that starts an operation
    operation: str = ""  # its path, with the base path

    @classmethod
    def of(cls, url: str, prefix: str, method: str, operation: str) -> Plan:
        """Return the plan for a URL; paths stand behind its own, as in a target file."""
        base = urlsplit(url).path.rstrip("/")
        return cls(base or "/", base, prefix and base + prefix, method, operation and base + operation)


Look = Callable[[Asker, Plan, Notes], Awaitable[None]]


async def look(asker: Asker, plan: Plan, notes: Notes) -> None:
    """Look at everything the plan allows, and write it down. Raises UsageError if there is no HTTP server."""
    try:
        (await asker.line()).connection.abort()
    except WireError as error:
        raise UsageError(str(error)) from None
    try:
        async with asyncio.timeout(_AT_MOST):
            await _look(asker, plan, notes)
    except TimeoutError:
        notes.see("time", f"after {_AT_MOST:g} s the probe was ended: what would have come then is not known")


async def _look(asker: Asker, plan: Plan, notes: Notes) -> None:
    await _get(asker, plan, notes)
    await _options(asker, plan, notes)
    if not notes.answered:
        return
    for one in SAFE_LOOKS:
        await one(asker, plan, notes)
    if plan.operation:
        await _operation(asker, plan, notes)
    if plan.prefix and asker.writes:
        await look_at_files(asker, plan.prefix, notes)
    elif plan.prefix:
        notes.remarks["writable"] = ["given with --prefix; nothing was written there: --write finds out what can be"]
        notes.endpoints["writable"] = {"uri": plan.prefix}


async def _operation(asker: Asker, plan: Plan, notes: Notes) -> None:
    await _allowed(asker, plan.operation, notes)
    if plan.method in SAFE or asker.writes:
        await look_at_operation(asker, plan.method, plan.operation, notes)
        return
    notes.remarks["long-op"] = ["given with --long-op; it was not started: --write finds out how long it takes"]
    notes.endpoints["long-op"] = {"method": plan.method, "uri": plan.operation}


async def _get(asker: Asker, plan: Plan, notes: Notes) -> None:
    found = await asker.ask(Ask("GET", plan.path))
    notes.see(f"GET {plan.path}", answer(found))
    notes.interim |= bool(found.interim)
    if found.final is None:
        return
    notes.answered = True
    notes.name = next(iter(found.final.values("Server")), "")
    for line in fields(found.final, "Server", "Accept-Ranges", "ETag", "Last-Modified"):
        notes.see("", line)


async def _options(asker: Asker, plan: Plan, notes: Notes) -> None:
    for path in dict.fromkeys(("*", plan.path)):
        await _allowed(asker, path, notes)


async def _allowed(asker: Asker, path: str, notes: Notes) -> None:
    found = await asker.ask(Ask("OPTIONS", path))
    notes.see(f"OPTIONS {path}", answer(found))
    notes.interim |= bool(found.interim)
    if found.final is None:
        return
    notes.answered = True
    for line in fields(found.final, "Allow", "Accept-Patch", "Accept-Post", "Accept-Ranges"):
        notes.see("", line)


async def _head(asker: Asker, plan: Plan, notes: Notes) -> None:
    notes.see(f"HEAD {plan.path}", answer(await asker.ask(Ask("HEAD", plan.path))))


async def _two_on_one(asker: Asker, plan: Plan, notes: Notes) -> None:
    try:
        line = await asker.line()
    except WireError as error:
        notes.see("two requests on one connection", str(error))
        return
    first = await asker.ask_on(line, Ask("HEAD", plan.path))
    if first.ending is not Ending.COMPLETE or line.connection.lost:
        notes.see("two requests on one connection", f"the first: {answer(first)}; then the connection was closed")
        return
    second = await asker.ask_on(line, Ask("HEAD", plan.path))
    notes.see("two requests on one connection", f"the second: {answer(second)}")
    await line.connection.close()


async def _version_1_0(asker: Asker, plan: Plan, notes: Notes) -> None:
    notes.see("HTTP/1.0", answer(await asker.ask(Ask("GET", plan.path, version="1.0"))))


async def _expect_100(asker: Asker, plan: Plan, notes: Notes) -> None:
    ask = Ask("OPTIONS", plan.path, [("Expect", "100-continue")], b"{}", held=True)
    found = await asker.ask(ask)
    asked_for = any(head.status == 100 for head in found.interim)
    what = "asks for the content" if asked_for else "does not ask for the content"
    notes.see("Expect: 100-continue (on OPTIONS)", f"{what}: {answer(found)}")


async def _expect_unknown(asker: Asker, plan: Plan, notes: Notes) -> None:
    found = await asker.ask(Ask("OPTIONS", plan.path, [("Expect", "midflight-unknown")]))
    notes.see("Expect: midflight-unknown (on OPTIONS)", answer(found))


async def _conditions(asker: Asker, plan: Plan, notes: Notes) -> None:
    plain = await asker.ask(Ask("GET", plan.path))
    tags = plain.final.values("ETag") if plain.final else []
    for name, value in [*(("If-None-Match", tag) for tag in tags[:1]), ("If-Match", _NOBODY)]:
        notes.see(f"{name}: {value}", answer(await asker.ask(Ask("GET", plan.path, [(name, value)]))))


async def _range(asker: Asker, plan: Plan, notes: Notes) -> None:
    found = await asker.ask(Ask("GET", plan.path, [("Range", "bytes=0-0")]))
    notes.see("Range: bytes=0-0", answer(found))


async def _processing(asker: Asker, plan: Plan, notes: Notes) -> None:
    found = await asker.ask(Ask("GET", plan.path, [("Prefer", "processing")]))
    notes.see("Prefer: processing (on GET)", _interims(found))


def _interims(found: Exchange) -> str:
    processing = any(head.status == 102 for head in found.interim)
    return f"{'' if processing else 'no 102; '}{answer(found)}"


SAFE_LOOKS: Sequence[Look] = (
    *(_head, _two_on_one, _version_1_0, _expect_100, _expect_unknown, _conditions, _range, _processing),
)
