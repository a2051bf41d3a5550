"""Faults in closing an operation (resume-request, section 2.2)."""

from __future__ import annotations

from collections.abc import Sequence

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Response, text

FAULTS = Faults()


@FAULTS.add("operations-cannot-be-closed", "RR-042")
class OperationsCannotBeClosed(Decisions):
    """DELETE of a response message is refused with 405."""

    def methods_of_response_message(self) -> tuple[str, ...]:
        return ("GET", "HEAD")


@FAULTS.add("closed-messages-stay", "RR-042")
class ClosedMessagesStay(Decisions):
    """DELETE is accepted and the response message stays."""

    def removed_by_closing(self, upload: str, message: str, result: str) -> Sequence[str]:
        return (upload,)


@FAULTS.add("closing-undoes-the-operation", "RR-042")
class ClosingUndoesTheOperation(Decisions):
    """DELETE of the response message removes what the operation created."""

    def removed_by_closing(self, upload: str, message: str, result: str) -> Sequence[str]:
        return (upload, message, result)


@FAULTS.add("closing-a-running-operation-crashes", "RR-043")
class ClosingARunningOperationCrashes(Decisions):
    """The running operation does not bear that its record is removed."""

    def closes_before_response(self) -> Response | None:
        return text(500, "The record of the operation is gone.")


@FAULTS.add(
    "closed-uploads-are-carried-out", "RR-044", because("other complete uploads are carried out again, too", "RR-021")
)
class ClosedUploadsAreCarriedOut(Decisions):
    """The content of a closed operation stays, and a PATCH of it carries the request out again."""

    def request_content_after_closing(self) -> bool:
        return True

    def executes_again(self) -> bool:
        return True
