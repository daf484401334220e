"""Jars: notes kept as one of many, drawn without repeating, counted, told when there are none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.authoring.card import card_of
from facilitator.authoring.people import read_people
from facilitator.authoring.proof import stop_everywhere
from facilitator.cli import main
from facilitator.cli.live import remember
from facilitator.cli.options import Chosen
from facilitator.cli.wishes import plan
from facilitator.clock import samples
from facilitator.engine import saved
from facilitator.engine.actions import Finish, MarkDrawn, Prepare, PutSlip, Speak
from facilitator.engine.events import Event, SafeWordHeard
from facilitator.engine.jars import MOST_SLIPS
from facilitator.engine.program import Program
from facilitator.engine.sentences import PRIVATE
from facilitator.engine.state import State
from facilitator.journal.jars import MOST_JARS, Slip
from facilitator.journal.store import FileJournal
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.facts.jars import InJar
from facilitator.script.facts.remembered import names_remembered, remembered
from facilitator.script.loading import loaded
from facilitator.script.plans.plan import Case, follow
from facilitator.script.ritual import Ritual
from facilitator.session.loop import Ending
from facilitator.session.on_paper import Moment, Willing, perform

HEAD = "ritual: Thanks\nabout: What we are thankful for.\ndepth: light\nsteps:\n"
PUT = "  - note: What was good?\n    who: both\n    keep in: thanks jar\n"
DRAW = "  - draw from: thanks jar\n    say: 'One was: {slip}.'\n    if none: It is empty.\n"
COUNTED = "  - say: There are {number in thanks jar}, {unread in thanks jar} of them new.\n"
OLD = ("a walk", "your tea", "the sea")


def ritual(steps: str) -> Ritual:
    return loaded(yaml_tree.parse(yaml_tree.checked("thanks.yaml", HEAD + steps)), "thanks")


def program(steps: str, slips: Sequence[str | InJar] = (), **more: object) -> Program:
    jars = {"thanks jar": [InJar(each) if isinstance(each, str) else each for each in slips]}
    return compile_ritual(ritual(steps), partners=("Anna", "Ben"), jars=jars, **more)  # type: ignore[arg-type]


def held(
    what: Program,
    answers: Mapping[str, Sequence[str]] | None = None,
    happenings: Iterable[Event] = (),
) -> list[Moment]:
    return perform(what, happenings, reaction=Willing(what, answers or {}).react)


def said(moments: Sequence[Moment]) -> list[str]:
    return [a.text for m in moments for a in m.actions if isinstance(a, Speak)]


def drawn(moments: Sequence[Moment]) -> list[str]:
    texts = [text for text in said(moments) if text.startswith("One was: ")]
    return [text.removeprefix("One was: ").removesuffix(".") for text in texts]


def ending(moments: Sequence[Moment]) -> Ending:
    """Return what the loop would have collected."""
    (end,) = [a for m in moments for a in m.actions if isinstance(a, Finish)]
    acted = [a for m in moments for a in m.actions]
    slips = [a for a in acted if isinstance(a, PutSlip)]
    marks = {a.jar: a.drawn for a in acted if isinstance(a, MarkDrawn)}
    return Ending(end.outcome, end.at, slips=slips, drawn=marks)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input="n\n")


# Putting in, drawing, counting


def test_only_a_yes_puts_a_note_into_the_jar() -> None:
    """Whose it is goes with it; a no, and a silence, put nothing in."""
    each = PUT.replace("    who: both\n", "")
    answers = {
        "thanks jar of Anna": ["Your tea"],
        "thanks jar of Ben": ["a walk"],
        "keeping thanks jar of Ben": ["no"],
    }
    moments = held(program(each + COUNTED), answers)

    assert [PutSlip("thanks jar", "your tea", "Anna")] == ending(moments).slips
    assert "I will keep it." in said(moments)
    assert "There are one, one of them new." in said(moments)


def test_what_was_put_in_can_be_drawn_at_once() -> None:
    """A jar that was empty is not empty any more; older notes come first."""
    new = {"thanks jar": ["a new one"]}

    assert ["a new one"] == drawn(held(program(PUT + DRAW), new))
    assert ["your tea", "a new one"] == drawn(held(program(PUT + DRAW * 2, ["your tea"]), new))


@pytest.mark.parametrize("seed", range(5))
def test_no_note_comes_again_before_all_have_come(seed: int) -> None:
    """Whatever the lot; then a new round begins, and the last does not come twice in a row."""
    names = drawn(held(program(DRAW * 6, OLD, seed=seed)))

    assert set(OLD) == set(names[:3]) == set(names[3:])
    assert names[2] != names[3]


def test_the_lot_decides() -> None:
    """Other sessions, other orders."""
    assert 1 < len({tuple(drawn(held(program(DRAW * 3, OLD, seed=n)))) for n in range(8)})


def test_what_earlier_sessions_drew_does_not_come_again(tmp_path: Path) -> None:
    """The journal knows it, over as many sessions as it takes, also where marks were edited."""
    journal = FileJournal(tmp_path / "journal.yaml")
    journal.put("thanks", [("thanks jar", text, "") for text in ("a walk!", "your tea", "the sea")])
    order: list[str] = []
    for seed in range(6):
        there = journal.memory().jars["thanks jar"]
        what = program(DRAW, [InJar(slip.text, slip.drawn) for slip in there], seed=seed)
        moments = held(what)
        order += drawn(moments)
        remember(journal, what, ending(moments))

    assert set(OLD) == set(order[:3]) == set(order[3:])
    assert order[2] != order[3]


def test_the_latest_is_read_as_often_as_one_likes() -> None:
    """And is not counted as drawn."""
    latest = DRAW.replace("    if none", "    which: latest\n    if none")
    moments = held(program(latest * 2 + COUNTED, OLD))

    assert ["the sea", "the sea"] == drawn(moments)
    assert {} == ending(moments).drawn
    assert "There are three, two of them new." in said(moments)


def test_an_empty_jar_says_what_is_written_for_it() -> None:
    """And nothing where nothing is written."""
    assert ["It is empty."] == said(held(program(DRAW)))
    assert ["Good."] == said(held(program(DRAW.rpartition("    if")[0] + "  - say: Good.\n")))


@pytest.mark.parametrize(
    ("condition", "sizes"),
    [
        ("thanks jar is empty", [0]),
        ("thanks jar is not empty", [1, 2, 3]),
        ("number in thanks jar is at least 2", [2, 3]),
        ("number in Thanks jar is 1 or 3", [1, 3]),
        ("number in thanks jar is not 1", [0, 2, 3]),
        ("unread in thanks jar < 2", [0, 1]),
    ],
)
def test_conditions_ask_how_many_there_are(condition: str, sizes: list[int]) -> None:
    """Of what earlier sessions put in, and this one."""
    when = f"  - when: {condition}\n    do: [say: Yes.]\n    otherwise: [say: No.]\n"

    assert sizes == [n for n in range(4) if said(held(program(when + DRAW, OLD[:n])))[0] == "Yes."]


def test_a_loop_ends_when_everything_was_read() -> None:
    """Nobody hears a note twice in a session that asks for what is unread."""
    loop = "  - repeat: until unread in thanks jar is 0, at most 9 times\n    do:\n"
    indented = "".join(f"    {line}\n" for line in DRAW.splitlines())

    assert list(OLD) == sorted(drawn(held(program(loop + indented, OLD))), key=OLD.index)


def test_the_same_words_are_in_a_jar_once() -> None:
    """Put in again they are the latest."""
    latest = DRAW.replace("    if none", "    which: latest\n    if none")
    moments = held(program(PUT + latest + COUNTED, OLD), {"thanks jar": ["your tea"]})

    assert ["your tea"] == drawn(moments)
    assert "There are three, two of them new." in said(moments)


def test_a_full_jar_asks_nobody(tmp_path: Path) -> None:
    """It says so, and what is in it stays."""
    full = [f"note {one}{two}" for one in "abcdefghijklmnopqrst" for two in "abcdefghij"]
    moments = held(program(PUT + COUNTED, full))
    assert MOST_SLIPS == len(full)

    assert "The jar is full, so nothing more goes in today." == said(moments)[0]
    assert [] == ending(moments).slips
    journal = FileJournal(tmp_path / "journal.yaml")
    journal.put("many", [(f"jar {n}", "a note", "") for n in range(MOST_JARS + 1)])
    assert MOST_JARS == len(journal.memory().jars)
    assert "jars" in journal.problem


# Safety and privacy


def test_a_note_that_would_set_off_a_word_is_neither_read_nor_counted() -> None:
    """Also one that was chosen since, and what somebody wrote into the file."""
    what = program(DRAW * 2 + COUNTED, ("the marmalade", "your tea", "stop", "{first}", ""))

    assert 3 == len(what.jars["thanks jar"])
    told = program(DRAW + COUNTED, ("the marmalade", "your tea"), safe_words=("marmalade",))
    assert ["your tea"] == drawn(held(told))
    assert "There are one, none of them new." in said(held(told))
    assert not [text for text in said(held(what)) if "{" in text]


def test_the_sound_of_a_slip_is_kept_nowhere() -> None:
    """What is rendered ahead and what is said are both marked as people's own words."""
    moments = held(program("  - say: Listen.\n" + DRAW, ["your tea"]))
    acted = [a for m in moments for a in m.actions]
    prepared = [text for a in acted if isinstance(a, Prepare) for text in a.texts]

    assert [True] == [a.private for a in acted if isinstance(a, Speak) and "tea" in a.text]
    assert PRIVATE + "One was: your tea." in prepared
    assert not [text for text in prepared if "tea" in text and text[0] != PRIVATE]


def test_a_stop_puts_nothing_in_and_marks_nothing_drawn(tmp_path: Path) -> None:
    """What the two had said yes to is not in the file, and the old note is still to come."""
    what = program(PUT + DRAW + "  - silence: 1 min\n", ["your tea"])
    whole = held(what)
    stop = SafeWordHeard(whole[-1].event.at - samples(30.0), "pineapple")

    def kept(moments: list[Moment]) -> list[tuple[str, int]]:
        journal = FileJournal(tmp_path / "journal.yaml")
        journal.forget()
        journal.put("other", [("thanks jar", "your tea", "")])
        remember(journal, what, ending(moments))
        return [(slip.text, slip.drawn) for slip in journal.memory().jars["thanks jar"]]

    assert [("your tea", 0)] == kept(held(what, happenings=[stop]))
    assert [("your tea", 1), ("a walk after dinner", 0)] == kept(whole)


@pytest.mark.parametrize("slips", [(), OLD[:1], OLD])
def test_the_word_ends_it_in_every_second(slips: Sequence[str]) -> None:
    """While somebody puts in, and while it reads; at once, after a hush, while paused."""
    proof = stop_everywhere(program(PUT + DRAW * 2 + COUNTED, slips))

    assert () == proof.failures


def test_a_session_saved_at_every_step_goes_the_same_way() -> None:
    """What was put in and drawn is part of the state."""
    what = program(PUT + DRAW * 3 + COUNTED, OLD[:2])

    def through_json(state: State) -> State:
        return saved.from_data(json.loads(json.dumps(saved.to_data(state))))

    resumed = perform(what, reaction=Willing(what, {}).react, through=through_json)
    assert [m.actions for m in held(what)] == [m.actions for m in resumed]


# The journal


def test_a_file_without_jars_stays_of_the_old_format(tmp_path: Path) -> None:
    """Older products read it on; with a jar they would lose it, so it is of the new one."""
    path = tmp_path / "journal.yaml"
    path.write_text("version: 1\nrituals: {thanks: {values: {gaze: 3 min}}}\n", encoding="utf-8")
    journal = FileJournal(path, today=lambda: date(2026, 3, 1))
    journal.note("thanks", {"end": "ten"})
    assert "\nversion: 1\n" in path.read_text(encoding="utf-8")

    journal.put("thanks", [("thanks jar", "your tea", "Anna")])
    journal.drawn("thanks jar", ["your tea"])

    text = path.read_text(encoding="utf-8")
    assert "\nversion: 2\n" in text and "text: your tea" in text
    assert {"gaze": "3 min", "end": "ten"} == journal.read("thanks")
    slip = Slip("your tea", "2026-03-01", "Anna", "thanks", 1)
    assert {"thanks jar": (slip,)} == FileJournal(path).memory().jars
    journal.forget_slip("thanks jar", "your tea")
    assert "\nversion: 1\n" in path.read_text(encoding="utf-8")


def test_the_command_shows_jars_and_empties_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One note, one jar, all notes, or all that one ritual kept; each after asking."""
    monkeypatch.setenv("FACILITATOR_HOME", str(tmp_path))
    journal = FileJournal(today=lambda: date(2026, 3, 1))
    journal.put("thanks", [("thanks jar", "your tea", "Anna"), ("thanks jar", "a walk", "")])
    journal.put("other", [("wishes", "the sea", "Ben")])

    shown = run("memory").output
    assert "Jar “thanks jar”, 2 notes\n  1. of Anna, 2026-03-01: “your tea”" in shown
    assert "Jar “wishes”, 1 note\n  3. of Ben, 2026-03-01: “the sea”" in shown
    assert "Nothing was deleted" in run("memory", "--forget-slip", "1").output
    assert "There is no note 4" in run("memory", "--forget-slip", "4").output
    assert "There is no jar “tea”" in run("memory", "--forget-jar", "tea").output
    assert "Deleted “your tea” from" in run("memory", "--forget-slip", "1", "--yes").output
    assert ["a walk"] == [slip.text for slip in journal.memory().jars["thanks jar"]]
    assert 0 == run("memory", "--forget-jar", "Thanks jar", "--yes").exit_code
    assert ["wishes"] == list(journal.memory().jars)
    assert 0 == run("memory", "--forget", "other", "--yes").exit_code
    assert {} == journal.memory().jars
    journal.put("thanks", [("thanks jar", "your tea", "Anna")])
    assert 0 == run("memory", "--forget-notes", "--yes").exit_code
    assert {} == journal.memory().jars


def test_a_session_reads_what_another_ritual_kept(tmp_path: Path) -> None:
    """A jar belongs to all rituals."""
    path = tmp_path / "thanks.yaml"
    path.write_text(HEAD + DRAW, encoding="utf-8")
    journal = FileJournal(tmp_path / "memory.json")
    journal.put("another", [("thanks jar", "your tea", "Anna")])
    words, voice = ("pineapple",), "built-in"
    chosen = Chosen(str(path), "Anna, Ben", words, (), (), voice, (), 100, 100, None, None)
    what = plan(chosen, journal).wish.program

    assert ["your tea"] == drawn(held(what))


# For authors

KEPT = """\
  - say: Welcome.
  - when: last need is kept
    do: [say: "It was this: {last need of first}."]
  - say: "Good. You, {first}, needed this: {last need of first}."
  - note: What do you need?
    remember: need
  - rate: How close are you?
    remember: closeness
"""


@pytest.mark.parametrize(
    ("given", "values", "jar"),
    [
        ([("need", ["tea"])], {"note need of A": "tea", "note need of B": "tea"}, []),
        ([("need", ["tea", "sea"])], {"note need of A": "tea", "note need of B": "sea"}, []),
        ([("need of first", ["tea"])], {"note need of A": "tea"}, []),
        ([("note need of B", ["tea"])], {"note need of B": "tea"}, []),
        ([("closeness of second", ["4"])], {"closeness of B": "4"}, []),
        ([("Thanks jar", ["tea", "sea"])], {}, ["tea", "sea"]),
        ([("thanks jar of A", ["tea"]), ("thanks jar", ["sea"])], {}, ["tea", "sea"]),
    ],
)
def test_what_is_remembered_is_told_in_the_words_of_the_script(
    given: list[tuple[str, list[str]]], values: dict[str, str], jar: list[str]
) -> None:
    """For one of the two, or for both, or a jar."""
    found = remembered(ritual(KEPT + PUT + DRAW), ("A", "B"), given)

    assert (values, []) == (found.values, found.unknown)
    assert jar == [each.text for each in found.jars.get("thanks jar", [])]


def test_a_name_nothing_is_kept_under_is_told() -> None:
    """Test plans and rehearsals say what there is."""
    what = ritual(KEPT + PUT + DRAW)

    assert ["ned"] == remembered(what, ("A", "B"), [("ned", ["tea"])]).unknown
    assert ["thanks jar", "need", "closeness"] == names_remembered(what)


def test_a_rehearsal_begins_with_what_is_given(tmp_path: Path) -> None:
    """And says which lines were left out for want of it."""
    path = tmp_path / "thanks.yaml"
    path.write_text(HEAD + KEPT + DRAW, encoding="utf-8")

    without = run("rehearse", path, "--text").output
    assert (
        "Left out, because nothing of it is remembered:\n"
        "  line 6: when: last need is kept\n"
        "  line 8: You, {first}, needed this: {last need of first}.\n"
        "  line 13: draw from: thanks jar\n"
        'Try it with something: --remembered "need=…"\n'
    ) in without
    arguments = ("--remembered", "need=more time", "--remembered", "thanks jar=your tea")
    told = run("rehearse", path, "--text", *arguments).output
    assert "It was this: more time." in told and "One was: your tea." in told
    assert "Left out" not in told
    refused = run("rehearse", path, "--text", "--remembered", "neet=more time")
    assert 2 == refused.exit_code
    assert "Did you mean need?" in refused.output


def test_a_people_file_says_what_is_remembered_of_whom(tmp_path: Path) -> None:
    """Notes, and what somebody put into a jar."""
    people = tmp_path / "people.yaml"
    bens = "Ben:\n  remembered: {thanks jar of Ben: c}\n"
    people.write_text(f"Anna:\n  remembered: {{need: tea, thanks jar: [a, b]}}\n{bens}")
    path = tmp_path / "thanks.yaml"
    path.write_text(HEAD + KEPT + DRAW + COUNTED, encoding="utf-8")

    assert {"need": ["tea"], "thanks jar": ["a", "b"]} == read_people(people)["Anna"].remembered
    told = run("rehearse", path, "--text", "--people", people).output
    assert "It was this: tea." in told and "There are three, two of them new." in told


def test_stopping_everywhere_tries_it_with_and_without(tmp_path: Path) -> None:
    """So that every line is reached: an empty jar, one note, many notes."""
    path = tmp_path / "thanks.yaml"
    one = "  - when: number in thanks jar is 1\n    do: [say: There is one.]\n"
    path.write_text(HEAD + KEPT.split("  - note")[0] + one + DRAW + PUT, encoding="utf-8")
    path.write_text(path.read_text() + KEPT[KEPT.index("  - note") :], encoding="utf-8")

    done = run("rehearse", path, "--stop-everywhere")
    assert 0 == done.exit_code
    assert "No performance came to" not in done.output


def test_a_plan_speaks_of_jars() -> None:
    """What is in it before, that it is drawn from, kept in, or empty, and what was put in last."""
    case = Case.model_validate(
        {
            "people": "with one note",
            "memory": {"thanks jar": ["your tea"]},
            "heard": {"thanks jar": "a walk"},
            "expect": ["draws from thanks jar", "says One was: your tea.", "keeps in thanks jar"],
            "never": ["finds thanks jar empty"],
            "remember": {"thanks jar": "a walk"},
        }
    )
    empty = Case.model_validate({"people": "first", "expect": ["finds thanks jar empty"]})

    assert () == follow(ritual(DRAW + PUT), case).problems
    assert () == follow(ritual(DRAW + PUT), empty).problems


def test_a_card_tells_of_a_jar() -> None:
    """A draw is a moment of the way, whatever is in the jar."""
    first = "  - when: thanks jar is empty\n    do: [gesture: Begin.]\n    otherwise:\n"
    inside = "".join(f"    {line}\n" for line in DRAW.splitlines())
    way = card_of(ritual(PUT + first + inside)).way

    assert ["A note, together", "One from the jar, read aloud"] == [entry.title for entry in way]


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        (PUT + DRAW, []),
        (DRAW, []),
        (PUT + "  - draw from: thanks jar\n    say: '{slip}.'\n", ["R076"]),
        (
            PUT + "  - when: thanks jar is not empty\n    do:\n      - draw from: thanks jar\n"
            "        say: '{slip}.'\n",
            [],
        ),
        (
            PUT + "  - when: number in thanks jar < 1\n    do: [say: Empty.]\n    otherwise:\n"
            "      - draw from: thanks jar\n        say: '{slip}.'\n",
            [],
        ),
        (PUT + DRAW.replace("thanks jar", "thank jar"), ["R078"]),
        (PUT + DRAW.replace("{slip}", "this"), ["R079"]),
        (PUT + "  - say: '{slip}.'\n", ["R027"]),
        (PUT + DRAW.replace("It is empty", "Not {slip}"), ["R027"]),
        (PUT + DRAW.replace("    say", "    which: last\n    say"), ["R025"]),
        (PUT.replace("thanks jar", "'{x}'"), ["R022"]),
        (PUT + "  - say: '{number in thank jar}.'\n", ["R027"]),
        (PUT + "  - when: number in thank jar is 1\n    do: [bell: opening]\n", ["R027"]),
        (PUT + "  - when: number in thanks jar is many\n    do: [bell: opening]\n", ["R028"]),
        (DRAW + "  - when: thanks jar is full\n    do: [bell: opening]\n", ["R033"]),
        (DRAW + "  - when: thanks jar > 3\n    do: [bell: opening]\n", ["R028"]),
        ("  - rate: '{last need}?'\n    as: met\n" + KEPT[KEPT.index("  - note") :], ["R077"]),
    ],
)
def test_what_is_wrong_with_a_jar_is_told(steps: str, codes: list[str]) -> None:
    """What is not there yet is told, and every name must be one that is known."""
    try:
        found = [each.rule.code for each in ritual(steps).warnings]
    except ScriptErrors as error:
        found = [each.rule.code for each in error.diagnostics]

    assert codes == found


# Saying it again


AGAIN = "  - say: 'Hold it in mind: {slip}.'\n"


def codes(steps: str) -> list[str]:
    try:
        return [each.rule.code for each in ritual(steps).warnings]
    except ScriptErrors as error:
        return [each.rule.code for each in error.diagnostics]


def test_a_slip_can_be_said_again_in_later_steps() -> None:
    """The one that was drawn last, until another one comes; nothing where the jar was empty."""
    steps = f"{DRAW}{AGAIN}  - repeat: twice\n    do:\n      - bell: opening\n    {AGAIN}"
    twice = f"{DRAW}{DRAW}{AGAIN}"

    assert ["Hold it in mind: your tea."] * 3 == [
        text for text in said(held(program(steps, ["your tea"]))) if text.startswith("Hold")
    ]
    texts = said(held(program(twice, OLD)))
    assert texts[1] == texts[2].replace("Hold it in mind", "One was")
    assert "It is empty." == said(held(program(steps)))[-1]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (AGAIN + DRAW, ["R027"]),
        (DRAW.replace("It is empty.", "No {slip}."), ["R027"]),
        (f"{DRAW}  - remind: 'Think of {{slip}}.'\n    when: tomorrow\n", ["R027"]),
        (f"  - repeat: twice\n    do:\n    {AGAIN}{DRAW}".replace("  - draw", "      - draw")
         .replace("    say: 'One", "        say: 'One").replace("    if none", "        if none"),
         []),
    ],
)  # fmt: skip
def test_a_slip_is_known_once_one_may_have_been_drawn(steps: str, expected: list[str]) -> None:
    """Before that it stands for nothing; a reminder, said on another evening, cannot hold it."""
    assert expected == codes(PUT + steps)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("  - say: There are {number in thanks jar} notes.\n", ["R127"]),
        ("  - say: 'Notes in your jar: {number in thanks jar}.'\n", []),
        ("  - when: number in thanks jar is at least 2\n    do:\n"
         "      - say: There are {number in thanks jar} notes.\n", []),
        ("  - when: thanks jar is not empty\n    do:\n"
         "      - say: There are {number in thanks jar} notes.\n", ["R127"]),
        ("  - when: number in thanks jar is 0 or 1\n    do: [say: Few.]\n    otherwise:\n"
         "      - say: There are {number in thanks jar} notes.\n", []),
        ("  - talk: 2 min\n    count: {thanks: [thank you for that]}\n"
         "  - say: I heard {thanks} thanks.\n", ["R127"]),
        ("  - talk: 2 min\n    count: {thanks: [thank you for that]}\n"
         "  - say: Thanks said aloud, {thanks}.\n", []),
    ],
)  # fmt: skip
def test_a_number_before_a_word_for_several_is_told(steps: str, expected: list[str]) -> None:
    """Unless a condition sees to it that there are two at least."""
    assert expected == codes(PUT + steps)
