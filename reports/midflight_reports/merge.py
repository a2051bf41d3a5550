"""Several results of one target as one: the parts of a run that was split over machines, or played several times.

The parts must belong together: the same description of the target, the same edition of the suites, the same midflight.
The URL may differ, because each machine may start the target on a port of its own. Of a case that was played more than
once the worst verdict counts, and where the verdicts differ, that is observed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from midflight_reports.clock import epoch
from midflight_reports.errors import ResultsError
from midflight_reports.model import CaseResult, RequirementResult, Results, Specification
from midflight_reports.verdicts import RANK, count, worst

APART = "merge the results of one target only; two targets are compared with midflight report compare"
OTHER_SUITES = "merge what was played with the same midflight and the same suites: run again"


def merged(parts: Sequence[tuple[str, Results]]) -> Results:
    """Return the parts, each with the name it has in messages, as one. Raises ResultsError if they do not fit."""
    (first_name, first), *others = parts
    for name, other in others:
        _check_fit(first_name, first, name, other)
    runs = [run for _, run in parts]
    begin = min(runs, key=lambda run: epoch(run.started))
    cases = _joined(case for run in runs for case in moved(run, begin.started))
    specifications = _specifications(runs)
    return replace(
        first,
        tool=replace(first.tool, suites_digest=_digest(runs)),
        started=begin.started,
        duration=max(_end(run) for run in runs) - epoch(begin.started),
        cases=cases,
        requirements=_requirements(runs, cases),
        summary=count(case.verdict for case in cases),
        strict=any(run.strict for run in runs),
        specifications=specifications,
        interrupted=any(run.interrupted for run in runs),
        selected=_selected(runs, len(cases)),
    )


def _selected(runs: Sequence[Results], played: int) -> int | None:
    """Return how many cases were to be played, where all parts know it; those of several parts count once if played."""
    known = [run.selected for run in runs if run.selected is not None]
    missing = sum(max(0, (run.selected or 0) - len(run.cases)) for run in runs)
    return played + missing if len(known) == len(runs) else None


def moved(run: Results, started: str) -> tuple[CaseResult, ...]:
    """Return the cases of a run with their starts counted from another moment, which is not later than the first."""
    late = epoch(run.started) - epoch(started)
    return tuple(
        case if case.started is None else replace(case, started=max(0.0, case.started + late)) for case in run.cases
    )


def _end(run: Results) -> float:
    return epoch(run.started) + run.duration


def _check_fit(first_name: str, first: Results, name: str, other: Results) -> None:
    here, there = first.target, other.target
    facts = {
        "another target": (here.name, there.name),
        "other claims": (sorted(here.claims), sorted(there.claims)),
        "other knobs": (dict(here.knobs), dict(there.knobs)),
        "other revisions": (dict(here.revisions), dict(there.revisions)),
    }
    for what, (one, another) in facts.items():
        if one != another:
            raise ResultsError(name, f"has {what} than {first_name} ({_short(another)}, not {_short(one)})", APART)
    if (first.tool.name, first.tool.version) != (other.tool.name, other.tool.version):
        raise ResultsError(
            name,
            f"was played with midflight {other.tool.version}, {first_name} with {first.tool.version}",
            OTHER_SUITES,
        )
    if suites := other_editions(first, other):
        what = f"was played with another edition of {', '.join(suites)} than {first_name}"
        raise ResultsError(name, what, OTHER_SUITES)


def _short(value: object) -> str:
    text = ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def other_editions(one: Results, other: Results) -> list[str]:
    """Return the suites of which the two have played different editions; where a file does not say, all at once."""
    here, there = _digests(one), _digests(other)
    common = sorted({case.suite for case in one.cases} & {case.suite for case in other.cases})
    whole = one.tool.suites_digest != other.tool.suites_digest
    return [suite for suite in common if (here[suite] != there[suite] if suite in here and suite in there else whole)]


def _digests(run: Results) -> Mapping[str, str]:
    return {specification.suite: specification.digest for specification in run.specifications}


def _digest(runs: Sequence[Results]) -> str:
    """Return the digest that all have in common, or one over theirs, whatever their order."""
    found = sorted({run.tool.suites_digest for run in runs})
    return found[0] if len(found) == 1 else hashlib.sha256(ascii(found).encode()).hexdigest()


def _specifications(runs: Iterable[Results]) -> tuple[Specification, ...]:
    return tuple({found.suite: found for run in runs for found in run.specifications}.values())


def _joined(cases: Iterable[CaseResult]) -> tuple[CaseResult, ...]:
    plays: dict[tuple[str, str], list[CaseResult]] = {}
    for case in cases:
        plays.setdefault((case.suite, case.id), []).append(case)
    return tuple(map(_one, plays.values()))


def _one(plays: Sequence[CaseResult]) -> CaseResult:
    judged = min(plays, key=lambda case: RANK[case.verdict])
    if len(plays) == 1:
        return judged
    attempts = sum(case.attempts for case in plays)
    verdicts = Counter(case.verdict for case in plays)
    if len(verdicts) == 1:
        return replace(judged, attempts=attempts)
    changed = "the verdict changed: " + ", ".join(f"{verdict} {times} times" for verdict, times in verdicts.items())
    return replace(judged, attempts=attempts, observed="; ".join(filter(None, [judged.observed, changed])))


def _requirements(runs: Iterable[Results], cases: Iterable[CaseResult]) -> tuple[RequirementResult, ...]:
    rules = {(rule.suite, rule.id): rule for run in runs for rule in run.requirements}
    of: dict[tuple[str, str], list[CaseResult]] = {}
    for case in cases:
        of.setdefault((case.suite, case.requirement), []).append(case)
    return tuple(
        replace(rule, verdict=worst(case.verdict for case in own), cases=tuple(case.id for case in own))
        for key, rule in rules.items()
        for own in [of.get(key, [])]
    )
