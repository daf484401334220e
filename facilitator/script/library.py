"""Where rituals lie, and how one is found by its name or its path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from facilitator.errors import ScriptError, UsageError
from facilitator.places import shipped_scripts
from facilitator.script.diagnostics import closest

ENDINGS = (".yaml", ".yml")
"""Endings of a ritual's file name."""

PARTS = "parts"
"""Folder of the shared parts, inside a folder of rituals."""

_LOOKED_AT = 4096
_MANNER = re.compile(
    r"^(?!#)[^\n]*(?:^|[{, ])"
    r"(?:hesitates|silent|says no|laughs|talks over|answers|remembered|pronouns)\s*:",
    re.MULTILINE,
)
_KINDS = re.compile(r"^(ritual|part|language)\s*:", re.MULTILINE)
_RITUAL = re.compile(r"^(?:version|ritual|part|about|depth|steps|language)\s*:|^-", re.MULTILINE)


def folders(own: Path | None = None) -> tuple[Path, ...]:
    """Return where rituals are looked for: a folder given, the user's own, the shipped ones.

    Raises:
        UsageError: There is no such folder.
    """
    import platformdirs

    if own is not None and not _is(own, Path.is_dir):
        raise UsageError(f"There is no folder {own}.", help="Check --scripts.")
    home = os.environ.get("FACILITATOR_HOME")
    mine = Path(home) if home else platformdirs.user_data_path("facilitator", appauthor=False)
    given = (own,) if own is not None else ()
    return (*given, mine / "scripts", shipped_scripts())


def find(name: str, where: Sequence[Path] | None = None) -> Path:
    """Return the file of a ritual named by its id or by a path.

    Raises:
        ScriptError: There is none; says the closest names, or why a path is no script.
    """
    places = tuple(where) if where is not None else folders()
    given = Path(name)
    looks_like_path = given.suffix.lower() in ENDINGS or any(
        mark in name for mark in (os.sep, "/", "\\")
    )
    if looks_like_path or _is(given, Path.is_file):
        return _script(given, name)
    wanted = name.strip().lower().replace(" ", "-").replace("_", "-")
    known = {path.stem: path for place in reversed(places) for path in rituals_in(place)}
    if wanted in known:
        return known[wanted]
    if name and _is(given, Path.is_dir):
        return _script(given, name)
    own = {path.stem: path for path in rituals_in(Path())}
    here = own.get(wanted)
    if here is not None:
        raise ScriptError(
            f'there is no ritual called "{_short(name)}", but a file {_short(here.name)} is here.',
            help=f"Give the file: {_short(here.name)}",
        )
    near = closest(wanted, known) or getattr(own.get(closest(wanted, own)), "name", "")
    listed = ", ".join(sorted(known)[:12]) or "none"
    raise ScriptError(
        f'there is no ritual called "{_short(name)}".'
        + (f" Did you mean {near}?" if near else f" There are: {listed}."),
        help=f"facilitator run {near}" if near else "Give one of these names, or a path to a file.",
    )


def _short(text: str) -> str:
    from facilitator.script.diagnostics import printable

    return printable(text, 60)


def _is(path: Path, question: Callable[[Path], bool]) -> bool:
    try:
        return question(path)
    except (OSError, ValueError):
        return False


def _script(path: Path, name: str) -> Path:
    shown = _short(name)
    if _is(path, Path.is_dir):
        inside = ", ".join(file.stem for file in rituals_in(path)) or "no rituals"
        raise ScriptError(
            f"{shown} is a folder, not a ritual. It holds {inside}.",
            help="Give the path of one file.",
        )
    hidden = _as_text(path)
    if hidden is not None:
        raise ScriptError(
            f"{_short(str(hidden))} is a text file; a ritual's name ends in .yaml, with nothing "
            "behind it.",
            help=f"Rename it to {_short(hidden.stem)}. Some systems hide the last ending: let the "
            "folder show endings first.",
        )
    if not _is(path, Path.exists):
        siblings = {file.stem: file for file in rituals_in(path.parent)}
        near = closest(path.stem, siblings)
        raise ScriptError(
            f"there is no file {shown}." + (f" Did you mean {siblings[near]}?" if near else ""),
            help="Check the path, or give the name of a shipped ritual such as mirror-talk.",
        )
    if path.suffix.lower() not in ENDINGS or not _is(path, Path.is_file):
        raise ScriptError(
            f"{shown} is no ritual: a ritual is a text file whose name ends in .yaml.",
            help="Give the path of such a file, or the name of a shipped ritual.",
        )
    return path


def _as_text(path: Path) -> Path | None:
    """Return the file that an editor has saved as `NAME.yaml.txt`; None where it has not."""
    saved = path if path.suffix.lower() == ".txt" else path.with_name(f"{path.name}.txt")
    is_it = saved.stem.lower().endswith(ENDINGS) and _is(saved, Path.is_file)
    return saved if is_it and (saved == path or not _is(path, Path.exists)) else None


def rituals_in(folder: Path) -> list[Path]:
    """Return the files of all rituals in a folder, by name; none when it cannot be read."""
    try:
        with os.scandir(folder) as inside:
            files = [each.name for each in inside if each.name.lower().endswith(ENDINGS)]
    except OSError:
        return []
    paths = [folder / name for name in sorted(files)]
    return [path for path in paths if "." not in path.stem and path.suffix and path.is_file()]


def is_plan(path: Path) -> bool:
    """Return whether a file is a test plan by its name ("mirror-talk.plan.yaml")."""
    stem, dot, kind = path.stem.rpartition(".")
    return bool(stem and dot) and kind == "plan"


def is_part(path: Path) -> bool:
    """Return whether a file is a shared part, by what stands in it: `part`, and neither `ritual`
    nor `language`."""
    try:
        text = path.read_bytes()[:_LOOKED_AT].decode("utf-8", "replace")
    except (OSError, ValueError):
        return False
    return {"part"} == set(_KINDS.findall(text))


def is_people(path: Path) -> bool:
    """Return whether a file holds people for rehearsals, by what stands in it: how somebody is,
    and nothing that begins a ritual."""
    try:
        text = path.read_bytes()[:_LOOKED_AT].decode("utf-8", "replace")
    except (OSError, ValueError):
        return False
    return _MANNER.search(text) is not None and _RITUAL.search(text) is None


def files_in(folder: Path) -> list[Path]:
    """Return the files of all rituals in a folder, each with its test plan behind it, and the
    plans that have lost their ritual."""
    try:
        plans = [path for path in folder.iterdir() if is_plan(path) and path.suffix in ENDINGS]
    except OSError:
        plans = []
    return sorted(
        (*rituals_in(folder), *plans), key=lambda path: (path.stem.split(".")[0], path.stem)
    )


def display_name(path: Path) -> str:
    """Return a file's name as messages give it: from the working folder where it lies inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
