"""What a check finds in steps: claims, counted rounds, what goes together and what does not."""

from pathlib import Path

import pytest
from suite_files import cases_of, found_in, suite

HEAD = "- id: a\n  requirement: MU-001\n"
CASE = HEAD + "  exchanges:\n"
REQUEST = "request: {use: ordinary}"

WRONG_STEPS = {
    "a claim of an exchange": (
        f"    - {REQUEST}\n      needs: [putt]\n      unless: [etags]\n",
        [
            "5:15: there is no claim 'putt'; did you mean 'put'?",
            "6:16: there is no claim 'etags'; did you mean 'etag'?",
        ],
    ),
    "a counter that is built in": (
        f"    - repeat: {{fresh: 0..3}}\n      exchanges: [{REQUEST}]\n",
        ["4:23: 'fresh' is built in; take another name"],
    ),
    "a counter outside its rounds": (
        "    - repeat: {n: 0..3}\n      exchanges: [request: {method: GET, uri: /$n}]\n"
        "    - request: {method: GET, uri: /$n}\n",
        ["6:35: nothing before this saves $n"],
    ),
    "a bound that nothing saves": (
        f"    - repeat: {{n: 0..$high}}\n      exchanges: [{REQUEST}]\n",
        ["4:19: nothing before this saves $high"],
    ),
    "a control of one round": (
        f"    - repeat: {{n: 0..3}}\n      exchanges:\n        - {REQUEST}\n          control: {{m: 1}}\n"
        "  for_each: {m: {a: 2}}\n",
        ["7:20: 'control' has no meaning where rounds are counted"],
    ),
    "an exchange left open": (
        f"    - {REQUEST}\n      meanwhile: {{after: {{interim: 102}}}}\n",
        ["5:18: 'meanwhile' without exchanges leaves this exchange open and unjudged; that is for fixtures and given"],
    ),
    "keys that have no meaning in a pipeline": (
        "    - pipelined:\n        - request: {use: ordinary, hold: none, pace: {octets: 1, every: 1 ms}, "
        "cut: {after: {sent: 0}}}\n          retry: {every: 1 s, within: 2 s}\n"
        f"        - {REQUEST}\n          connection: c\n",
        [
            f"{place}: '{key}' has no meaning in pipelined: the requests are written at once"
            for place, key in (
                ("5:42", "hold"),
                ("5:54", "pace"),
                ("5:85", "cut"),
                ("6:18", "retry"),
                ("8:23", "connection"),
            )
        ],
    ),
    "a part that content does not have": (
        "    - request: {method: GET, uri: '/$what.sha256/$what.length/$word.txt'}\n"
        "  for_each: {what: {a: {hex: 00}, b: c}, word: {a: b}}\n",
        ["4:35: content has no 'sha256'; did you mean 'sha-256'?"],
    ),
    "a number that is a digest": (
        "    - request: {method: GET, uri: '/$(what.digest + 1)'}\n  for_each: {what: {a: {hex: 00}}}\n",
        ["4:35: content has no 'digest'; known: length, sha-256"],
    ),
    "an event to wait for outside a pipeline": (
        f"    - {REQUEST}\n      after: {{sent: 0}}\n",
        ["5:14: 'after' goes with a later exchange of pipelined"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG_STEPS.values(), ids=WRONG_STEPS)
def test_steps_that_make_no_sense(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert found_in(suite(tmp_path, cases=CASE + text)) == [f"cases.yaml:{line}" for line in expected]


VALUES = {
    "a label that refers to itself": (
        "  for_each: {n: {a: $n, b: 1}}\n",
        ["5:21: $n has no value yet; 'n' may refer to what stands before it"],
    ),
    "a label that refers to a later one": (
        "  for_each: {n: {a: {hex: $m}}, m: {b: 1}}\n",
        ["5:27: $m has no value yet; 'n' may refer to what stands before it"],
    ),
    "a label to calculate with": (
        "  for_each: {n: {a: 3, b: x4, c: {hex: 00}, d: $fresh}, m: {a: $(n + 1), b: $(n.length - 1)}}\n",
        [
            "5:27: 'x4' is not a number, but the case calculates with $n",
            "5:34: this is not a number, but the case calculates with $n",
        ],
    ),
    "a label that refers to what nothing saves": (
        "  for_each: {n: {a: $(m + 1)}}\n",
        ["5:21: nothing before this saves $m"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), VALUES.values(), ids=VALUES)
def test_labels_refer_to_what_is_there(tmp_path: Path, text: str, expected: list[str]) -> None:
    case = CASE + f"    - {REQUEST}\n" + text
    assert found_in(suite(tmp_path, cases=case)) == [f"cases.yaml:{line}" for line in expected]


FINE = [
    "    - needs: [put]\n      request: {use: ordinary}\n",
    "    - repeat: {n: 0..$(b.length - 1)}\n      exchanges: [request: {method: GET, uri: /$n}]\n"
    "  for_each: {a: {x: abc}, b: {y: [$a, $(s + 1)]}}\n  given:\n    - request: {use: ordinary}\n"
    "      final: {headers: {A: {save: s}}}\n",
    "    - pause: 1 s\n    - with_default: {one: x}\n",
    "    - {request: {use: ordinary}}\n  given:\n    - request: {use: ordinary}\n"
    "      meanwhile: {after: {interim: 102}}\n",
]
FIXTURES = """\
with_default:
  parameters: {one: $saved_somewhere, two: $one}
  exchanges: [request: {method: GET, uri: /$two}]
somewhere:
  exchanges: [{request: {use: ordinary}, final: {headers: {A: {save: saved_somewhere}}}}]
"""


@pytest.mark.parametrize("text", FINE)
def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, text: str) -> None:
    assert found_in(suite(tmp_path, cases=CASE + text, fixtures=FIXTURES)) == []


def test_a_fixture_has_no_control(tmp_path: Path) -> None:
    fixtures = f"a:\n  exchanges:\n    - {REQUEST}\n      control: {{n: 1}}\n"
    folder = suite(tmp_path, cases=CASE + "    - a\n", fixtures=fixtures)
    assert found_in(folder) == ["fixtures.yaml:4:16: 'control' has no meaning in a fixture"]


def test_a_default_that_nothing_saves_is_missed_where_it_is_used(tmp_path: Path) -> None:
    folder = suite(tmp_path, cases=CASE + "    - with_default\n", fixtures=FIXTURES)
    assert found_in(folder) == [
        "cases.yaml:4:7: nothing before this saves $saved_somewhere; the fixture 'with_default' needs it"
    ]


@pytest.mark.parametrize(
    ("step", "claims"),
    [
        ("request: {use: resumable, as: other}", {"resumable", "users"}),
        ("{needs: [resumable, users], request: {use: resumable, as: other}}", set()),
        ("{needs: [put], request: {use: writable, method: PUT}}", {"writable"}),
        ("{unless: [put], request: {use: writable, method: PATCH}}", {"writable"}),
    ],
)
def test_what_an_exchange_needs_itself_the_case_does_not(tmp_path: Path, step: str, claims: set[str]) -> None:
    (case,) = cases_of(tmp_path, CASE + f"    - {step}\n")
    assert case.uses.claims == claims


@pytest.mark.parametrize(
    ("claims", "rests_on"),
    [
        (["writable", "put", "patch-message"], {"writable", "put"}),
        (["writable", "patch-message"], {"writable", "patch-message"}),
        (["writable", "put", "sparse", "etag"], {"writable", "put", "sparse", "etag"}),
        (["writable", "sparse"], {"writable"}),
    ],
)
def test_what_a_case_rests_on_depends_on_the_target(tmp_path: Path, claims: list[str], rests_on: set[str]) -> None:
    fixtures = """\
made:
  exchanges:
    - {needs: [put], request: {use: writable, method: PUT}}
    - {needs: [patch-message], unless: [put], request: {use: writable, method: PATCH}}
"""
    steps = "    - made\n    - {needs: [sparse, etag], request: {use: ordinary}}\n"
    (case,) = cases_of(tmp_path, CASE + steps, fixtures=fixtures)
    assert case.uses.claims_at(claims) == rests_on
