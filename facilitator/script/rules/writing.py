"""How a file is written: its text, and the YAML in it."""

from __future__ import annotations

from facilitator.script.diagnostics import Rule

NOT_TEXT = Rule(
    "R001",
    "not-text",
    "error",
    "this file is not UTF-8 text: {found} found",
    "save it as plain text in UTF-8: most editors offer the encoding in the window of “Save as”",
    why=(
        "A ritual is a text file in UTF-8, the encoding every editor of today writes. Older "
        "encodings turn accents and quotation marks into something the voice would stumble over."
    ),
    bad="# saved as Latin-1 or UTF-16",
    good="# saved as UTF-8",
)

TOO_LARGE = Rule(
    "R002",
    "too-large",
    "error",
    "this file is too large for a ritual: {size}",
    "split it into several rituals, or move what repeats into shared parts",
    why=(
        "The longest ritual in the catalogue is a tenth of what is read here. A larger file is "
        "most likely not a ritual."
    ),
    bad="# a file of more than 256 KiB, or of more than 20,000 values",
    good="# one ritual per file; what repeats stands in a shared part",
)

INVISIBLE_CHARACTER = Rule(
    "R003",
    "invisible-character",
    "error",
    "there is an invisible character here: {character}",
    "delete it and type the place anew",
    why=(
        "Some characters take no room on the screen or change the direction of the text. They "
        "come with copied text and make a line read differently from what it says."
    ),
    bad='say: "Welcome\\u202e."   # a character that turns the text around',
    good="say: Welcome.",
)

BROKEN_YAML = Rule(
    "R004",
    "broken-yaml",
    "error",
    "{problem}",
    "look at indentation, quotation marks and colons here and in the line above",
    why=(
        "Rituals are written in YAML: indentation shows what belongs together, a colon and a "
        "space separate a key from its value, a dash begins an item. A text that holds a colon "
        "and a space, or begins with a quotation mark, goes in quotes or after a `|`. Only the "
        "first such place is told: mend it and check again."
    ),
    bad="- say: Remember: breathe.",
    good='- say: "Remember: breathe."',
)

TOO_DEEP = Rule(
    "R005",
    "too-deep",
    "error",
    "this is nested more than {most} levels deep",
    "move the inner steps into a shared part and `use` it",
    why=(
        "Steps inside steps inside steps are hard to read and hard to follow. Six levels are "
        "plenty; here the file has many more."
    ),
    bad="- when: a is b\n  do:\n    - when: …   # and so on, many levels deep",
    good="- use: my inner part",
)

ANCHOR = Rule(
    "R006",
    "anchor",
    "error",
    "anchors and aliases (& and *) are not part of the language",
    "put a text that begins with & or * in quotes; share steps with `use`",
    why=(
        "YAML can name a piece (`&x`) and repeat it (`*x`). Such files are hard to read aloud and "
        "can grow without limit, so rituals share steps with `use` instead."
    ),
    bad="- say: &hello Welcome.\n- say: *hello",
    good="- say: Welcome.\n- say: Welcome.",
)

TAG = Rule(
    "R007",
    "tag",
    "error",
    "type tags such as {tag} are not part of the language",
    "put a text that begins with ! in quotes",
    why=(
        "YAML can say of what type a value is (`!!int`). Rituals need no types: a text is a text, "
        "a length of time has its unit."
    ),
    bad="- say: !!str Welcome.",
    good="- say: Welcome.",
)

KEY_TWICE = Rule(
    "R008",
    "key-twice",
    "error",
    "`{key}` is given twice; the first time in line {first}",
    "keep one of them, or begin a new step with a dash",
    why=(
        "The same key twice in one place: only one of them could count, and it would be a matter "
        "of luck which. Often a dash is missing before the second. The same goes for two steps "
        "with the same `id`."
    ),
    bad="- say: Welcome.\n  say: Sit down.",
    good="- say: Welcome.\n- say: Sit down.",
)

TWO_DOCUMENTS = Rule(
    "R009",
    "two-documents",
    "error",
    "a second document begins here (---)",
    "write one ritual per file",
    why="Three dashes begin a new document in YAML. A file holds one ritual.",
    bad="ritual: One\n---\nritual: Two",
    good="ritual: One",
)

TAB = Rule(
    "R010",
    "tab",
    "error",
    "this line is indented with a tab",
    "indent with spaces",
    why="YAML does not allow tabs for indentation, because editors show them in different widths.",
    bad="steps:\n\t- say: Welcome.",
    good="steps:\n  - say: Welcome.",
)

EMPTY_SCRIPT = Rule(
    "R011",
    "empty-script",
    "error",
    "there is nothing in this file",
    'begin with "ritual:", "about:", "depth:" and "steps:"',
    why="The file is empty, or holds only comments.",
    bad="# a ritual",
    good="ritual: A ritual\nabout: …\ndepth: light\nsteps:\n  - say: Welcome.",
)

ODD_KEY = Rule(
    "R012",
    "odd-key",
    "error",
    "a key must be a short word or two",
    "write KEY: VALUE, and put a text that begins with ? [ or { in quotes",
    why=(
        "A key is a word or two followed by a colon. A list, a long text or nothing at all cannot "
        "be a key; this often comes from a text that begins with `{` or `[`, or a `?`."
    ),
    bad="- {[a, b]: c}",
    good="- say: a, b and c",
)

UNQUOTED_BRACE = Rule(
    "R063",
    "unquoted-brace",
    "error",
    "what begins with a brace must stand in quotation marks",
    "write `{fixed}`",
    why=(
        "Names and settings in braces stand inside texts. Where a brace is the very first thing "
        "after a key, YAML takes it for the beginning of keys and values; quotation marks around "
        "the whole text say that it is one."
    ),
    bad="- say: {first}, welcome.",
    good='- say: "{first}, welcome."',
)

COMMA_IN_BRACES = Rule(
    "R064",
    "comma-in-braces",
    "error",
    "inside braces a text ends at a comma, so `{key}` is taken for something of its own",
    "write `{fixed}`",
    why=(
        "Several keys can be written in one line in braces, a comma between them. A text with a "
        "comma in it would be cut there, so it goes in quotation marks; or every key gets a line "
        "of its own."
    ),
    bad="- turns: {each: 2 min, question: Well, what was good today?}",
    good='- turns: {each: 2 min, question: "Well, what was good today?"}',
)

NO_COLON = Rule(
    "R065",
    "no-colon",
    "error",
    "there is no colon after `{key}`",
    "write `{fixed}`",
    why="A colon and a space part what happens from how it happens.",
    bad="- say Welcome, both of you.",
    good="- say: Welcome, both of you.",
)

CUT_BY_COMMENT = Rule(
    "R081",
    "cut-by-comment",
    "warning",
    "this text ends before #; what follows is a comment and is never said",
    "write `{fixed}` to have it said, or end the sentence before the comment",
    why=(
        "A # with a space before it begins a comment, also in the middle of a line. Where the text "
        "before it is no whole sentence, it was probably meant to be said."
    ),
    bad="- say: You are my # one.",
    good='- say: "You are my # one."',
)
