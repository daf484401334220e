"""What is wrong with the form of a file, in words: one finding for each error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic, closest, either, printable
from facilitator.script.forms.files import DayForm
from facilitator.script.forms.schema import STEPS
from facilitator.script.mending.kinds import called, kind_advice
from facilitator.script.mending.marks import (
    comma_in_braces,
    no_space,
    nothing_given,
    unquoted_brace,
)
from facilitator.script.mending.people import person_advice, who_advice
from facilitator.script.mending.times import day_advice, duration_advice
from facilitator.script.mending.values import (
    question_advice,
    question_amiss,
    setting_advice,
    type_advice,
)
from facilitator.script.mending.words import (
    BY_CHANCE,
    RANDOM,
    as_written,
    bare_step,
    belongs,
    beside,
    is_other_word,
    meant,
)
from facilitator.script.reading.form_errors import FormError, step_meant
from facilitator.script.reading.form_places import (
    form_at,
    keys_of_turns,
    kind_at,
    known_keys,
    names_of_settings,
    place_name,
    value_at,
)
from facilitator.script.reading.yaml_slips import no_colon
from facilitator.script.yaml_tree import Path, Tree


def finding_of(tree: Tree, error: FormError) -> Diagnostic:
    """Return what is told of one error."""
    path, given = error.path, error.given
    key = str(path[-1]) if path and not isinstance(path[-1], int) else "this"
    span = tree.value_span(path)
    brace = unquoted_brace(tree, path, given)
    if brace is not None and key == "who" and error.type == "literal_error":
        brace, given = None, f"{{{next(iter(given), '')}}}"  # type: ignore[call-overload]
    if brace is not None:
        return brace
    if given is None and error.type not in ("missing", "extra_forbidden"):
        nothing = nothing_given(tree, path, key, _should(error))
        if nothing is not None:
            return nothing
    inside = _written_inside(tree, path, given)
    match error.type:
        case "missing":
            values = {"where": place_name(tree, path[:-1]), "key": key}
            found = Diagnostic(
                rules.form.MISSING_KEY, tree.source, tree.key_span(path[:-1]), values
            )
            if key == "do":
                return replace(
                    found,
                    help="write `do:` below it, and below that the steps, each "
                    "with a dash and two spaces further in",
                )
            return replace(found, help=_LACKING.get(key, ""))
        case "extra_forbidden":
            return _unknown_key(tree, path)
        case "union_tag_not_found" | "union_tag_invalid":
            return _unknown_step(tree, path)
        case "literal_error":
            choices = _choices(error.context)
            values = {
                "key": key,
                "value": printable(as_written(given), 40),
                "known": either(choices),
            }
            near = closest(as_written(given), choices)
            found = Diagnostic(rules.form.BAD_CHOICE, tree.source, span, values)
            if inside:
                return replace(found, help=inside)
            person = who_advice(kind_at(tree, path[:-1]), given) if key == "who" else ""
            if person:
                return replace(found, help=person)
            return replace(found, help=f"did you mean `{near}`? choose {{known}}" if near else "")
        case "duration":
            found = Diagnostic(
                rules.form.BAD_DURATION,
                tree.source,
                span,
                {"value": printable(as_written(given), 40)},
            )
            setting = setting_advice(key, given, names_of_settings(tree))
            return replace(found, help=inside or setting or duration_advice(key, given))
        case "day":
            found = Diagnostic(
                rules.notes.BAD_DAY, tree.source, span, {"value": printable(as_written(given), 40)}
            )
            return replace(found, help=day_advice(given))
        case "hour":
            values = {"value": printable(as_written(given), 40)}
            return Diagnostic(rules.form.BAD_HOUR, tree.source, span, values)
        case "empty_text":
            return Diagnostic(rules.speech.NO_WORDS, tree.source, span, {"key": key})
        case _:
            values = {"what": called(path), "should": _should(error)}
            found = Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values)
            setting = setting_advice(key, given, names_of_settings(tree)) if key == "rounds" else ""
            last = tree.ends.get(path, span.line)
            if isinstance(given, str) and last > span.line:
                given = ", ".join(line.strip() for line in tree.source.lines[span.line - 1 : last])
            asks = key == "questions" or path[:-1] == ("decks",)
            amiss = question_amiss(given) if asks else -1
            if isinstance(given, list) and amiss >= 0:
                at = tree.value_span((*path, amiss))
                found = Diagnostic(rules.form.WRONG_TYPE, tree.source, at, values)
                return replace(found, help=question_advice(given[amiss]))
            advice = inside or setting or type_advice(key, given, values["should"])
            if not advice:
                advice = kind_advice(key, given, values["should"], known_keys(tree, path))
            return replace(found, help=advice)


def _written_inside(tree: Tree, path: Path, given: object) -> str:
    """Return where the keys belong that stand inside the value of a step's first key; "" where
    there are none."""
    key = str(path[-1]) if path else ""
    if not isinstance(given, dict) or key not in STEPS or kind_at(tree, path[:-1]) != key:
        return ""
    return beside(key, given)


def _should(error: FormError) -> str:
    """Return what a value should be."""
    match error.type:
        case "wrong_type":
            return str(error.context["should"])
        case "string_type":
            return "text"
        case "list_type":
            return "a list, one item to a dash"
        case "too_short":
            return "a list of at least one step"
        case "duration":
            return 'a length of time, such as "2 min"'
        case "day":
            return "a day, such as `tomorrow`"
        case "literal_error":
            return either(_choices(error.context))
        case "empty_text":
            return ""
        case _:
            return "keys with values"


_LACKING: Final = {
    "about": "add a line that says in a sentence what it is: `about: Two minutes for each of you.`",
    "depth": "add a line `depth: light`, or `medium`, or `deep`: how far it goes",
}
"""How a key is written that is lacking, where its name alone does not say it."""


def _unknown_key(tree: Tree, path: Path) -> Diagnostic:
    around, key = path[:-1], str(path[-1])
    known = known_keys(tree, around)
    cut = comma_in_braces(tree, path) or no_space(tree, path, known)
    if cut is not None:
        return cut
    step = step_meant(tree, path)
    if step:
        values = {"key": key, "known": ", ".join(STEPS)}
        found = Diagnostic(rules.form.UNKNOWN_STEP, tree.source, tree.key_span(path), values)
        return replace(found, help=f"did you mean `{step}`?")
    given = value_at(tree, path)
    values = {"where": place_name(tree, around), "key": key, "known": ", ".join(known)}
    found = Diagnostic(rules.form.UNKNOWN_KEY, tree.source, tree.key_span(path), values)
    if form_at(tree, around) is STEPS["when"] and key == "remind":
        return replace(found, help="put `remind` first: the first key says what happens")
    person = person_advice(kind_at(tree, around), key, given, known)
    if person:
        return replace(found, help=person)
    if key == "when" and around and isinstance(around[-1], int) and kind_at(tree, around):
        return replace(
            found,
            help="put the condition first, and this step below it: `- when: …`, in the next line "
            "`do:`, and under it this step, two spaces further in than `do:`",
        )
    answer = key.removeprefix("if ")
    if answer in _answers(value_at(tree, around)):
        name = _name_of(value_at(tree, around))
        return replace(
            found,
            help=f"write `as: {name}` here, and behind it a step of its own: "
            f"`- when: {name} is {answer}`, in the next line `do:`, and under it what then happens",
        )
    if key in STEPS and around and isinstance(around[-1], int):
        return replace(found, help="begin a new step with a dash: `- {key}: …`")
    if key in keys_of_turns() and "turns" in known:
        advice = "begin it and the lines after it two spaces further in: they belong to `turns`"
        return replace(found, help=advice)
    if form_at(tree, around) is DayForm and key in ("after", "on", "when", "day"):
        advice = "on which day something is due stands under `on`, as in `on: day 3`; it may have: "
        return replace(found, help=f"{advice}{{known}}")
    near = meant(key, known)
    owner = belongs(key)
    if owner and not (near and (near.startswith(key[:3]) or is_other_word(key))):
        return replace(found, help=owner)
    if near:
        return replace(found, help=f"did you mean `{near}`?")
    if len(key.split()) > 1 and not key.startswith("if "):
        above = next(iter(value_at(tree, around)), key)
        advice = f"it may have: {{known}}; if it is still text, write `{above}: |` and all of it"
        return replace(found, help=f"{advice} below")
    return found


def _answers(step: object) -> list[str]:
    """Return the answers of a question as it is written, in lower case."""
    given = step.get("answers", step.get("from", ())) if isinstance(step, dict) else ()
    each = given if isinstance(given, list | dict) else ()
    return [as_written(answer).lower() for answer in each]


def _name_of(step: object) -> str:
    """Return what a question calls its answer; "answer" where it has no name."""
    name = step.get("as") or step.get("remember") if isinstance(step, dict) else None
    return name if isinstance(name, str) else "answer"


def _unknown_step(tree: Tree, path: Path) -> Diagnostic:
    step = value_at(tree, path)
    span = tree.value_span(path)
    known = ", ".join(STEPS)
    if isinstance(step, str):
        colon = no_colon(tree.source, span, step)
        if colon is not None:
            return colon
        values = {"key": " ".join(step.split()[:3]), "known": known}
        found = Diagnostic(rules.form.UNKNOWN_STEP, tree.source, span, values)
        return replace(found, help=bare_step(step))
    if not isinstance(step, dict) or not step:
        values = {"what": called(path), "should": "a key with its value, such as `- say: Welcome.`"}
        advice = kind_advice("", step, values["should"])
        return Diagnostic(rules.form.WRONG_TYPE, tree.source, span, values, help=advice)
    keys = [str(each) for each in step]
    around = [each for each in keys if each in ("id", "why")]
    key = next((each for each in keys if each not in around), keys[0])
    span = tree.key_span((*path, key))
    found = Diagnostic(rules.form.UNKNOWN_STEP, tree.source, span, {"key": key, "known": known})
    near = meant(key, STEPS)
    if key.strip().lower() in RANDOM:
        return replace(found, help=BY_CHANCE)
    return replace(found, help=f"did you mean `{near}`?") if near else found


def _choices(context: dict[str, Any]) -> list[str]:
    expected = str(context["expected"]).replace(" or ", ", ")
    return [choice.strip().strip("'") for choice in expected.split(", ")]
