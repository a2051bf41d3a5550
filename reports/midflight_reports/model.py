"""The contents of results.json as frozen values. `results.schema.json` says the same to other tools.

A text that does not apply is empty. Times are seconds; the `at` of an entry counts from the start of its case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from midflight_reports.verdicts import Level, Verdict

SCHEMA = 1
Direction = Literal["sent", "received", "event"]
Knob = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Tool:
    """What produced the results. The digest names the exact suites that were played."""

    name: str
    version: str
    suites_digest: str


@dataclass(frozen=True, slots=True)
class Target:
    """The implementation under test, as its description gives it.

    `arguments` are those of `midflight run` that reach it again (none for the bundled server); unknown: its URL.
    """

    name: str
    url: str
    claims: tuple[str, ...] = ()
    knobs: Mapping[str, Knob] = field(default_factory=dict)
    revisions: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Elided:
    """Stands for octets left out of a transcript: length and SHA-256 are those of the whole run."""

    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Octets that passed at one moment, or an event such as a reset (then `note` says what)."""

    at: float
    connection: int
    direction: Direction
    octets: bytes = b""
    elided: Elided | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case found. `decisive` are the indexes of the transcript entries that decided the verdict."""

    id: str
    suite: str
    title: str
    source: str  # file:line
    requirement: str
    level: Level
    verdict: Verdict
    revision: str = ""
    reason: str = ""
    expected: str = ""
    got: str = ""
    decisive: tuple[int, ...] = ()
    root_cause: str = ""  # equal for all cases that one missing thing made untestable
    observed: str = ""
    attempts: int = 1
    duration: float = 0.0
    transcript: tuple[Entry, ...] = ()
    known_failure: str | None = None  # why this case is expected to fail
    expired: str | None = None  # the last day on which it was; `known_failure` then excuses nothing
    started: float | None = None  # seconds since the run started; None: it was not played


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """One rule and the worst verdict of its cases; `excluded` is the reason where it has none."""

    id: str
    suite: str
    title: str
    level: Level
    section: str
    link: str
    statement: str
    verdict: Verdict
    cases: tuple[str, ...] = ()
    excluded: str | None = None


@dataclass(frozen=True, slots=True)
class Specification:
    """The document behind a suite. The digest names the edition of its cases that was played."""

    suite: str
    name: str
    title: str
    link: str
    digest: str


@dataclass(frozen=True, slots=True)
class Results:
    """One run against one target. In a strict run a `warn` is as red as a `fail`.

    An interrupted run holds the cases that were over by then, of so many `selected` ones (None: unknown).
    """

    tool: Tool
    seed: int
    target: Target
    started: str  # RFC 3339
    duration: float
    cases: tuple[CaseResult, ...]
    requirements: tuple[RequirementResult, ...]
    summary: Mapping[Verdict, int]
    strict: bool = False
    specifications: tuple[Specification, ...] = ()
    interrupted: bool = False
    selected: int | None = None
