"""What the plays have shown, as values: the matrix of faults and cases, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from midflight.judge.findings import Verdict
from midflight.language.requirement import Requirement
from midflight.language.suite import LoadedCase, Suite

_GREEN = {Verdict.PASS, Verdict.INFO}
_ACCUSES = {Verdict.FAIL, Verdict.WARN, Verdict.ERROR}


@dataclass(frozen=True, slots=True)
class Played:
    """One case against one server; `profile` is that of the reference server."""

    case: LoadedCase
    verdict: Verdict
    reason: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault and what the cases made of it; `also` are rules that it breaks as well, with the reason."""

    name: str
    requirement: str
    also: Mapping[str, str]
    plays: Sequence[Played] = ()

    def caught_by(self, conformant: Mapping[str, Verdict]) -> list[Played]:
        """Return the plays of the fault's own rule that show it."""
        own = [play for play in self.plays if play.case.requirement.id == self.requirement]
        return [play for play in own if _shows(play, conformant[play.case.id])]

    def accused(self) -> list[Played]:
        """Return the plays in which another rule, not listed with a reason, is said to be broken."""
        excused = {self.requirement, *self.also}
        return [play for play in self.plays if play.verdict in _ACCUSES and play.case.requirement.id not in excused]


def _as(play: Played) -> str:
    return f" as {play.profile}" if play.profile else ""


def _shows(play: Played, before: Verdict) -> bool:
    if play.case.requirement.when_broken == "info":
        return play.verdict in {*_ACCUSES, Verdict.INFO} and play.verdict is not before
    return play.verdict in _ACCUSES


@dataclass(frozen=True, repr=False)  # asyncio writes the repr of a task's result, and this one has no end
class Matrix:
    """Everything that was played: each case in the profile it is judged in, and again in the others that play it."""

    suites: Sequence[Suite]
    conformant: Sequence[Played]
    faults: Sequence[FaultRow] = ()
    null: Mapping[str, Sequence[Played]] = field(default_factory=dict)
    complete: bool = True  # not narrowed to some faults
    elsewhere: Sequence[Played] = ()

    @property
    def before(self) -> Mapping[str, Verdict]:
        """Return the verdict of each case on the conformant server."""
        return {play.case.id: play.verdict for play in self.conformant}

    def problems(self) -> list[str]:
        """Return what is wrong with the suites, in words."""
        found = [*self._accused_conformant(), *self._uncaught(), *self._side_effects(), *self._vacuous()]
        return [*found, *self._without_fault()] if self.complete else found

    def _accused_conformant(self) -> Iterator[str]:
        for play in self.conformant:
            if play.verdict not in _GREEN:
                yield f"{play.case.id}: {play.verdict} on the conformant server{_as(play)}: {play.reason}"
        for play in self.elsewhere:
            if play.verdict not in {*_GREEN, Verdict.NOT_APPLICABLE}:
                yield f"{play.case.id}: {play.verdict} on the conformant server{_as(play)}: {play.reason}"

    def _uncaught(self) -> Iterator[str]:
        for row in self.faults:
            if not row.caught_by(self.before):
                seen = ", ".join(
                    f"{play.case.case.id} {play.verdict}"
                    for play in row.plays
                    if play.case.requirement.id == row.requirement
                )
                yield f"fault {row.name}: no case of {row.requirement} catches it ({seen or 'there is none'})"

    def _side_effects(self) -> Iterator[str]:
        for row in self.faults:
            for play in row.accused():
                yield (
                    f"fault {row.name} ({row.requirement}): {play.case.id} ({play.case.requirement.id})"
                    f" comes to {play.verdict}: {play.reason}"
                )

    def _vacuous(self) -> Iterator[str]:
        for server, plays in self.null.items():
            for play in plays:
                if play.verdict in _GREEN and play.case.requirement.level != "MAY":
                    yield f"{play.case.id}: {play.verdict} on a server that {server}"

    def _without_fault(self) -> Iterator[str]:
        broken = {row.requirement for row in self.faults}
        for rule in self.judged_rules():
            if rule.id not in broken:
                yield f"{rule.id}: there is no fault that breaks it"

    def judged_rules(self) -> list[Requirement]:
        """Return the rules that are judged on the wire."""
        return [rule for suite in self.suites for rule in suite.requirements.values() if not rule.excluded]


def table(matrix: Matrix) -> list[str]:
    """Return the matrix as lines: each fault, its rule, what caught it, what else it touched."""
    width = max((len(row.name) for row in matrix.faults), default=5)
    lines = [f"{'fault':<{width}}  {'rule':<7} {'played':>6}  caught by"]
    for row in matrix.faults:
        caught = (
            ", ".join(f"{play.case.case.id} ({play.verdict})" for play in row.caught_by(matrix.before)) or "NOTHING"
        )
        untestable = sum(play.verdict is Verdict.UNTESTABLE for play in row.plays)
        touched = [f"{untestable} untestable"] if untestable else []
        touched += [f"also {rule}: {reason}" for rule, reason in row.also.items()]
        lines.append(f"{row.name:<{width}}  {row.requirement:<7} {len(row.plays):>6}  {caught}")
        lines += [f"{'':<{width}}  {'':<7} {'':>6}  {text}" for text in touched]
    for server, plays in matrix.null.items():
        green = sum(play.verdict in _GREEN for play in plays)
        lines.append(f"{server:<{width}}  {'(null)':<7} {len(plays):>6}  {green} pass")
    return lines
