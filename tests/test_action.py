"""action.yml: its shell steps, run in bash as a runner would run them, against the reference server.

A runner's own work is stood in for: setting Python up, and installing midflight (this one is on the path).
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((PROJECT / "action.yml").read_text("utf-8"))
SECONDS = 120  # the most that one step may take
STOOD_IN_FOR = {"Set up Python", "Install midflight"}
_EXPRESSION = re.compile(r"\$\{\{ (?P<scope>inputs|github)\.(?P<name>[a-z_-]+) \}\}")
TARGET = PROJECT / "suites" / "targets" / "reference.yaml"
CASE = "the-first-102-names-the-status-document"


@dataclass
class Runner:
    """As much of a runner as the steps can see."""

    inputs: dict[str, str]
    folder: Path

    def __post_init__(self) -> None:
        self.inputs = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()} | self.inputs
        (self.folder / "temp").mkdir()
        (self.folder / "summary.md").touch()

    def evaluated(self, text: str) -> str:
        known = {"inputs": self.inputs, "github": {"action_path": str(PROJECT)}}
        return _EXPRESSION.sub(lambda match: known[match["scope"]][match["name"]], text)

    def takes_place(self, condition: str | None, failed: bool) -> bool:
        """Say whether a step is run: the two words of conditions that action.yml uses."""
        terms = (condition or "success()").split(" && ")
        if "always()" not in terms and failed:
            return False
        wanted = (re.fullmatch(r"inputs\.([a-z-]+) != ''", term) for term in terms)
        return all(bool(self.inputs[match[1]]) for match in wanted if match)

    def run(self) -> tuple[list[str], str, bool]:
        """Return the names of the steps that were run, their output, and whether one failed."""
        failed, names, output = False, [], ""
        for step in ACTION["runs"]["steps"]:
            if step["name"] in STOOD_IN_FOR or not self.takes_place(step.get("if"), failed):
                continue
            done = self.step(step)
            failed = failed or done.returncode != 0
            names.append(step["name"])
            output += done.stdout + done.stderr
        return names, output, failed

    def step(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        environment = {name: self.evaluated(str(value)) for name, value in step.get("env", {}).items()}
        given = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
        }
        passed_on = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env=environment | given | passed_on,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_every_step_is_one_that_a_composite_action_can_have() -> None:
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "uses" in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", "")  # an input must not become a part of a script


def test_inputs_and_what_the_steps_use_agree() -> None:
    text = (PROJECT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(ACTION["inputs"])


def test_a_server_is_started_tested_and_ended(tmp_path: Path) -> None:
    port = free_port()
    inputs = {
        "url": f"http://127.0.0.1:{port}",
        "target": str(TARGET),
        "start": f"'{sys.executable}' -m midflight_reference --port {port}",
        "arguments": f"--case {CASE} --concurrency 4",
        "report": "my report",
    }
    names, output, failed = Runner(inputs, tmp_path).run()
    assert (failed, "1 pass" in output) == (False, True), output
    assert names == ["Start the server", "Wait for the server", "Run midflight", "Show the summary", "Stop the server"]
    assert (tmp_path / "my report" / "index.html").is_file()
    assert "progress" in (tmp_path / "summary.md").read_text("utf-8")
    assert list((tmp_path / "temp").iterdir()) == [tmp_path / "temp" / "midflight-server.log"]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


def test_a_failure_fails_the_step_and_is_still_summarized(tmp_path: Path) -> None:
    port = free_port()
    inputs = {
        "url": f"http://127.0.0.1:{port}",
        "target": str(TARGET),
        "start": f"'{sys.executable}' -m midflight_reference --port {port} --fault location-only-in-second-102",
        "strict": "true",
        "arguments": f"--case {CASE}",
    }
    names, output, failed = Runner(inputs, tmp_path).run()
    assert failed
    assert "WARN" in output
    assert names[-2:] == ["Show the summary", "Stop the server"]
    assert "PG-004" in (tmp_path / "summary.md").read_text("utf-8")


def test_known_failures_are_handed_on(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "known.yaml").write_text(f"- {{case: progress/{CASE}, reason: x}}\n", "utf-8")
    inputs = {
        "url": f"http://127.0.0.1:{port}",
        "target": str(TARGET),
        "start": f"'{sys.executable}' -m midflight_reference --port {port}",
        "known-failures": "known.yaml",
        "arguments": f"--case {CASE}",
    }
    _, output, failed = Runner(inputs, tmp_path).run()
    assert failed
    assert "known failure" in output


def test_a_server_that_does_not_come_is_told_with_its_output(tmp_path: Path) -> None:
    inputs = {"url": f"http://127.0.0.1:{free_port()}", "start": "echo it is broken; exit 1", "wait": "1"}
    names, output, failed = Runner(inputs, tmp_path).run()
    assert failed
    assert names == ["Start the server", "Wait for the server", "Show the summary", "Stop the server"]
    assert "does not answer after 1 s" in output
    assert "it is broken" in output


def test_inputs_cannot_become_commands(tmp_path: Path) -> None:
    hostile = "x'; touch pwned; $(touch pwned) `touch pwned` \""
    names, _, failed = Runner({"url": hostile, "wait": "0", "arguments": hostile, "report": hostile}, tmp_path).run()
    assert (failed, names) == (True, ["Wait for the server", "Show the summary"])
    step = next(step for step in ACTION["runs"]["steps"] if step["name"] == "Run midflight")
    runner = Runner.__new__(Runner)
    runner.inputs = dict.fromkeys(ACTION["inputs"], hostile)
    runner.folder = tmp_path
    assert runner.step(step).returncode == 4
    assert not list(tmp_path.rglob("pwned"))
