"""`facilitator safe-word`: how good a word is, why, and what would be better."""

from __future__ import annotations

import json
import statistics
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from facilitator.ears.words_pool import EXCELLENT
from facilitator.errors import UsageError

if TYPE_CHECKING:
    from facilitator.audio import Sound
    from facilitator.ears.model import SpeechModel
    from facilitator.ears.words import Rating

_IDEAS = 5
_WIDTH = 78

_WITHIN_DB = 30.0
"""The word has ended where the sound stays this far below its loudest moment."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How one repetition of the word was heard.

    Attributes:
        file: The recording, as named.
        hushed: The word was noticed: the session falls silent.
        stopped: It was certain: the session ends.
        seconds: From the end of the sound in the recording to the hush; negative when it was
            noticed before the word had ended; None when it was not noticed.
    """

    file: str
    hushed: bool
    stopped: bool
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Trials:
    """How several repetitions were heard, at one place or over the facilitator's voice.

    Attributes:
        where: Follows the figures in a sentence ("", " over my voice").
        each: One for each repetition, in order.
    """

    where: str
    each: tuple[Trial, ...]

    def __str__(self) -> str:
        stopped = sum(trial.stopped for trial in self.each)
        line = f"heard {stopped} of {len(self.each)}{self.where}"
        times = [max(0.0, t.seconds) for t in self.each if t.seconds is not None]
        if times:
            line += f"; falls silent within {max(0.1, statistics.median(times)):.1f} seconds"
        return line + "."


Rehearing = Callable[[str, "SpeechModel"], Sequence[Trials]]
"""Has a word repeated and says how it was heard: from recordings, or live at people's places."""


@click.command("safe-word", short_help="Rate a safe word, or choose one.")
@click.argument("word", nargs=-1)
@click.option("--partners", metavar='"NAME, NAME"', help="Your names; the word should differ.")
@click.option("--ritual", "rituals", multiple=True, metavar="RITUAL", help="What you will do.")
@click.option(
    "--recordings",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="You saying the word once, as a sound file. May be repeated.",
)
@click.option("--pause-word", default="pause", metavar="WORD", help="Your pause word.")
@click.option("--list", "listing", is_flag=True, help="Show words that are excellent.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--scripts",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A folder of your own rituals.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Another unpacked vosk model.",
)
@click.option("--try", "trying", is_flag=True, help="Say it from your places; it is measured.")
@click.option("--rehearse", is_flag=True, help="With --try: simulated people in a simulated room.")
@click.option("--by-voice", is_flag=True, help="Choose one by voice, hands free, and try it.")
@click.option("--use", is_flag=True, help="Take this word in every session from now on.")
@click.option("--also", is_flag=True, help="With --use: beside the word you have already.")
@click.option("--input", "microphone", metavar="DEVICE", help="Microphone, by number or name.")
@click.option("--output", "loudspeaker", metavar="DEVICE", help="Loudspeaker, by number or name.")
def safe_word(
    word: tuple[str, ...],
    partners: str | None,
    rituals: tuple[str, ...],
    recordings: tuple[Path, ...],
    pause_word: str,
    listing: bool,
    as_json: bool,
    scripts: Path | None,
    model: Path | None,
    trying: bool,
    rehearse: bool,
    by_voice: bool,
    use: bool,
    also: bool,
    microphone: str | None,
    loudspeaker: str | None,
) -> None:
    """Say how good a word is as your safe word, why, and what would be better.

    \b
    facilitator safe-word                       words that are excellent
    facilitator safe-word marmalade             how good this one is
    facilitator safe-word "red light" --partners "Anna, Ben" --ritual mirror-talk
    facilitator safe-word avocado --recordings anna1.wav --recordings ben1.wav
    facilitator safe-word marmalade --partners "Anna, Ben" --try --use
    facilitator safe-word avocado --use --also          one word for each of you
    facilitator safe-word --by-voice --partners "Anna, Ben"

    The safe word stops everything at once, whenever one of you says it. The best are words of
    three or four syllables that you never say by accident.

    With --try you are asked by name to say it three times, and once while the facilitator
    talks, from where you will be sitting; it tells how well it heard you, and what would help.
    Only figures are kept, and only with --use. Any key ends it.

    With --by-voice you choose hands free: three words are offered, the one you say is tried in
    the same way, and it is kept. Before your very first session this is offered by itself.
    """
    if by_voice:
        if word or recordings or trying or use or also or listing or as_json:
            raise UsageError(
                "--by-voice tries a word and keeps it, all by itself.",
                help="Leave out the word, and --try, --use, --also, --recordings, --list, --json.",
            )
        from facilitator.cli.choosing import choose_alone

        devices = None if rehearse else (microphone, loudspeaker)
        sys.exit(choose_alone(partners, scripts, model, devices))
    trying = trying or rehearse
    if also and not use:
        raise UsageError("--also belongs to --use.", help="Give both, or neither.")
    if as_json and (trying or use):
        raise UsageError("--json tells the rating only.", help="Leave out --try and --use.")
    if listing or not word:
        if recordings or trying or use:
            raise UsageError("There is no word to listen for.", help="Name the word first.")
        _show_list(as_json)
        return

    from facilitator.ears.model import load_model
    from facilitator.ears.words import near, rate, suggestions
    from facilitator.script.pronouns import plain_name, split_people

    names = tuple(name for each in split_people(partners or "") if (name := plain_name(each)))
    chosen = " ".join(word)
    speech_model = load_model(model)
    rating = rate(
        chosen,
        knows=speech_model.knows,
        partners=names,
        others=(pause_word,) if pause_word.strip() else (),
        prompts=_prompts(rituals, names, scripts),
    )
    nearby = near(chosen, speech_model.knows)
    ideas: tuple[str, ...] = ()
    if rating.verdict != "excellent":
        ideas = suggestions(chosen, speech_model.knows, len(nearby) + _IDEAS)
    trials: Sequence[Trials] = ()
    if recordings and speech_model.unknown(rating.word) == () and rating.word:
        trials = from_recordings(recordings)(rating.word, speech_model)
    click.echo(_json(rating, ideas, trials) if as_json else _text(rating, ideas, trials, nearby))
    if not (trying or use):
        return

    from facilitator.cli import trying as trials_of

    kept = trials_of.before(also=also)
    accepted = trials_of.accepted(chosen, speech_model, names, kept)
    remarks: list[str] = []
    if use:
        from facilitator.cli.spoken_words import remarks_on

        remarks = remarks_on(accepted, rituals, scripts)
    devices = None if rehearse else (microphone, loudspeaker)
    tried = trials_of.hold(accepted, names, speech_model, devices) if trying else None
    if use:
        trials_of.keep(accepted, kept, tried)
        for line in remarks:
            click.echo(line)


def from_recordings(files: Sequence[Path]) -> Rehearing:
    """Return a way to try a word on recordings of people saying it, one repetition a file.

    Each goes through canceller, level control and ears of a session.

    Raises:
        UsageError: When used: a file that is missing or no sound.
    """

    def hear(word: str, model: SpeechModel) -> Sequence[Trials]:
        from facilitator.room.recordings import load_recording

        heard = tuple(_trial(file, load_recording(file), word, model) for file in files)
        return (Trials("", heard),)

    return hear


def _trial(file: Path, sound: Sound, word: str, model: SpeechModel) -> Trial:
    from facilitator.cli.hear import detections
    from facilitator.ears.session_ears import Vocabulary

    found = list(detections(str(file), sound, None, model, Vocabulary((word,))))
    first = next((d.seconds for d in found if d.kind in ("hush", "stop")), None)
    return Trial(
        file=str(file),
        hushed=first is not None,
        stopped=any(d.kind == "stop" for d in found),
        seconds=None if first is None else round(first - _end_of(sound), 2),
    )


def _end_of(sound: Sound) -> float:
    """Return where a recording's last sound ends, in seconds: the last block within `_WITHIN_DB`
    of the loudest."""
    from facilitator.audio import rms_dbfs
    from facilitator.clock import BLOCK, seconds

    levels = [rms_dbfs(sound[at : at + BLOCK]) for at in range(0, sound.size, BLOCK)]
    loudest = max(levels)
    last = max(index for index, level in enumerate(levels) if level >= loudest - _WITHIN_DB)
    return seconds((last + 1) * BLOCK)


def _prompts(rituals: Sequence[str], names: Sequence[str], scripts: Path | None) -> tuple[str, ...]:
    """Return everything some rituals say, with the names filled in where two are given."""
    if not rituals:
        return ()
    from facilitator.engine.spoken import every_sentence
    from facilitator.script.compiling.compiler import compile_ritual
    from facilitator.script.library import find, folders
    from facilitator.script.loading import load

    texts: dict[str, None] = {}
    for name in rituals:
        ritual = load(find(name, folders(scripts)), sounds_like=_nothing)
        program = compile_ritual(ritual, partners=names, sounds_like=_nothing)
        texts.update(dict.fromkeys(each.text for each in every_sentence(program)))
    return tuple(texts)


def _nothing(text: str, word: str) -> bool:
    """Say that no prompt is like the word: the rating reports it instead of refusing."""
    del text, word
    return False


def _show_list(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"excellent": list(EXCELLENT)}))
        return
    click.echo("Excellent safe words: easy to say, rare in talk, unlike other words.\n")
    click.echo(textwrap.fill(", ".join(EXCELLENT), _WIDTH, initial_indent="  ",
                             subsequent_indent="  "))  # fmt: skip
    click.echo("\nTry your own:  facilitator safe-word WORD")


def _text(
    rating: Rating, ideas: Sequence[str], trials: Sequence[Trials], nearby: Sequence[str] = ()
) -> str:
    if rating.verdict == "refused":
        lines = [f"“{rating.word}” cannot be your safe word."]
    else:
        lines = [f"“{rating.word}” is {_article(rating.verdict)} safe word: {rating.score} of 100."]
    lines += [_wrapped(reason) for reason in rating.reasons]
    for trial in trials:
        lines += ["", f"On your recordings: {trial}"]
        lines += [f"  not heard: {each.file}" for each in trial.each if not each.stopped]
    if nearby:
        lines += ["", f"Near it, and known: {_listed(nearby)}"]
    if better := [idea for idea in ideas if idea not in nearby]:
        lines += ["", f"Better: {', '.join(better)}"]
    return "\n".join(lines)


def _listed(words: Sequence[str]) -> str:
    """Return words as a list, two in a row told as such: “snow boy” (said in a row)."""
    return ", ".join(f"“{word}”, said in a row" if " " in word else word for word in words)


def _article(verdict: str) -> str:
    return f"an {verdict}" if verdict[0] in "aeiou" else f"a {verdict}"


def _wrapped(reason: str) -> str:
    return textwrap.fill(reason, _WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _json(rating: Rating, ideas: Sequence[str], trials: Sequence[Trials]) -> str:
    data: dict[str, Any] = {**asdict(rating), "suggestions": list(ideas)}
    if trials:
        each = [trial for group in trials for trial in group.each]
        data["recordings"] = {
            "heard": sum(trial.stopped for trial in each),
            "of": len(each),
            "files": [asdict(trial) for trial in each],
        }
    return json.dumps(data, ensure_ascii=False)
