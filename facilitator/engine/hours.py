"""Times of day in words, as they are told in a session."""

from __future__ import annotations

from facilitator.engine.own_words import OwnWords

_DAY = 24 * 60
_NAMED = {15: "quarter past", 30: "half past", 45: "quarter to"}


def hour(seconds: int, own: OwnWords) -> str:
    """Return a time of day as a voice says it ("half past eight", "eight twenty-five").

    Args:
        seconds: After midnight; rounded up to a whole minute, beyond a day counted anew.
        own: The words of the session's language.
    """
    whole, minutes = divmod(-(-seconds // 60) % _DAY, 60)
    this, following = whole % 12 or 12, (whole + 1) % 12 or 12
    key = _NAMED.get(minutes, "hour and minutes")
    if minutes == 0:
        key = "one o'clock" if this == 1 else "o'clock"
    told = own.number(minutes)
    if 0 < minutes < 10 and own.language == "en":
        told = f"oh {told}"
    return own.text(key, hour=own.number(this), next_hour=own.number(following), minutes=told)
