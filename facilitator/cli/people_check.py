"""`facilitator check` of a people file: whether it can be read, and how the people in it are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from facilitator.errors import UsageError


def people_report(path: Path) -> dict[str, Any]:
    """Return what is to be told about one people file, as plain data."""
    from facilitator.authoring.people import described, read_people
    from facilitator.script.library import display_name
    from facilitator.script.pronouns import plain_name

    shown = display_name(path)
    report: dict[str, Any] = {"file": shown, "kind": "people", "diagnostics": [], "minutes": {}}
    try:
        people = read_people(path)
    except UsageError as error:
        told = {"error": error.message, "help": error.help}
        return {**report, "ok": False, "summary": f"Error: {error}", **told}
    how = " ".join(described(plain_name(name), manner) for name, manner in people.items())
    return {**report, "ok": True, "summary": f"For rehearsals, --people {shown}: {how}"}
