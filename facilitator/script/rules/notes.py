"""Notes that people give, and reminders made of them."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

NOTE_OF_WHOM = Rule(
    "R050",
    "note-of-whom",
    "error",
    "each of the two has {kind} called `{name}`; nobody could tell which one is read",
    "write {{name} of first} or {{name} of second}, or read it inside `for each: partner`",
    why=(
        "A note that each of the two gave is two notes, and an answer two answers. Where nobody is "
        "addressed by name, a text has to say which of them it reads. Inside `for each: partner` "
        "the plain name means that of the one whose steps these are, and `of other` that of the "
        "other one."
    ),
    bad=(
        "- note: What do you need this week?\n  remember: need\n"
        '- say: "This was wished for: {need}."'
    ),
    good=(
        "- note: What do you need this week?\n  remember: need\n"
        '- say: "{first} needs this: {need of first}."\n'
        '- say: "{second} needs this: {need of second}."'
    ),
)

NOTE_TOO_EARLY = Rule(
    "R051",
    "note-too-early",
    "warning",
    "`{name}` is read before anybody was asked for it, so this sentence is never said",
    "move it behind the step that asks, or write {last {name}} for the one of the last session",
    why=(
        "A sentence with a note or an answer that nobody has given yet is left out. Read it behind "
        "the step that asks for it, or read the one that the last session kept."
    ),
    bad=(
        '- say: "You wanted to do this: {plan}."\n'
        "- note: What would you two like to do?\n  who: both\n  remember: plan"
    ),
    good=(
        '- say: "Last time you wanted to do this: {last plan}."\n'
        "- note: What would you two like to do?\n  who: both\n  remember: plan"
    ),
)

NOTE_UNREAD = Rule(
    "R052",
    "note-unread",
    "warning",
    "the note `{name}` is held for this session only, and nothing reads it",
    "read it in a text in braces, or write `remember: {name}` to keep it for the next session",
    why=(
        "With `as` a note is gone when the session is over. People who are asked for one expect "
        "it to come up again."
    ),
    bad="- note: What would you two like to do?\n  who: both\n  as: plan",
    good=(
        "- note: What would you two like to do?\n  who: both\n  as: plan\n"
        '- say: "So this is the plan: {plan}."'
    ),
)

BAD_DAY = Rule(
    "R053",
    "bad-day",
    "error",
    "`{value}` is no day to be reminded on",
    "write `tomorrow`, `in 3 days`, `in two weeks`, `on Sunday` or `next time`, or name in braces "
    "an answer or a setting whose words are such days",
    why=(
        "A reminder is said early in the first session on or after its day, so it needs a day: "
        "so many days, weeks or months from now, a day of the week, or simply the next time. "
        "A year is the furthest. An answer may name the day, when all that can be answered are "
        "days, or a word such as `no`."
    ),
    bad="- remind: Your reward is waiting.\n  when: soon",
    good="- remind: Your reward is waiting.\n  when: tomorrow",
)

NEVER_AGREED = Rule(
    "R128",
    "never-agreed",
    "error",
    "nothing that `{name}` can be says when people meet again",
    "let people answer `daily`, `twice a week`, `weekly`, `monthly`, `on Sunday` or `in 3 days`, "
    "or name the answer that says so",
    why=(
        "`meet again` says and keeps when the next time is. An answer that says anything else, "
        "such as `never`, keeps nothing; where all of them do, the step could never do anything."
    ),
    bad=(
        "- ask: Would you like to do this again?\n  answers: [yes, no]\n  as: wish\n"
        '- meet again: "{wish}"'
    ),
    good=(
        "- ask: Would you like to do this again weekly, monthly, or when you like?\n"
        "  answers: {weekly: [], monthly: [], as you like: [when we like]}\n  as: wish\n"
        '- meet again: "{wish}"'
    ),
)

LONG_REMINDER = Rule(
    "R054",
    "long-reminder",
    "error",
    "a reminder is one sentence; this has {count}",
    "say it in one; what else there is to say belongs to the ritual itself",
    why=(
        "A reminder comes from another day, in the middle of something else: one line in "
        "passing, no speech, and never a nag. It has to make sense by itself, because any ritual "
        "may begin with it."
    ),
    bad="- remind: You chose a reward. Do not forget it.\n  when: tomorrow",
    good="- remind: The reward you chose last night is waiting for you.\n  when: tomorrow",
)

REMINDER_UNANSWERED = Rule(
    "R055",
    "reminder-unanswered",
    "warning",
    "this reminder asks, but nobody waits for an answer",
    "add `remember: NAME`, and yes or no is understood and kept; or make it a statement",
    why=(
        "A question that is not waited for leaves people talking into the next sentence. With "
        "`remember` the reminder is asked: a yes or a no is understood, and kept under that name, "
        "so that a condition can ask for it later (`when: last NAME is yes`)."
    ),
    bad="- remind: Did you take the step you agreed on?\n  when: in 3 days",
    good="- remind: Did you take the step you agreed on?\n  when: in 3 days\n"
    "  remember: step taken",
)

NOTE_MISSING_UNSAID = Rule(
    "R077",
    "note-missing-unsaid",
    "warning",
    "when no `{name}` is kept, nothing is {done} here",
    "put the step into `when: {name} is kept`, and what is {done} instead under `otherwise`",
    why=(
        "A sentence with a note or an answer that is not there is left out: in a first session "
        "nothing is kept yet, and nobody has to give one. Where no other sentence stands beside "
        "it, the whole step would be silent, or something would be asked without a question."
    ),
    bad='- say: "Last time you wanted to do this: {last plan}."',
    good=(
        "- when: last plan is kept\n  do:\n"
        '    - say: "Last time you wanted to do this: {last plan}."\n'
        "  otherwise:\n    - say: Today you make your first plan."
    ),
)

NOTE_NEVER_SAID = Rule(
    "R085",
    "note-never-said",
    "warning",
    "this sentence is never said: only the {given} one is asked for `{note}`",
    "read the note of the {given} one, or ask for the note without `who`",
    why=(
        "A sentence with a note that nobody gave is left out. Where only one of the two is asked "
        "for a note, the other one has none, in no session."
    ),
    bad=(
        "- note: What do you want today?\n  who: first\n  as: want\n"
        '- say: "{first}, {second} wants this: {want of second}."'
    ),
    good=(
        "- note: What do you want today?\n  who: first\n  as: want\n"
        '- say: "{second}, {first} wants this: {want of first}."'
    ),
)
