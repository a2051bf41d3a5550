"""A terminal, or a pipe, whose encoding does not know every character that we write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_peers import SECONDS, serving

NOT_CONFORMANT = 1
OPERATION = "{uri: /, lasting: 3 s, step: 500 ms}"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_what_an_encoding_does_not_know_is_spelled_out(tmp_path: Path, encoding: str) -> None:
    with serving(lambda path: True) as (address, _):
        target = tmp_path / "targét.yaml"
        target.write_text(f"{{url: 'http://{address}', name: 日本, claims: [long-op], long-op: {OPERATION}}}", "utf-8")
        command = ["run", "--target", str(target), "--suite", "progress", "--case", "PG-090", "--report", "out"]
        run = subprocess.run(
            [sys.executable, "-m", "midflight", *command],
            cwd=tmp_path,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        )
    told = run.stdout.decode(encoding)
    assert run.stderr == b""
    assert run.returncode == NOT_CONFORMANT
    assert told.startswith("seed ")
    assert "rerun" in told
    assert ("·" in told) == (encoding != "ascii")
    assert ("\\xb7" in told) == (encoding == "ascii")


@pytest.mark.parametrize("argument", ["--suite=日本", "--nope=日本"])
def test_an_error_in_an_encoding_that_does_not_know_it(tmp_path: Path, argument: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "midflight", "run", argument],
        cwd=tmp_path,
        capture_output=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict"},
    )
    assert run.returncode == 4
    assert b"\\u65e5\\u672c" in run.stderr
