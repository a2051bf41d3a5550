"""Puts documents into files: the only module of this package that writes.

Each file is replaced as a whole, and so is a folder of results for Allure: a reader, or a run that is killed, never
meets half of one. What is not ours is left alone: neither a device is replaced by a file, nor a file or folder of
somebody else's. What is ours and older goes: the files of one folder are always of one run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from midflight_reports.errors import ResultsError
from midflight_reports.formats import (
    ALLURE,
    ALLURE_FOLDER,
    DEFAULT,
    DOCUMENTS,
    ENVIRONMENT,
    LOOKED_AT,
    allure_files,
    is_allure_file,
    is_ours,
    render,
)
from midflight_reports.model import Results

WITH_REPORT = "choose another folder with --report"


def write(results: Results, folder: Path, formats: Sequence[str] = DEFAULT, advice: str = WITH_REPORT) -> None:
    """Write the files of these formats; results.json comes first, for it is what must not be lost.

    Older files of ours in the folder, of other formats, are removed. Raises ResultsError.
    """
    check(folder, formats, advice)
    _make(folder, advice)
    for name, files in DOCUMENTS.items():
        for file in files if name in formats else ():
            replace(folder / file, render(name, file, results), advice)
    if ALLURE in formats:
        replace_folder(folder / ALLURE_FOLDER, allure_files(results), advice)
    _remove_older(folder, formats, advice)


def check(folder: Path, formats: Sequence[str] = DEFAULT, advice: str = WITH_REPORT) -> None:
    """Raise ResultsError if writing these formats would replace what is not ours."""
    for name, files in DOCUMENTS.items():
        for file in files if name in formats else ():
            check_ours(folder / file, file, advice)
    if ALLURE in formats:
        _check_replaceable(folder / ALLURE_FOLDER, advice)


def check_ours(path: Path, file: str, advice: str = WITH_REPORT) -> None:
    """Raise ResultsError if there is a file at the place for this `file` of ours that is not one of midflight's."""
    if not _is_ours(path, file, advice):
        raise ResultsError(str(path), "is there already, and is no file of midflight's", advice)


def _is_ours(path: Path, file: str, advice: str) -> bool:
    if not path.is_file():
        return True
    try:
        with path.open(encoding="utf-8", errors="replace") as opened:
            return is_ours(file, opened.read(LOOKED_AT))
    except OSError as error:
        raise ResultsError(str(path), f"cannot be read ({error.strerror})", advice) from error


def _remove_older(folder: Path, formats: Sequence[str], advice: str) -> None:
    allure = folder / ALLURE_FOLDER
    try:
        for name, files in DOCUMENTS.items():
            for path in (folder / file for file in files if name not in formats):
                if path.is_file() and path.stat().st_size and _is_ours(path, path.name, advice):
                    path.unlink()
        if ALLURE not in formats and _is_our_allure(allure):
            shutil.rmtree(allure)
    except OSError as error:
        raise ResultsError(
            str(folder), f"holds an older report that cannot be removed ({error.strerror})", advice
        ) from error


def _is_our_allure(folder: Path) -> bool:
    environment = folder / ENVIRONMENT
    if (
        folder.is_symlink()
        or not environment.is_file()
        or not all(is_allure_file(path.name) for path in folder.iterdir())
    ):
        return False
    return "\nmidflight = " in environment.read_text("utf-8", errors="replace")


def replace(path: Path, text: str, advice: str = WITH_REPORT) -> None:
    """Put the text in the place of the file, all at once."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ResultsError(str(path), "is no file that could be replaced", advice)
    _make(path.parent, advice)
    beside = _beside(path)  # the same folder, or else it would not be one step
    try:
        try:
            beside.write_text(text, "utf-8", newline="\n")
            beside.replace(path.resolve())
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise ResultsError(str(path), f"cannot be written ({error.strerror})", advice) from error


def replace_folder(folder: Path, files: Iterable[tuple[str, str]], advice: str = WITH_REPORT) -> None:
    """Put a folder of these files in the place of an older one, of which nothing stays."""
    try:
        _check_replaceable(folder, advice)
        _make(folder.parent, advice)
        place, new, old = folder.resolve(), _beside(folder), _beside(folder, "old")
        try:
            new.mkdir()
            for name, text in files:
                _write_new(new / name, text)
            if place.exists():
                place.rename(old)
            new.rename(place)
        finally:
            if old.exists() and not place.exists():
                old.rename(place)
            for left in (new, old):
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise ResultsError(str(folder), f"cannot be written ({error.strerror})", advice) from error


def _check_replaceable(folder: Path, advice: str) -> None:
    try:
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
    except OSError as error:
        raise ResultsError(str(folder), f"cannot be written ({error.strerror})", advice) from error
    foreign = min((name for name in names if not is_allure_file(name)), default=None)
    if foreign is not None:
        raise ResultsError(str(folder), f"holds {foreign}, which is none of Allure's files", advice)


def _make(folder: Path, advice: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ResultsError(str(folder), f"cannot be made ({error.strerror})", advice) from error


def _write_new(path: Path, text: str) -> None:
    """Write a file of a folder that nobody knows yet; there are many of them."""
    with path.open("xb", buffering=0) as file:
        file.write(text.encode())


def _beside(path: Path, more: str = "new") -> Path:
    own = path.resolve()  # a link stays a link
    return own.with_name(f".{own.name}.{os.getpid()}.{more}")
