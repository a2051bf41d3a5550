"""New octets written over old ones: what an interrupted write may leave behind (Prefer: transaction=persist)."""

from __future__ import annotations

from midflight.content.compare import common_prefix
from midflight.content.octets import Joined, Octets, Slice, Zeros
from midflight.evidence import Content


def overlay(old: Octets, new: Octets, at: int, up_to: int) -> Octets:
    """Return `old` with the first `up_to` octets of `new` written at position `at`; zeros fill a gap behind the end."""
    written = Slice(new, 0, up_to)
    if not written.length:
        return old
    gap = Zeros(max(0, at - old.length))
    return Joined((Slice(old, 0, at), gap, written, Slice(old, at + written.length, old.length)))


def nearest_overlay(content: Content, old: Octets, new: Octets, at: int, up_to: int) -> Octets:
    """Return `old` with that prefix of `new`, at most `up_to` octets, written over it at `at` that explains most.

    The longest prefix of `new` that the content shows is the only one to try: if a shorter one explains the content,
    `old` and `new` agree in the octets between, and the longest explains it too. In content that was not kept whole
    the prefix may end where nothing was kept: its length then follows from how far the content grew, and if it did not
    grow, all of `new` is taken to be written.
    """
    most = Slice(new, 0, up_to)
    written = common_prefix(content.kept[at:], most.chunks())
    if not content.whole and at + written >= len(content.kept):
        written = content.length - at if content.length > old.length else most.length
    return overlay(old, new, at, max(0, min(written, most.length)))
