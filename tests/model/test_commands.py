"""Commands with the real ears and the real voice: said into the simulated room, over our echo."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from facilitator.clock import Samples, samples
from facilitator.display.view import SilentDisplay
from facilitator.engine.actions import Action, Finish, PutSlip, Ring, Speak, Tune
from facilitator.engine.events import Event, PhraseHeard, SafeWordHeard
from facilitator.engine.program import Program
from facilitator.engine.state import Listening, Noting, Phase, Turning
from facilitator.room.simulated import SimulatedRoom
from facilitator.script import yaml_tree
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import loaded
from facilitator.session.evening import Evening
from facilitator.session.rehearsal import LAPTOP_ECHO_DB, partner_voice
from facilitator.session.start import perform, ready
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

pytestmark = pytest.mark.model

HEAD = "ritual: An evening\nabout: A question.\ndepth: light\nsteps:\n"
TURN = '  - turns: {each: 50 s, announce: "{name}.", question: What was good?, cues: none}\n'

Cue = tuple[type[Phase], str]  # type: ignore[valid-type]


class Prompted:
    """A witness that keeps what happens, and says a line of a list whenever its moment has lasted
    a while; nothing else is said by anybody."""

    def __init__(self, room: SimulatedRoom, cues: Sequence[Cue]) -> None:
        self._room = room
        self._cues = list(cues)
        self._kind: type = object
        self._since: Samples = 0
        self._busy_until: Samples = 0
        self.spoken: list[str] = []
        self.actions: list[Action] = []
        self.heard: list[str] = []
        self.stops = 0

    def event(self, event: Event) -> None:
        self.stops += isinstance(event, SafeWordHeard)
        if isinstance(event, PhraseHeard) and event.alone:
            self.heard.append(event.phrase)

    def action(self, action: Action, length: Samples) -> None:
        del length
        self.actions.append(action)
        if isinstance(action, Speak):
            self.spoken.append(action.text)

    def block(self, glance: Glance) -> None:
        phase = type(glance.state.phase)
        if phase is not self._kind:
            self._kind, self._since = phase, glance.now
        if not self._cues or phase is not self._cues[0][0]:
            return
        if glance.now >= max(self._since + samples(0.8), self._busy_until):
            line = partner_voice(0, self._cues.pop(0)[1])
            self._room.say(glance.now + samples(0.2), line)
            self._busy_until = glance.now + len(line) + samples(2.2)


def held(body: str, cues: Sequence[Cue]) -> Prompted:
    """Hold a session in which people say what the cues have them say."""
    tree = yaml_tree.parse(yaml_tree.checked("evening.yaml", HEAD + body))
    program: Program = compile_ritual(loaded(tree, "evening"), partners=("Mia", "Jo"), parked=())
    wish = Wish(program)
    room = SimulatedRoom([], echo_db=LAPTOP_ECHO_DB, noise_dbfs=-70.0, seed=1)
    people = Prompted(room, cues)
    with Evening(room) as evening, ready(wish, SilentDisplay(), evening) as (ears, speech):
        perform(wish, evening, ears, speech, witnesses=(people,))
    return people


def test_two_people_command_a_session_by_voice() -> None:
    """Time, voice, list and end: each is understood, answered, and what was interrupted goes on."""
    people = held(
        '  - ready: Say "ready" when you are.\n' + TURN,
        [
            (Listening, "How long left?"),
            (Listening, "Slower please."),
            (Listening, "Louder."),
            (Listening, "Ready."),
            (Turning, "Quieter."),
            (Turning, "Park it."),
            (Noting, "The summer holiday."),
            (Listening, "Yes."),
            (Turning, "More time."),
            (Turning, "End here."),
        ],
    )
    tuned = [(a.tuning.loudness, a.tuning.pace) for a in people.actions if isinstance(a, Tune)]
    rung = [a.bell for a in people.actions if isinstance(a, Ring)]

    assert any(text.startswith("About two") for text in people.spoken)
    assert [(0, -1), (1, -1), (0, -1)] == tuned
    assert 2 == people.spoken.count("Like this.")
    assert [PutSlip("for later", "the summer holiday")] == [
        a for a in people.actions if isinstance(a, PutSlip)
    ]
    assert ["warning", "warning"] == rung
    assert "On the list for later: the summer holiday." in people.spoken
    assert "Thank you for this time." == people.spoken[-1]
    assert ["completed"] == [a.outcome for a in people.actions if isinstance(a, Finish)]
    assert 0 == people.stops


def test_a_choice_is_confirmed_by_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is sure enough the option that was heard is asked about; a no asks again, a
    yes takes it."""
    monkeypatch.setattr("facilitator.engine.asking.SURE", 1.1)
    people = held(
        "  - choose: What shall it be?\n    from: [tea, music, a walk]\n    times: 3\n    as: it\n"
        "  - when: it is music\n    do: [say: Then choose a song.]\n",
        [
            (Listening, "A walk."),
            (Listening, "No."),
            (Listening, "Number two."),
            (Listening, "Yes."),
        ],
    )
    asked = [text for text in people.spoken if text.startswith("Did you mean")]

    assert ["Did you mean a walk?", "Did you mean music?"] == asked
    assert "Then choose a song." in people.spoken


def test_what_people_tell_each_other_commands_nothing() -> None:
    """The same words in the middle of sentences, and our own voice saying them."""
    people = held(
        '  - say: You can say louder, or slower, or park it, or end here. Say "rules" for rules.\n'
        + TURN,
        [
            (Turning, "He told me to go faster, and then the music became louder and louder."),
            (Turning, "I do not know how long we have left before we pass the summer."),
            (Turning, "So we wanted to park it right here, because the rules end here."),
            (Turning, "And there was no more time for anything else."),
        ],
    )

    assert [] == [a for a in people.actions if isinstance(a, Tune | PutSlip | Ring)]
    assert 2 == people.spoken.count("What was good?")
    assert not {"Like this.", "Then we end here."} & {*people.spoken}
    assert "Thank you, Jo." == people.spoken[-1]
