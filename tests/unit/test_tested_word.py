"""What goes deep waits until the safe word has been tried in the room, and heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from facilitator.cli.tested import is_heard, prove, prove_live, refusal, untested
from facilitator.engine.own_words import ENGLISH, OWN
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import sentences_of
from facilitator.errors import UsageError
from facilitator.journal.memory import Memory
from facilitator.journal.store import FileJournal
from facilitator.script.library import find
from facilitator.script.loading import load
from facilitator.script.translation.languages import product_words
from facilitator.session import offering
from facilitator.session.loop import Ending
from facilitator.session.wish import Wish
from facilitator.session.word_attempt import Request
from tests.unit.test_choosing_a_word import PEOPLE, Scene
from tests.unit.test_script_constructs import HEAD, compiled

WELL = "2026-03-01: heard 6 of 6; 2 of 2 over my voice; stops in 0.3 seconds"
DEEP = Program("pact", "The pact", PEOPLE, (), safe_words=("marmalade",), tested=True)


def of(script: str) -> Program:
    from facilitator.script.compiling.compiler import compile_ritual

    return compile_ritual(load(find(script)), partners=PEOPLE)


@pytest.mark.parametrize(
    ("ritual", "waits"),
    [
        ("radical-honesty-pact", True),
        ("emotional-check-in-hour", True),
        ("five-minute-vulnerability", True),
        ("thirty-six-questions", True),
        ("mirror-talk", False),
        ("breathing-in-sync", False),
    ],
)
def test_deep_rituals_wait_for_a_trial(ritual: str, waits: bool) -> None:
    """Light and medium ones begin with the usual word."""
    assert waits == of(ritual).tested
    assert (("pineapple",) if waits else ()) == untested(of(ritual), Memory())


def test_who_chooses_something_light_needs_no_trial() -> None:
    """Nor does one alone, and nobody asks more than two anything deep."""
    from facilitator.script.compiling.compiler import compile_ritual

    ritual = load(find("five-minute-vulnerability"))

    assert not compile_ritual(ritual, partners=PEOPLE, settings={"depth": "medium"}).tested
    assert not compile_ritual(ritual, partners=("Anna",)).tested
    assert not compile_ritual(ritual, partners=("Anna", "Ben", "Cleo")).tested


def test_a_script_can_ask_for_a_trial_itself() -> None:
    """Whatever its depth."""
    script = "safe word: tested\nsteps: [say: Welcome.]\n"

    assert "depth: light" in HEAD
    assert compiled(script).tested
    assert not compiled(script.replace("tested", "usual")).tested


def test_a_word_that_was_heard_is_tested() -> None:
    """Every word of the session needs a trial of its own."""
    two = Program("pact", "The pact", PEOPLE, (), safe_words=("marmalade", "volcano"), tested=True)

    assert () == untested(DEEP, Memory(trials={"marmalade": WELL}))
    assert ("volcano",) == untested(two, Memory(trials={"marmalade": WELL}))


@pytest.mark.parametrize(
    ("figures", "well"),
    [
        ("heard 6 of 6; 2 of 2 over my voice", True),
        ("2026-03-01: heard 5 of 6; 0 of 2 over my voice", True),
        ("heard 4 of 6; 2 of 2 over my voice", False),
        ("heard 0 of 0", False),
        ("tried", False),
        ("", False),
    ],
)
def test_one_of_six_may_be_missed(figures: str, well: bool) -> None:
    """A word that is missed oftener is none to rely on."""
    assert well == is_heard(figures)


def test_a_trial_by_voice_lets_it_begin() -> None:
    """What it is for is told before, and afterwards that it can be relied on; the word itself is
    said by nobody but the two."""
    scene = Scene()
    figures = prove(("marmalade",), DEEP, scene)
    said = [
        sentence.text
        for told in scene.performed
        for operation in told.operations
        for sentence in operation.sentences  # type: ignore[union-attr]
    ]

    assert is_heard(figures["marmalade"])
    asked = (*offering.FIRST, offering.TO_TRY[0], offering.PROVED)
    assert [OWN.text(key) for key in asked] == said
    assert not any("marmalade" in text for text in said)
    assert all(("marmalade",) == told.safe_words for told in scene.performed)


def test_a_word_that_is_missed_lets_nothing_begin() -> None:
    """It is said kindly."""

    def heard(_word: str, request: Request) -> dict[str, object]:
        return {"stopped": request.number == 1}

    scene = Scene(heard=heard)
    figures = prove(("marmalade",), DEEP, scene)
    (last,) = scene.performed[-1].operations

    assert not is_heard(figures["marmalade"])
    assert OWN.text(offering.NOT_YET) == last.sentences[-1].text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "scene",
    [
        Scene(skips=True),
        Scene(complete=False),
        Scene(ends={1: Ending("stopped", 0)}),
        Scene(ends={2: Ending("stopped", 0)}),
    ],
    ids=["left out", "a key", "stopped before", "stopped after"],
)
def test_what_was_not_tried_to_its_end_counts_for_nothing(scene: Scene) -> None:
    """Whoever stops it wants to begin nothing deep."""
    assert {} == prove(("marmalade",), DEEP, scene)


@pytest.mark.parametrize("heard", [True, False])
def test_a_trial_is_spoken_in_the_language_of_the_session(heard: bool) -> None:
    """Also what stops and comforts in it; what helps is said in that language, too."""
    own = product_words("de")
    deep = replace(DEEP, own=own, stopped=Sentence(own.text("stopped")))
    scene = Scene(heard=lambda *_: {"stopped": heard, "lost_seconds": 0.0 if heard else 0.5})
    prove(("marmalade",), deep, scene)
    first = [each.text for each in sentences_of(scene.performed[0].operations)]
    english = {*ENGLISH.values()}

    assert "Das hier geht tief, darum prüfen wir zuerst" in first[0]
    assert ("Sicherheitswort" in first[0]) and own.text("trial now") == first[-1]
    assert own.text("trial proved" if heard else "trial not yet") == scene.said[-1]
    assert heard == (own.text("trial busy") not in scene.said)
    for told in scene.performed:
        assert not english & {each.text for each in sentences_of(told.operations)}
        assert (own, deep.stopped, "Euer Sicherheitswort") == (told.own, told.stopped, told.title)


def test_who_was_not_heard_is_told_what_helps() -> None:
    """And that light rituals need no trial."""
    told = refusal(DEEP, ("marmalade",), tried=True)

    assert "was not heard often enough" in told.message
    assert "Light rituals need no trial." in (told.help or "")


def test_a_trial_before_a_session_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the next evening begins at once."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    monkeypatch.setattr("facilitator.cli.tested.load_model", lambda _folder: None)
    monkeypatch.setattr("facilitator.cli.tested.LiveStage", lambda *_parts: Scene())
    journal = FileJournal()
    journal.remember_safe_words(("marmalade",), {})
    prove_live(Wish(DEEP), ("marmalade",), None, journal)  # type: ignore[arg-type]

    assert () == untested(DEEP, journal.memory())


def test_a_word_for_one_evening_is_tried_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the two have chosen before stays theirs; a word that is missed begins nothing."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    monkeypatch.setattr("facilitator.cli.tested.load_model", lambda _folder: None)
    journal = FileJournal()
    journal.remember_safe_words(("volcano",), {})
    monkeypatch.setattr("facilitator.cli.tested.LiveStage", lambda *_parts: Scene())
    prove_live(Wish(DEEP), ("marmalade",), None, journal)  # type: ignore[arg-type]
    missed = Scene(heard=lambda _word, _request: {"stopped": False})
    monkeypatch.setattr("facilitator.cli.tested.LiveStage", lambda *_parts: missed)
    with pytest.raises(UsageError, match="not heard often enough"):
        prove_live(Wish(DEEP), ("marmalade",), None, journal)  # type: ignore[arg-type]

    assert ("volcano",) == journal.memory().safe_words
