"""Which cases have the target for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.places import suites_folder
from midflight.player.lanes import needs_to_be_alone
from midflight.target import Target

COUNTED_ALTOGETHER = {"executions": {"uri": "/count"}}
COUNTED_BY_CASE = {"executions": {"uri": "/count?of=$case"}}


def case(topic: str, name: str) -> LoadedCase:
    suite = open_suite(suites_folder() / "resumable-requests")
    path = next(path for path in suite.files if path.stem == topic)
    return next(case for case in read_cases(suite, path).cases if case.id.endswith(f"/{name}"))


@pytest.mark.parametrize(
    ("topic", "name", "target", "alone"),
    [
        ("outcome", "a-resumed-operation-runs-once", COUNTED_ALTOGETHER, True),
        ("outcome", "a-resumed-operation-runs-once", COUNTED_BY_CASE, False),
        ("many-cuts", "forty-resets-lose-nothing", COUNTED_ALTOGETHER, False),
    ],
)
def test_a_case_that_counts_is_alone_unless_the_counter_is_its_own(
    topic: str, name: str, target: dict[str, dict[str, str]], alone: bool
) -> None:
    made = Target.model_validate({"url": "http://127.0.0.1:1"} | target)
    assert needs_to_be_alone(case(topic, name), made) is alone


def test_a_case_that_loads_the_target_is_alone_whatever_is_counted() -> None:
    plain = case("many-cuts", "forty-resets-lose-nothing")
    loading = replace(plain, case=plain.case.model_copy(update={"alone": "true"}))
    assert needs_to_be_alone(loading, Target.model_validate({"url": "http://127.0.0.1:1"} | COUNTED_BY_CASE))
