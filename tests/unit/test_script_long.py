"""Files full to the brim of one odd thing are told about in time that grows with their length.

Each of these took from ten seconds to hours while some step compared everything with everything.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from facilitator.script.checking.wording import is_sayable
from facilitator.script.diagnostics import Diagnostic, ScriptErrors
from facilitator.script.loading import load
from facilitator.script.plans.check import check_plan
from facilitator.script.plans.possible import Possible
from facilitator.script.reading import yaml_recovery
from facilitator.script.sentences import split

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no alarm on Windows")

MOST_SECONDS = 8.0
"""Processor time after which a file counts as one that hangs; each of these takes far less."""

HEAD = "ritual: A test\nabout: Something.\ndepth: light\n"
LONG = 200_000


@pytest.fixture(autouse=True)
def _never_hangs() -> Iterator[None]:
    def hangs(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, hangs)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
    signal.signal(signal.SIGVTALRM, before)


def found(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    path = folder / "long.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return load(path).warnings
    except ScriptErrors as error:
        return error.diagnostics


def codes(folder: Path, text: str) -> set[str]:
    return {each.rule.code for each in found(folder, text)}


def filled(make: Callable[[int], str]) -> str:
    """Return many steps, as many as a file may hold."""
    steps, size = [], 0
    while size < LONG // 2 and len(steps) < 900:
        steps.append(make(len(steps)))
        size += len(steps[-1].encode())
    return f"{HEAD}steps:\n" + "\n".join(steps) + "\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("- say: " + "a: b, " * (LONG // 6), "R004"),
        ("- say: {" + "a: {b: c}, " * (LONG // 11), "R002"),
        ("- say: *a " + "*a " * (LONG // 3), "R004"),
        ("- say: " + "a*b *a " * (LONG // 7), "R098"),
        ("- say: \u200b" + "a\u200b\u00a0" * (LONG // 6), "R003"),
        ("- say: \u200b" + "{a: [b], c} " * (LONG // 12), "R003"),
        ("- say: " + "[" * LONG, "R005"),
        ('- say: "' + "a'b\\\" " * (LONG // 6), "R004"),
    ],
)
def test_one_enormous_line_is_told(tmp_path: Path, line: str, code: str) -> None:
    """Whatever it is broken by, and however many lines like it there are."""
    assert code in codes(tmp_path, f"{HEAD}steps:\n  {line}\n  - say: Welcome.\n")


def test_what_would_be_pushed_far_in_is_not_moved(tmp_path: Path) -> None:
    """Thousands of lines below one that stands far in do not become as long as it."""
    far = " " * 100_000 + "- say: Welcome.\n"
    text = f"{HEAD}steps:\n{far}" + "  - say: Hello.\n" * 5000
    reading = yaml_recovery.read("far.yaml", text.encode())

    assert ["R004"] == [each.rule.code for each in reading.slips]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'" * 5800 + "a", "R045"),
        ("." * 5800 + "a", "R045"),
        ("a" * 5000 + " b. b. b. b. " * 60, "R019"),
        ("{first}" + "," * 5000 + " {say" + " " * 900 + "x", "R019"),
        ("(" * 5800 + "a", "R045"),
        ("".join(chr(0x2600 + n % 400) for n in range(1900)) + "a", "R019"),
        ("".join(f"{{a{n}}} " for n in range(800)), "R027"),
    ],
    ids=["apostrophes", "dots", "long word", "commas", "brackets", "signs", "names"],
)
def test_texts_of_one_odd_thing_are_told(tmp_path: Path, text: str, code: str) -> None:
    """In a file that holds as many of them as fit, and asks for many notes besides."""
    many = filled(
        lambda n: f"- note: What {n}?\n  remember: note{n}" if n < 300 else f'- say: "{text}"'
    )

    assert code in codes(tmp_path, many)


@pytest.mark.parametrize("sign", [" ", "=", " and ", "- ", "<"])
def test_conditions_of_one_odd_thing_are_told(tmp_path: Path, sign: str) -> None:
    """A condition that is far too long is none, and nothing is guessed about it."""
    condition = (sign * 5800)[:5800]
    many = filled(lambda n: f'- when: "a{n}{condition}b"\n  do: [say: Hello.]')

    assert {"R028"} == codes(tmp_path, many)


def test_a_text_that_is_far_too_long_does_not_hide_the_rest(tmp_path: Path) -> None:
    """It is told with its length, and what stands elsewhere is looked at all the same."""
    text = f'{HEAD}steps:\n  - say: "{"Well now. " * 700}"\n  - say: Say pineapple.\n'
    told = found(tmp_path, text)

    assert ["R098", "R014"] == [each.rule.code for each in told]
    assert "this has a text of 7000 letters, and nothing needs so many" == told[0].message


def test_after_a_hundred_errors_the_rest_is_not_looked_at(tmp_path: Path) -> None:
    """Nobody reads more; whoever mends these checks again."""
    told = found(tmp_path, filled(lambda n: f"- say: Hello {{a{n}}}."))

    assert 100 == len(told)


def test_warnings_never_keep_an_error_from_being_told(tmp_path: Path) -> None:
    """However many there are before it."""
    sentence = "one and " * 30 + "two. "
    many = filled(lambda n: f'- say: "{sentence * 5}"' if n < 60 else "- say: Say pineapple.")
    told = codes(tmp_path, many)

    assert {"R013", "R014"} == told


def test_a_plan_of_events_that_never_happen_is_told(tmp_path: Path) -> None:
    """As many cases and events as a plan may hold, each compared with all that may happen."""
    steps = "".join(f"- say: Hello {{first}} and {{second}}, this is {n}.\n" for n in range(800))
    (tmp_path / "long.yaml").write_text(f"{HEAD}steps:\n{steps}", encoding="utf-8")
    events = ", ".join(f"says Helo {n}" for n in range(150))
    case = f"- people: willing\n  expect: [{events}]\n"
    plan = tmp_path / "long.plan.yaml"
    plan.write_text(case * 50, encoding="utf-8")
    told = check_plan(plan)[1]

    assert 100 == len(told)
    assert {"R067"} == {each.rule.code for each in told}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("says Anna and Ben, welcome.", True),
        ("says anna and ben, welcome.", True),
        ("says Anna and , welcome.", False),
        ("says  and Ben, welcome.", False),
        ("says Anna and Ben.", False),
        ("says Hello.", True),
        ("says Hello. Hello.", False),
        ("says {a} Hello.", False),
        ("says " + " and" * 1400 + ", welcome", False),
    ],
)
def test_what_may_be_said_is_known_with_its_names_filled_in(event: str, expected: bool) -> None:
    """At least a letter for each name, and every word around them."""
    possible = Possible(said={"hello."}, filled=[["", " and ", ", welcome."]])

    assert expected == possible.may_happen(event)


def test_sentences_end_where_they_did() -> None:
    """With dots of hesitation, signs in a row, quotations and abbreviations."""
    text = 'Wait... so. "Now!" he said. Dr. Who... Yes?! And 3.5 of it, e.g. this. J. Doe. Etc.'
    cuts = ["Wait... so.", '"Now!" he said.', "Dr. Who...", "Yes?!"]

    assert [*cuts, "And 3.5 of it, e.g. this.", "J. Doe.", "Etc."] == [c.text for c in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to a@b.org.", False),
        ("See www.example.org.", False),
        ("Meet me @ home.", False),
        ("That's all, „really“ – 100 %.", True),
        ("❤", False),
        ("a" * 31, False),
        ("a" * 30, True),
        ("Привет", False),
        ("Café", True),
    ],
)
def test_what_can_be_said_is_as_it_was(text: str, expected: bool) -> None:
    """Addresses, signs, other letters and endless words cannot."""
    assert expected == is_sayable(text)
