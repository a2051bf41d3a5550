"""Faults in what a small patch may bring about, and in patches that come at the same time."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because

FAULTS = Faults()


@FAULTS.add(
    "holes-show-old-storage",
    "BR-180",
    because(
        "a hole that nobody wrote reads as zeros, in an upload as well",
        "BR-030",
        "BR-063",
        "BR-064",
        "BR-202",
        "PU-033",
    ),
)
class HolesShowOldStorage(Decisions):
    """What nobody wrote shows what the storage held before."""

    def gap_filler(self) -> bytes:
        return b"left here by somebody else\n"


@FAULTS.add("far-writes-end-in-a-server-error", "BR-181", because("no far position is safe", "BR-035", "BR-205"))
class FarWritesEndInAServerError(Decisions):
    """A write far away is tried, and fails where the disk ends."""

    def accepts_end(self, end: int) -> bool:
        if end > 1 << 40:
            raise OSError("no space left")
        return super().accepts_end(end)


@FAULTS.add(
    "too-large-is-answered-413", "BR-182", because("in the IETF revision the same is said of any growth", "BR-218")
)
class TooLargeIsAnswered413(Decisions):
    """An announced length that is too large is answered 413, as if the patch were."""

    def status_of_too_large(self) -> int:
        return 413


@FAULTS.add("conditions-hold-for-ever", "BR-184")
class ConditionsHoldForEver(Decisions):
    """A condition that held when the request came is not looked at again when it takes effect."""

    def checks_conditions_again(self) -> bool:
        return False
