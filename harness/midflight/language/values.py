"""`$name`, `$(name + 5)`, `$(whole.body - 1)`, `$whole.headers.ETag` and `$$` inside texts.

Reading: a name followed by `.word` takes the word as an attribute only where the value has attributes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_OPERAND = r"[0-9]+|[A-Za-z_]\w*(?:\.[A-Za-z]\w*)*"
_REFERENCE = re.compile(
    r"\$(?:(?P<dollar>\$)"
    rf"|\(\s*(?P<left>{_OPERAND})\s*(?:(?P<sign>[+-])\s*(?P<right>{_OPERAND})\s*)?\)"
    r"|(?P<path>[A-Za-z_]\w*(?:\.[A-Za-z][\w-]*)*)"
    r"|(?P<bad>))"
)


class UnknownValueError(Exception):
    """A `$name` that nothing has saved."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"the value ${name} was never saved")


class BadReferenceError(ValueError):
    """A `$` that begins no reference."""


def references(text: str) -> Iterator[str]:
    """Yield the name of each value that `text` refers to (without attributes). Raises BadReferenceError."""
    if "$" not in text:
        return
    for match in _REFERENCE.finditer(text):
        if match["bad"] is not None:
            raise BadReferenceError(f"'$' in '{text}' begins no value; write $$ for a dollar")
        if match["path"]:
            yield match["path"].split(".", 1)[0]
        for side in (match["left"], match["right"]):
            if side and not side.isdecimal():
                yield side.split(".", 1)[0]


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and first attribute of each value of which `text` asks for a part."""
    for match in _REFERENCE.finditer(text):
        for path in (match["path"], match["left"], match["right"]):
            if path and "." in path:
                name, attribute = path.split(".")[:2]
                yield name, attribute


def operands(text: str) -> Iterator[str]:
    """Yield the name of each value, itself and no attribute of it, that `text` calculates with."""
    for match in _REFERENCE.finditer(text):
        for side in (match["left"], match["right"]) if match["sign"] else ():
            if not side.isdecimal() and "." not in side:
                yield side


def is_reference(text: str) -> bool:
    """Say whether a text is one `$name` and nothing else."""
    return text.startswith("$") and text[1:].isidentifier() and text.isascii()


def substitute(text: str, look_up: Callable[[str], Any]) -> str:
    """Replace every reference in `text` by its value. `look_up` gives a value or raises UnknownValueError."""
    if "$" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        if match["path"]:
            return _attribute(match["path"], look_up)
        if match["left"]:
            return _calculate(match, look_up)
        raise BadReferenceError(f"'$' in '{text}' begins no value; write $$ for a dollar")

    return _REFERENCE.sub(replace, text)


def _attribute(path: str, look_up: Callable[[str], Any]) -> str:
    name, *attributes = path.split(".")
    value = look_up(name)
    for index, attribute in enumerate(attributes):
        if not hasattr(value, "attribute"):
            return ".".join([str(value), *attributes[index:]])
        value = value.attribute(attribute)
    return str(value)


def _calculate(match: re.Match[str], look_up: Callable[[str], Any]) -> str:
    left = _number(match["left"], look_up)
    if not match["sign"]:
        return str(left)
    right = _number(match["right"], look_up)
    return str(left + right if match["sign"] == "+" else left - right)


def _number(operand: str, look_up: Callable[[str], Any]) -> int:
    text = operand if operand.isdecimal() else _attribute(operand, look_up)
    try:
        return int(text)
    except ValueError:
        raise BadReferenceError(f"${operand} is '{text}', not a number to calculate with") from None
