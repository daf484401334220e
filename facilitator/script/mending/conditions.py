"""What was most likely meant by a condition: by one that is none, or that asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from facilitator.script.conditions import Condition, parse_condition

_LONGEST: Final = 200
"""Characters of the longest condition that is looked at."""

_LESS: Final = frozenset({"lower", "smaller", "fewer", "lesser", "shorter", "lighter", "below"})
_MORE: Final = frozenset({"higher", "greater", "bigger", "larger", "longer", "above"})
_THAN: Final = re.compile(r"(?P<word>\w+)(?:\s+than)?\s+(?P<other>.+)\Z", re.IGNORECASE)
_COMPARED: Final = re.compile(r"\w+\s+than\s", re.IGNORECASE)
_CALCULATED: Final = re.compile(r"(.+?)\s+[-+*/]\s+(.+)\Z")


def condition_meant(condition: Condition, known: Collection[str]) -> str:
    """Return what to write instead of a condition; "" where it may stand as it is.

    Args:
        condition: As it was parsed.
        known: What conditions may ask for here, in small letters.
    """
    subject, value = condition.subject, condition.values[0]
    low = subject.lower()
    if low in known or low.startswith("last "):
        return _other_side(condition, known)
    calculated = _CALCULATED.match(low)
    if calculated is not None and {calculated[1], calculated[2]} & {*known}:
        return "there is nothing to calculate: compare with a number, or one name with another"
    of = re.match(r"(.+) of (?!first\b|second\b|other\b)(\S+)\Z", low)
    if of is not None and of[1] in known:
        how = "is" if condition.how == "is" else f"is {condition.how.removeprefix('is ')}"
        who = " or ".join(f"`{of[1]} of {place} {how} {value}`" for place in ("first", "second"))
        return f"a script knows nobody's name: write {who}"
    return ""


def _other_side(condition: Condition, known: Collection[str]) -> str:
    """Return the same for what stands on the right."""
    subject, value = condition.subject, condition.values[0]
    if value.lower() in known:
        return ""
    extreme = re.match(r"(?:lowest|highest)\s+(.+)\Z", value.lower())
    if extreme is not None and extreme[1] in known:
        return "`lowest` and `highest` go with a number only; write `any` or `every` on the left"
    than = _THAN.match(value)
    if condition.how != "is" or than is None:
        return ""
    word, whose = than["word"].lower(), f"{condition.whose} " if condition.whose else ""
    is_compared = _COMPARED.match(value) is not None
    if word in _LESS and (is_compared or word == "below"):
        return f"did you mean `{whose}{subject} is less than {than['other']}`?"
    if word in _MORE and (is_compared or word == "above"):
        return f"did you mean `{whose}{subject} is more than {than['other']}`?"
    if is_compared:
        both = " or ".join(
            f"`{whose}{subject} is {w} than {than['other']}`" for w in ("more", "less")
        )
        return f"write {both}"
    return ""


def condition_advice(text: str) -> str:
    """Return what was most likely meant by something that is no condition; "" for no idea."""
    from facilitator.script.mending.times import how_often

    often = how_often(text)
    if often:
        return (
            f"how often the ritual is held stands at the top, in `rhythm: {often}`; a condition is "
            "written like `place is apart`"
        )
    if len(text) > _LONGEST:
        return ""
    mended = re.sub(r"\s*={1,3}\s*", " is ", re.sub(r"\s*!=\s*", " is not ", text))
    if mended != text and parse_condition(mended):
        return f"did you mean `{mended}`?"
    return composed(text)


def composed(text: str) -> str:
    """Return what to do instead of putting conditions together or calculating; "" where neither
    was tried."""
    if re.search(r"\band\b|&&", text):
        return "there is no `and`: put one `when` into the other"
    if re.search(r"\w\s*[-+*/]\s*[0-9]", text):
        return "nothing can be calculated: compare with a number, or with a name alone"
    return ""
