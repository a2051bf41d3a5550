"""Several plays of one case (`--repeat`): the worst verdict counts, and one that changed is told by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from midflight.player.case import PlayedCase
from midflight_reports import CaseResult
from midflight_reports.conclusion import counted

_CHANGED = "the verdict changed: "


def combined(played: Sequence[PlayedCase]) -> PlayedCase:
    """Return the worst of several plays of one case, and how they differed."""
    worst = min(played, key=lambda one: one.outcome.verdict)
    verdicts = [str(one.outcome.verdict) for one in played]
    if len(set(verdicts)) == 1:
        return worst
    changed = _CHANGED + ", ".join(
        f"{verdict} {_times(verdicts.count(verdict))}" for verdict in dict.fromkeys(verdicts)
    )
    observed = "; ".join(filter(None, [worst.outcome.observed, changed]))
    return replace(worst, outcome=replace(worst.outcome, observed=observed))


def told(cases: Sequence[CaseResult], rounds: int) -> Iterator[str]:
    """Yield, in lines, which cases came to different verdicts; nothing where there was one round."""
    if rounds == 1:
        return
    changed = [case for case in cases if _CHANGED in case.observed]
    if not changed:
        yield f"no verdict changed in {rounds} rounds"
        return
    yield f"the verdict of {counted(len(changed), 'case')} changed in {rounds} rounds:"
    for case in changed:
        yield f"  {case.id}: {case.observed.rpartition(_CHANGED)[2]}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
