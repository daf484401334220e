"""A language file beside a script: its form, how it is read, how it is written and brought up to
date.

Beside each translation stands the text it was made from, so that a later edit of the script is
seen, and the translation is kept until somebody has looked at it again.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field, ValidationError

from facilitator.script import rules, yaml_tree
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, closest
from facilitator.script.forms import Phrases
from facilitator.script.schema import FORMAT, Form
from facilitator.script.translatable import SECTIONS, Item, Section, tidy
from facilitator.script.yaml_tree import Path, Tree

CODE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
"""A language's code as it stands in file names: "de", "pt-br"."""

ALIKE: Final = 0.6
"""How alike two texts must be, 0 to 1, for one to count as an edit of the other."""

PRODUCT: Final = "facilitator"
"""What the product's own language file is called, before its language."""


def _given(value: object) -> object:
    return {} if value is None else value


def _words(value: object) -> object:
    """Return phrases as one text; other values as they are."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value


class EntryForm(Form):
    """One translated text.

    Attributes:
        original: What the script says.
        translation: The same in the file's language; None until somebody writes it.
        was: What the script said when it was translated; only when that has changed since.
        note: Something for whoever translates.
    """

    original: str
    translation: str | None = None
    was: str | None = None
    note: str | None = None


class AnswerForm(Form):
    """The ways to give one answer, in the script's language and in the file's."""

    original: Phrases
    translation: Phrases = ()
    was: Phrases = ()
    note: str | None = None


class RemovedForm(Form):
    """Something the script no longer says, kept in case it comes back."""

    original: Annotated[str, BeforeValidator(_words)]
    translation: Annotated[str | None, BeforeValidator(_words)] = None
    was: Annotated[str | None, BeforeValidator(_words)] = None
    note: str | None = None


Entries: TypeAlias = Annotated[dict[str, EntryForm], BeforeValidator(_given)]
Answers: TypeAlias = Annotated[dict[str, AnswerForm], BeforeValidator(_given)]
Removed: TypeAlias = Annotated[dict[str, RemovedForm], BeforeValidator(_given)]
Words: TypeAlias = Annotated[dict[str, str], BeforeValidator(_given)]
Numbers: TypeAlias = Annotated[list[str], BeforeValidator(lambda value: value or [])]


class LanguageForm(Form):
    """A language file: what a ritual, a shared part or the product says, in one language."""

    version: int = FORMAT
    language: str
    ritual: str | None = None
    part: str | None = None
    product: str | None = None
    shown: Entries = Field(default_factory=dict)
    lines: Entries = Field(default_factory=dict)
    answers: Answers = Field(default_factory=dict)
    numbers: Numbers = Field(default_factory=list)
    pronounce: Words = Field(default_factory=dict)
    removed: Removed = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text, whatever its section; phrases are joined by commas."""

    section: Section | None
    id: str
    original: str
    translation: str
    was: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LanguageFile:
    """A language file as read.

    Attributes:
        language: Its code.
        of: What it translates: the ritual's id, or the name of the part or product.
        entries: All of it, those that were removed last.
        numbers: Words for 0 to 99; only in the product's.
        pronounce: How foreign words are spelt for the voice; only in the product's.
        tree: The same with places.
    """

    language: str
    of: str
    entries: tuple[Entry, ...]
    numbers: tuple[str, ...]
    pronounce: Mapping[str, str]
    tree: Tree


@dataclass(frozen=True, slots=True)
class Matched:
    """A text of the script and what the language file has for it.

    Attributes:
        item: The text.
        entry: Its entry; None when there is none.
        was: What the script said when it was translated; "" while it says the same.
    """

    item: Item
    entry: Entry | None
    was: str = ""

    @property
    def translation(self) -> str:
        """The translation, up to date or not; "" for none."""
        return self.entry.translation if self.entry is not None else ""


def language_of(path: FilePath) -> str:
    """Return the language of a language file by its name ("mirror-talk.de.yaml"); "" for a file
    that is none."""
    stem, dot, code = path.stem.rpartition(".")
    return code if stem and dot and CODE.fullmatch(code) else ""


def read_language(tree: Tree) -> LanguageFile:
    """Return a language file from its parsed text.

    Raises:
        ScriptErrors: Everything about its form that is wrong.
    """
    if not isinstance(tree.data, dict):
        values = {"key": "a language file", "should": "keys with values, such as `language: de`"}
        span = tree.value_span(())
        raise ScriptErrors([Diagnostic(rules.WRONG_TYPE, tree.source, span, values)])
    version = tree.data.get("version", FORMAT)
    if version != FORMAT or isinstance(version, bool):
        values = {"version": str(version), "known": str(FORMAT)}
        span = tree.value_span(("version",))
        raise ScriptErrors([Diagnostic(rules.BAD_VERSION, tree.source, span, values)])
    try:
        form = LanguageForm.model_validate(tree.data)
    except ValidationError as error:
        found = error.errors(include_url=False)[:50]
        raise ScriptErrors([_diagnostic(tree, dict(each)) for each in found]) from None
    entries = [
        Entry(
            section,
            key,
            tidy(entry.original),
            tidy(entry.translation or ""),
            tidy(entry.was or ""),
            entry.note or "",
        )
        for section in ("shown", "lines")
        for key, entry in getattr(form, section).items()
    ]
    entries += [
        Entry(
            "answers",
            key,
            ", ".join(answer.original),
            ", ".join(answer.translation),
            ", ".join(answer.was),
            answer.note or "",
        )
        for key, answer in form.answers.items()
    ]
    entries += [
        Entry(None, key, tidy(gone.original), tidy(gone.translation or ""), "", gone.note or "")
        for key, gone in form.removed.items()
    ]
    of = form.ritual or form.part or form.product or ""
    return LanguageFile(
        form.language, of, tuple(entries), tuple(form.numbers), form.pronounce, tree
    )


def load_language(path: FilePath, name: str = "") -> LanguageFile:
    """Read a language file.

    Raises:
        ScriptErrors: It breaks a rule of form.
        OSError: It cannot be read.
    """
    return read_language(yaml_tree.parse(yaml_tree.decode(name or str(path), path.read_bytes())))


def _diagnostic(tree: Tree, error: Mapping[str, Any]) -> Diagnostic:
    path: Path = tuple(error["loc"])
    key = str(path[-1]) if path else "this"
    where = f"`{path[-2]}`" if len(path) > 1 else "a language file"
    match error["type"]:
        case "missing":
            values = {"where": where, "key": key}
            return Diagnostic(rules.MISSING_KEY, tree.source, tree.key_span(path[:-1]), values)
        case "extra_forbidden":
            model = {1: LanguageForm, 3: AnswerForm if path[0] == "answers" else EntryForm}
            known = list(model.get(len(path), EntryForm).model_fields)
            values = {"where": where, "key": key, "known": ", ".join(known)}
            near = closest(key, known)
            advice = f"did you mean `{near}`?" if near else ""
            span = tree.key_span(path)
            return Diagnostic(rules.UNKNOWN_KEY, tree.source, span, values, help=advice)
        case "string_type":
            should = "text (put it in quotes if it looks like something else)"
        case "wrong_type":
            should = str(error["ctx"]["should"])
        case _:
            should = "keys with values"
    values = {"key": key, "should": should}
    return Diagnostic(rules.WRONG_TYPE, tree.source, tree.value_span(path), values)


def matched(items: Sequence[Item], entries: Iterable[Entry]) -> tuple[list[Matched], list[Entry]]:
    """Return what a language file has for each text, and the entries that belong to none.

    The same words are recognized wherever they have moved to; then the same id, and then words
    that are so alike that one must be an edit of the other.
    """
    left = list(entries)
    found: dict[int, Entry] = {}

    def take(number: int, entry: Entry) -> None:
        found[number] = entry
        left.remove(entry)

    def fits(item: Item, entry: Entry) -> bool:
        return entry.section is None or entry.section == item.section

    def open_items() -> list[tuple[int, Item]]:
        return [(number, item) for number, item in enumerate(items) if number not in found]

    for same_id in (True, False):
        for number, item in open_items():
            for entry in left:
                is_same = item.text in (entry.original, entry.was) and fits(item, entry)
                if is_same and (entry.id == item.id or not same_id):
                    take(number, entry)
                    break
    for number, item in open_items():
        by_id = [e for e in left if e.id == item.id and e.section == item.section]
        if by_id:
            take(number, by_id[0])
    for number, item in open_items():
        near = [(_alike(item.text, entry.original), entry) for entry in left if fits(item, entry)]
        best = max(near, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= ALIKE:
            take(number, best[1])
    result = [
        Matched(item, found.get(number), _was(item, found.get(number)))
        for number, item in enumerate(items)
    ]
    return result, left


def _alike(one: str, two: str) -> float:
    return difflib.SequenceMatcher(None, one.lower().split(), two.lower().split()).ratio()


def _was(item: Item, entry: Entry | None) -> str:
    """Return what the script said when an entry was translated; "" when it says the same."""
    if entry is None or not entry.translation or item.text == entry.was:
        return ""
    return entry.was or (entry.original if entry.original != item.text else "")


def written(
    language: str,
    head: tuple[str, str],
    found: Sequence[Matched],
    removed: Sequence[Entry] = (),
    *,
    numbers: Sequence[str] | None = None,
    pronounce: Mapping[str, str] | None = None,
    first_line: str = "",
) -> str:
    """Return the text of a language file.

    Args:
        language: Its code.
        head: What it translates: `ritual`, `part` or `product`, and its name.
        found: Every text of the script with what is there for it, in order.
        removed: Entries the script no longer has.
        numbers: Words for 0 to 99, perhaps none yet; None where there are none to be.
        pronounce: How foreign words are spelt for the voice.
        first_line: A line that tells editors where the schema is; "" for none.
    """
    out = [first_line] if first_line else []
    out += [f"version: {FORMAT}", f"language: {language}", f"{head[0]}: {_scalar(head[1])}"]
    titles = {
        "shown": "# What is shown.",
        "lines": "# What is said.",
        "answers": "# What people may say; used with a speech model of this language.",
    }
    for section in SECTIONS:
        inside = [each for each in found if each.item.section == section]
        if inside:
            out += ["", titles[section], f"{section}:"]
        for each in inside:
            out += _entry_lines(each)
    if numbers is not None:
        out += ["", "# None, one, two, up to ninety-nine.", "numbers:"]
        out += _number_lines(numbers)
    if pronounce:
        out += ["", "# How foreign words are spelt so that the voice says them well.", "pronounce:"]
        out += [f"  {_scalar(word)}: {_scalar(said)}" for word, said in pronounce.items()]
    if removed:
        out += ["", "# No longer in the script; kept in case it comes back.", "removed:"]
        used: set[str] = set()
        for entry in removed:
            key = entry.id
            while key in used:
                key += "-again"
            used.add(key)
            out.append(f"  {_scalar(key)}:")
            out += _field("original", entry.original)
            out += _field("translation", entry.translation)
            out += _field("note", entry.note) if entry.note else []
    return "\n".join(out) + "\n"


def _number_lines(numbers: Sequence[str]) -> list[str]:
    if len(numbers) <= 10:
        return [f"  [{', '.join(map(_scalar, numbers))}]"]
    rows = [", ".join(map(_scalar, numbers[at : at + 10])) for at in range(0, len(numbers), 10)]
    return [f"  [{rows[0]},", *(f"   {row}," for row in rows[1:-1]), f"   {rows[-1]}]"]


def _entry_lines(each: Matched) -> list[str]:
    item, entry = each.item, each.entry
    out = [f"  {_scalar(item.id)}:"]
    write = _list_field if item.section == "answers" else _field
    out += write("original", item.text)
    out += write("was", each.was) if each.was else []
    out += write("translation", each.translation)
    out += _field("note", entry.note) if entry is not None and entry.note else []
    return out


def _list_field(key: str, text: str) -> list[str]:
    phrases = ", ".join(_scalar(phrase) for phrase in text.split(", ") if phrase)
    return [f"    {key}: [{phrases}]" if phrases else f"    {key}:"]


def _field(key: str, text: str) -> list[str]:
    if not text:
        return [f"    {key}:"]
    lines = text.split("\n")
    if len(lines) > 1 and not lines[0].startswith(" "):
        return [f"    {key}: |", *(f"      {line}".rstrip() for line in lines)]
    return [f"    {key}: {_scalar(text)}"]


def _scalar(text: str) -> str:
    """Return a text as it stands in YAML, in quotes only where it must."""
    quoted = json.dumps(text, ensure_ascii=False)
    if not text or text != text.strip() or "\n" in text or re.search(r"[,\[\]{}]", text[:1]):
        return quoted
    plain = f"a: [{text}]\n{text}: {text}\n" if "," not in text else f"a: {text}\n"
    try:
        data = yaml_tree.parse(yaml_tree.checked("", plain)).data
    except ScriptErrors:
        return quoted
    whole = {"a": [text], text: text} if "," not in text else {"a": text}
    return text if data == whole else quoted
