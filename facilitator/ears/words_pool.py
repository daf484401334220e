"""Words worth offering as safe words, by theme.

They are easy to say, named things that hardly ever come up between two people in a ritual. The
best of them are `EXCELLENT`; the others are for finding something near a person's own idea.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """Words that share a spirit.

    Attributes:
        akin: Words that people think of first and that are too short or too common themselves.
        offers: Words to offer instead.
    """

    akin: frozenset[str]
    offers: tuple[str, ...]


def _theme(akin: str, offers: str) -> Theme:
    return Theme(frozenset(akin.split()), tuple(offers.split()))


THEMES: Final[Mapping[str, Theme]] = {
    "food": _theme(
        "apple pear cherry lemon lime peach plum orange grape melon berry mango fruit cheese pizza "
        "bread cake cookie candy sugar honey chocolate coffee tea milk butter food potato tomato "
        "carrot onion salad soup pepper salt spice",
        "pineapple pomegranate apricot avocado cinnamon marmalade marzipan tangerine "
        "clementine watermelon blueberry raspberry elderberry cranberry mulberry "
        "peppermint coriander paprika tapioca spaghetti lemonade gingerbread "
        "butterscotch pistachio macadamia cauliflower artichoke guacamole "
        "tiramisu pumpernickel cucumber",
    ),
    "animals": _theme(
        "cat dog bird fish horse cow pig bear wolf fox lion tiger mouse rabbit snake frog bee duck "
        "swan owl eagle shark whale monkey spider kitten puppy animal",
        "dragonfly bumblebee caterpillar salamander crocodile porcupine orangutan "
        "pelican parakeet octopus tarantula platypus hummingbird nightingale kingfisher "
        "woodpecker chinchilla albatross hippopotamus rhinoceros elephant koala jellyfish",
    ),
    "plants": _theme(
        "rose flower tree leaf grass oak lily tulip daisy orchid garden forest wood plant",
        "sunflower hydrangea wisteria lavender geranium eucalyptus sycamore "
        "juniper mahogany mistletoe hyacinth gardenia petunia snapdragon",
    ),
    "sky and land": _theme(
        "sun moon star sky rain snow storm wind cloud thunder lightning sea ocean river lake beach "
        "island mountain hill desert fire earth world light night day winter summer spring",
        "thunderstorm volcano constellation hurricane rainbow moonlight "
        "labyrinth obsidian lagoon horizon",
    ),
    "colors": _theme(
        "red green blue yellow purple pink white black brown gray grey gold silver color amber "
        "scarlet crimson",
        "tangerine sapphire lavender mahogany",
    ),
    "places": _theme(
        "paris london rome berlin africa america europe asia home city town place bridge",
        "casablanca copenhagen timbuktu madagascar kilimanjaro himalaya patagonia "
        "honolulu barcelona mozambique guatemala acapulco kathmandu",
    ),
    "music": _theme(
        "music song piano guitar drum flute violin bell sing dance trumpet harp",
        "harmonica saxophone ukulele mandolin tambourine clarinet trombone metronome",
    ),
    "things": _theme(
        "chair table lamp book door window house car bus train plane boat ship bike toy ball hat "
        "shoe pen phone clock key cup box robot rocket",
        "umbrella telescope periscope microscope typewriter bicycle "
        "parachute helicopter submarine locomotive chandelier candelabra tapestry "
        "gondola catamaran toothbrush thermometer",
    ),
    "stories": _theme(
        "magic king queen prince princess dragon witch wizard fairy ghost angel",
        "pinocchio cinderella salamander",
    ),
}
"""Every offer is in the speech model's vocabulary and in the table of frequencies, was heard in
at least 13 of 14 synthetic utterances (two engines, seven voices, alone and in a sentence), and
was taken for other speech at most 5 times in 1.2 hours of real recordings."""

EXCELLENT: Final = (
    "pineapple", "marmalade", "pomegranate", "tangerine", "clementine", "blueberry", "cranberry",
    "avocado", "watermelon", "gingerbread", "lemonade", "cinnamon",
    "tapioca", "macadamia", "guacamole", "pistachio", "spaghetti", "hydrangea",
    "eucalyptus", "crocodile", "porcupine", "dragonfly", "salamander",
    "helicopter", "submarine", "telescope", "periscope", "microscope", "locomotive",
    "gondola", "candelabra", "harmonica", "ukulele", "acapulco", "kilimanjaro", "patagonia",
    "copenhagen", "casablanca", "honolulu", "timbuktu", "thunderstorm", "labyrinth", "volcano",
)  # fmt: skip
"""Words of three and more syllables that nothing speaks against, the default first; hardly any
shipped ritual says something like one of them."""
