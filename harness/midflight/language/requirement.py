"""The models of requirements.yaml: the rules of one specification, in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from midflight.language.fields import Model, SchemaNumber

Level = Literal["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "DEFINED"]
BrokenVerdict = Literal["fail", "warn", "info"]


class Requirement(Model):
    """One numbered rule."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+-\d+$")]
    title: str
    level: Level
    actor: Literal["server", "client", "both"]
    section: str
    statement: str
    link: str = ""
    verdict: BrokenVerdict | None = None
    strict: str = ""  # the knob of the target with which it fails instead
    reading: str = ""
    revisions: list[str] = Field(default_factory=list)
    excluded: str = ""

    @property
    def when_broken(self) -> BrokenVerdict:
        """Return the verdict of a case of this rule that does not hold."""
        if self.verdict:
            return self.verdict
        return "warn" if self.level.startswith("SHOULD") else "fail"

    def for_knobs(self, knobs: Mapping[str, str]) -> Requirement:
        """Return the rule as a target wants it judged."""
        if self.strict and knobs.get(self.strict) == "yes":
            return self.model_copy(update={"verdict": "fail"})
        return self


class Specification(Model):
    """One document and its rules."""

    schema_: SchemaNumber = Field(default="1", alias="schema")
    specification: str
    title: str
    link: str = ""
    requirements: list[Requirement] = Field(min_length=1)
