"""The cases of the bundled suites, for the commands that tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from midflight.errors import UsageError, did_you_mean
from midflight.language.suite import LoadedCase, open_suite, read_cases, suite_folders
from midflight.language.yaml_source import LanguageError, Problem
from midflight.places import suites_folder


def every_case(suites: Sequence[str] = ()) -> list[LoadedCase]:
    """Return the cases of the suites named, or of all. Raises UsageError."""
    cases: list[LoadedCase] = []
    problems: list[Problem] = []
    for folder in _folders(suites):
        suite = open_suite(folder)
        for path in suite.files:
            try:
                cases += read_cases(suite, path).cases
            except LanguageError as error:
                problems += error.problems
    if problems:
        raise LanguageError(problems)
    return cases


def _folders(suites: Sequence[str]) -> list[Path]:
    known = {folder.name: folder for folder in suite_folders(suites_folder())}
    for name in suites:
        if name not in known:
            raise UsageError(f"--suite {name}: there is no such suite{did_you_mean(name, known)}")
    return [folder for name, folder in known.items() if not suites or name in suites]
