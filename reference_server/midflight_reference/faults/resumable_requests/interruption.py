"""Faults in what is there after an interruption (resume-request, section 2.1)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields
from midflight_reference.resumption.values import Wish
from midflight_reference.store.resource import Resource

FAULTS = Faults()


@FAULTS.add("carried-out-at-the-head", "RR-008", because("the operation runs twice", "RR-021"))
class CarriedOutAtTheHead(Decisions):
    """The operation runs, without content, when the header section is there."""

    def executes_before_content(self) -> bool:
        return True


@FAULTS.add(
    "the-announced-length-is-told",
    "RR-012",
    because("it is where the upload would go on", "RR-015", "RR-016", "RR-091", "RR-093"),
)
class TheAnnouncedLengthIsTold(Decisions):
    """HEAD tells how much was announced, not how much arrived."""

    def length_received(self, resource: Resource) -> int:
        return resource.length if resource.announced is None else resource.announced


@FAULTS.add(
    "the-header-section-is-counted",
    "RR-012",
    because("it is where the upload would go on", "RR-015", "RR-016", "RR-091", "RR-093"),
)
class TheHeaderSectionIsCounted(Decisions):
    """The length counts everything that came over the connection."""

    def length_received(self, resource: Resource) -> int:
        return super().length_received(resource) + (187 if resource.incomplete else 0)


@FAULTS.add(
    "a-lost-connection-ends-the-upload",
    "RR-012",
    because("nothing of it is kept", "RR-006", "RR-060", "RR-062", "RR-091"),
)
class ALostConnectionEndsTheUpload(Decisions):
    """What was received goes with the connection."""

    def keeps_interrupted_request(self, wish: Wish) -> bool:
        return False


@FAULTS.add("uploads-are-of-no-type", "RR-012")
class UploadsAreOfNoType(Decisions):
    """Uploaded content is shown as application/octet-stream, whatever type the request said."""

    def fields_of_request_content(self, fields: Fields) -> Fields:
        return (("content-type", "application/octet-stream"),)


@FAULTS.add(
    "every-upload-is-answered-200",
    "RR-013",
    because("it does not say that content is missing", "RR-015", "RR-054", "RR-091"),
)
class EveryUploadIsAnswered200(Decisions):
    """An upload is answered 200, complete or not."""

    def status_of_request_content(self, finished: bool) -> int:
        return 200


@FAULTS.add(
    "no-upload-is-ever-complete",
    "RR-013",
    because(
        "what is told of the response has the same status",
        "RR-017",
        "RR-020",
        "RR-022",
        "RR-024",
        "RR-027",
        "RR-028",
        "RR-030",
        "RR-090",
        "RR-091",
        "RR-093",
        "RR-063",
        "RR-097",
    ),
)
class NoUploadIsEverComplete(Decisions):
    """A complete upload has the status of an incomplete one."""

    def status_of_request_content(self, finished: bool) -> int:
        return self.status_of_incomplete_request()
