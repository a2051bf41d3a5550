"""All formats of the results of a run, as if it had played COUNT cases: those that it played, again and again.

python render.py RESULTS COUNT FOLDER: leaves in FOLDER/seconds how long that took, without the reading.
"""

import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from midflight_reports import Results, count, load, write
from midflight_reports.formats import FORMATS


def grown(results: Results, number: int) -> Results:
    """Return results with so many cases, each with an id of its own."""
    cases = tuple(
        replace(case, id=f"{case.id}-{index}") for index, case in enumerate(islice(cycle(results.cases), number))
    )
    return replace(results, cases=cases, summary=count(case.verdict for case in cases))


def main(source: Path, number: int, folder: Path) -> None:
    """Write everything into a new folder: ext4 is slow to make files where as many were deleted a moment ago."""
    results = grown(load(source), number)
    new = Path(tempfile.mkdtemp(dir=folder))
    begin = time.perf_counter()
    write(results, new, FORMATS)
    (folder / "seconds").write_text(str(time.perf_counter() - begin))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
