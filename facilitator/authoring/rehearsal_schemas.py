"""The forms of a test plan and of a people file as JSON Schemas, for editors."""

from __future__ import annotations

from typing import Any, Final

from facilitator.authoring.people import KEYS as PEOPLE_KEYS
from facilitator.authoring.schema import DRAFT
from facilitator.script.plans.form import Case

Json = dict[str, Any]

_TEXT: Final[Json] = {"type": ["string", "integer"]}
_TEXTS: Final[Json] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_ANSWER: Final[Json] = {
    "anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 8}]
}
_LINES: Final[Json] = {"type": "array", "items": {"type": "string"}}
_YES_OR_NO: Final[Json] = {"enum": ["yes", "no", True, False]}


def _named(value: Json) -> Json:
    return {"type": "object", "additionalProperties": value}


_CASE: Final[dict[str, tuple[Json, str]]] = {
    "people": ({"type": "string"}, "What they are like, in words; names the case."),
    "how many": (
        {"type": "integer", "minimum": 1, "maximum": 8},
        "So many people are there, called A, B, C and so on; two where nothing is said.",
    ),
    "settings": (_named(_TEXT), "What is chosen beforehand, such as `{gaze: 3 min}`."),
    "memory": (_named(_TEXTS), "What is remembered, by the names of the script."),
    "reminders": (_LINES, "Reminders from earlier; one with a question mark is asked."),
    "heard": (
        _named(_ANSWER),
        "Answers, by what they are about: ready, consent, or the name after `as` or `remember`; "
        "one for all, or one of each.",
    ),
    "safe word during": (
        {"type": "string"},
        "What is happening when one of them says the safe word, such as turn of A.",
    ),
    "expect": (_LINES, "What must happen, in this order; other things may come between."),
    "never": (_LINES, "What must not happen."),
    "remember": (_named(_TEXT), "What must be kept afterwards."),
}
_PERSON: Final[dict[str, tuple[Json, str]]] = {
    "answers": (
        _named(_TEXTS),
        "What they answer, by what it is about; a list for one after the other.",
    ),
    "hesitates": (
        {"type": "string", "examples": ["6 s"]},
        "How long they take to answer.",
    ),
    "silent": (_YES_OR_NO, "They say nothing at all."),
    "says no": (_YES_OR_NO, "They answer no to whatever can be answered so."),
    "laughs": (_YES_OR_NO, "They laugh now and then."),
    "talks over": (_YES_OR_NO, "They talk into sentences, and into what the other one says."),
    "remembered": (
        _named(_TEXTS),
        "What is kept of them from earlier: a text, or a list for a jar.",
    ),
    "pronouns": (
        {"type": "string", "examples": ["she", "he", "they"]},
        "How they wish to be called besides their name.",
    ),
}


def plan_schema() -> Json:
    """Return the JSON Schema (draft 7) of a test plan."""
    assert {field.alias or name for name, field in Case.model_fields.items()} == set(_CASE)
    return {
        "$schema": DRAFT,
        "title": "A test plan for Facilitator",
        "description": "What people do in a ritual, and what must follow.",
        "type": "array",
        "minItems": 1,
        "items": {**_object(_CASE), "required": ["people"]},
    }


def people_schema() -> Json:
    """Return the JSON Schema (draft 7) of a people file."""
    assert set(PEOPLE_KEYS) == set(_PERSON)
    return {
        "$schema": DRAFT,
        "title": "People for a rehearsal with Facilitator",
        "description": "Names, in the order in which they lead, each with how they are.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [_object(_PERSON), {"type": "null"}]},
    }


def _object(keys: dict[str, tuple[Json, str]]) -> Json:
    described = {key: {**value, "description": words} for key, (value, words) in keys.items()}
    return {"type": "object", "properties": described, "additionalProperties": False}
