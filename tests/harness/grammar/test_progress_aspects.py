"""A malformed Progress accuses the rule that it breaks; to the cases of the other rules it is unreadable."""

from __future__ import annotations

import pytest

from midflight.grammar import GRAMMARS, Unreadable
from midflight.grammar.progress_aspects import ASPECTS

BROKEN = {
    "40%": "progress-fractions",
    "3": "progress-fractions",
    "1.5/3": "progress-fractions",
    "/3": "progress-fractions",
    "-1/3": "progress-fractions",
    '"first" 1/3': "progress-fractions",
    '1/3"x"': "progress-separators",
    "1/3(x)": "progress-separators",
    "1/3 (open": "progress-comments",
    "1/3 (a (b) c": "progress-comments",
    '1/3 "open': "progress-quoted-strings",
    r'1/3 "C:\"': "progress-quoted-strings",
    "1/3 ISO-8859-1'en'%A3": "progress-ext-values",
    "1/3 UTF-8'en'a(b)": "progress-ext-values",
    "1/3 UTF-8'en'%zz": "progress-ext-values",
    "1/3 UTF-8'en'%FF": "progress-ext-values",
    '1/3 "na\xc3\xafve"': "progress-ascii",
    "1/3 /100": "progress-nested-fractions",
    "1/3 4.5/6": "progress-nested-fractions",
}
RIGHT = ["0/1", "66/ (tries) utf-8'en'Generating%20prime", '1/3 (a (nested) \\) c) "say \\"hi\\"" 4/5']
PARTS_OF_A_REMARK = {"progress-fractions", "progress-remarks"}


@pytest.mark.parametrize("value", BROKEN)
@pytest.mark.parametrize("name", sorted(set(ASPECTS) - {"progress-remarks"}))
def test_one_aspect_names_the_problem_and_the_others_cannot_read_the_value(name: str, value: str) -> None:
    assert GRAMMARS["progress"].problem(value)
    if name == BROKEN[value]:
        assert GRAMMARS[name].problem(value) == GRAMMARS["progress"].problem(value)
    else:
        with pytest.raises(Unreadable):
            GRAMMARS[name].problem(value)


@pytest.mark.parametrize("value", BROKEN)
def test_what_is_wrong_behind_the_fraction_is_wrong_with_the_remarks(value: str) -> None:
    if BROKEN[value] in PARTS_OF_A_REMARK:
        with pytest.raises(Unreadable):
            GRAMMARS["progress-remarks"].problem(value)
    else:
        assert GRAMMARS["progress-remarks"].problem(value)


@pytest.mark.parametrize("value", RIGHT)
@pytest.mark.parametrize("name", sorted(ASPECTS))
def test_every_aspect_accepts_what_the_grammar_accepts(name: str, value: str) -> None:
    assert GRAMMARS["progress"].problem(value) == ""
    assert GRAMMARS[name].problem(value) == ""
