"""`facilitator check --upgrade`: a script rewritten in the newest version of the language."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from facilitator.errors import ScriptError
from facilitator.script import yaml_tree
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.forms.schema import FORMAT
from facilitator.script.library import PARTS, find, is_plan, rituals_in
from facilitator.script.reading.upgrade import Upgrade, rewritten, upgrade
from facilitator.script.reading.version import version_problem
from facilitator.script.translation.file import language_of


def upgrade_all(names: Sequence[str], places: Sequence[Path]) -> list[str]:
    """Rewrite scripts in the newest version and tell what was changed in each.

    Language files and test plans have no version, and stay as they are.

    Args:
        names: Files, folders with their shared parts, or names of rituals.
        places: Where rituals are looked for.

    Returns:
        All but the shared parts, to be checked.

    Raises:
        ScriptError: A file cannot be read, rewritten or written.
        ScriptErrors: One is not plain YAML, or of a version this program does not know.
    """
    rituals = []
    for path in _files(names, places):
        if is_plan(path) or language_of(path):
            rituals.append(str(path))
            continue
        raw = path.read_bytes()
        source = yaml_tree.decode(str(path), raw)
        tree = yaml_tree.parse(source)
        problem = version_problem(tree)
        if problem is not None:
            raise ScriptErrors([problem])
        found = upgrade(tree)
        text = rewritten(source, found)
        if text != source.text:
            _check(path, text, found)
            mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
            _write(path, mark + text.encode("utf-8"))
        click.echo(f"{path}: {_told(found)}")
        if not (isinstance(tree.data, dict) and "part" in tree.data):
            rituals.append(str(path))
    return rituals


def _files(names: Sequence[str], places: Sequence[Path]) -> Iterator[Path]:
    for name in names:
        folder = Path(name)
        if folder.is_dir():
            yield from (*rituals_in(folder), *rituals_in(folder / PARTS))
        else:
            yield find(name, places)


def _check(path: Path, text: str, found: Upgrade) -> None:
    """Refuse a text that does not read as what it should be.

    Raises:
        ScriptError: It does not; the file stays as it is.
    """
    wanted = {**found.tree.data, "version": FORMAT}
    try:
        data = yaml_tree.parse(yaml_tree.checked(str(path), text)).data
    except ScriptErrors:
        data = None
    if data != wanted:
        raise ScriptError(
            f"{path} cannot be rewritten by itself and stays as it is.",
            help=f"Write version {FORMAT} by hand: {_told(found)}"
            if found.edits
            else f"Add a line `version: {FORMAT}` by hand.",
        )


def _write(path: Path, raw: bytes) -> None:
    """Replace a file so that there is always the old one or the new one, whole.

    Raises:
        ScriptError: It cannot be written.
    """
    target = path.resolve()
    new = ""
    try:
        handle, new = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        shutil.copymode(target, new)
        Path(new).replace(target)
    except OSError as error:
        if new:
            Path(new).unlink(missing_ok=True)
        raise ScriptError(
            f"{path} cannot be written: {error.strerror}.", help="Check its permissions."
        ) from None


def _told(found: Upgrade) -> str:
    """Return what was changed, in a sentence."""
    if found.written is None:
        return f"it did not say its version; now it says {FORMAT}, the newest."
    version = found.tree.value_span(("version",))
    changed = [edit for edit in found.edits if edit.span != version]
    if not found.edits:
        return f"is written in version {found.written}, the newest; nothing to change."
    lines = [f"line {each.span.line}: `{each.old}` is now `{each.new}`" for each in changed]
    told = f"; {', '.join(lines)}" if lines else ""
    return f"version {found.written} became {FORMAT}{told}."
