"""The steps that wait for people: a word, questions, consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump
from facilitator.engine.operations import UNANSWERED, Ask, End, Remember
from facilitator.script import phrases
from facilitator.script.compiling.writer import Writer
from facilitator.script.durations import parse_number
from facilitator.script.forms.schema import AskEachStep, AskStep, ConsentStep, ReadyStep
from facilitator.script.forms.values import Whose
from facilitator.script.yaml_tree import Path

_CONSENT_PATIENCE_SECONDS: Final = 12.0


class Asking(Writer):
    """Writes the steps that wait for people."""

    def ready(self, step: ReadyStep, path: Path) -> None:
        """Write a waiting point."""
        heard = step.heard or self.own.heard["ready"]
        for index in self.anybody(step.who):
            with self.asking(index, step.who):
                question = self.sentences(step.ready, (*path, "ready"))
                self.write(
                    Ask(
                        question=self.called(question) if step.who else question,
                        answers={"ready": heard},
                        who=self.name(index),
                        again=self.sentences(
                            step.again, (*path, "again"), self.own.template("ready again")
                        ),
                        patience=samples(self.seconds(step.patience)),
                        default=None,
                        label=self.quoted(heard[:1]),
                    )
                )

    def ask(self, step: AskStep | AskEachStep, path: Path) -> None:
        """Write a question, to both, to each or to one, and what its answers change."""
        answers = dict(step.answers)
        if step.changes and not answers:
            answers = dict.fromkeys(self.ritual.settings[step.changes].wishes, ())
        heard = phrases.ways(answers, self.own.heard)
        kept = step.name or step.remember or step.changes or ""
        variables = []
        key = "ask each" if isinstance(step, AskEachStep) else "ask"
        who = step.who if isinstance(step, AskStep) else None
        asked = self.anybody(who, everybody=isinstance(step, AskEachStep))
        for index in asked:
            with self.asking(index, who):
                variable = self.variable(kept, index)
                question = self.sentences(step.ask, (*path, key))
                self.write(
                    Ask(
                        question=self.called(question) if who else question,
                        answers=heard,
                        who=self.name(index),
                        again=self.sentences(
                            step.again, (*path, "again"), self._offer(heard, index >= 0)
                        ),
                        patience=samples(self.seconds(step.patience)),
                        times=step.times,
                        default=step.default or "",
                        remember=variable,
                        label=self.quoted([ways[0] for ways in heard.values()]),
                    )
                )
                variables.append(variable)
                if step.remember:
                    self.remember_answer(variable, heard, self.variable(step.remember, index))
        if not variables:
            return
        for name in dict.fromkeys((kept, step.remember or "")):
            self.keep(name, variables, heard, is_one_of_several=who is not None)
        if step.changes:
            self._change(step, path, variables)

    def anybody(self, who: Whose | None, *, everybody: bool = False) -> tuple[int, ...]:
        """Return the indices of those a question is put to by name; -1 where any of them may
        answer for all."""
        alone = self.alone(who)
        if alone is not None:
            return alone
        return self.asked if everybody or self.place.whose >= 0 else (-1,)

    def name(self, index: int) -> str:
        """Return the name of the one who is asked; "" for -1."""
        return self.names[index] if index >= 0 else ""

    def variable(self, kept: str, index: int) -> str:
        """Return the variable that holds an answer: of one partner, or with -1 of all."""
        return f"{kept} of {self.names[index]}" if kept and index >= 0 else kept

    def remember_answer(
        self, variable: str, heard: Mapping[str, tuple[str, ...]], name: str
    ) -> None:
        """Write that an answer is kept for the next session under a name, if there was one."""
        self.write(Branch(variable, dict.fromkeys(heard, self.here + 1), self.here + 2))
        self.write(Remember(name, variable=variable))

    def _change(self, step: AskStep | AskEachStep, path: Path, variables: list[str]) -> None:
        """Write what the wishes make of a setting; the shorter wish wins."""
        name = step.changes or ""
        setting, now = self.ritual.settings[name], self.values[name]
        more, _, less = setting.wishes
        again = self.memory.get(name) == setting.text(now)
        comfortable = (parse_number(self.memory.get(f"{name} comfortable", "0")) or 0) * again + 1
        longer = setting.changed(now, 1) if comfortable >= setting.after else now
        shorter = setting.changed(now, -1)
        is_early = comfortable < setting.after and setting.changed(now, 1) != now
        outcomes = (
            (longer, 0 if longer != now else comfortable, is_early),
            (now, comfortable, False),
            (shorter, 0, False),
        )
        first = self.here
        count = len(variables)
        for _ in range(2 * count):
            self.write(Jump(0))
        starts, ends = [], []
        for value, so_far, is_too_early in outcomes:
            starts.append(self.here)
            self.write(Remember(name, setting.text(value)))
            self.write(Remember(f"{name} comfortable", str(so_far)))
            extra = {f"next {name}": setting.spoken(value)}
            if step.afterwards:
                self.say(self.sentences(step.afterwards, (*path, "afterwards"), extra=extra))
            if is_too_early:
                told = {"count": self.own.number(setting.after)}
                key = "not more yet"
                self.say(self.sentences(None, (key,), self.own.template(key), told))
            ends.append(self.write(Jump(0)))
        for index, variable in enumerate(variables):
            self.operations[first + index] = Branch(variable, {less: starts[2]}, first + index + 1)
            last = index == count - 1
            onward = starts[0] if last else first + count + index + 1
            self.operations[first + count + index] = Branch(variable, {more: onward}, starts[1])
        for index in ends:
            self.operations[index] = Jump(self.here)

    def consent(self, step: ConsentStep, path: Path) -> None:
        """Write the question to each partner, and the kind ends of anything but two yeses."""
        asked: list[tuple[int, str]] = []
        heard = phrases.ways({"yes": (), "no": ()}, self.own.heard)
        for index, name in enumerate(self.names):
            with self.person(index):
                variable = f"consent of {name}"
                self.write(
                    Ask(
                        question=self.sentences(step.consent, (*path, "consent")),
                        answers=heard,
                        who=name,
                        again=self.sentences(
                            step.again, (*path, "again"), self.own.template("consent again")
                        ),
                        patience=samples(_CONSENT_PATIENCE_SECONDS),
                        default=UNANSWERED,
                        remember=variable,
                        label=self.quoted([ways[0] for ways in heard.values()]),
                    )
                )
                asked.append((self.write(Jump(0)), variable))
        over = self.write(Jump(0))
        declined = self.here
        self.say(self.sentences(step.declined, (*path, "if no"), self.own.template("declined")))
        self.write(End("declined"))
        unanswered = self.here
        self.say(
            self.sentences(
                step.unanswered, (*path, "if nobody answers"), self.own.template("unanswered")
            )
        )
        self.write(End("declined"))
        for index, variable in asked:
            self.operations[index] = Branch(
                variable, {"yes": index + 1, "no": declined}, unanswered
            )
        self.operations[over] = Jump(self.here)

    def _offer(self, heard: Mapping[str, tuple[str, ...]], each: bool) -> str:
        """Return the sentence that tells what can be answered; "" where anything can."""
        words = self.own.listed([ways[0] for ways in heard.values()], "or")
        template = self.own.template("name can say" if each else "you can say")
        return template.replace("{words}", words) if words else ""
