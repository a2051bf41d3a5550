"""Decisions about resumable requests: which request is one, where its parts are found, and when it is carried out."""

from __future__ import annotations

import secrets

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields, Request
from midflight_reference.prefer import Preferences, parsed
from midflight_reference.resumption.values import Places, Wish


class ResumptionDecisions(Settings):
    """The request itself (resume-request, "Continue Outstanding Request Workflow" and "The resume preference")."""

    # What the request wants

    def wish(self, lines: list[str]) -> Wish:
        """RR-060, RR-061, RR-062, RR-063, RR-065: stated without a value that is known it is save-incomplete."""
        value = parsed(lines).get("resume")
        if value is None:
            return Wish.NONE
        return Wish.IGNORE if value == Wish.IGNORE.value else Wish.SAVE

    def requires_expectation(self, wish: Wish) -> bool:
        """RR-064: the preference does not depend on Expect: 100-continue."""
        return False

    def invites_before_checking(self) -> bool:
        """RR-092: what the fields show to be unacceptable is refused at once, without a 100."""
        return False

    async def before_content(self, wish: Wish, declared: int | None) -> None:
        """RR-097: a request without content has nothing to wait for. `declared` is None for chunked content."""

    # Where its parts are found

    def new_places(self, serial: int) -> Places:
        """RR-036, RR-080: for each request places of its own, each with 128 random bits."""
        upload, message, result = (secrets.token_urlsafe(16) for _ in range(3))
        return Places(f"/uploads/{upload}", f"/responses/{message}", f"/results/{result}")

    def announces_places(self, wish: Wish) -> bool:
        """RR-001, RR-063, RR-065: whoever stated the preference, with whatever value, and nobody else."""
        return wish is not Wish.NONE

    def announces_early(self, expects: bool, still_arriving: bool) -> bool:
        """RR-001, RR-064: in a 100 before the content; without Expect too, while content is still on its way."""
        return expects or still_arriving

    def request_content_location(self, wish: Wish, places: Places) -> str | None:
        """RR-002, RR-004, RR-006: in the 100; a bare reference, which resolves whatever the URI of the request is."""
        return places.upload

    def response_message_location(self, wish: Wish, places: Places) -> str | None:
        """RR-003, RR-005, RR-006: in the 100; a bare reference."""
        return places.message

    def content_location(self, wish: Wish, places: Places) -> str | None:
        """RR-003: in the 100: where the content of the final response will be."""
        return places.result

    def fields_of_places(self, fields: Fields) -> Fields:
        """RR-001, RR-004, RR-005: each field once in the 100."""
        return fields

    def places_of_final(self, places: Places) -> Places | None:
        """RR-098: a final response repeats what the 100 said. None: it does not repeat it."""
        return places

    def preference_applied_to_resume(self, wish: Wish) -> str | None:
        """RR-066: nothing is defined for resume, so nothing is said. None: no field."""
        return None

    # What becomes of it

    def executes_before_content(self) -> bool:
        """RR-008: until the content is there nothing has happened."""
        return False

    def keeps_interrupted_request(self, wish: Wish) -> bool:
        """RR-012, RR-060, RR-061, RR-062, RR-065: saved if and only if that is wished."""
        return wish is Wish.SAVE

    def executes_interrupted(self, wish: Wish, declared: int | None) -> bool:
        """RR-008, RR-054, RR-061, RR-065: what was cut off is not carried out. `declared` is None if chunked."""
        return False

    def executes_complete(self, by_patch: bool) -> bool:
        """RR-014, RR-017: once all of its content is there, however that came, a request is carried out."""
        return True

    def executes_again(self) -> bool:
        """RR-021: once: not again for a PATCH that comes after the completion."""
        return False

    def request_to_carry_out(self, original: Request, completing: Request) -> Request:
        """RR-020: the original one; `completing` is the one that brought the last octets."""
        return original

    def content_type_of_operation(self, original: str, continuation: str | None) -> str:
        """RR-020: the type of the original content; None: no PATCH was needed."""
        return original

    def outcome_survives(self, connected: bool) -> bool:
        """RR-022: an operation has its outcome whether or not the client is still `connected`."""
        return True

    def preferences_of_completion(self, own: Preferences, original: Preferences, by_patch: bool) -> Preferences:
        """RR-090, RR-091: those of the PATCH that completes the request if it states any, else the original ones."""
        return original if own == Preferences() else own

    # How long it is kept

    def seconds_saved(self, asked: float | None) -> float:
        """RR-060, RR-067: as asked for by the URI, else as configured."""
        return self.configuration.save_seconds if asked is None else asked

    def is_expired(self, idle: float, keeps: float) -> bool:
        """RR-067: removed when nothing changed for so many seconds."""
        return idle > keeps

    def executes_expired(self) -> bool:
        """RR-067: what is removed is not carried out."""
        return False

    def most_kept(self) -> int:
        """RR-084: so many requests are kept at the same time; the next one is refused (503)."""
        return 4000
