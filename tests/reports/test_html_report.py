"""index.html: complete, self-contained, and nothing that a target says becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, lists, sampled_from, text
from sample import CASES, FAILING, HOSTILE, PASSING, UNTESTABLE, hostile, results

from midflight_reports import Entry, Results
from midflight_reports.html import safe_link, to_html
from midflight_reports.transcript import CASE_SHOWN, TEXT_SHOWN, room_for_each, transcript_html

VOID = {"meta", "link", "br", "img", "input"}
ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "code",
        "span",
        "b",
        "i",
    ),
    *("a", "article", "details", "summary", "div", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("dl", "dt", "dd", "pre", "ol", "ul", "li"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel"}


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
        assert re.match(r"https?://|#c\d+$", attributes.get("href") or "#c0")


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
    assert [tag for tag, _ in page.elements if tag != "i"] == ["ol", "li", "p", *(["pre"] if octets else [])]
    assert all(not attributes for tag, attributes in page.elements if tag != "li")


def test_nothing_unprintable_reaches_the_page() -> None:
    assert [character for character in to_html(hostile()) if not character.isprintable() and character != "\n"] == []


def test_the_page_asks_for_nothing() -> None:
    source = to_html(results(*CASES))
    assert "default-src 'none'" in source
    style = source[source.index("<style>") : source.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_every_case_is_there_with_its_transcript() -> None:
    page = Page(to_html(results(*CASES)))
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {f"c{index}" for index in range(len(CASES))} <= ids
    for wanted in ("POST /capture?seconds=3 HTTP/1.1\\r\\n", "0.0020 s", "closed by the harness", "client suite"):
        assert wanted in page.text


def test_failures_stand_before_all_verdicts_with_what_to_do() -> None:
    page = Page(to_html(results(PASSING, FAILING)))
    start, end = page.text.index("What is broken"), page.text.index("Every verdict of progress")
    broken = page.text[start:end]
    for wanted in ("PG-060", "MUST NOT", "2.1 Initial Request", FAILING.expected, FAILING.got, "--case " + FAILING.id):
        assert wanted in broken
    assert PASSING.id not in broken


def test_one_root_cause_is_told_once() -> None:
    page = Page(to_html(results(*UNTESTABLE)))
    assert page.text.count(UNTESTABLE[0].root_cause) == 1
    assert "4 cases for this one reason" in page.text


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


def test_line_ends_and_control_characters_are_visible() -> None:
    seen = shown(Entry(0.0, 1, "received", b"HTTP/1.1 200 OK\r\nX: \x1b\xe4\\x1b\n\r" + b"plain text " * 4))
    assert "HTTP/1.1 200 OK\\r\\n\nX: \\x1b\\xe4\\x1b\\n\n\\r" in seen


def test_binary_content_is_a_dump_after_its_head() -> None:
    seen = shown(Entry(0.0, 1, "received", b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256))))
    assert "HTTP/1.1 200 OK\\r\\n\n\\r\\n\n00000000  00 01 02 03" in seen
    assert "00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO" in seen


def test_long_entries_are_cut_and_the_rest_is_named() -> None:
    seen = shown(Entry(0.0, 1, "received", b"x" * 100_000))
    assert seen.count("x") == TEXT_SHOWN
    assert "95,904 octets more are in results.json" in seen


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
