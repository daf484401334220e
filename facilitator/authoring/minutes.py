"""How long a ritual takes, told to people: from the shortest to the longest course, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from facilitator.engine.whose import PLACES
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.durations import in_figures, rounded, short_duration, spoken_duration
from facilitator.script.ritual import Ritual
from facilitator.script.settings import Setting, Value
from facilitator.script.walking.courses import Course, Courses, courses
from facilitator.script.walking.timing import Estimate

MOST_NAMED: Final = 4
"""Answers named in a sentence; `--json` has all of them."""

_SAME_SECONDS: Final = 30.0
_PEOPLE: Final = ("A", "B")
_PLACE: Final = dict(zip(_PEOPLE, PLACES, strict=False))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a ritual takes with certain settings.

    Attributes:
        seconds: About how long, in the shortest or the longest course.
        settings: By name, as people write them; only those that differ from the usual ones.
    """

    seconds: float
    settings: Mapping[str, str]


def with_other_settings(ritual: Ritual) -> tuple[Chosen, Chosen] | None:
    """Return the least and the most a ritual takes with any settings; None where nothing can be
    chosen that changes it.

    Lengths and numbers with written limits are taken at both ends; of words, and of the days of
    a programme, each is tried by itself and the one that does most is taken. An end by the clock
    stays as it is. Costs a compilation for each word and two for the ends.
    """
    usual = ritual.length or _courses(ritual, {})
    low: dict[str, Value] = {}
    high: dict[str, Value] = {}
    for name, setting in ritual.settings.items():
        if setting.kind == "hour":
            continue
        if setting.kind == "choice" or (ritual.form.days and name == "day"):
            tried = {
                value: usual if value == setting.start else _courses(ritual, {name: value})
                for value in _each(setting)
            }
            shortest = min(tried, key=lambda value: tried[value].shortest.seconds)
            longest = max(tried, key=lambda value: tried[value].longest.seconds)
            if tried[shortest].shortest.seconds < usual.shortest.seconds - 1:
                low[name] = shortest
            if tried[longest].longest.seconds > usual.longest.seconds + 1:
                high[name] = longest
        elif ritual.form.settings[name].limits is not None:
            low[name], high[name] = setting.low, setting.high
    if not low and not high:
        return None
    least = Chosen(_courses(ritual, low).shortest.seconds, _written(ritual, low))
    most = Chosen(_courses(ritual, high).longest.seconds, _written(ritual, high))
    return least, most


def _each(setting: Setting) -> Sequence[Value]:
    if setting.kind == "choice":
        return setting.choices
    return [float(number) for number in range(round(setting.low), round(setting.high) + 1)]


def _courses(ritual: Ritual, values: Mapping[str, Value]) -> Courses:
    settings = {name: ritual.settings[name].text(value) for name, value in values.items()}
    return courses(compile_ritual(ritual, partners=_PEOPLE, safe_words=(), settings=settings))


def _written(ritual: Ritual, values: Mapping[str, Value]) -> dict[str, str]:
    changed = {n: v for n, v in values.items() if v != ritual.settings[n].start}
    return {name: ritual.settings[name].text(value) for name, value in changed.items()}


# -- as data ----------------------------------------------------------------------------------


def as_data(found: Courses, others: tuple[Chosen, Chosen] | None = None) -> dict[str, Any]:
    """Return the minutes for programs: the usual course by what it is for, the shortest and the
    longest with the answers that lead there, and what other settings make of it."""
    data: dict[str, Any] = {
        **_shares(found.usual),
        "shortest": {**_shares(found.shortest), **_why(found.shortest)},
        "longest": {**_shares(found.longest), **_why(found.longest)},
        "early": {**_shares(found.early), **_why(found.early)} if found.early else {},
        "exact": found.is_exact,
        "on top": list(found.on_top),
    }
    if others is not None:
        least, most = others
        data["other settings"] = [
            {"total": _minutes(each.seconds), "settings": dict(each.settings)}
            for each in (least, most)
        ]
    return data


def _minutes(seconds: float) -> float:
    """Return a length for programs: to a tenth of a minute, below a minute to a hundredth."""
    return round(seconds / 60, 1 if seconds >= 60 else 2)


def _shares(course: Course) -> dict[str, Any]:
    times = course.length
    return {
        "total": _minutes(course.seconds),
        "voice": _minutes(times.voice_seconds),
        "silence": _minutes(times.silence_seconds),
        "together": _minutes(times.together_seconds),
        "turns": {who: _minutes(s) for who, s in times.turn_seconds.items()},
    }


def _why(course: Course) -> dict[str, Any]:
    return {
        "answers": {name: list(values) for name, values in course.answers.items()},
        "more time": course.more_time,
        "follows": course.follows,
    }


# -- in words -----------------------------------------------------------------------------------


def told(found: Courses, others: tuple[Chosen, Chosen] | None = None) -> str:
    """Return how long a ritual takes, and for whom, in a few sentences."""
    usual, shortest, longest = found.usual, found.shortest, found.longest
    if not varies(found):
        sentences = [f"About {roughly(usual.seconds)}{_parts(usual, '')}."]
    else:
        ends = (digits(shortest.seconds), digits(longest.seconds))
        usually = digits(usual.seconds)
        about = f"About {span(found)}" + (f", usually {usually}" if usually not in ends else "")
        sentences = [f"{about}{_parts(usual, 'usually ' if usually in ends else '')}."]
    for course, what in ((longest, "longest"), (shortest, "shortest")):
        if varies(found) and digits(course.seconds) != digits(usual.seconds):
            sentences.append(_reason(course, what, usual, is_exact=found.is_exact))
    if found.early is not None:
        why = reasons(found.early)
        after = digits(found.early.seconds)
        sentences.append(f"It ends early, after {after}{',' if why else ''}{why}.")
    if any(course.follows for course in (usual, shortest, longest, found.early or usual)):
        sentences.append("A ritual that follows is not counted.")
    if found.on_top:
        verb = "come" if len(found.on_top) > 1 else "comes"
        on_top = " and ".join(found.on_top)
        sentences.append(f"{on_top[:1].upper()}{on_top[1:]} {verb} on top.")
    if others is not None:
        least, most = others
        is_same = _pair(least.seconds, most.seconds) == span(found)
        if not is_same and digits(least.seconds) != digits(most.seconds):
            sentences.append(
                f"With other settings it takes {_pair(least.seconds, most.seconds)}"
                f"{_settings(least, most)}."
            )
    return " ".join(sentences)


def fitted(found: Courses, wished_seconds: float, *, at_most: bool) -> str:
    """Return what was fitted to a wished length, why that, and what may still take longer."""
    usual, longest = found.usual, found.longest
    if not varies(found):
        return f"About {digits(usual.seconds)}."
    most = "" if found.is_exact else "at most "
    if at_most:
        return (
            f"At the longest it then takes {most}{digits(longest.seconds)}; with the first answer "
            f"to every question, {digits(usual.seconds)}."
        )
    told = (
        f"About {digits(usual.seconds)} with the first answer to every question; at the shortest "
        f"{digits(found.shortest.seconds)}."
    )
    if longest.seconds <= wished_seconds + _SAME_SECONDS:
        return told
    return (
        f"{told} It can take longer: {most}{digits(longest.seconds)}{reasons(longest)}. To be done "
        f'in time whatever is answered: --fit "at most {short_duration(wished_seconds)}".'
    )


def varies(found: Courses) -> bool:
    """Say whether the courses differ by more than anybody would notice."""
    return found.longest.seconds - found.shortest.seconds >= _SAME_SECONDS


def span(found: Courses) -> str:
    """Return from when to when a ritual ends ("10 to 17 minutes")."""
    return _pair(found.shortest.seconds, found.longest.seconds)


def _pair(low: float, high: float) -> str:
    one, other = digits(low), digits(high)
    unit = next((u for u in (" minutes", " seconds") if one.endswith(u) and other.endswith(u)), "")
    if one == "1 minute" and unit == "" and other.endswith(" minutes"):
        one = "1"
    return f"{one.removesuffix(unit)} to {other}"


def digits(seconds: float) -> str:
    """Return a length in figures, no more exact than it can be meant ("9½ minutes")."""
    told = rounded(seconds)
    if told < 50:
        return f"{told:.0f} second{'' if told == 1 else 's'}"
    if told >= 2 * 3600:
        return f"{in_figures(told / 3600)} hours"
    return "1 minute" if told == 60 else f"{in_figures(told / 60)} minutes"


def roughly(seconds: float) -> str:
    """Return a length as people say it, no more exact than it can be meant."""
    told = rounded(seconds)
    return digits(seconds) if told < 50 else spoken_duration(told)


def _parts(course: Course, which: str) -> str:
    """Return what the time is for."""
    times = course.length
    parts = []
    if times.silence_seconds >= 1:
        parts.append(f"{roughly(times.silence_seconds)} of silence")
    parts += [f"{share} to speak" for share in [_each_speaks(times)] if share]
    if times.together_seconds >= 1:
        parts.append(f"{roughly(times.together_seconds)} to talk together")
    if times.voice_seconds >= 1:
        parts.append(f"{roughly(times.voice_seconds)} of my voice")
    return f": {which}{', '.join(parts)}" if parts else ""


def _each_speaks(times: Estimate) -> str:
    each = list(times.turn_seconds.values())
    if not each or max(each) < 1:
        return ""
    if min(each) == max(each):
        many = "the two" if len(each) == 2 else "you"
        return f"{roughly(each[0])} for each of {many}" if len(each) > 1 else roughly(each[0])
    return " and ".join(
        f"{roughly(seconds)} for the {_PLACE.get(who, who)}"
        for who, seconds in times.turn_seconds.items()
        if seconds >= 1
    )


def _reason(course: Course, what: str, usual: Course, *, is_exact: bool) -> str:
    takes = "takes" if is_exact else "can take up to" if what == "longest" else "takes at least"
    share = _each_speaks(course.length)
    is_same = share == _each_speaks(usual.length)
    share = f" ({share} to speak)" if share and not is_same else ""
    why = reasons(course)
    end = why or f" at the {what}"
    return f"It {takes} {digits(course.seconds)}{share}{end}."


def reasons(course: Course) -> str:
    """Return when a course is taken: " if `wish` is longer and they ask for all the time that can
    be added"; "" when nothing leads there but what is usual."""
    given = list(_named(course.answers))
    more = len(given) - MOST_NAMED
    if more > 1:
        given = [*given[:MOST_NAMED], f"{more} more answers are like these"]
    if course.more_time:
        given.append("they ask for all the time that can be added")
    if not given:
        return ""
    return " if " + " and ".join([", ".join(given[:-1]), given[-1]] if len(given) > 1 else given)


def _named(answers: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what is answered, as a condition would ask for it; of both once."""
    done: set[str] = set()
    for name, values in answers.items():
        about = _about(name)
        if about in done:
            continue
        done.add(about)
        if about.endswith("/how"):
            given = "not given" if "nothing" in values else "not understood"
            yield f"the note `{about.removesuffix('/how')}` is {given}"
            continue
        if about.startswith("keeping "):
            how = "said once more" if "again" in values else "not kept"
            yield f"the note `{about.removeprefix('keeping ')}` is {how}"
            continue
        same = [other for other in answers if _about(other) == about]
        if any(answers[other] != values for other in same) or about == name:
            for other in same:
                yield f"`{_written_as(other)}` is {_values(answers[other])}"
        elif about.startswith("mirrored"):
            yield f"what was given back is {_values(values)} right"
        elif len(same) == len(_PEOPLE):
            said = f"`{about}` is {_values(values)} for both"
            yield said if any(values) else f"nobody answers `{about}`"
        else:
            yield f"`{_written_as(name)}` is {_values(values)}"


def _written_as(name: str) -> str:
    """Return the name of an answer as a script and `--answer` have it ("wish of first")."""
    about, of, who = name.rpartition(" of ")
    return f"{about} of {_PLACE[who]}" if of and who in _PLACE else name


def _about(name: str) -> str:
    for who in _PEOPLE:
        if name.endswith((f" of {who}", f" of {who}/how")):
            return name.replace(f" of {who}", "")
    return name


def _values(values: Sequence[str]) -> str:
    said = [each for each in values if each] or ["not answered"]
    if len(said) > 3 and all(each.isdecimal() for each in said):
        numbers = sorted(map(int, said))
        if numbers[-1] - numbers[0] == len(numbers) - 1:
            most = numbers[-1] == 99
            return f"at least {numbers[0]}" if most else f"{numbers[0]} to {numbers[-1]}"
    return " or ".join(said[:3])


def _settings(least: Chosen, most: Chosen) -> str:
    ways = [
        f"the {what} with {', '.join(f'{n} {v}' for n, v in each.settings.items())}"
        for what, each in (("least", least), ("most", most))
        if each.settings
    ]
    return f" ({'; '.join(ways)})" if ways else ""
