"""Fields of responses against what a case asks for: exact, `is`, `has`, `optional`, `save`, parts."""

import pytest
from made_exchanges import context, exchange, final, head, said

ABSENT: tuple[str, ...] = ()

# What is asked of a field, the lines that came, and whether that fits.
FIELDS = [
    ("X: a", ["X: a"], True),
    ("X: a", ["x: a"], True),
    ("X: a", ["X: A"], False),
    ("X: a", [], False),
    ("X: a", ["X: a", "X: b"], False),
    ("X: token", ["X: a"], False),  # a plain text is that text
    ("X: 1..3", ["X: 2"], False),
    ("X: absent", [], False),
    ("X: [a, b]", ["X: a", "X: b"], True),
    ("X: [a, b]", ["X: b", "X: a"], False),
    ("X: [a, b]", ["X: a"], False),
    ("X: [a, b]", [], False),
    ("X: []", [], True),
    ("X: []", ["X: a"], False),
    ("X: {is: absent}", [], True),
    ("X: {is: absent}", ["X: "], False),
    ("X: {is: [a, b]}", ["X: b"], True),
    ("X: {is: [a, b]}", ["X: c"], False),
    ("X: {is: [a, b]}", ["X: a", "X: c"], False),
    ("X: {is: 1..3}", ["X: 3"], True),
    ("X: {is: 1..3}", ["X: 4"], False),
    ("X: {is: 1..3}", ["X: two"], False),
    ("X: {is: ..5}", ["X: 0"], True),
    ("X: {is: 5..}", ["X: 4"], False),
    ("X: {is: 5..}", ["X: 12345678901234567890"], True),
    ("X: {is: 5..}", ["X: -6"], False),
    ("X: {is: 5..}", ["X: \xb9\xb9"], False),
    ("X: {is: integer}", ["X: 0012"], True),
    ("X: {is: integer}", ["X: 1.5"], False),
    ("X: {is: token}", ["X: a b"], False),
    ("X: {is: http-date}", ["X: Sun, 06 Nov 1994 08:49:37 GMT"], True),
    ("X: {is: $known}", ["X: value"], True),
    ("X: {is: $known}", ["X: other"], False),
    ("X: {is: $(number + 1)..}", ["X: 8"], True),
    ("X: {is: $(number + 1)..}", ["X: 6"], False),
    ("X: {has: a}", ["X: b, A;q=1"], True),
    ("X: {has: a}", ["X: b", "X: a=5"], True),
    ("X: {has: wait=1}", ["X: respond-async, wait=1"], True),
    ("X: {has: a}", ['X: "a", ab'], False),
    ("X: {has: a}", [], False),
    ("X: {optional: yes, is: integer}", [], True),
    ("X: {optional: yes, is: integer}", ["X: y"], False),
    ("X: {save: it}", ["X: "], True),
    ("X: {save: it}", [], False),
    ("Location: /x", ["Location: http://a/x"], True),
    ("Location: ../x", ["Location: http://a/x"], True),
    ("Location: /x", ["Location: http://b/x"], False),
    ("Location: {is: [/x, /y]}", ["Location: http://a/y"], True),
    ("Content-Location: {is: $here}", ["Content-Location: made"], True),
    ("Progress.numerator: {is: 1..}", ["Progress: 2/3 (a)"], True),
    ("Progress.numerator: {is: 3..}", ["Progress: 2/3"], False),
    ("Progress.denominator: {is: absent}", ["Progress: 2/"], True),
    ("Progress.denominator: {is: absent}", ["Progress: 2/3"], False),
    ("Progress.remarks: {is: 2..2}", ['Progress: 2/3 (a) "b"'], True),
    ("Progress.languages: {is: [de]}", ["Progress: 2/3 UTF-8'de'x"], True),
    ("Status-URI.status: {is: ['200', '404']}", ["Status-URI: 200 </a>, 404 </b>"], True),
    ("Status-URI.status: {is: ['200']}", ["Status-URI: 200 </a>, 404 </b>"], False),
    ("Content-Range.length: {is: '10'}", ["Content-Range: bytes 0-3/10"], True),
]


@pytest.mark.parametrize(("asked", "lines", "fits"), FIELDS)
def test_field(asked: str, lines: list[str], fits: bool) -> None:
    seen = exchange(head(200, *lines))
    findings = final(f"{{headers: {{{asked}}}}}", seen, known="value", number="6", here="/dir/made")
    assert findings.fit == fits, said(findings)
    if not fits:
        assert [item.kind.value for item in findings.items] == ["mismatch"]
        assert findings.items[0].entries == (0,)


def test_words_of_a_mismatch() -> None:
    for asked, lines, words in (
        ("X: a", [], "mismatch: X to be a / a 200 without X"),
        ("X: {is: 1..}", ["X: 0"], "mismatch: X: a number in 1.. / X: 0"),
        ("X: {is: absent}", ["X: 0"], "mismatch: no X / X: 0"),
        ("X: {has: close}", ["X: 0"], "mismatch: X with the member close / X: 0"),
        ("X: {is: [a, b]}", ["X: " + "c" * 9000], f"mismatch: X: a or b / X: {'c' * 200}… (9000 characters)"),
    ):
        assert said(final(f"{{headers: {{{asked}}}}}", exchange(head(200, *lines)))) == [words]


@pytest.mark.parametrize("asked", ["{is: 1..}", "{is: absent}", "{optional: yes, save: n}"])
def test_a_value_that_breaks_its_grammar_has_no_parts(asked: str) -> None:
    findings = final(f"{{headers: {{Progress.numerator: {asked}}}}}", exchange(head(200, "Progress: one/2")))
    assert [item.kind.value for item in findings.items] == ["unreadable"]
    assert findings.saved == {}


def test_a_case_about_the_grammar_fails() -> None:
    findings = final("{headers: {Progress: {is: progress}}}", exchange(head(200, "Progress: one/2")))
    assert [item.kind.value for item in findings.items] == ["mismatch"]


def test_a_value_beyond_our_own_bound_accuses_nobody() -> None:
    findings = final("{headers: {Location: {is: uri-reference}}}", exchange(head(201, f"Location: /{'a' * 2000}")))
    assert [item.kind.value for item in findings.items] == ["unreadable"]


def test_an_aspect_judges_its_own_kind_of_defect() -> None:
    for value, kind in (("1/2 (a", "mismatch"), ('1/2 "a', "unreadable")):
        findings = final("{headers: {Progress: {is: progress-comments}}}", exchange(head(200, f"Progress: {value}")))
        assert [item.kind.value for item in findings.items] == [kind]


def test_saved_values() -> None:
    known = context()
    asked = (
        "{headers: {Location: {save: where}, X: {save: first}, Y: {save: none, optional: yes}, Z: {is: b, save: no}}}"
    )
    findings = final(asked, exchange(head(200, "Location: made", "X: 1", "X: 2", "Z: a")), within=known)
    assert known.saved == findings.saved == {"where": "http://a/dir/made", "first": "1"}


def test_a_value_saved_in_a_response_can_be_asked_for_in_it() -> None:
    asked = "{headers: {Progress.denominator: {save: total}, Progress.numerator: {is: $total}}}"
    assert final(asked, exchange(head(200, "Progress: 3/3"))).fit
    assert not final(asked, exchange(head(200, "Progress: 2/3"))).fit


def test_what_is_evidence() -> None:
    """A case whose optional fields did not come has judged nothing."""
    for asked, lines, counts in (
        ("X: {optional: yes, is: integer}", ABSENT, (0, 1)),
        ("X: {optional: yes, is: integer}", ("X: 1",), (1, 0)),
        ("X: {is: absent}", ABSENT, (1, 0)),
        ("X: []", ABSENT, (1, 0)),
    ):
        findings = final(f"{{headers: {{{asked}}}}}", exchange(head(200, *lines)))
        assert (findings.evidence, findings.absent) == counts
