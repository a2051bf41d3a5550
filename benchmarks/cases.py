"""The same N cases in each tool's own form: a GET on its own connection; checks on status, two fields and body."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.target import body

_REQUIREMENTS = """\
specification: benchmark
title: What the measured server does
link: https://example.org/benchmark
requirements:
  - id: BN-001
    title: an answer
    level: MUST
    actor: server
    section: "1"
    link: https://example.org/benchmark#1
    statement: Each request is answered with its own number.
"""

_MIDFLIGHT = """\
- id: case-{n}
  requirement: BN-001
  exchanges:
    - request: {{method: GET, uri: {path}}}
      final: {{status: 200, headers: {{Content-Type: application/json, X-Case: "{n}"}}, body: '{body}'}}
"""

_TAVERN = """\
---
test_name: case {n}
stages:
  - name: get
    request: {{method: GET, url: "{url}{path}"}}
    response:
      status_code: 200
      headers: {{Content-Type: application/json, X-Case: "{n}"}}
      json: {body}
"""

_STEPCI = """\
  case-{n}:
    steps:
      - name: get
        http:
          url: {url}{path}
          method: GET
          check:
            status: 200
            headers: {{Content-Type: application/json, X-Case: "{n}"}}
            json: {body}
"""

_UPLOAD = """\
- id: upload
  requirement: BN-001
  exchanges:
    - request: {{method: PUT, uri: /upload, body: {{pattern: counted-lines, length: {length}}}}}
      final: 200
"""


def _each(form: str, count: int, kind: str, url: str) -> str:
    return "".join(form.format(n=n, path=f"/{kind}/{n}", url=url, body=body(str(n))) for n in range(count))


def suite(folder: Path, cases: str) -> None:
    """Write a suite with this text as its cases."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "requirements.yaml").write_text(_REQUIREMENTS)
    (folder / "cases.yaml").write_text(cases)


def midflight(folder: Path, count: int, kind: str, url: str) -> None:
    """Write a folder of one suite; the floor reads it too."""
    suite(folder / "benchmark", _each(_MIDFLIGHT, count, kind, url))


def by_hand(folder: Path, count: int, kind: str, url: str) -> None:
    """Write a table for the test by hand."""
    rows = [{"path": f"/{kind}/{n}", "case": str(n), "body": body(str(n))} for n in range(count)]
    (folder / "cases.json").write_text(json.dumps({"url": url, "cases": rows}))


def tavern(folder: Path, count: int, kind: str, url: str) -> None:
    """Write a file of tests."""
    (folder / "test_benchmark.tavern.yaml").write_text(_each(_TAVERN, count, kind, url))


def stepci(folder: Path, count: int, kind: str, url: str) -> None:
    """Write a workflow."""
    head = 'version: "1.1"\nname: benchmark\ntests:\n'
    (folder / "workflow.yaml").write_text(head + _each(_STEPCI, count, kind, url))


def upload(folder: Path, length: int) -> None:
    """Write a folder of one suite with one case that sends `length` octets."""
    suite(folder / "benchmark", _UPLOAD.format(length=length))


WRITERS: Mapping[str, Callable[[Path, int, str, str], None]] = {
    "floor": midflight,
    "midflight": midflight,
    "pytest + h11": by_hand,
    "the same, bare": by_hand,
    "tavern": tavern,
    "stepci": stepci,
}
