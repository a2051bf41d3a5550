"""The values of a case while it is played."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from midflight.content import Literal, Octets
from midflight.language import encode
from midflight.language.bodies import Content
from midflight.language.case import Repeat
from midflight.language.scalars import number, numbers
from midflight.language.values import BadReferenceError, UnknownValueError, is_reference, substitute
from midflight.language.vocabulary import KNOBS
from midflight.player.chance import Chance
from midflight.target import Operation, Target

_FRESH_OCTETS = 12  # 96 bits: nobody guesses it, and no two cases meet


def fresh_name() -> str:
    """Return a name that nobody guesses and nothing has."""
    return f"midflight-{secrets.token_hex(_FRESH_OCTETS)}"


class Named:
    """Content under a name: a parameter of a fixture, or a value of `for_each`. `$name` is its text, `$name.length` the
    number of its octets, `$name.sha-256` their digest; the references inside it are read in the scope in which it was
    given."""

    def __init__(self, name: str, content: Content, scope: Scope | None) -> None:
        self.content = content
        self._name = name
        self._scope = scope  # None: a text without references

    def attribute(self, name: str) -> str:
        """Return what can be said of content (`CONTENT_PARTS`); `.anything` else is text behind a text."""
        if name == "length":
            return str(self.octets().length)
        return self.octets().sha256() if name == "sha-256" else f"{self}.{name}"

    def octets(self) -> Octets:
        """Return it as octets."""
        return self._scope.octets(self.content) if self._scope else Literal(str(self).encode())

    def meant(self) -> Content:
        """Return it, or what it stands for in its turn."""
        return self._scope.meant(self.content) if self._scope else self.content

    def __str__(self) -> str:
        if not isinstance(self.content, str):
            raise BadReferenceError(f"${self._name} is content, not a text")
        return self._scope.text(self.content) if self._scope else self.content


class Scope:
    """Values by name: the parameters of the fixture being played, what was saved, then what is built in."""

    def __init__(self, target: Target, values: Mapping[str, Content | Named], folder: Path, seed: str = "") -> None:
        self.target = target
        self.folder = folder  # of the case, for the files that its content names
        self.chance = Chance(seed)
        self.operation = Operation()  # the one in use
        self.longest = 0.0  # seconds: the longest declared duration of any operation used so far
        self.volatile: tuple[str, ...] = ()
        self._saved: dict[str, Any] = {
            name: value if isinstance(value, Named) else Named(name, value, self) for name, value in values.items()
        }
        self._built_in = {"fresh": fresh_name(), "sent": "0"}

    def look_up(self, name: str) -> Any:
        """Return the value of `name`. Raises UnknownValueError."""
        if name in self._saved:
            return self._saved[name]
        if name in self._built_in:
            return self._built_in[name]
        value = self._declared(name)
        if not value:
            raise UnknownValueError(name)
        return value

    def names_of_target(self) -> Mapping[str, str]:
        """Return what stands in the target file for `$fresh`, another name each time, and `$case`, always the same."""
        return {"fresh": fresh_name(), "case": str(self._built_in["fresh"])}

    def text(self, text: str) -> str:
        """Return a text with its references replaced. Raises UnknownValueError, BadReferenceError."""
        return substitute(text, self.look_up)

    def octets(self, content: Content, say: Callable[[str], str] | None = None) -> Octets:
        """Return content as octets; `say` reads its texts where more is known.

        Raises ContentError and the errors of `text`.
        """
        return encode.encode(content, say or self.text, self.folder, self._stands_for)

    def _stands_for(self, name: str) -> Octets | None:
        try:
            found = self.look_up(name)
        except UnknownValueError:
            return None  # only `say` can know it
        return found.octets() if isinstance(found, Named) else None

    def meant(self, content: Content) -> Content:
        """Return the content that a lone `$name` stands for, else the content itself."""
        found = self.look_up(content[1:]) if isinstance(content, str) and is_reference(content) else None
        return found.meant() if isinstance(found, Named) else content

    def _declared(self, name: str) -> str:
        if name == "incomplete":
            return self.target.knob("partial_status") if "partial-status" in self.target.claims else "2xx"
        if name in self.target.knobs:
            return self.target.knobs[name]
        if name == "step_count" and self.operation.step:
            return str(self.operation.steps)
        if name == "step_seconds" and self.operation.step:
            return f"{self.operation.step:g}"
        return KNOBS.get(name, "")

    def save(self, values: Mapping[str, Any]) -> None:
        """Keep what the judge has saved."""
        self._saved.update(values)

    def has(self, name: str) -> bool:
        """Say whether `name` was saved."""
        return name in self._saved

    def use(self, operation: Operation, volatile: tuple[str, ...]) -> None:
        """Take note of the operation in use."""
        self.operation = operation
        self.longest = max(self.longest, operation.lasting)
        self.volatile = volatile

    def with_parameters(self, defaults: Mapping[str, Content], given: Mapping[str, Content]) -> Scope:
        """Return a scope in which parameters stand before everything else; what it saves is saved in both."""
        return _InnerScope(self, defaults, given)

    def apart(self, chance: Chance) -> Scope:
        """Return the same scope for steps of which others must not depend: they draw numbers of their own."""
        return _InnerScope(self, {}, {}, chance)

    def given(self, name: str, content: Content) -> Named:
        """Return the value of a parameter. Texts are read now: what they refer to may be saved anew."""
        if isinstance(content, str) and isinstance(self.meant(content), str):
            return Named(name, self.text(content), None)
        return Named(name, content, self)


class _InnerScope(Scope):
    """The scope of a fixture's exchanges, or of one round of steps that are counted."""

    def __init__(
        self,
        outer: Scope,
        defaults: Mapping[str, Content],
        given: Mapping[str, Content],
        chance: Chance | None = None,
    ) -> None:
        self._outer = outer
        self.chance = chance or outer.chance
        self.target = outer.target
        self.folder = outer.folder
        self._parameters = {name: Named(name, content, self) for name, content in defaults.items()}
        self._parameters |= {name: outer.given(name, content) for name, content in given.items()}

    def look_up(self, name: str) -> Any:
        return self._parameters[name] if name in self._parameters else self._outer.look_up(name)

    def names_of_target(self) -> Mapping[str, str]:
        return self._outer.names_of_target()

    def save(self, values: Mapping[str, Any]) -> None:
        self._outer.save(values)

    def has(self, name: str) -> bool:
        return self._outer.has(name)

    def use(self, operation: Operation, volatile: tuple[str, ...]) -> None:
        self._outer.use(operation, volatile)

    @property
    def operation(self) -> Operation:  # type: ignore[override]
        return self._outer.operation

    @property
    def longest(self) -> float:  # type: ignore[override]
        return self._outer.longest

    @property
    def volatile(self) -> tuple[str, ...]:  # type: ignore[override]
        return self._outer.volatile


def rounds(step: Repeat, scope: Scope) -> Iterator[Scope]:
    """Yield the scope of each round of steps: where the rounds are counted, it holds the number."""
    if isinstance(step.repeat, str):
        yield from itertools.repeat(scope, number(scope.text(step.repeat)))
        return
    for name, counted in step.repeat.items():
        for value in numbers(scope.text(counted)):
            yield scope.with_parameters({}, {name: str(value)})
