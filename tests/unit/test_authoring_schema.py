"""The JSON Schemas that editors complete and check rituals, and the files beside them, with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from facilitator.authoring import editors
from facilitator.cli import main
from facilitator.places import shipped_scripts
from facilitator.script.forms import schema as forms
from facilitator.script.yaml_tree import decode, parse

ROOT = Path(__file__).parents[2]

FILES = sorted([*shipped_scripts().glob("*.yaml"), *shipped_scripts().glob("parts/*.yaml")])

BAD_SCRIPTS = ROOT / "tests" / "bad_scripts"

HEAD = "ritual: A\nabout: B\ndepth: light\n"

PEOPLE = """\
Ben:
Anna:
  answers: {wish: [longer, same], consent: yes, need: a walk}
  hesitates: 6 s
  silent: no
  says no: no
  laughs: yes
  talks over: yes
  remembered: {need: more time, gratitude jar: [your tea, your hands]}
"""


@pytest.fixture(scope="module")
def validators() -> dict[editors.Kind, Draft7Validator]:
    made = {kind: editors.schema_of(kind) for kind in editors.KINDS}
    for each in made.values():
        Draft7Validator.check_schema(each)
    return {kind: Draft7Validator(each) for kind, each in made.items()}


def data(text: str) -> Any:
    return parse(decode("file.yaml", text.encode())).data


def kind_of(path: Path) -> editors.Kind:
    _, dot, last = path.stem.rpartition(".")
    return "plan" if last == "plan" else "language" if dot else "ritual"


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_shipped_files_keep_the_schema(
    path: Path, validators: dict[editors.Kind, Draft7Validator]
) -> None:
    """What passes `check` is not marked as wrong in an editor, whatever kind of file it is."""
    tree = parse(decode(path.name, path.read_bytes()))

    assert [] == [error.message for error in validators[kind_of(path)].iter_errors(tree.data)]


def test_examples_of_the_language_keep_the_schemas(
    validators: dict[editors.Kind, Draft7Validator],
) -> None:
    """Every step and every case of a plan shown in the description of the language is one for
    the schemas too."""
    document = (ROOT / "docs" / "script-language.md").read_text("utf-8")
    made = validators["ritual"].schema
    assert isinstance(made, dict)
    steps = Draft7Validator(
        {
            "type": "array",
            "items": {"$ref": "#/definitions/step"},
            "definitions": made["definitions"],
        }
    )
    found = re.findall(r"^```yaml\n(- .*?)^```", document, re.M | re.S)
    wrong = {
        text: told
        for text in found
        for one in [validators["plan"] if "- people:" in text else steps]
        if (told := [e.message for e in one.iter_errors(data(text))])
    }

    assert len(found) > 10
    assert {} == wrong


def test_people_keep_the_schema(validators: dict[editors.Kind, Draft7Validator]) -> None:
    """Everything that can be said about somebody is known, also nothing at all."""
    assert [] == [error.message for error in validators["people"].iter_errors(data(PEOPLE))]


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("ritual", "ritual: A\nabout: B\ndepth: shallow\nsteps: [{say: C}]"),
        ("ritual", "ritual: A\nabout: B\nsteps: [{say: C}]"),
        ("ritual", HEAD + "steps: []"),
        ("ritual", HEAD + "steps: [{sya: C}]"),
        ("ritual", HEAD + "steps: [{}]"),
        ("ritual", HEAD + "steps: [null]"),
        ("ritual", HEAD + "steps: [{say: C, than wait: 5 s}]"),
        ("ritual", HEAD + "steps: [{bell: loud}]"),
        ("ritual", HEAD + "steps: [{turns: {each: 1 min, quesion: C?}}]"),
        ("ritual", HEAD + "steps: [{talk: 5 min, question: C?}]"),
        ("ritual", HEAD + "steps: [{when: a is b, do: [{for each: partner}]}]"),
        ("ritual", HEAD + "settings: {gaze: {strat: 2 min}}\nsteps: [{say: C}]"),
        ("plan", "people: A"),
        ("plan", "- expect: [stopped]"),
        ("plan", "- people: A\n  herd: {wish: longer}"),
        ("plan", "- people: A\n  expect: bell opening"),
        ("plan", "- people: A\n  heard: {wish: [longer]}"),
        ("people", "[Anna, Ben]"),
        ("people", "Anna: {laghs: yes}"),
        ("people", "Anna: {laughs: loudly}"),
        ("people", "Anna: {answers: longer}"),
        ("language", "version: 1\nritual: mirror-talk"),
        ("language", "language: German\nritual: mirror-talk"),
        ("language", "language: de\nritual: a\nlines: {b: {translation: c}}"),
        ("language", "language: de\nritual: a\npart: b"),
    ],
)
def test_mistakes_are_marked(
    kind: editors.Kind, broken: str, validators: dict[editors.Kind, Draft7Validator]
) -> None:
    """A misspelt key, an unknown word, a missing one or another kind of value is marked."""
    assert not validators[kind].is_valid(data(broken))


@pytest.mark.parametrize(
    "name",
    ["R020-missing-key", "R021-unknown-key", "R023-unknown-step", "R025-bad-choice"],
)
def test_broken_forms_are_marked(
    name: str, validators: dict[editors.Kind, Draft7Validator]
) -> None:
    """What `check` finds wrong with the form of a script, an editor marks."""
    assert not validators["ritual"].is_valid(data((BAD_SCRIPTS / f"{name}.yaml").read_text()))


@pytest.mark.parametrize("kind", ["say", "remember", "ask", "time out", "talk", "draw from"])
def test_a_step_takes_the_keys_of_its_kind_only(
    kind: str, validators: dict[editors.Kind, Draft7Validator]
) -> None:
    """Keys that another kind has are marked by their name, and no other kind is asked for."""
    steps = {
        "say": "say: C\n    label: D",
        "remember": "remember: C\n    as: D\n    label: E",
        "ask": "ask: C?\n    remember: D\n    label: E",
        "time out": "time out: 5 min\n    label: E",
        "talk": "talk: 5 min\n    time out: 5 min\n    rest: 1 s",
        "draw from": "draw from: jar\n    say: C\n    label: E",
    }

    errors = list(validators["ritual"].iter_errors(data(f"{HEAD}steps:\n  - {steps[kind]}")))

    wrong = "rest" if kind == "talk" else "label"
    assert [f"('{wrong}' was unexpected)"] == [e.message[e.message.index("(") :] for e in errors]


def test_every_step_has_words_and_a_place() -> None:
    """All kinds of step are offered to somebody who has begun none, each told in a sentence."""
    offered = editors.schema_of("ritual")["definitions"]["step begun"]["properties"]

    assert set(forms.STEPS) == set(offered)
    assert [] == [kind for kind, words in offered.items() if not words.get("description")]


def test_the_command_writes_it_and_tells_the_line(tmp_path: Path) -> None:
    """What is written is the schema; what is told is the first line of a script."""
    path = tmp_path / "ritual.schema.json"

    result = CliRunner().invoke(main, ["schema", "-o", str(path)])

    assert (0, editors.schema_of("ritual")) == (result.exit_code, json.loads(path.read_text()))
    assert "# yaml-language-server: $schema=ritual.schema.json" in result.output.splitlines()


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ([], "ritual"),
        (["--plan"], "plan"),
        (["--people"], "people"),
        (["--language-file"], "language"),
    ],
)
def test_each_kind_is_printed(options: list[str], kind: editors.Kind) -> None:
    """Without a file it is printed, for whoever wants it elsewhere."""
    result = CliRunner().invoke(main, ["schema", *options])

    assert (0, editors.schema_of(kind)) == (result.exit_code, json.loads(result.output))


def test_a_folder_gets_all_of_them(tmp_path: Path) -> None:
    """With the line of each; two kinds at once are refused."""
    result = CliRunner().invoke(main, ["schema", "-o", str(tmp_path)])

    names = [f"{kind}.schema.json" for kind in editors.KINDS]
    assert sorted(names) == sorted(path.name for path in tmp_path.iterdir())
    assert [] == [name for name in names if editors.editor_line(name) not in result.output]
    assert 2 == CliRunner().invoke(main, ["schema", "--plan", "--people"]).exit_code


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A file that cannot be written is a plain sentence and exit code 2."""
    result = CliRunner().invoke(main, ["schema", "-o", str(tmp_path / "none" / "a.json")])

    assert result.exit_code == 2
    assert "cannot be written: No such file or directory." in result.output


def test_a_new_ritual_names_the_schema_beside_it(tmp_path: Path) -> None:
    """Its first line leads to the schema, which is written with the first one and told."""
    told = [
        CliRunner().invoke(main, ["new", name, "--scripts", str(tmp_path), *more]).output
        for name, more in [("one", ["--yes"]), ("two", ["--from", "mirror-talk"])]
    ]

    firsts = [(tmp_path / f"{name}.yaml").read_text().splitlines() for name in ("one", "two")]
    assert [editors.editor_line("ritual.schema.json")] * 2 == [lines[0] for lines in firsts]
    assert ["# Begun as a copy of mirror-talk.", "version: 1"] == firsts[1][1:3]
    assert (tmp_path / "ritual.schema.json").read_text() == editors.schema_text("ritual")
    assert [True, False] == ["ritual.schema.json" in each for each in told]


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """One that was ours is written anew; a file of that name that was not is left, unnamed."""
    path = tmp_path / "ritual.schema.json"
    path.write_text('{"title": "A ritual for Facilitator"}')

    assert (editors.editor_line(path.name), False) == editors.put_beside(tmp_path, "ritual")
    assert path.read_text() == editors.schema_text("ritual")

    path.write_text('{"title": "Something else"}')

    assert ("", False) == editors.put_beside(tmp_path, "ritual")
    assert path.read_text() == '{"title": "Something else"}'


def test_a_translation_names_the_schema_where_there_is_one(tmp_path: Path) -> None:
    """A new language file beside its schema begins with the line, and keeps it when it is
    brought up to date."""
    for name in ("one", "two"):
        CliRunner().invoke(main, ["new", name, "--scripts", str(tmp_path), "--yes"])
    CliRunner().invoke(main, ["translate", str(tmp_path / "one.yaml"), "de"])
    CliRunner().invoke(main, ["schema", "--language-file", "-o", str(tmp_path)])
    for _ in range(2):
        CliRunner().invoke(main, ["translate", str(tmp_path / "two.yaml"), "de"])

    firsts = [(tmp_path / f"{each}.de.yaml").read_text().splitlines()[0] for each in ("one", "two")]
    assert ["version: 1", editors.editor_line("language.schema.json")] == firsts
