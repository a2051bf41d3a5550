"""Rules of a specification that is there in two revisions, and targets that choose one."""

from __future__ import annotations

from pathlib import Path

import pytest

from midflight.cli import main
from midflight.errors import UsageError
from midflight.language.suite import LoadedCase, Suite, open_suite, read_cases
from midflight.language.yaml_source import LanguageError
from midflight.player.selection import check_revisions, revision_of, why_not_applicable
from midflight.target import Target

RULES = """\
revisions:
  old: {specification: draft-old, title: The old text, link: "http://127.0.0.1/old"}
  new: {specification: draft-new, title: The new text, link: "http://127.0.0.1/new"}
requirements:
  - id: RV-001
    title: both
    level: MUST
    actor: server
    section: "1"
    statement: One.
    also: {new: {section: "7", link: "#7"}}
  - {id: RV-002, title: old, level: MUST, actor: server, section: "2", statement: Two., revisions: [old]}
  - {id: RV-003, title: new, level: MUST, actor: server, section: "3", statement: Three., revisions: [new]}
"""
CASES = """\
- {id: both, requirement: RV-001, exchanges: [{request: {method: GET, uri: /}}]}
- {id: old, requirement: RV-002, exchanges: [{request: {method: GET, uri: /}}]}
- {id: new, requirement: RV-003, exchanges: [{request: {method: GET, uri: /}}]}
"""


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return made(tmp_path, RULES)


def made(root: Path, rules: str) -> Suite:
    folder = root / "made"
    folder.mkdir()
    (folder / "requirements.yaml").write_text(rules, "utf-8")
    (folder / "cases.yaml").write_text(CASES, "utf-8")
    return open_suite(folder)


def target(**revisions: str) -> Target:
    return Target(url="http://127.0.0.1:1", revisions=revisions)


def played(suite: Suite, target: Target) -> list[str]:
    cases: tuple[LoadedCase, ...] = read_cases(suite, suite.folder / "cases.yaml").cases
    return [case.case.id for case in cases if not why_not_applicable(case, target)]


def test_a_target_is_judged_by_the_rules_of_its_revision_only(suite: Suite) -> None:
    assert played(suite, target(made="old")) == ["both", "old"]
    assert played(suite, target(made="new")) == ["both", "new"]


def test_the_first_revision_counts_where_none_is_chosen(suite: Suite) -> None:
    assert (revision_of(suite, target()), played(suite, target())) == ("old", ["both", "old"])


def test_section_link_and_document_are_those_of_the_revision(suite: Suite) -> None:
    rule = suite.requirements["RV-001"]
    assert (rule.in_revision("old").section, rule.in_revision("new").section) == ("1", "7")
    assert rule.in_revision("new").link == "#7"
    assert suite.specification.document("new").specification == "draft-new"


def test_a_target_with_a_revision_that_there_is_not_is_refused(suite: Suite) -> None:
    with pytest.raises(UsageError, match=r"made: 'nwe' is no revision; did you mean 'new'\?.*there are old, new"):
        check_revisions(target(made="nwe"), [suite])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("revisions: [new]", "revisions: [newer]"), "RV-003 names the revision 'newer', which there is not"),
        (("revisions:\n", "title: A text\nspecification: draft\nrevisions:\n"), "either one document"),
    ],
)
def test_rules_that_contradict_their_revisions_are_refused(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    with pytest.raises(LanguageError, match=complaint):
        made(tmp_path, RULES.replace(*change, 1))


@pytest.mark.parametrize(
    ("revisions", "complaint"),
    [("byte-range-patch: wrihgt", "'wrihgt' is no revision"), ("byte-ranges-patch: wright", "is no suite")],
)
def test_check_finds_revisions_that_there_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], revisions: str, complaint: str
) -> None:
    file = tmp_path / "target.yaml"
    file.write_text(f"url: http://127.0.0.1:1\nrevisions: {{{revisions}}}\nclaims: []\n", "utf-8")
    assert main(["check", str(file)]) == 4
    assert complaint in capsys.readouterr().out + capsys.readouterr().err
