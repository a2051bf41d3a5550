"""Decisions about telling a client how much of its content is safe: Acknowledge."""

from __future__ import annotations

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields
from midflight_reference.prefer import parsed


class AcknowledgementDecisions(Settings):
    """Acknowledge and its preference (resume-request, "Acknowledge" and "The acknowledge preference")."""

    def acknowledges(self, lines: list[str]) -> bool:
        """RR-074, RR-075, RR-076: if the preference is stated, with resume and Expect or without."""
        return "acknowledge" in parsed(lines)

    def octets_between(self) -> int:
        """RR-074: an acknowledgement follows when so many octets were recorded since the one before."""
        return self.configuration.ack_interval

    def octets_acknowledged(self, recorded: int, received: int) -> int:
        """RR-071, RR-072, RR-078: those recorded, from the start of the content of the request, not those received.

        `received` counts the octets of the content of this very request, which may be a PATCH.
        """
        return recorded

    def status_of_acknowledgement(self) -> int:
        """RR-070: 100."""
        return 100

    def acknowledge_field(self, octets: int, total: int | None) -> str:
        """RR-070: digits, and nothing else. `total` is the announced length."""
        return str(octets)

    def fields_of_acknowledgement(self, value: str) -> Fields:
        """RR-070: one field."""
        return [("Acknowledge", value)]

    def acknowledge_of_final(self, recorded: int) -> Fields:
        """RR-079: a final response has no such field."""
        return []
