"""From a name's pronunciation as dictionaries print it to the default voice's own alphabet.

hibari writes American English with one character a sound, as misaki and Kokoro do: diphthongs are
capitals (`A` in face, `I` in price, `O` in goat, `W` in mouth, `Y` in choice), and a stress mark
stands right before its vowel. Dictionaries and encyclopedias print the International Phonetic
Alphabet, with two-letter diphthongs, length marks, and the stress before the syllable.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from facilitator.errors import UsageError

VOWELS: Final = frozenset("AIOWYæɑɔəɛɜɪʊʌiuᵊᵻ")
"""The default voice's vowels."""

CONSONANTS: Final = frozenset("bdfhjklmnpstvwzðŋɡɹɾʃʒʤʧθʔT")
"""The default voice's consonants."""

_STRESS: Final = frozenset("ˈˌ")

# In this order, so that two-letter sounds are found before their first letters. Sounds that
# English lacks become their nearest neighbours; length and syllable marks become nothing.
_TABLE: Final = """
tʃ=ʧ dʒ=ʤ eɪ=A ej=A aɪ=I aj=I oʊ=O əʊ=O ow=O aʊ=W aw=W ɔɪ=Y ɔj=Y
ɚ=əɹ ɝ=ɜɹ Q=O a=ɑ ɒ=ɑ e=ɛ o=O y=i ø=ɜ œ=ɜ ɐ=ə ɨ=ᵻ ɯ=u
ɲ=nj ʎ=lj r=ɹ ʁ=ɹ g=ɡ ɣ=ɡ x=k χ=k c=k q=k ɫ=l β=b
'=ˈ ː= ˑ= .= ‿= ʰ= ʲ=
"""
_REWRITTEN: Final = tuple(pair.split("=") for pair in _TABLE.split())


def phones(ipa: str) -> str:
    """Return sounds in the default voice's alphabet.

    Args:
        ipa: The International Phonetic Alphabet, with or without the slashes around it; what is
            already in the voice's alphabet stays as it is. A word without a stress mark is
            stressed on its first vowel.

    Raises:
        UsageError: It holds a sign that is no sound of English, or no vowel.
    """
    signs = unicodedata.normalize("NFC", ipa).strip("/ ").replace("ç", "h")
    # Ties, nasal and voicing marks are combining characters; English does without them.
    signs = "".join(
        sign for sign in unicodedata.normalize("NFD", signs) if unicodedata.category(sign) != "Mn"
    )
    for found, meant in _REWRITTEN:
        signs = signs.replace(found, meant)
    unknown = sorted(set(signs) - VOWELS - CONSONANTS - _STRESS - {" "})
    if unknown or not VOWELS & set(signs):
        why = f"{' '.join(unknown)} is no sound of it" if unknown else "it has no vowel"
        raise UsageError(
            f"The pronunciation {ipa!r} cannot be said in English: {why}.",
            help="Give it as dictionaries do (/ˈiːfə/), or a spelling that reads well (Eefa).",
        )
    return " ".join(_stressed(word) for word in signs.split())


def _stressed(word: str) -> str:
    spoken: list[str] = []
    mark = "" if _STRESS & set(word) else "ˈ"
    for sign in word:
        if sign in _STRESS:
            mark = sign
            continue
        if sign in VOWELS and mark:
            spoken.append(mark)
            mark = ""
        spoken.append(sign)
    return "".join(spoken)
