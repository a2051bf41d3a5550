"""Which form of an endpoint serves a wish, and how it is asked for."""

import pytest
from target_texts import errors, target

from midflight.target import NotOfferedError, Target
from midflight.target.endpoint import ask

URL = "url: http://127.0.0.1:8080\n"
FLEXIBLE = (
    URL
    + """
long-op:
  uri: /op?for=$lasting&every=$step
  headers: {X-Milliseconds: $lasting.ms, X-Several: [$step, b]}
  body: $lasting
  volatile: ["id=[0-9]+"]
  lasting: 0.5..30 s
  step: 100 ms..10 s
  variants:
    - {uri: /op?steps=$steps&for=$lasting, steps: [growing, unknown], volatile: [x]}
    - {method: PUT, headers: {X-Silent: $silent}, silent: 0.5..5 s}
"""
)
FIXED = (
    URL
    + """
long-op:
  uri: /op
  lasting: 3 s
  step: 500 ms
  variants:
    - {uri: /long, lasting: 10 s, step: 1 s}
    - {uri: /odd, lasting: 4 s, steps: growing}
"""
)


def uri(made: Target, **wanted: str) -> str:
    return ask(made, "long-op", wanted).uri


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({}, "/op?for=0.5&every=0.166667"),
        ({"lasting": "3 s.."}, "/op?for=3&every=1"),
        ({"lasting": "..2 s"}, "/op?for=0.5&every=0.166667"),
        ({"lasting": "3 s", "step": "200 ms"}, "/op?for=3&every=0.2"),
        ({"lasting": "3 s", "step": "..500 ms"}, "/op?for=3&every=0.5"),
        ({"lasting": "3 s", "step": "2 s.."}, "/op?for=3&every=2"),
        ({"lasting": "60 s..", "step": "1 s"}, None),
        ({"step": "20 s"}, None),
        ({"steps": "growing", "lasting": "2 s"}, "/op?steps=growing&for=2"),
        ({"steps": "shrinking"}, None),
        ({"colour": "red"}, None),
    ],
)
def test_the_shortest_duration_and_the_longest_step_that_fit(wanted: dict[str, str], asked: str | None) -> None:
    made = target(FLEXIBLE)
    if asked is not None:
        assert uri(made, **wanted) == asked
        return
    wish = ", ".join(f"{key}: {value}" for key, value in wanted.items())
    with pytest.raises(NotOfferedError, match=f"^the target offers no long-op with {wish}$"):
        uri(made, **wanted)


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({}, "/op"),
        ({"lasting": "1 s.."}, "/op"),
        ({"lasting": "5 s.."}, "/long"),
        ({"step": "1 s"}, "/long"),
        ({"steps": "growing"}, "/odd"),
        ({"lasting": "4 s.."}, "/long"),
    ],
)
def test_a_fixed_operation_is_chosen_not_shaped(wanted: dict[str, str], asked: str) -> None:
    """The last one: a variant that does something special is only for cases that ask for it."""
    assert uri(target(FIXED), **wanted) == asked


def test_what_cannot_be_had_is_not_offered() -> None:
    with pytest.raises(NotOfferedError, match=r"the target offers no long-op with lasting: \.\.1 s"):
        uri(target(FIXED), lasting="..1 s")
    with pytest.raises(NotOfferedError, match="the target file names no endpoint 'writable'"):
        ask(target(FIXED), "writable", {})


def test_values_stand_in_headers_and_body_too() -> None:
    call = ask(target(FLEXIBLE), "long-op", {"lasting": "1.5 s"})
    assert (call.method, call.headers, call.body) == (
        "POST",
        {"X-Milliseconds": "1500", "X-Several": ["0.5", "b"]},
        "1.5",
    )
    assert (call.operation.lasting, call.operation.step, call.operation.steps) == (1.5, 0.5, 3)


def test_a_variant_keeps_what_it_does_not_change() -> None:
    silent = ask(target(FLEXIBLE), "long-op", {"silent": "1 s.."})
    assert (silent.method, silent.headers, silent.volatile) == ("PUT", {"X-Silent": "1"}, ("id=[0-9]+",))
    assert silent.uri == "/op?for=0.5&every=0.166667"
    assert ask(target(FLEXIBLE), "long-op", {"steps": "growing"}).volatile == ("x",)


def test_what_is_not_asked_for_is_the_first_that_is_offered() -> None:
    made = target(
        URL + "long-op: {uri: /?failing=$failing&item=$item, lasting: 1 s, failing: [none, one], item: any}\n"
    )
    assert uri(made) == "/?failing=none&item="
    assert uri(made, failing="one", item="a b/ü") == "/?failing=one&item=a%20b%2F%C3%BC"


def test_knobs_say_how_long_a_counted_operation_takes() -> None:
    made = target(
        URL + "claims: [long-op]\nknobs: {step_count: 4, step_seconds: 0.5}\nlong-op: {uri: /$lasting/$step.ms}\n"
    )
    call = ask(made, "long-op", {"lasting": "1 s.."})
    assert (call.uri, call.operation.lasting, call.operation.steps) == ("/2/500", 2.0, 4)
    with pytest.raises(NotOfferedError):
        ask(made, "long-op", {"lasting": "3 s.."})


def test_a_fresh_name_comes_from_the_case() -> None:
    assert ask(target(URL + "writable: {uri: /files/$fresh}\n"), "writable", {}, {"fresh": "new"}).uri == "/files/new"


COUNTING = "executions: {method: GET, uri: /count?of=$case}\n"


@pytest.mark.parametrize(
    ("text", "told_apart"),
    [
        ("executions: {method: GET, uri: /count}\n", False),
        (COUNTING, True),
        ("executions: {method: GET, uri: /count, headers: {X-Of: $case}}\nlong-op: {uri: /op, lasting: 1 s}\n", None),
        (COUNTING + "resumable: {uri: /up?of=$case, variants: [{uri: /slow, lasting: 1 s}]}\n", None),
        (COUNTING + "resumable: {uri: /up?of=$case, variants: [{headers: {X-Slow: a}, slow: a}]}\n", True),
    ],
)
def test_a_counter_for_each_case_needs_every_operation_to_name_the_case(text: str, told_apart: bool | None) -> None:
    if told_apart is None:
        [error] = errors(URL + text)
        assert "'executions' counts for each $case, but '" in error
    else:
        assert target(URL + text).counts_by_case is told_apart


def test_an_operation_without_steps_has_one() -> None:
    assert ask(target(URL + "fast-op: {uri: /}\n"), "fast-op", {}).operation.steps == 1


def test_a_step_that_is_neither_declared_nor_used_is_a_third_of_the_whole() -> None:
    made = target(URL + "long-op: {uri: /op, lasting: 3 s}")
    assert ask(made, "long-op", {}).operation.step == 1
    assert ask(made, "long-op", {"step": "500 ms.."}).operation.step == 1
    with pytest.raises(NotOfferedError):
        ask(made, "long-op", {"step": "..150 ms"})


@pytest.mark.parametrize(("name", "seconds"), [("writable", 0), ("ordinary", 0), ("executions", 0), ("fast-op", 3)])
def test_only_operations_take_the_time_of_the_long_one(name: str, seconds: float) -> None:
    text = "long-op: {uri: /a, lasting: 3 s}\n" + "".join(
        f"{one}: {{uri: /b}}\n" for one in ("writable", "executions", "fast-op")
    )
    assert ask(target(URL + text), name, {}).operation.lasting == seconds
