"""What people may answer, and how it is heard."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

COMMAND_IN_ANSWER = Rule(
    "R016",
    "command-in-answer",
    "error",
    "the answer `{answer}` holds a word that always means something else",
    "choose another way to say it",
    why=(
        "Safe words, pause words and the commands stop, pause, go on, resume, continue and repeat "
        "always mean what they mean. An answer may not be one of them or hold a safe word."
    ),
    bad="- ask: Shall we?\n  answers: {yes: [continue], no: [stop]}",
    good="- ask: Shall we?\n  answers: {yes: [yes, gladly], no: [no, not today]}",
)

UNKNOWN_WORD = Rule(
    "R017",
    "unknown-word",
    "error",
    "the recognizer does not know the word `{word}`, so nobody can answer with it",
    "choose a word from the dictionary, or several ways to say it",
    why=(
        "The recognizer hears only words of its dictionary, some two hundred thousand. An answer "
        "with any other word would never be heard. Words of the built-in English model are "
        "looked up without loading it; with another model, whenever a session begins."
    ),
    bad='- ask: How was it?\n  answers: {good: ["!!"], bad: [bad]}',
    good="- ask: How was it?\n  answers: {good: [good], bad: [bad]}",
)

ANSWERS_ALIKE = Rule(
    "R018",
    "answers-alike",
    "error",
    "`{one}` and `{two}` cannot be told apart, but mean different answers",
    "choose words that sound different",
    why="Two answers that sound alike would be taken for each other.",
    bad="- ask: Which one?\n  answers: {first: [there], second: [their]}",
    good="- ask: Which one?\n  answers: {first: [this one], second: [the other]}",
)

TOO_MANY_OPTIONS = Rule(
    "R035",
    "too-many-options",
    "error",
    "{count} options cannot be kept in mind",
    "offer at most five; leave the rest for another question",
    why=(
        "Somebody who listens cannot look back at a list. Five options can be kept in mind until "
        "the last one has been read; more cannot, and only one to five are understood as numbers."
    ),
    bad="- choose: What shall it be?\n  from: [tea, music, a walk, a dance, a story, a nap]",
    good="- choose: What shall it be?\n  from: [tea, music, a walk]",
)

OTHER_SCALE = Rule(
    "R084",
    "other-scale",
    "warning",
    "this asks for a number {scale}, but a rating goes from one to five",
    "write `from one to five`",
    why=(
        "A rating is a number from one to five, whatever its question says. Somebody who was asked "
        "for one to ten and says seven is not understood and asked again."
    ),
    bad='- rate: "{name}, how heavy is it, from one to ten?"',
    good='- rate: "{name}, how heavy is it, from one to five?"',
)

SILENCE_IS_YES = Rule(
    "R096",
    "silence-is-yes",
    "warning",
    "nobody answering counts as `{answer}` here",
    "take an answer that leads no further, such as `if nobody answers: {safe}`",
    why=(
        "Somebody who says nothing may be unwilling, moved to tears, or out of the room. Silence "
        "is no yes: where it counts as one, people are taken further, or bound to something, "
        "without having said so. Where there is one answer only, leave `if nobody answers` out; "
        "`when: list is not agreed` then holds for those who said nothing."
    ),
    bad=(
        '- ask each: "{name}, carry on, or close?"\n  answers: [carry on, close]\n'
        "  if nobody answers: carry on"
    ),
    good=(
        '- ask each: "{name}, carry on, or close?"\n  answers: [carry on, close]\n'
        "  if nobody answers: close"
    ),
)

FIRST_TIME = Rule(
    "R112",
    "first-time-otherwise",
    "warning",
    "the first time, when there is no `{name}`, this is said as well",
    "put the comparison into `when: {name} is kept`",
    why=(
        "Nothing compares with what no earlier session has kept, so the first time `otherwise` "
        "holds: “about the same as last week” would be said to people who have never been asked "
        "before. A `when` around the comparison leaves it out until there is something to compare "
        "with."
    ),
    bad=(
        "- when: closeness > last closeness\n  do:\n    - say: A little closer than last time.\n"
        "  otherwise:\n    - say: Not closer than last time."
    ),
    good=(
        "- when: last closeness is kept\n  do:\n    - when: closeness > last closeness\n"
        "      do:\n        - say: A little closer than last time.\n      otherwise:\n"
        "        - say: Not closer than last time."
    ),
)

TOO_MANY_ANSWERS = Rule(
    "R097",
    "too-many-answers",
    "error",
    "{count} answers to one question cannot be kept in mind or told apart",
    "accept at most {most}; split the question, or leave rare ways of saying them out",
    why=(
        "Nobody who only listens keeps a dozen answers in mind, and the more there are, the more "
        "easily one is taken for another. So a question has at most twelve answers, and at most "
        "sixty ways of saying them in all."
    ),
    bad=(
        "- ask: Which month is it?\n  answers: [one, two, three, four, five, six, seven, eight, "
        "nine, ten, eleven, twelve, thirteen]"
    ),
    good="- ask: Is it summer or winter?\n  answers: [summer, winter]",
)
