"""One root cause for all cases whose set-up failed in the same place.

What a target answered there may differ from case to case, by a token or a number; the root cause that is named is the
one of the first case, and every case keeps its own reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from midflight_reports import CaseResult

_OF_A_FIXTURE = re.compile(r"(?P<place>the fixture [^:]+: expected .*?); got ", re.DOTALL)
_NUMBER = re.compile(r"\d+")


def unified(cases: Sequence[CaseResult]) -> list[CaseResult]:
    """Return the cases with equal root causes where one fixture failed for them at one place."""
    first: dict[str, str] = {}
    return [_with_the_first(case, first) for case in cases]


def _with_the_first(case: CaseResult, first: dict[str, str]) -> CaseResult:
    match = _OF_A_FIXTURE.match(case.root_cause)
    if not match:
        return case
    cause = first.setdefault(_NUMBER.sub("#", match["place"]), case.root_cause)
    return case if cause == case.root_cause else replace(case, root_cause=cause)
