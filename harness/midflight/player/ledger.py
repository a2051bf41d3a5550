"""Where findings go: while a set-up is played the first one makes the case untestable; later they are the verdict."""

from __future__ import annotations

from typing import Protocol

from midflight.judge.findings import Finding, Findings


class SetUpFailedError(Exception):
    """A set-up did not hold."""

    def __init__(self, where: str, items: list[Finding]) -> None:
        self.where = where
        self.items = items
        super().__init__(where)


class FixtureFailedError(SetUpFailedError):
    """A fixture did not hold: of several inside each other, the innermost."""

    def __init__(self, fixture: str, items: list[Finding]) -> None:
        super().__init__(f"the fixture {fixture}", items)


class NotApplicableError(Exception):
    """A set-up went the way that a case says it is not made for."""


class JudgedError(Exception):
    """The case has its verdict before its end."""


class Ledger(Protocol):
    """Takes what judging an exchange has brought."""

    def take(self, findings: Findings) -> None:
        """Take findings; raise if the case cannot go on."""

    def branch(self, verdict: str | None, observed: str | None) -> None:
        """Take note of the branch of `one_of` that matched."""


class SetUp:
    """For `given` and fixtures in it."""

    def __init__(self, where: str) -> None:
        self._where = where

    def take(self, findings: Findings) -> None:
        if not findings.fit:
            raise SetUpFailedError(self._where, findings.items)

    def branch(self, verdict: str | None, observed: str | None) -> None:
        """Set-ups may go several ways, which is nobody's verdict, unless one of them leaves nothing to judge."""
        if verdict == "not-applicable":
            raise NotApplicableError(observed or "the set-up does not apply")


class Judging:
    """For `exchanges`."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.observed: list[str] = []
        self.branch_verdict: str | None = None

    def take(self, findings: Findings) -> None:
        self.findings.add(findings)
        if not self.findings.fit:
            raise JudgedError

    def branch(self, verdict: str | None, observed: str | None) -> None:
        order = ("warn", "info", "not-applicable", None)
        if order.index(verdict) < order.index(self.branch_verdict):
            self.branch_verdict = verdict
        if observed:
            self.observed.append(observed)
