"""The text of a language file, as `facilitator translate` writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from facilitator.script import yaml_tree
from facilitator.script.diagnostics import ScriptErrors
from facilitator.script.forms.schema import FORMAT
from facilitator.script.translation.file import Entry, Matched
from facilitator.script.translation.translatable import SECTIONS


def written(
    language: str,
    head: tuple[str, str],
    found: Sequence[Matched],
    removed: Sequence[Entry] = (),
    *,
    numbers: Sequence[str] | None = None,
    pronounce: Mapping[str, str] | None = None,
    first_line: str = "",
    keep: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Return the text of a language file.

    Args:
        language: Its code.
        head: What it translates: `ritual`, `part` or `product`, and its name.
        found: Every text of the script with what is there for it, in order.
        removed: Entries the script no longer has.
        numbers: Words for 0 to 99, perhaps none yet; None where there are none to be.
        pronounce: How foreign words are spelt for the voice.
        first_line: A line that tells editors where the schema is; "" for none.
        keep: By the id of a line, the answers that its translation does not name
            yet; they are written beside it.
    """
    out = [first_line] if first_line else []
    out += [f"version: {FORMAT}", f"language: {language}", f"{head[0]}: {_scalar(head[1])}"]
    titles = {
        "shown": "# What is shown.",
        "lines": "# What is said.",
        "answers": "# What people may say; used with a speech model of this language.",
    }
    for section in SECTIONS:
        inside = [each for each in found if each.item.section == section]
        if inside:
            out += ["", titles[section], f"{section}:"]
        for each in inside:
            out += _entry_lines(each, (keep or {}).get(each.item.id, ()))
    if numbers is not None:
        out += ["", "# None, one, two, up to ninety-nine.", "numbers:"]
        out += _number_lines(numbers)
    if pronounce:
        out += ["", "# How foreign words are spelt so that the voice says them well.", "pronounce:"]
        out += [f"  {_scalar(word)}: {_scalar(said)}" for word, said in pronounce.items()]
    if removed:
        out += ["", "# No longer in the script; kept in case it comes back.", "removed:"]
        used: set[str] = set()
        for entry in removed:
            key = entry.id
            while key in used:
                key += "-again"
            used.add(key)
            out.append(f"  {_scalar(key)}:")
            out += _field("original", entry.original)
            out += _field("translation", entry.translation)
            out += _field("note", entry.note) if entry.note else []
    return "\n".join(out) + "\n"


def _number_lines(numbers: Sequence[str]) -> list[str]:
    if len(numbers) <= 10:
        return [f"  [{', '.join(map(_scalar, numbers))}]"]
    rows = [", ".join(map(_scalar, numbers[at : at + 10])) for at in range(0, len(numbers), 10)]
    return [f"  [{rows[0]},", *(f"   {row}," for row in rows[1:-1]), f"   {rows[-1]}]"]


def _entry_lines(each: Matched, keep: Sequence[str] = ()) -> list[str]:
    item, entry = each.item, each.entry
    out = [f"  {_scalar(item.id)}:"]
    write = _list_field if item.section == "answers" else _field
    out += write("original", item.text)
    out += write("was", each.was) if each.was else []
    if keep and item.section == "lines":
        out.append(f"    # keep: {' '.join(f'{{say {name}}}' for name in keep)}")
    out += write("translation", each.translation)
    out += _field("note", entry.note) if entry is not None and entry.note else []
    return out


def _list_field(key: str, text: str) -> list[str]:
    phrases = ", ".join(_scalar(phrase) for phrase in text.split(", ") if phrase)
    return [f"    {key}: [{phrases}]"]


def _field(key: str, text: str) -> list[str]:
    if not text:
        return [f'    {key}: ""']
    lines = text.split("\n")
    if len(lines) > 1 and not lines[0].startswith(" "):
        return [f"    {key}: |", *(f"      {line}".rstrip() for line in lines)]
    return [f"    {key}: {_scalar(text)}"]


def _scalar(text: str) -> str:
    """Return a text as it stands in YAML, in quotes only where it must."""
    quoted = json.dumps(text, ensure_ascii=False)
    if not text or text != text.strip() or "\n" in text or re.search(r"[,\[\]{}]", text[:1]):
        return quoted
    plain = f"a: [{text}]\n{text}: {text}\n" if "," not in text else f"a: {text}\n"
    try:
        data = yaml_tree.parse(yaml_tree.checked("", plain)).data
    except ScriptErrors:
        return quoted
    whole = {"a": [text], text: text} if "," not in text else {"a": text}
    return text if data == whole else quoted
