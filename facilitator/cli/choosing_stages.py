"""Where a safe word is chosen by voice: in a real room, or in a simulated one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from facilitator.audio import Captured
from facilitator.cli.trying import measured
from facilitator.clock import Samples, samples
from facilitator.display.view import Display, View
from facilitator.engine.events import Event, PhraseHeard, SafeWordHeard
from facilitator.engine.program import Program
from facilitator.ports import EarHealth, Ears
from facilitator.session import offering
from facilitator.session.evening import Evening
from facilitator.session.loop import Ending
from facilitator.session.rehearsal import (
    RehearsedEvening,
    partner_voice,
    rehearse_part,
    say_the_word,
)
from facilitator.session.showing import Shown
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance
from facilitator.session.word_attempt import Repetition, Request
from facilitator.session.word_trial import Tried

if TYPE_CHECKING:
    from facilitator.ears.model import SpeechModel


_SAID_AGAIN = 12
"""So often people stay with their last answer, each of them whenever they are asked once more."""


class LeftOutError(Exception):
    """The trial is left out; `unheard` when nobody was there rather than somebody said so."""

    def __init__(self, *, unheard: bool) -> None:
        super().__init__(unheard)
        self.unheard = unheard


class Watched:
    """Ears that also show a trial on the display, and notice who wants to leave it out.

    Args:
        ears: Do the listening.
        display: Shown every block.
        view: What stays the same on it, and the language of what is said.

    Raises:
        LeftOutError: From `hear`, when somebody says "skip" alone.
    """

    def __init__(self, ears: Ears, display: Display, view: View) -> None:
        self._ears = ears
        self._display = display
        self._view = view

    def hear(self, block: Captured, *, saying: str = "") -> Sequence[Event]:
        """Listen as the ears do."""
        events = self._ears.hear(block, saying=saying)
        health = self._ears.health
        self._display.show(
            replace(
                self._view,
                caption=saying,
                mode="prompt" if saying else "waiting",
                level_dbfs=health.level_dbfs,
                noise_dbfs=health.noise_dbfs,
                listening=True,
                at=block.start,
            )
        )
        is_stopped = any(isinstance(event, SafeWordHeard) for event in events)
        for event in events:
            if self._skips(event) and not is_stopped:
                raise LeftOutError(unheard=False)
        return events

    def _skips(self, event: Event) -> bool:
        """Say whether somebody wants to leave a trial out."""
        if not isinstance(event, PhraseHeard):
            return False
        return event.alone and event.phrase in self._view.own.ways(offering.SKIP)

    def dictate(self, longest: Samples | None) -> None:
        """Take down what is said; a trial never asks for it."""
        self._ears.dictate(longest)

    @property
    def health(self) -> EarHealth:
        """Levels and backlog as of the last block."""
        return self._ears.health

    def close(self) -> None:
        """Stop the recognizer threads."""
        self._ears.close()


class ShownPart(Shown):
    """Shows a part of several: its end is not the end."""

    def block(self, glance: Glance) -> None:
        """Show the moment."""
        if glance.state.outcome != "completed":
            super().block(glance)


def _view(program: Program, safe_words: Sequence[str]) -> View:
    own = program.own
    return View(
        title=program.title,
        headline=own.text("headline safe word"),
        safe_word=own.listed(list(safe_words), "or"),
        own=own,
    )


class LiveStage:
    """Chooses a word in a real room.

    Args:
        wish: The session that follows: its voice, loudness, model, and people.
        model: Loaded speech model.
        evening: Where it happens, as parts of it; a key ends it all.
        display: Shows what happens.
    """

    def __init__(
        self,
        wish: Wish,
        model: SpeechModel,
        evening: Evening,
        display: Display,
    ) -> None:
        self._wish = wish
        self._model = model
        self._evening = evening
        self._display = display

    def perform(self, program: Program) -> Ending:
        """Perform a program there."""
        wish = replace(self._wish, program=program)
        with ready(wish, self._display, self._evening) as (ears, speech):
            shown = ShownPart(program, self._display)
            return perform(wish, self._evening, ears, speech, witnesses=(shown,))

    def tried(
        self, word: str, safe_words: Sequence[str], answered: Callable[[Repetition], None]
    ) -> Tried:
        """Have the people try a word."""
        view = _view(self._wish.program, (word, *safe_words))
        return measured(
            word,
            self._wish.program.partners,
            self._model,
            self._evening,
            lambda _request, _at: None,
            answered,
            wish=self._wish,
            safe_words=safe_words,
            phrases=self._wish.program.own.ways(offering.SKIP),
            through=lambda ears: Watched(ears, self._display, view),
        )


class RehearsedStage:
    """Chooses a word in a simulated room, with people who do as they are told.

    Args:
        wish: The session that follows.
        model: Loaded speech model.
        evening: The room, and in its staging under `offering.ANSWER` what the people answer:
            words, "another", "keep" or "tried"; after anything else they keep silent. Willing
            people take the first word.
        display: Shows what happens.
    """

    def __init__(
        self, wish: Wish, model: SpeechModel, evening: RehearsedEvening, display: Display
    ) -> None:
        self._wish = wish
        self._model = model
        self._evening = evening
        self._display = display
        self._answers = list(evening.staging.answers.get(offering.ANSWER, ()))

    def perform(self, program: Program) -> Ending:
        """Perform a program there."""
        wish = replace(self._wish, program=program)
        last = [each for each in self._answers[-1:] if each != offering.ANOTHER]
        given = [*self._answers, *last * _SAID_AGAIN]
        ending = rehearse_part(
            wish,
            self._evening,
            self._display,
            answers={offering.ANSWER: given},
            manners=(),
            witnesses=(ShownPart(program, self._display),),
        )
        while self._answers and self._answers.pop(0) == offering.ANOTHER:
            pass
        return ending

    def tried(
        self, word: str, safe_words: Sequence[str], answered: Callable[[Repetition], None]
    ) -> Tried:
        """Have the people try a word."""
        evening, staging = self._evening, self._evening.staging
        say_the_word(evening, self._wish)
        chance = random.Random(staging.seed)

        def utter(request: Request, at: Samples) -> None:
            if not staging.alone:
                hesitates = chance.uniform(*((3.0, 5.0) if request.over_voice else (0.5, 1.2)))
                evening.say(at + samples(hesitates), partner_voice(request.partner, word))

        view = _view(self._wish.program, (word, *safe_words))
        return measured(
            word,
            self._wish.program.partners,
            self._model,
            evening,
            utter,
            answered,
            wish=self._wish,
            safe_words=safe_words,
            phrases=self._wish.program.own.ways(offering.SKIP),
            through=lambda ears: Watched(ears, self._display, view),
        )
