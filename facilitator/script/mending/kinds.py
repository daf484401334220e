"""How to write a value of the kind that is needed, where nothing is known of what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from facilitator.script.diagnostics import printable
from facilitator.script.mending.words import LONGEST, as_written
from facilitator.script.yaml_lines import quoted

_EXAMPLE: Final = re.compile(
    r"(?:such as|as in|read like) (?:\"(?P<text>[^\"]+)\"|`(?P<code>[^`]+)`|(?P<list>\[[^]]*\]))"
)

_ITEMS: Final = {
    **dict.fromkeys(("steps", "do", "otherwise"), ("a step", "- say: …")),
    "days": ("a day", "- task: …"),
    "questions": ("a question", "- light: …"),
}
"""What an item of a list is called, and how it begins."""


def called(path: Sequence[str | int]) -> str:
    """Return what a value is called in a message: by its key, or by what it is an item of."""
    if not path:
        return "this file"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    around = str(next((each for each in reversed(path) if isinstance(each, str)), ""))
    return _ITEMS.get(around, (f"an item of `{around}`", ""))[0]


def kind_advice(key: str, given: object, should: str, known: Sequence[str] = ()) -> str:
    """Return how to write a value that should be something else; "" for no idea.

    Args:
        key: Whose value it is.
        given: What stands there.
        should: What it should be, as the message says.
        known: The keys that may stand below it.
    """
    example = _EXAMPLE.search(should)
    if example is not None:
        written = example["text"] or example["code"] or example["list"]
        is_whole = re.match(r"(?:- )?[a-z ]+: ", written)
        return f"for example `{written if is_whole else f'{key}: {written}'}`"
    if should.startswith(("text", "words", "one answer")):
        if isinstance(given, dict | list) or not str(given).strip():
            return f"write the words behind `{key}:`, or in lines below `{key}: |`"
        text = printable(as_written(given), LONGEST)
        return f"write `{key}: {quoted(text) or chr(34) + text + chr(34)}`"
    if should.startswith("a list"):
        begins = _ITEMS.get(key, ("", "- …"))[1]
        return f"write each in a line of its own below `{key}:`, as `{begins}`"
    if should == "keys with values" and known:
        return f"below it, two spaces further in, may stand: {', '.join(known)}"
    return ""


def setting_way_out(key: str, should: str) -> str:
    """Return what to do about a setting that is wrong; "" for the usual example."""
    if "within the limits" in should:
        return "choose a start between the two limits, or widen them"
    if "left out" in should:
        return f"take `{key}` out"
    if "once" in should:
        return "take out what comes twice"
    if "needs an `ask`" in should:
        return f"add a line `ask: …`, or take `{key}` out"
    if "short name" in should:
        return "give it another name, such as `gaze`"
    choices = re.findall(r"`([^`]+)`", should.removeprefix("should be ")) if key == "start" else []
    if choices and should.startswith("should be `"):
        return f"write `start: {choices[0]}`, or add what you wrote to `choices`"
    return kind_advice(key, None, should)
