"""A session in German with the real ears and a German voice of the system."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

from facilitator.cli.choosing_stages import RehearsedStage
from facilitator.cli.tested import prove
from facilitator.clock import samples
from facilitator.display.view import SilentDisplay, View
from facilitator.ears.model import load_model
from facilitator.engine.actions import Action, Speak
from facilitator.engine.events import Event
from facilitator.engine.own_words import ENGLISH
from facilitator.engine.program import Program
from facilitator.places import shipped_scripts
from facilitator.script.compiling.compiler import compile_ritual
from facilitator.script.loading import load
from facilitator.script.translation.languages import in_language, product_words
from facilitator.session.rehearsal import Staging, rehearse, rehearsed
from facilitator.session.wish import Wish
from facilitator.session.witnessing import Glance

HAS_ESPEAK = bool(importlib.util.find_spec("espeakng_loader") or shutil.which("espeak-ng"))

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        sys.platform in ("win32", "darwin") or not HAS_ESPEAK,
        reason="there may be no German voice here: neither espeakng-loader nor espeak-ng",
    ),
]


class Said:
    """Remembers what was said."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def event(self, event: Event) -> None:
        pass

    def action(self, action: Action, length: int) -> None:
        if isinstance(action, Speak):
            self.texts.append(action.text)

    def block(self, glance: Glance) -> None:
        pass


def wish() -> Wish:
    path = shipped_scripts() / "mirror-talk.yaml"
    ritual = in_language(load(path), path, "de")
    settings = {"gaze": "1 min", "talk": "1 min"}
    return Wish(compile_ritual(ritual, partners=("Anna", "Ben"), settings=settings))


RITUAL = """\
ritual: Short
about: Hardly anything.
depth: light
steps:
  - id: asked
    consent: "{name}, would you like to?"
  - id: begin
    ready: Say ready.
  - id: done
    end: Thank you both.
"""
GERMAN = """\
language: de
ritual: short
shown:
  title: {original: Short, translation: Kurz}
  about: {original: Hardly anything., translation: Kaum etwas.}
lines:
  asked: {original: "{name}, would you like to?", translation: "{name}, magst du? „{say yes}“?"}
  begin: {original: Say ready., translation: "Sagt „{say ready}“."}
  done: {original: Thank you both., translation: Danke euch beiden.}
"""


def test_english_answers_are_understood_over_a_german_voice(tmp_path: Path) -> None:
    """Everybody answers in English, and it ends as it should."""
    path = tmp_path / "short.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    path.with_name("short.de.yaml").write_text(GERMAN, encoding="utf-8")
    ritual = in_language(load(path), path, "de")
    said = Said()
    asked = Wish(compile_ritual(ritual, partners=("Anna", "Ben")))
    ending = rehearse(asked, Staging(), SilentDisplay(), witnesses=(said,))

    assert "completed" == ending.outcome
    assert {"Ben, magst du?", "Sagt „ready“."} <= {*said.texts}
    assert "Danke euch beiden." == said.texts[-1]


def test_the_safe_word_is_heard_over_a_german_voice() -> None:
    """And what is said after the stop is German, too."""
    said = Said()
    staging = Staging(safe_word_at=samples(20.0))
    ending = rehearse(wish(), staging, SilentDisplay(), witnesses=(said,))

    assert "stopped" == ending.outcome
    assert samples(20.0) < ending.ended < samples(22.0)
    assert "Ich habe aufgehört, nehmt euch alle Zeit, die ihr braucht." == said.texts[-1]


class Captions(SilentDisplay):
    """Remembers every sentence it showed."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def show(self, view: View) -> None:
        self.texts.add(view.caption)


def test_a_safe_word_is_tried_over_a_german_voice() -> None:
    """It is an English word, heard by English ears; all that is said is German."""
    own, display = product_words("de"), Captions()
    deep = Program("deep", "Tief", ("Anna",), (), safe_words=("marmalade",), own=own)
    with rehearsed(Staging()) as evening:
        stage = RehearsedStage(Wish(deep), load_model(), evening, display)
        figures = prove(deep.safe_words, deep, stage)

    assert figures["marmalade"].startswith("heard 3 of 3; 1 of 1 over my voice")
    assert {own.text("trial before deep"), own.text("trial proved")} <= display.texts
    assert "Anna, jetzt sag es, während ich rede." in display.texts
    assert not {*ENGLISH.values()} & display.texts
