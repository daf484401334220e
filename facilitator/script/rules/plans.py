"""What a test plan says of a ritual."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

UNKNOWN_EVENT = Rule(
    "R067",
    "unknown-event",
    "error",
    "`{event}` never happens in this ritual",
    "in it happen: {known}",
    why=(
        "A test plan names what must happen and what must not. What no session of the ritual can "
        "hold, with any settings and any answers, is a slip of the pen: under `expect` it would "
        "fail for ever, under `never` it would prove nothing. A text that holds a comma or a colon "
        "stands in quotation marks."
    ),
    bad="- people: willing\n  expect: [bell openning, says Good night, both of you.]",
    good='- people: willing\n  expect: [bell opening, "says Good night, both of you."]',
)

PROVES_NOTHING = Rule(
    "R131",
    "proves-nothing",
    "warning",
    "the case “{people}” says of nothing that it must happen or must not",
    "add `expect: […]`, `never: […]` or `remember: {…}`",
    why=(
        "A case is gone through whatever it says, and where it wants nothing it cannot fail. "
        "Whoever reads the plan later would take it for a proof."
    ),
    bad="- people: A says no\n  heard: {consent: [no, yes]}",
    good="- people: A says no\n  heard: {consent: [no, yes]}\n  expect: [end declined]",
)

CASE_FAILS = Rule(
    "R073",
    "case-fails",
    "error",
    "in the case “{people}” {what}",
    "mend the ritual, or what the case says",
    why=(
        "Every case of a test plan is gone through without sound, with the answers it gives, and "
        "with the first one where it gives none. What it expects must happen in its order, what it "
        "forbids must not, and what it wants remembered must be. Either the ritual does not do "
        "what its author means, or the case says something else."
    ),
    bad="- people: willing\n  expect: [end completed, bell opening]",
    good="- people: willing\n  expect: [bell opening, end completed]",
)
