"""The peers from the package registries, set up on first use in a cache folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PATIENCE = 600


class NotInstalledError(Exception):
    """A peer that cannot be had here: the text says why, in one line."""


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "midflight-benchmarks"


def tavern() -> Path:
    """Return the Python that has tavern."""
    folder = _cache() / "tavern"
    python = folder / "bin" / "python"
    if not (folder / "bin" / "tavern-ci").is_file():
        _run([sys.executable, "-m", "venv", str(folder)])
        # tavern 3 imports parts of pytest that later releases have not.
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "tavern", "pytest<9"])
    return python


def stepci() -> Path:
    """Return the command of stepci."""
    folder = _cache() / "stepci"
    command = folder / "node_modules" / ".bin" / "stepci"
    if not command.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise NotInstalledError("npm is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--no-fund", "--no-audit", "--prefix", str(folder), "stepci"])
    return command


PEERS: Mapping[str, Callable[[], Path]] = {"tavern": tavern, "stepci": stepci}


def available() -> tuple[dict[str, Path], list[str]]:
    """Return the peers that are there, and one line for each that is not."""
    found: dict[str, Path] = {}
    missing: list[str] = []
    for name, set_up in PEERS.items():
        try:
            found[name] = set_up()
        except NotInstalledError as error:
            missing.append(f"{name} is left out: {error}")
    return found, missing


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(str(error)) from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotInstalledError(lines[-1] if lines else f"exit status {done.returncode}")
