"""Whatever stands in a results.json: it is refused in one line, or everything can be rendered from it. No traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import CASES, HOSTILE, PASSING, results

from midflight_reports import Results, ResultsError, load, to_json
from midflight_reports.compare import compare, to_lines
from midflight_reports.formats import DOCUMENTS, allure_files, render
from midflight_reports.html import to_html
from midflight_reports.html_sections import coverage
from midflight_reports.merge import merged

TEXT = to_json(results(*CASES))
DOCUMENT = json.loads(TEXT)
Place = tuple[str | int, ...]

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(), max_size=20),
    st.sampled_from([HOSTILE, "", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]),
    st.sampled_from([[], {}, [[]], {"a": {}}, [1e308], "x" * 5000, 1e308, -1, 10**9]),
)


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Yield the path of every value inside a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        yield (*path, key)
        yield from places(member, (*path, key))


PLACES = list(places(DOCUMENT))


def changed(path: Place, value: object) -> dict[str, Any]:
    """Return a copy of the document with another value at one place."""
    document: dict[str, Any] = copy.deepcopy(DOCUMENT)
    holder: Any = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return document


def render_everything(run: Results) -> None:
    for name, files in DOCUMENTS.items():
        for file in files:
            render(name, file, run).encode()
    assert [json.loads(text) for name, text in allure_files(run) if name.endswith(".json")] or not run.cases
    if run.cases:
        "\n".join(to_lines(compare(run, run))).encode()
    to_html(run, [coverage(run)]).encode()
    merged([("one", run), ("another", run)])


def refused_or_rendered(text: str) -> None:
    try:
        run = load(text)
    except ResultsError as error:
        message = str(error)
        assert "\n" not in message and message.isprintable() and len(message) < 400
        return
    render_everything(run)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.sampled_from(PLACES), VALUES)
def test_another_value_anywhere(path: Place, value: object) -> None:
    refused_or_rendered(json.dumps(changed(path, value)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.sampled_from(["", "}", '"', "NaN", "1e999", "\x00", "[", "-"]))
def test_a_cut_or_another_text_anywhere(place: int, length: int, other: str) -> None:
    refused_or_rendered(TEXT[:place] + other + TEXT[place + length :])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace('"seed": 7', '"seed": ' + "7" * 5000), "holds a number of 5000 digits"),
        (TEXT.replace('"seed": 7', '"seed": 9007199254740992'), "holds a number of 16 digits"),
        (TEXT.replace('"duration": 5.25', '"duration": 1e999'), "holds the number 1e999"),
        (TEXT.replace('"duration": 5.25', '"duration": 1e12'), "results.duration is not a number of seconds from 0"),
        (TEXT.replace('"duration": 5.25', '"duration": -1'), "results.duration is not a number of seconds from 0"),
        (TEXT.replace('"duration": 5.25', '"duration": NaN'), "is no JSON document"),
        (TEXT.replace('"seed": 7', '"seed": 7, "seed": 8'), "says 'seed' twice in one object"),
        (TEXT.replace('"schema": 1', '"schema": 0'), "has schema 0, which never was"),
        (TEXT.replace("2026-03-01T12:00:00Z", "yesterday"), "results.started is not an RFC 3339 moment"),
        (TEXT.replace("2026-03-01T12:00:00Z", "2026-02-30T12:00:00Z"), "results.started is not an RFC 3339 moment"),
        ("<testsuites/>", "is no JSON document; give the results.json of a run"),
        ('{"a":' * 100_000, "is no JSON document"),
        ('{"schema": 1, "x": ' + "[" * 900 + "]" * 900 + "}", "results.tool is missing"),
    ],
)
def test_what_is_said_of_it(text: str, message: str) -> None:
    assert text != TEXT
    with pytest.raises(ResultsError) as refused:
        load(text)
    assert message in str(refused.value)


def test_a_message_cannot_drive_a_terminal() -> None:
    document = json.loads(to_json(results(PASSING)))
    document["target"]["knobs"]["\x1b[2J\n"] = []
    with pytest.raises(ResultsError) as refused:
        load(json.dumps(document))
    assert str(refused.value).isprintable()


def test_the_whole_sample_is_rendered() -> None:
    render_everything(load(TEXT))
