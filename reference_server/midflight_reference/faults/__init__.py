"""The faults: each one a deliberate, named violation of one requirement.

A fault is a subclass of `Decisions` that answers one question wrongly. They are grouped by specification and topic.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults import byte_range_patch, partial_upload, progress, resumable_requests
from midflight_reference.faults.fault import Fault

SPECIFICATIONS = (progress, byte_range_patch, partial_upload, resumable_requests)
FAULTS: Mapping[str, Fault] = {fault.name: fault for specification in SPECIFICATIONS for fault in specification.FAULTS}


class UnknownFaultError(Exception):
    """Says that there is no such fault, and which one may be meant."""

    def __init__(self, name: str) -> None:
        near = difflib.get_close_matches(name, FAULTS, 1)
        hint = f"did you mean {near[0]}?" if near else "--list-faults names them all"
        super().__init__(f"there is no fault {name}; {hint}")


def combined(names: Sequence[str]) -> Decisions:
    """Return the decisions of a server that commits all the named faults, the conformant ones for none."""
    classes: list[type[Decisions]] = []
    for name in dict.fromkeys(names):
        if name not in FAULTS:
            raise UnknownFaultError(name)
        classes.append(FAULTS[name].decisions)
    if not classes:
        return Decisions()
    made: Decisions = type("Faulty", tuple(classes), {})()
    return made
