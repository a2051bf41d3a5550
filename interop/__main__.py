"""`python -m interop`: run the suites against other people's servers and keep what came out."""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from interop import recorded
from interop.installing import NotInstalledError
from interop.running import NotStartedError, running
from interop.servers import SERVERS, Server

_TARGETS = Path(__file__).parents[1] / "suites" / "targets"
_RAN = (0, 1)  # exit status of `midflight run`: conformant, not conformant


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m interop", description=__doc__)
    parser.add_argument("server", nargs="*", help=f"default: all of {', '.join(SERVERS)}")
    parser.add_argument("--report", metavar="DIR", type=Path, default=Path("interop-report"), help="%(default)s")
    parser.add_argument("--record", action="store_true", help="keep what came out as what is to be expected")
    parser.add_argument("--serve", action="store_true", help="start one server and leave it running until Ctrl-C")
    options = parser.parse_args(arguments)
    for name in options.server:
        if name not in SERVERS:
            parser.error(f"'{name}' is none of {', '.join(SERVERS)}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; return 1 if anything could not be had or played."""
    options = _options(arguments)
    chosen = [SERVERS[name] for name in options.server or SERVERS]
    if options.serve:
        return int(not all(map(_served, chosen)))
    keep = recorded.record if options.record else _compare
    done = [_asked(server, options.report / server.name, keep) for server in chosen]  # whatever became of the others
    return int(not all(done))


def _served(server: Server) -> bool:
    with running(server) as url:
        print(f"{server.name} listens on {url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()
    return True


def _asked(server: Server, report: Path, keep: Callable[[str, Mapping[str, Any]], None]) -> bool:
    print(f"== {server.name}", flush=True)
    try:
        with running(server) as url:
            if not _played(server, url, report):
                return False
    except (NotInstalledError, NotStartedError) as error:
        print(f"{server.name}: {error}", file=sys.stderr)
        return False
    results = json.loads((report / "results.json").read_text("utf-8"))
    keep(server.name, recorded.summary(results))
    return True


def _played(server: Server, url: str, report: Path) -> bool:
    suites = [argument for suite in server.suites for argument in ("--suite", suite)]
    target = str(_TARGETS / f"{server.name}.yaml")
    command = [sys.executable, "-m", "midflight", "run", url, "--target", target, *suites, "--report", str(report)]
    return subprocess.run(command, check=False).returncode in _RAN


def _compare(name: str, found: Mapping[str, Any]) -> None:
    for line in recorded.differences(name, found):
        print(f"{name}: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
