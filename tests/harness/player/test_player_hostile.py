"""Hostile targets: whatever they do, every case of the real suite comes to a verdict, in bounded time and memory."""

from __future__ import annotations

import asyncio
import random
import resource
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

import pytest
from scripted_peer import Handler, Peer, serving

from midflight.grammar import GRAMMARS, prepare
from midflight.judge.findings import Verdict
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.places import reference_target, suites_folder
from midflight.player.case import Environment, PlayedCase, play
from midflight.target import Target, load_target
from midflight.wire import Limits, Security

SEED = 20
ROUNDS = 3  # of every case against the chaos
SECONDS = 600  # only a case that never ends reaches it
AT_ONCE = 48
MEGABYTES = 200  # by which the process may grow
LONGEST_REASON = 5000  # characters
LIMITS = Limits(head=200_000, interim=300, content=1 << 20, kept=1 << 16, surplus=1 << 18)
FINAL = b"HTTP/1.1 200 OK\r\nProgress: 3/3\r\nContent-Length: 2\r\n\r\nok"
VALID = (
    b"HTTP/1.1 102 Processing\r\nLocation: /status/1\r\nProgress: 1/3 (one) \"two\" UTF-8'en'three\r\n\r\n"
    b"HTTP/1.1 102 Processing\r\nProgress: 2/3\r\nStatus-URI: 200 </a>, 404 </b>\r\n\r\n" + FINAL
)
ODD_LOCATIONS = (
    b"http://example.com/",
    b"//[::1",
    b"http://[",
    b"http://127.0.0.1:99999/",
    b"/%",
    b"/%zz \x80\xff?#",
    b"?",
    b"",
    b"\\\\..\\x",
    b"data:x",
    b"/" * 100_000,
    b"http://" + b"a" * 100_000,
    b"/$x/${y}/$(z + 1)",
)
ODD_PROGRESS = (
    b"9" * 5000 + b"/" + b"9" * 5000,
    b"9" * 100_000,
    b"1/2 " + b"(" * 1900,
    b"1/2 " + b"(" * 900 + b")" * 900,
    b"1/2 (" + b"x" * 100_000 + b")",
    b'1/2 "\xc3\x28\xff"',
    b"1/2 UTF-8'de'%FF%FE",
    b"-1/0",
    b"1/2\t" * 400,
    b"$n/$$",
    b"",
)


def _interim(name: bytes, value: bytes) -> bytes:
    return b"HTTP/1.1 102 Processing\r\n" + name + b": " + value + b"\r\n\r\n"


async def garbage(peer: Peer, dice: random.Random) -> None:
    await peer.send(
        dice.choice((dice.randbytes(200), b"\0" * 500, b"\r\n" * 400, b"GET / HTTP/1.1\r\n\r\n", b"x" * 300_000))
    )


async def truncated(peer: Peer, dice: random.Random) -> None:
    await peer.send(VALID[: dice.randrange(len(VALID))])


async def truncated_by_reset(peer: Peer, dice: random.Random) -> None:
    await truncated(peer, dice)
    peer.reset()


async def endless_102s(peer: Peer, dice: random.Random) -> None:
    for _ in range(400):
        await peer.send(_interim(b"Progress", b"%d/" % dice.randrange(9)))


async def endless_head(peer: Peer, dice: random.Random) -> None:
    await peer.send(b"HTTP/1.1 200 OK\r\n")
    for _ in range(30):
        await peer.send(b"X: " + b"y" * 10_000 + b"\r\n")


async def endless_content(peer: Peer, dice: random.Random) -> None:
    await peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(30):
        await peer.send(b"10000\r\n" + bytes(65536) + b"\r\n")


async def drip(peer: Peer, dice: random.Random) -> None:
    for place in range(len(VALID)):
        await peer.send(VALID[place : place + 1])
        await peer.pause(0.02)


async def silence(peer: Peer, dice: random.Random) -> None:
    await peer.rest()


async def close_at_once(peer: Peer, dice: random.Random) -> None:
    """Nothing."""


async def reset_at_once(peer: Peer, dice: random.Random) -> None:
    peer.reset()


async def late_octets(peer: Peer, dice: random.Random) -> None:
    await peer.send(VALID)
    await peer.pause(0.01)
    await peer.send(dice.choice((FINAL, b"\0", b"HTTP/1.1 4")))


async def conflicting_lengths(peer: Peer, dice: random.Random) -> None:
    lengths = dice.choice(
        (b"2\r\nContent-Length: 3", b"2, 3", b"-1", b"2\r\nTransfer-Encoding: chunked", b"9" * 5000, b"0x2")
    )
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: " + lengths + b"\r\n\r\nok")


async def odd_location(peer: Peer, dice: random.Random) -> None:
    status = dice.choice((b"201 Created", b"202 Accepted", b"303 See Other"))
    value = dice.choice(ODD_LOCATIONS)
    await peer.send(
        _interim(b"Location", value)
        + b"HTTP/1.1 "
        + status
        + b"\r\nContent-Length: 0\r\nLocation: "
        + value
        + b"\r\nContent-Location: "
        + value
        + b"\r\n\r\n"
    )


async def odd_progress(peer: Peer, dice: random.Random) -> None:
    first = b"HTTP/1.1 102 Processing\r\nLocation: /status/1\r\n\r\n"
    pieces = [_interim(b"Progress", dice.choice(ODD_PROGRESS)) for _ in range(4)]
    await peer.send(first + b"".join(pieces) + FINAL.replace(b"3/3", dice.choice(ODD_PROGRESS)[:90_000]))


async def odd_status(peer: Peer, dice: random.Random) -> None:
    status = dice.choice((b"099", b"999", b"101", b"600", b"20", b"2000", b"+20", b"\xb2\xb2\xb2"))
    await peer.send(b"HTTP/1.1 " + status + b" \xff\r\nStatus-URI: " + b"200 <" * 90 + b"\r\n\r\n")


async def valid(peer: Peer, dice: random.Random) -> None:
    await peer.send(VALID)


Act = Callable[[Peer, random.Random], Awaitable[None]]
ACTS: tuple[Act, ...] = (
    garbage, truncated, truncated_by_reset, endless_102s, endless_head, endless_content, drip, silence, close_at_once,
    reset_at_once, late_octets, conflicting_lengths, odd_location, odd_progress, odd_status, valid, valid, valid,
)  # fmt: skip


@cache
def cases() -> tuple[LoadedCase, ...]:
    suite = open_suite(suites_folder() / "progress")
    prepare(GRAMMARS)
    return tuple(case for path in suite.files for case in read_cases(suite, path).cases)


def target(url: str) -> Target:
    described = load_target(reference_target(), url)
    return described.model_copy(update={"times": described.times.model_copy(update={"patience": "100 ms"})})


async def _played(case: LoadedCase, url: str, slots: asyncio.Semaphore, deadline: float) -> PlayedCase:
    async with slots:
        return await play(case, Environment(target(url), Security(), LIMITS, slack=0.05, deadline=deadline))


async def _against(handler: Handler, chosen: Sequence[LoadedCase], deadline: float) -> list[PlayedCase]:
    slots = asyncio.Semaphore(AT_ONCE)
    async with serving([handler]) as url:
        return await asyncio.gather(*(_played(case, url, slots, deadline) for case in chosen))


def verdicts_against(handler: Handler, chosen: Sequence[LoadedCase], deadline: float = 1.0) -> list[PlayedCase]:
    """Play cases; whatever would have been logged, whatever was left open and a process that grew fail the test."""
    complaints: list[str] = []

    async def scenario() -> list[PlayedCase]:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(str(context)))
        async with asyncio.timeout(SECONDS):
            return await _against(handler, chosen, deadline)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        played = asyncio.run(scenario())
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert complaints == []
    assert grown < MEGABYTES
    for one in played:
        assert one.outcome.verdict is not Verdict.ERROR
        assert one.outcome.reason or one.outcome.verdict in {Verdict.PASS, Verdict.INFO}
        assert len(one.outcome.reason) < LONGEST_REASON
    return played


def test_chaos() -> None:
    dice = random.Random(SEED)
    served: Counter[str] = Counter()
    deck: list[Act] = []

    async def handler(peer: Peer) -> None:
        while await peer.head():
            if not deck:
                deck.extend(dice.sample(ACTS, len(ACTS)))
            act = deck.pop()
            served[act.__name__] += 1
            await act(peer, dice)
            if act is not valid:
                return

    played = verdicts_against(handler, cases() * ROUNDS)
    # How many acts there were is a matter of the machine's speed: cases end by their deadline. Each was there.
    assert {act.__name__ for act in ACTS} == served.keys()
    assert len(played) == len(cases()) * ROUNDS
    assert Verdict.FAIL in {one.outcome.verdict for one in played}


@pytest.mark.parametrize("reset", [False, True], ids=["close", "reset"])
def test_a_response_that_ends_at_each_octet(reset: bool) -> None:
    places = iter(range(len(VALID)))

    async def handler(peer: Peer) -> None:
        await peer.head()
        await peer.send(VALID[: next(places)])
        if reset:
            peer.reset()

    streamed = next(case for case in cases() if case.case.id == "102s-go-on-until-the-action-finishes")
    played = verdicts_against(handler, [streamed] * len(VALID))
    assert {one.outcome.verdict for one in played} <= {Verdict.FAIL, Verdict.UNTESTABLE}
