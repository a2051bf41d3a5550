"""Which cases are asked for, and which of them a target gives no occasion to play: decided from files alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from midflight.errors import UsageError, did_you_mean
from midflight.language.suite import LoadedCase, Suite
from midflight.language.vocabulary import ENDPOINTS
from midflight.target import Target

_LEVELS: Mapping[str, tuple[str, ...]] = {
    "must": ("MUST", "MUST NOT", "DEFINED"),
    "should": ("MUST", "MUST NOT", "DEFINED", "SHOULD", "SHOULD NOT"),
    "may": ("MUST", "MUST NOT", "DEFINED", "SHOULD", "SHOULD NOT", "MAY"),
}


def selected(loaded: LoadedCase, suites: Sequence[str], cases: Sequence[str], level: str | None) -> bool:
    """Say whether a case is asked for; nothing given asks for all."""
    if suites and loaded.suite.name not in suites:
        return False
    if level and loaded.requirement.level not in _LEVELS[level]:
        return False
    return not cases or any(_matches(loaded, pattern) for pattern in cases)


def _matches(loaded: LoadedCase, pattern: str) -> bool:
    return pattern in names(loaded) or any(fnmatchcase(name, pattern) for name in names(loaded))


def names(loaded: LoadedCase) -> tuple[str, ...]:
    """Return every name that `--case` knows a case by."""
    return (loaded.id, f"{loaded.suite.name}/{loaded.case.id}", loaded.case.id, loaded.requirement.id)


def needs(loaded: LoadedCase) -> frozenset[str]:
    """Return every claim that a case rests on."""
    return loaded.uses.claims


def revision_of(suite: Suite, target: Target) -> str:
    """Return the revision of its specification by which a suite judges the target; an empty text for the only one."""
    return suite.specification.revision(target.revisions.get(suite.name))


def check_revisions(target: Target, suites: Sequence[Suite]) -> None:
    """Refuse a target that names a revision which its suite does not have. Raises UsageError."""
    for suite in suites:
        known = suite.specification.revisions
        wanted = target.revisions.get(suite.name)
        if wanted is not None and wanted not in known:
            there_are = f"there are {', '.join(known)}" if known else "this suite has only one"
            raise UsageError(
                f"revisions: {suite.name}: '{wanted}' is no revision{did_you_mean(wanted, known)}; {there_are}"
            )


def why_not_applicable(loaded: LoadedCase, target: Target) -> str:
    """Return why a case has nothing to judge at this target, or an empty text."""
    claims = set(target.claims)
    if missing := sorted(needs(loaded) - claims):
        return f"the target does not claim {', '.join(missing)}"
    if against := sorted(claims & set(loaded.case.unless)):
        return f"the target claims {', '.join(against)}"
    revision = revision_of(loaded.suite, target)
    if not loaded.requirement.belongs_to(revision):
        return f"the rule is not in the revision {revision}"
    unnamed = (name for name in sorted(loaded.uses.endpoints & ENDPOINTS.keys()) if target.endpoint(name) is None)
    return next((f"the target file names no endpoint '{name}'" for name in unnamed), "")
