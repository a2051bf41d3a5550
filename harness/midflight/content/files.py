"""The octets of a file, read as they are sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from midflight.content.octets import CHUNK, ContentError, Octets


@dataclass(frozen=True)
class FileOctets(Octets):
    """A file that stays as it is while cases run."""

    path: Path
    size: int

    @property
    def length(self) -> int:
        return self.size

    def chunks(self, first: int = 0) -> Iterator[bytes]:
        with self.path.open("rb") as source:
            source.seek(first)
            left = self.size - first
            while left > 0 and (chunk := source.read(min(CHUNK, left))):
                yield chunk
                left -= len(chunk)


def file(name: str, folder: Path) -> FileOctets:
    """Return the file called `name` in the folder of a case, or below it."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ContentError(f"file '{name}' is outside the folder of the case")
    if not path.is_file():
        raise ContentError(f"there is no file '{name}' beside the case")
    return FileOctets(path, path.stat().st_size)
