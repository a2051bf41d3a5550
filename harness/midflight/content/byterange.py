"""message/byterange (draft-wright-http-patch-byterange, section 2.7): field lines, an empty line, content."""

from __future__ import annotations

from collections.abc import Sequence

from midflight.content.octets import ContentError, Joined, Literal, Octets

Fields = Sequence[tuple[str, str]]


def field_octets(text: str) -> bytes:
    """Return a field name or value as octets: one for each character, as received values are read (Latin-1)."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise ContentError(f"'{text[error.start]}' in the field text '{text}' is not one octet") from None


def head(fields: Fields) -> bytes:
    """Return field lines and the empty line behind them."""
    return b"".join(b"%s: %s\r\n" % (field_octets(name), field_octets(value)) for name, value in fields) + b"\r\n"


def byterange(fields: Fields, content: Octets) -> Octets:
    """Return one message/byterange document."""
    return Joined((Literal(head(fields)), content))
