"""Every feature of the catalogue at work: a small script is performed, and what follows from it.

Each test is named like its feature.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from facilitator.authoring.card import card_of
from facilitator.authoring.proof import stop_everywhere
from facilitator.cli.live import dated
from facilitator.clock import samples
from facilitator.engine.actions import Finish, Note, Ring, SetReminder, Speak
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordHeard,
    VoiceStarted,
    VoiceStopped,
)
from facilitator.engine.operations import Ask, TakeNote
from facilitator.engine.program import NIGHT_PACE, Program
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.pen import NIGHT_RESTS
from facilitator.script.compiling.reminding import Due
from facilitator.script.loading import loaded
from facilitator.script.ritual import Ritual
from facilitator.script.walking.courses import courses
from facilitator.session.on_paper import Moment, Willing, perform, spoken_length
from tests.unit.feature_scripts import HEAD, SCRIPTS
from tests.unit.test_script_features import FEATURES

COMPANY: dict[str, tuple[str, ...]] = {
    "solo-mode": ("Anna",),
    "group-mode": ("Anna", "Ben", "Cleo"),
}
"""Who is there, where that is not two."""


def ritual_of(feature: str) -> Ritual:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + SCRIPTS[feature]))
    ritual = loaded(tree, "test", [shipped_scripts() / "parts"])
    # What the product adds to something deep is tested elsewhere.
    return ritual if "use:" in SCRIPTS[feature] else replace(ritual, parts={})


def compiled(feature: str, **choices: Any) -> Program:
    given = {"partners": COMPANY.get(feature, ("Anna", "Ben")), **choices}
    return compile_ritual(ritual_of(feature), **given)


def said_at(at: float, phrase: str, confidence: float = 1.0) -> PhraseHeard:
    return PhraseHeard(samples(at), samples(at - 0.5), phrase, True, confidence)


def held(
    feature: str,
    answers: Mapping[str, Sequence[str]] | None = None,
    happenings: Iterable[Event] = (),
    **choices: Any,
) -> list[Moment]:
    """Perform a feature's script with people who answer this and are willing otherwise."""
    program = compiled(feature, **choices)
    return perform(program, happenings, reaction=Willing(program, answers or {}).react)


def spoken(moments: Sequence[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def begins(moments: Sequence[Moment], text: str) -> float:
    """Return when a sentence begins, in seconds."""
    said = (a for m in moments for a in m.actions if isinstance(a, Speak))
    return next(each.at for each in said if each.text == text) / 16_000


def ends(moments: Sequence[Moment], text: str) -> float:
    """Return when a sentence has been said, in seconds."""
    return begins(moments, text) + spoken_length(text) / 16_000


def rings(moments: Sequence[Moment]) -> list[tuple[str, float]]:
    return [(a.bell, a.at / 16_000) for m in moments for a in m.actions if isinstance(a, Ring)]


def kept(moments: Sequence[Moment]) -> dict[str, str]:
    return {a.name: a.value for m in moments for a in m.actions if isinstance(a, Note)}


def finish(moments: Sequence[Moment]) -> Finish:
    (last,) = (a for m in moments for a in m.actions if isinstance(a, Finish))
    return last


def test_turns() -> None:
    """Who speaks is said, then the voice stays out for exactly their time."""
    moments = held("turns")

    assert ["Anna.", "What is new?", "Ben.", "What is new?"] == spoken(moments)
    assert 60.0 <= begins(moments, "Ben.") - ends(moments, "What is new?") <= 61.5


def test_role_switch() -> None:
    """The same question for as long; the time that one was given, the other has too."""
    plain = held("role-switch")
    more = held("role-switch", happenings=[said_at(20.0, "more time")])

    assert ["Anna.", "Q.", "Ben.", "Q."] == spoken(more)
    assert samples(60.0) == finish(more).at - finish(plain).at


def test_group_mode() -> None:
    """Round and round, nothing deep, and no gesture that is meant for two."""
    said = [text for text in spoken(held("group-mode")) if not text.endswith("?")]

    assert ["Anna.", "L1.", "Ben.", "L1.", "Cleo.", "L1."] == said[:6]
    assert not {"D1.", "Hold each other."} & set(said)
    assert {"D1.", "Hold each other."} <= set(spoken(held("group-mode", partners=("A", "B"))))


def test_free_talk() -> None:
    """Nobody is named, and nothing is said for as long as they talk."""
    moments = held("free-talk")

    assert ([], []) == (spoken(moments), rings(moments))
    assert samples(300.0) <= finish(moments).at <= samples(301.0)


def test_halfway_cue() -> None:
    """One soft sound at half time."""
    assert [("halfway", 150.0)] == rings(held("halfway-cue"))


def test_mid_check() -> None:
    """Each is asked near half time; green goes on, anything else slows down, red ends."""
    calm = held("mid-check")
    slow = held("mid-check", {"check of Ben": ["", ""]})
    enough = held("mid-check", {"check of Anna": ["red"]})

    assert ["Anna, how is it?", "Ben, how is it?"] == spoken(calm)
    assert 150.0 == begins(calm, "Anna, how is it?")
    assert "Then we slow down." in spoken(slow)
    assert finish(slow).at > finish(calm).at + samples(20.0)
    assert finish(enough).at < samples(180.0)


def test_timer_chime() -> None:
    """The silence is counted from its bell; at the end the bell is all there is."""
    assert [("opening", 0.0), ("closing", 60.0)] == rings(held("timer-chime"))


def test_long_timer() -> None:
    """Three hours without a word, however loud it is between."""
    talking = [VoiceStarted(samples(4000.0)), VoiceStopped(samples(7000.0))]
    moments = held("long-timer", happenings=talking)

    assert ["So."] == spoken(moments)
    assert 10_800 <= begins(moments, "So.") <= 10_801


def test_end_time_alarm() -> None:
    """It ends at that hour, however late it began."""
    early = held("end-time-alarm", started=time(21, 0))
    late = held("end-time-alarm", started=time(21, 50))

    assert 3600 <= begins(early, "It is ten o'clock.") <= 3601
    assert 600 <= begins(late, "It is ten o'clock.") <= 601


def test_time_out_timer() -> None:
    """The return time is said, it can be made longer, and the talk has kept its time."""
    heard = [said_at(60.0, "time out"), said_at(120.0, "longer")]
    moments = held("time-out-timer", happenings=heard, started=time(20, 0))
    said = spoken(moments)

    assert {"That will be at eight oh five.", "That will be at eight oh six."} <= set(said)
    assert "Then three minutes more." in said
    assert 300.0 < begins(moments, "It is good that you came back.") < 330.0
    rest = begins(moments, "So.") - ends(moments, "It is good that you came back.")
    assert 240.0 <= rest <= 241.0


def test_paced_cue() -> None:
    """A number a second, then nothing."""
    moments = held("paced-cue")
    begun = [a.at for m in moments for a in m.actions if isinstance(a, Speak)]

    assert ["In.", "Two.", "Out.", "Two.", "Three."] * 2 == spoken(moments)
    assert {16_000} == {later - earlier for earlier, later in pairwise(begun)}
    assert samples(30.0) == finish(moments).at


def test_silent_pause() -> None:
    """Laughter and words change nothing in it."""
    noise = [VoiceStarted(samples(5.0)), VoiceStopped(samples(30.0))]
    words = [said_at(10.0, "ready"), said_at(20.0, "time out"), said_at(40.0, "how long left")]
    moments = held("silent-pause", happenings=[*noise, *words])

    assert ["So."] == spoken(moments)
    assert 60.0 == begins(moments, "So.")


def test_ready_gate() -> None:
    """It waits without a clock until it hears the words."""
    program = compiled("ready-gate")
    waiting = perform(program, until=samples(20_000.0))
    back = perform(program, [said_at(9_000.0, "we are back")])

    assert "So." not in spoken(waiting)
    assert 9_000 < begins(back, "So.") < 9_002


def test_quiet_voice() -> None:
    """Voice and bell are softer; the voice speaks slower, on paper, too, and rests longer."""
    night = ritual_of("quiet-voice")
    day = replace(night, form=night.form.model_copy(update={"voice": "usual"}))
    at_night, by_day = (
        perform(compile_ritual(each, partners=("Anna", "Ben"))) for each in (night, day)
    )
    sounds = [a for m in at_night for a in m.actions if isinstance(a, Speak | Ring)]

    assert [True] * 3 == [sound.quiet for sound in sounds]
    slower = spoken_length("Good night.", NIGHT_PACE) / 16_000
    rest = begins(at_night, "Sleep well.") - begins(at_night, "Good night.") - slower
    assert rest == pytest.approx(
        NIGHT_RESTS * (begins(by_day, "Sleep well.") - ends(by_day, "Good night.")), abs=0.001
    )
    assert voice_seconds(compile_ritual(night)) > 1.1 * voice_seconds(compile_ritual(day))


def voice_seconds(program: Program) -> float:
    return courses(program).usual.length.voice_seconds


@pytest.mark.parametrize("answer", ["music", "two"])
def test_voice_choice(answer: str) -> None:
    """Each option is read with its number and taken by either; what is unclear is asked about."""
    program = compiled("voice-choice")
    moments = perform(program, [said_at(20.0, answer)])
    unsure = perform(program, [said_at(20.0, answer, 0.1)], until=samples(30.0))

    assert ["What shall it be?", "One: tea.", "Two: music."] == spoken(moments)[:3]
    assert "Then sing." in spoken(moments)
    assert "Then sing." not in spoken(unsure)


@pytest.mark.parametrize(
    ("anna", "ben", "said"),
    [("yes", "yes", "Both."), ("yes", "no", "Not both."), ("yes", "", "Not both.")],
)
def test_yes_no(anna: str, ben: str, said: str) -> None:
    """Each for themselves; no answer is never a yes."""
    assert said == spoken(held("yes-no", {"it of Anna": [anna] * 3, "it of Ben": [ben] * 3}))[-1]


@pytest.mark.parametrize(
    ("anna", "ben", "outcome"),
    [
        ("yes", "yes", "completed"),
        ("yes", "no", "declined"),
        ("no", "yes", "declined"),
        ("yes", "", "declined"),
    ],
)
def test_consent(anna: str, ben: str, outcome: str) -> None:
    """Each is asked by name, and anything but two yeses ends it without discussion."""
    given = {"consent of Anna": [anna] * 3, "consent of Ben": [ben] * 3}
    moments = held("consent", given)

    assert "Anna, do you want this?" == spoken(moments)[0]
    assert outcome == finish(moments).outcome
    assert ("Then we begin." in spoken(moments)) is (outcome == "completed")


@pytest.mark.parametrize(
    ("anna", "ben", "said"), [("5", "2", "Low."), ("3", "4", "Fine."), ("pass", "4", "Fine.")]
)
def test_voice_rating(anna: str, ben: str, said: str) -> None:
    """One to five by each of them, and below three leads elsewhere; nobody has to."""
    assert said == spoken(held("voice-rating", {"it of Anna": [anna], "it of Ben": [ben]}))[-1]


def test_branching() -> None:
    """What is said depends on what was answered."""
    yes, no = (spoken(held("branching", {"it": [answer]}))[-1] for answer in ("yes", "no"))

    assert ("Go.", "Stay.") == (yes, no)


def test_tally() -> None:
    """Each counts their own, hears it, and how it compares with five to one."""
    warm = [said_at(5.0 + n, "warm") for n in range(5)]
    moments = perform(compiled("tally"), [*warm, said_at(30.0, "cold"), said_at(75.0, "cold")])

    assert ["Anna: five.", "Five to one.", "Ben: none."] == spoken(moments)[2:]


def test_prompt_deck() -> None:
    """What was drawn does not come again before everything has, over all sessions."""
    first = held("prompt-deck")
    second = held("prompt-deck", memory=kept(first))

    assert ["L1.", "L2.", "M1.", "M2."] == sorted(spoken(first) + spoken(second))


@pytest.mark.parametrize(
    ("anna", "ben", "depths"),
    [("deep", "light", "L"), ("medium", "deep", "LM"), ("deep", "deep", "DLM")],
)
def test_depth_levels(anna: str, ben: str, depths: str) -> None:
    """Never deeper than the more careful one wants."""
    said = spoken(held("depth-levels", {"depth of Anna": [anna], "depth of Ben": [ben]}))
    cards = {text[0] for text in said if text[1:] in ("1.", "2.")}

    assert depths == "".join(sorted(cards))


def test_random_draw() -> None:
    """What a surprise is differs from time to time."""
    given = {"it": ["surprise"]}
    found = {spoken(held("random-draw", given, seed=seed))[-1] for seed in range(12)}

    assert {"Snow.", "Else."} == found


@pytest.mark.parametrize(
    ("anna", "ben", "rounds"),
    [(["another"] * 3, ["another"] * 3, 3), (["another"] * 3, ["another", "close"], 2)],
)
def test_repeat_rounds(anna: list[str], ben: list[str], rounds: int) -> None:
    """Another round until one of them says close, and three at the most."""
    said = spoken(held("repeat-rounds", {"more of Anna": anna, "more of Ben": ben}))

    assert rounds == said.count("Round.")
    assert "So." == said[-1]


def test_progression() -> None:
    """Two comfortable sessions, then it is a minute longer; one who wants less is enough."""
    memory: dict[str, str] = {}
    lengths = []
    for anna, ben in (("longer", "longer"), ("longer", "longer"), ("longer", "shorter")):
        given = {"wish of Anna": [anna], "wish of Ben": [ben]}
        memory |= kept(held("progression", given, memory=memory))
        lengths.append(memory["gaze"])

    assert ["2 min", "3 min", "2 min"] == lengths


def test_mirroring() -> None:
    """The other one gives it back, the speaker is asked, and not quite means once more."""
    asked = [each for each in compiled("mirroring").operations if isinstance(each, Ask)]
    right = spoken(held("mirroring"))
    wrong = spoken(held("mirroring", {asked[0].remember: ["not quite"]}))

    assert {"Ben, what did you hear?", "Anna, is that what you meant?"} <= set(right)
    assert "Ben, once more." not in right
    assert "Ben, once more." in wrong


def test_validation_step() -> None:
    """One sentence of the listener: how it makes sense."""
    said = spoken(held("validation-step"))

    assert "Ben, one sentence for Anna: why does this feeling make sense to you?" in said


def test_closing_gesture() -> None:
    """It is offered, and there is time for it."""
    moments = held("closing-gesture")
    time_left = begins(moments, "So.") - ends(moments, "If you both like, hold each other.")

    assert 20.0 <= time_left <= 22.0


def test_debrief() -> None:
    """After the silence, each question goes to both."""
    moments = held("debrief")
    felt, not_felt = "What did you feel?", "Why not?"

    assert ["Anna.", felt, "Ben.", felt, "Anna.", not_felt, "Ben.", not_felt] == spoken(moments)
    assert begins(moments, "Anna.") >= 60.0


def test_alternate_leader() -> None:
    """Whoever led last lets the other lead, however long ago that was."""
    first = held("alternate-leader")
    second = held("alternate-leader", memory=kept(first))

    assert (["Anna leads."], ["Ben leads."]) == (spoken(first), spoken(second))


def test_recurring_slot() -> None:
    """One sentence about the next time, and a date in the journal."""
    moments = held("recurring-slot")
    notes = dated(kept(moments), date(2026, 11, 23))

    assert ["Then we meet again in a week, after dinner."] == spoken(moments)
    assert ("2026-11-30", "after dinner") == (notes["next time"], notes["next time for"])


def test_multi_day_schedule() -> None:
    """Which day is due is remembered; what was missed moves on with what follows it."""
    first = held("multi-day-schedule")
    notes = kept(first)
    second = held("multi-day-schedule", memory=notes)

    assert ["Day one: talk.", "Talk.", "Then plan, in four days."] == spoken(first)
    assert "2026-12-04" == dated(notes, date(2026, 11, 30))["next time"]
    assert ["Day five: plan.", "Plan."] == spoken(second)


def test_reminders() -> None:
    """A sentence is set for tomorrow, and a later session says it once."""
    actions = [a for m in held("reminders") for a in m.actions]
    (wanted,) = (a for a in actions if isinstance(a, SetReminder))
    later = held("recurring-slot", reminders=[Due("key", wanted.text)])

    assert ("The reward is waiting.", "tomorrow") == (wanted.text, wanted.when)
    assert 1 == spoken(later).count("The reward is waiting.")


def test_note_capture() -> None:
    """It is read back, and kept on a yes only."""
    operations = compiled("note-capture").operations
    variable = next(each.name for each in operations if isinstance(each, TakeNote))
    asked = next(each.remember for each in operations if isinstance(each, Ask))
    yes, no = (
        held("note-capture", {variable: ["a quiet evening"], asked: [answer]})
        for answer in ("yes", "no")
    )

    assert "I heard: a quiet evening." in spoken(yes)
    assert "a quiet evening" in kept(yes).values()
    assert "a quiet evening" not in kept(no).values()


def test_memory() -> None:
    """Ratings and cards are kept, and the next session knows them."""
    first = held("memory", {"close of Anna": ["2"], "close of Ben": ["1"]})
    notes = kept(first)
    second = held("memory", memory=notes)

    assert {"close of Anna": "2", "close of Ben": "1"}.items() <= notes.items()
    assert "cards drawn" in notes
    assert "Welcome back." not in spoken(first)
    assert "Welcome back." in spoken(second)


def test_pause_word() -> None:
    """Everything freezes at once, and nobody loses time."""
    word = said_at(20.0, "lighthouse")
    program = compiled("pause-word", pause_words=("lighthouse",))
    frozen = perform(program, [word], until=samples(1000.0))
    resumed = perform(program, [word, said_at(100.0, "go on")])

    assert "So." not in spoken(frozen)
    assert 140.0 <= begins(resumed, "So.") <= 144.0


def test_safe_word() -> None:
    """One calm sentence, and the end."""
    moments = held("safe-word", happenings=[SafeWordHeard(samples(90.0), "pineapple")])

    assert [compiled("safe-word").stopped.text] == spoken(moments)
    assert "stopped" == finish(moments).outcome


def test_therapy_signpost() -> None:
    """A short pointer to help, without a diagnosis."""
    moments = held("therapy-signpost")

    assert any("counsellor" in text for text in spoken(moments))
    assert finish(moments).at < samples(25.0)


def test_solo_mode() -> None:
    """Nobody else has a turn, gives back what was heard, or is to be held."""
    two = spoken(held("solo-mode", partners=("Anna", "Ben")))

    assert ["Anna.", "Hand on heart."] == spoken(held("solo-mode"))
    assert {"Ben.", "Ben, what did you hear?", "Hold each other."} <= set(two)


def test_remote_mode() -> None:
    """Far apart other words are said, and nothing that needs touch is offered."""
    apart = spoken(held("remote-mode", settings={"place": "apart"}))

    assert ["Look into the camera."] == apart
    assert ["Take hands.", "Hold each other."] == spoken(held("remote-mode"))


def test_background_notes() -> None:
    """Told to whoever asks while something is asked, and not into a silence."""
    asked = [said_at(5.0, "why"), said_at(20.0, "ready"), said_at(40.0, "why")]
    said = spoken(perform(compiled("background-notes"), asked))

    assert 1 == said.count("They are missed.")
    assert "They are missed." not in spoken(held("background-notes"))


def test_printable_card() -> None:
    """What happens, how long, with whom, and what can be chosen."""
    card = card_of(ritual_of("printable-card"), partners=("Anna", "Ben"))

    assert ["What is new?"] == [line for entry in card.way for line in entry.lines]
    assert "2 min each" == card.way[0].time
    assert ["Talk"] == [choice.name for choice in card.choices]
    assert "Anna and Ben" == card.partners


LONG = ("long-timer", "end-time-alarm")
"""Hours in which nothing happens: looked at now and then elsewhere."""


@pytest.mark.parametrize("feature", [each for each in SCRIPTS if each not in LONG])
def test_the_safe_word_ends_every_feature(feature: str) -> None:
    """In every step and at every second of its script, all of which is reached."""
    proof = stop_everywhere(compiled(feature))

    assert () == proof.failures
    assert () == proof.unreached


@pytest.mark.parametrize("feature", LONG)
@pytest.mark.parametrize("hours", [0.25, 0.5, 0.9])
def test_the_safe_word_ends_hours_of_talk(feature: str, hours: float) -> None:
    """Long after anything was said."""
    word = SafeWordHeard(samples(hours * 3600.0), "pineapple")
    program = compiled(feature, started=time(21, 0))
    moments = perform(program, [word])

    assert [program.stopped.text] == spoken(moments)
    assert "stopped" == finish(moments).outcome


def test_every_feature_is_at_work() -> None:
    """All forty-two of the catalogue have a script, and a test of their own."""
    tests = {name.removeprefix("test_").replace("_", "-") for name in vars(sys.modules[__name__])}

    assert 42 == len(SCRIPTS)
    assert FEATURES.keys() == SCRIPTS.keys()
    assert SCRIPTS.keys() <= tests


def test_the_page_about_abilities_names_each_of_them() -> None:
    """In the order of the catalogue, each with what gives it."""
    page = Path(__file__).parents[2] / "docs" / "features.md"
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \|", page.read_text("utf-8"), re.MULTILINE)

    assert [*SCRIPTS] == [name for name, _ in rows]
    assert all(given for _, given in rows)
