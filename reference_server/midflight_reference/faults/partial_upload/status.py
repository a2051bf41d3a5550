"""Faults in what an incomplete resource looks like (partial-upload, sections 3.1 and 4.1)."""

from __future__ import annotations

import hashlib
import time

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Request
from midflight_reference.store.resource import Resource

FAULTS = Faults()


@FAULTS.add(
    "head-takes-it-for-complete",
    "PU-016",
    because(
        "HEAD does not say that octets are missing",
        "BR-153",
        "PU-019",
        "PU-024",
        "PU-017",
        "PU-037",
        "BR-072",
        "BR-152",
        "BR-154",
        "BR-171",
        "BR-172",
        "BR-173",
    ),
)
class HeadTakesItForComplete(Decisions):
    """HEAD answers 200 while octets are missing."""

    def status_of_representation(self, method: str, resource: Resource) -> int:
        return 200 if method == "HEAD" else super().status_of_representation(method, resource)


@FAULTS.add(
    "get-takes-it-for-complete",
    "PU-020",
    because("GET does not say that octets are missing", "PU-019", "PU-024", "BR-207"),
)
class GetTakesItForComplete(Decisions):
    """GET answers 200 while octets are missing."""

    def status_of_representation(self, method: str, resource: Resource) -> int:
        return 200 if method == "GET" else super().status_of_representation(method, resource)


@FAULTS.add(
    "two-partial-statuses",
    "PU-019",
    because(
        "GET and HEAD do not use the number that is configured",
        "BR-153",
        "BR-207",
        "PU-016",
        "PU-020",
        "PU-017",
        "PU-037",
        "BR-152",
        "BR-154",
        "BR-171",
        "BR-172",
        "BR-173",
        "BR-072",
    ),
)
class TwoPartialStatuses(Decisions):
    """GET and HEAD use another number than PATCH."""

    def status_of_incomplete_representation(self) -> int:
        return self.status_of_incomplete() - 1


@FAULTS.add(
    "stored-after-the-answer",
    "PU-021",
    because(
        "what an upload holds shows too late",
        *(
            "BR-023",
            "BR-154",
            "BR-180",
            "BR-207",
            "BR-217",
            "PU-010",
            "PU-015",
            "PU-016",
            "PU-017",
            "PU-019",
            "PU-020",
            "PU-024",
            "PU-032",
            "PU-033",
            "PU-037",
            "BR-072",
        ),
    ),
)
class StoredAfterTheAnswer(Decisions):
    """A segment shows only some time after it was answered."""

    def visible_length(self, resource: Resource) -> int:
        just_now = time.time() - resource.modified < 3
        return 0 if resource.incomplete and just_now else super().visible_length(resource)


@FAULTS.add("head-leaves-fields-out", "PU-024")
class HeadLeavesFieldsOut(Decisions):
    """HEAD leaves Last-Modified and Accept-Ranges out."""

    def fields_of_representation(self, method: str, fields: Fields) -> Fields:
        if method != "HEAD":
            return fields
        return [(name, value) for name, value in fields if name not in ("Last-Modified", "Accept-Ranges")]


@FAULTS.add("every-segment-sets-the-type", "PU-036", because("a patch without a type takes the type away", "BR-012"))
class EverySegmentSetsTheType(Decisions):
    """A segment without a type makes the type unknown."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stated = super().stored_fields(None, part, request)
        return stated if stated or before is None else (("content-type", "application/octet-stream"),)


@FAULTS.add(
    "entity-tags-of-the-name",
    "PU-037",
    because("an entity tag that never changes guards nothing", "BR-031", "BR-080", "BR-133", "BR-184"),
)
class EntityTagsOfTheName(Decisions):
    """The entity tag is made of the name, and stays the same."""

    def new_entity_tag(self, path: str, length: int) -> str:
        return f'"{hashlib.sha256(path.encode()).hexdigest()[:16]}"'


@FAULTS.add(
    "entity-tags-of-the-blocks",
    "PU-037",
    because("a change of the octets alone does not count", "BR-031", "BR-080", "BR-133", "BR-184"),
)
class EntityTagsOfTheBlocks(Decisions):
    """The entity tag is made of the name and the number of blocks of 200 octets."""

    def new_entity_tag(self, path: str, length: int) -> str:
        return f'"{hashlib.sha256(f"{path} {length // 200}".encode()).hexdigest()[:16]}"'
