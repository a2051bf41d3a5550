"""`midflight init`: a starter target file and, if asked, a CI job. Nothing is asked of the server.

A target file that is there is kept where a CI job is asked for as well: it may have come from `midflight probe`.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from midflight.errors import ExitStatus, UsageError
from midflight.files import Written, write_all
from midflight.probe import Notes, target_file
from midflight.target.address import url_problem

_HEAD = (
    "# A target file for midflight: what your server claims, and where it is. midflight probe can fill in more of it."
)
_JOBS = {"github": Path(".github/workflows/midflight.yml"), "gitlab": Path("midflight.gitlab-ci.yml")}
_TO_DO = {
    "github": "put what starts your server into the job",
    "gitlab": "put what starts your server into the job, and include it in .gitlab-ci.yml",
}


def run(options: argparse.Namespace) -> int:
    """Write the files, all or none."""
    if problem := url_problem(options.url):
        raise UsageError(f"the target {problem}")
    files = list(_files(options))
    if options.ci and not options.force and files[0].path.is_file():
        print(f"kept {files.pop(0).path}: it is there already")
    write_all(files, options.force)
    for file in files:
        print(f"wrote {file.path}")
    if options.ci:
        print(f"next: {_TO_DO[options.ci]}")
    print(f"next: midflight probe {options.url} --write --long-op 'POST /path' -o {options.target} --force")
    print(f"  or: fill in {options.target}; then midflight run --target {options.target}")
    return ExitStatus.CONFORMANT


def _files(options: argparse.Namespace) -> Iterator[Written]:
    yield Written(Path(options.target), target_file(options.url, Notes(), head=_HEAD))
    if options.ci:
        yield Written(_JOBS[options.ci], _job(options.ci, options.url, options.target))


def _job(name: str, url: str, target: str) -> str:
    text = (resources.files("midflight") / "starters" / f"{name}.yml").read_text("utf-8")
    return text.replace("@URL@", shlex.quote(url)).replace("@TARGET@", shlex.quote(target))
