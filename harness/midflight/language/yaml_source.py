"""YAML text to plain data, without YAML's surprises, and back from a place in the data to a line and column.

Every scalar is text. Duplicate keys, empty plain values, tags and keys that are not text are errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from midflight.errors import UsageError

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAX_DEPTH = 60
type_names = {yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list", yaml.ScalarNode: "a text"}


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


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain data (dict, list, str) with the nodes it came from."""

    file: str
    data: Any
    root: yaml.Node

    def place(self, path: Sequence[int | str], key: str | None = None) -> tuple[int, int]:
        """Return line and column of the value at `path`, or of its entry called `key`.

        Parts of the path that the file does not have (names of models, say) are passed over.
        """
        node = self.root
        for part in path:
            node = _child(node, part) or node
        if key is not None:
            node = _key(node, key) or _child(node, key) or node
        mark = node.start_mark
        return mark.line + 1, mark.column + 1

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
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(filter(None, [error.context, error.problem]))
        raise LanguageError([Problem(file, line, column, f"is not YAML: {what}")]) from None
    except yaml.YAMLError as error:
        raise LanguageError([Problem(file, 1, 1, f"is not YAML: {' '.join(str(error).split())}")]) from None
    if root is None:
        raise LanguageError([Problem(file, 1, 1, "is empty: it should hold at least one entry")])
    problems: list[Problem] = []
    data = _plain(root, file, problems, 0)
    if problems:
        raise LanguageError(problems)
    return Document(file, data, root)


def _plain(node: yaml.Node, file: str, problems: list[Problem], depth: int) -> Any:
    if depth > _MAX_DEPTH:
        problems.append(_at(node, file, "is nested too deeply, or refers to itself"))
        return ""
    if isinstance(node, yaml.ScalarNode):
        if not node.value and not node.style:
            problems.append(_at(node, file, "a value is missing; for an empty text write ''"))
        return _scalar(node, file, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, file, problems, depth + 1) for item in node.value]
    return _mapping(node, file, problems, depth)


def _scalar(node: yaml.ScalarNode, file: str, problems: list[Problem]) -> str:
    if node.tag and node.tag.startswith(("!", "tag:")) and node.tag not in {"!", "tag:yaml.org,2002:str"}:
        problems.append(_at(node, file, f"tags such as {node.tag} are not used here: every value is text"))
    return str(node.value)


def _mapping(node: yaml.Node, file: str, problems: list[Problem], depth: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problems.append(_at(key, file, f"a key must be a text, not {type_names.get(type(key), 'this')}"))
            continue
        if key.value in result:
            problems.append(_at(key, file, f"'{key.value}' stands here twice; keep one of them"))
        result[key.value] = _plain(value, file, problems, depth + 1)
    return result


def _at(node: yaml.Node, file: str, message: str) -> Problem:
    return Problem(file, node.start_mark.line + 1, node.start_mark.column + 1, message)


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None


def _key(node: yaml.Node, name: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((key for key, _ in node.value if key.value == name), None)
    return None
