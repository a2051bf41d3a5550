"""Faults in what a resumable request has to do with others: progress, an older connection, a final response."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.prefer import Preferences
from midflight_reference.resumption.values import Places, Wish

FAULTS = Faults()


@FAULTS.add("resume-is-the-only-preference", "RR-090")
class ResumeIsTheOnlyPreference(Decisions):
    """A list of preferences that begins with resume is not read to its end."""

    def preferences(self, lines: list[str]) -> Preferences:
        return Preferences() if lines and lines[0].startswith("resume") else super().preferences(lines)


@FAULTS.add("preferences-end-with-the-connection", "RR-091")
class PreferencesEndWithTheConnection(Decisions):
    """A PATCH that completes a request blocks until the operation is over, and reports nothing."""

    def preferences_of_completion(self, own: Preferences, original: Preferences, by_patch: bool) -> Preferences:
        return Preferences() if by_patch else super().preferences_of_completion(own, original, by_patch)


@FAULTS.add("the-100-comes-first", "RR-092")
class The100ComesFirst(Decisions):
    """Content is asked for before the fields of the request are looked at."""

    def invites_before_checking(self) -> bool:
        return True


@FAULTS.add("late-octets-count", "RR-093")
class LateOctetsCount(Decisions):
    """An older connection goes on writing, and carries the request out as well."""

    def accepts_late_octets(self, is_writer: bool) -> bool:
        return True


@FAULTS.add("no-content-is-divided-by", "RR-097")
class NoContentIsDividedBy(Decisions):
    """The share that one octet has of the content is calculated before it comes."""

    async def before_content(self, wish: Wish, declared: int | None) -> None:
        if declared is not None:
            1 / declared


@FAULTS.add("final-responses-have-new-places", "RR-098", because("without content no other place is told", "RR-097"))
class FinalResponsesHaveNewPlaces(Decisions):
    """A final response names other places than the 100 did."""

    def places_of_final(self, places: Places) -> Places | None:
        return self.new_places(0)
