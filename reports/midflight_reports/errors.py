"""What a person is told when results cannot be used: one line, whatever a file tries to put into it."""

from __future__ import annotations

from midflight_reports.visible import visible


class ResultsError(Exception):
    """Results that cannot be read or written: what is wrong, where, and what to do."""

    def __init__(self, where: str, what: str, advice: str) -> None:
        super().__init__(visible(f"{where}: {what}; {advice}").replace("\n", "\\n"))
        self.where = where
        self.what = what
        self.advice = advice
