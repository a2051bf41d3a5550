"""What is measured: one function per table, and the goals that stand beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import cases
from benchmarks.measure import Contender, Figures, by_turns
from benchmarks.target import serving

HERE = Path(__file__).parent
COMMAND = str(Path(sys.executable).with_name("midflight"))
GIB = 1 << 30
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null")


@dataclass(frozen=True)
class Goal:
    """`value` of the figures should be `most` at the most."""

    text: str
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
    notes: Sequence[str] = field(default_factory=list)


def times(name: str, other: str, most: float) -> Goal:
    """Return the goal that one takes no more than so many times as long as another."""
    text = f"{name} no slower than {other}" if most == 1 else f"{name} ≤ {most:g} × {other}"
    return Goal(text, most, lambda by_name: by_name[name].seconds / by_name[other].seconds)


def within(name: str, seconds: float) -> Goal:
    """Return the goal of an absolute time."""
    return Goal(f"{name} ≤ {seconds:g} s", seconds, lambda by_name: by_name[name].seconds)


def below(name: str, peak: float) -> Goal:
    """Return the goal of a peak in MiB."""
    return Goal(f"{name} ≤ {peak:g} MiB at its peak", peak, lambda by_name: by_name[name].peak)


def _midflight(folder: Path, url: str, *options: str) -> list[str]:
    program = [sys.executable, str(HERE / "midflight_run.py"), str(folder)]
    return [*program, "run", url, "--report", str(folder.with_name("report")), *options]


def _contender(name: str, plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    if name == "floor":
        return Contender(name, [sys.executable, str(HERE / "floor.py"), str(folder), str(concurrency)])
    if name == "midflight":
        return Contender(name, _midflight(folder, url, *(["--concurrency", "100"] if concurrency == 100 else [])))
    if name == "pytest + h11":
        command = [sys.executable, *_PYTEST, "--rootdir", str(folder), str(HERE / "by_hand.py")]
        table = {"BENCHMARK_CASES": str(folder / "cases.json"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return Contender(name, command, table)
    if name == "tavern":
        command = [str(plan.peers[name]), *_PYTEST, "--rootdir", str(folder), str(folder)]
        return Contender(name, command, folder=folder, most=1)
    command = [str(plan.peers[name]), "run", str(folder / "workflow.yaml")]
    return Contender(name, command, {"STEPCI_DISABLE_ANALYTICS": "1"}, folder=folder)


def _cases(plan: Plan, names: Sequence[str], count: int, kind: str, concurrency: int) -> list[Figures]:
    wanted = [name for name in names if name in plan.peers or name not in {"tavern", "stepci"}]
    with serving() as url:
        contenders = []
        for name in wanted:
            folder = plan.folder / f"{kind}-{count}" / name.replace(" ", "") / "cases"
            folder.mkdir(parents=True)
            cases.WRITERS[name](folder, count, kind, url)
            contenders.append(_contender(name, plan, folder, url, concurrency))
        return by_turns(contenders, plan.rounds)


def cases_500(plan: Plan) -> Table:
    """500 quick cases."""
    figures = _cases(plan, ("floor", "midflight", "pytest + h11", "tavern", "stepci"), 500, "c", 64)
    goals = [times("midflight", "floor", 4.5), times("midflight", "pytest + h11", 1)]
    return Table("500 cases", figures, goals)


def cases_2000(plan: Plan) -> Table:
    """2000 quick cases."""
    figures = _cases(plan, ("floor", "midflight", "pytest + h11", "tavern", "stepci"), 2000, "c", 64)
    return Table("2000 cases", figures, [times("midflight", "floor", 3), times("midflight", "stepci", 1)])


def slow_100(plan: Plan) -> Table:
    """100 cases that are answered after 300 ms; what plays one after the other would take 30 s."""
    figures = _cases(plan, ("floor", "midflight", "stepci"), 100, "s", 100)
    return Table("100 cases answered after 300 ms", figures, [times("midflight", "floor", 2.5)])


def progress(plan: Plan) -> Table:
    """The progress suite against the bundled server."""
    report = str(plan.folder / "progress-report")
    command = [COMMAND, "run", "--suite", "progress", "--report", report]
    figures = by_turns([Contender("midflight run", command)], plan.rounds)
    return Table("the progress suite against the reference server", figures, [within("midflight run", 6)])


def upload(plan: Plan) -> Table:
    """A case that uploads 1 GiB of generated content."""
    folder = plan.folder / "upload" / "cases"
    cases.upload(folder, GIB)
    with serving() as url:
        bare = Contender("bare socket", [sys.executable, str(HERE / "bare_upload.py"), url, str(GIB)])
        figures = by_turns([bare, Contender("midflight", _midflight(folder, url))], plan.rounds)
    return Table("1 GiB uploaded", figures, [times("midflight", "bare socket", 2), below("midflight", 120)], GIB)


def help_(plan: Plan) -> Table:
    """The start of the command line."""
    contenders = [
        Contender("python -c pass", [sys.executable, "-c", "pass"]),
        Contender("midflight --help", [COMMAND, "--help"]),
    ]
    return Table("start-up", by_turns(contenders, plan.rounds * 3), [within("midflight --help", 0.25)])


def validate(plan: Plan) -> Table:
    """The suite testing itself: only when it is asked for."""
    figures = by_turns([Contender("midflight validate", [COMMAND, "validate"])], 1)
    return Table("midflight validate", figures, [within("midflight validate", 60)])


ROWS: Mapping[str, Callable[[Plan], Table]] = {
    "500": cases_500,
    "2000": cases_2000,
    "slow": slow_100,
    "progress": progress,
    "upload": upload,
    "help": help_,
    "validate": validate,
}
ON_REQUEST = {"validate"}
