"""What must hold of one value over all responses of a case.

A later value is one behind it on the same connection, or one requested after the first was read: responses of several
connections can overtake each other on the way.
"""

from __future__ import annotations

import bisect
import itertools
import math
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from midflight.evidence import Exchange, Head
from midflight.grammar import PARTS, URI_FIELDS, Unreadable, resolve
from midflight.judge.fields import read_values, shown
from midflight.judge.findings import Findings
from midflight.language.case import Invariant

ENOUGH_BITS = 64  # below, a URI counts as guessable


@dataclass(frozen=True, slots=True)
class _Value:
    text: str
    head: Head
    exchange: Exchange
    place: int  # order of arrival within the case

    @property
    def size(self) -> tuple[int, str]:
        """Return something that orders decimal numbers of any length."""
        digits = self.text.lstrip("0")
        return len(digits), digits


def judge_throughout(
    invariants: Mapping[str, Invariant], exchanges: Sequence[Exchange], optional: Iterable[str]
) -> Findings:
    """Judge every invariant; `optional` are the fields whose absence makes the case not-applicable."""
    findings = Findings()
    may_be_absent = {name.lower() for name in optional}
    for path, invariant in invariants.items():
        name, field = split_path(path)
        try:
            values = _collect(name, field, exchanges)
        except Unreadable as error:
            findings.unreadable(f"a {field} that can be read", shown(str(error)))
            continue
        if len(values) < 2:
            _too_few(path, field, values, may_be_absent, findings)
            continue
        findings.evidence += 1
        _INVARIANTS[invariant](path, values, findings)
    findings.inapplicable &= not findings.evidence
    return findings


def split_path(path: str) -> tuple[str | None, str]:
    """Split `[exchange name.]Field[.part]` into the exchange's name and the rest."""
    first, dot, rest = path.partition(".")
    if not dot or path.lower() in PARTS:
        return None, path
    return first, rest


def _collect(name: str | None, field: str, exchanges: Sequence[Exchange]) -> list[_Value]:
    heads = [(head, exchange) for exchange in exchanges if name in {None, exchange.name} for head in exchange.responses]
    heads.sort(key=lambda pair: pair[0].at)
    is_uri = field.lower() in URI_FIELDS
    return [
        _Value(resolve(exchange.uri, text) if is_uri else text, head, exchange, place)
        for place, (head, exchange) in enumerate(heads)
        for text in read_values(field, head)
    ]


def _too_few(path: str, field: str, values: list[_Value], may_be_absent: set[str], findings: Findings) -> None:
    if field.lower() in may_be_absent or field.partition(".")[0].lower() in may_be_absent:
        findings.inapplicable = True
        return
    findings.unreadable(f"at least two values of {path}", f"{len(values)}", *(value.head.entry for value in values))


def _never_decreases(path: str, values: Sequence[_Value], findings: Findings) -> None:
    for value in values:
        if not value.text.isdecimal():
            findings.unreadable(f"{path} to be a number", shown(value.text), value.head.entry)
            return
    pair = _decrease(values)
    if pair:
        earlier, later = pair
        got = f"{shown(later.text)} after {shown(earlier.text)}"
        findings.mismatch(f"{path} never to decrease", got, earlier.head.entry, later.head.entry)


def _decrease(values: Sequence[_Value]) -> tuple[_Value, _Value] | None:
    """Return a value and a smaller later one. Each is compared with the highest before it: there may be thousands."""
    arrived: list[float] = []
    highest: list[_Value] = []  # of all values up to that moment
    by_connection: dict[int, _Value] = {}
    for _, together in itertools.groupby(values, key=lambda value: value.place):
        group = list(together)
        for value in group:
            before = bisect.bisect_right(arrived, value.exchange.started_at)
            rivals = [by_connection.get(value.exchange.connection), highest[before - 1] if before else None]
            for rival in rivals:
                if rival and value.size < rival.size:
                    return rival, value
        for value in group:
            arrived.append(value.head.at)
            highest.append(max((value, *highest[-1:]), key=_size))
            connection = value.exchange.connection
            by_connection[connection] = max(value, by_connection.get(connection, value), key=_size)
    return None


def _size(value: _Value) -> tuple[int, str]:
    return value.size


def _constant(path: str, values: Sequence[_Value], findings: Findings) -> None:
    other = next((value for value in values if value.text != values[0].text), None)
    if other:
        got = f"{shown(other.text)} after {shown(values[0].text)}"
        findings.mismatch(f"{path} to stay the same", got, values[0].head.entry, other.head.entry)


def _distinct(path: str, values: Sequence[_Value], findings: Findings) -> None:
    seen: dict[str, _Value] = {}
    for value in _one_per_exchange(values):
        twin = seen.setdefault(value.text, value)
        if twin is not value:
            got = f"{shown(value.text)} twice"
            findings.mismatch(f"{path} to differ each time", got, twin.head.entry, value.head.entry)
            return


def _unguessable(path: str, values: Sequence[_Value], findings: Findings) -> None:
    firsts = _one_per_exchange(values)
    bits = variable_bits([value.text for value in firsts])
    if bits < ENOUGH_BITS:
        shown_values = ", ".join(shown(value.text) for value in firsts[:3])
        got = f"about {bits:.0f} bits vary: {shown_values}"
        findings.mismatch(
            f"{path} with at least {ENOUGH_BITS} bits of chance", got, *(v.head.entry for v in firsts[:3])
        )


def _one_per_exchange(values: Sequence[_Value]) -> list[_Value]:
    return list({id(value.exchange): value for value in reversed(values)}.values())[::-1]


_ALPHABETS = (string.digits, string.hexdigits, string.ascii_letters + string.digits)


def variable_bits(texts: Sequence[str]) -> float:
    """Estimate, generously, how many bits of chance distinguish these texts.

    Each place at which they differ counts as one letter drawn from the smallest usual alphabet that holds all
    the letters seen at such places. What all begin and end with is left out first, and the rest is looked at from
    both ends: a counter that gets longer moves the letters beside it, but makes none of them a matter of chance.
    """
    backwards = _without_common_beginning([text[::-1] for text in _without_common_beginning(texts)])
    return min(_bits(backwards), _bits([text[::-1] for text in backwards]))


def _without_common_beginning(texts: Sequence[str]) -> list[str]:
    alike = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    common = sum(1 for _ in alike)
    return [text[common:] for text in texts]


def _bits(texts: Sequence[str]) -> float:
    places = [set(column) for column in zip(*texts, strict=False) if len(set(column)) > 1]
    letters = set().union(*places) if places else set()
    size = next((len(set(a.lower())) for a in _ALPHABETS[:2] if letters <= set(a)), 0)
    size = size or (62 if letters <= set(_ALPHABETS[2]) else 64)
    return len(places) * math.log2(size)


_INVARIANTS: Mapping[Invariant, Callable[[str, Sequence[_Value], Findings], None]] = {
    "never-decreases": _never_decreases,
    "constant": _constant,
    "distinct": _distinct,
    "unguessable": _unguessable,
}
