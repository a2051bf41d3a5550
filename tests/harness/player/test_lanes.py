"""Which cases have the target for themselves, and which are played once more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_peer import OK, REFUSED, Handler, Peer, answering, environment, load, serving

from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.places import suites_folder
from midflight.player.case import PlayedCase
from midflight.player.lanes import MOST_UNTIMELY, Lanes, needs_to_be_alone
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


TIMED = """\
- id: made-{number}
  requirement: MU-001
  exchanges:
    - request: {{method: GET, uri: /}}
      final: {{status: 200, at: ..50 ms}}
"""


async def slow(peer: Peer) -> None:
    await peer.request()
    await peer.pause(0.3)
    await peer.send(OK)
    await peer.rest()


def played_in_lanes(folder: Path, handlers: Sequence[Handler], cases: int = 1) -> list[PlayedCase]:
    """Return timed cases, played one after the other as a run would."""
    loaded = load(folder, "".join(TIMED.format(number=number) for number in range(cases)))

    async def scenario() -> list[PlayedCase]:
        async with serving(handlers) as url:
            lanes = Lanes(environment(url, slack=0.05), 1)
            try:
                return [await lanes.play(case) for case in loaded]
            finally:
                lanes.stop()

    return asyncio.run(scenario())


def outcomes(played: Sequence[PlayedCase]) -> list[tuple[str, int]]:
    return [(str(case.outcome.verdict), case.attempts) for case in played]


def test_a_case_that_a_time_decided_is_played_once_more(tmp_path: Path) -> None:
    assert outcomes(played_in_lanes(tmp_path, [slow, answering(OK)])) == [("pass", 2)]


def test_a_target_that_is_late_again_fails(tmp_path: Path) -> None:
    assert outcomes(played_in_lanes(tmp_path, [slow])) == [("fail", 2)]


def test_what_is_wrong_in_time_gets_no_second_chance(tmp_path: Path) -> None:
    assert outcomes(played_in_lanes(tmp_path, [answering(REFUSED), answering(OK)])) == [("fail", 1)]


def test_a_target_that_is_late_everywhere_is_not_asked_twice_for_ever(tmp_path: Path) -> None:
    found = outcomes(played_in_lanes(tmp_path, [slow], MOST_UNTIMELY + 1))
    assert found == [("fail", 2)] * MOST_UNTIMELY + [("fail", 1)]
