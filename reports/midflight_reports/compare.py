"""Two results side by side: what became worse, what became better, and what only one of them has.

Only cases that both have are compared. In the order of verdicts, from error down to warn, further up is worse; `info`,
`pass` and `not-applicable` are all fine, and what moves between them has only changed. So has a failure that became
another red verdict further down, one that no longer applies, and one that the new results list as known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from midflight_reports.conclusion import counted, interruption, known
from midflight_reports.errors import ResultsError
from midflight_reports.merge import other_editions
from midflight_reports.model import CaseResult, Results
from midflight_reports.verdicts import RANK, RED, Verdict
from midflight_reports.visible import visible

FINE = RANK["warn"] + 1  # from here on nothing is better than anything else
LISTED = 200  # cases of a heading that says what changed
NAMED = 5  # cases that only one of the two has


@dataclass(frozen=True, slots=True)
class Pair:
    """One case in both results."""

    old: CaseResult
    new: CaseResult
    excused: bool  # by the list of known failures


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two results have to say about each other; `remarks` are the reasons not to take it at face value."""

    remarks: Sequence[str]
    regressions: Sequence[Pair]
    fixes: Sequence[Pair]
    changes: Sequence[Pair]
    alike: int
    new: Sequence[CaseResult]
    gone: Sequence[CaseResult]


def compare(old: Results, new: Results) -> Comparison:
    """Compare two results. Raises ResultsError if they have no case in common."""
    before, after = _by_id(old), _by_id(new)
    pairs = [Pair(before[id_], case, known(case, new.strict)) for id_, case in after.items() if id_ in before]
    if not pairs:
        raise ResultsError("OLD and NEW", "have no case in common", "give the results of the same suites")
    moved = [pair for pair in pairs if pair.old.verdict != pair.new.verdict]
    regressions = [pair for pair in moved if _is_regression(pair)]
    fixes = [pair for pair in moved if _is_fix(pair)]
    return Comparison(
        remarks=list(_remarks(old, new, len(pairs))),
        regressions=sorted(regressions, key=lambda pair: RANK[pair.new.verdict]),
        fixes=sorted(fixes, key=lambda pair: RANK[pair.old.verdict]),
        changes=[pair for pair in moved if not _is_regression(pair) and not _is_fix(pair)],
        alike=len(pairs) - len(moved),
        new=_without(after, before),
        gone=_without(before, after),
    )


def _by_id(run: Results) -> dict[str, CaseResult]:
    """Return the cases; of one that stands there more than once, the worst."""
    return {case.id: case for case in sorted(run.cases, key=lambda case: -RANK[case.verdict])}


def _without(cases: Mapping[str, CaseResult], others: Mapping[str, CaseResult]) -> list[CaseResult]:
    """Return the cases that the others do not have, worst first."""
    return sorted((case for id_, case in cases.items() if id_ not in others), key=lambda case: RANK[case.verdict])


def _step(verdict: Verdict) -> int:
    return min(RANK[verdict], FINE)


def _is_regression(pair: Pair) -> bool:
    return _step(pair.new.verdict) < _step(pair.old.verdict) and not pair.excused


def _is_fix(pair: Pair) -> bool:
    verdict = pair.new.verdict
    return _step(verdict) > _step(pair.old.verdict) and verdict not in RED and verdict != "not-applicable"


def _remarks(old: Results, new: Results, common: int) -> Iterator[str]:
    for name, run in (("OLD", old), ("NEW", new)):
        if how_far := interruption(run):
            yield f"{name} was {how_far}: what it does not have may only not have been played"
    if changed := other_editions(old, new):
        yield (
            f"the results are of different editions of {', '.join(changed)}: only the"
            f" {counted(common, 'case')} that both have are compared, and even these may ask for something else now"
        )
    facts: dict[str, Callable[[Results], object]] = {
        "versions of midflight": lambda run: run.tool.version,
        "targets": lambda run: run.target.name,
        "claims": lambda run: ", ".join(sorted(run.target.claims)),
        "revisions": lambda run: ", ".join(f"{name} {value}" for name, value in sorted(run.target.revisions.items())),
        "strictness": lambda run: "strict" if run.strict else "not strict",
    }
    for what, fact in facts.items():
        if fact(old) != fact(new):
            yield f"the results differ in their {what}: {fact(old)} -> {fact(new)}"


def to_lines(found: Comparison) -> list[str]:
    """Return the comparison for a terminal."""
    lines = [_line(f"note: {remark}") for remark in found.remarks]
    changed = {
        "regression": list(map(_pair, found.regressions)),
        "fix": list(map(_pair, found.fixes)),
        "other change": list(map(_pair, found.changes)),
    }
    alone = {"new case": list(map(_single, found.new)), "case gone": list(map(_single, found.gone))}
    for told, most in ((changed, LISTED), (alone, NAMED)):
        for noun, cases in told.items():
            lines += _listed(noun, cases, most)
    counts = ", ".join(f"{len(cases):,} {_plural(noun, len(cases))}" for noun, cases in (changed | alone).items())
    return [*lines, "", f"{counts}, {found.alike:,} as before"]


def _listed(noun: str, cases: Sequence[str], most: int) -> list[str]:
    if not cases:
        return []
    more = [f"  ... and {len(cases) - most:,} more"] if len(cases) > most else []
    return ["", f"{_plural(noun, 2)} ({len(cases):,})", *cases[:most], *more]


_PLURALS = {"fix": "fixes", "case gone": "cases gone"}


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else _PLURALS.get(noun, f"{noun}s")


def _pair(pair: Pair) -> str:
    case = pair.new
    remark = f" (known failure: {case.known_failure})" if pair.excused else ""
    return _line(f"  {pair.old.verdict} -> {case.verdict}  {case.id}  {case.requirement}{remark}")


def _single(case: CaseResult) -> str:
    return _line(f"  {case.verdict}  {case.id}  {case.requirement}")


def _line(text: str) -> str:
    return visible(text).replace("\n", "\\n")
