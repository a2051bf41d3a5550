"""Decisions about application/byteranges, the binary format."""

from __future__ import annotations

import re

from midflight_reference.byte_ranges.values import Framing, refusal
from midflight_reference.decisions.settings import Settings

NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
LONGEST_SECTION = 32 * 1024


class PatchBinaryDecisions(Settings):
    """The binary format (patch-byterange, "The application/byteranges media type"; RFC 9292, section 3)."""

    def size_of_varint(self, first: int) -> int:
        """BR-123: the two highest bits of the first octet say how many octets there are (RFC 9000, section 16)."""
        return 1 << (first >> 6)

    def varint(self, octets: bytes) -> int:
        """BR-123: the rest of the bits is the number, the highest first; a longer form than needed is as good."""
        return int.from_bytes(octets, "big") & ((1 << (8 * len(octets) - 2)) - 1)

    def size_of_indicator(self, first: int) -> int:
        """BR-124: the framing indicator is a variable-length integer like all others."""
        return self.size_of_varint(first)

    def framing_of(self, indicator: int) -> Framing | None:
        """BR-120, BR-121, BR-125: 8 and 10, nothing else. None: refused."""
        return next((framing for framing in Framing if framing.value == indicator), None)

    def ends_document(self, indicator: int) -> bool:
        """BR-131, BR-134: no indicator ends the document: what follows a content is the next message."""
        return False

    def messages_follow(self) -> bool:
        """BR-122: messages are concatenated, in any mixture of framings."""
        return True

    def prepares_for(self, announced: int) -> None:
        """BR-132: an announced length is a claim: nothing is set aside for it."""

    def accepts_section_length(self, announced: int) -> bool:
        """BR-132: a field section has at most 32 KiB, whatever is announced."""
        return announced <= LONGEST_SECTION

    def field_fits(self, size: int, left: int) -> bool:
        """BR-128: field lines fill the section exactly; none reaches beyond it."""
        return size <= left

    def accepts_empty_name(self) -> bool:
        """BR-128: a name has one octet at least; an empty one does not end a section of known length."""
        return False

    def field(self, name: bytes, value: bytes) -> tuple[str, str]:
        """BR-129, BR-130: any field name, in lower case on our side, with any value, also an empty one."""
        if NAME.fullmatch(name) is None or VALUE.fullmatch(value) is None:
            raise refusal("The patch has a field whose name or value is none (RFC 9110, section 5).")
        return name.decode("ascii").lower(), value.decode("latin-1").strip(" \t")

    def accepts_truncated_document(self, inside: str) -> bool:
        """BR-126: a patch that ends inside a message is broken off; `inside` says where."""
        return False

    def accepts_missing_terminator(self) -> bool:
        """BR-126: the zero that ends the content of indeterminate length has to be there."""
        return False
