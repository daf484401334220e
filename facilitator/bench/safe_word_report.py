"""What the safe-word benchmark found, as tables, as data, and as points of a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from facilitator.bench.false_alarms import STOP, Occurred
from facilitator.bench.findings import Findings, Said
from facilitator.bench.plot import Curve, Point
from facilitator.bench.rivals import RIVALS
from facilitator.bench.statistics import (
    missed_text,
    ms_text,
    rate_interval,
    rate_text,
    share_interval,
    spread,
    stopped_row,
    table,
)

SPARES: Final = tuple(float(step) for step in range(10, -11, -1))
"""Steps of the sweep: how much more or less weight is asked for than the ears do, in nats."""


def words_of(found: Findings) -> list[str]:
    """Return every word that was said or listened for, in order of appearance."""
    return list(dict.fromkeys([*(each.word for each in found.said), *found.talk_hours]))


def report(found: Findings) -> str:
    """Return everything that was found as Markdown."""
    words = words_of(found)
    parts = []
    if found.said:
        parts.append(_said_table(found, words))
    if found.talk_hours:
        parts.append(_talk_table(found, words))
    if len(found.ears_hours) > 1:
        parts.append(_source_table(found))
    if found.occurred:
        parts.append(_occurred_text(found))
    rivals = _rivals_of(found)
    if rivals:
        parts.append(_rival_table(found, words, rivals))
    swept = sweep(found, words)
    if swept:
        parts.append(_sweep_table(swept))
    parts += [f"not compared: {reason}" for reason in sorted(found.absent)]
    parts.append(
        f"The whole chain took {found.share:.3f} of a core while it listened "
        f"({found.heard_seconds / 60:.0f} min of sound)."
    )
    return "\n\n".join(parts)


def details(found: Findings) -> list[str]:
    """Return one line for each miss, each false alarm and each word that truly occurs in talk,
    so that it can be listened to."""
    lines = [
        f"missed {'hush' if each.hush_seconds is None else 'stop'}: {each.file} ({each.word})"
        for each in found.said
        if each.stop_seconds is None
    ]
    lines += [
        f"false {each.kind}: {each.file} at {each.seconds:.2f} s, taken for {each.word}"
        for each in found.alarms
        if each.kind in ("hush", "stop")
    ]
    lines += [
        f"truly said, {_became(each)}: {each.file} at {each.seconds:.2f} s ({each.word or 'any'})"
        for each in found.occurred
    ]
    return lines


def data(found: Findings) -> dict[str, Any]:
    """Return everything that was found as plain data, figures and single events."""
    return {
        "words": {word: _figures(found, word) for word in words_of(found)},
        "processor_share": round(found.share, 4),
        "heard_seconds": round(found.heard_seconds, 1),
        "ears_hours": {name: round(each, 4) for name, each in found.ears_hours.items()},
        "word_hours": {name: round(each, 4) for name, each in found.source_hours.items()},
        "doubted": [asdict(each) for each in found.doubted],
        "truly_said": [asdict(each) for each in found.occurred],
        "said": [asdict(each) for each in found.said],
        "false_alarms": [asdict(each) for each in found.alarms],
        "not_compared": sorted(found.absent),
    }


def curves(found: Findings) -> list[Curve]:
    """Return one curve for each word and each spotter, misses against false alarms; where every
    doubt was judged, one for all words together besides."""
    drawn = []
    for word in words_of(found):
        said = _of(found.said, word)
        length = found.talk_hours.get(word, 0.0)
        if not said or not length:
            continue
        hush = sum(each.hush_seconds is None for each in said)
        stop = sum(each.stop_seconds is None for each in said)
        points = [
            Point("hush", hush, len(said), _alarms(found, word, "hush"), length),
            Point("stop", stop, len(said), _alarms(found, word, "stop"), length),
        ]
        drawn.append(Curve(word, "facilitator", tuple(points), sweep(found, [word])))
        for rival in _rivals_of(found):
            took_part = [each for each in said if rival in each.rivals]
            if took_part:
                missed = sum(each.rivals[rival] is None for each in took_part)
                alarms = _alarms(found, word, rival)
                point = Point(rival, missed, len(took_part), alarms, length)
                drawn.append(Curve(word, rival, (point,)))
    words = [curve.word for curve in drawn if curve.sweep]
    if len(words) > 1:
        drawn.append(_together(found, words))
    return drawn


def _together(found: Findings, words: Sequence[str]) -> Curve:
    """Return one curve for all words that were both said and listened for in talk."""
    said = [each for each in found.said if each.word in words]
    length = sum(found.talk_hours[word] for word in words)
    points = []
    for kind in ("hush", "stop"):
        times = [each.hush_seconds if kind == "hush" else each.stop_seconds for each in said]
        alarms = sum(_alarms(found, word, kind) for word in words)
        points.append(Point(kind, sum(each is None for each in times), len(said), alarms, length))
    return Curve("all of them", "facilitator", tuple(points), sweep(found, words))


def sweep(found: Findings, words: Sequence[str]) -> tuple[Point, ...]:
    """Return what would have been missed and heard with less and with more weight asked for.

    From the easiest to the strictest, with the rule as it is in between; nothing where nobody
    judged. Every doubt that arose is judged again by itself; that a session ends with the first
    stop, and that more signs would have hushed more often, is left out.

    Args:
        found: Of a run in which everything was judged.
        words: Counted together.
    """
    said = [each for each in found.said if each.word in words]
    length = sum(found.talk_hours.get(word, 0.0) for word in words)
    if not found.judged or not said or not length:
        return ()
    points = []
    for spare in reversed(SPARES):
        missed = sum(each.spare is None or each.spare < spare for each in said)
        alarms = sum(each.word in words and each.spare >= spare for each in found.doubted)
        name = f"stop, weight {spare:+.0f}" if spare else "stop, as it is"
        points.append(Point(name, missed, len(said), alarms, length))
    return tuple(points)


def _of(said: Sequence[Said], word: str) -> list[Said]:
    return [each for each in said if each.word == word]


def _alarms(found: Findings, listening_for: str, kind: str) -> int:
    """Return how often the safe word itself was heard where it was not said."""
    return sum(
        each.listening_for == listening_for and each.kind == kind and each.word == listening_for
        for each in found.alarms
    )


def _rivals_of(found: Findings) -> list[str]:
    named = {name for each in found.said for name in each.rivals}
    named |= {each.kind for each in found.alarms}
    return [name for name in RIVALS if name in named]


def _said_table(found: Findings, words: Sequence[str]) -> str:
    rows = []
    spoken = [word for word in words if _of(found.said, word)]
    groups = [(word, _of(found.said, word)) for word in spoken]
    if len(groups) > 1:
        groups.append(("all", found.said))
    sources = list(dict.fromkeys(each.source for each in found.said))
    if len(sources) > 1:
        groups += [(name, [e for e in found.said if e.source == name]) for name in sources]
    for name, said in groups:
        hushes = [each.hush_seconds for each in said if each.hush_seconds is not None]
        stops = [each.stop_seconds for each in said if each.stop_seconds is not None]
        rows.append(stopped_row(name, len(said), hushes, stops))
    head = (
        "word said",
        "missed hush (95 %)",
        "missed stop (95 %)",
        "end of word → hush p50/p95/p99",
        "→ stop p50/p95/p99",
    )
    return table(head, rows)


def _talk_table(found: Findings, words: Sequence[str]) -> str:
    rows = []
    heard = [word for word in words if word in found.talk_hours]
    for word in heard:
        length = found.talk_hours[word]
        voice = found.voice_hours.get(word, 0.0)
        rows.append(_talk_row(word, found, [word], length, voice))
    if len(heard) > 1:
        length, voice = sum(found.talk_hours.values()), sum(found.voice_hours.values())
        rows.append(_talk_row("each, on average", found, heard, length, voice))
    if STOP not in heard:
        counts = [
            sum(each.word == STOP and each.kind == kind for each in found.alarms)
            for kind in ("hush", "stop")
        ]
        length, voice = sum(found.ears_hours.values()), found.ears_voice_hours
        rows.append(
            (
                "“stop”, always on",
                rate_text(counts[0], length),
                rate_text(counts[1], length),
                _per_voice(counts, voice),
            )
        )
    head = (
        "listening for",
        "false hushes (95 %)",
        "false stops (95 %)",
        "per hour of voice: hushes, stops",
    )
    return table(head, rows)


def _talk_row(
    name: str, found: Findings, words: Sequence[str], length: float, voice: float
) -> tuple[str, ...]:
    hushes = sum(_alarms(found, word, "hush") for word in words)
    stops = sum(_alarms(found, word, "stop") for word in words)
    return (
        name,
        rate_text(hushes, length),
        rate_text(stops, length),
        _per_voice((hushes, stops), voice),
    )


def _source_table(found: Findings) -> str:
    """Return what was heard in each folder of talk, and in all of them."""

    def row(name: str, sources: Sequence[str]) -> tuple[str, ...]:
        heard = [each for each in found.alarms if each.source in sources]
        safe = {kind: [e for e in heard if e.kind == kind] for kind in ("hush", "stop")}
        length = sum(found.source_hours[source] for source in sources)
        ears = sum(found.ears_hours[source] for source in sources)
        words = [
            rate_text(sum(each.word == each.listening_for for each in safe[kind]), length)
            for kind in ("hush", "stop")
        ]
        stops = [str(sum(each.word == STOP for each in safe[kind])) for kind in ("hush", "stop")]
        return (name, f"{ears:.2f}", *words, ", ".join(stops))

    rows = [row(source, [source]) for source in found.ears_hours]
    rows.append(row("all of it", list(found.ears_hours)))
    head = (
        "heard in",
        "hours",
        "false hushes, hours times words (95 %)",
        "false stops, hours times words (95 %)",
        "“stop”: hushes, stops",
    )
    return table(head, rows)


def _sweep_table(swept: Sequence[Point]) -> str:
    """Return all words together with less and with more weight asked for."""
    rows = [
        (each.name, missed_text(each.missed, each.n), rate_text(each.alarms, each.hours))
        for each in swept[::2]
    ]
    return table(("all words", "missed (95 %)", "false (95 %)"), rows)


def _became(each: Occurred) -> str:
    return "stopped" if each.stopped else "hushed" if each.hushed else "missed"


def _occurred_text(found: Findings) -> str:
    """Return what became of the words that truly occur in the talk, in one sentence."""
    counts = dict.fromkeys(("stopped", "hushed", "missed"), 0)
    for each in found.occurred:
        counts[_became(each)] += 1
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"Words truly said in the talk, not counted as false: {len(found.occurred)} ({told})."


def _per_voice(counts: Sequence[int], voice_hours: float) -> str:
    if voice_hours <= 0.0:
        return "–"
    rates = ", ".join(f"{count / voice_hours:.2f}" for count in counts)
    return f"{rates} ({voice_hours:.2f} h)"


def _rival_table(found: Findings, words: Sequence[str], rivals: Sequence[str]) -> str:
    rows = []
    for word in words:
        said = _of(found.said, word)
        length = found.talk_hours.get(word, 0.0)
        stops = [each.stop_seconds for each in said]
        hushes = [each.hush_seconds for each in said]
        ways = [("facilitator, hush", hushes, "hush"), ("facilitator, stop", stops, "stop")]
        for rival in rivals:
            took_part = [each.rivals[rival] for each in said if rival in each.rivals]
            if took_part or not said:
                ways.append((rival, took_part, rival))
        for name, seconds, kind in ways:
            heard = [each for each in seconds if each is not None]
            rows.append(
                (
                    word,
                    name,
                    missed_text(len(seconds) - len(heard), len(seconds)),
                    rate_text(_alarms(found, word, kind), length),
                    ms_text(heard),
                )
            )
    head = ("word", "spotter", "missed (95 %)", "false (95 %)", "end of word → heard p50/p95/p99")
    return table(head, rows)


def _figures(found: Findings, word: str) -> dict[str, Any]:
    said = _of(found.said, word)
    length = found.talk_hours.get(word, 0.0)
    figures: dict[str, Any] = {"n": len(said), "talk_hours": round(length, 4)}
    for kind in ("hush", "stop"):
        times = [each.hush_seconds if kind == "hush" else each.stop_seconds for each in said]
        heard = [each for each in times if each is not None]
        alarms = _alarms(found, word, kind)
        figures[kind] = {
            "missed": len(times) - len(heard),
            "missed_95": share_interval(len(times) - len(heard), len(times)),
            "seconds_p50_p95_p99": spread(heard) if heard else None,
            "false": alarms,
            "false_per_hour": alarms / length if length else None,
            "false_per_hour_95": rate_interval(alarms, length) if length else None,
        }
    figures["sweep"] = [
        {"spare": spare, "missed": point.missed, "false": point.alarms}
        for spare, point in zip(reversed(SPARES), sweep(found, [word]), strict=False)
    ]
    return figures
