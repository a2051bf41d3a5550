"""`midflight report`: results.json to documents, two of them compared, several of them as one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import midflight_reports as reports
from midflight.errors import ExitStatus, UsageError
from midflight.report_formats import chosen
from midflight_reports import compare, merge, writer
from midflight_reports.formats import ALLURE_FOLDER, DOCUMENTS, allure_files, first_file, render

_ELSEWHERE = "choose another place with -o"
_STANDARD_OUTPUT = "-"


def run(options: argparse.Namespace) -> int:
    """Do what is asked for; return the exit status."""
    action = _ACTIONS.get(options.action, _document)
    try:
        return action(options)
    except reports.ResultsError as error:
        raise UsageError(str(error)) from None


def _document(options: argparse.Namespace) -> int:
    source = _source(options.results)
    wanted = _wanted(options)
    results = reports.load(source)
    files = {name: render(options.action, name, results) for name in wanted}
    return _written(options, source, files)


def _html(options: argparse.Namespace) -> int:
    from midflight_reports import html, html_sections  # jinja2 takes its time to import

    source = _source(options.results)
    results = reports.load(source)
    sections = [html_sections.coverage(results)] if options.coverage else []
    if options.matrix:
        sections.append(html_sections.fault_matrix(html_sections.load_matrix(Path(options.matrix))))
    (name,) = DOCUMENTS["html"]
    return _written(options, source, {name: html.to_html(results, sections)})


def _written(options: argparse.Namespace, source: Path, files: Mapping[str, str]) -> int:
    if options.output == _STANDARD_OUTPUT:
        sys.stdout.buffer.write("".join(files.values()).encode())  # in UTF-8 wherever it goes
        return ExitStatus.CONFORMANT
    places = {name: _place(options.output, source, name) for name in files}
    for name, place in places.items():
        _check_no_source(place, [source])
        if options.output is None or _is_folder(options.output):  # else a person has named this very file
            writer.check_ours(place, name, _ELSEWHERE)
    for name, place in places.items():
        _put(place, files[name])
    return ExitStatus.CONFORMANT


def _wanted(options: argparse.Namespace) -> list[str]:
    """Return the files of a format that are asked for: where it has several, the ending of the output chooses."""
    files = list(DOCUMENTS[options.action])
    output = options.output
    if len(files) == 1 or output is None or _is_folder(output):
        return files
    ending = Path(output).suffix
    if fitting := [name for name in files if Path(name).suffix == ending]:
        return fitting
    raise UsageError(f"-o {output}: name a folder, or a file that ends in {' or '.join(Path(f).suffix for f in files)}")


def _allure(options: argparse.Namespace) -> int:
    source = _source(options.results)
    results = reports.load(source)
    if options.output == _STANDARD_OUTPUT:
        raise UsageError(f"-o {_STANDARD_OUTPUT}: Allure reads a folder; name one")
    folder = Path(options.output) if options.output else source.parent / ALLURE_FOLDER
    writer.replace_folder(folder, allure_files(results), _ELSEWHERE)
    sys.stdout.write(f"report: {folder}\n")
    return ExitStatus.CONFORMANT


def _compare(options: argparse.Namespace) -> int:
    found = compare.compare(reports.load(_source(options.old)), reports.load(_source(options.new)))
    sys.stdout.write("\n".join([*compare.to_lines(found), ""]))
    return ExitStatus.NOT_CONFORMANT if found.regressions else ExitStatus.CONFORMANT


def _merge(options: argparse.Namespace) -> int:
    formats = chosen(options.report_format)
    sources = [_source(text) for text in options.results]
    results = merge.merged([(str(source), reports.load(source)) for source in sources])
    output = Path(options.output)
    is_file = output.suffix == ".json" and not output.is_dir()
    _check_no_source(output if is_file else output / "results.json", sources)
    if is_file:
        _put(output, reports.to_json(results))
        return ExitStatus.CONFORMANT
    reports.write(results, output, formats, _ELSEWHERE)
    sys.stdout.write(f"report: {output / first_file(formats)}\n")
    return ExitStatus.CONFORMANT


_ACTIONS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "allure": _allure,
    "html": _html,
    "compare": _compare,
    "merge": _merge,
}


def _source(text: str) -> Path:
    path = Path(text)
    return path / "results.json" if path.is_dir() else path


def _check_no_source(place: Path, sources: Sequence[Path]) -> None:
    """Raise UsageError if a document would take the place of the results that it is made of."""
    if place.exists() and any(place.samefile(source) for source in sources):
        raise UsageError(f"-o {place}: these are the results themselves, and would be lost; {_ELSEWHERE}")


def _is_folder(output: str) -> bool:
    return output.endswith("/") or Path(output).is_dir()


def _place(output: str | None, source: Path, name: str) -> Path:
    if output is None:
        return source.with_name(name)
    return Path(output) / name if _is_folder(output) else Path(output)


def _put(path: Path, text: str) -> None:
    writer.replace(path, text, _ELSEWHERE)
    sys.stdout.write(f"report: {path}\n")
