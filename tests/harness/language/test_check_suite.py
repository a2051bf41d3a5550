"""What a check finds in files that have the right shape: words that name nothing, values that nothing saves."""

from pathlib import Path

import pytest
from suite_files import REQUIREMENTS, found_in, suite

HEAD = "- id: a\n  requirement: MU-001\n"
CASE = HEAD + "  exchanges:\n    - request: {use: ordinary}\n"
FIXTURES = """\
a_resource:
  parameters: {content: ''}
  saves: [resource]
  exchanges:
    - request: {use: writable, method: PUT, body: $content}
      final: {headers: {Location: {save: resource}}}
the_rest_is_sent:
  exchanges:
    - request: {method: GET, uri: $upload}
"""

# What cases.yaml holds, beside these fixtures, and what is found.
WRONG_WORDS = {
    "an endpoint": (
        HEAD + "  exchanges: [request: {use: longop}]\n",
        ["3:30: there is no endpoint 'longop'; did you mean 'long-op'?"],
    ),
    "a fixture": (
        CASE + "  given: [a_resourse]\n",
        ["5:11: there is no fixture 'a_resourse'; did you mean 'a_resource'?"],
    ),
    "a step": (
        HEAD + "  exchanges:\n    - reqest: {use: ordinary}\n",
        ["4:7: there is no fixture 'reqest'; did you mean 'request'?"],
    ),
    "a parameter": (
        CASE + "  given: [a_resource: {contents: x}]\n",
        ["5:34: the fixture 'a_resource' has no parameter 'contents'; did you mean 'content'?"],
    ),
    "a claim": (CASE + "  needs: [status-dok]\n", ["5:11: there is no claim 'status-dok'; did you mean 'status-doc'?"]),
    "a claim against it": (CASE + "  unless: [user]\n", ["5:12: there is no claim 'user'; did you mean 'users'?"]),
    "a grammar": (
        CASE + "      final: {headers: {Location: {is: uri-referense}}}\n",
        [
            "5:40: 'uri-referense' is neither a grammar, 'absent' nor a range; an exact text needs no 'is'; "
            "did you mean 'uri-reference'?"
        ],
    ),
    "a part": (
        CASE + "      final: {headers: {Progress.numerater: 1}}\n",
        ["5:45: Progress has no part 'numerater'; did you mean 'numerator'?"],
    ),
    "a part of a field that has none": (
        CASE + "      interim: [{first: 102, headers: {Vary.host: x}}]\n",
        [
            "5:51: 'Vary' has no parts; those of these fields are known: content-location, content-range, location, "
            "progress, request-content-location, response-message-location, status-uri"
        ],
    ),
    "a part throughout": (
        CASE + "  throughout: {Progress.numerater: constant}\n",
        ["5:36: Progress has no part 'numerater'; did you mean 'numerator'?"],
    ),
    "an exchange throughout": (
        CASE + "      name: position\n  throughout: {positon.Content-Length: constant}\n",
        ["6:40: no exchange is called 'positon'; did you mean 'position'?"],
    ),
    "a control": (
        CASE + "      control: {octets: 2}\n  for_each: {octet: {lies: 9}}\n",
        ["5:25: 'octets' is no value of for_each; did you mean 'octet'?"],
    ),
    "a control without for_each": (
        CASE + "      control: {octets: 2}\n",
        ["5:25: 'octets' is no value of for_each; the case has no for_each"],
    ),
    "a built-in name": (
        CASE + "      final: {headers: {A: {save: fresh}}, save: incomplete}\n  for_each: {sent: {a: b}}\n",
        [
            "5:35: 'fresh' is built in; save under another name",
            "5:50: 'incomplete' is built in; save under another name",
            "6:20: 'sent' is built in; take another name",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_a_word_that_names_nothing(tmp_path: Path, text: str, expected: list[str]) -> None:
    folder = suite(tmp_path, cases=text, fixtures=FIXTURES.replace("$upload", "/"))
    assert found_in(folder) == [f"cases.yaml:{line}" for line in expected]


FINE = [
    "      final: {headers: {A: {is: 1..3}, B: {is: ..5}, C: {is: absent}, D: {is: $fresh}, E: {is: [x]}, F: x-y}}\n",
    "      final: {headers: {Progress.numerator: {is: 1..}, content-range.LENGTH: 3}}\n",
    "      name: p\n  throughout: {p.Progress.numerator: constant, p.ETag: constant, Location: distinct}\n",
    "      final: {headers: {Content-Length: {save: n}, X: $n}, body: {length: $(n + 1)}}\n",
    "    - request: {method: GET, uri: /$partial_status/$fresh/$sent/$$}\n",
    "  given: [a_resource]\n  throughout: {ETag: constant}\n",
]


@pytest.mark.parametrize("rest", FINE)
def test_nothing_is_found_where_nothing_is_wrong(tmp_path: Path, rest: str) -> None:
    assert found_in(suite(tmp_path, cases=CASE + rest, fixtures=FIXTURES.replace("$upload", "/"))) == []


# The steps of a case with names of values in them, and which have nothing to stand for.
STEPS = {
    "never saved": ("- request: {method: GET, uri: $status_document}", ["$status_document"]),
    "saved later": (
        "- request: {method: GET, uri: $n}\n- request: {use: ordinary}\n  final: {headers: {A: {save: n}}}",
        ["$n"],
    ),
    "saved by the same exchange": ("- request: {method: GET, uri: $n}\n  final: {headers: {A: {save: n}}}", ["$n"]),
    "saved before": (
        "- request: {use: ordinary}\n  final: {headers: {A: {save: n}}}\n- request: {method: GET, uri: $n}",
        [],
    ),
    "saved whole": (
        "- request: {use: ordinary}\n  final: {save: w}\n- request: {method: GET, uri: $w.headers.Location}",
        [],
    ),
    "saved in a branch": (
        "- request: {use: ordinary}\n  one_of:\n    - {final: {headers: {A: {save: n}}}}\n    - {final: 404}\n"
        "- request: {method: GET, uri: $n}",
        [],
    ),
    "saved in the middle": (
        "- request: {use: ordinary}\n  meanwhile:\n    after: {interim: {first: 102, headers: {A: {save: n}}}}\n"
        "    exchanges: [{request: {method: GET, uri: $n}}]\n  final: {headers: {A: $n}}",
        [],
    ),
    "saved beside": (
        "- together:\n    - request: {use: ordinary}\n      final: {headers: {A: {save: n}}}\n"
        "    - request: {method: GET, uri: $n}",
        [],
    ),
    "saved by a fixture": ("- a_resource\n- request: {method: GET, uri: $resource}", []),
    "a parameter of a fixture": ("- a_resource: {content: a}\n- request: {method: GET, uri: $content}", ["$content"]),
    "needed by a fixture": ("- the_rest_is_sent", ["$upload; the fixture 'the_rest_is_sent' needs it"]),
    "brought to a fixture": (
        "- request: {use: ordinary}\n  final: {headers: {Location: {save: upload}}}\n- the_rest_is_sent",
        [],
    ),
    "in a calculation": ("- repeat: 3\n  exchanges: [{request: {method: GET, uri: /$(m - 1)}}]", ["$m"]),
    "needed to hold": (
        "- request: {use: ordinary, hold: {interim: {first: 102, headers: {A: $m}}}}",
        ["$m"],
    ),
}


@pytest.mark.parametrize(("steps", "missing"), STEPS.values(), ids=STEPS)
def test_a_value_that_nothing_saves(tmp_path: Path, steps: str, missing: list[str]) -> None:
    text = HEAD + "  exchanges:\n" + "".join(f"    {line}\n" for line in steps.splitlines())
    elsewhere = "- id: other\n  requirement: MU-001\n  exchanges:\n    - request: {use: ordinary}\n"
    elsewhere += "      final: {headers: {A: {save: upload}}}\n"
    folder = suite(tmp_path, cases=text + elsewhere, fixtures=FIXTURES)
    found = [line.partition(": nothing before this saves ")[2] for line in found_in(folder)]
    assert [line.partition("; known")[0].partition("; did")[0] for line in found] == missing


def test_a_value_is_told_with_its_place_and_the_nearest_one(tmp_path: Path) -> None:
    text = CASE + "      final: {headers: {A: {save: document}}}\n    - request: {method: GET, uri: /x/$documnt}\n"
    assert found_in(suite(tmp_path, cases=text)) == [
        "cases.yaml:6:35: nothing before this saves $documnt; did you mean 'document'?"
    ]


def test_what_no_case_saves_is_a_mistake_of_the_fixture(tmp_path: Path) -> None:
    assert found_in(suite(tmp_path, cases=CASE, fixtures=FIXTURES)) == ["fixtures.yaml:9:35: nothing saves $upload"]


WRONG_FIXTURES = {
    "uses itself": (
        "a:\n  exchanges: [b]\nb:\n  exchanges: [a]\n",
        ["2:3: the fixture 'a' uses itself", "4:3: the fixture 'b' uses itself"],
    ),
    "saves nothing": (
        "a:\n  saves: [m]\n  exchanges:\n    - request: {use: ordinary}\n      final: {headers: {A: {save: n}}}\n",
        ["2:11: nothing in the fixture saves 'm'; known: n"],
    ),
    "a claim": (
        "a:\n  needs: [putt]\n  exchanges: [{request: {use: ordinary}}]\n",
        ["2:11: there is no claim 'putt'; did you mean 'put'?"],
    ),
    "a built-in parameter": (
        "a:\n  parameters: {max_size: 3}\n  exchanges: [{request: {use: ordinary}}]\n",
        ["2:26: 'max_size' is built in; take another name"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG_FIXTURES.values(), ids=WRONG_FIXTURES)
def test_a_wrong_fixture(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert found_in(suite(tmp_path, cases=CASE, fixtures=text)) == [f"fixtures.yaml:{line}" for line in expected]


# Across files


def test_an_id_stands_once_in_a_suite(tmp_path: Path) -> None:
    folder = suite(tmp_path, cases=CASE, more=CASE)
    assert found_in(folder) == [f"more.yaml:1:7: 'a' is the id of another case too ({folder}/cases.yaml:1)"]


def test_every_rule_has_a_case_or_a_reason(tmp_path: Path) -> None:
    rule = '  - {id: MU-00%s, title: x, level: MUST, actor: server, section: "1", statement: X.%s}\n'
    rules = REQUIREMENTS + rule % (2, "") + rule % (3, ", excluded: client suite") + rule % (3, ", excluded: again")
    folder = suite(tmp_path, requirements=rules, cases=CASE)
    assert found_in(folder) == [
        "requirements.yaml:5:10: 'MU-002' has no case; write one, or say why not with 'excluded'",
        "requirements.yaml:7:10: 'MU-003' stands here twice",
    ]


def test_a_rule_without_reason_for_its_exclusion_has_no_case(tmp_path: Path) -> None:
    rules = REQUIREMENTS.replace("statement: One.", "statement: One., excluded: client suite")
    folder = suite(tmp_path, requirements=rules, cases=CASE)
    assert found_in(folder) == ["requirements.yaml:4:10: 'MU-001' is excluded, but it has a case"]


def test_a_rule_of_another_suite(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "requirements.yaml").write_text(REQUIREMENTS.replace("MU-001", "OT-001"), "utf-8")
    folder = suite(tmp_path, cases=CASE.replace("MU-001", "OT-001"))
    assert found_in(folder) == ["cases.yaml:2:16: 'OT-001' is a rule of the suite other: the case belongs there"]


def test_a_file_that_cannot_be_read_keeps_nothing_else_from_being_checked(tmp_path: Path) -> None:
    folder = suite(tmp_path, cases=CASE + "  needs: [put, putt]\n", more="- id: [b\n")
    assert found_in(folder) == [
        "cases.yaml:5:16: there is no claim 'putt'; did you mean 'put'?",
        "more.yaml:2:1: is not YAML: while parsing a flow sequence did not find expected ',' or ']'",
    ]
