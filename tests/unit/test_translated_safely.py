"""What a translation must not lose: consent, the ways out, house rules, aftercare."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from facilitator.places import shipped_scripts
from facilitator.script.checking.wording import Wording
from facilitator.script.diagnostics import Diagnostic
from facilitator.script.loading import load
from facilitator.script.translation.check import check
from facilitator.script.translation.file import language_of
from facilitator.script.translation.languages import findings
from facilitator.script.translation.sources import (
    Translated,
    part_source,
    product_source,
    read,
    source_of,
)

RITUAL = """\
ritual: Evening
about: A small thing.
depth: light
steps:
  - id: consent
    consent: "{name}, would you like to do this, here and now?"
    again: "{name}, a yes or a no is enough."
    if no: That is all right. We leave it. Be good to each other.
  - id: rules
    on request: rules
    say: Nobody is blamed. Nobody interrupts. What is said here stays. One may pass.
  - id: begin
    say: Sit down. Be quiet. Close your eyes. Breathe.
"""

GERMAN = {
    "consent": "{name}, möchtest du das, hier und jetzt?",
    "consent-again": "{name}, ein „{say yes}“ oder ein „{say no}“ genügt.",
    "consent-if-no": "Das ist in Ordnung. Wir lassen es. Seid gut zueinander.",
    "rules": "Niemand wird beschuldigt. Niemand unterbricht. Alles bleibt hier. Man darf passen.",
    "begin": "Setzt euch, still, mit geschlossenen Augen, und atmet.",
}


def told(folder: Path, **changed: str) -> list[tuple[str, str]]:
    """Return code and message of all that is wrong with the German of the ritual."""
    path = folder / "evening.yaml"
    path.write_text(RITUAL, encoding="utf-8")
    original = load(path)
    lines = [
        f"  {item.id}:\n    original: '{item.text}'\n"
        f"    translation: '{ {**GERMAN, **changed}[item.id] }'\n"
        for item in source_of(original).items
        if item.section == "lines"
    ]
    shown = (
        "shown:\n  title: {original: Evening, translation: Abend}\n"
        "  about: {original: A small thing., translation: Etwas Kleines.}\n"
    )
    text = f"version: 1\nlanguage: de\nritual: evening\n{shown}lines:\n{''.join(lines)}"
    (folder / "evening.de.yaml").write_text(text, encoding="utf-8")
    return _told(findings(original, path, Wording())[1])


def _told(found: list[Diagnostic]) -> list[tuple[str, str]]:
    return [(each.rule.code, each.values.get("lost", "")) for each in found]


def test_a_translation_that_says_it_in_its_own_way_is_fine(tmp_path: Path) -> None:
    """Sentences may be joined; what is no matter of safety may also be cut."""
    assert [] == told(tmp_path)
    assert [] == told(tmp_path, begin="Setzt euch.")
    assert [] == told(
        tmp_path, rules="Niemand wird beschuldigt, niemand unterbricht. Alles bleibt hier."
    )


@pytest.mark.parametrize(
    ("line", "translation", "lost"),
    [
        ("consent", "Wollen wir anfangen?", "leaves {name} out"),
        ("consent", "{name}?", "holds no word"),
        ("consent-again", "{name}, sag etwas.", "does not name the answer {say yes}"),
        ("consent-again", "{name}, „{say yes}“ genügt.", "does not name the answer {say no}"),
        ("rules", "Seid freundlich.", "has 1 of 4 sentences"),
        ("rules", "…!", "holds no word"),
    ],
)
def test_what_consent_and_house_rules_say_is_not_lost(
    tmp_path: Path, line: str, translation: str, lost: str
) -> None:
    """One error for the line, with what is missing."""
    assert [("R110", lost)] == told(tmp_path, **{line: translation})


def part(name: str, **changed: str) -> Translated:
    """Return the German of a shipped part, some translations changed."""
    ritual = load(shipped_scripts() / "radical-honesty-pact.yaml")
    file = shipped_scripts() / "parts" / f"{name.replace(' ', '-')}.de.yaml"
    return _changed(read(part_source(name, ritual.parts[name]), file), changed)


def _changed(translated: Translated, changed: dict[str, str]) -> Translated:
    found = tuple(
        replace(each, entry=replace(each.entry, translation=changed[each.item.id]))
        if each.entry is not None and each.item.id in changed
        else each
        for each in translated.found
    )
    return replace(translated, found=found)


@pytest.mark.parametrize(
    ("name", "line", "translation", "lost"),
    [
        (
            "how to rest or end",
            "before-we-begin-you-each-hold",
            "Ihr habt zwei Wörter. Eines beendet alles. Sagt weiter, und es geht weiter.",
            "does not name the answer {say go on}",
        ),
        (
            "how to rest or end",
            "before-we-begin-you-each-hold",
            "Ihr habt zwei Wörter, und sagt „{say go on}“.",
            "has 1 of 7 sentences",
        ),
        ("aftercare", "stay-a-moment-nothing-more-has", "Bleibt noch.", "has 1 of 5 sentences"),
    ],
)
def test_the_shared_parts_about_safety_are_kept(
    name: str, line: str, translation: str, lost: str
) -> None:
    """How to rest or end, and the soft landing."""
    assert [] == check(part(name), None, Wording())
    assert [("R110", lost)] == _told(check(part(name, **{line: translation}), None, Wording()))


def product(**changed: str) -> list[tuple[str, str]]:
    """Return what is wrong with the product's German when some of it is changed."""
    path = shipped_scripts() / "facilitator.de.yaml"
    assert language_of(path) == "de"
    return _told(check(_changed(read(product_source(), path), changed), None, Wording()))


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"to stop": "Eine beliebige Taste beendet."}, "leaves {words} out"),
        ({"card rests by word": "Niemand fragt, warum."}, "leaves {words} out"),
        ({"stopped": "—"}, "holds no word"),
        ({"still paused": "Lasst euch Zeit."}, "does not name the answer {say go on}"),
        ({"no": "nein, ja"}, "means `yes` as well: “ja”"),
        ({"pass it": "nein, ich passe"}, "means `no` as well: “nein”"),
        ({"go on": "weiter, pause"}, "means `pause` as well: “pause”"),
    ],
)
def test_what_the_product_says_about_stopping_is_kept(changed: dict[str, str], lost: str) -> None:
    """Also on the screen and on the card; and a yes is never a no."""
    assert [] == product()
    assert ("R110", lost) in product(**changed)
