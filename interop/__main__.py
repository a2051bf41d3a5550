"""`python -m interop`: run the suites against other people's servers and keep what came out."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from interop.installing import NotInstalledError
from interop.running import NotStartedError, running
from interop.servers import SERVERS, Server

_TARGETS = Path(__file__).parents[1] / "suites" / "targets"
_RAN = (0, 1)  # exit status of `midflight run`: conformant, not conformant


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m interop", description=__doc__)
    parser.add_argument("server", nargs="*", help=f"default: all of {', '.join(SERVERS)}")
    parser.add_argument("--report", metavar="DIR", type=Path, default=Path("interop-report"), help="%(default)s")
    parser.add_argument("--serve", action="store_true", help="start one server and leave it running until Ctrl-C")
    options = parser.parse_args(arguments)
    for name in options.server:
        if name not in SERVERS:
            parser.error(f"'{name}' is none of {', '.join(SERVERS)}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; return 1 if anything could not be had or played."""
    options = _options(arguments)
    names = options.server or list(SERVERS)
    work = _served if options.serve else _asked
    done = [work(SERVERS[name], options.report / name) for name in names]  # each is asked, whatever became of others
    return int(not all(done))


def _served(server: Server, report: Path) -> bool:
    with running(server) as url:
        print(f"{server.name} listens on {url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()
    return True


def _asked(server: Server, report: Path) -> bool:
    try:
        with running(server) as url:
            return _ask(server, url, report)
    except (NotInstalledError, NotStartedError) as error:
        print(f"{server.name}: {error}", file=sys.stderr)
        return False


def _ask(server: Server, url: str, report: Path) -> bool:
    suites = [argument for suite in server.suites for argument in ("--suite", suite)]
    target = str(_TARGETS / f"{server.name}.yaml")
    command = [sys.executable, "-m", "midflight", "run", url, "--target", target, *suites, "--report", str(report)]
    print(f"== {server.name}", flush=True)
    return subprocess.run(command, check=False).returncode in _RAN


if __name__ == "__main__":
    sys.exit(main())
