"""What results can be written as: the names that people choose from, and the files that each stands for.

A module is imported when its format is asked for: jinja2, for one, takes its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from midflight_reports.model import Results

# Format: file, module, function from Results to the text of the file.
DOCUMENTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "json": {"results.json": ("encoder", "to_json")},
    "html": {"index.html": ("html", "to_html")},
    "junit": {"junit.xml": ("junit", "to_junit")},
    "markdown": {"summary.md": ("markdown", "to_markdown")},
    "badge": {"badge.svg": ("badge", "to_svg"), "badge.json": ("badge", "to_shields")},
}
# What stands in the first characters of a file of ours, and hardly in anybody else's.
MARKS: Mapping[str, re.Pattern[str]] = {
    "results.json": re.compile(r'\A\s*\{\s*"schema": ?\d+,\s*"tool": ?\{[^}]*"suites_digest"'),
    "index.html": re.compile(r": midflight</title>"),
    "junit.xml": re.compile(
        r'<property name="tool" value="midflight |<testcase classname="midflight" name="the run |'
        r'<testsuites name="[^"]*" time="\d+\.\d{3}" tests="0"'
    ),
    "summary.md": re.compile(r"\A## \S+ <code>.* (?:is|was) "),
    "badge.svg": re.compile(r'\A<svg [^>]*aria-label="midflight: '),
    "badge.json": re.compile(r'\A\{"schemaVersion": 1, "label": "midflight"'),
}
LOOKED_AT = 1 << 14  # characters
ALLURE = "allure"
ALLURE_FOLDER = "allure-results"
ENVIRONMENT = "environment.properties"
ALLURE_FILES = (ENVIRONMENT, "-result.json", "-attachment.txt")  # how their names end
FORMATS = (*DOCUMENTS, ALLURE)
DEFAULT = ("json", "html", "junit")


def first_file(formats: tuple[str, ...]) -> str:
    """Return what a person is best pointed to, of the files of these formats."""
    best = next(name for name in ("html", "markdown", *FORMATS) if name in formats)
    return ALLURE_FOLDER if best == ALLURE else next(iter(DOCUMENTS[best]))


def render(name: str, file: str, results: Results) -> str:
    """Return the text of one file of a format."""
    module, function = DOCUMENTS[name][file]
    to_text: Callable[[Results], str] = getattr(import_module(f"midflight_reports.{module}"), function)
    return to_text(results)


def allure_files(results: Results) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of the folder for Allure."""
    from midflight_reports import allure

    return allure.files(results)


def is_allure_file(name: str) -> bool:
    """Say whether a file of this name is one of those that we write for Allure."""
    return name.endswith(ALLURE_FILES)


def is_ours(name: str, beginning: str) -> bool:
    """Say whether a file of this name that begins so is one that we wrote; an empty one is nobody's loss."""
    return not beginning.strip() or MARKS[name].search(beginning) is not None
