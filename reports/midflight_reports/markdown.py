"""A summary of the run in Markdown, for the page of a CI job: the answer, what is broken, what is missing, the counts.

GitHub shows a summary of at most 1 MiB, so the cases that are told in full, and those that are named, have a limit;
what is left out is counted. Every root cause is told once, with all its cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from midflight_reports.conclusion import (
    CONFORMANT,
    EXCUSED,
    IN_PART,
    INTERRUPTED,
    NOT_CONFORMANT,
    NOT_PROVEN,
    NOT_TESTED,
    by_suite,
    conclusions,
    counted,
    expired_remark,
    interruption,
    known,
    rerun,
    rules,
    stale,
    stale_remark,
    standing,
    summarized,
)
from midflight_reports.exchange import decisive_lines
from midflight_reports.findings import Finding, broken, unfollowed
from midflight_reports.markdown_text import block, code, linked, plain
from midflight_reports.model import CaseResult, RequirementResult, Results
from midflight_reports.told import facts, headline
from midflight_reports.verdicts import LEVELS, ORDER

LIMIT = 1_000_000  # octets
FULLY_TOLD = 25  # findings
NAMED = 200  # cases of one list
SHOWN = 500  # characters of one text
ADDRESSES = 2000  # characters of one link

MARKS = {
    NOT_CONFORMANT: "❌",
    INTERRUPTED: "➖",
    NOT_PROVEN: "❌",
    EXCUSED: "⚠️",
    IN_PART: "➖",
    CONFORMANT: "✅",
    NOT_TESTED: "➖",
}


def to_markdown(results: Results) -> str:
    """Return the summary."""
    parts = [_title(results), *_tables(results), *_broken(results), *_warned(results), *_excused(results)]
    parts.append(_circumstances(results))
    return _within_limit(parts)


def _within_limit(parts: Sequence[str]) -> str:
    kept: list[str] = []
    room = LIMIT
    for part in parts:
        room -= len(part.encode()) + 2
        if room < 0:
            kept.append("The rest is too long for this page: see results.json.")
            break
        kept.append(part)
    return "\n\n".join(kept) + "\n"


def _title(results: Results) -> str:
    found = standing(results)
    lines = [f"## {MARKS[found.word]} {code(_cut(results.target.name))} {found.sentence}", ""]
    if how_far := interruption(results):
        lines.append(f"- {MARKS[INTERRUPTED]} {how_far}")
    lines += [f"- {MARKS[one.word]} {plain(_cut(one.sentence))}" for one in conclusions(results)]
    return "\n".join(lines)


def _tables(results: Results) -> Iterator[str]:
    suites = by_suite(results.cases)
    for suite, cases in ((found.suite, suites[found.suite]) for found in conclusions(results)):
        levels = {level: [case for case in cases if case.level == level] for level in LEVELS}
        yield _table(
            [f"{plain(_cut(suite))}: cases", *ORDER],
            [
                [level, *(str(sum(case.verdict == verdict for case in of) or "") for verdict in ORDER)]
                for level, of in levels.items()
                if of
            ],
        )


def _broken(results: Results) -> Iterator[str]:
    findings = broken(results)
    if not findings:
        return
    yield f"### Broken: {counted(sum(len(finding.cases) for finding in findings), 'case')}"
    for finding in findings[:FULLY_TOLD]:
        yield "\n\n".join(_finding(results, finding))
    if left := [case for finding in findings[FULLY_TOLD:] for case in finding.cases]:
        yield from _listed(results, f"{counted(len(left), 'case')} more", left)


def _finding(results: Results, finding: Finding) -> Iterator[str]:
    first, *others = finding.cases
    if behind := finding.cause or finding.symptom:
        yield f"**{first.verdict}**, {counted(len(finding.cases), 'case')}: {code(_cut(behind))}"
        yield _named(finding.cases)
    else:
        yield f"**{first.verdict}** {code(_cut(first.id))}"
        yield from _told(results, first)
    yield f"Play it again: {code(rerun(results, first)[:ADDRESSES])}"
    if others and not behind:
        yield f"Of the same rule, {counted(len(others), 'case')} more:"
        yield _named(others)


def _told(results: Results, case: CaseResult) -> Iterator[str]:
    yield _rule(case, rules(results).get((case.suite, case.requirement)))
    told = [(stale_remark(case), case.known_failure or "")] if stale(case, results.strict) else []
    expired = [f"- {remark}"] if (remark := expired_remark(case, results.strict)) else []
    yield "\n".join([*expired, *(f"- {name}: {code(_cut(text))}" for name, text in [*told, *facts(case)])])
    if lines := decisive_lines(case):
        yield block(lines)


def _named(cases: Sequence[CaseResult]) -> str:
    names = [f"- {code(_cut(case.id))}" for case in cases[:NAMED]]
    return "\n".join([*names, *([f"- and {len(cases) - NAMED:,} more"] if len(cases) > NAMED else [])])


def _rule(case: CaseResult, rule: RequirementResult | None) -> str:
    if rule is None:
        return f"{plain(_cut(case.requirement))} ({case.level})"
    where = linked(_cut(f"{rule.id}, section {rule.section}"), rule.link[:ADDRESSES])
    return f"{where} ({case.level}): {plain(_cut(rule.statement))}"


def _warned(results: Results) -> Iterator[str]:
    if warned := [case for finding in unfollowed(results) for case in finding.cases]:
        yield from _listed(results, f"Not followed: {counted(len(warned), 'case')} of a recommendation", warned)


def _excused(results: Results) -> Iterator[str]:
    if excused := [case for case in results.cases if known(case, results.strict)]:
        yield from _listed(results, f"Known failures: {counted(len(excused), 'case')}", excused)


def _listed(results: Results, title: str, cases: Sequence[CaseResult]) -> Iterator[str]:
    """Yield a table that is opened by a click; the blank lines make it Markdown again."""
    rows = [
        [case.verdict, code(_cut(case.id)), plain(_cut(case.requirement)), code(_cut(headline(case, results.strict)))]
        for case in cases[:NAMED]
    ]
    yield f"<details><summary>{plain(title)}</summary>"
    yield _table(["verdict", "case", "rule", "what was found"], rows)
    if len(cases) > NAMED:
        yield f"and {len(cases) - NAMED:,} more"
    yield "</details>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _circumstances(results: Results) -> str:
    target, tool = results.target, results.tool
    return (
        f"{counted(len(results.cases), 'case')} in {results.duration:.1f} s: {summarized(results.summary)}."
        f" Target {code(_cut(target.url))}, {plain(_cut(tool.name))} {plain(_cut(tool.version))},"
        f" seed {results.seed}{', strict' if results.strict else ''}."
    )


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
