"""The decisions as they are for follow-up requests: what byte-range patches leave open is decided by this document.

How a patch is read is not what these requests are about, so that is answered conformantly whatever fault there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.byte_ranges.values import Extent, Format, Part, Resize, Write
from midflight_reference.decisions import Decisions
from midflight_reference.messages import Fields, Request
from midflight_reference.prefer import Transaction
from midflight_reference.store.resource import Resource, Span


class FollowUpDecisions(Decisions):
    """Answers the questions of patching and reading; those about a resumable request are put to `asked`."""

    def __init__(self, asked: Decisions) -> None:
        self._asked = asked
        self.configuration = asked.configuration

    def accepts_position(self, first: int, length: int, exists: bool, format: Format) -> bool:
        """See the class."""
        return self._asked.accepts_offset(first, length)

    def accepts_announced_again(self, before: int | None, stated: int, length: int) -> bool:
        """See the class."""
        return self._asked.accepts_total(before, stated, length)

    def accepts_end_of_upload(self, end: int, announced: int) -> bool:
        """See the class."""
        return self._asked.accepts_end_of_request(end, announced)

    def is_complete(self, received: Sequence[Span], announced: int) -> bool:
        """See the class."""
        return self._asked.completes_request(received, announced)

    def stays_open(self, before: Resource | None) -> bool:
        """Return whether the content of the request is incomplete."""
        return before is None or not before.finished

    def status_of_too_large(self) -> int:
        """Return 413: here the content itself is too large."""
        return 413

    def write_position(self, part: Part, first: int, length: int) -> int:
        """See the class."""
        return self._asked.position_of_continuation(first, length)

    def commits_as_it_arrives(self, transaction: Transaction | None) -> bool:
        """See the class."""
        return self._asked.saves_as_it_arrives()

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        """See the class."""
        return self._asked.keeps_interrupted_continuation()

    def keeps_refused(self, transaction: Transaction | None) -> bool:
        """Return False: what is refused does no damage."""
        return False

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        """Return those of the original request, whatever the part says."""
        return before or ()

    def visible_length(self, resource: Resource) -> int:
        """See the class."""
        return self._asked.length_received(resource)

    def status_of_representation(self, method: str, resource: Resource) -> int:
        """See the class."""
        return self._asked.status_of_request_content(resource.finished)


class FirstContentDecisions(FollowUpDecisions):
    """The same for the content of the request itself, which is taken like a patch without a range."""

    def range_without_field(self, format: Format) -> Extent | None:
        """Return that it begins at zero and is as long as it is."""
        return Write(0)

    def keeps_interrupted(self, transaction: Transaction | None) -> bool:
        """See the class."""
        return self._asked.saves_as_it_arrives()


def replaces(part: Part) -> bool:
    """Say whether a part sets the size, which continues nothing."""
    return isinstance(part.extent, Resize)
