"""Does every `$name` have something to stand for, by the time it is read?

The steps of a case are followed in order. A fixture may rest on values of the case that uses it: those it does not
bring along itself have to be there where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from midflight.errors import did_you_mean
from midflight.language import values
from midflight.language.bodies import FieldExpectation
from midflight.language.case import (
    Case,
    ExchangeStep,
    Fixture,
    FixtureUse,
    Pause,
    Pipelined,
    Repeat,
    Together,
)
from midflight.language.exchange import FinalExpectation, Request
from midflight.language.located import Path, located
from midflight.language.vocabulary import BUILT_IN, CONTENT_PARTS

# Keys whose texts are names, not texts with values in them.
_NAMES = frozenset(
    {
        "id",
        "requirement",
        "title",
        "needs",
        "unless",
        "use",
        "file",
        "save",
        "saves",
        "connection",
        "name",
        "observed",
        "fixture",
    }
)
_STEPS = frozenset({"exchanges"})
_DURING = frozenset({"hold", "cut"})  # parts of a request that are read while it is sent
_BEFORE = ("request", "control", "retry")
Report = Callable[[Path, str, str], None]  # place and name of a value that nothing has saved, and the fixture it is for


@dataclass
class Demands:
    """What a fixture asks of where it is used, and what it leaves there."""

    free: dict[str, Path] = field(default_factory=dict)
    saves: set[str] = field(default_factory=set)


class Flow:
    """Follows the values through the steps of one suite's cases and fixtures."""

    def __init__(self, fixtures: Mapping[str, Fixture]) -> None:
        self._fixtures = fixtures
        self._demands: dict[str, Demands] = {}

    def demands(self, name: str) -> Demands:
        """Return what a fixture asks and leaves; one that uses itself asks nothing of itself."""
        if name not in self._demands:
            self._demands[name] = found = Demands()
            fixture = self._fixtures[name]
            known = {*BUILT_IN, *fixture.parameters}
            begin = set(known)
            self._steps(fixture.exchanges, ("exchanges",), known, lambda path, value, _: _note(found.free, value, path))
            found.saves |= known - begin
            _look(fixture.parameters, ("parameters",), known, lambda path, value, _: _note(found.free, value, path))
        return self._demands[name]

    def case(self, case: Case) -> Iterator[tuple[Path, str]]:
        """Yield place and message of every value of a case that nothing can have saved."""
        known = {*BUILT_IN, *case.for_each}
        found: list[tuple[Path, str]] = []

        def report(path: Path, name: str, fixture: str) -> None:
            needed = f"; the fixture '{fixture}' needs it" if fixture else did_you_mean(name, known)
            found.append((path, f"nothing before this saves ${name}{needed}"))

        saved = {name for step in (*case.given, *case.exchanges) for name in self._saves(step)}
        _look(case.for_each, ("for_each",), known | saved, report)
        self._steps(case.given, ("given",), known, report)
        self._steps(case.exchanges, ("exchanges",), known, report)
        yield from dict.fromkeys(found)
        yield from _no_numbers(case)

    def _steps(self, steps: Any, path: Path, known: set[str], report: Report) -> None:
        for index, step in enumerate(steps):
            self._step(step, (*path, index), known, report)

    def _step(self, step: Any, path: Path, known: set[str], report: Report) -> None:
        match step:
            case ExchangeStep():
                self._exchange(step, path, known, report)
            case FixtureUse():
                self._fixture(step, path, known, report)
            case Repeat():
                _look(step.repeat, (*path, "repeat"), known, report)
                counted = known | step.repeat.keys() if isinstance(step.repeat, dict) else known
                self._steps(step.exchanges, (*path, "exchanges"), counted, report)
                known |= counted - (step.repeat.keys() - known if isinstance(step.repeat, dict) else set())
            case Pause():
                _look(step.pause, (*path, "pause"), known, report)
            case Together():
                known |= {name for one in step.together for name in self._saves(one)}
                self._steps(step.together, (*path, "together"), known, report)
            case Pipelined():
                self._steps(step.pipelined, (*path, "pipelined"), known, report)

    def _exchange(self, step: ExchangeStep, path: Path, known: set[str], report: Report) -> None:
        for key in _BEFORE:
            _look(getattr(step, key), (*path, key), known, report, _DURING)
        known |= saved_in(step, _STEPS)
        if step.meanwhile:
            self._steps(step.meanwhile.exchanges, (*path, "meanwhile", "exchanges"), known, report)
        for key in ("hold", "cut"):
            _look(getattr(step.request, key), (*path, "request", key), known, report)
        for key in ("interim", "final", "afterwards", "given", "one_of", "meanwhile", "after"):
            _look(getattr(step, key), (*path, key), known, report, _STEPS)
        for index, branch in enumerate(step.one_of):
            self._steps(branch.exchanges, (*path, "one_of", index, "exchanges"), known, report)

    def _fixture(self, use: FixtureUse, path: Path, known: set[str], report: Report) -> None:
        _look(use.parameters, (*path, use.fixture), known, report)
        if use.fixture not in self._fixtures:
            return
        demands = self.demands(use.fixture)
        for name in sorted(demands.free.keys() - known - use.parameters.keys()):
            of_default = demands.free[name][:1] == ("parameters",)
            if not (of_default and demands.free[name][1] in use.parameters):
                report(path, name, use.fixture)
        known |= demands.saves

    def _saves(self, step: Any) -> set[str]:
        used = [place.value for place in located(step) if isinstance(place.value, FixtureUse)]
        known = [use.fixture for use in used if use.fixture in self._fixtures]
        return saved_in(step).union(*(self.demands(name).saves for name in known))


def _no_numbers(case: Case) -> Iterator[tuple[Path, str]]:
    """What a case calculates with is a number under every label."""
    texts = (place.value for place in located(case) if isinstance(place.value, str))
    calculated = {name for text in texts for name in values.operands(text)}
    for name in sorted(calculated & case.for_each.keys()):
        for label, value in case.for_each[name].items():
            if not isinstance(value, str) or not ("$" in value or value.isdecimal()):
                said = f"'{value}'" if isinstance(value, str) else "this"
                yield ("for_each", name, label), f"{said} is not a number, but the case calculates with ${name}"


def unknown_parts(value: Case | Fixture) -> Iterator[tuple[Path, str]]:
    """Yield place and message where a part is asked of content that content does not have."""
    given = value.for_each if isinstance(value, Case) else {name: {"": one} for name, one in value.parameters.items()}
    contents = {name for name, values_ in given.items() if any(not isinstance(one, str) for one in values_.values())}
    for place in located(value) if contents else ():
        for name, part in values.parts(place.value) if isinstance(place.value, str) else ():
            if name in contents and part not in CONTENT_PARTS:
                yield place.path, f"content has no '{part}'{did_you_mean(part, CONTENT_PARTS)}"


def _look(value: Any, path: Path, known: set[str], report: Report, skip: frozenset[str] = frozenset()) -> None:
    for place in located(value, path, str(path[-1]), skip):
        if isinstance(place.value, str) and place.key not in _NAMES:
            for name in values.references(place.value):
                if name not in known:
                    report(place.path, name, "")


def _note(free: dict[str, Path], name: str, path: Path) -> None:
    free.setdefault(name, path)


def saved_in(value: Any, skip: frozenset[str] = frozenset()) -> set[str]:
    """Return the names under which a value saves something."""
    models = (place.value for place in located(value, skip=skip))
    return {one.save for one in models if isinstance(one, FieldExpectation | FinalExpectation | Request) and one.save}
