"""Rituals in another language: ids that survive edits, files brought up to date, all of it said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.proof import stop_everywhere
from facilitator.authoring.watching import Watched
from facilitator.cli import main
from facilitator.cli.wishes import heard_language
from facilitator.display.view import stop_line
from facilitator.engine.actions import Finish, Speak
from facilitator.engine.card_words import CARDED
from facilitator.engine.events import PhraseHeard, SafeWordHeard
from facilitator.engine.operations import Ask, Turn
from facilitator.engine.own_words import ENGLISH
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.errors import FacilitatorError, ScriptError, UsageError
from facilitator.places import model_language, shipped_scripts
from facilitator.script import speaking, yaml_tree
from facilitator.script.checking.wording import Wording
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.facts.lines import lines_of
from facilitator.script.library import find, rituals_in
from facilitator.script.loading import load
from facilitator.script.ritual import Ritual
from facilitator.script.translation.check import check
from facilitator.script.translation.file import language_of, load_language, read_language
from facilitator.script.translation.languages import in_language, own_words
from facilitator.script.translation.sources import (
    checked_code,
    languages_beside,
    product_source,
    read,
    source_of,
)
from facilitator.script.translation.translating import named_source, updated
from facilitator.session import on_paper as paper
from facilitator.session.showing import view_of
from facilitator.session.witnessing import Glance
from tests.unit.pdf_reader import read as read_pdf

MIRROR = shipped_scripts() / "mirror-talk.yaml"
PRODUCT = shipped_scripts() / "facilitator.de.yaml"
SHIPPED = [load(path) for path in rituals_in(shipped_scripts())]
LANGUAGE_FILES = sorted(
    path
    for path in [*shipped_scripts().glob("*.yaml"), *shipped_scripts().glob("parts/*.yaml")]
    if language_of(path)
)
ENGLISH_WORDS = re.compile(
    r"\b(the|and|you|your|is|are|of|to|what|who|say|please|thank|each|other|with|have|it|this)\b",
    re.IGNORECASE,
)
RITUAL = """\
ritual: Evening
about: A small thing.
depth: light
settings:
  place:
    choices: [inside, outside]
    start: inside
steps:
  - say: Welcome, {partners}. Sit down wherever you like.
  - id: question
    ask: Shall we go on?
    answers:
      onward: [onward, let us go]
      home: [home]
    as: way
  - say:
      inside: Look at each other.
      outside: Look at the sky.
  - silence: 10 s
    label: Look
  - end: Thank you both, and good night.
"""
GERMAN = {
    "Evening": "Abend",
    "A small thing.": "Etwas Kleines.",
    "place": "Ort",
    "inside": "drinnen",
    "outside": "draußen",
    "Look": "Schaut",
    "Welcome, {partners}. Sit down wherever you like.": "Willkommen, {partners}. Setzt euch.",
    "Shall we go on?": "Wollen wir weiter? Sagt „{say onward}“ oder „{say home}“.",
    "Look at each other.": "Seht einander an.",
    "Look at the sky.": "Seht in den Himmel.",
    "Thank you both, and good night.": "Danke euch beiden, und gute Nacht.",
}
ANSWERS = {"onward, let us go": "weiter geht es", "home": "heim, nach hause"}


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and everything printed."""
    result = CliRunner().invoke(main, list(arguments), standalone_mode=False)
    if isinstance(result.exception, FacilitatorError):
        return result.exception.exit_code, f"{result.output}Error: {result.exception}"
    if isinstance(result.exception, SystemExit):
        return int(result.exception.code or 0), result.output
    assert result.exception is None, result.exception
    return result.exit_code, result.output


def without_quotes(text: str) -> str:
    """Return a text without what stands in German quotation marks: English answers."""
    return re.sub("„[^“]*“", "", text)


def german(ritual: Path = MIRROR, hears: str = "en", **choices: str) -> Program:
    found = in_language(load(ritual), ritual, "de", hears=hears)
    return compile_ritual(found, partners=("Anna", "Ben"), settings=choices)


def spoken(program: Program) -> list[str]:
    moments = paper.perform(program, reaction=paper.Willing(program, {}).react)
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def filled(path: Path, texts: dict[str, str]) -> None:
    """Fill the empty translations of a language file whose originals are known."""
    tree = yaml_tree.parse(yaml_tree.decode("x", path.read_bytes()))
    lines = path.read_text(encoding="utf-8").split("\n")
    for section in ("shown", "lines", "answers"):
        for key, entry in (tree.data.get(section) or {}).items():
            original = entry["original"]
            words = ", ".join(original) if isinstance(original, list) else original.strip()
            place = tree.keys[(section, key, "translation")].line - 1
            if not entry["translation"] and words in texts:
                said = texts[words]
                quoted = f"[{said}]" if section == "answers" else f'"{said}"'
                lines[place] = f"{lines[place].partition(':')[0]}: {quoted}"
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    """Return a small ritual with a complete German file beside it."""
    path = tmp_path / "evening.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    assert run("translate", str(path), "de")[0] == 0
    filled(tmp_path / "evening.de.yaml", {**GERMAN, **ANSWERS})
    return path


def edited(path: Path, old: str, new: str) -> str:
    """Change a script, translate it again, and return what was said about it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, told = run("translate", str(path), "de")
    assert code == 0
    return told


# What is shipped


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in LANGUAGE_FILES])
def test_shipped_translations_have_nothing_to_mend(path: Path) -> None:
    """Complete, up to date, every placeholder in its place, and no word of ours in a line."""
    code, shown = run("check", str(path))

    assert (0, True) == (code, "nothing to mend" in shown)


def test_everything_the_product_says_is_translated() -> None:
    """Sentences, labels, cards, and the ways to answer: all of it, and nothing besides."""
    translated = read(product_source(), PRODUCT)

    assert [] == [each.item.id for each in translated.found if not each.translation]
    assert () == translated.left
    assert [] == check(translated, None, Wording())


@pytest.mark.parametrize("place", ["together", "apart"])
@pytest.mark.parametrize("way", ["unbroken", "slices", "breathing"])
def test_mirror_talk_in_german_leaves_nothing_english(place: str, way: str) -> None:
    """Besides the words the English ears wait for, each in quotation marks."""
    code, shown = run(
        *("rehearse", "mirror-talk", "--language", "de", "--text", "--partners", "Anna, Ben"),
        *("--set", f"place={place}", "--set", f"way={way}"),
    )
    english = compile_ritual(load(MIRROR), partners=("Anna", "Ben"), settings={"way": way})

    assert code == 0
    assert "Willkommen, Anna und Ben." in shown
    assert "Sagt „ready“, wenn ihr beide so weit seid." in shown
    assert "(Glocke zum Beginn)" in shown
    assert shown.splitlines()[-1].startswith("Spiegelgespräch endete nach")
    assert [] == ENGLISH_WORDS.findall(without_quotes(shown))
    assert set() == {text for text in spoken(english) if text in shown}


def test_every_way_a_german_session_can_go_is_german() -> None:
    """Whatever is said or shown: askings, refusals, pauses, aftercare, labels, the bottom line."""
    program = german()
    said = [s.text for o in program.operations for s in _all_sentences(o)]
    said += [s.text for s in (program.stopped, program.deaf, program.paused, program.resumed)]
    said += [program.still_paused.text, *(s.text for s in program.aftercare), program.title]
    said += [getattr(o, "label", "") for o in program.operations]
    moments = paper.perform(program, reaction=paper.Willing(program, {}).react)
    for moment in moments:
        glance = Glance(moment.event.at, moment.state, _health(), "", None, _nothing())
        view = view_of(program, glance)
        said += [view.title, view.headline, view.asked, stop_line(view), stop_line(view, 30)]

    assert [] == [text for text in said if ENGLISH_WORDS.search(without_quotes(text))]
    assert {"Seht einander an", "Anna ist dran", "Danke euch beiden"} <= set(said)


def _all_sentences(operation: object) -> list[object]:
    names = ("sentences", "question", "again", "announcement", "closing")
    return [s for name in names for s in getattr(operation, name, ())]


def _health() -> object:
    from facilitator.ports import EarHealth

    return EarHealth()


def _nothing() -> object:
    import numpy as np

    return np.zeros(0, np.float32)


def test_people_are_told_that_only_english_is_understood() -> None:
    """Before anything else, while the speech model is English; not with a German one."""
    assert "ich verstehe nur englische Wörter" in spoken(german())[0]
    assert spoken(german(hears="de"))[0] == "Willkommen, Anna und Ben."


def test_with_a_german_model_answers_are_german() -> None:
    """The answers of the language files are waited for, named, and taken; meanings stay."""
    program = german(hears="de")
    asked = {o.remember: o.answers for o in program.operations if isinstance(o, Ask)}

    assert asked["consent of Anna"]["yes"][0] == "ja"
    assert asked["wish of Ben"]["shorter"][0] == "kürzer"
    assert "Sag „länger“, „gleich lang“ oder „kürzer“." in spoken(program)
    assert {"weiter", "pause", "nachsorge"} <= set(program.own.commands)
    heard = {*every_phrase(program), *program.own.commands}
    assert set() == heard & {"ready", "yes", "no", "longer", "go on", "thank you"}
    assert isinstance(next(o for o in program.operations if isinstance(o, Turn)), Turn)


def test_german_commands_pause_resume_and_console() -> None:
    """Pause, go on and aftercare are understood in the language of the ears."""
    program = german(hears="de")
    heard = [
        PhraseHeard(16_000, 15_000, "pause bitte", True),
        PhraseHeard(320_000, 310_000, "weiter", True),
        SafeWordHeard(640_000, "pineapple"),
        PhraseHeard(960_000, 950_000, "nachsorge", True),
    ]
    moments = paper.perform(program, heard)
    said = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]

    assert "Wir ruhen." in said[1] or "Wir ruhen" in " ".join(said)
    assert "Es geht weiter." in said
    assert "Ich habe aufgehört, nehmt euch alle Zeit, die ihr braucht." in said
    assert "Ich bin da." in said
    last = moments[-1].actions[-1]
    assert isinstance(last, Finish)
    assert last.outcome == "stopped"


def test_a_german_session_stops_everywhere(evening: Path) -> None:
    """The safe word ends it in every step and at every second, in silence."""
    found = stop_everywhere(german(evening))

    assert found.stops > 50
    assert () == found.failures


# The ids of lines


def test_a_translation_changes_no_id_of_a_line() -> None:
    """Timelines of two languages can be compared line by line."""
    english = compile_ritual(load(MIRROR), partners=("Anna", "Ben"))
    keys = {s.key.rpartition(".")[0] for o in english.operations for s in _all_sentences(o)}  # type: ignore[attr-defined]
    there = {s.key.rpartition(".")[0] for o in german().operations for s in _all_sentences(o)}  # type: ignore[attr-defined]

    assert there - keys == {"standard/answers"}
    assert keys <= there


def test_lines_that_move_keep_their_translations(evening: Path) -> None:
    """Reordered, or with a line put before that begins alike: nothing is to be done anew."""
    before = load_language(evening.with_name("evening.de.yaml"))
    told = edited(
        evening,
        "steps:\n  - say: Welcome, {partners}. Sit down wherever you like.\n",
        "steps:\n  - end: Thank you both, and good night.\n"
        "  - say: Welcome, {partners}. Sit down wherever you please, or on the floor.\n"
        "  - say: Welcome, {partners}. Sit down wherever you like.\n",
    )
    after = load_language(evening.with_name("evening.de.yaml"))

    there = {(e.original, e.translation) for e in after.entries}
    assert {(e.original, e.translation) for e in before.entries} <= there
    assert "changed" not in told
    assert "To be translated: welcome-partners-sit-down-wherever-you," in told.replace(".", ",")


def test_a_small_edit_marks_a_translation_and_keeps_it(evening: Path) -> None:
    """Beside it stands what it was made from; it is spoken until somebody has looked at it."""
    told = edited(evening, "Look at each other.", "Look at each other, softly.")
    text = evening.with_name("evening.de.yaml").read_text(encoding="utf-8")

    assert "To be looked at, because the original has changed: look-at-each-other-softly." in told
    assert (
        "    original: Look at each other, softly.\n"
        "    was: Look at each other.\n"
        "    translation: Seht einander an.\n"
    ) in text.replace('"', "")
    assert "Seht einander an." in spoken(german(evening))
    code, shown = run("check", str(evening))
    assert (0, 1) == (code, shown.count("warning[R058]"))


def test_an_edit_shows_before_the_file_is_brought_up_to_date(evening: Path) -> None:
    """The check sees it from the original beside the translation."""
    text = evening.read_text(encoding="utf-8")
    evening.write_text(text.replace("Shall we go on?", "Shall we go on now?"), encoding="utf-8")

    assert "warning[R058]" in run("check", str(evening))[1]


def test_an_edit_taken_back_is_no_edit(evening: Path) -> None:
    """The mark goes away when the line says again what was translated."""
    edited(evening, "Look at each other.", "Look at each other, softly.")
    told = edited(evening, "Look at each other, softly.", "Look at each other.")

    assert "Everything is translated." in told
    assert "was:" not in evening.with_name("evening.de.yaml").read_text(encoding="utf-8")


def test_an_edit_made_twice_remembers_what_was_translated(evening: Path) -> None:
    """Not what the line said in between."""
    edited(evening, "Look at each other.", "Look at each other, softly.")
    edited(evening, "Look at each other, softly.", "Look at each other, very softly.")

    text = evening.with_name("evening.de.yaml").read_text(encoding="utf-8")
    assert "was: Look at each other.\n" in text.replace('"', "")


def test_removed_lines_are_kept_at_the_end_and_come_back(evening: Path) -> None:
    """What somebody has translated is never thrown away."""
    told = edited(evening, "  - end: Thank you both, and good night.\n", "")
    path = evening.with_name("evening.de.yaml")
    text = path.read_text(encoding="utf-8")

    assert "No longer in the script: thank-you-both-and-good-night." in told
    assert "Danke euch beiden, und gute Nacht." in text[text.index("removed:") :]
    assert "nothing to mend" in run("check", str(evening))[1]
    told = edited(evening, "  - silence", "  - say: Thank you both, and good night.\n  - silence")
    assert "Everything is translated." in told
    assert "removed:" not in path.read_text(encoding="utf-8")


def test_bringing_up_to_date_twice_changes_nothing(evening: Path) -> None:
    """What is written is read back as it was, whatever it holds."""
    path = evening.with_name("evening.de.yaml")
    before = path.read_text(encoding="utf-8")
    run("translate", str(evening), "de")
    once = path.read_text(encoding="utf-8")
    run("translate", str(evening), "de")

    assert once == path.read_text(encoding="utf-8")
    assert load_language(path).entries == load_language(path).entries
    assert len(once.splitlines()) == len(before.splitlines()) - before.endswith("\n\n")


@pytest.mark.parametrize("path", [pytest.param(p, id=p.stem) for p in LANGUAGE_FILES])
def test_shipped_files_are_as_translate_writes_them(path: Path) -> None:
    """So that the next change of a script changes only what it must."""
    stem = path.stem.removesuffix(".de")
    beside = path.with_name(f"{stem}.yaml")
    source, _ = named_source(str(beside) if beside.is_file() else stem, ())

    text = path.read_text(encoding="utf-8")

    assert updated(source, "de", read(source, path), text.splitlines()[0]).text == text


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "null",
        "1",
        "- a",
        "a: b",
        "# c",
        "“Q”",
        "a, b",
        "{x} y",
        "Ünïcode…",
        "two\nlines",
        "a\n\n  b\nc",
        " x",
        "'",
        '"quoted"',
        "yes: no, 'so'",
        "ends:",
    ],
)
def test_every_text_survives_being_written(tmp_path: Path, text: str) -> None:
    """Whatever means something in YAML is put in quotes."""
    script = tmp_path / "odd.yaml"
    script.write_text("ritual: A\nabout: B\ndepth: light\nsteps:\n  - say: Word.\n")
    source = source_of(load(script))
    target = tmp_path / "odd.de.yaml"
    target.write_text(updated(source, "de").text, encoding="utf-8")
    head, _, _ = target.read_text(encoding="utf-8").rpartition("    translation:")
    import json

    target.write_text(f"{head}    translation: {json.dumps(text)}\n", encoding="utf-8")
    again = updated(source, "de", read(source, target)).text
    target.write_text(again, encoding="utf-8")

    (entry,) = [e for e in load_language(target).entries if e.id == "word"]
    assert text.strip() == entry.translation


def test_the_language_file_in_the_documentation_is_one() -> None:
    """The example is read, with one text up to date and one that has changed."""
    page = (shipped_scripts().parent / "docs" / "script-language.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```\n(version: 1\nlanguage: de\n.*?)^```", page, re.M | re.S)
    entries = {
        e.id: e for e in read_language(yaml_tree.parse(yaml_tree.checked("x", shown))).entries
    }

    assert "Am Abendfenster" == entries["title"].translation
    assert 'Say "ready" when you both are.' == entries["begin"].was
    assert "länger, etwas länger" == entries["wish longer"].translation


# Refusals


def test_what_is_not_translated_is_not_performed(evening: Path) -> None:
    """No English sentence in a German session: it is refused, and says what to do."""
    text = evening.read_text(encoding="utf-8")
    evening.write_text(text.replace("  - silence", "  - say: Something new.\n  - silence"))
    code, shown = run("rehearse", str(evening), "--language", "de")

    assert code == 3
    assert "evening cannot be performed in German (de) yet: 1 of 12 texts waits" in shown
    assert "the first: “Something new.”" in shown
    assert "leave out --language, and it is performed in English" in shown


def test_a_half_finished_translation_can_be_read_in_a_rehearsal(evening: Path) -> None:
    """What is not translated is shown in English, each sentence marked, with one remark."""
    text = evening.read_text(encoding="utf-8")
    new = "  - say: Something new. Look, {first}.\n  - silence"
    evening.write_text(text.replace("  - silence", new))
    code, shown = run(
        "rehearse", str(evening), "--language", "de", "--text", "--partners", "Anna, Ben"
    )

    assert code == 0
    assert 1 == shown.count("1 of 12 texts waits for a translation to German (de)")
    assert "  [English] Something new.\n" in shown
    assert "  [English] Look, Anna.\n" in shown
    assert "  Willkommen, Anna und Ben.\n" in shown


def test_a_language_file_just_begun_is_one_warning(tmp_path: Path) -> None:
    """It counts what waits and says where; the ritual itself is clean, and its minutes are told."""
    path = tmp_path / "evening.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    told = run("translate", str(path), "de")[1]
    code, shown = run("check", str(path))

    assert "0 of 11 texts are translated (0 %)" in told
    assert (0, 1) == (code, shown.count("R057"))
    assert "no translation yet for 11 of 11 texts; the first is `title`: “Evening”" in shown
    assert "evening.de.yaml:9:5" in shown
    assert "1 warning. About" in shown
    assert "Also in German (de), where 11 of 11 texts wait." in shown


def test_every_waiting_text_has_its_place_to_be_filled_in(tmp_path: Path) -> None:
    """Empty quotation marks to write between, empty brackets for answers; kept when run again."""
    path = tmp_path / "evening.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    run("translate", str(path), "de")
    file = tmp_path / "evening.de.yaml"
    text = file.read_text(encoding="utf-8")

    assert (11, 2) == (text.count('translation: ""'), text.count("translation: []"))
    file.write_text(text.replace('translation: ""', 'translation: "Abend"', 1), encoding="utf-8")
    assert "1 of 11 texts are translated (9 %)" in run("translate", str(path), "de")[1]
    assert "1 of 11 texts are translated" in run("check", str(file))[1]
    assert 'translation: ""' in file.read_text(encoding="utf-8")


def test_an_error_in_a_translation_leaves_the_ritual_its_minutes(evening: Path) -> None:
    """It is an error all the same, but one of the other file."""
    path = evening.with_name("evening.de.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Seht einander an.", "Seht {nobody} an."), encoding="utf-8")
    code, shown = run("check", str(evening))

    assert (3, True) == (code, "error[R061]" in shown)
    assert "In its own language it can be performed. About" in shown


def test_a_ritual_without_a_language_file_says_how_to_make_one() -> None:
    """The command that writes it is named."""
    code, shown = run("rehearse", "gratitude-avalanche", "--language", "de", "--text")

    assert code == 3
    assert "gratitude-avalanche is not translated to German (de)" in shown
    assert "facilitator translate gratitude-avalanche de" in shown


def test_a_language_the_product_does_not_speak_is_refused() -> None:
    """What the facilitator says of its own has to be translated first."""
    code, shown = run("rehearse", "mirror-talk", "--language", "fr", "--text")

    assert code == 3
    assert "facilitator translate facilitator fr" in shown


def test_a_language_only_the_script_speaks_is_found_by_check(tmp_path: Path) -> None:
    """What the facilitator says of its own, and shared parts, must be there as well."""
    path = tmp_path / "part.yaml"
    path.write_text(
        "ritual: A\nabout: B.\ndepth: light\nsteps:\n  - use: how to rest or end\n", "utf-8"
    )
    run("translate", str(path), "fr")
    filled(path.with_name("part.fr.yaml"), {"A": "A", "B.": "B."})
    code, shown = run("check", str(path))

    assert (0, 2) == (code, shown.count("warning[R080]"))
    assert "`facilitator translate how-to-rest-or-end fr` writes the file" in shown
    assert "`facilitator translate facilitator fr` writes the file" in shown


@pytest.mark.parametrize("code", ["", "german", "d", "../x", "de_DE_x"])
def test_what_is_no_language_is_refused(code: str) -> None:
    """With an example."""
    with pytest.raises(UsageError, match="no code of a language"):
        checked_code(code)


def test_codes_are_written_in_one_way() -> None:
    """Capitals and underscores are as good."""
    assert ("de", "pt-br") == (checked_code(" DE "), checked_code("pt_BR"))


def test_the_safe_word_in_a_translation_is_refused(evening: Path) -> None:
    """A German line is spoken into the microphone as well."""
    path = evening.with_name("evening.de.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Seht einander an.", "Esst eine Pineapple."), encoding="utf-8")

    code, shown = run("check", str(evening))
    assert (3, True) == (code, "error[R014]" in shown)
    assert "evening.de.yaml" in shown
    assert run("rehearse", str(evening), "--language", "de", "--text")[0] == 3


def test_a_form_that_is_wrong_is_told_with_its_place(evening: Path) -> None:
    """A misspelt key, a list for a text: each with line and column."""
    path = evening.with_name("evening.de.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    translation:", "    translaton:", 1), encoding="utf-8")

    code, shown = run("check", str(path))
    assert (3, True) == (code, "error[R021]" in shown)
    assert "did you mean `translation`?" in shown


def test_no_damage_ends_in_a_traceback(evening: Path) -> None:
    """Cut, with other types, with parts missing: what is wrong has a place."""
    path = evening.with_name("evening.de.yaml")
    text = path.read_text(encoding="utf-8")
    source = source_of(load(evening))
    damaged = [text[:at] for at in range(0, len(text), 41)]
    damaged += [text[:at] + text[at + 30 :] for at in range(0, len(text), 53)]
    for what in ("[]", "7", "{a: b}", "", "true", "[[x]]"):
        damaged += [
            re.sub(rf"(?m)^(\s*){key}:.*$", rf"\1{key}: {what}", text, count=1)
            for key in ("original", "translation", "lines", "answers", "language", "version")
        ]
    for each in damaged:
        path.write_text(each, encoding="utf-8")
        try:
            translated = read(source, path)
        except ScriptErrors as error:
            assert all(d.span.line >= 1 for d in error.diagnostics)
            continue
        check(translated, load(evening), Wording(), True)
        updated(source, "de", translated)


# Languages of ears and voice


@pytest.mark.parametrize(
    ("folder", "language"),
    [
        ("vosk-model-small-de-0.15", "de"),
        ("vosk-model-de-0.21", "de"),
        ("vosk-model-small-en-us-0.15", "en"),
        ("vosk-model-small-pt-0.3", "pt"),
        ("my-own", ""),
    ],
)
def test_a_model_tells_its_language_by_its_name(folder: str, language: str) -> None:
    """As the folders of published models are called."""
    assert language == model_language(Path("models") / folder)


def test_what_is_heard_follows_the_model() -> None:
    """Without one English; a model of the session's language, or of no known one, that."""
    assert "en" == heard_language(None, "de")
    assert "de" == heard_language(Path("vosk-model-small-de-0.15"), "de")
    assert "de" == heard_language(Path("ohren"), "de")
    assert "fr" == heard_language(Path("vosk-model-small-fr-0.22"), "de")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "eine Sekunde"),
        (45, "fünfundvierzig Sekunden"),
        (60, "eine Minute"),
        (90, "anderthalb Minuten"),
        (150, "zweieinhalb Minuten"),
        (1260, "einundzwanzig Minuten"),
        (3600, "eine Stunde"),
        (5400, "anderthalb Stunden"),
        (3725, "eine Stunde, zwei Minuten und fünf Sekunden"),
    ],
)
def test_lengths_of_time_in_german(seconds: float, words: str) -> None:
    """As people say them."""
    own = own_words(read(product_source(), PRODUCT), "en")

    assert words == speaking.duration(seconds, own)


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        ("ten o'clock", "zehn Uhr"),
        ("1:00", "ein Uhr"),
        ("half past nine", "halb zehn"),
        ("quarter to one", "Viertel vor eins"),
        ("22:15", "Viertel nach zehn"),
        ("10:05 pm", "zehn Uhr fünf"),
    ],
)
def test_times_of_day_in_german(hour: str, words: str) -> None:
    """Halves count towards the next hour."""
    own = own_words(read(product_source(), PRODUCT), "en")

    assert words == speaking.hour(hour, own)


def test_other_steps_in_german(tmp_path: Path) -> None:
    """What the product says in ratings, choices, turns, breaths and check-ins is German, too."""
    path = tmp_path / "much.yaml"
    path.write_text(
        "ritual: Much\nabout: All of it.\ndepth: light\nsteps:\n"
        '  - rate: "{name}, how?"\n    as: mood\n'
        "  - choose: Which?\n    from: [tea, music]\n"
        "  - turns: {each: 1 min, mirror: 30 s, validate: 20 s, time out: 2 min}\n"
        "  - breathe: in 3, hold 2, out 4\n"
        '  - check in: "{name}, how is it?"\n'
        "  - time out: 1 min\n  - talk: 1 min\n    count:\n      thanks: [thanks to you]\n"
        "  - say: I heard {thanks}.\n  - offer: More?\n    ritual: mirror-talk\n",
        encoding="utf-8",
    )
    run("translate", str(path), "de")
    texts = {
        "Much": "Viel",
        "All of it.": "Alles.",
        "tea": "Tee",
        "music": "Musik",
        "{name}, how?": "{name}, wie geht es?",
        "Which?": "Was nun?",
        "{name}, how is it?": "{name}, wie ist es?",
        "I heard {thanks}.": "Gehört habe ich {thanks}.",
        "More?": "Mehr?",
    }
    filled(path.with_name("much.de.yaml"), texts)
    said = spoken(german(path))

    assert "Sag „one“ für Tee." in said
    assert "Anna, jetzt bist du dran." in said
    assert {"Ein.", "Zwei.", "Halten.", "Aus.", "Vier."} <= set(said)
    assert "Gehört habe ich drei." in said
    wrong = [s for s in said if ENGLISH_WORDS.search(without_quotes(s))]
    assert [] == wrong


@pytest.mark.parametrize(
    ("hears", "said", "taken"),
    [
        ("en", ["Sag „one“ für Tee.", "Sag „two“ für Musik."], {"tea": "one", "music": "two"}),
        ("de", ["Sag „eins“ für Tee.", "Sag „zwei“ für Musik."], {"tea": "eins", "music": "zwei"}),
    ],
)
def test_options_are_numbered_in_the_language_of_the_ears(
    hears: str, said: list[str], taken: dict[str, str], tmp_path: Path
) -> None:
    """The number that is read out before an option is the one that is waited for, and ratings
    are waited for in the same language."""
    path = tmp_path / "choice.yaml"
    path.write_text(
        "ritual: Choice\nabout: Two things.\ndepth: light\nsteps:\n"
        "  - choose: Which?\n    from: [tea, music]\n  - rate: Well?\n    as: mood\n",
        encoding="utf-8",
    )
    run("translate", str(path), "de")
    texts = {"Choice": "Wahl", "Two things.": "Zwei Dinge.", "Which?": "Was nun?", "Well?": "Gut?"}
    filled(path.with_name("choice.de.yaml"), {**texts, "tea": "Tee", "music": "Musik"})

    choice, rating, _ = (op for op in german(path, hears).operations if isinstance(op, Ask))

    assert said == [each.text for each in choice.question][1:]
    assert [] == [way for option, way in taken.items() if way not in choice.answers[option]]
    assert taken["tea"] in rating.answers["1"]
    assert {"en": "eins", "de": "one"}[hears] not in {*choice.answers["tea"], *rating.answers["1"]}


def test_a_part_is_translated_once_for_all(tmp_path: Path) -> None:
    """By its name, into one's own folder when it is a shipped one."""
    target = tmp_path / "out.yaml"
    code, told = run("translate", "signpost", "nl", "-o", str(target))

    assert (0, True) == (code, "To be translated" in told)
    assert "part: signpost" in target.read_text(encoding="utf-8")


def test_languages_lie_beside_their_script(evening: Path) -> None:
    """Plans and other rituals are none."""
    evening.with_name("evening.plan.yaml").write_text("- people: A\n")
    evening.with_name("evening-two.de.yaml").write_text("language: de\n")

    assert ["evening.de.yaml"] == [path.name for path in languages_beside(evening)]
    assert ("de", "", "") == tuple(
        language_of(Path(name)) for name in ("a.de.yaml", "a.plan.yaml", "a.yaml")
    )


def test_nothing_is_made_up_of_what_is_no_ritual() -> None:
    """A name that means nothing is refused as everywhere."""
    with pytest.raises(ScriptError):
        named_source("mirrortalk", ())


def test_a_card_in_german() -> None:
    """Every word of it, and the command that begins the German session."""
    from facilitator.authoring.card import card_of
    from facilitator.authoring.card_html import as_html

    card = card_of(in_language(load(MIRROR), MIRROR, "de"), partners=("Anna", "Ben"))
    page = re.sub(r"<style>.*?</style>", "", as_html(card), flags=re.S)
    text = re.sub(r"<code>.*?</code>|<[^>]+>", " ", page)

    assert '<html lang="de">' in page
    assert "facilitator run mirror-talk --language de" in page
    assert [] == ENGLISH_WORDS.findall(without_quotes(text))


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: each.id)
def test_all_words_around_a_card_are_german(each: Ritual) -> None:
    """Whatever a ritual is made of: talks, ratings, decks, breaths, choices, days with dates."""
    from facilitator.authoring.calendar import calendar_of
    from facilitator.authoring.calendar_html import calendar_html
    from facilitator.authoring.card import card_of
    from facilitator.authoring.card_html import as_html

    own = in_language(load(MIRROR), MIRROR, "de").own
    if each.form.days:
        made = calendar_of(replace(each, own=own), begins=date(2026, 11, 28))
        page = calendar_html(made, questions=True)
    else:
        page = as_html(card_of(replace(each, own=own)), questions=True)
    ours = {text for text in CARDED.values() if "{" not in text and text[0].isupper()}
    shown = set(re.split(r"<[^>]*>", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))

    assert '<html lang="de">' in page
    assert {"Zwei Wörter", "So beginnt es: "} <= shown
    assert set() == ours & shown


@pytest.mark.usefixtures("plain_fonts")
def test_a_calendar_in_german() -> None:
    """Days and months by their German names, in a page and in a PDF; “montag” is a beginning."""
    from facilitator.authoring.calendar import calendar_of, parse_beginning
    from facilitator.authoring.calendar_pdf import calendar_pdf

    own = in_language(load(MIRROR), MIRROR, "de").own
    plan = replace(load(find("ten-day-plan")), own=own)
    begins = parse_beginning("samstag", date(2026, 11, 23), own)
    made = calendar_of(plan, begins=begins, memory={"day": "2"})
    page = read_pdf(calendar_pdf(made))

    assert "28. November bis 7. Dezember 2026" == made.span
    assert "Dienstag, 1. Dezember" == made.days[3].when_text
    assert {"Tag 1, getan", "Tag 10"} <= {words.text for words in page.words}
    assert b"/Lang (de)" in page.data
    assert ([], []) == (page.outside(), page.overlapping())


@pytest.mark.usefixtures("plain_fonts")
def test_the_command_makes_a_german_card(tmp_path: Path) -> None:
    """And says what to do where a ritual is not translated."""
    path = tmp_path / "karte.pdf"
    made = run("card", "mirror-talk", "-o", str(path), "--language", "de", "--safe-word", "lantern")
    page = read_pdf(path.read_bytes())

    assert (0, f"{path} is written.\n") == made
    told = re.sub(r"\s+(?=[,.])", "", " ".join(page.text().split()))
    assert "Euer Wort: „lantern“, oder „stop“, oder jede Taste" in told
    assert (1, [], b"/Lang (de)" in page.data) == (page.pages, page.outside(), True)
    code, shown = run("card", "ten-day-plan", "-o", str(path), "--language", "de")
    assert (3, True) == (code, "facilitator translate ten-day-plan de" in shown)


def test_every_own_text_has_words() -> None:
    """An empty one would be left out in silence."""
    assert [] == [
        key
        for key, text in ENGLISH.items()
        if not any(c.isalpha() for c in text) and key not in ("quoted", "option")
    ]


def test_lines_are_listed_once() -> None:
    """No two lines of a shipped ritual share an id."""
    for path in shipped_scripts().glob("*.yaml"):
        if "." not in path.stem:
            keys = [line.key for line in lines_of(load(path).form)]
            assert len(keys) == len(set(keys))


def test_a_saved_language_file_is_a_change(evening: Path) -> None:
    """Whoever translates hears what they have changed as soon as it is saved."""
    file = evening.with_name("evening.de.yaml")
    watched = Watched(evening, [file])
    watched.look(lambda: german(evening))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Seht einander an.", "Seht euch an, ganz ruhig."), "utf-8")

    assert watched.was_saved()
    assert ("Seht euch an, ganz ruhig.",) == watched.look(lambda: german(evening)).changed
    assert not watched.was_saved()
