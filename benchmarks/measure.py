"""Whole processes, measured by turns: A B C, A B C, … so that what else the machine does meets all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_LAST_LINES = 4


@dataclass(frozen=True)
class Contender:
    """A command to be measured. `most` bounds how often: some are slow. `work` tells how long the work itself took."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    most: int = 1000
    work: Callable[[], float] | None = None


@dataclass(frozen=True)
class Sample:
    """One run of one command."""

    seconds: float
    cpu: float
    peak: float  # MiB, the largest of the process and those it waited for
    work: float = 0.0  # seconds without start and end of the process, where known
    failure: str = ""


@dataclass(frozen=True)
class Figures:
    """All runs of one contender."""

    name: str
    samples: tuple[Sample, ...]

    @property
    def failure(self) -> str:
        """Return why a run failed, if one did."""
        return next((sample.failure for sample in self.samples if sample.failure), "")

    @property
    def seconds(self) -> float:
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def work(self) -> float:
        return statistics.median(sample.work for sample in self.samples)

    @property
    def cpu(self) -> float:
        return statistics.median(sample.cpu for sample in self.samples)

    @property
    def peak(self) -> float:
        return max(sample.peak for sample in self.samples)


def by_turns(contenders: Sequence[Contender], rounds: int) -> list[Figures]:
    """Run every contender once per round."""
    samples: dict[str, list[Sample]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        for contender in contenders:
            if turn < contender.most:
                samples[contender.name].append(once(contender))
    return [Figures(name, tuple(taken)) for name, taken in samples.items()]


def once(contender: Contender) -> Sample:
    """Run a command to its end."""
    environment = {**os.environ, **contender.environment}
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            contender.command, stdout=output, stderr=output, env=environment, cwd=contender.folder
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        failure = "" if process.returncode == 0 else _failure(process.returncode, output)
    work = contender.work() if contender.work and not failure else 0.0
    return Sample(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, work, failure)


def _failure(status: int, output: IO[str]) -> str:
    output.seek(0)
    lines = [line.strip() for line in output.read().splitlines() if line.strip()]
    return f"exit status {status}: {' | '.join(lines[-_LAST_LINES:])}"
