"""The same ritual in another language."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

UNTRANSLATED = Rule(
    "R057",
    "untranslated",
    "warning",
    "no translation yet for {count} of {all} texts; the first is `{id}`: “{original}”",
    "write each after its `translation:`; until then nothing can be performed in this language",
    why=(
        "A session is held in a language only when everything it says is translated: one English "
        "sentence in a voice of another language would be understood by nobody. The ritual in its "
        "own language does not wait for that. `facilitator translate` writes a line "
        '`translation: ""` for each text; this says how many are still empty, and where the '
        "first is."
    ),
    bad='lines:\n  welcome:\n    original: Welcome.\n    translation: ""',
    good='lines:\n  welcome:\n    original: Welcome.\n    translation: "Willkommen."',
)

OUT_OF_DATE = Rule(
    "R058",
    "translation-out-of-date",
    "warning",
    "`{id}` was translated before its line changed to “{original}”",
    "bring the translation up to date, then take the line `was:` out",
    why=(
        "The line was edited after it had been translated. The old translation is still spoken, "
        "and nothing is lost; but it may say what the author no longer means. Beside it stands "
        "what it was made from: in `was`, once `facilitator translate` has been run, else in "
        "`original`."
    ),
    bad=(
        "lines:\n  welcome:\n    original: Welcome, both of you.\n    was: Welcome.\n"
        "    translation: Willkommen."
    ),
    good=(
        "lines:\n  welcome:\n    original: Welcome, both of you.\n"
        "    translation: Willkommen, ihr beiden."
    ),
)

UNKNOWN_LINE = Rule(
    "R059",
    "unknown-line",
    "warning",
    "{where} has no `{id}`",
    "`facilitator translate` moves it to `removed`, where it does no harm",
    why=(
        "The script has no such line, or has it no longer. The entry is never spoken. "
        "`facilitator translate` moves it to the end, under `removed`, in case it comes back."
    ),
    bad=(
        "lines:\n  welcom:            # the script says `welcome`\n    original: Hello.\n"
        "    translation: Hallo."
    ),
    good="lines:\n  welcome:\n    original: Welcome.\n    translation: Willkommen.",
)

PLACEHOLDER_MISSING = Rule(
    "R060",
    "placeholder-missing",
    "warning",
    "the translation leaves `{{name}}` out",
    "put it where it belongs in this language",
    why=(
        "What stands in braces is filled in when the line is spoken: a name, a length of time. A "
        "translation without it no longer says for whom or how long."
    ),
    bad='original: "{name}, you have {time}."\ntranslation: "{name}, du hast Zeit."',
    good='original: "{name}, you have {time}."\ntranslation: "{name}, du hast {time}."',
)

PLACEHOLDER_INVENTED = Rule(
    "R061",
    "placeholder-invented",
    "error",
    "`{{name}}` stands for nothing in this line",
    "the original has: {known}",
    why=(
        "What stands in braces must be known where the line is spoken; everything else would be "
        "read aloud as it stands. Placeholders are never translated. Besides those of the "
        "original, `{say yes}` and the like stand for what people can answer."
    ),
    bad='original: "Thank you, {name}."\ntranslation: "Danke, {nahme}."',
    good='original: "Thank you, {name}."\ntranslation: "Danke, {name}."',
)

WRONG_LANGUAGE_FILE = Rule(
    "R062",
    "wrong-language-file",
    "error",
    "this file says it is {says}, but its name says {named}",
    "make both the same",
    why=(
        "A language file is found by its name: `mirror-talk.de.yaml` is the German of "
        "`mirror-talk.yaml`. When it says something else inside, one of the two is a mistake."
    ),
    bad="# mirror-talk.de.yaml\nlanguage: fr\nritual: mirror-talk",
    good="# mirror-talk.de.yaml\nlanguage: de\nritual: mirror-talk",
)

NO_LANGUAGE_FILE = Rule(
    "R080",
    "no-language-file",
    "warning",
    "{what} not translated to {language} yet",
    "`facilitator translate {stem} {code}` writes the file; until it is filled in, nothing can be "
    "performed in this language",
    why=(
        "A session in another language needs three kinds of files: that of the ritual, those of "
        "the shared parts it uses, and that of what the facilitator says of its own. One of them "
        "is not there yet. The ritual in its own language does not wait for it."
    ),
    bad="evening.yaml\nevening.fr.yaml",
    good="evening.yaml\nevening.fr.yaml\nfacilitator.fr.yaml",
)

ANSWER_NOT_SAID = Rule(
    "R091",
    "answer-not-said",
    "warning",
    "the original names the answer `{name}`, and this translation names another word or none",
    "write `{say {name}}` there: it becomes the word that is waited for",
    why=(
        "The ears wait for certain words, in the language they understand. Where the original "
        "tells people to say one of them, a translation must name that very word, or people say "
        "something that nobody waits for. `{say ready}` becomes the word that is waited for, "
        "whatever the speech model; `facilitator translate` writes beside such a line what to "
        "keep."
    ),
    bad='original: Say "ready" when you are.\ntranslation: Sagt bereit, wenn ihr so weit seid.',
    good=(
        'original: Say "ready" when you are.\n'
        "translation: Sagt „{say ready}“, wenn ihr so weit seid."
    ),
)

SAFETY_LOST = Rule(
    "R110",
    "safety-lost",
    "error",
    "`{id}` keeps people safe, and its translation {lost}",
    "say all that the original says, in the words of this language",
    why=(
        "Some lines are there so that nobody comes to harm: the question for consent, the house "
        "rules, what tells how to rest or end, the aftercare, and what the facilitator says of "
        "its own when a session rests or stops. A language may say them in its own way, but must "
        "not lose what they say: each name in braces stays, each answer that is named stays "
        "(`{say yes}`, `{say go on}`), and of three sentences one at least. An answer that decides "
        "has words of its own: what means yes must not mean no."
    ),
    bad=(
        'original: "{name}, would you like to do this? A yes or a no is enough."\n'
        'translation: "{name}, dann fangen wir an."'
    ),
    good=(
        'original: "{name}, would you like to do this? A yes or a no is enough."\n'
        'translation: "{name}, möchtest du das? „{say yes}“ oder „{say no}“ genügt."'
    ),
)

ANSWER_WITHOUT_WORD = Rule(
    "R111",
    "answer-without-word",
    "warning",
    "a text says what was answered, and this file has no word yet for {answers}",
    "write under `shown`, for `{id}`, how a sentence of this language says `{answer}`",
    why=(
        "`{wish}` in a text says what was answered to the question whose answer is kept as `wish`, "
        "in the words of the script: the meanings under `answers`. In another language each needs "
        "a word of that language, in the form in which the sentence takes it. Until all are there, "
        "nothing can be performed in this language."
    ),
    bad=(
        'shown:\n  answer sad:\n    original: sad\n    translation: ""\n'
        'lines:\n  say-it:\n    original: "You felt {last mood}."\n'
        '    translation: "Du warst {last mood}."'
    ),
    good=(
        "shown:\n  answer sad:\n    original: sad\n    translation: traurig\n"
        'lines:\n  say-it:\n    original: "You felt {last mood}."\n'
        '    translation: "Du warst {last mood}."'
    ),
)
