"""Faults in the content of a request as a resource (resume-request, sections 2.1 and 3.1)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.resumption.values import Wish
from midflight_reference.store.resource import Resource

FAULTS = Faults()

HEAD_OF_A_CHUNK = 5  # octets: a size in hexadecimal, and two line ends


@FAULTS.add(
    "reading-an-upload-crashes",
    "RR-050",
    because("the content of an upload is asked for", "RR-016", "RR-051", "RR-053", "RR-083", "RR-093"),
)
class ReadingAnUploadCrashes(Decisions):
    """GET of an upload, which is not supported, ends in an exception."""

    def methods_of_request_content(self) -> tuple[str, ...]:
        return ("HEAD", "PATCH")

    def refusal_of_method(self, method: str) -> int:
        return 500 if method == "GET" else 405


@FAULTS.add("allow-is-always-the-same", "RR-051")
class AllowIsAlwaysTheSame(Decisions):
    """GET of an upload is refused, and Allow names all methods of the server."""

    def methods_of_request_content(self) -> tuple[str, ...]:
        return ("HEAD", "PATCH")

    def allow_of_request_content(self, methods: tuple[str, ...]) -> str | None:
        return "GET, HEAD, PATCH, DELETE"


@FAULTS.add("allow-forgets-patch", "RR-051")
class AllowForgetsPatch(Decisions):
    """GET of an upload is refused, and Allow names HEAD alone."""

    def methods_of_request_content(self) -> tuple[str, ...]:
        return ("HEAD", "PATCH")

    def allow_of_request_content(self, methods: tuple[str, ...]) -> str | None:
        return "HEAD"


@FAULTS.add("uploads-can-be-put", "RR-052")
class UploadsCanBePut(Decisions):
    """PUT of an upload is accepted."""

    def methods_of_request_content(self) -> tuple[str, ...]:
        return (*super().methods_of_request_content(), "PUT")


@FAULTS.add("messages-are-refused-without-allow", "RR-052")
class MessagesAreRefusedWithoutAllow(Decisions):
    """The 405 for a response message does not say which methods are allowed."""

    def allow_of_response_message(self, methods: tuple[str, ...]) -> str | None:
        return None


@FAULTS.add("messages-can-be-patched", "RR-052")
class MessagesCanBePatched(Decisions):
    """PATCH of a response message is accepted."""

    def methods_of_response_message(self) -> tuple[str, ...]:
        return (*super().methods_of_response_message(), "PATCH")


@FAULTS.add("framing-is-counted", "RR-053")
class FramingIsCounted(Decisions):
    """The heads of three chunks are counted as content."""

    def length_received(self, resource: Resource) -> int:
        chunked = resource.announced is None and not resource.finished
        return resource.prefix + 3 * HEAD_OF_A_CHUNK if chunked else resource.prefix


@FAULTS.add("interrupted-chunks-are-a-request", "RR-054")
class InterruptedChunksAreARequest(Decisions):
    """Chunked content that broke off is taken for complete and carried out."""

    def executes_interrupted(self, wish: Wish, declared: int | None) -> bool:
        return declared is None


@FAULTS.add("a-total-must-be-announced", "RR-054")
class ATotalMustBeAnnounced(Decisions):
    """The total that a PATCH states is compared with one that chunked content does not have."""

    def accepts_total(self, announced: int | None, stated: int, length: int) -> bool:
        return announced == stated
