"""Takes pictures of reports at three widths, for people to look at: a passing, a failing and a hostile run.

python -m tests.reports.screenshots FOLDER

The runs are real ones against the reference server, except for the hostile one. Each picture is named after run, width
and view: `top` is the beginning of the page, `case` the worst case, opened.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

from benchmarks.chromium import NoChromiumError, launched
from playwright.sync_api import Browser
from tests.reports.sample import hostile

from midflight_reports import write

PROJECT = Path(__file__).parents[2]
FAULT = "names-break-out-of-the-field"
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (360, "light"),
    (768, "light"),
    (1280, "light"),
    (1280, "dark"),
)
HEIGHT = 1100
WORST = "location.hash = document.querySelector('details.case > .box').id"


def played(folder: Path, *faults: str) -> Path:
    """Play the progress suite against the reference server with these faults; return the page."""
    server = [sys.executable, "-m", "midflight_reference", "--port", "0", *(f"--fault={fault}" for fault in faults)]
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        try:
            url = serving.stdout.readline().removeprefix("listening on ").strip()
            target = str(PROJECT / "suites" / "targets" / "reference.yaml")
            run = [sys.executable, "-m", "midflight", "run", url, "--target", target, "--suite", "progress"]
            done = subprocess.run([*run, "--report", str(folder)], stdout=subprocess.DEVNULL, check=False)
        finally:
            serving.terminate()
    if done.returncode not in (0, 1):
        sys.exit(f"midflight run against the reference server ended with status {done.returncode}")
    return folder / "index.html"


def attacked(folder: Path) -> Path:
    """Write the report about a target that attacks its readers."""
    write(hostile(), folder)
    return folder / "index.html"


def take(browser: Browser, page: Path, name: str, folder: Path) -> None:
    """Take the pictures of one page."""
    for width, scheme in LOOKS:
        tab = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
        tab.goto(page.as_uri())
        tab.screenshot(path=folder / f"{name}-{width}-{scheme}-top.png")
        tab.evaluate(WORST)
        tab.locator("details.case[open] .exchange").wait_for()
        tab.screenshot(path=folder / f"{name}-{width}-{scheme}-case.png")
        tab.close()


def main(folder: Path) -> None:
    """Take them all."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = folder / "reports"
    pages = {
        "passing": played(reports / "passing"),
        "failing": played(reports / "failing", FAULT),
        "hostile": attacked(reports / "hostile"),
    }
    with launched() as browser:
        for name, page in pages.items():
            take(browser, page, name, folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]).resolve())
    except NoChromiumError as error:
        sys.exit(str(error))
