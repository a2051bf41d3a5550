"""Faults in telling what is safe (resume-request, sections 3.4 and 3.5)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, RefusedError, text
from midflight_reference.prefer import parsed

FAULTS = Faults()

HEADER_SECTION = 400  # octets, of a request with a few fields
IN_MEMORY = 16383  # octets: less than the first acknowledgement tells


@FAULTS.add(
    "acknowledge-with-the-total",
    "RR-070",
    because("the number cannot be read", "RR-071", "RR-074", "RR-078", "RR-079"),
)
class AcknowledgeWithTheTotal(Decisions):
    """Acknowledge is written as a part of the whole."""

    def acknowledge_field(self, octets: int, total: int | None) -> str:
        return f"{octets}/{total}"


@FAULTS.add("acknowledge-in-a-199", "RR-070", because("it is in no 100", "RR-074"))
class AcknowledgeInA199(Decisions):
    """Acknowledgements have a status of their own."""

    def status_of_acknowledgement(self) -> int:
        return 199


@FAULTS.add("acknowledge-twice", "RR-070")
class AcknowledgeTwice(Decisions):
    """A 100 has the field twice: what was received, and what was stored."""

    def fields_of_acknowledgement(self, value: str) -> Fields:
        return [("Acknowledge", value), ("Acknowledge", value)]


@FAULTS.add("the-header-section-is-acknowledged", "RR-071", because("more is told than is there", "RR-072", "RR-078"))
class TheHeaderSectionIsAcknowledged(Decisions):
    """All octets that came on the connection are counted."""

    def octets_acknowledged(self, recorded: int, received: int) -> int:
        return recorded + HEADER_SECTION


@FAULTS.add("what-was-acknowledged-is-lost", "RR-072", because("less is there than was told", "RR-078"))
class WhatWasAcknowledgedIsLost(Decisions):
    """What was acknowledged was only in memory, and goes with the connection."""

    def counts_interrupted_octets(self, length: int, received: int) -> int:
        return min(length, IN_MEMORY)


@FAULTS.add("one-acknowledgement-at-the-end", "RR-074")
class OneAcknowledgementAtTheEnd(Decisions):
    """Nothing is acknowledged before everything is there."""

    def octets_between(self) -> int:
        return 7_999_000


@FAULTS.add("acknowledging-needs-resume", "RR-075", because("a step states this preference alone", "RR-078"))
class AcknowledgingNeedsResume(Decisions):
    """The preference without resume is refused: there is no record to note it in."""

    def acknowledges(self, lines: list[str]) -> bool:
        if super().acknowledges(lines) and "resume" not in parsed(lines):
            raise RefusedError(text(400, "There is nothing to be resumed."))
        return super().acknowledges(lines)


@FAULTS.add("everything-is-acknowledged", "RR-076")
class EverythingIsAcknowledged(Decisions):
    """Acknowledgements come without being asked for."""

    def acknowledges(self, lines: list[str]) -> bool:
        return True


@FAULTS.add("acknowledge-changes-its-base", "RR-078")
class AcknowledgeChangesItsBase(Decisions):
    """A long step is counted from the start of the content first, and then from its own."""

    def octets_acknowledged(self, recorded: int, received: int) -> int:
        return received if received > 300_000 else recorded


@FAULTS.add(
    "the-final-response-acknowledges-nothing",
    "RR-079",
    {"RR-071": "the number goes back", "RR-028": "the copy of the response has no such field"},
)
class TheFinalResponseAcknowledgesNothing(Decisions):
    """The count begins anew before the final response, which has it."""

    def acknowledge_of_final(self, recorded: int) -> Fields:
        return [("Acknowledge", "0")]
