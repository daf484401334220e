"""The form of a ritual's file as a JSON Schema, for editors.

It is made from the models of `facilitator.script.forms`, so that what they learn appears here by
itself. An editor's schema is a help, not the judge: it lets through what `facilitator check` looks
at more closely, such as how a length of time is written.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from facilitator.authoring.schema_words import KEYS
from facilitator.script.forms import schema as forms
from facilitator.script.forms.files import PartForm, RitualForm

Json = dict[str, Any]

TITLE: Final = "A ritual for Facilitator"

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""The version of JSON Schema that every editor's YAML support understands."""

_TEXT: Final[Json] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
            "description": "One text for each choice of a setting.",
        },
    ]
}
_PHRASES: Final[Json] = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "null"},
    ]
}
_SCALAR: Final[Json] = {"type": ["string", "number"]}

_BY_VALIDATOR: Final[Mapping[str, Json]] = {
    "_text": _TEXT,
    "_length": {
        "type": "string",
        "pattern": r"[0-9½¼¾a-z{]",
        "examples": ["10 s", "2 min", "1 min 30 s", "{gaze}"],
    },
    "_day": {
        "type": "string",
        "examples": ["tomorrow", "in 3 days", "on Sunday", "next time", "{calm day}"],
    },
    "_talk": {"type": "string", "examples": ["8 min", "until ten o'clock", "{hour}"]},
    "_breath": {"type": "string", "examples": ["in 4, hold 2, out 6"]},
    "_counts": {"type": "object", "additionalProperties": _PHRASES, "minProperties": 1},
    "_rounds": {"type": ["integer", "string"], "examples": [3, "three", "{rounds}"]},
    "_count": {"type": ["integer", "string"], "examples": [2, "three"]},
    "_phrase": {"type": "string"},
    "_phrases": _PHRASES,
    "_answers": {
        "anyOf": [
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "object", "additionalProperties": _PHRASES, "minProperties": 1},
        ]
    },
    "_condition": {"type": "string", "minLength": 1},
    "_jar": {"type": "string", "examples": ["gratitude jar", "wishes"]},
    "_lead": {
        "type": "string",
        "examples": ["as given", "alternates", "Who of you begins today?"],
    },
    "_zero": {"enum": [0]},
    "_cues": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "_scalar": _SCALAR,
    "_scalars": {"type": "array", "items": _SCALAR, "minItems": 1},
    "_questions": {
        "type": "array",
        "minItems": 1,
        "items": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "propertyNames": {"enum": ["light", "medium", "deep"]},
                    "additionalProperties": {"type": "string"},
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        },
    },
}
"""What the language's own readers of values take, by the name of the reader; any other reader
takes anything as far as an editor is concerned."""

_STEP: Final = "step"

_PLAIN: Final[Mapping[object, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


def ritual_schema() -> Json:
    """Return the JSON Schema (draft 7) of a ritual's file, or of a shared part's."""
    made = _Schema()
    ritual, part = made.form(RitualForm), made.form(PartForm)
    return {
        "$schema": DRAFT,
        "title": TITLE,
        "description": "What a voice does with two people, step by step.",
        "if": {"required": ["part"]},
        "then": part,
        "else": ritual,
        "definitions": made.definitions,
    }


def _name(form: type[forms.Form]) -> str:
    """Return what a form is called in the schema; editors show it where a whole one fits."""
    kind = next((kind for kind, each in forms.STEPS.items() if each is form), None)
    return f"step {kind}" if kind else form.__name__.removesuffix("Form").lower()


class _Schema:
    """Collects the definitions that models need."""

    def __init__(self) -> None:
        self.definitions: dict[str, Json] = {}

    def form(self, form: type[forms.Form]) -> Json:
        """Return a reference to the definition of a model."""
        name = _name(form)
        if name not in self.definitions:
            self.definitions[name] = {}  # a step may stand in a step
            self.definitions[name] = self._object(form)
        return {"$ref": f"#/definitions/{name}"}

    def _object(self, form: type[forms.Form]) -> Json:
        properties: dict[str, Json] = {}
        required = []
        form.model_rebuild()  # names of steps that stand further down become types
        for field_name, field in form.model_fields.items():
            key = field.alias or field_name
            value = self._value_of(field.annotation, field.metadata)
            least = next((m.min_length for m in field.metadata if hasattr(m, "min_length")), None)
            if least is not None and value.get("type") == "array":
                value = {**value, "minItems": least}
            words = field.description or KEYS.get(key)
            properties[key] = {**value, "description": words} if words else value
            if field.is_required():
                required.append(key)
            elif isinstance(field.default, str | int | float) and "$ref" not in value:
                properties[key]["default"] = field.default
        made: Json = {"type": "object"}
        if form.__doc__:
            made["description"] = " ".join(form.__doc__.split("\n\n")[0].split())
        made |= {"properties": properties, "additionalProperties": False}
        return made | ({"required": required} if required else {})

    def value(self, kind: Any) -> Json:
        """Return what a type takes; everything, for types that are unknown here."""
        origin, args = get_origin(kind), get_args(kind)
        if isinstance(kind, typing.ForwardRef):
            kind = getattr(forms, kind.__forward_arg__, Any)
            return self.value(kind)
        if isinstance(kind, str):
            return self.value(getattr(forms, kind, Any))
        if origin is Annotated:
            if kind == forms.AnyStep:
                return self._any_step()
            return self._value_of(args[0], args[1:])
        if origin is Literal:
            return {"enum": list(args)}
        if origin in (Union, types.UnionType):
            return self._either([self.value(each) for each in args])
        if origin in (list, tuple):
            return {"type": "array", "items": self.value(args[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.value(args[1])}
        if isinstance(kind, type) and issubclass(kind, forms.Form):
            return self.form(kind)
        return dict(_PLAIN.get(kind, {}))

    def _value_of(self, kind: Any, marks: Iterable[Any]) -> Json:
        read = self._read_by(marks)
        return self.value(kind) if read is None else read

    def _read_by(self, marks: Iterable[Any]) -> Json | None:
        """Return what a value takes that one of the language's own readers reads."""
        for mark in marks:
            reader = getattr(getattr(mark, "func", None), "__name__", "")
            if reader:
                return dict(_BY_VALIDATOR.get(reader, {}))
        return None

    def _either(self, values: list[Json]) -> Json:
        flat = [each for value in values for each in value.get("anyOf", [value])]
        return {} if {} in flat else {"anyOf": flat}

    def _any_step(self) -> Json:
        """Return a reference to what any step takes: the form of the kind it names, so that an
        editor completes the keys of that kind and no others."""
        if _STEP not in self.definitions:
            self.definitions[_STEP] = {}
            kinds = {kind: self.form(form) for kind, form in forms.STEPS.items()}
            keys = {kind: set(self._keys(form)) for kind, form in forms.STEPS.items()}
            named: list[Json] = []
            for kind, form in kinds.items():
                # `remember` begins a step of its own, and is a key of others.
                others = [each for each in keys if each != kind and kind in keys[each]]
                is_it: Json = {"type": "object", "required": [kind]}
                if others:
                    is_it["not"] = {"anyOf": [{"required": [each]} for each in others]}
                named.append({"if": is_it, "then": form})
            begun: Json = {"type": "object", "anyOf": [{"required": [kind]} for kind in kinds]}
            named.append({"if": begun, "else": {"$ref": self._beginnings()}})
            self.definitions[_STEP] = {"allOf": named}
        return {"$ref": f"#/definitions/{_STEP}"}

    def _beginnings(self) -> str:
        """Return the name of what a step takes that names no kind yet: a key that names one."""
        words = {kind: " ".join((form.__doc__ or "").split()) for kind, form in forms.STEPS.items()}
        self.definitions["step begun"] = {
            "type": "object",
            "properties": {kind: {"description": words[kind]} for kind in words},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return "#/definitions/step begun"

    def _keys(self, form: type[forms.Form]) -> list[str]:
        return [field.alias or name for name, field in form.model_fields.items()]
