"""The command line: serve until told to stop, or list the faults."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from midflight_reference.configuration import DEFAULT_PROFILE, PROFILES
from midflight_reference.decisions import Decisions
from midflight_reference.faults import FAULTS, UnknownFaultError, combined
from midflight_reference.server import start
from midflight_reference.store.storing import StoreError

UNUSABLE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(prog="midflight_reference", description="The bundled reference server.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=DEFAULT_PROFILE,
        metavar="NAME",
        help=f"what is offered, and in which form: {', '.join(PROFILES)} (default: %(default)s)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FOLDER",
        help="keep the files here: they survive the end of the process at any moment, not a loss of power"
        " (default: a temporary folder)",
    )
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="violate one rule on purpose")
    parser.add_argument("--list-faults", action="store_true", help="name each fault with its requirement")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as ending:
        return UNUSABLE if ending.code else 0
    if options.list_faults:
        print(listed())
        return 0
    try:
        return asyncio.run(serve(combined(options.fault), options))
    except (UnknownFaultError, StoreError) as error:
        return refused(str(error))
    except (OSError, OverflowError) as error:
        return refused(f"cannot listen on {options.host} port {options.port}: {error}")


def refused(message: str) -> int:
    """Say why nothing was started."""
    print(f"midflight_reference: {message}", file=sys.stderr)
    return UNUSABLE


def listed() -> str:
    """Return one line per fault: name, requirement, what it does."""
    width = max(map(len, FAULTS))
    return "\n".join(f"{fault.name:{width}}  {fault.requirement}  {fault.summary}" for fault in FAULTS.values())


async def serve(decisions: Decisions, options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = await start(decisions, options.host, options.port, PROFILES[options.profile], options.state)
    print(f"listening on {running.url}", flush=True)
    await stop.wait()
    await running.close()
    return 0
