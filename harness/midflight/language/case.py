"""The models of cases and fixtures, and of the steps they are made of, as in the table of suites/README.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from midflight.language.bodies import Content
from midflight.language.exchange import Afterwards, Event, Final, Given, Interim, Request
from midflight.language.fields import (
    SHAPE,
    DurationText,
    Identifier,
    Model,
    NumbersText,
    NumberText,
    ValueName,
    misplaced,
    refused,
    unknown_key,
)

Invariant = Literal["never-decreases", "constant", "distinct", "unguessable"]
BranchVerdict = Literal["warn", "info", "not-applicable"]


class Branch(Model):
    """One way an exchange may go."""

    interim: Interim | None = None
    final: Final | None = None
    afterwards: Afterwards | None = None
    verdict: BranchVerdict | None = None
    observed: str | None = None
    exchanges: list[Step] = Field(default_factory=list)


class Meanwhile(Model):
    """What is done while an exchange is open."""

    after: Event
    exchanges: list[Step] = Field(default_factory=list)


class Retry(Model):
    """How often and how long an exchange is repeated until it matches."""

    every: DurationText
    within: DurationText


class ExchangeStep(Model):
    """A request and what must be true of the answers."""

    request: Request
    interim: Interim | None = None
    final: Final | None = None
    afterwards: Afterwards | None = None
    given: Given | None = None
    one_of: list[Branch] = Field(default_factory=list)
    meanwhile: Meanwhile | None = None
    control: dict[str, Content] | None = None
    retry: Retry | None = None
    connection: str | None = None
    name: str | None = None
    after: Event | None = None
    needs: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)


class Repeat(Model):
    """Steps played several times: so many, or once for each number of a range."""

    repeat: Annotated[
        Annotated[NumberText, Tag("(text)")] | Annotated[dict[ValueName, NumbersText], Tag("(mapping)")], SHAPE
    ]
    exchanges: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_counter(self) -> Repeat:
        if isinstance(self.repeat, dict) and len(self.repeat) != 1:
            raise misplaced("repeat", "'repeat' counts with one name, such as {n: 0..9}")
        return self


class Pause(Model):
    """Nothing for so long."""

    pause: DurationText


class Together(Model):
    """Steps played concurrently."""

    together: list[Step] = Field(min_length=1)


class Pipelined(Model):
    """Exchanges whose requests are written at once on one connection."""

    pipelined: list[ExchangeStep] = Field(min_length=2)
    connection: str | None = None


class FixtureUse(Model):
    """A fixture by name, with parameters."""

    fixture: str
    parameters: dict[str, Content] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"fixture": data}
        if isinstance(data, dict) and len(data) == 1 and "fixture" not in data:
            name, parameters = next(iter(data.items()))
            if not isinstance(parameters, dict):
                raise misplaced(name, f"the parameters of '{name}' should be a mapping")
            return {"fixture": name, "parameters": parameters}
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        parameters = handler.resolve_ref_schema(handler(core))["properties"]["parameters"]
        named = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": parameters}
        steps: JsonSchemaValue = {"not": {"anyOf": [{"required": [step]} for step in _STEPS]}}
        return {"description": "A fixture, by name or with parameters.", "anyOf": [{"type": "string"}, named | steps]}


_STEPS = ("request", "repeat", "together", "pipelined", "pause")


def _step_kind(value: Any) -> str:
    if isinstance(value, str):
        return "(fixture)"
    if isinstance(value, dict):
        kind = next((key for key in _STEPS if key in value), None)
        if kind:
            return f"({kind})"
        return "(fixture)" if len(value) == 1 else "(unknown)"
    return "(unknown)"


class UnknownStep(Model):
    """Stands for something that is no step: its only use is the error it gives."""

    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, data: Any) -> Any:
        if isinstance(data, dict):
            raise unknown_key(next(iter(data), ""), _STEPS)
        raise refused("a step is an exchange, a fixture, repeat, together, pipelined or pause")


Step = Annotated[
    Annotated[ExchangeStep, Tag("(request)")]
    | Annotated[Repeat, Tag("(repeat)")]
    | Annotated[Together, Tag("(together)")]
    | Annotated[Pipelined, Tag("(pipelined)")]
    | Annotated[Pause, Tag("(pause)")]
    | Annotated[FixtureUse, Tag("(fixture)")]
    | Annotated[UnknownStep, Tag("(unknown)")],
    Discriminator(_step_kind),
]


Labels = Annotated[dict[str, Content], Field(min_length=1)]


class Case(Model):
    """One test: it judges one requirement."""

    id: Identifier
    requirement: str
    title: str = ""
    needs: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    alone: Literal["true", "yes"] | None = None
    for_each: dict[ValueName, Labels] = Field(default_factory=dict)
    given: list[Step] = Field(default_factory=list)
    throughout: dict[str, Invariant] = Field(default_factory=dict)
    exchanges: list[Step] = Field(min_length=1)


class Fixture(Model):
    """A named set-up."""

    parameters: dict[ValueName, Content] = Field(default_factory=dict)
    saves: list[ValueName] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)
    exchanges: list[Step] = Field(min_length=1)
