"""Getting other people's servers: from Debian's packages, unpacked and never installed, and from PyPI.

Everything lies in one folder that can be deleted at any time; nothing is registered as a service.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "midflight-interop"
_MINUTES = 5 * 60.0  # seconds that one installation may take


class NotInstalledError(Exception):
    """Says what could not be had, and why."""


def debian(name: str, packages: Sequence[str]) -> Path:
    """Return the folder into which Debian packages are unpacked. Raises NotInstalledError."""
    root = CACHE / name
    if (root / ".ready").exists():
        return root
    root.mkdir(parents=True, exist_ok=True)
    _run(["apt-get", "download", "-qq", *packages], root)
    for package in sorted(root.glob("*.deb")):
        _run(["dpkg", "-x", package.name, "."], root)
        package.unlink()
    (root / ".ready").touch()
    return root


def libraries(root: Path) -> dict[str, str]:
    """Return the environment in which programs find the libraries unpacked beside them."""
    return {"LD_LIBRARY_PATH": ":".join(str(path) for path in sorted(root.glob("usr/lib/*-linux-gnu")))}


def pypi(name: str, packages: Sequence[str]) -> Path:
    """Return the folder of programs of a virtual environment with these packages. Raises NotInstalledError."""
    root = CACHE / name
    if not (root / ".ready").exists():
        root.parent.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", str(root)], root.parent)
        _run([str(root / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages], root)
        (root / ".ready").touch()
    return root / "bin"


def _run(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_MINUTES, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{command[0]}: {error}") from None
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise NotInstalledError(f"{' '.join(command[:2])}: {''.join(last)}")
