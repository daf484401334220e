"""The JSON Schema that editors complete and check rituals with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from facilitator.authoring import schema
from facilitator.cli import main
from facilitator.places import shipped_scripts
from facilitator.script import schema as forms
from facilitator.script.yaml_tree import decode, parse

FILES = sorted(
    path
    for path in [*shipped_scripts().glob("*.yaml"), *shipped_scripts().glob("parts/*.yaml")]
    if "." not in path.stem
)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    made = schema.ritual_schema()
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def data(text: str) -> Any:
    return parse(decode("ritual.yaml", text.encode())).data


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_shipped_scripts_keep_the_schema(path: Path, validator: Draft202012Validator) -> None:
    """What passes `check` is not marked as wrong in an editor."""
    tree = parse(decode(path.name, path.read_bytes()))

    assert [error.message for error in validator.iter_errors(tree.data)] == []


def test_examples_of_the_language_keep_the_schema(validator: Draft202012Validator) -> None:
    """Every step shown in the description of the language is one for the schema too."""
    document = Path(__file__).parents[2] / "docs" / "script-language.md"
    steps = Draft202012Validator(
        {"type": "array", "items": {"$ref": "#/$defs/Step"}, "$defs": validator.schema["$defs"]}
    )
    found = re.findall(r"^```yaml\n(- .*?)^```", document.read_text("utf-8"), re.M | re.S)
    examples = [text for text in found if "- people:" not in text]
    wrong = {text: [e.message for e in steps.iter_errors(data(text))] for text in examples}

    assert len(examples) > 10
    assert {text: told for text, told in wrong.items() if told} == {}


@pytest.mark.parametrize(
    "broken",
    [
        "ritual: A\nabout: B\ndepth: shallow\nsteps: [{say: C}]",
        "ritual: A\nabout: B\ndepth: light\nsteps: []",
        "ritual: A\nabout: B\ndepth: light\nsteps: [{sya: C}]",
        "ritual: A\nabout: B\ndepth: light\nsteps: [{say: C, than wait: 5 s}]",
        "ritual: A\nabout: B\ndepth: light\nsteps: [{bell: loud}]",
        "ritual: A\nabout: B\nsteps: [{say: C}]",
    ],
)
def test_mistakes_are_marked(broken: str, validator: Draft202012Validator) -> None:
    """A misspelt key, an unknown word or a missing one is no ritual for the schema."""
    assert not validator.is_valid(data(broken))


def test_every_step_has_words_and_a_place() -> None:
    """All kinds of step are offered, each told in a sentence."""
    definitions = schema.ritual_schema()["$defs"]
    offered = {each["$ref"].rpartition("/")[2] for each in definitions["Step"]["anyOf"]}

    assert {form.__name__ for form in forms.STEPS.values()} == offered
    assert [name for name in offered if not definitions[name].get("description")] == []


def test_the_command_writes_it_and_tells_the_line(tmp_path: Path) -> None:
    """What is written is the schema; what is told is the first line of a script."""
    path = tmp_path / "ritual.schema.json"

    result = CliRunner().invoke(main, ["schema", "-o", str(path)])

    assert (0, schema.ritual_schema()) == (result.exit_code, json.loads(path.read_text("utf-8")))
    assert "# yaml-language-server: $schema=ritual.schema.json" in result.output.splitlines()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A file that cannot be written is a plain sentence and exit code 2."""
    result = CliRunner().invoke(main, ["schema", "-o", str(tmp_path / "none" / "a.json")])

    assert result.exit_code == 2
    assert "cannot be written: No such file or directory." in result.output
