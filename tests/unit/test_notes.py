"""Spoken notes: asked for, read back, kept on a yes; and on nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from facilitator.audio import Captured
from facilitator.authoring.card import card_of
from facilitator.authoring.people import Manner, OnPaper
from facilitator.authoring.proof import stop_everywhere
from facilitator.authoring.recording import Patience
from facilitator.authoring.telling import told
from facilitator.cli.live import remember
from facilitator.clock import Samples, samples
from facilitator.engine import saved
from facilitator.engine.actions import (
    AbortSound,
    Finish,
    ForgetNote,
    Outcome,
    Prepare,
    PutSlip,
    Speak,
)
from facilitator.engine.actions import Note as Written
from facilitator.engine.events import (
    Event,
    NoteHeard,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    VoiceStarted,
)
from facilitator.engine.operations import TakeNote
from facilitator.engine.program import Program
from facilitator.engine.sentences import PRIVATE
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import Noting, Silent, State
from facilitator.engine.step import step
from facilitator.journal.store import FileJournal
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.plans.plan import Case, follow
from facilitator.script.ritual import Ritual
from facilitator.session.chronicle import Chronicle
from facilitator.session.loop import Ending
from facilitator.session.on_paper import Moment, Willing, note_events, perform
from facilitator.session.showing import view_of
from facilitator.session.timeline import TimelineWriter
from facilitator.session.witnessing import Glance

HEAD = "ritual: Needs\nabout: What we need.\ndepth: light\nsteps:\n"
EACH = '  - note: "{name}, what do you need from {other}?"\n    remember: need\n'
BOTH = "  - note: What shall we do?\n    who: both\n    as: plan\n  - say: 'The plan is: {plan}.'\n"
LAST = """\
  - say: "{first} needed this: {last need of first}. Now we go on."
  - for each: partner
    do:
      - when: last need is kept
        do: [say: "{name}, this was your wish: {last need}."]
        otherwise: [say: "{name} had no wish."]
"""


def ritual(steps: str) -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("needs.yaml", HEAD + steps)), "needs")


def program(steps: str, memory: Mapping[str, str] | None = None, **more: object) -> Program:
    what = ritual(steps)
    return compile_ritual(what, partners=("Anna", "Ben"), memory=memory, **more)  # type: ignore[arg-type]


class People(Willing):
    """Willing people, of whom a test decides what they do when a note is listened for."""

    def __init__(
        self,
        what: Program,
        answers: Mapping[str, Sequence[str]],
        noting: Callable[[Samples], Iterable[Event]] | None = None,
    ) -> None:
        super().__init__(what, answers)
        self._noting = noting
        self._seen: set[tuple[int, Samples]] = set()

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        if self._noting is None or not isinstance(state.phase, Noting):
            return super().react(state, at)
        moment = (state.position, state.phase.since)
        if moment in self._seen:
            return ()
        self._seen.add(moment)
        return self._noting(at)


def held(
    what: Program,
    answers: Mapping[str, Sequence[str]] | None = None,
    noting: Callable[[Samples], Iterable[Event]] | None = None,
    happenings: Iterable[Event] = (),
) -> list[Moment]:
    return perform(what, happenings, reaction=People(what, answers or {}, noting).react)


def said(moments: Sequence[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def kept(moments: Sequence[Moment]) -> dict[str, str]:
    """Return what the session wrote down when it came to its end."""
    return {a.name: a.value for m in moments for a in m.actions if isinstance(a, Written)}


def outcome(moments: Sequence[Moment]) -> Outcome:
    (end,) = [a for m in moments for a in m.actions if isinstance(a, Finish)]
    return end.outcome


# Asking, reading back, keeping


def test_what_was_understood_is_read_back_and_kept() -> None:
    """Each is asked by name; a yes of each keeps their own words."""
    moments = held(program(EACH), {"need of Anna": ["More time"], "need of Ben": ["a walk"]})

    assert ["I heard: more time.", "I heard: a walk."] == [
        text for text in said(moments) if text.startswith("I heard")
    ]
    assert {"note need of Anna": "more time", "note need of Ben": "a walk"} == kept(moments)
    assert "completed" == outcome(moments)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["yes"], "one"),
        (["no"], ""),
        (["nothing", "nothing"], ""),
        (["again", "yes"], "two"),
        (["again", "no"], ""),
        (["again", "again"], ""),
        (["again", "nothing", "nothing"], ""),
    ],
)
def test_only_a_yes_keeps_a_note(answers: list[str], words: str) -> None:
    """A no and a silence keep nothing; "again" asks once more, and not a third time."""
    what = program(BOTH.replace("as:", "remember:"))
    moments = held(what, {"plan": ["one", "two", "three"], "keeping plan": answers})

    assert words == kept(moments)["note plan"]
    assert ("The plan is: " + words + "." in said(moments)) == bool(words)
    assert "three" not in " ".join(said(moments))
    assert "completed" == outcome(moments)


@pytest.mark.parametrize("phrase", ["pass", "skip it", "nothing"])
def test_nobody_has_to_give_a_note(phrase: str) -> None:
    """A pass goes on at once; it is read back to nobody."""
    what = program(EACH)
    assert phrase in every_phrase(what)

    moments = held(what, noting=lambda at: [PhraseHeard(at + 9_000, at + 100, phrase, True)])

    assert {"note need of Anna": "", "note need of Ben": ""} == kept(moments)
    assert [] == [text for text in said(moments) if "I heard" in text or "keep it?" in text]


def test_a_silence_is_no_note_and_is_not_asked_about_again() -> None:
    """Nothing said, nothing kept; and the ritual goes on."""
    moments = held(program(BOTH), noting=lambda _at: ())

    assert 1 == said(moments).count("What shall we do?")
    assert "Then nothing is kept." in said(moments)
    assert "completed" == outcome(moments)


def test_somebody_who_is_still_speaking_is_waited_for() -> None:
    """The time to begin is over, but a voice sounds: what it says still counts."""

    def late(at: Samples) -> Iterable[Event]:
        begins = at + samples(14.0)
        return [VoiceStarted(begins), NoteHeard(begins + samples(9.0), begins, "a late one")]

    assert "The plan is: a late one." in said(held(program(BOTH), noting=late))


def test_a_room_that_is_never_quiet_does_not_hold_it_up() -> None:
    """A voice that never ends and says nothing is given up after a while."""
    moments = held(program(BOTH), noting=lambda at: [VoiceStarted(at + 1_000)])

    assert "completed" == outcome(moments)
    assert moments[-1].event.at < samples(75.0)


def test_the_question_can_be_heard_again() -> None:
    """ "Repeat" while a note is listened for."""
    asked: list[Samples] = []

    def repeat(at: Samples) -> Iterable[Event]:
        asked.append(at)
        if len(asked) == 1:
            return [PhraseHeard(at + 9_000, at + 100, "repeat", True)]
        return note_events("to the lake", at + samples(2.0))

    moments = held(program(BOTH), noting=repeat)

    assert 2 == said(moments).count("What shall we do?")
    assert "The plan is: to the lake." in said(moments)


def test_whoever_asks_why_is_told_and_can_still_give_a_note() -> None:
    """The background of the step is said while a note is listened for; then it is again."""
    asked: list[Samples] = []

    def why(at: Samples) -> Iterable[Event]:
        asked.append(at)
        if len(asked) == 1:
            return [PhraseHeard(at + 9_000, at + 100, "why", True)]
        return note_events("to the lake", at + samples(1.0))

    moments = held(program(BOTH.replace("as: plan", "as: plan\n    why: It helps.")), noting=why)

    assert "It helps." in said(moments)
    assert "The plan is: to the lake." in said(moments)


# Words that must not be spoken


@pytest.mark.parametrize("text", ["a pineapple please", "umbrella weather", "stop", "pause", ""])
def test_a_note_with_a_word_of_the_session_is_never_read_back(text: str) -> None:
    """After two tries it goes on, and nothing is kept."""
    what = program(BOTH.replace("as:", "remember:"), pause_words=("umbrella",))
    moments = held(what, noting=lambda at: note_events(text, at + samples(2.0)))

    assert not [each for each in said(moments) if "I heard" in each or (text and text in each)]
    assert 1 == said(moments).count("I cannot read that back.")
    assert {"note plan": ""} == kept(moments)
    assert "completed" == outcome(moments)


def test_a_note_that_sounds_like_a_word_is_never_read_back() -> None:
    """The ears know how words sound, and say so."""

    def alike(at: Samples) -> Iterable[Event]:
        return [NoteHeard(at + samples(3.0), at, "a fine apple", sayable=False)]

    assert "fine apple" not in " ".join(said(held(program(BOTH), noting=alike)))


def test_a_kept_note_that_holds_a_word_chosen_since_is_not_read() -> None:
    """The sentence is left out, also when it only sounds like the word; others are said."""
    memory = {"note need of Anna": "a butterfly", "note need of Ben": "a fine apple"}
    what = program(
        LAST + EACH,
        memory,
        safe_words=("butterfly",),
        sounds_like=lambda text, word: word in text or "fine apple" in text,
    )

    assert ["Now we go on.", "Anna had no wish.", "Ben had no wish."] == said(held(what))[:3]


def test_a_note_in_a_file_somebody_has_edited_stays_a_note() -> None:
    """Braces, marks and line ends in it mean nothing."""
    memory = {"note need of Anna": "{first} {~x} {=y}\n\n. more\ttime!", "note need of Ben": "🙂"}
    what = program(LAST + EACH, memory)

    assert "Anna needed this: first x y more time." in said(held(what))
    assert "Ben had no wish." in said(held(what))


# Reading it elsewhere


def test_what_the_last_session_kept_is_read_in_the_next() -> None:
    """By name; a sentence with a note that was not kept is left out, the others are said."""
    whole = program(LAST + EACH, {"note need of Anna": "more time"})
    none = program(LAST + EACH)

    assert [
        "Anna needed this: more time.",
        "Now we go on.",
        "Anna, this was your wish: more time.",
        "Ben had no wish.",
    ] == said(held(whole))[:4]
    assert ["Now we go on.", "Anna had no wish.", "Ben had no wish."] == said(held(none))[:3]


def test_whose_note_is_read_follows_who_is_addressed() -> None:
    """Inside `for each` the plain name is one's own, and `of other` the other one's."""
    steps = EACH + (
        "  - for each: partner\n    do:\n"
        "      - when: need is kept\n"
        '        do: [say: "{name}: {need}. {other}: {need of other}."]\n'
        '  - say: "Ben wants {need of second}."\n'
        "  - when: every need is kept\n    do: [say: Both have one.]\n"
        "  - when: need of first is kept\n    do: [say: Anna has one.]\n"
    )
    answers = {"need of Anna": ["time"], "need of Ben": ["rest"]}
    both = said(held(program(steps), answers))
    one = said(held(program(steps), {**answers, "keeping need of Ben": ["no"]}))

    assert ["Anna: time.", "Ben: rest.", "Ben: rest.", "Anna: time."] == both[-7:-3]
    assert ["Ben wants rest.", "Both have one.", "Anna has one."] == both[-3:]
    assert ["Then nothing is kept.", "That is all right.", "Anna: time.", "Anna has one."] == one[
        -4:
    ]


def test_one_of_the_two_can_be_asked() -> None:
    """Only the second, by name."""
    what = program('  - note: "{name}, where do we go?"\n    who: second\n    remember: place\n')

    assert ["Ben"] * 2 == [op.who for op in what.operations if isinstance(op, TakeNote)]
    assert {"note place of Ben": "home"} == kept(held(what, {"place of Ben": ["home"]}))


def test_a_note_asked_for_again_is_a_new_one() -> None:
    """In a repetition the last one counts, and a no leaves none."""
    steps = "  - repeat: two times\n    do:\n      - note: What else?\n        who: both\n"
    what = program(steps + "        remember: plan\n  - when: plan is kept\n    do: [say: Kept.]\n")
    moments = held(what, {"plan": ["one", "two"], "keeping plan": ["yes", "no"]})

    assert {"note plan": ""} == kept(moments)
    assert "Kept." not in said(moments)


# Privacy


def test_sentences_with_a_note_are_marked_as_private() -> None:
    """For the voice, which must not keep their sound; all others are not."""
    moments = held(
        program(LAST + EACH, {"note need of Anna": "more time"}), {"need of Anna": ["a bath"]}
    )
    speaks = [a for m in moments for a in m.actions if isinstance(a, Speak)]
    prepared = {t for m in moments for a in m.actions if isinstance(a, Prepare) for t in a.texts}

    notes = ("a bath", "more time", "more time for the two of us")
    assert {a.text for a in speaks if any(note in a.text for note in notes)} == {
        a.text for a in speaks if a.private
    }
    assert PRIVATE + "I heard: a bath." in prepared
    assert not [t for t in prepared if any(note in t for note in notes) and t[0] != PRIVATE]


# Safety


def test_a_stop_keeps_no_note(tmp_path: Path) -> None:
    """Both have said yes; then the safe word is said, and nothing of it is in the file."""
    what = program(EACH + "  - silence: 1 min\n")
    journal = FileJournal(tmp_path / "journal.yaml")

    def remembered(happenings: Iterable[Event]) -> Mapping[str, str]:
        moments = held(what, happenings=happenings)
        ending = Ending(outcome(moments), moments[-1].event.at, kept(moments))
        remember(journal, what, ending)
        return journal.read("needs")

    quiet = next(m.event.at for m in held(what) if isinstance(m.state.phase, Silent))

    assert {} == remembered([SafeWordHeard(quiet + samples(5.0), "pineapple")])
    assert {
        "note need of Anna": "a walk after dinner",
        "note need of Ben": "more time for the two of us",
    } == remembered([])


def test_the_word_ends_it_in_every_second_of_a_note() -> None:
    """At once, after a hush and while paused; nobody is left listening."""
    proof = stop_everywhere(program(LAST + EACH + BOTH, {"note need of Anna": "more time"}))

    assert ((), ()) == (proof.failures, proof.unreached)


def test_a_hush_in_a_note_takes_nothing_away() -> None:
    """What is taken down meanwhile counts when it was no safe word after all."""

    def hushed(at: Samples) -> Iterable[Event]:
        begins = at + samples(2.0)
        return [
            SafeWordSuspected(begins, "pineapple"),
            NoteHeard(begins + samples(0.1), begins, "a pine table"),
            SafeWordDismissed(begins + samples(0.4), "pineapple"),
        ]

    assert "The plan is: a pine table." in said(held(program(BOTH), noting=hushed))


def test_a_pause_in_a_note_forgets_what_was_begun_and_listens_again() -> None:
    """ "Pause" freezes it; after "go on" the same question is open, and can be answered."""
    begun: list[Samples] = []

    def resting(at: Samples) -> Iterable[Event]:
        begun.append(at)
        if len(begun) > 1:
            return note_events("a new one", at + samples(2.0))
        return [
            PhraseHeard(at + samples(2.0), at + samples(1.5), "pause", True),
            NoteHeard(at + samples(3.0), at, "an old one"),
            PhraseHeard(at + samples(30.0), at + samples(29.5), "go on", True),
        ]

    moments = held(program(BOTH), noting=resting)
    aborted = [m for m in moments if any(isinstance(a, AbortSound) for a in m.actions)]

    assert "The plan is: a new one." in said(moments)
    assert "an old one" not in " ".join(said(moments))
    assert len(aborted) >= 1


def test_a_session_saved_in_a_note_goes_the_same_way() -> None:
    """Every state goes through JSON and back."""
    what = program(LAST + EACH + BOTH, {"note need of Anna": "more time"})

    def through_json(state: State) -> State:
        return saved.from_data(json.loads(json.dumps(saved.to_data(state))))

    plain = perform(what, reaction=Willing(what, {}).react)
    resumed = perform(what, reaction=Willing(what, {}).react, through=through_json)

    assert [m.actions for m in plain] == [m.actions for m in resumed]


# For authors


def test_people_of_a_rehearsal_say_what_their_file_says() -> None:
    """One has a note, the other one none, and a third who says no keeps none."""
    what = program(EACH)
    anna = Manner(answers={"need": ["a long bath"]})
    ben = Manner(answers={"need": ["nothing"]})

    moments = perform(what, reaction=OnPaper(what, (anna, ben)).react)
    assert {"note need of Anna": "a long bath", "note need of Ben": ""} == kept(moments)

    moments = perform(
        what, reaction=OnPaper(what, (Manner(says_no=True), Manner(silent=True))).react
    )
    assert {"note need of Anna": "", "note need of Ben": ""} == kept(moments)


def test_a_plan_speaks_of_notes() -> None:
    """What is said, whether it is kept, and what must be remembered."""
    case = Case.model_validate(
        {
            "people": "of different minds",
            "heard": {"need": ["a bath", "a pineapple"], "keeping need": ["yes", "yes"]},
            "expect": ["asks A for a note: need", "says I heard: a bath.", "says I will keep it."],
            "never": ["says I heard: a pineapple."],
            "remember": {"note need of A": "a bath", "note need of B": ""},
        }
    )

    assert () == follow(ritual(EACH), case).problems


def test_a_note_is_shown_reported_and_on_the_card() -> None:
    """The screen says who is listened to, the report what was understood, the card that one is
    asked for."""
    what = program(EACH)
    writer = TimelineWriter()
    shown: list[tuple[str, str, str]] = []

    class Eyes(Chronicle):
        def block(self, glance: Glance) -> None:
            super().block(glance)
            view = view_of(what, glance)
            shown.append((view.mode, view.headline, view.asked))

    people = Willing(what, {"need of Anna": ["more time"]})
    perform(what, reaction=people.react, witnesses=(Eyes(what, writer),))

    assert ("waiting", "Anna", "One short sentence, or “pass”") in shown
    assert ("waiting", "Ben", "Say “yes”, “no” or “again”") in shown
    (line,) = [line for line in told(writer.entries) if "more time”" in line]
    assert "Anna: One short sentence, or “pass” – “more time” after" in line
    entries = {entry.title: entry.lines for entry in card_of(ritual(EACH)).way}
    assert ("What do you need from the other one?",) == entries["A note of each of you"]


def test_a_recording_keeps_nothing_and_reads_nothing_back() -> None:
    """Nobody hears in it, so it asks and goes on."""
    what = program(EACH)
    patience = Patience(what, {}, samples(4.0))
    notes = [index for index, op in enumerate(what.operations) if isinstance(op, TakeNote)]
    state = State(position=notes[0], phase=Noting(samples(15.0), samples(40.0), 0))
    patience.dictate(samples(15.0))
    patience.block(Glance(0, state, patience.health, "", None, np.zeros(0, np.float32)))
    block = Captured(0, np.zeros(320, np.float32), np.zeros(320, np.float32))

    assert [] == list(patience.hear(replace(block, start=samples(10.0))))


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        (EACH + '  - say: "{need}."\n', ["R050"]),
        (EACH + "  - turns: {each: 1 min, question: 'About {need}?'}\n", []),
        (EACH + '  - say: "{need of other}."\n', []),
        ('  - say: "{last plan}."\n' + BOTH.replace("as:", "remember:"), ["R077"]),
        ('  - say: "{plan}."\n' + BOTH, ["R051"]),
        (BOTH.split("  - say")[0] + "  - when: plan is kept\n    do: [bell: opening]\n", []),
        (BOTH.split("  - say")[0], ["R052"]),
        ("  - note: What is it?\n", ["R020"]),
        (EACH + '  - remind: "It was {need of first}."\n    when: tomorrow\n', ["R027"]),
        (EACH.replace("need\n", "need\n    up to: 2 min\n"), ["R040"]),
        (EACH.replace("need\n", "need\n    who: everybody\n"), ["R025"]),
        (EACH + "  - when: need is long\n    do: [bell: opening]\n", ["R033"]),
        (BOTH.replace("What shall we do?", '"{name}, what shall we do?"'), ["R027"]),
    ],
)
def test_what_is_wrong_with_a_note_is_told(steps: str, codes: list[str]) -> None:
    """Whose it is, when it is read, how long it may be."""
    tree = yaml_tree.parse(yaml_tree.checked("needs.yaml", HEAD + steps))
    try:
        found = [each.rule.code for each in loaded(tree, "needs").warnings]
    except ScriptErrors as error:
        found = [each.rule.code for each in error.diagnostics]

    assert codes == found


JAR = """\
  - {note: What was good?, who: both, keep in: thanks, remember: good}
  - say: "It was this: {good}."
  - when: good is kept
    do: [say: There is one.]
    otherwise: [say: There is none.]
  - {remember: treasure, as: "{good}"}
  - draw from: thanks
    say: "Read: {slip}."
    if none: The jar is empty.
"""


def deleting(steps: str, after: str, phrase: str = "delete that") -> tuple[list[Moment], Ending]:
    """Perform a script whose people say something alone shortly after a sentence has begun."""
    what = program(steps)
    plain = perform(what, reaction=Willing(what, {}).react)
    begun = next(a.at for m in plain for a in m.actions if isinstance(a, Speak) and a.text == after)
    said = PhraseHeard(begun + samples(0.5), begun, phrase, True)
    moments = perform(what, [said], reaction=Willing(what, {}).react)
    ending = Ending("completed", 0)
    for each in (a for m in moments for a in m.actions):
        match each:
            case Written(name=name, value=value):
                ending.notes[name] = value
            case PutSlip():
                ending.slips.append(each)
            case ForgetNote(text=text):
                ending.forget(text)
            case _:
                pass
    return moments, ending


def texts(moments: Sequence[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def test_a_note_can_be_deleted_again() -> None:
    """It is gone from what follows, from what is remembered, and from its jar."""
    moments, ending = deleting(JAR, "I will keep it.")
    said = texts(moments)

    assert "Then I forget it." in said
    assert {"There is none.", "The jar is empty."} <= set(said)
    assert not any(each.startswith(("It was this", "Read")) for each in said)
    assert [] == ending.slips
    assert {""} == {value for name, value in ending.notes.items() if name.startswith("note ")}


def test_what_a_note_was_copied_to_is_deleted_with_it() -> None:
    """Said later, it still means all of the last note."""
    _, ending = deleting(JAR, "There is one.")
    _, later = deleting(JAR + "  - say: The end.\n", "The end.")

    for each in (ending, later):
        assert {""} == {value for name, value in each.notes.items() if name.startswith("note ")}
        assert [] == each.slips


def test_only_the_last_note_is_deleted_and_only_once() -> None:
    """And where nothing was noted the words mean nothing."""
    moments, ending = deleting(EACH + "  - say: That was all of it.\n", "That was all of it.")
    before = texts(deleting("  - say: Hello.\n" + EACH, "Hello.")[0])

    assert 1 == texts(moments).count("Then I forget it.")
    assert ["note need of Anna"] == [n for n, v in ending.notes.items() if v and "need" in n]
    assert "Then I forget it." not in before
    assert "delete that" not in every_phrase(program("  - say: Hello.\n", parked=None))


def test_the_safe_word_comes_before_the_deleting() -> None:
    """On paper, everywhere; and right while it is being told."""
    assert () == stop_everywhere(program(JAR)).failures
    moments, _ = deleting(JAR, "I will keep it.")
    told = next(
        a.at
        for m in moments
        for a in m.actions
        if isinstance(a, Speak) and a.text == "Then I forget it."
    )
    state = next(m.state for m in reversed(moments) if m.event.at <= told)
    after, _ = step(program(JAR), state, SafeWordHeard(told + samples(0.3), "pineapple"))
    assert "stopped" == after.outcome
