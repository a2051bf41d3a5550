"""The report folder: three files, each replaced as a whole or left as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample import CASES, PASSING, results

from midflight_reports import ResultsError, load, write
from midflight_reports.writer import replace

NAMES = ["index.html", "junit.xml", "results.json"]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_three_files_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "report"
    write(results(*CASES), folder)
    assert names(folder) == NAMES
    assert load(folder / "results.json") == results(*CASES)


def test_older_files_are_replaced(tmp_path: Path) -> None:
    write(results(*CASES), tmp_path)
    write(results(PASSING), tmp_path)
    assert names(tmp_path) == NAMES
    assert load(tmp_path / "results.json") == results(PASSING)


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(results(*CASES), tmp_path)

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ResultsError) as refused:
        write(results(PASSING), tmp_path)
    assert str(refused.value) == (
        f"{tmp_path / 'results.json'}: cannot be written (No space left on device); choose another folder with --report"
    )
    assert names(tmp_path) == NAMES
    assert load(tmp_path / "results.json") == results(*CASES)


def test_a_text_that_cannot_be_encoded_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        replace(tmp_path / "x", "\ud800")
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ResultsError, match=r"file/report: cannot be made \(Not a directory\); choose another folder"):
        write(results(PASSING), tmp_path / "file" / "report")
    with pytest.raises(ResultsError, match=r"file: cannot be made \(File exists\); choose another folder"):
        write(results(PASSING), tmp_path / "file")


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "results.json").mkdir()
    with pytest.raises(ResultsError, match=r"results\.json: cannot be written \(Is a directory\)"):
        write(results(PASSING), tmp_path)
    assert names(tmp_path) == ["results.json"]
