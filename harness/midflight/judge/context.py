"""What the judge has to know beside the exchange: values, times, the base of references. Read-only, but for saving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from midflight.content import Octets
from midflight.evidence import Content as Received
from midflight.evidence import Head
from midflight.grammar import resolve
from midflight.language import scalars, values
from midflight.language.bodies import Content


@dataclass(frozen=True, slots=True)
class Saved:
    """A final response saved whole: `$whole.status`, `$whole.body`, `$whole.headers.ETag`."""

    head: Head
    content: Received

    def attribute(self, name: str) -> Any:
        """Return one part of it. Raises BadReferenceError."""
        if name == "status":
            return str(self.head.status)
        if name == "body":
            return self.content.kept.decode("latin-1")
        if name == "headers":
            return _Fields(self.head)
        raise values.BadReferenceError(f"a saved response has no '{name}', only status, body and headers")


@dataclass(frozen=True, slots=True)
class _Fields:
    head: Head

    def attribute(self, name: str) -> str:
        return ", ".join(self.head.values(name))


@dataclass(slots=True)
class Context:
    """What expectations are resolved against while one exchange is judged."""

    look_up: Callable[[str], Any]
    encode: Callable[[Content, Callable[[str], str]], Octets]
    base: str = ""  # the request URI: references are resolved against it
    step: float = 0.0  # seconds
    lasting: float = 0.0  # seconds
    slack: float = 0.0  # seconds by which upper bounds stretch
    volatile: tuple[str, ...] = ()
    saved: dict[str, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return a value saved in this exchange or before. Raises UnknownValueError."""
        return self.saved[name] if name in self.saved else self.look_up(name)

    def text(self, text: str) -> str:
        """Return `text` with its references replaced."""
        return values.substitute(text, self.value)

    def octets(self, content: Content) -> Octets:
        """Return expected content, encoded."""
        return self.encode(content, self.text)

    def absolute(self, reference: str) -> str:
        """Return a URI reference resolved against the request URI (RFC 3986, section 5)."""
        return resolve(self.base, reference)

    def seconds(self, duration: scalars.Duration) -> float:
        """Return a duration in seconds for the operation in use."""
        return duration.resolve(self.step, self.lasting)

    def bounds(self, text: str) -> tuple[float, float]:
        """Return a range of times in seconds, its upper bound stretched."""
        range_ = scalars.time_range(self.text(text))
        low = self.seconds(range_.low) if range_.low else 0.0
        return low, self.seconds(range_.high) + self.slack if range_.high else float("inf")

    def statuses(self, wanted: str | list[str]) -> scalars.Statuses:
        """Return the set of statuses that a case asks for."""
        texts = [wanted] if isinstance(wanted, str) else wanted
        sets = [scalars.statuses(self.text(text)) for text in texts]
        if len(sets) == 1:
            return sets[0]
        included = tuple(pattern for one in sets for pattern in one.included)
        excluded = tuple(pattern for one in sets for pattern in one.excluded)
        return scalars.Statuses(" or ".join(one.text for one in sets), included, excluded)
