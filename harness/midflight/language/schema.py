"""JSON Schemas of the files, made from their models: for editors, which complete and underline with them.

Editors read YAML with its usual types, so wherever a text is asked for, a number, true and false are as good: all of
them are texts here. What only `midflight check` can know (names, values, the small grammars) is not in a schema.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR = ["string", "number", "boolean"]
_BOOLEANS = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}
_UNKNOWN = "(unknown)"


class _Generator(GenerateJsonSchema):
    """Knows how the models of this package differ from plain ones."""

    schema_dialect = DIALECT

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return super().str_schema(schema) | {"type": _SCALAR}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        return {"enum": [form for word in schema["expected"] for form in _forms(word)]}

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        # Members that stand for mistakes have only error texts to give.
        choices = [choice for tag, choice in schema["choices"].items() if tag != _UNKNOWN]
        return {"anyOf": [self.generate_inner(choice) for choice in choices]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        # What is left out is None; nobody can write it.
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _forms(word: str) -> list[Any]:
    """Return a word and what editors may read it as."""
    forms: list[Any] = [word]
    if word in _BOOLEANS:
        forms.append(_BOOLEANS[word])
    if word.replace(".", "", 1).isdecimal():
        forms.append(float(word))
    return forms


def schema(model: Any, title: str) -> str:
    """Return the JSON Schema of a type as text."""
    adapter = TypeAdapter(model)
    made = adapter.json_schema(ref_template=DEFAULT_REF_TEMPLATE, schema_generator=_Generator)
    ordered = {"$schema": DIALECT, "title": title} | made
    return json.dumps(ordered | {"title": title}, indent=2, ensure_ascii=False) + "\n"
