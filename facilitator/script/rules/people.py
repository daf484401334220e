"""Who of the two something is for."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

ADDRESSED_NOT_ASKED = Rule(
    "R068",
    "addressed-not-asked",
    "warning",
    "this calls {{called}} alone, but {to}",
    "add `who: {called}`",
    why=(
        "Somebody who is called by name believes that it is for them, and the other one waits. "
        "But a name in a text changes nothing about who may answer. `who: first` puts the question "
        "to that one, and the answer counts as theirs. Where each of the two should be asked by "
        "name, write `{name}`."
    ),
    bad='- ask: "{first}, are you ready?"\n  answers: [yes, no]',
    good='- ask: "{first}, are you ready?"\n  who: first\n  answers: [yes, no]',
)

ONE_INSIDE_EACH = Rule(
    "R069",
    "one-inside-each",
    "warning",
    "inside `for each`, `who: {who}` is the same person every time",
    "take `who` out, and it is for the one whose steps these are; or move the step out of `for "
    "each`; `who: other` is the other one each time",
    why=(
        "The steps of `for each` are performed with one partner after the other, and are put to "
        "the one whose steps they are. With `who: first` the same person would be asked once for "
        "each of you. `who: other` is the other one of the two each time."
    ),
    bad=(
        "- for each: partner\n  do:\n"
        '    - rate: "{first}, how was that, from one to five?"\n      who: first\n      as: ease'
    ),
    good=(
        "- for each: partner\n  do:\n"
        '    - rate: "{name}, how was that, from one to five?"\n      as: ease'
    ),
)

OTHER_OF_WHOM = Rule(
    "R070",
    "other-of-whom",
    "error",
    "nobody is the other one here",
    "write `who: first` or `who: second`, or put the step inside `for each: partner`",
    why=(
        "`other` is the other one than the one whose steps they are, and that is known only inside "
        "`for each: partner`. Elsewhere it is `first`, who leads, or `second`."
    ),
    bad='- ask: "Did you hear it?"\n  who: other\n  answers: [yes, no]',
    good='- ask: "Did you hear it?"\n  who: second\n  answers: [yes, no]',
)

SECOND_MISSING = Rule(
    "R071",
    "second-missing",
    "warning",
    "this ritual is for {people}, and with one person there is no second: the step is left out",
    "write `who: first`, or leave `who` out; let nothing that must happen depend on this step",
    why=(
        "A ritual that one person may hold alone is performed for one as well. Then there is no "
        "second: a step for the second is left out, and it is as if nobody had answered. If that "
        "is what you want, leave it."
    ),
    bad=(
        "people: one or two\nsteps:\n"
        "  - ask: Shall I ring the bell?\n    who: second\n    answers: [yes, no]"
    ),
    good="people: one or two\nsteps:\n  - ask: Shall I ring the bell?\n    answers: [yes, no]",
)

TALK_UNANNOUNCED = Rule(
    "R092",
    "talk-unannounced",
    "warning",
    "nobody is told that this time is for {{who}} alone: a `talk` is not announced",
    'say it in a step before: `- say: "{{who}}, the next minutes are yours."`',
    why=(
        "Nobody calls out before a `talk`. Where it is for one of the two alone and no line before "
        "it says their name or asks something, both sit before a silent voice and wait. Say whose "
        "time it is, in the step before."
    ),
    bad="- say: Sit down.\n- talk: 2 min\n  who: first",
    good='- say: "{first}, tell what was good today."\n- talk: 2 min\n  who: first',
)
DEEP_FOR_MANY = Rule(
    "R116",
    "deep-for-many",
    "error",
    "a deep ritual is for two at the most, and this one is for {people}",
    "write `depth: medium` and mark what goes deeper `deep:`, which is asked of two only; or "
    "write `people: {fits}`",
    why=(
        "What is told in something deep is told to one person who is trusted with it. With more "
        "than two people nothing marked `deep` is asked, and a ritual that is deep as a whole is "
        "not held."
    ),
    bad="depth: deep\npeople: two or more",
    good="depth: medium\npeople: two or more",
)

OFFERED_TO_OTHERS = Rule(
    "R113",
    "offered-to-others",
    "error",
    "{there} can be here, and `{ritual}` is for {people}",
    "put the step inside `when: people is {fits}`, and say something else under `otherwise`",
    why=(
        "A ritual that another one leads into is held by the same people. When one person alone, "
        "or three, can come to a step that leads to a ritual for two, the session would end there "
        "in an error. Ask how many are there before you offer it."
    ),
    bad=(
        "people: one or two\nsteps:\n"
        "  - offer: Would you like to look at each other?\n    ritual: mirror-talk"
    ),
    good=(
        "people: one or two\nsteps:\n  - when: people is 2\n    do:\n"
        "      - offer: Would you like to look at each other?\n        ritual: mirror-talk"
    ),
)

WRONG_PRONOUN = Rule(
    "R104",
    "wrong-pronoun",
    "error",
    "{name} cannot be filled in for everybody",
    "write {better}",
    why=(
        "Pronouns are written in one form, that of “they”: `{they}`, `{them}`, `{to them}`, "
        "`{their}`, `{theirs}`, `{themself}`, with `first`, `second` or `other` before it for one "
        "of the two. Each person is then called as they wish. A verb that changes stands inside "
        "the braces, in the form that follows “they”: `{other they are}` becomes “she is”."
    ),
    bad='- say: "{first}, you have the words. {second she} listens."',
    good='- say: "{first}, you have the words. {second they listen}."',
)

HE_OR_SHE = Rule(
    "R105",
    "he-or-she",
    "warning",
    "“{both}” leaves some people out, and takes long to say",
    "write {better} in its place; with `first`, `second` or `other` before it for one of the two",
    why=(
        'People say how they wish to be called, as in `--partners "Anna (she), Ben (he)"`, and '
        "a text can say just that. Who gives no pronouns is called “they”."
    ),
    bad="- say: Let the other one finish, however long he or she takes.",
    good='- say: "Let {second} finish, however long {second they take}."',
)
