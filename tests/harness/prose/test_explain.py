"""`midflight explain`: every case of every suite, its requests as octets, and nothing that must not be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from midflight.cli import main
from midflight.cli.cases import every_case
from midflight.language.bodies import Pattern
from midflight.language.case import ExchangeStep
from midflight.language.exchange import Request
from midflight.language.suite import LoadedCase, open_suite, read_cases
from midflight.language.walk import models
from midflight.places import reference_target, suites_folder
from midflight.prose import told
from midflight.target import Target, load_target, target_for_url

CASES = every_case()
REAL = Path(__file__).parents[1] / "language" / "real_cases"
NOT_SHOWN = "made of values that only the target gives"


def text_of(case: LoadedCase, target: Target) -> str:
    return "\n".join(told(case, target))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every case, told for the reference server."""
    target = load_target(reference_target())
    return {case.id: text_of(case, target) for case in CASES}


def test_every_case_of_every_suite_is_told(texts: dict[str, str]) -> None:
    for case in CASES:
        text = texts[case.id]
        assert text.startswith(f"{case.id}: {case.title}\n")
        assert case.requirement.id in text
        assert " ".join(case.requirement.statement.split())[:40] in " ".join(text.split())
        assert NOT_SHOWN not in text, case.id
        assert "Judged" in text
        assert text.translate({9: None, 10: None}).isprintable()


def test_a_target_that_claims_nothing_needs_no_placeholders_of_its_own() -> None:
    target = target_for_url("http://127.0.0.1:1")
    for case in CASES[:: len(CASES) // 50]:
        text = text_of(case, target)
        assert NOT_SHOWN not in text, case.id
        assert "| Host: 127.0.0.1:1" in text


def test_every_request_of_a_case_is_shown(texts: dict[str, str]) -> None:
    for case in CASES:
        own = sum(isinstance(model, Request) for model in models(case.case))
        assert texts[case.id].count("send") >= own


def test_every_expectation_of_a_field_is_named(texts: dict[str, str]) -> None:
    for case in CASES:
        text = texts[case.id]
        for step in (model for model in models(case.case.exchanges) if isinstance(model, ExchangeStep)):
            named = getattr(step.final, "headers", {})
            assert all(name in text for name in named), case.id


def test_the_cases_of_the_language_tests_are_told() -> None:
    suite = open_suite(REAL)
    target = load_target(reference_target())
    cases = [case for path in suite.files for case in read_cases(suite, path).cases]
    texts = {case.id.split("/")[1]: text_of(case, target) for case in cases}
    assert len(texts) > 5
    assert all("Judged" in text for text in texts.values())


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["explain", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_octets_and_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = explained(capsys, "the-202-names-the-document-that-the-102-named")
    assert status == 0
    lines = [line.strip() for line in out.splitlines()]
    for line in (
        "| Prefer: processing, respond-async, wait=1",
        "| Content-Length: 0",
        "must hold, else untestable: the first 102",
        "or else: the first 102; a Location, saved as $status_document",
        "Needs       long-op, status-doc",
    ):
        assert line in lines
    assert "| POST /capture" in out


def test_a_target_of_ones_own_without_its_secrets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        "claims: [long-op]\nname: Mine\nlong-op: {uri: /mine, lasting: 9 s}\nheaders: {X-Key: hush}\nmask: [X-Key]\n"
        "identities: {owner: {Authorization: Bearer very-secret}}\n",
        "utf-8",
    )
    status, out, _ = explained(capsys, "the-first-102-comes-on-receipt-of-the-request", "--target", str(path))
    assert status == 0
    assert "| POST /mine HTTP/1.1" in out
    assert "| Host: target.example" in out
    assert "very-secret" not in out
    assert "hush" not in out


def test_what_the_target_does_not_claim_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("claims: []\n", "utf-8")
    _, out, _ = explained(capsys, "the-first-102-comes-on-receipt-of-the-request", "--target", str(path))
    assert "Here        not applicable: the target does not claim long-op" in out


def test_a_requirement_means_all_its_cases(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = explained(capsys, "PG-060")
    assert out.count("Judged") == sum(case.requirement.id == "PG-060" for case in CASES)


def test_an_unknown_case(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = explained(capsys, "strangers-are-refusd")
    assert (status, out) == (4, "")
    assert err == "no case or requirement is called 'strangers-are-refusd'; did you mean 'strangers-are-refused'?\n"


def test_long_content_is_shown_by_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "requirements.yaml").write_text(
        "specification: s\ntitle: t\nrequirements:\n"
        "  - {id: XX-1, title: t, level: MUST, actor: server, section: '1', statement: It holds.}\n",
        "utf-8",
    )
    (tmp_path / "cases.yaml").write_text(
        "- id: long\n  requirement: XX-1\n  exchanges:\n"
        "    - request: {method: PUT, uri: /x, body: {pattern: counted-lines, length: 10000000}}\n"
        "    - request: {method: PUT, uri: /y, body: {hex: 00 ff 1b}}\n",
        "utf-8",
    )
    suite = open_suite(tmp_path)
    (case,) = read_cases(suite, tmp_path / "cases.yaml").cases
    assert any(isinstance(model, Pattern) for model in models(case.case))
    text = text_of(case, target_for_url("http://127.0.0.1:1"))
    assert "| … 10000000 octets of content in all" in text
    assert "00 ff 1b" in text
    assert "\x1b" not in text
    assert len(text.splitlines()) < 60


def test_the_suites_are_all_there() -> None:
    assert {case.suite.name for case in CASES} == {
        path.parent.name for path in suites_folder().glob("*/requirements.yaml")
    }
