"""The small grammars inside texts: times, ranges, statuses, numbers."""

import pytest

from midflight.language import scalars


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3 s", 3.0),
        ("3s", 3.0),
        ("0.75 s", 0.75),
        ("500 ms", 0.5),
        ("2 steps", 0.4),
        ("1 step", 0.2),
        ("1 operation", 5.0),
        ("1 operation + 2 s", 7.0),
        ("1 s + 500 ms + 1 step", 1.7),
    ],
)
def test_a_time(text: str, seconds: float) -> None:
    assert scalars.duration(text).resolve(step=0.2, lasting=5.0) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["3", "s", "", "-1 s", "1 h", "1 s +", "1,5 s", "1 s 2 s", "infinite"])
def test_no_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time such as 500 ms, 3 s"):
        scalars.duration(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3 s", 3.0, 3.0),
        ("..1 s", None, 1.0),
        ("500 ms..", 0.5, None),
        ("0.75..2.5 s", 0.75, 2.5),
        ("100 ms .. 2 s", 0.1, 2.0),
        ("100..200 ms", 0.1, 0.2),
        ("1 s..1 operation + 2 s", 1.0, 7.0),
    ],
)
def test_a_range_of_times(text: str, low: float | None, high: float | None) -> None:
    found = scalars.time_range(text)
    bounds = [bound.resolve(0.2, 5.0) if bound else None for bound in (found.low, found.high)]
    assert bounds == [pytest.approx(low), pytest.approx(high)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("..", "'..' names no bound; write 1 s.. or ..1 s or 1..2 s"),
        ("1..2", "'1..2' has no unit; write 1..2 s"),
        ("1..", "'1..' has no unit; write 1..2 s"),
        ("3 s..1 s", "'3 s..1 s' is empty: its lower bound is above its upper bound"),
        ("1 s..x", "'x' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s"),
    ],
)
def test_no_range_of_times(text: str, problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        scalars.time_range(text)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [("3", [3], [2, 4]), ("2..", [2, 99], [1]), ("..5", [0, 5], [6]), ("1..3", [1, 3], [0, 4]), ("0..0", [0], [1])],
)
def test_a_range_of_integers(text: str, inside: list[int], outside: list[int]) -> None:
    found = scalars.integer_range(text)
    assert all(number in found for number in inside)
    assert not any(number in found for number in outside)


@pytest.mark.parametrize("text", ["", "..", "a", "1..b", "1...3", "-1..2", "1.5", "3..1"])
def test_no_range_of_integers(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number or a range|is empty"):
        scalars.integer_range(text)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("200", [200], [201]),
        ("4xx", [400, 499], [399, 500]),
        ("any", [100, 599], []),
        ("2xx but 202", [200, 204], [202, 404]),
        ("200, 204", [200, 204], [202]),
        ("any but 404, 405", [200, 500], [404, 405]),
        ("1xx, 2xx but 202, 102", [100, 200], [102, 202]),
    ],
)
def test_statuses(text: str, inside: list[int], outside: list[int]) -> None:
    found = scalars.statuses(text)
    assert all(status in found for status in inside)
    assert not any(status in found for status in outside)


@pytest.mark.parametrize("text", ["", "20", "2x", "xxx", "2XX", "2000", "200 204", "200,", "2xx but", "but 200", "099"])
def test_no_statuses(text: str) -> None:
    with pytest.raises(ValueError, match="is not a status such as 200, 4xx or any"):
        scalars.statuses(text)


def test_a_server_error_counts_as_asked_for_only_by_name() -> None:
    assert scalars.statuses("503").names_server_errors
    assert scalars.statuses("any").names_server_errors
    assert not scalars.statuses("2xx but 500").names_server_errors


@pytest.mark.parametrize("text", ["", "-1", "1.0", "a", "1 000"])
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        scalars.number(text)


@pytest.mark.parametrize(("text", "truth"), [("yes", True), ("true", True), ("No", False), ("false", False)])
def test_yes_or_no(text: str, truth: bool) -> None:
    assert scalars.yes_or_no(text) is truth


def test_neither_yes_nor_no() -> None:
    with pytest.raises(ValueError, match="'on' is neither yes nor no"):
        scalars.yes_or_no("on")
