"""Decisions about uploads in segments: what is expected, when it is complete, and how it looks until then."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields
from midflight_reference.store.resource import Resource, Span, joined


class UploadDecisions(Settings):
    """Segmented creation (patch-byterange, "Segmented document creation with PATCH"; partial-upload)."""

    def announced_by_put(self, content_length: int | None) -> int | None:
        """BR-152: Content-Length of a PUT is the final length."""
        return content_length

    def announced_by_part(self, complete_length: int | None) -> int | None:
        """BR-152, BR-202, BR-207, PU-010: complete-length is the final length; not stated, it comes later."""
        return complete_length

    def accepts_announced_again(self, before: int | None, stated: int, length: int) -> bool:
        """BR-164: the final length is one property of an upload: no other one, and none below what is there (409)."""
        return length <= stated if before is None else before == stated

    def accepts_end_of_upload(self, end: int, announced: int) -> bool:
        """BR-164: nothing goes behind the final length, even if the part states none (409)."""
        return end <= announced

    def stays_open(self, before: Resource | None) -> bool:
        """BR-022, BR-152, BR-158: an upload is what a PATCH creates, until it is finished; else nothing becomes one."""
        return self.configuration.segmented and (before is None or not before.finished)

    def spans_received(self, before: Sequence[Span], span: Span) -> tuple[Span, ...]:
        """BR-072, BR-159: positions count, not how many octets came; what comes again changes nothing."""
        return joined([*before, span])

    def is_complete(self, received: Sequence[Span], announced: int) -> bool:
        """BR-153, BR-158, BR-159, PU-015, PU-035: every octet up to the final length was received."""
        return tuple(received) == ((0, announced),) or announced == 0

    def finishes_interrupted(self) -> bool:
        """BR-153, BR-171, PU-017: the end of a connection is not the end of an upload."""
        return False

    def resize_finishes(self, announced: int | None, length: int) -> bool:
        """BR-030, BR-202: setting the size ends an upload, unless octets of the announced size are still missing."""
        return length != announced

    def visible_length(self, resource: Resource) -> int:
        """BR-023, BR-154, BR-217, PU-010, PU-016, PU-035: what has arrived from the start on, without a hole."""
        return resource.prefix

    def length_told_by_head(self, length: int) -> int:
        """BR-154, PU-016, PU-017: the length that GET would have."""
        return length

    def status_of_representation(self, method: str, resource: Resource) -> int:
        """PU-016, PU-020: 200 for what is complete, the status of the incomplete for the rest."""
        return self.status_of_incomplete_representation() if resource.incomplete else 200

    def status_of_incomplete_representation(self) -> int:
        """PU-016, PU-020, PU-038: GET and HEAD tell that octets are missing."""
        return self.configuration.partial_status

    def accepts_document(self, fields: Fields) -> bool:
        """BR-162: whatever was uploaded is acceptable; `fields` are those of the finished resource."""
        return True

    def fields_of_representation(self, method: str, fields: Fields) -> Fields:
        """PU-024, PU-025: HEAD has the fields of GET, Content-Length included."""
        return fields
