"""The generated cases are cases of midflight, and every contender gets as many as were asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from benchmarks import cases
from benchmarks.target import body

from midflight.language.suite import open_suite, read_cases


def _read(folder: Path) -> list[str]:
    suite = open_suite(folder)
    return [case.id for path in suite.files for case in read_cases(suite, path).cases]


def test_quick_cases_are_a_suite(tmp_path: Path) -> None:
    cases.midflight(tmp_path, 3, "c", "http://127.0.0.1:1")
    assert _read(tmp_path / "benchmark") == ["benchmark/case-0", "benchmark/case-1", "benchmark/case-2"]


def test_the_upload_is_a_suite(tmp_path: Path) -> None:
    cases.upload(tmp_path, 1 << 30)
    assert _read(tmp_path / "benchmark") == ["benchmark/upload"]


def test_the_body_is_json() -> None:
    assert json.loads(body("7"))["case"] == 7


@pytest.mark.parametrize(
    ("name", "file"),
    [("tavern", "test_benchmark.tavern.yaml"), ("stepci", "workflow.yaml"), ("pytest + h11", "cases.json")],
)
def test_each_contender_gets_every_case(tmp_path: Path, name: str, file: str) -> None:
    cases.WRITERS[name](tmp_path, 3, "c", "http://127.0.0.1:1")
    text = (tmp_path / file).read_text()
    assert all(f"/c/{n}" in text for n in range(3))
    assert list(yaml.safe_load_all(text))
