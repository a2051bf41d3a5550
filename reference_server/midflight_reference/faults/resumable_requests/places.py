"""Faults in telling a request where its parts are found (resume-request, sections 2.1 and 3.1 to 3.3)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields
from midflight_reference.resumption.values import Places, Wish

FAULTS = Faults()


@FAULTS.add("the-library-sends-the-100", "RR-001", because("there is no place in it", "RR-002", "RR-003"))
class TheLibrarySendsThe100(Decisions):
    """The 100 is sent before the application has seen the request, and has no fields."""

    def fields_of_places(self, fields: Fields) -> Fields:
        return ()


@FAULTS.add("content-is-located-too-late", "RR-002")
class ContentIsLocatedTooLate(Decisions):
    """Request-Content-Location is in the final response only."""

    def request_content_location(self, wish: Wish, places: Places) -> str | None:
        return None


@FAULTS.add("the-response-has-no-place", "RR-003")
class TheResponseHasNoPlace(Decisions):
    """Response-Message-Location is left out."""

    def response_message_location(self, wish: Wish, places: Places) -> str | None:
        return None


@FAULTS.add("content-location-in-brackets", "RR-004")
class ContentLocationInBrackets(Decisions):
    """Request-Content-Location is written as the target of a Link."""

    def request_content_location(self, wish: Wish, places: Places) -> str | None:
        return f"<{places.upload}>"


@FAULTS.add("two-content-locations", "RR-004")
class TwoContentLocations(Decisions):
    """Request-Content-Location is there twice, for two servers that have the upload."""

    def fields_of_places(self, fields: Fields) -> Fields:
        again = [(name, f"/mirror{value}") for name, value in fields if name == "Request-Content-Location"]
        return [*fields, *again]


@FAULTS.add("message-location-in-brackets", "RR-005")
class MessageLocationInBrackets(Decisions):
    """Response-Message-Location is written as the target of a Link."""

    def response_message_location(self, wish: Wish, places: Places) -> str | None:
        return f"<{places.message}>"


@FAULTS.add("two-message-locations", "RR-005")
class TwoMessageLocations(Decisions):
    """Response-Message-Location is there twice, once for each attempt."""

    def fields_of_places(self, fields: Fields) -> Fields:
        again = [(name, f"{value}.2") for name, value in fields if name == "Response-Message-Location"]
        return [*fields, *again]


@FAULTS.add(
    "references-from-the-storage",
    "RR-006",
    because("the reference leads nowhere", "RR-012", "RR-013", "RR-014", "RR-015", "RR-016", "RR-091", "RR-093"),
)
class ReferencesFromTheStorage(Decisions):
    """Request-Content-Location is relative to the folder of uploads, not to the request URI."""

    def request_content_location(self, wish: Wish, places: Places) -> str | None:
        return places.upload.rpartition("/")[2]


@FAULTS.add("one-place-for-all-requests", "RR-036")
class OnePlaceForAllRequests(Decisions):
    """The content of every request is stored at the same place."""

    def new_places(self, serial: int) -> Places:
        places = super().new_places(serial)
        return Places("/uploads/current", places.message, places.result)
