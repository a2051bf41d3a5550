"""Standard output that is full, closed, or read only in part: no traceback, and an exit status that means something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli_peers import SECONDS, midflight, serving

CONFORMANT, NOT_CONFORMANT, UNUSABLE, NOTHING = 0, 1, 4, 5
FULL = Path("/dev/full")
TOLD = "standard output: cannot be written (No space left on device)\n"
MUCH = [["list"], ["completion", "bash"], ["explain", "progress/*"], ["serve", "--list-faults"], ["run", "--help"]]


def shell(redirection: str, arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run a command with its output redirected; return its exit status, not that of a reader, and stderr."""
    line = f'"$0" -m midflight "$@" {redirection}; exit "${{PIPESTATUS[0]}}"'
    command = ["bash", "-c", line, sys.executable, *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    return run.returncode, run.stderr


@pytest.mark.parametrize("arguments", MUCH, ids=" ".join)
def test_a_reader_that_has_had_enough(arguments: list[str], tmp_path: Path) -> None:
    assert shell("| head -n 1 >/dev/null", arguments, tmp_path) == (CONFORMANT, "")


@pytest.mark.parametrize("arguments", MUCH, ids=" ".join)
def test_a_disk_that_is_full(arguments: list[str], tmp_path: Path) -> None:
    assert FULL.exists()
    assert shell(f">{FULL}", arguments, tmp_path) == (UNUSABLE, TOLD)


@pytest.mark.parametrize("redirection", [">&-", "| head -n 1 >/dev/null"])
def test_a_run_goes_on_without_its_output(redirection: str, tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text("claims: [put, writable]\nwritable: {uri: /$fresh}\n", "utf-8")
    with serving(lambda _: True) as (address, _):
        run = ["run", f"http://{address}", "--target", "target.yaml", "--suite", "progress"]
        status, err = shell(redirection, run, tmp_path)
    assert (status, err) == (NOT_CONFORMANT, "")  # its own
    assert (tmp_path / "compliance-report" / "index.html").is_file()


def test_a_comparison_that_cannot_be_written_is_no_regression(tmp_path: Path) -> None:
    with serving(lambda _: True) as (address, _):
        assert midflight("run", f"http://{address}", "--suite", "progress", folder=tmp_path)[0] == NOTHING
    report = "compliance-report"
    assert shell(f">{FULL}", ["report", "compare", report, report], tmp_path) == (UNUSABLE, TOLD)
    assert shell(f">{FULL}", ["report", "html", report, "-o", "-"], tmp_path) == (UNUSABLE, TOLD)
