"""Decisions about the final response as a resource: Response-Message-Location, and the content of the response."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields, Response, reason, text

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "proxy-connection")


class ResponseMessageDecisions(Settings):
    """The stored response (resume-request, "Response-Message-Location" and "Closing the Operation")."""

    # The document

    def copies_response(self, connected: bool) -> bool:
        """RR-017, RR-024, RR-028: each response, whether or not the client was `connected` to get it."""
        return True

    def type_of_response_message(self) -> str:
        """RR-024, RR-025: message/http, whatever version the request had."""
        return "message/http"

    def wraps_response(self) -> bool:
        """RR-024: the response is content; the GET has a status of its own. False: it is replayed."""
        return True

    def start_line(self, status: int) -> str:
        """RR-024, RR-029: the status line of the final response."""
        return f"HTTP/1.1 {status} {reason(status)}"

    def line_end(self) -> str:
        """RR-024: a line ends with CRLF."""
        return "\r\n"

    def status_of_message(self, status: int) -> int:
        """RR-017, RR-020, RR-028: that of the operation."""
        return status

    def fields_of_message(self, fields: Fields) -> Fields:
        """RR-028: all fields of the final response but those about the connection (RFC 9110, 7.6.1)."""
        return [(name, value) for name, value in fields if name.lower() not in HOP_BY_HOP]

    def framing_of_message(self, length: int) -> Fields:
        """RR-026: the length of the content as it is here."""
        return [("Content-Length", str(length))]

    def content_of_message(self, content: bytes) -> bytes:
        """RR-026, RR-028: the content, or nothing of it."""
        return content if self.configuration.keeps_response_content else b""

    def interim_of_message(self) -> bytes:
        """RR-029: the message is the final response; no interim response precedes it."""
        return b""

    # When it is there

    def pending(self) -> Response:
        """RR-027: no response yet is told from any response."""
        status = self.configuration.pending_status
        return text(status, "There is no response yet.", ("Retry-After", "1"))

    def executes_when_read(self) -> bool:
        """RR-021: reading a response carries nothing out."""
        return False

    def methods_of_response_message(self) -> tuple[str, ...]:
        """RR-042, RR-052: it is read and deleted, not written."""
        return ("GET", "HEAD", "DELETE")

    def allow_of_response_message(self, methods: tuple[str, ...]) -> str | None:
        """RR-052: a 405 names the methods that are served. None: no field."""
        return ", ".join(methods)

    # Closing

    def closes_before_response(self) -> Response | None:
        """RR-043: DELETE closes what has ended, so it has to wait. None: it removes the request."""
        return text(409, "There is no response yet.")

    def removed_by_closing(self, upload: str, message: str, result: str) -> Sequence[str]:
        """RR-042: the request content and the response message go, what the operation created stays."""
        return (upload, message)

    def request_content_after_closing(self) -> bool:
        """RR-044: when the client has closed the request, its content goes, so that nobody can continue it."""
        return False

    def status_of_closing(self) -> int:
        """RR-042: done, and nothing to say."""
        return 204

    # The content of the response

    def result_of(self, path: str) -> str:
        """RR-030: Content-Location names the very content of the response, ranges of which can be had."""
        return path
