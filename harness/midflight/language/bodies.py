"""Content as data: what a request carries and what a final response is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from typing_extensions import TypeAliasType

from midflight.language.fields import (
    SHAPE,
    CountText,
    FramingText,
    Model,
    NumberText,
    SavedText,
    StatusText,
    Text,
    TextOrLines,
    ValueName,
    misplaced,
    one_of_keys,
    refused,
)


class Hex(Model):
    """Octets in hexadecimal; white space is free."""

    hex: Text


class File(Model):
    """The octets of a file beside the case."""

    file: str


class Lines(Model):
    """Texts with CRLF after each."""

    lines: list[Text]


class Pattern(Model):
    """Generated octets in which every place is recognizable."""

    model_config = one_of_keys("length", "slice")

    pattern: Literal["counted-lines"]
    length: NumberText | None = None
    slice: Text | None = None

    @model_validator(mode="after")
    def _one_extent(self) -> Pattern:
        if (self.length is None) == (self.slice is None):
            raise refused("a pattern has either a length (1000) or a slice (10-99)")
        return self


class Part(Model):
    """Field lines and the content behind them."""

    fields: dict[str, TextOrLines] = Field(default_factory=dict)
    content: Content = ""


class First(Model):
    """The first octets of other content."""

    first: NumberText
    of: Content


class Chunked(Model):
    """Content in the chunked transfer coding (RFC 9112, section 7.1); the last size repeats."""

    chunked: Content
    sizes: list[NumberText] = Field(default_factory=list)


class Split(Model):
    """Stands for so many parts: equal slices of the content, each with its Content-Range."""

    split: NumberText
    at: NumberText = "0"
    total: Text
    fields: dict[str, TextOrLines] = Field(default_factory=dict)
    content: Content


class ByteRange(Model):
    """A message/byterange document."""

    byterange: Part


def _part_kind(value: Any) -> str:
    return "(split)" if isinstance(value, Split) or (isinstance(value, dict) and "split" in value) else "(part)"


_PART = Discriminator(_part_kind)


class Multipart(Model):
    """A multipart/byteranges document."""

    multipart: list[Annotated[Annotated[Part, Tag("(part)")] | Annotated[Split, Tag("(split)")], _PART]]
    boundary: Text = "midflight-boundary"
    preamble: Content = ""
    epilogue: Content = ""


class BinaryPart(Part):
    """One message of an application/byteranges document."""

    framing: FramingText = "8"
    chunks: list[NumberText] = Field(default_factory=list)
    varint: NumberText = "1"


class BinarySplit(Split):
    """Stands for so many messages of an application/byteranges document."""

    framing: FramingText = "8"
    varint: NumberText = "1"


class Binary(Model):
    """An application/byteranges document."""

    binary: list[Annotated[Annotated[BinaryPart, Tag("(part)")] | Annotated[BinarySplit, Tag("(split)")], _PART]]


_KINDS = ("hex", "file", "lines", "pattern", "first", "chunked", "byterange", "multipart", "binary")


def _content_kind(value: Any) -> str:
    if isinstance(value, str):
        return "(text)"
    if isinstance(value, list):
        return "(joined)"
    if isinstance(value, Model):
        return f"({type(value).__name__.lower()})"
    kind = next((kind for kind in _KINDS if kind in value), "unknown")
    return f"({kind})"


class UnknownContent(Model):
    """Stands for a mapping that is no content: its only use is the error it gives."""

    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, data: Any) -> Any:
        key = next(iter(data), "") if isinstance(data, dict) else ""
        raise misplaced(key, f"'{key}' is no kind of content; known: text, {', '.join(_KINDS)}, or a list of these")


if TYPE_CHECKING:
    Content = str | list["Content"] | Hex | File | Lines | Pattern | First | Chunked | ByteRange | Multipart | Binary
else:
    Content = TypeAliasType(
        "Content",
        Annotated[
            Annotated[Text, Tag("(text)")]
            | Annotated[list["Content"], Tag("(joined)")]
            | Annotated[Hex, Tag("(hex)")]
            | Annotated[File, Tag("(file)")]
            | Annotated[Lines, Tag("(lines)")]
            | Annotated[Pattern, Tag("(pattern)")]
            | Annotated[First, Tag("(first)")]
            | Annotated[Chunked, Tag("(chunked)")]
            | Annotated[ByteRange, Tag("(byterange)")]
            | Annotated[Multipart, Tag("(multipart)")]
            | Annotated[Binary, Tag("(binary)")]
            | Annotated[UnknownContent, Tag("(unknown)")],
            Discriminator(_content_kind),
        ],
    )


class FieldExpectation(Model):
    """What a field, or a part of it, must be."""

    is_: TextOrLines | None = Field(default=None, alias="is")
    has: Text | None = None
    optional: Literal["true", "yes"] | None = None
    save: ValueName | None = None


Expected = Annotated[
    Annotated[Text, Tag("(text)")]
    | Annotated[list[Text], Tag("(list)")]
    | Annotated[FieldExpectation, Tag("(mapping)")],
    SHAPE,
]
ExpectedFields = dict[str, Expected]


def check_but(but: list[str], fields_like: str | None) -> None:
    """Refuse exceptions where there is nothing that they are exceptions of."""
    if but and fields_like is None:
        raise misplaced("but", "'but' names fields that 'fields_like' leaves out")


class Length(Model):
    """Content of some length."""

    length: CountText


class Number(Model):
    """Content that is a number, with white space around it or none."""

    number: CountText


class Contains(Model):
    """Content with this text somewhere in it."""

    contains: Text


class Like(Model):
    """Content equal to saved content, but for what the target calls volatile."""

    like: Text


class OptionalBody(Model):
    """Content that a message may leave out; where it is there, it must be this."""

    optional: BodyExpectation


def _embedded_kind(value: Any) -> str:
    left_out = isinstance(value, OptionalBody) or (isinstance(value, dict) and "optional" in value)
    return "(optional)" if left_out else "(body)"


class EmbeddedMessage(Model):
    """What a message/http document must hold."""

    status: StatusText = "any"
    headers: ExpectedFields = Field(default_factory=dict)
    fields_like: SavedText | None = None
    but: list[str] = Field(default_factory=list)
    body: (
        Annotated[
            Annotated[OptionalBody, Tag("(optional)")] | Annotated[BodyExpectation, Tag("(body)")],
            Discriminator(_embedded_kind),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _but_what(self) -> EmbeddedMessage:
        check_but(self.but, self.fields_like)
        return self


class Message(Model):
    """Content that is a message/http document (RFC 9112, section 10.1)."""

    message: EmbeddedMessage


class Overlay(Model):
    """Old content with a prefix of the new written over it."""

    old: Content
    new: Content
    at: NumberText = "0"
    up_to: NumberText | None = None


_BODY_KINDS = {
    "contains": "(contains)",
    "number": "(number)",
    "like": "(like)",
    "message": "(message)",
    "old": "(overlay)",
}


def _body_kind(value: Any) -> str:
    if isinstance(value, dict):
        if "length" in value and "pattern" not in value:
            return "(length)"
        for key, kind in _BODY_KINDS.items():
            if key in value:
                return kind
    return "(content)"


if TYPE_CHECKING:
    BodyExpectation = Content | Length | Number | Contains | Like | Message | Overlay
else:
    BodyExpectation = Annotated[
        Annotated[Content, Tag("(content)")]
        | Annotated[Length, Tag("(length)")]
        | Annotated[Number, Tag("(number)")]
        | Annotated[Contains, Tag("(contains)")]
        | Annotated[Like, Tag("(like)")]
        | Annotated[Message, Tag("(message)")]
        | Annotated[Overlay, Tag("(overlay)")],
        Discriminator(_body_kind),
    ]


def slice_bounds(text: str) -> tuple[int, int]:
    """Parse `10-99`, both positions included. Raises ValueError."""
    first, dash, last = text.partition("-")
    if not dash or not first.isdecimal() or not last.isdecimal() or int(last) < int(first) - 1:
        raise ValueError(f"'{text}' is not a slice such as 10-99")
    return int(first), int(last)
