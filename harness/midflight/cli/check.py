"""`midflight check [PATH]`: case, fixture, requirement and target files, without playing anything.

PATH is a folder of suites, one suite, or one file: a file of a suite is checked with its suite's rules and fixtures.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.language import yaml_source
from midflight.language.case import Case, Fixture
from midflight.language.check import Checked, check_files, check_suite
from midflight.language.requirement import Specification
from midflight.language.schema import schema
from midflight.language.suite import NOT_SUITES, RESERVED, open_suite, read_cases, suite_folders
from midflight.language.yaml_source import LanguageError
from midflight.places import suites_folder
from midflight.player.selection import check_revisions
from midflight.target import Target, target_in

_SCHEMAS: Mapping[str, tuple[Any, str]] = {
    "case": (list[Case], "midflight: a file of cases"),
    "fixtures": (dict[str, Fixture], "midflight: fixtures.yaml"),
    "requirements": (Specification, "midflight: requirements.yaml"),
    "target": (Target, "midflight: a target file"),
}
_TARGET_KEYS = {"url", "claims"}


def run(options: argparse.Namespace) -> int:
    """Check what PATH names, and print every problem and one line at the end."""
    if options.write_schemas:
        write_schemas(suites_folder())
    path = Path(options.path) if options.path else _as_seen_from_here(suites_folder())
    checked = check_folder(path) if path.is_dir() else check_file(path)
    problems = sorted(set(checked.problems))
    for problem in problems:
        print(problem)
    print(f"{_seen(checked)}: {_count(len(problems), 'problem') if problems else 'no problems'}")
    return ExitStatus.UNUSABLE if problems else ExitStatus.CONFORMANT


def _as_seen_from_here(folder: Path) -> Path:
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _seen(checked: Checked) -> str:
    seen = [
        _count(number, word)
        for number, word in (
            (checked.cases, "case"),
            (checked.requirements, "requirement"),
            (checked.fixtures, "fixture"),
            (checked.targets, "target file"),
        )
        if number
    ]
    return ", ".join(seen) or "nothing that could be read"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def check_folder(root: Path) -> Checked:
    """Check every suite in a folder, and the target files beside them, or a folder of target files."""
    checked = Checked()
    targets = root if root.resolve().name in NOT_SUITES else root / "targets"
    for folder in suite_folders(root) if targets != root else ():
        checked.add(check_suite(folder))
    for path in sorted(targets.glob("*.yaml")):
        checked.add(_check_target(path))
    return checked


def check_file(path: Path) -> Checked:
    """Check one file. Raises UsageError if it is none of those that are known."""
    if (path.parent / "requirements.yaml").is_file():
        return _check_file_of_suite(path)
    document = yaml_source.read(path)
    if isinstance(document.data, dict) and _TARGET_KEYS & document.data.keys():
        return _check_target(path)
    if path.name == "fixtures.yaml":
        return _check_shared_fixtures(path)
    raise UsageError(
        f"{path}: is neither a target file (it has no url and no claims), "
        "nor a file of a suite (no requirements.yaml stands beside it)"
    )


def _check_target(path: Path) -> Checked:
    document = yaml_source.read(path)
    try:
        target = target_in(document)
        suites = [open_suite(folder) for folder in suite_folders(suites_folder())]
        _check_suites_named(target, [suite.name for suite in suites])
        check_revisions(target, suites)
    except LanguageError as error:
        return Checked(targets=1, problems=list(error.problems))
    except UsageError as error:
        return Checked(targets=1, problems=[document.problem(str(error), ("revisions",))])
    return Checked(targets=1)


def _check_suites_named(target: Target, suites: Sequence[str]) -> None:
    for name in target.revisions:
        if name not in suites:
            raise UsageError(f"revisions: '{name}' is no suite{did_you_mean(name, suites)}")


def _check_file_of_suite(path: Path) -> Checked:
    checked = Checked()
    try:
        suite = open_suite(path.parent)
        files = [] if path.name in RESERVED else [read_cases(suite, path)]
    except LanguageError as error:
        return Checked(problems=list(error.problems))
    if path.name == "requirements.yaml":
        checked.requirements = len(suite.requirements)
    elif path.name == "fixtures.yaml":
        checked.fixtures = sum(document.file == str(path) for document in suite.fixture_documents.values())
    checked.cases = sum(len(file.cases) for file in files)
    checked.problems = [problem for problem in check_files(suite, files) if problem.file == str(path)]
    return checked


def _check_shared_fixtures(path: Path) -> Checked:
    """The fixtures beside the suites are part of each of them."""
    found = check_folder(path.parent)
    mine = [problem for problem in found.problems if problem.file == str(path)]
    return Checked(fixtures=len(yaml_source.read(path).data), problems=mine)


def write_schemas(folder: Path) -> None:
    """Write the JSON Schema of each kind of file. Raises UsageError."""
    for name, text in schemas().items():
        try:
            (folder / name).write_text(text, "utf-8")
        except OSError as error:
            raise UsageError(f"{folder / name}: cannot be written: {error.strerror}") from None
    sys.stderr.write(f"{len(_SCHEMAS)} schemas written to {folder}\n")


def schemas() -> dict[str, str]:
    """Return each schema by the name of its file."""
    return {f"{name}.schema.json": schema(model, title) for name, (model, title) in _SCHEMAS.items()}
