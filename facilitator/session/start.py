"""Everything between a wish ("mirror talk, for Anna and Ben") and a session ready to begin.

What takes long is done side by side: the speech model loads while the voice renders and the
sound card opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from facilitator.display.view import Display, View
from facilitator.ears.echo import EchoCanceller
from facilitator.ears.model import SpeechModel, load_model
from facilitator.ears.session_ears import SessionEars, Vocabulary
from facilitator.engine.operations import TakeNote
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase, first_texts
from facilitator.ports import Voice
from facilitator.session.evening import Evening, PartEars
from facilitator.session.loop import Conductor, Ending
from facilitator.session.performance import Performance
from facilitator.session.wish import Wish, decibels
from facilitator.session.witnessing import Witness
from facilitator.sound.bells import bell
from facilitator.sound.mixer import Mixer
from facilitator.voice.choose import open_voice
from facilitator.voice.hibari_voice import DEFAULT_SPEED
from facilitator.voice.prerender import Prerenderer

PACE_STEP: Final = 1.17
"""What one "faster" makes of the rate of the voice: a sixth more, clearly heard."""


def voice_of(wish: Wish, pace: int = 0) -> Voice:
    """Return the voice that speaks a wish's language, so many steps faster than usual;
    for the night slower.

    Raises:
        UsageError: No voice is called so, or the voice does not speak that language.
    """
    own = wish.program.own
    sounds = {**own.pronounce, **wish.pronunciations}
    speed = DEFAULT_SPEED * PACE_STEP**pace * wish.program.pace
    return open_voice(wish.voice, speed=speed, pronunciations=sounds, language=own.language)


def vocabulary(program: Program) -> Vocabulary:
    """Return what the ears listen for during a program."""
    return Vocabulary(
        safe_words=program.safe_words,
        pause_words=program.pause_words,
        phrases=tuple(dict.fromkeys((*every_phrase(program), *program.own.commands))),
        notes=any(isinstance(each, TakeNote) for each in program.operations),
    )


@contextmanager
def ready(wish: Wish, display: Display, evening: Evening) -> Iterator[tuple[PartEars, Prerenderer]]:
    """Load ears and voice side by side, showing how far it is, and give them back at the end.

    Args:
        wish: What is to be performed.
        display: Shows what is being loaded.
        evening: Where it is performed; opened meanwhile. In a virtual room ears wait for their
            recognizers.

    Raises:
        DeviceError: The room could not be opened.
        ModelError: No usable model or voice.
        UsageError: A word the model does not know.
    """
    with ExitStack() as stack:
        voice = voice_of(wish)
        speech = Prerenderer(voice, paced=lambda pace: voice_of(wish, pace))
        speech.tune(wish.tuning.pace)
        stack.callback(speech.close)
        speech.prepare(first_texts(wish.program))
        pool = stack.enter_context(ThreadPoolExecutor(3, "load"))
        first: Future[Any] = pool.submit(speech.get, first_texts(wish.program)[0])
        ears: Future[SessionEars] = pool.submit(_load_ears, wish, evening.is_virtual)
        own = wish.program.own
        parts: dict[str, Future[Any]] = {own.text("ears"): ears, own.text("voice"): first}
        if not evening.is_virtual:
            parts[own.text("sound")] = pool.submit(evening.open)
        _show_loading(display, wish.program, parts, evening)
        yield evening.listen(ears.result()), speech


def _load_ears(wish: Wish, wait: bool) -> SessionEars:
    model = load_model(wish.model)
    check_words(wish.program, model)
    return SessionEars(model, vocabulary(wish.program), wait=wait, canceller=EchoCanceller())


def check_words(program: Program, model: SpeechModel) -> None:
    """Refuse words the ears could never hear.

    Raises:
        UsageError: A safe or pause word is not in the model's vocabulary, with suggestions.
    """
    from facilitator.ears.words import check_word

    for word in program.safe_words:
        check_word(word, knows=model.knows)
    for word in program.pause_words:
        check_word(word, knows=model.knows, kind="pause word")


def _show_loading(
    display: Display, program: Program, parts: Mapping[str, Future[Any]], evening: Evening
) -> None:
    """Show what is loading until all of it has been loaded or one part has failed. As soon as the
    room is open what is said there is kept for the ears."""

    def show() -> None:
        loading = tuple((label, float(part.done())) for label, part in parts.items())
        display.show(View(title=program.title, mode="loading", loading=loading, own=program.own))

    show()
    for part in as_completed(parts.values()):
        show()
        part.result()
        if part is parts.get(program.own.text("sound")):
            evening.begin_hearing()


def perform(
    wish: Wish,
    evening: Evening,
    ears: PartEars,
    speech: Prerenderer,
    *,
    witnesses: Sequence[Witness] = (),
) -> Ending:
    """Hold a part of an evening, unless what was said before it forbids (`Evening.begin`)."""
    mixer = Mixer(voice_db=decibels(wish.loudness.voice), bells_db=decibels(wish.loudness.bells))
    mixer.tune(wish.tuning.loudness)
    conductor = Conductor(
        Performance(wish.program, tuning=wish.tuning),
        evening,
        ears,
        speech,
        bell,
        mixer,
        key_pressed=evening.key_pressed,
        witnesses=witnesses,
        own=wish.program.own,
    )
    return conductor.perform(evening.begin(ears))
