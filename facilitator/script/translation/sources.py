"""What is translated as one, and where its language files lie: rituals, parts, the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Final

from facilitator.errors import ScriptError, UsageError
from facilitator.places import shipped_scripts
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.library import PARTS, display_name, folders
from facilitator.script.ritual import Part, Ritual
from facilitator.script.translation.file import (
    CODE,
    PRODUCT,
    Entry,
    LanguageFile,
    Matched,
    load_readable,
    matched,
)
from facilitator.script.translation.translatable import Item, items_of, product_items
from facilitator.script.yaml_tree import Tree

PRODUCT_SOURCE: Final = "product"
"""The kind of source that is no ritual and no part."""

NAMES: Final[Mapping[str, str]] = {
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
}
"""What languages are called in messages."""


def name_of(language: str) -> str:
    """Return what a language is called in a message: "German (de)"."""
    name = NAMES.get(language.partition("-")[0], "")
    return f"{name} ({language})" if name else language


def checked_code(language: str) -> str:
    """Return a language's code in the form that file names have.

    Raises:
        UsageError: Not a code.
    """
    code = language.strip().lower().replace("_", "-")
    if not CODE.fullmatch(code):
        raise UsageError(
            f'"{language[:40]}" is no code of a language.', help="For example: de, fr, pt-br."
        )
    return code


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is translated as one: a ritual, a shared part, or the product.

    Attributes:
        kind: `ritual`, `part` or `product`.
        name: The ritual's id, or the part's name.
        stem: Its file's name, without endings.
        items: Everything to translate.
        form: None for the product.
        tree: None for the product.
    """

    kind: str
    name: str
    stem: str
    items: tuple[Item, ...]
    form: RitualForm | PartForm | None = None
    tree: Tree | None = None


@dataclass(frozen=True, slots=True)
class Translated:
    """A source and its language file, each text matched with its translation."""

    source: Source
    file: LanguageFile
    found: tuple[Matched, ...]
    left: tuple[Entry, ...]


def needed_of(translated: Translated, with_answers: bool = False) -> list[Matched]:
    """Return the texts without which nothing can be performed in a language.

    Args:
        translated: What was read.
        with_answers: The ears understand the language, so the answers are needed as well.
    """
    return [each for each in translated.found if with_answers or each.item.section != "answers"]


def waiting_in(translated: Translated, with_answers: bool = False) -> list[Matched]:
    """Return the texts that wait for a translation, as `needed_of`; those first that already have
    their place in the file. Whatever is written there in a form that is wrong does not wait."""
    waiting = [
        each
        for each in needed_of(translated, with_answers)
        if not each.translation
        and (each.entry is None or each.entry.id not in translated.file.broken)
    ]
    return sorted(waiting, key=lambda each: each.entry is None)


def product_source() -> Source:
    """Return what the product itself says."""
    return Source(PRODUCT_SOURCE, PRODUCT, PRODUCT, tuple(product_items()))


def source_of(ritual: Ritual) -> Source:
    """Return what a ritual says, without its shared parts."""
    items = tuple(items_of(ritual.form))
    return Source("ritual", ritual.id, ritual.id, items, ritual.form, ritual.tree)


def part_source(name: str, part: Part) -> Source:
    """Return what a shared part says."""
    stem = name.replace(" ", "-")
    return Source("part", name, stem, tuple(items_of(part.form)), part.form, part.tree)


def sources_of(ritual: Ritual) -> list[Source]:
    """Return a ritual and its parts."""
    return [source_of(ritual), *(part_source(name, p) for name, p in ritual.parts.items())]


def places(script: FilePath, where: Sequence[FilePath] = ()) -> tuple[FilePath, ...]:
    """Return the folders in which language files are looked for: beside the script, then where
    rituals are."""
    return tuple(dict.fromkeys((script.parent, *(where or folders()))))


def find_file(source: Source, language: str, where: Sequence[FilePath]) -> FilePath | None:
    """Return the language file of something; None where there is none."""
    name = f"{source.stem}.{language}.yaml"
    inside = [folder / PARTS for folder in where] if source.kind == "part" else list(where)
    if source.kind == "part":
        inside += where
    known = [*inside, shipped_scripts() / (PARTS if source.kind == "part" else "")]
    return next((folder / name for folder in known if (folder / name).is_file()), None)


def languages_beside(script: FilePath) -> list[FilePath]:
    """Return the language files that lie beside a script, by name."""
    try:
        inside = sorted(script.parent.iterdir())
    except OSError:
        return []
    beginning = f"{script.stem}."
    return [
        path
        for path in inside
        if path.suffix == script.suffix
        and path.stem.startswith(beginning)
        and CODE.fullmatch(path.stem.removeprefix(beginning))
    ]


def read(source: Source, path: FilePath) -> Translated:
    """Read the language file of something and match it.

    Raises:
        ScriptErrors: Its form is wrong.
        ScriptError: It cannot be read.
    """
    translated, found = read_past(source, path)
    if found or translated is None:
        raise ScriptErrors(found)
    return translated


def read_past(source: Source, path: FilePath) -> tuple[Translated | None, list[Diagnostic]]:
    """Read and match what can be read of a language file, and return what is wrong with its form.

    Raises:
        ScriptErrors: It is too large.
        ScriptError: It cannot be read.
    """
    try:
        file, wrong = load_readable(path, display_name(path))
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror}.") from None
    if file is None:
        return None, wrong
    found, left = matched(source.items, file.entries)
    return Translated(source, file, tuple(found), tuple(left)), wrong
