"""The folder that holds the data files of a store, made when the first one is needed."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

DATA = "data"


class Folder:
    """A folder of its own for one server: temporary, and gone at the end, unless a path is given."""

    def __init__(self, given: Path | None) -> None:
        self._given = given
        self._path: Path | None = None

    @property
    def shown(self) -> str:
        """Return what to call it."""
        return "for temporary files" if self._given is None else str(self._given)

    @property
    def path(self) -> Path:
        """Return where it is, making it first if need be. Raises OSError if that is not possible."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="midflight-")) if self._given is None else self._given
            (self._path / DATA).mkdir(parents=True, exist_ok=True)
        return self._path

    def new_file(self) -> str:
        """Return a name that no data file has."""
        return secrets.token_hex(12)

    def file(self, name: str) -> Path:
        """Return the path of a data file."""
        return self.path / DATA / name

    def remove(self, name: str) -> None:
        """Remove a data file; whoever has it open keeps reading it."""
        self.file(name).unlink(missing_ok=True)

    def sweep(self, known: Collection[str]) -> None:
        """Remove the files that a process left behind when it was killed before it could record or remove them."""
        for path in (self.path / DATA).iterdir():
            if path.name not in known:
                path.unlink()

    def close(self) -> None:
        """Remove a temporary folder."""
        if self._given is None and self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
