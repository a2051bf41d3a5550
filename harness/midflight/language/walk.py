"""Going once through the models of a case: what it rests on, and what its verdict depends on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from midflight.grammar import FIELD_GRAMMARS, GRAMMARS, PARTS
from midflight.language.bodies import FieldExpectation
from midflight.language.case import Case, ExchangeStep, Fixture, FixtureUse, Meanwhile, Together
from midflight.language.exchange import (
    Cut,
    Event,
    FinalExpectation,
    Request,
    Silent,
    Statement,
)
from midflight.language.scalars import time_range
from midflight.language.vocabulary import CLAIMS


def models(value: Any) -> Iterator[BaseModel]:
    """Yield every model inside a value, the value itself first."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) or value is None:
            continue
        if isinstance(value, BaseModel):
            yield value
            inner = value.__dict__
            waiting.extend(inner[name] for name in value.model_fields_set)
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())


def fixtures_used(value: Any, known: Mapping[str, Fixture]) -> set[str]:
    """Return the names of the fixtures that a value uses, and of those that these use."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        for model in models(waiting.pop()):
            if isinstance(model, FixtureUse) and model.fixture not in found:
                found.add(model.fixture)
                if model.fixture in known:
                    waiting.append(known[model.fixture].exchanges)
    return found


# The claims with which, and without which, an exchange is played.
Condition = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Uses:
    """What a case, or a fixture, uses: claims that it needs, endpoints, other fixtures, grammars."""

    claims: frozenset[str]
    conditions: frozenset[Condition]  # of exchanges that only some targets are asked for
    endpoints: frozenset[str]
    fixtures: frozenset[str]
    grammars: frozenset[str]
    timed: bool  # it names a time
    stalls: bool  # it may wait until the target gives up on a request
    at_once: bool  # it has several connections to the target at the same time
    optional: frozenset[str]  # fields it marks optional
    seconds: float  # how long the operations that it asks for last at least, all together

    @property
    def waits(self) -> bool:
        """Say whether it spends its time waiting, and belongs in the quiet lane."""
        return self.timed or self.stalls

    def claims_at(self, claims: Collection[str]) -> frozenset[str]:
        """Return the claims that it rests on at a target that makes these claims."""
        asked = (needs for needs, unless in self.conditions if needs <= set(claims) and not unless & set(claims))
        return self.claims.union(*asked)


def uses(value: Case | Fixture) -> Uses:
    """Return what a case or fixture itself uses, without the fixtures that it names."""
    endpoints: set[str] = set()
    fixtures: set[str] = set()
    grammars: set[str] = set()
    optional: set[str] = set()
    claims = set(value.needs)
    timed = stalls = at_once = False
    connections: set[str | None] = set()
    seconds = 0.0
    asked_first = _asked_first(value)
    for model in models(value):
        if isinstance(model, Request):
            granted = asked_first.get(id(model), frozenset())
            seconds += _least_seconds(model.with_.get("lasting"))
            endpoints |= ({model.use} if model.use else set()) - granted
            claims |= ({"users"} if model.as_ != "owner" else set()) - granted
        elif isinstance(model, FixtureUse):
            fixtures.add(model.fixture)
            seconds += _least_seconds(model.parameters.get("lasting"))
        else:
            timed = timed or _is_timed(model)
            stalls = stalls or _may_stall(model)
            at_once = at_once or isinstance(model, (Meanwhile, Together))
            connections |= {model.connection} if isinstance(model, ExchangeStep) else set()
        grammars.update(_grammars(model))
        optional.update(_optional(model))
    claims |= endpoints & CLAIMS
    return Uses(
        frozenset(claims),
        frozenset(_conditions(value)),
        frozenset(endpoints),
        frozenset(fixtures),
        frozenset(grammars),
        timed,
        stalls,
        at_once or (len(connections) > 1),
        frozenset(optional),
        seconds,
    )


def _conditions(value: Case | Fixture) -> Iterator[Condition]:
    for step in models(value):
        if isinstance(step, ExchangeStep) and step.needs:
            yield frozenset(step.needs), frozenset(step.unless)


def _asked_first(value: Case | Fixture) -> Mapping[int, frozenset[str]]:
    """Return the claims without which a request is left out, by the identity of the request."""
    found: dict[int, frozenset[str]] = {}
    for step in models(value):
        if isinstance(step, ExchangeStep) and step.needs:
            for model in models(step):
                found[id(model)] = found.get(id(model), frozenset()) | frozenset(step.needs)
    return found


def together(own: Uses, fixtures: Iterable[Uses]) -> Uses:
    """Return what a case uses with its fixtures; only its own times and optional fields are a matter of its verdict."""
    every = [own, *fixtures]
    return Uses(
        frozenset().union(*(one.claims for one in every)),
        frozenset().union(*(one.conditions for one in every)),
        frozenset().union(*(one.endpoints for one in every)),
        frozenset().union(*(one.fixtures for one in every)),
        frozenset().union(*(one.grammars for one in every)),
        own.timed,
        any(one.stalls for one in every),
        any(one.at_once for one in every),
        own.optional,
        sum(one.seconds for one in every),
    )


def _least_seconds(wish: object) -> float:
    if not isinstance(wish, str) or "$" in wish:
        return 0.0
    low = time_range(wish).low
    return low.seconds if low else 0.0


def _is_timed(model: BaseModel) -> bool:
    if isinstance(model, Statement):
        return bool(model.at or model.gap)
    if isinstance(model, FinalExpectation):
        return bool(model.at)
    if isinstance(model, Event):
        return model.passed is not None
    return isinstance(model, Silent)


def _may_stall(model: BaseModel) -> bool:
    return isinstance(model, Cut) and (model.by == "stall" or "$" in model.by)


def _headers(model: BaseModel) -> Mapping[str, Any]:
    headers = getattr(model, "headers", None)
    return headers if isinstance(headers, dict) and not isinstance(model, Request) else {}


def _optional(model: BaseModel) -> Iterator[str]:
    for name, wanted in _headers(model).items():
        if isinstance(wanted, FieldExpectation) and wanted.optional:
            yield name


def _grammars(model: BaseModel) -> Iterator[str]:
    """Name the grammars whose parsers a model needs: those it asks for, and those of the fields it reads parts of."""
    if isinstance(model, FieldExpectation) and isinstance(model.is_, str) and model.is_ in GRAMMARS:
        yield model.is_
    paths = model.throughout if isinstance(model, Case) else _headers(model)
    for path in paths:
        field, _, part = path.lower().rpartition(".")
        field = field.rpartition(".")[2]
        if part and f"{field}.{part}" in PARTS:
            yield FIELD_GRAMMARS[field].name
