"""The end of a run on a terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

from rich.console import Console
from sample import BROKEN_HARNESS, FAILING, OBSERVING, PASSING, UNCLAIMED, UNTESTABLE, WARNING, hostile, results

from midflight_reports import Results
from midflight_reports.terminal import BLOCKS, show, summary

GOLDEN = """\
FAIL  progress/the-numerator-never-decreases
  PG-060 · MUST NOT · 2.1 Initial Request
  What the numerator never decreases asks for.
  expected  Progress.numerator never decreases
  got       2, then 1
    0.000 s > POST /capture?seconds=3 HTTP/1.1
            > Host: 127.0.0.1:8080
            > Prefer: processing
            > Content-Length: 0
    0.002 s < HTTP/1.1 102 Processing
            < Location: /status/8f1c
            < Progress: 0/3 "Angelé"
  rerun     midflight run http://127.0.0.1:8080 --case progress/the-numerator-never-decreases

UNTESTABLE  4 cases: status-doc is claimed, but GET /status/8f1c was answered 404
  progress/status-document-is-found, progress/status-document-is-immediate, progress/status-document-ends and 1 more
  rerun     midflight run http://127.0.0.1:8080 --case progress/status-document-is-found

WARN  progress/first-102-names-the-status-document
  PG-004 · SHOULD · 2.1 Initial Request
  What the first 102 names the status document asks for.
  expected  Location in the first 102
  got       no Location
    0.250 s < HTTP/1.1 102 Processing
  rerun     midflight run http://127.0.0.1:8080 --case progress/first-102-names-the-status-document

target: Example server 1.2, http://127.0.0.1:8080
9 cases in 5.2 s: 1 fail, 4 untestable, 1 warn, 1 info, 1 pass, 1 not-applicable
progress: not conformant: 1 MUST rule is broken, and 4 cases could not be tested.
report: compliance-report/index.html
"""


def text(run: Results) -> str:
    return "".join(f"{line.text}\n" for line in summary(run))


def test_the_summary_names_what_to_do() -> None:
    assert text(results(PASSING, WARNING, FAILING, *UNTESTABLE, OBSERVING, UNCLAIMED)) == GOLDEN


def test_a_good_run_is_four_lines() -> None:
    assert text(results(PASSING, OBSERVING)) == (
        "target: Example server 1.2, http://127.0.0.1:8080\n"
        "2 cases in 5.2 s: 1 info, 1 pass\n"
        "progress: conformant: no broken rule among the 2 tested.\n"
        "report: compliance-report/index.html\n"
    )


def test_a_target_without_a_name_is_told_once() -> None:
    run = results(PASSING)
    assert "target: http://127.0.0.1:8080\n" in text(replace(run, target=replace(run.target, name=run.target.url)))


def test_an_interrupted_run_says_how_far_it_came() -> None:
    lines = text(replace(results(PASSING), interrupted=True, selected=1710)).splitlines()
    assert "interrupted: 1 of 1,710 cases played, conformance not shown" in lines


def test_many_failures_are_cut_and_counted() -> None:
    lines = text(results(*(replace(FAILING, id=f"progress/case-{number}") for number in range(50)))).splitlines()
    assert sum(line.startswith("FAIL") for line in lines) == BLOCKS
    assert "... and 30 more in compliance-report/index.html" in lines


def test_the_worst_comes_first() -> None:
    assert text(results(WARNING, FAILING, BROKEN_HARNESS)).startswith("ERROR  hostile/the-harness-fell")


def test_a_target_cannot_drive_the_terminal() -> None:
    assert all(line.text.isprintable() for line in summary(hostile()))


def test_a_pipe_gets_the_plain_lines() -> None:
    out = io.StringIO()
    show(hostile(), Console(file=out))
    assert out.getvalue() == text(hostile())


def test_a_terminal_gets_colours_and_the_same_text() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=40, _environ={})
    show(results(FAILING, PASSING), console)
    assert "\x1b[1;31mFAIL  progress/the-numerator-never-decreases\x1b[0m\n" in out.getvalue()
    plain = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=40, _environ={})
    show(results(FAILING, PASSING), plain)
    assert isinstance(plain.file, io.StringIO)
    assert plain.file.getvalue() == text(results(FAILING, PASSING))


def test_starting_costs_neither_rich_nor_jinja() -> None:
    code = (
        "import sys, midflight_reports, midflight_reports.terminal;"
        "print(sorted({'rich', 'jinja2', 'urllib.request', 'midflight'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
