"""The HTML report: how long it takes to write, to open in Chromium and to filter, and how long the page is.

The cases are those of a real run of the progress suite against the reference server, repeated under other names.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.chromium import NoChromiumError, launched
from benchmarks.measure import Contender, Figures, Sample, once
from benchmarks.plan import COMMAND, Goal, Plan, Table, within
from midflight_reports import Results, count, load
from midflight_reports.html import to_html

FEW, MANY = 500, 20_000
_MEGABYTE = 1_000_000
_OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
_FILTERED = """(text) => {
  const field = document.querySelector('#filter input[name=text]');
  const begin = performance.now();
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  document.body.offsetHeight;  // laid out anew
  return (performance.now() - begin) / 1000;
}"""
_TEXTS = ("numerator", "102", "", "location")  # typed one after the other


def page(plan: Plan) -> Table:
    """Return the figures for both lengths."""
    played = _played(plan)
    pages = {number: plan.folder / f"report-{number}.html" for number in (FEW, MANY)}
    figures = [_written(repeated(played, number), file, plan.rounds) for number, file in pages.items()]
    try:
        with launched() as browser:
            figures += [each for number, file in pages.items() for each in _read(browser, number, file, plan.rounds)]
    except NoChromiumError as error:
        print(error)
    length = pages[FEW].stat().st_size / _MEGABYTE
    goals = [
        Goal(f"{FEW} cases < 3 MB", (f"write {FEW}",), 3, lambda _: length),
        within(f"open {FEW}", 0.5),
        within(f"filter {FEW}", 0.05),
    ]
    return Table("the HTML page of so many cases, in this process and in Chromium", figures, goals)


def _played(plan: Plan) -> Results:
    folder = plan.folder / "report"
    done = once(Contender("midflight run", [COMMAND, "run", "--suite", "progress", "--report", str(folder)]))
    if done.failure:
        raise RuntimeError(done.failure)
    return load(folder / "results.json")


def repeated(played: Results, number: int) -> Results:
    """Return a run of so many cases."""
    several = len(played.cases)
    cases = tuple(
        replace(played.cases[index % several], id=f"{played.cases[index % several].id}-{index}")
        for index in range(number)
    )
    return replace(played, cases=cases, summary=count(case.verdict for case in cases))


def _written(results: Results, page: Path, rounds: int) -> Figures:
    def sample() -> Sample:
        begin, cpu = time.perf_counter(), time.process_time()
        page.write_text(to_html(results), "utf-8")
        return Sample(time.perf_counter() - begin, time.process_time() - cpu, 0)

    return Figures(f"write {len(results.cases)}", tuple(sample() for _ in range(rounds)))


def _read(browser: Browser, number: int, page: Path, rounds: int) -> Iterator[Figures]:
    opened, filtered = [], []
    for _ in range(rounds):
        tab = browser.new_page()
        tab.goto(page.as_uri(), wait_until="load", timeout=120_000)
        opened.append(Sample(tab.evaluate(_OPENED), 0, 0))
        filtered.append(Sample(statistics.median(tab.evaluate(_FILTERED, text) for text in _TEXTS), 0, 0))
        tab.close()
    yield Figures(f"open {number}", tuple(opened))
    yield Figures(f"filter {number}", tuple(filtered))
