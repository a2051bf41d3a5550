"""The end of a run on a terminal: what broke, where the rule stands, the lines that show it, and how to see it again.

`summary` is a pure function to plain lines; `show` prints it, with colours only where there is a terminal. Texts of the
target cannot reach the terminal as control sequences: everything unprintable is spelled out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from midflight_reports.conclusion import (
    CONFORMANT,
    EXCUSED,
    IN_PART,
    INTERRUPTED,
    NOT_CONFORMANT,
    NOT_PROVEN,
    NOT_TESTED,
    conclusions,
    counted,
    expired_remark,
    interruption,
    known,
    red,
    rerun,
    rules,
    shared_cause,
    stale,
    stale_remark,
    summarized,
    told_reason,
)
from midflight_reports.exchange import decisive_lines, shortened
from midflight_reports.model import CaseResult, Results
from midflight_reports.verdicts import RANK
from midflight_reports.visible import visible

if TYPE_CHECKING:  # rich costs start-up time, and a pipe does not need it
    from rich.console import Console

BLOCKS = 20
NAMED = 3  # cases of one root cause
TEXT_LINES = 4

STYLES: Mapping[str, str] = {
    "error": "bold red",
    "fail": "bold red",
    "untestable": "bold red",
    "pass": "bold red",  # only as a stale known failure
    "info": "bold red",
    "warn": "bold yellow",
    CONFORMANT: "bold green",
    EXCUSED: "bold yellow",
    IN_PART: "bold blue",
    NOT_CONFORMANT: "bold red",
    NOT_PROVEN: "bold red",
    INTERRUPTED: "bold yellow",
    NOT_TESTED: "bold yellow",
    "soft": "dim",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary; `style` is a key of STYLES, or empty."""

    text: str
    style: str = ""


def summary(results: Results, report: str = "compliance-report/index.html") -> list[Line]:
    """Return the lines to print after a run; `report` is where the rest can be read."""
    blocks = _told(results)
    lines = [line for cases in blocks[:BLOCKS] for line in (*_block(results, cases), Line(""))]
    if len(blocks) > BLOCKS:
        lines += [Line(f"... and {len(blocks) - BLOCKS} more in {report}"), Line("")]
    lines.append(Line(f"target: {_target(results)}"))
    lines.append(
        Line(f"{counted(len(results.cases), 'case')} in {results.duration:.1f} s: {summarized(results.summary)}")
    )
    if how_far := interruption(results):
        lines.append(Line(how_far, INTERRUPTED))
    lines += [Line(visible(found.sentence), found.word) for found in conclusions(results)]
    lines.append(Line(f"report: {report}", "soft"))
    return lines


def _target(results: Results) -> str:
    """Return name and URL, each once and on one line."""
    target = results.target
    return " ".join(visible(", ".join(dict.fromkeys(filter(None, [target.name, target.url])))).split())


def show(results: Results, console: Console, report: str = "compliance-report/index.html") -> None:
    """Print the summary; with colours if the console is a terminal."""
    lines = summary(results, report)
    if not console.is_terminal:
        console.file.write("".join(f"{line.text}\n" for line in lines))
        return
    from rich.text import Text

    for line in lines:
        console.print(Text(line.text, STYLES.get(line.style, "")), soft_wrap=True)


def _told(results: Results) -> list[list[CaseResult]]:
    """Return the cases of each block, worst first: those of one root cause together, every other alone."""
    strict = results.strict
    told = [case for case in results.cases if red(case, strict) or (case.verdict == "warn" and not known(case, strict))]
    blocks: dict[object, list[CaseResult]] = {}
    for number, case in enumerate(sorted(told, key=lambda case: RANK[case.verdict])):
        blocks.setdefault(shared_cause(case) or number, []).append(case)
    return list(blocks.values())


def _block(results: Results, cases: Sequence[CaseResult]) -> Iterator[Line]:
    return _root_cause(results, cases) if shared_cause(cases[0]) else _case(results, cases[0])


def _root_cause(results: Results, cases: Sequence[CaseResult]) -> Iterator[Line]:
    more = f" and {len(cases) - NAMED} more" if len(cases) > NAMED else ""
    yield Line(f"UNTESTABLE  {counted(len(cases), 'case')}: {shortened(visible(cases[0].root_cause))}", "untestable")
    yield Line(f"  {', '.join(visible(case.id) for case in cases[:NAMED])}{more}")
    yield Line(f"  rerun     {visible(rerun(results, cases[0]))}", "soft")


def _case(results: Results, case: CaseResult) -> Iterator[Line]:
    rule = rules(results).get((case.suite, case.requirement))
    yield Line(f"{case.verdict.upper()}  {visible(case.id)}", case.verdict)
    yield Line(
        "  " + " · ".join(filter(None, (visible(case.requirement), case.level, visible(rule.section) if rule else "")))
    )
    if rule:
        yield Line(f"  {visible(rule.statement)}")
    if stale(case, results.strict):
        yield Line(f"  {stale_remark(case)} ({visible(case.known_failure or '')})")
    if expired := expired_remark(case, results.strict):
        yield Line(f"  {expired}")
    for name, text in (("reason", told_reason(case)), ("expected", case.expected), ("got", case.got)):
        yield from _labelled(name, text)
    for line in decisive_lines(case):
        yield Line(f"  {line}")
    yield Line(f"  rerun     {visible(rerun(results, case))}", "soft")


def _labelled(name: str, text: str) -> Iterator[Line]:
    lines = visible(text).split("\n") if text else []
    for line in lines[:TEXT_LINES]:
        yield Line(f"  {name:<9} {shortened(line)}".rstrip())
        name = ""
    if len(lines) > TEXT_LINES:
        yield Line(f"  {'':<9} ...")
