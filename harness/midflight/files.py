"""Writing files for a person: never over one that is there unless told to, and never half."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from midflight.errors import UsageError


@dataclass(frozen=True, slots=True)
class Written:
    """A file to be."""

    path: Path
    text: str


def check(path: Path, force: bool) -> None:
    """Find out before the work that a file cannot be written. Raises UsageError."""
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; name a file")
    if path.exists() and not force:
        raise UsageError(f"{path}: is there already; name another file, or overwrite it with --force")


def write_all(files: Sequence[Written], force: bool) -> None:
    """Write all of them or, if one must not be overwritten, none. Raises UsageError."""
    for file in files:
        check(file.path, force)
    for file in files:
        write(file.path, file.text)


def write(path: Path, text: str) -> None:
    """Put a whole file in the place of what is there, its permissions kept. Raises UsageError."""
    target = path.resolve()  # a link stays a link
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        Path(name).replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
