"""The list of known failures: read like a case, and strict about entries that no longer count."""

import datetime
from pathlib import Path

import pytest
from suite_files import errors_of

from midflight.known_failures import load

TODAY = datetime.date(2027, 1, 31)
GOOD = """\
- case: progress/a
  reason: not implemented yet
- case: progress/b
  reason: a known bug
  link: https://example.com/issues/1
  expires: 2027-01-30
- {case: progress/c, reason: until today, expires: 2027-01-31}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "known.yaml"
    path.write_text(text, "utf-8")
    return path


def test_an_entry_says_why(tmp_path: Path) -> None:
    known = load(write(tmp_path, GOOD))
    assert known.reason("progress/a", TODAY) == "not implemented yet"
    assert known.reason("progress/other", TODAY) is None


def test_an_entry_counts_until_the_day_it_expires(tmp_path: Path) -> None:
    known = load(write(tmp_path, GOOD))
    assert known.reason("progress/b", TODAY) is None
    assert known.reason("progress/c", TODAY) == "until today"
    ends = [known.expired(f"progress/{case}", TODAY) for case in ("a", "b", "c", "other")]
    assert ends == [None, "2027-01-30", None, None]


def test_an_entry_without_a_case_is_told_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    existing = {"progress/a", "progress/b", *(f"progress/case-{n}" for n in range(20)), "progress/cc"}
    assert load(path).without_case(existing) == [
        f"{path}:7:10: there is no case 'progress/c': remove this entry; did you mean 'progress/cc'?"
    ]


WRONG = {
    "not a list": ("case: a\n", ["1:1: should be a list of entries: case, reason, and optionally link, expires"]),
    "no reason": ("- case: a\n", ["1:3: 'reason' is missing"]),
    "an unknown key": (
        "- {case: a, reason: b, until: 2027}\n",
        ["1:24: 'until' has no meaning here; known: case, expires, link, reason"],
    ),
    "no date": ("- {case: a, reason: b, expires: tomorrow}\n", ["1:33: 'tomorrow' is not a date such as 2027-01-31"]),
    "a text": ("- a\n", ["1:3: 'this' should be a mapping, not the text 'a'"]),
    "twice": (
        "- {case: a, reason: b}\n- {case: a, reason: c}\n",
        ["2:10: 'a' stands here twice"],
    ),
    "several at once": (
        "- {case: a}\n- {case: b, reason: [c]}\n",
        ["1:3: 'reason' is missing", "2:21: 'reason' should be a text, not a list"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_of_known_failures(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = write(tmp_path, text)
    assert errors_of(lambda: load(path), tmp_path) == [f"known.yaml:{line}" for line in expected]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    errors = errors_of(lambda: load(tmp_path / "no.yaml"), tmp_path)
    assert errors == ["no.yaml:1:1: cannot be read: No such file or directory"]
