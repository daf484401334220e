"""The step in which somebody speaks a note: taken down, read back, kept on a yes."""

from __future__ import annotations

from typing import Final

from facilitator.clock import samples
from facilitator.engine.flow import Branch, Jump, Let
from facilitator.engine.jars import MOST_SLIPS
from facilitator.engine.operations import Ask, PutIn, Remember, TakeNote
from facilitator.engine.program import LAST
from facilitator.engine.sentences import Sentence
from facilitator.script.compiling.reminding import Reminding
from facilitator.script.conditions import Condition
from facilitator.script.facts.noted import (
    PREFIX,
    kept_as,
    name_of,
    names_in_session,
    notes_remembered,
    variables_of,
)
from facilitator.script.forms.schema import NoteStep
from facilitator.script.yaml_tree import Path

_KEEPING_PATIENCE_SECONDS: Final = 12.0


class Noting(Reminding):
    """Writes notes."""

    def note(self, step: NoteStep, path: Path) -> None:
        """Write a note of each, of both together, or of one of the two."""
        kept = name_of(step)
        variables = variables_of(step, self.names)
        if step.jar is not None and len(self.jars.get(step.jar, ())) >= MOST_SLIPS:
            for name in names_in_session(step):
                self.notes.setdefault(name, variables)
            if step.who == "both" or self.those(None if step.who == "each" else step.who):
                self.say(self._standard("full", "jar full"))
            return
        asked: dict[int, str] = {}
        if step.who == "both":
            asked = {-1: kept}
        elif step.who == "each" or step.who == "other":
            those = self.those("other" if step.who == "other" else None)
            asked = {index: variables[index] for index in those}
            self.notes.update(dict.fromkeys(names_in_session(step), variables))
        else:
            asked = dict.fromkeys(self.those(step.who), variables[0])
            alone = [v for v in self.notes.get(kept, ()) if self.owner(v) >= 0]
            variables = self.in_order_of_people((*alone, *variables))
        for number, (index, variable) in enumerate(asked.items()):
            if index < 0:
                self._note(step, path, "", variable, explained=number == 0)
            else:
                with self.asking(index, "other" if step.who == "other" else None):
                    self._note(step, path, self.names[index], variable, explained=number == 0)
        named = names_in_session(step)
        self.notes.update(dict.fromkeys(named, variables))
        given = self.variables.get(kept.lower(), ()) if step.who in ("first", "second") else ()
        before = [v.removesuffix("/kept") for v in given if v.endswith("/kept")]
        for name in named:
            self._keep_note(name, self.in_order_of_people((*before, *asked.values())))

    def was_noted(self, name: str, condition: Condition) -> bool | None:
        """Return whether an earlier session has kept a note; None when none is meant."""
        for note, variables in notes_remembered(self.ritual, self.names).items():
            whose = variables
            if name == note.lower() and len(variables) > 1 and not condition.whose:
                mine = self.place.whose
                whose = variables if mine < 0 else (variables[mine],)
            elif name != note.lower():
                places = zip(("first", "second"), self.names, strict=False)
                named = {f"{note} of {place}".lower(): person for place, person in places}
                if name not in named:
                    continue
                whose = (f"{note} of {named[name]}",)
            kept = [(v in self.kept_notes) == (condition.how == "is") for v in whose]
            return all(kept) if condition.whose == "every" else any(kept)
        return None

    def _keep_note(self, kept: str, variables: tuple[str, ...]) -> None:
        """Note which variables say whether there is a note, for conditions that come later."""
        self.variables[kept.lower()] = tuple(f"{variable}/kept" for variable in variables)
        for place, person in zip(("first", "second"), self.names, strict=False):
            own = tuple(each for each in variables if each.endswith(f" of {person}"))
            if own:
                self.variables[f"{kept} of {place}".lower()] = (f"{own[0]}/kept",)

    def _note(
        self, step: NoteStep, path: Path, who: str, variable: str, *, explained: bool
    ) -> None:
        question = self.sentences(step.note, (*path, "note"))
        if who:
            question = self.called(question)
        if explained:
            question += self._standard("how")
        lasts = step.remember or step.jar
        self.take_down(
            step,
            question,
            who,
            variable,
            said=("note left", "note kept" if lasts else "note taken"),
        )

    def take_down(
        self,
        step: NoteStep,
        question: tuple[Sentence, ...],
        who: str,
        variable: str,
        *,
        said: tuple[str, str],
    ) -> None:
        """Write that a note is asked for, read back, and kept on a yes.

        Args:
            step: How long it may be, and where it is kept.
            question: What is asked.
            who: Name of the partner who is asked; "" when any of them may speak.
            variable: Holds the note.
            said: Ids of what is said when nothing was kept, and when it was.
        """
        remembered = PREFIX + kept_as(step) + variable.removeprefix(name_of(step))
        self.write(Let(variable, ""))
        self.write(Let(f"{variable}/kept", ""))
        if step.remember:
            self.write(Remember(remembered, ""))
        attempts = [self._attempt(step, question, who, variable)]
        self.say(self._standard("unclear"))
        over = self.write(Jump(0))
        again = self.here
        self.say(self._standard("again"))
        self.operations[over] = Jump(self.here)
        attempts.append(self._attempt(step, (), who, variable))
        nothing = self.here
        self.write(Let(variable, ""))
        self.say(self._standard(said[0].removeprefix("note "), said[0]))
        over = self.write(Jump(0))
        keep = self.here
        self.write(Let(f"{variable}/kept", "kept"))
        self.write(Let(LAST, f"{variable}\n{step.jar or ''}"))
        if step.remember:
            self.write(Remember(remembered, variable=variable))
        if step.jar is not None:
            self.write(PutIn(step.jar, variable, "" if self.is_unnamed else who))
        self.say(self._standard("kept", said[1]))
        self.operations[over] = Jump(self.here)
        for (how, answer), once_more in zip(attempts, (True, False), strict=True):
            heard = {"heard": how + 1} | ({"unclear": answer + 1} if once_more else {})
            answered = {"yes": keep} | ({"again": again} if once_more else {})
            self.operations[how] = Branch(f"{variable}/how", heard, nothing)
            self.operations[answer] = Branch(f"keeping {variable}", answered, nothing)

    def _attempt(
        self, step: NoteStep, question: tuple[Sentence, ...], who: str, variable: str
    ) -> tuple[int, int]:
        """Write one try; return the places of the branches on how it went, and on the answer."""
        self.write(
            TakeNote(
                question=question,
                name=variable,
                who=who,
                longest=samples(self.seconds(step.longest)),
                patience=samples(self.seconds(step.patience)),
                passes=self.own.heard["no note"],
                label=self.phrase("one short sentence"),
            )
        )
        how = self.write(Jump(0))
        self.write(self._reading_back(who, variable))
        return how, self.write(Jump(0))

    def _reading_back(self, who: str, variable: str) -> Ask:
        read = self.own.template("note read")
        heard = self.sentences(None, ("note-read",), read, {"note": f"{{~{variable}}}"})
        asked = self._standard("asked")
        answers = {
            "yes": self.own.heard["keep"],
            "no": self.own.heard["leave"],
            "again": self.own.heard["again"],
        }
        return Ask(
            question=heard + asked,
            answers=answers,
            who=who,
            again=heard + asked,
            patience=samples(_KEEPING_PATIENCE_SECONDS),
            times=2,
            default="",
            remember=f"keeping {variable}",
            label=self.quoted([ways[0] for ways in answers.values()]),
            alone=True,
        )

    def _standard(self, what: str, key: str = "") -> tuple[Sentence, ...]:
        return self.sentences(None, (f"note-{what}",), self.own.template(key or f"note {what}"))
