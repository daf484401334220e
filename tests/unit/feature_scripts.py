"""A small script for every feature of the catalogue."""

from __future__ import annotations

HEAD = "ritual: A test\nabout: Something to test.\ndepth: light\n"

TURN = '{each: 1 min, announce: "{name}.", thanks: none, cues: none'
"""Turns of a minute in which the voice says nothing but the name."""

CARDS = "decks:\n  cards: [light: L1., light: L2., medium: M1., medium: M2.]\n"

DEEP = (
    "decks:\n  cards: [light: L1., light: L2., medium: M1., deep: D1.]\n"
    "steps:\n  - consent: '{name}, would you like this?'\n"
)

SCRIPTS: dict[str, str] = {
    "turns": f"steps:\n  - turns: {TURN}, question: What is new?}}\n",
    "role-switch": f"steps:\n  - turns: {TURN}, question: Q., more time: 30 s}}\n",
    "group-mode": (
        f"people: two or more\n{DEEP}"
        f"  - turns: {TURN}, deck: cards, rounds: 4}}\n  - gesture: Hold each other.\n"
    ),
    "free-talk": "steps:\n  - talk: 5 min\n    cues: none\n",
    "halfway-cue": "steps:\n  - talk: 5 min\n    cues: [halfway]\n",
    "mid-check": (
        'steps:\n  - talk: 5 min\n    cues: none\n    check halfway: "{name}, how is it?"\n'
    ),
    "timer-chime": "steps:\n  - bell: opening\n  - silence: 1 min\n  - bell: closing\n",
    "long-timer": "steps:\n  - talk: 3 h\n    cues: none\n  - end: So.\n",
    "end-time-alarm": (
        "settings: {end: {start: ten o'clock}}\n"
        'steps:\n  - talk: until {end}\n    cues: none\n  - say: "It is {end}."\n'
    ),
    "time-out-timer": (
        "steps:\n  - talk: 5 min\n    cues: none\n    time out: 3 min\n  - end: So.\n"
    ),
    "paced-cue": "steps:\n  - breathe: in 2, out 3\n    for: 10 s\n  - silence: 20 s\n",
    "silent-pause": "steps:\n  - silence: 1 min\n  - end: So.\n",
    "ready-gate": (
        'steps:\n  - ready: Go, and say "we are back".\n    heard: [we are back]\n  - say: So.\n'
    ),
    "quiet-voice": "voice: quiet\nsteps:\n  - bell: opening\n  - say: Good night. Sleep well.\n",
    "voice-choice": (
        "steps:\n  - choose: What shall it be?\n    from: [tea, music]\n    as: it\n"
        "  - when: it is music\n    do: [say: Then sing.]\n"
    ),
    "yes-no": (
        "steps:\n  - ask each: '{name}?'\n    answers: [yes, no]\n    as: it\n"
        "  - when: every it is yes\n    do: [say: Both.]\n    otherwise: [say: Not both.]\n"
    ),
    "consent": 'steps:\n  - consent: "{name}, do you want this?"\n  - say: Then we begin.\n',
    "voice-rating": (
        'steps:\n  - rate: "{name}?"\n    as: it\n'
        "  - when: lowest it < 3\n    do: [say: Low.]\n    otherwise: [say: Fine.]\n"
    ),
    "branching": (
        "steps:\n  - ask: Walk?\n    answers: [yes, no]\n    as: it\n"
        "  - when: it is yes\n    do: [say: Go.]\n    otherwise: [say: Stay.]\n"
    ),
    "tally": (
        f"steps:\n  - turns: {TURN}, count: {{warm: [warm], cold: [cold]}}}}\n"
        "  - for each: partner\n    do:\n      - say: '{name}: {warm}.'\n"
        "      - when: warm is at least five times cold\n        do: [say: Five to one.]\n"
    ),
    "prompt-deck": f"{CARDS}steps:\n  - card: cards\n  - card: cards\n",
    "depth-levels": (
        f"{DEEP}  - ask each: '{{name}}?'\n    answers: [light, medium, deep]\n"
        "    as: depth\n  - repeat: 4 times\n    do: [card: cards]\n"
    ),
    "random-draw": (
        "steps:\n  - choose: What?\n    from: [tea, music, cake, rain, snow]\n"
        "    surprise by: [surprise us]\n    as: it\n"
        "  - when: it is snow\n    do: [say: Snow.]\n    otherwise: [say: Else.]\n"
    ),
    "repeat-rounds": (
        "steps:\n  - repeat: until any more is close, at most 3 times\n    do:\n"
        "      - say: Round.\n      - ask each: '{name}?'\n        answers: [another, close]\n"
        "        if nobody answers: close\n        as: more\n  - end: So.\n"
    ),
    "progression": (
        "settings: {gaze: {start: 2 min, limits: 1 min to 5 min, "
        "grows: 1 min after two comfortable sessions}}\nsteps:\n  - silence: '{gaze}'\n"
        "  - ask each: '{name}?'\n    remember: wish\n    changes: gaze\n"
    ),
    "mirroring": f"steps:\n  - turns: {TURN}, who: first, mirror: 30 s}}\n",
    "validation-step": f"steps:\n  - turns: {TURN}, who: first, validate: 30 s}}\n",
    "closing-gesture": (
        "steps:\n  - gesture: If you both like, hold each other.\n    for: 20 s\n  - end: So.\n"
    ),
    "debrief": (
        "steps:\n  - silence: 1 min\n"
        f"  - turns: {TURN}, asked: in rounds, questions: [What did you feel?, Why not?]}}\n"
    ),
    "alternate-leader": 'lead: alternates\nsteps:\n  - say: "{first} leads."\n',
    "recurring-slot": "steps:\n  - meet again: weekly\n    after: dinner\n",
    "multi-day-schedule": (
        "days:\n  - {task: talk, on: day 1, steps: [say: Talk.]}\n"
        "  - {task: plan, on: day 5, steps: [say: Plan.]}\n"
        "steps:\n  - today: 'Day {day}: {task}.'\n  - say: 'Then {next task}, {next time}.'\n"
    ),
    "reminders": "steps:\n  - remind: The reward is waiting.\n    when: tomorrow\n",
    "note-capture": "steps:\n  - note: What do you need?\n    who: both\n    remember: need\n",
    "memory": (
        f"{CARDS}steps:\n  - rate: '{{name}}?'\n    remember: close\n  - card: cards\n"
        "  - when: highest last close < 3\n    do: [say: Welcome back.]\n"
    ),
    "pause-word": "steps:\n  - silence: 1 min\n  - end: So.\n",
    "safe-word": "steps:\n  - talk: 5 min\n    cues: none\n",
    "therapy-signpost": "steps:\n  - use: signpost\n",
    "solo-mode": (
        f"people: one or two\nsteps:\n  - turns: {TURN}, mirror: 30 s}}\n"
        "  - when: people is 1\n    do: [gesture: Hand on heart.]\n"
        "    otherwise: [gesture: Hold each other.]\n"
    ),
    "remote-mode": (
        "settings: {place: {choices: [together, apart], start: together}}\nsteps:\n"
        "  - say: {together: Take hands., apart: Look into the camera.}\n"
        "  - gesture: Hold each other.\n"
    ),
    "background-notes": (
        "steps:\n  - ready: Lay the phones away.\n    why: They are missed.\n  - silence: 1 min\n"
    ),
    "printable-card": (
        "settings: {talk: {start: 2 min, limits: 1 min to 5 min}}\n"
        "steps:\n  - turns: {each: '{talk}', question: What is new?}\n"
    ),
}
"""By the name of the feature, what follows `HEAD`."""
