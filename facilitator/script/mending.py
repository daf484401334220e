"""What an author most likely meant by a word the language does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from facilitator.script import rules
from facilitator.script.conditions import parse_condition
from facilitator.script.days import parse_day
from facilitator.script.diagnostics import Diagnostic, Span, closest, printable
from facilitator.script.durations import parse_duration, parse_number, short_duration
from facilitator.script.file_forms import PartForm, RitualForm, SettingForm
from facilitator.script.schema import STEPS, Form, Turns
from facilitator.script.yaml_lines import quoted
from facilitator.script.yaml_tree import Path, Tree

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

_LONGEST: Final = 100
"""Characters of a value that are looked at and shown again."""

_OWNERS: Final = 4
"""Most steps a word can belong to for that to be worth telling."""

_AMOUNT: Final = r"[0-9]+(?:[.,][0-9]+)?"

DEPTHS: Final = ("light", "medium", "deep")
"""How a question of a list may be marked."""

_OFTEN: Final[Mapping[str, str]] = {
    "daily": "tomorrow",
    "nightly": "tomorrow",
    "every day": "tomorrow",
    "every evening": "tomorrow",
    "weekly": "in a week",
    "every week": "in a week",
    "once a week": "in a week",
    "monthly": "in a month",
    "every month": "in a month",
    "once a month": "in a month",
}
"""How often something may be, with the day on which it is next."""

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


def question_amiss(given: object) -> int:
    """Return the number, from 0, of the first question of a list that is none; -1 for no such."""
    for number, each in enumerate(given if isinstance(given, list) else ()):
        texts = list(each.values()) if isinstance(each, dict) else [each]
        marked = not isinstance(each, dict) or next(iter(each), "") in DEPTHS
        if not marked or len(texts) != 1 or not isinstance(texts[0], str):
            return number
    return -1


def question_advice(each: object) -> str:
    """Return how to write a question of a list that is none."""
    if not isinstance(each, dict) or not each:
        return "write each question as one text, after a dash"
    key, text = next(iter(each.items()))
    whole = f"{as_written(key)}: {as_written(text)}"
    near = meant(str(key), DEPTHS)
    marked = f"write `{near}: {as_written(text)}`, or " if near else "if this is one text, "
    return f"{marked}put it in quotation marks: `{quoted(printable(whole, 80))}`"


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


def meant_length(text: str) -> str:
    """Return the length of time that was most likely meant by a text that is none; "" for none.

    Knows German units and lone numbers, which could be minutes or seconds.
    """
    plain = " ".join(printable(text, _LONGEST).strip().strip("\"'“”„‘’").split())
    if parse_duration(plain):
        return f'"{plain}"'
    if re.fullmatch(_AMOUNT, plain):
        return f'"{plain} min" or "{plain} s"'
    mixed = re.fullmatch(r"([0-9]+)\s*(?:m[a-z]*\.?\s*|['’′])([0-9]+)\s*(?:s\w*|[\"”″])?", plain)
    if mixed:
        return f'"{mixed[1]} min {mixed[2]} s"'
    part = re.fullmatch(r"(?:([0-9]+)\s+)?([0-9]+)\s*/\s*([1-9][0-9]*)\s*(\w+)", plain)
    if part:
        whole = parse_duration(f"1 {part[4]}") or parse_duration(meant_length(f"1 {part[4]}")[1:-1])
        amount = int(part[1] or 0) + int(part[2]) / int(part[3])
        return f'"{short_duration(round(amount * whole))}"' if whole and amount else ""
    reach = re.fullmatch(
        rf"({_AMOUNT})\s*\w*\s*(?:-|–|to|or|bis|oder)\s*({_AMOUNT})\s*(\w+)", plain
    )
    if reach:
        low, high = (f"{reach[number]} {reach[3]}" for number in (1, 2))
        if parse_duration(low) and parse_duration(high):
            return f'"{low}" or "{high}"'
    if re.search(r"[0-9]\s*[x×*]\s*[0-9]|[0-9] times ", plain):
        return ""
    found = re.search(rf"({_AMOUNT})\s*([a-zA-Z]+)", plain)
    if found is None:
        return ""
    unit = found[2].lower()
    for start, short in (("st", "h"), ("h", "h"), ("m", "min"), ("s", "s")):
        if unit.startswith(start):
            return f'"{found[1]} {short}"'
    return ""


def duration_advice(key: str, given: object) -> str:
    """Return what to write instead of something that is no length of time; "" for the usual."""
    if isinstance(given, Mapping | list):
        return ""
    text = printable(str(given).strip(), _LONGEST)
    if text.startswith("{"):
        name = text[1:].partition("}")[0]
        told = "close the brace" if "}" not in text else "a setting holds its unit"
        return f'{told}: write `{key}: "{{{name}}}"`'
    near = meant_length(text)
    if " or " in near and re.search(r"[0-9]\D+[0-9]", text):
        low, high = (each.strip('"') for each in near.split(" or "))
        return (
            f"a length is one amount: write {near}, or a setting with `limits: {low} to {high}` "
            "whose name you write here in braces"
        )
    several = re.match(r"([0-9]+)\s*(?:[x×*]|times)\s*([0-9].*)", text)
    if several is not None and parse_duration(several[2]):
        return f"write `{several[2]}`, below a step `repeat: {several[1]} times`"
    if text.lower() in ("none", "no", "0", "nothing"):
        return "leave the line out"
    return f"did you mean {near}?" if near else ""


def setting_advice(key: str, given: object, settings: Iterable[str]) -> str:
    """Return how a setting is meant whose bare name stands where its value should; "" when there
    is no such setting."""
    low = " ".join(str(given).lower().split()) if isinstance(given, str) else ""
    name = next((name for name in settings if name.lower() == low), "")
    return f'write `{key}: "{{{name}}}"`' if name else ""


def _how_often(text: str) -> str:
    """Return the word for how often that a text is, in small letters; "" for any other text."""
    low = " ".join(text.lower().split())
    return low if low in _OFTEN or low.startswith("every ") else ""


def day_advice(given: object) -> str:
    """Return what to write instead of how often a reminder is meant to come; "" for the usual."""
    often = _how_often(str(given)) if isinstance(given, str) else ""
    if not often:
        return ""
    weekday = often.removeprefix("every ").capitalize()
    day = _OFTEN.get(often) or (f"on {weekday}" if parse_day(weekday) else "next time")
    advice = f"a reminder comes once; write `when: {day}`"
    return f"how often the ritual is held stands at the top, in `rhythm: {often}`; {advice}"


def condition_advice(text: str) -> str:
    """Return what was most likely meant by something that is no condition; "" for no idea."""
    often = _how_often(text)
    if often:
        return (
            f"how often the ritual is held stands at the top, in `rhythm: {often}`; a condition is "
            "written like `place is apart`"
        )
    mended = re.sub(r"\s*={1,3}\s*", " is ", re.sub(r"\s*!=\s*", " is not ", text))
    if mended != text and parse_condition(mended):
        return f"did you mean `{mended}`?"
    return composed(text)


def composed(text: str) -> str:
    """Return what to do instead of putting conditions together or calculating; "" where neither
    was tried."""
    if re.search(r"\band\b|&&", text):
        return "there is no `and`: put one `when` into the other"
    if re.search(r"\w\s*[-+*/]\s*[0-9]", text):
        return "nothing can be calculated: compare with a number, or with a name alone"
    return ""


def repetition_advice(text: str) -> str:
    """Return what was most likely meant by a repetition without an end; "" for no idea."""
    times = re.fullmatch(r"(\w+)\s*(?:[x×]|time|mal)?", text.strip().lower())
    number = times[1].rstrip("x") if times else ""
    return f"did you mean `{number} times`?" if parse_number(number) else ""


def type_advice(key: str, given: object, should: str) -> str:
    """Return how to write a value that is of another kind than it should be; "" for no idea."""
    if isinstance(given, list):
        if key == "question":
            return "write `questions:` for several"
        if key in ("answers", "from", "settings", "decks", "turns"):
            return "leave out the dashes"
        if should.startswith("text"):
            return f"write one sentence after the other, or each in a line below `{key}: |`"
        return ""
    if key in ("answers", "from", "choices") and isinstance(given, str):
        plain = " ".join(printable(given, _LONGEST).split()).strip("()")
        items = [item for item in re.split(r" ?(?:,|/|;|\bor\b) ?", plain) if item]
        return f"write `{key}: [{', '.join(items)}]`"
    if key in ("questions", "steps", "do") and isinstance(given, str) and given[:1] == "-":
        first = re.split(r"(?:,| )\s*-(?=\S)", given[1:])[0]
        return f"put a space after each dash: `- {printable(first.strip(' ,'), 60)}`"
    if key == "settings" and isinstance(given, str) and "=" in given:
        name, _, start = (part.strip() for part in printable(given, _LONGEST).partition("="))
        return f"write `{name}:`, and below it, two spaces further in, `start: {start}`"
    if key == "questions" and isinstance(given, str):
        return "write `question:` for a single one"
    if key in ("steps", "do", "otherwise"):
        if not isinstance(given, dict):
            return f"write each step below `{key}:`, with a dash"
        first = printable(str(next(iter(given), "say")), 40)
        if first[:1] in "–—•*·":
            return f"write a plain dash: `- {first[1:].strip()}: …`"
        number = re.match(r"\d+[.)]\s*", first)
        if number is not None:
            return (
                f"begin each step with a dash instead of a number: `- {first[number.end() :]}: …`"
            )
        return f"begin each step with a dash: `- {first}: …`"
    if key == "times":
        return "write `times: 2`, or another number"
    if should != "keys with values" or isinstance(given, dict):
        return ""
    if key == "turns":
        return "write `each: 2 min` below it, two spaces further in"
    return f"if this is where it starts, write `start: {printable(str(given), 40)}` below `{key}:`"


def nothing_given(tree: Tree, path: Path, key: str, should: str) -> Diagnostic | None:
    """Return the finding that a key has no value; None where an empty text is told otherwise."""
    span = tree.key_span(path)
    rest = tree.source.line(span.line)[span.column - 1 + span.length :]
    comment = re.match(r"\s*:\s+(#.*)", rest)
    if comment is not None:
        at = Span(span.line, span.column + span.length + comment.start(1), len(comment[1].rstrip()))
        fixed = quoted(comment[1].strip())
        advice = f"what follows # is a comment; write `{key}: {fixed}`"
        return Diagnostic(rules.form.NOTHING_GIVEN, tree.source, at, {"key": key}, help=advice)
    if not should or key == "this":
        return None
    values = {"key": key, "should": should}
    return Diagnostic(rules.form.NOTHING_GIVEN, tree.source, span, values)


def in_braces(tree: Tree, path: Path) -> bool:
    """Say whether a mapping is written in braces."""
    span = tree.values.get(path)
    return span is not None and tree.source.line(span.line)[span.column - 1 :][:1] == "{"


def unquoted_brace(tree: Tree, path: Path, given: object) -> Diagnostic | None:
    """Return the finding that `{gaze}` stands without quotation marks, where YAML takes it for
    keys with values."""
    if not isinstance(given, dict) or list(given.values()) != [None] or not in_braces(tree, path):
        return None
    span = tree.value_span(path)
    line = tree.source.line(span.line)[span.column - 1 :]
    end = line.find("}") + 1
    if end == 0:
        return None
    fixed = f"{path[-1]}: " if path and not isinstance(path[-1], int) else ""
    values = {"fixed": fixed + quoted(line[:end])}
    marked = Span(span.line, span.column, end)
    return Diagnostic(rules.writing.UNQUOTED_BRACE, tree.source, marked, values)


def no_space(tree: Tree, path: Path, known: Iterable[str]) -> Diagnostic | None:
    """Return the finding that there is no space after a colon, so that key and value are taken for
    one key; None for other keys."""
    key = str(path[-1])
    before, colon, rest = key.partition(":")
    if not colon or before not in set(known):
        return None
    span = tree.key_span(path)
    at = Span(span.line, span.column + len(before))
    values = {"problem": "there is no space after this colon"}
    advice = f"write `{before}: {printable(rest, 80)}`"
    return Diagnostic(rules.writing.BROKEN_YAML, tree.source, at, values, help=advice)


def comma_in_braces(tree: Tree, path: Path) -> Diagnostic | None:
    """Return the finding that a comma has cut a text in two inside braces; None for other keys."""
    around, key = path[:-1], str(path[-1])
    mapping: object = tree.data
    for part in around:
        mapping = mapping[part]  # type: ignore[index]
    if not isinstance(mapping, dict) or mapping.get(key) is not None or not in_braces(tree, around):
        return None
    keys = list(mapping)
    index = keys.index(key)
    before = keys[index - 1] if index else ""
    if not isinstance(mapping.get(before), str):
        return None
    last = index
    while last + 1 < len(keys) and mapping[keys[last + 1]] is None:
        last += 1
    start, end = tree.value_span((*around, before)), tree.key_span((*around, keys[last]))
    text = ", ".join([mapping[before], *keys[index : last + 1]])
    if start.line == end.line:
        text = tree.source.line(start.line)[start.column - 1 : end.column - 1 + end.length]
    fixed = f"[{text}]" if around[-1:] in (("answers",), ("from",), ("count",)) else quoted(text)
    values = {"key": key, "fixed": printable(f"{before}: {fixed or text}", 120)}
    return Diagnostic(rules.writing.COMMA_IN_BRACES, tree.source, tree.key_span(path), values)
