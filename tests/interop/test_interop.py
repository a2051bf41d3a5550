"""Other people's servers: each is described and recorded, and the records are compared. `make interop` asks them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from interop import recorded
from interop.__main__ import main
from interop.servers import SERVERS

from midflight.language.suite import open_suite, suite_folders
from midflight.places import suites_folder
from midflight.target import load_target

RESULTS = {
    "target": {"name": "A server"},
    "cases": [
        {"id": "suite/b", "verdict": "warn"},
        {"id": "suite/a", "verdict": "pass"},
        {"id": "suite/c", "verdict": "not-applicable"},
    ],
}


@pytest.mark.parametrize("name", SERVERS)
def test_each_server_is_described_and_recorded(name: str) -> None:
    target = load_target(suites_folder() / "targets" / f"{name}.yaml")
    assert {"writable", "put"} <= set(target.claims)
    found = json.loads((recorded.FOLDER / f"{name}.json").read_text("utf-8"))
    assert found["target"] == target.name
    assert found["verdicts"]
    known = {open_suite(folder).name for folder in suite_folders(suites_folder())}
    assert set(SERVERS[name].suites) <= known


def test_what_applied_is_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "FOLDER", tmp_path / "recorded")
    found = recorded.summary(RESULTS)
    assert found == {"target": "A server", "verdicts": {"suite/a": "pass", "suite/b": "warn"}}
    assert recorded.differences("server", found) == ["nothing is recorded"]
    recorded.record("server", found)
    assert recorded.differences("server", found) == []


def test_what_is_different_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "FOLDER", tmp_path)
    recorded.record("server", recorded.summary(RESULTS))
    now = {"target": "A server", "verdicts": {"suite/b": "pass", "suite/d": "fail"}}
    assert recorded.differences("server", now) == [
        "suite/a: pass before, not played now",
        "suite/b: warn before, pass now",
        "suite/d: not played before, fail now",
    ]


def test_an_unknown_server(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["apatche"])
    assert ending.value.code == 2
    assert "'apatche' is none of apache-mod-dav" in capsys.readouterr().err
