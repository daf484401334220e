"""What the facilitator says of its own when a safe word is chosen or tried, in English, by id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TRIED: Final[Mapping[str, str]] = {
    "trial welcome": "Let us try your word. Please sit where you will be sitting.",
    "trial ask 1": "{name}, please say your word.",
    "trial ask 2": "Once more, please.",
    "trial ask 3": "And a third time, please.",
    "trial over voice": "{name}, now say it while I am talking.",
    "trial talk 1": "I will simply go on for a little while, the way I do on an ordinary evening.",
    "trial talk 2": "The lamp is on, the window is closed, and nobody has to be anywhere.",
    "trial talk 3": "There is nothing to do here, and nothing to do well.",
    "trial talk 4": "That was all I wanted to tell you.",
    "trial nothing": "I heard nothing. Please say it again.",
    "trial well": "Thank you both. I heard your word every time.",
    "trial badly": "Thank you both. I did not hear it every time. What may help is on the screen.",
    "trial before deep": "This one goes deep, so first we make sure that I hear your safe word.",
    "trial on screen": "It stands on the screen.",
    "trial now": "We try it now, which takes about a minute.",
    "trial proved": "I hear you well. You can rely on it, and now we begin.",
    "trial not yet": ("I did not hear it often enough, so today is a day for something lighter."),
}
"""Asked and told while a word is tried, before what goes deep and at any other time."""

ADVISED: Final[Mapping[str, str]] = {
    "trial busy": "This computer is rather busy. Please close other programs.",
    "trial slow": "Another loudspeaker may fall silent sooner.",
    "trial no voice": "I heard nothing of {name}.",
    "trial too loud": "For {name} the microphone is set too high.",
    "trial too quiet": "I hear {name} faintly. Sitting nearer helps.",
    "trial noise": "There is some noise around {name}. Sitting nearer helps.",
    "trial own voice": "My own voice is in the way. It helps to turn me down.",
}
"""What is wrong with a room or a microphone, in short."""

CHOSEN: Final[Mapping[str, str]] = {
    "choosing what 1": (
        "Your safe word ends everything at once, whenever one of you says it, and nobody asks why."
    ),
    "choosing what 2": "You can choose one of your own now, or go on with the one on the screen.",
    "choosing would you like": "Would you like {words}?",
    "choosing then perhaps": "Then perhaps {words}?",
    "choosing how": (
        "Say the one you like, say another for three more, or no thank you to leave it as it is."
    ),
    "choosing how again": "Say the one you like, or say another for three more.",
    "choosing or keep": (
        "Or say keep it, for the one you tried, or no thank you, for the usual one."
    ),
    "choosing again": "{words}? Or no thank you.",
    "choosing taken": "{word} it is.",
    "choosing stays": "Then it stays as it is.",
    "choosing leave out": "Say skip to leave that out.",
    "choosing from now on": "It is your safe word from now on.",
    "choosing untried": "Then I take it untried.",
    "choosing unheard": "I heard nobody, so it stays as it was.",
    "choosing better": "Another word may do better.",
    "choosing enough": "That is enough for today, so it stays as it was.",
    "choosing times": "{count} of {total} times",
    "choosing one time": "{count} of {total} time",
    "choosing heard": "I heard it {times}.",
    "choosing heard over": "I heard it {times}, and {over} while I was talking.",
    "choosing silent": "It silences me within {number} tenths of a second.",
    "choosing silent one": "It silences me within one tenth of a second.",
}
"""Asked and told while a word is chosen by voice."""

TRYING: Final[Mapping[str, str]] = {**TRIED, **ADVISED, **CHOSEN}
"""All of it."""

HEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "leave it out": ("skip", "skip it", "skip please", "skip that"),
    "three more": ("another", "another one", "three more", "others please"),
    "leave as it is": (
        *("no thank you", "no", "no thanks", "no thank you very much", "skip", "skip it"),
        *("leave it", "leave it as it is", "go on"),
    ),
    "keep the tried one": ("keep it", "keep it please", "we keep it", "the same"),
}
"""What people say then, by meaning: the ways to say it."""
