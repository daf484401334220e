"""What the voice says, and what it must not say."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

LONG_SENTENCE = Rule(
    "R013",
    "long-sentence",
    "warning",
    "a sentence of {count} words is hard to follow by ear",
    "cut it into sentences of at most {most} words",
    why=(
        "A listener cannot look back. After some twenty-five words the beginning of a sentence is "
        "forgotten before its end is reached. Short sentences sound calmer, too, as there is a "
        "breath between them."
    ),
    bad=(
        "- say: Sit down and look at each other and let your shoulders sink and your breath slow "
        "down and whatever comes may come and then go again as it likes to."
    ),
    good=(
        "- say: |\n    Sit down, and look at each other.\n    Let your shoulders sink.\n"
        "    Whatever comes may come."
    ),
)

SAFE_WORD_IN_PROMPT = Rule(
    "R014",
    "safe-word-in-prompt",
    "error",
    "a prompt says the safe word",
    "reword the prompt, or choose another safe word",
    why=(
        "Whatever the voice says, the microphone hears. An echo canceller takes it out again, but "
        "the safe word must never hang on that: a line that says it, or something that sounds "
        "like it, is refused. So is the word “stop” as a sentence of its own, which ends every "
        "session. Speak of “your safe word” instead."
    ),
    bad="- say: If it is too much, say pineapple.",
    good="- say: If it is too much, say your safe word.",
)

PAUSE_WORD_IN_PROMPT = Rule(
    "R015",
    "pause-word-in-prompt",
    "error",
    "a prompt says the pause word",
    "reword the prompt, or choose another pause word",
    why=(
        "Whatever the voice says, the microphone hears. A line with the pause word in it could "
        "freeze the session. So could the word “pause” as a sentence of its own."
    ),
    bad="- say: Pause.",
    good="- say: Rest for a moment.",
)

UNSAYABLE = Rule(
    "R019",
    "unsayable",
    "error",
    "the voice cannot say `{found}`",
    "write it as it should be spoken",
    why=(
        "The voice speaks English text. It has no sound for emoji, symbols, addresses of web "
        "pages, or letters of other scripts, and would leave them out or spell them."
    ),
    bad="- say: Read more at www.example.org ❤",
    good="- say: Hold each other for a while.",
)

NO_WORDS = Rule(
    "R031",
    "no-words",
    "error",
    "`{key}` holds no words",
    "write what is to be said, or leave the line out",
    why="There is nothing to say here: the text is empty or only marks.",
    bad='- say: ""',
    good="- say: Welcome.",
)

WHY_UNHEARD = Rule(
    "R056",
    "why-unheard",
    "warning",
    "nobody can ask why here: a `{kind}` step neither says nor asks anything",
    "put `why` on the step before it that says or asks something",
    why=(
        "`why` on a step is said when somebody asks “why” while the step is saying or asking "
        "something. A bell, a silence, somebody's talk are never interrupted by an explanation, "
        "so there it would never be heard."
    ),
    bad="- silence: 2 min\n  why: Quiet lets the breath slow down.",
    good=(
        "- say: And now, two minutes without words.\n"
        "  why: Quiet lets the breath slow down.\n- silence: 2 min"
    ),
)

CURLED_QUOTES = Rule(
    "R114",
    "curled-quotes",
    "warning",
    "these quotation marks belong to the text: {marks}",
    'put straight ones around it, "…", or leave them out',
    why=(
        "Word processors and some keyboards turn quotation marks into curled, lowered or pointed "
        "ones. In the file of a ritual only the straight ones stand around a text. Others are part "
        "of it: they are shown on the screen and printed on the card, and a colon or a brace "
        "inside them is not kept apart."
    ),
    bad="- say: \u201eMake yourselves comfortable.\u201c",
    good='- say: "Make yourselves comfortable."',
)
