"""The requests of a case before it is played: what only a target can say is stood in for.

`$name` stands for a saved text; where a case calculates with a value, a number stands for it. What the target file does
not offer is asked for as the case words it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from midflight.content import ContentError
from midflight.language import values
from midflight.language.bodies import Content
from midflight.language.case import FixtureUse
from midflight.language.exchange import Request
from midflight.language.values import BadReferenceError, UnknownValueError
from midflight.language.vocabulary import BUILT_IN, OF_TARGET
from midflight.language.walk import models
from midflight.player.compose import Composer, ForeignOriginError, Prepared
from midflight.player.scope import Scope
from midflight.target import Endpoint, NotOfferedError, Target
from midflight.target.endpoint import ask

_CALCULATION = re.compile(r"\$\([^)]*\)")
# Keys whose texts are numbers, or ranges of them.
_NUMBERS = {
    *("length", "slice", "first", "split", "at", "sizes", "chunks", "varint"),
    *("octets", "sent", "received", "repeat", "up_to"),
}
_READ = 1 << 20  # octets of content
_TRIED = (10, 1, 0, 1000)  # numbers that may stand for a saved one: the first that makes sense


class NotShownError(Exception):
    """A request that cannot be put together without the target's values."""


class Saved:
    """Stands for a value that the case saves when it is played."""

    def __init__(self, text: str) -> None:
        self._text = text

    def attribute(self, name: str) -> Saved:
        """Return the placeholder of a part of it."""
        return Saved(f"{self._text}.{name}")

    def __str__(self) -> str:
        return self._text


class Placeholders(Scope):
    """Values by name, none of them missing."""

    def __init__(self, target: Target, given: Mapping[str, Content], folder: Path, numbers: frozenset[str]) -> None:
        super().__init__(target, given, folder)
        self.numbers = numbers
        self.number = _TRIED[0]
        self.stood_in: dict[str, str] = {}  # by name, since it was last emptied

    def look_up(self, name: str) -> Any:
        """Return the value of `name`, or what stands for it."""
        if name in self._saved:
            return self._saved[name]
        if name == "incomplete" or (name in BUILT_IN and self._declared(name)):
            return super().look_up(name)
        if name in self.numbers:
            self.stood_in[name] = str(self.number)
            return str(self.number)
        self.stood_in[name] = ""
        return Saved(f"${name}")

    def names_of_target(self) -> Mapping[str, str]:
        """Return what stands for the names of the target file: what it calls them."""
        return {name: f"${name}" for name in OF_TARGET}


def calculated(value: Any) -> frozenset[str]:
    """Return the names with which a value's models calculate."""
    found = {name for model in models(value) for name in _calculated_in(model)}
    handed_on = [use for use in models(value) if isinstance(use, FixtureUse)]
    before = 0
    while before != len(found):
        before = len(found)
        found |= {name for use in handed_on for name in _given_to(use, found)}
    return frozenset(found)


def _given_to(use: FixtureUse, numbers: set[str]) -> Iterator[str]:
    """Yield the names whose values a fixture calculates with."""
    for parameter, text in use.parameters.items():
        if parameter in numbers and isinstance(text, str):
            yield from values.references(text)


def _calculated_in(model: BaseModel) -> Iterator[str]:
    for key, text in _texts(model):
        found = [text] if key in _NUMBERS else _CALCULATION.findall(text)
        for part in found:
            with contextlib.suppress(BadReferenceError):
                yield from values.references(part)


def _texts(model: BaseModel) -> Iterator[tuple[str, str]]:
    """Yield the texts that a model itself holds, with the key that each stands under."""
    for name in model.model_fields_set:
        value = getattr(model, name)
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        for item in inner:
            for text in item if isinstance(item, list) else [item]:
                if isinstance(text, str):
                    yield name, text


class Sketch:
    """Puts the requests of one case together."""

    def __init__(self, target: Target, scope: Placeholders) -> None:
        self.scope = scope
        self._target = target

    def request(self, request: Request, scope: Scope) -> Prepared:
        """Return a request as it would be sent, with placeholders. Raises NotShownError."""
        error: Exception = ValueError()
        for number in _TRIED:
            self.scope.number = number
            self.scope.stood_in.clear()
            try:
                found = Composer(self._offering(request, scope)).prepare(request, scope)
                _check(found)
            except (ContentError, BadReferenceError, UnknownValueError, ForeignOriginError, ValueError) as problem:
                error = problem
            else:
                return found
        raise NotShownError(str(error))

    def _offering(self, request: Request, scope: Scope) -> Target:
        """Return the target, made to offer what the request asks for."""
        if request.use is None:
            return self._target
        wanted = {key: scope.text(value) for key, value in request.with_.items()}
        try:
            ask(self._target, request.use, wanted)
        except NotOfferedError:
            query = "&".join(f"{key}=${key}" for key in sorted(wanted))
            uri = f"/{request.use}" + (f"?{query}" if query else "")
            endpoint = Endpoint.model_validate({"uri": uri, **wanted})
            return self._target.model_copy(update={request.use.replace("-", "_"): endpoint})
        return self._target


def _check(found: Prepared) -> None:
    """Find what is wrong with the content, which is made only when it is read. Raises ContentError."""
    if found.content.length <= _READ:
        found.content.whole()
