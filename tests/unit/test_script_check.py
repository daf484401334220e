"""The check command: every problem in one go, exit codes, JSON, explanations, and no haste."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from facilitator.errors import FacilitatorError
from facilitator.places import shipped_scripts
from facilitator.script.loading import load
from facilitator.script.rules import RULES

BAD = Path(__file__).parents[1] / "bad_scripts"


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and everything printed, as a terminal would show it."""
    result = CliRunner().invoke(main, ["check", *arguments], standalone_mode=False)
    if isinstance(result.exception, FacilitatorError):
        return result.exception.exit_code, f"{result.output}Error: {result.exception}"
    if isinstance(result.exception, SystemExit):
        return int(result.exception.code or 0), result.output
    assert result.exception is None, result.exception
    return result.exit_code, result.output


def test_a_clean_script_says_how_long_it_takes_and_for_whom() -> None:
    """Total, silence, each one's share and the voice's, in words."""
    code, shown = run("mirror-talk")

    assert 0 == code
    assert "mirror-talk.yaml: nothing to mend. About" in shown
    assert "two and a half minutes of silence" in shown
    assert "two minutes for each of the two to speak" in shown


def test_several_files_are_checked_in_one_go() -> None:
    """A bad one does not keep the others from being checked; the exit code tells of it."""
    code, shown = run(str(BAD / "R025-bad-choice.yaml"), "mirror-talk", "miror-talk")

    assert 3 == code
    assert "error[R025]: `bell` cannot be `gong`" in shown
    assert "facilitator check --explain R025" in shown
    assert "nothing to mend" in shown
    assert "Did you mean mirror-talk?" in shown


def test_a_folder_stands_for_the_rituals_in_it() -> None:
    """All of them, with their plans and without their shared parts."""
    code, shown = run(str(BAD), str(BAD / "own_part"))

    assert 3 == code
    told = {rule.code for rule in RULES if f"[{rule.code}]" in shown}
    assert {rule.code for rule in RULES} == told
    code, shown = run(str(shipped_scripts()))
    assert 0 == code
    assert "All 14 rituals can be performed; 14 test plans are in order." in shown


def test_a_folder_of_shared_parts_is_checked() -> None:
    """Each is told of as a part, and counted."""
    code, shown = run(str(shipped_scripts() / "parts"))

    assert (0, 3) == (code, shown.count("nothing to mend. A shared part."))
    assert shown.endswith("3 shared parts are in order.\n")
    code, shown = run(str(BAD / "parts" / "circle.yaml"))
    assert (3, True) == (code, "error[R032]: the shared part `circle` uses itself" in shown)


@pytest.mark.parametrize(
    ("step", "codes"),
    [
        ("say: Wait for {name} in {place}.", []),
        ("when: mood is calm\n  do: [say: Rest.]", []),
        ("when: people is 1\n  do: [say: Rest.]\n  otherwise: [say: Tell each other.]", []),
        ("draw from: wishes\n  say: '{slip}'\n  if none: Nothing.", []),
        ("turns: {each: 1 min, question: 'What is it?'}", []),
        ("say: A red light and a pineapple.", ["R014"]),
        ("silence: 20 parsecs", ["R024"]),
        ("sya: Rest.", ["R023"]),
        ("repeat: twice\n  do: [end: Bye.]", ["R132"]),
        ("use: nothing", ["R029"]),
    ],
)
def test_a_shared_part_is_told_what_is_wrong_in_it_for_every_ritual(
    tmp_path: Path, step: str, codes: list[str]
) -> None:
    """Not what may come from the ritual around it: names, people, consent."""
    (tmp_path / "rest.yaml").write_text(f"part: Rest\nabout: It.\nsteps:\n- {step}\n", "utf-8")
    (report,) = json.loads(run("--json", str(tmp_path / "rest.yaml"))[1])

    assert ("part", codes) == (report["kind"], [each["code"] for each in report["diagnostics"]])


def test_warnings_do_not_fail() -> None:
    """A script that could be better is still performed."""
    code, shown = run(str(BAD / "R013-long-sentence.yaml"))

    assert 0 == code
    assert "warning[R013]" in shown
    assert "1 warning." in shown


def test_findings_as_json() -> None:
    """Everything a message holds is there as data, with file, line and column."""
    code, shown = run("--json", str(BAD / "R024-bad-duration.yaml"), "mirror-talk")

    bad, good = json.loads(shown)
    assert (3, False, True) == (code, bad["ok"], good["ok"])
    (found,) = bad["diagnostics"]
    assert ("R024", "bad-duration", "error") == (
        found["code"],
        found["rule"],
        found["severity"],
    )
    assert (5, 14, 1) == (found["line"], found["column"], found["length"])
    assert {"A": 2.0, "B": 2.0} == good["minutes"]["turns"]
    minutes = good["minutes"]
    assert {"total", "voice", "silence", "together", "turns"} < set(minutes)
    assert minutes["shortest"]["total"] <= minutes["total"] <= minutes["longest"]["total"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("[tea, flumberish]", ["R017"]),
        ("[serendipity, kombucha]", []),
        ("[tea, paws]", ["R016"]),
        ("[tea, stopped]", ["R016"]),
        ("[tea, top]", []),
        ("[there, their]", ["R018"]),
        ("[pine apple, tea]", ["R016"]),
    ],
)
def test_what_the_ears_would_not_tell_is_found(
    tmp_path: Path, answers: str, expected: list[str]
) -> None:
    """Unknown words, those that sound like another answer, and like the safe or pause word."""
    head = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
    script = tmp_path / "a-test.yaml"
    script.write_text(f"{head}  - ask: So?\n    answers: {answers}\n    as: x\n")
    _, shown = run(str(script), "--json")

    (report,) = json.loads(shown)
    assert expected == [each["code"] for each in report["diagnostics"]]


def test_a_sentence_that_sounds_like_a_command_is_found(tmp_path: Path) -> None:
    """Said alone; inside a sentence it stops nothing."""
    head = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
    script = tmp_path / "a-test.yaml"
    script.write_text(f"{head}  - say: Look at the cat. Paws!\n  - say: It has four paws.\n")
    code, shown = run(str(script))

    assert 3 == code
    assert 1 == shown.count("error[R015]")
    assert "^^^^ sounds like `pause`, said alone" in shown


def test_known_words_are_offered_for_an_unknown_one(tmp_path: Path) -> None:
    """Spelt almost like it."""
    head = "version: 1\nritual: A test\nabout: Something.\ndepth: light\nsteps:\n"
    script = tmp_path / "a-test.yaml"
    script.write_text(f"{head}  - ask: So?\n    answers: [tea, kombuchaa]\n    as: x\n")

    assert "help: say `kombucha` instead, or something else" in run(str(script))[1]


def test_the_list_of_rituals_says_from_when_to_when() -> None:
    """The shortest and the longest course; one figure where they agree."""
    shown = CliRunner().invoke(main, ["scripts"]).output
    rows = json.loads(CliRunner().invoke(main, ["scripts", "--json"]).output)

    assert re.search(r" \d+–\d+ min  A calm way", shown)
    assert " 10 min  A few minutes face to face" in shown
    assert all(row["shortest"] <= row["minutes"] <= row["longest"] for row in rows if row["ok"])


def test_what_is_said_beside_the_mark_is_data_too() -> None:
    """A program can tell which word a line sounds like."""
    _, shown = run("--json", str(BAD / "R014-safe-word-in-prompt.yaml"))
    ((found,),) = [report["diagnostics"] for report in json.loads(shown)]

    assert "the safe word is `pineapple`" == found["mark"]


def test_a_safe_word_of_ones_own_is_looked_for_by_its_sound() -> None:
    """Not only the word itself, but what sounds like it."""
    code, shown = run("mirror-talk", "--safe-word", "shoulders")
    assert 3 == code
    assert "error[R014]: a prompt says the safe word" in shown
    assert "the safe word is `shoulders`" in shown

    code, shown = run("mirror-talk", "--pause-word", "tiers")
    assert 3 == code
    assert "sounds like `tiers`" in shown


def test_words_that_cannot_be_safe_words_are_refused() -> None:
    """One letter or none is no word."""
    for word in ("", "x", "12"):
        code, shown = run("mirror-talk", "--safe-word", word)
        assert (2, True) == (code, "cannot be a safe or pause word" in shown)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_can_be_explained(rule: object) -> None:
    """By its code or by its name, in any case."""
    by_code = run("--explain", rule.code.lower())  # type: ignore[attr-defined]
    by_name = run("--explain", rule.name)  # type: ignore[attr-defined]

    assert by_code == by_name
    assert 0 == by_code[0]
    assert rule.name.replace("-", " ") in by_code[1]  # type: ignore[attr-defined]


def test_a_rule_is_found_by_its_number_and_all_can_be_listed() -> None:
    """What people type when they do not remember the code."""
    assert run("--explain", "R014") == run("--explain", "14") == run("--explain", "r14")
    code, shown = run("--explain", "list")
    assert (0, len(RULES)) == (code, len(shown.splitlines()))
    assert "```" not in run("--explain", "R014")[1]


def test_several_rituals_are_counted() -> None:
    """The last lines say how a whole folder stands."""
    _, shown = run("mirror-talk", str(BAD / "R024-bad-duration.yaml"))
    assert "1 of 2 rituals can be performed." in shown
    assert "All 2 rituals can be performed." in run("mirror-talk", "breathing-in-sync")[1]


def test_after_an_unreadable_line_the_rest_is_announced() -> None:
    """A file that cannot be read to its end may hold more than what is told."""
    told = "the rest of this file is looked at once this is mended"
    assert told in run(str(BAD / "R005-too-deep.yaml"))[1]
    assert told not in run(str(BAD / "R004-broken-yaml.yaml"))[1]
    assert told not in run(str(BAD / "R024-bad-duration.yaml"))[1]


@pytest.mark.parametrize("raw", [b"\xff\x00\x01\x00: a\n- b", b"\x93Well\x94, I do not know\n"])
def test_what_is_no_text_is_told_once(tmp_path: Path, raw: bytes) -> None:
    """Not as a ritual without its keys, nor character by character."""
    (tmp_path / "photo.yaml").write_bytes(raw)
    (report,) = json.loads(run("--json", str(tmp_path / "photo.yaml"))[1])

    assert ["R001"] == [each["code"] for each in report["diagnostics"]]


def test_a_language_file_may_have_its_version_in_quotation_marks(tmp_path: Path) -> None:
    """As a ritual may; a newer one is refused."""
    for name in ("mirror-talk.yaml", "mirror-talk.de.yaml"):
        (tmp_path / name).write_bytes((shipped_scripts() / name).read_bytes())
    german = tmp_path / "mirror-talk.de.yaml"
    text = german.read_text("utf-8")
    for version, code in (('"1"', 0), ('"2"', 3)):
        german.write_text(text.replace("version: 1", f"version: {version}", 1), "utf-8")
        assert code == run(str(german))[0]


def test_a_folder_that_is_missing_and_a_file_that_is_not_near(tmp_path: Path) -> None:
    """The folder is named; a file is not near because its name ends alike."""
    assert (2, True) == (
        (told := run("--scripts", str(tmp_path / "none"), "mirror-talk"))[0],
        f"There is no folder {tmp_path / 'none'}" in told[1],
    )
    for name in ("evening", "oslo"):
        (tmp_path / f"{name}.yaml").write_text("ritual: X\n", "utf-8")
    assert "Did you mean" not in run(str(tmp_path / "who.yaml"))[1]
    assert "Did you mean" in run(str(tmp_path / "evenning.yml"))[1]


def test_unknown_rules_and_no_file_are_said() -> None:
    """Both are slips in usage."""
    assert (2, True) == ((shown := run("--explain", "R999"))[0], "there is no rule" in shown[1])
    assert (2, True) == ((shown := run())[0], "no ritual was given" in shown[1])


def test_check_loads_neither_recognizer_nor_voice_nor_sound() -> None:
    """It works, and is quick, where none of them is installed."""
    program = (
        "import sys\n"
        "for name in ('vosk', 'sounddevice', 'hibari', 'pyttsx3', 'soxr', 'soundfile', 'numpy',"
        " 'onnxruntime', 'rich'):\n"
        "    sys.modules[name] = None\n"
        "from facilitator.cli import main\n"
        "main(['check', 'mirror-talk'])\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stderr)
    assert "nothing to mend" in done.stdout


@pytest.mark.model
def test_the_recognizer_knows_every_answer_of_the_shipped_rituals() -> None:
    """Nobody is asked for a word that cannot be heard."""
    code, shown = run(str(shipped_scripts()), "--with-model")

    assert 0 == code, shown
    assert "was not checked" not in shown


def test_a_ritual_that_is_not_begun_ends_each_sentence_once(tmp_path: Path) -> None:
    """A question keeps its mark where more is said behind it."""
    path = tmp_path / "tea.yaml"
    path.write_text(
        "ritual: T\nabout: T.\ndepth: light\nsteps:\n"
        "  - {ask: Which?, answers: [tea, coffee], as: drink}\n"
        "  - {when: drink is teaa, do: [say: Good.]}\n"
        "  - {when: drink is cofee, do: [say: Good.]}\n",
        encoding="utf-8",
    )

    told = CliRunner().invoke(main, ["rehearse", str(path), "--text"]).output

    assert "Did you mean `tea`? " in told
    assert "?." not in told


def test_what_a_round_answers_may_be_so_in_the_next(tmp_path: Path) -> None:
    """What is asked later in a repetition, and what was asked before a step that may be left out,
    are both possible."""
    path = tmp_path / "rounds.yaml"
    path.write_text(ROUNDS, encoding="utf-8")

    assert () == load(path).warnings


ROUNDS = """\
version: 1
ritual: Rounds
about: Deeper by and by.
depth: light
steps:
  - ask each: "{name}, light or medium?"
    answers: [light, medium]
    if nobody answers: light
    as: level
  - repeat: 3 times
    do:
      - when: every level is high
        do:
          - say: We are there already.
        otherwise:
          - ask each: "{name}, medium or high?"
            answers: [medium, high]
            if nobody answers: medium
            as: level
  - when: every level is light
    do:
      - say: It stayed light.
  - end: Thank you.
"""
