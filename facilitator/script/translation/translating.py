"""Writing a language file, or bringing one up to date with a script that has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

from facilitator.errors import ScriptError
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import PARTS, display_name, find, rituals_in
from facilitator.script.loading import load
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.reader import read_part
from facilitator.script.ritual import Part
from facilitator.script.translation.file import PRODUCT, Matched
from facilitator.script.translation.naming import kept_in, left_out, ways_in
from facilitator.script.translation.sources import (
    PRODUCT_SOURCE,
    Source,
    Translated,
    part_source,
    product_source,
    source_of,
)
from facilitator.script.translation.text import written


@dataclass(frozen=True, slots=True)
class Updated:
    """A language file as it should be now.

    Attributes:
        text: All of it.
        lines: How many texts there are.
        needed: How many of them are needed for a session; answers are not.
        missing: Ids of those without a translation, answers not counted.
        out_of_date: Ids of those whose original has changed since.
        removed: Ids of those the script no longer has.
    """

    text: str
    lines: int
    needed: int
    missing: tuple[str, ...]
    out_of_date: tuple[str, ...]
    removed: tuple[str, ...]


def named_source(name: str, where: tuple[FilePath, ...]) -> tuple[Source, FilePath | None]:
    """Return what a name or path stands for, and its file; None for the product itself.

    Raises:
        ScriptError: There is nothing of that name, or it breaks a rule.
    """
    if name.strip().lower() == PRODUCT:
        return product_source(), None
    try:
        path = find(name, where)
    except ScriptError:
        wanted = name.strip().lower().replace(" ", "-")
        parts = [part for folder in where for part in rituals_in(folder / PARTS)]
        found = next((part for part in parts if part.stem == wanted), None)
        if found is None:
            raise
        path = found
    reading = yaml_recovery.read(display_name(path), path.read_bytes())
    data = reading.tree.data if reading.tree is not None else None
    if isinstance(data, dict) and "part" in data and "ritual" not in data:
        tree = reading.required()
        form = read_part(tree)
        if isinstance(form, list):
            raise ScriptErrors(form)
        return part_source(path.stem.replace("-", " "), Part(form, tree)), path
    return source_of(load(path)), path


def updated(
    source: Source, language: str, before: Translated | None = None, first_line: str = ""
) -> Updated:
    """Return the language file of something, new or brought up to date.

    New lines come without a translation, changed ones keep theirs beside what it was made from,
    lines that are gone come last.

    Args:
        source: What is translated.
        language: Code of the language.
        before: What there is already.
        first_line: A line that tells editors where the schema is; "" for none.
    """
    if before is None:
        found = tuple(Matched(item, None) for item in source.items)
        gone = []
    else:
        found = before.found
        gone = [entry for entry in before.left if entry.translation]
    is_product = source.kind == PRODUCT_SOURCE
    kept, ways = {} if is_product else kept_in(source), ways_in(source)
    keep = {
        each.item.id: kept[each.item.id]
        for each in found
        if each.item.section == "lines"
        and left_out(kept.get(each.item.id, ()), each.translation, ways)
    }
    text = written(
        language,
        (source.kind, source.name),
        found,
        gone,
        numbers=(before.file.numbers if before else ()) if is_product else None,
        pronounce=before.file.pronounce if before else None,
        first_line=first_line,
        keep=keep,
    )
    needed = [each for each in found if each.item.section != "answers"]
    return Updated(
        text,
        len(found),
        len(needed),
        tuple(each.item.id for each in needed if not each.translation),
        tuple(each.item.id for each in found if each.was),
        tuple(entry.id for entry in gone),
    )
