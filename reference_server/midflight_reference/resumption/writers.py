"""Who may write the content of a request: the one that began to write last."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Writers:
    """The requests that write now, and how many continuations there were, by the path of the request content."""

    _writing: dict[str, object] = field(default_factory=dict)
    _continuations: dict[str, int] = field(default_factory=dict)

    def begin(self, path: str, writer: object) -> None:
        """Let this one write, and nobody else any more."""
        self._writing[path] = writer

    def is_writing(self, path: str, writer: object) -> bool:
        """Say whether this one may write."""
        return self._writing.get(path) is writer

    def end(self, path: str, writer: object) -> None:
        """Say that this one has ended."""
        if self.is_writing(path, writer):
            del self._writing[path]

    def continued(self, path: str) -> int:
        """Count a continuation; return how many there were before."""
        before = self._continuations.get(path, 0)
        self._continuations[path] = before + 1
        return before

    def forget(self, path: str) -> None:
        """Forget the request."""
        self._writing.pop(path, None)
        self._continuations.pop(path, None)
