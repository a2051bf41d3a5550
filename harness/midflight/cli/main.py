"""Arguments to commands, errors to messages and exit statuses."""

from __future__ import annotations

import argparse
import gc
import importlib
import re
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from midflight import __version__
from midflight.cli import outlet, report_commands, way_in
from midflight.cli.parsing import EXIT, Choice, Commands, Parser, add_selection, add_trust, command
from midflight.errors import ExitStatus, UsageError

_SWITCH = 0.0005  # seconds
_EMPTY_OPTION = re.compile("--[a-z-]+=")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    root: argparse.ArgumentParser = Parser(
        prog="midflight",
        description="Tests the slow half of HTTP: interim responses, progress, byte ranges, resumption.",
        epilog=f"{EXIT}\n\nThese are those of run; --help of each command has its own.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    root.add_argument("--version", action="version", version=f"midflight {__version__}")
    commands: Commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_run(commands)
    way_in.add_to(commands)
    _add_check(commands)
    _add_serve(commands)
    _add_validate(commands)
    report_commands.add_to(commands)
    return root


def _add_run(commands: Commands) -> None:
    run = command(
        commands, "run", "play the suites against a target, or without URL against the bundled reference server"
    )
    run.add_argument("url", nargs="?", metavar="URL", help="the target; without one: the bundled reference server")
    run.add_argument(
        "--target", metavar="FILE", help="the target file: what the server claims and where (suites/README.md)"
    )
    add_selection(run)
    run.add_argument(
        "--report", metavar="DIR", default="compliance-report", help="where the report goes (default: %(default)s)"
    )
    report_commands.add_format(run)
    run.add_argument(
        "--concurrency", metavar="N", type=int, default=32, help="cases in flight at once (default: %(default)s)"
    )
    run.add_argument("--strict", action="store_true", help="a SHOULD that is not followed fails")
    run.add_argument("--known-failures", metavar="FILE", help="cases that are expected to fail (YAML: case, reason)")
    run.add_argument(
        "--update-known-failures", action="store_true", help="rewrite that file to what this run found; see docs/ci.md"
    )
    add_trust(run)
    run.add_argument(
        "--repeat",
        metavar="N",
        type=int,
        default=1,
        help="play each case N times; the worst verdict counts, and those that changed are named",
    )
    run.add_argument("--seed", metavar="N", type=int, help="the seed of what is drawn by chance (it is printed)")
    run.add_argument("--deadline", metavar="SECONDS", type=float, default=120.0, help="the most that one case may take")
    run.add_argument("pytest", nargs="*", metavar="-- PYTEST OPTIONS", help="what stands behind -- goes to pytest")


def _add_check(commands: Commands) -> None:
    check = command(commands, "check", "validate case, fixture, requirement and target files")
    check.add_argument("path", nargs="?", metavar="PATH", help="a file or folder (default: the bundled suites)")
    check.add_argument("--write-schemas", action="store_true", help="also write the JSON Schemas beside the suites")


def _profile(name: str) -> str:
    from midflight_reference.configuration import PROFILES  # not before it is asked for: --help is quick

    return Choice(*PROFILES)(name)


def _add_serve(commands: Commands) -> None:
    serve = command(commands, "serve", "run the bundled reference server")
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--port", type=int, default=8080, help="0: a free one (default: %(default)s)")
    serve.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="commit this fault (may be repeated)"
    )
    serve.add_argument(
        "--profile",
        metavar="NAME",
        type=_profile,
        help="what the server offers: one of its profiles (default: the first)",
    )
    serve.add_argument(
        "--state", metavar="FOLDER", help="keep the files here, whenever the process ends (default: a temporary folder)"
    )
    serve.add_argument("--list-faults", action="store_true", help="name each fault with its requirement, and end")


def _add_validate(commands: Commands) -> None:
    validate = command(commands, "validate", "the suite tests itself: every fault is caught, nothing else is accused")
    validate.add_argument(
        "--suite", metavar="NAME", action="append", default=[], help="only this suite (may be repeated)"
    )
    validate.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="only this fault (may be repeated)"
    )
    validate.add_argument(
        "--thorough",
        action="store_true",
        help="play every case that a fault can touch, not just one of some of the other rules",
    )
    validate.add_argument("--json", metavar="FILE", help="write the matrix here too")


def console() -> int:
    """Run one command as a process of its own.

    Such a process is short, and most of what it makes stays until its report is written: the garbage collector is
    given little to do, and nothing at the end. The one thread beside the loop, which hashes long content, asks for the
    interpreter's lock often and briefly: at the usual interval it would keep a fast upload waiting.
    """
    out = outlet.opened()
    signal.signal(signal.SIGTERM, _interrupted)
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(50_000, 20, 50)
    try:
        return outlet.told(out, _status())
    finally:
        gc.freeze()


def _status() -> int:
    try:
        return main()
    except SystemExit as end:  # of argparse: help, or a mistake
        return end.code if isinstance(end.code, int) else ExitStatus.CONFORMANT


def _interrupted(number: int, _: FrameType | None) -> None:
    """Take SIGTERM, with which CI systems cancel a job, for Ctrl-C; once, so that what comes of it can be written."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    given, behind = _split(arguments)
    try:
        _refuse_empty(given)
        options = parser().parse_args(given)
        options.pytest = behind
        module = importlib.import_module(f"midflight.cli.{options.command}")
        return int(module.run(options))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return ExitStatus.UNUSABLE
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return ExitStatus.INTERRUPTED


def _refuse_empty(arguments: Sequence[str]) -> None:
    """Raise UsageError for an argument that holds nothing: most often a shell variable that nobody set."""
    for before, argument in zip(["midflight", *arguments], arguments, strict=False):
        if argument == "" or _EMPTY_OPTION.fullmatch(argument):
            what = argument or f"the argument behind {before}"
            raise UsageError(f"{what} is empty: is a variable of the shell not set? Leave it out, or say what is meant")


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    place = arguments.index("--")
    return arguments[:place], arguments[place + 1 :]
