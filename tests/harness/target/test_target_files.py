"""Target files: what they say, and what they are refused with."""

from pathlib import Path

import pytest
from target_texts import errors, load_errors, target

from midflight.errors import UsageError
from midflight.places import reference_target
from midflight.target import load_target, target_for_url

URL = "url: http://127.0.0.1:8080\n"
OPERATION = "claims: [long-op]\n"

WRONG = {
    "a list": ("- a\n", ["1:1: should be a mapping: url, name, claims, …"]),
    "an unknown key": (URL + "claim: [long-op]\n", ["2:1: 'claim' has no meaning here; did you mean 'claims'?"]),
    "an unknown claim": (URL + "claims: [put, longop]\n", ["2:15: 'longop' is no claim; did you mean 'long-op'?"]),
    "an unknown knob": (
        URL + "knobs: {partial_stat: 299}\n",
        ["2:9: 'partial_stat' has no meaning here; did you mean 'partial_status'?"],
    ),
    "a knob that is no number": (URL + "knobs: {max_size: much}\n", ["2:9: 'max_size' should be a number, not 'much'"]),
    "a knob with other words": (
        URL + "knobs: {strict_numbers: maybe}\n",
        ["2:9: 'maybe' is not one of yes, no"],
    ),
    "a partial status that means something else": (
        URL + "knobs: {partial_status: 206}\n",
        ["2:9: '206' is not a status of 209 to 299 that means nothing else"],
    ),
    "a partial status of another class": (
        URL + "knobs: {partial_status: 308}\n",
        ["2:9: '308' is not a status of 209 to 299 that means nothing else"],
    ),
    "writing without a way to write": (
        URL + "claims: [writable, etag]\nwritable: {uri: /$fresh}\n",
        ["2:1: 'writable' is claimed, but neither 'put' nor 'patch-message': nothing could be made"],
    ),
    "a form of writing without a place": (
        URL + "claims: [patch-binary, put]\nwritable: {uri: /$fresh}\n",
        ["2:1: 'patch-binary' is claimed, but not 'writable', where it would be done: claim both"],
    ),
    "a largest size that is not said": (
        URL + "claims: [writable, put, max-size]\nwritable: {uri: /$fresh}\n",
        ["2:1: 'max-size' is claimed, but no size is given: add it in octets to 'knobs' (max_size)"],
    ),
    "a claim without its endpoint": (
        URL + OPERATION,
        ["2:1: 'long-op' is claimed, but nothing says where it is: add 'long-op: {uri: …}'"],
    ),
    "users without identities": (
        URL + "claims: [users]\nidentities: {owner: {Authorization: a}}\n",
        ["2:1: 'users' is claimed: 'identities' must give the header fields of owner and other"],
    ),
    "an operation without its duration": (
        URL + OPERATION + "long-op: {uri: /}\n",
        ["3:1: 'long-op' must say how long the operation takes: add 'lasting: 3 s'"],
    ),
    "a duration that is none": (
        URL + "long-op: {uri: /, lasting: 3}\n",
        ["2:19: '3' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s"],
    ),
    "a duration in steps": (
        URL + "long-op: {uri: /, lasting: 3 steps}\n",
        ["2:19: '3 steps': what an operation offers is said in ms or s"],
    ),
    "two durations": (
        URL + "long-op: {uri: /, lasting: [1 s, 2 s]}\n",
        ["2:19: 'lasting' should be one time or range of times, such as 1..3 s"],
    ),
    "a wrong variant": (
        URL + "long-op:\n  uri: /\n  lasting: 3 s\n  variants:\n    - {uri: [a]}\n    - {lasting: long}\n",
        [
            "6:13: 'uri' should be a text, not a list",
            "7:8: 'long' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s",
        ],
    ),
    "a value that nothing stands for": (
        URL + "long-op: {uri: /$lastin, lasting: 3 s, variants: [{uri: /$steps, steps: growing}, {uri: /$step}]}\n",
        [
            "2:16: nothing is offered under the name $lastin; did you mean 'lasting'?",
            "2:89: nothing is offered under the name $step; known: case, fresh, lasting",
        ],
    ),
    "an expression that is none": (
        URL + 'writable: {uri: /, volatile: ["a("]}\n',
        ["2:31: 'a(' is no regular expression: missing ), unterminated subpattern at position 1"],
    ),
    "no URL": (
        "url: localhost:8080\n",
        ["1:6: 'localhost:8080' is not an http or https URL such as http://127.0.0.1:8080"],
    ),
    "a URL with a query": (
        "url: http://127.0.0.1/?a\n",
        ["1:6: 'http://127.0.0.1/?a' should hold nothing but scheme, host, port and path"],
    ),
    "a port that is none": (
        "url: http://127.0.0.1:99999\n",
        ["1:6: 'http://127.0.0.1:99999' is not a URL: Port out of range 0-65535"],
    ),
    "a method that would inject a field": (
        URL + 'writable: {uri: /, method: "PO ST\\r\\nX: y"}\n',
        ["2:28: 'PO ST\\r\\nX: y' is no method such as POST"],
    ),
    "a path that would inject a field": (
        URL + 'writable: {uri: "/a\\r\\nX: y"}\n',
        ["2:17: '/a\\r\\nX: y' holds '\\r', which is no text"],
    ),
    "a path with a blank": (URL + 'writable: {uri: "/a b"}\n', ["2:17: '/a b' holds a blank: write %20"]),
    "a path with a letter of no URL": (
        URL + "writable: {uri: /é}\n",
        ["2:17: '/é' holds 'é': no URL may hold it; write %C3%A9"],
    ),
    "a path of a variant": (
        URL + 'writable: {uri: /, variants: [{uri: "/%zz"}]}\n',
        ["2:37: '/%zz' holds a % that no two hexadecimal digits follow: write %25"],
    ),
    "a field that would inject another": (
        URL + 'headers: {A: "b\\r\\nX: y"}\n',
        ["2:14: 'b\\r\\nX: y' holds a character that ends a line or none can see: a field value may not"],
    ),
    "a field of an identity without a name": (
        URL + 'identities: {owner: {"A b": c}}\n',
        ["2:22: 'A b' is no name of a field"],
    ),
    "times beyond a day": (
        URL + "times: {patience: 86401 s}\nlong-op: {uri: /, lasting: 99999999999999 s}\n",
        ["2:19: '86401 s' is longer than a day", "3:19: '99999999999999 s' is longer than a day"],
    ),
    "several at once": (
        URL + "claims: [putt]\ntimes: {patience: 3}\ntls: {insecure: maybe}\n",
        [
            "2:10: 'putt' is no claim; did you mean 'put'?",
            "3:19: '3' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s",
            "4:17: 'maybe' is not one of 'yes', 'no', 'true' or 'false'",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_target_file(text: str, expected: list[str]) -> None:
    assert errors(text) == expected


def test_a_path_may_be_calculated_and_hold_escapes() -> None:
    text = "ordinary: {method: GET, uri: '/a%20b?c=$(n + 1)&d=$$&e=[1]', n: '4'}\n"
    assert errors(URL + text) == []


def test_the_reference_target_is_right() -> None:
    assert load_target(reference_target()).claims


def test_the_url_of_the_command_line_wins(tmp_path: Path) -> None:
    path = tmp_path / "target.yaml"
    path.write_text("url: http://127.0.0.1:1\n", "utf-8")
    assert load_target(path, "http://127.0.0.1:2/base/").url == "http://127.0.0.1:2/base"


def test_a_target_file_may_leave_the_url_to_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "target.yaml"
    path.write_text("claims: []\n", "utf-8")
    assert load_target(path, "http://127.0.0.1:2").url == "http://127.0.0.1:2"
    assert load_errors(path) == ["target.yaml:1:1: gives no url, and none was given on the command line"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a",
        "http://",
        "http://a:0",
        "http://user@a",
        "http://[::1",
        "a",
        "http://a/b c",
        "http://a/\n",
        "http://a/\ud800",
    ],
)
def test_a_wrong_url_of_the_command_line(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match=r"^the target '.+' (is not an? |names no |should hold |holds )"):
        target_for_url(url)


def test_a_target_for_a_url_claims_nothing() -> None:
    made = target_for_url("https://[::1]:8443/")
    assert (made.url, made.claims, made.name) == ("https://[::1]:8443", [], "")


def test_files_stand_beside_the_target_file(tmp_path: Path) -> None:
    path = tmp_path / "target.yaml"
    path.write_text(URL + "tls: {ca: ca.pem, key: /keys/own.pem}\n", "utf-8")
    tls = load_target(path).tls
    assert (tls.ca, tls.key, tls.certificate) == (str(tmp_path / "ca.pem"), "/keys/own.pem", None)


@pytest.mark.parametrize(
    ("name", "uri"), [("suboperations", "/op"), ("localized", "/op"), ("ordinary", "/"), ("big-response", "/up")]
)
def test_an_endpoint_may_stand_in_for_another(name: str, uri: str) -> None:
    endpoint = target(URL + "long-op: {uri: /op, lasting: 1 s}\nresumable: {uri: /up}\n").endpoint(name)
    assert endpoint is not None
    assert endpoint.uri == uri


def test_an_endpoint_that_nobody_names_is_none() -> None:
    assert target(URL).endpoint("writable") is None


def test_knobs_have_defaults() -> None:
    made = target(URL + "knobs: {idle_step_seconds: 2}\n")
    knobs = ("idle_step_seconds", "partial_status", "max_size")
    assert [made.knob(name) for name in knobs] == ["2", "299", ""]


def test_patience_is_a_time() -> None:
    assert target(URL).patience == 10
    assert target(URL + "times: {patience: 1500 ms}\n").patience == 1.5


def test_a_target_may_say_when_it_gives_up_on_a_request() -> None:
    assert target(URL).idle is None
    assert target(URL + "times: {idle: 60 s}\n").idle == 60
