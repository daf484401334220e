"""The steps in which people rate, choose, or are offered another ritual."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump, Let
from facilitator.engine.operations import Ask, End, Remember
from facilitator.engine.sentences import Sentence
from facilitator.script import phrases
from facilitator.script.compiling.asking import Asking
from facilitator.script.forms.schema import ChooseStep, OfferStep, RateStep
from facilitator.script.phrases import tried
from facilitator.script.yaml_tree import Path


class Choosing(Asking):
    """Writes ratings, choices and offers."""

    def rate(self, step: RateStep, path: Path) -> None:
        """Write a rating of each partner."""
        kept = step.name or step.remember or ""
        variables = []
        ratings = {meaning: self.own.heard[meaning] for meaning in phrases.RATINGS}
        for index in self.those(step.who):
            with self.asking(index, step.who):
                variable = self.variable(kept, index)
                question = self.sentences(step.rate, (*path, "rate"))
                self.write(
                    Ask(
                        question=self.called(question) if step.who else question,
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
                        **self._confirming({str(n): ratings[str(n)][0] for n in range(1, 6)}),
                    )
                )
                variables.append(variable)
                if step.remember:
                    numbers = {rating: () for rating in ratings if rating != "pass"}
                    self.remember_answer(variable, numbers, self.variable(step.remember, index))
        if variables:
            for name in dict.fromkeys((kept, step.remember or "")):
                self.keep(name, variables, ratings, is_one_of_several=step.who is not None)

    def choose(self, step: ChooseStep, path: Path) -> None:
        """Write a choice by name or number, the options read aloud."""
        heard = phrases.options(step.options, self.own.heard)
        kept = step.name or step.remember or "choice"
        named = [*step.options, *step.surprise[:1]]
        answers = {**heard, "surprise": step.surprise} if step.surprise else heard
        variables = []
        for index in self.anybody(step.who):
            with self.asking(index, step.who):
                question = self.sentences(step.choose, (*path, "choose"))
                again = self.sentences(
                    step.again, (*path, "again"), self.own.template("choose again")
                )
                if step.who:
                    question = self.called(question)
            variable = self.variable(kept, index)
            variables.append(variable)
            self.write(
                Ask(
                    question=question + self._read_out(step, path),
                    answers=answers,
                    who=self.name(index),
                    again=again + self._read_out(step, path),
                    patience=samples(self.seconds(step.patience)),
                    times=step.times,
                    default=step.default or "",
                    remember=variable,
                    label=self.quoted(named),
                    alone=True,
                    **self._confirming(
                        {each: self.name_of((*path, "from", each), each) for each in step.options}
                    ),
                )
            )
            if step.surprise:
                tried = self._tried(variable, list(step.options))
                untried = [each for each in step.options if each not in tried]
                self.write(Branch(variable, {"surprise": self.here + 1}, self.here + 2))
                self.write(Let(variable, self.chance.choice(untried)))
                self._keep_tried(variable, tried, list(step.options))
            if step.remember:
                self.remember_answer(variable, heard, self.variable(step.remember, index))
        if variables:
            for name in dict.fromkeys((kept, step.remember or "")):
                self.keep(name, variables, heard, is_one_of_several=step.who is not None)

    def _tried(self, variable: str, options: Sequence[str]) -> list[str]:
        """Return what was taken in earlier sessions, since all of the options had been."""
        kept = self.memory.get(tried(variable), "").split(";")
        found = [each.strip() for each in kept if each.strip()]
        is_over = set(options) <= set(found)
        return [each for each in found if each not in options] if is_over else found

    def _keep_tried(self, variable: str, before: Sequence[str], options: Sequence[str]) -> None:
        """Write that what was chosen, or drawn, counts as tried from now on."""
        branch = self.write(Jump(0))
        targets: dict[str, int] = {}
        leaving = []
        for option in options:
            targets[option] = self.here
            now = [*(each for each in before if each != option), option]
            self.write(Remember(tried(variable), "; ".join(now)))
            leaving.append(self.write(Jump(0)))
        self.operations[branch] = Branch(variable, targets, self.here)
        for place in leaving:
            self.operations[place] = Jump(self.here)

    def _confirming(self, options: Mapping[str, str]) -> dict[str, Any]:
        """Return what a question asks before it takes an option that was not heard surely.

        Args:
            options: What each meaning is called.
        """
        did_you_mean = self.own.template("did you mean")
        asked = {
            meaning: self.sentences(None, ("did-you-mean",), did_you_mean, {"option": option})[0]
            for meaning, option in options.items()
        }
        return {
            "unsure": asked,
            "confirmed": self.own.heard["yes"],
            "denied": self.own.heard["no"],
        }

    def offer(self, step: OfferStep, path: Path) -> None:
        """Write the question whether another ritual should follow, and the way there."""
        heard = phrases.ways({"no": (), "yes": ()}, self.own.heard)
        asked = self.anybody(step.who)
        if not asked:
            return
        index = asked[0]
        with self.asking(index, step.who):
            question = self.sentences(step.offer, (*path, "offer"))
            self.write(
                Ask(
                    question=self.called(question) if step.who else question,
                    answers=heard,
                    who=self.name(index),
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
                number=self.own.heard[str(number)][0],
                option=self.name_of((*path, "from", option), option),
            )
            for number, option in enumerate(list(step.options)[: len(phrases.NUMBERS)], start=1)
        ]
        read += [self.phrase("or say", words=words) for words in step.surprise[:1]]
        return tuple(
            Sentence(text[:1].upper() + text[1:], f"standard/option.{number}", samples(0.5))
            for number, text in enumerate(read, start=1)
        )
