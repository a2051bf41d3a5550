"""The parsers of `midflight report` and what it can do, and the option that chooses the formats of a report."""

from __future__ import annotations

import argparse

from midflight.cli.parsing import Commands, command
from midflight.report_formats import DEFAULT, NAMES

_REPORT = """RESULTS is the results.json of a run, or the folder it is in. A file is written whole or not at all, beside
RESULTS unless -o says where; -o - prints it."""

# Name: the line in the list, the file or folder it writes.
_DOCUMENTS = {
    "html": ("write the page for people", "index.html"),
    "markdown": ("write the summary for the page of a CI job", "summary.md"),
    "junit": ("write the test results that CI systems read", "junit.xml"),
    "badge": ("write the badge, as SVG and for the endpoint of shields.io", "badge.svg and badge.json"),
    "allure": ("write a folder of results for Allure", "allure-results"),
}

_COMPARE = """Prints what became worse, what became better, and what only one of them has. Only cases that both have are
compared."""

_MERGE = """Joins the parts of a run that was split over machines. They must be of one target (its URL may differ) and
of the same suites. Of a case that was played more than once, the worst verdict counts."""

_EXIT = """exit status:
  0 it is written, whatever the results say, 4 unusable arguments or files"""
_EXIT_OF_COMPARE = """exit status:
  0 nothing became worse, 1 something did, 4 unusable arguments or files"""


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add the option that chooses what a report is written as."""
    parser.add_argument(
        "--report-format",
        metavar="NAMES",
        action="append",
        default=[],
        help=f"of {','.join(NAMES)}; may be repeated (default: {','.join(DEFAULT)})",
    )


def add_to(commands: Commands) -> None:
    """Add the command, and a command of its own for each thing it does."""
    report = command(commands, "report", "render, compare or merge the results of runs", _REPORT)
    actions: Commands = report.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (text, written) in _DOCUMENTS.items():
        _add_document(actions, name, text, written)
    _add_compare(actions)
    _add_merge(actions)
    for name, action in actions.choices.items():
        action.epilog = _EXIT_OF_COMPARE if name == "compare" else _EXIT


def _add_document(actions: Commands, name: str, text: str, written: str) -> None:
    document = command(actions, name, text, _REPORT)
    document.add_argument("results", metavar="RESULTS", help="results.json, or its folder")
    document.add_argument("-o", "--output", metavar="OUT", help=f"default: {written}, beside RESULTS")
    if name == "html":
        document.add_argument("--coverage", action="store_true", help="add a page: which rule has which cases")
        document.add_argument(
            "--matrix",
            metavar="FILE",
            help="add a page: the faults of FILE (midflight validate --json) and their cases",
        )


def _add_compare(actions: Commands) -> None:
    compare = command(actions, "compare", "say what changed from one run to another", _COMPARE)
    compare.add_argument("old", metavar="OLD", help="results.json, or its folder")
    compare.add_argument("new", metavar="NEW", help="results.json, or its folder")


def _add_merge(actions: Commands) -> None:
    merge = command(actions, "merge", "join the results of one target", _MERGE)
    merge.add_argument("results", metavar="RESULTS", nargs="+", help="results.json, or its folder")
    merge.add_argument(
        "-o", "--output", metavar="OUT", required=True, help="a folder for the report, or a file that ends in .json"
    )
    add_format(merge)
