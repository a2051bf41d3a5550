"""Each grammar accepts what its specification allows and says in words what it refuses."""

import subprocess
import sys

import pytest

from midflight.grammar import FIELD_GRAMMARS, GRAMMARS, PARTS, URI_FIELDS, prepare
from midflight.grammar.progress_aspects import ASPECTS

ACCEPTED = {
    "uri-reference": [
        "/status/42",
        "?request=42",
        "",
        "#top",
        "//host/x",
        "http://[::1]:80/a,b",
        "../up",
        "a;b=%C3%A9",
    ],
    "absolute-uri": ["http://example.com/", "urn:uuid:x", "http://u@example.com:8080/?q"],
    "progress": [
        "0/1",
        "66/ (tries) utf-8'en'Generating%20prime%20number",
        "5/16 UTF-8'ja-JP'%e9%a3%9f%e3%81%b9%e3%81%a6",
        '3/20 "POST http://example.com/item/3" 8020/8591489 (bytes)',
        "9007199254740993/18446744073709551617",
        "1/3\t\t(a)",
        " 1/3 ",
        '1/3 (a (nested "b") \\) c) "shown"',
        "1/3 UTF-8''x",
        "5/2",
        '1/3 "" ()',
        "1/3 " + "(" * 20 + ")" * 20,
    ],
    "status-uri": [
        "201 </x>",
        "201</x>",
        "507 <a,b>, 200\t<>",
        "",
        ", 201 </x>, , 404 <y>,",
        "999 <http://example.com/?a>",
    ],
    "http-date": ["Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 31 Dec 2016 23:59:60 GMT"],
    "integer": ["0", "007", "1" * 1000],
    "token": ["respond-async", "a.b|c~"],
    "media-type": ["text/plain", 'multipart/byteranges; boundary="a, b"', "text/html;charset=utf-8 ; ;"],
    "entity-tag": ['"xyzzy"', 'W/"xyzzy"', '""', '"\xe9,"'],
    "strong-entity-tag": ['"xyzzy"', '""', '"\xe9,"'],
    "content-range": ["bytes 0-3/10", "bytes 0-3/*", "bytes 0-/6", "bytes 5-/*", "bytes */5", "lines 1-1/2"],
    "prefer": ["processing", "respond-async, wait=20", 'a="b, c"; d = e;f, ,g', ",a"],
    "message-http": ["message/http", 'Message/HTTP; version="1.1"; msgtype=response'],
}

REFUSED = {
    "uri-reference": ["</x>", '"/x"', "/a b", "/\xe9", "http://[::1", "%zz"],
    "absolute-uri": ["/x", "", "http://example.com/#fragment"],
    "progress": [
        "",
        "40%",
        "1",
        "/3",
        "-1/3",
        "1/3,",
        "1/3, 2/3",
        "1/3 'x'",
        '1/3"x"',
        '1/3 "unterminated',
        "1/3 (unclosed",
        "1/3 text",
        '1/3 "\x00"',
        '1/3 "\x7f"',
    ],
    "status-uri": ["201 /x", "201 Created </x>", "20 </x>", "201 </a b>", "201 </x> 202 </y>"],
    "http-date": [
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "soon",
    ],
    "integer": ["", "-1", "1.0", "1 2"],
    "token": ["", "a b", '"a"'],
    "media-type": ["text", "text/", "text/plain; charset"],
    "entity-tag": ["xyzzy", 'w/"xyzzy"', '"a"b"'],
    "strong-entity-tag": ["xyzzy", 'W/"xyzzy"', '"a"b"'],
    "content-range": ["0-3/10", "bytes 0-3", "bytes=0-3/10", "bytes */*", "bytes -3/10", "bytes 0-3/"],
    "prefer": ["", "wait=", "a b"],
    "message-http": ["message/httpx", "text/plain"],
}


def _cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in table.items() for value in values]


@pytest.mark.parametrize(("name", "value"), _cases(ACCEPTED))
def test_what_the_specification_allows_is_accepted(name: str, value: str) -> None:
    assert GRAMMARS[name].problem(value) == ""


@pytest.mark.parametrize(("name", "value"), _cases(REFUSED))
def test_what_it_does_not_allow_is_refused_in_words(name: str, value: str) -> None:
    problem = GRAMMARS[name].problem(value)
    assert GRAMMARS[name].wanted in problem
    assert problem.startswith("an empty value" if not value else ("'"))


def test_every_grammar_is_tried_both_ways_and_names_its_section() -> None:
    assert set(ACCEPTED) == set(REFUSED) == set(GRAMMARS) - set(ASPECTS)
    assert all(", section " in grammar.section for grammar in GRAMMARS.values())


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("progress", "40%", "'40%' is not a fraction such as 1/3, with or without remarks"),
        (
            "progress",
            "1/3 'x'",
            "'1/3 'x'' is not a fraction such as 1/3, with or without remarks: ' 'x'' is out of place",
        ),
        ("progress", '1/3 "na\xefve"', "with or without remarks: ASCII only"),
        ("progress", "1/3 iso-8859-1'en'%A3", "the charset of a label is UTF-8 and not iso-8859-1"),
        ("progress", "1/3 UTF-8'en'%ff", "the label %ff is not UTF-8: invalid start byte"),
        ("progress", "1/3 " + "(" * 400 + ")" * 400, "is nested too deeply to be read"),
        ("content-range", "bytes 5-3/10", "the last position is before the first"),
        ("content-range", "bytes 0-9/9", "the complete length ends before the last position"),
        ("http-date", "Mon, 06 Nov 1994 08:49:37 GMT", "that day is a Sun"),
        ("http-date", "Fri, 31 Feb 2025 08:49:37 GMT", "no such moment: day is out of range for month"),
        ("integer", "1" * 3000, "is 3000 octets long; values are read up to 2000 octets"),
    ],
)
def test_the_text_says_what_is_wrong(name: str, value: str, text: str) -> None:
    assert text in GRAMMARS[name].problem(value)


def test_the_tables_agree() -> None:
    assert {part.partition(".")[0] for part in PARTS} == set(FIELD_GRAMMARS)
    assert all(field == field.lower() for field in URI_FIELDS)


def test_parsers_can_be_built_ahead_of_time() -> None:
    prepare(GRAMMARS)
    assert all("_rule" in vars(grammar.syntax) for grammar in GRAMMARS.values())


def test_importing_the_package_does_not_import_the_library() -> None:
    """The start of every command would pay for it."""
    script = "import sys, midflight.grammar; sys.exit('abnf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
