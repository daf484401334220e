"""The form of a language file as a JSON Schema, for editors."""

from __future__ import annotations

from typing import Any, Final

from facilitator.authoring.schema import DRAFT
from facilitator.script.translation.file import CODE, LanguageForm

Json = dict[str, Any]

_ORIGINAL: Final = "What the script says. `facilitator translate` keeps it up to date."
_TRANSLATION: Final = "The same in the language of this file; empty until somebody writes it."
_WAS: Final = (
    "What the script said when this was translated. Take this line out once the translation is "
    "up to date."
)
_NOTE: Final = "Something for whoever translates."
_WORDS: Final[Json] = {"type": ["string", "null"]}
_PHRASES: Final[Json] = {
    "anyOf": [{"type": ["string", "null"]}, {"type": "array", "items": {"type": "string"}}]
}
_SECTIONS: Final = {
    "shown": "What is shown.",
    "lines": "What is said.",
    "answers": "What people may say; used with a speech model of this language.",
    "removed": "What the script no longer says, kept in case it comes back.",
}


def language_schema() -> Json:
    """Return the JSON Schema (draft 7) of a language file."""
    properties: Json = {
        "version": {"const": 1, "description": "Version of the language: 1."},
        "language": {
            "type": "string",
            "pattern": f"^{CODE.pattern}$",
            "description": "Code of the language, such as de.",
        },
        "ritual": {"type": "string", "description": "Id of the ritual this translates."},
        "part": {"type": "string", "description": "Name of the shared part this translates."},
        "product": {
            "const": "facilitator",
            "description": "This translates what the facilitator says of its own.",
        },
    }
    for section, words in _SECTIONS.items():
        is_words = section in ("shown", "lines")
        properties[section] = {
            "type": ["object", "null"],
            "additionalProperties": _entry(_WORDS if is_words else _PHRASES),
            "description": words,
        }
    properties["numbers"] = {
        "type": ["array", "null"],
        "items": {"type": "string"},
        "description": "The words for 0 to 99, in order.",
    }
    properties["pronounce"] = {
        "type": ["object", "null"],
        "additionalProperties": {"type": "string"},
        "description": "How English answers are spelt so that the voice says them well.",
    }
    assert set(properties) == set(LanguageForm.model_fields)
    return {
        "$schema": DRAFT,
        "title": "A language file for Facilitator",
        "description": "What a ritual says and shows, in another language.",
        "type": "object",
        "properties": properties,
        "required": ["language"],
        "oneOf": [{"required": [kind]} for kind in ("ritual", "part", "product")],
        "additionalProperties": False,
    }


def _entry(words: Json) -> Json:
    return {
        "type": "object",
        "properties": {
            "original": {**words, "description": _ORIGINAL},
            "translation": {**words, "description": _TRANSLATION},
            "was": {**words, "description": _WAS},
            "note": {"type": ["string", "null"], "description": _NOTE},
        },
        "required": ["original"],
        "additionalProperties": False,
    }
