"""Start and stop an instance of the server. Instances share nothing, so one process can hold many."""

from __future__ import annotations

import asyncio
from pathlib import Path

from midflight_reference.configuration import DEFAULT_PROFILE, PROFILES, Configuration
from midflight_reference.connection import Connection
from midflight_reference.decisions import Decisions
from midflight_reference.listening import Running, listen
from midflight_reference.resumption.starting import recover
from midflight_reference.state import State
from midflight_reference.store.storing import Store


async def start(
    decisions: Decisions,
    host: str = "127.0.0.1",
    port: int = 0,
    configuration: Configuration = PROFILES[DEFAULT_PROFILE],
    folder: Path | None = None,
) -> Running:
    """Start a server that answers by `decisions` and keeps its files in `folder`, else in a temporary one.

    Raises OSError when it cannot listen there, StoreError when it cannot use the folder.
    """
    decisions.configuration = configuration
    state = State(decisions, store=Store(folder))

    if folder is not None:
        await recover(state)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Connection(state, reader, writer).serve()

    def stop_runs() -> None:
        for run in state.runs.values():
            run.stop()

    return await listen(serve, host, port, stop_runs, state.store.close)
