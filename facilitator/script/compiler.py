"""From a checked ritual to the program the engine performs.

Everything that is known beforehand is settled here: names, settings, lengths, which variant of a
text is said, how often something is repeated. What depends on an answer becomes a `Branch`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from facilitator.clock import samples
from facilitator.engine.program import (
    Ask,
    Bell,
    Branch,
    End,
    Jump,
    Operation,
    Program,
    Remember,
    Say,
    Sentence,
    Silence,
    Turn,
)
from facilitator.errors import ScriptError
from facilitator.script import phrases, rules
from facilitator.script.conditions import Condition, holds, parse_condition, parse_repetition
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Span
from facilitator.script.durations import parse_duration, parse_number, spoken_duration
from facilitator.script.lines import lines_of
from facilitator.script.names import UNNAMED, partner_names
from facilitator.script.ritual import Ritual
from facilitator.script.schema import (
    AskEachStep,
    AskStep,
    BellStep,
    ConsentStep,
    EndStep,
    GestureStep,
    ReadyStep,
    Reference,
    RememberStep,
    RepeatStep,
    SayStep,
    SilenceStep,
    Step,
    TurnsStep,
    UseStep,
    WhenStep,
)
from facilitator.script.sentences import holds_words, split
from facilitator.script.settings import Value, choose
from facilitator.script.yaml_tree import Path, Tree

SoundsLike: TypeAlias = Callable[[str, str], bool]
"""Whether a sentence holds something that sounds like a word: `f(sentence, word)`."""

MOST_OPERATIONS: Final = 5_000
"""Longest program; a 36-question hour needs some three hundred operations."""

MOST_HOURS: Final = 12
"""Longest ritual that can be meant, in hours."""

_DEPTHS: Final = ("light", "medium", "deep")
_READY_PATIENCE_SECONDS: Final = 45.0
_CONSENT_PATIENCE_SECONDS: Final = 12.0

_VOCATIVE: Final = re.compile(r", \{(name|first|second|partners)\}(?=[.!?])")
"""A name somebody is called by at the end of a sentence; left out when there is none."""

_DECLINED: Final = "That is all right. Thank you for saying it. We leave it for another day."
_UNANSWERED: Final = (
    "I have not heard an answer, so we leave it for another day. That is all right."
)
_CONSENT_AGAIN: Final = "{name}, a yes or a no is enough."
_READY_AGAIN: Final = 'Take your time. Say "ready" when you are.'
_ANNOUNCE: Final = "{name}, now it is your turn. You have {time}."
_THANKS: Final = "Thank you, {name}."


def compile_ritual(
    ritual: Ritual,
    *,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
    memory: Mapping[str, str] | None = None,
    safe_words: Sequence[str] = ("pineapple",),
    pause_words: Sequence[str] = (),
    sounds_like: SoundsLike = holds_words,
) -> Program:
    """Return the program of a ritual for two people.

    Args:
        ritual: As `library.load` returns it.
        partners: Two names, the one who leads first; none for people who gave no names.
        settings: Chosen values as people write them, by name of the setting.
        memory: What the journal keeps for this ritual.
        safe_words: Words that end the session; no prompt may say one.
        pause_words: Words that freeze it; no prompt may say one.
        sounds_like: Says whether a sentence holds something that sounds like a word; without
            it only the words themselves are looked for.

    Raises:
        UsageError: A name or a setting that cannot be used.
        ScriptErrors: A prompt says a safe or pause word once names and settings are filled in.
    """
    memory = memory or {}
    values = choose(ritual.settings, settings or {}, memory)
    names = partner_names(partners, safe_words=safe_words, pause_words=pause_words)
    if ritual.form.lead == "alternates" and memory.get("led last") == names[0]:
        names = (names[1], names[0])
    writer = _Writer(ritual, names, values, memory)
    writer.ritual_as_a_whole()
    _check_words(writer, ritual, safe_words, pause_words, sounds_like)
    return Program(
        ritual=ritual.id,
        title=ritual.title,
        partners=names,
        operations=tuple(writer.operations),
        lines=tuple(writer.lines),
        safe_words=tuple(safe_words),
        pause_words=tuple(pause_words),
        settings={name: ritual.settings[name].text(value) for name, value in values.items()},
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the writer stands: which file, which people.

    Attributes:
        tree: File the steps come from.
        part: Name of the shared part; "" in the ritual itself.
        line: Line of the ritual the operations are counted to; 0 to take each step's own.
        people: Placeholders that stand for people.
    """

    tree: Tree
    part: str = ""
    line: int = 0
    people: Mapping[str, str] = field(default_factory=dict)


class _Writer:
    """Writes operations in order; branches are filled in once their targets are known."""

    def __init__(
        self,
        ritual: Ritual,
        names: tuple[str, str],
        values: Mapping[str, Value],
        memory: Mapping[str, str],
    ) -> None:
        self.operations: list[Operation] = []
        self.lines: list[int] = []
        self._ritual = ritual
        self._names = names
        self._values = values
        self._memory = memory
        self._line = 0
        self._variables: dict[str, tuple[str, ...]] = {}
        self._meanings: dict[str, str] = {}
        self._keys = {("", line.path): line.key for line in lines_of(ritual.form)}
        for name, part in ritual.parts.items():
            for line in lines_of(part.form):
                self._keys[name, line.path] = f"{name}/{line.key}"
        first, second = names
        both = "both of you" if names == UNNAMED else f"{first} and {second}"
        people = {"first": first, "second": second, "partners": both}
        self._place = _Place(ritual.tree, people=people)

    # Writing

    def write(self, operation: Operation) -> int:
        if len(self.operations) >= MOST_OPERATIONS:
            raise ScriptError(f"more than {MOST_OPERATIONS} steps", help="Repeat less often.")
        self.operations.append(operation)
        self.lines.append(self._line)
        return len(self.operations) - 1

    def say(self, sentences: tuple[Sentence, ...]) -> None:
        if sentences:
            self.write(Say(sentences))

    @property
    def _here(self) -> int:
        return len(self.operations)

    @contextmanager
    def _for(self, index: int) -> Iterator[None]:
        """Fill placeholders for one partner."""
        before = self._place
        people = {
            **before.people,
            "name": self._names[index],
            "other": self._names[1 - index],
        }
        self._place = replace(before, people=people)
        try:
            yield
        finally:
            self._place = before

    # Texts

    def _sentences(
        self,
        text: str | dict[str, str] | None,
        path: Path,
        default: str = "",
        extra: Mapping[str, str] | None = None,
    ) -> tuple[Sentence, ...]:
        """Return a text as sentences, the right variant chosen and placeholders filled."""
        if isinstance(text, dict):
            choice = self._variant(text)
            if choice is None:
                return ()
            path, text = (*path, choice), text[choice]
        key = self._keys.get((self._place.part, path), "") if text else "standard/" + str(path[-1])
        return tuple(
            Sentence(
                _capitalized(self.fill(cut.text, extra)),
                f"{key}.{number}",
                samples(cut.pause_seconds),
            )
            for number, cut in enumerate(split(text or default), start=1)
        )

    def _plain(self, text: str | dict[str, str] | None, default: str = "") -> str:
        if isinstance(text, dict):
            choice = self._variant(text)
            text = text[choice] if choice is not None else ""
        return " ".join(self.fill(text or default).split())

    def _variant(self, texts: Mapping[str, str]) -> str | None:
        by_lower = {choice.lower(): choice for choice in texts}
        for value in self._values.values():
            if isinstance(value, str) and value.lower() in by_lower:
                return by_lower[value.lower()]
        return by_lower.get("otherwise")

    def fill(self, text: str, extra: Mapping[str, str] | None = None) -> str:
        """Return a text with its placeholders replaced."""
        spoken = {
            name: setting.spoken(self._values[name])
            for name, setting in self._ritual.settings.items()
        }
        known = {**spoken, **self._place.people, **(extra or {})}

        def value(match: re.Match[str]) -> str:
            return known.get(" ".join(match.group(1).split()), match.group(0))

        if self._names == UNNAMED:
            text = _VOCATIVE.sub("", text)
        return re.sub(r"\{([^{}]*)\}", value, text)

    def _seconds(self, length: float | Reference) -> float:
        if not isinstance(length, Reference):
            return length
        value = self._values.get(length.name, 0.0)
        return parse_duration(value) or 0.0 if isinstance(value, str) else value

    def _setting_or(self, text: str) -> str:
        """Return the value of a setting when the text is a reference to one, else the text."""
        match = re.fullmatch(r"\{([^{}]+)\}", text.strip())
        return str(self._values.get(match.group(1).strip(), text)) if match else text

    # Steps

    def ritual_as_a_whole(self) -> None:
        form = self._ritual.form
        if form.lead == "alternates":
            self.write(Remember("led last", self._names[0]))
        for _, step in _every_step(form.steps):
            changes = getattr(step, "changes", None)
            if changes:
                self.write(Remember(f"{changes} comfortable", "0"))
        self.steps(form.steps, ("steps",))

    def steps(self, steps: Sequence[Step], path: Path) -> None:
        for index, step in enumerate(steps):
            self.step(step, (*path, index))

    def step(self, step: Step, path: Path) -> None:
        place = self._place
        self._line = place.line or place.tree.value_span(path).line
        match step:
            case SayStep():
                self._say(step, path)
            case BellStep():
                for _ in range(step.times):
                    self.write(Bell(step.bell))
            case SilenceStep():
                self._silence(step)
            case ReadyStep():
                self._ready(step, path)
            case AskStep() | AskEachStep():
                self._ask(step, path)
            case ConsentStep():
                self._consent(step, path)
            case TurnsStep():
                self._turns(step, path)
            case GestureStep():
                self.say(self._sentences(step.gesture, (*path, "gesture")))
                self.write(Silence(samples(self._seconds(step.time)), label="a moment for you"))
            case UseStep():
                self._use(step)
            case WhenStep():
                self._when(step, path)
            case RepeatStep():
                self._repeat(step, path)
            case RememberStep():
                self.write(Remember(step.remember, self._plain(step.value)))
            case EndStep():
                self.say(self._sentences(step.end, (*path, "end")))
                self.write(End())

    def _say(self, step: SayStep, path: Path) -> None:
        sentences = self._sentences(step.say, (*path, "say"))
        if sentences and step.pause is not None:
            pause = samples(self._seconds(step.pause))
            sentences = (*sentences[:-1], replace(sentences[-1], pause_after=pause))
        self.say(sentences)

    def _silence(self, step: SilenceStep) -> None:
        length = samples(self._seconds(step.silence))
        label = self._plain(step.label)
        if step.slices is None:
            halfway = self._setting_or(step.halfway) == "soft bell"
            self.write(Silence(length, halfway, label))
            return
        piece, rest = samples(self._seconds(step.slices)), samples(self._seconds(step.rest))
        left = length
        while left > 0:
            self.write(Silence(min(left, piece), label=label))
            left -= piece
            if left > 0:
                self.write(Bell("halfway"))
                self.write(Silence(rest, label="rest your eyes"))
                self.write(Bell("halfway"))

    def _ready(self, step: ReadyStep, path: Path) -> None:
        heard = step.heard or phrases.READY
        self.write(
            Ask(
                question=self._sentences(step.ready, (*path, "ready")),
                answers={"ready": heard},
                again=self._sentences(step.again, (*path, "again"), _READY_AGAIN),
                patience=samples(_READY_PATIENCE_SECONDS),
                default=None,
                label=f"Say “{heard[0]}”",
            )
        )

    def _ask(self, step: AskStep | AskEachStep, path: Path) -> None:
        answers = dict(step.answers)
        if step.changes and not answers:
            answers = {"longer": (), "same": (), "shorter": ()}
        heard = phrases.ways(answers)
        each = isinstance(step, AskEachStep)
        kept = step.remember or step.name or step.changes or ""
        variables = []
        for index in (0, 1) if each else (0,):
            with self._for(index):
                variable = f"{kept} of {self._names[index]}" if kept and each else kept
                self.write(
                    Ask(
                        question=self._sentences(step.ask, (*path, "ask each" if each else "ask")),
                        answers=heard,
                        who=self._names[index] if each else "",
                        again=self._sentences(step.again, (*path, "again"), _offer(heard, each)),
                        patience=samples(self._seconds(step.patience)),
                        times=step.times,
                        default=step.default or "",
                        remember=variable,
                        label="Say " + _quoted([ways[0] for ways in heard.values()]),
                    )
                )
                variables.append(variable)
                if step.remember:
                    answered = dict.fromkeys(heard, self._here + 1)
                    self.write(Branch(variable, answered, self._here + 2))
                    self.write(Remember(variable, variable=variable))
        if kept:
            self._variables[kept.lower()] = tuple(variables)
            self._meanings.update({meaning.lower(): meaning for meaning in heard})
        if step.changes:
            self._change(step, path, variables)

    def _change(self, step: AskStep | AskEachStep, path: Path, variables: list[str]) -> None:
        """Write what the wishes make of a setting; the shorter wish wins."""
        name = step.changes or ""
        setting, now = self._ritual.settings[name], self._values[name]
        again = self._memory.get(name) == setting.text(now)
        comfortable = (parse_number(self._memory.get(f"{name} comfortable", "0")) or 0) * again + 1
        longer = setting.changed(now, 1) if comfortable >= setting.after else now
        shorter = setting.changed(now, -1)
        outcomes = (
            (longer, 0 if longer != now else comfortable),
            (now, comfortable),
            (shorter, 0),
        )
        first = self._here
        count = len(variables)
        for _ in range(2 * count):
            self.write(Jump(0))
        starts, ends = [], []
        for value, so_far in outcomes:
            starts.append(self._here)
            self.write(Remember(name, setting.text(value)))
            self.write(Remember(f"{name} comfortable", str(so_far)))
            extra = {f"next {name}": setting.spoken(value)}
            if step.afterwards:
                self.say(self._sentences(step.afterwards, (*path, "afterwards"), extra=extra))
            ends.append(self.write(Jump(0)))
        for index, variable in enumerate(variables):
            self.operations[first + index] = Branch(
                variable, {"shorter": starts[2]}, first + index + 1
            )
            last = index == count - 1
            onward = starts[0] if last else first + count + index + 1
            self.operations[first + count + index] = Branch(variable, {"longer": onward}, starts[1])
        for index in ends:
            self.operations[index] = Jump(self._here)

    def _consent(self, step: ConsentStep, path: Path) -> None:
        asked: list[tuple[int, str]] = []
        heard = phrases.ways({"yes": (), "no": ()})
        for index, name in enumerate(self._names):
            with self._for(index):
                variable = f"consent of {name}"
                self.write(
                    Ask(
                        question=self._sentences(step.consent, (*path, "consent")),
                        answers=heard,
                        who=name,
                        again=self._sentences(step.again, (*path, "again"), _CONSENT_AGAIN),
                        patience=samples(_CONSENT_PATIENCE_SECONDS),
                        default="unanswered",
                        remember=variable,
                        label="Say “yes” or “no”",
                    )
                )
                asked.append((self.write(Jump(0)), variable))
        over = self.write(Jump(0))
        declined = self._here
        self.say(self._sentences(step.declined, (*path, "if no"), _DECLINED))
        self.write(End("declined"))
        unanswered = self._here
        self.say(self._sentences(step.unanswered, (*path, "if nobody answers"), _UNANSWERED))
        self.write(End("declined"))
        for index, variable in asked:
            self.operations[index] = Branch(
                variable, {"yes": index + 1, "no": declined}, unanswered
            )
        self.operations[over] = Jump(self._here)

    def _turns(self, step: TurnsStep, path: Path) -> None:
        turns, inside = step.turns, (*path, "turns")
        questions = self._questions(step, inside)
        if not questions:
            rounds: list[list[tuple[str, Path]]] = [[]]
        elif turns.asked == "all at once":
            rounds = [questions]
        else:
            rounds = [[question] for question in questions]
        order = [(index, some) for some in rounds for index in (0, 1)]
        if turns.asked == "one by one":
            order = [(index, some) for index in (0, 1) for some in rounds]
        for index, some in order:
            with self._for(index):
                self._turn(step, inside, index, some)

    def _turn(
        self, step: TurnsStep, inside: Path, index: int, questions: list[tuple[str, Path]]
    ) -> None:
        turns = step.turns
        seconds = self._seconds(turns.each)
        announcement = self._sentences(
            turns.announce, (*inside, "announce"), _ANNOUNCE, {"time": spoken_duration(seconds)}
        )
        for text, path in questions:
            announcement += self._sentences(text, path)
        warning = next((c for c in turns.cues if c.startswith("last ")), "")
        self.write(
            Turn(
                who=self._names[index],
                announcement=announcement,
                length=samples(seconds),
                halfway="halfway" in turns.cues,
                warning=samples(parse_duration(warning.removeprefix("last ")) or 0.0),
                done=turns.done or phrases.DONE,
                closing=self._sentences(turns.thanks, (*inside, "thanks"), _THANKS),
                label=" ".join(self._plain(text) for text, _ in questions),
            )
        )
        if turns.quiet is not None:
            self.write(Silence(samples(self._seconds(turns.quiet))))

    def _questions(self, step: TurnsStep, inside: Path) -> list[tuple[str, Path]]:
        turns = step.turns
        found: list[tuple[str, Path]] = []
        if isinstance(turns.question, str):
            found.append((turns.question, (*inside, "question")))
        elif turns.question is not None:
            choice = self._variant(turns.question)
            if choice is not None:
                found.append((turns.question[choice], (*inside, "question", choice)))
        depth = self._values.get("depth")
        deepest = _DEPTHS.index(depth) if isinstance(depth, str) and depth in _DEPTHS else 2
        for index, question in enumerate(turns.questions):
            path = (*inside, "questions", index)
            if isinstance(question, str):
                found.append((question, path))
                continue
            for level, text in question.items():
                if level not in _DEPTHS or _DEPTHS.index(level) <= deepest:
                    found.append((text, (*path, level)))
        return found

    def _use(self, step: UseStep) -> None:
        part = self._ritual.parts[step.use]
        before = self._place
        line = before.line or self._line
        self._place = replace(before, tree=part.tree, part=step.use, line=line)
        self.steps(part.form.steps, ("steps",))
        self._place = before

    def _when(self, step: WhenStep, path: Path) -> None:
        condition = parse_condition(step.when)
        if condition is None:
            raise AssertionError("the checker lets no broken condition through")
        known = self._known(condition)
        if known is True:
            self.steps(step.do, (*path, "do"))
        elif known is False:
            self.steps(step.otherwise, (*path, "otherwise"))
        else:
            checks = self._write_checks(condition)
            yes = self._here
            self.steps(step.do, (*path, "do"))
            over = self.write(Jump(0)) if step.otherwise else None
            no = self._here
            self.steps(step.otherwise, (*path, "otherwise"))
            self._fill_checks(checks, condition, yes, no)
            if over is not None:
                self.operations[over] = Jump(self._here)

    def _known(self, condition: Condition) -> bool | None:
        """Return whether a condition on a setting holds; None when it asks for an answer."""
        name = next(
            (n for n in self._ritual.settings if n.lower() == condition.subject.lower()), None
        )
        if name is None or condition.subject.lower() in self._variables:
            return None
        setting = self._ritual.settings[name]
        others = tuple(
            other for v in condition.values if (other := setting.value_of(v)) is not None
        )
        return holds(condition.how, self._values[name], others)

    def _write_checks(self, condition: Condition) -> list[tuple[int, str]]:
        variables = self._variables.get(condition.subject.lower(), (condition.subject,))
        return [(self.write(Jump(0)), variable) for variable in variables]

    def _fill_checks(
        self, checks: list[tuple[int, str]], condition: Condition, yes: int, no: int
    ) -> None:
        """Turn the places kept for a condition on answers into branches."""
        values = tuple(self._meanings.get(v.lower(), v) for v in condition.values)
        if condition.how == "is not":
            yes, no = no, yes
        any_will_do = (condition.whose != "every") == (condition.how != "is not")
        for number, (index, variable) in enumerate(checks):
            last = number == len(checks) - 1
            if any_will_do:
                hit, miss = yes, (no if last else index + 1)
            else:
                hit, miss = (yes if last else index + 1), no
            self.operations[index] = Branch(variable, dict.fromkeys(values, hit), miss)

    def _repeat(self, step: RepeatStep, path: Path) -> None:
        repetition = parse_repetition(step.repeat)
        if repetition is None:
            raise AssertionError("the checker lets no repetition without an end through")
        count = parse_number(self._setting_or(repetition.count).removesuffix(".0")) or 1
        exits: list[list[tuple[int, str]]] = []
        for _ in range(count):
            self.steps(step.do, (*path, "do"))
            if repetition.until is not None:
                checks = self._write_checks(repetition.until)
                exits.append(checks)
        if repetition.until is not None:
            for checks in exits:
                onward = checks[-1][0] + 1
                self._fill_checks(checks, repetition.until, self._here, onward)


def _every_step(steps: Sequence[Step]) -> Iterator[tuple[int, Step]]:
    for index, step in enumerate(steps):
        yield index, step
        if isinstance(step, WhenStep | RepeatStep):
            yield from _every_step(step.do)
        if isinstance(step, WhenStep):
            yield from _every_step(step.otherwise)


def _capitalized(text: str) -> str:
    for index, character in enumerate(text):
        if character.isalpha():
            return text[:index] + character.upper() + text[index + 1 :]
        if character.isdigit():
            break
    return text


def _quoted(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _offer(heard: Mapping[str, tuple[str, ...]], each: bool) -> str:
    words = [ways[0] for ways in heard.values()]
    listed = ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]
    name = "{name}, you" if each else "You"
    return f"{name} can say {listed}." if words else ""


def _check_words(
    writer: _Writer,
    ritual: Ritual,
    safe_words: Sequence[str],
    pause_words: Sequence[str],
    sounds_like: SoundsLike,
) -> None:
    """Refuse a program whose own prompts would set off a safe or pause word."""
    found: list[Diagnostic] = []
    checked: set[str] = set()
    for operation, line in zip(writer.operations, writer.lines, strict=True):
        for sentence in spoken(operation):
            if sentence.text in checked:
                continue
            checked.add(sentence.text)
            for rule, words in (
                (rules.SAFE_WORD_IN_PROMPT, safe_words),
                (rules.PAUSE_WORD_IN_PROMPT, pause_words),
            ):
                for word in words:
                    if sounds_like(sentence.text, word):
                        found.append(
                            Diagnostic(
                                rule,
                                ritual.tree.source,
                                Span(line, 1, len(ritual.tree.source.line(line)) or 1),
                                {"word": word},
                                mark=f"said here: {sentence.text}",
                            )
                        )
    if found:
        raise ScriptErrors(found)


def spoken(operation: Operation) -> tuple[Sentence, ...]:
    """Return every sentence an operation may say."""
    match operation:
        case Say(sentences=sentences):
            return sentences
        case Ask(question=question, again=again):
            return (*question, *again)
        case Turn(announcement=announcement, closing=closing):
            return (*announcement, *closing)
        case _:
            return ()
