"""`python -m midflight_reference.farm`: many servers in one process, started and stopped by JSON lines.

{"start": ID, "fault": NAME or null, "null_server": NAME or null, "profile": NAME or null, "recorded": true or false} is
answered with {"id": ID, "url": URL}; {"consulted": ID} with {"id": ID, "consulted": [names]}; {"stop": ID} with
{"id": ID, "stopped": true}; what cannot be done with {"id": ID, "error": TEXT}. The end of the input ends the farm.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TextIO

from midflight_reference.configuration import DEFAULT_PROFILE, PROFILES
from midflight_reference.decisions import Decisions
from midflight_reference.faults import UnknownFaultError, combined
from midflight_reference.listening import Running
from midflight_reference.null_servers import NULL_SERVERS
from midflight_reference.recording import recorded
from midflight_reference.server import start

Answer = dict[str, Any]


class RequestError(Exception):
    """Says what is wrong with a line."""


@dataclass(slots=True)
class Farm:
    """The servers that run, by ID."""

    running: dict[str, Running] = field(default_factory=dict)
    consulted: dict[str, set[str]] = field(default_factory=dict)

    async def answer(self, line: str) -> Answer:
        """Do what a line asks for; whatever is wrong with it becomes the answer."""
        try:
            request = json.loads(line)
        except ValueError as error:
            return {"id": None, "error": f"no JSON: {error}"}
        actions = {"start": self._start, "consulted": self._consulted, "stop": self._stop}
        verb = next((verb for verb in actions if isinstance(request, dict) and verb in request), "")
        if not verb:
            return {"id": None, "error": f"a line has to have one of: {', '.join(actions)}"}
        name = str(request[verb])
        try:
            return {"id": request[verb], **await actions[verb](name, request)}
        except (RequestError, UnknownFaultError, OSError) as error:
            return {"id": request[verb], "error": str(error)}

    async def close(self) -> None:
        """Stop all servers."""
        await asyncio.gather(*(server.close() for server in self.running.values()))

    async def _start(self, name: str, request: Mapping[str, Any]) -> Answer:
        if name in self.running:
            raise RequestError(f"{name} is already running")
        self.running[name] = await self._started(name, request)
        return {"url": self.running[name].url}

    async def _started(self, name: str, request: Mapping[str, Any]) -> Running:
        null_server = request.get("null_server")
        if null_server is not None:
            if null_server not in NULL_SERVERS:
                raise RequestError(f"there is no null server {null_server}; there are {', '.join(NULL_SERVERS)}")
            return await NULL_SERVERS[null_server].start()
        profile = str(request.get("profile") or DEFAULT_PROFILE)
        if profile not in PROFILES:
            raise RequestError(f"there is no profile {profile}; there are {', '.join(PROFILES)}")
        fault = request.get("fault")
        decisions: Decisions = combined([] if fault is None else [str(fault)])
        if request.get("recorded"):
            decisions, self.consulted[name] = recorded(decisions)
        return await start(decisions, configuration=PROFILES[profile])

    async def _consulted(self, name: str, request: Mapping[str, Any]) -> Answer:
        if name not in self.consulted:
            raise RequestError(f"{name} is not recorded")
        return {"consulted": sorted(self.consulted[name])}

    async def _stop(self, name: str, request: Mapping[str, Any]) -> Answer:
        server = self.running.pop(name, None)
        if server is None:
            raise RequestError(f"{name} is not running")
        self.consulted.pop(name, None)
        await server.close()
        return {"stopped": True}


async def tend(source: TextIO, sink: TextIO) -> None:
    """Answer line by line until the input ends."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    farm = Farm()
    try:
        while line := await reader.readline():
            print(json.dumps(await farm.answer(line.decode("utf-8", "replace"))), file=sink, flush=True)
    finally:
        await farm.close()


def main() -> int:
    """Run the farm."""
    try:
        asyncio.run(tend(sys.stdin, sys.stdout))
    except KeyboardInterrupt:
        return 130
    except ValueError as error:  # a file is no pipe; a line may be too long
        print(f"midflight_reference.farm: {error}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
