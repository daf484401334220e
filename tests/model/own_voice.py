"""What the ears make of the facilitator's own voice in a simulated room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from facilitator.audio import Sound
from facilitator.clock import PLAYBACK_BLOCK, PLAYBACK_HZ, samples
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.events import Event
from facilitator.ports import Voice
from facilitator.room.acoustics import impulse_response, varied_room
from facilitator.room.people import Happening
from facilitator.room.simulated import SimulatedRoom

_PAUSE = int(0.6 * PLAYBACK_HZ)


def overheard(
    model: SpeechModel,
    voice: Voice,
    texts: Sequence[str],
    vocabulary: Vocabulary,
    *,
    seed: int,
    people: Sequence[Happening] = (),
    echo_db: float = 6.0,
) -> list[Event]:
    """Return the events of ears that hear the facilitator say some sentences.

    Args:
        model: Loaded speech model.
        voice: Says the sentences, 0.6 s apart.
        texts: The sentences.
        vocabulary: What the ears listen for.
        seed: Chooses room (0.2 to 0.8 s of reverberation), echo delay (10 to 200 ms) and the
            sign of the drift (40 ppm); the loudspeaker distorts as an ordinary small one.
        people: What is said meanwhile.
        echo_db: Echo above a person's voice.

    About 0.3 s of processor time for each sentence.
    """
    chance = np.random.default_rng(seed)
    room = SimulatedRoom(
        people,
        echo_db=echo_db,
        seed=seed,
        response=impulse_response(varied_room(seed)),
        echo_delay=int(chance.integers(samples(0.01), samples(0.2))),
        distortion=0.25,
        drift_ppm=40.0 if seed % 2 else -40.0,
    )
    ears = SessionEars(model, vocabulary, wait=True, canceller=EchoCanceller())
    events: list[Event] = []
    room.open()
    try:
        for saying, block in _blocks(voice, texts):
            captured = room.read()
            room.write(block)
            events += ears.hear(captured, saying=saying)
    finally:
        ears.close()
        room.close()
    return events


def _blocks(voice: Voice, texts: Sequence[str]) -> Iterator[tuple[str, Sound]]:
    for text in texts:
        sound = voice.render(text)
        for at in range(0, sound.size + _PAUSE, PLAYBACK_BLOCK):
            part = sound[at : at + PLAYBACK_BLOCK]
            block = np.zeros(PLAYBACK_BLOCK, np.float32)
            block[: part.size] = part
            yield (text if part.size else ""), block
    for _ in range(100):
        yield "", np.zeros(PLAYBACK_BLOCK, np.float32)
