"""Every plain scalar is text: what other readers of YAML make numbers, dates or booleans of stays as it was written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from suite_files import REQUIREMENTS, errors_of, suite

from midflight.language import yaml_source
from midflight.language.bodies import FieldExpectation, Part, Pattern
from midflight.language.case import Case, ExchangeStep, Fixture
from midflight.language.exchange import Event, FinalExpectation, Request, Statement
from midflight.language.fields import problems_of
from midflight.language.requirement import Specification
from midflight.language.suite import open_suite, read_cases
from midflight.language.yaml_source import LanguageError
from midflight.target import target_in

TRAPS = [
    "no", "on", "off", "yes", "true", "Null", "null", "~", "1:30", "1.0", "1e3", "0o7", "017", "0x1f", "1_000",
    "2027-01-31", "2027-01-31 10:00:00", ".5", ".inf", ".nan", "+1", "=", "<<", "299", "12345678901234567890",
]  # fmt: skip


@pytest.mark.parametrize("text", TRAPS)
def test_a_plain_scalar_is_text(text: str) -> None:
    assert yaml_source.parse(f"a: {text}\n", "f").data == {"a": text}
    assert yaml_source.parse(f"[{text}]\n", "f").data == [text]
    assert yaml_source.parse(f"{{a: {text}}}\n", "f").data == {"a": text}


@pytest.mark.parametrize("text", TRAPS)
def test_a_key_is_text(text: str) -> None:
    assert yaml_source.parse(f"? {text}\n: a\n", "f").data == {text: "a"}


def test_a_merge_key_merges_nothing() -> None:
    text = "- &b {id: a, requirement: MU-001, exchanges: [x]}\n- {<<: *b, id: c}\n"
    document = yaml_source.parse(text, "f")
    assert document.data[1]["<<"] == document.data[0]


@pytest.mark.parametrize("written", ["''", '""', "|\n", ">-\n", "'' # nothing"])
def test_an_empty_text_is_written_down(written: str) -> None:
    assert yaml_source.parse(f"a: {written}\n", "f").data == {"a": ""}


def test_a_field_may_look_like_anything() -> None:
    headers = "{A: no, B: 1.0, C: ~, D: 1:30}"
    text = f"{{id: a, requirement: X, exchanges: [{{request: {{use: ordinary, headers: {headers}}}}}]}}"
    case = Case.model_validate(yaml_source.parse(text, "f").data)
    assert case.exchanges[0].request.headers == {"A": "no", "B": "1.0", "C": "~", "D": "1:30"}  # type: ignore[union-attr]


@pytest.mark.parametrize("version", ["1.0", "'1.0'", '"1.0"'])
def test_the_version_is_a_text(version: str) -> None:
    text = f"{{id: a, requirement: X, exchanges: [{{request: {{use: ordinary, version: {version}}}}}]}}"
    case = Case.model_validate(yaml_source.parse(text, "f").data)
    assert case.exchanges[0].request.version == "1.0"  # type: ignore[union-attr]


# Whatever stands in a file: data, or an error in the words of the language.

MODELS = (Case, ExchangeStep, Request, Event, FinalExpectation, Statement, Part, Pattern, FieldExpectation)
WORDS = st.sampled_from(
    [
        *sorted({key for model in MODELS for key in model.known_keys}),
        *("$n", "$(n + 1)", "3 s", "1..3", "200", "2xx", "url", "claims", "long-op", "variants", "lasting"),
        *(
            "repeat",
            "together",
            "pipelined",
            "hex",
            "multipart",
            "byterange",
            "binary",
            "like",
            "message",
            "old",
            "new",
        ),
    ]
)
SCALARS = st.one_of(WORDS, st.sampled_from(TRAPS), st.text(max_size=6))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(SCALARS, inner, max_size=4)),
    max_leaves=25,
)
EXACT = settings(derandomize=True, deadline=None, max_examples=300)
SYNTAX = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`#~\n \t0$=<"), max_size=40)


@EXACT
@given(SYNTAX)
def test_any_text_is_data_or_an_error_with_a_place(text: str) -> None:
    try:
        yaml_source.parse(text, "f")
    except LanguageError as error:
        assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


@EXACT
@given(st.binary(max_size=40))
def test_any_octets_are_data_or_an_error(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "octets.yaml"
    file.write_bytes(octets)
    errors_of(lambda: yaml_source.read(file), file.parent)


@EXACT
@given(VALUES)
def test_any_data_is_a_case_or_an_error(data: object) -> None:
    document = yaml_source.parse("a: b\n", "f")
    for model in (Case, list[Case], dict[str, Fixture], Specification):
        try:
            TypeAdapter(model).validate_python(data)
        except ValidationError as error:
            assert all(problem.message for problem in problems_of(error, document))


@EXACT
@given(VALUES)
def test_any_data_is_a_target_or_an_error(data: object) -> None:
    document = yaml_source.Document("f", data, yaml_source.Node(1, 1))
    errors_of(lambda: target_in(document), Path())


@EXACT
@given(SYNTAX, SYNTAX, SYNTAX)
def test_any_suite_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cases: str, fixtures: str, rules: str
) -> None:
    folder = suite(tmp_path_factory.getbasetemp(), requirements=REQUIREMENTS + rules, fixtures=fixtures, cases=cases)
    errors_of(lambda: read_cases(open_suite(folder), folder / "cases.yaml"), folder)
