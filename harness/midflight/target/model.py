"""The models of a target file: one class per mapping of the table in suites/README.md."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, Tag, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from midflight.errors import did_you_mean
from midflight.language import scalars, values
from midflight.language.bodies import Content
from midflight.language.fields import (
    SHAPE,
    DurationText,
    Model,
    SchemaNumber,
    Text,
    TextOrLines,
    misplaced,
    refused,
    unknown_key,
)
from midflight.language.vocabulary import ALSO_AT_RESUMABLE, AT_WRITABLE, CLAIMS, COUNTED, ENDPOINTS, KNOBS
from midflight.target.address import reference_problem, shown, url_problem

ENDPOINT_KEYS = frozenset({"method", "uri", "headers", "body", "volatile", "shows", "variants"})
TIMES = frozenset({"lasting", "step", "silent"})
LONGEST = 86400.0  # seconds: a day, the most that an operation or a wait may last
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # RFC 9110, section 5.6.2
_BREAKS_A_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # RFC 9110, section 5.5
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_WORDS = {"strict_numbers": ("yes", "no")}  # knobs that are no numbers
_WRITES = frozenset({"put", "patch-message"})  # one of them makes the resources that cases write to
# Statuses that cannot stand for an incomplete resource: those with a meaning of their own (RFC 9110, section 15.3).
_TAKEN = frozenset({*range(200, 209), 226})


def _check_expression(text: str) -> str:
    try:
        re.compile(text.encode("latin-1"))
    except (re.error, UnicodeEncodeError) as error:
        raise refused(f"'{text}' is no regular expression: {error}") from None
    return text


def _check_claim(text: str) -> str:
    if text not in CLAIMS:
        raise refused(f"'{text}' is no claim{did_you_mean(text, CLAIMS)}")
    return text


def _check_reference(text: str) -> str:
    if problem := reference_problem(text):
        raise refused(f"{shown(text)} {problem}")
    return text


def _check_method(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise refused(f"{shown(text)} is no method such as POST")
    return text


def _check_name(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise refused(f"{shown(text)} is no name of a field")
    return text


def _check_line(text: str) -> str:
    if _BREAKS_A_LINE.search(text):
        raise refused(f"{shown(text)} holds a character that ends a line or none can see: a field value may not")
    return text


def _check_short(text: str) -> str:
    if scalars.duration(text).seconds > LONGEST:
        raise refused(f"'{text}' is longer than a day")
    return text


Claim = Annotated[str, AfterValidator(_check_claim)]
Expression = Annotated[str, AfterValidator(_check_expression)]
Method = Annotated[Text, AfterValidator(_check_method)]
Reference = Annotated[Text, AfterValidator(_check_reference)]
FieldName = Annotated[str, AfterValidator(_check_name)]
FieldValue = Annotated[Text, AfterValidator(_check_line)]
FieldValues = Annotated[Annotated[FieldValue, Tag("(text)")] | Annotated[list[FieldValue], Tag("(list)")], SHAPE]
Fields = dict[FieldName, FieldValues]
ShortTime = Annotated[DurationText, AfterValidator(_check_short)]


class Offering(Model):
    """A mapping in which every key that has no meaning of its own is something it offers."""

    offers: dict[str, TextOrLines] = {}

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {key: value for key, value in data.items() if key in ENDPOINT_KEYS}
        offers = {key: value for key, value in data.items() if key not in ENDPOINT_KEYS}
        for key in [key for key in data if key in TIMES]:
            _check_time(key, offers[key])
        return known | {"offers": offers}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        offers = schema["properties"].pop("offers")
        return schema | {"additionalProperties": offers["additionalProperties"]}


class Variant(Offering):
    """What is different in another form of an endpoint."""

    method: Method | None = None
    uri: Reference | None = None
    headers: Fields | None = None
    body: Content | None = None
    volatile: list[Expression] | None = None
    shows: str | None = None


class Endpoint(Offering):
    """Where a claimed thing is, and what it offers: `offers` are the keys that a case may ask for."""

    method: Method = "POST"
    uri: Reference
    headers: Fields = {}
    body: Content | None = None
    volatile: list[Expression] = []
    shows: str | None = None
    variants: list[Variant] = []

    @property
    def forms(self) -> list[Endpoint]:
        """Return the endpoint itself and each of its variants, complete."""
        return [self, *(self._varied(variant) for variant in self.variants)]

    @property
    def filled_in(self) -> set[str]:
        """Return the names of the values that a request of this form is made with."""
        texts = [self.uri]
        texts += [line for value in self.headers.values() for line in ([value] if isinstance(value, str) else value)]
        texts += [self.body] if isinstance(self.body, str) else []
        return {name for text in texts for name in values.references(text)}

    def _varied(self, variant: Variant) -> Endpoint:
        different = {name: getattr(variant, name) for name in variant.model_fields_set}
        return self.model_copy(update=different | {"variants": [], "offers": self.offers | variant.offers})


def _check_time(key: str, text: Any) -> None:
    if not isinstance(text, str):
        raise misplaced(key, f"'{key}' should be one time or range of times, such as 1..3 s")
    try:
        offered = scalars.time_range(text)
    except ValueError as error:
        raise misplaced(key, str(error)) from None
    bounds = [bound for bound in (offered.low, offered.high) if bound]
    if any(bound.steps or bound.operations for bound in bounds):
        raise misplaced(key, f"'{text}': what an operation offers is said in ms or s")
    if any(bound.seconds > LONGEST for bound in bounds):
        raise misplaced(key, f"'{text}' is longer than a day")


class Times(Model):
    """How long the target may take before the harness gives up on it."""

    patience: ShortTime = "10 s"
    idle: ShortTime | None = None  # after it, the target gives up on a request of which nothing more comes


class Tls(Model):
    """How an https target is trusted. Files are relative to the target file."""

    ca: str | None = None
    insecure: Literal["yes", "no", "true", "false"] = "no"
    certificate: str | None = None
    key: str | None = None
    server_name: str | None = None


class Target(Model):
    """One implementation under test."""

    schema_: SchemaNumber = Field(default="1", alias="schema")
    url: str = ""
    name: str = ""
    revisions: dict[str, str] = {}
    claims: list[Claim] = []
    knobs: dict[str, str] = {}
    identities: dict[str, dict[FieldName, FieldValue]] = {}
    times: Times = Times()
    headers: Fields = {}
    allowed_origins: list[str] = []
    mask: list[str] = []
    tls: Tls = Tls()
    long_op: Endpoint | None = Field(default=None, alias="long-op")
    fast_op: Endpoint | None = Field(default=None, alias="fast-op")
    failing_op: Endpoint | None = Field(default=None, alias="failing-op")
    suboperations: Endpoint | None = None
    localized: Endpoint | None = None
    remark_input: Endpoint | None = Field(default=None, alias="remark-input")
    writable: Endpoint | None = None
    resumable: Endpoint | None = None
    big_response: Endpoint | None = Field(default=None, alias="big-response")
    executions: Endpoint | None = None
    ordinary: Endpoint = Endpoint(method="GET", uri="/")

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        if problem := url_problem(url):
            raise refused(problem)
        return url.rstrip("/")

    @field_validator("knobs")
    @classmethod
    def _check_knobs(cls, knobs: dict[str, str]) -> dict[str, str]:
        for knob, text in knobs.items():
            if knob not in KNOBS:
                raise unknown_key(knob, frozenset(KNOBS))
            if knob not in _WORDS and not _NUMBER.fullmatch(text):
                raise misplaced(knob, f"'{knob}' should be a number, not '{text}'")
            if knob in _WORDS and text not in _WORDS[knob]:
                raise misplaced(knob, f"'{text}' is not one of {', '.join(_WORDS[knob])}")
        status = knobs.get("partial_status", KNOBS["partial_status"])
        if status not in {str(number) for number in {*range(200, 300)} - _TAKEN}:
            raise misplaced("partial_status", f"'{status}' is not a status of 209 to 299 that means nothing else")
        return knobs

    @model_validator(mode="after")
    def _claims_are_served_somewhere(self) -> Target:
        for claim in self.claims:
            if claim in ENDPOINTS and self.endpoint(claim) is None:
                raise misplaced(
                    "claims", f"'{claim}' is claimed, but nothing says where it is: add '{claim}: {{uri: …}}'"
                )
        self._writing_is_possible()
        self._what_is_counted_is_told_apart()
        if "users" in self.claims and not {"owner", "other"} <= self.identities.keys():
            raise misplaced("claims", "'users' is claimed: 'identities' must give the header fields of owner and other")
        if self.long_op and "lasting" not in self.long_op.offers and not self.counts_steps:
            raise misplaced("long-op", "'long-op' must say how long the operation takes: add 'lasting: 3 s'")
        return self

    def _writing_is_possible(self) -> None:
        claims = set(self.claims)
        if "writable" in claims and not claims & _WRITES:
            raise misplaced(
                "claims", "'writable' is claimed, but neither 'put' nor 'patch-message': nothing could be made"
            )
        homeless = AT_WRITABLE - ALSO_AT_RESUMABLE if "resumable" in claims else AT_WRITABLE
        if "writable" not in claims and (form := next((one for one in self.claims if one in homeless), None)):
            raise misplaced("claims", f"'{form}' is claimed, but not 'writable', where it would be done: claim both")
        if "max-size" in claims and "max_size" not in self.knobs:
            raise misplaced(
                "claims", "'max-size' is claimed, but no size is given: add it in octets to 'knobs' (max_size)"
            )

    def _what_is_counted_is_told_apart(self) -> None:
        for name in COUNTED if self.counts_by_case else ():
            endpoint = self.endpoint(name)
            if endpoint and not all("case" in form.filled_in for form in endpoint.forms):
                raise misplaced(
                    name, f"'executions' counts for each $case, but '{name}' does not name it in each request"
                )

    @property
    def counts_steps(self) -> bool:
        """Say whether knobs declare the times of the operation."""
        return "step_count" in self.knobs and "step_seconds" in self.knobs

    @property
    def counts_by_case(self) -> bool:
        """Say whether the counter of executions counts what `$case` names, and nothing else."""
        return self.executions is not None and "case" in self.executions.filled_in

    def endpoint(self, name: str) -> Endpoint | None:
        """Return the endpoint that serves `name`, if the file gives one."""
        own: Endpoint | None = getattr(self, name.replace("-", "_"), None)
        fallback = ENDPOINTS.get(name)
        return own if own or fallback is None else self.endpoint(fallback)

    def knob(self, name: str) -> str:
        """Return the value of a knob, its default, or an empty text."""
        return self.knobs.get(name, KNOBS.get(name, ""))

    @property
    def patience(self) -> float:
        """Return the seconds of silence that are a hang."""
        return scalars.duration(self.times.patience).resolve(0, 0)

    @property
    def idle(self) -> float | None:
        """Return the seconds after which the target gives up on a request that has stalled, if it says so."""
        return scalars.duration(self.times.idle).resolve(0, 0) if self.times.idle else None
