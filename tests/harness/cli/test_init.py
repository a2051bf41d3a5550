"""`midflight init`: files that work as they are, and none that was there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from midflight.cli import main
from midflight.language.vocabulary import CLAIMS
from midflight.target import load_target

JOBS = {"github": ".github/workflows/midflight.yml", "gitlab": "midflight.gitlab-ci.yml"}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_target_file_is_in_order_and_names_every_claim() -> None:
    assert main(["init", "http://127.0.0.1:9"]) == 0
    assert load_target(Path("midflight.yaml")).url == "http://127.0.0.1:9"
    words = Path("midflight.yaml").read_text("utf-8").split()
    assert set(words) >= CLAIMS


@pytest.mark.parametrize("name", JOBS)
def test_a_job_runs_midflight_with_that_file(name: str) -> None:
    assert main(["init", "http://127.0.0.1:9/a'b", "--ci", name, "--target", "my file.yaml"]) == 0
    job = yaml.safe_load(Path(JOBS[name]).read_text("utf-8"))
    steps = job["midflight"]["script"] if name == "gitlab" else [
        step["run"] for step in job["jobs"]["conformance"]["steps"] if "run" in step
    ]  # fmt: skip
    assert any("midflight run 'http://127.0.0.1:9/a'\"'\"'b' --target 'my file.yaml'" in step for step in steps)
    assert "@" not in "".join(steps)


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("midflight.yaml").write_text("mine", "utf-8")
    assert main(["init"]) == 4
    assert capsys.readouterr().err.startswith("midflight.yaml: is there already; ")
    assert main(["init", "--ci", "gitlab"]) == 0
    assert "kept midflight.yaml" in capsys.readouterr().out
    Path(JOBS["gitlab"]).write_text("mine", "utf-8")
    assert main(["init", "--ci", "gitlab", "--target", "other.yaml"]) == 4
    assert not Path("other.yaml").exists()
    assert {Path("midflight.yaml").read_text("utf-8"), Path(JOBS["gitlab"]).read_text("utf-8")} == {"mine"}
    assert main(["init", "--ci", "gitlab", "--force"]) == 0
    assert "mine" not in Path("midflight.yaml").read_text("utf-8")


def test_a_folder_that_cannot_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("", "utf-8")
    assert main(["init", "--target", "taken/t.yaml"]) == 4
    assert capsys.readouterr().err == "taken/t.yaml: cannot be written (File exists)\n"


def test_a_url_that_is_none() -> None:
    assert main(["init", "localhost"]) == 4
    assert list(Path().iterdir()) == []
