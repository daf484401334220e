"""Shared parts: those that a ritual uses, and those that the product adds to keep people safe."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from facilitator.places import shipped_scripts
from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Span, closest
from facilitator.script.facts.certain import certain, is_deep, needs_a_way_out
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import UseStep
from facilitator.script.library import PARTS, display_name, rituals_in
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.capitals import in_small_letters
from facilitator.script.reading.reader import read_part
from facilitator.script.reading.size import refuse_too_much
from facilitator.script.reading.upgrade import as_newest
from facilitator.script.ritual import AFTERCARE_PART, SAFETY_PART, SAFETY_PARTS, Part, Ritual
from facilitator.script.yaml_tree import Tree


def folders_of_parts(path: Path) -> tuple[Path, ...]:
    """Return where the shared parts of a ritual are looked for."""
    return path.parent / PARTS, shipped_scripts() / PARTS


def collect_parts(
    form: RitualForm | PartForm,
    tree: Tree,
    part_folders: Sequence[Path],
    parts: dict[str, Part],
    found: list[Diagnostic],
    around: tuple[str, ...],
) -> None:
    """Load every shared part a form uses, and the parts those use."""
    for path, step in steps_of(form):
        if not isinstance(step, UseStep):
            continue
        span = tree.value_span((*path, "use"))
        if step.use in around:
            values = {"part": step.use}
            found.append(Diagnostic(rules.references.PARTS_IN_A_CIRCLE, tree.source, span, values))
            continue
        if step.use in parts:
            continue
        part = _part(step.use, tree, span, part_folders, found)
        if part is not None:
            parts[step.use] = part
            collect_parts(part.form, part.tree, part_folders, parts, found, (*around, step.use))


def with_safety_parts(ritual: Ritual) -> Ritual:
    """Return a ritual with the product's own parts that its depth asks for, for a script that
    may leave them out."""
    parts = dict(ritual.parts)
    if needs_a_way_out(ritual) and not certain(ritual).tells:
        _add_own_part(SAFETY_PART, parts)
    if is_deep(ritual) and not certain(ritual).lands:
        _add_own_part(AFTERCARE_PART, parts)
    return replace(ritual, parts=parts)


def _add_own_part(name: str, parts: dict[str, Part]) -> None:
    if name in parts:
        return
    file = shipped_scripts() / PARTS / f"{name.replace(' ', '-')}.yaml"
    with suppress(ScriptErrors, OSError):
        parts[name] = _read_part(file, file.stat().st_mtime_ns)


def _part(
    name: str, tree: Tree, span: Span, part_folders: Sequence[Path], found: list[Diagnostic]
) -> Part | None:
    known = {
        file.stem.replace("-", " "): file for f in reversed(part_folders) for file in rituals_in(f)
    }
    wanted = " ".join(name.lower().split())
    file = known.get(wanted)
    if wanted in SAFETY_PARTS:
        own = shipped_scripts() / PARTS / f"{wanted.replace(' ', '-')}.yaml"
        if file is not None and not _same_part(file, own):
            found.append(
                Diagnostic(rules.safety.OWN_SAFETY_PART, tree.source, span, {"part": wanted})
            )
        file = own
    if file is None:
        values = {"part": name, "known": ", ".join(sorted(known)) or "none"}
        near = closest(Path(name).stem.replace("-", " ").replace("_", " "), known)
        advice = f"did you mean `{near}`?" if near else ""
        found.append(
            Diagnostic(rules.references.UNKNOWN_PART, tree.source, span, values, help=advice)
        )
        return None
    try:
        return _read_part(file, file.stat().st_mtime_ns)
    except ScriptErrors as error:
        found.extend(error.diagnostics)
    except OSError:
        values = {"part": name, "known": ", ".join(sorted(known))}
        found.append(Diagnostic(rules.references.UNKNOWN_PART, tree.source, span, values))
    return None


def _same_part(file: Path, own: Path) -> bool:
    """Say whether a file is a copy of one of the product's own parts."""
    try:
        return file.read_bytes().split() == own.read_bytes().split()
    except OSError:
        return False


@lru_cache(maxsize=64)
def _read_part(file: Path, saved: int) -> Part:
    """Return a shared part; read once for all rituals that use it, until it is saved again.

    Raises:
        ScriptErrors: It is no part.
        OSError: It cannot be read.
    """
    del saved
    reading = in_small_letters(yaml_recovery.read(display_name(file), file.read_bytes()))
    if reading.tree is None:
        raise ScriptErrors(reading.slips)
    tree = as_newest(reading.tree)
    form = read_part(tree)
    if isinstance(form, list):
        raise ScriptErrors(reading.with_rest(form))
    reading.required()
    refuse_too_much(form, tree)
    return Part(form, tree)
