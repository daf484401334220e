"""The steps in which people rate, choose, or are offered another ritual."""

from __future__ import annotations

from facilitator.clock import samples
from facilitator.engine.program import Ask, Branch, End, Let, Sentence
from facilitator.script import phrases
from facilitator.script.asking import Asking
from facilitator.script.schema import ChooseStep, OfferStep, RateStep
from facilitator.script.yaml_tree import Path


class Choosing(Asking):
    """Writes ratings, choices and offers."""

    def rate(self, step: RateStep, path: Path) -> None:
        """Write a rating of each partner."""
        kept = step.remember or step.name or ""
        variables = []
        ratings = {meaning: self.own.heard[meaning] for meaning in phrases.RATINGS}
        for index in self.asked:
            with self.person(index):
                variable = f"{kept} of {self.names[index]}" if kept else ""
                self.write(
                    Ask(
                        question=self.sentences(step.rate, (*path, "rate")),
                        answers=ratings,
                        who=self.names[index],
                        again=self.sentences(
                            step.again, (*path, "again"), self.own.template("rate again")
                        ),
                        patience=samples(self.seconds(step.patience)),
                        times=step.times,
                        default="",
                        remember=variable,
                        label=self.phrase("one to five"),
                        alone=True,
                    )
                )
                variables.append(variable)
                if step.remember:
                    numbers = {rating: () for rating in ratings if rating != "pass"}
                    self.remember_answer(variable, numbers)
        self.keep(kept, variables, ratings)

    def choose(self, step: ChooseStep, path: Path) -> None:
        """Write a choice by name or number, the options read aloud."""
        heard = phrases.options(step.options, self.own.heard)
        kept = step.remember or step.name or "choice"
        again = self.sentences(step.again, (*path, "again"), self.own.template("choose again"))
        named = [*step.options, *step.surprise[:1]]
        answers = {**heard, "surprise": step.surprise} if step.surprise else heard
        self.write(
            Ask(
                question=self.sentences(step.choose, (*path, "choose"))
                + self._read_out(step, path),
                answers=answers,
                again=again + self._read_out(step, path),
                patience=samples(self.seconds(step.patience)),
                times=step.times,
                default=step.default or "",
                remember=kept,
                label=self.quoted(named),
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
        heard = phrases.ways({"no": (), "yes": ()}, self.own.heard)
        self.write(
            Ask(
                question=self.sentences(step.offer, (*path, "offer")),
                answers=heard,
                again=self.sentences(
                    step.again, (*path, "again"), self.own.template("offer again")
                ),
                times=2,
                default="no",
                remember=f"offer of {step.ritual}",
                label=self.quoted([heard["yes"][0], heard["no"][0]]),
            )
        )
        yes = self.here + 1
        self.write(Branch(f"offer of {step.ritual}", {"yes": yes}, yes + 1))
        self.write(End(next_ritual=step.ritual))

    def _read_out(self, step: ChooseStep, path: Path) -> tuple[Sentence, ...]:
        """Return the options as they are read aloud, each with its number."""
        read = [
            self.phrase(
                "option",
                number=self.own.heard[str(number)][0].capitalize(),
                option=self.name_of((*path, "from", option), option),
            )
            for number, option in enumerate(list(step.options)[: len(phrases.NUMBERS)], start=1)
        ]
        read += [self.phrase("or say", words=words) for words in step.surprise[:1]]
        return tuple(
            Sentence(text, f"standard/option.{number}", samples(0.5))
            for number, text in enumerate(read, start=1)
        )
