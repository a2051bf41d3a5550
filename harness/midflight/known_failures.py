"""The list of cases that are known to fail: strict, so that it can only shrink.

An entry whose case passes, or no longer exists, fails the run; one whose expiry date has passed counts no longer.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError, field_validator

from midflight.errors import did_you_mean
from midflight.language import yaml_source
from midflight.language.fields import Model, problems_of, refused
from midflight.language.yaml_source import LanguageError, Problem


class KnownFailure(Model):
    """One case that is expected to fail."""

    case: str
    reason: str
    link: str = ""
    expires: str = ""

    @field_validator("expires")
    @classmethod
    def _is_a_date(cls, text: str) -> str:
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise refused(f"'{text}' is not a date such as 2027-01-31") from None
        return text

    def expired(self, today: datetime.date) -> bool:
        """Say whether the entry no longer counts."""
        return bool(self.expires) and datetime.date.fromisoformat(self.expires) < today


@dataclass(frozen=True)
class KnownFailures:
    """The entries by case."""

    entries: Mapping[str, KnownFailure]
    problems: Mapping[str, Problem]  # where each entry stands, for the day its case is gone

    def reason(self, case: str, today: datetime.date) -> str | None:
        """Return why a case is expected to fail, or None if it is not."""
        entry = self.entries.get(case)
        return None if entry is None or entry.expired(today) else entry.reason

    def expired(self, case: str, today: datetime.date) -> str | None:
        """Return the last day of an entry that counts no longer, or None."""
        entry = self.entries.get(case)
        return entry.expires if entry is not None and entry.expired(today) else None

    def gone(self, existing: Collection[str], suites: Collection[str] = ()) -> list[str]:
        """Return the entries whose case does not exist; where only some suites were read, those of these alone."""
        return [
            case for case in self.entries if case not in existing and (not suites or case.partition("/")[0] in suites)
        ]

    def without_case(self, existing: Collection[str], suites: Collection[str] = ()) -> list[str]:
        """Return a message for each entry whose case does not exist."""
        return [
            f"{self.problems[case]}{did_you_mean(case, existing) if len(existing) > 12 else ''}"
            for case in self.gone(existing, suites)
        ]


NONE = KnownFailures({}, {})


def load(path: Path) -> KnownFailures:
    """Read a file of known failures. Raises LanguageError."""
    document = yaml_source.read(path)
    if not isinstance(document.data, list):
        raise LanguageError(
            [document.problem("should be a list of entries: case, reason, and optionally link, expires")]
        )
    problems: list[Problem] = []
    entries: dict[str, KnownFailure] = {}
    places: dict[str, Problem] = {}
    for index, data in enumerate(document.data):
        try:
            entry = KnownFailure.model_validate(data)
        except ValidationError as error:
            problems.extend(problems_of(error, document, (index,)))
            continue
        if entry.case in entries:
            problems.append(document.problem(f"'{entry.case}' stands here twice", (index, "case")))
        entries[entry.case] = entry
        places[entry.case] = document.problem(f"there is no case '{entry.case}': remove this entry", (index, "case"))
    if problems:
        raise LanguageError(problems)
    return KnownFailures(entries, places)
