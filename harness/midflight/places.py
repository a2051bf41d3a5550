"""Where the suites are: inside an installed wheel, or beside this package in a checkout."""

from __future__ import annotations

from pathlib import Path


def suites_folder() -> Path:
    """Return the folder of the bundled suites."""
    installed = Path(__file__).parent / "_suites"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "suites"


def reference_target(profile: str = "") -> Path:
    """Return the target file of the bundled reference server, or of one of its other profiles."""
    return suites_folder() / "targets" / (f"reference-{profile}.yaml" if profile else "reference.yaml")
