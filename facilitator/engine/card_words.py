"""What stands on cards and calendars beside what a ritual says, in English, by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEADED: Final[Mapping[str, str]] = {
    "card about one minute": "About one minute",
    "card about": "About {minutes} minutes",
    "card about hours": "About {hours} hours",
    "card about from": "About {least} to {most} minutes",
    "card about hours from": "About {least} to {most} hours",
    "card any depth": "Any",
    "card light": "Light",
    "card medium": "Medium",
    "card deep": "Deep",
    "card one or two": "For one or two",
    "card two or more": "For two or more",
    "card one or more": "For one or more",
    "card way": "What happens",
    "card more": "… and {number} more.",
    "card words": "Two words",
    "card ends": "Your word: {words}, or “stop”, or any key ends everything at once.",
    "card ends by several": "Your words: {words}, or “stop”, or any key ends everything at once.",
    "card blank": "a line to write it on",
    "card rests": "“Pause” rests, “go on” continues. Nobody asks you why.",
    "card rests by word": "{words} or “pause” rests, “go on” continues. Nobody asks you why.",
    "card choose": "Yours to choose",
    "card any time": "any time of day",
    "card range": "{low} to {high}",
    "card begin": "To begin:",
    "card ticks": "A circle for each time",
}
"""Around what happens: how long, how deep, the words that stop, what can be chosen."""

TOLD: Final[Mapping[str, str]] = {
    "card silence": "Be silent together",
    "card slices": "{time}, in slices of {slices}",
    "card breathe": "Breathe: {rhythm}",
    "card breath": "{part} for {seconds}",
    "card breath in": "in",
    "card breath hold": "hold",
    "card breath out": "out",
    "card gesture": "A gesture",
    "card check in": "Green, yellow or red?",
    "card time out": "Some time apart, then come back",
    "card note": "A note",
    "card slip": "One from the jar, read aloud",
    "card note each": "A note of each of you",
    "card note both": "A note, together",
    "card note of": "A note of {name}",
    "card note of first": "A note of one of you",
    "card note of second": "A note of the other one",
    "card ask": "Ask each other",
    "card ask yourself": "Ask yourself",
    "card ratings": "A number from one to five, for each of these",
    "card offer": "If you like, go on with",
    "card rules": "What holds here",
    "card words for rules": "rule, rules",
    "card turns alone": "You speak",
    "card turns": "One speaks, the other listens",
    "card turns of many": "One speaks, the others listen",
    "card speaks": "{name} speaks",
    "card of one": "{name}: {text}",
    "card each": "{time} each",
    "card each question": "{time} each, for each question",
    "card for each question": "{time}, for each question",
    "card mirror": "Who listened says what they heard, {time}.",
    "card validate": "Who listened says how it makes sense, {time}.",
    "card drawn one": "A question is drawn.",
    "card drawn one for two": "A question is drawn; both answer it.",
    "card drawn one for many": "A question is drawn; all answer it.",
    "card drawn": "{number} questions are drawn.",
    "card drawn for two": "{number} questions are drawn; both answer each.",
    "card drawn for many": "{number} questions are drawn; all answer each.",
    "card talk": "Talk, all of you",
    "card starter": "Say “{say starter}” for a question.",
    "card counted": "Say “{word}”, and it is counted.",
    "card time apart": "Say “{say time out}” for some time apart.",
    "card until": "until {time}",
    "card surprise": "Or say “{word}”.",
    "card times": "{number} times",
    "card up to": "up to {number} times",
    "card you": "you",
    "card you two": "you two",
    "card all of you": "all of you",
    "card one of you": "one of you",
    "card other": "the other one",
    "card next": "the next one",
}
"""What happens, step by step."""

LISTED: Final[Mapping[str, str]] = {
    "card questions": "The questions",
    "card all questions": "All {number} questions stand on the following pages.",
    "card some questions": (
        "{some} of {number} stand here; all of them are printed on further pages with --questions."
    ),
    "card no questions": (
        "{number} questions are drawn from; all of them are printed on further pages with "
        "--questions."
    ),
}
"""About the questions of a deck."""

DATED: Final[Mapping[str, str]] = {
    "calendar caption": "The days of {title}",
    "calendar every day": "Every day:",
    "calendar rest": "The voice tells the rest of each day.",
    "calendar days": "{number} days",
    "calendar day": "Day {number}",
    "calendar day done": "Day {number}, done",
    "calendar done": "done",
    "calendar box": "a box to tick",
    "calendar length": "About {minutes} min",
    "calendar length of guidance": "About {minutes} min of guidance",
    "calendar date": "{day} {month}",
    "calendar date with year": "{date} {year}",
    "calendar span": "{first} to {last}",
    "calendar when": "{weekday}, {date}",
    "weekday 1": "Monday",
    "weekday 2": "Tuesday",
    "weekday 3": "Wednesday",
    "weekday 4": "Thursday",
    "weekday 5": "Friday",
    "weekday 6": "Saturday",
    "weekday 7": "Sunday",
    "month 1": "January",
    "month 2": "February",
    "month 3": "March",
    "month 4": "April",
    "month 5": "May",
    "month 6": "June",
    "month 7": "July",
    "month 8": "August",
    "month 9": "September",
    "month 10": "October",
    "month 11": "November",
    "month 12": "December",
}
"""What stands on a calendar, with the names of days and months."""

CARDED: Final[Mapping[str, str]] = {**HEADED, **TOLD, **LISTED, **DATED}
"""All of it."""
