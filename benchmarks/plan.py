"""How to measure, what was measured, and the goals that stand beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Figures

HERE = Path(__file__).parent
COMMAND = str(Path(sys.executable).with_name("midflight"))


@dataclass(frozen=True)
class Goal:
    """`value` of the figures should be `most` at the most."""

    text: str
    names: tuple[str, ...]
    most: float
    value: Callable[[Mapping[str, Figures]], float]


@dataclass(frozen=True)
class Plan:
    """How to measure: rounds, the peers that are there, a folder for files."""

    rounds: int
    peers: Mapping[str, Path]
    folder: Path


@dataclass(frozen=True)
class Table:
    """Measured figures: the first is what the others are compared with."""

    title: str
    figures: Sequence[Figures]
    goals: Sequence[Goal] = ()
    octets: int = 0  # moved by each, where throughput matters


def times(name: str, other: str, most: float) -> Goal:
    """Return the goal that one takes no more than so many times as long as another."""
    text = f"{name} no slower than {other}" if most == 1 else f"{name} ≤ {most:g} × {other}"
    return Goal(text, (name, other), most, lambda by_name: by_name[name].seconds / by_name[other].seconds)


def within(name: str, seconds: float) -> Goal:
    """Return the goal of an absolute time."""
    return Goal(f"{name} ≤ {seconds:g} s", (name,), seconds, lambda by_name: by_name[name].seconds)


def memory(name: str, mebibytes: float) -> Goal:
    """Return the goal of a peak of memory."""
    return Goal(f"{name} ≤ {mebibytes:g} MiB", (name,), mebibytes, lambda by_name: by_name[name].peak)


def midflight_run(folder: Path, url: str, *options: str) -> list[str]:
    """Return the command that plays the suites of a folder, with all reports in `report` beside it."""
    program = [sys.executable, str(HERE / "midflight_run.py"), str(folder)]
    return [*program, "run", url, "--report", str(folder.with_name("report")), *options]
