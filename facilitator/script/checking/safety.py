"""Rules about what keeps people safe: consent, the ways out, and a soft landing."""

from __future__ import annotations

from collections.abc import Iterator

from facilitator.script import rules
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.facts.attendance import PEOPLE
from facilitator.script.facts.certain import ASKING, certain, deep_prompts, is_deep, needs_a_way_out
from facilitator.script.facts.lines import steps_of
from facilitator.script.forms.schema import ConsentStep, kind_of
from facilitator.script.ritual import Ritual


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
        yield _without_consent(ritual)
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


def _without_consent(ritual: Ritual) -> Diagnostic:
    """Return the finding that a deep ritual lacks consent, or comes to it too late."""
    rule, tree = rules.safety.DEEP_WITHOUT_CONSENT, ritual.tree
    at = tree.value_span(("depth",))
    how = "nobody is asked whether they want it"
    advice = "put a `consent` step before the first question"
    inside = [step for part in ritual.parts.values() for _, step in steps_of(part.form)]
    order = steps_of(ritual.form)
    asks = next((each for each in order if isinstance(each[1], (*ASKING, ConsentStep))), None)
    if any(isinstance(step, ConsentStep) for step in (*inside, *(step for _, step in order))):
        how = "some course leaves its `consent` out, or comes to it too late"
        advice = "put the `consent` where every course comes to it, before the first question"
    if "late" in how and asks is not None and not isinstance(asks[1], ConsentStep):
        at = tree.key_span((*asks[0], kind_of(asks[1]) or ""))
        how = "this is asked before its `consent`"
        advice = "put the `consent` before it; how they are can be asked right after"
    return Diagnostic(rule, tree.source, at, {"how": how, "advice": advice})
