"""Faults in the response message, and in the content of a response (resume-request, sections 2.1 and 3.2)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Response

FAULTS = Faults()
UNREADABLE = because(
    "no parser reads the message",
    *("RR-014", "RR-024", "RR-028", "RR-029", "RR-090", "RR-091", "RR-063", "RR-093", "RR-097"),
)


@FAULTS.add(
    "responses-are-replayed",
    "RR-024",
    because("there is no message in the answer", "RR-014", "RR-028", "RR-090", "RR-091", "RR-063", "RR-093", "RR-097"),
)
class ResponsesAreReplayed(Decisions):
    """The stored response is the answer to the GET, not its content."""

    def wraps_response(self) -> bool:
        return False


@FAULTS.add("message-lines-end-with-lf", "RR-024")
class MessageLinesEndWithLF(Decisions):
    """The lines of the response message end with LF."""

    def line_end(self) -> str:
        return "\n"


@FAULTS.add("messages-of-type-application-http", "RR-025")
class MessagesOfTypeApplicationHTTP(Decisions):
    """The response message has the media type of pipelined messages."""

    def type_of_response_message(self) -> str:
        return "application/http"


@FAULTS.add(
    "copies-claim-to-be-chunked",
    "RR-026",
    UNREADABLE,
)
class CopiesClaimToBeChunked(Decisions):
    """The copy keeps Transfer-Encoding: chunked, its content has no chunks."""

    def framing_of_message(self, length: int) -> Fields:
        return [("Transfer-Encoding", "chunked")]


@FAULTS.add(
    "half-of-the-content-is-copied",
    "RR-026",
    UNREADABLE,
)
class HalfOfTheContentIsCopied(Decisions):
    """The copy has some of the content, and the length of that."""

    def content_of_message(self, content: bytes) -> bytes:
        return content[: len(content) // 2]


@FAULTS.add("an-invented-response", "RR-027")
class AnInventedResponse(Decisions):
    """Until there is a response, a message without a status stands for it."""

    def pending(self) -> Response:
        return Response(200, [("Content-Type", "message/http")], b"HTTP/1.1 200 undefined\r\n\r\n")


@FAULTS.add("an-early-202", "RR-027")
class AnEarly202(Decisions):
    """Until there is a response, a message with 202 stands for it."""

    def pending(self) -> Response:
        return Response(200, [("Content-Type", "message/http")], b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")


@FAULTS.add(
    "only-lost-responses-are-copied",
    "RR-028",
    because(
        "what was delivered is forgotten",
        "RR-014",
        "RR-006",
        "RR-008",
        "RR-021",
        "RR-024",
        "RR-030",
        "RR-090",
        "RR-091",
        "RR-093",
        "RR-063",
        "RR-097",
    ),
)
class OnlyLostResponsesAreCopied(Decisions):
    """There is a response message only where the response could not be delivered."""

    def copies_response(self, connected: bool) -> bool:
        return not connected


@FAULTS.add(
    "copies-say-200",
    "RR-028",
    because("the status is compared", "RR-014", "RR-024", "RR-091", "RR-063", "RR-093", "RR-097"),
)
class CopiesSay200(Decisions):
    """The copy of every response has the status 200."""

    def status_of_message(self, status: int) -> int:
        return 200


@FAULTS.add("copies-without-fields", "RR-028")
class CopiesWithoutFields(Decisions):
    """The copy leaves out every field that is not needed to read it."""

    def fields_of_message(self, fields: Fields) -> Fields:
        return ()


@FAULTS.add("the-100-is-recorded", "RR-029")
class The100IsRecorded(Decisions):
    """The message holds everything that was sent, beginning with the 100."""

    def interim_of_message(self) -> bytes:
        return b"HTTP/1.1 100 Continue\r\n\r\n"


@FAULTS.add("content-is-at-the-target", "RR-030")
class ContentIsAtTheTarget(Decisions):
    """Content-Location names the target resource, which is another one at every look."""

    def result_of(self, path: str) -> str:
        return "/big"
