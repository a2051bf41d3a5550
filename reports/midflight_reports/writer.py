"""Writes the documents of a run into its report folder: the only place of this package that writes.

Each file is replaced as a whole, so a reader, or a run that is killed, never meets half of one. results.json comes
first: it is what must not be lost.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from midflight_reports.codec import ResultsError, to_json
from midflight_reports.junit import to_junit
from midflight_reports.model import Results

ADVICE = "choose another folder with --report"


def write(results: Results, folder: Path) -> None:
    """Write results.json, junit.xml and index.html."""
    documents: dict[str, Callable[[Results], str]] = {
        "results.json": to_json,
        "junit.xml": to_junit,
        "index.html": _to_html,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsError(str(folder), f"cannot be made ({error.strerror})", ADVICE) from error
    for name, document in documents.items():
        replace(folder / name, document(results))


def replace(path: Path, text: str) -> None:
    """Put the text in the place of the file, all at once."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")  # the same folder, or else it would not be one step
    try:
        try:
            beside.write_text(text, "utf-8", newline="\n")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(str(path), f"cannot be written ({error.strerror})", ADVICE) from error


def _to_html(results: Results) -> str:
    from midflight_reports.html import to_html  # jinja2 takes its time to import

    return to_html(results)
