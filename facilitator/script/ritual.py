"""A ritual that has been read and found performable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from facilitator.engine.own_words import OwnWords
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.forms.files import PartForm, RitualForm
from facilitator.script.forms.schema import FORMAT
from facilitator.script.phrases import ENGLISH
from facilitator.script.settings import Setting
from facilitator.script.walking.courses import Courses
from facilitator.script.yaml_tree import Path, Tree

SAFETY_PART: Final = "how to rest or end"
"""The shared part that tells people what their two words do."""

AFTERCARE_PART: Final = "aftercare"
"""The shared part that ends something deep softly."""

SAFETY_PARTS: Final = (SAFETY_PART, AFTERCARE_PART)
"""Shared parts that are always the product's own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that several rituals share, with where it was read from."""

    form: PartForm
    tree: Tree


@dataclass(frozen=True, slots=True)
class Ritual:
    """A ritual with everything it needs to be compiled.

    Attributes:
        id: File name without its ending ("mirror-talk").
        form: The validated file.
        tree: The same as plain data with places.
        settings: What a person may choose, by name.
        parts: The shared parts it uses, directly or through others, by name.
        warnings: Findings that do not keep it from being performed.
        written: Version of the language it is written in; an older one is read as the newest.
        own: What the facilitator says and understands of its own, in the session's language.
        original: The ritual this one is a translation of, which gives lines their ids; None for
            one that is performed as it was written.
        names: What is said in place of a key of the file, by the name of the shared part ("" for
            the ritual) and the way to it: options that are read out, settings.
        length: About how long it takes with its usual settings, for two called A and B, from the
            shortest to the longest course; None before that was asked.
    """

    id: str
    form: RitualForm
    tree: Tree
    settings: Mapping[str, Setting] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()
    written: int = FORMAT
    own: OwnWords = ENGLISH
    original: Ritual | None = None
    names: Mapping[tuple[str, Path], str] = field(default_factory=dict)
    length: Courses | None = None

    @property
    def title(self) -> str:
        """The ritual's name as people say it."""
        return self.form.ritual
