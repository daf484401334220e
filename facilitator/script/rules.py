"""Every rule a script is checked against. Codes are stable: never reused, never renumbered."""

from __future__ import annotations

from typing import Final

from facilitator.script.diagnostics import Rule

NOT_TEXT = Rule(
    "R001",
    "not-text",
    "error",
    "this file is not UTF-8 text: {found} found",
    "save it as UTF-8 text",
)
TOO_LARGE = Rule(
    "R002",
    "too-large",
    "error",
    "this file is too large for a ritual: {size}",
    "split it into several rituals, or move what repeats into shared parts",
)
INVISIBLE_CHARACTER = Rule(
    "R003",
    "invisible-character",
    "error",
    "there is an invisible character here: {character}",
    "delete it and type the place anew",
)
BROKEN_YAML = Rule(
    "R004",
    "broken-yaml",
    "error",
    "{problem}",
    "look at indentation, quotation marks and colons here and in the line above",
)
TOO_DEEP = Rule(
    "R005",
    "too-deep",
    "error",
    "this is nested more than {most} levels deep",
    "move the inner steps into a shared part and `use` it",
)
ANCHOR = Rule(
    "R006",
    "anchor",
    "error",
    "anchors and aliases (& and *) are not part of the language",
    "put a text that begins with & or * in quotes; share steps with `use`",
)
TAG = Rule(
    "R007",
    "tag",
    "error",
    "type tags such as {tag} are not part of the language",
    "put a text that begins with ! in quotes",
)
KEY_TWICE = Rule(
    "R008",
    "key-twice",
    "error",
    "`{key}` is given twice; the first time in line {first}",
    "keep one of them, or begin a new step with a dash",
)
TWO_DOCUMENTS = Rule(
    "R009",
    "two-documents",
    "error",
    "a second document begins here (---)",
    "write one ritual per file",
)
TAB = Rule(
    "R010",
    "tab",
    "error",
    "this line is indented with a tab",
    "indent with spaces",
)
EMPTY_SCRIPT = Rule(
    "R011",
    "empty-script",
    "error",
    "there is nothing in this file",
    'begin with "ritual:", "about:", "depth:" and "steps:"',
)
ODD_KEY = Rule(
    "R012",
    "odd-key",
    "error",
    "a key must be a short word or two",
    "write KEY: VALUE, and put a text that begins with ? [ or { in quotes",
)
LONG_SENTENCE = Rule(
    "R013",
    "long-sentence",
    "warning",
    "a sentence of {count} words is hard to follow by ear",
    "cut it into sentences of at most {most} words",
)
SAFE_WORD_IN_PROMPT = Rule(
    "R014",
    "safe-word-in-prompt",
    "error",
    "a prompt says the safe word",
    "reword the prompt, or choose another safe word",
)
PAUSE_WORD_IN_PROMPT = Rule(
    "R015",
    "pause-word-in-prompt",
    "error",
    "a prompt says the pause word",
    "reword the prompt, or choose another pause word",
)
COMMAND_IN_ANSWER = Rule(
    "R016",
    "command-in-answer",
    "error",
    "the answer `{answer}` holds a word that always means something else",
    "choose another way to say it",
)
UNKNOWN_WORD = Rule(
    "R017",
    "unknown-word",
    "error",
    "the recognizer does not know the word `{word}`, so nobody can answer with it",
    "choose a word from the dictionary, or several ways to say it",
)
ANSWERS_ALIKE = Rule(
    "R018",
    "answers-alike",
    "error",
    "`{one}` and `{two}` cannot be told apart, but mean different answers",
    "choose words that sound different",
)
UNSAYABLE = Rule(
    "R019",
    "unsayable",
    "error",
    "the voice cannot say `{found}`",
    "write it as it should be spoken",
)
MISSING_KEY = Rule(
    "R020",
    "missing-key",
    "error",
    "{where} needs `{key}`",
    "add a line `{key}: …`",
)
UNKNOWN_KEY = Rule(
    "R021",
    "unknown-key",
    "error",
    "{where} has no `{key}`",
    "it may have: {known}",
)
WRONG_TYPE = Rule(
    "R022",
    "wrong-type",
    "error",
    "`{key}` should be {should}",
    "",
)
UNKNOWN_STEP = Rule(
    "R023",
    "unknown-step",
    "error",
    "no step begins with `{key}`",
    "the first key of a step says what happens: {known}",
)
BAD_DURATION = Rule(
    "R024",
    "bad-duration",
    "error",
    "`{value}` is not a length of time",
    'write it with its unit, such as "2 min", "90 s" or "1 min 30 s"',
)
BAD_CHOICE = Rule(
    "R025",
    "bad-choice",
    "error",
    "`{key}` cannot be `{value}`",
    "choose {known}",
)
BAD_SETTING = Rule(
    "R026",
    "bad-setting",
    "error",
    "the setting `{name}` {should}",
    "",
)
UNKNOWN_NAME = Rule(
    "R027",
    "unknown-name",
    "error",
    "`{name}` stands for nothing here",
    "there are: {known}",
)
BAD_CONDITION = Rule(
    "R028",
    "bad-condition",
    "error",
    "`{text}` is not a condition",
    'write it like "place is apart", "gaze is at least 3 min", "any wish is shorter" or "after < '
    'before": a name on the left, on the right a value or the name of another rating, tally or '
    "number",
)
UNKNOWN_PART = Rule(
    "R029",
    "unknown-part",
    "error",
    "there is no shared part `{part}`",
    "there are: {known}",
)
BAD_VERSION = Rule(
    "R030",
    "bad-version",
    "error",
    "this script is written for version {version} of the language",
    "this program reads version {known}: install a newer one, or write the script for "
    "`version: {newest}`",
)
NO_WORDS = Rule(
    "R031",
    "no-words",
    "error",
    "`{key}` holds no words",
    "write what is to be said, or leave the line out",
)
PARTS_IN_A_CIRCLE = Rule(
    "R032",
    "parts-in-a-circle",
    "error",
    "the shared part `{part}` uses itself",
    "take this `use` out",
)
UNKNOWN_ANSWER = Rule(
    "R033",
    "unknown-answer",
    "error",
    "`{subject}` is never `{value}`",
    "it can be {known}",
)
UNKNOWN_RITUAL = Rule(
    "R034",
    "unknown-ritual",
    "error",
    "there is no ritual `{ritual}`",
    "there are: {known}",
)
TOO_MANY_OPTIONS = Rule(
    "R035",
    "too-many-options",
    "error",
    "{count} options cannot be kept in mind",
    "offer at most five; leave the rest for another question",
)
BAD_HOUR = Rule(
    "R036",
    "bad-hour",
    "error",
    "`{value}` is not a time of day",
    'write it like "ten o\'clock", "half past nine" or "10 pm", or name a setting that holds one',
)
ABSURD_LENGTH = Rule(
    "R040",
    "absurd-length",
    "error",
    "{what} of {length} cannot be meant",
    "give it from {low} to {high}",
)
ENDLESS = Rule(
    "R041",
    "endless",
    "error",
    "this does not say when to stop repeating",
    'write "three times", or "until … is …, at most 5 times"',
)
UNREACHABLE = Rule(
    "R042",
    "unreachable",
    "warning",
    "nothing after this {what} can happen",
    "move the steps before it, or take them out",
)
DEEP_WITHOUT_CONSENT = Rule(
    "R043",
    "deep-without-consent",
    "error",
    "this ritual is deep, but nobody is asked whether they want it",
    "put a `consent` step before the first question",
)
UNUSED_SETTING = Rule(
    "R044",
    "unused-setting",
    "warning",
    "nothing uses the setting `{name}`",
    "use it in a text in braces, in a `when`, or take it out",
)
TOO_LONG = Rule(
    "R045",
    "too-long",
    "error",
    "this ritual would take {length}",
    "repeat less, or make it a programme of several rituals",
)
NO_WAY_OUT_SAID = Rule(
    "R046",
    "no-way-out-said",
    "warning",
    "nobody is told how to rest or end before this {depth} ritual begins",
    "add `use: how to rest or end` before the first question",
)

NOTE_OF_WHOM = Rule(
    "R050",
    "note-of-whom",
    "error",
    "each of the two has a note called `{name}`; nobody could tell which one is read",
    "write {{name} of first} or {{name} of second}, or read it inside `for each: partner`",
)
NOTE_TOO_EARLY = Rule(
    "R051",
    "note-too-early",
    "warning",
    "`{name}` is read before anybody was asked for it, so this sentence is never said",
    "move it behind the `note`, or write {last {name}} for the one of the last session",
)
NOTE_UNREAD = Rule(
    "R052",
    "note-unread",
    "warning",
    "the note `{name}` is held for this session only, and nothing reads it",
    "read it in a text in braces, or write `remember: {name}` to keep it for the next session",
)
BAD_DAY = Rule(
    "R053",
    "bad-day",
    "error",
    "`{value}` is no day to be reminded on",
    "write `tomorrow`, `in 3 days`, `in two weeks`, `on Sunday` or `next time`, or name in braces "
    "an answer or a setting whose words are such days",
)
LONG_REMINDER = Rule(
    "R054",
    "long-reminder",
    "error",
    "a reminder is one sentence; this has {count}",
    "say it in one; what else there is to say belongs to the ritual itself",
)
REMINDER_UNANSWERED = Rule(
    "R055",
    "reminder-unanswered",
    "warning",
    "this reminder asks, but nobody waits for an answer",
    "add `remember: NAME`, and yes or no is understood and kept; or make it a statement",
)
WHY_UNHEARD = Rule(
    "R056",
    "why-unheard",
    "warning",
    "nobody can ask why here: a `{kind}` step neither says nor asks anything",
    "put `why` on the step before it that says or asks something",
)
UNTRANSLATED = Rule(
    "R057",
    "untranslated",
    "warning",
    "no translation yet for {count} of {all} texts; the first is `{id}`: “{original}”",
    "write each after its `translation:`; until then nothing can be performed in this language",
)
OUT_OF_DATE = Rule(
    "R058",
    "translation-out-of-date",
    "warning",
    "`{id}` was translated before its line changed to “{original}”",
    "bring the translation up to date, then take the line `was:` out",
)
UNKNOWN_LINE = Rule(
    "R059",
    "unknown-line",
    "warning",
    "{where} has no `{id}`",
    "`facilitator translate` moves it to `removed`, where it does no harm",
)
PLACEHOLDER_MISSING = Rule(
    "R060",
    "placeholder-missing",
    "warning",
    "the translation leaves `{{name}}` out",
    "put it where it belongs in this language",
)
PLACEHOLDER_INVENTED = Rule(
    "R061",
    "placeholder-invented",
    "error",
    "`{{name}}` stands for nothing in this line",
    "the original has: {known}",
)
WRONG_LANGUAGE_FILE = Rule(
    "R062",
    "wrong-language-file",
    "error",
    "this file says it is {says}, but its name says {named}",
    "make both the same",
)
UNQUOTED_BRACE = Rule(
    "R063",
    "unquoted-brace",
    "error",
    "what begins with a brace must stand in quotation marks",
    "write `{fixed}`",
)
COMMA_IN_BRACES = Rule(
    "R064",
    "comma-in-braces",
    "error",
    "inside braces a text ends at a comma, so `{key}` is taken for something of its own",
    "write `{fixed}`",
)
NO_COLON = Rule(
    "R065",
    "no-colon",
    "error",
    "there is no colon after `{key}`",
    "write `{fixed}`",
)
NOTHING_GIVEN = Rule(
    "R066",
    "nothing-given",
    "error",
    "there is nothing after `{key}:`",
    "write {should}",
)
UNKNOWN_EVENT = Rule(
    "R067",
    "unknown-event",
    "error",
    "`{event}` never happens in this ritual",
    "in it happen: {known}",
)
ADDRESSED_NOT_ASKED = Rule(
    "R068",
    "addressed-not-asked",
    "warning",
    "this calls {{called}} alone, but {to}",
    "add `who: {called}`",
)
ONE_INSIDE_EACH = Rule(
    "R069",
    "one-inside-each",
    "warning",
    "inside `for each`, `who: {who}` is the same person every time",
    "take `who` out, and it is for the one whose steps these are; or move the step out of `for "
    "each`; `who: other` is the other one each time",
)
OTHER_OF_WHOM = Rule(
    "R070",
    "other-of-whom",
    "error",
    "nobody is the other one here",
    "write `who: first` or `who: second`, or put the step inside `for each: partner`",
)
SECOND_MISSING = Rule(
    "R071",
    "second-missing",
    "warning",
    "this ritual is for {people}, and with one person there is no second: the step is left out",
    "write `who: first`, or leave `who` out; let nothing that must happen depend on this step",
)
NOT_COMPARABLE = Rule(
    "R072",
    "not-comparable",
    "error",
    "`{one}` and `{other}` cannot be compared",
    "compare two ratings, tallies or numbers by their names, or one of them with a number",
)
CASE_FAILS = Rule(
    "R073",
    "case-fails",
    "error",
    "in the case “{people}” {what}",
    "mend the ritual, or what the case says",
)
JAR_EMPTY_UNSAID = Rule(
    "R076",
    "jar-empty-unsaid",
    "warning",
    "when there is nothing in the jar `{jar}`, nothing is said here",
    "add `if none:` with what is said then, or put the step into `when: {jar} is not empty`",
)
NOTE_MISSING_UNSAID = Rule(
    "R077",
    "note-missing-unsaid",
    "warning",
    "when no `{name}` is kept, nothing is {done} here",
    "put the step into `when: {name} is kept`, and what is {done} instead under `otherwise`",
)
JAR_NEVER_FILLED = Rule(
    "R078",
    "jar-never-filled",
    "warning",
    "no `note` of this ritual keeps anything in a jar called `{jar}`",
    "write its name as in `keep in`, or keep a note in it",
)
SLIP_UNREAD = Rule(
    "R079",
    "slip-unread",
    "error",
    "a note is drawn here, but not read",
    "put {slip} where its words belong",
)
CUT_BY_COMMENT = Rule(
    "R081",
    "cut-by-comment",
    "warning",
    "this text ends before #; what follows is a comment and is never said",
    "write `{fixed}` to have it said, or end the sentence before the comment",
)
NO_LANGUAGE_FILE = Rule(
    "R080",
    "no-language-file",
    "warning",
    "{what} not translated to {language} yet",
    "`facilitator translate {stem} {code}` writes the file; until it is filled in, nothing can be "
    "performed in this language",
)
OTHER_SCALE = Rule(
    "R084",
    "other-scale",
    "warning",
    "this asks for a number {scale}, but a rating goes from one to five",
    "write `from one to five`",
)
NOTE_NEVER_SAID = Rule(
    "R085",
    "note-never-said",
    "warning",
    "this sentence is never said: only the {given} one is asked for `{note}`",
    "read the note of the {given} one, or ask for the note without `who`",
)
NEVER_EMPTIED = Rule(
    "R086",
    "never-emptied",
    "warning",
    "drawing takes nothing out of the jar `{jar}`, so this does not come about by it",
    "did you mean `unread in {jar} is 0`?",
)

ANSWER_NOT_SAID = Rule(
    "R091",
    "answer-not-said",
    "warning",
    "the original names the answer `{name}`, and this translation names another word or none",
    "write `{say {name}}` there: it becomes the word that is waited for",
)
TALK_UNANNOUNCED = Rule(
    "R092",
    "talk-unannounced",
    "warning",
    "nobody is told that this time is for {{who}} alone: a `talk` is not announced",
    'say it in a step before: `- say: "{{who}}, the next minutes are yours."`',
)
OWN_SAFETY_PART = Rule(
    "R094",
    "own-safety-part",
    "warning",
    "a file beside the script has the name of the product's own part `{part}`, and is not used",
    "give your file another name, and `use` both",
)
NO_AFTERCARE = Rule(
    "R095",
    "no-aftercare",
    "warning",
    "this ritual is deep, but not every course of it ends with the aftercare",
    "add `use: aftercare` behind the last turn, before the end",
)
SILENCE_IS_YES = Rule(
    "R096",
    "silence-is-yes",
    "warning",
    "nobody answering counts as `{answer}` here",
    "take an answer that leads no further, such as `if nobody answers: {safe}`",
)

TOO_MANY_ANSWERS = Rule(
    "R097",
    "too-many-answers",
    "error",
    "{count} answers to one question cannot be kept in mind or told apart",
    "accept at most {most}; split the question, or leave rare ways of saying them out",
)
TOO_MANY_STEPS = Rule(
    "R098",
    "too-many-steps",
    "error",
    "this has {count}, and nothing needs so many",
    "keep to {most}; split it into several rituals, or `repeat` what comes again",
)
DECK_NOT_JAR = Rule(
    "R102",
    "deck-not-jar",
    "error",
    "`{deck}` is a deck of cards, and `draw from` draws notes from a jar",
    "cards come in turns with `deck: {deck}`, or in a `talk` with `starters: {deck}`",
)

RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((rule for rule in globals().values() if isinstance(rule, Rule)), key=lambda r: r.code)
)
"""All rules, in the order of their codes."""

BY_CODE: Final[dict[str, Rule]] = {rule.code: rule for rule in RULES}
"""Rules by code."""
