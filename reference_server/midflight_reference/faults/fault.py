"""What a fault is, and the table that collects them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from midflight_reference.decisions import Decisions


@dataclass(frozen=True, slots=True)
class Fault:
    """A named violation of one requirement; `also` names others that it cannot help breaking, each with the reason."""

    name: str
    requirement: str
    summary: str
    decisions: type[Decisions]
    also: Mapping[str, str] = field(default_factory=dict)


def because(reason: str, *requirements: str) -> Mapping[str, str]:
    """Return requirements that a fault cannot help breaking, all for one reason."""
    return dict.fromkeys(requirements, reason)


class Faults(list[Fault]):
    """A table of faults. The docstring of the class is the summary."""

    def add(
        self, name: str, requirement: str, also: Mapping[str, str] | None = None
    ) -> Callable[[type[Decisions]], type[Decisions]]:
        """Return a class decorator that enters the class as a fault."""

        def enter(decisions: type[Decisions]) -> type[Decisions]:
            self.append(Fault(name, requirement, (decisions.__doc__ or "").rstrip("."), decisions, also or {}))
            return decisions

        return enter
