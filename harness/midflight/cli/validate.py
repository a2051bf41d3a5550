"""`midflight validate`: the suite tests itself against the reference server, its faults and servers that do nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from midflight.cli.run import check_suites
from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.grammar import GRAMMARS, prepare
from midflight.language.suite import LoadedCase, Suite, open_suite, read_cases, suite_folders
from midflight.places import reference_target, suites_folder
from midflight.target import load_target
from midflight.validation.farm import farm
from midflight.validation.matrix import Matrix, table
from midflight.validation.playing import Choice, KnownFault, Profile, Validation, all_of_each_rule, some_of_the_others
from midflight_reference.configuration import PROFILES
from midflight_reference.decisions import Decisions
from midflight_reference.faults import FAULTS
from midflight_reference.null_servers import NULL_SERVERS


def run(options: argparse.Namespace) -> int:
    """Play the matrix, print it, and say whether it holds."""
    check_suites(options.suite)
    suites, cases = _load(options)
    faults = _faults(options, suites)
    begin = time.monotonic()
    choice = all_of_each_rule if options.thorough else some_of_the_others
    matrix = asyncio.run(_play(suites, cases, faults, choice, complete=not options.fault))
    lines = table(matrix)
    sys.stdout.write("\n".join(lines) + "\n\n")
    if options.json:
        _write_json(matrix, Path(options.json))
    problems = matrix.problems()
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    plays = len(matrix.conformant) + sum(len(row.plays) for row in matrix.faults) + sum(map(len, matrix.null.values()))
    sys.stdout.write(
        f"{len(cases)} cases, {len(faults)} faults, {len(matrix.null)} null servers, {plays} plays"
        f" in {time.monotonic() - begin:.1f} s: {f'{len(problems)} problems' if problems else 'no problems'}\n"
    )
    return ExitStatus.NOT_CONFORMANT if problems else ExitStatus.CONFORMANT


def _load(options: argparse.Namespace) -> tuple[list[Suite], list[LoadedCase]]:
    folders = [folder for folder in suite_folders(suites_folder()) if not options.suite or folder.name in options.suite]
    suites = [open_suite(folder) for folder in folders]
    return suites, [case for suite in suites for path in suite.files for case in read_cases(suite, path).cases]


def _faults(options: argparse.Namespace, suites: list[Suite]) -> list[KnownFault]:
    for name in options.fault:
        if name not in FAULTS:
            raise UsageError(f"--fault {name}: there is no such fault{did_you_mean(name, FAULTS)}")
    rules = {rule for suite in suites for rule in suite.requirements}
    return [
        KnownFault(fault.name, fault.requirement, fault.also, _overridden(fault.decisions))
        for fault in FAULTS.values()
        if fault.requirement in rules and (not options.fault or fault.name in options.fault)
    ]


def _overridden(decisions: type[Decisions]) -> frozenset[str]:
    return frozenset(
        name
        for name in dir(Decisions)
        if not name.startswith("__") and getattr(decisions, name, None) is not getattr(Decisions, name)
    )


async def _play(
    suites: list[Suite], cases: list[LoadedCase], faults: list[KnownFault], choice: Choice, complete: bool
) -> Matrix:
    prepare(GRAMMARS)
    async with farm() as servers:
        validation = Validation(servers, _profiles(), suites, cases, choice)
        return await validation.matrix(faults, NULL_SERVERS if complete else (), complete)


def _profiles() -> list[Profile]:
    """Return every profile of the reference server; the first is the one that a plain target file describes."""
    first, *others = PROFILES
    files = {first: reference_target()} | {name: reference_target(name) for name in others}
    return [Profile(name, load_target(file)) for name, file in files.items()]


def _write_json(matrix: Matrix, path: Path) -> None:
    document = {
        "conformant": {play.case.id: str(play.verdict) for play in matrix.conformant},
        "faults": [
            {
                "name": row.name,
                "requirement": row.requirement,
                "also": dict(row.also),
                "caught_by": [play.case.id for play in row.caught_by(matrix.before)],
                "cases": {play.case.id: str(play.verdict) for play in row.plays},
            }
            for row in matrix.faults
        ],
        "null_servers": {
            server: {play.case.id: str(play.verdict) for play in plays} for server, plays in matrix.null.items()
        },
    }
    try:
        path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"--json {path}: cannot be written ({error.strerror})") from None
