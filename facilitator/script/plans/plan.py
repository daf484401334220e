"""Test plans beside a ritual: what people say, what must follow, what must not.

A plan is followed without sound: the program is walked with the answers of each case. It shows
that a ritual goes where its author means it to go; how exact it is in time and how fast it stops
is shown by rehearsals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from facilitator.clock import seconds
from facilitator.engine.jars import slip_in
from facilitator.engine.operations import (
    PASSED,
    Ask,
    Bell,
    Draw,
    DrawSlip,
    End,
    Operation,
    Pace,
    PutIn,
    Remember,
    Remind,
    Say,
    Silence,
    TakeNote,
    Turn,
)
from facilitator.engine.program import Program
from facilitator.engine.sentences import Sentence
from facilitator.engine.spoken import with_notes, with_tallies
from facilitator.engine.whose import PLACES
from facilitator.errors import ScriptError
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.compiling.leading import LED_LAST, in_turn
from facilitator.script.compiling.reminding import tried
from facilitator.script.compiling.settling import asked_first, conversation
from facilitator.script.diagnostics import ScriptErrors, closest
from facilitator.script.durations import short_duration
from facilitator.script.facts.remembered import Remembered, remembered
from facilitator.script.plans.form import Case, read_cases, texts_of
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.capitals import in_small_letters
from facilitator.script.ritual import Ritual
from facilitator.script.walking.timing import first_answer, usual_note, walk

PEOPLE: Final = ("A", "B", "C", "D", "E", "F", "G", "H")
"""What the people of a test plan are called: the two first ones, where a case says no number."""

_SHOWN: Final = 3
"""So many of the first and of the last events are named in place of one that does not happen."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a case says that was otherwise.

    Attributes:
        path: Where the case says it: the key, and the number or the name under it.
        what: What was otherwise, as half a sentence.
        help: What happens there instead; "" for nothing to tell.
    """

    path: tuple[str, int | str]
    what: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened in one case.

    Attributes:
        happened: Everything in order, in the words plans use.
        kept: What the journal holds afterwards.
        found: What was expected and did not happen, or happened and must not; empty when all is
            well.
    """

    happened: tuple[str, ...]
    kept: Mapping[str, str]
    found: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What was otherwise, in words."""
        return tuple(problem.what for problem in self.found)


def people_of(case: Case) -> tuple[str, ...]:
    """Return what the people of a case are called, in the order in which they are given."""
    return PEOPLE[: case.how_many]


def before(ritual: Ritual, case: Case) -> Remembered:
    """Return what is remembered when the session of a case begins."""
    given = [(name, texts_of(value)) for name, value in case.memory.items()]
    last = case.memory.get(LED_LAST)
    kept = {LED_LAST: last} if isinstance(last, str) else {}
    return remembered(ritual, in_turn(people_of(case), ritual.form.lead, kept), given)


def read_plan(path: Path) -> list[Case]:
    """Return the cases of a plan.

    Raises:
        ScriptErrors: Not a plan; carries every finding about its form.
    """
    reading = in_small_letters(yaml_recovery.read(path.name, path.read_bytes()), Case)
    if reading.tree is None:
        raise ScriptErrors(reading.slips)
    cases, found = read_cases(reading.tree)
    wrong = reading.with_rest(found)
    if wrong:
        raise ScriptErrors(wrong)
    return list(cases.values())


def compiled(
    ritual: Ritual, case: Case, kept: Remembered, said: Mapping[str, str] | None = None
) -> Program:
    """Return the program of a case, with what is kept from before it, and what was said when
    settings were asked for."""
    return compile_ritual(
        ritual,
        partners=people_of(case),
        settings=case.settings,
        memory=kept.values,
        jars=kept.jars,
        reminders=[tried(text) for text in case.reminders],
        said=said,
    )


def asked_before(ritual: Ritual, case: Case, kept: Remembered, program: Program) -> Program | None:
    """Return what asks for settings before the program of a case; None when nothing does.

    Asked for are those that the ritual asks for at its start, and those a case has an answer to.
    """
    answered = {about(each) for each in program.operations if isinstance(each, Ask | Turn)}
    wished = [name for name in case.heard if name not in answered]
    people = people_of(case)
    names = asked_first(ritual, kept.values, case.settings, wished=wished, people=people)
    if not names:
        return None
    return conversation(ritual, names, partners=people, settings=case.settings, memory=kept.values)


def follow(ritual: Ritual, case: Case) -> Outcome:
    """Return what happens when people called A, B and so on behave as a case says."""
    kept_before = before(ritual, case)
    program = compiled(ritual, case, kept_before)
    first = asked_before(ritual, case, kept_before, program)
    if first is None:
        happened, kept = _followed(program, case)
    else:
        happened, said = _followed(first, case, is_whole=False)
        kept = {}
        if happened[-1:] != ["stopped"]:
            program = compiled(ritual, case, kept_before, said)
            later, kept = _followed(program, case)
            happened += later
    remembered_then = {**kept_before.values, **kept}
    return Outcome(tuple(happened), kept, tuple(_problems(case, happened, remembered_then)))


def _followed(
    program: Program, case: Case, *, is_whole: bool = True
) -> tuple[list[str], dict[str, str]]:
    """Return what happens in a program, and what it keeps; `is_whole` when it has an end."""
    answers: dict[str, str] = {}

    def answer(ask: Ask) -> str:
        meaning = _answer(ask, program, case)
        answers[ask.remember] = meaning
        return meaning

    def note(asked: TakeNote) -> str:
        answers[asked.name] = _noted(asked, program, case)
        return answers[asked.name]

    def passes(turn: Turn) -> bool:
        what = turn.remember.removesuffix(f" of {turn.who}")
        said = _heard(what, turn.who, program, case) if turn.remember else None
        return said is not None and said in (PASSED, *turn.passes)

    happened: list[str] = []
    kept: dict[str, str] = {}
    is_waiting: list[Ask] = []
    walked = walk(program, answer, note, answers, passes)
    for operation in _until_unanswered(walked, is_waiting):
        if isinstance(operation, PutIn):
            kept[operation.jar] = answers.get(operation.variable, "")
        if isinstance(operation, Remember):
            variable = operation.variable
            kept[operation.name] = answers.get(variable, "") if variable else operation.value
            continue
        for event in events(operation, program, answers):
            happened.append(event)
            if case.stops and event == case.stops:
                happened.append("stopped")
                break
        if happened[-1:] == ["stopped"]:
            break
    else:
        is_over = happened and happened[-1].startswith("end")
        if is_whole and not is_over and not is_waiting:
            happened.append("end completed")
    return happened, kept


class _WaitsForEverError(Exception):
    """A question that goes on only with an answer is given none."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.ask = ask


def _until_unanswered(
    walked: Iterator[tuple[int, Operation]], waiting: list[Ask]
) -> Iterator[Operation]:
    """Yield what is performed, up to a question that waits for ever; puts that into `waiting`."""
    try:
        for _, operation in walked:
            yield operation
    except _WaitsForEverError as wait:
        waiting.append(wait.ask)
        yield wait.ask


def events(operation: Operation, program: Program, answers: Mapping[str, str]) -> Iterator[str]:
    """Yield what an operation does, in the words plans use; notes are among the answers."""
    match operation:
        case Say(sentences=sentences):
            yield from _said(sentences, program, answers)
        case TakeNote(who=who, name=name):
            what = name.removesuffix(f" of {who}") if who else name
            yield f"asks {who} for a note: {what}" if who else f"waits for a note: {what}"
        case Bell(bell=bell):
            yield f"bell {bell}"
        case Silence(length=length):
            yield f"silence of {short_duration(seconds(length))}"
        case Ask(who=who, remember=variable, question=question):
            noted = [sentence for sentence in question if "{~" in sentence.text]
            yield from _said(noted, program, answers)
            what = about(operation)
            yield f"asks {who} about {what}" if who else f"waits for {what or variable}"
        case Turn(who=""):
            yield "open conversation"
        case Turn(who=who):
            yield f"turn of {who}"
        case Pace():
            yield "counts breaths"
        case Draw(deck=deck):
            yield f"draws from {deck}"
        case PutIn(jar=jar):
            yield f"keeps in {jar}"
        case DrawSlip(jar=jar):
            yield f"draws from {jar}" if answers.get(slip_in(jar)) else f"finds {jar} empty"
        case Remind(when=when):
            yield f"reminds {when}"
        case End(outcome=outcome, next_ritual=following):
            yield f"end {outcome}"
            if following:
                yield f"leads to {following}"


def _said(
    sentences: Iterable[Sentence], program: Program, answers: Mapping[str, str]
) -> Iterator[str]:
    for sentence in sentences:
        noted = with_notes(program, answers, sentence)
        if noted is not None:
            yield f"says {with_tallies(program, answers, noted).text}"


def about(ask: Ask | Turn) -> str:
    """Return what a question is about, or what a turn is called that may be passed, in the words
    plans use ("consent", "wish")."""
    if tuple(ask.answers) == ("ready",):
        return "ready"
    return ask.remember.removesuffix(f" of {ask.who}") if ask.who else ask.remember


def _heard(what: str, who: str, program: Program, case: Case) -> str | None:
    """Return what a case has somebody ("" for either) answer; None when it does not say.

    "wish of first" and "wish of A" are what one of them answers, and count more than "wish".
    """
    index = program.partners.index(who) if who else 0
    names = [f"{what} of {each}" for each in (*PLACES[index : index + 1], who) if who]
    said = next((case.heard[n] for n in (*names, what) if n in case.heard), None)
    return said if said is None or isinstance(said, str) else said[index]


def _answer(ask: Ask, program: Program, case: Case) -> str:
    said = _heard(about(ask), ask.who, program, case)
    if said is None:
        return first_answer(ask)
    if said == "nothing" or (said == "pass" and "pass" not in ask.answers):
        if ask.default is None:
            raise _WaitsForEverError(ask)
        return ask.default
    for meaning, ways in ask.answers.items():
        if said == meaning or said in ways:
            return meaning
    raise ScriptError(f'"{said}" is no answer to “{about(ask)}” in this ritual.')


def _noted(note: TakeNote, program: Program, case: Case) -> str:
    what = note.name.removesuffix(f" of {note.who}") if note.who else note.name
    said = _heard(what, note.who, program, case)
    if said is None:
        return usual_note(note)
    return "" if said == "nothing" or said.lower() in note.passes else said


def _problems(case: Case, happened: list[str], kept: Mapping[str, str]) -> Iterator[Problem]:
    position = 0
    for number, expected in enumerate(case.expect):
        try:
            position = happened.index(expected, position) + 1
        except ValueError:
            where = ("expect", number)
            yield Problem(where, *_missing(expected, happened, position))
            break
    for number, unwanted in enumerate(case.never):
        if unwanted in happened:
            yield Problem(("never", number), f"`{unwanted}` happens, and must not")
    for name, value in case.remember.items():
        if kept.get(name) != value:
            found = f"`{kept[name]}`" if name in kept else "nothing"
            what = f"`{name}` is remembered as {found}, not as `{value}`"
            yield Problem(("remember", name), what)


def _missing(expected: str, happened: list[str], position: int) -> tuple[str, str]:
    """Return what is wrong with an event that does not come, and what comes instead."""
    after = f" after `{happened[position - 1]}`" if position else ""
    if expected in happened:
        return f"`{expected}` does not happen{after}, only before it", ""
    following = [f"`{each}`" for each in happened[position:]]
    more = len(following) > 2 * _SHOWN
    shown = [*following[:_SHOWN], "…", *following[-_SHOWN:]] if more else following
    told = ", ".join(shown)
    help_ = f"what follows there is {told}" if following else "nothing follows there"
    near = closest(expected, happened[position:])
    if near and f"`{near}`" not in shown:
        help_ = f"did you mean `{near}`? {help_}"
    return f"`{expected}` does not happen{after}", help_
