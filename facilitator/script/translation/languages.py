"""A ritual in another language: every text replaced by its translation, and all else as it was."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, Final

from facilitator.engine.own_words import OwnWords
from facilitator.errors import ScriptError
from facilitator.script import rules
from facilitator.script.checking.wording import SoundsLike, Wording
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Span, in_order, printable
from facilitator.script.diagnostics import Source as DiagnosticSource
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.library import display_name, folders
from facilitator.script.phrases import ENGLISH, HEARD, WAYS
from facilitator.script.ritual import Part, Ritual
from facilitator.script.sentences import split
from facilitator.script.translation.check import check, check_named
from facilitator.script.translation.file import Matched, language_of
from facilitator.script.translation.sources import (
    PRODUCT_SOURCE,
    Source,
    Translated,
    find_file,
    languages_beside,
    name_of,
    needed_of,
    part_source,
    places,
    product_source,
    read,
    read_past,
    source_of,
    sources_of,
    waiting_in,
)
from facilitator.script.yaml_tree import Path

_SAID: Final = re.compile(r"\{say ([^{}]+)\}")

UNTRANSLATED_MARK: Final = "[English]"
"""Stands before each sentence of a rehearsal that is not translated yet."""


def waiting(
    ritual: Ritual, script: FilePath, language: str, where: Sequence[FilePath] = ()
) -> tuple[int, int]:
    """Return how many texts of a ritual and its parts wait for a translation, and how many there
    are, answers not counted.

    Raises:
        ScriptError: There is no language file, or it cannot be read.
    """
    known = places(script, where)
    there = [read(each, _file(each, language, known)) for each in sources_of(ritual)]
    return sum(len(waiting_in(each)) for each in there), sum(len(needed_of(e)) for e in there)


def in_language(
    ritual: Ritual,
    script: FilePath,
    language: str,
    where: Sequence[FilePath] = (),
    *,
    hears: str = "en",
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike | None = None,
    unfinished: bool = False,
) -> Ritual:
    """Return a ritual as it is performed in another language.

    Args:
        ritual: As it was written.
        script: Its file; language files lie beside it or where rituals are looked for.
        language: Code of the language.
        where: Folders of rituals; the usual ones when empty.
        hears: Code of the language the ears understand; answers are in that language.
        safe_words: Words no line may say.
        pause_words: The same for resting.
        sounds_like: Where a sentence sounds like a word.
        unfinished: Whether texts of the ritual and its parts that wait for a translation are said
            in the script's language, each sentence marked; never for a session.

    Raises:
        ScriptError: There is no translation, or it is not complete yet.
        ScriptErrors: A translation breaks a rule.
    """
    if language == "en":
        return ritual
    known = places(script, where)
    translated = [
        read(source, _file(source, language, known))
        for source in (product_source(), *sources_of(ritual))
    ]
    required = translated[:1] if unfinished else translated
    _refuse_unfinished(f"{ritual.id} cannot be performed", required, hears == language)
    wording = Wording(safe_words, pause_words, sounds_like, any_letters=True)
    found: list[Diagnostic] = []
    for each in translated:
        found += check(each, ritual, wording, hears == language)
    if any(finding.rule.severity == "error" for finding in found):
        raise ScriptErrors(list(in_order(found)))
    own = own_words(translated[0], hears)
    own = replace(own, said=_first_ways(translated[1:], own))
    return _put_in_place(ritual, translated[1:], own, tuple(in_order(found)))


def _refuse_unfinished(cannot: str, translated: Sequence[Translated], with_answers: bool) -> None:
    """Refuse what is not translated to its end, saying what therefore cannot be done.

    Raises:
        ScriptError: Something waits for a translation; says how much, where, and what to do.
    """
    for each in translated:
        waiting = waiting_in(each, with_answers)
        if not waiting:
            continue
        first, tree = waiting[0], each.file.tree
        count, every = len(waiting), len(needed_of(each, with_answers))
        wait = f"{count} of {every} texts {'waits' if count == 1 else 'wait'} for a translation"
        where = ""
        if first.entry is not None and first.entry.section is not None:
            path = (first.item.section, first.entry.id, "translation")
            where = f" in line {tree.key_span(path).line}"
        name = tree.source.name
        add = " adds the lines that are new" if not where else " brings it up to date"
        raise ScriptError(
            f"{cannot} in {name_of(each.file.language)} yet: {wait} in "
            f"{name}, the first{where}: “{printable(first.item.text, 60)}”.",
            help="Fill in each `translation:`; or leave out --language, and it is performed in "
            "English. To read what there is of it: rehearse --text. "
            f'"facilitator translate {each.source.stem} {each.file.language}"{add}.',
        )


def _file(source: Source, language: str, where: Sequence[FilePath]) -> FilePath:
    path = find_file(source, language, where)
    if path is None:
        what = {
            "ritual": f"{source.name} is",
            "part": f'the shared part "{source.name}" is',
            PRODUCT_SOURCE: "what I say of my own is",
        }[source.kind]
        command = f"facilitator translate {source.stem} {language}"
        raise ScriptError(
            f"{what} not translated to {name_of(language)}: there is no "
            f"{source.stem}.{language}.yaml.",
            help=f'"{command}" writes that file, to be filled in.',
        )
    return path


def product_words(
    language: str,
    where: Sequence[FilePath] = (),
    *,
    hears: str = "en",
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike | None = None,
) -> OwnWords:
    """Return the facilitator's own words where no ritual is performed.

    Args:
        language: Code of the language that is spoken.
        where: Folders of rituals; the usual ones when empty.
        hears: Code of the language the ears understand.
        safe_words: Words none of them may say.
        pause_words: The same for resting.
        sounds_like: Where a sentence sounds like a word.

    Raises:
        ScriptError: There is no translation, or it is not complete yet.
        ScriptErrors: A translation breaks a rule.
    """
    if language == "en":
        return ENGLISH
    source = product_source()
    product = read(source, _file(source, language, where or folders()))
    _refuse_unfinished("I cannot say anything", [product], hears == language)
    wording = Wording(safe_words, pause_words, sounds_like, any_letters=True)
    found = check(product, None, wording, hears == language)
    if any(finding.rule.severity == "error" for finding in found):
        raise ScriptErrors(list(in_order(found)))
    return own_words(product, hears)


def own_words(product: Translated, hears: str) -> OwnWords:
    """Return the product's own words in a language, and what it understands."""
    language = product.file.language
    texts = {
        each.item.id: each.translation
        for each in product.found
        if each.item.section != "answers" and each.translation
    }
    heard = dict(HEARD)
    if hears == language:
        for each in product.found:
            if each.item.section == "answers" and each.translation:
                heard[each.item.id] = tuple(each.translation.split(", "))
    pronounce = product.file.pronounce if hears != language else {}
    return OwnWords(language, hears, texts, product.file.numbers, heard, dict(pronounce))


def _first_ways(translated: Sequence[Translated], own: OwnWords) -> dict[str, str]:
    """Return how the ritual's own answers are said, by meaning and by id, for `{say …}`. What the
    product's own sentences name by a meaning stays what it is to them."""
    ways: dict[str, str] = {}
    of_own = {meant for text in own.texts.values() for meant in _SAID.findall(text)}
    for each in translated:
        for match in each.found:
            item = match.item
            if item.section == "answers":
                translation = match.translation if own.hears == own.language else ""
                said = (translation or item.text).split(", ")[0]
                ways.setdefault(item.id.lower(), said)
                meaning = item.meaning.lower()
                if meaning in WAYS or meaning not in HEARD or meaning not in of_own:
                    ways.setdefault(meaning, said)
    return ways


def _put_in_place(
    ritual: Ritual,
    translated: Sequence[Translated],
    own: OwnWords,
    found: tuple[Diagnostic, ...],
) -> Ritual:
    """Return the ritual with every text replaced by its translation."""
    names: dict[tuple[str, Path], str] = {}
    parts = dict(ritual.parts)
    form = ritual.form
    for each in translated:
        source = each.source
        part = source.name if source.kind == "part" else ""
        assert source.tree is not None
        data = copy.deepcopy(source.tree.data)
        for match in each.found:
            if not match.translation:
                if match.item.section == "lines":
                    for path in match.item.paths:
                        _put(data, path, match, _marked(match.item.text))
                continue
            if match.item.kind == "name":
                names.update({(part, path): match.translation for path in match.item.paths})
            elif match.item.kind == "text" or own.hears == own.language:
                for path in match.item.paths:
                    _put(data, path, match, match.translation)
        if part:
            parts[part] = Part(PartForm.model_validate(data), source.tree)
        else:
            form = RitualForm.model_validate(data)
    settings = {
        name: replace(
            setting,
            own=own,
            ask=_asked(form, name),
            names={
                choice: names[key]
                for choice in setting.choices
                if (key := ("", ("settings", name, choice))) in names
            },
        )
        for name, setting in ritual.settings.items()
    }
    warnings = (*ritual.warnings, *found)
    return replace(
        ritual,
        form=form,
        settings=settings,
        parts=parts,
        warnings=warnings,
        own=own,
        original=ritual,
        names=names,
    )


def _asked(form: RitualForm, name: str) -> str:
    asked = form.settings[name].ask if name in form.settings else ""
    return asked if isinstance(asked, str) else ""


def _marked(text: str) -> str:
    """Return a text that waits for its translation, each sentence marked."""
    return " ".join(f"{UNTRANSLATED_MARK} {cut.text}" for cut in split(text))


def _put(data: Any, path: Path, match: Matched, text: str) -> None:
    """Put a translation where its original stands."""
    item = match.item
    around = data
    for key in path[:-1]:
        around = around[key]
    if item.kind == "text":
        around[path[-1]] = text
        return
    phrases = text.split(", ")
    if not item.meaning:
        around[path[-1]] = phrases
        return
    answers = around[path[-1]]
    if isinstance(answers, list):
        around[path[-1]] = answers = {" ".join(str(each).split()): None for each in answers}
    key = next(key for key in answers if str(key).strip().lower() == item.meaning.lower())
    answers[key] = phrases


def findings(
    ritual: Ritual, script: FilePath, wording: Wording, where: Sequence[FilePath] = ()
) -> tuple[list[str], list[Diagnostic]]:
    """Return the languages that lie beside a ritual, and everything wrong with them.

    Args:
        ritual: As it was written.
        script: Its file.
        wording: Knows the words of a session in another language.
        where: Folders of rituals; the usual ones when empty.
    """
    known = places(script, where)
    languages: list[str] = []
    found: list[Diagnostic] = []
    for path in languages_beside(script):
        language = language_of(path)
        languages.append(language)
        found += file_findings(source_of(ritual), path, ritual, wording)
        needed = [part_source(name, part) for name, part in ritual.parts.items()]
        for source in (*needed, product_source()):
            file = find_file(source, language, known)
            if file is None:
                found.append(_missing(source, path, language))
            elif source.kind != PRODUCT_SOURCE:
                found += file_findings(source, file, ritual, wording)
    return languages, found


def _missing(source: Source, path: FilePath, language: str) -> Diagnostic:
    """Return the finding that something a ritual needs has no language file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    read_as = DiagnosticSource.of(display_name(path), text)
    is_product = source.kind == PRODUCT_SOURCE
    values = {
        "what": "what I say of my own is" if is_product else f"the part “{source.name}” is",
        "language": name_of(language),
        "stem": source.stem,
        "code": language,
    }
    return Diagnostic(rules.translations.NO_LANGUAGE_FILE, read_as, Span(1, 1), values)


def file_findings(
    source: Source, path: FilePath, ritual: Ritual | None, wording: Wording
) -> list[Diagnostic]:
    """Return everything wrong with one language file."""
    try:
        translated, wrong = read_past(source, path)
    except ScriptErrors as error:
        return list(error.diagnostics)
    if translated is None:
        return wrong
    named = check_named(translated, language_of(path))
    return [*wrong, *named, *check(translated, ritual, wording)]
