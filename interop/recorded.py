"""What came out of a server the last time it was looked at, kept beside this module: one JSON file each.

Only what applied is recorded, and no times: two runs of the same suites and server give the same file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"


def summary(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is recorded of a results.json: the verdict of each case that applied."""
    applied = (case for case in results["cases"] if case["verdict"] != "not-applicable")
    verdicts = {case["id"]: case["verdict"] for case in applied}
    return {"target": results["target"]["name"], "verdicts": dict(sorted(verdicts.items()))}


def differences(name: str, found: Mapping[str, Any]) -> list[str]:
    """Return how what was found differs from what is recorded."""
    file = FOLDER / f"{name}.json"
    if not file.exists():
        return ["nothing is recorded"]
    before, now = json.loads(file.read_text("utf-8"))["verdicts"], found["verdicts"]
    return [
        f"{case}: {before.get(case, 'not played')} before, {now.get(case, 'not played')} now"
        for case in sorted(before.keys() | now.keys())
        if before.get(case) != now.get(case)
    ]


def record(name: str, found: Mapping[str, Any]) -> None:
    """Keep what was found."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
