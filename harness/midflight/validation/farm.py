"""Reference servers by the dozen: a client of `midflight_reference.farm`, a process of its own."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

_LINE = 1 << 20  # octets


class FarmError(Exception):
    """The farm did not do what it was asked for."""


class Farm:
    """Starts and stops servers; answers are matched to requests by their id."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count(1)
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            answer = json.loads(line)
            future = self._waiting.pop(str(answer["id"]), None)
            if future is not None and not future.done():
                future.set_result(answer)
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(FarmError("the reference servers ended"))

    async def _ask(self, verb: str, name: str, **more: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[name] = future
        self._process.stdin.write(json.dumps({verb: name, **more}).encode() + b"\n")
        answer = await future
        if "error" in answer:
            raise FarmError(str(answer["error"]))
        return answer

    async def start(
        self, profile: str, *, fault: str | None = None, null_server: str | None = None, recorded: bool = False
    ) -> tuple[str, str]:
        """Start a server; return its name and its URL."""
        name = str(next(self._numbers))
        answer = await self._ask(
            "start", name, profile=profile, fault=fault, null_server=null_server, recorded=recorded
        )
        return name, str(answer["url"])

    async def consulted(self, name: str) -> frozenset[str]:
        """Return the decisions that a recorded server has come to."""
        return frozenset((await self._ask("consulted", name))["consulted"])

    async def stop(self, name: str) -> None:
        """Stop a server."""
        await self._ask("stop", name)


@asynccontextmanager
async def farm() -> AsyncIterator[Farm]:
    """Run a farm for the length of a block."""
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "midflight_reference.farm"]
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=_LINE)
    assert process.stdin is not None
    try:
        yield Farm(process)
    finally:
        process.stdin.close()
        await process.wait()
