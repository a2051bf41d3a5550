"""Faults in what the fields of a part mean for the resource (patch-byterange, "The Content-Type field" and on)."""

from __future__ import annotations

from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields, Request

FAULTS = Faults()


@FAULTS.add(
    "patched-resources-are-octet-streams",
    "BR-050",
    because("they look at the type of what a patch created", "PU-015", "PU-036"),
)
class PatchedResourcesAreOctetStreams(Decisions):
    """What a patch creates is application/octet-stream, whatever the part says."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stored = super().stored_fields(before, part, request)
        return stored if before is not None else _with_type("application/octet-stream", stored)


@FAULTS.add("type-is-fixed-by-the-first-write", "BR-051")
class TypeIsFixedByTheFirstWrite(Decisions):
    """The type of a part of an existing resource is ignored, while PUT replaces it."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stored = super().stored_fields(before, part, request)
        fixed = dict(before or ()).get("content-type")
        return stored if fixed is None else _with_type(fixed, stored)


@FAULTS.add("types-of-parts-are-joined", "BR-052")
class TypesOfPartsAreJoined(Decisions):
    """Different types of the parts of one patch are stored as a list."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        stored = super().stored_fields(before, part, request)
        first, last = dict(before or ()).get("content-type"), dict(part).get("content-type")
        joins = first and last and first != last and (request.value("content-type") or "").startswith("multipart/")
        return _with_type(f"{first}, {last}", stored) if joins else stored


@FAULTS.add("language-of-a-part-is-dropped", "BR-053")
class LanguageOfAPartIsDropped(Decisions):
    """Content-Language of a part is not stored, while that of a PUT is."""

    def stored_fields(self, before: Fields | None, part: Fields, request: Request) -> Fields:
        return super().stored_fields(
            before, [(name, value) for name, value in part if name != "content-language"], request
        )


@FAULTS.add("coding-of-a-part-is-not-looked-at", "BR-053")
class CodingOfAPartIsNotLookedAt(Decisions):
    """A part may name any content coding, while a PUT may not."""

    def accepts_coding_of_part(self, coding: str | None) -> bool:
        return True


def _with_type(media_type: str, fields: Fields) -> Fields:
    return (*((name, value) for name, value in fields if name != "content-type"), ("content-type", media_type))
