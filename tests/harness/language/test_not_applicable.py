"""Which cases a target gives no occasion to play, decided from the files alone."""

from pathlib import Path

import pytest
from suite_files import cases_of

from midflight.player.selection import selected, why_not_applicable
from midflight.target import Target

CASE = "- id: a\n  requirement: MU-001\n  exchanges:\n    - request: {use: %s}\n"
FIXTURES = "two:\n  needs: [etag]\n  exchanges: [{request: {use: writable, method: PUT}}]\n"
TARGET = Target.model_validate(
    {
        "url": "http://a",
        "claims": ["writable", "put"],
        "writable": {"uri": "/$fresh"},
    }
)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (CASE % "ordinary", ""),
        (CASE % "ordinary" + "  needs: [put]\n", ""),
        (CASE % "fast-op", "the target does not claim fast-op"),
        (CASE % "executions", "the target file names no endpoint 'executions'"),
        (CASE % "ordinary" + "  needs: [sparse, persist]\n", "the target does not claim persist, sparse"),
        (CASE % "ordinary" + "  unless: [put]\n", "the target claims put"),
        (CASE % "ordinary" + "  given: [two]\n", "the target does not claim etag"),
        (CASE % "ordinary, as: other", "the target does not claim users"),
    ],
)
def test_why_a_case_has_nothing_to_judge(tmp_path: Path, case: str, why: str) -> None:
    (loaded,) = cases_of(tmp_path, case, fixtures=FIXTURES)
    assert why_not_applicable(loaded, TARGET) == why


@pytest.mark.parametrize(
    ("suites", "cases", "level", "chosen"),
    [
        ((), (), None, True),
        (("made",), (), None, True),
        (("other",), (), None, False),
        ((), ("made/a",), "must", True),
        ((), ("a", "b"), None, True),
        ((), ("MU-0*",), None, True),
        ((), ("b",), None, False),
        ((), (), "should", True),
    ],
)
def test_what_is_asked_for(
    tmp_path: Path, suites: tuple[str, ...], cases: tuple[str, ...], level: str | None, chosen: bool
) -> None:
    (loaded,) = cases_of(tmp_path, CASE % "ordinary")
    assert selected(loaded, suites, cases, level) is chosen
