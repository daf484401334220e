"""What people can say where a question, a note, a turn or a silence of their own is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from facilitator.authoring.paths import Paths
from facilitator.clock import Samples, samples
from facilitator.engine.asking import SURE
from facilitator.engine.commands import HEARD_IN, moment_of
from facilitator.engine.events import Event, NoteHeard, PhraseHeard
from facilitator.engine.operations import PASSED, Ask, Silence, TakeNote, Turn
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Silent, Speaking, State
from facilitator.session.on_paper import NOTES, note_events, willing_answer

_SAID_AFTER: Final = samples(2.0)
_SAID_FOR: Final = samples(0.8)
_NOTED_AFTER: Final = samples(1.5)
_WISHED_AFTER: Final = samples(3.0)
_COUNTED_AFTER: Final = samples(5.0)
_OFTEN: Final = 3
_LASTING: Final = ("delete that", "repeat day")
_UNSURE: Final = SURE / 2


@dataclass(frozen=True, slots=True)
class Choice:
    """Something people can say, or that they say nothing.

    Attributes:
        name: Told apart by it from everything else that can be said at the same step.
        said: What happens; nothing where they are silent.
        alike: Equal for choices that lead on in the same way; None for what need not be said
            twice at the same step.
        anywhere: It need not be said twice in the whole session.
    """

    name: str
    said: tuple[Event, ...] = ()
    alike: object = None
    anywhere: bool = False


class Choices:
    """What people can say in a program, and which of it leads on in the same way.

    Args:
        program: What is performed.
        paths: Where its steps lead.
    """

    def __init__(self, program: Program, paths: Paths) -> None:
        self._program = program
        self._paths = paths

    def at(self, state: State, at: Samples) -> Iterator[Choice]:
        """Yield what can be said at a moment, what willing people say first."""
        place = state.position
        operation = self._program.operations[place]
        match operation, state.phase:
            case _, Speaking():
                yield Choice("listens")
            case Ask(), Listening(meant=meant) if meant:
                for phrase in (*operation.confirmed[:1], *operation.denied[:1]):
                    yield Choice(f"{meant}: {phrase}", _phrase(phrase, at))
                yield Choice(f"{meant}: nothing")
                return
            case Ask(), Listening(until=until):
                yield from self._answers(operation, place, at, is_patient=until is None)
            case TakeNote(), _:
                yield from self._notes(operation, place, state, at)
            case Turn(), _:
                yield from self._in_turn(operation, place, at)
            case Silence(), Silent():
                yield Choice("silence", alike="silence")
            case _:
                return
        is_open = not isinstance(state.phase, Speaking)
        leads = {**getattr(operation, "leads", {}), **getattr(operation, "leaves", {})}
        leads |= getattr(operation, "calls", {})
        wishes = {to: said for said, to in reversed(leads.items())} if is_open else {}
        for target, phrase in wishes.items():
            said = _phrase(phrase, at, _WISHED_AFTER)
            yield Choice(f"wish {target}", said, ("wish", target))
        yield from self._commands(state, at)

    def _answers(self, ask: Ask, place: int, at: Samples, *, is_patient: bool) -> Iterator[Choice]:
        first = willing_answer(ask, {})
        for meaning in (first, *(each for each in ask.answers if each != first)):
            phrase = next(iter(ask.answers[meaning]), "")
            if phrase:
                yield Choice(meaning, _phrase(phrase, at), self._answered(ask, place, meaning))
        if not is_patient:
            alike = self._answered(ask, place, ask.default) if ask.default is not None else "waits"
            yield Choice("nothing", (), alike)
        for meaning in list(ask.unsure)[:1]:
            said = replace(_heard(ask.answers[meaning][0], at + _SAID_AFTER), confidence=_UNSURE)
            yield Choice(f"perhaps {meaning}", (said,))

    def _answered(self, ask: Ask, place: int, meaning: str) -> object:
        return "answered", self._paths.same(place + 1, ask.remember, meaning)

    def _notes(self, note: TakeNote, place: int, state: State, at: Samples) -> Iterator[Choice]:
        def alike(how: str) -> object:
            text = "x" if how == "heard" else ""
            paths, after = self._paths, place + 1
            return paths.same(after, f"{note.name}/how", how), paths.same(after, note.name, text)

        begins = at + _NOTED_AFTER
        text = _unsaid(self._program, note, state.variables)
        yield Choice("a note", note_events(text, begins), alike("heard"))
        *before, heard = note_events(NOTES[0], begins)
        assert isinstance(heard, NoteHeard)
        unclear = replace(heard, text="", sayable=False)
        yield Choice("an unclear note", (*before, unclear), alike("unclear"))
        yield Choice("nothing", (), alike("nothing"))
        for phrase in note.passes[:1]:
            yield Choice("pass", _phrase(phrase, at), alike("nothing"))
        # In a note it must never be read back.
        yield Choice("the safe word", note_events(self._program.safe_words[0], begins))

    def _in_turn(self, turn: Turn, place: int, at: Samples) -> Iterator[Choice]:
        often = dict.fromkeys(turn.counts, _OFTEN)
        yield self._counted(turn, place, at, often)
        if turn.counts:
            amounts = {0}.union(*map(self._paths.amounts, turn.counts))
            for amount in sorted(amounts):
                yield self._counted(turn, place, at, dict.fromkeys(turn.counts, amount))
            for one in turn.counts:
                yield self._counted(turn, place, at, {one: _OFTEN})
        for phrase in turn.passes[:1]:
            after = turn.passed or turn.after or place + 1
            alike = "passed", self._paths.same(after, turn.remember, PASSED)
            yield Choice("passes", _phrase(phrase, at), alike)
        for phrase in turn.done[:1]:
            yield Choice("done", (said_at_once(phrase, at),))
        for aside in turn.asides:
            for phrase in aside.phrases[:1]:
                yield Choice(f"asks: {phrase}", _phrase(phrase, at, _WISHED_AFTER))

    def _counted(self, turn: Turn, place: int, at: Samples, often: Mapping[str, int]) -> Choice:
        """Return a turn that is used to its end, something counted in it."""
        after = turn.after or place + 1
        alike = tuple(
            self._paths.same(after, name, str(often.get(name, 0))) for name in turn.counts
        )
        return Choice(f"counts {sorted(often.items())}", tuple(_counting(turn, at, often)), alike)

    def _commands(self, state: State, at: Samples) -> Iterator[Choice]:
        moment = moment_of(state.phase)
        for meaning in self._program.commands:
            if moment in HEARD_IN.get(meaning, ()):
                phrase = self._program.own.ways(meaning)[0]
                # What they change may be told of, or asked for, later on.
                is_lasting = meaning in self._program.routines or meaning in _LASTING
                alike = meaning if is_lasting else None
                yield Choice(f"{meaning} in a {moment}", _phrase(phrase, at), alike, anywhere=True)


def _heard(phrase: str, at: Samples) -> PhraseHeard:
    return PhraseHeard(at, at - _SAID_FOR, phrase, True)


def said_at_once(phrase: str, at: Samples) -> PhraseHeard:
    """Return what is heard of somebody who says something soon after a position."""
    return _heard(phrase, at + _WISHED_AFTER)


def _phrase(phrase: str, at: Samples, after: Samples = _SAID_AFTER) -> tuple[Event, ...]:
    return (_heard(phrase, at + after),)


def _counting(turn: Turn, at: Samples, often: Mapping[str, int]) -> Iterator[Event]:
    """Yield what is counted, in the time there is."""
    most = max(often.values(), default=0)
    room = turn.length - _COUNTED_AFTER
    apart = min(samples(7.0), room // most) if most else 0
    told: list[PhraseHeard] = []
    for index, (name, phrases) in enumerate(turn.counts.items()):
        for time in range(often.get(name, 0)):
            told.append(_heard(phrases[0], at + _COUNTED_AFTER + apart * time + index))
    yield from sorted(told, key=lambda each: each.at)


def _unsaid(program: Program, note: TakeNote, variables: Mapping[str, str]) -> str:
    """Return a note that nobody has said in this session."""
    said = {line for text in variables.values() for line in text.split("\n")}
    index = program.partners.index(note.who) if note.who in program.partners else 0
    texts: Sequence[str] = (*NOTES[index:], *NOTES[:index])
    while all(text in said for text in texts):
        texts = [f"{text} again" for text in texts]
    return next(text for text in texts if text not in said)
