"""index.html: one self-contained page, without scripts, fonts or anything else from a network.

The template escapes every value by itself; the only markup it is handed is what `transcript` has escaped already.
A policy in the page forbids scripts and requests besides, should an escape ever be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from midflight_reports.conclusion import (
    by_suite,
    conclusions,
    known,
    red,
    rerun,
    rules,
    shared_cause,
    stale,
    summarized,
    told_reason,
)
from midflight_reports.exchange import decisive_lines
from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.transcript import room_for_each, transcript_html
from midflight_reports.verdicts import ORDER, RANK
from midflight_reports.visible import visible


@dataclass(frozen=True, slots=True)
class _Shown:
    """A case with what the page needs to show it."""

    case: CaseResult
    rule: RequirementResult | None
    anchor: str
    transcript: Markup


@dataclass(frozen=True, slots=True)
class _Finding:
    """Cases with one verdict of one requirement, or with one root cause."""

    root_cause: str
    cases: Sequence[_Shown]


def to_html(results: Results) -> str:
    """Return the page."""
    statements = rules(results)
    room = room_for_each(len(results.cases))
    shown = [
        _Shown(case, statements.get((case.suite, case.requirement)), f"c{index}", Markup(transcript_html(case, room)))
        for index, case in enumerate(results.cases)
    ]
    return _template().render(
        results=results,
        conclusions=conclusions(results),
        summarized=summarized(results.summary),
        broken=_findings([one for one in shown if red(one.case)]),
        warned=_findings([one for one in shown if one.case.verdict == "warn" and not known(one.case)]),
        excluded=[rule for rule in results.requirements if rule.excluded is not None],
        suites={suite: [one for one in shown if one.case.suite == suite] for suite in by_suite(results.cases)},
        named_facts=_named_facts,
        decisive_lines=decisive_lines,
        rerun=lambda case: rerun(results, case),
        known=known,
        stale=stale,
        order=ORDER,
    )


def _findings(shown: Sequence[_Shown]) -> list[_Finding]:
    grouped: dict[tuple[str, ...], list[_Shown]] = {}
    for one in sorted(shown, key=lambda one: RANK[one.case.verdict]):
        case = one.case
        rule = (case.verdict, case.suite, case.requirement)
        grouped.setdefault((shared_cause(case),) if shared_cause(case) else rule, []).append(one)
    return [_Finding(shared_cause(found[0].case), found) for found in grouped.values()]


def _named_facts(case: CaseResult) -> list[tuple[str, str]]:
    facts = {
        "known failure": case.known_failure,
        "reason": told_reason(case),
        "expected": case.expected,
        "got": case.got,
        "observed": case.observed,
    }
    return [(name, text) for name, text in facts.items() if text]


def safe_link(link: str) -> str:
    """Return the link if a browser can only follow it to a web page, else nothing."""
    return link if link.lower().startswith(("http://", "https://")) and link.isprintable() else ""


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("midflight_reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"visible": visible, "safe_link": safe_link}
    return environment.get_template("index.html")
