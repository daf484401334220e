"""What each rule is for: a few plain sentences, an excerpt that breaks it, the same mended.

Loaded only when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule exists, with an excerpt that breaks it and the same excerpt mended."""

    why: str
    bad: str
    good: str


EXPLANATIONS: Final[dict[str, Explanation]] = {
    "R001": Explanation(
        "A ritual is a text file in UTF-8, the encoding every editor of today writes. Older "
        "encodings turn accents and quotation marks into something the voice would stumble over.",
        "# saved as Latin-1 or UTF-16",
        "# saved as UTF-8",
    ),
    "R002": Explanation(
        "The longest ritual in the catalogue is a tenth of what is read here. A larger file is "
        "most likely not a ritual.",
        "# a file of more than 256 KiB, or of more than 20,000 values",
        "# one ritual per file; what repeats stands in a shared part",
    ),
    "R003": Explanation(
        "Some characters take no room on the screen or change the direction of the text. They "
        "come with copied text and make a line read differently from what it says.",
        'say: "Welcome\\u202e."   # a character that turns the text around',
        "say: Welcome.",
    ),
    "R004": Explanation(
        "Rituals are written in YAML: indentation shows what belongs together, a colon and a "
        "space separate a key from its value, a dash begins an item. A text that holds a colon "
        "and a space, or begins with a quotation mark, goes in quotes or after a `|`. Only the "
        "first such place is told: mend it and check again.",
        "- say: Remember: breathe.",
        '- say: "Remember: breathe."',
    ),
    "R005": Explanation(
        "Steps inside steps inside steps are hard to read and hard to follow. Six levels are "
        "plenty; here the file has many more.",
        "- when: a is b\n  do:\n    - when: …   # and so on, many levels deep",
        "- use: my inner part",
    ),
    "R006": Explanation(
        "YAML can name a piece (`&x`) and repeat it (`*x`). Such files are hard to read aloud and "
        "can grow without limit, so rituals share steps with `use` instead.",
        "- say: &hello Welcome.\n- say: *hello",
        "- say: Welcome.\n- say: Welcome.",
    ),
    "R007": Explanation(
        "YAML can say of what type a value is (`!!int`). Rituals need no types: a text is a text, "
        "a length of time has its unit.",
        "- say: !!str Welcome.",
        "- say: Welcome.",
    ),
    "R008": Explanation(
        "The same key twice in one place: only one of them could count, and it would be a matter "
        "of luck which. Often a dash is missing before the second. The same goes for two steps "
        "with the same `id`.",
        "- say: Welcome.\n  say: Sit down.",
        "- say: Welcome.\n- say: Sit down.",
    ),
    "R009": Explanation(
        "Three dashes begin a new document in YAML. A file holds one ritual.",
        "ritual: One\n---\nritual: Two",
        "ritual: One",
    ),
    "R010": Explanation(
        "YAML does not allow tabs for indentation, because editors show them in different widths.",
        "steps:\n\t- say: Welcome.",
        "steps:\n  - say: Welcome.",
    ),
    "R011": Explanation(
        "The file is empty, or holds only comments.",
        "# a ritual",
        "ritual: A ritual\nabout: …\ndepth: light\nsteps:\n  - say: Welcome.",
    ),
    "R012": Explanation(
        "A key is a word or two followed by a colon. A list, a long text or nothing at all cannot "
        "be a key; this often comes from a text that begins with `{` or `[`, or a `?`.",
        "- {[a, b]: c}",
        "- say: a, b and c",
    ),
    "R013": Explanation(
        "A listener cannot look back. After some twenty-five words the beginning of a sentence is "
        "forgotten before its end is reached. Short sentences sound calmer, too, as there is a "
        "breath between them.",
        "- say: Sit down and look at each other and let your shoulders sink and your breath slow "
        "down and whatever comes may come and then go again as it likes to.",
        "- say: |\n    Sit down, and look at each other.\n    Let your shoulders sink.\n"
        "    Whatever comes may come.",
    ),
    "R014": Explanation(
        "Whatever the voice says, the microphone hears. An echo canceller takes it out again, but "
        "the safe word must never hang on that: a line that says it, or something that sounds "
        "like it, is refused. So is the word “stop” as a sentence of its own, which ends every "
        "session. Speak of “your safe word” instead.",
        "- say: If it is too much, say pineapple.",
        "- say: If it is too much, say your safe word.",
    ),
    "R015": Explanation(
        "Whatever the voice says, the microphone hears. A line with the pause word in it could "
        "freeze the session. So could the word “pause” as a sentence of its own.",
        "- say: Pause.",
        "- say: Rest for a moment.",
    ),
    "R016": Explanation(
        "Safe words, pause words and the commands stop, pause, go on, resume, continue and repeat "
        "always mean what they mean. An answer may not be one of them or hold a safe word.",
        "- ask: Shall we?\n  answers: {yes: [continue], no: [stop]}",
        "- ask: Shall we?\n  answers: {yes: [yes, gladly], no: [no, not today]}",
    ),
    "R017": Explanation(
        "The recognizer hears only words of its dictionary, some two hundred thousand. An answer "
        "with any other word would never be heard. This rule needs the speech model: it is "
        "checked with `--with-model` and whenever a session begins. An answer without any letter "
        "is refused without the model.",
        '- ask: How was it?\n  answers: {good: ["!!"], bad: [bad]}',
        "- ask: How was it?\n  answers: {good: [good], bad: [bad]}",
    ),
    "R018": Explanation(
        "Two answers that sound alike would be taken for each other.",
        "- ask: Which one?\n  answers: {first: [there], second: [their]}",
        "- ask: Which one?\n  answers: {first: [this one], second: [the other]}",
    ),
    "R019": Explanation(
        "The voice speaks English text. It has no sound for emoji, symbols, addresses of web "
        "pages, or letters of other scripts, and would leave them out or spell them.",
        "- say: Read more at www.example.org ❤",
        "- say: Hold each other for a while.",
    ),
    "R020": Explanation(
        "Something that is always needed is missing here. A ritual needs `ritual`, `about`, "
        "`depth` and `steps`; `turns` need `each`; a question needs `answers`; a text that "
        "depends on a setting needs one text for each of its choices.",
        "- turns:\n    question: How are you?",
        "- turns:\n    each: 2 min\n    question: How are you?",
    ),
    "R021": Explanation(
        "This key means nothing here. Nothing is ignored in silence: a misspelt key would "
        "otherwise be a step that does something else than you meant.",
        "- silence: 2 min\n  halfwai: soft bell",
        "- silence: 2 min\n  halfway: soft bell",
    ),
    "R022": Explanation(
        "The value is of another kind than what is needed here.",
        "- say: 42",
        '- say: "Forty-two."',
    ),
    "R023": Explanation(
        "The first key of a step says what happens, and there is a fixed set of them.",
        "- wait: 2 min",
        "- silence: 2 min",
    ),
    "R024": Explanation(
        "A length of time is written as people write it, with its unit: `2 min`, `90 s`, `1 min "
        "30 s`, `two minutes`, `half an hour`, or `1:30` in quotes for a minute and a half.",
        "- silence: 2",
        "- silence: 2 min",
    ),
    "R025": Explanation(
        "Only certain words are possible here.",
        "- bell: gong",
        "- bell: opening",
    ),
    "R026": Explanation(
        "A setting has a value to start with. A length of time or a number may have limits, which "
        "the start must keep, and may grow; a choice has its choices, and starts with one of them.",
        "settings:\n  gaze: {start: 20 min, limits: 1 min to 10 min}",
        "settings:\n  gaze: {start: 2 min, limits: 1 min to 10 min}",
    ),
    "R027": Explanation(
        "A name in braces is filled in when the ritual is performed: `{gaze}` by a setting, "
        "`{first}`, `{second}` and `{partners}` by names, `{name}` and `{other}` where one person "
        "is addressed. The same goes for names in `when` and `changes`. Nothing has this name.",
        "- say: For {gase} there will be no words.",
        "- say: For {gaze} there will be no words.",
    ),
    "R028": Explanation(
        "Conditions are plain sentences: something `is` or `is not` one or several values; a "
        "length, a number or a rating is `at least`, `at most`, `more than` or `less than` "
        "another, with the signs `<`, `<=`, `>` and `>=` if you like; answers that each partner "
        "gave can be asked with `any` or `every`. What is compared stands on the left; on the "
        "right stands a value, or the name of another rating, tally or number. There is nothing "
        "to calculate and no `and`: put one `when` into another.",
        "- when: place == apart\n  do:\n    - say: Sit so that you see each other.",
        "- when: place is apart\n  do:\n    - say: Sit so that you see each other.",
    ),
    "R029": Explanation(
        "`use` takes in steps from a file in the folder `parts` beside the ritual, or from the "
        "parts that come with the product. There is no such file.",
        "- use: how to rest and end",
        "- use: how to rest or end",
    ),
    "R030": Explanation(
        "The language grows. `version` says for which version a script was written. An older one "
        "is read all the same, and `facilitator check --upgrade FILE` rewrites it; a newer one is "
        "refused, because nobody here knows what it means.",
        "version: 7",
        "version: 1",
    ),
    "R031": Explanation(
        "There is nothing to say here: the text is empty or only marks.",
        '- say: ""',
        "- say: Welcome.",
    ),
    "R032": Explanation(
        "A shared part that uses itself, directly or through another, would go on for ever.",
        "# parts/breath.yaml\nsteps:\n  - use: breath",
        "# parts/breath.yaml\nsteps:\n  - say: Breathe.",
    ),
    "R033": Explanation(
        "The condition asks for a value that this setting or answer never has, so it would never "
        "come true.",
        "- when: place is appart\n  do:\n    - say: Sit so that you see each other.",
        "- when: place is apart\n  do:\n    - say: Sit so that you see each other.",
    ),
    "R034": Explanation(
        "`offer` and `next` lead into another ritual, named by its id: the name of its file "
        "without the ending. It must lie beside this one or come with the product. A test plan "
        "carries the name of its ritual, `mirror-talk.plan.yaml` beside `mirror-talk.yaml`.",
        "- offer: Shall we breathe together now?\n  ritual: breathing",
        "- offer: Shall we breathe together now?\n  ritual: breathing-in-sync",
    ),
    "R035": Explanation(
        "Somebody who listens cannot look back at a list. Five options can be kept in mind until "
        "the last one has been read; more cannot, and only one to five are understood as numbers.",
        "- choose: What shall it be?\n  from: [tea, music, a walk, a dance, a story, a nap]",
        "- choose: What shall it be?\n  from: [tea, music, a walk]",
    ),
    "R036": Explanation(
        "`talk: until ...` ends by the clock. A time of day is written as people say it; one said "
        "without morning or evening is the next one of its name.",
        "- talk: until late",
        "- talk: until ten o'clock",
    ),
    "R040": Explanation(
        "Such a length is most likely a slip: seconds for minutes, a nought too many.",
        "- silence: 20 h",
        "- silence: 20 min",
    ),
    "R041": Explanation(
        "Every ritual has an end. A repetition says how often, or until when and how often at "
        "most.",
        "- repeat: until mood is calm",
        "- repeat: until mood is calm, at most 5 times",
    ),
    "R042": Explanation(
        "`end` ends the session. What stands after it in the same list is never reached.",
        "- end: Thank you.\n- say: One more thing.",
        "- say: One more thing.\n- end: Thank you.",
    ),
    "R043": Explanation(
        "Nobody should be led into something deep without having been asked. A `consent` step "
        "asks each of the two by name; anything but a yes ends the session kindly. It stands "
        "before the first question or turn.",
        "depth: deep\nsteps:\n  - turns: {each: 5 min, question: What are you ashamed of?}",
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}\n"
        "  - use: aftercare",
    ),
    "R044": Explanation(
        "A setting that changes nothing only confuses the people who are asked about it.",
        "settings:\n  gaze: {start: 2 min}\nsteps:\n  - silence: 2 min",
        'settings:\n  gaze: {start: 2 min}\nsteps:\n  - silence: "{gaze}"',
    ),
    "R045": Explanation(
        "With all its repetitions the ritual would take more than twelve hours, or five thousand "
        "steps. Repetitions inside repetitions multiply.",
        "- repeat: 20 times\n  do:\n    - silence: 3 h",
        "- repeat: 2 times\n  do:\n    - silence: 10 min",
    ),
    "R046": Explanation(
        "In a medium or deep ritual the two should hear what their words do before they are asked "
        "anything: that the safe word ends everything, and the other one lets them rest. The "
        "shared part `how to rest or end` says it without saying the words. Where a script "
        "leaves it out, the product says it before anything else.",
        "depth: medium\nsteps:\n  - turns: {each: 2 min, question: What did you feel?}",
        "depth: medium\nsteps:\n  - use: how to rest or end\n"
        "  - turns: {each: 2 min, question: What did you feel?}",
    ),
    "R050": Explanation(
        "A note that each of the two gave is two notes. Where nobody is addressed by name, a text "
        "has to say which of them it reads. Inside `for each: partner` the plain name means the "
        "note of the one whose steps these are, and `of other` that of the other one.",
        "- note: What do you need this week?\n  remember: need\n"
        '- say: "This was wished for: {need}."',
        "- note: What do you need this week?\n  remember: need\n"
        '- say: "{first} needs this: {need of first}."\n'
        '- say: "{second} needs this: {need of second}."',
    ),
    "R051": Explanation(
        "A sentence with a note that nobody has given yet is left out. Read a note behind the "
        "step that asks for it, or read the one that the last session kept.",
        '- say: "You wanted to do this: {plan}."\n'
        "- note: What would you two like to do?\n  who: both\n  remember: plan",
        '- say: "Last time you wanted to do this: {last plan}."\n'
        "- note: What would you two like to do?\n  who: both\n  remember: plan",
    ),
    "R052": Explanation(
        "With `as` a note is gone when the session is over. People who are asked for one expect "
        "it to come up again.",
        "- note: What would you two like to do?\n  who: both\n  as: plan",
        "- note: What would you two like to do?\n  who: both\n  as: plan\n"
        '- say: "So this is the plan: {plan}."',
    ),
    "R053": Explanation(
        "A reminder is said early in the first session on or after its day, so it needs a day: "
        "so many days, weeks or months from now, a day of the week, or simply the next time. "
        "A year is the furthest. An answer may name the day, when all that can be answered are "
        "days, or a word such as `no`.",
        "- remind: Your reward is waiting.\n  when: soon",
        "- remind: Your reward is waiting.\n  when: tomorrow",
    ),
    "R054": Explanation(
        "A reminder comes from another day, in the middle of something else: one line in "
        "passing, no speech, and never a nag. It has to make sense by itself, because any ritual "
        "may begin with it.",
        "- remind: You chose a reward. Do not forget it.\n  when: tomorrow",
        "- remind: The reward you chose last night is waiting for you.\n  when: tomorrow",
    ),
    "R055": Explanation(
        "A question that is not waited for leaves people talking into the next sentence. With "
        "`remember` the reminder is asked: a yes or a no is understood, and kept under that name, "
        "so that a condition can ask for it later (`when: last NAME is yes`).",
        "- remind: Did you take the step you agreed on?\n  when: in 3 days",
        "- remind: Did you take the step you agreed on?\n  when: in 3 days\n  remember: step taken",
    ),
    "R056": Explanation(
        "`why` on a step is said when somebody asks “why” while the step is saying or asking "
        "something. A bell, a silence, somebody's talk are never interrupted by an explanation, "
        "so there it would never be heard.",
        "- silence: 2 min\n  why: Quiet lets the breath slow down.",
        "- say: And now, two minutes without words.\n"
        "  why: Quiet lets the breath slow down.\n- silence: 2 min",
    ),
    "R057": Explanation(
        "A session is held in a language only when everything it says is translated: one English "
        "sentence in a voice of another language would be understood by nobody. The ritual in its "
        "own language does not wait for that. `facilitator translate` writes a line "
        '`translation: ""` for each text; this says how many are still empty, and where the '
        "first is.",
        'lines:\n  welcome:\n    original: Welcome.\n    translation: ""',
        'lines:\n  welcome:\n    original: Welcome.\n    translation: "Willkommen."',
    ),
    "R058": Explanation(
        "The line was edited after it had been translated. The old translation is still spoken, "
        "and nothing is lost; but it may say what the author no longer means. Beside it stands "
        "what it was made from: in `was`, once `facilitator translate` has been run, else in "
        "`original`.",
        "lines:\n  welcome:\n    original: Welcome, both of you.\n    was: Welcome.\n"
        "    translation: Willkommen.",
        "lines:\n  welcome:\n    original: Welcome, both of you.\n"
        "    translation: Willkommen, ihr beiden.",
    ),
    "R059": Explanation(
        "The script has no such line, or has it no longer. The entry is never spoken. "
        "`facilitator translate` moves it to the end, under `removed`, in case it comes back.",
        "lines:\n  welcom:            # the script says `welcome`\n    original: Hello.\n"
        "    translation: Hallo.",
        "lines:\n  welcome:\n    original: Welcome.\n    translation: Willkommen.",
    ),
    "R060": Explanation(
        "What stands in braces is filled in when the line is spoken: a name, a length of time. A "
        "translation without it no longer says for whom or how long.",
        'original: "{name}, you have {time}."\ntranslation: "{name}, du hast Zeit."',
        'original: "{name}, you have {time}."\ntranslation: "{name}, du hast {time}."',
    ),
    "R061": Explanation(
        "What stands in braces must be known where the line is spoken; everything else would be "
        "read aloud as it stands. Placeholders are never translated. Besides those of the "
        "original, `{say yes}` and the like stand for what people can answer.",
        'original: "Thank you, {name}."\ntranslation: "Danke, {nahme}."',
        'original: "Thank you, {name}."\ntranslation: "Danke, {name}."',
    ),
    "R062": Explanation(
        "A language file is found by its name: `mirror-talk.de.yaml` is the German of "
        "`mirror-talk.yaml`. When it says something else inside, one of the two is a mistake.",
        "# mirror-talk.de.yaml\nlanguage: fr\nritual: mirror-talk",
        "# mirror-talk.de.yaml\nlanguage: de\nritual: mirror-talk",
    ),
    "R063": Explanation(
        "Names and settings in braces stand inside texts. Where a brace is the very first thing "
        "after a key, YAML takes it for the beginning of keys and values; quotation marks around "
        "the whole text say that it is one.",
        "- say: {first}, welcome.",
        '- say: "{first}, welcome."',
    ),
    "R064": Explanation(
        "Several keys can be written in one line in braces, a comma between them. A text with a "
        "comma in it would be cut there, so it goes in quotation marks; or every key gets a line "
        "of its own.",
        "- turns: {each: 2 min, question: Well, what was good today?}",
        '- turns: {each: 2 min, question: "Well, what was good today?"}',
    ),
    "R065": Explanation(
        "A colon and a space part what happens from how it happens.",
        "- say Welcome, both of you.",
        "- say: Welcome, both of you.",
    ),
    "R066": Explanation(
        "Here a value is missing: a length of time, a choice, the steps below. What stands behind "
        "a # is a comment and does not count.",
        "- silence:",
        "- silence: 2 min",
    ),
    "R067": Explanation(
        "A test plan names what must happen and what must not. What no session of the ritual can "
        "hold, with any settings and any answers, is a slip of the pen: under `expect` it would "
        "fail for ever, under `never` it would prove nothing. A text that holds a comma or a colon "
        "stands in quotation marks.",
        "- people: willing\n  expect: [bell openning, says Good night, both of you.]",
        '- people: willing\n  expect: [bell opening, "says Good night, both of you."]',
    ),
    "R068": Explanation(
        "Somebody who is called by name believes that it is for them, and the other one waits. "
        "But a name in a text changes nothing about who may answer. `who: first` puts the question "
        "to that one, and the answer counts as theirs. Where each of the two should be asked by "
        "name, write `{name}`.",
        '- ask: "{first}, are you ready?"\n  answers: [yes, no]',
        '- ask: "{first}, are you ready?"\n  who: first\n  answers: [yes, no]',
    ),
    "R069": Explanation(
        "The steps of `for each` are performed with one partner after the other, and are put to "
        "the one whose steps they are. With `who: first` the same person would be asked once for "
        "each of you. `who: other` is the other one of the two each time.",
        "- for each: partner\n  do:\n"
        '    - rate: "{first}, how was that, from one to five?"\n      who: first\n      as: ease',
        "- for each: partner\n  do:\n"
        '    - rate: "{name}, how was that, from one to five?"\n      as: ease',
    ),
    "R070": Explanation(
        "`other` is the other one than the one whose steps they are, and that is known only inside "
        "`for each: partner`. Elsewhere it is `first`, who leads, or `second`.",
        '- ask: "Did you hear it?"\n  who: other\n  answers: [yes, no]',
        '- ask: "Did you hear it?"\n  who: second\n  answers: [yes, no]',
    ),
    "R071": Explanation(
        "A ritual that one person may hold alone is performed for one as well. Then there is no "
        "second: a step for the second is left out, and it is as if nobody had answered. If that "
        "is what you want, leave it.",
        "people: one or two\nsteps:\n"
        "  - ask: Shall I ring the bell?\n    who: second\n    answers: [yes, no]",
        "people: one or two\nsteps:\n  - ask: Shall I ring the bell?\n    answers: [yes, no]",
    ),
    "R072": Explanation(
        "Two things compare by name when both are numbers: ratings, tallies, settings that are "
        "numbers, and what the last session kept of them; or two settings that are lengths of "
        "time. An answer in words is none. `lowest` and `highest` compare with a number only; two "
        "answers of each partner are compared person by person, with `any` or `every`.",
        "- when: lowest after < before\n  do:\n    - say: It is lighter now.",
        "- when: any after < before\n  do:\n    - say: It is lighter now.",
    ),
    "R073": Explanation(
        "Every case of a test plan is gone through without sound, with the answers it gives, and "
        "with the first one where it gives none. What it expects must happen in its order, what it "
        "forbids must not, and what it wants remembered must be. Either the ritual does not do "
        "what its author means, or the case says something else.",
        "- people: willing\n  expect: [end completed, bell opening]",
        "- people: willing\n  expect: [bell opening, end completed]",
    ),
    "R076": Explanation(
        "A jar is empty the first time, and whenever people have taken everything out of it. A "
        "step that then says nothing leaves them waiting in a silence nobody meant. A jar may also "
        "be filled by another ritual, so what is said to an empty one may tell how to fill it.",
        '- draw from: gratitude jar\n  say: "One of you was thankful for this: {slip}."',
        '- draw from: gratitude jar\n  say: "One of you was thankful for this: {slip}."\n'
        "  if none: The jar is still empty. Today is a good day to put something in.",
    ),
    "R077": Explanation(
        "A sentence with a note that is not there is left out: in a first session nothing is kept "
        "yet, and nobody has to give a note. Where no other sentence stands beside it, the whole "
        "step would be silent, or something would be asked without a question.",
        '- say: "Last time you wanted to do this: {last plan}."',
        "- when: last plan is kept\n  do:\n"
        '    - say: "Last time you wanted to do this: {last plan}."\n'
        "  otherwise:\n    - say: Today you make your first plan.",
    ),
    "R078": Explanation(
        "A jar is known by its name, and all rituals share it: one that draws may find what "
        "another one has kept. A name that is nearly that of a jar this ritual fills is most "
        "likely the same jar, written in another way; it would stay empty for ever.",
        "- note: What are you thankful for?\n  keep in: gratitude jar\n"
        '- draw from: gratitudes jar\n  say: "{slip}."\n  if none: It is still empty.',
        "- note: What are you thankful for?\n  keep in: gratitude jar\n"
        '- draw from: gratitude jar\n  say: "{slip}."\n  if none: It is still empty.',
    ),
    "R084": Explanation(
        "A rating is a number from one to five, whatever its question says. Somebody who was asked "
        "for one to ten and says seven is not understood and asked again.",
        '- rate: "{name}, how heavy is it, from one to ten?"',
        '- rate: "{name}, how heavy is it, from one to five?"',
    ),
    "R085": Explanation(
        "A sentence with a note that nobody gave is left out. Where only one of the two is asked "
        "for a note, the other one has none, in no session.",
        "- note: What do you want today?\n  who: first\n  as: want\n"
        '- say: "{first}, {second} wants this: {want of second}."',
        "- note: What do you want today?\n  who: first\n  as: want\n"
        '- say: "{second}, {first} wants this: {want of first}."',
    ),
    "R086": Explanation(
        "Drawing reads a note and puts it back, so a jar is as full afterwards as before. How many "
        "notes were not read yet in this session is `unread in` the jar.",
        "- repeat: until wishes is empty, at most three times\n  do:\n"
        '    - draw from: wishes\n      say: "{slip}."\n      if none: Nothing is there.',
        "- repeat: until unread in wishes is 0, at most three times\n  do:\n"
        '    - draw from: wishes\n      say: "{slip}."\n      if none: Nothing is there.',
    ),
    "R079": Explanation(
        "What is drawn from a jar is read where {slip} stands. Without it a note would be counted "
        "as read, and nobody would have heard it.",
        "- draw from: gratitude jar\n  say: Here is something good.\n"
        "  if none: The jar is still empty.",
        '- draw from: gratitude jar\n  say: "Here is something good: {slip}."\n'
        "  if none: The jar is still empty.",
    ),
    "R081": Explanation(
        "A # with a space before it begins a comment, also in the middle of a line. Where the text "
        "before it is no whole sentence, it was probably meant to be said.",
        "- say: You are my # one.",
        '- say: "You are my # one."',
    ),
    "R080": Explanation(
        "A session in another language needs three kinds of files: that of the ritual, those of "
        "the shared parts it uses, and that of what the facilitator says of its own. One of them "
        "is not there yet. The ritual in its own language does not wait for it.",
        "evening.yaml\nevening.fr.yaml",
        "evening.yaml\nevening.fr.yaml\nfacilitator.fr.yaml",
    ),
    "R091": Explanation(
        "The ears wait for certain words, in the language they understand. Where the original "
        "tells people to say one of them, a translation must name that very word, or people say "
        "something that nobody waits for. `{say ready}` becomes the word that is waited for, "
        "whatever the speech model; `facilitator translate` writes beside such a line what to "
        "keep.",
        'original: Say "ready" when you are.\ntranslation: Sagt bereit, wenn ihr so weit seid.',
        'original: Say "ready" when you are.\n'
        "translation: Sagt „{say ready}“, wenn ihr so weit seid.",
    ),
    "R092": Explanation(
        "Nobody calls out before a `talk`. Where it is for one of the two alone and no line before "
        "it says their name or asks something, both sit before a silent voice and wait. Say whose "
        "time it is, in the step before.",
        "- say: Sit down.\n- talk: 2 min\n  who: first",
        '- say: "{first}, tell what was good today."\n- talk: 2 min\n  who: first',
    ),
    "R094": Explanation(
        "The parts `how to rest or end` and `aftercare` keep people safe, so they are always those "
        "of the product: a file of that name in the folder `parts` beside a script is not read. "
        "What you would like to add stands in a part with a name of its own.",
        "parts/how-to-rest-or-end.yaml",
        "- use: how to rest or end\n- use: our own words",
    ),
    "R095": Explanation(
        "After something deep people are led out of it softly, and told how they may feel "
        "tomorrow. The shared part `aftercare` does that. Where some course of a deep ritual "
        "leaves it out, the product says it before the end. A ritual in which something marked "
        "`deep` may be asked is deep as well, whatever its `depth` says.",
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}",
        "depth: deep\nsteps:\n  - use: how to rest or end\n"
        '  - consent: "{name}, do you want to do this now?"\n'
        "  - turns: {each: 5 min, question: What are you ashamed of?}\n"
        "  - use: aftercare",
    ),
    "R096": Explanation(
        "Somebody who says nothing may be unwilling, moved to tears, or out of the room. Silence "
        "is no yes: where it counts as one, people are taken further, or bound to something, "
        "without having said so. Where there is one answer only, leave `if nobody answers` out; "
        "`when: list is not agreed` then holds for those who said nothing.",
        '- ask each: "{name}, carry on, or close?"\n  answers: [carry on, close]\n'
        "  if nobody answers: carry on",
        '- ask each: "{name}, carry on, or close?"\n  answers: [carry on, close]\n'
        "  if nobody answers: close",
    ),
    "R097": Explanation(
        "Nobody who only listens keeps a dozen answers in mind, and the more there are, the more "
        "easily one is taken for another. So a question has at most twelve answers, and at most "
        "sixty ways of saying them in all.",
        "- ask: Which month is it?\n  answers: [one, two, three, four, five, six, seven, eight, "
        "nine, ten, eleven, twelve, thirteen]",
        "- ask: Is it summer or winter?\n  answers: [summer, winter]",
    ),
    "R098": Explanation(
        "The longest ritual of the catalogue has some seventy steps. A file of more than a "
        "thousand steps, or two thousand sentences to say, was most likely written by a program; "
        "nothing else about it is looked at.",
        "# a file of more than 1000 steps",
        "- repeat: 20 times\n  do:\n    - use: our round",
    ),
    "R102": Explanation(
        "A jar holds notes that the two have put in; a deck holds cards that the author has "
        "written. A note is drawn and read, a card is what somebody speaks about.",
        '- draw from: things\n  say: "Today: {slip}."',
        "- turns:\n    each: 2 min\n    deck: things",
    ),
}
"""Explanations by the code of the rule."""
