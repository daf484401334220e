"""Rules about what keeps people safe: consent, the ways out, and a soft landing."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.script import rules
from facilitator.script.attendance import PEOPLE
from facilitator.script.certain import certain, deep_prompts, is_deep, needs_a_way_out
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.lines import steps_of
from facilitator.script.ritual import Ritual
from facilitator.script.schema import ConsentStep, Step


def check_safety(ritual: Ritual) -> Iterator[Diagnostic]:
    """Yield what some course of a ritual of this depth lacks."""
    tree = ritual.tree
    passed = certain(ritual)
    depth = ritual.form.depth
    at = tree.value_span(("depth",))
    people = ritual.form.people
    if depth == "deep" and PEOPLE[people][1] > 2:
        fits = "two" if PEOPLE[people][0] == 2 else "one or two"
        span = tree.value_span(("people",))
        values = {"people": people, "fits": fits}
        yield Diagnostic(rules.people.DEEP_FOR_MANY, tree.source, span, values)
    if depth == "deep" and not passed.asks_consent:
        late = "a `consent` that some course leaves out, or comes to too late, does not count"
        notes: tuple[str, ...] = (late,) if _has(ritual, ConsentStep) else ()
        yield Diagnostic(rules.safety.DEEP_WITHOUT_CONSENT, tree.source, at, notes=notes)
    deep = next(deep_prompts(ritual), None) if depth != "deep" else None
    marked: tuple[str, ...] = ()
    if deep is not None:
        if passed.deep_first:
            where = deep[0].key_span(deep[1])
            yield Diagnostic(rules.safety.DEEP_UNASKED, deep[0].source, where)
        line = deep[0].value_span(deep[1]).line
        marked = (f"what is asked in line {line} of {deep[0].source.name} is marked deep",)
    if needs_a_way_out(ritual) and not passed.tells:
        notes = (*marked, "the part is added and said before anything else")
        values = {"depth": depth}
        yield Diagnostic(rules.safety.NO_WAY_OUT_SAID, tree.source, at, values, notes=notes)

    if is_deep(ritual) and not passed.lands:
        notes = (*marked, "the part is added and said before the end")
        advice = "write `depth: deep`, and ask for consent; or mark what is asked lighter"
        yield Diagnostic(
            rules.safety.NO_AFTERCARE,
            tree.source,
            at,
            notes=notes,
            help=advice if marked else "",
        )


def _has(ritual: Ritual, kind: type[Step]) -> bool:
    """Say whether a kind of step stands anywhere."""
    inside = [step for part in ritual.parts.values() for _, step in steps_of(part.form)]
    steps = [*(step for _, step in steps_of(ritual.form)), *inside]
    return any(isinstance(step, kind) for step in steps)
