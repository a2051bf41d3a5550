"""The models of cases and fixtures: one class per row of the table in suites/README.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from midflight.language.bodies import BodyExpectation, Content, ExpectedFields
from midflight.language.fields import (
    SHAPE,
    CountText,
    DurationText,
    Identifier,
    Model,
    NumberText,
    Statuses,
    StatusText,
    Text,
    TextOrLines,
    TimeRangeText,
    ValueName,
    misplaced,
    one_of_keys,
    refused,
    unknown_key,
)

Invariant = Literal["never-decreases", "constant", "distinct", "unguessable"]
BranchVerdict = Literal["warn", "info", "not-applicable"]


class Statement(Model):
    """What must be true of interim responses with one status."""

    model_config = one_of_keys("first", "last", "every", "never")

    first: Statuses | None = None
    last: Statuses | None = None
    every: Statuses | None = None
    never: Statuses | None = None
    headers: ExpectedFields = Field(default_factory=dict)
    at: TimeRangeText | None = None
    count: CountText | None = None
    gap: TimeRangeText | None = None

    @model_validator(mode="after")
    def _one_quantifier(self) -> Statement:
        if len(self.quantifiers) != 1:
            raise refused("a statement about interim responses has one of first, last, every, never")
        if self.gap and self.every is None:
            raise misplaced("gap", "'gap' goes with every")
        return self

    @property
    def quantifiers(self) -> list[str]:
        """Return the quantifiers given; a valid statement has one."""
        return [name for name in ("first", "last", "every", "never") if getattr(self, name) is not None]

    @property
    def quantifier(self) -> str:
        """Return first, last, every or never."""
        return self.quantifiers[0]

    @property
    def status(self) -> Statuses:
        """Return the status that the statement is about."""
        return getattr(self, self.quantifier)  # type: ignore[no-any-return]


class FinalExpectation(Model):
    """What must be true of the final response."""

    status: Statuses | None = None
    at: TimeRangeText | None = None
    headers: ExpectedFields = Field(default_factory=dict)
    body: BodyExpectation | None = None
    save: ValueName | None = None


Interim = Annotated[Annotated[Literal["none"], Tag("(text)")] | Annotated[list[Statement], Tag("(list)")], SHAPE]
Final = Annotated[
    Annotated[StatusText, Tag("(text)")]
    | Annotated[list[StatusText], Tag("(list)")]
    | Annotated[FinalExpectation, Tag("(mapping)")],
    SHAPE,
]


class AnyResponse(Model):
    """An interim or final response, whichever matches first."""

    status: Statuses
    headers: ExpectedFields = Field(default_factory=dict)


class Random(Model):
    """A number drawn from the seed of the run."""

    random: CountText


class Event(Model):
    """Something that happens while an exchange goes on."""

    model_config = one_of_keys("sent", "interim", "final", "response", "received", "passed")

    sent: Annotated[Annotated[NumberText, Tag("(text)")] | Annotated[Random, Tag("(mapping)")], SHAPE] | None = None
    interim: Annotated[Annotated[StatusText, Tag("(text)")] | Annotated[Statement, Tag("(mapping)")], SHAPE] | None = (
        None
    )
    final: Final | None = None
    response: AnyResponse | None = None
    received: NumberText | None = None
    passed: DurationText | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Event:
        if len(self.model_fields_set) != 1:
            raise refused(f"an event is one of {', '.join(sorted(self.known_keys))}")
        return self


class Pace(Model):
    """Content in portions."""

    octets: NumberText
    every: DurationText


class Cut(Model):
    """Where the harness breaks the exchange off, and how."""

    after: Event
    by: Literal["reset", "close", "half-close"] = "reset"


class Request(Model):
    """What is sent."""

    use: str | None = None
    with_: dict[str, Text] = Field(default_factory=dict, alias="with")
    method: Text | None = None
    uri: Text | None = None
    raw: Content | None = None
    version: Literal["1.1", "1.0"] = "1.1"
    headers: dict[str, TextOrLines] = Field(default_factory=dict)
    body: Content | None = None
    as_: Literal["owner", "other", "anonymous"] = Field(default="owner", alias="as")
    hold: Annotated[Annotated[Literal["none"], Tag("(text)")] | Annotated[Event, Tag("(mapping)")], SHAPE] | None = None
    pace: Pace | None = None
    cut: Cut | None = None
    save: ValueName | None = None
    deliberately: Literal["broken"] | None = None

    @model_validator(mode="after")
    def _names_a_resource(self) -> Request:
        if self.with_ and self.use is None:
            raise misplaced("with", "'with' asks an endpoint for a variant: it needs 'use'")
        if self.use is None and self.raw is None and (self.method is None or self.uri is None):
            raise refused("a request needs 'use', or 'method' and 'uri', or 'raw'")
        return self


class Silent(Model):
    """No octet and no close for so long."""

    silent: DurationText


class Given(Model):
    """What must hold before this exchange can be judged at all."""

    interim: Interim | None = None
    final: Final | None = None


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


Afterwards = Annotated[Annotated[Literal["closed", "open"], Tag("(text)")] | Annotated[Silent, Tag("(mapping)")], SHAPE]


class ExchangeStep(Model):
    """A request and what must be true of the answers."""

    request: Request
    interim: Interim | None = None
    final: Final | None = None
    afterwards: Afterwards | None = None
    given: Given | None = None
    one_of: list[Branch] = Field(default_factory=list)
    meanwhile: Meanwhile | None = None
    control: dict[str, Text] | None = None
    retry: Retry | None = None
    connection: str | None = None
    name: str | None = None
    after: Event | None = None


class Repeat(Model):
    """Steps played several times."""

    repeat: NumberText
    exchanges: list[Step] = Field(min_length=1)


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


_STEPS = ("request", "repeat", "together", "pipelined")


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
        raise refused("a step is an exchange, a fixture, repeat, together or pipelined")


Step = Annotated[
    Annotated[ExchangeStep, Tag("(request)")]
    | Annotated[Repeat, Tag("(repeat)")]
    | Annotated[Together, Tag("(together)")]
    | Annotated[Pipelined, Tag("(pipelined)")]
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
