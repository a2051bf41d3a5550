"""`for_each`: one case for each label, and for each combination of labels."""

from pathlib import Path

from suite_files import cases_of

CASE = "- id: a\n  requirement: MU-001\n  exchanges: [{request: {use: ordinary}}]\n"


def test_a_case_without_is_one_case(tmp_path: Path) -> None:
    (case,) = cases_of(tmp_path, CASE)
    assert (case.id, case.values, case.source) == ("made/a", {}, "cases.yaml:1")


def test_one_case_for_each_label(tmp_path: Path) -> None:
    cases = cases_of(tmp_path, CASE + "  for_each: {method: {reading: GET, writing: PUT}}\n")
    assert {case.id: dict(case.values) for case in cases} == {
        "made/a[reading]": {"method": "GET"},
        "made/a[writing]": {"method": "PUT"},
    }


def test_every_combination_in_the_order_of_the_file(tmp_path: Path) -> None:
    cases = cases_of(tmp_path, CASE + "  for_each: {b: {x: 1, y: 2}, a: {p: 3, q: 4}}\n")
    assert [case.id for case in cases] == ["made/a[x-p]", "made/a[x-q]", "made/a[y-p]", "made/a[y-q]"]
    assert dict(cases[2].values) == {"b": "2", "a": "3"}


def test_a_value_may_be_any_content(tmp_path: Path) -> None:
    (case,) = cases_of(tmp_path, CASE + "  for_each: {body: {octets: {hex: 0a ff}}}\n")
    assert case.values["body"].hex == "0a ff"  # type: ignore[union-attr]


def test_the_title_is_the_id_in_words_unless_given(tmp_path: Path) -> None:
    given, made = cases_of(tmp_path, CASE + "  title: The title\n" + CASE.replace("id: a", "id: it-goes-on"))
    assert (given.title, made.title) == ("The title", "it goes on")
