"""What a voice can fail with."""

from __future__ import annotations

from typing import Final

from facilitator.errors import ModelError

_SHOWN: Final = 60


class VoiceUnavailable(ModelError):  # noqa: N818 - said as people say it
    """A voice whose engine cannot be loaded on this machine; another one may do."""


def no_sound(text: str) -> ModelError:
    """Return the error for a text that a voice cannot say."""
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return ModelError(
        f"There is nothing to say in the text {shown!r}.",
        help="Write it in English words or figures; pictures and marks have no sound.",
    )
