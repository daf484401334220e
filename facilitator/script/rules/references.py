"""What names something else: settings, answers, parts and rituals, and conditions on them."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

UNKNOWN_NAME = Rule(
    "R027",
    "unknown-name",
    "error",
    "`{name}` stands for nothing here",
    "there are: {known}",
    why=(
        "A name in braces is filled in when the ritual is performed: `{gaze}` by a setting, "
        "`{first}`, `{second}` and `{partners}` by names, `{name}` and `{other}` where one person "
        "is addressed. The same goes for names in `when` and `changes`. Nothing has this name."
    ),
    bad="- say: For {gase} there will be no words.",
    good="- say: For {gaze} there will be no words.",
)

CHECK_TAKEN = Rule(
    "R129",
    "check-taken",
    "error",
    "`check` is what the colours of `check in` and `check halfway` are called",
    "give this another name",
    why=(
        "A ritual that asks in the middle how it is keeps the least calm colour as `check`, so "
        "that a condition can ask for it, in this session and with `last check` in the next one. "
        "Two things of one name would be taken for each other."
    ),
    bad=(
        "- ask: Did you lock the door?\n  answers: [yes, no]\n  as: check\n"
        '- check in: "{name}, how is it: green, yellow or red?"'
    ),
    good=(
        "- ask: Did you lock the door?\n  answers: [yes, no]\n  as: locked\n"
        '- check in: "{name}, how is it: green, yellow or red?"'
    ),
)

BAD_CONDITION = Rule(
    "R028",
    "bad-condition",
    "error",
    "`{text}` is not a condition",
    'write it like "place is apart", "gaze is at least 3 min", "any wish is shorter" or "after < '
    'before": a name on the left, on the right a value or the name of another rating, tally or '
    "number",
    why=(
        "Conditions are plain sentences: something `is` or `is not` one or several values; a "
        "length, a number or a rating is `at least`, `at most`, `more than` or `less than` "
        "another, with the signs `<`, `<=`, `>` and `>=` if you like; answers that each partner "
        "gave can be asked with `any` or `every`. What is compared stands on the left; on the "
        "right stands a value, or the name of another rating, tally or number. There is nothing "
        "to calculate and no `and`: put one `when` into another."
    ),
    bad="- when: place == apart\n  do:\n    - say: Sit so that you see each other.",
    good="- when: place is apart\n  do:\n    - say: Sit so that you see each other.",
)

TALLY_TAKEN = Rule(
    "R120",
    "tally-taken",
    "error",
    "`{name}` is called so already, and cannot be a tally as well",
    "call the tally something else",
    why=(
        "A tally is a number with a name. Texts and conditions know it by that name alone, so no "
        "answer, note, setting or jar may have it, too."
    ),
    bad="- ask: Was that enough?\n  answers: [yes, no]\n  as: enough\n- tally: enough",
    good="- ask: Was that enough?\n  answers: [yes, no]\n  as: enough\n- tally: rounds",
)

UNKNOWN_PART = Rule(
    "R029",
    "unknown-part",
    "error",
    "there is no shared part `{part}`",
    "there are: {known}",
    why=(
        "`use` takes in steps from a file in the folder `parts` beside the ritual, or from the "
        "parts that come with the product. There is no such file."
    ),
    bad="- use: how to rest and end",
    good="- use: how to rest or end",
)

PARTS_IN_A_CIRCLE = Rule(
    "R032",
    "parts-in-a-circle",
    "error",
    "the shared part `{part}` uses itself",
    "take this `use` out",
    why="A shared part that uses itself, directly or through another, would go on for ever.",
    bad="# parts/breath.yaml\nsteps:\n  - use: breath",
    good="# parts/breath.yaml\nsteps:\n  - say: Breathe.",
)

UNKNOWN_ANSWER = Rule(
    "R033",
    "unknown-answer",
    "error",
    "`{subject}` is never `{value}`",
    "it can be {known}",
    why=(
        "The condition asks for a value that this setting or answer never has, so it would never "
        "come true."
    ),
    bad="- when: place is appart\n  do:\n    - say: Sit so that you see each other.",
    good="- when: place is apart\n  do:\n    - say: Sit so that you see each other.",
)

UNKNOWN_RITUAL = Rule(
    "R034",
    "unknown-ritual",
    "error",
    "there is no ritual `{ritual}`",
    "there are: {known}",
    why=(
        "`offer` and `next` lead into another ritual, named by its id: the name of its file "
        "without the ending. It must lie beside this one or come with the product. A test plan "
        "carries the name of its ritual, `mirror-talk.plan.yaml` beside `mirror-talk.yaml`."
    ),
    bad="- offer: Shall we breathe together now?\n  ritual: breathing",
    good="- offer: Shall we breathe together now?\n  ritual: breathing-in-sync",
)

UNUSED_SETTING = Rule(
    "R044",
    "unused-setting",
    "warning",
    "nothing uses the setting `{name}`",
    "use it in a text in braces, in a `when`, or take it out",
    why="A setting that changes nothing only confuses the people who are asked about it.",
    bad="settings:\n  gaze: {start: 2 min}\nsteps:\n  - silence: 2 min",
    good='settings:\n  gaze: {start: 2 min}\nsteps:\n  - silence: "{gaze}"',
)

NOT_COMPARABLE = Rule(
    "R072",
    "not-comparable",
    "error",
    "`{one}` and `{other}` cannot be compared",
    "compare two ratings, tallies or numbers by their names, or one of them with a number",
    why=(
        "Two things compare by name when both are numbers: ratings, tallies, settings that are "
        "numbers, and what the last session kept of them; or two settings that are lengths of "
        "time. An answer in words is none. `lowest` and `highest` compare with a number only; two "
        "answers of each partner are compared person by person, with `any` or `every`."
    ),
    bad="- when: lowest after < before\n  do:\n    - say: It is lighter now.",
    good="- when: any after < before\n  do:\n    - say: It is lighter now.",
)
