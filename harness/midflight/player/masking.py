"""Hiding secrets in transcripts before anything is written.

A secret is the value of a field that carries credentials, or any value that the target file gives as an identity, in
transcripts as well as in what is said about them.
Octets that the network cut in two are looked at together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from midflight.evidence import Entry
from midflight.target import Target

_ALWAYS = ("authorization", "proxy-authorization", "cookie", "set-cookie")
_SHORTEST = 4  # characters: shorter identity values would mask innocent octets
_MASK = b"*"


class Mask:
    """Replaces secrets by as many asterisks."""

    def __init__(self, target: Target) -> None:
        of_identities = {name for fields in target.identities.values() for name in fields}
        names = b"|".join(re.escape(name.encode()) for name in (*_ALWAYS, *target.mask, *sorted(of_identities)))
        self._said = re.compile(r"(?i)(?<![\w-])(?:" + names.decode() + r"):[ \t]*([^\r\n]+)")
        self._fields = re.compile(rb"(?im)^(?:" + names + rb")[ \t]*:[ \t]*([^\r\n]+(?:\r?\n[ \t][^\r\n]*)*)")
        values = {value for fields in target.identities.values() for value in fields.values()}
        values |= {value.split(" ", 1)[1] for value in values if " " in value}
        self._values = [value.encode() for value in sorted(values, key=len, reverse=True) if len(value) >= _SHORTEST]

    def apply(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Return the transcript without secrets."""
        masked = list(entries)
        order = sorted(range(len(entries)), key=lambda index: (entries[index].connection, entries[index].direction))
        for _, group in groupby(order, key=lambda index: (entries[index].connection, entries[index].direction)):
            self._apply_to_run(masked, list(group))
        return tuple(masked)

    def text(self, text: str) -> str:
        """Return a text for people without secrets, also where an excerpt cuts one short."""
        for value in self._values:
            secret = value.decode()
            text = text.replace(secret, "*" * len(secret))
            for length in range(len(secret) - 1, _SHORTEST - 1, -1):
                text = text.replace(f"{secret[:length]}…", "*" * length + "…")
        return self._said.sub(lambda match: match[0].replace(match[1], "*" * len(match[1])), text)

    def _apply_to_run(self, masked: list[Entry], indexes: list[int]) -> None:
        whole = b"".join(masked[index].octets for index in indexes)
        spans = list(self._spans(whole))
        if not spans:
            return
        octets = bytearray(whole)
        for start, end in spans:
            octets[start:end] = _MASK * (end - start)
        place = 0
        for index in indexes:
            length = len(masked[index].octets)
            if length:
                masked[index] = replace(masked[index], octets=bytes(octets[place : place + length]))
            place += length

    def _spans(self, octets: bytes) -> Iterator[tuple[int, int]]:
        for match in self._fields.finditer(octets):
            yield match.span(1)
        for value in self._values:
            for match in re.finditer(re.escape(value), octets):
                yield match.span()
