"""Keys with values, or a list, where a single value belongs: told without a programmer's marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.script.diagnostics import Diagnostic, ScriptErrors, render
from facilitator.script.forms.schema import STEPS, Turns
from facilitator.script.loading import load

HEAD = "ritual: M\nabout: M.\ndepth: light\nsteps:\n"
MAPPING = "{who: first, for: 2 min, question: How are you?}"
LIST = "[one, {two: three}, [four]]"
REPR = re.compile(r"'\w+':|\{'|\['|', '|\bNone\b|\bTrue\b|dict|OrderedDict|<class")
PLAIN = {"turns": "{each: 2 min}", "for each": "partner", "do": "[{say: Hello.}]"}


def findings(folder: Path, step: str) -> tuple[Diagnostic, ...]:
    path = folder / "m.yaml"
    path.write_text(HEAD + step, encoding="utf-8")
    try:
        return load(path).warnings
    except ScriptErrors as error:
        return error.diagnostics


def steps() -> Iterator[str]:
    """Yield a step for each key of each kind, with a mapping or a list as its value."""
    for kind, form in STEPS.items():
        for name, field in form.model_fields.items():
            key = field.alias or name
            for given in (MAPPING, LIST):
                first = "" if key == kind else f"  - {kind}: {PLAIN.get(kind, '2 min')}\n"
                begin = "    " if first else "  - "
                yield f"{first}{begin}{key}: {given}\n"
    for name, field in Turns.model_fields.items():
        for given in (MAPPING, LIST):
            key = field.alias or name
            each = "" if key == "each" else "      each: 2 min\n"
            yield f"  - turns:\n{each}      {key}: {given}\n"


def test_no_message_shows_a_value_as_a_programmer_writes_it(tmp_path: Path) -> None:
    """Whatever key has a mapping or a list, no message shows it in Python's own writing."""
    wrong = [
        (step, told)
        for step in steps()
        for found in findings(tmp_path, step)
        if REPR.search(told := f"{found.message} {found.advice} {' '.join(found.notes)}")
    ]

    assert [] == wrong


@pytest.mark.parametrize("kind", ["talk", "silence", "say", "rate", "ready", "breathe"])
def test_keys_inside_the_first_one_belong_beside_it(tmp_path: Path, kind: str) -> None:
    """The help says where they go, and shows it."""
    found, *_ = findings(tmp_path, f"  - {kind}: {{why: Because.}}\n")

    assert f"beside `{kind}:`" in found.advice
    assert "" != render(found)


@pytest.mark.parametrize(
    ("step", "advice"),
    [
        ("  - end\n", "write `- end:`"),
        ("  - silence\n", "write `silence: 2 min`"),
        ("  - Hello there\n", "write `- say: Hello there`"),
        ("  - random:\n      - say: A.\n", "`turns` with `deck:`"),
        ("  - {ask: Well?, who: either, answers: [good, bad]}\n", "leave `who` out"),
        ('  - {talk: 2 min, who: "{starter}"}\n', "a word without braces"),
        ("  - turns: {each: 1 min, questions: [plain, {what: was hard}]}\n", "`'what: was hard'`"),
        ("  - {talk: {who: first, for: 2 min, question: How?}}\n", "a `say` before it"),
    ],
)
def test_what_is_easily_written_instead_is_understood(
    tmp_path: Path, step: str, advice: str
) -> None:
    """The help says what to write for what was meant."""
    found, *_ = findings(tmp_path, step)

    assert advice in found.advice.replace('"', "'")


def test_the_question_that_is_none_is_marked(tmp_path: Path) -> None:
    """Not the first one of the list."""
    step = "  - turns: {each: 1 min, questions: [plain, {what: was hard}]}\n"
    (found,) = findings(tmp_path, step)

    assert (HEAD + step).splitlines()[4].index("{what") + 1 == found.span.column


@pytest.mark.parametrize(
    ("before", "codes"),
    [
        ("", ["R092"]),
        ("  - say: Sit down.\n", ["R092"]),
        ("  - say: '{second}, sit down.'\n  - bell: halfway\n", ["R092"]),
        ("  - say: '{first}, tell what was good.'\n", []),
        ("  - say: '{first}, tell what was good.'\n  - silence: 10 s\n", []),
        ("  - say: What was good today?\n", []),
        ("  - ready: '{first}, say ready.'\n    who: first\n", []),
    ],
)
def test_a_talk_of_one_alone_is_announced(tmp_path: Path, before: str, codes: list[str]) -> None:
    """What is said right before it names them, or asks something."""
    found = findings(tmp_path, f"{before}  - talk: 1 min\n    who: first\n")

    assert codes == [each.rule.code for each in found]
