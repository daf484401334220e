"""The first draft of a ritual: a commented script that can be performed as it is."""

from __future__ import annotations

import json
import re
from typing import Final, Literal, TypeAlias

from facilitator.authoring import editors
from facilitator.errors import UsageError
from facilitator.script.durations import short_duration

Depth: TypeAlias = Literal["light", "medium", "deep"]

SHORTEST_MINUTES: Final = 2
LONGEST_MINUTES: Final = 360

_LONGEST_OF_TURNS: Final = 30.0
"""Minutes up to which a draft is filled with turns; a longer one is a conversation after them."""

_TURN_BEFORE_TALK: Final = 120.0

_MOST_TURN_SECONDS: Final = 900.0

_MOST_LETTERS: Final = 60
"""Longest name of a file; four bytes a letter, and what is put behind it, still fit into 255."""

_DEVICE: Final = re.compile("con|prn|aux|nul|(?:com|lpt)[0-9]")

_HEAD: Final = """\
# {title}
#
# Read this aloud from top to bottom, and you know what will happen. Change what you like, then
#
#     facilitator check {file}              tells what should be mended
#     facilitator rehearse {file} --text    shows how it goes, in an instant
#     facilitator rehearse {file} --wav out.wav
#     facilitator run {file}                holds it with you
#
version: 1
ritual: {title_value}
about: {about_value}
depth: {depth}               # light, medium or deep: how far it goes

settings:                    # what people may change: --set talk="3 min", or by voice: --ask
  talk:
    ask: How long would each of you like to speak?
    start: {talk}
    limits: {low} to {high}

steps:
  # A text is cut into sentences. A new line is a short rest, an empty line a longer one.
  - say: |
      Welcome, {{partners}}.
      Make yourselves comfortable, so that you can see each other.
"""

_WORDS: Final = """
  # Tells what the two words do: the one that ends everything, and the one that rests.
  - use: how to rest or end
"""

_CONSENT: Final = """
  # Anything but a yes of both ends it kindly, silence too.
  - id: consent
    consent: "{name}, would you like to do this, here and now?"
    if no: That is all right. We leave it for another day.
"""

_READY: Final = """
  # Waits, as long as it takes, until one of you says it.
  - ready: Say "ready" when you both are.
    again: There is no hurry.
"""

_SILENCE: Final = """
  - say: |
      For a little while there will be no words.
      There is nothing to do, and nothing to get right.
  - bell: opening
  - silence: {silence}
    label: Be quiet together
  - bell: closing
"""

_TURNS: Final = """
  # Each of you speaks, uninterrupted; the other one only listens. What begins with a brace
  # goes in quotation marks.
  - id: turns
    turns:
      each: "{{talk}}"
      announce: "{{name}}, for {{time}} the words are yours."
      questions:
{questions}      asked: {asked}
      thanks: Thank you, {{name}}.
      silence after: 5 s
"""

_TALK: Final = """
  # A long time together. The voice keeps quiet; say "we're done", and it ends early.
  - say: Now the time is yours, together.
  - talk: {together}
    label: Your time together
"""

_QUESTIONS: Final[dict[Depth, tuple[tuple[Depth, str], ...]]] = {
    "light": (("light", "What made you smile today?"),),
    "medium": (
        ("light", "What has been on your mind?"),
        ("medium", "And what did you feel when it was there?"),
    ),
    "deep": (
        ("light", "What would you like the other one to know about you today?"),
        ("medium", "What is hard to say about it?"),
        ("deep", "And what do you wish for, underneath?"),
    ),
}

_BACK: Final = """
  # After something deep, people need a way back.
  - say: |
      Let your eyes rest. Take a breath, as deep as it likes to be.
      Nothing has to be solved tonight.
    then wait: 10 s
"""

_GESTURE: Final = """
  # A gesture is offered, never ordered.
  - gesture: If you both like, hold each other's hands for a moment.
    for: 20 s
"""

_AFTERCARE: Final = """
  # Tells how you may feel tomorrow, and what helps then.
  - use: aftercare
"""

_END: Final = """
  - end: Thank you both. What was said stays between you.
"""


def draft(
    title: str,
    about: str,
    depth: Depth,
    talk_seconds: float,
    *,
    file: str,
    together_seconds: float = 0.0,
) -> str:
    """Return a script in which everything a first ritual needs is there to be changed.

    Args:
        title: The ritual's name as people say it.
        about: What it is, in a sentence.
        depth: How far it goes; medium and deep ones tell how to rest or end, and ask for consent.
        talk_seconds: How long each of the two speaks.
        file: How the file is called, for the commands shown at its beginning.
        together_seconds: How long they are together after the turns; 0 for not at all.
    """
    questions = "".join(f"        - {how}: {text}\n" for how, text in _QUESTIONS[depth])
    quiet = {"light": "", "medium": "30 s", "deep": "1 min"}[depth]
    low = min(30.0, talk_seconds)
    parts = [
        _HEAD.format(
            title=title,
            title_value=quoted(title),
            about_value=quoted(about),
            depth=depth,
            file=file if " " not in file else f'"{file}"',
            talk=short_duration(talk_seconds),
            low=short_duration(low),
            high=short_duration(max(600.0, talk_seconds)),
        ),
        "" if depth == "light" else _WORDS + _CONSENT,
        _READY,
        _SILENCE.format(silence=quiet) if quiet else "",
        _TURNS.format(questions=questions, asked="all at once"),
        _TALK.format(together=short_duration(together_seconds)) if together_seconds else "",
        _BACK if depth == "deep" else "",
        "" if depth == "light" else _GESTURE,
        _AFTERCARE if depth == "deep" else "",
        _END,
    ]
    return "".join(parts)


def copied(text: str, title: str, about: str, *, source: str) -> str:
    """Return another ritual's script under a new name, its comments and steps as they are.

    Args:
        text: The script to begin from.
        title: The new ritual's name.
        about: What it is; "" keeps what the other one says.
        source: Name of the other one, told in a comment.
    """
    text = _with_value(text, "ritual", quoted(title))
    if about:
        text = _with_value(text, "about", quoted(about))
    return f"# Begun as a copy of {source}.\n{editors.with_line(text, '')}"


def with_start(text: str, setting: str, value: str) -> str:
    """Return a script in which a setting starts at another value."""
    block = re.compile(
        rf"(^  {re.escape(setting)}:[^\n]*\n(?:    [^\n]*\n|\s*\n)*?    start: *)([^#\n]*?)"
        r"( *#[^\n]*)?$",
        re.MULTILINE,
    )
    return block.sub(lambda found: f"{found[1]}{value}{found[3] or ''}", text, count=1)


def _with_value(text: str, key: str, value: str) -> str:
    """Replace the value of a top-level key, over as many lines as it has."""
    entry = re.compile(rf"^{key}:[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)
    return entry.sub(lambda _: f"{key}: {value}\n", text, count=1)


def quoted(text: str) -> str:
    """Return a text as a YAML value: plain where that is safe, else in quotation marks."""
    if re.fullmatch(r"[^\W\d_][\w ,.;!?'’()-]*", text) and text.lower() not in ("null", "true"):
        return text if not text.endswith(" ") else json.dumps(text, ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False)


def file_name(name: str) -> str:
    """Return the file name of a ritual called something: "My evening" gives "my-evening".

    Raises:
        UsageError: Nothing is left to be a name, or it is none on every kind of computer.
    """
    slug = re.sub(r"[^\w]+", "-", name.strip().lower()).strip("-_").replace("_", "-")
    if not slug:
        raise UsageError(
            f'"{name}" cannot be the name of a ritual.',
            help="Use letters, as in: facilitator new evening-walk",
        )
    if len(slug) > _MOST_LETTERS:
        raise UsageError(
            f"a name of {len(slug)} letters is too long for a file; at most {_MOST_LETTERS}.",
            help="People type it: two or three words are enough. Give the rest with --title.",
        )
    if _DEVICE.fullmatch(slug):
        raise UsageError(
            f'"{slug}" cannot be the name of a file on Windows, where it is a device.',
            help="Add a word, as in: facilitator new evening-walk",
        )
    return slug


def is_long(minutes: float) -> bool:
    """Say whether a draft of so many minutes is mostly a conversation, with a turn each before."""
    return minutes > _LONGEST_OF_TURNS


def most_talk_seconds(minutes: float) -> float:
    """Return the longest turn a draft of so many minutes begins with."""
    if is_long(minutes):
        return _TURN_BEFORE_TALK
    return min(_MOST_TURN_SECONDS, minutes * 30.0)
