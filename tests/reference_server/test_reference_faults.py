"""The table of faults, and what shows of some of them."""

from __future__ import annotations

import inspect
import re

import pytest
from reference_client import Host, play

from midflight_reference.decisions import Decisions
from midflight_reference.faults import FAULTS, UnknownFaultError, combined
from midflight_reference.faults.fault import Fault
from midflight_reference.recording import methods, recorded

RULE = "(PG|BR|PU|RR)-[0-9]{3}"
CAPTURE = "POST /capture?lasting=0.3&step=0.1"


def overridden(fault: Fault) -> list[str]:
    own = [made for made in fault.decisions.__mro__ if made not in Decisions.__mro__]
    return [name for made in own for name in vars(made) if not name.startswith("_")]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_answers_one_question_wrongly(fault: Fault) -> None:
    assert re.fullmatch(r"[a-z0-9]+([-.][a-z0-9]+)*", fault.name)
    assert re.fullmatch(RULE, fault.requirement)
    assert all(re.fullmatch(RULE, requirement) and reason for requirement, reason in fault.also.items())
    assert fault.requirement not in fault.also
    assert fault.summary
    assert 1 <= len(overridden(fault)) <= 4
    assert set(overridden(fault)) <= set(methods(Decisions))
    for name in overridden(fault):
        expected, actual = getattr(Decisions, name), getattr(fault.decisions, name)
        assert list(inspect.signature(actual).parameters) == list(inspect.signature(expected).parameters)


def test_names_and_sentences_are_unique() -> None:
    assert len({fault.summary for fault in FAULTS.values()}) == len(FAULTS)


@pytest.mark.parametrize("name", methods(Decisions))
def test_each_decision_says_which_rule_it_keeps(name: str) -> None:
    documented = getattr(Decisions, name).__doc__
    assert documented is not None
    assert re.match(rf"{RULE}|RFC [0-9]{{4}}", documented)


def test_several_faults_can_be_committed_at_once() -> None:
    faulty = combined(["wait-ignored", "no-location-in-202"])
    assert {"seconds_before_deciding", "location_of_accepted"} <= {
        name for base in type(faulty).__mro__ if base is not Decisions for name in vars(base)
    }


@pytest.mark.parametrize(("name", "hint"), [("wait-ignord", "did you mean wait-ignored?"), ("xyz", "--list-faults")])
def test_an_unknown_fault_is_named_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(UnknownFaultError, match=re.escape(hint)):
        combined([name])


def test_what_was_decided_is_recorded() -> None:
    decisions, consulted = recorded(FAULTS["status-uris-are-numbered"].decisions())
    assert decisions.new_status_path(1) == "/status/42"
    assert consulted == {"new_status_path"}


@pytest.mark.parametrize(
    ("fault", "progress"),
    [
        ("numerator-falls-back", ["0/3", "1/3", "0/3", "3/3"]),
        ("one-based-numerator", ["1/3", "2/3", "3/3", "3/3"]),
        ("denominator-disappears", ["0/3", "1/3", "2/", "3/3"]),
        ("denominator-too-small", ["0/1", "1/1", "2/1", "3/3"]),
        ("final-progress-starts-over", ["0/3", "1/3", "2/3", "0/3"]),
        ("first-102-after-the-first-step", ["1/3", "2/3", "3/3"]),
    ],
)
def test_a_fault_in_progress_shows(fault: str, progress: list[str]) -> None:
    async def scenario(host: Host) -> None:
        assert (await host.ask(CAPTURE, "Prefer: processing")).progress == progress

    play(scenario, fault)


def test_location_only_in_second_102() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask(CAPTURE, "Prefer: processing")
        assert [len(head.values("Location")) for head in answer.interim] == [0, 1, 0]

    play(scenario, "location-only-in-second-102")


def test_a_disconnect_can_cancel_the_operation() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send("POST /capture?lasting=0.5&step=0.1", "Prefer: processing")
        document = (await client.head())["Location"]
        client.reset()
        watcher = await host.connect()
        watcher.send(f"GET {document}", "Prefer: processing")
        heads = [await watcher.head() for _ in range(5)]
        assert heads[-1].status == 102
        assert heads[-1].done == heads[-2].done

    play(scenario, "disconnect-cancels-the-operation")


def test_names_can_break_out() -> None:
    async def scenario(host: Host) -> None:
        answer = await host.ask("POST /remark?lasting=0.2&step=0.1&item=x%0D%0AA:%20b", "Prefer: processing")
        assert answer.interim[0]["A"] == 'b"'

    play(scenario, "names-break-out-of-the-field")


def test_the_final_response_can_be_missing() -> None:
    async def scenario(host: Host) -> None:
        client = await host.connect()
        client.send(CAPTURE, "Prefer: processing")
        assert b"HTTP/1.1 2" not in await client.reader.read()

    play(scenario, "close-instead-of-final-response")
