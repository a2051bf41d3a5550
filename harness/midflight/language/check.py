"""What can be found wrong with a suite without playing it: words that name nothing, values that nothing saves, rules
without cases.

The loader has already refused what has the wrong shape. Every problem has file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any

from pydantic import BaseModel

from midflight.errors import did_you_mean
from midflight.grammar import FIELD_GRAMMARS, GRAMMARS, PARTS
from midflight.language import values
from midflight.language.bodies import EmbeddedMessage, FieldExpectation
from midflight.language.case import (
    Case,
    ExchangeStep,
    Fixture,
    FixtureUse,
    Pipelined,
    Repeat,
)
from midflight.language.check_content import complaints
from midflight.language.check_values import Flow, saved_in, unknown_parts
from midflight.language.exchange import AnyResponse, FinalExpectation, Request, Statement
from midflight.language.located import Path, located
from midflight.language.suite import CaseFile, Suite, open_suite, read_cases
from midflight.language.vocabulary import BUILT_IN, CLAIMS, ENDPOINTS
from midflight.language.walk import fixtures_used, models
from midflight.language.yaml_source import Document, LanguageError, Problem

_RANGE = re.compile(r"\d+\.\.\d*|\.\.\d+")
_ALONE_IN_AN_EXCHANGE = ("retry", "control", "meanwhile", "connection")
_ALONE_IN_A_REQUEST = ("hold", "cut", "pace")
_STEPS = ("request", "repeat", "together", "pipelined", "pause")
_RESPONSES = (Statement, FinalExpectation, AnyResponse, EmbeddedMessage)
Complaint = tuple[Path, str]


@dataclass
class Checked:
    """What a check has seen, and what it found wrong."""

    cases: int = 0
    requirements: int = 0
    fixtures: int = 0
    targets: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, other: Checked) -> None:
        """Take over what another check has seen and found."""
        self.cases += other.cases
        self.requirements += other.requirements
        self.fixtures += other.fixtures
        self.targets += other.targets
        self.problems += other.problems


def check_suite(folder: File) -> Checked:
    """Check a whole suite: every file of it, and that its rules and its cases match."""
    try:
        suite = open_suite(folder)
    except LanguageError as error:
        return Checked(problems=list(error.problems))
    checked = Checked(requirements=len(suite.specification.requirements))
    files: list[CaseFile] = []
    for path in suite.files:
        try:
            files.append(read_cases(suite, path))
        except LanguageError as error:
            checked.problems += error.problems
    checked.cases = sum(len(file.cases) for file in files)
    checked.problems += check_files(suite, files)
    checked.problems += _twice(files)
    if len(files) == len(suite.files):
        checked.problems += _rules(suite, files)
        checked.problems += _never_saved(suite, files)
    return checked


def check_files(suite: Suite, files: Sequence[CaseFile]) -> Iterator[Problem]:
    """Yield every problem of the fixtures of a suite, and of some of its files of cases."""
    checker = _Checker(suite)
    for name, fixture in suite.fixtures.items():
        yield from _placed(suite.fixture_documents[name], checker.fixture(name, fixture), (name,))
    for file in files:
        for index, case in enumerate(file.models):
            yield from _placed(file.document, checker.case(case), (index,))


def _placed(document: Document, found: Iterable[Complaint], base: Path) -> Iterator[Problem]:
    for path, message in found:
        yield document.problem(message, (*base, *path))


class _Checker:
    """Checks cases and fixtures of one suite, one at a time; places are those inside the case or fixture."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._flow = Flow(suite.fixtures)

    def case(self, case: Case) -> Iterator[Complaint]:
        """Yield what is wrong with a case."""
        yield from self._words(case)
        yield from self._flow.case(case)
        for key in ("needs", "unless"):
            yield from _claims(key, getattr(case, key))
        yield from _shadows("for_each", case.for_each)
        yield from _later_ones("for_each", case.for_each)
        yield from self._throughout(case)
        yield from _controls(case)
        yield from _left_open(case)
        yield from _waiting_for_nothing(case.given, "given")
        yield from _waiting_for_nothing(case.exchanges, "exchanges")

    def fixture(self, name: str, fixture: Fixture) -> Iterator[Complaint]:
        """Yield what is wrong with a fixture."""
        yield from self._words(fixture)
        yield from _claims("needs", fixture.needs)
        yield from _waiting_for_nothing(fixture.exchanges, "exchanges")
        yield from _no_control(fixture.exchanges, ("exchanges",), "in a fixture")
        yield from _shadows("parameters", fixture.parameters)
        yield from _later_ones("parameters", fixture.parameters)
        if name in fixtures_used(fixture.exchanges, self._suite.fixtures):
            yield (), f"the fixture '{name}' uses itself"
            return
        saved = self._flow.demands(name).saves
        for index, value in enumerate(fixture.saves):
            if value not in saved:
                yield ("saves", index), f"nothing in the fixture saves '{value}'{did_you_mean(value, saved)}"

    def _words(self, value: Case | Fixture) -> Iterator[Complaint]:
        for place in located(value):
            for path, message in self._model(place.value) if isinstance(place.value, BaseModel) else ():
                yield (*place.path, *path), message
        yield from unknown_parts(value)
        yield from complaints(value, (), self._suite.folder)

    def _model(self, model: BaseModel) -> Iterator[Complaint]:
        match model:
            case Request(use=str(name)) if name not in ENDPOINTS:
                yield ("use",), f"there is no endpoint '{name}'{did_you_mean(name, ENDPOINTS)}"
            case FixtureUse():
                yield from self._fixture_use(model)
            case ExchangeStep():
                yield from _claims("needs", model.needs)
                yield from _claims("unless", model.unless)
            case Pipelined():
                yield from _not_in_a_pipeline(model)
            case Repeat(repeat=dict(counted)):
                yield from _shadows("repeat", counted)
            case FieldExpectation():
                yield from _expectation(model)
        if isinstance(model, _RESPONSES):
            yield from _parts(model.headers)
        if isinstance(model, FieldExpectation | FinalExpectation) and model.save in BUILT_IN:
            yield ("save",), f"'{model.save}' is built in; save under another name"

    def _fixture_use(self, use: FixtureUse) -> Iterator[Complaint]:
        fixture = self._suite.fixtures.get(use.fixture)
        if fixture is None:
            known = [*self._suite.fixtures, *_STEPS]
            yield (), f"there is no fixture '{use.fixture}'{did_you_mean(use.fixture, known)}"
            return
        for name in use.parameters.keys() - fixture.parameters.keys():
            known = [*fixture.parameters]
            has = did_you_mean(name, known) or "; it has none"
            yield (use.fixture, name), f"the fixture '{use.fixture}' has no parameter '{name}'{has}"

    def _throughout(self, case: Case) -> Iterator[Complaint]:
        used = [
            self._suite.fixtures[name]
            for name in fixtures_used(case, self._suite.fixtures) & self._suite.fixtures.keys()
        ]
        names = {
            model.name
            for one in (case, *used)
            for model in models(one)
            if isinstance(model, ExchangeStep) and model.name
        }
        for path in case.throughout:
            if message := _wrong_path(path, names):
                yield ("throughout", path), message


def _claims(key: str, claims: Sequence[str]) -> Iterator[Complaint]:
    for index, claim in enumerate(claims):
        if claim not in CLAIMS:
            yield (key, index), f"there is no claim '{claim}'{did_you_mean(claim, CLAIMS)}"


def _shadows(key: str, names: Iterable[str]) -> Iterator[Complaint]:
    for name in names:
        if name in BUILT_IN:
            yield (key, name), f"'{name}' is built in; take another name"


def _later_ones(key: str, values_: Mapping[str, Any]) -> Iterator[Complaint]:
    """Parameters, and the values of for_each, may refer to those before them: so none refers to itself."""
    names = list(values_)
    for index, name in enumerate(names):
        for place in located(values_[name], (key, name)):
            for used in values.references(place.value) if isinstance(place.value, str) else ():
                if used in names[index:]:
                    yield place.path, f"${used} has no value yet; '{name}' may refer to what stands before it"


def _left_open(case: Case) -> Iterator[Complaint]:
    for place in located(case.exchanges, ("exchanges",)):
        if isinstance(place.value, ExchangeStep) and place.value.meanwhile and not place.value.meanwhile.exchanges:
            message = (
                "'meanwhile' without exchanges leaves this exchange open and unjudged; that is for fixtures and given"
            )
            yield (*place.path, "meanwhile"), message


def _waiting_for_nothing(steps: Any, key: str) -> Iterator[Complaint]:
    for place in located(steps, (key,)):
        if isinstance(place.value, ExchangeStep) and place.value.after and place.path[-2:-1] != ("pipelined",):
            yield (*place.path, "after"), "'after' goes with a later exchange of pipelined"


def _not_in_a_pipeline(step: Pipelined) -> Iterator[Complaint]:
    for index, one in enumerate(step.pipelined):
        keys: list[Path] = [(key,) for key in _ALONE_IN_AN_EXCHANGE if key in one.model_fields_set]
        keys += [("request", key) for key in _ALONE_IN_A_REQUEST if key in one.request.model_fields_set]
        for key in keys:
            message = f"'{key[-1]}' has no meaning in pipelined: the requests are written at once"
            yield ("pipelined", index, *key), message


def _controls(case: Case) -> Iterator[Complaint]:
    for place in located(case.exchanges, ("exchanges",)):
        if isinstance(place.value, ExchangeStep):
            for name in (place.value.control or {}).keys() - case.for_each.keys():
                known = did_you_mean(name, case.for_each) or "; the case has no for_each"
                yield (*place.path, "control", name), f"'{name}' is no value of for_each{known}"
        elif isinstance(place.value, Repeat) and isinstance(place.value.repeat, dict):
            yield from _no_control(place.value.exchanges, (*place.path, "exchanges"), "where rounds are counted")


def _no_control(steps: Any, path: Path, where: str) -> Iterator[Complaint]:
    """A control is played by itself, outside of the steps around it."""
    for place in located(steps, path):
        if isinstance(place.value, ExchangeStep) and place.value.control:
            yield (*place.path, "control"), f"'control' has no meaning {where}"


def _expectation(wanted: FieldExpectation) -> Iterator[Complaint]:
    text = wanted.is_
    if not isinstance(text, str) or text in GRAMMARS or text == "absent" or _RANGE.fullmatch(text):
        return
    if not any(True for _ in values.references(text)):
        near = did_you_mean(text, [*GRAMMARS, "absent"])
        yield ("is",), f"'{text}' is neither a grammar, 'absent' nor a range; an exact text needs no 'is'{near}"


def _parts(headers: Iterable[str]) -> Iterator[Complaint]:
    for name in headers:
        if message := _wrong_part(name):
            yield ("headers", name), message


def _wrong_part(name: str) -> str:
    """Say what is wrong with `Field` or `Field.part`."""
    field_name, dot, _ = name.partition(".")
    if not dot or name.lower() in PARTS:
        return ""
    if field_name.lower() not in FIELD_GRAMMARS:
        with_parts = ", ".join(sorted({one.split(".")[0] for one in PARTS}))
        return f"'{field_name}' has no parts; those of these fields are known: {with_parts}"
    parts = [part.split(".", 1)[1] for part in PARTS if part.startswith(f"{field_name.lower()}.")]
    wrong = name.partition(".")[2]
    return f"{field_name} has no part '{wrong}'{did_you_mean(wrong, parts)}"


def _wrong_path(path: str, names: set[str]) -> str:
    """Say what is wrong with `[exchange name.]Field[.part]`."""
    first, dot, rest = path.partition(".")
    if not dot or path.lower() in PARTS:
        return ""
    if first in names:
        return _wrong_part(rest)
    if first.lower() in FIELD_GRAMMARS:
        return _wrong_part(path)
    return f"no exchange is called '{first}'{did_you_mean(first, names) or '; none has a name'}"


def _twice(files: Sequence[CaseFile]) -> Iterator[Problem]:
    places: dict[str, str] = {}
    for file in files:
        for index, case in enumerate(file.models):
            line, _ = file.document.place((index, "id"))
            first = places.setdefault(case.id, f"{file.document.file}:{line}")
            if first != f"{file.document.file}:{line}":
                yield file.document.problem(f"'{case.id}' is the id of another case too ({first})", (index, "id"))


def _rules(suite: Suite, files: Sequence[CaseFile]) -> Iterator[Problem]:
    judged = {case.requirement for file in files for case in file.models}
    seen: set[str] = set()
    for index, rule in enumerate(suite.specification.requirements):
        where: Path = ("requirements", index, "id")
        if rule.id in seen:
            yield suite.rules_document.problem(f"'{rule.id}' stands here twice", where)
        seen.add(rule.id)
        if rule.excluded and rule.id in judged:
            yield suite.rules_document.problem(f"'{rule.id}' is excluded, but it has a case", where)
        if not rule.excluded and rule.id not in judged:
            message = f"'{rule.id}' has no case; write one, or say why not with 'excluded'"
            yield suite.rules_document.problem(message, where)


def _never_saved(suite: Suite, files: Sequence[CaseFile]) -> Iterator[Problem]:
    """A fixture may use a value of the case it serves; what no case and no fixture knows is a mistake of its own."""
    everything: set[str] = set()
    for case in (case for file in files for case in file.models):
        everything |= saved_in(case) | case.for_each.keys()
    for fixture in suite.fixtures.values():
        everything |= saved_in(fixture) | fixture.parameters.keys()
    flow = Flow(suite.fixtures)
    for name in suite.fixtures:
        for value, path in flow.demands(name).free.items():
            if value not in everything:
                message = f"nothing saves ${value}{did_you_mean(value, everything | BUILT_IN)}"
                yield suite.fixture_documents[name].problem(message, (name, *path))
