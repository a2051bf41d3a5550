"""Faults in reading the resume preference and in keeping to it (resume-request, section 3.3)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.prefer import parsed
from midflight_reference.resumption.values import Wish

FAULTS = Faults()


@FAULTS.add("save-incomplete-is-unknown", "RR-060")
class SaveIncompleteIsUnknown(Decisions):
    """Only a preference without a value is understood as the wish to save."""

    def wish(self, lines: list[str]) -> Wish:
        value = parsed(lines).get("resume")
        return Wish.IGNORE if value == Wish.SAVE.value else super().wish(lines)


@FAULTS.add("everything-is-saved", "RR-061")
class EverythingIsSaved(Decisions):
    """What is not to be saved is saved all the same."""

    def keeps_interrupted_request(self, wish: Wish) -> bool:
        return True


@FAULTS.add("what-is-ignored-is-carried-out", "RR-061")
class WhatIsIgnoredIsCarriedOut(Decisions):
    """A request that is cut off and not to be saved is carried out with the content that came."""

    def executes_interrupted(self, wish: Wish, declared: int | None) -> bool:
        return wish is Wish.IGNORE


@FAULTS.add("an-empty-value-is-undefined", "RR-062")
class AnEmptyValueIsUndefined(Decisions):
    """The preference with an empty value is neither the one nor the other, and nothing is saved."""

    def wish(self, lines: list[str]) -> Wish:
        return Wish.IGNORE if 'resume=""' in lines else super().wish(lines)


@FAULTS.add("parameters-hide-the-preference", "RR-062")
class ParametersHideThePreference(Decisions):
    """A preference with parameters is not recognized."""

    def wish(self, lines: list[str]) -> Wish:
        return Wish.NONE if any(";" in line for line in lines) else super().wish(lines)


@FAULTS.add("places-are-for-what-is-saved", "RR-063")
class PlacesAreForWhatIsSaved(Decisions):
    """Only who wishes to save an incomplete request is told any place."""

    def announces_places(self, wish: Wish) -> bool:
        return wish is Wish.SAVE


@FAULTS.add("resume-needs-an-expectation", "RR-064", because("it comes without the expectation", "RR-097"))
class ResumeNeedsAnExpectation(Decisions):
    """The preference without Expect: 100-continue is refused."""

    def requires_expectation(self, wish: Wish) -> bool:
        return wish is not Wish.NONE


@FAULTS.add("any-preference-is-resume", "RR-065")
class AnyPreferenceIsResume(Decisions):
    """Whoever states any preference is told the places."""

    def wish(self, lines: list[str]) -> Wish:
        wish = super().wish(lines)
        return Wish.SAVE if lines and wish is Wish.NONE else wish


@FAULTS.add("what-is-cut-off-is-carried-out", "RR-065")
class WhatIsCutOffIsCarriedOut(Decisions):
    """Without the preference, a request that is cut off is carried out with the content that came."""

    def executes_interrupted(self, wish: Wish, declared: int | None) -> bool:
        return wish is Wish.NONE


@FAULTS.add("resume-is-always-applied", "RR-066", because("the copy of the response has no such field", "RR-028"))
class ResumeIsAlwaysApplied(Decisions):
    """Preference-Applied names resume in every response."""

    def preference_applied_to_resume(self, wish: Wish) -> str | None:
        return "resume"


@FAULTS.add("the-default-is-applied", "RR-066", because("the copy of the response has no such field", "RR-028"))
class TheDefaultIsApplied(Decisions):
    """Preference-Applied names the value save-incomplete, whatever was stated."""

    def preference_applied_to_resume(self, wish: Wish) -> str | None:
        return None if wish is Wish.NONE else "resume=save-incomplete"


@FAULTS.add("uploads-stay-for-ever", "RR-067")
class UploadsStayForEver(Decisions):
    """What is saved is never removed."""

    def is_expired(self, idle: float, keeps: float) -> bool:
        return False


@FAULTS.add(
    "what-is-removed-is-carried-out",
    "RR-067",
    because("what is dropped is removed in the same way", "RR-061", "RR-065"),
)
class WhatIsRemovedIsCarriedOut(Decisions):
    """Before a request is removed it is carried out with the content that is there."""

    def executes_expired(self) -> bool:
        return True
