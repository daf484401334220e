"""The safe word: hush on the first sign, then decide.

A recognizer with the watched words, some thousand frequent words and plenty of "none of these"
tells within the word itself that it may have been said: that is a sign, and hushes. A recognizer
with few other words notices more, and much that was not said: that is a hint, and nobody notices
it. `WAITS` after either, when the whole word has been heard, a second opinion weighs the last
seconds with the word against the same without it. Why two steps, and their figures:
`docs/safe-word.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.audio import SILENCE_DBFS
from facilitator.clock import Samples, samples
from facilitator.ears.doubt import READINGS, STOOD_OUT, WEIGHINGS, Doubt, Judgement
from facilitator.ears.manner import NEEDED, StandingOut, is_whispered, manner
from facilitator.ears.model import SpeechModel
from facilitator.ears.own_voice import OwnVoice
from facilitator.ears.past import Past
from facilitator.ears.recognizer import Hearing, Recognizer
from facilitator.ears.second_opinion import (
    ALONE_GAP_SECONDS,
    Finding,
    SecondOpinion,
    Try,
    stands_alone,
)
from facilitator.ears.watched import (
    Watched,
    first_grammar,
    occurrences,
    only_stop,
    second_grammars,
    watch_list,
)
from facilitator.engine.events import (
    Event,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
)

WAITS: Final[Samples] = samples(0.3)
"""From suspicion to the second opinion: signs come before the word has ended."""

STOP_WAITS: Final[Samples] = samples(0.36)
"""The same for "stop", which must be seen to stand alone."""

SIGN: Final[Samples] = samples(0.5)
"""Length of sound that a sign is taken to come from."""

REPEATS_WITHIN: Final[Samples] = samples(5.0)
"""A second suspicion within this time is a person repeating it."""

REPEATS_AFTER: Final[Samples] = samples(0.5)
"""A sign sooner after the first is the same word, read anew."""

SAME_WORD: Final[Samples] = samples(1.5)
"""What is noticed of a word so soon after it was certain is that word."""

LATE_MARGIN: Final[Samples] = samples(0.5)
"""Sound around a word that the first recognizer's final still holds, read once more."""

STANDS_OUT_WAITS: Final[Samples] = samples(0.1)
"""From the end of something louder than its surroundings to the second opinion."""

STANDS_OUT_LATEST: Final[Samples] = samples(0.4)
"""While others are asked about it waits, up to this."""


@dataclass(slots=True)
class _Count:
    """How often a word stands in the text of the current utterance."""

    seen: int = 0
    lower: int = 0
    lower_since: Samples | None = None

    def rises(self, count: int, at: Samples) -> bool:
        """Take in the newest count; say whether the word has come up once more."""
        if self.lower_since is not None and at - self.lower_since > REPEATS_AFTER:
            self.seen, self.lower_since = self.lower, None
        rises = count > self.seen
        if count >= self.seen:
            self.seen, self.lower_since = count, None
        elif self.lower_since is None or count > self.lower:
            self.lower, self.lower_since = count, at
        return rises


def _never(_: Sequence[Finding]) -> bool:
    return False


class SafeWordEar:
    """Watches for safe words, "stop" and pause words.

    Args:
        model: Shared speech model.
        safe_words: Each ends the session wherever it stands in what is said.
        pause_words: Each is told as `PhraseHeard` wherever it stands.
        wait: Virtual time: results are taken after fixed delays and waited for.
        judged: Told how surely each doubt was decided; then everything is read in every way,
            which takes time and decides nothing.

    All methods are called by the session thread. Two worker threads; about 0.015 of a core
    while people speak, and 0.05 to 0.25 s for each suspicion.
    """

    def __init__(
        self,
        model: SpeechModel,
        safe_words: Sequence[str],
        pause_words: Sequence[str],
        *,
        wait: bool,
        judged: Callable[[Judgement], object] | None = None,
    ) -> None:
        self._judged = judged
        self._watched = watch_list(safe_words, pause_words)
        self._wait = wait
        phrases = tuple(" ".join(each.tokens) for each in self._watched)
        self.recognizer = Recognizer(model, first_grammar(phrases), name="safe word recognizer")
        chosen = [each.tokens for each in self._watched if each.kind == "safe"]
        grammars = second_grammars(phrases, tuple(" ".join(tokens) for tokens in chosen))
        self._second = SecondOpinion(model, grammars, chosen)
        self._signs = {each: _Count() for each in self._watched}
        self._hints = {each: _Count() for each in self._watched if each.kind == "safe"}
        self._standing_out = StandingOut()
        self._doubts: list[Doubt] = []
        self._suspected: dict[Watched, Samples] = {}
        self._confirmed: dict[Watched, Samples] = {}

    def hear(
        self,
        hearings: Sequence[Hearing],
        now: Samples,
        past: Past,
        *,
        own: OwnVoice,
        hints: Sequence[Hearing] = (),
        level_dbfs: float = SILENCE_DBFS,
        voice_ended: bool = False,
    ) -> list[Event]:
        """Judge what the recognizers heard, and opinions that have come in.

        Args:
            hearings: New ones of the first recognizer, oldest first.
            now: End of the last block.
            past: Sound up to `now`.
            own: What of it may be our own voice, and what we said.
            hints: New ones of the recognizer that has few other words to choose from.
            level_dbfs: Level of the last block.
            voice_ended: A voice, or anything as loud, has just ended.

        Returns:
            `SafeWordHeard` first, then the others in the order in which they arose.
        """
        events: list[Event] = []
        for hearing in hearings:
            tokens = hearing.text.split()
            for watched, count in self._signs.items():
                seen = occurrences(tokens, watched.tokens)
                if count.rises(seen, hearing.at):
                    self._sign(watched, tokens, hearing.at, now, own, events)
                if hearing.final:
                    if seen:
                        self._look_back(watched, hearing, now)
                    self._signs[watched] = _Count()
        for hearing in hints:
            tokens = hearing.text.split()
            for watched, count in self._hints.items():
                if count.rises(occurrences(tokens, watched.tokens), hearing.at):
                    self._hint(watched, hearing.at, now, own)
                if hearing.final:
                    self._hints[watched] = _Count()
        stood_out = self._standing_out.update(level_dbfs)
        if stood_out or (voice_ended and is_whispered(past.last(NEEDED))):
            self._ask_about_all(now)
        for doubt in list(self._doubts):
            if not doubt.question and doubt.due <= now:
                self._ask(doubt, now, past, own)
        self._resolve(now, events)
        if len(events) > 1:
            events.sort(key=lambda event: not isinstance(event, SafeWordHeard))
        return events

    def close(self) -> None:
        """Stop the worker threads. Harmless when repeated."""
        self.recognizer.close()
        self._second.close()

    def _sign(
        self,
        watched: Watched,
        tokens: list[str],
        at: Samples,
        now: Samples,
        own: OwnVoice,
        events: list[Event],
    ) -> None:
        said = own.has_said(watched.tokens, at - SIGN, at)
        if said and own.is_ours(at - SIGN, at, watched.tokens):
            return
        if watched.kind == "stop" and not only_stop(tokens):
            return
        before = self._suspected.get(watched)
        if before is not None and now - before < REPEATS_AFTER and self._doubted(watched):
            return
        self._suspected[watched] = now
        if watched.kind != "pause":
            events.append(SafeWordSuspected(now, watched.phrase))
        repeated = before is not None and now - before <= REPEATS_WITHIN
        repeated = repeated and watched.kind == "safe" and not said
        waits = STOP_WAITS if watched.kind == "stop" else WAITS
        self._doubts.append(Doubt((watched,), now + waits, "sign", repeated))

    def _hint(self, watched: Watched, at: Samples, now: Samples, own: OwnVoice) -> None:
        known = self._doubted(watched) or self._just_confirmed(watched, now)
        if not known and not own.is_ours(at - SIGN, at, watched.tokens):
            self._doubts.append(Doubt((watched,), now + WAITS, "hint"))

    def _ask_about_all(self, now: Samples) -> None:
        """Something was said that the recognizers may have missed."""
        words = tuple(word for word in self._hints if not self._just_confirmed(word, now))
        if words:
            due = now + STANDS_OUT_WAITS
            latest = now + STANDS_OUT_LATEST
            self._doubts.append(Doubt(words, due, "standing out", latest=latest))

    def _just_confirmed(self, watched: Watched, now: Samples) -> bool:
        return now - self._confirmed.get(watched, -SAME_WORD) < SAME_WORD

    def _doubted(self, watched: Watched) -> bool:
        return any(doubt.words == (watched,) for doubt in self._doubts)

    def _look_back(self, watched: Watched, hearing: Hearing, now: Samples) -> None:
        """Ask again about a word that the first recognizer has come to be sure of."""
        if watched.kind != "safe" or self._doubted(watched):
            return
        words = [word.word for word in hearing.words]
        size = len(watched.tokens)
        for at in range(len(words) - size, -1, -1):
            if tuple(words[at : at + size]) == watched.tokens:
                start, end = hearing.words[at].start, hearing.words[at + size - 1].end
                if start <= self._confirmed.get(watched, -1):
                    return
                window = (start - LATE_MARGIN, min(now, end + LATE_MARGIN))
                self._doubts.append(Doubt((watched,), now, "final", window=window))
                return

    def _ask(self, doubt: Doubt, now: Samples, past: Past, own: OwnVoice) -> None:
        """Hand the question to the second opinion, or drop the doubt."""
        doubt.tries = READINGS
        if doubt.window is not None:
            start, end = doubt.window
            sound = past.last(now - start)
            sound = sound[: max(0, sound.size - (now - end))]
            doubt.tries = (Try(sound.size, "many"),)
        else:
            is_ours = own.has_played(now - NEEDED, now)
            # What nobody noticed must not keep a sign waiting for its opinion.
            busy = any(each.question and each.answer is None for each in self._doubts)
            if doubt.cause == "standing out" and (busy or is_ours):
                doubt.due = now + STANDS_OUT_WAITS
                if is_ours or doubt.due > doubt.latest:
                    self._doubts.remove(doubt)
                return
            sound = past.last(NEEDED)
            if doubt.is_weighed:
                doubt.manner = "plain" if is_ours else manner(sound)
                doubt.tries = WEIGHINGS[doubt.manner]
                if doubt.cause == "standing out" and doubt.manner == "plain":
                    doubt.tries = (STOOD_OUT,)
        doubt.asked_at = now
        doubt.question = self._second.ask(
            sound, doubt.tries, enough=doubt.enough if self._judged is None else _never
        )

    def _resolve(self, now: Samples, events: list[Event]) -> None:
        asked = [doubt for doubt in self._doubts if doubt.question]
        open_ = [doubt for doubt in asked if doubt.answer is None]
        wait_for = None
        if self._wait:
            open_ = [doubt for doubt in open_ if doubt.known_at() <= now]
            wait_for = max((doubt.question for doubt in open_), default=0)
        if open_:
            for number, findings in self._second.answers(wait_for=wait_for):
                for doubt in asked:
                    if doubt.question == number:
                        doubt.take(findings)
        for doubt in asked:
            if doubt.answer is None or doubt not in self._doubts:
                continue
            if self._wait and now < doubt.known_at():
                continue
            self._doubts.remove(doubt)
            if self._judged is not None and doubt.is_weighed:
                for watched in doubt.words:
                    self._judged(doubt.judgement(watched, now))
            # A second opinion that could look at nothing at all is broken: the first one decides.
            broken = not doubt.answer and not doubt.silent
            for watched in doubt.words:
                if broken or doubt.confirms(watched, doubt.answer):
                    self._confirm(watched, now, events, doubt.answer)
                    break
            else:
                if not doubt.silent and all(other.silent for other in self._doubts):
                    events.append(SafeWordDismissed(now, doubt.words[0].phrase))

    def _confirm(
        self, watched: Watched, now: Samples, events: list[Event], findings: Sequence[Finding]
    ) -> None:
        self._doubts = [doubt for doubt in self._doubts if watched not in doubt.words]
        self._confirmed[watched] = now
        if watched.kind == "pause":
            start = self._suspected.get(watched, now)
            alone = any(
                stands_alone(each.reading, watched.tokens, ALONE_GAP_SECONDS) for each in findings
            )
            events.append(PhraseHeard(now, start, watched.phrase, alone))
            return
        # A confirmed stop answers every open suspicion.
        self._doubts = [doubt for doubt in self._doubts if doubt.words[0].kind == "pause"]
        events.append(SafeWordHeard(now, watched.phrase))
