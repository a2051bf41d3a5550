"""The language fits what is coming: real cases of other specifications against a throw-away server.

Each is played against the conformant server, and against one that breaks the rule.
"""

import asyncio
from functools import cache
from pathlib import Path

import pytest
from throwaway import Conformant, Peer, RefusedError, Upload

from midflight.judge.findings import Outcome
from midflight.language.check import check_suite
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.player.case import Environment, play
from midflight.target import Target
from midflight.wire import Limits, Security

FOLDER = Path(__file__).parent / "real_cases"
DESCRIPTION = {
    "claims": ["writable", "put", "persist", "resumable", "patch-message"],
    "writable": {"uri": "/files/$fresh"},
    "resumable": {"uri": "/upload"},
    "executions": {"method": "GET", "uri": "/count"},
}


@cache
def cases() -> dict[str, LoadedCase]:
    suite = open_suite(FOLDER)
    loaded = [case for path in suite.files for case in read_cases(suite, path).cases]
    return {case.case.id: case for case in loaded}


async def outcome_of(case: LoadedCase, server: Conformant) -> Outcome:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        target = Target.model_validate(DESCRIPTION | {"url": f"http://127.0.0.1:{port}"})
        played = await play(case, Environment(target, Security(), Limits(), slack=0.2))
    return played.outcome


def verdict(name: str, server: Conformant) -> tuple[str, str]:
    outcome = asyncio.run(outcome_of(cases()[name], server))
    return str(outcome.verdict), outcome.reason


class AppliesPartByPart(Conformant):
    def apply(self, path: str, parts: list[bytes]) -> None:
        for part in parts:
            self.files[path] = self.overlay(self.files[path], *self.read_part(part))


class AppliesAndRefuses(Conformant):
    def apply(self, path: str, parts: list[bytes]) -> None:
        try:
            super().apply(path, parts)
        except RefusedError:
            self.files[path] = b"0123yy6789"
            raise


class BelievesEverything(Conformant):
    def read_part(self, part: bytes) -> tuple[int, bytes]:
        return super().read_part(part.replace(b"Content-Length", b"X"))


class RefusesEverything(Conformant):
    def apply(self, path: str, parts: list[bytes]) -> None:
        raise RefusedError(415)


class WritesInTheWrongPlace(Conformant):
    def overlay(self, content: bytes, first: int, octets: bytes) -> bytes:
        return content[: first - 1] + octets + content[first - 1 + len(octets) :]


class ForgetsOnContinuation(Conformant):
    async def uploads_patch(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        del self.uploads[path].data[:10]
        await super().uploads_patch(peer, path, fields)


class LosesAll(Conformant):
    """Starts again from nothing when it is asked a second time."""

    asked = 0

    async def uploads_head(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        self.asked += 1
        if self.asked == 2:
            self.uploads[path].data.clear()
        await super().uploads_head(peer, path, fields)


class TakesLateOctets(Conformant):
    def late(self, upload: Upload, turn: int) -> bool:
        return False


class RefusesWhileOpen(Conformant):
    async def uploads_patch(self, peer: Peer, path: str, fields: dict[str, str]) -> None:
        raise RefusedError(409)


class ForgetsTheContent(Conformant):
    """Takes the content of a request it has refused for the next request, and answers that too."""

    async def refuse(self, peer: Peer, status: int) -> None:
        await super().refuse(peer, status)
        peer.writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


class AsksFirst(Conformant):
    def precondition_fails(self, peer: Peer) -> None:
        peer.proceed([])
        raise RefusedError(412)


class Closes(Conformant):
    async def refuse(self, peer: Peer, status: int) -> None:
        peer.answer(status, [("Connection", "close")])


# The case, the server that breaks its rule, the verdict, and what the verdict says.
BROKEN = [
    ("a-broken-second-part-undoes-the-first", AppliesAndRefuses, "fail", "differs at octet 4"),
    ("a-broken-second-part-undoes-the-first", AppliesPartByPart, "warn", ""),
    ("a-broken-second-part-undoes-the-first", BelievesEverything, "fail", "expected a final 4xx; got 200"),
    ("a-broken-second-part-undoes-the-first", RefusesEverything, "untestable", "control: "),
    ("an-interrupted-document-leaves-a-prefix-behind", WritesInTheWrongPlace, "fail", "the old content"),
    ("an-interrupted-upload-is-continued", ForgetsOnContinuation, "fail", "1000 octets as given"),
    ("forty-resets-lose-nothing", ForgetsOnContinuation, "fail", "1000000 octets as given"),
    ("forty-resets-lose-nothing", LosesAll, "fail", "never to decrease"),
    ("late-octets-of-a-stale-connection-change-nothing", TakesLateOctets, "fail", "100 octets as given"),
    (
        "a-refusal-before-the-content-keeps-the-connection-in-step",
        ForgetsTheContent,
        "fail",
        "behind the final response",
    ),
    ("a-refusal-before-the-content-keeps-the-connection-in-step", AsksFirst, "not-applicable", "asks for the content"),
    ("a-refusal-before-the-content-keeps-the-connection-in-step", Closes, "pass", ""),
]


@pytest.mark.parametrize("name", cases())
def test_the_conformant_server_passes(name: str) -> None:
    assert verdict(name, Conformant()) == ("pass", "")


@pytest.mark.parametrize(("name", "server", "expected", "reason"), BROKEN)
def test_a_broken_server_does_not(name: str, server: type[Conformant], expected: str, reason: str) -> None:
    found, why = verdict(name, server())
    assert found == expected
    assert reason in why


def test_a_branch_says_what_was_observed() -> None:
    case = cases()["late-octets-of-a-stale-connection-change-nothing"]
    assert asyncio.run(outcome_of(case, RefusesWhileOpen())).observed == "refused while the first connection is open"


def test_the_cases_are_sound() -> None:
    assert check_suite(FOLDER).problems == []
