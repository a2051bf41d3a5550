"""`midflight explain CASE`: a case as prose, with the octets it would send. Nothing is sent."""

from __future__ import annotations

import argparse
from pathlib import Path

from midflight.cli.cases import every_case
from midflight.errors import ExitStatus, UsageError, did_you_mean
from midflight.language import yaml_source
from midflight.places import reference_target
from midflight.player.selection import names, selected
from midflight.prose import told
from midflight.target import target_in

_NO_URL = "http://target.example"
_RULE = "-" * 80


def run(options: argparse.Namespace) -> int:
    """Print every case that CASE means."""
    target = target_in(yaml_source.read(Path(options.target) if options.target else reference_target()))
    if not target.url:
        target = target.model_copy(update={"url": _NO_URL})
    everything = every_case()
    cases = [case for case in everything if selected(case, (), (options.case,), None)]
    if not cases:
        known = {name for case in everything for name in names(case)}
        raise UsageError(f"no case or requirement is called '{options.case}'{did_you_mean(options.case, known)}")
    for number, case in enumerate(cases):
        if number:
            print(f"\n{_RULE}\n")
        print("\n".join(told(case, target)))
    return ExitStatus.CONFORMANT
