"""People of a certain manner for rehearsals: who hesitates, is silent, says no, laughs, talks over.

They come from chance, or from a people file, which names them in the order in which they lead and
says how they are:

    Anna:
      answers: {wish: [longer, same]}
      hesitates: 6 s
    Ben:
      says no: yes
      talks over: yes
      remembered: {need: a walk after dinner}
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from facilitator.clock import Samples
from facilitator.engine.events import Event, PhraseHeard, VoiceStarted, VoiceStopped
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_phrase
from facilitator.engine.state import Noting, State
from facilitator.engine.whose import whose
from facilitator.errors import UsageError
from facilitator.script.diagnostics import ScriptErrors, closest
from facilitator.script.durations import parse_duration
from facilitator.script.pronouns import given_pronouns
from facilitator.script.reading.yaml_recovery import UNREAD, read
from facilitator.script.yaml_tree import Tree
from facilitator.session.answering import always, asked_of, questions, told, ways_of
from facilitator.session.company import Company, Manner, Said
from facilitator.session.on_paper import note_events, spoken_length

KEYS: Final = (
    *("answers", "hesitates", "silent", "says no", "laughs", "talks over", "remembered"),
    "pronouns",
)
"""What can be said about somebody."""

_MOST_BYTES: Final = 64 * 1024


def read_people(path: Path) -> dict[str, Manner]:
    """Return the names with their manners, in the order of the file.

    Raises:
        UsageError: The file cannot be read, or says something that has no meaning here; names
            everything that is wrong, each with its line.
    """
    try:
        raw = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        raise UsageError(
            f"The people in {path} cannot be read: {error.strerror}.", help="Check the path."
        ) from None
    try:
        reading = read(path.name, raw)
    except ScriptErrors as error:
        raise UsageError(str(error)) from None
    told = [_Told(each.span.line, each.message, each.advice) for each in reading.slips]
    tree = reading.tree
    if tree is None:
        told[-1] = replace(told[-1], help=f"{told[-1].help}; {UNREAD}")
        raise _refused(path.name, told)
    if not isinstance(tree.data, dict) or not tree.data:
        if told:
            raise _refused(path.name, told)
        raise UsageError(
            f"{path.name} should name people; found no names.",
            help="For example two keys, Anna and Ben, each with how they are: `laughs: yes`.",
        )
    manners = {str(name): _manner(tree, str(name), told) for name in tree.data}
    if told:
        raise _refused(path.name, told)
    return manners


@dataclass(frozen=True, slots=True)
class _Told:
    """Something wrong in a people file: the line, what it is, and what to do about it."""

    line: int
    message: str
    help: str


def _refused(file: str, told: Sequence[_Told]) -> UsageError:
    """Return everything that is wrong with a people file as one error."""
    inside = sorted(told, key=lambda each: each.line)
    if len(inside) == 1:
        (only,) = inside
        return UsageError(f"{file}:{only.line}: {only.message}", help=only.help)
    lines = [f"{file}:{each.line}: {each.message} {_sentence(each.help)}" for each in inside]
    return UsageError("\n".join(lines), help=f"{len(inside)} things to mend in {file}.")


def _sentence(text: str) -> str:
    return f"({text.rstrip('.')})" if text else ""


def _manner(tree: Tree, name: str, told: list[_Told]) -> Manner:
    given = {} if tree.data[name] is None else tree.data[name]
    if not isinstance(given, dict):
        told.append(
            _Told(
                tree.key_span((name,)).line,
                f"what stands under {name} should be keys with values.",
                f"There are: {', '.join(KEYS)}.",
            )
        )
        return Manner()
    for key in given:
        if key not in KEYS:
            near = closest(str(key), KEYS)
            mean = f" Did you mean {near}?" if near else ""
            told.append(
                _Told(
                    tree.key_span((name, key)).line,
                    f"{name} has “{key}”, which means nothing here.{mean}",
                    f"There are: {', '.join(KEYS)}.",
                )
            )
    hesitates = parse_duration(given["hesitates"]) if "hesitates" in given else 0.0
    if hesitates is None:
        told.append(
            _Told(
                tree.key_span((name, "hesitates")).line,
                f"{name} hesitates “{given['hesitates']}”, which is no length.",
                "Write it with its unit: `hesitates: 6 s`.",
            )
        )
    return Manner(
        answers=_texts(tree, name, given, "answers", "wish: longer", told),
        hesitates=hesitates or 0.0,
        silent=_is(tree, name, given, "silent", told),
        says_no=_is(tree, name, given, "says no", told),
        laughs=_is(tree, name, given, "laughs", told),
        talks_over=_is(tree, name, given, "talks over", told),
        remembered=_texts(tree, name, given, "remembered", "need: a walk after dinner", told),
        pronouns=_pronouns(tree, name, given, told),
    )


def _pronouns(tree: Tree, name: str, given: Mapping[str, object], told: list[_Told]) -> str:
    wished = str(given.get("pronouns") or "")
    try:
        given_pronouns([f"{name} ({wished})"])
    except UsageError as error:
        told.append(_Told(tree.key_span((name, "pronouns")).line, error.message, error.help))
    return wished


def _is(tree: Tree, name: str, given: Mapping[str, object], key: str, told: list[_Told]) -> bool:
    value = str(given.get(key, "no")).lower()
    if value not in ("yes", "no", "true", "false"):
        line = tree.key_span((name, key)).line
        message = f"“{key}” of {name} should be yes or no; found “{value}”."
        told.append(_Told(line, message, f"Write `{key}: yes`."))
    return value in ("yes", "true")


def _texts(
    tree: Tree, name: str, given: Mapping[str, object], key: str, example: str, told: list[_Told]
) -> dict[str, list[str]]:
    texts = given.get(key, {})
    if not isinstance(texts, dict):
        line = tree.key_span((name, key)).line
        what = f"the {key} of" if key == "answers" else f"what is {key} of"
        message = f"{what} {name} should be keys with values."
        told.append(_Told(line, message, f"For example: `{key}: {{{example}}}`."))
        return {}
    return {
        str(about): [str(each) for each in (said if isinstance(said, list) else [said])]
        for about, said in texts.items()
    }


def by_chance(count: int, seed: int) -> list[Manner]:
    """Return the manners of some people, the same for the same seed.

    Most have one or two peculiarities; few are silent or say no, as little follows after that.
    """
    chance = random.Random(seed)

    def one() -> Manner:
        if chance.random() < 0.1:
            return Manner(silent=True)
        return Manner(
            hesitates=float(chance.randint(2, 12)) if chance.random() < 0.5 else 0.0,
            says_no=chance.random() < 0.15,
            laughs=chance.random() < 0.5,
            talks_over=chance.random() < 0.4,
        )

    return [one() for _ in range(count)]


def described(name: str, manner: Manner) -> str:
    """Return in a sentence how somebody is."""
    ways = [
        f"hesitates {manner.hesitates:g} s" if manner.hesitates else "",
        "says no" if manner.says_no else "",
        "laughs" if manner.laughs else "",
        "talks over" if manner.talks_over else "",
        *(f"answers “{' then '.join(said)}” about {what}" for what, said in manner.answers.items()),
    ]
    name = name[:1].upper() + name[1:]
    if manner.silent:
        but = ", ".join(way for way in ways if way.startswith("answers"))
        return f"{name} is silent, but {but}." if but else f"{name} is silent."
    *most, last = [way for way in ways if way] or ["is willing"]
    return f"{name} {', '.join(most)} and {last}." if most else f"{name} {last}."


def check_answers(program: Program, manners: Mapping[str, Manner]) -> None:
    """Refuse answers that nobody could ever give in a program.

    Args:
        program: What is performed.
        manners: How they are, in the order of the partners.

    Raises:
        UsageError: Nothing of that name is asked of them, or nothing of that meaning can be
            answered.
    """
    for index, (name, manner) in enumerate(manners.items()):
        for given, said in manner.answers.items():
            what, meant = whose(given, program.partners)
            if meant not in (-1, index):
                raise UsageError(
                    f"{name} answers about “{given}”, which is for {program.partners[meant]} to "
                    "answer.",
                    help=f"Write “{what}” under each of them.",
                )
            asked = [each for _, each in questions(program, what, waiting_too=True)]
            if not asked:
                there = asked_of(program, waiting_too=True)
                near = closest(what, there)
                raise UsageError(
                    f"{name} answers about “{what}”, which nobody asks."
                    + (f" Did you mean {near}?" if near else ""),
                    help=f"Asked are: {', '.join(there) or 'no questions at all'}.",
                )
            own_name = program.partners[index : index + 1]
            theirs = [each for each in asked if each.who in ("", *own_name)]
            if not theirs:
                raise UsageError(
                    f"{name} answers about “{what}”, which only others are asked.",
                    help=f"Asked are: {', '.join(asked_of(program))}.",
                )
            ways = ways_of(theirs)
            for answer in said:
                if ways is not None and always(answer, ways) not in ways:
                    raise UsageError(
                        f"{name} answers “{answer}” about {what}, which is no answer to it.",
                        help=f"There are: {told(ways)}.",
                    )


class OnPaper:
    """The same people where nothing sounds: what they say becomes events at once.

    Args:
        program: What is performed.
        manners: How each of them is.
        answers: What anybody answers; see `Company`.
        noted: Told everything they say.
        seed: Chooses lines and moments.
    """

    def __init__(
        self,
        program: Program,
        manners: Sequence[Manner],
        *,
        answers: Mapping[str, Sequence[str]] | None = None,
        noted: Callable[[Said], None] = lambda _: None,
        seed: int = 0,
    ) -> None:
        known = (*every_phrase(program), *program.own.commands)
        self._known = {phrase.lower() for phrase in known}
        self._said: list[Event] = []
        self._is_note = False
        self._voices: list[tuple[Samples, Samples]] = []
        self._company = Company(
            program, self._utter, manners, answers=answers, noted=noted, seed=seed
        )

    def react(self, state: State, at: Samples) -> Iterable[Event]:
        """Return what is heard of the people after a state has been reached."""
        self._said = []
        self._is_note = isinstance(state.phase, Noting)
        self._company.look(state, at)
        return self._said

    def _utter(self, partner: int, line: str, at: Samples) -> tuple[Samples, Samples]:
        del partner
        end = at + spoken_length(line)
        if self._is_note and line.lower() not in self._known:
            self._said += note_events(line, at)
            self._voices.append((at, end))
            return at, end
        # What somebody will say later was planned before, and is no reason not to hear this.
        over = [until for since, until in self._voices if since < end and until > at]
        sounds = max(over, default=at)
        if line.lower() in self._known:
            self._said.append(PhraseHeard(end, at, line.lower(), sounds == at))
        if end > sounds:
            self._said += [VoiceStarted(sounds), VoiceStopped(end)]
            self._voices.append((sounds, end))
        return at, end
