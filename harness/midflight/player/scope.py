"""The values of a case while it is played."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from midflight.language.bodies import Content
from midflight.language.values import UnknownValueError
from midflight.language.vocabulary import KNOBS
from midflight.target import Operation, Target

_FRESH_OCTETS = 12  # 96 bits: nobody guesses it, and no two cases meet


class Scope:
    """Values by name: the parameters of the fixture being played, what was saved, then what is built in."""

    def __init__(self, target: Target, values: Mapping[str, Content]) -> None:
        self.target = target
        self.operation = Operation()  # the one in use
        self.longest = 0.0  # seconds: the longest declared duration of any operation used so far
        self.volatile: tuple[str, ...] = ()
        self._saved: dict[str, Any] = dict(values)
        self._built_in = {"fresh": f"midflight-{secrets.token_hex(_FRESH_OCTETS)}", "sent": "0"}

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

    def with_parameters(self, parameters: Mapping[str, Content]) -> Scope:
        """Return a scope in which parameters stand before everything else; what it saves is saved in both."""
        return _FixtureScope(self, parameters)


class _FixtureScope(Scope):
    """The scope of a fixture's exchanges."""

    def __init__(self, outer: Scope, parameters: Mapping[str, Content]) -> None:
        self._outer = outer
        self._parameters = dict(parameters)
        self.target = outer.target

    def look_up(self, name: str) -> Any:
        return self._parameters[name] if name in self._parameters else self._outer.look_up(name)

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
