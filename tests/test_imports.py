"""The import rule of ARCHITECTURE.md: data flows one way, and the three packages meet only where the table says."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each part and what it may import of the project, itself aside.
ALLOWED = {
    "midflight.evidence": set(),
    "midflight.grammar": set(),
    "midflight.content": {"midflight.evidence"},
    "midflight.language": {"midflight.grammar", "midflight.content", "midflight.errors"},
    "midflight.target": {"midflight.language", "midflight.errors"},
    "midflight.wire": {"midflight.evidence"},
    "midflight.judge": {"midflight.language", "midflight.grammar", "midflight.content", "midflight.evidence"},
    "midflight.player": {
        *("midflight.language", "midflight.grammar", "midflight.content", "midflight.evidence", "midflight.target"),
        *("midflight.wire", "midflight.judge", "midflight.errors", "midflight"),
    },
    "midflight.probe": {
        *("midflight.wire", "midflight.evidence", "midflight.grammar", "midflight.content", "midflight.language"),
        *("midflight.errors", "midflight", "midflight_reports"),
    },
    "midflight.prose": {
        *("midflight.language", "midflight.grammar", "midflight.content", "midflight.target", "midflight.player"),
        "midflight_reports",
    },
    "midflight_reference": set(),
    "midflight_reports": set(),
}
FOLDERS = {
    "midflight": ROOT / "harness" / "midflight",
    "midflight_reference": ROOT / "reference_server" / "midflight_reference",
    "midflight_reports": ROOT / "reports" / "midflight_reports",
}


def _folder(part: str) -> Path:
    package, _, rest = part.partition(".")
    return FOLDERS[package] / rest if rest else FOLDERS[package]


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from _imported_names(node)


def _imported_names(node: ast.ImportFrom) -> Iterator[str]:
    module = node.module or ""
    for alias in node.names:
        inner = FOLDERS["midflight"] / alias.name
        yield f"{module}.{alias.name}" if module == "midflight" and inner.exists() else module


def _part(module: str) -> str | None:
    names = module.split(".")
    if names[0] not in FOLDERS:
        return None
    return ".".join(names[:2]) if names[0] == "midflight" else names[0]


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_the_table_allows(part: str) -> None:
    modules = list(_folder(part).rglob("*.py"))
    assert modules
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules
        for name in _imported(path)
        if (imported := _part(name)) is not None and imported != part and imported not in ALLOWED[part]
    ]
    assert wrong == []


def test_no_private_part_of_pytest_is_imported() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in FOLDERS["midflight"].rglob("*.py")
        if any(name.split(".")[0] == "_pytest" for name in _imported(path))
    ]
    assert wrong == []
