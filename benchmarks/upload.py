"""A case that sends 1 GiB of generated content, beside a bare socket loop that sends the same octets."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import cases
from benchmarks.measure import Contender, by_turns
from benchmarks.plan import HERE, Goal, Plan, Table, midflight_run
from benchmarks.target import serving

_GIB = 1 << 30
_PEAK = 120  # MiB
_GOALS = (
    Goal(
        "midflight at least half the throughput of a bare socket",
        ("midflight", "bare socket"),
        2,
        lambda by_name: by_name["midflight"].work / by_name["bare socket"].work,
    ),
    Goal(f"midflight ≤ {_PEAK} MiB at its peak", ("midflight",), _PEAK, lambda by_name: by_name["midflight"].peak),
)


def upload(plan: Plan) -> Table:
    """1 GiB; the throughput is that of the work, without start and end of a process."""
    folder = plan.folder / "upload" / "cases"
    cases.upload(folder, _GIB)
    told = plan.folder / "bare-seconds"
    with serving() as url:
        bare = [sys.executable, str(HERE / "bare_upload.py"), url, str(_GIB), str(told)]
        contenders = [
            Contender("bare socket", bare, work=lambda: float(told.read_text())),
            Contender("midflight", midflight_run(folder, url), work=lambda: _duration(folder.with_name("report"))),
        ]
        figures = by_turns(contenders, plan.rounds)
    return Table("1 GiB uploaded", figures, _GOALS, _GIB)


def _duration(report: Path) -> float:
    (case,) = json.loads((report / "results.json").read_text())["cases"]
    return float(case["duration"])
