"""What a key is called, and what may stand behind it."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

MISSING_KEY = Rule(
    "R020",
    "missing-key",
    "error",
    "{where} needs `{key}`",
    "add a line `{key}: …`",
    why=(
        "Something that is always needed is missing here. A ritual needs `ritual`, `about`, "
        "`depth` and `steps`; `turns` need `each`; a question needs `answers`; a text that "
        "depends on a setting needs one text for each of its choices."
    ),
    bad="- turns:\n    question: How are you?",
    good="- turns:\n    each: 2 min\n    question: How are you?",
)

UNKNOWN_KEY = Rule(
    "R021",
    "unknown-key",
    "error",
    "{where} has no `{key}`",
    "it may have: {known}",
    why=(
        "This key means nothing here. Nothing is ignored in silence: a misspelt key would "
        "otherwise be a step that does something else than you meant."
    ),
    bad="- silence: 2 min\n  halfwai: soft bell",
    good="- silence: 2 min\n  halfway: soft bell",
)

CAPITAL_KEY = Rule(
    "R126",
    "capital-key",
    "error",
    "{keys} {verb} written with capitals",
    "keys are written in small letters, as in `{key}`",
    why=(
        "Every key of the language is written in small letters, the first one of a step too. "
        "Names of your own, such as those of settings and decks, may be written as you like. "
        "However many keys there are, this is told once, and the rest of the file is looked at "
        "as if they were right."
    ),
    bad="- Silence: 2 min\n  Label: Look at each other",
    good="- silence: 2 min\n  label: Look at each other",
)

WRONG_TYPE = Rule(
    "R022",
    "wrong-type",
    "error",
    "{what} should be {should}",
    "docs/script-language.md shows each key with its smallest example",
    why="The value is of another kind than what is needed here.",
    bad="- say: 42",
    good='- say: "Forty-two."',
)

UNKNOWN_STEP = Rule(
    "R023",
    "unknown-step",
    "error",
    "no step begins with `{key}`",
    "the first key of a step says what happens: {known}",
    why="The first key of a step says what happens, and there is a fixed set of them.",
    bad="- wait: 2 min",
    good="- silence: 2 min",
)

BAD_DURATION = Rule(
    "R024",
    "bad-duration",
    "error",
    "`{value}` is not a length of time",
    'write it with its unit, such as "2 min", "90 s" or "1 min 30 s"',
    why=(
        "A length of time is written as people write it, with its unit: `2 min`, `90 s`, `1 min "
        "30 s`, `two minutes`, `half an hour`, or `1:30` in quotes for a minute and a half."
    ),
    bad="- silence: 2",
    good="- silence: 2 min",
)

BAD_CHOICE = Rule(
    "R025",
    "bad-choice",
    "error",
    "`{key}` cannot be `{value}`",
    "choose {known}",
    why="Only certain words are possible here.",
    bad="- bell: gong",
    good="- bell: opening",
)

BAD_SETTING = Rule(
    "R026",
    "bad-setting",
    "error",
    "the setting `{name}` {should}",
    "write it as in `gaze: {{start: 2 min, limits: 1 min to 10 min}}`",
    why=(
        "A setting has a value to start with. A length of time or a number may have limits, which "
        "the start must keep, and may grow; a choice has its choices, and starts with one of them."
    ),
    bad="settings:\n  gaze: {start: 20 min, limits: 1 min to 10 min}",
    good="settings:\n  gaze: {start: 2 min, limits: 1 min to 10 min}",
)

BAD_VERSION = Rule(
    "R030",
    "bad-version",
    "error",
    "this script is written for version {version} of the language",
    "this program reads version {known}: install a newer one, or write the script for "
    "`version: {newest}`",
    why=(
        "The language grows. `version` says for which version a script was written. An older one "
        "is read all the same, and `facilitator check --upgrade FILE` rewrites it; a newer one is "
        "refused, because nobody here knows what it means."
    ),
    bad="version: 7",
    good="version: 1",
)

BAD_HOUR = Rule(
    "R036",
    "bad-hour",
    "error",
    "`{value}` is not a time of day",
    'write it like "ten o\'clock", "half past nine" or "10 pm", or name a setting that holds one',
    why=(
        "`talk: until ...` ends by the clock, and `at` says when people meet or are reminded. A "
        "time of day is written as people say it. Said without morning or evening, the end of a "
        "talk is the next one of its name; that of another day is in the half of the day in which "
        "the session is held."
    ),
    bad="- talk: until late",
    good="- talk: until ten o'clock",
)

NOTHING_GIVEN = Rule(
    "R066",
    "nothing-given",
    "error",
    "there is nothing after `{key}:`",
    "write {should}",
    why=(
        "Here a value is missing: a length of time, a choice, the steps below. What stands behind "
        "a # is a comment and does not count."
    ),
    bad="- silence:",
    good="- silence: 2 min",
)
