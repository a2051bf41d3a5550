"""summary.md: failures first, root causes once, and nothing of a target becomes a mark, a tag, a link or a mention."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from sample import CASES, FAILING, KNOWN, PASSING, UNTESTABLE, WARNING, hostile, results

from midflight_reports.markdown import LIMIT, to_markdown
from midflight_reports.markdown_text import block, code, fenced, linked, plain
from midflight_reports.verdicts import Level

READER = MarkdownIt("gfm-like", {"html": True, "linkify": False})
ATTACKS = [
    "a | b",
    "`x` ``y``",
    "*a* _b_ **c** ~~d~~",
    "<script>alert(1)</script>",
    "</code></pre></details><img src=x>",
    "[a](javascript:alert(1)) ![b](http://evil.example/)",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "@somebody",
    "https://evil.example www.evil.example",
    "a\n\n| x |\n| - |\n\n# y",
    "&amp; &#60;",
    "\\*",
    "$a$",
    "---",
    "===",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_stays_a_text(text: str) -> None:
    line = " ".join(text.split())
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert READER.render(plain(text)) == f"<p>{escaped}</p>\n"
    assert READER.render(code(text)) == f"<p><code>{escaped}</code></p>\n"
    table = READER.render(f"| a | b |\n| --- | --- |\n| {code(text)} | {plain(text)} |")
    assert table.count("<td>") == 2
    assert f"<td><code>{escaped}</code></td>\n<td>{escaped}</td>" in table


@pytest.mark.parametrize("text", ATTACKS)
def test_blocks_hold_what_they_are_given(text: str) -> None:
    tokens = READER.parse(f"{block([text, '', text])}\n\nafter")
    assert [token.type for token in tokens] == ["html_block", "paragraph_open", "inline", "paragraph_close"]
    tokens = READER.parse(f"{fenced(text)}\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == f"{text}\n"


def test_only_web_pages_are_linked() -> None:
    assert READER.render(linked("a]b", "https://a.example/x?y=(1)#z")) == (
        '<p><a href="https://a.example/x?y=%281%29#z">a]b</a></p>\n'
    )
    assert READER.render(linked("a", "https://a.example/>x) y")) == (
        '<p><a href="https://a.example/%3Ex%29%20y">a</a></p>\n'
    )
    for link in ("javascript:alert(1)", "", "https://a.example/\n", "//a.example"):
        assert linked("a", link) == "a"


def test_a_hostile_target_adds_no_markup() -> None:
    shape = {token.tag for token in READER.parse(to_markdown(results(*CASES)))}
    assert {token.tag for token in READER.parse(to_markdown(hostile()))} <= shape
    page = READER.render(to_markdown(hostile()))
    for tag in ("<script", "<img", "<svg", "<a ", "</details></details>"):
        assert tag not in page


def test_failures_come_first_and_a_root_cause_once() -> None:
    text = to_markdown(results(*(case for case in CASES if case.suite == "progress")))
    assert text.startswith("## ❌ <code>Example server 1.2</code> is not conformant\n")
    assert text.index("**fail**") < text.index("**untestable**, 4 cases") < text.index("Not followed")
    assert text.count("GET /status/8f1c was answered 404") == 1
    assert all(text.count(f"<code>{case.id}</code>") == 1 for case in UNTESTABLE)
    assert text.count(f"<code>{KNOWN.id}</code>") == 1
    assert "- got: <code>2, then 1</code>" in text
    assert "&lt; HTTP/1.1 102 Processing" in text
    assert (
        f"<code>midflight run http&#58;//127.0.0.1&#58;8080 --case {FAILING.id}</code>".replace("&#58;8080", ":8080")
        in text
    )


def test_a_green_run_is_short() -> None:
    assert to_markdown(results(PASSING)) == (
        "## ✅ <code>Example server 1.2</code> is conformant\n\n"
        "- ✅ progress: conformant: no broken rule among the 1 tested.\n\n"
        "| progress: cases | error | fail | untestable | warn | info | pass | not-applicable |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| SHOULD |  |  |  |  |  | 1 |  |\n\n"
        "1 case in 5.2 s: 1 pass. Target <code>http&#58;//127.0.0.1:8080</code>, midflight 0.1.0, seed 7.\n"
    )


def test_levels_stand_in_the_order_of_their_weight() -> None:
    levels: tuple[Level, ...] = ("MAY", "SHOULD NOT", "DEFINED", "SHOULD", "MUST NOT", "MUST")
    text = to_markdown(results(*(replace(PASSING, id=f"progress/{level}", level=level) for level in levels)))
    rows = re.findall(r"(?m)^\| ([A-Z ]+) \|", text)
    assert rows == ["MUST", "MUST NOT", "DEFINED", "SHOULD", "SHOULD NOT", "MAY"]


def test_an_interrupted_run_says_so_first() -> None:
    text = to_markdown(replace(results(PASSING), interrupted=True, selected=20))
    assert text.startswith(
        "## ➖ <code>Example server 1.2</code> is not shown to be conformant: interrupted: 1 of 20 cases played\n\n"
        "- ➖ interrupted: 1 of 20 cases played, conformance not shown\n"
    )
    assert "✅" not in text


def test_known_failures_are_in_the_heading() -> None:
    assert to_markdown(results(PASSING, KNOWN)).startswith(
        "## ⚠️ <code>Example server 1.2</code> is conformant but for 1 known failure\n"
    )


def test_a_warning_breaks_a_strict_run() -> None:
    assert "**warn**" not in to_markdown(results(WARNING))
    strict = to_markdown(replace(results(WARNING), strict=True))
    assert "is not conformant" in strict
    assert "**warn** <code>progress/first-102-names-the-status-document</code>" in strict


@pytest.mark.parametrize("count", [500, 20_000])
def test_the_page_of_a_job_can_hold_it(count: int) -> None:
    cases = [
        replace(FAILING, id=f"progress/{'|' * 900}{number}", got="`" * 5000, reason="@" * 5000)
        for number in range(count)
    ]
    causes = [replace(UNTESTABLE[0], id=f"progress/u{n}", root_cause=f"{n}{'<' * 4000}") for n in range(count)]
    text = to_markdown(results(*cases, *causes))
    assert len(text.encode()) <= LIMIT + 200
    assert "more" in text
