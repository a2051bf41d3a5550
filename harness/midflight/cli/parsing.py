"""What the parsers of all commands have in common: short errors, words to choose from, the exit statuses below."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn, TypeAlias

from midflight.errors import ExitStatus, did_you_mean

EXIT = """exit status:
  0 conformant, 1 not conformant, 2 interrupted (the results so far are written), 3 the harness's own error,
  4 unusable arguments, files or unreachable target, 5 nothing selected, or the target claims nothing"""

# What the exit statuses of the other commands mean.
_ENDS = {
    "probe": "0 it was looked at, whatever was found, 2 interrupted, 4 unusable arguments, or no HTTP server there",
    "init": "0 the files are written, 4 unusable arguments or files",
    "explain": "0 it is told, 4 unusable arguments or files",
    "list": "0 they are listed, 4 unusable arguments or files, 5 no case is selected",
    "completion": "0 it is printed, 4 unusable arguments",
    "check": "0 no problems, 4 problems, or unusable arguments",
    "serve": "0 it was ended by Ctrl-C or SIGTERM, 4 unusable arguments, or an address that cannot be used",
    "validate": "0 no problems, 1 problems, 2 interrupted, 4 unusable arguments",
    "report": "0 it is written, whatever the results say (compare: nothing became worse),\n"
    "  1 compare: something became worse, 4 unusable arguments or files",
}

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and exit status 4."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where to look."""
        sys.stderr.write(f"midflight: {message}\n")
        sys.stderr.write(f"usage: {self.prog} --help\n")
        raise SystemExit(ExitStatus.UNUSABLE)


class Choice:
    """One of some words: a type for argparse whose error names the nearest one."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __call__(self, word: str) -> str:
        """Return the word. Raises ArgumentTypeError."""
        if word not in self.words:
            raise argparse.ArgumentTypeError(f"'{word}' is not one of them{did_you_mean(word, self.words)}")
        return word


def command(commands: Commands, name: str, text: str, more: str = "") -> argparse.ArgumentParser:
    """Return the parser of a new command; `text` is one line for the list of commands, `more` stands below it."""
    return commands.add_parser(
        name,
        help=text,
        description=f"{text}\n\n{more}" if more else text,
        epilog=f"exit status:\n  {_ENDS[name]}" if name in _ENDS else EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add what chooses cases."""
    parser.add_argument(
        "--suite", metavar="NAME", action="append", default=[], help="only this suite (may be repeated)"
    )
    parser.add_argument(
        "--case", metavar="GLOB", action="append", default=[], help="only cases whose id, or requirement, matches"
    )
    parser.add_argument(
        "--level",
        type=Choice("must", "should", "may"),
        metavar="must|should|may",
        help="only rules of this level or above",
    )


def add_trust(parser: argparse.ArgumentParser) -> None:
    """Add what every request carries, and whom https trusts."""
    parser.add_argument(
        "--header", metavar="FIELD", action="append", default=[], help="'Name: value' for every request"
    )
    parser.add_argument("--cacert", metavar="FILE", help="trust the certificates of this file")
    parser.add_argument("--insecure", action="store_true", help="trust any certificate")
