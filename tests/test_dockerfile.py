"""Dockerfile: the steps that need no image, done in a folder. No container engine is needed: the image is not built.

What COPY takes must be enough to build and run the wheel, and .dockerignore must let it through.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SECONDS = 120  # the most that one command may take


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their arguments."""
    lines = (PROJECT / "Dockerfile").read_text("utf-8").splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line and not line.startswith("#")]


def copied() -> list[str]:
    """Return what the build stage takes from the folder of the project."""
    sources = [text.split()[:-1] for name, text in instructions() if name == "COPY" and not text.startswith("--from")]
    return [source for each in sources for source in each]


def test_what_is_copied_is_let_through() -> None:
    lines = (PROJECT / ".dockerignore").read_text("utf-8").split()
    allowed = [line[1:] for line in lines if line.startswith("!")]
    assert lines[0] == "*"
    assert all(any(fnmatch.fnmatch(source, pattern) for pattern in allowed) for source in copied())


def test_it_does_not_run_as_root() -> None:
    names = [name for name, _ in instructions()]
    last_stage = names[len(names) - 1 - names[::-1].index("FROM") :]
    assert "USER" in last_stage
    assert last_stage.index("USER") < last_stage.index("ENTRYPOINT")
    assert not any("apt-get" in text for _, text in instructions())


def test_what_is_copied_is_enough_to_install_and_run(tmp_path: Path) -> None:
    source, installed, work = tmp_path / "source", tmp_path / "installed", tmp_path / "work"
    work.mkdir()
    for name in copied():
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            source.mkdir(exist_ok=True)
            shutil.copy(PROJECT / name, source / name)
    (run,) = [text for name, text in instructions() if name == "RUN" and "pip install" in text]
    assert run.endswith("pip install --no-cache-dir .")
    offline = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--target", str(installed))
    command([sys.executable, "-m", "pip", "install", "--no-cache-dir", *offline, "."], source)
    assert ("ENTRYPOINT", '["/opt/midflight/bin/midflight"]') in instructions()
    out = command([sys.executable, "-m", "midflight", "list", "--suite", "progress"], work, str(installed))
    assert "progress/" in out
    where = command([sys.executable, "-c", "import midflight; print(midflight.__file__)"], work, str(installed))
    assert where.startswith(str(installed))


def command(words: list[str], folder: Path, path: str = "") -> str:
    """Run a command; return what it printed, if it ended well."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": path} if path else {}
    done = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
