"""What the judge finds, and what a case's findings add up to.

A mismatch of the rule has the verdict of its requirement. A breach (a 5xx nobody asked for, a hang, a connection that
ends or falls out of step) fails whatever the rule is. Something unreadable, or a set-up that did not hold, makes the
case untestable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from midflight.language.requirement import Requirement


class Verdict(IntEnum):
    """The verdicts, worst first."""

    ERROR = 0
    FAIL = 1
    UNTESTABLE = 2
    WARN = 3
    INFO = 4
    PASS = 5
    NOT_APPLICABLE = 6

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")

    @classmethod
    def of(cls, text: str) -> Verdict:
        """Return the verdict written as in results.json."""
        return cls[text.upper().replace("-", "_")]


class Kind(Enum):
    """Why something does not fit."""

    MISMATCH = "mismatch"
    UNTIMELY = "untimely"  # too early or too late: a mismatch that a busy machine can bring about
    BREACH = "breach"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, in words, with the transcript entries that show it."""

    kind: Kind
    expected: str
    got: str
    entries: tuple[int, ...] = ()


@dataclass(slots=True)
class Findings:
    """What judging one exchange, or a part of it, has brought."""

    items: list[Finding] = field(default_factory=list)
    saved: dict[str, Any] = field(default_factory=dict)
    evidence: int = 0  # fields, content and times that were there and judged
    absent: int = 0  # optional fields that were not there
    inapplicable: bool = False  # what the case is about could not be compared, and need not be there

    @property
    def fit(self) -> bool:
        """Say whether everything was as asked."""
        return not self.items

    def mismatch(self, expected: str, got: str, *entries: int) -> None:
        """Note that something is not as asked."""
        self.items.append(Finding(Kind.MISMATCH, expected, got, entries))

    def untimely(self, expected: str, got: str, *entries: int) -> None:
        """Note that something came at another time than asked."""
        self.items.append(Finding(Kind.UNTIMELY, expected, got, entries))

    def breach(self, expected: str, got: str, *entries: int) -> None:
        """Note something that fails everywhere."""
        self.items.append(Finding(Kind.BREACH, expected, got, entries))

    def unreadable(self, expected: str, got: str, *entries: int) -> None:
        """Note a value that another rule's case is about."""
        self.items.append(Finding(Kind.UNREADABLE, expected, got, entries))

    def add(self, other: Findings) -> None:
        """Take over what another part has found."""
        self.items += other.items
        self.saved |= other.saved
        self.evidence += other.evidence
        self.absent += other.absent
        self.inapplicable |= other.inapplicable


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict of a case, with its reason for people."""

    verdict: Verdict
    reason: str = ""
    expected: str = ""
    got: str = ""
    decisive: tuple[int, ...] = ()
    observed: str = ""
    root_cause: str = ""
    untimely: bool = False  # what decided it is a time


def judged(requirement: Requirement, findings: Findings, observed: Sequence[str], branch: str | None) -> Outcome:
    """Return the outcome of a case whose set-up held."""
    seen = "; ".join(observed)
    if findings.items:
        return _broken(requirement, findings.items, seen)
    if findings.inapplicable or (not findings.evidence and findings.absent):
        return Outcome(Verdict.NOT_APPLICABLE, "none of the optional fields that the rule is about came", observed=seen)
    verdict = Verdict.INFO if requirement.level == "MAY" else Verdict.PASS
    if branch:
        verdict = Verdict.of(branch)
    return Outcome(verdict, seen if verdict is not Verdict.PASS else "", observed=seen)


def _broken(requirement: Requirement, items: Sequence[Finding], observed: str) -> Outcome:
    by_kind = {
        Kind.BREACH: Verdict.FAIL,
        Kind.UNREADABLE: Verdict.UNTESTABLE,
        Kind.MISMATCH: Verdict.of(requirement.when_broken),
        Kind.UNTIMELY: Verdict.of(requirement.when_broken),
    }
    worst = min(items, key=lambda item: by_kind[item.kind])
    reason = f"expected {worst.expected}; got {worst.got}"
    untimely = all(item.kind is Kind.UNTIMELY for item in items if by_kind[item.kind] is by_kind[worst.kind])
    return Outcome(by_kind[worst.kind], reason, worst.expected, worst.got, worst.entries, observed, untimely=untimely)


def untestable(where: str, items: Sequence[Finding]) -> Outcome:
    """Return the outcome of a case whose set-up did not hold."""
    first = items[0]
    reason = f"{where}: expected {first.expected}; got {first.got}"
    untimely = first.kind is Kind.UNTIMELY
    return Outcome(
        Verdict.UNTESTABLE, reason, first.expected, first.got, first.entries, root_cause=reason, untimely=untimely
    )
