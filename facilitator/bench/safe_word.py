"""How often a safe word is missed, and how often it is heard where it was not said.

Recordings are heard in a simulated room by the ears of a session: echo canceller, level control,
both recognizers. What they report is counted, nothing inside them is looked at.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from facilitator.audio import Sound
from facilitator.bench.clips import Clip
from facilitator.bench.false_alarms import (
    EARLY,
    LATE,
    Occurrence,
    Talk,
    voice_length,
)
from facilitator.bench.findings import Findings, Said
from facilitator.bench.processes import carried_out
from facilitator.bench.rivals import Rival, open_rival
from facilitator.bench.scenes import Condition, Scene, hours
from facilitator.bench.stopping import energy_end
from facilitator.clock import BLOCK, Samples, samples, seconds
from facilitator.ears.doubt import Judgement
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import Event, SafeWordHeard, SafeWordSuspected
from facilitator.room.recordings import load_recording

_CLIPS_AT_ONCE = 10
_TALK_AT_ONCE_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What one batch measures.

    Attributes:
        words: The safe words listened for, all by the same ears.
        clips: Recordings of the first, or, when `said` is false, of other talk.
        said: Whether the word is said in them.
        condition: How they reach the microphone.
        seed: Chooses rooms, noise and moments.
        warm: Keep the ears from one recording of the word to the next.
        talk: Recordings that noise of talking people is made of.
        compare: Names of rivals.
        occurrences: What is truly said in the talk.
        judged: Everything that is doubted is read in every way, so that it is known how sure it
            was; that decides nothing, but takes time.
    """

    words: tuple[str, ...]
    clips: tuple[Clip, ...]
    said: bool
    condition: Condition
    seed: int = 0
    warm: bool = False
    talk: tuple[Path, ...] = ()
    compare: tuple[str, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    judged: bool = False

    @property
    def word(self) -> str:
        """The first of the words."""
        return self.words[0]


def measure(
    plans: Sequence[Plan],
    *,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Findings:
    """Carry out batches, in one or two processes, and return what they found together.

    The result does not depend on `jobs`, its processor share excepted.

    Args:
        plans: From `batches`.
        jobs: Processes, two at most.
        progress: Told how many recordings have just been heard.

    Raises:
        ModelError: Speech model or voice cannot be loaded.
        UsageError: A recording cannot be read, or a word cannot be heard.
    """
    found = carried_out(
        carry_out, plans, jobs=jobs, progress=lambda plan: progress(len(plan.clips))
    )
    total = Findings()
    for each in found:
        total.add(each)
    return total


def batches(
    positives: Sequence[Clip],
    negatives: Sequence[Clip],
    words: Sequence[str],
    condition: Condition,
    *,
    seed: int = 0,
    warm: bool = False,
    compare: Sequence[str] = (),
    together: bool = False,
    occurrences: Sequence[Occurrence] = (),
    judged: bool = False,
) -> list[Plan]:
    """Cut the work into pieces: each recording of a word, and all talk for every word.

    Args:
        positives: Recordings of words.
        negatives: Recordings in which none of them is said.
        words: Listened for in `negatives`, each by ears of its own.
        condition: How all of it reaches the microphone.
        seed: Chooses rooms, noise and moments.
        warm: Keep the ears from one recording of a word to the next.
        compare: Names of rivals.
        together: One pair of ears listens for all words in `negatives`, folder after folder.
        occurrences: What is truly said in `negatives`.
        judged: As `Plan` has it.
    """
    talk = tuple(clip.path for clip in negatives)
    plans: list[Plan] = []

    def plan(words: Sequence[str], clips: Sequence[Clip], said: bool) -> None:
        number = seed * 100_000 + len(plans) * 1000
        plans.append(
            Plan(
                tuple(words),
                tuple(clips),
                said,
                condition,
                number,
                warm,
                talk,
                tuple(compare),
                () if said else tuple(occurrences),
                judged,
            )
        )

    for word in dict.fromkeys(clip.word for clip in positives):
        clips = [clip for clip in positives if clip.word == word]
        for at in range(0, len(clips), _CLIPS_AT_ONCE):
            plan((word,), clips[at : at + _CLIPS_AT_ONCE], True)
    if together:
        for source in dict.fromkeys(clip.source for clip in negatives):
            for group in _by_length([clip for clip in negatives if clip.source == source]):
                plan(words, group, False)
    else:
        for group in _by_length(negatives):
            for word in words:
                plan((word,), group, False)
    return plans


def carry_out(plan: Plan) -> Findings:
    """Hear the recordings of one batch and return what was found."""
    model = load_model()
    rivals: dict[tuple[str, str], Rival] = {}
    found = Findings(judged=plan.judged)
    for name in plan.compare:
        for word in plan.words:
            rival = open_rival(name, word, model)
            if isinstance(rival, str):
                found.absent.add(rival)
            else:
                rivals[name, word] = rival
    if plan.said:
        if plan.warm:
            _hear_words(plan, plan.clips, model, rivals, found, plan.seed)
        else:
            for number, clip in enumerate(plan.clips):
                _hear_words(plan, (clip,), model, rivals, found, plan.seed + number)
    else:
        _hear_talk(plan, model, rivals, found)
    return found


def _hear_words(
    plan: Plan,
    clips: Sequence[Clip],
    model: SpeechModel,
    rivals: dict[tuple[str, str], Rival],
    found: Findings,
    seed: int,
) -> None:
    sounds = [load_recording(clip.path) for clip in clips]
    scene = Scene(sounds, plan.condition, seed=seed, talk=plan.talk)
    events, judgements, microphone = _heard(scene, plan, model, found)
    ends = [place[0] + energy_end(sound) for place, sound in zip(scene.places, sounds, strict=True)]
    times = {
        name: [samples(at) for at in rival.listen(microphone)]
        for (name, _), rival in rivals.items()
    }
    for clip, (start, _), end in zip(clips, scene.places, ends, strict=True):
        window = (start - EARLY, end + LATE)
        hush, stop = _claimed(events, plan.word, window)
        others = {name: _within(each, window, end) for name, each in times.items()}
        found.said.append(
            Said(
                clip.name,
                plan.word,
                None if hush is None else seconds(hush - end),
                None if stop is None else seconds(stop - end),
                others,
                clip.source,
                max(
                    (
                        each.spare
                        for each in judgements
                        if each.word == plan.word
                        and each.spare is not None
                        and window[0] <= each.at <= window[1]
                    ),
                    default=None,
                ),
            )
        )


def _within(
    times: Sequence[Samples], window: tuple[Samples, Samples], end: Samples
) -> float | None:
    inside = [at for at in times if window[0] <= at <= window[1]]
    return seconds(inside[0] - end) if inside else None


def _claimed(
    events: Sequence[Event], word: str, window: tuple[Samples, Samples]
) -> tuple[Samples | None, Samples | None]:
    """Return when a word said within a window was first suspected, and when it was certain."""
    stops = [
        event.at
        for event in events
        if isinstance(event, SafeWordHeard)
        and event.word == word
        and window[0] <= event.at <= window[1]
    ]
    hushes = [
        event.at
        for event in events
        if isinstance(event, SafeWordSuspected)
        and event.word == word
        and window[0] <= event.at <= window[1]
    ]
    return min([*hushes, *stops], default=None), min(stops, default=None)


def _hear_talk(
    plan: Plan, model: SpeechModel, rivals: dict[tuple[str, str], Rival], found: Findings
) -> None:
    sounds = [load_recording(clip.path) for clip in plan.clips]
    scene = Scene(sounds, plan.condition, seed=plan.seed, talk=plan.talk)
    events, judgements, microphone = _heard(scene, plan, model, found)
    length, voice = hours(scene.length), hours(voice_length(events, scene.length))
    found.talk_hours = dict.fromkeys(plan.words, length)
    found.voice_hours = dict.fromkeys(plan.words, voice)
    found.ears_voice_hours = voice
    for clip, sound in zip(plan.clips, sounds, strict=True):
        share = length * sound.size / max(1, sum(each.size for each in sounds))
        found.ears_hours[clip.source] = found.ears_hours.get(clip.source, 0.0) + share
    found.source_hours = {
        source: each * len(plan.words) for source, each in found.ears_hours.items()
    }
    talk = Talk(plan.clips, scene.places, plan.words, plan.occurrences)
    found.alarms += talk.alarms(events)
    found.occurred += talk.occurred(events)
    found.doubted += talk.doubted(judgements)
    for (name, word), rival in rivals.items():
        times = [samples(at) for at in rival.listen(microphone)]
        found.alarms += [
            talk.alarm(name, word, at, word) for at in times if not talk.is_said(word, at)
        ]


def _heard(
    scene: Scene, plan: Plan, model: SpeechModel, found: Findings
) -> tuple[list[Event], list[Judgement], Sound]:
    """Let the ears of a session hear a scene; return what they tell, how sure they were, and what
    the microphone had."""
    judgements: list[Judgement] = []
    ears = SessionEars(
        model,
        Vocabulary(plan.words),
        wait=True,
        canceller=EchoCanceller(),
        judged=judgements.append if plan.judged else None,
    )
    events: list[Event] = []
    microphone: list[Sound] = []
    room_seconds = 0.0
    try:
        began = time.process_time()
        moments = iter(scene)
        while True:
            before = time.thread_time()
            moment = next(moments, None)
            room_seconds += time.thread_time() - before
            if moment is None:
                break
            events += ears.hear(moment.captured, saying=moment.saying)
            if plan.compare:
                microphone.append(moment.captured.microphone)
        found.cpu_seconds += time.process_time() - began - room_seconds
    finally:
        ears.close()
    found.heard_seconds += seconds(scene.length)
    empty = np.zeros(BLOCK, np.float32)
    return events, judgements, np.concatenate(microphone) if microphone else empty


def _by_length(clips: Sequence[Clip]) -> list[list[Clip]]:
    """Return talk in stretches of about five minutes, one pair of ears for each."""
    import soundfile

    groups: list[list[Clip]] = []
    have = _TALK_AT_ONCE_SECONDS
    for clip in clips:
        if have >= _TALK_AT_ONCE_SECONDS:
            groups.append([])
            have = 0.0
        groups[-1].append(clip)
        try:
            have += float(soundfile.info(str(clip.path)).duration)
        except (OSError, soundfile.SoundFileError):
            load_recording(clip.path)
    return groups
