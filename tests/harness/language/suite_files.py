"""Suites made up for a test: files in a folder, read or checked."""

from collections.abc import Callable
from pathlib import Path

from midflight.language.check import check_suite
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.language.yaml_source import LanguageError

REQUIREMENTS = """\
specification: made-up
title: A specification
requirements:
  - {id: MU-001, title: one, level: MUST, actor: server, section: "1", statement: One.}
"""


def suite(folder: Path, **files: str) -> Path:
    """Write a suite called `made`: `cases="…"` becomes cases.yaml."""
    made = folder / "made"
    made.mkdir(exist_ok=True)
    for name, text in ({"requirements": REQUIREMENTS} | files).items():
        (made / f"{name}.yaml").write_text(text, "utf-8")
    return made


def cases_of(folder: Path, text: str, **files: str) -> list[LoadedCase]:
    made = suite(folder, cases=text, **files)
    return list(read_cases(open_suite(made), made / "cases.yaml").cases)


def errors_of(read: Callable[[], object], folder: Path) -> list[str]:
    """Return what reading is refused with, paths as seen from `folder`."""
    try:
        read()
    except LanguageError as error:
        return [line.removeprefix(f"{folder}/") for line in str(error).split("\n")]
    return []


def found_in(folder: Path) -> list[str]:
    """Return what a check finds, paths as seen from the suite."""
    return [str(problem).removeprefix(f"{folder}/") for problem in sorted(check_suite(folder).problems)]
