"""Decisions about the content of a request as a resource: Request-Content-Location."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields
from midflight_reference.store.resource import Resource, Span


class RequestContentDecisions(Settings):
    """Resynchronizing and continuing (resume-request, "Registrations", "Request-Content-Location")."""

    # Who, and how

    def may_follow_up(self, user: str | None, owner: str | None, method: str) -> bool:
        """RR-081: the user who made the request; without one whoever knows the URI. Also for responses and results."""
        return owner is None or user == owner

    def cache_control_of_follow_up(self) -> str | None:
        """RR-083: no cache keeps a request content or a response message."""
        return "private, no-store"

    def methods_of_request_content(self) -> tuple[str, ...]:
        """RR-050, RR-052: GET only where content is kept to be read; nothing replaces or removes it."""
        return ("GET", "HEAD", "PATCH") if self.configuration.keeps_content else ("HEAD", "PATCH")

    def allow_of_request_content(self, methods: tuple[str, ...]) -> str | None:
        """RR-051, RR-052: a 405 names exactly the methods that are served. None: no field."""
        return ", ".join(methods)

    def refusal_of_method(self, method: str) -> int:
        """RR-050, RR-051, RR-052: 405."""
        return 405

    # What it shows

    def fields_of_request_content(self, fields: Fields) -> Fields:
        """RR-012, RR-050, PU-038: type, language and coding of the content of the request."""
        return tuple(
            (name, value) for name, value in fields if name in ("content-type", "content-language", "content-encoding")
        )

    def length_received(self, resource: Resource) -> int:
        """RR-012, RR-050, RR-053: the octets of the content that were received, without those of its framing."""
        return resource.prefix

    def shows_request_content(self, resource: Resource) -> bool:
        """RR-012, RR-013: while it is incomplete as well as after. False: 404."""
        return True

    def status_of_request_content(self, finished: bool) -> int:
        """RR-013, RR-015, PU-038: the status of what is incomplete, then 200."""
        return 200 if finished else self.status_of_incomplete_request()

    def status_of_incomplete_request(self) -> int:
        """RR-013, PU-038: the same as for any other incomplete resource; without such a status, 200."""
        return self.configuration.partial_status

    # How it is continued

    def accepts_continuation_type(self, known: bool) -> bool:
        """RR-014: a patch in one of the known formats. False: 415."""
        return known

    def accepts_another_continuation(self, attempts: int) -> bool:
        """RR-015, RR-016: as often as it takes; `attempts` is how many were made before."""
        return True

    def accepts_offset(self, first: int, received: int) -> bool:
        """RR-018, RR-019: at the end or before it, not behind, unless gaps are supported: then it waits for them."""
        return first <= received or self.configuration.sparse

    def accepts_total(self, announced: int | None, stated: int, length: int) -> bool:
        """RR-018, RR-054: the length that was announced; if none was, one that is not below what is there."""
        return length <= stated if announced is None else stated == announced

    def accepts_end_of_request(self, end: int, announced: int) -> bool:
        """RR-018: nothing behind the announced length, even if the PATCH states no total."""
        return end <= announced

    def accepts_replacing_content(self) -> bool:
        """RR-018: setting the size continues nothing."""
        return False

    def position_of_continuation(self, first: int, received: int) -> int:
        """RR-019: where the range says, so that octets sent again are not there twice."""
        return first

    def completes_request(self, received: Sequence[Span], announced: int) -> bool:
        """RR-014, RR-015, RR-018: every octet up to the announced length, in whatever pieces they came."""
        return tuple(received) == ((0, announced),) or announced == 0

    def saves_as_it_arrives(self) -> bool:
        """RR-012, RR-016, RR-072: what has arrived counts at once."""
        return True

    def keeps_interrupted_continuation(self) -> bool:
        """RR-016: a PATCH that is cut off leaves what arrived of it."""
        return True

    def counts_interrupted_octets(self, length: int, received: int) -> int:
        """RR-016, RR-072: what is recorded stays so. `received`: so many of these octets came before the cut."""
        return length

    def accepts_late_octets(self, is_writer: bool) -> bool:
        """RR-093: only the connection that began to write last may write."""
        return is_writer

    def status_of_late_octets(self) -> int:
        """RR-093: somebody else goes on with this request."""
        return 409

    # What it is answered with

    def status_of_continued(self) -> int:
        """RR-015, PU-038: octets were taken, and others are missing."""
        return self.configuration.partial_status

    def answers_with_outcome(self) -> bool:
        """RR-017: a PATCH that completes the request is answered as the request would have been."""
        return self.configuration.answers_continuation

    def status_of_completed(self) -> int:
        """RR-017: if the outcome is to be asked for elsewhere."""
        return 204
