"""What a case asks of the answers, in words. Each kind of expectation has one function; what is new is shown as it
stands in the file, so that nothing a case asks for is left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from midflight.grammar import GRAMMARS
from midflight.language.bodies import (
    Contains,
    EmbeddedMessage,
    ExpectedFields,
    FieldExpectation,
    Length,
    Like,
    Message,
    Number,
    OptionalBody,
    Overlay,
)
from midflight.language.exchange import (
    AnyResponse,
    Event,
    FinalExpectation,
    Random,
    Silent,
    Statement,
)

_FIRST = {"first": "the first {}", "last": "the last {}", "every": "every {}", "never": "no {}"}
_LONGEST = 100  # characters of content that are quoted


def as_written(value: Any) -> str:
    """Return a value as it stands in the file, in one line."""
    return json.dumps(plain(value), ensure_ascii=False)


def plain(value: Any) -> Any:
    """Return a value as data."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def statuses(value: str | list[str] | None) -> str:
    """Return statuses in words."""
    if value is None:
        return "below 500"
    return " or ".join(value) if isinstance(value, list) else value


def interim(wanted: str | list[Statement]) -> Iterator[str]:
    """Yield what is asked of interim responses."""
    if isinstance(wanted, str):
        yield "no interim response at all" if wanted == "none" else f"interim {wanted}"
        return
    for statement in wanted:
        yield _statement(statement)


def _statement(wanted: Statement) -> str:
    said = {"headers", "at", "count", "gap", wanted.quantifier}
    words = [_FIRST[wanted.quantifier].format(statuses(wanted.status))]
    words += [f"{wanted.count} of them"] if wanted.count else ["one at least"] if wanted.every is not None else []
    words += [f"{wanted.at} after the request"] if wanted.at else []
    words += [f"{wanted.gap} between neighbours"] if wanted.gap else []
    words += [*fields(wanted.headers), *_rest(wanted, said)]
    return "; ".join(words)


def final(wanted: str | list[str] | FinalExpectation) -> str:
    """Return what is asked of the final response."""
    if not isinstance(wanted, FinalExpectation):
        return "any final response, or a close" if wanted == "any" else f"final response {statuses(wanted)}"
    words = [f"final response {statuses(wanted.status)}"]
    words += [f"{wanted.at} after the request"] if wanted.at else []
    words += fields(wanted.headers)
    words += [body(wanted.body)] if wanted.body is not None else []
    words += [_fields_like(wanted)] if wanted.fields_like else []
    words += [f"saved as ${wanted.save}"] if wanted.save else []
    said = {"status", "at", "headers", "body", "save", "fields_like", "but"}
    return "; ".join([*words, *_rest(wanted, said)])


def _fields_like(wanted: FinalExpectation | EmbeddedMessage) -> str:
    but = f" but {', '.join(wanted.but)}" if wanted.but else ""
    return f"the same fields as {wanted.fields_like}{but}"


def fields(wanted: ExpectedFields) -> Iterator[str]:
    """Yield what is asked of each field."""
    for name, value in wanted.items():
        yield _field(name, value)


def _field(name: str, wanted: str | list[str] | FieldExpectation) -> str:
    if isinstance(wanted, str):
        return f"{name}: {wanted}"
    if isinstance(wanted, list):
        return f"{name} is one of {', '.join(wanted)}"
    words = [_is(name, wanted.is_) if wanted.is_ is not None else f"a {name}" if wanted.has is None else name]
    words += [f"has the member {wanted.has}"] if wanted.has is not None else []
    words += ["where it is there"] if wanted.optional else []
    words += [f"saved as ${wanted.save}"] if wanted.save else []
    return ", ".join([*words, *_rest(wanted, {"is_", "has", "optional", "save"})])


def _is(name: str, wanted: str | list[str]) -> str:
    if isinstance(wanted, list):
        return f"{name} is one of {', '.join(wanted)}"
    if wanted == "absent":
        return f"no {name}"
    return f"{name} is a valid {wanted}" if wanted in GRAMMARS else f"{name} is {wanted}"


def body(wanted: Any) -> str:
    """Return what is asked of the content."""
    match wanted:
        case Length():
            return f"content of {wanted.length} octets"
        case Number():
            return f"content that is a number, {wanted.number}"
        case Contains():
            return f"content with '{wanted.contains}' in it"
        case Like():
            return f"content like {wanted.like}, but for what the target calls volatile"
        case Message():
            return f"content that is a message/http document: {_message(wanted)}"
        case Overlay():
            return f"content: a prefix of {short(wanted.new)} written over {short(wanted.old)} at {wanted.at}"
    return f"content {short(wanted)}"


def _message(wanted: Message) -> str:
    inner = wanted.message
    words = [f"status {inner.status}", *fields(inner.headers)]
    words += [_fields_like(inner)] if inner.fields_like else []
    if isinstance(inner.body, OptionalBody):
        words.append(f"{body(inner.body.optional)}, unless it is left out")
    elif inner.body is not None:
        words.append(body(inner.body))
    return ", ".join([*words, *_rest(inner, {"status", "headers", "body", "fields_like", "but"})])


def short(content: Any) -> str:
    """Return content as it is written, shortened."""
    text = f"'{content}'" if isinstance(content, str) else as_written(content)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def plainly(content: Any) -> str:
    """Return content as it is written, a text without quotation marks."""
    return content if isinstance(content, str) and len(content) <= _LONGEST else short(content)


def event(wanted: Event) -> str:
    """Return when something happens."""
    key = next(iter(wanted.model_fields_set))
    value = getattr(wanted, key)
    match value:
        case Random():
            return f"once {value.random} octets of the content are sent (drawn by chance)"
        case Statement():
            return f"once it came: {_statement(value)}"
        case AnyResponse():
            return "; ".join([f"once a response {statuses(value.status)} came", *fields(value.headers)])
    texts: Mapping[str, str] = {
        "sent": f"once {value} octets of the content are sent",
        "interim": f"once a {value} came",
        "final": f"once it came: {final(value) if key == 'final' else ''}",
        "received": f"once {value} octets of the final content came",
        "passed": f"{value} after the request was sent",
    }
    return texts.get(key, f"{key}: {as_written(value)}")


def afterwards(wanted: str | Silent) -> str:
    """Return what is asked of the connection afterwards."""
    if isinstance(wanted, Silent):
        return f"then, for {wanted.silent}, no octet and no close"
    return f"then the connection is {wanted}"


def _rest(model: BaseModel, said: set[str]) -> Iterator[str]:
    """Yield what a model holds beyond what was said."""
    for name in sorted(model.model_fields_set - said):
        yield f"{name}: {as_written(getattr(model, name))}"
