"""Where a session stands: everything the engine knows, frozen and serialisable.

Two things can suspend a performance. A *hush* (a suspected safe word) holds every clock for the
fraction of a second until it is decided; the phase stays where it is. A *pause* puts the phase
aside and lets the facilitator speak meanwhile. Both give the time back exactly: on release every
pending position is moved by the time that was held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from facilitator.clock import Samples, samples
from facilitator.engine.actions import Outcome
from facilitator.engine.events import Event
from facilitator.engine.operations import LEAST_CHECKED, LEAST_TURN, Pace, Silence, TakeNote, Turn
from facilitator.engine.program import AS_CHOSEN, Program, Tuning
from facilitator.engine.sentences import Sentence

RINGING = samples(4.0)
"""How long the bell at half time is left to ring before anything is asked."""

PAUSE = samples(1.5)
"""Quiet between two who talk that is long enough to ask them something."""

Cue = Literal["halfway", "warning", "check", "end"]
"""What may happen next in a turn."""

Then = Literal["next", "listen", "note", "turn", "pause", "resume", "rest", "finish", "back", "end"]
"""What follows when all sentences of a `Speaking` have been said."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing has begun yet."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """The facilitator says some sentences.

    Attributes:
        sentences: All of them.
        index: The one being said, or next to be said.
        sound: Number of the sounding prompt; 0 in the gap before sentence `index`.
        due: When sentence `index` begins, while in the gap.
        then: What follows.
        asked: With `then="listen"`: how often the question has been asked, this one included.
        back: With `then="back"`: the phase that goes on afterwards, as it stood at `since`; what
            was being said is said again from the sentence that was cut short.
        meant: With `then="listen"`: the meaning that was heard unsurely and is asked about.
    """

    sentences: tuple[Sentence, ...]
    index: int
    sound: int
    due: Samples
    then: Then
    asked: int = 1
    back: Turning | Listening | Noting | Speaking | None = None
    since: Samples = 0
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A bell rings out before the session goes on. With `sound` 0 it goes on at `due`."""

    sound: int
    due: Samples


@dataclass(frozen=True, slots=True)
class Silent:
    """A kept silence. `began` moves by the time held."""

    began: Samples
    halfway_rung: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """A question is open since `since`.

    `until` is when it is asked again; None when it stays open for ever. `meant` is the meaning
    that was heard unsurely, while a yes or no to it is waited for.
    """

    until: Samples | None
    asked: int
    since: Samples
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Noting:
    """A note is listened for since `since`.

    `until` is when it is given up; while somebody speaks it moves on, but not beyond `latest`.
    """

    until: Samples
    latest: Samples
    since: Samples


@dataclass(frozen=True, slots=True)
class Turning:
    """Somebody's turn is running since `began`; `more` was added to it `added` times.

    With `more` 0 it is what the turn itself says. `checked` says that it was asked in it how it
    is.
    """

    began: Samples
    halfway_rung: bool = False
    warned: bool = False
    added: int = 0
    checked: bool = False
    more: Samples = 0


@dataclass(frozen=True, slots=True)
class Pacing:
    """A paced count is running since `began`; `beat` is the next one."""

    began: Samples
    beat: int = 0


@dataclass(frozen=True, slots=True)
class PauseHeld:
    """Paused, in silence since `since`.

    `ask_at` is when the facilitator asks once, softly; None afterwards.
    """

    ask_at: Samples | None
    since: Samples


@dataclass(frozen=True, slots=True)
class Resting:
    """Stopped, in silence, until `until`. Only aftercare that somebody asks for is said."""

    until: Samples


@dataclass(frozen=True, slots=True)
class Over:
    """Latched. Nothing leads out of it."""


Phase = (
    Waiting
    | Speaking
    | Ringing
    | Silent
    | Pacing
    | Listening
    | Noting
    | Turning
    | PauseHeld
    | Resting
    | Over
)


@dataclass(frozen=True, slots=True)
class Suspended:
    """The phase a pause has put aside, as it stood at `since`."""

    phase: Phase
    since: Samples


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn that is put aside, as it stood at `since`, and the position of its operation."""

    position: int
    turning: Turning
    since: Samples


@dataclass(frozen=True, slots=True)
class Called:
    """What a command that asks something back has interrupted, as it stood at `since`."""

    position: int
    phase: Phase
    since: Samples


@dataclass(frozen=True, slots=True)
class State:
    """A session at one moment.

    Attributes:
        position: Index of the operation being performed.
        phase: What is happening within it.
        sounds: How many sounds have been started; the next one is `sounds + 1`.
        variables: Answers so far.
        voice_began: Since when people's voices sound; None while they are silent.
        voice_ended: End of the last voice heard.
        suspended: What a pause has put aside; None while not paused.
        hushed_since: Since when everything is held for a suspected safe word; None otherwise.
        held: Events that arrived during the hush, to be handled if it is dismissed.
        outcome: How it ended; None while it runs.
        paused_times: How often it was paused.
        given_back: How long it was paused and hushed in all: time that does not count.
        kept: The turn that waits for a question or a time apart to be over; None for none.
        called: What a command that asks something back has interrupted; None otherwise.
        tuning: How people have changed the voice.
    """

    position: int = 0
    phase: Phase = Waiting()
    sounds: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)
    voice_began: Samples | None = None
    voice_ended: Samples = 0
    suspended: Suspended | None = None
    hushed_since: Samples | None = None
    held: tuple[Event, ...] = ()
    outcome: Outcome | None = None
    paused_times: int = 0
    given_back: Samples = 0
    kept: Kept | None = None
    called: Called | None = None
    tuning: Tuning = AS_CHOSEN


HUSH_LIMIT = samples(3.0)
"""A hush that nobody decides in this time becomes a stop: who is silenced must not be kept so."""


def held_still(phase: Phase, at: Samples) -> Phase:
    """Return a phase with nothing sounding: a sentence cut short is due again at `at`."""
    match phase:
        case Speaking(sound=sound) if sound:
            return replace(phase, sound=0, due=at)
        case Ringing(sound=sound) if sound:
            return replace(phase, sound=0, due=at)
        case _:
            return phase


def moved(phase: Phase, by: Samples) -> Phase:
    """Return a phase with every pending position moved later by `by`."""
    match phase:
        case Speaking(due=due) | Ringing(due=due):
            return replace(phase, due=due + by)
        case Silent(began=began) | Turning(began=began) | Pacing(began=began):
            return replace(phase, began=began + by)
        case Listening(until=until) if until is not None:
            return replace(phase, until=until + by)
        case Noting(until=until, latest=latest, since=since):
            return replace(phase, until=until + by, latest=latest + by, since=since + by)
        case PauseHeld(ask_at=ask_at) if ask_at is not None:
            return replace(phase, ask_at=ask_at + by)
        case Resting(until=until):
            return replace(phase, until=until + by)
        case _:
            return phase


def next_deadline(program: Program, state: State) -> Samples | None:
    """Return the position at which the engine wants a `Ticked`; None when it waits for people.

    Always the same for the same state, so a loop may ask as often as it likes.
    """
    if state.hushed_since is not None:
        return state.hushed_since + HUSH_LIMIT
    match state.phase:
        case Speaking(sound=0, due=due) | Ringing(sound=0, due=due):
            return due
        case Silent(began=began, halfway_rung=halfway_rung):
            silence = program.operations[state.position]
            assert isinstance(silence, Silence)
            if silence.halfway_bell and not halfway_rung:
                return began + silence.length // 2
            return began + silence.length
        case Pacing(began=began, beat=beat):
            pace = program.operations[state.position]
            assert isinstance(pace, Pace)
            return began + sum(each.length for each in pace.beats[:beat])
        case Listening(until=until):
            return until
        case Noting(until=until):
            return until
        case Turning() as turning:
            turn = program.operations[state.position]
            assert isinstance(turn, Turn)
            return next_cue(turn, turning, state)[1]
        case PauseHeld(ask_at=ask_at):
            return ask_at
        case Resting(until=until):
            return until
        case _:
            return None


def wanted_note(program: Program, state: State) -> Samples | None:
    """Return the longest note that is to be taken down now; None when nobody is asked for one.

    A suspected safe word does not interrupt it; a pause and an end do.
    """
    if not isinstance(state.phase, Noting) or state.outcome is not None:
        return None
    note = program.operations[state.position]
    assert isinstance(note, TakeNote)
    return note.longest


def turn_length(turn: Turn, turning: Turning) -> Samples:
    """Return the time a running turn has, from its beginning: added time and an end by the
    clock included."""
    if turn.until is not None:
        return max(LEAST_TURN, turn.until - turning.began)
    return turn.length + turning.added * (turning.more or turn.more)


def has_halfway(turn: Turn, turning: Turning) -> bool:
    """Say whether a turn has a halfway bell: only when it is not cut up by it."""
    return turn.halfway and turn_length(turn, turning) >= 30 * 16_000


def has_warning(turn: Turn, turning: Turning) -> bool:
    """Say whether a turn has its warning: not when it would fall on the halfway bell."""
    return turn.warning > 0 and turn.warning * 3 <= turn_length(turn, turning)


def has_check(turn: Turn, turning: Turning) -> bool:
    """Say whether it is asked near half time how it is: not in a turn that is over by then."""
    return turn.check is not None and turn_length(turn, turning) >= LEAST_CHECKED


def next_cue(turn: Turn, turning: Turning, state: State) -> tuple[Cue, Samples]:
    """Return what happens next in a running turn, and when.

    Past its length a turn ends at the first breath (a pause of `Turn.breath`), and in any case
    after `Turn.overtime`. How it is, is asked at the first longer pause after half time, when a
    bell has rung out; where nobody pauses, after a quarter of the length or `Turn.overtime`,
    whichever is less.
    """
    length = turn_length(turn, turning)
    cues: list[tuple[Cue, Samples]] = []
    half = turning.began + length // 2
    if has_halfway(turn, turning) and not turning.halfway_rung:
        cues.append(("halfway", half))
    if has_warning(turn, turning) and not turning.warned:
        cues.append(("warning", turning.began + length - turn.warning))
    if has_check(turn, turning) and not turning.checked:
        earliest = half + (RINGING if has_halfway(turn, turning) else 0)
        latest = max(earliest, half + min(length // 4, turn.overtime))
        cues.append(("check", _at_a_pause(state, earliest, latest, PAUSE)))
    end = turning.began + length
    cues.append(("end", _at_a_pause(state, end, end + turn.overtime, turn.breath)))
    return min(cues, key=lambda cue: cue[1])


def _at_a_pause(state: State, earliest: Samples, latest: Samples, pause: Samples) -> Samples:
    """Return when people will have been quiet for so long, if they stay as they are."""
    if state.voice_began is not None:
        return latest
    return min(latest, max(earliest, state.voice_ended + pause))
