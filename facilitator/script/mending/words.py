"""What an author most likely meant by a word the language does not have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from facilitator.script.diagnostics import closest, printable
from facilitator.script.durations import parse_duration
from facilitator.script.forms.files import RitualForm, SettingForm
from facilitator.script.forms.schema import STEPS, Form, Turns

LONGEST: Final = 100
"""Characters of a value that are looked at and shown again."""

_OWNERS: Final = 4
"""Most steps a word can belong to for that to be worth telling."""

_MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    "speak": ("say",),
    "tell": ("say",),
    "text": ("say", "ask"),
    "prompt": ("say", "question"),
    "wait": ("then wait", "silence", "ready"),
    "pause": ("then wait", "silence"),
    "quiet": ("silence",),
    "timer": ("silence",),
    "gong": ("bell",),
    "chime": ("bell",),
    "ring": ("bell",),
    "if": ("when",),
    "then": ("do",),
    "steps": ("do",),
    "else": ("otherwise",),
    "loop": ("repeat",),
    "for": ("repeat", "each", "then wait"),
    "rounds": ("repeat",),
    "include": ("use",),
    "part": ("use",),
    "options": ("from", "answers", "choices"),
    "choices": ("from", "answers"),
    "option": ("from", "answers", "choices"),
    "title": ("ritual",),
    "name": ("ritual", "as"),
    "description": ("about",),
    "summary": ("about",),
    "level": ("depth",),
    "time": ("for", "each", "silence"),
    "duration": ("for", "each", "silence"),
    "length": ("for", "each", "silence"),
    "minutes": ("for", "each"),
    "default": ("if nobody answers", "start"),
    "value": ("start", "as"),
    "range": ("limits",),
    "min": ("limits",),
    "max": ("limits",),
    "save": ("remember",),
    "store": ("remember",),
    "stop": ("end",),
    "finish": ("end",),
    "close": ("end",),
    "vote": ("rate",),
    "rating": ("rate",),
    "discussion": ("talk",),
    "conversation": ("talk",),
    "breath": ("breathe",),
    "reminder": ("remind",),
    "when": ("rhythm",),
    "schedule": ("rhythm",),
    "frequency": ("rhythm",),
    "every": ("rhythm",),
    "how often": ("rhythm",),
    "background": ("why",),
    "because": ("why",),
    "pick": ("choose",),
    "choice": ("choose",),
    "question": ("ask", "question"),
    "sage": ("say",),
    "sag": ("say",),
    "sprich": ("say",),
    "dire": ("say",),
    "decir": ("say",),
    "stille": ("silence",),
    "schweigen": ("silence",),
    "ruhe": ("silence",),
    "silencio": ("silence",),
    "frage": ("ask", "question"),
    "fragen": ("questions", "ask"),
    "antworten": ("answers",),
    "glocke": ("bell",),
    "klang": ("bell",),
    "bereit": ("ready",),
    "wenn": ("when",),
    "falls": ("when",),
    "sonst": ("otherwise",),
    "wiederhole": ("repeat",),
    "wiederholen": ("repeat",),
    "gespräch": ("talk",),
    "atmen": ("breathe",),
    "wähle": ("choose",),
    "merke": ("remember",),
    "erinnere": ("remind",),
    "ende": ("end",),
    "dauer": ("for", "each", "silence"),
    "über": ("about",),
    "titel": ("ritual",),
    "tiefe": ("depth",),
    "stimmung": ("mood",),
    "schritte": ("steps",),
    "einstellungen": ("settings",),
}
"""Words that people write for a word of the language, the likelier first."""


def meant(word: str, known: Iterable[str]) -> str:
    """Return the known word that was most likely meant: written alike, or meaning the same; ""
    for none."""
    there = list(known)
    low = " ".join(word.lower().replace("-", " ").replace("_", " ").split())
    if low in there:
        return low
    return next((m for m in _MEANT.get(low, ()) if m in there), "") or closest(low, there)


def is_other_word(word: str) -> bool:
    """Return whether people write a word for others of the language."""
    return word.lower() in _MEANT


def belongs(key: str) -> str:
    """Return to what a word of the language belongs, as advice for where it stands wrongly; "" for
    other words, and for those that belong to too many things."""

    def has(form: type[Form]) -> bool:
        return key in {field.alias or name for name, field in form.model_fields.items()}

    if key in STEPS:
        return f"`{key}` is a step: write it below `steps:`, with a dash: `- {key}: …`"
    if has(RitualForm):
        return f"`{key}` belongs to the ritual itself: begin its line without any space"
    owners = [f"`{kind}`" for kind, form in STEPS.items() if has(form)]
    if has(Turns) and not owners:
        return f"`{key}` belongs to `turns`: write it below `turns:`, two spaces further in"
    owners += ["`turns`"] if has(Turns) else []
    if has(SettingForm):
        owners.append("a setting")
    if not owners or len(owners) > _OWNERS:
        return ""
    listed = " and ".join([", ".join(owners[:-1]), owners[-1]] if owners[1:] else owners)
    return f"`{key}` belongs to {listed}"


def as_written(value: object) -> str:
    """Return a value as it stands in a script, on one line: a mapping in braces, a list in
    brackets."""
    if isinstance(value, Mapping):
        inside = (f"{as_written(key)}: {as_written(each)}" for key, each in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(as_written(each) for each in value)}]"
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return str(value)


def beside(kind: str, given: Mapping[object, object]) -> str:
    """Return where keys belong that stand inside the value of a step's first key; "" when none of
    them is a key of that step."""
    known = {field.alias or name for name, field in STEPS[kind].model_fields.items()}
    there = [str(key) for key in given if key != kind and str(key) in known]
    other = "for" in given and parse_duration(given["for"])
    if not there:
        return ""
    own = f" `{kind}: {as_written(given['for'])}`, and" if other else ""
    listed = " and ".join(f"`{each}`" for each in there[:3])
    many = len(there) > 1
    asked = "; a question is asked in a `say` before it" if "question" in given else ""
    return (
        f"{listed} {'belong' if many else 'belongs'} beside `{kind}:`, not inside it: write{own} "
        f"{'each' if many else 'it'} in a line of its own below `{kind}: …`, begun two spaces "
        f"further in than the dash{'' if 'question' in known else asked}"
    )


RANDOM: Final = frozenset({"random", "either", "one of", "any", "lot", "chance", "shuffle"})
"""Words that people write for a step that leaves something to chance."""

BY_CHANCE: Final = (
    "to leave it to chance, write the texts as a deck at the top, `decks:`, and let a card of it "
    "be drawn: `turns` with `deck:` and `rounds: 1`"
)
"""How something is left to chance."""


def bare_step(step: str) -> str:
    """Return what to write for a step that is a text alone."""
    kind = " ".join(step.lower().split())
    if kind == "end":
        return "write `- end:`"
    if kind in STEPS:
        return f"write `- {kind}: …`, with what belongs to it after the colon"
    return f"to have it said, write `- say: {printable(step, 60)}`"
