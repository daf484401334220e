"""What editors need to complete keys and mark mistakes: a schema beside the files, named in each.

A path in that line is looked up from the file it stands in, never from the folder an editor was
opened with. So a schema lies beside the files, moves with them, and needs no network.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

Kind: TypeAlias = Literal["ritual", "plan", "people", "language"]
"""A kind of file that people write: a ritual or shared part, a test plan, a people file, or a
language file."""

KINDS: Final[tuple[Kind, ...]] = ("ritual", "plan", "people", "language")

LINE: Final = "# yaml-language-server: $schema="
"""How the line begins that tells an editor where the schema of a file is."""


def file_name(kind: Kind) -> str:
    """Return what the schema of a kind of file is called."""
    return f"{kind}.schema.json"


def editor_line(address: str) -> str:
    """Return the line that gives a file completion in editors that know YAML schemas.

    Args:
        address: Path of the schema, from the folder of that file, or absolute; or its URI.
    """
    return f"{LINE}{address}"


def schema_of(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    from facilitator.authoring import language_schema, rehearsal_schemas, schema

    made: dict[Kind, Callable[[], dict[str, Any]]] = {
        "ritual": schema.ritual_schema,
        "plan": rehearsal_schemas.plan_schema,
        "people": rehearsal_schemas.people_schema,
        "language": language_schema.language_schema,
    }
    return made[kind]()


def schema_text(kind: Kind) -> str:
    """Return the schema of a kind of file as it is written."""
    return json.dumps(schema_of(kind), indent=1, ensure_ascii=False) + "\n"


def put_beside(folder: Path, kind: Kind) -> tuple[str, bool]:
    """Have the schema of a kind of file in a folder.

    One that an earlier version has written there is brought up to date. Another file of that name
    is left as it is.

    Returns:
        The line that names it, "" where something else has its name; and whether it was not there
        before.

    Raises:
        OSError: It cannot be written.
    """
    path = folder / file_name(kind)
    text = schema_text(kind)
    is_new = not path.exists()
    if not is_new:
        before = path.read_text(encoding="utf-8", errors="replace")
        if _title(before) != json.loads(text)["title"]:
            return "", False
        if before == text:
            return editor_line(path.name), False
    path.write_text(text, encoding="utf-8", newline="\n")
    return editor_line(path.name), is_new


def with_line(text: str, line: str) -> str:
    """Return a file's text with the line for editors first, in place of any it begins with; no
    line takes that out."""
    rest = "".join(
        each
        for number, each in enumerate(text.splitlines(keepends=True))
        if number > 0 or not each.startswith(LINE)
    )
    return f"{line}\n{rest}" if line else rest


def _title(text: str) -> object:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found.get("title") if isinstance(found, dict) else None
