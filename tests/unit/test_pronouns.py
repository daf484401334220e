"""Pronouns: given with names, remembered, filled into texts, checked, translated."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.authoring.card import card_of
from facilitator.authoring.people import read_people
from facilitator.cli import main
from facilitator.cli.options import Chosen
from facilitator.cli.wishes import plan
from facilitator.engine.own_words import OWN, OwnWords
from facilitator.engine.spoken import every_sentence
from facilitator.errors import UsageError
from facilitator.journal.store import FileJournal
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import folders
from facilitator.script.loading import load, loaded
from facilitator.script.pronouns import given_pronouns, instead, said, split_people, written
from facilitator.script.ritual import Ritual
from facilitator.script.translation.languages import in_language

HEAD = "version: 1\nritual: A test\nabout: Something.\ndepth: light\n"


def ritual(text: str, who: str = "say") -> Ritual:
    body = f'{HEAD}steps:\n  - {who}: "{text}"\n'
    return loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")


def spoken(text: str, *people: str) -> str:
    return next(iter(every_sentence(compile_ritual(ritual(text), partners=people)))).text


def filled(text: str, wished: str, own: OwnWords = OWN, name: str = "Kim") -> str:
    pronoun = written(text)
    assert pronoun is not None
    return said(pronoun, wished, own, name)


@pytest.mark.parametrize(
    ("given", "people"),
    [
        ("Anna, Ben", {}),
        ("Anna (she), Ben (he)", {"Anna": "she", "Ben": "he"}),
        ("Anna (she, her), Ben(He/Him)", {"Anna": "she", "Ben": "he"}),
        ("Anna (sie), Ben (er)", {"Anna": "she", "Ben": "he"}),
        ("Kim (they/them), Lou", {"Kim": "they"}),
        ("Kim (xe/xem/xyr), Lou ()", {"Kim": "xe/xem/xyr"}),
    ],
)
def test_pronouns_stand_behind_names(given: str, people: dict[str, str]) -> None:
    """In brackets, with as many of their forms as people like to give."""
    assert people == given_pronouns(split_people(given))


@pytest.mark.parametrize("wished", ["it", "xe/xem", "a b c d e f", "1/2/3"])
def test_what_no_text_could_be_filled_with_is_refused(wished: str) -> None:
    """It says what would do."""
    with pytest.raises(UsageError, match="none I can use"):
        given_pronouns([f"Kim ({wished})"])


@pytest.mark.parametrize(
    ("text", "she", "he", "they", "xe"),
    [
        ("they", "she", "he", "they", "xe"),
        ("other them", "her", "him", "them", "xem"),
        ("to them", "to her", "to him", "to them", "to xem"),
        ("first their", "her", "his", "their", "xyr"),
        ("theirs", "hers", "his", "theirs", "xyrs"),
        ("second themselves", "herself", "himself", "themself", "xemself"),
        ("they are", "she is", "he is", "they are", "xe is"),
        ("they aren't", "she isn't", "he isn't", "they aren't", "xe isn't"),
        ("they're", "she's", "he's", "they're", "xe's"),
        ("they'll", "she'll", "he'll", "they'll", "xe'll"),
        ("they have", "she has", "he has", "they have", "xe has"),
        ("they also listen", "she also listens", "he also listens", "they also listen", None),
        ("they carry on", "she carries on", "he carries on", "they carry on", None),
        ("they say", "she says", "he says", "they say", None),
        ("they wish", "she wishes", "he wishes", "they wish", None),
        ("they pass", "she passes", "he passes", "they pass", None),
        ("they can", "she can", "he can", "they can", None),
    ],
)
def test_verbs_agree(text: str, she: str, he: str, they: str, xe: str | None) -> None:
    """With whatever somebody wishes to be called."""
    assert (she, he, they) == tuple(filled(text, wished) for wished in ("she", "he", "they"))
    assert xe is None or xe == filled(text, "xe/xem/xyr")


def test_texts_call_each_person_as_they_wish() -> None:
    """And guess nothing from names."""
    text = "{first they are} here, {second they listen}."

    assert "She is here, he listens." == spoken(text, "Anna (she)", "Ben (he)")
    assert "They are here, they listen." == spoken(text, "Anna", "Ben")
    assert "They are here, he listens." == spoken(text, "Anna", "Ben (he)")
    assert "They are here, they listen." == spoken(text)


def test_the_one_who_is_addressed_and_the_other_one() -> None:
    """In questions to each, the pronoun goes with the name."""
    asked = ritual(
        "{name}, what does {other} like about {other themself}? {they are} asked.", "consent"
    )
    program = compile_ritual(asked, partners=("Anna (she)", "Ben (he)"))
    said_to_each = [each.text for each in every_sentence(program)]

    assert [
        "Anna, what does Ben like about himself?",
        "She is asked.",
        "Ben, what does Anna like about herself?",
        "He is asked.",
    ] == [text for text in said_to_each if "asked" in text or "like" in text]


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("she", "they"),
        ("second she listens", "second they listen"),
        ("other he is", "other they are"),
        ("they is", "they are"),
        ("they carries", "they carry"),
        ("other his", "other their"),
        ("her", "them"),
        ("first herself", "first themself"),
        ("he or she", "they"),
    ],
)
def test_what_does_not_fit_everybody_is_told(text: str, better: str) -> None:
    """With what to write, where nobody is addressed too."""
    with pytest.raises(ScriptErrors) as caught:
        ritual(f"Look, {{{text}}}.")

    (found,) = caught.value.diagnostics
    assert ("R104", f"write {{{better}}}") == (found.rule.code, found.advice)


def test_a_misspelt_pronoun_is_recognized() -> None:
    """If nothing else is nearer."""
    assert "second their" == instead("second thier", is_guessed=True)
    assert "" == instead("second thier")


def test_a_pronoun_of_nobody_is_told() -> None:
    """Where nobody is addressed, it says whose may stand there."""
    with pytest.raises(ScriptErrors) as caught:
        ritual("Now {they listen}.")

    (found,) = caught.value.diagnostics
    assert "R027" == found.rule.code
    assert "write {first they listen} or {second they listen}" in found.advice


def test_no_setting_is_called_like_a_pronoun() -> None:
    """It could never be said."""
    body = HEAD + "settings:\n  their: {start: 2 min}\nsteps: [silence: '{their}']\n"
    with pytest.raises(ScriptErrors, match="a short name of its own"):
        loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")


def chosen(script: Path, partners: str | None) -> Chosen:
    return Chosen(str(script), partners, (), (), (), "default", (), 100, 100, None, None)


def test_pronouns_are_remembered_with_the_names(tmp_path: Path) -> None:
    """Until somebody gives others; a name that comes without them keeps them."""
    script = tmp_path / "tiny.yaml"
    script.write_text(HEAD + 'steps: [say: "{first they are} here."]\n', encoding="utf-8")
    journal = FileJournal(tmp_path / "journal.yaml")
    journal.remember_people(plan(chosen(script, "Anna (she), Ben"), journal).people)

    assert ("Anna (she)", "Ben") == journal.memory().partners
    people = {
        given: plan(chosen(script, given), journal)
        for given in (None, "Anna, Kim", "Anna (they), Kim")
    }
    assert [("Anna (she)", "Ben"), ("Anna (she)", "Kim"), ("Anna (they)", "Kim")] == [
        each.people for each in people.values()
    ]
    assert ["She is here.", "She is here.", "They are here."] == [
        next(iter(every_sentence(each.wish.program))).text for each in people.values()
    ]
    assert ("Anna", "Ben") == people[None].wish.program.partners


def test_people_files_have_pronouns(tmp_path: Path) -> None:
    """A rehearsal uses them; what cannot be used is told with its line."""
    script, people = tmp_path / "tiny.yaml", tmp_path / "people.yaml"
    script.write_text(HEAD + 'steps: [say: "{first they are} here."]\n', encoding="utf-8")
    people.write_text("Anna:\n  pronouns: she\nBen:\n", encoding="utf-8")
    words = ["rehearse", str(script), "--text", "--people", str(people)]

    assert "She is here." in CliRunner().invoke(main, words).output
    people.write_text("Anna:\n  pronouns: it\nBen:\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"people.yaml:2: the pronouns of Anna, “it”"):
        read_people(people)


def test_cards_say_you_to_whoever_is_addressed() -> None:
    """And call the other one as they wish."""
    body = (
        f"{HEAD}steps:\n  - turns:\n      each: 1 min\n"
        '      question: "Where do you feel {other}, and how do {other they} know {their} heart?"\n'
    )
    it = loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", body)), "test")
    lines = [
        line for each in card_of(it, partners=("Anna (she)", "Ben")).way for line in each.lines
    ]

    assert any("how do they know your heart?" in line for line in lines)


def german() -> OwnWords:
    path = next(folder / "mirror-talk.yaml" for folder in folders() if folder.is_dir())
    return in_language(load(path), path, "de", folders()).own


@pytest.mark.parametrize(
    ("text", "she", "he", "they"),
    [
        ("they", "sie", "er", "Kim"),
        ("to them", "ihr", "ihm", "Kim"),
        ("their", "ihr", "sein", "deren"),
        ("their -e", "ihre", "seine", "deren"),
    ],
)
def test_german_has_its_own(text: str, she: str, he: str, they: str) -> None:
    """With endings, and the name where it has no neutral pronoun."""
    own = german()

    assert (she, he, they) == tuple(filled(text, each, own) for each in ("she", "he", "they"))


def test_translations_use_the_pronouns_they_need(tmp_path: Path) -> None:
    """Others than the original, or the name; only a verb stands outside the braces."""
    script = tmp_path / "tiny.yaml"
    script.write_text(
        HEAD + 'steps:\n  - id: one\n    say: "{second they are} here, {first}."\n',
        encoding="utf-8",
    )
    run = CliRunner().invoke
    run(main, ["translate", str(script), "de"])
    path = tmp_path / "tiny.de.yaml"
    empty = path.read_text(encoding="utf-8").replace(
        'A test\n    translation: ""', "A test\n    translation: Ein Test"
    )
    empty = empty.replace('Something.\n    translation: ""', "Something.\n    translation: Etwas.")
    codes = {}
    for text in (
        "{first}, {second their -e} Hand ist da.",
        "{second} ist da, {first}.",
        "{second they are} da, {first}.",
    ):
        path.write_text(
            empty.replace('translation: ""', f'translation: "{text}"'), encoding="utf-8"
        )
        codes[text] = run(main, ["check", str(path)]).exit_code
        if "Hand" in text:
            options = ["--language", "de", "--text", "--partners", "Anna, Ben (he)"]
            told = run(main, ["rehearse", str(script), *options]).output
            assert "Anna, seine Hand ist da." in told

    assert [0, 0, 3] == list(codes.values())
