"""What the safe-word benchmark finds: words that were said, and what was heard in talk."""

from __future__ import annotations

from dataclasses import dataclass, field

from facilitator.bench.false_alarms import Doubted, FalseAlarm, Occurred


@dataclass(frozen=True, slots=True)
class Said:
    """One word that was said.

    Attributes:
        file: The recording.
        word: What is said in it.
        hush_seconds: From the end of its energy to the decision to hush; None for a miss.
        stop_seconds: The same to the confirmed stop.
        rivals: The same for each rival that listened; None for a miss.
        source: Where the recording comes from, as `Clip` has it.
        spare: How much more weight could have been asked for and it would still have been
            a stop, as `Judgement` has it; None when nothing of it was read, or nobody judged.
    """

    file: str
    word: str
    hush_seconds: float | None
    stop_seconds: float | None
    rivals: dict[str, float | None] = field(default_factory=dict)
    source: str = ""
    spare: float | None = None


@dataclass(slots=True)
class Findings:
    """What was found; findings of several batches add up.

    Attributes:
        said: Every word that was said.
        alarms: Every false alarm.
        talk_hours: Hours of talk for each word, pauses included.
        voice_hours: Those of them in which the ears heard a voice.
        ears_hours: Hours of talk for each pair of ears, by where the recordings come from.
        ears_voice_hours: Hours of voice for each pair of ears.
        source_hours: Hours of talk times words, by where the recordings come from.
        occurred: What became of words that are truly said in the talk.
        doubted: What might have been a false alarm with less weight asked for.
        judged: Everything was judged.
        heard_seconds: Sound that was listened to in all.
        cpu_seconds: What listening to it cost, of all threads together, without the room.
        absent: Why a rival did not take part.
    """

    said: list[Said] = field(default_factory=list)
    alarms: list[FalseAlarm] = field(default_factory=list)
    talk_hours: dict[str, float] = field(default_factory=dict)
    voice_hours: dict[str, float] = field(default_factory=dict)
    ears_hours: dict[str, float] = field(default_factory=dict)
    ears_voice_hours: float = 0.0
    source_hours: dict[str, float] = field(default_factory=dict)
    occurred: list[Occurred] = field(default_factory=list)
    doubted: list[Doubted] = field(default_factory=list)
    judged: bool = False
    heard_seconds: float = 0.0
    cpu_seconds: float = 0.0
    absent: set[str] = field(default_factory=set)

    def add(self, other: Findings) -> None:
        """Take in what another batch found."""
        self.said += other.said
        self.alarms += other.alarms
        self.occurred += other.occurred
        self.doubted += other.doubted
        self.judged |= other.judged
        for mine, theirs in (
            (self.talk_hours, other.talk_hours),
            (self.voice_hours, other.voice_hours),
            (self.ears_hours, other.ears_hours),
            (self.source_hours, other.source_hours),
        ):
            for key, length in theirs.items():
                mine[key] = mine.get(key, 0.0) + length
        self.ears_voice_hours += other.ears_voice_hours
        self.heard_seconds += other.heard_seconds
        self.cpu_seconds += other.cpu_seconds
        self.absent |= other.absent

    @property
    def share(self) -> float:
        """Processor time over the time of the sound; 0 when nothing was heard."""
        return self.cpu_seconds / self.heard_seconds if self.heard_seconds else 0.0
