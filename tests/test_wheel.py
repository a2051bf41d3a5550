"""The wheel holds all that a run needs, and works from a folder that knows nothing of the project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
SECONDS = 120  # the most that one command may take
NEEDED = [
    "midflight/__main__.py",
    "midflight/py.typed",
    "midflight/target/preflight.yaml",
    "midflight/starters/github.yml",
    "midflight/starters/gitlab.yml",
    "midflight/_suites/case.schema.json",
    "midflight/_suites/fixtures.schema.json",
    "midflight/_suites/requirements.schema.json",
    "midflight/_suites/target.schema.json",
    "midflight/_suites/README.md",
    "midflight/_suites/targets/reference.yaml",
    "midflight_reports/py.typed",
    "midflight_reports/results.schema.json",
    "midflight_reports/templates/index.html",
    "midflight_reports/templates/page.js",
    "midflight_reports/templates/reproduction.py",
    "midflight_reference/py.typed",
]
TARGET = "{claims: [fast-op], fast-op: {uri: /}, name: unrelated}"


def run(*command: str, folder: Path, path: str = "") -> str:
    """Run a command; return what it printed, if it ended well."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment | ({"PYTHONPATH": path} if path else {}),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT), folder=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("installed")
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--target", str(folder))
    run("-m", "pip", "install", *options, str(wheel), folder=folder)
    return str(folder)


@pytest.fixture
def url() -> Iterator[str]:
    """A server that is there, and offers nothing."""

    class Handler(BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self.send_error(405)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_wheel_carries_what_a_run_needs(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert set(NEEDED) <= names
    suites = PROJECT / "suites"
    assert {f"midflight/_suites/{path.relative_to(suites)}" for path in suites.rglob("*.yaml")} <= names
    top = {name.split("/", 1)[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {
        "midflight", "midflight_reference", "midflight_reports",
    }  # fmt: skip


def test_it_runs_from_an_unrelated_folder(installed: str, url: str, tmp_path: Path) -> None:
    (tmp_path / "target.yaml").write_text(TARGET, "utf-8")
    where = "import midflight, midflight_reports, midflight_reference as r; print(midflight.__file__, r.__file__)"
    assert run("-c", where, folder=tmp_path, path=installed).count(installed) == 2
    arguments = ("run", url, "--target", "target.yaml", "--case", "comments-are-balanced", "--report", "out")
    run("-m", "midflight", *arguments, folder=tmp_path, path=installed)
    results = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    assert [case["verdict"] for case in results["cases"]] == ["not-applicable"]
    assert (tmp_path / "out" / "index.html").is_file()


def test_it_brings_its_own_server(installed: str, tmp_path: Path) -> None:
    case = "other-preferences-do-not-ask-for-102s"
    out = run("-m", "midflight", "run", "--case", f"*{case}*", folder=tmp_path, path=installed)
    assert "no broken rule" in out
    results = json.loads((tmp_path / "compliance-report" / "results.json").read_text("utf-8"))
    assert {case["verdict"] for case in results["cases"]} <= {"pass", "info"}
    console = "import sys; from midflight.cli import main; sys.exit(main(['check']))"
    assert "no problems" in run("-c", console, folder=tmp_path, path=installed)
