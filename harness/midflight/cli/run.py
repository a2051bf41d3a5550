"""`midflight run`: a thin layer over pytest that shows progress, writes the report and tells how it ended."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from midflight.cli.progress import Progress
from midflight.cli.reference import bundled_server
from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.language.suite import suite_folders
from midflight.places import reference_target, suites_folder
from midflight.plugin.session import Plugin
from midflight.report_formats import chosen
from midflight_reports import ResultsError, writer

if TYPE_CHECKING:
    from rich.console import Console

_PASSED_ON = (
    "suite",
    "case",
    "level",
    "known_failures",
    "report_format",
    "concurrency",
    "repeat",
    "seed",
    "deadline",
    "header",
    "cacert",
)
_OURS = ("midflight.plugin",)
# Parts of pytest that cost time for each item and have nothing to do here.
_LEFT_OUT = tuple(
    argument
    for name in ("faulthandler", "logging", "warnings", "unraisableexception", "threadexception")
    for argument in ("-p", f"no:{name}")
)


def run(options: argparse.Namespace) -> int:
    """Play the suites; return the exit status."""
    check_suites(options.suite)
    _check_replaceable(Path(options.report), chosen(options.report_format))
    with _report_folder(Path(options.report)):
        return _play_against_target(options)


def _play_against_target(options: argparse.Namespace) -> int:
    if options.url or options.target:
        return _play(options, options.url, options.target)
    with bundled_server() as url:
        return _play(options, url, str(reference_target()))


def check_suites(names: Sequence[str]) -> None:
    """Raise UsageError for a suite that does not exist."""
    known = [folder.name for folder in suite_folders(suites_folder())]
    for name in names:
        if name not in known:
            raise UsageError(f"--suite {name}: there is no such suite{did_you_mean(name, known)}")


@contextmanager
def _report_folder(folder: Path) -> Iterator[None]:
    """Make the folder of the report; take it away again if nothing came to be written."""
    is_new = not folder.exists()
    _check_writable(folder)
    try:
        yield
    finally:
        if is_new and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _check_writable(folder: Path) -> None:
    """Find out before a run, not after it, that its report cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"--report {folder}: cannot be written ({error.strerror}); choose another folder") from None


def _check_replaceable(folder: Path, formats: Sequence[str]) -> None:
    """Find out before a run that its report would take the place of somebody else's files."""
    try:
        writer.check(folder, formats)
    except ResultsError as error:
        raise UsageError(str(error)) from None


def _play(options: argparse.Namespace, url: str | None, target: str | None) -> int:
    arguments = [*_pytest_arguments(options), *_session_arguments(options, url, target)]
    progress = Progress(sys.stdout, shown=not options.pytest, bundled=not (options.url or options.target))
    with _only_our_plugins(bool(options.pytest)):
        status = int(pytest.main([*arguments, *options.pytest, *_folders(options)], plugins=[progress]))
    plugin = progress.plugin
    if status == ExitStatus.INTERRUPTED:
        sys.stderr.write("interrupted: what was finished by then is kept\n")
    if plugin is None:
        return _translated(status)
    if status != ExitStatus.UNUSABLE or plugin.problems:
        _tell(plugin, options)
    return status


def _folders(options: argparse.Namespace) -> list[str]:
    folders = suite_folders(suites_folder())
    return [str(folder) for folder in folders if not options.suite or folder.name in options.suite]


def _pytest_arguments(options: argparse.Namespace) -> list[str]:
    root = suites_folder()
    arguments = ["-c", os.devnull, "--rootdir", str(root), "--tb=short", "--no-header"]
    if not options.pytest:
        plugins = [argument for name in _OURS for argument in ("-p", name)]
        return [*arguments, *plugins, "-p", "no:cacheprovider", "-s", *_LEFT_OUT]
    # The folder of the suites may belong to an installation: what pytest remembers stays with the user.
    return [*arguments, "-o", f"cache_dir={Path.cwd() / '.pytest_cache'}"]


def _session_arguments(options: argparse.Namespace, url: str | None, target: str | None) -> Iterator[str]:
    for name, value in (("url", url), ("target", target), ("report", options.report)):
        if value:
            yield f"--midflight-{name}={value}"
    for name in _PASSED_ON:
        value = getattr(options, name)
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield f"--midflight-{name.replace('_', '-')}={item}"
    for name in ("strict", "insecure", "update_known_failures"):
        if getattr(options, name):
            yield f"--midflight-{name.replace('_', '-')}"


@contextmanager
def _only_our_plugins(others_too: bool) -> Iterator[None]:
    """Leave other people's pytest plugins out, unless options for pytest may mean them."""
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    before = os.environ.get(name)
    if not others_too:
        os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before


def _translated(status: int) -> int:
    # pytest's own words for a usage error were already printed.
    return ExitStatus.UNUSABLE if status == pytest.ExitCode.USAGE_ERROR else status


def _tell(plugin: Plugin, options: argparse.Namespace) -> None:
    for problem in plugin.problems:
        sys.stderr.write(f"{problem}\n")
    if plugin.results is None or not plugin.results.cases:
        if not plugin.problems:
            sys.stderr.write(f"no case was played{_nothing(plugin, options)}\n")
        return
    from midflight_reports import terminal
    from midflight_reports.formats import first_file

    terminal.show(plugin.results, _console(), str(Path(options.report) / first_file(plugin.formats)))
    for line in [*plugin.rounds(), *(plugin.update.lines() if plugin.update else ())]:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _nothing(plugin: Plugin, options: argparse.Namespace) -> str:
    if not options.case:
        return ""
    wanted = options.case[0]
    return f": none matches '{wanted}'{did_you_mean(wanted, _names(plugin)) if plugin.every_case else ''}"


def _names(plugin: Plugin) -> set[str]:
    return plugin.every_case | {case.split("/", 1)[1] for case in plugin.every_case}


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout)
