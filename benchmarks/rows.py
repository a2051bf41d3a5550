"""What is measured: one function per table."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import cases
from benchmarks.measure import Contender, Figures, by_turns
from benchmarks.page import page
from benchmarks.peers import PEERS
from benchmarks.plan import COMMAND, HERE, Plan, Table, memory, midflight_run, times, within
from benchmarks.reports import reports
from benchmarks.target import serving
from benchmarks.upload import upload

_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull)
_SEVERAL = ("floor", "midflight", "pytest + h11", "the same, bare", "tavern", "stepci")
_AT_ONCE = 64
_GOALS_500 = {"floor": 4.5, "pytest + h11": 1.0}


def _floor(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    return Contender("floor", [sys.executable, str(HERE / "floor.py"), str(folder), url, str(concurrency)])


def _midflight(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    return Contender("midflight", midflight_run(folder, url, "--concurrency", str(concurrency)))


def _by_hand(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    command = [sys.executable, *_PYTEST, "--rootdir", str(folder), str(HERE / "by_hand.py")]
    return Contender("pytest + h11", command, {"BENCHMARK_CASES": str(folder / "cases.json")})


def _by_hand_bare(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    plain = _by_hand(plan, folder, url, concurrency)
    return Contender("the same, bare", plain.command, {**plain.environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})


def _tavern(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    command = [str(plan.peers["tavern"]), *_PYTEST, "--rootdir", str(folder), str(folder)]
    return Contender("tavern", command, folder=folder, most=1)


def _stepci(plan: Plan, folder: Path, url: str, concurrency: int) -> Contender:
    command = [str(plan.peers["stepci"]), "run", str(folder / "workflow.yaml")]
    return Contender("stepci", command, {"STEPCI_DISABLE_ANALYTICS": "1"}, folder=folder)


_CONTENDERS: Mapping[str, Callable[[Plan, Path, str, int], Contender]] = {
    "floor": _floor,
    "midflight": _midflight,
    "pytest + h11": _by_hand,
    "the same, bare": _by_hand_bare,
    "tavern": _tavern,
    "stepci": _stepci,
}


def _play(plan: Plan, names: Sequence[str], count: int, kind: str, concurrency: int) -> list[Figures]:
    contenders: list[Contender] = []
    with serving() as url:
        for name in names:
            if name in PEERS and name not in plan.peers:
                continue
            folder = plan.folder / f"{kind}-{count}" / str(len(contenders)) / "cases"
            folder.mkdir(parents=True)
            cases.WRITERS[name](folder, count, kind, url)
            contenders.append(_CONTENDERS[name](plan, folder, url, concurrency))
        return by_turns(contenders, plan.rounds)


def cases_500(plan: Plan) -> Table:
    """500 quick cases."""
    figures = _play(plan, _SEVERAL, 500, "c", _AT_ONCE)
    goals = [times("midflight", other, most) for other, most in _GOALS_500.items()]
    return Table("500 cases", figures, goals)


def cases_2000(plan: Plan) -> Table:
    """2000 quick cases."""
    figures = _play(plan, _SEVERAL, 2000, "c", _AT_ONCE)
    return Table("2000 cases", figures, [times("midflight", "floor", 3), times("midflight", "stepci", 1)])


def slow_100(plan: Plan) -> Table:
    """100 cases that are answered after 300 ms; what plays one after the other would take 30 s."""
    figures = _play(plan, ("floor", "midflight", "stepci"), 100, "s", 100)
    return Table("100 cases answered after 300 ms", figures, [times("midflight", "floor", 2.5)])


def _suites(plan: Plan, title: str, suites: Sequence[str], seconds: float) -> Table:
    report = str(plan.folder / "-".join(suites))
    chosen = [argument for suite in suites for argument in ("--suite", suite)]
    figures = by_turns([Contender("midflight run", [COMMAND, "run", *chosen, "--report", report])], plan.rounds)
    return Table(f"{title} against the reference server", figures, [within("midflight run", seconds)])


def progress(plan: Plan) -> Table:
    """The progress suite against the bundled server."""
    return _suites(plan, "the progress suite", ("progress",), 6)


def writing(plan: Plan) -> Table:
    """The suites of partial writes against the bundled server."""
    return _suites(plan, "the suites of partial writes", ("byte-range-patch", "partial-upload"), 6)


def resumption(plan: Plan) -> Table:
    """The suite of resumable requests against the bundled server."""
    return _suites(plan, "the suite of resumable requests", ("resumable-requests",), 6)


def cuts(plan: Plan) -> Table:
    """One megabyte in forty pieces, each cut off by a reset."""
    command = [COMMAND, "run", "--case", "forty-resets-lose-nothing", "--report", str(plan.folder / "cuts")]
    return Table(
        "cut forty times", by_turns([Contender("midflight run", command)], plan.rounds), [within("midflight run", 3)]
    )


def every_suite(plan: Plan) -> Table:
    """What `make run` does."""
    command = [COMMAND, "run", "--report", str(plan.folder / "all")]
    return Table(
        "all suites", by_turns([Contender("midflight run", command)], plan.rounds), [within("midflight run", 15)]
    )


def large(plan: Plan) -> Table:
    """A case that writes 64 MiB in segments and compares what comes back. The memory of the server counts too."""
    case = ("--case", "many-megabytes-in-segments-make-up-the-whole")
    command = [COMMAND, "run", *case, "--report", str(plan.folder / "large")]
    figures = by_turns([Contender("midflight run", command)], plan.rounds)
    return Table("64 MiB in segments", figures, [memory("midflight run", 100)])


def start(plan: Plan) -> Table:
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
    "writing": writing,
    "large": large,
    "resumption": resumption,
    "cuts": cuts,
    "all": every_suite,
    "upload": upload,
    "page": page,
    "help": start,
    "reports": reports,
    "validate": validate,
}
ON_REQUEST = {"validate"}
