"""The models of one exchange: its request, events while it goes on, and what must be true of the answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from midflight.language.bodies import BodyExpectation, Content, ExpectedFields, check_but
from midflight.language.fields import (
    SHAPE,
    BreakingText,
    CountText,
    DurationText,
    Model,
    NumberText,
    SavedText,
    Statuses,
    StatusText,
    Text,
    TextOrLines,
    TimeRangeText,
    ValueName,
    misplaced,
    one_of_keys,
    refused,
)


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
    fields_like: SavedText | None = None
    but: list[str] = Field(default_factory=list)
    body: BodyExpectation | None = None
    save: ValueName | None = None

    @model_validator(mode="after")
    def _but_what(self) -> FinalExpectation:
        check_but(self.but, self.fields_like)
        return self


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
    by: BreakingText = "reset"


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


Afterwards = Annotated[Annotated[Literal["closed", "open"], Tag("(text)")] | Annotated[Silent, Tag("(mapping)")], SHAPE]


class Given(Model):
    """What must hold before this exchange can be judged at all."""

    interim: Interim | None = None
    final: Final | None = None
