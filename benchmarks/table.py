"""Measured figures as plain text, and as JSON."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from benchmarks.measure import Figures
from benchmarks.plan import Goal, Table

_MIB = 1 << 20


def text(table: Table) -> str:
    """Return one table with its goals below it."""
    base = table.figures[0]
    lines = [table.title, f"  {'':<18}{'seconds':>9}{'ratio':>8}{'CPU s':>8}{'MiB':>7}{'runs':>6}"]
    lines += [_line(figures, base, table.octets) for figures in table.figures]
    lines += [f"  {_judged(goal, table.figures)}" for goal in table.goals]
    return "\n".join(lines) + "\n"


def _line(figures: Figures, base: Figures, octets: int) -> str:
    ratio = figures.seconds / base.seconds
    rate = f"  {octets / _MIB / figures.work:.0f} MiB/s" if octets and figures.work else ""
    failure = f"  FAILED, {figures.failure}" if figures.failure else ""
    return (
        f"  {figures.name:<18}{figures.seconds:>9.3f}{ratio:>8.2f}{figures.cpu:>8.2f}{figures.peak:>7.0f}"
        f"{len(figures.samples):>6}{rate}{failure}"
    )


def _judged(goal: Goal, figures: Sequence[Figures]) -> str:
    by_name = {each.name: each for each in figures}
    if missing := [name for name in goal.names if name not in by_name]:
        return f"goal {goal.text}: not measured, {missing[0]} is left out"
    if any(by_name[name].failure for name in goal.names):
        return f"goal {goal.text}: not measured, a run failed"
    value = goal.value(by_name)
    return f"goal {goal.text}: {'met' if value <= goal.most else 'MISSED'} ({value:.2f})"


def machine() -> str:
    """Return what the figures depend on."""
    return f"{platform.system()} {platform.machine()}, {platform.python_implementation()} {platform.python_version()}"


def plain(tables: Sequence[Table]) -> dict[str, object]:
    """Return everything as JSON values."""
    return {"machine": machine(), "tables": [_plain(table) for table in tables]}


def _plain(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "goals": [_judged(goal, table.figures) for goal in table.goals],
        "figures": [
            {
                "name": figures.name,
                "seconds": figures.seconds,
                "cpu": figures.cpu,
                "peak_mib": figures.peak,
                "work": figures.work,
                "failure": figures.failure,
                "runs": [sample.seconds for sample in figures.samples],
            }
            for figures in table.figures
        ],
    }
