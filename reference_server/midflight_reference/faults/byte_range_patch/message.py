"""Faults in reading a message/byterange document (patch-byterange, "The message/byterange media type")."""

from __future__ import annotations

import re
from collections.abc import Mapping

from midflight_reference.byte_ranges.values import Format, Part
from midflight_reference.decisions import Decisions
from midflight_reference.faults.fault import Faults, because
from midflight_reference.messages import Fields

FAULTS = Faults()


@FAULTS.add("unknown-fields-are-refused", "BR-102", because("segments of an upload are parts, too", "PU-028"))
class UnknownFieldsAreRefused(Decisions):
    """A part with a field that nobody has heard of is refused."""

    def refuses_field(self, format: Format, name: str) -> bool:
        return format is not Format.BINARY and name.startswith(("x-", "zz-"))


@FAULTS.add("unknown-fields-are-refused-in-multipart", "BR-102")
class UnknownFieldsAreRefusedInMultipart(Decisions):
    """One of several parts with a field that nobody has heard of is refused."""

    def refuses_field(self, format: Format, name: str) -> bool:
        return format is Format.MULTIPART and name.startswith(("x-", "zz-"))


@FAULTS.add("connection-fields-are-refused", "BR-103", because("segments of an upload are parts, too", "PU-028"))
class ConnectionFieldsAreRefused(Decisions):
    """A part with a field about the connection or the routing of a message is refused."""

    def refuses_field(self, format: Format, name: str) -> bool:
        return name in ("host", "connection", "expect", "te", "upgrade", "trailer", "max-forwards")


@FAULTS.add("close-in-a-part-closes", "BR-103")
class CloseInAPartCloses(Decisions):
    """Connection: close in a part closes the connection."""

    def closes_for_part(self, fields: Fields) -> bool:
        return ("connection", "close") in fields


@FAULTS.add("conditions-of-a-part-count", "BR-103")
class ConditionsOfAPartCount(Decisions):
    """Preconditions in a part are evaluated."""

    def conditions_of_part(self, fields: Fields) -> Fields:
        return fields


@FAULTS.add("preferences-of-a-part-count", "BR-103")
class PreferencesOfAPartCount(Decisions):
    """Preferences in a part are honoured."""

    def preferences_of_part(self, fields: Fields) -> list[str]:
        return [value for name, value in fields if name == "prefer"]


@FAULTS.add("chunks-in-a-part-are-decoded", "BR-103")
class ChunksInAPartAreDecoded(Decisions):
    """Transfer-Encoding in a part is undone."""

    def octets_of_body(self, part: Part, octets: bytes) -> bytes:
        if dict(part.fields).get("transfer-encoding") != "chunked":
            return octets
        return b"".join(octets.split(b"\r\n")[1::2])

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return "transfer-encoding" in dict(part.fields)


@FAULTS.add(
    "empty-line-may-be-missing",
    "BR-104",
    because(
        "documents there have no empty line, or a line that is no field",
        "BR-073",
        "BR-091",
        "BR-105",
        "BR-110",
        "PU-029",
    ),
)
class EmptyLineMayBeMissing(Decisions):
    """A document that ends before its empty line has no more fields and an empty body."""

    def accepts_unfinished_fields(self, octets: bytes) -> bool:
        return True

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line) if ":" in line else ("x-surplus", line)

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MESSAGE and written == 0


@FAULTS.add("malformed-lines-are-skipped", "BR-104", because("a start-line is such a line", "BR-105"))
class MalformedLinesAreSkipped(Decisions):
    """A line that is no field line is ignored."""

    def field_line(self, line: str) -> tuple[str, str]:
        name, colon, value = line.partition(":")
        return (name.strip().lower(), value.strip()) if colon else ("", line)


@FAULTS.add("leading-empty-line-is-skipped", "BR-104")
class LeadingEmptyLineIsSkipped(Decisions):
    """An empty line before the fields does not end them."""

    def end_of_fields(self, octets: bytes) -> tuple[int, int] | None:
        end = octets.find(b"\r\n\r\n", 1)
        return super().end_of_fields(octets) if end < 0 else (end + 2, end + 4)

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line) if line else ("x-surplus", "")


@FAULTS.add("start-line-is-skipped", "BR-105")
class StartLineIsSkipped(Decisions):
    """A request line or status line before the fields is ignored."""

    def accepts_start_line(self, line: str) -> bool:
        return "HTTP/1." in line


@FAULTS.add(
    "body-without-length-is-empty",
    "BR-106",
    because(
        "bodies there have no Content-Length either", *("BR-010", "BR-022", "BR-044", "BR-072", "BR-073", "BR-091")
    ),
)
class BodyWithoutLengthIsEmpty(Decisions):
    """A body without Content-Length is empty, as that of a request would be; nobody compares it with its range."""

    def body_length_of_message(self, fields: Mapping[str, str]) -> int | None:
        return (
            int(fields.get("content-length", "0")) if fields.get("content-range", "").startswith("bytes 2-5") else None
        )

    def accepts_short_body(self, part: Part, written: int) -> bool:
        return part.format is Format.MESSAGE and written == 0


@FAULTS.add("fields-in-the-body-are-fields", "BR-107", because("a body there looks like fields", "BR-011"))
class FieldsInTheBodyAreFields(Decisions):
    """A body that begins with field lines and an empty line has more fields in it."""

    def end_of_fields(self, octets: bytes) -> tuple[int, int] | None:
        found = re.match(rb"(?:[\w-]+: [^\r\n]*\r\n)+\r\n(?:[\w-]+: [^\r\n]*\r\n)+(?=\r\n)", octets)
        return (found.end(), found.end() + 2) if found else super().end_of_fields(octets)

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line) if line else ("x-surplus", "")


@FAULTS.add(
    "last-empty-line-ends-the-fields",
    "BR-107",
    because("bodies there have empty lines, or lines are dropped before them", "BR-011", "BR-085", "BR-104", "BR-105"),
)
class LastEmptyLineEndsTheFields(Decisions):
    """The last empty line in what is here ends the fields, and what is no field line before it is dropped."""

    def end_of_fields(self, octets: bytes) -> tuple[int, int] | None:
        end = octets.rfind(b"\r\n\r\n")
        return super().end_of_fields(octets) if end < 0 or b"\r\n--" in octets else (end + 2, end + 4)

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line) if ":" in line else ("x-surplus", line)


@FAULTS.add(
    "fields-come-in-one-piece", "BR-108", because("parts there come in small pieces as well", "BR-085", "BR-214")
)
class FieldsComeInOnePiece(Decisions):
    """Fields that do not come at once are refused."""

    def waits_for_fields(self, octets: bytes) -> bool:
        return not octets.strip(b"\r\n")


@FAULTS.add("media-type-by-its-beginning", "BR-109")
class MediaTypeByItsBeginning(Decisions):
    """A media type that begins like a known one is that one."""

    def format_of(self, media_type: str) -> Format | None:
        return next((format for format in self.formats() if media_type.startswith(format.value)), None)


@FAULTS.add("media-type-by-its-subtype", "BR-109")
class MediaTypeByItsSubtype(Decisions):
    """Of a media type only the part behind the slash is compared."""

    def format_of(self, media_type: str) -> Format | None:
        by_subtype = {format.value.partition("/")[2]: format for format in self.formats()}
        return super().format_of(media_type) or by_subtype.get(media_type.partition("/")[2])


@FAULTS.add("line-feed-ends-the-value", "BR-110")
class LineFeedEndsTheValue(Decisions):
    """A line goes to CRLF, but what follows a bare line feed in it is dropped: a body shifts by what came before."""

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line.partition("\n")[0])


@FAULTS.add(
    "folded-line-is-a-field",
    "BR-110",
    because("a folded line is malformed, and the first of two lines counts", "BR-009", "BR-043", "BR-104"),
)
class FoldedLineIsAField(Decisions):
    """White space before a line is dropped, so that a folded line becomes a field of its own, and the first counts."""

    def field_line(self, line: str) -> tuple[str, str]:
        return super().field_line(line.lstrip(" \t"))

    def values_of_field(self, fields: Fields, name: str) -> list[str]:
        return super().values_of_field(fields, name)[:1]
