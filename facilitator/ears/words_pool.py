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
        "pineapple pomegranate apricot avocado banana cinnamon marmalade marzipan tangerine "
        "clementine watermelon blueberry raspberry elderberry huckleberry cranberry mulberry "
        "peppermint coriander vanilla paprika tapioca macaroni spaghetti lemonade gingerbread "
        "butterscotch pistachio macadamia chamomile broccoli cauliflower artichoke guacamole "
        "tiramisu coconut pumpernickel cucumber",
    ),
    "animals": _theme(
        "cat dog bird fish horse cow pig bear wolf fox lion tiger mouse rabbit snake frog bee duck "
        "swan owl eagle shark whale monkey spider kitten puppy animal",
        "butterfly dragonfly bumblebee caterpillar salamander crocodile porcupine orangutan "
        "pelican parakeet octopus tarantula platypus hummingbird nightingale kingfisher "
        "woodpecker chinchilla albatross hippopotamus rhinoceros elephant koala jellyfish",
    ),
    "plants": _theme(
        "rose flower tree leaf grass oak lily tulip daisy orchid garden forest wood plant",
        "sunflower buttercup dandelion hydrangea wisteria lavender geranium eucalyptus sycamore "
        "juniper mahogany mistletoe daffodil hyacinth azalea gardenia petunia snapdragon",
    ),
    "sky and land": _theme(
        "sun moon star sky rain snow storm wind cloud thunder lightning sea ocean river lake beach "
        "island mountain hill desert fire earth world light night day winter summer spring",
        "thunderstorm waterfall volcano avalanche constellation hurricane rainbow moonlight "
        "labyrinth obsidian lagoon horizon savannah",
    ),
    "colors": _theme(
        "red green blue yellow purple pink white black brown gray grey gold silver color amber "
        "scarlet crimson",
        "turquoise aquamarine lavender tangerine marigold sapphire",
    ),
    "places": _theme(
        "paris london rome berlin africa america europe asia home city town place bridge",
        "casablanca copenhagen timbuktu zanzibar madagascar kilimanjaro himalaya patagonia "
        "honolulu barcelona venezuela mozambique guatemala acapulco kathmandu observatory",
    ),
    "music": _theme(
        "music song piano guitar drum flute violin bell sing dance trumpet harp",
        "harmonica saxophone ukulele mandolin tambourine clarinet trombone xylophone metronome",
    ),
    "things": _theme(
        "chair table lamp book door window house car bus train plane boat ship bike toy ball hat "
        "shoe pen phone clock key cup box robot rocket snowboy",
        "umbrella telescope periscope kaleidoscope microscope typewriter bicycle tricycle "
        "parachute helicopter submarine locomotive boomerang chandelier candelabra tapestry "
        "wheelbarrow gondola catamaran toothbrush thermometer lighthouse",
    ),
    "stories": _theme(
        "magic king queen prince princess dragon witch wizard fairy ghost angel",
        "abracadabra pinocchio cinderella salamander",
    ),
}
"""Every word here is in the speech model's vocabulary and in the table of frequencies."""

EXCELLENT: Final = ("pineapple",)
