"""What is wrong with a file is told with file, line, column and the nearest valid word; never with a traceback."""

from pathlib import Path

import pytest
from suite_files import cases_of, errors_of, suite

from midflight.language import yaml_source
from midflight.language.suite import open_suite, suite_folders

HEAD = "- id: a\n  requirement: MU-001\n  exchanges:\n"
REQUEST = HEAD + "    - request: {use: ordinary}\n"

# What a file of cases holds, and every problem told.
WRONG_CASES = {
    "not a list": ("id: a\n", ["1:1: should be a list of cases, each beginning with '- id:'"]),
    "a key nearly right": ("- idd: a\n", ["1:3: 'idd' has no meaning here; did you mean 'id'?"]),
    "keys missing": ("- id: a\n", ["1:3: 'exchanges' is missing", "1:3: 'requirement' is missing"]),
    "no steps": (
        "- {id: a, requirement: MU-001, exchanges: []}\n",
        ["1:43: 'exchanges' is empty; it needs at least one entry"],
    ),
    "not a name": (
        "- {id: A b, requirement: MU-001, exchanges: [x]}\n",
        ["1:8: 'A b' is not a name: ^[a-z0-9]+(-[a-z0-9]+)*$"],
    ),
    "an unknown rule": (
        "- {id: a, requirement: MU-002, exchanges: [x]}\n",
        ["1:24: made/requirements.yaml has no 'MU-002'; did you mean 'MU-001'?"],
    ),
    "a step of no kind": (
        HEAD + "    - {requests: {use: ordinary}, final: 200}\n",
        ["4:8: 'requests' has no meaning here; did you mean 'request'?"],
    ),
    "an unknown key of an exchange": (
        REQUEST + "      finally: 200\n",
        ["5:7: 'finally' has no meaning here; did you mean 'final'?"],
    ),
    "of a request": (
        HEAD + "    - request: {use: ordinary, header: {A: b}}\n",
        ["4:32: 'header' has no meaning here; did you mean 'headers'?"],
    ),
    "of a final response": (
        REQUEST + "      final: {status: 200, header: {A: b}}\n",
        ["5:28: 'header' has no meaning here; did you mean 'headers'?"],
    ),
    "of a field": (
        REQUEST + "      final:\n        headers:\n          Location: {iss: uri-reference}\n",
        ["7:22: 'iss' has no meaning here; did you mean 'is'?"],
    ),
    "of a statement": (
        REQUEST + "      interim:\n        - first: 102\n          header: {A: b}\n",
        ["7:11: 'header' has no meaning here; did you mean 'headers'?"],
    ),
    "of an event": (
        HEAD + "    - request: {use: ordinary, cut: {after: {sended: 3}}}\n",
        ["4:46: 'sended' has no meaning here; did you mean 'sent'?"],
    ),
    "a way to break off that there is not": (
        HEAD + "    - request: {use: ordinary, cut: {after: {sent: 3}, by: axe}}\n",
        ["4:60: 'axe' is no way to break off; there are reset, close, half-close, stall"],
    ),
    "content that may be left out of no message": (
        REQUEST + "      final: {body: {optional: x}}\n",
        [
            "5:22: 'optional' is no kind of content; known: text, hex, file, lines, pattern, first, chunked, "
            "byterange, multipart, binary, or a list of these"
        ],
    ),
    "exceptions of nothing in a message": (
        REQUEST + "      final: {body: {message: {but: [ETag]}}}\n",
        ["5:32: 'but' names fields that 'fields_like' leaves out"],
    ),
    "fields like no saved response": (
        REQUEST + "      final: {body: {message: {fields_like: whole}}}\n",
        ["5:45: 'whole' is not a saved response such as $whole"],
    ),
    "of a branch": (
        REQUEST + "      one_of: [{finale: 200}]\n",
        ["5:17: 'finale' has no meaning here; did you mean 'final'?"],
    ),
    "of content": (
        HEAD + "    - request: {use: ordinary, body: {pattern: counted-lines, lenght: 3}}\n",
        ["4:63: 'lenght' has no meaning here; did you mean 'length'?"],
    ),
    "two counters": (
        HEAD + "    - repeat: {n: 0..3, m: 1..2}\n      exchanges: [request: {use: ordinary}]\n",
        ["4:7: 'repeat' counts with one name, such as {n: 0..9}"],
    ),
    "nothing to count": (
        HEAD + "    - repeat: {n: 3}\n      exchanges: [request: {use: ordinary}]\n",
        ["4:19: '3' does not say from where to where to count, such as 0..9"],
    ),
    "a pause without a time": (
        HEAD + "    - pause: soon\n",
        ["4:14: 'soon' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s"],
    ),
    "no saved response": (
        HEAD + "    - request: {use: ordinary}\n      final: {fields_like: whole}\n",
        ["5:28: 'whole' is not a saved response such as $whole"],
    ),
    "fields left out of nothing": (
        HEAD + "    - request: {use: ordinary}\n      final: {but: [Date]}\n",
        ["5:15: 'but' names fields that 'fields_like' leaves out"],
    ),
    "a beginning of nothing": (
        HEAD + "    - request: {use: ordinary, body: {first: 3}}\n",
        ["4:38: 'of' is missing"],
    ),
    "a split part without its total": (
        HEAD + "    - request: {use: ordinary, body: {multipart: [{split: 2, content: abc}]}}\n",
        ["4:51: 'total' is missing"],
    ),
    "chunks of a split part": (
        HEAD + "    - request: {use: ordinary, body: {binary: [{split: 2, total: 3, content: abc, chunks: [8]}]}}\n",
        ["4:83: 'chunks' has no meaning here; known: at, content, fields, framing, split, total, varint"],
    ),
    "no kind of content": (
        HEAD + "    - request: {use: ordinary, body: {hexx: 0a}}\n",
        [
            "4:39: 'hexx' is no kind of content; known: text, hex, file, lines, pattern, first, chunked, byterange, "
            "multipart, binary, or a list of these"
        ],
    ),
    "a pattern nobody knows": (
        HEAD + "    - request: {use: ordinary, body: {pattern: lines, length: 3}}\n",
        ["4:48: 'lines' is not one of 'counted-lines'"],
    ),
    "a pattern without extent": (
        HEAD + "    - request: {use: ordinary, body: {pattern: counted-lines}}\n",
        ["4:38: a pattern has either a length (1000) or a slice (10-99)"],
    ),
    "a list for a mapping": (HEAD + "    - request: [GET]\n", ["4:16: 'request' should be a mapping, not a list"]),
    "a text for a list": (
        "- {id: a, requirement: MU-001, needs: users, exchanges: [x]}\n",
        ["1:39: 'needs' should be a list, not the text 'users'"],
    ),
    "a mapping for a text": (
        "- {id: a, requirement: {is: x}, exchanges: [x]}\n",
        ["1:24: 'requirement' should be a text, not a mapping"],
    ),
    "a list for interim": (
        REQUEST + "      interim: {first: 102}\n",
        ["5:16: 'interim' should be a text or a list, not a mapping"],
    ),
    "a status": (REQUEST + "      final: {status: 20}\n", ["5:23: '20' is not a status such as 200, 4xx or any"]),
    "a status in a list": (
        REQUEST + "      final: [200, 3x]\n",
        ["5:20: '3x' is not a status such as 200, 4xx or any"],
    ),
    "a time without unit": (
        REQUEST + "      final: {status: 200, at: ..2}\n",
        ["5:32: '2' is not a time such as 500 ms, 3 s, 2 steps or 1 operation + 2 s"],
    ),
    "an empty range": (
        REQUEST + "      interim: [{every: 102, count: 3..1}]\n",
        ["5:37: '3..1' is empty: its lower bound is above its upper bound"],
    ),
    "no quantifier": (
        REQUEST + "      interim: [{count: 3}]\n",
        ["5:17: a statement about interim responses has one of first, last, every, never"],
    ),
    "a gap of one": (REQUEST + "      interim: [{first: 102, gap: ..1 s}]\n", ["5:30: 'gap' goes with every"]),
    "two events at once": (
        HEAD + "    - request: {use: ordinary, cut: {after: {sent: 3, final: 200}}}\n",
        ["4:45: an event is one of final, interim, passed, received, response, sent"],
    ),
    "no resource": (
        HEAD + "    - request: {method: GET}\n",
        ["4:16: a request needs 'use', or 'method' and 'uri', or 'raw'"],
    ),
    "a wish without endpoint": (
        HEAD + "    - request: {method: GET, uri: /, with: {lasting: 3 s}}\n",
        ["4:38: 'with' asks an endpoint for a variant: it needs 'use'"],
    ),
    "a stray dollar": (
        HEAD + "    - request: {method: GET, uri: /a$ b}\n",
        ["4:35: '$' in '/a$ b' begins no value; write $$ for a dollar"],
    ),
    "deep inside": (
        HEAD + "    - repeat: 3\n      exchanges:\n        - together:\n            - request: {use: ordinary}\n"
        "              final: {headers: {A: {has: [x]}}}\n",
        ["8:42: 'has' should be a text, not a list"],
    ),
    "several at once": (
        "- idd: a\n- {id: b, requirement: MU-001, exchanges: [x], alone: maybe}\n" + REQUEST + "      final: 20\n",
        [
            "1:3: 'idd' has no meaning here; did you mean 'id'?",
            "2:55: 'maybe' is not one of 'true' or 'yes'",
            "7:14: '20' is not a status such as 200, 4xx or any",
        ],
    ),
    "labels that are none": (
        "- {id: a, requirement: MU-001, for_each: {n: {}}, exchanges: [x]}\n",
        ["1:46: 'n' is empty; it needs at least one entry"],
    ),
    "a value with a strange name": (
        "- {id: a, requirement: MU-001, for_each: {a-b: {c: d}}, exchanges: [x]}\n",
        ["1:43: 'a-b' is not a name: ^[A-Za-z_]\\w*$"],
    ),
    "parameters that are none": (
        HEAD + "    - a_resource: text\n",
        ["4:7: the parameters of 'a_resource' should be a mapping"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG_CASES.values(), ids=WRONG_CASES)
def test_a_wrong_file_of_cases(tmp_path: Path, text: str, expected: list[str]) -> None:
    errors = errors_of(lambda: cases_of(tmp_path, text), tmp_path / "made")
    assert errors == [f"cases.yaml:{line}" for line in expected]


# What any file may do wrong as YAML.
NOT_YAML = {
    "empty": ("", ["1:1: is empty: it should hold at least one entry"]),
    "only a comment": ("# nothing\n", ["1:1: is empty: it should hold at least one entry"]),
    "a duplicate key": ("a: 1\nb: 2\na: 3\n", ["3:1: 'a' stands here twice; keep one of them"]),
    "a duplicate key inside": ("a: {b: 1, b: 2}\n", ["1:11: 'b' stands here twice; keep one of them"]),
    "an empty plain value": ("a:\nb: 2\n", ["1:3: a value is missing; for an empty text write ''"]),
    "an empty entry": ("- a\n-\n", ["2:2: a value is missing; for an empty text write ''"]),
    "a comma too many inside braces": (
        "{Prefer: respond-async, wait=1}\n",
        ["1:31: a value is missing; for an empty text write ''"],
    ),
    "a tag": ("a: !!int 3\n", ["1:4: tags such as tag:yaml.org,2002:int are not used here: every value is text"]),
    "a tag of Python": (
        "a: !!python/object/apply:os.system [ls]\n",
        ["1:4: tags such as tag:yaml.org,2002:python/object/apply:os.system are not used here: every value is text"],
    ),
    "a key that is a list": ("? [a]\n: b\n", ["1:3: a key must be a text, not a list"]),
    "a tabulator": (
        "a:\n\t- b\n",
        ["2:1: is not YAML: while scanning for the next token found character that cannot start any token"],
    ),
    "a bracket left open": (
        "a: [b\n",
        ["2:1: is not YAML: while parsing a flow sequence did not find expected ',' or ']'"],
    ),
    "two documents": ("a: b\n---\nc: d\n", ["2:1: a second document begins here; keep one in each file"]),
    "an unknown alias": ("a: *b\n", ["1:4: *b refers to an anchor that stands nowhere before"]),
    "an alias of what it stands in": ("a: &a [b, *a]\n", ["1:11: *a refers to the value it stands in"]),
    "too deep": ("[" * 100_000, ["1:61: is nested too deeply"]),
    "too deep by dashes": ("- " * 100_000 + "a\n", ["1:121: is nested too deeply"]),
    "several at once": (
        "a:\nb: !x y\nb: z\n",
        [
            "1:3: a value is missing; for an empty text write ''",
            "2:4: tags such as !x are not used here: every value is text",
            "3:1: 'b' stands here twice; keep one of them",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), NOT_YAML.values(), ids=NOT_YAML)
def test_what_is_not_yaml_as_used_here(text: str, expected: list[str]) -> None:
    errors = errors_of(lambda: yaml_source.parse(text, "f"), Path("x"))
    assert errors == [f"f:{line}" for line in expected]


def test_aliases_are_counted_as_often_as_they_are_used() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert errors_of(lambda: yaml_source.parse("\n".join(lines), "f"), Path("x")) == [
        "f:6:25: aliases make this file too large"
    ]


def test_aliases_add_up_in_depth() -> None:
    lines = [f"a0: &a0 {'[' * 40}x{']' * 40}", f"a1: {'[' * 30}*a0{']' * 30}"]
    errors = errors_of(lambda: yaml_source.parse("\n".join(lines), "f"), Path("x"))
    assert errors == ["f:2:35: is nested too deeply"]


def test_an_alias_stands_for_its_value() -> None:
    assert yaml_source.parse("a: &x {b: c}\nd: *x\n", "f").data == {"a": {"b": "c"}, "d": {"b": "c"}}


def test_what_cannot_be_read(tmp_path: Path) -> None:
    missing = errors_of(lambda: yaml_source.read(tmp_path / "no.yaml"), tmp_path)
    assert missing == ["no.yaml:1:1: cannot be read: No such file or directory"]
    assert errors_of(lambda: yaml_source.read(tmp_path), tmp_path.parent) == [
        f"{tmp_path.name}:1:1: cannot be read: Is a directory"
    ]


def test_what_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("a: Küche".encode("latin-1"))
    errors = errors_of(lambda: yaml_source.read(tmp_path / "latin.yaml"), tmp_path)
    assert errors == ["latin.yaml:1:1: is not UTF-8 text (octet 4): save it as UTF-8"]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "marked.yaml").write_bytes(b"\xef\xbb\xbfa: b\n")
    assert yaml_source.read(tmp_path / "marked.yaml").data == {"a": "b"}


def test_a_folder_without_a_suite(tmp_path: Path) -> None:
    assert errors_of(lambda: suite_folders(tmp_path), tmp_path.parent) == [
        f"{tmp_path.name}:1:1: holds no suite: no folder in it has a requirements.yaml"
    ]
    assert errors_of(lambda: suite_folders(tmp_path / "no"), tmp_path) == ["no:1:1: is not a folder"]


def test_wrong_requirements_and_fixtures_are_told_together(tmp_path: Path) -> None:
    made = suite(
        tmp_path,
        requirements="specification: x\ntitle: y\nrequirements:\n  - {id: mu-1, title: z, level: must}\n",
        fixtures="a:\n  exchange: [b]\n",
    )
    assert errors_of(lambda: open_suite(made), made) == [
        "fixtures.yaml:2:3: 'exchange' has no meaning here; did you mean 'exchanges'?",
        "requirements.yaml:4:5: 'actor' is missing",
        "requirements.yaml:4:5: 'section' is missing",
        "requirements.yaml:4:5: 'statement' is missing",
        "requirements.yaml:4:10: 'mu-1' is not a name: ^[A-Z]+-\\d+$",
        "requirements.yaml:4:33: 'must' is not one of 'MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY' or 'DEFINED'",
    ]
