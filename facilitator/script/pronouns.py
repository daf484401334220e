"""Pronouns: what people wish to be called besides their names, and how texts are filled with it.

Authors write the words that fit everybody, `{they}`, `{other their}`, `{second they listen}`; each
is said as that person wishes. Nothing is ever guessed from a name: who says nothing is "they".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from facilitator.engine.own_words import OwnWords
from facilitator.errors import UsageError
from facilitator.script.diagnostics import closest, printable

FORMS: Final = ("they", "them", "to them", "their", "theirs", "themself")
"""The words that authors write, in the order in which a language file gives them."""

PEOPLE: Final = ("name", "first", "second", "other")
"""Whose pronoun it may be; without one of these it is that of whoever is addressed."""

NEUTRAL: Final = "they"
_SETS: Final[Mapping[str, tuple[str, ...]]] = {
    "she": ("she", "her", "sie", "ihr"),
    "he": ("he", "him", "his", "er", "ihm", "ihn"),
    NEUTRAL: (NEUTRAL, "them", "their"),
}
"""Pronouns that are known, each with the words people begin with when they give theirs."""

_GIVEN: Final = re.compile(r"\s*(?P<name>[^()]*?)\s*(?:\(\s*(?P<pronouns>[^()]*?)\s*\))?\s*\Z")
_BETWEEN: Final = re.compile(r",(?![^()]*\))")
_WRITTEN: Final = re.compile(
    r"(?:(?P<whose>name|first|second|other) )?"
    r"(?P<form>to them|themself|themselves|theirs|their|them|they)"
    r"(?P<short>'(?:re|ve|ll|d))?(?: (?P<rest>[a-z' ]+|-[\w]+))?\Z",
    re.IGNORECASE,
)
_INSTEAD: Final[Mapping[str, str]] = {
    **dict.fromkeys(("she", "he", "s/he", "he/she", "she/he", "he or she", "she or he"), "they"),
    **dict.fromkeys(("her", "him", "him or her", "her or him", "him/her"), "them"),
    **dict.fromkeys(("his", "his or her", "her or his", "his/her"), "their"),
    "hers": "theirs",
    **dict.fromkeys(("herself", "himself"), "themself"),
}
_IRREGULAR: Final[Mapping[str, str]] = {
    **{"are": "is", "were": "was", "have": "has", "do": "does", "go": "goes"},
    **{"aren't": "isn't", "weren't": "wasn't", "haven't": "hasn't", "don't": "doesn't"},
}
_UNCHANGED: Final = frozenset(
    {"can", "could", "will", "would", "may", "might", "must", "shall", "should", "had", "did"}
    | {"can't", "couldn't", "won't", "wouldn't", "mustn't", "shouldn't", "hadn't", "didn't"}
)
_ADVERBS: Final = frozenset(
    {"also", "always", "never", "often", "only", "still", "just", "now", "already", "really"}
)
_SHORT: Final = {"'re": "'s", "'ve": "'s"}
"""Of "they're" and "they've"; "she'll" and "she'd" are like "they'll" and "they'd"."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun as it stands in braces.

    Attributes:
        whose: `name`, `first`, `second` or `other`.
        form: One of `FORMS`.
        short: What is joined to it: "'re", "'ve", "'ll", "'d", or "".
        rest: The verb after it, or an ending that other languages need ("-e"); may be empty.
    """

    whose: str
    form: str
    short: str = ""
    rest: str = ""


# -- what people give -----------------------------------------------------------------------------


def split_people(text: str) -> list[str]:
    """Return the people of "Anna (she), Ben (he)", each with what stands in brackets."""
    return [" ".join(each.split()) for each in _BETWEEN.split(text)]


def plain_name(given: str) -> str:
    """Return a name without the pronouns in brackets behind it."""
    match = _GIVEN.match(given)
    return match["name"] if match else given


def given_pronouns(people: Sequence[str]) -> dict[str, str]:
    """Return the pronouns that people gave behind their names, by name.

    Raises:
        UsageError: Pronouns that nobody could fill a text with.
    """
    found = {}
    for given in people:
        match = _GIVEN.match(given)
        if match and match["pronouns"]:
            found[match["name"]] = _understood(match["name"], match["pronouns"])
    return found


def _understood(name: str, text: str) -> str:
    """Return which pronouns somebody wishes: one of the known sets, or their forms in full."""
    words = [word for word in re.split(r"[\s/,]+", text.lower()) if word]
    known = next((key for key, ways in _SETS.items() if words and words[0] in ways), "")
    if known:
        return known
    if 3 <= len(words) <= 5 and all(re.fullmatch(r"[^\W\d_]{1,20}", word) for word in words):
        return "/".join(words)
    raise UsageError(
        f"the pronouns of {name or 'somebody'}, “{printable(text, 40)}”, are none I can use.",
        help="Write she, he or they, or all of your own, such as xe/xem/xyr.",
    )


def with_pronouns(names: Sequence[str], pronouns: Mapping[str, str]) -> tuple[str, ...]:
    """Return names with the pronouns behind them, as they are given and remembered."""
    return tuple(f"{name} ({pronouns[name]})" if name in pronouns else name for name in names)


# -- what authors write ---------------------------------------------------------------------------


def written(name: str) -> Pronoun | None:
    """Return the pronoun that stands in braces; None for anything else."""
    match = _WRITTEN.match(" ".join(name.split()))
    if match is None:
        return None
    form = match["form"].lower().replace("themselves", "themself")
    short, rest = match["short"] or "", match["rest"] or ""
    if (short or (rest and rest[0] != "-")) and form != "they":
        return None
    if short and rest:
        return None
    return Pronoun((match["whose"] or "name").lower(), form, short.lower(), rest)


def fits(pronoun: Pronoun, *, english: bool) -> bool:
    """Return whether a pronoun is written as a language has it: in English with a verb in the
    form of "they" at most, in others with an ending at most."""
    if not english:
        return not pronoun.short and pronoun.rest[:1] in ("", "-")
    verb = _verb(pronoun.rest)
    return pronoun.rest[:1] != "-" and verb not in {*_IRREGULAR.values()} and not _is_told(verb)


def examples(text: str, known: Mapping[str, str], *, english: bool = True) -> dict[str, str]:
    """Return the pronouns in a text that somebody can be called by, each with what is then said.

    Args:
        text: As written.
        known: What else may stand in braces there; whose pronouns may is decided by it.
        english: It is the script itself, and no translation.
    """
    found = {}
    for name in re.findall(r"\{([^{}]*)\}", text):
        plain = " ".join(name.split())
        pronoun = written(plain)
        if pronoun is None or plain in known or pronoun.whose not in known:
            continue
        if fits(pronoun, english=english):
            found[plain] = said(pronoun, NEUTRAL, OwnWords(), known[pronoun.whose])
    return found


def instead(name: str, *, is_guessed: bool = False) -> str:
    """Return what to write in place of something in braces that was meant for a pronoun; "" for
    what was not. A misspelt one is guessed if `is_guessed`."""
    plain = " ".join(name.lower().split())
    whose, _, rest = plain.partition(" ")
    if whose not in PEOPLE:
        whose, rest = "", plain
    start = f"{whose} " if whose else ""
    for length in (3, 1):
        words = rest.split()
        form = _INSTEAD.get(" ".join(words[:length]))
        if form:
            verb = _plural(" ".join(words[length:])) if form == "they" else ""
            return f"{start}{form} {verb}".strip()
    pronoun = written(plain)
    if pronoun is not None and not fits(pronoun, english=True):
        return f"{start}{pronoun.form} {_plural(pronoun.rest.lstrip('-'))}".strip()
    form, _, verb = rest.partition(" ")
    is_misspelt = is_guessed and form not in FORMS and len(form) > 3
    near = closest(form, FORMS) if is_misspelt else ""
    return f"{start}{near} {verb}".strip() if near else ""


# -- what is said ---------------------------------------------------------------------------------


def said(pronoun: Pronoun, wished: str, own: OwnWords, name: str) -> str:
    """Return what is said in place of a pronoun.

    Args:
        pronoun: As written.
        wished: As `given_pronouns` returns it.
        own: The language of the session.
        name: Of whom it is; languages without a neutral pronoun say the name.
    """
    number = FORMS.index(pronoun.form)
    if own.language == "en" and "/" in wished:
        word = _own_forms(wished)[number]
    else:
        known = wished if wished in _SETS else NEUTRAL
        word = own.text(f"pronoun {known} {pronoun.form}", name=name)
    if pronoun.rest.startswith("-"):
        return word + ("" if wished not in ("she", "he") else pronoun.rest[1:])
    is_neutral = wished == NEUTRAL
    short = pronoun.short if is_neutral else _SHORT.get(pronoun.short, pronoun.short)
    rest = pronoun.rest if is_neutral else _singular(pronoun.rest)
    return f"{word}{short} {rest}".rstrip()


def _own_forms(wished: str) -> tuple[str, ...]:
    given = wished.split("/")
    subject, they, their = given[:3]
    theirs = given[3] if len(given) > 3 else their if their.endswith("s") else f"{their}s"
    themself = given[4] if len(given) > 4 else f"{they}self"
    return subject, they, f"to {they}", their, theirs, themself


def _verb(rest: str) -> str:
    """Return the word of a verb that changes; "" for none."""
    return next((word for word in rest.lower().split() if word not in _ADVERBS), "")


def _is_told(verb: str) -> bool:
    """Say whether a verb is in the form of "she": "listens", "has"."""
    return verb.endswith("s") and not verb.endswith(("ss", "us")) and verb not in _UNCHANGED


def _singular(rest: str) -> str:
    """Return a verb as it follows "she": "they listen" becomes "she listens"."""
    verb = _verb(rest)
    if not verb or verb in _UNCHANGED:
        return rest
    if verb in _IRREGULAR:
        changed = _IRREGULAR[verb]
    elif verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        changed = f"{verb}es"
    elif verb.endswith("y") and verb[-2:-1] not in "aeiou":
        changed = f"{verb[:-1]}ies"
    else:
        changed = f"{verb}s"
    return re.sub(rf"\b{re.escape(verb)}(?![\w'])", changed, rest, count=1, flags=re.IGNORECASE)


def _plural(rest: str) -> str:
    """Return a verb as it follows "they": "she listens" becomes "they listen"."""
    verb = _verb(rest)
    back = {told: verb for verb, told in _IRREGULAR.items()}
    if verb in back:
        changed = back[verb]
    elif verb.endswith("ies"):
        changed = f"{verb[:-3]}y"
    elif verb.endswith(("shes", "ches", "xes", "zes", "sses", "oes")):
        changed = verb[:-2]
    elif _is_told(verb):
        changed = verb[:-1]
    else:
        return rest
    return re.sub(rf"\b{re.escape(verb)}(?![\w'])", changed, rest, count=1, flags=re.IGNORECASE)
