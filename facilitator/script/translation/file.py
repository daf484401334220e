"""A language file beside a script: its form, how it is read, how it is matched with the script.

Beside each translation stands the text it was made from, so that a later edit of the script is
seen, and the translation is kept until somebody has looked at it again.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field, ValidationError

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, closest
from facilitator.script.forms.schema import FORMAT, Form
from facilitator.script.forms.values import Phrases
from facilitator.script.mending.kinds import called, kind_advice
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.upgrade import version_of
from facilitator.script.translation.translatable import Item, Section, tidy
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
        broken: Ids of entries whose form is wrong.
    """

    language: str
    of: str
    entries: tuple[Entry, ...]
    numbers: tuple[str, ...]
    pronounce: Mapping[str, str]
    tree: Tree
    broken: frozenset[str] = frozenset()


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
    file, found = readable(tree)
    if found or file is None:
        raise ScriptErrors(found)
    return file


def readable(tree: Tree) -> tuple[LanguageFile | None, list[Diagnostic]]:
    """Return a language file without what is wrong with its form, and what that is; no file when
    nothing can be made of it."""
    if not isinstance(tree.data, dict):
        values = {"what": "a language file", "should": "keys with values, such as `language: de`"}
        span = tree.value_span(())
        return None, [Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values)]
    version = tree.data.get("version", FORMAT)
    if "version" in tree.data and version_of(tree) != FORMAT:
        values = {"version": str(version), "known": str(FORMAT)}
        span = tree.value_span(("version",))
        return None, [Diagnostic(rules.form.BAD_VERSION, tree.source, span, values)]
    try:
        return _as_file(LanguageForm.model_validate(tree.data), tree), []
    except ValidationError as error:
        errors = error.errors(include_url=False)[:50]
    found = [_diagnostic(tree, dict(each)) for each in errors]
    data = _without(tree.data, [dict(each) for each in errors])
    broken = frozenset(str(each["loc"][1]) for each in errors if len(each["loc"]) > 1)
    try:
        file = _as_file(LanguageForm.model_validate(data), tree)
        return replace(file, broken=broken), found
    except ValidationError:
        return None, found


def _without(data: Any, errors: Iterable[Mapping[str, Any]]) -> Any:
    """Return data without the values that are wrong; an original that is missing is empty."""
    rest = copy.deepcopy(data)
    rest.setdefault("language", "")
    for error in sorted(errors, key=lambda each: -len(each["loc"])):
        path: Path = tuple(error["loc"])
        around = rest
        for part in path[:-1]:
            around = around.get(part) if isinstance(around, dict) else None
        if isinstance(around, dict) and error["type"] == "missing" and len(path) > 1:
            around[path[-1]] = ""
        elif isinstance(around, dict) and path:
            around.pop(path[-1], None)
    return rest


def _as_file(form: LanguageForm, tree: Tree) -> LanguageFile:
    """Return a validated language file with its sections as one."""
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
    file, found = load_readable(path, name)
    if found or file is None:
        raise ScriptErrors(found)
    return file


def load_readable(path: FilePath, name: str = "") -> tuple[LanguageFile | None, list[Diagnostic]]:
    """Read what can be read of a language file, and return what is wrong with its form.

    Raises:
        ScriptErrors: Too large.
        OSError: It cannot be read.
    """
    reading = yaml_recovery.read(name or str(path), path.read_bytes())
    if reading.tree is None:
        return None, list(reading.slips)
    file, found = readable(reading.tree)
    return file, reading.with_rest(found)


def _diagnostic(tree: Tree, error: Mapping[str, Any]) -> Diagnostic:
    path: Path = tuple(error["loc"])
    key = str(path[-1]) if path else "this"
    where = f"`{path[-2]}`" if len(path) > 1 else "a language file"
    match error["type"]:
        case "missing":
            values = {"where": where, "key": key}
            return Diagnostic(rules.form.MISSING_KEY, tree.source, tree.key_span(path[:-1]), values)
        case "extra_forbidden":
            model = {1: LanguageForm, 3: AnswerForm if path[0] == "answers" else EntryForm}
            known = list(model.get(len(path), EntryForm).model_fields)
            values = {"where": where, "key": key, "known": ", ".join(known)}
            near = closest(key, known)
            advice = f"did you mean `{near}`?" if near else ""
            span = tree.key_span(path)
            return Diagnostic(rules.form.UNKNOWN_KEY, tree.source, span, values, help=advice)
        case "string_type":
            should = "text"
        case "wrong_type":
            should = str(error["ctx"]["should"])
        case _:
            should = "keys with values"
    values = {"what": called(path), "should": should}
    advice = kind_advice(key, error["input"], should)
    span = tree.value_span(path)
    return Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)


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
