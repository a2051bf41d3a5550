"""The models of requirements.yaml: the rules of one specification, in our words.

A specification may be there in several revisions, each a document of its own. A rule belongs to all of them unless it
names its `revisions`; its section and link are those of the first it belongs to, `also` has those of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from midflight.errors import did_you_mean
from midflight.language.fields import Model, SchemaNumber, misplaced, refused

Level = Literal["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "DEFINED"]
BrokenVerdict = Literal["fail", "warn", "info"]


class Place(Model):
    """Where a rule stands in another revision."""

    section: str
    link: str = ""


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
    also: dict[str, Place] = Field(default_factory=dict)
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

    def in_revision(self, revision: str) -> Requirement:
        """Return the rule with the section and link that it has in a revision."""
        place = self.also.get(revision)
        return self.model_copy(update=place.model_dump()) if place else self

    def belongs_to(self, revision: str) -> bool:
        """Say whether a revision has the rule."""
        return not self.revisions or revision in self.revisions


class Document(Model):
    """One text: its name, its title, and where it can be read."""

    specification: str
    title: str
    link: str = ""


class Specification(Model):
    """The rules of one document, or of several revisions of it."""

    schema_: SchemaNumber = Field(default="1", alias="schema")
    specification: str = ""
    title: str = ""
    link: str = ""
    revisions: dict[str, Document] = Field(default_factory=dict)
    requirements: list[Requirement] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_its_documents(self) -> Specification:
        if bool(self.specification and self.title) == bool(self.revisions):
            raise refused("rules have either one document ('specification' and 'title') or 'revisions' with one each")
        for rule in self.requirements:
            for name in (*rule.revisions, *rule.also):
                if name not in self.revisions:
                    hint = did_you_mean(name, self.revisions)
                    raise misplaced("requirements", f"{rule.id} names the revision '{name}', which there is not{hint}")
        return self

    def revision(self, wanted: str | None) -> str:
        """Return the revision that is meant: the one wanted, else the first; an empty text where there is only one."""
        return wanted if wanted in self.revisions else next(iter(self.revisions), "")

    def document(self, revision: str) -> Document:
        """Return the document of a revision."""
        alone = Document(specification=self.specification, title=self.title, link=self.link)
        return self.revisions.get(revision, alone)
