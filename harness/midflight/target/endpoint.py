"""Choosing, among the forms of an endpoint, one that offers what a case asks for.

Where a range is offered, the shortest duration that fits is taken, and of the steps the longest up to the bound of the
wish; without such a bound the operation is cut into three where that fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from midflight.language import values
from midflight.language.bodies import Content
from midflight.language.scalars import TimeRange, time_range
from midflight.language.vocabulary import BRIEF, BUILT_IN, NO_OPERATION, OF_TARGET
from midflight.target.model import TIMES, Endpoint, Target

_STEPS_WITHOUT_A_WISH = 3
_ANY_TIME = "0 s.."
_NO_NAMES: Mapping[str, str] = {}


class NotOfferedError(Exception):
    """The target offers no such thing."""


@dataclass(frozen=True, slots=True)
class Operation:
    """The declared times of an operation, in seconds; 0 where nothing is declared."""

    lasting: float = 0.0
    step: float = 0.0

    @property
    def steps(self) -> int:
        """Return the number of steps."""
        return max(1, round(self.lasting / self.step)) if self.step else 1


@dataclass(frozen=True, slots=True)
class Call:
    """How one variant is asked for."""

    method: str
    uri: str
    headers: Mapping[str, str | list[str]]
    body: Content | None
    volatile: tuple[str, ...]
    operation: Operation


class _Seconds(str):
    """A time as seconds, with `.ms`."""

    def attribute(self, name: str) -> str:
        if name != "ms":
            raise values.BadReferenceError(f"a time has no '{name}', only ms")
        return f"{float(self) * 1000:g}"


def ask(target: Target, name: str, wanted: Mapping[str, str], names: Mapping[str, str] = _NO_NAMES) -> Call:
    """Return how `name` is asked for `wanted`; `names` has the values of `OF_TARGET`. Raises NotOfferedError."""
    endpoint = target.endpoint(name)
    if endpoint is None:
        raise NotOfferedError(f"the target file names no endpoint '{name}'")
    for form in endpoint.forms:
        # A variant that always does something special is only for cases that ask for it.
        special = form.offers.keys() - endpoint.offers.keys() - {"lasting", "step"}
        chosen = _choose(_all_offers(target, name, form), wanted)
        if chosen is not None and special <= wanted.keys():
            return _call(form, chosen, names)
    wish = ", ".join(f"{key}: {value}" for key, value in wanted.items())
    raise NotOfferedError(f"the target offers no {name} with {wish}")


def _choose(offers: dict[str, str | list[str]], wanted: Mapping[str, str]) -> dict[str, str] | None:
    """Return the value of each thing that a form offers, or None when it does not offer what is wanted."""
    chosen: dict[str, str] = {}
    for key in ("lasting", "silent"):
        if key in wanted or (key in offers and offers[key] != _ANY_TIME):
            seconds = _shortest(str(offers.get(key, "")), wanted.get(key))
            if seconds is None:
                return None
            chosen[key] = f"{seconds:g}"
    lasting = float(chosen.get("lasting", "0"))
    if lasting:  # steps that are neither declared nor asked for cannot be wished: a third of the whole is assumed
        offers.setdefault("step", f"{lasting / _STEPS_WITHOUT_A_WISH:g} s")
    if "step" in wanted or offers.get("step", _ANY_TIME) != _ANY_TIME:
        step = _step(str(offers.get("step", "")), wanted.get("step"), lasting)
        if step is None:
            return None
        chosen["step"] = f"{step:g}"
    for key in wanted.keys() - TIMES:
        offered = offers.get(key, [])
        if not {wanted[key], "any"} & set([offered] if isinstance(offered, str) else offered):
            return None
        chosen[key] = wanted[key]
    for key in offers.keys() - wanted.keys() - TIMES:
        chosen[key] = _unasked(offers[key])
    return chosen


def _unasked(offered: str | list[str]) -> str:
    """What a case does not ask for is the first thing offered."""
    first = offered[0] if isinstance(offered, list) and offered else offered
    return first if isinstance(first, str) and first != "any" else ""


def _all_offers(target: Target, name: str, form: Endpoint) -> dict[str, str | list[str]]:
    """Return what a form offers: what it says, what the knobs say, and what its texts can be filled in with.

    An operation that says nothing of its duration takes that of `long-op` where it is fixed, else any; a resumable
    request takes none.
    """
    offers: dict[str, str | list[str]] = dict(form.offers)
    if form.shows:
        offers["shows"] = form.shows
    if name in NO_OPERATION:
        return offers
    count, seconds = target.knobs.get("step_count"), target.knobs.get("step_seconds")
    if count and seconds:
        offers.setdefault("lasting", f"{float(count) * float(seconds):g} s")
        offers.setdefault("step", f"{float(seconds):g} s")
    for key in form.filled_in - BUILT_IN - OF_TARGET:
        offers.setdefault(key, _ANY_TIME if key in TIMES else "any")
    if name in BRIEF:
        return offers
    usual = str(target.long_op.offers.get("lasting", "")) if target.long_op else ""
    offers.setdefault("lasting", usual if usual and ".." not in usual else _ANY_TIME)
    return offers


def _bounds(range_: TimeRange) -> tuple[float, float]:
    low = range_.low.resolve(0, 0) if range_.low else 0.0
    return low, range_.high.resolve(0, 0) if range_.high else float("inf")


def _meet(offered: str, wanted: str | None) -> tuple[float, float] | None:
    if not offered:
        return None
    low, high = _bounds(time_range(offered))
    if wanted is not None:
        wanted_low, wanted_high = _bounds(time_range(wanted))
        low, high = max(low, wanted_low), min(high, wanted_high)
    return (low, high) if low <= high else None


def _shortest(offered: str, wanted: str | None) -> float | None:
    both = _meet(offered, wanted)
    return both[0] if both else None


def _step(offered: str, wanted: str | None, lasting: float) -> float | None:
    both = _meet(offered, wanted)
    if both is None:
        return None
    low, high = both
    bounded = wanted is not None and time_range(wanted).high is not None
    wish = high if bounded else lasting / _STEPS_WITHOUT_A_WISH
    return min(max(wish, low), high)


def _call(form: Endpoint, chosen: Mapping[str, str], names: Mapping[str, str]) -> Call:
    texts: dict[str, str] = dict(names) | {
        key: _Seconds(value) if key in TIMES else quote(value, safe="") for key, value in chosen.items()
    }

    def fill(text: str) -> str:
        return values.substitute(text, lambda name: texts.get(name, ""))

    headers = {
        name: fill(value) if isinstance(value, str) else [fill(line) for line in value]
        for name, value in form.headers.items()
    }
    body = fill(form.body) if isinstance(form.body, str) else form.body
    lasting = float(chosen.get("lasting", "0")) + float(chosen.get("silent", "0"))
    operation = Operation(lasting, float(chosen.get("step", "0")))
    return Call(form.method, fill(form.uri), headers, body, tuple(form.volatile), operation)
