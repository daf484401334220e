"""What the doctor says of good and bad rooms, and what the commands say of none."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from click.testing import CliRunner

from facilitator.audio import SILENCE_DBFS
from facilitator.cli import devices as devices_command
from facilitator.cli import doctor as doctor_command
from facilitator.cli.doctor import Finding, Verdict, examine_room, finding_lines
from facilitator.clock import PLAYBACK_HZ
from facilitator.room import devices as devices_module
from facilitator.room import sound_card
from facilitator.room.devices import Device
from facilitator.room.faults import FaultName
from facilitator.room.people import at_level
from facilitator.room.simulated import SimulatedRoom


def sentence() -> np.ndarray:
    """Return four seconds of something like speech: syllables of noise at a voice's level."""
    noise = np.random.default_rng(4).standard_normal(PLAYBACK_HZ * 4)
    spectrum = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(noise.size, 1 / PLAYBACK_HZ)
    voice = np.fft.irfft(spectrum * (hertz > 100) / np.maximum(hertz, 500.0))
    syllables = np.abs(np.sin(np.pi * 3.0 * np.arange(voice.size) / PLAYBACK_HZ))
    return at_level((voice * syllables).astype("f4"))


def findings(room: SimulatedRoom) -> dict[str, Finding]:
    room.open()
    found = {finding.part: finding for finding in examine_room(room, sentence())}
    room.close()
    return found


def verdicts(room: SimulatedRoom) -> dict[str, Verdict]:
    return {part: finding.verdict for part, finding in findings(room).items()}


def test_an_ordinary_room_is_well() -> None:
    """Microphone, loudspeaker and round trip are good, and the echo can be taken away."""
    found = findings(SimulatedRoom(echo_db=0.0, noise_dbfs=-60.0))
    assert {"good"} == {finding.verdict for finding in found.values()}
    assert ["microphone", "loudspeaker", "round trip"] == list(found)
    figures = found["round trip"].figures
    assert abs(0.041 - float(figures["delay_seconds"] or 0.0)) < 0.01
    assert float(figures["removed_db"] or 0.0) > 15.0


def test_headphones_are_named_as_a_possibility() -> None:
    """A bell that is not heard is no failure."""
    found = findings(SimulatedRoom(noise_dbfs=-60.0))
    assert found["round trip"].verdict == "advice"
    assert "headphones" in found["round trip"].words


@pytest.mark.parametrize(
    ("fault", "verdict", "words"),
    [
        ("silent", "problem", "digital silence"),
        ("not a number", "problem", "not numbers"),
        ("offset", "advice", "offset"),
        ("clipping", "advice", "overloaded"),
        ("dropping", "advice", "never came"),
        ("faint", "advice", "Almost nothing"),
    ],
)
def test_each_fault_of_a_microphone_has_words_and_a_way_out(
    fault: FaultName, verdict: Verdict, words: str
) -> None:
    """Whatever is wrong is named with a figure or in plain words, and help is given."""
    room = SimulatedRoom(noise_dbfs=-25.0 if fault == "clipping" else -60.0)
    room.fail_at(0, fault)
    finding = findings(room)["microphone"]
    assert verdict == finding.verdict
    assert words in finding.words
    assert finding.help
    assert (4 if verdict == "problem" else 0) == finding.exit_code


def test_a_loud_room_and_a_dead_loudspeaker_are_told() -> None:
    """Noise near a person's voice is advice; a driver that takes nothing is a problem."""
    assert verdicts(SimulatedRoom(noise_dbfs=-35.0))["microphone"] == "advice"
    room = SimulatedRoom(noise_dbfs=-60.0)
    room.fail_at(0, "stalled loudspeaker")
    assert verdicts(room)["loudspeaker"] == "problem"


def test_no_bell_is_struck_for_a_muted_microphone() -> None:
    """Without ears there is nothing to measure a round trip with."""
    assert list(verdicts(SimulatedRoom(noise_dbfs=SILENCE_DBFS))) == ["microphone"]


def test_a_finding_reads_as_a_line_and_a_way_out() -> None:
    """The way out stands under what was found."""
    lines = finding_lines(Finding("microphone", "problem", "It is muted.", "Unmute it."))
    assert lines == ["✗ Microphone   It is muted.", "               → Unmute it."]


Runner = Callable[..., tuple[int, str]]


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Device]], Runner]:
    """Return a maker of command runners on a computer with given devices."""

    def with_devices(found: list[Device]) -> Runner:
        for place in (devices_module, sound_card):
            monkeypatch.setattr(place, "devices", lambda **_: found)

        def run(command: str, *arguments: str) -> tuple[int, str]:
            target = {"devices": devices_command.devices, "doctor": doctor_command.doctor}[command]
            result = CliRunner().invoke(target, arguments)
            return result.exit_code, result.output

        return run

    return with_devices


def test_devices_are_listed_with_their_numbers_and_the_default_is_marked(
    computer: Callable[[list[Device]], Runner],
) -> None:
    """Microphones first, then loudspeakers, each with its rate and channels."""
    mic = Device(0, "Built-in Microphone", "ALSA", 1, 0, 44_100.0, is_default_input=True)
    both = Device(4, "Conference", "ALSA", 2, 2, 48_000.0)
    code, output = computer([mic, both])("devices")
    assert (0, output) == (
        code,
        "Microphones\n"
        "*   0  Built-in Microphone  44.1 kHz, 1 channel, ALSA\n"
        "    4  Conference           48 kHz, 2 channels, ALSA\n"
        "\n"
        "Loudspeakers\n"
        "    4  Conference  48 kHz, 2 channels, ALSA\n",
    )
    code, output = computer([mic, both])("devices", "--json")
    assert [json.loads(line)["index"] for line in output.splitlines()] == [0, 4]


def test_a_computer_without_devices_says_so_plainly(
    computer: Callable[[list[Device]], Runner],
) -> None:
    """Listing nothing is no failure, and the rehearsal is offered."""
    code, output = computer([])("devices")
    assert code == 0
    assert "no microphone and no loudspeaker" in output
    assert "rehearse" in output


def test_the_doctor_goes_on_where_parts_are_missing(
    computer: Callable[[list[Device]], Runner], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without card, model and voice it still reports everything; the card decides the code."""
    monkeypatch.setattr(doctor_command, "_examine_voice", broken)
    code, output = computer([])("doctor", "--json", "--model", "/no/such/model")
    found = {entry["part"]: entry for entry in map(json.loads, output.splitlines())}
    assert code == 4
    assert ["sound card", "speech model", "voice", "cache", "versions"] == list(found)
    assert [4, 5, 5, 0, 0] == [entry["exit_code"] for entry in found.values()]
    assert found["versions"]["figures"]["python"]


def broken(_: str) -> None:
    raise ImportError("no such library")
