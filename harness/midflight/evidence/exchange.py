"""One exchange as it was seen: interim responses, the final response and how it ended (RFC 9110, section 15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Ending(Enum):
    """How an exchange ended."""

    COMPLETE = "complete"  # a final response, whole
    CUT = "cut"  # by the case, on purpose
    STALLED = "stalled"  # the case stopped sending, on purpose: what the target then says is its own matter
    LEFT = "left"  # the case ended while it was open
    CLOSED = "closed"  # the target closed before the final response was whole
    RESET = "reset"  # the target reset the connection before the final response was whole
    SILENT = "silent"  # no final response within the patience of the target
    GARBLED = "garbled"  # octets that are no HTTP response
    FLOODED = "flooded"  # beyond a bound: heads, interim responses, content
    UNREACHABLE = "unreachable"  # no connection could be made


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one response. Names keep the case they came in; values are decoded as Latin-1 and trimmed."""

    status: int
    fields: tuple[tuple[str, str], ...]
    at: float
    version: str = "1.1"
    reason: str = ""
    sent: int = 0  # content octets of the request sent when this head was read
    entry: int = -1  # index of the transcript entry that completed it

    def values(self, name: str) -> list[str]:
        """Return the value of each field line called `name`, in order."""
        wanted = name.lower()
        return [value for key, value in self.fields if key.lower() == wanted]


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a final response: whole in `kept`, or only its beginning when it was too long to keep."""

    length: int = 0
    sha256: str = ""
    kept: bytes = b""

    @property
    def whole(self) -> bool:
        """Say whether `kept` holds all of it."""
        return len(self.kept) == self.length


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and all that came back for it."""

    connection: int
    method: str
    uri: str  # absolute
    started_at: float  # when its first octet was sent
    sent_at: float | None  # when its last octet was sent; None if that never happened
    content_sent: int
    interim: tuple[Head, ...]
    final: Head | None
    content: Content
    ended_at: float
    ending: Ending
    detail: str = ""  # what exactly was wrong, for people
    name: str = ""

    @property
    def responses(self) -> tuple[Head, ...]:
        """Return every head in the order of arrival."""
        return (*self.interim, self.final) if self.final else self.interim
