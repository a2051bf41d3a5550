"""`python -m benchmarks`: measure by turns, print tables."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import table
from benchmarks.peers import available
from benchmarks.plan import Plan
from benchmarks.rows import ON_REQUEST, ROWS

_ROUNDS = 3


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", choices=sorted(ROWS), help=", ".join(ROWS))
    parser.add_argument("--rounds", metavar="N", type=int, default=_ROUNDS, help="default: %(default)s")
    parser.add_argument("--quick", action="store_const", dest="rounds", const=1, help="one round")
    parser.add_argument("--no-peers", action="store_true", help="leave out what comes from package registries")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures here too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for."""
    options = _options(arguments)
    peers, missing = ({}, []) if options.no_peers else available()
    print(f"{table.machine()}; medians of up to {options.rounds} rounds, by turns")
    for line in missing:
        print(line)
    tables = []
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(options.rounds, peers, Path(folder))
        for name in options.only or [name for name in ROWS if name not in ON_REQUEST]:
            tables.append(ROWS[name](plan))
            print(f"\n{table.text(tables[-1])}", end="", flush=True)
    if options.json:
        options.json.write_text(json.dumps(table.plain(tables), indent=2) + "\n")


if __name__ == "__main__":
    main()
