"""The transcript: everything in it, and yet bounded."""

from __future__ import annotations

import hashlib

import pytest

from midflight.evidence import Recorder
from midflight.evidence.digest import Digest
from midflight.evidence.transcript import FEW, KEPT, PLENTY


def clock() -> float:
    return 5.0


def test_short_runs_are_kept_whole() -> None:
    recorder = Recorder(clock)
    assert recorder.octets(1, "sent", b"abc") == 0
    assert recorder.octets(1, "sent", memoryview(b"xdefx")[1:4]) == 1
    assert recorder.octets(1, "received", b"ok") == 2
    assert recorder.event(1, "closed") == 3
    assert len(recorder) == 4
    assert [(entry.direction, entry.octets, entry.note) for entry in recorder.entries] == [
        ("sent", b"abc", ""),
        ("sent", b"def", ""),
        ("received", b"ok", ""),
        ("event", b"", "closed"),
    ]


@pytest.mark.parametrize("step", [1000, 40_000, 65_536, 100_000, 1_000_000])
def test_of_a_long_run_both_ends_length_and_hash_are_kept(step: int) -> None:
    content = hashlib.shake_256(b"seed").digest(1_000_000)
    recorder = Recorder(clock)
    at = [recorder.octets(1, "sent", content[n : n + step]) for n in range(0, len(content), step)]
    recorder.octets(2, "sent", b"another connection")
    recorder.octets(1, "received", b"thanks")
    *start, tail, other, _ = recorder.entries
    assert other.connection == 2
    assert tail.elided
    assert (tail.elided.length, tail.elided.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    kept = b"".join(entry.octets for entry in start)
    assert content.startswith(kept)
    assert content.endswith(tail.octets)
    assert KEPT // 2 <= len(kept) <= KEPT
    assert len(tail.octets) == KEPT // 2
    assert tail.note == f"{len(content) - len(kept) - len(tail.octets)} octets left out before these"
    assert at[-1] == len(start)


def test_looking_does_not_end_a_run() -> None:
    recorder = Recorder(clock)
    recorder.octets(1, "received", bytes(100_000))
    first = recorder.entries[-1].elided
    recorder.octets(1, "received", bytes(100_000))
    last = recorder.entries[-1].elided
    assert first
    assert last
    assert (first.length, last.length) == (100_000, 200_000)
    assert last.sha256 == hashlib.sha256(bytes(200_000)).hexdigest()


def test_an_event_stands_behind_the_octets_before_it() -> None:
    recorder = Recorder(clock)
    recorder.octets(1, "sent", bytes(100_000))
    recorder.event(1, "reset")
    recorder.octets(1, "sent", b"x")
    assert [bool(entry.elided) for entry in recorder.entries] == [False, True, False, False]
    assert recorder.entries[2].note == "reset"


def test_many_long_runs_stay_bounded() -> None:
    recorder = Recorder(clock)
    for _ in range(400):
        recorder.octets(1, "sent", bytes(200_000))
        recorder.octets(1, "received", b"more")
    assert sum(len(entry.octets) for entry in recorder.entries) < PLENTY + 2 * KEPT + 400 * (FEW + 4)
    assert all(entry.elided.length == 200_000 for entry in recorder.entries if entry.elided)


def test_a_digest_does_not_mind_reused_buffers() -> None:
    digest, expected = Digest(), hashlib.sha256()
    buffer = bytearray(200_000)
    for n in range(200):
        buffer[:] = bytes([n]) * len(buffer)
        for piece in (buffer, memoryview(buffer)[: n + 1], bytes(buffer)):
            digest.update(piece)
            expected.update(piece)
    assert digest.hexdigest() == expected.hexdigest()
    digest.update(b"and more")
    expected.update(b"and more")
    assert digest.hexdigest() == expected.hexdigest()
