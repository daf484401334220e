"""Each construct of the language, from a few lines of script to what is said in the session."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import Finish, Note, Ring, Speak
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)
from facilitator.engine.flow import Let
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import State
from facilitator.errors import UsageError
from facilitator.places import shipped_scripts
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.loading import loaded
from facilitator.script.names import UNNAMED
from facilitator.session.on_paper import Moment, Willing, perform, spoken_length

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"


def compiled(body: str, head: str = HEAD, **choices: Any) -> Program:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", head + body))
    ritual = loaded(tree, "test", [shipped_scripts() / "parts"])
    if "use:" not in body:
        ritual = replace(ritual, parts={})  # What the product adds to deep ones is not said.
    return compile_ritual(ritual, **{"partners": ("Anna", "Ben"), **choices})


def through_json(state: State) -> State:
    return saved.from_data(json.loads(json.dumps(saved.to_data(state))))


def played(
    program: Program,
    answers: Mapping[str, Sequence[str]] | None = None,
    happenings: Iterable[Event] = (),
) -> list[Moment]:
    """Perform a program plainly and saved at every step; both must be the same."""
    happenings = tuple(happenings)
    plain, resumed = (
        perform(
            program,
            happenings,
            reaction=Willing(program, answers or {}).react,
            through=through,
        )
        for through in (lambda state: state, through_json)
    )
    assert [m.actions for m in plain] == [m.actions for m in resumed]
    return plain


def spoken(moments: list[Moment]) -> list[str]:
    """Return what is said, but for the consent that what is marked deep needs."""
    said = [a.text for m in moments for a in m.actions if isinstance(a, Speak)]
    return [text for text in said if text != "Yes?"]


def notes(moments: list[Moment]) -> dict[str, str]:
    return {a.name: a.value for m in moments for a in m.actions if isinstance(a, Note)}


def rings(moments: list[Moment]) -> list[tuple[str, int]]:
    return [(a.bell, a.at) for m in moments for a in m.actions if isinstance(a, Ring)]


def finish(moments: list[Moment]) -> Finish:
    (last,) = (a for m in moments for a in m.actions if isinstance(a, Finish))
    return last


def codes(body: str) -> list[str]:
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + body))
    try:
        ritual = loaded(tree, "test", [shipped_scripts() / "parts"])
    except ScriptErrors as error:
        return [d.rule.code for d in error.diagnostics]
    return [d.rule.code for d in ritual.warnings]


RATED = """
steps:
  - rate: "{name}?"
    remember: safety
  - when: CONDITION
    do: [say: So.]
    otherwise: [say: Else.]
"""


@pytest.mark.parametrize(
    ("condition", "anna", "ben", "said"),
    [
        ("lowest safety < 3", "2", "5", "So."),
        ("lowest safety < 3", "3", "5", "Else."),
        ("lowest safety is at least 3", "3", "5", "So."),
        ("lowest safety is at least 3", "5", "2", "Else."),
        ("highest safety >= 4", "1", "4", "So."),
        ("highest safety <= 3", "1", "4", "Else."),
        ("every safety > 3", "4", "5", "So."),
        ("any safety is 5", "4", "5", "So."),
        ("safety of first is less than 3", "2", "5", "So."),
        ("safety of second is less than 3", "2", "5", "Else."),
        ("lowest safety < 3", "pass", "pass", "Else."),
    ],
)
def test_ratings_are_compared_like_numbers(condition: str, anna: str, ben: str, said: str) -> None:
    """The lower, the higher, each one's, and nobody's when they passed."""
    moments = played(
        compiled(RATED.replace("CONDITION", condition)),
        {"safety of Anna": [anna], "safety of Ben": [ben]},
    )

    assert ["Anna?", "Ben?", said] == spoken(moments)
    assert {"pass"} | {anna, ben} == {*notes(moments).values(), "pass"}


def test_a_number_inside_other_talk_is_no_rating() -> None:
    """ "One of those days" rates nothing; the number alone does."""
    program = compiled("steps:\n  - {rate: '{name}?', as: x, wait: 30 s}\n  - say: So.\n")
    talk = PhraseHeard(samples(5.0), samples(4.0), "one", False)
    number = PhraseHeard(samples(9.0), samples(8.0), "three", True)
    moments = perform(program, [talk, number])

    assert "3" == moments[-1].state.variables["x of Anna"]


CHOICE = """
steps:
  - choose: What now?
    from: {tea: [tea, some tea], music: [], a walk: [walk]}
    surprise by: [surprise us]
    if nobody answers: tea
    as: evening
  - when: evening is music
    do: [{end: Music., next: mirror-talk}]
  - say: "Not music."
"""


def test_a_choice_is_read_aloud_and_taken_by_name_or_number() -> None:
    """The options with their numbers; each is understood both ways."""
    program = compiled(CHOICE)
    moments = played(program, {"evening": ["music"]})

    assert ["What now?", "One: tea.", "Two: music.", "Three: a walk.", "Or say: surprise us."] == (
        spoken(moments)[:5]
    )
    assert ("Music.", "mirror-talk") == (spoken(moments)[-1], finish(moments).next_ritual)
    (ask,) = [op for op in program.operations if type(op).__name__ == "Ask"]
    assert ("walk", "three", "number three") == ask.answers["a walk"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tried", "drawn", "kept"),
    [
        ("tea; a walk", {"music"}, "tea; a walk; music"),
        ("tea; music; a walk", {"tea", "music", "a walk"}, None),
        ("a bath; tea; music; a walk", {"tea", "music", "a walk"}, None),
    ],
)
def test_a_surprise_is_what_was_not_tried_yet(
    tried: str, drawn: set[str], kept: str | None
) -> None:
    """Over all sessions; when all were, any of them comes, and what is chosen counts, too."""
    memory = {"evening tried": tried}
    seen, left = set(), set()
    for seed in range(20):
        program = compiled(CHOICE, seed=seed, memory=memory)
        let = next(op for op in program.operations if isinstance(op, Let))
        moments = played(program, {"evening": ["surprise"]})
        notes = {a.name: a.value for m in moments for a in m.actions if isinstance(a, Note)}
        seen.add(let.value)
        left.add(notes["evening tried"])

    assert drawn == seen
    assert kept is None or {kept} == left
    notes = [a for m in played(program, {"evening": ["music"]}) for a in m.actions]
    assert any(isinstance(each, Note) and each.value.endswith("music") for each in notes)


def test_a_surprise_is_drawn_by_lot() -> None:
    """The same for the same seed; every option comes up."""
    ends = [
        spoken(played(compiled(CHOICE, seed=seed), {"evening": ["surprise"]}))[-1]
        for seed in range(12)
    ]

    assert {"Music.", "Not music."} == set(ends)
    assert ends[0] == spoken(played(compiled(CHOICE), {"evening": ["surprise"]}))[-1]


OFFER = "steps:\n  - {offer: Shall we?, ritual: mirror-talk}\n  - say: Good night.\n"


@pytest.mark.parametrize(("answer", "following"), [("yes", "mirror-talk"), ("no", "")])
def test_an_offered_ritual_follows_only_after_a_yes(answer: str, following: str) -> None:
    """A no goes on with this one."""
    moments = played(compiled(OFFER), {"offer of mirror-talk": [answer]})

    assert following == finish(moments).next_ritual
    assert (following == "") == ("Good night." in spoken(moments))


def test_steps_for_each_partner_are_about_that_partner() -> None:
    """Questions are put to one of them, and conditions mean that one's answers."""
    body = """
steps:
  - for each: partner
    do:
      - ask: "{name}, tea?"
        answers: [yes, no]
        as: tea
      - when: tea is yes
        do: [say: "{other}, put the kettle on for {name}."]
  - when: any tea is no
    do: [say: One cup is enough.]
"""
    moments = played(compiled(body), {"tea of Anna": ["yes"], "tea of Ben": ["no"]})

    assert [
        "Anna, tea?",
        "Ben, put the kettle on for Anna.",
        "Ben, tea?",
        "One cup is enough.",
    ] == spoken(moments)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("steps:\n  - {rate: 'So?', as: x}\n  - {when: x < many, do: [say: So.]}\n", ["R027"]),
        ("steps:\n  - {rate: 'So?', as: x}\n  - {when: lowest x is 3, do: [say: So.]}\n", ["R028"]),
        ("steps:\n  - {choose: 'So?', from: [tea, tea please], as: x}\n", []),
        ("steps:\n  - {choose: 'So?', from: [a, b], if nobody answers: c}\n", ["R025"]),
        ("steps:\n  - {end: So., next: mirror-tolk}\n", ["R034"]),
        ("steps:\n  - {for each: child, do: [say: So.]}\n", ["R025"]),
        ("steps:\n  - {for each: partner, do: [say: '{name}.']}\n  - say: '{name}.'\n", ["R027"]),
    ],
)
def test_what_is_refused(body: str, found: list[str]) -> None:
    """Slips in these steps are found where they are made."""
    assert found == codes(body)


def test_positions_are_exact() -> None:
    """A ritual of one bell and one silence ends on its sample."""
    moments = played(compiled("steps:\n  - bell: opening\n  - silence: 10 s\n  - end:\n"))

    assert samples(10.0) == finish(moments).at
    assert [("opening", 0)] == rings(moments)


DECK = """
decks:
  questions: [light: L1., light: L2., medium: M1., medium: M2., deep: D1., deep: D2.]
steps:
  - consent: Yes?
"""
ROUNDS = "  - turns: {each: 1 min, announce: '{name}.', thanks: So., deck: questions, rounds: 2}\n"
DEPTH = "  - {ask each: '{name}?', answers: [light, medium, deep], as: depth}\n"


def cards(moments: list[Moment]) -> list[str]:
    return [text for text in spoken(moments) if text[0] in "LMD"]


def test_a_deck_is_drawn_as_written_and_answered_by_both() -> None:
    """Each card is asked twice; whoever answered last begins the next round."""
    moments = played(compiled(DECK + ROUNDS))

    assert ["Anna.", "L1.", "So.", "Ben.", "L1.", "So.", "Ben.", "L2.", "So.", "Anna.", "L2."] == (
        spoken(moments)[:11]
    )


def test_no_card_comes_again_before_all_have_come() -> None:
    """Over sessions too; what has been drawn is remembered."""
    seen: list[str] = []
    memory: dict[str, str] = {}
    for _ in range(3):
        moments = played(compiled(DECK + ROUNDS, memory=memory))
        seen += cards(moments)[::2]
        memory = notes(moments)

    assert ["L1.", "L2.", "M1.", "M2.", "D1.", "D2."] == seen
    assert "L1." == cards(played(compiled(DECK + ROUNDS, memory=memory)))[0]


@pytest.mark.parametrize(
    ("anna", "ben", "first"),
    [("deep", "light", "L"), ("deep", "medium", "M"), ("deep", "deep", "D")],
)
def test_a_deck_goes_no_deeper_than_the_lighter_wish(anna: str, ben: str, first: str) -> None:
    """The one who wants less decides; cards come by lot, the same for the same seed."""
    program = compiled(DECK + DEPTH + ROUNDS, seed=3)
    moments = played(program, {"depth of Anna": [anna], "depth of Ben": [ben]})

    assert {first} == {card[0] for card in cards(moments)}


def wishing(phrase: str, answers: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the cards when whoever begins has a wish ten seconds into the first turn."""
    program = compiled(DECK + "  - say: Now.\n" + ROUNDS.replace("rounds: 2", "rounds: 1"))
    event = PhraseHeard(samples(22.0), samples(21.0), phrase, True)
    return cards(played(program, answers, [event]))


@pytest.mark.parametrize(
    ("phrase", "answer", "heard"),
    [
        ("another one", "no", ["L1.", "L2.", "L2."]),
        ("lighter", "no", ["L1.", "L2.", "L2."]),
        ("deeper", "yes", ["L1.", "M1.", "M1."]),
        ("deeper", "no", ["L1.", "L1.", "L1."]),
        ("pass", "no", ["L1.", "L1."]),
    ],
)
def test_wishes_for_another_card(phrase: str, answer: str, heard: list[str]) -> None:
    """Deeper needs both; the other wishes are granted at once."""
    assert heard == wishing(phrase, {"questions/deeper": [answer]})


def test_a_listener_gives_back_what_was_heard() -> None:
    """Once more when it was not quite that; then a sentence that validates."""
    turns = "steps:\n  - turns: {each: 1 min, mirror: 30 s, validate: 20 s, thanks: So.}\n"
    program = compiled(turns)
    (name, *_) = [op.remember for op in program.operations if type(op).__name__ == "Ask"]  # type: ignore[union-attr]
    said = spoken(played(program, {name: ["not quite"]}))

    assert [
        "Anna, is that what you meant?",
        "Say yes, or not quite.",
        "Ben, once more.",
        "What is it that Anna would like you to hear?",
        "Ben, one sentence for Anna: why does this feeling make sense to you?",
        "Ben, now it is your turn.",
    ] == said[5:11]


def test_more_time_is_given_twice_and_to_both() -> None:
    """A third wish adds nothing; the other one has as much."""
    body = (
        "steps:\n  - turns: {each: 1 min, announce: Go., thanks: So., cues: none, more time: 1 min}"
    )
    wishes = [PhraseHeard(samples(s), samples(s - 1.0), "more time", True) for s in (10, 20, 30)]
    moments = played(compiled(body), {}, wishes)
    ends = [a.at for m in moments for a in m.actions if isinstance(a, Speak) and a.text == "So."]
    starts = [
        a.at + spoken_length("Go.")
        for m in moments
        for a in m.actions
        if isinstance(a, Speak) and a.text == "Go."
    ]

    assert [samples(180.0), samples(180.0)] == [e - s for s, e in zip(starts, ends, strict=True)]


def test_a_time_out_keeps_the_turn() -> None:
    """Five minutes apart cost the speaker nothing."""
    turns = (
        "steps:\n  - turns: {each: 1 min, announce: Go., thanks: So., cues: none, time out: 5 min}"
    )
    plain = finish(played(compiled(turns))).at
    wish = PhraseHeard(samples(20.0), samples(19.0), "time out", True)
    moments = played(compiled(turns), {}, [wish])
    at = {a.text: a.at for m in moments for a in m.actions if isinstance(a, Speak)}

    told = "That will be at seven oh six."
    apart = at["Come back to each other now."] - at[told]
    assert samples(304.0) <= apart - spoken_length(told) <= samples(306.0)
    back = at["It is good that you came back."] - samples(20.0)
    assert plain + back < finish(moments).at < plain + back + samples(6.0)


def test_open_conversation_has_a_cue_and_an_end() -> None:
    """At half time a bell; at the end a breath, or a word."""
    body = "steps:\n  - talk: 10 min\n  - end: Good.\n"
    end = PhraseHeard(samples(400.0), samples(399.0), "we're done", True)

    assert [("halfway", samples(300.0))] == rings(played(compiled(body)))
    assert samples(600.0) < finish(played(compiled(body))).at < samples(605.0)
    assert samples(400.0) < finish(played(compiled(body), {}, [end])).at < samples(405.0)


@pytest.mark.parametrize(
    ("until", "started", "minutes"),
    [
        ("ten o'clock", time(19, 0), 180),
        ("ten o'clock", time(9, 30), 30),
        ("half past nine", time(21, 0), 30),
        ("a quarter to eight", time(19, 30), 15),
        ("10 pm", time(21, 59), 1),
        ("10:30 pm", time(20, 0), 150),
    ],
)
def test_an_end_by_the_clock(until: str, started: time, minutes: int) -> None:
    """However long what came before took, it ends at that hour; the start is given, never read."""
    settings = f'settings:\n  end: {{start: "{until}"}}\n'
    body = settings + "steps:\n  - silence: 10 s\n  - talk: until {end}\n    cues: none\n"
    moments = played(compiled(body, started=started))

    assert samples(minutes * 60.0) == finish(moments).at


def test_a_tally_is_counted_and_told() -> None:
    """Simulated people say it three times; conditions compare it."""
    body = """
steps:
  - talk: 1 min
    count: {thanks: [thank you for that]}
  - say: "{thanks} times."
  - when: thanks is at least 3
    do: [say: Many.]
  - when: thanks is more than 3
    do: [say: More.]
"""
    assert ["Three times.", "Many."] == spoken(played(compiled(body)))


def test_a_starter_is_drawn_when_asked_for() -> None:
    """In open conversation, and the conversation goes on."""
    wish = PhraseHeard(samples(27.0), samples(26.0), "starter", True)
    moments = played(
        compiled(
            DECK + "  - talk: {talk}\n".replace("{talk}", "1 min") + "    starters: questions\n"
        ),
        {},
        [wish],
    )

    assert 1 == len(cards(moments))
    assert finish(moments).at > samples(61.0)


def test_breaths_are_counted_to_the_sample() -> None:
    """Each number on its second, whole breaths only, then silence."""
    body = "steps:\n  - breathe: in 2, hold 1, out 3\n    for: 15 s\n  - silence: 1 min\n"
    moments = played(compiled(body))

    at = [(a.text, a.at) for m in moments for a in m.actions if isinstance(a, Speak)]
    words = ["In.", "Two.", "Hold.", "Out.", "Two.", "Three."]
    assert [(word, samples(float(i))) for i, word in enumerate(words * 2)] == at
    assert samples(72.0) == finish(moments).at


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["green", "green"], "Go on."),
        (["green", "yellow"], "Then we slow down."),
        (["yellow", "red"], "Then this is enough for today."),
        (["green", "red"], "Then this is enough for today."),
    ],
)
def test_a_check_goes_on_slows_down_or_ends(answers: list[str], said: str) -> None:
    """Red of either ends it; yellow of either slows it down."""
    body = "steps:\n  - check in: '{name}?'\n  - say: Go on.\n"
    given = dict(zip(("check of Anna", "check of Ben"), ([a] for a in answers), strict=True))
    lines = spoken(played(compiled(body), given))

    assert said == lines[2]
    assert ("red" in answers) == ("Go on." not in lines)


DAYS = """
days:
  - {task: thanks, steps: [say: One.]}
  - {task: a walk, steps: [say: Two.]}
steps:
  - today: "Day {day}: {task}."
"""


def test_a_programme_goes_on_day_by_day() -> None:
    """After the last day the first comes again; a missed day only waits."""
    said, memory = [], {}
    for _ in range(3):
        moments = played(compiled(DAYS, memory=memory))
        said.append(spoken(moments))
        memory = notes(moments)

    one, two = ["Day one: thanks.", "One."], ["Day two: a walk.", "Two."]
    assert [one, two, one] == said
    assert two == spoken(played(compiled(DAYS, settings={"day": "2"})))


def test_background_is_told_while_a_question_is_open() -> None:
    """Then the question stays open; into a turn nothing is said."""
    ask = "  - {ask: So?, answers: [yes, no], as: x, times: 1}\n"
    body = f"why: Because.\nsteps:\n{ask}  - talk: 1 min\n"
    program = compiled(body)
    why = [PhraseHeard(samples(s), samples(s - 1.0), "why", True) for s in (3.0, 40.0)]
    moments = perform(program, why)

    assert ["So?", "Because."] == spoken(moments)
    assert "why" in every_phrase(program)


def test_a_quiet_voice_is_quiet_throughout() -> None:
    """Every sentence of it."""
    moments = played(compiled("voice: quiet\nsteps:\n  - say: Good night. Sleep well.\n"))

    assert [True, True] == [a.quiet for m in moments for a in m.actions if isinstance(a, Speak)]


def test_a_medium_script_always_tells_the_way_out() -> None:
    """The part is added where the script leaves it out, and check says so."""
    body = "steps:\n  - say: Welcome.\n"
    tree = yaml_tree.parse(yaml_tree.checked("t.yaml", HEAD.replace("light", "medium") + body))
    ritual = loaded(tree, "t", [shipped_scripts() / "parts"])

    assert ["R046"] == [d.rule.code for d in ritual.warnings]
    said = spoken(perform(compile_ritual(ritual)))
    assert ("Before we begin, you each hold two words.", "Welcome.") == (said[0], said[-1])


@pytest.mark.parametrize("second", range(2, 100, 7))
def test_the_safe_word_and_a_hush_work_in_every_new_phase(second: int) -> None:
    """Counting, drawing, a time apart, background: a stop is silent, a false alarm is undone."""
    body = DECK + (
        "  - breathe: in 2, out 3\n    for: 20 s\n"
        "  - turns: {each: 30 s, deck: questions, time out: 1 min}\n"
    )
    program = compiled(body)
    at = samples(float(second))
    wish = PhraseHeard(samples(47.0), samples(46.0), "time out", True)
    plain = played(program, {}, [wish])
    hush = [SafeWordSuspected(at, "pineapple"), SafeWordDismissed(at + 4800, "pineapple")]
    hushed = played(program, {}, [wish, *hush])
    word = SafeWordHeard(at, "pineapple")
    moments = played(program, {}, [wish, word])

    assert set(spoken(plain)) == set(spoken(hushed))
    assert finish(plain).at <= finish(hushed).at <= finish(plain).at + samples(6.0)
    after = [a for m in moments if m.event.at >= at for a in m.actions]
    said = [a.text for a in after if isinstance(a, Speak) and a.at > at]
    assert [program.stopped.text] == said
    assert "stopped" == finish(moments).outcome


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("steps:\n  - turns: {each: 1 min, deck: cards}\n", ["R027"]),
        ("steps:\n  - {talk: 5 min, starters: cards}\n", ["R027"]),
        ("steps:\n  - talk: until late\n", ["R036"]),
        ("steps:\n  - talk: 20 h\n", ["R040"]),
        ("steps:\n  - breathe: in and out\n", ["R022"]),
        ("steps:\n  - breathe: in 4\n", ["R022"]),
        ("steps:\n  - today: Now.\n", ["R020"]),
        ("steps:\n  - time out: 2 s\n", ["R040"]),
        ("steps:\n  - turns: {each: 1 min, rounds: '{x}'}\n", ["R027"]),
        ("decks: {a: [odd: x]}\nsteps: [bell: opening]\n", ["R022"]),
        ("decks: {a: [A pineapple.]}\nsteps: [bell: opening]\n", ["R014"]),
        ("why: A pineapple.\nsteps: [bell: opening]\n", ["R014"]),
        ("days: [{task: x, steps: [say: A pineapple.]}]\nsteps: [today: So.]\n", ["R014"]),
    ],
)
def test_what_is_refused_in_talk_decks_and_programmes(body: str, found: list[str]) -> None:
    """Slips are found where they are made."""
    assert found == codes(body)


GROUP = """people: one or more
decks: {questions: [light: L1., deep: D1.]}
steps:
  - consent: Yes?
  - rate: "{name}?"
    as: mood
  - when: every mood > 3
    do: [say: "Welcome, {partners}."]
  - turns: {each: 1 min, announce: "{name}.", thanks: So., deck: questions, mirror: 10 s}
"""


@pytest.mark.parametrize(
    ("names", "welcome", "turns"),
    [
        (("Anna",), "Welcome, Anna.", ["Anna"]),
        (("Anna", "Ben", "Cleo"), "Welcome, Anna, Ben and Cleo.", ["Anna", "Ben", "Cleo"]),
    ],
)
def test_a_ritual_may_be_for_one_or_for_many(
    names: tuple[str, ...], welcome: str, turns: list[str]
) -> None:
    """Everybody is asked and has a turn; the next one in the circle mirrors."""
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", HEAD + GROUP))
    program = compile_ritual(replace(loaded(tree, "test"), parts={}), partners=names)
    said = spoken(played(program))

    assert [f"{name}?" for name in names] == said[: len(names)]
    assert welcome == said[len(names)]
    assert turns == [text.rstrip(".") for text in said if text.rstrip(".") in names]
    assert ("Anna, what did you hear?" in said) == (len(names) > 1)


@pytest.mark.parametrize("people", ["two", "two or more"])
def test_a_ritual_for_two_refuses_one(people: str) -> None:
    """It says how many names it needs."""
    tree = yaml_tree.parse(
        yaml_tree.checked("t.yaml", f"{HEAD}people: {people}\nsteps: [bell: opening]\n")
    )

    with pytest.raises(UsageError, match="names are needed; found 1: Anna"):
        compile_ritual(loaded(tree, "t"), partners=("Anna",))


def test_a_ritual_for_one_speaks_of_nobody_else() -> None:
    """There may be no other one."""
    body = (
        "people: one or two\nsteps:\n  - say: '{second}, hello.'\n  - rate: '{name} and {other}?'\n"
    )

    assert ["R027", "R027"] == codes(body)


@pytest.mark.parametrize(
    ("condition", "memory", "said"),
    [
        ("highest last mood < 3", {"mood of Anna": "2", "mood of Ben": "1"}, "So."),
        ("highest last mood < 3", {"mood of Anna": "2", "mood of Ben": "4"}, "Else."),
        ("lowest last mood < 3", {"mood of Anna": "2", "mood of Ben": "4"}, "So."),
        ("last mood is 4", {"mood of Ben": "4"}, "So."),
        ("every last mood is not 4", {"mood of Anna": "4", "mood of Ben": "3"}, "Else."),
        ("lowest last mood < 3", {}, "Else."),
    ],
)
def test_conditions_on_the_last_session(condition: str, memory: dict[str, str], said: str) -> None:
    """What was kept is known beforehand; before the first session nothing holds."""
    body = RATED.replace("CONDITION", condition).replace("remember: safety", "remember: mood")

    assert said == spoken(played(compiled(body, memory=memory)))[-1]


def test_without_names_nobody_is_thanked_by_a_name() -> None:
    """ "Thank you, the other of you" is never said, whoever is meant."""
    body = "steps:\n  - for each: partner\n    do:\n      - say: 'Thank you, {other}.'\n"
    texts = spoken(played(compiled(body, partners=UNNAMED)))

    assert ["Thank you.", "Thank you."] == texts


@pytest.mark.parametrize(("wait", "expected"), [("", 45), ("\n    wait: 5 min", 300)])
def test_a_waiting_point_asks_again_when_it_says(wait: str, expected: int) -> None:
    """Where people are gone for a walk nobody calls after them every minute."""
    moments = perform(compiled(f"steps:\n  - ready: Go.{wait}\n    again: No hurry.\n"))
    first, second = [a.at for m in moments for a in m.actions if isinstance(a, Speak)][:2]

    assert samples(expected) == second - first - spoken_length("Go.")
