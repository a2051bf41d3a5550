"""`midflight serve`: the reference server in this process, for people who write clients."""

from __future__ import annotations

import argparse

from midflight_reference.cli import main as serve


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted, or list the faults."""
    arguments = ["--host", options.host, "--port", str(options.port)]
    if options.profile is not None:
        arguments += ["--profile", options.profile]
    if options.state is not None:
        arguments += ["--state", options.state]
    for fault in options.fault:
        arguments += ["--fault", fault]
    if options.list_faults:
        arguments.append("--list-faults")
    return serve(arguments)
