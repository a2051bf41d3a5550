"""`midflight list`: a line for each case; with a target file, whether it would be played there, and why not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.language import yaml_source
from midflight.language.suite import LoadedCase, open_suite, read_cases, suite_folders
from midflight.language.yaml_source import LanguageError, Problem
from midflight.places import suites_folder
from midflight.player.selection import names, selected, why_not_applicable
from midflight.target import Target, target_in


def run(options: argparse.Namespace) -> int:
    """Print the cases that are asked for."""
    target = target_in(yaml_source.read(Path(options.target))) if options.target else None
    everything = _cases(_folders(options.suite))
    cases = [case for case in everything if selected(case, (), options.case, options.level)]
    if not cases:
        sys.stderr.write(f"no case is selected{_nearest(options.case, everything)}\n")
        return ExitStatus.NOTHING_SELECTED
    for line in _lines(cases, target):
        print(line)
    return ExitStatus.CONFORMANT


def _folders(suites: Sequence[str]) -> list[Path]:
    known = {folder.name: folder for folder in suite_folders(suites_folder())}
    for name in suites:
        if name not in known:
            raise UsageError(f"--suite {name}: there is no such suite{did_you_mean(name, known)}")
    return [folder for name, folder in known.items() if not suites or name in suites]


def _cases(folders: Sequence[Path]) -> list[LoadedCase]:
    cases: list[LoadedCase] = []
    problems: list[Problem] = []
    for folder in folders:
        suite = open_suite(folder)
        for path in suite.files:
            try:
                cases += read_cases(suite, path).cases
            except LanguageError as error:
                problems += error.problems
    if problems:
        raise LanguageError(problems)
    return cases


def _nearest(patterns: Sequence[str], cases: Sequence[LoadedCase]) -> str:
    known = {name for case in cases for name in names(case)}
    return "".join(f"\n--case {pattern}: no case has this name{did_you_mean(pattern, known)}" for pattern in patterns)


def _lines(cases: Sequence[LoadedCase], target: Target | None) -> list[str]:
    rows = [_columns(case) for case in cases]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True) if width).rstrip()
        + _whether_it_runs(case, target)
        for row, case in zip(rows, cases, strict=True)
    ]


def _columns(case: LoadedCase) -> tuple[str, ...]:
    rule = case.requirement
    revisions = f"({', '.join(rule.revisions)})" if rule.revisions else ""
    return case.id, rule.id, rule.level, revisions, case.title


def _whether_it_runs(case: LoadedCase, target: Target | None) -> str:
    if target is None:
        return ""
    reason = why_not_applicable(case, target)
    return f"  [not applicable: {reason}]" if reason else "  [would run]"
