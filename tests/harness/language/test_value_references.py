"""`$name`, calculations and attributes inside texts."""

from dataclasses import dataclass, field

import pytest

from midflight.language.values import BadReferenceError, UnknownValueError, references, substitute


@dataclass
class Whole:
    """Stands for a saved response."""

    parts: dict[str, object] = field(default_factory=dict)

    def attribute(self, name: str) -> object:
        return self.parts[name]


KNOWN = {
    "n": "10",
    "length": "100",
    "word": "abc",
    "whole": Whole({"status": "200", "body": "7", "headers": Whole({"ETag": '"x"', "Content-Length": "3"})}),
}


def look_up(name: str) -> object:
    if name not in KNOWN:
        raise UnknownValueError(name)
    return KNOWN[name]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("$n", "10"),
        ("a$n.", "a10."),
        ("$n-$length", "10-100"),
        ("bytes $n-$(length - 1)/$length", "bytes 10-99/100"),
        ("$(n + 5)", "15"),
        ("$(n+5)", "15"),
        ("$( 5 + n )", "15"),
        ("$(n - length)", "-90"),
        ("$(n)", "10"),
        ("$(whole.body + n)", "17"),
        ("$$", "$"),
        ("$$n", "$n"),
        ("$$$n", "$10"),
        ("$whole.status", "200"),
        ("$whole.headers.ETag", '"x"'),
        ("$whole.headers.Content-Length", "3"),
        ("$word.txt", "abc.txt"),
        ("/files/$word/x", "/files/abc/x"),
        ("no reference", "no reference"),
        ("", ""),
    ],
)
def test_a_text_with_values(text: str, result: str) -> None:
    assert substitute(text, look_up) == result


@pytest.mark.parametrize(
    "text", ["$", "a $ b", "$-", "$1", "$()", "$(n * 2)", "$(n +)", "$(n + 1 + 2)", "$(a b)", "$("]
)
def test_a_dollar_that_begins_nothing(text: str) -> None:
    with pytest.raises(BadReferenceError, match="begins no value; write \\$\\$ for a dollar"):
        substitute(text, look_up)
    with pytest.raises(BadReferenceError):
        list(references(text))


@pytest.mark.parametrize("text", ["$m", "$(m + 1)", "$(1 + m)", "$m.status"])
def test_a_value_that_nothing_saved(text: str) -> None:
    with pytest.raises(UnknownValueError, match="the value \\$m was never saved"):
        substitute(text, look_up)


def test_only_numbers_can_be_calculated_with() -> None:
    with pytest.raises(BadReferenceError, match="\\$word is 'abc', not a number to calculate with"):
        substitute("$(word + 1)", look_up)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("$a/$b.c$$d", ["a", "b"]),
        ("$(a + b)", ["a", "b"]),
        ("$(whole.body + 1)", ["whole"]),
        ("$(1 + 2)", []),
        ("none", []),
    ],
)
def test_the_names_in_a_text(text: str, names: list[str]) -> None:
    assert list(references(text)) == names
