"""Bringing a list of known failures up to date after a run, without touching what people wrote in it.

Entries whose case still fails, was not played, or does not apply keep their lines, comments and dates. Entries whose
case holds or is gone lose theirs. Failures that are not listed are added at the end, with what was seen as the reason.
An entry beyond its date stays as it is: a date is a promise that only people can make anew.
"""

from __future__ import annotations

import contextlib
import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from midflight.errors import UsageError
from midflight.files import write
from midflight.known_failures import NONE, KnownFailure, KnownFailures, load
from midflight.language import yaml_source
from midflight.language.yaml_source import Document, LanguageError

_LONGEST = 200  # characters of a reason
_HEAD = "# Cases that are known to fail: an entry whose case holds, or is gone, fails the run.\n"


@dataclass(frozen=True)
class Found:
    """What a run says about the cases."""

    failing: Mapping[str, str]  # with what was seen
    holding: frozenset[str]  # played, and not failing
    gone: frozenset[str]  # listed, and no longer there


@dataclass(frozen=True)
class Update:
    """What becomes of a list."""

    path: Path
    added: Mapping[str, str]
    dropped: Mapping[str, str]  # with why
    expired: tuple[str, ...]  # still failing, and beyond their date

    def lines(self) -> Iterator[str]:
        """Yield what is to be told of it."""
        if not self.added and not self.dropped:
            yield f"{self.path}: nothing to change"
        else:
            yield f"{self.path}: {len(self.added)} added, {len(self.dropped)} dropped"
        yield from (f"  + {case}: {reason}" for case, reason in self.added.items())
        yield from (f"  - {case}: {why}" for case, why in self.dropped.items())
        yield from (f"  ! {case}: still fails beyond its date: set another one, or repair it" for case in self.expired)


def update(path: Path, known: KnownFailures, found: Found, today: datetime.date) -> Update:
    """Rewrite the file at `path`, which may be missing. Raises UsageError if it cannot be written."""
    dropped = {case: "it holds" for case in known.entries if case in found.holding}
    dropped |= {case: "there is no such case" for case in known.entries if case in found.gone}
    added = {case: _reason(seen) for case, seen in sorted(found.failing.items()) if case not in known.entries}
    expired = tuple(case for case, entry in known.entries.items() if case in found.failing and entry.expired(today))
    if added or dropped or not path.exists():
        write(path, _text(path, known, dropped, added))
    return Update(path, added, dropped, expired)


def _reason(seen: str) -> str:
    line = " ".join(seen.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _text(path: Path, known: KnownFailures, dropped: Mapping[str, str], added: Mapping[str, str]) -> str:
    if not path.exists():
        return _HEAD + (_entries(added) or "[]\n")
    document = yaml_source.read(path)
    text = path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    kept = _without(lines, document, dropped) if document.data else _without_empty_list(lines)
    left = [entry for case, entry in known.entries.items() if case not in dropped]
    new = _ended("".join(kept)) + (_entries(added) or ("" if left else "[]\n"))
    if _holds(new, {entry.case for entry in left} | added.keys()):
        return new
    return _ended(_comments(lines)) + "".join(map(_block, left)) + (_entries(added) or ("" if left else "[]\n"))


def _without(lines: Sequence[str], document: Document, dropped: Mapping[str, str]) -> list[str]:
    """Return the lines without those of the dropped entries and the comments right above them."""
    starts = [_first_line(lines, item.line - 1) for item in document.root.items]
    ends = [*starts[1:], len(lines)]
    gone: set[int] = set()
    for start, end, entry in zip(starts, ends, document.data, strict=True):
        if entry["case"] in dropped:
            gone.update(range(start, _last_line(lines, end, start)))
    return [line for number, line in enumerate(lines) if number not in gone]


def _first_line(lines: Sequence[str], line: int) -> int:
    """Return the line where an entry begins, with the comments right above it, but not those that open the file."""
    first = line
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return line if first == 0 else first


def _last_line(lines: Sequence[str], end: int, start: int) -> int:
    """Return the line behind an entry: what stands below a blank line belongs to nobody."""
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _without_empty_list(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.partition("#")[0].strip() != "[]"]


def _comments(lines: Sequence[str]) -> str:
    return "".join(line for line in lines if line.lstrip().startswith("#"))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _holds(text: str, cases: set[str]) -> bool:
    """Say whether a text is a list of just these cases: otherwise it was written in a way that lines do not follow."""
    with contextlib.suppress(LanguageError, TypeError, KeyError):
        data = yaml_source.parse(text, "").data
        return isinstance(data, list) and sorted(entry["case"] for entry in data) == sorted(cases)
    return False


def _entries(added: Mapping[str, str]) -> str:
    return "".join(_block(KnownFailure(case=case, reason=reason)) for case, reason in added.items())


def _block(entry: KnownFailure) -> str:
    lines = [f"- case: {_quoted(entry.case)}", f"  reason: {_quoted(entry.reason)}"]
    lines += [f"  link: {_quoted(entry.link)}"] if entry.link else []
    lines += [f"  expires: {entry.expires}"] if entry.expires else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as YAML: as it is where that is safe (the id of a case without labels), else in quotation marks."""
    return text if text.replace("-", "").replace("/", "").isalnum() else json.dumps(text)


def read(path: Path, may_be_missing: bool) -> KnownFailures:
    """Read the list; one that is still to be written is empty. Raises UsageError."""
    if path.exists():
        return load(path)
    if may_be_missing:
        return NONE
    raise UsageError(f"--known-failures {path}: there is no such file; with --update-known-failures it is made")
