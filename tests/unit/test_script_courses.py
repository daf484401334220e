"""The shortest and the longest course hold every session, and are no mere guess."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pytest

from facilitator.authoring import minutes
from facilitator.clock import Samples, samples, seconds
from facilitator.engine.actions import Finish
from facilitator.engine.events import Event, PhraseHeard, VoiceStarted, VoiceStopped
from facilitator.engine.flow import Branch, Compare, Elapsed, Jump, Let
from facilitator.engine.operations import (
    LEAST_TURN,
    MOST_ADDITIONS,
    Ask,
    Bell,
    End,
    Operation,
    Pace,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.stage import BEAT
from facilitator.engine.state import Listening, Noting, State, Turning
from facilitator.places import shipped_scripts
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.library import rituals_in
from facilitator.script.loading import load, loaded
from facilitator.script.walking.courses import Course, Courses, bounds, courses
from facilitator.script.walking.timing import Sum, estimate, first_answer, other_notes, walk
from facilitator.script.walking.ways import After
from facilitator.script.yaml_tree import checked, parse
from facilitator.session import on_paper

SHIPPED = {path.stem: load(path) for path in rituals_in(shipped_scripts())}
HEAD = "ritual: A test\nabout: Something.\ndepth: light\n"


def compiled(name: str, **settings: str) -> Program:
    return compile_ritual(SHIPPED[name], partners=("A", "B"), safe_words=(), settings=settings)


def written(body: str) -> Program:
    tree = parse(checked("test.yaml", HEAD + body))
    return compile_ritual(loaded(tree, "test"), partners=("A", "B"), safe_words=())


def variants() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every shipped ritual as it is, and with each word of each choice."""
    for name, ritual in SHIPPED.items():
        yield name, {}
        for setting in ritual.settings.values():
            for choice in setting.choices:
                if choice != setting.start:
                    yield name, {setting.name: choice}


# -- against walks of the estimate -----------------------------------------------------------------


@pytest.mark.parametrize(("name", "settings"), list(variants()))
def test_whatever_is_answered_takes_no_less_and_no_more(
    name: str, settings: dict[str, str]
) -> None:
    """Sixty walks with answers by chance; only a no to consent and red are outside."""
    program = compiled(name, **settings)
    found = courses(program)
    least = (found.early or found.shortest).seconds
    chance = random.Random(len(name))
    held = 0
    for _ in range(60):
        is_red = False

        def answer(ask: Ask) -> str:
            nonlocal is_red
            meanings = [*ask.answers, *([ask.default] if ask.default is not None else [])]
            meaning = chance.choice(meanings)
            is_red |= meaning == "red"
            return meaning

        so_far, outcome = Sum(program), ""
        said = chance.choice(["", "a walk after dinner"])
        for _, operation in walk(program, answer, lambda _, said=said: said):
            so_far.add(operation)
            outcome = operation.outcome if isinstance(operation, End) else ""
        if outcome == "declined" or is_red:
            continue
        held += 1
        assert least - 1 <= so_far.seconds <= found.longest.seconds + 1

    assert held or "consent" in name or SHIPPED[name].form.depth == "deep"
    assert least - 1 <= found.usual.seconds <= found.longest.seconds + 1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_answers_named_lead_there(name: str) -> None:
    """Who gives them, and else the first answer, comes to that very length."""
    program = compiled(name)
    found = courses(program)
    for course in (found.shortest, found.longest, found.early or found.usual):
        if not found.is_exact or _counts(program):
            continue

        # Of a note that is said once more, the answers tell the first time only: any may be kept
        # or not after that.
        again = [name for name, said in course.answers.items() if said[:1] == ("again",)]
        assert any(
            course.seconds == pytest.approx(_replayed(program, course, kept), abs=1.0)
            for count in range(len(again) + 1)
            for kept in itertools.combinations(again, count)
        )


def _replayed(program: Program, course: Course, kept: Sequence[str]) -> float:
    """Return the length with the answers of a course; those of notes that are kept once they have
    been said once more are named."""
    once: set[str] = set()
    others = other_notes()

    def answer(ask: Ask) -> str:
        if ask.remember in once and ask.remember in kept:
            return first_answer(ask)
        once.add(ask.remember)
        return next(iter(course.answers.get(ask.remember, ())), first_answer(ask))

    def note(asked: TakeNote) -> str:
        how = course.answers.get(f"{asked.name}/how", ("heard",))
        return others(asked) if "heard" in how else ""

    def passes(turn: Turn) -> bool:
        return "passed" in course.answers.get(turn.remember, ())

    so_far = Sum(program)
    for _, operation in walk(program, answer, note, passes=passes):
        so_far.add(operation, more_time=course.more_time)
    return so_far.seconds


def _counts(program: Program) -> bool:
    return any(isinstance(each, Turn) and each.counts for each in program.operations)


# -- against every way of small programs -----------------------------------------------------------


def by_chance(chance: random.Random) -> Program:
    """Return a small program of questions, branches on them, and silences of all lengths."""
    names = ("x", "y", "z")

    def ask(name: str) -> Ask:
        return Ask((), {"1": ("one",), "2": ("two",), "3": ("three",)}, remember=name)

    operations: list[Operation] = [ask(name) for name in names]
    length = chance.randint(6, 14)
    for place in range(len(operations), length):
        later = range(place + 1, length + 1)
        kind = chance.randrange(7)
        if kind < 2:
            targets = {value: chance.choice(later) for value in chance.sample("123", 2)}
            operations.append(Branch(chance.choice(names), targets, chance.choice(later)))
        elif kind == 2:
            one, other = chance.sample(names, 2)
            operations.append(
                Compare(one, "less than", other, chance.choice(later), chance.choice(later))
            )
        elif kind == 3:
            operations.append(chance.choice([Jump(chance.choice(later)), Let("x", "2"), ask("y")]))
        elif kind == 4:
            operations.append(Elapsed(samples(chance.uniform(5, 60)), chance.choice(later)))
        else:
            operations.append(Silence(samples(float(chance.randint(1, 30)))))
    return Program("a", "A", ("A", "B"), tuple(operations))


def every_length(program: Program) -> list[float]:
    """Return how long each way takes, one for each answer to each question."""
    asked = [each for each in program.operations if isinstance(each, Ask)]
    lengths = []
    for answers in itertools.product("123", repeat=len(asked)):
        given = dict(zip(map(id, asked), answers, strict=True))
        lengths.append(estimate(program, lambda ask, given=given: given[id(ask)]).total_seconds)
    return lengths


@pytest.mark.parametrize("seed", range(150))
def test_of_small_programs_no_way_is_missed(seed: int) -> None:
    """Every way lies within; where it says that it is exact, both ends are reached."""
    chance = random.Random(seed)
    program = by_chance(chance)
    found, lengths = courses(program), every_length(program)
    least = (found.early or found.shortest).seconds

    assert least <= min(lengths) + 0.01
    assert found.longest.seconds >= max(lengths) - 0.01
    if found.is_exact:
        assert (min(lengths), max(lengths)) == pytest.approx(
            (least, found.longest.seconds), abs=0.01
        )


def test_the_same_answer_asked_for_twice_is_one_answer() -> None:
    """A yes cannot be a no further on: the two long ways are never one."""
    program = written(
        "steps:\n"
        "  - ask: Yes or no?\n    answers: [yes, no]\n    if nobody answers: yes\n    as: it\n"
        "  - when: it is yes\n    do: [silence: 5 min]\n"
        "  - when: it is no\n    do: [silence: 4 min]\n"
    )
    found = courses(program)

    assert found.is_exact
    assert {"it": ("no",)} == dict(found.shortest.answers)
    assert 60.0 == pytest.approx(found.longest.seconds - found.shortest.seconds, abs=0.1)


def test_two_to_the_fortieth_ways_are_not_gone_one_by_one() -> None:
    """Forty answers that are all asked for again later: a bound, and the work stays small."""
    names = [f"answer {one}{other}" for one in "abcd" for other in "efghijklmn"]
    first = "".join(f"  - ask: Well?\n    answers: [yes, no]\n    as: {name}\n" for name in names)
    later = "".join(
        f"  - when: {name} is no\n    do: [silence: {number} s]\n"
        for number, name in enumerate(names, start=1)
    )
    found = courses(written(f"steps:\n{first}{later}{later}"))

    assert sum(range(1, 41)) * 2 <= found.longest.seconds - found.shortest.seconds + 0.5
    assert found.usual.seconds == pytest.approx(found.shortest.seconds, abs=0.5)


# -- against rehearsals ----------------------------------------------------------------------------


class Anybody:
    """People who answer anything, at once, late or never, and end their turns when they like."""

    def __init__(self, program: Program, chance: random.Random) -> None:
        self._program, self._chance = program, chance
        self._seen: set[object] = set()

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Do something in a question, a note or a turn that has just begun."""
        operation = self._program.operations[state.position]
        match state.phase, operation:
            case Listening(since=since), Ask() as ask if self._is_new(state.position, since):
                return self._answer(ask, at)
            case Noting(since=since), TakeNote() if self._is_new(state.position, since):
                said = self._chance.choice(["", "pass", "a walk after dinner"])
                return on_paper.note_events(said, at + samples(1.0)) if said else ()
            case Turning(began=began), Turn() as turn if self._is_new(state.position, began):
                return self._speak(turn, at)
        return ()

    def _is_new(self, *what: object) -> bool:
        is_new = what not in self._seen
        self._seen.add(what)
        return is_new

    def _answer(self, ask: Ask, at: Samples) -> Iterable[Event]:
        if ask.default is not None and self._chance.random() < 0.2:
            return ()
        phrase = self._chance.choice([ways[0] for ways in ask.answers.values() if ways])
        said = at + round(ask.patience * self._chance.uniform(0.05, 0.9))
        return [PhraseHeard(said, at, phrase, alone=True)]

    def _speak(self, turn: Turn, at: Samples) -> Iterable[Event]:
        how = self._chance.randrange(4)
        if how == 0 and turn.done:
            done = at + round(turn.length * self._chance.random())
            yield PhraseHeard(done, at, turn.done[0], alone=True)
        elif how == 1:
            yield VoiceStarted(at + turn.length // 2)
            yield VoiceStopped(at + turn.length + round(turn.overtime * self._chance.random()))
        elif how == 2:
            yield VoiceStarted(at)
        elif turn.more:
            more = self._program.own.ways("more time")[0]
            for number in range(self._chance.randint(1, 3)):
                yield PhraseHeard(at + samples(3.0 + number), at, more, alone=True)


def on_paper_lasts(program: Program) -> After:
    """Return how long operations last in a rehearsal on paper, whatever people do."""

    def said(sentences: Iterable[Sentence], *, is_whole: bool = True) -> tuple[Samples, Samples]:
        low = high = last = 0
        for each in sentences:
            cards = program.decks.get(each.deck, ()) if each.deck else ()
            takes = [
                sum(on_paper.spoken_length(s.text) + s.pause_after for s in card.sentences)
                for card in cards
            ] or [on_paper.spoken_length(each.text) + each.pause_after]
            is_noted = "{~" in each.text
            low += 0 if is_noted else min(takes)
            high += max(takes) + is_noted * samples(20.0)
            last = each.pause_after if not cards else max(takes)
        return low - (0 if is_whole else min(last, low)), high

    def after(operation: Operation, early: Samples, late: Samples) -> tuple[Samples, Samples]:
        low = high = 0
        match operation:
            case Say(sentences=sentences):
                low, high = said(sentences)
            case Ask(question=question, again=again, times=times, patience=patience):
                low, high = said(question, is_whole=False)
                each = max(high, said(again)[1]) + patience + samples(3.0)
                high += times * each + BEAT
            case TakeNote(question=question, patience=patience, longest=longest):
                low, high = said(question, is_whole=False)
                high += patience + longest + samples(10.0)
            case Turn() as turn:
                before, closing = said(turn.announcement, is_whole=False), said(turn.closing)
                low = before[0] + closing[0]
                most = turn.length + MOST_ADDITIONS * turn.more
                if turn.until is not None:
                    most = max(LEAST_TURN, turn.until - late - before[1])
                high = before[1] + most + turn.overtime + BEAT + closing[1]
            case Bell():
                low, high = 0, on_paper.BELL_LENGTH
            case Silence(length=length):
                low = high = length
            case Pace(beats=beats):
                low = high = sum(beat.length for beat in beats)
        return early + low, late + high

    return after


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rehearsal_on_paper_lies_within(name: str) -> None:
    """Whatever people do in it: early thanks, long silences, no answer, more time."""
    program = compiled(name)
    least, most = bounds(program, on_paper_lasts(program))
    ended = 0
    for seed in range(6):
        anybody = Anybody(program, random.Random(seed))
        moments = on_paper.perform(program, reaction=anybody.react)
        last = moments[-1].actions[-1] if moments[-1].actions else None
        if isinstance(last, Finish):
            ended += 1
            assert least <= last.at <= most, (seconds(least), seconds(last.at), seconds(most))

    assert ended > 2


@pytest.mark.parametrize("name", SHIPPED)
def test_a_rehearsal_of_willing_people_takes_about_as_long_as_told(name: str) -> None:
    """Within a tenth of the range and half a minute: who answers and uses the turns."""
    program = compiled(name)
    found = courses(program)
    moments = on_paper.perform(program, reaction=on_paper.Willing(program, {}).react)
    last = seconds(moments[-1].event.at)
    least = (found.early or found.shortest).seconds

    assert 0.9 * least - 30 <= last <= 1.1 * found.longest.seconds + 30


# -- told to people --------------------------------------------------------------------------------


TOLD = (
    "settings:\n  gaze: {start: 4 min, limits: 2 min to 10 min}\nsteps:\n"
    "  - silence: '{gaze}'\n"
    "  - ask each: Once more?\n    answers: [no, yes]\n    as: more\n"
    "  - when: every more is yes\n    do: [silence: 6 min]\n"
    "  - ask: Shall we go on?\n    answers: [yes, no]\n    as: onward\n"
    "  - when: onward is no\n    do: [end: Good night.]\n"
    "  - silence: 2 min\n"
)


def told(body: str) -> str:
    ritual = loaded(parse(checked("test.yaml", HEAD + body)), "test")
    assert ritual.length is not None
    return minutes.told(ritual.length, minutes.with_other_settings(ritual))


def test_a_range_names_what_leads_to_its_ends() -> None:
    """From, to, usually; the answers; what ends it early; what other settings make of it."""
    assert (
        "About 6 to 12 minutes: usually six minutes of silence, 6 seconds of my voice. It takes "
        "12 minutes if `more` is yes for both. It ends early, after 4½ minutes, if `onward` is no. "
        "With other settings it takes 4 to 18 minutes (the least with gaze 2 min; the most with "
        "gaze 10 min)."
    ) == told(TOLD)


def test_people_are_called_as_a_script_calls_them() -> None:
    """A reason can be given to `--answer` as it is told: “of first” is the one who leads."""
    body = (
        "steps:\n  - ask: Who begins?\n    who: first\n    answers: [me, you]\n    as: turn\n"
        "  - when: turn is you\n    do: [turns: {each: 4 min, who: second, question: Well?}]\n"
        "  - turns: {each: 1 min, who: first, question: Well?}\n"
    )

    words = told(body)

    assert ": usually one minute for the first to speak, " in words
    assert (
        "It takes 5½ minutes (one minute for the first and four minutes for the second to speak"
        in words
    )
    assert " if `turn of first` is you." in words


def test_what_does_not_vary_is_one_length() -> None:
    """No range where there is none."""
    assert "About two minutes: two minutes of silence." == told("steps:\n  - silence: 2 min\n")


def test_more_time_belongs_to_the_longest_course_and_a_time_out_comes_on_top() -> None:
    """What can be asked for so often is counted; what can be asked for at any time is named."""
    body = "steps:\n  - turns: {each: 2 min, question: What?, more time: 1 min, time out: 5 min}\n"

    assert "It takes 8½ minutes (four minutes for each of the two to speak) if they ask" in (
        told(body)
    )
    assert "A time out comes on top." in told(body)


def test_programs_are_told_every_answer_that_decides() -> None:
    """As data, with the variables that `rehearse --answer` takes."""
    ritual = loaded(parse(checked("test.yaml", HEAD + TOLD)), "test")
    assert ritual.length is not None
    data = minutes.as_data(ritual.length)

    assert {"more of A": ["yes"], "more of B": ["yes"]} == data["longest"]["answers"]
    assert {"onward": ["no"]} == data["early"]["answers"]
    assert (6.2, 6.2, 12.2) == (data["total"], data["shortest"]["total"], data["longest"]["total"])


def test_a_talk_until_an_hour_ends_at_that_hour_however_late_it_begins() -> None:
    """What comes before it shortens it."""
    late = courses(written("steps:\n  - silence: 30 min\n  - talk: until 10 pm\n"))
    soon = courses(written("steps:\n  - talk: until 10 pm\n"))

    assert late.usual.seconds == pytest.approx(soon.usual.seconds, abs=1.0)


def test_a_program_without_an_end_is_not_searched_for_ever() -> None:
    """Only a jump back: there is nothing to be told but what is usual."""
    none: Courses = courses(Program("a", "A", ("A", "B"), (Silence(16_000), End("declined"))))

    assert (1.0, 1.0) == (none.shortest.seconds, none.longest.seconds)


def test_minutes_for_programs_tell_less_than_a_tenth_too() -> None:
    """A ritual of a few seconds does not take none at all."""
    ritual = loaded(parse(checked("test.yaml", f"{HEAD}steps: [silence: 6 s, silence: 3 s]")), "x")
    assert ritual.length is not None

    assert 0.15 == minutes.as_data(ritual.length)["silence"]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"heat of A": ("",), "heat of B": ("",)}, "nobody answers `heat`"),
        ({"heat of A": ("", "1"), "heat of B": ("", "1")}, "`heat` is 1 for both"),
        ({"heat of A": ("",)}, "`heat of first` is not answered"),
    ],
)
def test_reasons_are_said_as_people_say_them(
    answers: dict[str, tuple[str, ...]], told: str
) -> None:
    """Of both together, where both answer alike or not at all."""
    usual = courses(compiled("mirror-talk")).usual

    assert f" if {told}" == minutes.reasons(replace(usual, answers=answers))
