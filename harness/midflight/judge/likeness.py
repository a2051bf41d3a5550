"""The fields of a response against those of one that was saved: `final: {fields_like: $whole}`.

Left out are fields that two equal answers may differ in: when and by whom they were made (Date, Age), those of one
connection (RFC 9110, section 7.6.1), and Content-Length where one of both has it not because of its framing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from midflight.evidence import Head
from midflight.judge.context import Saved
from midflight.judge.fields import shown
from midflight.judge.findings import Findings

_MAY_DIFFER = {
    *("date", "age"),
    *("connection", "proxy-connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
}


def judge_likeness(saved: Any, head: Head, but: Iterable[str], findings: Findings) -> None:
    """Compare all fields of a response with those of a saved one."""
    findings.evidence += 1
    if not isinstance(saved, Saved):
        findings.unreadable("a saved response to compare the fields with", shown(str(saved)), head.entry)
        return
    left_out = _MAY_DIFFER | {name.lower() for name in but} | {*_named(saved.head), *_named(head)}
    before, now = _fields(saved.head), _fields(head)
    if not {"content-length"} <= before.keys() & now.keys():
        left_out |= {"content-length"}
    for name in sorted((before.keys() | now.keys()) - left_out):
        if before.get(name) != now.get(name):
            findings.mismatch(f"{_line(name, before)}, as before", _line(name, now), head.entry)
            return


def _named(head: Head) -> Iterator[str]:
    """Yield the fields that Connection names."""
    for line in head.values("connection"):
        yield from (option.strip().lower() for option in line.split(","))


def _fields(head: Head) -> Mapping[str, str]:
    """Return the fields by lower-case name, several lines joined (RFC 9110, section 5.3)."""
    return {name: ", ".join(head.values(name)) for name in {name.lower() for name, _ in head.fields}}


def _line(name: str, fields: Mapping[str, str]) -> str:
    return f"{name}: {shown(fields[name])}" if name in fields else f"no {name}"
