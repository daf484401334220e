"""What a program is made of: one operation after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from facilitator.clock import Samples, samples
from facilitator.engine.flow import Back, Branch, Compare, Elapsed, Jump, Let, Resume, Tally
from facilitator.engine.sentences import Sentence

BellName = Literal["opening", "halfway", "closing", "warning"]
"""`warning` is the faint touch of sound shortly before a turn ends."""

LEAST_TURN: Final[Samples] = samples(1.0)
"""What is left of a turn whose end by the clock has passed."""

LEAST_CHECKED: Final[Samples] = samples(60.0)
"""Shortest turn in which it is asked how it is: in a shorter one half time is its end."""

MOST_ADDITIONS: Final = 2
"""How often time can be added to one turn."""

PASSED: Final = "passed"
SPOKEN: Final = "spoken"
"""What becomes of a turn that keeps how it went."""

UNANSWERED: Final = "unanswered"
"""What becomes of a question to which only a yes leads further, and which nobody answers."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something the facilitator says when it is asked for; then all goes on as before.

    A long pause between its sentences is waited for, or ended by "ready".

    Attributes:
        phrases: Ask for it when said alone.
        sentences: What is said.
        draw: A card that is drawn first; None for none.
        by: -1 for a card lighter than the last one.
    """

    phrases: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    draw: Draw | None = None
    by: int = 0


@dataclass(frozen=True, slots=True)
class Say:
    """Say some sentences, then go on. `why` is said to whoever asks "why" meanwhile."""

    sentences: tuple[Sentence, ...]
    why: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Bell:
    """Strike a bell and go on when it has been struck and has mostly rung out."""

    bell: BellName


@dataclass(frozen=True, slots=True)
class Silence:
    """Keep silent for exactly `length`; optionally a soft bell at half time.

    Attributes:
        length: How long.
        halfway_bell: Ring a soft bell at half time.
        label: What the display shows meanwhile.
        leads: Phrases that, said alone, end it for another operation; in a silence that people
            keep together there are none.
        calls: Phrases that, said alone, put it aside for another operation, until a `Back` takes it
            up again with all that was left of it.
    """

    length: Samples
    halfway_bell: bool = False
    label: str = ""
    leads: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask something and wait for one of the expected answers.

    Attributes:
        question: What is said first. May be empty when a `Say` has asked already.
        answers: Meaning to the phrases that mean it, as people say them
            (`{"yes": ("yes", "yes please"), "no": ("no",)}`). A ready-gate has one meaning.
        who: Name of the partner who is asked, or "" when either may answer.
        again: Said when nobody has answered for `patience`.
        patience: How long to wait before asking again, and again before giving up.
        times: How often it is asked in all.
        default: Meaning taken when nobody answered after the last asking; None waits for ever
            (still listening, in silence).
        remember: Variable that receives the meaning; "" keeps it nowhere.
        label: What the display shows while waiting ("Say “ready”").
        alone: Answers count only when nothing else is said with them: numbers and colours come
            up in any talk.
        why: Background to this question, said to whoever asks "why".
        leads: Phrases that, said alone, leave the question for another operation.
        again_if_unclear: It is asked again only when somebody spoke and was not understood;
            silence takes the default at once.
        unsure: Said before an answer that was not heard surely is taken, by its meaning; empty
            where every answer is taken as heard.
        confirmed: Said alone, take the answer that was asked about.
        denied: Said alone, leave it: the question is put once more.
    """

    question: tuple[Sentence, ...]
    answers: Mapping[str, tuple[str, ...]]
    who: str = ""
    again: tuple[Sentence, ...] = ()
    patience: Samples = 320_000
    times: int = 3
    default: str | None = None
    remember: str = ""
    label: str = ""
    alone: bool = False
    why: tuple[Sentence, ...] = ()
    leads: Mapping[str, int] = field(default_factory=dict)
    again_if_unclear: bool = False
    unsure: Mapping[str, Sentence] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeNote:
    """Ask for a note and take down what is said: one short utterance, whatever its words.

    Attributes:
        question: What is said first.
        name: Variable that receives the words; "" when there are none. `NAME/how` receives how
            it went: `heard`, `unclear` (nothing that could be understood and read back), or
            `nothing` (silence, or one of `passes`).
        who: Name of the partner who is asked, or "" when either may speak.
        longest: Most that is taken down, from the first word on.
        patience: How long a first word is waited for.
        passes: Phrases that, said alone, give no note.
        label: What the display shows while listening.
        why: Background, said to whoever asks "why" meanwhile.
    """

    question: tuple[Sentence, ...]
    name: str
    who: str = ""
    longest: Samples = 240_000
    patience: Samples = 240_000
    passes: tuple[str, ...] = ("pass",)
    label: str = ""
    why: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaks for up to `length`, uninterrupted.

    The turn opens when its announcement has been said and closes by rule: when the speaker says
    one of `done` alone, or at the first breath (a pause of `breath`) after `length`, or at
    `length + overtime`, whatever comes first. Then `closing` is said.

    Attributes:
        who: The speaker's name.
        announcement: Said before the clock starts: whose turn it is, what is asked.
        length: Time the speaker has.
        halfway: Ring a halfway bell at half time.
        warning: Ring the faint warning this long before `length`; 0 for none.
        done: Phrases that end the turn early when said alone.
        closing: Said when the turn has closed.
        breath: The pause that counts as a breath once the time is up.
        overtime: Longest time past `length`.
        label: The question in short, for the display.
        until: Position on the session clock at which it ends instead; None for after `length`.
        more: What "more time" adds, at most twice; 0 when there is none to be had.
        shares: Begins with the time that was added to the turn before it.
        counts: Tallies: variable to the phrases that each count one when said alone.
        asides: What is said on request; the time it takes is given back.
        leads: Phrases that, said alone, leave the turn for another operation.
        why: Background, said to whoever asks "why" while the turn is being announced.
        leaves: Phrases that, said alone, put the turn aside for another operation, until a
            `Resume` takes it up again where it was.
        check: Operation for which it is put aside at a pause near half time; None for none.
        after: Operation that follows when it is over; 0 for the next one.
        asks: Index of the first sentence of `announcement` that belongs to the question: from
            there on "repeat" says it again.
        extends: Time can be added to it; a listener's short turn is as long as it is.
        passes: Phrases with which it is passed when said alone.
        passed: Operation that follows when it was passed; 0 for what follows anyway.
        remember: Variable that receives `PASSED` or `SPOKEN`; "" keeps it nowhere.

    Without `who` it is everybody's: open conversation.
    """

    who: str
    announcement: tuple[Sentence, ...]
    length: Samples
    halfway: bool = True
    warning: Samples = 160_000
    done: tuple[str, ...] = ("thank you", "i'm done", "that is all")
    closing: tuple[Sentence, ...] = ()
    breath: Samples = 11_200
    overtime: Samples = 320_000
    label: str = ""
    until: Samples | None = None
    more: Samples = 0
    shares: bool = False
    counts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asides: tuple[Aside, ...] = ()
    leads: Mapping[str, int] = field(default_factory=dict)
    why: tuple[Sentence, ...] = ()
    leaves: Mapping[str, int] = field(default_factory=dict)
    check: int | None = None
    after: int = 0
    asks: int = 0
    extends: bool = True
    passes: tuple[str, ...] = ()
    passed: int = 0
    remember: str = ""

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """What may become of it by meaning, with the ways to say it, as of a question; nothing
        where that is not kept."""
        return {SPOKEN: (), PASSED: self.passes} if self.remember else {}


@dataclass(frozen=True, slots=True)
class Beat:
    """A step of a paced count: a word, and the time from its beginning to the next one's."""

    text: str
    length: Samples


@dataclass(frozen=True, slots=True)
class Pace:
    """Count aloud in an exact rhythm."""

    beats: tuple[Beat, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Draw:
    """Draw the next card of a deck; `Sentence.deck` says it.

    Attributes:
        deck: Its name in `Program.decks`.
        depth: No card is deeper.
        limits: Variables that may hold a lighter limit: the wishes of both.
        in_order: As written, whatever the depth; else cards of the depth itself come first.
    """

    deck: str
    depth: str = "deep"
    limits: tuple[str, ...] = ()
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Make the next cards of a deck lighter (-1) or deeper (+1) than the one drawn last."""

    deck: str
    by: int


@dataclass(frozen=True, slots=True)
class PutIn:
    """Put the note in a variable into a jar, where later sessions find it.

    Attributes:
        jar: Its name in `Program.jars`.
        variable: Holds the note; nothing is put in when it is empty.
        who: Whose note it is; "" when nobody knows or it is of all together.
    """

    jar: str
    variable: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Take a note out of a jar for good.

    Attributes:
        jar: Its name in the journal.
        text: The note, as it lies there.
    """

    jar: str
    text: str


@dataclass(frozen=True, slots=True)
class DrawSlip:
    """Draw a slip of a jar to read it; it stays in the jar.

    What was drawn is in the variable `facilitator.engine.jars.slip_in` names: "" when there is
    nothing in the jar.

    Attributes:
        jar: Its name in `Program.jars`.
        latest: The one put in last, instead of one by lot.
        for_good: It is taken out of the jar for good.
    """

    jar: str
    latest: bool = False
    for_good: bool = False


@dataclass(frozen=True, slots=True)
class Remember:
    """Write a value into the journal (kept between sessions).

    `value` is a literal, or with `variable` the current value of that variable.
    """

    name: str
    value: str = ""
    variable: str = ""


@dataclass(frozen=True, slots=True)
class Remind:
    """Set a reminder that a later session begins with.

    Attributes:
        text: What is said then, in one sentence.
        when: The day as `facilitator.script.days` writes it ("tomorrow", "on Sunday").
        remember: Name under which a yes or no to it is kept; "" when nothing is asked.
        hour: The time of day as people say it; "" when it does not matter.
        hour_in: Variable that holds it instead.
        rates: It is answered by a number from one to five, not by yes or no.
    """

    text: str
    when: str
    remember: str = ""
    hour: str = ""
    hour_in: str = ""
    rates: bool = False


@dataclass(frozen=True, slots=True)
class Tell:
    """A reminder of an earlier session has been said, and is done with.

    Attributes:
        key: Which one, as it came.
        variable: Holds what was answered to it; "" when it asked nothing.
    """

    key: str
    variable: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """End the session.

    Attributes:
        outcome: `completed`, or `declined` after a no to consent.
        next_ritual: Id of the ritual that follows at once; "" for none.
    """

    outcome: Literal["completed", "declined"] = "completed"
    next_ritual: str = ""


Operation = (
    Say
    | Bell
    | Silence
    | Pace
    | Ask
    | TakeNote
    | Turn
    | Draw
    | Shift
    | PutIn
    | TakeOut
    | Back
    | DrawSlip
    | Branch
    | Compare
    | Elapsed
    | Resume
    | Jump
    | Remember
    | Let
    | Tally
    | Remind
    | Tell
    | End
)
