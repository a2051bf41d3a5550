"""The target file: validated like cases, with file, line and column in every error."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator

from midflight.errors import UsageError, did_you_mean
from midflight.language import scalars, yaml_source
from midflight.language.bodies import Content
from midflight.language.fields import (
    DurationText,
    Model,
    Text,
    TextOrLines,
    misplaced,
    problems_of,
    refused,
    unknown_key,
)
from midflight.language.vocabulary import CLAIMS, ENDPOINTS, KNOBS
from midflight.language.yaml_source import LanguageError

ENDPOINT_KEYS = frozenset({"method", "uri", "headers", "body", "volatile", "shows", "variants"})
TIMES = frozenset({"lasting", "step", "silent"})


class Endpoint(Model):
    """Where a claimed thing is, and what it offers: `offers` are the keys that a case may ask for."""

    method: Text = "POST"
    uri: Text
    headers: dict[str, TextOrLines] = {}
    body: Content | None = None
    volatile: list[str] = []
    shows: str | None = None
    variants: list[dict[str, Any]] = []
    offers: Annotated[dict[str, TextOrLines], Field(exclude=True)] = {}

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        # The other keys of an endpoint are what it offers.
        if not isinstance(data, dict):
            return data
        known = {key: value for key, value in data.items() if key in ENDPOINT_KEYS}
        offers = {key: value for key, value in data.items() if key not in ENDPOINT_KEYS}
        for key in offers.keys() & TIMES:
            _check_time(key, offers[key])
        return known | {"offers": offers}

    @property
    def forms(self) -> list[Endpoint]:
        """Return the endpoint itself and each of its variants, complete."""
        base = self.model_dump(exclude={"variants", "offers"}) | self.offers
        return [self, *(Endpoint.model_validate(base | variant) for variant in self.variants)]

    @field_validator("variants")
    @classmethod
    def _check_variants(cls, variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for variant in variants:
            for key in variant.keys() & TIMES:
                _check_time(key, variant[key])
        return variants


def _check_time(key: str, text: Any) -> None:
    try:
        scalars.time_range(text if isinstance(text, str) else str(text))
    except ValueError as error:
        raise misplaced(key, str(error)) from None


class Times(Model):
    """How long the target may take before the harness gives up on it."""

    patience: DurationText = "10 s"


class Tls(Model):
    """How an https target is trusted. Files are relative to the target file."""

    ca: str | None = None
    insecure: Literal["yes", "no", "true", "false"] = "no"
    certificate: str | None = None
    key: str | None = None
    server_name: str | None = None


class Target(Model):
    """One implementation under test."""

    url: str = ""
    name: str = ""
    revisions: dict[str, str] = {}
    claims: list[str] = []
    knobs: dict[str, str] = {}
    identities: dict[str, dict[str, Text]] = {}
    times: Times = Times()
    headers: dict[str, TextOrLines] = {}
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

    @field_validator("claims")
    @classmethod
    def _check_claims(cls, claims: list[str]) -> list[str]:
        for claim in claims:
            if claim not in CLAIMS:
                raise refused(f"'{claim}' is no claim{did_you_mean(claim, CLAIMS)}")
        return claims

    @field_validator("knobs")
    @classmethod
    def _check_knobs(cls, knobs: dict[str, str]) -> dict[str, str]:
        for knob in knobs:
            if knob not in KNOBS:
                raise unknown_key(knob, frozenset(KNOBS))
        return knobs

    @model_validator(mode="after")
    def _claims_are_served_somewhere(self) -> Target:
        for claim in self.claims:
            if claim in ENDPOINTS and self.endpoint(claim) is None:
                raise misplaced(
                    "claims", f"'{claim}' is claimed, but nothing says where it is: add '{claim}: {{uri: …}}'"
                )
        if "users" in self.claims and not {"owner", "other"} <= self.identities.keys():
            raise misplaced("claims", "'users' is claimed: 'identities' must give the header fields of owner and other")
        if self.long_op and "lasting" not in self.long_op.offers and not self._counted_duration():
            raise misplaced("long-op", "'long-op' must say how long the operation takes: add 'lasting: 3 s'")
        return self

    def _counted_duration(self) -> bool:
        return "step_count" in self.knobs and "step_seconds" in self.knobs

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


def url_problem(url: str) -> str:
    """Return what is wrong with the URL of a target, or an empty text."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return f"'{url}' is not a URL: {error}"
    if parts.scheme not in {"http", "https"}:
        return f"'{url}' is not an http or https URL such as http://127.0.0.1:8080"
    if not parts.hostname or port == 0:
        return f"'{url}' names no host and port"
    if parts.username or parts.query or parts.fragment:
        return f"'{url}' should hold nothing but scheme, host, port and path"
    return ""


def load_target(path: Path, url: str | None = None) -> Target:
    """Read a target file; `url` wins over the one in the file. Raises LanguageError or UsageError."""
    document = yaml_source.read(path)
    if not isinstance(document.data, dict):
        raise LanguageError([document.problem("should be a mapping: url, name, claims, …")])
    if url:
        _check_given(url)
        document.data["url"] = url
    if not document.data.get("url"):
        raise LanguageError([document.problem("gives no url, and none was given on the command line")])
    try:
        target = Target.model_validate(document.data)
    except ValidationError as error:
        raise LanguageError(problems_of(error, document)) from None
    return _with_files_beside(target, path.parent)


def target_for_url(url: str) -> Target:
    """Return a target that claims nothing. Raises UsageError."""
    _check_given(url)
    return Target.model_validate({"url": url, "name": url})


def _check_given(url: str) -> None:
    if problem := url_problem(url):
        raise UsageError(f"the target {problem}")


def _with_files_beside(target: Target, folder: Path) -> Target:
    files = {key: getattr(target.tls, key) for key in ("ca", "certificate", "key")}
    found = {key: str(folder / file) for key, file in files.items() if file}
    return target.model_copy(update={"tls": target.tls.model_copy(update=found)}) if found else target
