"""What all formats of a report cost, beside the run that they tell of."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.measure import Contender, by_turns, once
from benchmarks.plan import COMMAND, HERE, Goal, Plan, Table

_RUN, _ITS_RESULTS = "midflight run", "its results"
_SHARE = 0.1


def reports(plan: Plan) -> Table:
    """Every format of the results of a real run, of 500 such results and of 20 000."""
    folder = plan.folder / "reports"
    run = Contender(_RUN, [COMMAND, "run", "--report", str(folder), "--report-format", "json"])
    first = once(run)
    if first.failure:
        raise SystemExit(f"nothing to render: {first.failure}")
    results = folder / "results.json"
    played = len(json.loads(results.read_text("utf-8"))["cases"])
    contenders = [
        run,
        _rendering(_ITS_RESULTS, results, played),
        _rendering("500 results", results, 500),
        _rendering("20 000 results", results, 20_000, most=1),
    ]
    title = f"a run of all {played} cases, and all formats of its results"
    return Table(title, by_turns(contenders, plan.rounds), [_goal()])


def _rendering(name: str, results: Path, number: int, most: int = 1000) -> Contender:
    folder = results.parent
    command = [sys.executable, str(HERE / "render.py"), str(results), str(number), str(folder)]
    return Contender(name, command, most=most, work=lambda: float((folder / "seconds").read_text()))


def _goal() -> Goal:
    """Return the goal for the rendering alone, for a run has read its results already."""
    return Goal(
        f"rendering {_ITS_RESULTS} ≤ {_SHARE:g} × {_RUN}",
        (_ITS_RESULTS, _RUN),
        _SHARE,
        lambda by_name: by_name[_ITS_RESULTS].work / by_name[_RUN].seconds,
    )
