"""Arguments to commands, errors to messages and exit statuses."""

from __future__ import annotations

import argparse
import gc
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from midflight import __version__
from midflight.errors import ExitStatus, UsageError, did_you_mean

_SWITCH = 0.0005  # seconds

_EXIT = """exit status:
  0 conformant, 1 not conformant, 2 interrupted (the results so far are written), 3 the harness's own error,
  4 unusable arguments, files or unreachable target, 5 nothing selected"""

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"midflight: {message}\n")
        sys.stderr.write(f"usage: {self.prog} --help\n")
        raise SystemExit(ExitStatus.UNUSABLE)


def _choice(*words: str) -> Callable[[str], str]:
    def check(word: str) -> str:
        if word not in words:
            raise argparse.ArgumentTypeError(f"'{word}' is not one of them{did_you_mean(word, words)}")
        return word

    return check


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    root: argparse.ArgumentParser = _Parser(
        prog="midflight",
        description="Tests the slow half of HTTP: interim responses, progress, byte ranges, resumption.",
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    root.add_argument("--version", action="version", version=f"midflight {__version__}")
    commands: _Commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_run(commands)
    _add_list(commands)
    _add_check(commands)
    _add_serve(commands)
    _add_validate(commands)
    return root


def _command(commands: _Commands, name: str, text: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=text,
        description=text,
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_selection(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--suite", metavar="NAME", action="append", default=[], help="only this suite (may be repeated)"
    )
    command.add_argument(
        "--case", metavar="GLOB", action="append", default=[], help="only cases whose id, or requirement, matches"
    )
    command.add_argument(
        "--level",
        type=_choice("must", "should", "may"),
        metavar="must|should|may",
        help="only rules of this level or above",
    )


def _add_run(commands: _Commands) -> None:
    run = _command(
        commands, "run", "play the suites against a target, or without URL against the bundled reference server"
    )
    run.add_argument("url", nargs="?", metavar="URL", help="the target; without one: the bundled reference server")
    run.add_argument(
        "--target", metavar="FILE", help="the target file: what the server claims and where (suites/README.md)"
    )
    _add_selection(run)
    run.add_argument(
        "--report", metavar="DIR", default="compliance-report", help="where the report goes (default: %(default)s)"
    )
    run.add_argument(
        "--concurrency", metavar="N", type=int, default=32, help="cases in flight at once (default: %(default)s)"
    )
    run.add_argument("--strict", action="store_true", help="a SHOULD that is not followed fails")
    run.add_argument("--known-failures", metavar="FILE", help="cases that are expected to fail (YAML: case, reason)")
    run.add_argument("--header", metavar="FIELD", action="append", default=[], help="'Name: value' for every request")
    run.add_argument("--cacert", metavar="FILE", help="trust the certificates of this file")
    run.add_argument("--insecure", action="store_true", help="trust any certificate")
    run.add_argument(
        "--repeat", metavar="N", type=int, default=1, help="play each case N times; the worst verdict counts"
    )
    run.add_argument("--seed", metavar="N", type=int, help="the seed of what is drawn by chance (it is printed)")
    run.add_argument("--deadline", metavar="SECONDS", type=float, default=120.0, help="the most that one case may take")
    run.add_argument("pytest", nargs="*", metavar="-- PYTEST OPTIONS", help="what stands behind -- goes to pytest")


def _add_list(commands: _Commands) -> None:
    list_ = _command(commands, "list", "list the cases that would run, and why the others would not")
    list_.add_argument("--target", metavar="FILE", help="the target file: tells which cases apply")
    _add_selection(list_)


def _add_check(commands: _Commands) -> None:
    check = _command(commands, "check", "validate case, fixture, requirement and target files")
    check.add_argument("path", nargs="?", metavar="PATH", help="a file or folder (default: the bundled suites)")
    check.add_argument("--write-schemas", action="store_true", help="also write the JSON Schemas beside the suites")


def _add_serve(commands: _Commands) -> None:
    serve = _command(commands, "serve", "run the bundled reference server")
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--port", type=int, default=8080, help="0: a free one (default: %(default)s)")
    serve.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="commit this fault (may be repeated)"
    )
    serve.add_argument("--list-faults", action="store_true", help="name each fault with its requirement, and end")


def _add_validate(commands: _Commands) -> None:
    validate = _command(commands, "validate", "the suite tests itself: every fault is caught, nothing else is accused")
    validate.add_argument(
        "--suite", metavar="NAME", action="append", default=[], help="only this suite (may be repeated)"
    )
    validate.add_argument(
        "--fault", metavar="NAME", action="append", default=[], help="only this fault (may be repeated)"
    )
    validate.add_argument(
        "--thorough", action="store_true", help="play every case that a fault can touch, not one of each other rule"
    )
    validate.add_argument("--json", metavar="FILE", help="write the matrix here too")


def console() -> int:
    """Run one command as a process of its own.

    Such a process is short, and most of what it makes stays until its report is written: the garbage collector is
    given little to do, and nothing at the end. The one thread beside the loop, which hashes long content, asks for the
    interpreter's lock often and briefly: at the usual interval it would keep a fast upload waiting.
    """
    sys.setswitchinterval(_SWITCH)
    gc.set_threshold(50_000, 20, 50)
    try:
        return main()
    finally:
        gc.freeze()


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    given, behind = _split(arguments)
    try:
        options = parser().parse_args(given)
        options.pytest = behind
        command = importlib.import_module(f"midflight.cli.{options.command}")
        return int(command.run(options))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return ExitStatus.UNUSABLE
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone: there is nobody to tell.
        sys.stderr.close()
        return ExitStatus.HARNESS_ERROR


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    place = arguments.index("--")
    return arguments[:place], arguments[place + 1 :]
