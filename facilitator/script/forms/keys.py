"""What the keys of a script are, which of them hold texts, and how long lengths may be."""

from __future__ import annotations

from typing import Final

from facilitator.script.forms.files import PartForm, RitualForm, SettingForm
from facilitator.script.forms.schema import STEPS, Form, Turns

_HOUR: Final = 3600.0
LENGTHS: Final[dict[str, tuple[str, float, float]]] = {
    "silence": ("a silence", 1.0, 3 * _HOUR),
    "slices": ("a slice", 5.0, 600.0),
    "rest": ("a rest", 1.0, 300.0),
    "each": ("a turn", 5.0, _HOUR),
    "for": ("a gesture", 1.0, 900.0),
    "then wait": ("a wait", 0.0, 120.0),
    "silence after": ("a silence after a turn", 0.0, 900.0),
    "talk": ("open conversation", 5.0, 6 * _HOUR),
    "mirror": ("giving back what was heard", 5.0, 600.0),
    "validate": ("a validating sentence", 5.0, 300.0),
    "more time": ("more time", 10.0, 600.0),
    "time out": ("a time apart", 60.0, 3600.0),
    "last one after": ("the time before the last one", 60.0, 12 * _HOUR),
    "wait": ("waiting for an answer", 3.0, 600.0),
    "up to": ("a note", 5.0, 30.0),
}
"""What a length is called, and the least and most that can be meant, in seconds."""

TEXTS: Final = frozenset(
    {
        *("say", "ready", "again", "ask", "ask each", "consent", "if no", "if nobody answers"),
        *("afterwards", "gesture", "end", "label", "as", "question", "announce", "thanks"),
        *("rate", "choose", "offer", "check in", "if yellow", "if red", "today", "why"),
        *("remind", "last one", "note", "if none", "check halfway", "after"),
    }
)
"""Keys whose value is a text, or one text for each choice of a setting."""

_FORMS: Final[tuple[type[Form], ...]] = (
    *STEPS.values(),
    Turns,
    SettingForm,
    RitualForm,
    PartForm,
)
KEYS: Final = frozenset(
    field.alias or name for form in _FORMS for name, field in form.model_fields.items()
) - {"id", "as", "for", "from", "task", "start", "end", "each", "today", "time out", "next"} | {
    "each"
}
"""Words that stand before a colon and are unlikely to begin a sentence by chance."""
