"""What happens in which order, how often and how long."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

ABSURD_LENGTH = Rule(
    "R040",
    "absurd-length",
    "error",
    "{what} of {length} cannot be meant",
    "give it from {low} to {high}",
    why="Such a length is most likely a slip: seconds for minutes, a nought too many.",
    bad="- silence: 20 h",
    good="- silence: 20 min",
)

ENDLESS = Rule(
    "R041",
    "endless",
    "error",
    "this does not say when to stop repeating",
    'write "three times", or "until … is …, at most 5 times"',
    why=(
        "Every ritual has an end. A repetition says how often, or until when and how often at most."
    ),
    bad="- repeat: until mood is calm",
    good="- repeat: until mood is calm, at most 5 times",
)

UNREACHABLE = Rule(
    "R042",
    "unreachable",
    "warning",
    "nothing after this {what} can happen",
    "move the steps before it, or take them out",
    why="`end` ends the session. What stands after it in the same list is never reached.",
    bad="- end: Thank you.\n- say: One more thing.",
    good="- say: One more thing.\n- end: Thank you.",
)

ONE_ROUND = Rule(
    "R132",
    "one-round",
    "warning",
    "the first round of this `{what}` ends the session, so there is never a second one",
    "put the `end` behind it; or inside it below a `when`, which says in which case all is over",
    why=(
        "`end` ends the whole session, not only what is repeated. A repetition is over when it has "
        "been done as often as it says, or when its `until` holds. Below a `when` an `end` is "
        "fine: the rounds go on until it holds."
    ),
    bad="- repeat: 3 times\n  do:\n    - say: Breathe in. And out.\n    - end: Thank you.",
    good="- repeat: 3 times\n  do:\n    - say: Breathe in. And out.\n- end: Thank you.",
)

ASKED_TOO_MUCH = Rule(
    "R103",
    "asked-too-much",
    "error",
    "{count} settings are asked for before anything begins",
    "ask for {most} at most: take `ask at start` out of the others",
    why=(
        "People who sit down together want to begin. A setting without `ask at start` stays as it "
        "is, and can be changed with `--set`, or by voice with `--ask`."
    ),
    bad=(
        "settings:\n"
        + "".join(
            f"  {name}: {{ask: How long?, ask at start: every time, start: 2 min}}\n"
            for name in ("one", "two", "three", "four", "five")
        )
        + "  six: {ask: How long?, ask at start: every time, start: 2 min}"
    ),
    good="settings:\n  gaze: {ask: How long?, ask at start: every time, start: 2 min}",
)

NEVER_PERFORMED = Rule(
    "R109",
    "never-performed",
    "warning",
    "no step comes to {what}",
    "{how}, or take them out",
    why=(
        "What a script holds beside its steps is performed only where a step comes to it: `today` "
        "to the days of a programme, and `turns`, `talk` or `card` to a deck."
    ),
    bad="decks:\n  questions: [What made you smile?]\nsteps:\n  - say: Sit down.",
    good=(
        "decks:\n  questions: [What made you smile?]\nsteps:\n"
        "  - turns: {each: 1 min, deck: questions}"
    ),
)

TOO_LONG = Rule(
    "R045",
    "too-long",
    "error",
    "this ritual would take {length}",
    "repeat less, or make it a programme of several rituals",
    why=(
        "With all its repetitions the ritual would take more than twelve hours, or five thousand "
        "steps. Repetitions inside repetitions multiply."
    ),
    bad="- repeat: 20 times\n  do:\n    - silence: 3 h",
    good="- repeat: 2 times\n  do:\n    - silence: 10 min",
)

TOO_MANY_STEPS = Rule(
    "R098",
    "too-many-steps",
    "error",
    "this has {count}, and nothing needs so many",
    "keep to {most}; split it into several rituals, or `repeat` what comes again",
    why=(
        "The longest ritual of the catalogue has some seventy steps. A file of more than a "
        "thousand steps, or two thousand sentences to say, was most likely written by a program; "
        "nothing else about it is looked at."
    ),
    bad="# a file of more than 1000 steps",
    good="- repeat: 20 times\n  do:\n    - use: our round",
)

REPEATED_TOO_OFTEN = Rule(
    "R130",
    "repeated-too-often",
    "error",
    "this may be done {count} times, and nobody repeats anything so often",
    "keep to {most} times; a setting has its `limits`",
    why=(
        "After twenty rounds nobody knows any more what the first one was like. Somebody who "
        "writes a hundred has most likely typed a nought too many, or wants a length of time: "
        "`turns`, `talk` and `breathe` have one."
    ),
    bad="- repeat: 100 times\n  do:\n    - say: Breathe in. And out.",
    good="- repeat: 10 times\n  do:\n    - say: Breathe in. And out.",
)

NEVER_PASSED = Rule(
    "R124",
    "never-passed",
    "error",
    "`{name}` is no turn, so nobody can pass it",
    "give the `turns` it is about a name with `as`, and ask for that one",
    why=(
        "`was passed` asks how a turn went. The turn has a name for it, under `as` inside "
        "`turns`. A question that is passed counts like one that nobody answered, and takes what "
        "`if nobody answers` says."
    ),
    bad='- rate: "{name}, how heavy is it, from one to five?"\n  as: weight\n'
    "- when: weight was passed\n  do:\n    - say: Then it may rest.",
    good="- turns: {each: 1 min, question: What weighs on you?, as: weight}\n"
    "- when: any weight was passed\n  do:\n    - say: Then it may rest.",
)

CHECK_TOO_LATE = Rule(
    "R115",
    "check-too-late",
    "warning",
    "nobody is asked halfway: {what} of {length} is over by then",
    "take `check halfway` out, or give {what} at least {least}",
    why=(
        "With `check halfway` everybody is asked near half time how it is, and the rest of the "
        "time is kept for them. In less than a minute there is no middle in which to ask; there a "
        "`check in` step behind it does the same."
    ),
    bad='- talk: 40 s\n  check halfway: "{name}, how is it: green, yellow or red?"',
    good='- talk: 10 min\n  check halfway: "{name}, how is it: green, yellow or red?"',
)

UNEVEN_SHARES = Rule(
    "R099",
    "uneven-shares",
    "warning",
    "usually {more} may speak for {longer}, {less} for {shorter}",
    "give both about as long; where it is meant, say why under the step's `why`, or let them "
    "change places next time with `lead: alternates`",
    why=(
        "Both should come to speak about as long, or one feels heard and the other one does not. "
        "Told is, in the usual course, a share at least twice as long as the other's and more "
        "than a minute longer. Not told is a ritual in which the two change places from session "
        "to session (`lead: alternates`), one that somebody may hold alone, and steps for one of "
        "them that say in their `why` what for."
    ),
    bad=(
        "- turns: {each: 10 min, who: first, question: What is it?}\n"
        "- turns: {each: 1 min, who: second, question: And you?}"
    ),
    good="- turns: {each: 5 min, question: What is it?}",
)

USUALLY_OVER = Rule(
    "R118",
    "usually-over",
    "warning",
    "usually, with {usual} here, it is over before anybody has spoken",
    "{advice}",
    why=(
        "What `check`, `rehearse`, `--fit` and test plans take to be usual is the first answer of "
        "each question, and four of a rating from one to five. Where that leads to an early end, "
        "the length that is told, and what a rehearsal shows, are those of the exception."
    ),
    bad=(
        '- rate: "{name}, how hot is it in you, from one to five?"\n'
        "  as: heat\n"
        "- when: highest heat > 3\n"
        "  do: [end: Then it is too early.]\n"
        "- turns: {each: 2 min, question: What happened?}"
    ),
    good=(
        '- rate: "{name}, how calm are you, from one to five?"\n'
        "  as: calm\n"
        "- when: lowest calm < 3\n"
        "  do: [end: Then it is too early.]\n"
        "- turns: {each: 2 min, question: What happened?}"
    ),
)

LONG_QUIET = Rule(
    "R100",
    "long-quiet",
    "warning",
    "from here nothing is heard for {length}",
    "say something or ring a bell in between; where the quiet is meant, name it with `label`",
    why=(
        "After twenty minutes without any sound people begin to wonder whether the session is "
        "still running. Silences in a row, and those repeated, count as one. A bell at half time "
        "breaks the quiet; a `label` on the display says that it is meant."
    ),
    bad="- silence: 30 min",
    good="- silence: 30 min\n  halfway: soft bell",
)

SETTLED = Rule(
    "R101",
    "settled-condition",
    "warning",
    "`{text}` {how} here",
    "{why}; change what is compared, or take the condition out",
    why=(
        "What is already known from a condition around cannot be otherwise inside it, and a "
        "setting stays within its limits. So the steps below are always performed, or never."
    ),
    bad=(
        "- when: wish is walk\n  do:\n    - when: wish is sit\n      do:\n"
        "        - say: Then take a seat."
    ),
    good=(
        "- when: wish is walk\n  do:\n    - say: Then put on your shoes.\n  otherwise:\n"
        "    - say: Then take a seat."
    ),
)

DAYS_OUT_OF_ORDER = Rule(
    "R117",
    "days-out-of-order",
    "error",
    "day {day} stands behind day {before}",
    "put the days into the order in which they come, each on a later day than the one before",
    why=(
        "`on` says on which day of a programme a task is due, counted from its first day. The "
        "tasks are done in the order of the list, one a session, so each is due later than the "
        "one before it."
    ),
    bad="days:\n  - task: plan\n    on: day 3\n  - task: thank\n    on: day 1",
    good="days:\n  - task: thank\n    on: day 1\n  - task: plan\n    on: day 3",
)
