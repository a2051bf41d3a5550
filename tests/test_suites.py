"""The suites that ship: every rule of a specification has a case, or says why it has none."""

from __future__ import annotations

from collections import Counter

import pytest

from midflight.language.check import check_suite
from midflight.language.requirement import Requirement
from midflight.language.suite import LoadedCase, Suite, open_suite, read_cases
from midflight.places import suites_folder

# The numbers of the rules of each specification, as counted when its text was read.
RULES = {
    "byte-range-patch": [
        *range(1, 13), *range(20, 37), *range(40, 45), *range(50, 55), *range(60, 74), *range(80, 92), *range(100, 111),
        *range(120, 136), *range(140, 143), *range(150, 165), *range(170, 177), *range(180, 186), *range(200, 224),
    ],
    "partial-upload": [*range(1, 3), *range(10, 39)],
    "progress": [
        *range(1, 16), *range(20, 39), *range(40, 78), *range(80, 88), *range(90, 95), *range(100, 107),
        *range(110, 114),
    ],
    "resumable-requests": [
        *range(1, 11), *range(12, 23), *range(24, 37), *range(40, 45), *range(50, 55), *range(60, 68), *range(70, 85),
        *range(90, 99),
    ],
}  # fmt: skip
PREFIX = {"byte-range-patch": "BR", "partial-upload": "PU", "progress": "PG", "resumable-requests": "RR"}
SUITES = sorted(RULES)


def suite(name: str) -> Suite:
    return open_suite(suites_folder() / name)


def cases(name: str) -> list[LoadedCase]:
    opened = suite(name)
    return [case for path in opened.files for case in read_cases(opened, path).cases]


def rules(name: str) -> list[Requirement]:
    return suite(name).specification.requirements


@pytest.mark.parametrize("name", SUITES)
def test_every_rule_stands_in_the_suite(name: str) -> None:
    assert [rule.id for rule in rules(name)] == [f"{PREFIX[name]}-{number:03}" for number in RULES[name]]


@pytest.mark.parametrize("name", SUITES)
def test_every_rule_says_what_it_asks_and_where_that_stands(name: str) -> None:
    specification = suite(name).specification
    for rule in rules(name):
        link = specification.document(specification.revision(next(iter(rule.revisions), None))).link
        assert rule.title and rule.statement.strip().endswith("."), rule.id
        number = rule.section.split(" ", 1)[0]
        if number[0].isdigit():
            assert rule.link == f"{link}#section-{number}", rule.id
        assert rule.link.startswith("https://"), rule.id
    statements = Counter(rule.statement for rule in rules(name))
    assert max(statements.values()) == 1


@pytest.mark.parametrize("name", SUITES)
def test_every_rule_has_a_case_or_a_reason_why_not(name: str) -> None:
    judged = {case.requirement.id for case in cases(name)}
    assert judged == {rule.id for rule in rules(name) if not rule.excluded}


@pytest.mark.parametrize("name", SUITES)
def test_rules_for_clients_are_left_to_a_client_suite(name: str) -> None:
    for rule in rules(name):
        assert (rule.actor == "client") == rule.excluded.startswith("client suite: needs "), rule.id


@pytest.mark.parametrize("name", SUITES)
def test_the_suite_is_sound(name: str) -> None:
    assert check_suite(suites_folder() / name).problems == []
    names = Counter(case.id for case in cases(name))
    assert max(names.values()) == 1


def test_every_suite_is_counted() -> None:
    assert [path.parent.name for path in sorted(suites_folder().glob("*/requirements.yaml"))] == SUITES
