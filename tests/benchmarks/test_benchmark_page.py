"""The page that is measured has as many cases as it says, each under its own name."""

from __future__ import annotations

from benchmarks.page import repeated
from tests.reports.sample import CASES, results


def test_cases_are_repeated_under_other_names() -> None:
    made = repeated(results(*CASES), 30)
    assert len({case.id for case in made.cases}) == 30 == sum(made.summary.values())
    assert made.cases[len(CASES)].transcript == CASES[0].transcript
