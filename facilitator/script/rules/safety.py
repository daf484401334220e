"""Consent, the ways out, and what leads people out of a deep ritual."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

DEEP_WITHOUT_CONSENT = Rule(
    "R043",
    "deep-without-consent",
    "error",
    "this ritual is deep, but nobody is asked whether they want it",
    "put a `consent` step before the first question",
    why=(
        "Nobody should be led into something deep without having been asked. A `consent` step "
        "asks each of the two by name; anything but a yes ends the session kindly. It stands "
        "before the first question or turn."
    ),
    bad="depth: deep\nsteps:\n  - turns: {each: 5 min, question: What are you ashamed of?}",
    good=(
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}\n"
        "  - use: aftercare"
    ),
)

NO_WAY_OUT_SAID = Rule(
    "R046",
    "no-way-out-said",
    "warning",
    "nobody is told how to rest or end before this {depth} ritual begins",
    "add `use: how to rest or end` before the first question",
    why=(
        "In a medium or deep ritual the two should hear what their words do before they are asked "
        "anything: that the safe word ends everything, and the other one lets them rest. The "
        "shared part `how to rest or end` says it without saying the words. Where a script "
        "leaves it out, the product says it before anything else."
    ),
    bad="depth: medium\nsteps:\n  - turns: {each: 2 min, question: What did you feel?}",
    good=(
        "depth: medium\nsteps:\n  - use: how to rest or end\n"
        "  - turns: {each: 2 min, question: What did you feel?}"
    ),
)

OWN_SAFETY_PART = Rule(
    "R094",
    "own-safety-part",
    "warning",
    "a file beside the script has the name of the product's own part `{part}`, and is not used",
    "give your file another name, and `use` both",
    why=(
        "The parts `how to rest or end` and `aftercare` keep people safe, so they are always those "
        "of the product: a file of that name in the folder `parts` beside a script is not read. "
        "What you would like to add stands in a part with a name of its own."
    ),
    bad="parts/how-to-rest-or-end.yaml",
    good="- use: how to rest or end\n- use: our own words",
)

NO_AFTERCARE = Rule(
    "R095",
    "no-aftercare",
    "warning",
    "this ritual is deep, but not every course of it ends with the aftercare",
    "add `use: aftercare` behind the last turn, before the end",
    why=(
        "After something deep people are led out of it softly, and told how they may feel "
        "tomorrow. The shared part `aftercare` does that. Where some course of a deep ritual "
        "leaves it out, the product says it before the end. A ritual in which something marked "
        "`deep` may be asked is deep as well, whatever its `depth` says."
    ),
    bad=(
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}"
    ),
    good=(
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}\n"
        "  - use: aftercare"
    ),
)
