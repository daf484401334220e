"""What the documents say is there: links, tests, commands, options, fragments."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Facilitator

ROOT = Path(__file__).resolve().parent.parent

DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "models" / "README.md",
        ROOT / "changelog.d" / "README.md",
    ]
)

COMMAND = re.compile(r"(?:\S*/)?facilitator (.*)|python3? -m facilitator\.setup (.*)")

GROUPS = {"bench"}
"""Commands that have commands of their own."""

FRAGMENT_TYPES = {"added", "changed", "fixed", "removed", "safety"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_links_between_documents_lead_somewhere() -> None:
    """Every relative link points at a file or folder of the project."""
    broken = [
        f"{named(document)}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
        if not target.startswith(("http:", "https:", "mailto:"))
        and not (document.parent / target).exists()
    ]

    assert broken == []


def names_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_tests_that_documents_name_exist() -> None:
    """A document that names a test as evidence names one that is there."""
    wrong = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for file, test in re.findall(r"(tests/[\w/]+\.py)(?:::(test_\w+))?", text):
            path = ROOT / file
            if not path.is_file() or (test and test not in names_of(path)):
                wrong.append(f"{named(document)}: {file}{'::' if test else ''}{test}")

    assert wrong == []


def test_every_promise_names_its_evidence() -> None:
    """Each of the six promises has at least one test that shows it."""
    text = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    promises = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    numbered = [part for part in promises if part[0].isdigit()]

    assert len(numbered) == 6
    assert [part.splitlines()[0] for part in numbered if "::test_" not in part] == []


def shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Yield every `facilitator ...` line of a fenced block, with the document it stands in."""
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        for block in re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                found = COMMAND.match(line)
                if found:
                    words = shlex.split(found[1] or found[2], comments=True)
                    yield named(document), words


def test_shown_commands_exist_with_their_options() -> None:
    """Every command line in a document uses a command and options that the program has."""
    options: dict[str, str] = {}
    wrong = []
    for document, words in shown_commands():
        command, *rest = words or [""]
        if command in ("test", "", "--version"):
            continue
        if command in GROUPS and rest:
            command = f"{command} {rest.pop(0)}"
        if command not in options:
            done = subprocess.run(
                [sys.executable, "-m", "facilitator", *command.split(), "--help"],
                capture_output=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            options[command] = done.stdout if done.returncode == 0 else ""
        for word in rest:
            option = word.partition("=")[0]
            if option.startswith("--") and option not in {*options[command].split(), "--help"}:
                wrong.append(f"{document}: facilitator {command} {option}")
        if not options[command]:
            wrong.append(f"{document}: facilitator {command}")

    assert wrong == []


def test_the_ritual_in_the_readme_passes(facilitator: Facilitator, tmp_path: Path) -> None:
    """What a new author copies from the front page is right, and can be gone through."""
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S
    )
    script = tmp_path / "fifty-fifty.yaml"
    script.write_text(blocks[0], encoding="utf-8")

    for arguments in (("check", script), ("rehearse", script, "--text")):
        done = facilitator(*arguments)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_two_commands_are_the_same_everywhere() -> None:
    """CI runs the very commands the README gives, and a person finds both in it."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    for command in ("python3 -m facilitator.setup run mirror-talk", "-m facilitator.setup test"):
        assert command in readme
        assert command in ci


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param(path, id=path.name)
        for path in sorted((ROOT / "changelog.d").iterdir())
        if path.name != "README.md"
    ],
)
def test_fragments_are_well_formed(fragment: Path) -> None:
    """A change fragment has a known type, and says something in whole sentences."""
    kind = re.fullmatch(r"[a-z0-9-]+\.([a-z]+)\.md", fragment.name)
    lines = fragment.read_text(encoding="utf-8").splitlines()

    assert kind is not None
    assert kind[1] in FRAGMENT_TYPES
    assert 1 <= len(lines) <= 6
    assert [line for line in lines if not line.endswith((".", "`"))] == []


def test_the_oldest_python_is_the_same_everywhere() -> None:
    """What the project declares, the set-up checks and the README says agree."""
    from facilitator.setup import MINIMUM

    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)["project"]["requires-python"]
    oldest = "{}.{}".format(*MINIMUM)

    assert declared == f">={oldest}"
    assert f"Python {oldest} or newer" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_shipped_files_name_a_schema_that_is_up_to_date() -> None:
    """Whoever opens a shipped file in an editor gets completion for the language of today; where
    this fails, write the schemas anew with `facilitator schema -o scripts`."""
    from facilitator.authoring import editors

    scripts = ROOT / "scripts"
    shipped = [*scripts.glob("*.yaml"), *scripts.glob("parts/*.yaml")]
    named_by = {path: path.read_text("utf-8").splitlines()[0] for path in shipped}
    schemas = {
        path: (path.parent / line.removeprefix(editors.LINE)).resolve()
        for path, line in named_by.items()
    }
    kinds = {editors.file_name(kind): kind for kind in editors.KINDS}

    assert [] == [named(path) for path, schema in schemas.items() if schema.parent != scripts]
    assert [] == [
        schema.name
        for schema in sorted(set(schemas.values()))
        if schema.read_text("utf-8") != editors.schema_text(kinds[schema.name])
    ]


def test_every_key_is_explained_in_editors() -> None:
    """Each key of a script has a sentence, in `facilitator/authoring/schema_words.py` where its
    model has none."""
    from facilitator.authoring.schema import ritual_schema

    assert [] == [
        f"{key} in {name}"
        for name, form in ritual_schema()["definitions"].items()
        for key, value in form.get("properties", {}).items()
        if key not in ("id",) and not value.get("description")
    ]


def test_limits_are_those_of_the_program() -> None:
    """The table of limits names each with the number that the program refuses beyond."""
    from facilitator.engine import jars
    from facilitator.journal import jars as kept
    from facilitator.journal import store
    from facilitator.script import settings, yaml_tree
    from facilitator.script.checking import values as checker_values
    from facilitator.script.compiling import compiler
    from facilitator.script.facts import attendance
    from facilitator.script.forms import values as forms
    from facilitator.script.plans import check as plan_check
    from facilitator.script.reading import reader, size

    text = (ROOT / "docs" / "script-language.md").read_text(encoding="utf-8")
    table = text[text.index("\n## Limits") :].split("\n\n")[2]
    rows = re.findall(r"^\| (.+?) \| ([0-9]+)[^|]*\|$", table, re.MULTILINE)

    assert [
        ("size of a file", yaml_tree.MOST_BYTES // 1024),
        ("depth of what stands in each other", yaml_tree.MOST_DEPTH),
        ("steps of a file", size.MOST_STEPS),
        ("texts to say in a file, cards included", size.MOST_LINES),
        ("letters of a text", yaml_tree.MOST_LETTERS),
        ("settings of a ritual", size.MOST_SETTINGS),
        ("questions asked before a ritual begins (`ask at start`)", settings.MOST_ASKED),
        ("answers of a question", checker_values.MOST_ANSWERS),
        ("ways to say the answers of a question", checker_values.MOST_WAYS),
        ("ways to say all answers of a ritual", checker_values.MOST_WAYS_IN_ALL),
        ("repetitions (`repeat`, `times`, `rounds`)", forms.MOST_TIMES),
        ("length of a ritual, in its longest course", compiler.MOST_HOURS),
        ("people", attendance.PEOPLE["one or more"][1]),
        ("cases of a test plan", plan_check.MOST_CASES),
        ("events that a case names", plan_check.MOST_EVENTS),
        ("notes in a jar, until nobody is asked for another one", jars.MOST_SLIPS),
        ("jars", kept.MOST_JARS),
        ("reminders that wait", store.MOST_REMINDERS),
        ("findings shown for a file", reader.MOST_FINDINGS),
    ] == [(what, int(most)) for what, most in rows]
