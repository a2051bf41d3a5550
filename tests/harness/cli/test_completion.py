"""Completion: made from the parsers' own tables, and tried in a real bash."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from midflight.cli.completion import commands_of
from midflight.cli.completion_scripts import FILES, FOLDERS, Command, Option, bash, fish, zsh
from midflight.cli.main import main, parser

# Options whose values nobody can offer. A new one is a question: can its values be?
FREE = {
    *("--header", "--concurrency", "--repeat", "--seed", "--deadline", "--patience", "--prefix", "--long-op"),
    *("--host", "--port"),
}
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_midflight
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("completion") / "midflight.bash"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["completion", "bash"]) == 0
    path.write_text(said.getvalue(), "utf-8")
    return path


def offered(script: Path, *words: str, folder: Path | None = None) -> list[str]:
    """Return what bash offers for the last of the words."""
    command = [shutil.which("bash") or "bash", "--norc", "-c", ASK, "-", str(script), "midflight", *words]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    assert run.stderr == ""
    return run.stdout.split()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["pro"], ["probe"]),
        (["run", "--suite", "progr"], ["progress"]),
        (["run", "--level", ""], ["must", "should", "may"]),
        (["list", "--claim", "status-"], ["status-doc"]),
        (["list", "--requirement", "PG-00"], [f"PG-00{number}" for number in range(1, 10)]),
        (["explain", "progress/the-first-102-names-the-s"], ["progress/the-first-102-names-the-status-document"]),
        (["explain", "progress/strangers-are-refused[g"], ["progress/strangers-are-refused[get]"]),
        (["run", "--target", "x.yaml", "--insec"], ["--insecure"]),
        (["init", "--ci", "git"], ["github", "gitlab"]),
        (["completion", "z"], ["zsh"]),
        (["report", "mark"], ["markdown"]),
        (["run", "--concurrency", ""], []),
        (["run", "--header", "--ins"], []),
    ],
    ids=lambda value: " ".join(value),
)
def test_bash_offers(script: Path, words: list[str], wanted: list[str]) -> None:
    assert offered(script, *words) == wanted


def test_bash_offers_every_command_and_option(script: Path) -> None:
    for command in commands_of(parser()):
        flags = {flag for option in command.options for flag in option.flags}
        assert set(offered(script, *command.path, "-")) == flags
        if command.commands:
            assert offered(script, *command.path, "") == list(command.commands)


def test_bash_offers_files_where_a_file_is_wanted(script: Path, tmp_path: Path) -> None:
    (tmp_path / "my-server.yaml").touch()
    (tmp_path / "my-reports").mkdir()
    assert offered(script, "run", "--target", "my", folder=tmp_path) == ["my-reports", "my-server.yaml"]
    assert offered(script, "run", "--report", "my", folder=tmp_path) == ["my-reports"]


def test_bash_knows_the_script_when_it_is_read(script: Path) -> None:
    command = ["bash", "--norc", "-c", f"source '{script}'; complete -p midflight"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "complete -F _midflight midflight\n"


def test_everything_that_can_be_offered_is() -> None:
    options = [option for command in commands_of(parser()) for option in command.options]
    taken = {option.takes for option in options}
    assert {FILES, FOLDERS, "suites", "cases", "claims", "requirements", "faults", "formats", "revisions"} <= taken
    assert {option.flags[-1] for option in options if option.takes == ""} <= FREE


@pytest.mark.parametrize("render", [bash, zsh, fish])
def test_texts_with_quotation_marks_do_not_break_out(
    render: Callable[[Sequence[Command], Mapping[str, Sequence[str]]], str],
) -> None:
    hostile = 'it\'s $(touch pwned) `touch pwned` "quoted" \\'
    option = Option(("--name",), "words", hostile)
    commands = [
        Command((), "", (), ("run",), ""),
        Command(("run",), hostile, (option,), (), "words"),
    ]
    text = render(commands, {"words": ("a", "it's")})
    assert "midflight" in text
    if render is bash:
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")
