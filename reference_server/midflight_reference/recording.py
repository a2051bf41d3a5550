"""Which decisions a server was asked for.

A fault can show only in an exchange that consulted the method it overrides, so a validation can leave out all others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from midflight_reference.decisions import Decisions


def methods(decisions: type[Decisions]) -> list[str]:
    """Return the names of all decisions."""
    return [name for name in dir(decisions) if not name.startswith("_") and callable(getattr(decisions, name))]


def recorded(decisions: Decisions) -> tuple[Decisions, set[str]]:
    """Return decisions that answer alike, and a set that collects the names of those asked for."""
    consulted: set[str] = set()
    honest = type(decisions)
    watched = {name: noting(name, getattr(honest, name), consulted) for name in methods(honest)}
    wrapped: Decisions = type("Recorded", (honest,), watched)()
    return wrapped, consulted


def noting(name: str, method: Callable[..., Any], consulted: set[str]) -> Callable[..., Any]:
    """Return the method, with a note of its name whenever it is called."""

    @wraps(method)
    def noted(*arguments: Any, **named: Any) -> Any:
        consulted.add(name)
        return method(*arguments, **named)

    return noted
