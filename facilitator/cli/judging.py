"""A trial of a safe word put into words: figures, what is wrong, and what to do about it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from facilitator.engine.own_words import OWN, OwnWords

if TYPE_CHECKING:
    from facilitator.session.word_attempt import Repetition
    from facilitator.session.word_trial import Tried

QUIET_PEAK_DBFS: Final = -50.0
"""Below this peak the speech model begins to lose words: 8 % of real recordings at -50 dBFS, 66 %
at -60, before the level control. Other figures: `docs/safe-word.md`."""

NEAR_NOISE_DB: Final = 15.0
"""With less than this between voice and noise floor words are missed more often: of real
recordings 2 to 4 % at 10 dB, 6 to 17 % at 5 dB, when everything else is well."""

LEAST_REMOVED_DB: Final = 6.0
"""Less of the facilitator's own voice taken away than this leaves it louder than a person who
sits twice as far away as the loudspeaker."""

SLOW_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a trial, in words.

    Attributes:
        line: The figures in one line.
        levels: A line for each person.
        advice: What is wrong, with figures, and what to do about it; empty when all is well.
        blames_word: Words were missed although every level is fine.
        spoken: The advice in short, as it is said aloud.
        silent_seconds: From the end of the word to silence, in the middle; None when nothing
            was heard.
    """

    line: str
    levels: tuple[str, ...]
    advice: tuple[str, ...]
    blames_word: bool
    spoken: tuple[str, ...] = ()
    silent_seconds: float | None = None

    @property
    def figures(self) -> str:
        """All figures in one line, as they are remembered."""
        return "; ".join((self.line.rstrip("."), *self.levels))


def told_of(repetition: Repetition) -> str:
    """Return who said the word, and how it was heard, in a line."""
    request = repetition.request
    what = "over my voice" if request.over_voice else f"{request.number} of 3"
    return f"{_named(request.name)}, {what}: {told(repetition)}"


def told(repetition: Repetition) -> str:
    """Return how one repetition was heard, in a few words."""
    if repetition.stopped:
        return f"heard{_after(repetition.silent_seconds)}"
    if repetition.hushed:
        return "fell silent, but was not sure; a session would have gone on"
    if repetition.spoke:
        return "not heard, though somebody spoke"
    return "nothing came in"


def _after(seconds: float | None) -> str:
    return "" if seconds is None else f", silent after {_at_least_a_tenth(seconds):.1f} seconds"


def _at_least_a_tenth(seconds: float) -> float:
    return max(0.1, seconds)


def judged(tried: Tried, own: OwnWords = OWN) -> Judged:
    """Put the figures of a trial into words, and say what is wrong with a room or a microphone.

    Args:
        tried: What was measured.
        own: What is said aloud of it, in the language of the session; what is written is English.
    """
    each = tried.repetitions
    silent = [r for r in each if not r.request.over_voice]
    over = [r for r in each if r.request.over_voice]
    line = f"heard {_count(silent)} of {len(silent)}"
    if over:
        line += f"; {_count(over)} of {len(over)} over my voice"
    times = [r.silent_seconds for r in each if r.silent_seconds is not None]
    if times:
        line += f"; stops in {_at_least_a_tenth(statistics.median(times)):.1f} seconds"
    levels: list[str] = []
    advice: list[tuple[str, str]] = []
    for name in dict.fromkeys(r.request.name for r in each):
        theirs = [r for r in silent if r.request.name == name]
        spoken = [r for r in theirs if r.spoke]
        if spoken:
            levels.append(_levels(name, spoken))
        advice += _about(name, theirs, spoken, own)
    advice += _about_echo(over, own)
    lost = sum(r.lost_seconds for r in each)
    if lost > 0.0:
        advice.append(
            (
                f"{lost * 1000:.0f} ms of the microphone never came. Close other programs, or "
                "connect the microphone directly instead of through a hub.",
                own.text("trial busy"),
            )
        )
    missed = any(not r.stopped for r in each)
    if times and round(statistics.median(times), 1) > SLOW_SECONDS:
        advice.append(
            (
                f"It took {statistics.median(times):.1f} seconds to fall silent; {SLOW_SECONDS} "
                "are usual. A loudspeaker without Bluetooth is faster.",
                own.text("trial slow"),
            )
        )
    return Judged(
        f"{line}.",
        tuple(levels),
        tuple(written for written, _ in advice),
        missed and not advice,
        tuple(spoken for _, spoken in advice),
        statistics.median(times) if times else None,
    )


def _count(repetitions: Sequence[Repetition]) -> int:
    return sum(r.stopped for r in repetitions)


def _levels(name: str, spoken: Sequence[Repetition]) -> str:
    level = statistics.median(r.level_dbfs for r in spoken)
    peak = max(r.peak_dbfs for r in spoken)
    noise = statistics.median(r.noise_dbfs for r in spoken)
    return (
        f"{_named(name)}: {level:.0f} dBFS (loudest {peak:.0f}), "
        f"{level - noise:.0f} dB above the room’s noise"
    )


def _about(
    name: str, asked: Sequence[Repetition], spoken: Sequence[Repetition], own: OwnWords
) -> list[tuple[str, str]]:
    """Return what is wrong with how one person comes in, as it is written and as it is said."""
    who = _named(name)
    if asked and not spoken:
        return [
            (
                f"{who}: nothing came in. Is the microphone on, and near enough? “facilitator "
                "doctor” looks.",
                own.text("trial no voice", name=name),
            )
        ]
    if not spoken:
        return []
    found = []
    clipped = max(r.clipped for r in spoken)
    peak = statistics.median(r.peak_dbfs for r in spoken)
    above = statistics.median(r.level_dbfs - r.noise_dbfs for r in spoken)
    if clipped > 0.0:
        found.append(
            (
                f"{who}: too loud for the microphone, {clipped:.1%} of the word is at full "
                "scale. Turn its level down in the system’s sound settings.",
                own.text("trial too loud", name=name),
            )
        )
    if peak < QUIET_PEAK_DBFS:
        found.append(
            (
                f"{who}: too quiet, the word peaks at {peak:.0f} dBFS, where −50 or more is "
                "good. Sit nearer, or turn the microphone’s level up.",
                own.text("trial too quiet", name=name),
            )
        )
    if above < NEAR_NOISE_DB:
        noise = statistics.median(r.noise_dbfs for r in spoken)
        found.append(
            (
                f"{who}: too much noise, the word is {above:.0f} dB above it ({noise:.0f} dBFS), "
                f"where {NEAR_NOISE_DB:.0f} or more is good. Sit nearer, or switch fans and "
                "music off.",
                own.text("trial noise", name=name),
            )
        )
    return found


def _about_echo(over: Sequence[Repetition], own: OwnWords) -> list[tuple[str, str]]:
    missed = [r for r in over if not r.stopped]
    if not missed:
        return []
    removed = max(r.echo_removed_db for r in over)
    if removed >= LEAST_REMOVED_DB:
        return []
    return [
        (
            f"Over my voice: only {removed:.0f} dB of it could be taken away again. Use "
            "headphones, turn me down, or move the loudspeaker away from the microphone. If it is "
            "a Bluetooth loudspeaker, use another one.",
            own.text("trial own voice"),
        )
    ]


def _named(name: str) -> str:
    return name[0].upper() + name[1:]
