"""The steps that wait for people: a word, questions, consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from facilitator.clock import samples
from facilitator.engine.program import Ask, Branch, End, Jump, Remember
from facilitator.script import phrases
from facilitator.script.durations import parse_number
from facilitator.script.schema import AskEachStep, AskStep, ConsentStep, ReadyStep
from facilitator.script.writer import Writer
from facilitator.script.yaml_tree import Path

_READY_PATIENCE_SECONDS: Final = 45.0
_CONSENT_PATIENCE_SECONDS: Final = 12.0


class Asking(Writer):
    """Writes the steps that wait for people."""

    def ready(self, step: ReadyStep, path: Path) -> None:
        """Write a waiting point."""
        heard = step.heard or self.own.heard["ready"]
        self.write(
            Ask(
                question=self.sentences(step.ready, (*path, "ready")),
                answers={"ready": heard},
                again=self.sentences(
                    step.again, (*path, "again"), self.own.template("ready again")
                ),
                patience=samples(_READY_PATIENCE_SECONDS),
                default=None,
                label=self.quoted(heard[:1]),
            )
        )

    def ask(self, step: AskStep | AskEachStep, path: Path) -> None:
        """Write a question, to both or to each, and what its answers change."""
        answers = dict(step.answers)
        if step.changes and not answers:
            answers = {"longer": (), "same": (), "shorter": ()}
        heard = phrases.ways(answers, self.own.heard)
        each = isinstance(step, AskEachStep) or self.place.whose >= 0
        kept = step.remember or step.name or step.changes or ""
        variables = []
        key = "ask each" if isinstance(step, AskEachStep) else "ask"
        for index in self.asked if each else (0,):
            with self.person(index):
                variable = f"{kept} of {self.names[index]}" if kept and each else kept
                self.write(
                    Ask(
                        question=self.sentences(step.ask, (*path, key)),
                        answers=heard,
                        who=self.names[index] if each else "",
                        again=self.sentences(
                            step.again, (*path, "again"), self._offer(heard, each)
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
                    self.remember_answer(variable, heard)
        self.keep(kept, variables, heard)
        if step.changes:
            self._change(step, path, variables)

    def remember_answer(self, variable: str, heard: Mapping[str, tuple[str, ...]]) -> None:
        """Write that an answer is kept for the next session, if there was one."""
        self.write(Branch(variable, dict.fromkeys(heard, self.here + 1), self.here + 2))
        self.write(Remember(variable, variable=variable))

    def _change(self, step: AskStep | AskEachStep, path: Path, variables: list[str]) -> None:
        """Write what the wishes make of a setting; the shorter wish wins."""
        name = step.changes or ""
        setting, now = self.ritual.settings[name], self.values[name]
        again = self.memory.get(name) == setting.text(now)
        comfortable = (parse_number(self.memory.get(f"{name} comfortable", "0")) or 0) * again + 1
        longer = setting.changed(now, 1) if comfortable >= setting.after else now
        shorter = setting.changed(now, -1)
        outcomes = (
            (longer, 0 if longer != now else comfortable),
            (now, comfortable),
            (shorter, 0),
        )
        first = self.here
        count = len(variables)
        for _ in range(2 * count):
            self.write(Jump(0))
        starts, ends = [], []
        for value, so_far in outcomes:
            starts.append(self.here)
            self.write(Remember(name, setting.text(value)))
            self.write(Remember(f"{name} comfortable", str(so_far)))
            extra = {f"next {name}": setting.spoken(value)}
            if step.afterwards:
                self.say(self.sentences(step.afterwards, (*path, "afterwards"), extra=extra))
            ends.append(self.write(Jump(0)))
        for index, variable in enumerate(variables):
            self.operations[first + index] = Branch(
                variable, {"shorter": starts[2]}, first + index + 1
            )
            last = index == count - 1
            onward = starts[0] if last else first + count + index + 1
            self.operations[first + count + index] = Branch(variable, {"longer": onward}, starts[1])
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
                        default="unanswered",
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
