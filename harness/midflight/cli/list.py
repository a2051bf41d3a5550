"""`midflight list`: a line for each case; with a target file, whether it would be played there, and why not."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from midflight.cli.cases import every_case
from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.language import yaml_source
from midflight.language.suite import LoadedCase
from midflight.language.vocabulary import CLAIMS
from midflight.player.selection import names, needs, selected, why_not_applicable
from midflight.target import Target, target_in


def run(options: argparse.Namespace) -> int:
    """Print the cases that are asked for."""
    target = target_in(yaml_source.read(Path(options.target))) if options.target else None
    everything = every_case(options.suite)
    _check(options, everything)
    cases = [case for case in everything if _asked_for(case, options)]
    if not cases:
        sys.stderr.write(f"no case is selected{_nearest(options.case, everything)}\n")
        return ExitStatus.NOTHING_SELECTED
    if options.json:
        print(json.dumps([_row(case, target) for case in cases], indent=1, ensure_ascii=False))
        return ExitStatus.CONFORMANT
    for line in _lines(cases, target):
        print(line)
    return ExitStatus.CONFORMANT


def _check(options: argparse.Namespace, cases: Sequence[LoadedCase]) -> None:
    """Raise UsageError for a word that nothing here knows."""
    rules = {rule for case in cases for rule in case.suite.requirements}
    revisions = {revision for case in cases for revision in _revisions(case)}
    for option, what, words, known in (
        ("--requirement", "requirement", options.requirement, rules),
        ("--claim", "claim", options.claim, CLAIMS),
        ("--revision", "revision", [options.revision] if options.revision else [], revisions),
    ):
        for word in words:
            _known(option, what, word, known)


def _known(option: str, what: str, word: str, known: Iterable[str]) -> None:
    if word not in (words := set(known)):
        raise UsageError(f"{option} {word}: there is no such {what}{did_you_mean(word, words)}")


def _revisions(case: LoadedCase) -> set[str]:
    return {revision for rule in case.suite.specification.requirements for revision in rule.revisions}


def _asked_for(case: LoadedCase, options: argparse.Namespace) -> bool:
    rule = case.requirement
    return (
        selected(case, (), options.case, options.level)
        and (not options.requirement or rule.id in options.requirement)
        and set(options.claim) <= needs(case)
        and (not options.revision or not rule.revisions or options.revision in rule.revisions)
    )


def _nearest(patterns: Sequence[str], cases: Sequence[LoadedCase]) -> str:
    known = {name for case in cases for name in names(case)}
    return "".join(f"\n--case {pattern}: no case has this name{did_you_mean(pattern, known)}" for pattern in patterns)


def _row(case: LoadedCase, target: Target | None) -> Mapping[str, object]:
    rule = case.requirement
    row: dict[str, object] = {
        "id": case.id,
        "suite": case.suite.name,
        "title": case.title,
        "source": f"{case.suite.name}/{case.source}",
        "requirement": rule.id,
        "level": rule.level,
        "section": rule.section,
        "link": rule.link or case.suite.specification.link,
        "revisions": rule.revisions,
        "claims": sorted(needs(case)),
    }
    if target is not None:
        row["not_applicable"] = why_not_applicable(case, target) or None
    return row


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
