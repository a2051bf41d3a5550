"""The report folder: each file is replaced as a whole or left as it was, and so is the folder for Allure."""

from __future__ import annotations

import os
from dataclasses import replace as replace_values
from pathlib import Path

import pytest
from sample import CASES, PASSING, hostile, results

from midflight_reports import Results, ResultsError, load, write
from midflight_reports.formats import DEFAULT, DOCUMENTS, FORMATS, allure_files, first_file
from midflight_reports.writer import replace, replace_folder

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


def test_all_formats_are_written_where_they_are_asked_for(tmp_path: Path) -> None:
    write(results(*CASES), tmp_path, FORMATS)
    assert names(tmp_path) == [
        *("allure-results", "badge.json", "badge.svg", "index.html", "junit.xml", "results.json", "summary.md")
    ]
    write(results(PASSING), tmp_path / "one", ("markdown",))
    assert names(tmp_path / "one") == ["summary.md"]


def test_a_person_is_pointed_to_what_a_person_reads() -> None:
    assert first_file(DEFAULT) == "index.html"
    assert first_file(("json", "junit", "markdown")) == "summary.md"
    assert first_file(("allure",)) == "allure-results"


def test_nothing_of_an_older_folder_for_allure_stays(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "allure-results"
    replace_folder(folder, allure_files(results(*CASES)))
    replace_folder(folder, allure_files(results(PASSING)))
    assert names(folder) == sorted(name for name, _ in allure_files(results(PASSING)))
    assert names(folder.parent) == ["allure-results"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years")
    with pytest.raises(ResultsError) as refused:
        replace_folder(tmp_path, allure_files(results(PASSING)), "choose another place with -o")
    assert str(refused.value) == (
        f"{tmp_path}: holds thesis.tex, which is none of Allure's files; choose another place with -o"
    )
    assert names(tmp_path) == ["thesis.tex"]


def test_a_folder_that_cannot_be_finished_leaves_the_older_one(tmp_path: Path) -> None:
    folder = tmp_path / "allure-results"
    replace_folder(folder, allure_files(results(PASSING)))
    before = names(folder)
    with pytest.raises(ResultsError, match=r"cannot be written \(File exists\)"):
        replace_folder(folder, [("a-result.json", "{}"), ("a-result.json", "{}")])
    assert (names(folder), names(tmp_path)) == (before, ["allure-results"])


def test_a_folder_that_cannot_be_put_in_place_leaves_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "allure-results"
    replace_folder(folder, allure_files(results(PASSING)))
    before = names(folder)
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        replace_folder(folder, allure_files(results(*CASES)))
    assert (names(folder), names(tmp_path)) == (before, ["allure-results"])


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ResultsError, match=r"file: cannot be written \(Not a directory\)"):
        replace_folder(tmp_path / "file", [])


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ResultsError, match="pipe: is no file that could be replaced"):
        replace(tmp_path / "pipe", "x")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", [file for files in DOCUMENTS.values() for file in files])
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("{}")
    with pytest.raises(ResultsError) as refused:
        write(results(PASSING), tmp_path, FORMATS)
    assert str(refused.value) == (
        f"{path}: is there already, and is no file of midflight's; choose another folder with --report"
    )
    assert (names(tmp_path), path.read_text()) == ([name], "{}")


@pytest.mark.parametrize("run", [results(), results(*CASES), hostile()], ids=["no case", "sample", "hostile"])
def test_our_own_files_are_known_by_their_content(tmp_path: Path, run: Results) -> None:
    for _ in range(2):
        write(run, tmp_path, FORMATS)
    write(run, tmp_path, ("json",))
    assert names(tmp_path) == ["results.json"]


def test_an_interrupted_report_is_ours_too(tmp_path: Path) -> None:
    for _ in range(2):
        write(replace_values(results(PASSING), interrupted=True), tmp_path, FORMATS)
    assert len(names(tmp_path)) == len(FORMATS) + 1


def test_a_file_that_the_run_does_not_write_goes_only_if_it_is_ours(tmp_path: Path) -> None:
    write(results(*CASES), tmp_path, FORMATS)
    (tmp_path / "summary.md").write_text("# My notes\n")
    (tmp_path / "allure-results" / "mine.txt").write_text("mine")
    write(results(PASSING), tmp_path, ("json",))
    assert names(tmp_path) == ["allure-results", "results.json", "summary.md"]


def test_an_empty_file_is_nobodys_loss(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    write(results(PASSING), tmp_path)
    assert names(tmp_path) == NAMES
