"""Playing the cases against many servers side by side.

Each case is judged in one profile of the reference server, the first whose target file gives it something to judge;
the conformant server has to pass it in the others as well.

A fault overrides decisions of the reference server, so it can only matter to cases in which the conformant server came
to one of these decisions. These are found once, by playing each case against a recorded server of its own. Against the
fault are played the cases of its own rule, and one case of some of the other rules that it can touch. What is
unexpected is played once more when all else is over.
"""

from __future__ import annotations

import asyncio
import itertools
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase, Suite
from midflight.player.case import Environment, play
from midflight.player.selection import why_not_applicable
from midflight.target import Target
from midflight.validation.farm import Farm
from midflight.validation.matrix import FaultRow, Matrix, Played
from midflight.wire import Limits, Security

AT_ONCE = 260  # plays in flight
PATIENCE = "3 s"  # these servers are near: a shorter silence than a stranger is granted counts as a hang
SLACK = 0.35  # seconds: with so many plays at once the machine is busy
DEADLINE = 40.0  # seconds for one case
_GREEN = {Verdict.PASS, Verdict.INFO}
OTHER_RULES = 12  # whose cases are played against a fault beside those of its own rule


@dataclass(frozen=True, slots=True)
class KnownFault:
    """What has to be known of a fault to plan its plays."""

    name: str
    requirement: str
    also: Mapping[str, str]
    overridden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """One configuration of the reference server, and the target file that describes it."""

    name: str
    target: Target


Choice = Callable[[KnownFault, Mapping[str, Sequence[LoadedCase]]], list[LoadedCase]]


def some_of_the_others(fault: KnownFault, touched: Mapping[str, Sequence[LoadedCase]]) -> list[LoadedCase]:
    """Return one case of a few rules; which ones differs from fault to fault, so that together they are all of them."""
    others = [cases for rule, cases in touched.items() if rule not in fault.also]
    turn = zlib.crc32(fault.name.encode())
    first = turn % max(1, len(others))
    return [cases[turn % len(cases)] for cases in [*others[first:], *others[:first]][:OTHER_RULES]]


def all_of_each_rule(fault: KnownFault, touched: Mapping[str, Sequence[LoadedCase]]) -> list[LoadedCase]:
    """Return every case."""
    return [case for cases in touched.values() for case in cases]


class Validation:
    """Plays everything that the matrix needs."""

    def __init__(
        self,
        farm: Farm,
        profiles: Sequence[Profile],
        suites: Sequence[Suite],
        cases: Sequence[LoadedCase],
        choose: Choice = some_of_the_others,
    ) -> None:
        self._farm = farm
        self._suites = suites
        self._cases = cases
        self._profiles = profiles
        self._homes = {case.id: profiles[0] for case in cases}
        self._choose = choose
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._consulted: dict[str, frozenset[str]] = {case.id: frozenset() for case in cases}
        self.told: Callable[[str], None] = lambda text: None

    async def matrix(self, faults: Sequence[KnownFault], null_servers: Iterable[str], complete: bool) -> Matrix:
        """Play everything and return what it showed."""
        conformant, elsewhere = await asyncio.gather(
            asyncio.gather(*(self._play_recorded(case) for case in self._cases)), self._play_elsewhere()
        )
        self.told(f"{len(conformant)} cases played against the conformant server")
        rows, null = await asyncio.gather(
            asyncio.gather(*(self._fault_row(fault) for fault in faults)),
            asyncio.gather(*(self._null_row(name) for name in null_servers)),
        )
        matrix = Matrix(self._suites, list(conformant), rows, dict(null), complete, elsewhere)
        return await self._confirmed(matrix)

    def _profiles_of(self, case: LoadedCase) -> Iterator[Profile]:
        return (profile for profile in self._profiles if not why_not_applicable(case, profile.target))

    def _environment(self, profile: Profile, url: str) -> Environment:
        times = profile.target.times.model_copy(update={"patience": PATIENCE})
        target = profile.target.model_copy(update={"url": url, "times": times})
        return Environment(target, Security(), Limits(), slack=SLACK, deadline=DEADLINE)

    async def _play(self, case: LoadedCase, profile: Profile, url: str) -> Played:
        if reason := why_not_applicable(case, profile.target):
            return Played(case, Verdict.NOT_APPLICABLE, reason, profile.name)
        played = await play(case, self._environment(profile, url))
        return Played(case, played.outcome.verdict, played.outcome.reason, profile.name)

    async def _play_recorded(self, case: LoadedCase) -> Played:
        """Play a case in the first profile that gives it something to judge, which only playing may show."""
        async with self._slots:
            for profile in self._profiles_of(case):
                self._homes[case.id] = profile
                played, self._consulted[case.id] = await self._recorded(case, profile)
                if played.verdict is not Verdict.NOT_APPLICABLE:
                    return played
            return Played(case, Verdict.NOT_APPLICABLE, "no profile plays it", self._homes[case.id].name)

    async def _recorded(self, case: LoadedCase, profile: Profile) -> tuple[Played, frozenset[str]]:
        name, url = await self._farm.start(profile.name, recorded=True)
        played = await self._play(case, profile, url)
        consulted = await self._farm.consulted(name)
        await self._farm.stop(name)
        return played, consulted

    async def _play_elsewhere(self) -> list[Played]:
        """Play each case in the profiles beside its own that give it something to judge."""
        concerned: dict[str, list[LoadedCase]] = {profile.name: [] for profile in self._profiles}
        for case in self._cases:
            for profile in itertools.islice(self._profiles_of(case), 1, None):  # the first is most often its home
                concerned[profile.name].append(case)
        plays = await asyncio.gather(
            *(self._on_one_server(concerned[profile.name], profile) for profile in self._profiles)
        )
        return [play for some in plays for play in some]

    async def _fault_row(self, fault: KnownFault) -> FaultRow:
        cases = self._concerned(fault)
        plays = await self._at_home(cases, fault=fault.name)
        self.told(f"fault {fault.name}: {len(plays)} cases")
        return FaultRow(fault.name, fault.requirement, fault.also, plays)

    def _concerned(self, fault: KnownFault) -> list[LoadedCase]:
        """Return every case of the fault's own rule, and a choice of the others that it can touch."""
        own = [case for case in self._cases if case.requirement.id == fault.requirement]
        touched: dict[str, list[LoadedCase]] = {}
        for case in self._cases:
            if case.requirement.id != fault.requirement and self._consulted[case.id] & fault.overridden:
                touched.setdefault(case.requirement.id, []).append(case)
        return own + self._choose(fault, touched)

    async def _null_row(self, name: str) -> tuple[str, list[Played]]:
        cases = [case for case in self._cases if case.requirement.level != "MAY"]
        return name, await self._at_home(cases, null_server=name)

    async def _at_home(
        self, cases: Sequence[LoadedCase], fault: str | None = None, null_server: str | None = None
    ) -> list[Played]:
        """Play cases against a server of each profile that any of them is judged in."""
        homes = {self._homes[case.id].name: self._homes[case.id] for case in cases}
        plays = await asyncio.gather(
            *(
                self._on_one_server([case for case in cases if self._homes[case.id] is home], home, fault, null_server)
                for home in homes.values()
            )
        )
        return [play for some in plays for play in some]

    async def _on_one_server(
        self, cases: Sequence[LoadedCase], profile: Profile, fault: str | None = None, null_server: str | None = None
    ) -> list[Played]:
        """Play cases against one server, those that must be alone each against a server of its own."""
        if not cases:
            return []
        name, url = await self._farm.start(profile.name, fault=fault, null_server=null_server)

        async def one(case: LoadedCase) -> Played:
            async with self._slots:
                if not case.case.alone:
                    return await self._play(case, profile, url)
                return await self._on_its_own(case, profile, fault, null_server)

        plays = await asyncio.gather(*(one(case) for case in cases))
        await self._farm.stop(name)
        return list(plays)

    async def _on_its_own(
        self, case: LoadedCase, profile: Profile, fault: str | None, null_server: str | None = None
    ) -> Played:
        name, url = await self._farm.start(profile.name, fault=fault, null_server=null_server)
        played = await self._play(case, profile, url)
        await self._farm.stop(name)
        return played

    async def _confirmed(self, matrix: Matrix) -> Matrix:
        """Play what was unexpected once more, a few at a time: the crowd may have disturbed it."""
        self._slots = asyncio.Semaphore(8)
        conformant = await asyncio.gather(*(self._unless(play, _GREEN) for play in matrix.conformant))
        elsewhere = await asyncio.gather(
            *(self._unless(play, _GREEN | {Verdict.NOT_APPLICABLE}) for play in matrix.elsewhere)
        )
        rows = await asyncio.gather(*(self._row_again(row, matrix) for row in matrix.faults))
        return replace(matrix, conformant=conformant, elsewhere=elsewhere, faults=rows)

    async def _unless(self, played: Played, fine: Collection[Verdict]) -> Played:
        return played if played.verdict in fine else await self._again(played, None)

    async def _again(self, played: Played, fault: str | None) -> Played:
        profile = next(profile for profile in self._profiles if profile.name == played.profile)
        async with self._slots:
            return await self._on_its_own(played.case, profile, fault)

    async def _row_again(self, row: FaultRow, matrix: Matrix) -> FaultRow:
        doubtful = {play.case.id for play in row.accused()}
        if not row.caught_by(matrix.before):
            doubtful |= {play.case.id for play in row.plays if play.case.requirement.id == row.requirement}
        plays = [await self._again(play, row.name) if play.case.id in doubtful else play for play in row.plays]
        return replace(row, plays=plays)
