"""A session drawn."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest

from facilitator.clock import samples
from facilitator.engine.actions import AbortSound, Finish, Ring, Speak
from facilitator.engine.events import (
    Began,
    PhraseHeard,
    SafeWordDismissed,
    SafeWordHeard,
    SafeWordSuspected,
    SoundFinished,
)
from facilitator.session.picture import WIDTH, picture
from facilitator.session.spans import Mark, Span, course
from facilitator.session.timeline import Entry, TimelineWriter

SVG = "{http://www.w3.org/2000/svg}"


def talk() -> list[Entry]:
    """A short talk: greeting, bell, silence with a hush, two turns, a pause, a stop."""
    writer = TimelineWriter()
    writer.event(Began(0))
    writer.note(samples(1), "prompt", text="Welcome.", length=samples(2))
    writer.note(samples(4), "bell", bell="opening", length=samples(4))
    writer.note(samples(8), "silence", length=samples(60), label="Looking")
    writer.event(SafeWordSuspected(samples(30), "red"))
    writer.event(SafeWordDismissed(samples(30.4), "red"))
    writer.note(samples(68), "silence_over")
    writer.note(samples(70), "turn", who="Anna", length=samples(60), label="What did you notice?")
    writer.note(samples(72), "sounding")
    writer.note(samples(85), "silent")
    writer.event(PhraseHeard(samples(90), samples(89), "pause", True))
    writer.note(samples(90), "paused")
    writer.note(samples(91), "prompt", text="Paused.", length=samples(1))
    writer.note(samples(120), "resumed")
    writer.note(samples(150), "turn_over")
    writer.note(samples(152), "turn", who="Ben", length=samples(60), label="What did you notice?")
    writer.event(SafeWordHeard(samples(170), "red"))
    writer.action(AbortSound(samples(170)))
    writer.action(Finish(samples(175), "stopped"))
    return writer.entries


def drawn(entries: list[Entry], title: str = "Mirror talk", names: str = "Anna Ben") -> Xml.Element:
    return Xml.fromstring(picture(entries, title=title, partners=names.split()))


def texts(root: Xml.Element, tag: str = "text") -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}{tag}")]


def test_there_is_a_lane_for_the_voice_for_each_partner_and_for_what_was_heard() -> None:
    """Lanes are labelled, in this order."""
    shown = texts(drawn(talk()))

    lanes = [text for text in shown if text in ("Voice", "Anna", "Ben", "Heard")]
    assert ["Voice", "Anna", "Ben", "Heard"] == lanes[:4]


def test_everything_of_a_session_can_be_found_in_its_picture() -> None:
    """Turns, silence, words, pause, hush and stop are drawn and told to pointers and readers."""
    told = "\n".join(texts(drawn(talk()), "title"))

    assert "Looking, 1 min, from 0:08" in told
    assert "Anna’s turn, 1 min 20 s: What did you notice?" in told
    assert "Ben’s turn, 18 s" in told
    assert "Paused for 30 s" in told
    assert "0:30  hush: perhaps “red”" in told
    assert "1:30  “pause”" in told
    assert "2:50  “red”: stopped" in told
    assert "0:01  “Welcome.”" in told
    assert "0:04  opening bell" in told


def test_a_picture_is_described_for_people_who_cannot_see_it() -> None:
    """Title and description are there, first, and named as the label of the image."""
    root = drawn(talk())
    title, description = root[0], root[1]

    assert "img" == root.get("role")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "Mirror talk: a session as a timeline" == title.text
    assert (description.text or "").endswith("Ben’s turn, 18 s; “red”: stopped.")


def test_hostile_words_stay_words() -> None:
    """Markup and control characters in names and texts are text; there are no scripts."""
    evil = '<script>alert("&")</script>\x00\x1b]]>\ud800'
    entries = talk()
    entries.append(Entry(samples(160), "note", "prompt", {"text": evil, "length": 16_000}))
    entries.append(Entry(samples(100), "note", "turn", {"who": evil, "length": 5, "label": evil}))
    document = picture(entries, title=evil, partners=["Anna", "<b>"])
    root = Xml.fromstring(document)

    document.encode("utf-8")
    allowed = {"svg", "title", "desc", "defs", "pattern", "g", "rect", "circle", "line", "text"}
    allowed |= {"path"}
    assert {f"{SVG}{tag}" for tag in allowed} >= {each.tag for each in root.iter()}
    assert any("<script>" in text for text in texts(root))


@pytest.mark.parametrize("minutes", [0.01, 1, 9, 45, 240, 1500])
def test_long_sessions_are_wrapped_and_nothing_leaves_the_page(minutes: float) -> None:
    """However long it lasts, everything lies within the width, on few rows."""
    writer = TimelineWriter()
    writer.note(0, "silence", length=samples(minutes * 60))
    writer.event(SafeWordHeard(samples(minutes * 60), "red"))
    root = drawn(writer.entries)

    rows = [text for text in texts(root) if text == "Voice"]
    assert 1 <= len(rows) <= 7
    for each in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(each.get(name, "0")) <= WIDTH
        if each.tag == f"{SVG}rect":
            assert float(each.get("x", "0")) + float(each.get("width", "0")) <= WIDTH


def test_an_empty_session_can_be_drawn() -> None:
    """A session that never began is a page without marks."""
    assert "Voice" in texts(drawn([]))


def test_solo_and_three_people_have_their_lanes() -> None:
    """The picture follows the number of people."""
    assert "Heard" in texts(drawn(talk()[:4], names="Anna"))
    assert "Cleo" in texts(drawn(talk(), names="Anna Ben Cleo"))


def test_a_turn_without_a_noted_end_ends_with_the_next_sentence() -> None:
    """A sentence said in a pause does not end it."""
    entries = [entry for entry in talk() if entry.kind != "turn_over" and entry.at < samples(152)]
    entries.append(
        Entry(samples(140), "note", "prompt", {"text": "Thank you.", "length": samples(1)})
    )

    [turn] = course(entries).of("turn")
    assert (samples(70), samples(140)) == (turn.start, turn.end)


def test_without_notes_sounds_are_taken_from_the_actions() -> None:
    """A sentence lasts until its sound has finished, or was cut short."""
    writer = TimelineWriter()
    writer.action(Speak(0, 1, "One."))
    writer.event(SoundFinished(samples(2), 1))
    writer.action(Ring(samples(3), 2, "closing"))
    writer.action(Speak(samples(5), 3, "Two."))
    writer.action(AbortSound(samples(6)))

    expected = [
        Span(0, samples(2), "prompt", "One."),
        Span(samples(3), samples(4.5), "bell", "closing"),
        Span(samples(5), samples(6), "prompt", "Two."),
    ]
    assert expected == list(course(writer.entries).spans)


def test_only_the_first_stop_is_marked() -> None:
    """After a stop there is nothing left to stop."""
    entries = [*talk(), Entry(samples(174), "event", "key_pressed", {})]

    stops = [mark for mark in course(entries).marks if mark.kind == "stop"]
    assert [Mark(samples(170), "stop", "“red”: stopped")] == stops
