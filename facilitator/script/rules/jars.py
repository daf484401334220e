"""Jars that notes are kept in and drawn from."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

NOTHING_SAID_IN_JAR = Rule(
    "R121",
    "nothing-said-in-jar",
    "error",
    "only what somebody said, or what was drawn, can be kept in a jar",
    'write it in braces with nothing around it, as in `as: "{card}"`, or leave `keep in` out',
    why=(
        "A jar holds the words of notes and cards, one of which is drawn and read on another "
        "day. A text that always says the same, a setting or a name is none of these."
    ),
    bad="- remember: place\n  as: by the window\n  keep in: good places",
    good="- note: Where was it good to sit?\n  keep in: good places",
)

JAR_EMPTY_UNSAID = Rule(
    "R076",
    "jar-empty-unsaid",
    "warning",
    "when there is nothing in the jar `{jar}`, nothing is said here",
    "add `if none:` with what is said then, or put the step into `when: {jar} is not empty`",
    why=(
        "A jar is empty the first time, and whenever people have taken everything out of it. A "
        "step that then says nothing leaves them waiting in a silence nobody meant. A jar may also "
        "be filled by another ritual, so what is said to an empty one may tell how to fill it."
    ),
    bad='- draw from: gratitude jar\n  say: "One of you was thankful for this: {slip}."',
    good=(
        '- draw from: gratitude jar\n  say: "One of you was thankful for this: {slip}."\n'
        "  if none: The jar is still empty. Today is a good day to put something in."
    ),
)

JAR_NEVER_FILLED = Rule(
    "R078",
    "jar-never-filled",
    "warning",
    "no `note` of this ritual keeps anything in a jar called `{jar}`",
    "write its name as in `keep in`, or keep a note in it",
    why=(
        "A jar is known by its name, and all rituals share it: one that draws may find what "
        "another one has kept. A name that is nearly that of a jar this ritual fills is most "
        "likely the same jar, written in another way; it would stay empty for ever."
    ),
    bad=(
        "- note: What are you thankful for?\n  keep in: gratitude jar\n"
        '- draw from: gratitudes jar\n  say: "{slip}."\n  if none: It is still empty.'
    ),
    good=(
        "- note: What are you thankful for?\n  keep in: gratitude jar\n"
        '- draw from: gratitude jar\n  say: "{slip}."\n  if none: It is still empty.'
    ),
)

SLIP_UNREAD = Rule(
    "R079",
    "slip-unread",
    "error",
    "a note is drawn here, but not read",
    "put {slip} where its words belong",
    why=(
        "What is drawn from a jar is read where {slip} stands. Without it a note would be counted "
        "as read, and nobody would have heard it."
    ),
    bad=(
        "- draw from: gratitude jar\n  say: Here is something good.\n"
        "  if none: The jar is still empty."
    ),
    good=(
        '- draw from: gratitude jar\n  say: "Here is something good: {slip}."\n'
        "  if none: The jar is still empty."
    ),
)

NEVER_EMPTIED = Rule(
    "R086",
    "never-emptied",
    "warning",
    "drawing takes nothing out of the jar `{jar}`, so this does not come about by it",
    "did you mean `unread in {jar} is 0`?",
    why=(
        "Drawing reads a note and puts it back, so a jar is as full afterwards as before. How many "
        "notes were not read yet in this session is `unread in` the jar."
    ),
    bad=(
        "- repeat: until wishes is empty, at most three times\n  do:\n"
        '    - draw from: wishes\n      say: "{slip}."\n      if none: Nothing is there.'
    ),
    good=(
        "- repeat: until unread in wishes is 0, at most three times\n  do:\n"
        '    - draw from: wishes\n      say: "{slip}."\n      if none: Nothing is there.'
    ),
)

COUNTED_PLURAL = Rule(
    "R127",
    "counted-plural",
    "warning",
    "this may be heard as “{said}”",
    "say the number last, as in “{things}: {{name}}.”, or put the step into a `when` that asks "
    "whether it is at least 2",
    why=(
        "A number that only the session knows is said as it is, and the words around it stay as "
        "they are written. A jar may be empty, and a talk without a single thank you. A number "
        "at the end of a sentence fits however many there are."
    ),
    bad="- say: There are {number in wishes} wishes in your jar.",
    good=(
        '- say: "Wishes in your jar: {number in wishes}."\n'
        "- when: number in wishes is at least 2\n  do:\n"
        "    - say: There are {number in wishes} wishes in your jar."
    ),
)

DECK_NOT_JAR = Rule(
    "R102",
    "deck-not-jar",
    "error",
    "`{deck}` is a deck of cards, and `draw from` draws notes from a jar",
    "write `card: {deck}`; cards also come in turns and in a `talk` with `deck: {deck}`",
    why=(
        "A jar holds notes that the two have put in; a deck holds cards that the author has "
        "written. A card is read with `card`, and in turns and talks that have a `deck`."
    ),
    bad='- draw from: things\n  say: "Today: {slip}."',
    good='- card: things\n  say: "Today: {card}."',
)
