"""The JSON Schemas for editors: fresh, true of every bundled file, and false of the usual mistakes."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from midflight.cli.check import schemas
from midflight.language import yaml_source
from midflight.places import suites_folder

KINDS = ("case", "fixtures", "requirements", "target")
FILES = sorted(suites_folder().glob("*/*.yaml")) + sorted((Path(__file__).parent / "real_cases").glob("*.yaml"))
REQUEST = {"use": "ordinary"}
CASE = {"id": "a", "requirement": "MU-001", "exchanges": [{"request": REQUEST}]}


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json.loads(schemas()[f"{kind}.schema.json"])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def kind_of(path: Path) -> str:
    if path.parent.name == "targets":
        return "target"
    return path.stem if path.stem in KINDS else "case"


@pytest.mark.parametrize("kind", KINDS)
def test_the_published_schema_is_fresh(kind: str) -> None:
    published = suites_folder() / f"{kind}.schema.json"
    assert published.read_text("utf-8") == schemas()[published.name], "run: midflight check --write-schemas"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_fits_as_we_read_it_and_as_editors_do(path: Path) -> None:
    text = path.read_text("utf-8")
    for data in (yaml_source.parse(text, "f").data, yaml.load(text, yaml.CSafeLoader)):
        problem = next(validator(kind_of(path)).iter_errors(data), None)
        assert problem is None, f"{problem.json_path}: {problem.message}"  # type: ignore[union-attr]


def case(**keys: Any) -> list[dict[str, Any]]:
    return [CASE | keys]


def exchange(**keys: Any) -> list[dict[str, Any]]:
    return case(exchanges=[{"request": REQUEST, **keys}])


def request(**keys: Any) -> list[dict[str, Any]]:
    return case(exchanges=[{"request": REQUEST | keys}])


MISTAKES = {
    "a case alone": CASE,
    "an unknown key of a case": case(need=["put"]),
    "of an exchange": exchange(finally_=200),
    "of a request": request(header={}),
    "of a field": exchange(final={"headers": {"A": {"iss": "token"}}}),
    "of an event": request(cut={"after": {"sended": 3}}),
    "of content": request(body={"pattern": "counted-lines", "lenght": 3}),
    "of a fixture's parameter": case(given=[{"a_resource": {"content": {"hexx": "0a"}}}]),
    "a key missing": [{"id": "a", "exchanges": [{"request": REQUEST}]}],
    "no steps": case(exchanges=[]),
    "not a name": case(id="A b"),
    "a text for a list": case(needs="put"),
    "a list for a mapping": exchange(final={"headers": ["A"]}),
    "nothing": exchange(final=None),
    "an unknown word": exchange(afterwards="shut"),
    "an unknown way to cut": request(cut={"after": {"sent": 3}, "by": "axe"}),
    "an unknown version": request(version=2.0),
    "two events at once": request(hold={"sent": 3, "final": 200}),
    "no quantifier": exchange(interim=[{"count": 3}]),
    "a pattern without extent": request(body={"pattern": "counted-lines"}),
    "two steps in one": case(exchanges=[{"repeat": 3, "together": ["x"], "exchanges": ["x"]}]),
    "a fixture and more": case(given=[{"a": {}, "b": {}}]),
}


@pytest.mark.parametrize("data", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_case_is_seen(data: object) -> None:
    assert validator("case").is_valid(case())
    assert not validator("case").is_valid(data)


FINE = [
    request(version=1.0),
    request(headers={"A": True, "B": [1, "c"]}),
    exchange(final=299),
    exchange(final=[200, "2xx but 202"]),
    exchange(interim="none"),
    exchange(interim=[{"first": 102, "headers": {"A": {"optional": True}}}]),
    case(alone=True),
    case(for_each={"n": {"a": 1, "b": {"hex": "0a"}}}),
    case(given=["a", {"b": {"content": [1, {"lines": ["x"]}]}}]),
    request(body={"multipart": [{"fields": {"A": 1}, "content": {"byterange": {"content": "x"}}}]}),
    request(
        body={"first": 3, "of": {"chunked": {"binary": [{"split": 2, "total": 9, "content": "x"}]}, "sizes": [1, 3]}}
    ),
    request(body={"binary": [{"framing": 10, "chunks": [1], "varint": 4, "content": "abc"}, {"framing": "$n"}]}),
    exchange(final={"fields_like": "$whole", "but": ["ETag"]}),
    exchange(final={"body": {"message": {"fields_like": "$whole", "body": {"optional": {"like": "$whole"}}}}}),
    request(cut={"after": {"sent": 3}, "by": "stall"}),
    request(cut={"after": {"sent": {"random": "1..9"}}, "by": "$how"}),
    exchange(needs=["put"], unless=["etag"], control={"n": {"hex": "00"}}),
    case(
        exchanges=[{"pause": "1 s"}, {"repeat": {"n": "0..9"}, "exchanges": ["a"]}, {"repeat": 3, "exchanges": ["a"]}]
    ),
]


@pytest.mark.parametrize("data", FINE)
def test_what_editors_read_as_numbers_and_booleans_is_text(data: object) -> None:
    validator("case").validate(data)


OPERATION = {"uri": "/", "lasting": "3 s"}


@pytest.mark.parametrize(
    ("data", "fits"),
    [
        ({"url": "http://a", "long-op": OPERATION}, True),
        ({"long-op": OPERATION | {"failing": ["none", "one"], "variants": [{"steps": "growing"}]}}, True),
        ({"knobs": {"partial_status": 299, "keepalive_seconds": 0.5}}, True),
        ({"long_op": OPERATION}, False),
        ({"claim": []}, False),
        ({"claims": "put"}, False),
        ({"long-op": {"lasting": "3 s"}}, False),
        ({"long-op": OPERATION | {"failing": {"none": "one"}}}, False),
        ({"long-op": OPERATION | {"variants": [{"uri": []}]}}, False),
        ({"tls": {"insecure": "maybe"}}, False),
        ({"tls": {"insecure": True}}, True),
    ],
)
def test_a_target_file(data: object, fits: bool) -> None:
    assert validator("target").is_valid(data) is fits


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("fixtures", {"a": {"exchanges": ["b"], "parameter": {}}}),
        ("fixtures", {"a": {"saves": ["b"]}}),
        ("fixtures", ["a"]),
        ("requirements", {"specification": "a", "title": "b", "requirements": [{"id": "A-1"}]}),
        ("requirements", {"specification": "a", "title": "b", "requirements": []}),
    ],
)
def test_a_mistake_elsewhere_is_seen(kind: str, data: object) -> None:
    assert not validator(kind).is_valid(data)
