"""From played cases to the values of results.json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import midflight_reports as reports
from midflight import __version__
from midflight.language.requirement import Requirement
from midflight.language.suite import Suite, digest
from midflight.player.case import PlayedCase
from midflight.player.masking import Mask
from midflight.player.selection import revision_of
from midflight.target import Target


@dataclass(frozen=True)
class Run:
    """What is known of a run beside its cases."""

    target: Target
    suites: Sequence[Suite]
    seed: int
    started: str  # RFC 3339
    duration: float  # seconds
    arguments: tuple[str, ...] | None = None  # of `midflight run`, to reach the target again
    strict: bool = False
    interrupted: bool = False  # the cases are those that were over by then
    selected: int | None = None  # how many cases were to be played


def case_result(
    played: PlayedCase,
    target: Target,
    mask: Mask,
    known_failure: str | None,
    begin: float,
    expired: str | None = None,
) -> reports.CaseResult:
    """Return one case as it stands in results.json; the run began at `begin` of the monotonic clock.

    `known_failure` is why it is expected to fail; `expired` the last day on which it was, if that is over.
    """
    loaded, outcome = played.loaded, played.outcome
    return reports.CaseResult(
        id=loaded.id,
        suite=loaded.suite.name,
        title=loaded.title,
        source=loaded.source,
        requirement=loaded.requirement.id,
        level=loaded.requirement.level,
        revision=revision_of(loaded.suite, target),
        verdict=cast("reports.Verdict", str(outcome.verdict)),
        reason=mask.text(outcome.reason),
        expected=mask.text(outcome.expected),
        got=mask.text(outcome.got),
        decisive=outcome.decisive,
        root_cause=mask.text(outcome.root_cause),
        observed=mask.text(outcome.observed),
        attempts=played.attempts,
        duration=round(played.duration, 6),
        transcript=tuple(
            reports.Entry(
                round(entry.at, 6),
                entry.connection,
                entry.direction,
                entry.octets,
                reports.Elided(entry.elided.length, entry.elided.sha256) if entry.elided else None,
                entry.note,
            )
            for entry in mask.apply(played.transcript)
        ),
        known_failure=known_failure,
        expired=expired,
        started=None if played.started is None else round(max(0.0, played.started - begin), 6),
    )


def results(run: Run, cases: Sequence[reports.CaseResult]) -> reports.Results:
    """Return everything a run found."""
    target = run.target
    return reports.Results(
        tool=reports.Tool("midflight", __version__, digest([suite.folder for suite in run.suites])),
        seed=run.seed,
        target=reports.Target(
            target.name or target.url,
            target.url,
            tuple(target.claims),
            dict(target.knobs),
            dict(target.revisions),
            run.arguments,
        ),
        started=run.started,
        duration=round(run.duration, 3),
        cases=tuple(cases),
        requirements=tuple(_requirements(run, cases)),
        summary=reports.count(case.verdict for case in cases),
        strict=run.strict,
        specifications=tuple(_specification(suite, target) for suite in run.suites),
        interrupted=run.interrupted,
        selected=run.selected,
    )


def _specification(suite: Suite, target: Target) -> reports.Specification:
    document = suite.specification.document(revision_of(suite, target))
    return reports.Specification(
        suite.name, document.specification, document.title, document.link, digest([suite.folder])
    )


def _requirements(run: Run, cases: Sequence[reports.CaseResult]) -> Iterable[reports.RequirementResult]:
    by_rule: dict[tuple[str, str], list[reports.CaseResult]] = {}
    for case in cases:
        by_rule.setdefault((case.suite, case.requirement), []).append(case)
    for suite in run.suites:
        yield from _rules(suite, revision_of(suite, run.target), by_rule)


def _rules(
    suite: Suite, revision: str, by_rule: Mapping[tuple[str, str], Sequence[reports.CaseResult]]
) -> Iterable[reports.RequirementResult]:
    document = suite.specification.document(revision)
    for rule in (rule.in_revision(revision) for rule in suite.specification.requirements):
        own = by_rule.get((suite.name, rule.id), ())
        yield reports.RequirementResult(
            id=rule.id,
            suite=suite.name,
            title=rule.title,
            level=rule.level,
            section=rule.section,
            link=rule.link or document.link,
            statement=rule.statement,
            verdict=reports.worst(case.verdict for case in own),
            cases=tuple(case.id for case in own),
            excluded=rule.excluded or _elsewhere(rule, revision) or None,
        )


def _elsewhere(rule: Requirement, revision: str) -> str:
    return "" if rule.belongs_to(revision) else f"the revision {revision} does not have this rule"
