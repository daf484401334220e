"""From a ritual's file to the ritual, read, validated and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from facilitator.errors import ScriptError
from facilitator.script import rules
from facilitator.script.checking import checker
from facilitator.script.checking.course import check_shares, check_usual
from facilitator.script.compiling.leading import LEAD
from facilitator.script.compiling.parts import collect_parts, folders_of_parts, with_safety_parts
from facilitator.script.diagnostics import Diagnostic, ScriptErrors, closest, in_order
from facilitator.script.facts.attendance import offered_to_others, there
from facilitator.script.facts.earlier import asked_about, ritual_in
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import FORMAT, OfferStep, Step
from facilitator.script.forms.values import is_asked
from facilitator.script.library import display_name, folders, rituals_in
from facilitator.script.mending.kinds import setting_way_out
from facilitator.script.reading import yaml_recovery
from facilitator.script.reading.capitals import in_small_letters
from facilitator.script.reading.reader import read_ritual
from facilitator.script.reading.size import refuse_too_much
from facilitator.script.reading.upgrade import as_newest, version_of
from facilitator.script.reading.yaml_recovery import Reading
from facilitator.script.ritual import Part, Ritual
from facilitator.script.settings import MOST_ASKED, Setting, setting_of
from facilitator.script.walking.courses import Courses, courses
from facilitator.script.yaml_tree import Path as Place
from facilitator.script.yaml_tree import Tree


def load(
    path: Path,
    *,
    safe_words: Sequence[str] = (),
    pause_words: Sequence[str] = (),
    sounds_like: checker.SoundsLike | None = None,
    knows: checker.Knows | None = None,
    near: checker.Near | None = None,
) -> Ritual:
    """Read, validate and check a ritual.

    Args:
        path: Its file, as `find` returns it.
        safe_words: Checked against everything the ritual says; none for the usual one.
        pause_words: The same for the pause word.
        sounds_like: Whether a sentence holds something that sounds like a word.
        knows: Whether the recognizer knows a word; without it that rule is skipped.
        near: Known words that are offered for an unknown one.

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
        folders_of_parts(path),
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        knows=knows,
        near=near,
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
    near: checker.Near | None = None,
) -> Ritual:
    """Validate and check a parsed file; as `load`, for text that is not in a file.

    Raises:
        ScriptErrors: It breaks a rule; carries every finding.
    """
    if isinstance(reading, Tree):
        reading = Reading(reading.source, reading)
    reading = in_small_letters(reading)
    assert reading.tree is not None
    written = version_of(reading.tree)
    tree = as_newest(reading.tree)
    form = read_ritual(tree)
    found: list[Diagnostic] = []
    if isinstance(form, list):
        from facilitator.script.reading.leaving_out import without_broken

        found += form
        form = read_ritual(without_broken(tree, form))
        if isinstance(form, list):
            found[0] = replace(found[0], notes=(*found[0].notes, yaml_recovery.UNREAD))
            raise ScriptErrors(reading.with_rest(found))
    refuse_too_much(form, tree)
    parts: dict[str, Part] = {}
    settings = _settings(form, tree, found)
    if form.days:
        settings["day"] = Setting("day", "number", 1.0, 1.0, float(len(form.days)))
    is_whole = not found and reading.is_whole
    collect_parts(form, tree, part_folders, parts, found, ())
    ritual = with_safety_parts(Ritual(ritual_id, form, tree, settings, parts))
    _check_next(ritual, part_folders, found)
    checked = checker.check(
        ritual,
        safe_words=safe_words,
        pause_words=pause_words,
        sounds_like=sounds_like,
        knows=knows,
        near=near,
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


_FOLLOWS = (
    rules.references.UNKNOWN_NAME,
    rules.references.UNKNOWN_ANSWER,
    rules.references.UNUSED_SETTING,
    rules.safety.DEEP_WITHOUT_CONSENT,
    rules.safety.DEEP_UNASKED,
    rules.safety.NO_WAY_OUT_SAID,
    rules.safety.NO_AFTERCARE,
    rules.course.UNREACHABLE,
    rules.course.NEVER_PERFORMED,
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
    from facilitator.script.compiling.compiler import MOST_HOURS, compile_ritual

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
    found += check_shares(ritual, length.usual.length.turn_seconds)
    found += check_usual(ritual, length)
    asked = [name for name, setting in ritual.settings.items() if setting.at_start]
    if is_asked(ritual.form.lead):
        asked.insert(0, LEAD)
    if not 0 < len(asked) <= MOST_ASKED:
        return length
    from facilitator.script.compiling.settling import conversation
    from facilitator.script.walking.timing import estimate

    took = estimate(conversation(ritual, asked, partners=("A", "B"), safe_words=()))
    before = f"what is asked before it begins ({round(took.total_seconds, -1):.0f} seconds)"
    return replace(length, on_top=(before, *length.on_top))


def _check_next(ritual: Ritual, part_folders: Sequence[Path], found: list[Diagnostic]) -> None:
    """Find steps that lead to a ritual that is not there, or that is not for those who are."""
    known: dict[str, Path] = {}
    files: list[tuple[RitualForm | PartForm, Tree]] = [(ritual.form, ritual.tree)]
    files += [(part.form, part.tree) for part in ritual.parts.values()]
    for form, tree in files:
        for path, step, name in _named(form):
            key = "ritual" if isinstance(step, OfferStep) else "next"
            if not known:
                places = [*(folder.parent for folder in part_folders), *folders()]
                known = {f.stem: f for place in reversed(places) for f in rituals_in(place)}
            if name in known or name == ritual.id:
                if step is None:
                    continue
                here = there(tree.data, path, ritual.form.people)
                unfit = offered_to_others(tree, (*path, key), here, known.get(name))
                found += [unfit] if unfit is not None else []
                continue
            span = tree.find(path, name) if step is None else tree.value_span((*path, key))
            near = closest(name, known)
            values = {"ritual": name, "known": ", ".join(sorted(known)[:12])}
            advice = f"did you mean `{near}`?" if near else ""
            found.append(
                Diagnostic(rules.references.UNKNOWN_RITUAL, tree.source, span, values, help=advice)
            )


def _named(form: RitualForm | PartForm) -> Iterator[tuple[Place, Step | None, str]]:
    """Yield the rituals that steps lead to, and without a step those that a condition asks about,
    each with where it is named."""
    for path, step in steps_of(form):
        name = getattr(step, "ritual", None) or getattr(step, "next_ritual", None)
        if name is not None:
            yield path, step, name
    for path, number in asked_about(form):
        if ritual_in(number):
            yield path, None, ritual_in(number)


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
        values = {"name": name, "should": f"has `{key}`, which {should}" if key else should}
        advice = setting_way_out(key, should)
        found.append(Diagnostic(rules.form.BAD_SETTING, tree.source, span, values, help=advice))
    return settings
