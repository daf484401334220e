"""Whatever the facilitator says of its own can be said in another language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import facilitator
from facilitator.cli.judging import judged
from facilitator.engine.own_words import ENGLISH, OwnWords
from facilitator.engine.program import Program
from facilitator.engine.spoken import every_sentence, sentences_of
from facilitator.script.announcing import announcement
from facilitator.script.phrases import HEARD
from facilitator.script.translation.languages import product_words
from facilitator.session import offering
from facilitator.session.word_attempt import Repetition, Request
from facilitator.session.word_trial import Tried, texts

ROOT = Path(facilitator.__file__).parent

SPEAKING = (
    *sorted((ROOT / "engine").rglob("*.py")),
    *sorted((ROOT / "script" / "compiling").rglob("*.py")),
    *sorted((ROOT / "session").rglob("*.py")),
    ROOT / "script" / "announcing.py",
    *(
        ROOT / "cli" / f"{name}.py"
        for name in ("choosing", "choosing_stages", "live", "sounding", "tested", "trying")
    ),
)
"""Whatever writes what is said in a session, or before one."""

OF_PEOPLE = (ROOT / "session" / "company.py",)
"""What simulated people say in a rehearsal; nobody translates them."""

SENTENCE = re.compile(r"[A-Z{].* .*[.?!]", re.DOTALL)

MARKED = OwnWords(
    "de",
    texts={key: re.sub(r"^|(?<=[.?!] )", "◆", text) for key, text in ENGLISH.items()},
    heard=HEARD,
)
"""A language in which every sentence that is translated is known by its first sign."""

PEOPLE = ("Anna", "Ben")


def written(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each string of a module that is no docstring and no error."""
    tree = ast.parse(source)
    left: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                left.add(id(docstring))
            case ast.Raise():
                left |= {id(each) for each in ast.walk(node)}
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if (
                name == "echo" or name.endswith("Error")
            ):
                left |= {id(each) for each in ast.walk(node)}
            case ast.JoinedStr():
                left |= {id(each) for each in node.values}
    for node in ast.walk(tree):
        if id(node) in left:
            continue
        match node:
            case ast.Constant(value=str() as text):
                yield node.lineno, text
            case ast.JoinedStr(values=values):
                pieces = (v.value if isinstance(v, ast.Constant) else "{}" for v in values)
                yield node.lineno, "".join(str(each) for each in pieces)


def untranslatable(source: str) -> list[str]:
    """Return the sentences of a module that no language file knows."""
    known = {*ENGLISH.values()}
    found = (text for _, text in written(source) if SENTENCE.fullmatch(text))
    return [text for text in found if text not in known]


@pytest.mark.parametrize(
    "line",
    [
        'said.append("Then we go home.")',
        'say(f"{name}, now it is late.")',
        'GOODBYE = ("Good night.", "Tomorrow")',
    ],
)
def test_a_sentence_in_the_code_is_found(line: str) -> None:
    """Docstrings, errors and what stands on a terminal are none."""
    around = '"""All of it is said."""\nraise UsageError("That is no word.", help="Use one.")\n'

    assert 1 == len(untranslatable(f"{around}click.echo('It is written.')\n{line}\n"))


def test_no_sentence_is_said_that_has_no_id() -> None:
    """What a session says of its own stands among the own words, where language files find it."""
    found = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in SPEAKING
        if path not in OF_PEOPLE
        for text in untranslatable(path.read_text("utf-8"))
    }
    assert set() == found
    assert len(SPEAKING) > 60


def test_all_of_it_is_there_in_german() -> None:
    """Every id, and nothing that has none."""
    assert ENGLISH.keys() == product_words("de").texts.keys()


def test_a_trial_says_nothing_but_its_own_words() -> None:
    """Asked, told, and advised; so do the offer of words and what comes of it."""
    session = Program("deep", "Deep", PEOPLE, (), own=MARKED)
    offered = [("marmalade", "dragonfly"), ("volcano", "gondola")]
    asked = [offering.offer(offered, session, tried=tried).operations for tried in (False, True)]
    said = [
        *texts(PEOPLE, MARKED),
        *offering.figures((5, 6), (1, 2), 0.23, MARKED),
        *offering.figures((1, 1), (0, 0), 0.1, MARKED),
        *judged(badly_heard(), MARKED).spoken,
        *(each.text for operations in asked for each in sentences_of(operations)),
    ]
    assert [] == [text for text in said if "◆" not in text]
    assert {MARKED.text(f"trial {what}") for what in ("busy", "slow", "own voice")} <= set(said)


def badly_heard() -> Tried:
    """Return a trial in which everything was wrong that can be."""
    heard = Repetition(Request(0, "Anna", 1), True, True, True, 0.9, -60.0, -55.0, -65.0, 0.1, 0.0)
    over = replace(heard, request=Request(0, "Anna", 0), stopped=False, lost_seconds=0.5)
    silent = replace(heard, request=Request(1, "Ben", 1), spoke=False, stopped=False)
    return Tried("marmalade", (heard, over, silent), True)


def test_what_is_due_is_said_in_own_words() -> None:
    """Save for the title of the ritual, which is its own."""
    program = announcement(
        datetime(2026, 11, 29, 20), ["{}"], (), sounds_like=lambda *_: False, own=MARKED
    )
    said = [each.text for each in every_sentence(program)]

    assert len(said) > 5
    assert [] == [text for text in said if "◆" not in text]
