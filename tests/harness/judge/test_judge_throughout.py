"""What must hold of one value over all responses of a case."""

import base64
import random
import uuid

import pytest
from made_exchanges import exchange, head, said, throughout

from midflight.evidence import Exchange
from midflight.judge.throughout import ENOUGH_BITS, split_path, variable_bits


def test_paths() -> None:
    assert split_path("Location") == (None, "Location")
    assert split_path("Progress.numerator") == (None, "Progress.numerator")
    assert split_path("polled.Progress.numerator") == ("polled", "Progress.numerator")
    assert split_path("polled.Location") == ("polled", "Location")


def values(*numbers: str, number: int = 1, begin: float = 0.0, name: str = "") -> Exchange:
    """One exchange: a 102 a second from `begin` on, the last one final."""
    heads = [head(102, f"X: {text}", at=begin + place + 1) for place, text in enumerate(numbers[:-1])]
    return exchange(
        *heads, head(200, f"X: {numbers[-1]}", at=begin + len(numbers)), number=number, begin=begin, name=name
    )


def test_never_decreases_on_one_connection() -> None:
    assert throughout("X", "never-decreases", values("1", "1", "2", "10")).fit
    findings = throughout("X", "never-decreases", values("1", "3", "2"))
    assert said(findings) == ["mismatch: X never to decrease / 2 after 3"]
    assert throughout("X", "never-decreases", values("09", "010")).fit


def test_later_is_behind_it_or_requested_after_it_was_read() -> None:
    slow = values("1", "5", begin=0.0)  # read at 1 and 2
    assert throughout("X", "never-decreases", slow, values("4", "5", number=2, begin=1.5)).fit  # overtaken on the way
    for begin in (2.0, 2.5):
        findings = throughout("X", "never-decreases", slow, values("4", "5", number=2, begin=begin))
        assert said(findings) == ["mismatch: X never to decrease / 4 after 5"]
    # On the same connection what was read later is later, whenever it was requested.
    assert not throughout("X", "never-decreases", slow, values("4", "5", number=1, begin=1.5)).fit
    assert not throughout("X", "never-decreases", slow, values("0", "5", number=2, begin=1.2)).fit


def test_any_earlier_value_counts_and_not_only_the_one_before() -> None:
    first, second = values("9", "9", begin=0.0), values("1", "1", number=2, begin=0.5)
    assert throughout("X", "never-decreases", first, second).fit
    assert not throughout("X", "never-decreases", first, second, values("5", "5", number=3, begin=9.0)).fit


def test_values_of_one_response_are_at_the_same_time() -> None:
    both = exchange(head(102, "X: 5", "X: 3", at=1), head(200, "X: 5", at=2))
    assert throughout("X", "never-decreases", both).fit
    assert not throughout(
        "X", "never-decreases", exchange(head(102, "X: 5", "X: 3", at=1), head(200, "X: 4", at=2))
    ).fit


def test_constant() -> None:
    assert throughout("X", "constant", values("a", "a"), values("a", "a", number=2)).fit
    assert said(throughout("X", "constant", values("a", "b"))) == ["mismatch: X to stay the same / b after a"]


def test_distinct_counts_once_for_each_exchange() -> None:
    one, other = values("a", "a"), values("b", "b", number=2)
    assert throughout("X", "distinct", one, other).fit
    assert said(throughout("X", "distinct", one, other, values("a", "a", number=3))) == [
        "mismatch: X to differ each time / a twice"
    ]


def test_references_are_compared_resolved() -> None:
    seen = [
        exchange(head(102, "Location: s"), head(200, "Location: /dir/s")),
        exchange(head(200, "Location: http://a/dir/s"), uri="http://a/"),
    ]
    assert throughout("Location", "constant", *seen).fit
    moved = exchange(head(200, "Location: s"), uri="http://a/other/")
    assert not throughout("Location", "constant", *seen, moved).fit
    assert throughout("Location", "constant", exchange(head(102, "Location: //["), head(200, "Location: //["))).fit


def test_only_the_exchanges_named() -> None:
    assert throughout("polled.X", "constant", values("a", "a", name="polled"), values("b", "b", number=2)).fit


def test_fewer_than_two_values_are_not_enough() -> None:
    for seen in ([], [values("1")]):
        findings = throughout("X", "never-decreases", *seen)
        assert [item.kind.value for item in findings.items] == ["unreadable"]
        for optional in ("X", "x"):
            findings = throughout("X", "never-decreases", *seen, optional=[optional])
            assert (findings.fit, findings.inapplicable) == (True, True)
    assert throughout("Progress.numerator", "constant", optional=["Progress"]).inapplicable


@pytest.mark.parametrize("text", ["x", "-1", "", "1.5"])
def test_what_is_no_number_cannot_decrease(text: str) -> None:
    findings = throughout("X", "never-decreases", values("1", text))
    assert [item.kind.value for item in findings.items] == ["unreadable"]


def test_a_value_without_parts() -> None:
    seen = exchange(head(102, "Progress: x"), head(200, "Progress: 1/2"))
    assert [item.kind.value for item in throughout("Progress.numerator", "constant", seen).items] == ["unreadable"]


def test_thousands_of_values() -> None:
    """In quadratic time this would take minutes."""
    many = [values(*map(str, range(5000)), number=number, begin=number / 10) for number in range(4)]
    assert throughout("X", "never-decreases", *many).fit


DICE = random.Random(1)
START = 1_732_406_400_123


def _eight(make: object) -> list[str]:
    return [f"http://a/status/{make(number)}" for number in range(8)]  # type: ignore[operator]


def _uuid4(_: int) -> str:
    return str(uuid.UUID(int=DICE.getrandbits(128), version=4))


GUESSING_IS_HOPELESS = {
    "uuid4": _uuid4,
    "128 bits in base64url": lambda _: base64.urlsafe_b64encode(DICE.randbytes(16)).decode().rstrip("="),
    "128 bits in hex": lambda _: DICE.randbytes(16).hex(),
    "96 bits in upper hex": lambda _: DICE.randbytes(12).hex().upper(),
    "behind a counter": lambda number: f"{number + 5}/{DICE.randbytes(16).hex()}",
    "before a suffix": lambda _: f"{DICE.randbytes(16).hex()}/status.json",
}
GUESSABLE = {
    "a counter": lambda number: str(number + 1),
    "a counter that gets longer": lambda number: str(number + 96),
    "a long counter": lambda number: f"{number + 5:032d}",
    "a counter in hex": lambda number: f"{number + 250:x}",
    "milliseconds": lambda number: str(START + 37 * number),
    "nanoseconds": lambda number: str(START * 1_000_000 + 37_123_457 * number),
    "a date": lambda number: f"2024-11-24T00:{10 + number}:{59 - number}.{123 + number}Z",
    "a counter and a constant salt": lambda number: f"{number + 1}-5f3a9c2b7d1e4f60a8b9c0d1e2f3a4b5",
    "a constant salt and a counter": lambda number: f"5f3a9c2b7d1e4f60a8b9c0d1e2f3a4b5-{number + 1}",
    "a longer counter before a constant salt": lambda number: f"{number + 96}-5f3a9c2b7d1e4f60a8b9c0d1e2f3a4b5",
    "a longer counter between constant texts": lambda number: f"abcdefghijklmnop{number + 5}qrstuvwxyzabcdefgh",
    "the same text": lambda _: "5f3a9c2b7d1e4f60a8b9c0d1e2f3a4b5",
    "32 bits": lambda _: DICE.randbytes(4).hex(),
    "a uuid1 of one machine": lambda number: f"{START % 2**32 + 9000 * number:08x}-9a1b-11ef-b864-0242ac120002",
}


@pytest.mark.parametrize("name", GUESSING_IS_HOPELESS)
def test_unguessable(name: str) -> None:
    assert variable_bits(_eight(GUESSING_IS_HOPELESS[name])) >= ENOUGH_BITS


@pytest.mark.parametrize("name", GUESSABLE)
def test_guessable(name: str) -> None:
    assert variable_bits(_eight(GUESSABLE[name])) < ENOUGH_BITS


def test_unguessable_counts_once_for_each_exchange() -> None:
    texts = _eight(_uuid4)
    seen = [exchange(head(102, f"Location: {uri}"), head(202, f"Location: {uri}")) for uri in texts]
    assert throughout("Location", "unguessable", *seen).fit
    counted = [exchange(head(202, f"Location: {number}")) for number in range(8)]
    assert "bits vary" in said(throughout("Location", "unguessable", *counted))[0]
