"""Going through the models of a case: what it uses, which values it refers to, whether it names a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from midflight.language.bodies import FieldExpectation
from midflight.language.case import Case, Event, FinalExpectation, Fixture, FixtureUse, Request, Silent, Statement
from midflight.language.vocabulary import CLAIMS


def models(value: Any) -> Iterator[BaseModel]:
    """Yield every model inside a value, the value itself first."""
    if isinstance(value, BaseModel):
        yield value
        for name in value.model_fields_set:
            yield from models(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from models(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from models(item)


def texts(value: Any) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield from texts(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


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


def endpoints_used(value: Any) -> set[str]:
    """Return the names of the endpoints that a value uses."""
    return {model.use for model in models(value) if isinstance(model, Request) and model.use}


def needed_claims(case: Case, known: Mapping[str, Fixture]) -> frozenset[str]:
    """Return every claim that a case rests on: its own, those of its fixtures, and those that its requests imply."""
    used = [known[name] for name in fixtures_used(case, known) if name in known]
    claims = {*case.needs, *(claim for fixture in used for claim in fixture.needs)}
    for value in (case, *used):
        claims |= endpoints_used(value) & CLAIMS
        if any(isinstance(model, Request) and model.as_ != "owner" for model in models(value)):
            claims.add("users")
    return frozenset(claims)


def names_a_time(case: Case) -> bool:
    """Say whether the verdict of a case depends on when something comes."""
    return any(_is_timed(model) for model in models(case.exchanges))


def _is_timed(model: BaseModel) -> bool:
    if isinstance(model, Statement):
        return bool(model.at or model.gap)
    if isinstance(model, FinalExpectation):
        return bool(model.at)
    if isinstance(model, Event):
        return model.passed is not None
    return isinstance(model, Silent)


def optional_fields(case: Case) -> frozenset[str]:
    """Return the names of the fields that a case marks optional."""
    found: set[str] = set()
    for model in models(case.exchanges):
        headers = getattr(model, "headers", None)
        if isinstance(headers, dict):
            found |= {
                name for name, wanted in headers.items() if isinstance(wanted, FieldExpectation) and wanted.optional
            }
    return frozenset(found)
