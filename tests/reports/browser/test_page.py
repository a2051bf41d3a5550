"""The HTML report in a real browser: nothing runs but its own script, nothing overflows, and all of it can be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sample import (
    BINARY,
    CASES,
    FAILING,
    HOSTILE,
    KNOWN,
    PASSING,
    REQUEST,
    TRANSCRIPT,
    UNCLAIMED,
    WARNING,
    hostile,
    results,
)

from midflight_reports import Entry, Results, html_cases
from midflight_reports.html import to_html
from midflight_reports.html_sections import Fault, FaultMatrix, coverage, fault_matrix

WIDTHS = (360, 768, 1280)
ENDLESS = "x" * 1_000_000
BREAKERS = (
    "}</style>*{display:none}/*" + "\u05d0\u05d1\u202e\u2067" * 50 + "Z\u0351\u0352\u0353" * 100 + "</template>-->"
)
HEADERS = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"v" * 200) for n in range(3000)) + b"\r\n"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"

Show = Callable[..., Page]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


@pytest.fixture
def show(context: BrowserContext, tmp_path: Path) -> Iterator[Show]:
    """Opens a report; whatever it asks for, says or throws fails the test."""
    complaints: list[str] = []

    def opened(run: Results | str, fragment: str = "", width: int = 1280, of: BrowserContext | None = None) -> Page:
        path = tmp_path / "index.html"
        path.write_text(run if isinstance(run, str) else to_html(run), "utf-8")
        page = (of or context).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{path.as_uri()}{fragment}")
        return page

    yield opened
    assert complaints == []


def overflow(page: Page) -> int:
    """Return by how many pixels the page is too wide."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def shown(page: Page) -> Locator:
    """Return the ids of the cases that the filter leaves."""
    return page.locator("details.case:not([hidden]) > summary .id")


def attack() -> Results:
    """Return a run of a target that tries everything."""
    run = hostile()
    endless = replace(FAILING, id=ENDLESS, title=ENDLESS, expected=ENDLESS, got=ENDLESS, requirement=ENDLESS)
    broken = replace(FAILING, id=BREAKERS, title=BREAKERS, expected=BREAKERS, suite=BREAKERS, revision=BREAKERS)
    exchange = (
        Entry(0.0, 1, "sent", REQUEST + ENDLESS.encode()),
        Entry(0.1, 1, "received", HEADERS),
        Entry(0.2, 1, "received", BREAKERS.encode("utf-8", "replace") + b"</script></template>]]>" * 100),
        Entry(0.3, 1, "received", BINARY),
        Entry(0.4, 1, "event", note=ENDLESS),
    )
    cases = (*run.cases, *(replace(case, transcript=exchange, decisive=(0, 1, 2, 3, 4)) for case in (endless, broken)))
    target = replace(run.target, claims=(ENDLESS, BREAKERS, HOSTILE), knobs={ENDLESS: ENDLESS, BREAKERS: BREAKERS})
    return replace(run, cases=cases, target=target)


def every_section(run: Results) -> str:
    texts = (HOSTILE, BREAKERS, ENDLESS)
    faults = [Fault(text, text, {text: text}, [text], {text: "fail", "other": "pass"}) for text in texts]
    matrix = FaultMatrix(dict.fromkeys(texts, "pass"), faults, {text: {text: "fail"} for text in texts})
    return to_html(run, [coverage(run), fault_matrix(matrix)])


def test_a_hostile_target_runs_nothing_and_breaks_no_layout(show: Show) -> None:
    page = show(every_section(attack()))
    page.evaluate(OPEN_ALL)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) <= 0, width
    assert page.locator("script, style").count() == 2
    assert page.locator("img, svg, iframe, object, link, base").count() == 0
    assert page.title().startswith("\"'><script>alert(1)</script>")


def test_what_would_be_injected_is_not_run(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    path = tmp_path / "index.html"
    path.write_text(
        to_html(results(*CASES)).replace(
            "<main>",
            "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'><style>main { display: none }</style>"
            "<main style='display: none'><a href='javascript:window.ran = 3' id='bad'>bad</a>",
        ),
        "utf-8",
    )
    page.goto(path.as_uri())
    page.locator("#bad").click()
    assert page.evaluate("window.ran") is None
    expect(page.get_by_role("main")).to_be_visible()
    expect(page.locator("#count")).to_have_text(f"{len(CASES)} cases")
    context.close()


def test_the_filter_leaves_what_was_chosen(show: Show) -> None:
    revised = replace(PASSING, id="other/revised", suite="other", revision="ietf", level="MAY", title="no 102")
    page = show(results(PASSING, FAILING, WARNING, revised))
    everything = [FAILING.id, WARNING.id, PASSING.id, revised.id]
    count = page.get_by_role("status")
    expect(shown(page)).to_have_text(everything)

    page.get_by_label("warn").check()
    expect(shown(page)).to_have_text([WARNING.id])
    expect(count).to_have_text("1 of 4 cases")
    expect(page.get_by_role("heading", name="other")).to_be_hidden()
    page.get_by_label("fail").check()
    expect(shown(page)).to_have_text([FAILING.id, WARNING.id])

    page.get_by_role("button", name="Show all").click()
    expect(count).to_have_text("4 cases")
    page.get_by_label("Level").select_option("SHOULD")
    expect(shown(page)).to_have_text([WARNING.id, PASSING.id])
    page.get_by_label("Revision").select_option("ietf")
    expect(shown(page)).to_have_count(0)
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Specification").select_option("other")
    expect(shown(page)).to_have_text([revised.id])
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Text").fill("LOCATION first-102")
    expect(shown(page)).to_have_text([WARNING.id])
    page.get_by_label("Text").press("Enter")
    expect(shown(page)).to_have_text([WARNING.id])


def test_what_is_folded_away_is_found(show: Show) -> None:
    page = show(results(FAILING, UNCLAIMED))
    folded = page.locator("details.case", has_text=UNCLAIMED.id)
    expect(folded).to_be_hidden()
    page.get_by_label("not-applicable").check()
    expect(folded).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(folded).to_be_hidden()
    page.get_by_label("fail").check()
    expect(page.locator("details.silent")).to_be_hidden()
    page = show(results(FAILING, UNCLAIMED), f"#{UNCLAIMED.id}")
    expect(page.locator("details.case", has_text=UNCLAIMED.id)).to_be_visible()


def test_rules_times_and_dates_stay_whole(show: Show) -> None:
    page = show(results(*(case for case in CASES if case.suite == "progress")), f"#{FAILING.id}", width=390)
    lines = """[...document.querySelectorAll('.whole')]
        .filter((one) => one.checkVisibility() && one.textContent.length < 40)
        .map((one) => { const range = document.createRange(); range.selectNodeContents(one);
          return new Set([...range.getClientRects()].map((line) => line.top)).size; })"""
    found: list[int] = page.evaluate(lines)
    assert len(found) > 5 and set(found) == {1}


def test_a_link_to_a_case_opens_it(show: Show) -> None:
    page = show(results(*CASES), f"#{PASSING.id}")
    expect(page.locator(".exchange:visible")).to_contain_text("POST /capture")
    page.get_by_label("fail").check()
    page.get_by_role("link", name=WARNING.id).click()  # hidden by the filter
    expect(page.locator(".exchange:visible")).to_have_count(2)
    expect(shown(page).get_by_text(WARNING.id)).to_be_visible()


def test_without_script_everything_can_be_read(browser: Browser, show: Show) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = show(results(*CASES), f"#{KNOWN.id}", of=context)
    expect(page.locator(".exchange:visible")).to_contain_text("102 Processing")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.locator("button:visible")).to_have_count(0)
    page.get_by_role("link", name=FAILING.id).first.click()
    expect(page.locator(".exchange:visible")).to_have_count(2)
    context.close()


def test_compressed_cases_are_unpacked_when_they_are_opened(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_cases, "OPEN", 0)
    first, second = (replace(PASSING, id=f"progress/{n}", title=f"title <{n}> \u00e4") for n in (1, 2))
    page = show(results(first, second), "#progress/2")
    expect(page.locator(".exchange:visible")).to_contain_text("POST /capture")
    expect(page.get_by_text("title <2> \u00e4", exact=True)).to_be_visible()
    page.locator("summary", has_text="progress/1").click()
    expect(page.get_by_text("title <1> \u00e4", exact=True)).to_be_visible()


def test_compressed_cases_say_so_without_script(browser: Browser, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_cases, "OPEN", 0)
    context = browser.new_context(java_script_enabled=False)
    page = show(results(PASSING), f"#{PASSING.id}", of=context)
    said = page.evaluate("getComputedStyle(document.querySelector('.stored'), '::before').content")
    assert "needs its script" in said and "results.json" in said
    context.close()


def test_command_and_script_can_be_copied(show: Show, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = show(results(FAILING), f"#{FAILING.id}")
    for name in ("Copy the command", "Copy the script"):
        if "script" in name:
            page.locator("details.script > summary").click()
        button = page.get_by_role("button", name=name)
        wanted = button.locator("xpath=..").locator("pre").inner_text()
        button.click()
        expect(page.get_by_role("button", name=name.replace("Copy", "Copied"))).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").strip() == wanted.strip()


def test_the_keyboard_reaches_everything(show: Show) -> None:
    page = show(results(FAILING, PASSING))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the conclusion")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#conformance")).to_be_focused()
    summary = page.locator("summary", has_text=PASSING.id)
    summary.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(page.locator(".exchange:visible")).to_have_count(1)


def test_a_screen_reader_finds_its_way(show: Show) -> None:
    page = show(every_section(results(*CASES)))
    for role in ("banner", "navigation", "main", "search", "contentinfo", "status"):
        expect(page.get_by_role(role)).to_have_count(1)
    page.evaluate(OPEN_ALL)
    levels: list[int] = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map((one) => +one.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    unnamed = """[...document.querySelectorAll('input, select, button')].filter(
        (one) => !(one.labels.length ? one.labels[0] : one).textContent.trim())"""
    assert page.evaluate(f"{unnamed}.length") == 0
    broken = "[...document.querySelectorAll('a[href^=\"#\"]')].filter((a) => !document.getElementById(a.hash.slice(1)))"
    assert page.evaluate(f"{broken}.length") == 0
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(show: Show, scheme: Any) -> None:
    page = show(results(*CASES))
    page.emulate_media(color_scheme=scheme)
    page.evaluate(OPEN_ALL)
    pairs: list[list[str]] = page.evaluate("""
        () => [...document.querySelectorAll('body *')].filter(
          (one) => one.textContent && one.checkVisibility()
        ).map((one) => {
          const coloured = (ground) => getComputedStyle(ground).backgroundColor !== 'rgba(0, 0, 0, 0)';
          let ground = one;
          while (!coloured(ground)) ground = ground.parentElement;
          return [getComputedStyle(one).color, getComputedStyle(ground).backgroundColor];
        })""")
    assert pairs
    for pair in {tuple(pair) for pair in pairs}:
        dark, light = sorted(map(luminance, pair))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, pair
    assert (luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) < 0.5) is (scheme == "dark")


def test_on_paper_what_is_broken_is_open(show: Show) -> None:
    page = show(results(FAILING, PASSING))
    page.emulate_media(media="print")
    for role in ("navigation", "search"):
        expect(page.get_by_role(role)).to_be_hidden()
    broken, fine = page.locator("details.case .exchange").all()
    expect(broken).to_be_visible()
    expect(fine).to_be_hidden()


def test_the_two_sides_are_drawn_apart(show: Show) -> None:
    page = show(results(replace(PASSING, transcript=TRANSCRIPT)), f"#{PASSING.id}")
    drawing = page.locator(".exchange").bounding_box()
    assert drawing
    middle = drawing["x"] + drawing["width"] / 2
    sent, interim = (page.locator(f".exchange li.{side}").bounding_box() for side in ("sent", "interim"))
    assert sent and interim
    assert sent["x"] < middle < interim["x"] + interim["width"]
    assert interim["x"] + interim["width"] - middle > middle - interim["x"]
    assert interim["y"] >= sent["y"] + sent["height"]
