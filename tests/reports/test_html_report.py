"""index.html: complete, self-contained, and nothing that a target says becomes markup."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, lists, sampled_from, text
from sample import (
    BARE_INTERIM,
    CASES,
    FAILING,
    FINAL,
    HOSTILE,
    INTERIM,
    PASSING,
    TRANSCRIPT,
    UNCLAIMED,
    UNTESTABLE,
    WARNING,
    hostile,
    results,
)

from midflight_reports import Entry, Results, html_cases
from midflight_reports.html import to_html
from midflight_reports.html_cases import anchors
from midflight_reports.links import safe_link
from midflight_reports.transcript import CASE_SHOWN, LINES_SHOWN, TEXT_SHOWN, room_for_each, transcript_html

VOID = {"meta", "link", "br", "img", "input"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "nav", "main", "footer", "section", "article"),
    *("h1", "h2", "h3", "h4", "p", "a", "b", "i", "mark", "code", "span", "div", "details", "summary", "pre"),
    *("dl", "dt", "dd", "ol", "ul", "li", "form", "label", "input", "select", "option", "fieldset", "legend"),
    *("output", "button", "template", "script"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "tabindex", "role", "type"),
    *("value", "placeholder", "autocomplete", "spellcheck", "aria-label", "aria-labelledby", "aria-live", "data-at"),
    *("data-verdict", "data-level", "data-specification", "data-revision"),
}


class Page(HTMLParser):
    """Collects elements, attributes and text; a stray end tag is a mistake."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def shape(text: str) -> list[str]:
    """Return the elements of a page about a failure that says this text everywhere."""
    case = replace(FAILING, id=text, title=text, source=text, reason=text, expected=text, got=text, observed=text)
    return [tag for tag, _ in Page(to_html(results(case))).elements]


@pytest.mark.parametrize("run", [results(), results(*CASES), hostile()], ids=["no case", "sample", "hostile"])
def test_only_our_own_markup_is_in_the_page(run: Results) -> None:
    page = Page(to_html(run))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    for _, attributes in page.elements:
        assert re.match(r"https?://|#[A-Za-z0-9/._~-]+$", attributes.get("href") or "#a")
        assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}


def test_hostile_texts_do_not_change_the_structure() -> None:
    assert shape(HOSTILE) == shape("tame")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    octets=binary(max_size=80)
    | lists(sampled_from([b"<", b">", b"&", b'"', b"\r", b"\n", b"\0", b"\xff", b"<i>x</i>"])).map(b"".join),
    note=text(max_size=20),
)
def test_any_octets_and_notes_are_only_text(octets: bytes, note: str) -> None:
    case = replace(PASSING, transcript=(Entry(0.0, 1, "received", octets, note=note),))
    page = Page(f"<ol>{transcript_html(case, CASE_SHOWN[1])}</ol>")
    assert [tag for tag, _ in page.elements if tag != "i"] == ["ol", "li", "p", "span", *(["pre"] if octets else [])]
    assert all(attributes in ({}, {"class": "whole"}) for tag, attributes in page.elements if tag != "li")


def test_nothing_unprintable_reaches_the_page() -> None:
    assert [character for character in to_html(hostile()) if not character.isprintable() and character != "\n"] == []


def test_the_page_asks_for_nothing_and_runs_only_its_own_script() -> None:
    source = to_html(results(*CASES))
    (policy,) = (meta.get("content") for tag, meta in Page(source).elements if "http-equiv" in meta)
    allowed = dict(directive.strip().split(" ", 1) for directive in str(policy).split(";"))
    assert allowed.pop("default-src") == allowed.pop("base-uri") == allowed.pop("form-action") == "'none'"
    for directive, tag in (("style-src", "style"), ("script-src", "script")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        assert allowed.pop(directive) == f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
        assert not re.search(r"url\(|@import|https?:|fetch|XMLHttp|eval", text)
    assert allowed == {}


def test_every_case_is_there_with_its_transcript() -> None:
    page = Page(to_html(results(*CASES)))
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {PASSING.id, FAILING.id, UNTESTABLE[0].id} <= ids
    assert len([tag for tag, attributes in page.elements if "data-verdict" in attributes]) == len(CASES)
    for wanted in ("POST /capture?seconds=3 HTTP/1.1\nHost:", "0.0020 s", "closed by the harness", "client suite"):
        assert wanted in page.text


def test_failures_stand_before_all_verdicts_with_what_to_do() -> None:
    page = Page(to_html(results(PASSING, FAILING)))
    start = page.text.index("What is broken", page.text.index("Is it conformant?"))
    end = page.text.index("Every case", start)
    broken = page.text[start:end]
    for wanted in ("PG-060", "MUST NOT", "2.1 Initial Request", FAILING.expected, FAILING.got, FAILING.id):
        assert wanted in broken
    assert PASSING.id not in broken
    shown = page.text[end:]
    order = [
        "MUST NOT",
        "expected",
        "The exchange",
        "Reproduce it",
        f"--case {FAILING.id}",
        "The rule",
        f"What {FAILING.title}",
    ]
    places = [shown.index(wanted) for wanted in order]
    assert places == sorted(places) and places[-1] < shown.index(PASSING.id)


def test_one_root_cause_is_told_once() -> None:
    page = Page(to_html(results(*UNTESTABLE)))
    assert "4 cases for this one reason" in page.text
    overview = page.text[page.text.index("What is broken") : page.text.rindex("Every case")]
    assert overview.count(UNTESTABLE[0].root_cause) == 1


def test_what_the_cases_of_many_rules_saw_alike_is_told_once() -> None:
    alike = [
        replace(FAILING, id=f"a/{n}", requirement=f"PG-{n}", got="the connection was closed before it")
        for n in range(3)
    ]
    page = Page(to_html(results(*alike)))
    assert "3 cases of several rules saw this alike" in page.text
    assert "saw this alike" not in Page(to_html(results(*alike[:2]))).text


def test_levels_are_told_in_sentences() -> None:
    page = Page(to_html(results(FAILING, replace(FAILING, requirement="PG-061", verdict="pass"), PASSING)))
    assert "Of 2 MUST rules 1 is broken and 1 holds." in page.text
    assert "The only SHOULD rule holds." in page.text


def test_a_strict_run_tells_warnings_as_broken() -> None:
    page = Page(to_html(replace(results(WARNING), strict=True)))
    assert "What is broken" in page.text and "Recommendations not followed" not in page.text


def test_every_case_has_its_own_address() -> None:
    odd = [
        replace(PASSING, id=text)
        for text in ("a/b[c]", "a/b c", "a/b?c", "cases", HOSTILE, "", "a/" + "x" * 1000, "\u05d0")
    ]
    names = anchors(odd)
    assert len(set(names.values())) == len(odd)
    assert all(re.fullmatch(r"[A-Za-z0-9/._~-]{1,170}", name) and "/" in name for name in names.values())
    assert anchors([PASSING])[id(PASSING)] == PASSING.id


def test_beyond_a_bound_the_best_cases_are_stored_compressed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_cases, "OPEN", 20_000)
    monkeypatch.setattr(html_cases, "CHUNK", 10_000)
    many = [replace(PASSING, id=f"progress/{n}", title=f"case <{n}>") for n in range(40)]
    source = to_html(results(*many, FAILING))
    page = Page(source)
    stored = [attributes["data-at"] for _, attributes in page.elements if "data-at" in attributes]
    chunks = re.findall(r"<template id=\"chunk-\d+\">([A-Za-z0-9+/=]+)</template>", source)
    assert len(chunks) > 1 and 10 < len(stored) < 40
    boxes = [json.loads(zlib.decompress(b64decode(chunk))) for chunk in chunks]
    number, place = str(stored[-1]).split(".")
    assert "case &lt;39&gt;" in boxes[int(number)][int(place)] and "POST /capture" in boxes[int(number)][int(place)]
    assert "case <39>" not in page.text and FAILING.got in page.text


def test_texts_without_end_are_cut() -> None:
    text = "x" * 1_000_000
    endless = replace(FAILING, id=text, title=text, reason=text, expected=text, got=text, observed=text, source=text)
    run = replace(results(endless), target=replace(results().target, name=text, url=text, claims=(text,)))
    assert len(to_html(run)) < 100_000


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://example.com/#a", True),
        ("HTTP://example.com/", True),
        ("javascript:alert(1)", False),
        (" https://example.com/", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("https://example.com/\x00", False),
    ],
)
def test_only_web_links_become_links(link: str, safe: bool) -> None:
    assert safe_link(link) == (link if safe else "")


def shown(*entries: Entry, decisive: tuple[int, ...] = (), room: int = CASE_SHOWN[1]) -> str:
    case = replace(PASSING, transcript=entries, decisive=decisive)
    return Page(f"<ol>{transcript_html(case, room)}</ol>").text


def test_both_sides_are_drawn_and_interim_responses_stand_out() -> None:
    case = replace(PASSING, transcript=(TRANSCRIPT[0], Entry(0.5, 1, "received", INTERIM + BARE_INTERIM + FINAL)))
    items = [
        attributes["class"]
        for tag, attributes in Page(f"<ol>{transcript_html(case, 9999)}</ol>").elements
        if tag == "li"
    ]
    assert items == ["sent", "received interim", "received interim", "received final"]
    text = shown(*case.transcript)
    assert "102 interim \u2190 received" in text and "0.5000 s (+499.6 ms)" in text and "came together" in text
    assert "connection 1" not in text and "connection 2" in shown(TRANSCRIPT[0], Entry(1.0, 2, "sent", b"x"))


def test_content_that_looks_like_an_interim_response_is_content() -> None:
    octets = FINAL + INTERIM
    assert shown(Entry(0.0, 1, "received", octets)).count("received") == 1


def test_the_lines_that_decided_are_marked() -> None:
    case = replace(PASSING, transcript=TRANSCRIPT, decisive=(1,), expected="Progress.numerator 1..", got="connection 0")
    source = transcript_html(case, 9999)
    assert re.findall("<mark>(.*?)</mark>", source, re.DOTALL) == [
        "Progress: 0/3 &quot;Angel\u00e9&quot;\n",
    ]
    status = transcript_html(replace(case, expected="a final 2xx", got="102"), 9999)
    assert re.findall("<mark>(.*?)\n", status) == ["HTTP/1.1 102 Processing"]


def test_odd_line_ends_and_control_characters_are_visible() -> None:
    seen = shown(Entry(0.0, 1, "received", b"HTTP/1.1 200 OK\r\nX: \x1b\xe4\\x1b\n\r" + b"plain text " * 4))
    assert "HTTP/1.1 200 OK\nX: \\x1b\\xe4\\x1b\\n\n\\r" in seen


def test_binary_content_is_a_dump_after_its_head() -> None:
    seen = shown(Entry(0.0, 1, "received", b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256))))
    assert "HTTP/1.1 200 OK\n\n00000000  00 01 02 03" in seen
    assert "00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO" in seen


def test_long_entries_are_cut_and_the_rest_is_named() -> None:
    seen = shown(Entry(0.0, 1, "received", b"x" * 100_000))
    assert seen.count("x") == TEXT_SHOWN
    assert "95,904 octets more are in results.json" in seen


def test_many_lines_are_cut_and_the_rest_is_named() -> None:
    seen = shown(Entry(0.0, 1, "received", b"line\n" * 500))
    assert seen.count("line") == LINES_SHOWN
    assert "2,200 octets more are in results.json" in seen
    assert "more are" not in shown(Entry(0.0, 1, "received", b"line\n" * LINES_SHOWN))


def test_crowded_transcripts_keep_their_ends_and_what_decided() -> None:
    entries = [Entry(float(index), 1, "event", note=f"event {index}!") for index in range(1000)]
    seen = shown(*entries, decisive=(500,))
    for index in (0, 149, 500, 950, 999):
        assert f"event {index}!" in seen
    assert "event 499!" not in seen
    assert "350 entries more are in results.json" in seen
    assert "449 entries more are in results.json" in seen


def test_decisive_entries_are_shown_however_full_the_page_is() -> None:
    first, second = Entry(0.0, 1, "sent", b"a" * 50), Entry(0.1, 1, "received", b"HTTP/1.1 599 Odd\r\n")
    seen = shown(first, second, decisive=(1,), room=0)
    assert "50 octets more" in seen
    assert "HTTP/1.1 599 Odd" in seen
    assert room_for_each(1) == CASE_SHOWN[1] and room_for_each(100_000) == CASE_SHOWN[0]


def test_the_worst_suite_comes_first_in_conclusions_and_cases() -> None:
    suites = {"unclaimed": UNCLAIMED, "fine": PASSING, "broken": FAILING}
    page = to_html(results(*(replace(case, suite=suite, id=f"{suite}/x") for suite, case in suites.items())))
    for start in ('<p class="sentence">', '<section class="suite" aria-label="'):
        assert re.findall(f"{start}([a-z]+)", page) == ["broken", "fine", "unclaimed"]


def test_what_is_not_applicable_is_folded_away_behind_the_others() -> None:
    page = to_html(results(UNCLAIMED, PASSING))
    fold = page.index('<details class="silent"><summary>1 case')
    assert page.index('class="case pass-case"') < fold < page.index('class="case not-applicable-case"')
    assert "silent" not in to_html(results(PASSING)).partition("<body>")[2].partition("<script>")[0]


def test_an_interrupted_run_says_so_above_every_conclusion() -> None:
    page = to_html(replace(results(PASSING), interrupted=True, selected=20))
    said = '<p class="sentence">interrupted: 1 of 20 cases played, conformance not shown</p>'
    assert page.index(said) < page.index("progress: interrupted, conformance not shown; so far")
    assert 'class="conclusion conformant"' not in page
