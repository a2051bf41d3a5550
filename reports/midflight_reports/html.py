"""index.html: one self-contained page, without fonts, images or anything else from a network.

It answers in this order: is it conformant, what is broken, how do I see it, how do I reproduce it, which rule says so.
Its only script filters, copies and unpacks; the page's policy allows that very script and style sheet, by SHA-256, and
nothing else, should an escape ever be missing. The templates escape every value by themselves; the only
markup they are handed is what `transcript` has escaped already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from midflight_reports.conclusion import (
    conclusions,
    counted,
    expired_remark,
    interruption,
    known,
    level_sentences,
    rerun,
    rules,
    stale,
    summarized,
)
from midflight_reports.exchange import decisive_lines
from midflight_reports.findings import broken, unfollowed
from midflight_reports.html_cases import anchors, by_suite, listing
from midflight_reports.html_page import Section, environment, inline
from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.reproduction import script
from midflight_reports.told import facts
from midflight_reports.transcript import room_for_each, transcript_html
from midflight_reports.verdicts import GROUP, GROUPS, ORDER

FINDINGS = 200  # told at the top; all the others are in the list
CASES_TOLD = 5  # of one finding
CASES_NAMED = 100  # of one finding


def to_html(results: Results, sections: Sequence[Section] = ()) -> str:
    """Return the page; `sections` (coverage, the fault matrix) follow the cases."""
    view = _View(results, rules(results), anchors(results.cases), room_for_each(len(results.cases)))
    coverage_told = any(section.anchor == "coverage" for section in sections)
    macros: Any = environment().get_template("case.html").module
    found = listing(results.cases, view.anchors, lambda case: macros.box(view, case))
    concluded = conclusions(results)
    return (
        environment()
        .get_template("index.html")
        .render(
            results=results,
            view=view,
            sections=sections,
            conclusions=concluded,
            interruption=interruption(results),
            specifications={one.suite: one for one in results.specifications},
            level_sentences=level_sentences,
            summarized=summarized(results.summary),
            broken=broken(results),
            unfollowed=unfollowed(results),
            most=(FINDINGS, CASES_TOLD, CASES_NAMED),
            excluded=[] if coverage_told else [rule for rule in results.requirements if rule.excluded is not None],
            suites=list(by_suite(found.rows, [one.suite for one in concluded])),
            chunks=found.chunks,
            filters=_filters(results.cases),
            counted=counted,
            style=inline("style.css"),
            script=inline("page.js"),
        )
    )


@dataclass(frozen=True, slots=True)
class _View:
    """What the template of a case asks for."""

    results: Results
    rules: Mapping[tuple[str, str], RequirementResult]
    anchors: Mapping[int, str]
    room: int

    def anchor(self, case: CaseResult) -> str:
        return self.anchors[id(case)]

    def rule(self, case: CaseResult) -> RequirementResult | None:
        return self.rules.get((case.suite, case.requirement))

    def group(self, case: CaseResult) -> str:
        return GROUP[case.level]

    def rerun(self, case: CaseResult) -> str:
        return rerun(self.results, case)

    def script(self, case: CaseResult) -> str:
        """Return the stand-alone script of a case that asks for attention."""
        return script(self.results, case) if case.verdict in ("fail", "untestable", "warn", "error") else ""

    def transcript(self, case: CaseResult) -> Markup:
        return Markup(transcript_html(case, self.room))

    def decisive_lines(self, case: CaseResult) -> list[str]:
        return decisive_lines(case)

    def remark(self, case: CaseResult) -> str:
        strict = self.results.strict
        if known(case, strict):
            return "known failure"
        if stale(case, strict):
            return "listed as known failure"
        return "expired known failure" if expired_remark(case, strict) else ""

    def facts(self, case: CaseResult) -> list[tuple[str, str]]:
        listed = case.known_failure or expired_remark(case, self.results.strict)
        return [*([("known failure", listed)] if listed else []), *facts(case)]


def _filters(cases: Sequence[CaseResult]) -> dict[str, list[tuple[str, int]]]:
    """Return the values that there are to choose from, with the number of cases of each."""
    verdicts = Counter(case.verdict for case in cases)
    groups = Counter(GROUP[case.level] for case in cases)
    return {
        "verdict": [(verdict, verdicts[verdict]) for verdict in ORDER if verdicts[verdict]],
        "level": [(group, groups[group]) for group in GROUPS if groups[group]],
        "specification": list(Counter(case.suite for case in cases).items()),
        "revision": list(Counter(case.revision for case in cases if case.revision).items()),
    }
