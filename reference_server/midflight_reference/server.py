"""Start and stop an instance of the server. Instances share nothing, so one process can hold many."""

from __future__ import annotations

import asyncio

from midflight_reference.connection import Connection
from midflight_reference.decisions import Decisions
from midflight_reference.listening import Running, listen
from midflight_reference.state import State


async def start(decisions: Decisions, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Start a server that answers by `decisions`."""
    state = State(decisions)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Connection(state, reader, writer).serve()

    def stop_runs() -> None:
        for run in state.runs.values():
            run.stop()

    return await listen(serve, host, port, stop_runs)
