"""YAML text to plain data, without YAML's surprises, and back from a place in the data to a line and column.

Every scalar is text. Duplicate keys, empty plain values, tags and keys that are not text are errors. Depth and size are
bounded, aliases counted as often as they are used: what comes out is safe to walk through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from midflight.errors import UsageError

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAX_DEPTH = 60
_MAX_SIZE = 500_000  # values
_NO_TAGS = {None, "!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class LanguageError(UsageError):
    """One or more problems in case, requirement, fixture or target files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Node:
    """A value with its place: `data` is a text, a list or a mapping; `keys` are the places of a mapping's keys."""

    line: int
    column: int
    data: Any = ""
    items: list[Node] = field(default_factory=list)
    keys: list[Node] = field(default_factory=list)
    size: int = 1  # values in it, itself included
    height: int = 0  # levels below it
    open: bool = False

    def child(self, part: int | str) -> Node | None:
        """Return the value at an index or key."""
        if isinstance(self.data, list) and isinstance(part, int):
            return self.items[part] if part < len(self.items) else None
        if isinstance(self.data, dict):
            return next((item for key, item in zip(self.keys, self.items, strict=True) if key.data == str(part)), None)
        return None

    def key(self, name: str) -> Node | None:
        """Return the key of a mapping itself."""
        return next((key for key in self.keys if key.data == name), None)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain data (dict, list, str) with the nodes it came from."""

    file: str
    data: Any
    root: Node

    def place(self, path: Sequence[int | str], key: str | None = None) -> tuple[int, int]:
        """Return line and column of the value at `path`, or of its entry called `key`.

        Parts of the path that the file does not have (names of models, say) are passed over.
        """
        node = self.root
        for part in path:
            node = node.child(part) or node
        if key is not None:
            node = node.key(key) or node
        return node.line, node.column

    def problem(self, message: str, path: Sequence[int | str] = (), key: str | None = None) -> Problem:
        """Return a problem that names this file and the place of `path`."""
        line, column = self.place(path, key)
        return Problem(self.file, line, column, message)


def read(path: Path, shown: str | None = None) -> Document:
    """Read one YAML file. Raises LanguageError with file, line and column."""
    file = shown or str(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise LanguageError([Problem(file, 1, 1, f"cannot be read: {error.strerror or error}")]) from None
    except UnicodeDecodeError as error:
        raise LanguageError(
            [Problem(file, 1, 1, f"is not UTF-8 text (octet {error.start}): save it as UTF-8")]
        ) from None
    return parse(text, file)


def parse(text: str, file: str) -> Document:
    """Parse YAML text. Raises LanguageError with file, line and column."""
    builder = _Builder(file)
    try:
        builder.take_all(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(filter(None, [error.context, error.problem]))
        raise LanguageError([Problem(file, line, column, f"is not YAML: {what}")]) from None
    except yaml.YAMLError as error:
        raise LanguageError([Problem(file, 1, 1, f"is not YAML: {' '.join(str(error).split())}")]) from None
    if builder.problems:
        raise LanguageError(builder.problems)
    if builder.root is None:
        raise LanguageError([Problem(file, 1, 1, "is empty: it should hold at least one entry")])
    return Document(file, builder.root.data, builder.root)


class _Builder:
    """Puts values together from the events of the parser, without recursion."""

    def __init__(self, file: str) -> None:
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._file = file
        self._open: list[Node] = []
        self._keys: list[Node | None] = []  # of each open value: the key that waits for its value
        self._anchors: dict[str, Node] = {}
        self._added = 0  # values that aliases stand for

    def take_all(self, events: Iterator[Any]) -> None:
        """Take every event. Raises LanguageError where going on makes no sense."""
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add(self._scalar(event))
            elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                self._begin(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                self._end()
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                raise LanguageError([self._problem(event, "a second document begins here; keep one in each file")])

    def _problem(self, event: Any, message: str) -> Problem:
        mark = event.start_mark
        return Problem(self._file, mark.line + 1, mark.column + 1, message)

    def _node(self, event: Any, data: Any) -> Node:
        mark = event.start_mark
        node = Node(mark.line + 1, mark.column + 1, data)
        if event.tag not in _NO_TAGS:
            message = f"tags such as {event.tag} are not used here: every value is text"
            self.problems.append(self._problem(event, message))
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _scalar(self, event: Any) -> Node:
        if not event.value and not event.style:
            self.problems.append(self._problem(event, "a value is missing; for an empty text write ''"))
        return self._node(event, event.value)

    def _begin(self, event: Any, data: Any) -> None:
        if len(self._open) >= _MAX_DEPTH:
            raise LanguageError([self._problem(event, "is nested too deeply")])
        node = self._node(event, data)
        node.open = True
        self._open.append(node)
        self._keys.append(None)

    def _end(self) -> None:
        node = self._open.pop()
        self._keys.pop()
        node.open = False
        self._add(node)

    def _alias(self, event: Any) -> None:
        node = self._anchors.get(event.anchor)
        if node is None or node.open:
            what = "an anchor that stands nowhere before" if node is None else "the value it stands in"
            raise LanguageError([self._problem(event, f"*{event.anchor} refers to {what}")])
        self._added += node.size
        if self._added > _MAX_SIZE:
            raise LanguageError([self._problem(event, "aliases make this file too large")])
        if len(self._open) + node.height > _MAX_DEPTH:
            raise LanguageError([self._problem(event, "is nested too deeply")])
        self._add(node)

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if isinstance(parent.data, list):
            parent.data.append(node.data)
            parent.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            key, self._keys[-1] = self._keys[-1], None
            self._put(parent, key, node)

    def _put(self, mapping: Node, key: Node, node: Node) -> None:
        if not isinstance(key.data, str):
            kind = "a mapping" if isinstance(key.data, dict) else "a list"
            self.problems.append(Problem(self._file, key.line, key.column, f"a key must be a text, not {kind}"))
            return
        if key.data in mapping.data:
            message = f"'{key.data}' stands here twice; keep one of them"
            self.problems.append(Problem(self._file, key.line, key.column, message))
        mapping.data[key.data] = node.data
        mapping.keys.append(key)
        mapping.items.append(node)
