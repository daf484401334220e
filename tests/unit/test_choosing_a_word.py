"""Choosing a safe word by voice: what is offered, said and asked, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from facilitator.cli.choosing import Choice, choose, is_wanted, words_to_offer
from facilitator.cli.choosing_stages import LeftOutError, Watched
from facilitator.cli.memory import memory_lines
from facilitator.cli.options import Chosen
from facilitator.cli.spoken_words import remarks_on
from facilitator.clock import BLOCK, samples
from facilitator.display.view import SilentDisplay, View
from facilitator.ears.words import EXCELLENT, distance, sounds_like
from facilitator.ears.words_choice import NEAR
from facilitator.ears.words_offer import AT_ONCE, ROUNDS, offered
from facilitator.engine.actions import Note, Speak
from facilitator.engine.events import KeyPressed, PhraseHeard, SafeWordHeard
from facilitator.engine.own_words import OWN
from facilitator.engine.program import Program
from facilitator.engine.saved import from_data, to_data
from facilitator.engine.spoken import every_phrase, sentences_of
from facilitator.errors import UsageError
from facilitator.journal.memory import Memory, RitualMemory
from facilitator.journal.store import FileJournal
from facilitator.places import shipped_scripts
from facilitator.script.saying import rituals_among, sayings
from facilitator.session import offering, on_paper
from facilitator.session.loop import Ending
from facilitator.session.word_attempt import Repetition, Request
from facilitator.session.word_trial import Tried, requests
from tests.unit.fakes import FakeEars, FakeRoom
from tests.unit.test_safe_word_command import chosen

PEOPLE = ("Anna", "Ben")
USUAL = ("pineapple",)
ROUNDS_OFFERED = (
    ("marmalade", "dragonfly", "telescope"),
    ("volcano", "harmonica", "gondola"),
)
SESSION = Program("tiny", "Tiny", PEOPLE, (), safe_words=USUAL)


def knows(word: str) -> bool:
    return word.isascii()


def program(**options: object) -> Program:
    return offering.offer(ROUNDS_OFFERED, SESSION, **options)  # type: ignore[arg-type]


def told(*keys: str) -> list[str]:
    """Return some of the facilitator's own sentences."""
    return [OWN.text(key) for key in keys]


def answered(*answers: str, asking: Program | None = None) -> tuple[str, list[str]]:
    """Return what is noted when people answer so, and everything that was said."""
    asking = asking or program()
    react = on_paper.Willing(asking, {offering.ANSWER: answers}).react if answers else _silent
    actions = [
        each for moment in on_paper.perform(asking, reaction=react) for each in moment.actions
    ]
    (noted,) = (each.value for each in actions if isinstance(each, Note))
    return noted, [each.text for each in actions if isinstance(each, Speak)]


def _silent(_state: object, _at: int) -> tuple[()]:
    return ()


# -- what is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_words_of_one_breath_differ_in_theme_and_all_in_sound(seed: int) -> None:
    """None is like another, like a name, or like the word that counts already."""
    rounds = offered(knows, names=PEOPLE, taken=USUAL, seed=seed)
    words = [word for each in rounds for word in each]

    assert [AT_ONCE] * ROUNDS == [len(each) for each in rounds]
    assert set(words) <= set(EXCELLENT) - set(USUAL)
    pairs = [(a, b) for a in words for b in (*words, *USUAL, *PEOPLE) if a != b]
    assert [] == [(a, b) for a, b in pairs if distance(a, b) <= NEAR]
    assert rounds == offered(knows, names=PEOPLE, taken=USUAL, seed=seed)


def test_nothing_unfit_is_offered() -> None:
    """No word the model does not know, none like a name, none that was left out on purpose."""
    fruit = offered(lambda word: word.startswith("c"), avoided={"cinnamon"})
    names = offered(knows, names=("Clementina", "Marma Laid"), seed=3)

    assert all(word.startswith("c") and word != "cinnamon" for each in fruit for word in each)
    assert not {"clementine", "marmalade"} & {word for each in names for word in each}
    assert () == offered(lambda _word: False)


def test_a_word_that_a_ritual_of_the_couple_says_is_not_offered(tmp_path: Path) -> None:
    """Their own folder counts like the shipped rituals."""
    first = offered(knows, names=PEOPLE, taken=USUAL, seed=1)[0][0]
    (tmp_path / "own.yaml").write_text(
        f"ritual: Own\nabout: Ours.\ndepth: light\nsteps:\n  - say: Think of a {first}.\n"
    )

    class Model:
        knows = staticmethod(knows)

    rounds = words_to_offer(SESSION, Model(), rituals_among([tmp_path]), seed=1)  # type: ignore[arg-type]
    assert first not in {word for each in rounds for word in each}
    assert ROUNDS == len(rounds)


def test_an_excellent_word_leaves_nearly_every_ritual_to_be_done() -> None:
    """None is said by mirror talk, and none by more than two of the others."""
    rituals = rituals_among([shipped_scripts()])
    said = list(
        sayings(EXCELLENT, rituals, sounds_like=lambda text, word: bool(sounds_like(text, word)))
    )
    assert [] == [each for each in said if each.ritual == "mirror-talk"]
    assert [] == [word for word, count in Counter(e.word for e in said).items() if count > 2]


# -- what is said and asked -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "noted"),
    [
        (("dragonfly",), "dragonfly"),
        (("another", "gondola"), "gondola"),
        (("another", "another", "marmalade"), "marmalade"),
        (("another", "another", "another", "volcano"), "volcano"),
        (("keep",), offering.KEEP),
        ((), offering.KEEP),
    ],
)
def test_a_word_is_chosen_others_are_asked_for_or_it_stays_as_it_is(
    answers: Sequence[str], noted: str
) -> None:
    """After the last words the first come again; silence is a no."""
    found, said = answered(*answers)

    assert noted == found
    last = offering.STAYS if noted == offering.KEEP else offering.TO_TRY[-1]
    assert OWN.text(last) == said[-1]


def test_after_a_trial_the_word_that_was_tried_can_be_kept() -> None:
    """Beside three others, and the usual one."""
    asking = program(tried=True, opening=("Another word may do better.",))

    assert (offering.TRIED, ["Another word may do better."]) == (
        answered("tried", asking=asking)[0],
        answered("tried", asking=asking)[1][:1],
    )


def test_a_silent_couple_is_kept_for_less_than_a_minute() -> None:
    """Who does not care for it loses no evening over it."""
    moments = on_paper.perform(program())
    assert moments[-1].event.at < samples(60.0)


@pytest.mark.parametrize("event", [KeyPressed, SafeWordHeard])
def test_it_stops_at_every_second(event: type) -> None:
    """Any key and the word that counts already: then one calm sentence, and nothing else; also
    from a state that was saved and restored."""
    whole = on_paper.perform(program())[-1].event.at
    for second in range(1, whole // 16_000):
        at = samples(float(second))
        stop = KeyPressed(at) if event is KeyPressed else SafeWordHeard(at, "pineapple")
        moments = on_paper.perform(
            program(), [stop], through=lambda state: from_data(to_data(state))
        )
        after = [a for m in moments for a in m.actions if m.event.at >= at]
        said = [a.text for a in after if isinstance(a, Speak)]
        assert ([program().stopped.text], "stopped") == (said, moments[-1].state.outcome)


def test_nothing_it_says_sounds_like_a_word_that_could_be_chosen() -> None:
    """Save for the words themselves while they are offered; nor like "stop" or "pause"."""
    texts = {
        *(each.text for each in sentences_of(program(tried=True).operations)),
        *offering.figures((5, 6), (1, 2), 0.23),
        *told(
            *(offering.TAKEN, offering.UNTRIED, offering.UNHEARD),
            *(offering.BETTER, offering.ENOUGH),
        ),
    }
    offered_words = {word for each in ROUNDS_OFFERED for word in each}
    ours = [text for text in texts if not any(word in text.lower() for word in offered_words)]

    assert [] == [(t, w) for t in ours for w in (*EXCELLENT, "pause") if sounds_like(t, w)]
    assert not {"stop", "pineapple"} & set(every_phrase(program(tried=True)))


def test_the_word_that_counts_is_never_offered() -> None:
    """Saying it would end everything."""
    with pytest.raises(ValueError, match="stops the session"):
        offering.offer([("pineapple", "volcano", "harmonica")], SESSION)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.04, "one tenth of"), (0.23, "two tenths of"), (0.31, "three tenths of"), (None, "")],
)
def test_figures_are_spoken_in_words(seconds: float | None, told: str) -> None:
    """No digit, no unit that is not English."""
    line, *rest = offering.figures((5, 6), (2, 2), seconds)

    assert "I heard it five of six times, and two of two times while I was talking." == line
    assert ([] if seconds is None else [f"It silences me within {told} a second."]) == rest


# -- what becomes of it ---------------------------------------------------------------------------


class Scene:
    """A stage on which people answer and are heard as a test says."""

    def __init__(
        self,
        *answers: str,
        heard: Callable[[str, Request], dict[str, object]] = lambda _word, _request: {},
        skips: bool = False,
        complete: bool = True,
        ends: dict[int, Ending] | None = None,
    ) -> None:
        self.answers = list(answers)
        self.heard = heard
        self.skips = skips
        self.complete = complete
        self.ends = ends or {}
        self.performed: list[Program] = []
        self.trials: list[tuple[str, Sequence[str]]] = []

    def perform(self, asked: Program) -> Ending:
        self.performed.append(asked)
        if ending := self.ends.get(len(self.performed)):
            return ending
        if not every_phrase(asked):
            return Ending("completed", 0)
        noted, _ = answered(self.answers.pop(0), asking=asked)
        return Ending("completed", 0, notes={offering.ANSWER: noted})

    def tried(
        self, word: str, safe_words: Sequence[str], told: Callable[[Repetition], None]
    ) -> Tried:
        self.trials.append((word, safe_words))
        if self.skips:
            raise LeftOutError(unheard=False)
        done = []
        for request in requests(PEOPLE):
            done.append(repetition(request, **self.heard(word, request)))
            told(done[-1])
        return Tried(word, tuple(done), self.complete)

    @property
    def said(self) -> list[str]:
        return [each.text for each in sentences_of(self.performed[-1].operations)]


def repetition(request: Request, **figures: object) -> Repetition:
    usual: dict[str, object] = {
        "spoke": True,
        "hushed": True,
        "stopped": True,
        "silent_seconds": 0.2,
        "level_dbfs": -25.0,
        "peak_dbfs": -12.0,
        "noise_dbfs": -70.0,
        "clipped": 0.0,
        "echo_removed_db": 20.0,
    }
    return Repetition(request, **(usual | figures))  # type: ignore[arg-type]


def chosen_on(scene: Scene) -> Choice:
    return choose(ROUNDS_OFFERED, SESSION, scene)


def test_a_word_that_is_heard_every_time_is_taken_with_its_figures() -> None:
    """They are spoken, and the usual word counted during the trial."""
    scene = Scene("marmalade")
    found = chosen_on(scene)

    assert ("marmalade", None, ()) == (found.word, found.ended, found.advice)
    assert found.tried.startswith("heard 6 of 6; 2 of 2 over my voice; stops in 0.2 seconds; Anna:")
    assert [("marmalade", USUAL)] == scene.trials
    assert [*offering.figures((6, 6), (2, 2), 0.2), *told(offering.TAKEN)] == scene.said
    assert ("marmalade", "pineapple") == scene.performed[-1].safe_words


def test_no_thank_you_leaves_all_as_it_is() -> None:
    """Nothing is tried."""
    scene = Scene("keep")
    assert (Choice(), []) == (chosen_on(scene), scene.trials)


def test_a_trial_can_be_left_out_by_voice() -> None:
    """The word is taken as it is."""
    scene = Scene("dragonfly", skips=True)

    assert Choice("dragonfly") == chosen_on(scene)
    assert told(offering.UNTRIED, offering.TAKEN) == scene.said


def test_a_trial_without_anybody_is_given_up() -> None:
    """After two repetitions in which nothing came in, and the usual word goes on."""
    scene = Scene(
        "marmalade",
        heard=lambda _word, _request: {"spoke": False, "hushed": False, "stopped": False},
    )
    assert Choice() == chosen_on(scene)
    assert told(offering.UNHEARD) == scene.said


def test_another_word_is_suggested_where_the_word_is_to_blame() -> None:
    """With the figures; the new one is tried, and the old one is not offered again."""
    scene = Scene(
        "marmalade",
        "dragonfly",
        heard=lambda word, request: {"stopped": word != "marmalade" or request.number == 1},
    )
    found = chosen_on(scene)

    assert ("dragonfly", ["marmalade", "dragonfly"]) == (
        found.word,
        [word for word, _ in scene.trials],
    )
    second = [each.text for each in sentences_of(scene.performed[1].operations)]
    assert "I heard it two of six times, and none of two times while I was talking." == second[0]
    assert OWN.text(offering.BETTER) in second
    assert "marmalade" not in every_phrase(scene.performed[1])


@pytest.mark.parametrize(("answer", "word"), [("tried", "marmalade"), ("keep", "")])
def test_a_word_that_was_missed_can_be_kept_all_the_same(answer: str, word: str) -> None:
    """It is theirs to decide; a no is for the usual word."""
    missed = Scene("marmalade", answer, heard=lambda *_: {"stopped": False, "hushed": False})
    assert word == chosen_on(missed).word


def test_after_three_words_that_were_missed_it_is_enough() -> None:
    """The usual word goes on."""
    missed = Scene(
        "marmalade",
        "dragonfly",
        "telescope",
        heard=lambda *_: {"stopped": False, "hushed": False},
    )
    assert Choice() == chosen_on(missed)
    assert (3, OWN.text(offering.ENOUGH)) == (len(missed.trials), missed.said[-1])


def test_the_room_is_told_of_where_it_is_to_blame() -> None:
    """The word is taken, and what helps is said, and shown with its figures."""
    scene = Scene("marmalade", heard=lambda _word, request: {"noise_dbfs": -34.0})
    found = chosen_on(scene)

    assert "marmalade" == found.word
    assert "There is some noise around Anna. Sitting nearer helps." in scene.said
    assert any("9 dB above it" in each for each in found.advice)


@pytest.mark.parametrize("outcome", ["stopped", "deaf"])
@pytest.mark.parametrize("part", [1, 2])
def test_who_stops_it_has_stopped_the_evening(outcome: str, part: int) -> None:
    """Nothing follows a stop, nor lost ears; a word that was already taken is kept."""
    ending = Ending(outcome, 16_000)  # type: ignore[arg-type]
    found = chosen_on(Scene("marmalade", ends={part: ending}))

    assert (ending, "marmalade" if part == 2 else "") == (found.ended, found.word)


def test_who_stops_a_trial_has_stopped_the_evening() -> None:
    """By a key, by “stop” or by the usual word."""
    ended = chosen_on(Scene("marmalade", complete=False)).ended
    assert ended is not None and "stopped" == ended.outcome


def test_skip_is_heard_during_a_trial() -> None:
    """Said alone; in a sentence it is talk."""
    ears = FakeEars(
        [PhraseHeard(BLOCK, 0, "skip", False), PhraseHeard(3 * BLOCK, 2 * BLOCK, "skip", True)]
    )
    room = FakeRoom()
    room.open()
    watched = Watched(ears, SilentDisplay(), View())
    passed = 0
    with pytest.raises(LeftOutError):
        for _ in range(10):
            watched.hear(room.read(1.0))
            room._owes_write = False
            passed += 1
    assert 3 == passed


# -- when it is offered ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "options", "memory", "on_terminal", "wanted"),
    [
        (None, {}, Memory(), True, True),
        (None, {}, Memory(partners=PEOPLE), True, True),
        (None, {}, Memory(), False, False),
        (None, {"language": "de"}, Memory(), True, False),
        (None, {"safe_word": ("marmalade",)}, Memory(), True, False),
        (None, {}, Memory(safe_word="marmalade"), True, False),
        (None, {}, Memory(rituals={"mirror-talk": RitualMemory()}), True, False),
        (None, {}, Memory(safe_word_offered="2026-01-01"), True, False),
        (False, {}, Memory(), True, False),
        (True, {}, Memory(safe_word_offered="2026-01-01"), False, True),
    ],
)
def test_it_is_offered_once_before_the_first_session(
    monkeypatch: pytest.MonkeyPatch,
    wish: bool | None,
    options: dict[str, object],
    memory: Memory,
    on_terminal: bool,
    wanted: bool,
) -> None:
    """To people at a terminal who have no word; never again unless they ask."""
    for stream in ("sys.stdin.isatty", "sys.stdout.isatty"):
        monkeypatch.setattr(stream, lambda: on_terminal)
    line: Chosen = chosen(**options)
    assert wanted is is_wanted(wish, line, memory)


def test_that_it_was_offered_is_remembered_and_shown(tmp_path: Path) -> None:
    """So that the second session begins at once."""
    journal = FileJournal(tmp_path / "journal.yaml")
    journal.remember_people(PEOPLE)
    journal.remember_offer()
    memory = journal.memory()

    assert ("20", PEOPLE) == (memory.safe_word_offered[:2], memory.partners)
    assert any("were offered 20" in line for line in memory_lines(memory))


def test_the_figures_of_a_trial_are_shown_in_plain_words() -> None:
    """One line for the word, one for each person, and what the levels mean."""
    told = "2026-01-01: heard 6 of 6; stops in 0.2 seconds; Anna: -25 dBFS (loudest -12)"
    lines = memory_lines(Memory(safe_word="marmalade", trials={"marmalade": told}))

    assert "  marmalade, tried on 2026-01-01: heard 6 of 6; stops in 0.2 seconds" in lines
    assert "    Anna: -25 dBFS (loudest -12)" in lines
    assert any("no sound" in line for line in lines)


# -- a word that rituals say ----------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "fruit.yaml"
    script.write_text(
        "ritual: Fruit\nabout: Ours.\ndepth: light\nsteps:\n"
        "  - say: Sit down.\n  - say: Think of a pomegranate.\n"
        "  - ask: What now?\n    answers: {one: [volcano], two: [harmonica]}\n"
    )
    (tmp_path / "scripts" / "broken.yaml").write_text("ritual: [")
    return script


def test_a_ritual_that_a_word_keeps_away_is_named_with_its_line(own: Path) -> None:
    """Of the couple's own folder, too; a broken script is passed over."""
    first, last = remarks_on("pomegranate", (), None)

    assert f"But not in fruit: {own}, line 6, says “pomegranate”." == first
    assert "--safe-word" in last
    assert "volcano" in remarks_on("volcano", (), None)[0]
    assert [] == remarks_on("marmalade", (), None)


@pytest.mark.parametrize(
    ("word", "named", "why"),
    [
        ("pomegranate", ("fruit",), "cannot be your safe word in fruit"),
        ("go on then", (), "keep you from"),
    ],
)
def test_a_word_is_refused_where_it_would_spoil_what_they_want(
    own: Path, word: str, named: Sequence[str], why: str
) -> None:
    """A ritual they named, or most of all rituals."""
    with pytest.raises(UsageError, match=why):
        remarks_on(word, named, None)
