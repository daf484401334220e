"""The steps in which people rate, choose, or are offered another ritual."""

from __future__ import annotations

from typing import Final

from facilitator.clock import samples
from facilitator.engine.program import Ask, Branch, End, Let, Sentence
from facilitator.script import phrases
from facilitator.script.asking import Asking, quoted
from facilitator.script.schema import ChooseStep, OfferStep, RateStep
from facilitator.script.yaml_tree import Path

_RATE_AGAIN: Final = "{name}, a number from one to five is enough. Or you can pass."
_CHOOSE_AGAIN: Final = "A name or a number is enough."
_OFFER_AGAIN: Final = "A yes or a no is enough."


class Choosing(Asking):
    """Writes ratings, choices and offers."""

    def rate(self, step: RateStep, path: Path) -> None:
        """Write a rating of each partner."""
        kept = step.remember or step.name or ""
        variables = []
        for index in self.asked:
            with self.person(index):
                variable = f"{kept} of {self.names[index]}" if kept else ""
                self.write(
                    Ask(
                        question=self.sentences(step.rate, (*path, "rate")),
                        answers=phrases.RATINGS,
                        who=self.names[index],
                        again=self.sentences(step.again, (*path, "again"), _RATE_AGAIN),
                        patience=samples(self.seconds(step.patience)),
                        times=step.times,
                        default="",
                        remember=variable,
                        label="One to five",
                        alone=True,
                    )
                )
                variables.append(variable)
                if step.remember:
                    numbers = {rating: () for rating in phrases.RATINGS if rating != "pass"}
                    self.remember_answer(variable, numbers)
        self.keep(kept, variables, phrases.RATINGS)

    def choose(self, step: ChooseStep, path: Path) -> None:
        """Write a choice by name or number, the options read aloud."""
        heard = phrases.options(step.options)
        kept = step.remember or step.name or "choice"
        again = self.sentences(step.again, (*path, "again"), _CHOOSE_AGAIN)
        named = [*step.options, *step.surprise[:1]]
        answers = {**heard, "surprise": step.surprise} if step.surprise else heard
        self.write(
            Ask(
                question=self.sentences(step.choose, (*path, "choose")) + _read_out(step),
                answers=answers,
                again=again + _read_out(step),
                patience=samples(self.seconds(step.patience)),
                times=step.times,
                default=step.default or "",
                remember=kept,
                label="Say " + quoted(named),
                alone=True,
            )
        )
        if step.surprise:
            self.write(Branch(kept, {"surprise": self.here + 1}, self.here + 2))
            self.write(Let(kept, self.chance.choice(list(step.options))))
        if step.remember:
            self.remember_answer(kept, heard)
        self.keep(kept, [kept], heard)

    def offer(self, step: OfferStep, path: Path) -> None:
        """Write the question whether another ritual should follow, and the way there."""
        self.write(
            Ask(
                question=self.sentences(step.offer, (*path, "offer")),
                answers=phrases.ways({"no": (), "yes": ()}),
                again=self.sentences(step.again, (*path, "again"), _OFFER_AGAIN),
                times=2,
                default="no",
                remember=f"offer of {step.ritual}",
                label="Say “yes” or “no”",
            )
        )
        yes = self.here + 1
        self.write(Branch(f"offer of {step.ritual}", {"yes": yes}, yes + 1))
        self.write(End(next_ritual=step.ritual))


def _read_out(step: ChooseStep) -> tuple[Sentence, ...]:
    """Return the options as they are read aloud, each with its number."""
    read = [
        f"{word.capitalize()}: {option}."
        for word, option in zip(phrases.NUMBERS, step.options, strict=False)
    ]
    read += [f"Or say: {phrase}." for phrase in step.surprise[:1]]
    return tuple(
        Sentence(text, f"standard/option.{number}", samples(0.5))
        for number, text in enumerate(read, start=1)
    )
