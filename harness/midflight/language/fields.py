"""Pydantic building blocks of the language: texts with a grammar, and models that refuse unknown keys helpfully."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from midflight.errors import did_you_mean
from midflight.language import scalars, values
from midflight.language.yaml_source import Document, Problem


class Model(BaseModel):
    """A frozen mapping with known keys; an unknown one is an error that names the nearest known one."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
    known_keys: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.known_keys = frozenset(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = next((key for key in data if key not in cls.known_keys), None)
            if unknown is not None:
                raise unknown_key(unknown, cls.known_keys)
        return data


def one_of_keys(*keys: str) -> ConfigDict:
    """Return what tells a JSON Schema that a mapping has exactly one of these keys."""
    return ConfigDict(json_schema_extra={"oneOf": [{"required": [key]} for key in keys]})


def unknown_key(key: str, known: frozenset[str] | Sequence[str]) -> PydanticCustomError:
    """Return the error for a key that has no meaning here; it is placed at that key."""
    return misplaced(key, f"'{key}' has no meaning here{did_you_mean(key, known)}")


def misplaced(key: str, message: str) -> PydanticCustomError:
    """Return an error that is placed at the key it is about."""
    return PydanticCustomError("misplaced", "{text}", {"key": key, "text": message})


def refused(message: str) -> PydanticCustomError:
    """Return an error with our own words."""
    return PydanticCustomError("refused", "{text}", {"text": message})


def checked(parser: Callable[[str], object]) -> AfterValidator:
    """Check a text with `parser` now, unless it refers to values that are known only later."""

    def check(text: str) -> str:
        try:
            if not any(True for _ in values.references(text)):
                parser(text)
        except ValueError as error:
            raise refused(str(error)) from None
        return text

    return AfterValidator(check)


def _shape_of(value: Any) -> str:
    return "(text)" if isinstance(value, str) else "(list)" if isinstance(value, list) else "(mapping)"


def _check_saved(text: str) -> str:
    if not values.is_reference(text):
        raise refused(f"'{text}' is not a saved response such as $whole")
    return text


# A union whose members differ in shape: tag them "(text)", "(list)", "(mapping)". The parentheses keep the tags of
# unions apart from the keys of a file when a problem is placed.
SHAPE = Discriminator(_shape_of)

Text = Annotated[str, checked(lambda text: text)]
DurationText = Annotated[str, checked(scalars.duration)]
TimeRangeText = Annotated[str, checked(scalars.time_range)]
CountText = Annotated[str, checked(scalars.integer_range)]
NumberText = Annotated[str, checked(scalars.number)]
NumbersText = Annotated[str, checked(scalars.numbers)]
FramingText = Annotated[str, checked(scalars.framing)]
BreakingText = Annotated[
    str,
    checked(scalars.breaking),
    WithJsonSchema({"anyOf": [{"enum": [*scalars.BREAKING]}, {"type": "string", "pattern": "[$]"}]}),
]
StatusText = Annotated[str, checked(scalars.statuses)]
Statuses = Annotated[Annotated[StatusText, Tag("(text)")] | Annotated[list[StatusText], Tag("(list)")], SHAPE]
SavedText = Annotated[str, AfterValidator(_check_saved)]
TextOrLines = Annotated[Annotated[Text, Tag("(text)")] | Annotated[list[Text], Tag("(list)")], SHAPE]
SCHEMA = 1  # of the files that say which one they were written for


def _check_schema(text: str) -> str:
    if not text.isdecimal():
        raise refused(f"'{text}' is no schema number; this midflight reads schema {SCHEMA}")
    if int(text) != SCHEMA:
        raise refused(f"is written for schema {text}; this midflight reads schema {SCHEMA}: use a newer midflight")
    return text


SchemaNumber = Annotated[str, AfterValidator(_check_schema)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
ValueName = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")]


def problems_of(error: ValidationError, document: Document, base: tuple[int | str, ...] = ()) -> list[Problem]:
    """Turn pydantic's errors into problems with file, line and column."""
    found = []
    for item in error.errors(include_url=False):
        loc = item["loc"]
        key = (item.get("ctx") or {}).get("key") if item["type"] == "misplaced" else None
        if loc[-1:] == ("[key]",):  # it is the key itself that is wrong
            loc, key = loc[:-2], str(loc[-2])
        found.append(document.problem(_message(item), (*base, *loc), key))
    return found


_WORDS = {
    "missing": "'{0}' is missing",
    "string_type": "'{0}' should be a text, not {1}",
    "list_type": "'{0}' should be a list, not {1}",
    "dict_type": "'{0}' should be a mapping, not {1}",
    "model_type": "'{0}' should be a mapping, not {1}",
    "too_short": "'{0}' is empty; it needs at least one entry",
}


def _message(item: Any) -> str:
    names = [part for part in item["loc"] if isinstance(part, str) and not part.startswith(("(", "["))]
    name = names[-1] if names else "this"
    words = _WORDS.get(item["type"])
    if words:
        return words.format(name, _kind(item["input"]))
    if item["type"] == "union_tag_invalid":
        return f"'{name}' should be {_tags(item)}, not {_kind(item['input'])}"
    if item["type"] == "literal_error":
        return f"'{item['input']}' is not one of {item['ctx']['expected']}"
    if item["type"] == "string_pattern_mismatch":
        return f"'{item['input']}' is not a name: {item['ctx']['pattern']}"
    return str(item["msg"])


def _tags(item: Any) -> str:
    tags = str(item["ctx"]["expected_tags"]).translate(str.maketrans("", "", "'()"))
    return " or ".join(f"a {tag}" for tag in tags.split(", "))


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return f"the text '{value}'"
    return "a list" if isinstance(value, list) else "a mapping"
