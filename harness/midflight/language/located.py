"""Going through the models of a file with the place of each: what a check needs to name line and column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from midflight.language.case import FixtureUse

Path = tuple[int | str, ...]
NOTHING: frozenset[str] = frozenset()


class Located(NamedTuple):
    """A model or a text with its path in the file, and the key of the model that holds it."""

    path: Path
    value: BaseModel | str
    key: str


def located(value: Any, path: Path = (), key: str = "", skip: frozenset[str] = NOTHING) -> Iterator[Located]:
    """Yield every model and text inside a value, the value itself first; models' entries called as in `skip` are not
    entered."""
    if isinstance(value, str):
        yield Located(path, value, key)
    elif isinstance(value, BaseModel):
        yield Located(path, value, key)
        for name, inner in entries(value):
            if name not in skip:
                yield from located(inner, (*path, *_step(value, name)), name, skip)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from located(item, (*path, index), key, skip)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from located(item, (*path, name), key, skip)


def entries(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """Yield the key and the value of everything that the file gives for a model, in the order of the model."""
    for name, field in type(model).model_fields.items():
        if name in model.model_fields_set:
            yield field.alias or name, getattr(model, name)


def _step(model: BaseModel, name: str) -> Path:
    """A fixture's name is itself the key of its parameters."""
    if isinstance(model, FixtureUse) and name == "parameters":
        return (model.fixture,)
    return (name,)
