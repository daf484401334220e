"""Every rule has a script that breaks it, a page that explains it, and a message people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.errors import ScriptError
from facilitator.script import pages, yaml_tree
from facilitator.script.checking import checker
from facilitator.script.checking.wording import Wording
from facilitator.script.diagnostics import (
    Diagnostic,
    Rule,
    ScriptErrors,
    Source,
    Span,
    closest,
    either,
    printable,
    render,
)
from facilitator.script.loading import load, loaded
from facilitator.script.plans.check import check_plan
from facilitator.script.rules import BY_CODE, RULES, speech
from facilitator.script.translation import languages

ROOT = Path(__file__).parents[2]
BAD = sorted(
    (path for path in (ROOT / "tests" / "bad_scripts").rglob("R*.yaml") if "." not in path.stem),
    key=lambda path: path.stem,
)
GOLDEN = ROOT / "tests" / "goldens" / "diagnostics.txt"


def findings(path: Path) -> tuple[Diagnostic, ...]:
    try:
        ritual = load(path)
        plan = path.with_name(f"{path.stem}.plan.yaml")
        planned = check_plan(plan)[1] if plan.is_file() else ()
        return (*ritual.warnings, *languages.findings(ritual, path, Wording())[1], *planned)
    except ScriptErrors as error:
        return error.diagnostics


def findings_of(body: str, **words: object) -> list[str]:
    """Return the codes of what is wrong with a light ritual with these lines."""
    head = "ritual: A test\nabout: Something.\ndepth: light\n"
    tree = yaml_tree.parse(yaml_tree.checked("test.yaml", head + body))
    try:
        return [d.rule.code for d in loaded(tree, "test", **words).warnings]  # type: ignore[arg-type]
    except ScriptErrors as error:
        return [d.rule.code for d in error.diagnostics]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_script_breaks_exactly_its_own_rule(path: Path) -> None:
    """One finding, of the rule that gives the file its name, with a place inside the file."""
    (found,) = findings(path)

    assert path.stem == f"{found.rule.code}-{found.rule.name}"
    assert 1 <= found.span.line <= len(found.source.lines)
    assert 1 <= found.span.column <= len(found.source.line(found.span.line)) + 1


def test_rules_bad_scripts_and_pages_are_the_same_lists() -> None:
    """No rule without its example and its page, no page or example without a rule."""
    named = {f"{rule.code}-{rule.name}" for rule in RULES}
    folder = ROOT / "docs" / "diagnostics"

    assert named == {path.stem for path in BAD}
    assert named == {path.stem for path in folder.glob("R[0-9]*.md")}
    assert len(RULES) == len(BY_CODE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_pages_on_disk_are_those_the_program_shows(rule: object) -> None:
    """`--explain` and the folder of documentation say the same."""
    assert isinstance(rule, Rule)
    page = ROOT / "docs" / "diagnostics" / pages.file_name(rule)

    assert pages.page(rule) == page.read_text(encoding="utf-8")


def test_the_index_lists_every_page() -> None:
    """The list of rules is written by the program, too."""
    index = ROOT / "docs" / "diagnostics" / "README.md"

    assert pages.index() == index.read_text(encoding="utf-8")


def test_messages_read_as_they_were_found_good() -> None:
    """Every message with its place, mark and help is kept as text, so somebody reads it."""
    shown = []
    for path in BAD:
        for found in findings(path):
            text = render(found).replace(str(found.source.name), found.source.name.split("/")[-1])
            shown.append(text.replace(str(ROOT), ""))

    assert GOLDEN.read_text(encoding="utf-8") == "\n\n".join(shown) + "\n"


def test_a_finding_is_shown_with_its_line_and_mark() -> None:
    """The form of a message: what, where, the line, the mark, why, what to do."""
    source = Source.of("evening.yaml", "a: 1\nsay: When you see a red light, breathe out.\n")
    found = Diagnostic(
        speech.SAFE_WORD_IN_PROMPT,
        source,
        Span(2, 21, 3),
        mark="the safe word is `red`",
        notes=("the microphone hears the loudspeaker",),
    )

    assert (
        "error[R014]: a prompt says the safe word\n"
        " --> evening.yaml:2:21\n"
        "  |\n"
        "2 | say: When you see a red light, breathe out.\n"
        "  |                     ^^^ the safe word is `red`\n"
        "  = note: the microphone hears the loudspeaker\n"
        "  = help: reword the prompt, or choose another safe word"
    ) == render(found)


def test_a_long_line_is_shown_around_the_mark() -> None:
    """A line of ten thousand characters does not fill the screen."""
    source = Source.of("long.yaml", "x" * 5000 + "HERE" + "y" * 5000)

    shown = render(Diagnostic(speech.SAFE_WORD_IN_PROMPT, source, Span(1, 5001, 4)))

    assert all(len(line) < 250 for line in shown.splitlines())
    _, line, mark = shown.splitlines()[2:5]
    assert line[mark.index("^") : mark.rindex("^") + 1] == "HERE"


def test_nothing_a_file_holds_reaches_the_terminal_as_a_command() -> None:
    """Control characters are shown as escapes, long values are cut."""
    assert "\\x1b[31m⏎\\u202e" == printable("\x1b[31m\n\u202e")
    assert 160 >= len(printable("x" * 10_000, 160))


def test_words_that_were_meant() -> None:
    """Near misses are recognised, far ones are not guessed."""
    assert "silence" == closest("silense", ["say", "silence", "bell"])
    assert "" == closest("xyz", ["say", "silence", "bell"])
    assert "who" == closest("woh", ["why", "who"])
    assert "`a`, `b` or `c`" == either(["a", "b", "c"])


def test_all_findings_are_told_at_once() -> None:
    """A step that cannot be read does not hide what is wrong with the others."""
    codes = findings_of(
        "steps:\n  - bel: opening\n  - say: A pineapple.\n  - silence: 20 h\n"
        "  - say: Fine.\n    pose: 3 s\n"
    )

    assert ["R023", "R014", "R040", "R021"] == codes


def test_an_error_carries_every_finding_and_reads_as_one_sentence() -> None:
    """As an exception it names the first and counts the rest."""
    with pytest.raises(ScriptError) as caught:
        tree = yaml_tree.parse(yaml_tree.checked("t.yaml", "ritual: X\nabout: y\n"))
        loaded(tree, "t")

    assert "t.yaml:1:1: a ritual needs `depth` [R020] (1 more)" == caught.value.message
    assert 3 == caught.value.exit_code


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("steps:\n  - say: Stop.\n", ["R014"]),
        ("steps:\n  - say: Stop! Look at the tree.\n", ["R014"]),
        ("steps:\n  - say: Do not stop the music.\n", []),
        ("steps:\n  - say: A pause will do you good.\n", []),
        ("steps:\n  - ask: Well?\n    answers: {yes: [pineapple pie], no: [no]}\n", ["R016"]),
        ("steps:\n  - ask: Well?\n    answers: {yes: [yes], no: [yes]}\n", ["R018"]),
        ("steps:\n  - ask: Well?\n    answers: [yes, no]\n    if nobody answers: so\n", ["R025"]),
        ("steps:\n  - ask: Well?\n", ["R020"]),
        ("steps:\n  - say: Hello {name}.\n", ["R027"]),
        ("steps:\n  - say: Hello { first }.\n", []),
        ("steps:\n  - say: Hello {.\n", ["R019"]),
        ("steps:\n  - say: Привет.\n", ["R019"]),
        ("steps:\n  - say: Fiancée, naïve and Zoë.\n", []),
        ("steps:\n  - say: See https://example.org now.\n", ["R019"]),
        ("steps:\n  - say: {here: a, there: b}\n", ["R027"]),
        ("steps:\n  - when: mood is calm\n    do: [{say: So.}]\n", ["R027"]),
        ("steps:\n  - repeat: forever\n    do: [{say: So.}]\n", ["R041"]),
        ("steps:\n  - repeat: until mood is calm, at most 3 times\n    do: [say: So.]\n", ["R027"]),
        ("steps:\n  - silence: '{gaze}'\n", ["R027"]),
        ("steps:\n  - silence: 0 s\n", ["R040"]),
        ("steps:\n  - turns: {each: 2 h}\n", ["R040"]),
        ("steps:\n  - turns: {each: 2 min, cues: [halfway, ding]}\n", ["R025"]),
        ("steps:\n  - turns: {each: 2 min, done by: [stop]}\n", ["R016"]),
        ("steps:\n  - {id: a, say: One.}\n  - {id: a, say: Two.}\n", ["R008"]),
        ("steps: []\n", ["R022"]),
        ("steps: Welcome.\n", ["R022"]),
        ("steps:\n  - Welcome.\n", ["R023"]),
        ("steps:\n  - {}\n", ["R022"]),
        ("steps:\n  - end:\n", []),
        ("version: true\nsteps:\n  - bell: opening\n", ["R030"]),
        ("settings:\n  name: {start: 2 min}\nsteps:\n  - bell: opening\n", ["R026"]),
        ("settings:\n  a: {start: 2 min, grows: a lot}\nsteps:\n  - silence: '{a}'\n", ["R026"]),
        ("settings:\n  a: {start: 3, limits: 5 to 1}\nsteps:\n  - say: '{a}'\n", ["R026"]),
        ("settings:\n  a: {start: x, choices: [y, z]}\nsteps:\n  - say: '{a}'\n", ["R026"]),
        ("settings:\n  a: {start: 2 s, limits: 1 s to 5 h}\nsteps: [silence: '{a}']\n", ["R040"]),
    ],
)  # fmt: skip
def test_what_is_refused_and_what_is_not(body: str, codes: list[str]) -> None:
    """The border of each rule."""
    assert codes == findings_of(body)


def test_words_of_the_couple_are_looked_for() -> None:
    """Other safe and pause words than the usual ones, and what sounds like them."""
    body = "steps:\n  - say: I read a book about marmalade.\n"

    assert ["R014"] == findings_of(body, safe_words=("marmalade",))
    assert ["R015"] == findings_of(body, pause_words=("book",))
    assert [] == findings_of(body, safe_words=("red",))
    assert ["R014"] == findings_of(
        body, safe_words=("red",), sounds_like=lambda text, word: ["read"] * ("read" in text)
    )


def test_answers_are_looked_up_when_somebody_knows_the_words() -> None:
    """Without the model that rule is left out; with it each unknown word is told."""
    body = "steps:\n  - ask: Well?\n    answers: {yes: [yes, yesss], no: [no]}\n"

    assert [] == findings_of(body)
    assert ["R017"] == findings_of(body, knows=lambda word: word != "yesss")


def test_the_checker_names_a_safety_part_that_exists() -> None:
    """The part it asks for is shipped."""
    name = checker.SAFETY_PART.replace(" ", "-")

    assert (ROOT / "scripts" / "parts" / f"{name}.yaml").is_file()


def test_a_file_beyond_measure_gets_one_finding_before_anything_is_compared() -> None:
    """Three thousand answers, five thousand steps or texts: refused at once, whatever else."""
    answers = "".join(f"      m{n}: [word{n}, thing{n}]\n" for n in range(3000))
    options = ", ".join(f"thing{n}" for n in range(3000))
    cards = ", ".join(f"light: What is {n}?" for n in range(3000))
    questions = "".join(
        f"  - ask: Well?\n    answers: {{{', '.join(f'a{q}b{n}: w{q}x{n}' for n in range(12))}}}\n"
        for q in range(100)
    )

    assert ["R097"] == findings_of(f"steps:\n  - ask: Well?\n    answers:\n{answers}")
    assert ["R035"] == findings_of(f"steps:\n  - choose: Well?\n    from: [{options}]\n")
    assert ["R098"] == findings_of("steps:\n" + "  - say: Hello there.\n" * 5000)
    assert ["R098"] == findings_of(f"decks:\n  q: [{cards}]\nsteps:\n  - bell: halfway\n")
    assert 1 == findings_of(f"steps:\n{questions}").count("R098")


def advice_of(body: str) -> list[str]:
    """Return what to do about each error of a light ritual with these lines."""
    head = "ritual: A test\nabout: Something.\ndepth: light\n"
    with pytest.raises(ScriptErrors) as caught:
        loaded(yaml_tree.parse(yaml_tree.checked("test.yaml", head + body)), "test")
    return [each.advice for each in caught.value.diagnostics]


def test_a_misspelt_step_is_known_behind_its_id() -> None:
    """The key that is told is the misspelt one, not `id` or `why` before it."""
    body = "steps:\n  - id: one\n    silense: 2 min\n  - why: It is.\n    sey: Hello.\n"

    assert ["did you mean `silence`?", "did you mean `say`?"] == advice_of(body)


def test_a_day_has_the_keys_of_a_day() -> None:
    """What a day cannot have is answered with what it can."""
    body = "days:\n  - task: one\n    after: 2 days\n    steps: [say: Hello.]\n"
    (advice,) = advice_of(f"{body}steps:\n  - today: Go.\n")

    assert advice.endswith("`on: day 3`; it may have: task, on, steps")
