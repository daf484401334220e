"""Finding rituals and loading them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from facilitator.errors import ScriptError
from facilitator.places import shipped_scripts
from facilitator.script import checker, rules, yaml_recovery
from facilitator.script.certain import certain, is_deep, needs_a_way_out
from facilitator.script.courses import Courses, courses
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, Span, closest, in_order
from facilitator.script.file_forms import PartForm, RitualForm
from facilitator.script.leaving_out import without_broken
from facilitator.script.lines import lines_of, steps_of
from facilitator.script.reader import read_part, read_ritual
from facilitator.script.ritual import AFTERCARE_PART, SAFETY_PART, SAFETY_PARTS, Part, Ritual
from facilitator.script.schema import FORMAT, OfferStep, UseStep
from facilitator.script.settings import Setting, setting_of
from facilitator.script.upgrade import as_newest, version_of
from facilitator.script.yaml_recovery import Reading
from facilitator.script.yaml_tree import Tree

ENDINGS = (".yaml", ".yml")
"""Endings of a ritual's file name."""

PARTS = "parts"
"""Folder of the shared parts, inside a folder of rituals."""


MOST_STEPS = 1000
"""Most steps of one file; the longest of the shipped ones has a tenth."""

MOST_LETTERS = 6000
"""Most letters of one text: some six minutes of talk."""

MOST_LINES = 2000
"""Most texts to say in one file, cards included."""


def folders(own: Path | None = None) -> tuple[Path, ...]:
    """Return where rituals are looked for: a folder given, the user's own, the shipped ones."""
    import platformdirs

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
    known = {path.stem: path for place in reversed(places) for path in _files(place)}
    if wanted in known:
        return known[wanted]
    if name and _is(given, Path.is_dir):
        return _script(given, name)
    here = next((path for path in _files(Path()) if path.stem == wanted), None)
    if here is not None:
        raise ScriptError(
            f'there is no ritual called "{_short(name)}", but a file {_short(here.name)} is here.',
            help=f"Give the file: {_short(here.name)}",
        )
    near = closest(wanted, known)
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
        inside = ", ".join(file.stem for file in _files(path)) or "no rituals"
        raise ScriptError(
            f"{shown} is a folder, not a ritual. It holds {inside}.",
            help="Give the path of one file.",
        )
    if not _is(path, Path.exists):
        siblings = {file.name: file for file in _files(path.parent)}
        near = closest(path.name, siblings)
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


def _files(folder: Path) -> list[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in inside
        if path.suffix.lower() in ENDINGS and "." not in path.stem and path.is_file()
    ]


def rituals_in(folder: Path) -> list[Path]:
    """Return the files of all rituals in a folder, by name; none when it cannot be read."""
    return _files(folder)


def files_in(folder: Path) -> list[Path]:
    """Return the files of all rituals in a folder, each with its test plan behind it, and the
    plans that have lost their ritual."""
    from facilitator.script.plan_form import is_plan

    try:
        plans = [path for path in folder.iterdir() if is_plan(path) and path.suffix in ENDINGS]
    except OSError:
        plans = []
    return sorted((*_files(folder), *plans), key=lambda path: (path.stem.split(".")[0], path.stem))


def load(
    path: Path,
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: checker.SoundsLike | None = None,
    knows: checker.Knows | None = None,
) -> Ritual:
    """Read, validate and check a ritual.

    Args:
        path: Its file, as `find` returns it.
        safe_words: Checked against everything the ritual says; none for the usual one.
        pause_words: The same for the pause word.
        sounds_like: Whether a sentence holds something that sounds like a word.
        knows: Whether the recognizer knows a word; without it that rule is skipped.

    Raises:
        ScriptError: The file cannot be read.
        ScriptErrors: It breaks a rule; carries every finding.
    """
    name = display_name(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ScriptError(
            f"{name} cannot be read: {reason}.", help="Check the path and its permissions."
        ) from None
    reading = yaml_recovery.read(name, raw)
    if reading.tree is None:
        raise ScriptErrors(reading.slips)
    return loaded(
        reading,
        path.stem,
        _part_folders(path),
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        knows=knows,
    )


def loaded(
    reading: Reading | Tree,
    ritual_id: str,
    part_folders: Sequence[Path] = (),
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: checker.SoundsLike | None = None,
    knows: checker.Knows | None = None,
) -> Ritual:
    """Validate and check a parsed file; as `load`, for text that is not in a file.

    Raises:
        ScriptErrors: It breaks a rule; carries every finding.
    """
    if isinstance(reading, Tree):
        reading = Reading(reading.source, reading)
    assert reading.tree is not None
    written = version_of(reading.tree)
    tree = as_newest(reading.tree)
    form = read_ritual(tree)
    found: list[Diagnostic] = []
    if isinstance(form, list):
        found += form
        form = read_ritual(without_broken(tree, form))
        if isinstance(form, list):
            found[0] = replace(found[0], notes=(*found[0].notes, yaml_recovery.UNREAD))
            raise ScriptErrors(reading.with_rest(found))
    _bear(form, tree)
    parts: dict[str, Part] = {}
    settings = _settings(form, tree, found)
    if form.days:
        settings["day"] = Setting("day", "number", 1.0, 1.0, float(len(form.days)))
    is_whole = not found and reading.is_whole
    _collect_parts(form, tree, part_folders, parts, found, ())
    ritual = _with_safety_parts(Ritual(ritual_id, form, tree, settings, parts))
    _check_next(ritual, part_folders, found)
    checked = checker.check(
        ritual,
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        knows=knows,
    )
    found += [each for each in checked if is_whole or not _may_follow(each, reading.tree)]
    found = reading.with_rest(found)
    length = None
    if not any(finding.rule.severity == "error" for finding in found):
        length = _length(ritual, found)
    found = list(in_order(found))
    if any(finding.rule.severity == "error" for finding in found):
        raise ScriptErrors(found)
    return replace(
        ritual,
        warnings=tuple(found),
        written=FORMAT if written is None else written,
        length=length,
    )


def _bear(form: RitualForm | PartForm, tree: Tree) -> None:
    """Refuse a file with more steps, texts or letters than can be meant, before they are compared.

    Raises:
        ScriptErrors: The one finding.
    """
    span = tree.key_span(("steps",))
    told = lines_of(form)
    steps, lines = sum(1 for _ in steps_of(form)), len(told)
    longest = max(told, key=lambda line: len(line.text), default=None)
    if steps > MOST_STEPS:
        values = {"count": f"{steps} steps", "most": f"{MOST_STEPS} steps"}
    elif lines > MOST_LINES:
        values = {"count": f"{lines} texts to say", "most": f"{MOST_LINES} texts"}
    elif longest is not None and len(longest.text) > MOST_LETTERS:
        count = f"a text of {len(longest.text)} letters"
        values = {"count": count, "most": f"{MOST_LETTERS} letters in a text"}
        span = tree.value_span(longest.path)
    else:
        return
    raise ScriptErrors([Diagnostic(rules.course.TOO_MANY_STEPS, tree.source, span, values)])


_FOLLOWS = (
    rules.references.UNKNOWN_NAME,
    rules.references.UNKNOWN_ANSWER,
    rules.references.UNUSED_SETTING,
    rules.safety.DEEP_WITHOUT_CONSENT,
    rules.safety.NO_WAY_OUT_SAID,
    rules.safety.NO_AFTERCARE,
    rules.course.UNREACHABLE,
)
"""Findings that may only follow from a step that could not be read."""


def _may_follow(found: Diagnostic, tree: Tree) -> bool:
    """Return whether a finding may only follow from something that could not be read."""
    has_days = isinstance(tree.data, dict) and "days" in tree.data
    is_days = found.rule is rules.form.MISSING_KEY and found.values.get("key") == "days"
    return found.rule in _FOLLOWS or (is_days and has_days)


def _length(ritual: Ritual, found: list[Diagnostic]) -> Courses | None:
    """Return about how long a ritual takes for A and B, all repetitions written out; None, and a
    finding, when that is beyond all measure."""
    from facilitator.script.compiler import MOST_HOURS, compile_ritual

    span = ritual.tree.key_span(("steps",))
    try:
        length = courses(compile_ritual(ritual, partners=("A", "B"), safe_words=()))
    except ScriptErrors:
        raise
    except ScriptError as error:
        values = {"length": error.message}
        found.append(Diagnostic(rules.course.TOO_LONG, ritual.tree.source, span, values))
        return None
    if length.longest.seconds > MOST_HOURS * 3600:
        values = {"length": f"{length.longest.seconds / 3600:.0f} hours"}
        found.append(Diagnostic(rules.course.TOO_LONG, ritual.tree.source, span, values))
    return length


def _check_next(ritual: Ritual, part_folders: Sequence[Path], found: list[Diagnostic]) -> None:
    """Find steps that lead to a ritual that is not there."""
    known: set[str] = set()
    files: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    files += [(part.form, part.tree) for part in ritual.parts.values()]
    for form, tree in files:
        for path, step in steps_of(form):
            name = getattr(step, "ritual", None) or getattr(step, "next_ritual", None)
            if name is None or name in known:
                continue
            if not known:
                places = [*(folder.parent for folder in part_folders), *folders()]
                known = {file.stem for place in places for file in _files(place)} | {ritual.id}
                if name in known:
                    continue
            span = tree.value_span((*path, "ritual" if isinstance(step, OfferStep) else "next"))
            near = closest(name, known)
            values = {"ritual": name, "known": ", ".join(sorted(known)[:12])}
            advice = f"did you mean `{near}`?" if near else ""
            found.append(
                Diagnostic(rules.references.UNKNOWN_RITUAL, tree.source, span, values, help=advice)
            )


def display_name(path: Path) -> str:
    """Return a file's name as messages give it: from the working folder where it lies inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _part_folders(path: Path) -> tuple[Path, ...]:
    return path.parent / PARTS, shipped_scripts() / PARTS


def _settings(form: RitualForm, tree: Tree, found: list[Diagnostic]) -> dict[str, Setting]:
    settings: dict[str, Setting] = {}
    for name, setting_form in form.settings.items():
        setting = setting_of(name, setting_form)
        if isinstance(setting, Setting):
            settings[name] = setting
            continue
        key, should = setting
        at = ("settings", name, key) if key else ("settings", name)
        span = tree.value_span(at) if key else tree.key_span(at)
        should = f"has `{key}`, which {should}" if key else should
        found.append(
            Diagnostic(rules.form.BAD_SETTING, tree.source, span, {"name": name, "should": should})
        )
    return settings


def _collect_parts(
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
            _collect_parts(part.form, part.tree, part_folders, parts, found, (*around, step.use))


def _with_safety_parts(ritual: Ritual) -> Ritual:
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
        file.stem.replace("-", " "): file for f in reversed(part_folders) for file in _files(f)
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
    reading = yaml_recovery.read(display_name(file), file.read_bytes())
    if reading.tree is None:
        raise ScriptErrors(reading.slips)
    tree = as_newest(reading.tree)
    form = read_part(tree)
    if isinstance(form, list):
        raise ScriptErrors(reading.with_rest(form))
    reading.required()
    _bear(form, tree)
    return Part(form, tree)
