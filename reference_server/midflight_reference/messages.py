"""Requests and responses as values (RFC 9110, section 6): what the resources of this server take and give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType

Fields = Sequence[tuple[str, str]]
NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """A complete request. Field names are in lower case, values are Latin-1 text."""

    method: str
    target: str
    path: str
    query: Mapping[str, str] = field(default_factory=lambda: NO_VALUES)
    version: str = "1.1"
    fields: Fields = ()
    content: bytes = b""

    def values(self, name: str) -> list[str]:
        """Return the value of each field line called `name`, in order."""
        return [value for key, value in self.fields if key == name]

    def value(self, name: str) -> str | None:
        """Return the lines called `name` as one list (RFC 9110, section 5.3), or None without any."""
        values = self.values(name)
        return ", ".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Streamed:
    """Content that is read while it is sent: its length in octets, and its octets."""

    length: int
    octets: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Response:
    """A final response. Content-Length and Date are added on the way out. `streamed` goes in place of `content`."""

    status: int
    fields: Fields = ()
    content: bytes = b""
    streamed: Streamed | None = None

    @property
    def length(self) -> int:
        """Return the number of octets of the content."""
        return len(self.content) if self.streamed is None else self.streamed.length


class AbandonedError(Exception):
    """Ends the connection without a further octet: closed, or reset."""

    def __init__(self, by: str = "close") -> None:
        super().__init__(by)
        self.by = by


class RefusedError(Exception):
    """Carries the error response of a request that cannot be served."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def reason(status: int) -> str:
    """Return the reason phrase of a status code; an unassigned code has an empty one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def text(status: int, sentence: str, *fields: tuple[str, str]) -> Response:
    """Return a response whose content is a line of plain text."""
    content = f"{sentence}\n".encode()
    return Response(status, [("Content-Type", "text/plain; charset=utf-8"), *fields], content)


def interim_head(status: int, fields: Fields) -> bytes:
    """Return the octets of an interim response."""
    lines = [f"HTTP/1.1 {status} {reason(status)}", *(f"{name}: {value}" for name, value in fields)]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1", "replace")
