"""Rules about the words themselves: what the voice says and what people may answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Final, TypeAlias

from facilitator.script import phrases, pronouns, rules
from facilitator.script.diagnostics import Diagnostic, Rule, Span, closest, either, printable
from facilitator.script.facts.lines import Line
from facilitator.script.sentences import holds_words, split, words
from facilitator.script.yaml_lines import quoted, without_marks
from facilitator.script.yaml_tree import Path, Tree

SoundsLike: TypeAlias = Callable[[str, str], bool | Sequence[str]]
"""Where a text sounds like a word, `f(text, word)`: the places as they are written, or just
whether there are any."""

Knows: TypeAlias = Callable[[str], bool]
"""Whether the recognizer knows a word."""

Near: TypeAlias = Callable[[str], Sequence[str]]
"""Known words that an unknown one may stand for, best first."""

USUAL_SAFE_WORDS: Final = ("pineapple",)
"""Checked when no other safe word was given."""

MOST_WORDS: Final = 25
"""Longest sentence that can be followed by ear, in words."""

_ALONE: Final = (phrases.STOPS[0], phrases.PAUSES[0])
"""What always ends or freezes a session when said alone."""

_LONGEST_WORD: Final = 30

_MOST_UNKNOWN: Final = 10
"""So many names of one text that stand for nothing are told."""

_MOST_UNSAYABLE: Final = 10
"""So many pieces of one text that cannot be said are told."""

_SPOKEN_MARKS: Final = " \t\n\r.,;:!?…'’‘‚\"“”„«»‹›¿¡()-–—&%/"
_ADDRESS: Final = re.compile(r"(https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+\.\S+")
_IN_ADDRESSES: Final = ("@", "http", "www.")
_PLAIN: Final = re.compile(rf"[A-Za-z0-9{re.escape(_SPOKEN_MARKS)}]+")
_AROUND_NAMES: Final = frozenset("{}[]<>$@")
"""Written around a name, of which the first is told."""

_CURLED: Final = re.compile(
    r"(?P<begins>[„“”«»‹›‚‘])(?P<inside>[^„“”«»‹›]+)(?P<ends>[„“”«»‹›‘’])", re.DOTALL
)
"""A whole text in quotation marks that are none to YAML."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_BOTH: Final = re.compile(
    r"\b(?:he or she|she or he|his or her|her or his|him or her|her or him|s/he|he/she|she/he"
    r"|his/her|him/her)\b",
    re.IGNORECASE,
)


class Wording:
    """Checks texts and answers against the words of a session.

    Args:
        safe_words: None for the usual one.
        pause_words: None for no word besides "pause" said alone.
        sounds_like: Without it, words are compared as they are written.
        knows: Without it, unknown words are not looked for.
        near: Without it, nothing is offered for an unknown word.
        any_letters: The voice speaks another language, so that letters that are not Latin may
            have a sound.
    """

    def __init__(
        self,
        safe_words: Sequence[str] = (),
        pause_words: Sequence[str] = (),
        sounds_like: SoundsLike | None = None,
        knows: Knows | None = None,
        *,
        near: Near | None = None,
        any_letters: bool = False,
    ) -> None:
        self._any_letters = any_letters
        self._safe = tuple(safe_words) or USUAL_SAFE_WORDS
        self._pause = tuple(pause_words)
        self._sounds_like = sounds_like or holds_words
        self._knows = knows
        self._near = near

    def line(self, tree: Tree, line: Line, known: Mapping[str, str]) -> list[Diagnostic]:
        """Return what is wrong with a spoken line.

        Args:
            tree: The file it stands in.
            line: The line.
            known: What it may hold in braces, each with an example of what is then said.
        """
        found: list[Diagnostic] = []
        span = tree.value_span(line.path)
        if not any(c.isalnum() for c in line.text):
            values = {"key": str(line.path[-1])}
            return [Diagnostic(rules.speech.NO_WORDS, tree.source, span, values)]
        named = {" ".join(m[1].split()): m[0] for m in _PLACEHOLDER.finditer(line.text)}
        unknown = [(name, written) for name, written in named.items() if name not in known]
        for name, written in unknown[:_MOST_UNKNOWN]:
            found.append(self._unknown_name(tree, line, written, name, known))
        spoken = _PLACEHOLDER.sub(
            lambda m: known.get(" ".join(m.group(1).split()), "somebody"), line.text
        )
        unsayables = _every_unsayable(spoken, self._any_letters)
        for unsayable in islice(unsayables, _MOST_UNSAYABLE):
            where = tree.find(line.path, unsayable)
            values = {"found": unsayable}
            advice = _saying(unsayable, line.text, known)
            around = unsayable in _AROUND_NAMES and any(each.help == advice for each in found)
            if advice and around:
                continue
            found.append(
                Diagnostic(rules.speech.UNSAYABLE, tree.source, where, values, help=advice)
            )
        found += _cut_by_comment(tree, line)
        found += curled_quotes(tree, line.path, line.text)
        for both in _BOTH.finditer(_PLACEHOLDER.sub(" ", line.text)):
            values = {"both": both.group(), "better": f"{{{pronouns.instead(both.group())}}}"}
            where = tree.find(line.path, both.group())
            found.append(Diagnostic(rules.people.HE_OR_SHE, tree.source, where, values))
        for sentence in split(spoken):
            count = len(words(sentence.text))
            if count > MOST_WORDS:
                start = " ".join(sentence.text.split()[:3])
                values = {"count": str(count), "most": str(MOST_WORDS)}
                where = tree.find(line.path, start)
                found.append(Diagnostic(rules.speech.LONG_SENTENCE, tree.source, where, values))
            found += self.sets_off(tree, sentence.text, partial(tree.find, line.path))
        return found

    @staticmethod
    def _unknown_name(
        tree: Tree, line: Line, written: str, name: str, known: Mapping[str, str]
    ) -> Diagnostic:
        near = closest(name, known)
        meant = pronouns.instead(name, is_guessed=not near)
        if meant:
            values = {"name": f"{{{name}}}", "better": f"{{{meant}}}"}
            where = tree.find(line.path, written)
            return Diagnostic(rules.people.WRONG_PRONOUN, tree.source, where, values)
        values = {"name": name, "known": ", ".join(f"{{{n}}}" for n in known)}
        advice = not_kept(name, known) or (f"did you mean {{{near}}}?" if near else "")
        if pronouns.written(name) is not None:
            plain = name.removeprefix("name ").removeprefix("other ")
            advice = (
                f"here nobody is addressed alone; write {{first {plain}}} or {{second {plain}}}"
            )
        elif name in ("name", "other") and not near:
            advice = "here nobody is addressed alone; use {first}, {second} or {partners}"
            if line.kind in ("ask", "choose", "offer", "ready", "talk"):
                advice += "; `who: first` puts it to one alone"
        where = tree.find(line.path, written)
        return Diagnostic(rules.references.UNKNOWN_NAME, tree.source, where, values, help=advice)

    def sets_off(
        self, tree: Tree, sentence: str, where: Callable[[str], Span]
    ) -> Iterator[Diagnostic]:
        """Yield where a sentence would set off a word of ours.

        Args:
            tree: The file it stands in.
            sentence: As it is spoken.
            where: Finds a piece of it in the file.
        """
        alone = " ".join(words(sentence))
        checks: list[tuple[Rule, str, str, bool]] = [
            *((rules.speech.SAFE_WORD_IN_PROMPT, "safe", word, False) for word in self._safe),
            *((rules.speech.PAUSE_WORD_IN_PROMPT, "pause", word, False) for word in self._pause),
            *((rules.speech.SAFE_WORD_IN_PROMPT, "safe", word, True) for word in phrases.STOPS),
            *((rules.speech.PAUSE_WORD_IN_PROMPT, "pause", word, True) for word in phrases.PAUSES),
        ]
        for rule, kind, word, only_alone in checks:
            if only_alone:
                places: Sequence[str] = (word,) if alone == word else ()
                if not places and word in _ALONE and self._heard_as(alone) == word:
                    places = (sentence.strip().rstrip(".!?"),)
            else:
                places = self._places(sentence, word)
            for place in places:
                same = words(place) == words(word)
                mark = f"the {kind} word is `{word}`" if same else f"sounds like `{word}`"
                note = "the microphone hears the loudspeaker, so this line could "
                note += "stop the session" if kind == "safe" else "freeze the session"
                yield Diagnostic(
                    rule,
                    tree.source,
                    where(place),
                    {"word": word},
                    mark=f"{mark}, said alone" if only_alone else mark,
                    notes=(note,),
                )

    def _places(self, text: str, word: str) -> Sequence[str]:
        found = self._sounds_like(text, word)
        if isinstance(found, bool):
            return (word if holds_words(text, word) else text,) if found else ()
        return found

    def answers(
        self, tree: Tree, answers: Mapping[str, tuple[str, ...]], path: Path
    ) -> list[Diagnostic]:
        """Return what is wrong with the answers people may give.

        Args:
            tree: The file they stand in.
            answers: Each meaning with the phrases that mean it.
            path: Way to the answers in the file.
        """
        found: list[Diagnostic] = []
        flat = [(meaning, phrase) for meaning, ways in answers.items() for phrase in ways]
        for meaning, phrase in flat:
            span = tree.find(path, phrase)
            if (*path, meaning) in tree.values:
                span = tree.find((*path, meaning), phrase)
            taken = (*self._safe, *self._pause)
            heard_as = self._heard_as(phrase)
            if (
                phrase in phrases.RESERVED
                or heard_as
                or any(self._places(phrase, w) for w in taken)
            ):
                values = {"answer": phrase}
                mark = f"sounds like `{heard_as}`" if heard_as not in ("", phrase) else ""
                rule = rules.answers.COMMAND_IN_ANSWER
                found.append(Diagnostic(rule, tree.source, span, values, mark=mark))
                continue
            unknown = self._unknown(phrase)
            if unknown:
                values = {"word": unknown}
                rule, advice = rules.answers.UNKNOWN_WORD, self._instead(unknown)
                found.append(Diagnostic(rule, tree.source, span, values, help=advice))
        for number, (meaning, phrase) in enumerate(flat):
            for other_meaning, other in flat[:number]:
                if meaning != other_meaning and self._alike(phrase, other):
                    span = tree.find((*path, meaning), phrase)
                    values = {"one": other, "two": phrase}
                    found.append(Diagnostic(rules.answers.ANSWERS_ALIKE, tree.source, span, values))
        return found

    def _unknown(self, phrase: str) -> str:
        """Return the first word of a phrase that nobody could say to us; "" for none."""
        spoken = words(phrase)
        if not spoken:
            return printable(phrase, 40)
        if self._knows is None:
            return ""
        return next((word for word in spoken if not self._knows(word)), "")

    def _instead(self, unknown: str) -> str:
        """Return what to say instead of an unknown word; "" where nothing is near it."""
        near = self._near(unknown) if self._near is not None and self._knows is not None else ()
        return f"say {either(tuple(near))} instead, or something else" if near else ""

    def _heard_as(self, text: str) -> str:
        """Return "stop" or "pause" where a text of a word or two sounds like it alone; "" for
        neither."""
        spoken = " ".join(words(text))
        if not spoken or spoken.count(" ") > 1:
            return ""
        return next((word for word in _ALONE if self._alike(spoken, word)), "")

    def _alike(self, one: str, two: str) -> bool:
        """Return whether two answers could be taken for each other: what differs between them
        sounds alike."""
        first, second = words(one), words(two)
        while first and second and first[0] == second[0]:
            first, second = first[1:], second[1:]
        while first and second and first[-1] == second[-1]:
            first, second = first[:-1], second[:-1]
        if not first or not second:
            return not first and not second
        a, b = " ".join(first), " ".join(second)
        return bool(self._places(a, b)) and bool(self._places(b, a))


def is_sayable(text: str) -> bool:
    """Say whether every piece of a text has a sound in English."""
    return next(_every_unsayable(text, any_letters=False), None) is None


def _every_unsayable(text: str, any_letters: bool) -> Iterator[str]:
    """Yield what in a text has no sound: every address, every sign, and the first word of other
    letters."""
    if any(each in text for each in _IN_ADDRESSES):
        yield from dict.fromkeys(found.group() for found in _ADDRESS.finditer(text))
        text = _ADDRESS.sub(" ", text)
    signs: dict[str, None] = {}
    for word in text.split():
        if len(word) <= _LONGEST_WORD and _PLAIN.fullmatch(word):
            continue
        start = 0
        for index, character in enumerate(word):
            if character in signs:
                start = index + 1
            elif not _has_sound(character, any_letters):
                piece = character
                if character.isalpha():
                    after = (i for i, c in enumerate(word[index:], index) if c in signs)
                    piece = word[start : next(after, len(word))]
                yield piece
                if len(piece) > 1:
                    return
                signs[character] = None
                start = index + 1
        if any(len(piece) > _LONGEST_WORD for piece in re.findall(r"\w+", word)):
            yield word
            return


def _has_sound(character: str, any_letters: bool) -> bool:
    """Return whether a character of a text is spoken, or shapes how it is spoken."""
    if character in _SPOKEN_MARKS or (character.isascii() and character.isalnum()):
        return True
    category = unicodedata.category(character)[0]
    is_letter = category == "L"
    return category == "M" or (
        is_letter and (any_letters or unicodedata.name(character, "").startswith("LATIN"))
    )


def _saying(mark: str, text: str, known: Mapping[str, str]) -> str:
    """Return what to write instead of something the voice cannot say; "" for the usual advice."""
    if mark in ("{", "}"):
        return "write one brace on each side of a name, as in {first}"
    if mark in ("*", "_") and without_marks(text) != text:
        return f"bold and italic type cannot be heard: write `{printable(without_marks(text), 80)}`"
    named = re.search(r"(?<![$@\[<(])[$@\[<(]++\{?\s*(?P<name>[\w ]+?)\s*[}\])>]*(?=\W|\Z)", text)
    if mark in ("$", "@", "[", "]", "<", ">") and named is not None and named["name"] in known:
        return f"a name stands in braces: write {{{named['name']}}}"
    if len(mark) == 1 and unicodedata.category(mark) in ("So", "Sk", "Cn"):
        return "take it out: a picture cannot be heard"
    return ""


def not_kept(name: str, known: Iterable[str]) -> str:
    """Return what to write where a text or a condition asks for the last of something that no
    session keeps; "" where it does not."""
    asked = re.sub(r" of (first|second|other)\Z", "", name.lower())
    bare = asked.removeprefix("last ")
    if asked == bare or bare not in {each.lower() for each in known}:
        return ""
    return f"write `remember: {bare}` where it is asked: then the next time `last {bare}` is there"


def curled_quotes(tree: Tree, path: Path, text: str) -> Iterator[Diagnostic]:
    """Yield the finding that a text stands in quotation marks that belong to it."""
    around = _CURLED.fullmatch(text.strip())
    start = tree.values.get(path)
    if around is None or start is None:
        return
    if tree.source.line(start.line)[start.column - 1 :][:1] != around["begins"]:
        return
    plain = quoted(" ".join(around["inside"].split()))
    advice = f"write `{path[-1]}: {plain}`" if plain and isinstance(path[-1], str) else ""
    values = {"marks": f"{around['begins']} {around['ends']}"}
    found = Diagnostic(rules.speech.CURLED_QUOTES, tree.source, tree.value_span(path), values)
    yield replace(found, help=advice)


def _cut_by_comment(tree: Tree, line: Line) -> Iterator[Diagnostic]:
    """Yield the finding that a comment begins in the middle of a sentence."""
    start = tree.values.get(line.path)
    if start is None or line.text.rstrip()[-1:] in ".?!…:\"”“'’)»":
        return
    first = tree.source.line(start.line)[start.column - 1 :]
    last = tree.source.line(tree.ends.get(line.path, start.line))
    comment = re.search(r"\s(#.*)", last)
    ended = " ".join(line.text.split())[-12:]
    if first[:1] in "\"'|>" or comment is None or not last[: comment.start()].endswith(ended):
        return
    fixed = quoted(f"{' '.join(line.text.split())} {comment[1].strip()}")
    place = Span(tree.ends.get(line.path, start.line), comment.start(1) + 1, len(comment[1]))
    values = {"fixed": f"{line.path[-1]}: {fixed}"}
    if isinstance(line.path[-1], str) and fixed:
        yield Diagnostic(rules.writing.CUT_BY_COMMENT, tree.source, place, values)
