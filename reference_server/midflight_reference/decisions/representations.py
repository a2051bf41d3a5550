"""Decisions about the store as any HTTP server has to take them: PUT, GET, validators, ranges, limits."""

from __future__ import annotations

import secrets

from midflight_reference.byte_ranges.values import Format
from midflight_reference.decisions.settings import Settings
from midflight_reference.messages import Fields
from midflight_reference.prefer import Transaction
from midflight_reference.store.resource import Resource

# RFC 9110, section 18.6, and what was registered since then.
KNOWN_CODINGS = {"aes128gcm", "br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "identity", "x-gzip", "zstd"}


class RepresentationDecisions(Settings):
    """Whole representations and parts of them (RFC 9110, sections 8.8, 9.3, 13 and 14)."""

    def allowed_methods(self) -> tuple[str, ...]:
        """RFC 9110, 10.2.1: what Allow names is what is served."""
        return ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")

    def accepts_put_of_part(self) -> bool:
        """BR-004, RFC 9110, 14.5: PUT with Content-Range is refused: the part is not the whole."""
        return False

    def keeps_interrupted_put(self, transaction: Transaction | None, exists: bool) -> bool:
        """BR-152, BR-171, BR-174, BR-185: only what is created, and only with transaction=persist."""
        return transaction is Transaction.PERSIST and not exists

    def fields_of_put(self, fields: Fields) -> Fields:
        """BR-050, BR-053: a PUT states the type, language and coding of what it stores."""
        return tuple(
            (name, value) for name, value in fields if name in ("content-type", "content-language", "content-encoding")
        )

    def accepts_coding(self, coding: str | None) -> bool:
        """BR-053, RFC 9110, 8.4: a content coding that nobody registered is refused. None: the field is not there."""
        names = {name.strip().lower() for name in (coding or "").split(",") if name.strip()}
        return names <= KNOWN_CODINGS

    def accepts_coding_of_part(self, coding: str | None) -> bool:
        """BR-053: as in a PUT."""
        return self.accepts_coding(coding)

    def new_entity_tag(self, path: str, length: int) -> str:
        """PU-037, BR-184, RFC 9110, 8.8.3: strong, and new with every change. Empty: there is none."""
        return f'"{secrets.token_hex(8)}"' if self.configuration.etag else ""

    def evaluates_conditions(self, method: str, format: Format | None) -> bool:
        """BR-031, BR-080, BR-133, PU-002: conditions are evaluated for every method and every kind of patch."""
        return True

    def if_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        """BR-031, PU-002, PU-037, RFC 9110, 13.1.1: strong comparison; an asterisk means anything that exists."""
        if resource is None:
            return False
        return members == ["*"] or resource.entity_tag in members  # a weak member equals no strong tag

    def if_none_match_holds(self, members: list[str], resource: Resource | None) -> bool:
        """BR-160, BR-161, RFC 9110, 13.1.2: an asterisk fails for what exists, also in part; else weak comparison."""
        if resource is None:
            return True
        tags = [member.removeprefix("W/") for member in members]
        return members != ["*"] and resource.entity_tag not in tags

    def heeds_if_unmodified_since(self, has_if_match: bool) -> bool:
        """PU-002, RFC 9110, 13.1.4: ignored where If-Match is present."""
        return not has_if_match

    def range_to_send(self, first: int, last: int) -> tuple[int, int]:
        """BR-141, BR-223, RFC 9110, 14.1.2: the octets that were asked for, the last one included."""
        return first, last

    def type_of_several_ranges(self, boundary: str) -> str:
        """BR-135, RFC 9110, 15.3.7.2: multipart/byteranges."""
        return f"multipart/byteranges; boundary={boundary}"
