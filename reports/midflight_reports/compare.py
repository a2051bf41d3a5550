"""Two results side by side: what became worse, what became better, and what only one of them has.

Only cases that both have are compared. In the order of verdicts, from error down to warn, further up is worse; `info`,
`pass` and `not-applicable` are all fine, and what moves between them has only changed. So has a failure that became
another red verdict further down, one that no longer applies, and one that the new results list as known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from midflight_reports.conclusion import counted, known
from midflight_reports.errors import ResultsError
from midflight_reports.merge import other_editions
from midflight_reports.model import CaseResult, Results
from midflight_reports.verdicts import RANK, RED, Verdict
from midflight_reports.visible import visible

FINE = RANK["warn"] + 1  # from here on nothing is better than anything else
LISTED = 200  # cases of one heading


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
        new=[case for id_, case in after.items() if id_ not in before],
        gone=[case for id_, case in before.items() if id_ not in after],
    )


def _by_id(run: Results) -> dict[str, CaseResult]:
    """Return the cases; of one that stands there more than once, the worst."""
    return {case.id: case for case in sorted(run.cases, key=lambda case: -RANK[case.verdict])}


def _step(verdict: Verdict) -> int:
    return min(RANK[verdict], FINE)


def _is_regression(pair: Pair) -> bool:
    return _step(pair.new.verdict) < _step(pair.old.verdict) and not pair.excused


def _is_fix(pair: Pair) -> bool:
    verdict = pair.new.verdict
    return _step(verdict) > _step(pair.old.verdict) and verdict not in RED and verdict != "not-applicable"


def _remarks(old: Results, new: Results, common: int) -> Iterator[str]:
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
    lists = {
        "regressions": list(map(_pair, found.regressions)),
        "fixes": list(map(_pair, found.fixes)),
        "other changes": list(map(_pair, found.changes)),
        "new cases": list(map(_single, found.new)),
        "cases gone": list(map(_single, found.gone)),
    }
    for heading, told in lists.items():
        if told:
            lines += ["", f"{heading} ({len(told):,})", *told[:LISTED]]
        if len(told) > LISTED:
            lines.append(f"  ... and {len(told) - LISTED:,} more")
    counts = ", ".join(f"{len(told):,} {heading}" for heading, told in lists.items())
    return [*lines, "", f"{counts}, {found.alike:,} as before"]


def _pair(pair: Pair) -> str:
    case = pair.new
    remark = f" (known failure: {case.known_failure})" if pair.excused else ""
    return _line(f"  {pair.old.verdict} -> {case.verdict}  {case.id}  {case.requirement}{remark}")


def _single(case: CaseResult) -> str:
    return _line(f"  {case.verdict}  {case.id}  {case.requirement}")


def _line(text: str) -> str:
    return visible(text).replace("\n", "\\n")
