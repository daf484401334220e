"""Consent, the ways out, and what leads people out of a deep ritual."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

DEEP_WITHOUT_CONSENT = Rule(
    "R043",
    "deep-without-consent",
    "error",
    "this ritual is deep, but {how}",
    "{advice}",
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

DEEP_UNASKED = Rule(
    "R107",
    "deep-unasked",
    "error",
    "something deep may be asked here, but nobody has been asked whether they want it",
    "put a `consent` step before it, or mark it lighter",
    why=(
        "A light or medium ritual may hold questions and cards marked `deep`. Nobody should be "
        "led into them without having been asked: on every course a `consent` step stands before "
        "the first of them. A question that waits for a wish (`how deep may it go?`) is no "
        "consent, as a wish cannot end the session."
    ),
    bad=(
        "depth: medium\nsteps:\n  - use: how to rest or end\n"
        "  - turns: {each: 2 min, questions: [deep: What do you hide from me?]}\n"
        "  - use: aftercare"
    ),
    good=(
        "depth: medium\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, one question goes deep. Would you like this now?"\n'
        "  - turns: {each: 2 min, questions: [deep: What do you hide from me?]}\n"
        "  - use: aftercare"
    ),
)

SILENCE_LEADS_DEEP = Rule(
    "R108",
    "silence-leads-deep",
    "warning",
    "who answers nothing about `{subject}` is led into something deep",
    "turn the condition round, so that only an answer leads there",
    why=(
        "Silence, and a pass, are no wish for more. Where a condition decides whether something "
        "marked `deep` is asked, the way of somebody who did not answer should be the lighter one."
    ),
    bad=(
        "- when: way is light\n  do:\n    - turns: {each: 1 min, question: What was nice?}\n"
        "  otherwise:\n    - turns: {each: 1 min, questions: [deep: What do you fear?]}"
    ),
    good=(
        "- when: way is deep\n  do:\n"
        "    - turns: {each: 1 min, questions: [deep: What do you fear?]}\n"
        "  otherwise:\n    - turns: {each: 1 min, question: What was nice?}"
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
    "this ritual is deep, but it may end without the aftercare",
    "add `use: aftercare` behind the last turn, before the end",
    why=(
        "After something deep people are led out of it softly, and told how they may feel "
        "tomorrow. The shared part `aftercare` does that. Where some way through a deep ritual "
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
