"""Finding, loading and listing rituals; plans beside them; the examples of the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitator.engine import step
from facilitator.errors import ScriptError
from facilitator.places import shipped_scripts
from facilitator.script import phrases, yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.library import find, folders
from facilitator.script.listing import list_rituals
from facilitator.script.loading import load, loaded
from facilitator.script.plans.plan import Case, follow, read_plan
from facilitator.script.reading.reader import read_part
from facilitator.script.walking.timing import estimate

ROOT = Path(__file__).parents[2]
LANGUAGE = (ROOT / "docs" / "script-language.md").read_text(encoding="utf-8")
EXAMPLES = [match.group(1) for match in re.finditer(r"```yaml\n(.*?)```", LANGUAGE, re.DOTALL)]
SHIPPED = sorted(p for p in shipped_scripts().glob("*.yaml") if "." not in p.stem)
PARTS = [shipped_scripts() / "parts"]

SMALL = "ritual: Small\nabout: Hardly anything.\ndepth: light\nsteps:\n  - bell: opening\n"
SETTINGS = """
settings:
  gaze: {start: 2 min, limits: 1 min to 10 min, grows: 1 min after two comfortable sessions}
  rounds: {start: 3, limits: 1 to 5}
  depth: {choices: [light, medium, deep], start: light, grows: after three comfortable sessions}
  place: {choices: [together, apart], start: together}
"""
DECKS = "decks:\n  questions: [What is on your mind?, {light: What was good?}]\n"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_ritual_has_nothing_to_mend_and_a_plan_that_holds(path: Path) -> None:
    """Every ritual passes every rule without a warning, and goes where its plan says."""
    ritual = load(path)

    assert () == ritual.warnings
    cases = read_plan(path.with_name(f"{path.stem}.plan.yaml"))
    assert {} == {
        case.people: problems for case in cases if (problems := follow(ritual, case).problems)
    }
    assert len(cases) == len({case.people for case in cases})


def test_a_plan_that_does_not_hold_says_why() -> None:
    """What is missing, what must not have happened, what was not kept."""
    ritual = load(find("mirror-talk"))
    case = Case.model_validate(
        {
            "people": "strange",
            "expect": ["bell closing", "bell opening"],
            "never": ["turn of A"],
            "remember": {"gaze": "9 min"},
        }
    )

    assert (
        "`bell opening` does not happen after `bell closing`, only before it",
        "`turn of A` happens, and must not",
        "`gaze` is remembered as `2 min`, not as `9 min`",
    ) == follow(ritual, case).problems


def test_a_file_that_is_no_plan_is_refused_with_its_place(tmp_path: Path) -> None:
    """The same goes for plans as for rituals."""
    path = tmp_path / "x.plan.yaml"
    path.write_text("- people: kind\n  expects: [end]\n", encoding="utf-8")

    with pytest.raises(ScriptError, match=r"x\.plan\.yaml:2:3: a case has no `expects`"):
        read_plan(path)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.strip().split("\n")[0][:30])
def test_examples_of_the_documentation_work(example: str) -> None:
    """Each is a ritual, some steps, settings, a part or a plan that reads without an error."""
    head = "ritual: A test\nabout: An example.\ndepth: light\n"
    head += "people: one or more\n" if "people is" in example else ""
    example = re.sub(r"\A(?:#.*\n)+", "", example)
    if example.startswith("part:"):
        tree = yaml_tree.parse(yaml_tree.checked("example.yaml", example))
        assert not isinstance(read_part(tree), list)
        return
    if example.startswith("- people:"):
        tree = yaml_tree.parse(yaml_tree.checked("example.yaml", example))
        mirror = load(find("mirror-talk"))
        for data in tree.data:
            assert () == follow(mirror, Case.model_validate(data)).problems
        return
    if example.startswith("settings:"):
        example = head + example + "steps:\n  - bell: opening\n"
    elif not example.startswith("version:"):
        steps = "".join(f"  {line}\n" for line in example.splitlines())
        example = head + SETTINGS + DECKS + "steps:\n" + steps
    ritual = loaded(yaml_tree.parse(yaml_tree.checked("example.yaml", example)), "example", PARTS)

    assert {"R044", "R109"} >= {warning.rule.code for warning in ritual.warnings}
    assert compile_ritual(ritual, partners=("Anna", "Ben")).operations


def test_every_kind_of_step_is_in_the_documentation() -> None:
    """A step without an example would not be found by anybody."""
    from facilitator.script.forms.schema import STEPS

    assert [] == [kind for kind in STEPS if f"### `{kind}`:" not in LANGUAGE]


def test_rituals_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    """One's own come before the shipped ones; spaces and capitals are no matter."""
    own = tmp_path / "mirror-talk.yaml"
    own.write_text(SMALL, encoding="utf-8")
    shipped = shipped_scripts() / "mirror-talk.yaml"

    assert shipped == find("mirror-talk", [shipped_scripts()])
    assert shipped == find("Mirror Talk", [shipped_scripts()])
    assert own == find("mirror-talk", [tmp_path, shipped_scripts()])
    assert own == find(str(own))
    assert (tmp_path, shipped_scripts()) == (folders(tmp_path)[0], folders(tmp_path)[-1])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("miror-talk", 'there is no ritual called "miror-talk". Did you mean mirror-talk?'),
        ("xyzzy", 'there is no ritual called "xyzzy". There are: breathing-in-sync, '),
        ("", 'there is no ritual called "".'),
        ("x" * 5000, 'there is no ritual called "xxx'),
        ("nul\0l", 'there is no ritual called "nul\\x00l".'),
        ("../x\x1b[31m/y.yaml", "there is no file ../x\\x1b[31m/y.yaml."),
        ("here/small.yml", "there is no file here/small.yml. Did you mean here/small.yaml?"),
        ("here", "here is a folder, not a ritual. It holds small."),
        ("here/song.wav", "here/song.wav is no ritual: a ritual is a text file"),
        ("/dev/null", "/dev/null is no ritual"),
        ("walc", 'there is no ritual called "walc". Did you mean walk.yaml?'),
        ("here/walk.yaml", "here/walk.yaml.txt is a text file; a ritual's name ends in .yaml"),
        ("here/walk.yaml.txt", "here/walk.yaml.txt is a text file; a ritual's name ends in .yaml"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    """Closest names for a slip, the reason for a path that is no script."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "here" / "song.wav").write_bytes(b"RIFF")
    (tmp_path / "walk.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "here" / "walk.yaml.txt").write_text(SMALL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ScriptError) as caught:
        find(name, [shipped_scripts()])

    assert caught.value.message.startswith(said)
    assert caught.value.help
    assert 3 == caught.value.exit_code


def test_a_file_that_cannot_be_read_is_said_plainly(tmp_path: Path) -> None:
    """The reason of the system is passed on."""
    with pytest.raises(ScriptError, match="cannot be read: No such file"):
        load(tmp_path / "gone.yaml")


def test_parts_of_ones_own_come_before_the_shipped_ones(tmp_path: Path) -> None:
    """A part beside the ritual replaces the shipped one of the same name; errors inside it are
    told with its own place."""
    ritual = tmp_path / "small.yaml"
    ritual.write_text(SMALL + "  - use: signpost\n", encoding="utf-8")
    assert "shipped" not in str(load(ritual).parts["signpost"].tree.source.name)
    (tmp_path / "parts").mkdir()
    part = tmp_path / "parts" / "signpost.yaml"
    part.write_text("part: Mine\nabout: Mine.\nsteps:\n  - say: Mine.\n", encoding="utf-8")
    assert "Mine" == load(ritual).parts["signpost"].form.part
    part.write_text("part: Mine\nabout: Mine.\nsteps:\n  - say: Stop.\n", encoding="utf-8")

    with pytest.raises(ScriptErrors) as caught:
        load(ritual)

    (found,) = caught.value.diagnostics
    assert ("R014", 4, 10) == (found.rule.code, found.span.line, found.span.column)
    assert found.source.name.endswith("signpost.yaml")


def test_the_list_of_rituals_leaves_out_what_cannot_be_performed(tmp_path: Path) -> None:
    """Broken files, plans and other files are not offered."""
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "small.plan.yaml").write_text("- people: x\n", encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("ritual: [", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")

    listed = {ritual.id: ritual for ritual in list_rituals([tmp_path, shipped_scripts()])}

    assert {"small", *(path.stem for path in SHIPPED)} == set(listed)
    assert ("Small", "Hardly anything.") == (listed["small"].title, listed["small"].about)
    assert 8 < listed["mirror-talk"].minutes < 13


def test_an_estimate_adds_up() -> None:
    """Silence and turns are exact; the rest is a guess."""
    times = estimate(compile_ritual(load(find("mirror-talk")), partners=("Anna", "Ben")))

    assert {"Anna": 120.0, "Ben": 120.0} == times.turn_seconds
    assert 120.0 + 2 * 4.0 + 20.0 == times.silence_seconds
    assert times.total_seconds == pytest.approx(
        times.voice_seconds + times.silence_seconds + times.other_seconds + 240.0
    )


def test_commands_of_the_engine_are_no_answers() -> None:
    """What pauses or repeats in every session may not be an answer."""
    always = {*step.PAUSE_COMMANDS, "go on", "resume", "continue", "repeat"}

    assert always <= set(phrases.RESERVED)
    assert {"go on", "resume", "continue"} <= set(step.RESUME_COMMANDS)
