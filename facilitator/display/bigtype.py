"""Letters several lines high, to be read from across a room.

The alphabet is drawn here: seven rows above the line, two below it. Two drawn rows fill one line
of the terminal by means of half blocks, or one drawn row one line where only ASCII is to be had.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_DRAWN: Final = """
A .###. #...# #...# ##### #...# #...# #...#
B ####. #...# #...# ####. #...# #...# ####.
C .###. #...# #.... #.... #.... #...# .###.
D ####. #...# #...# #...# #...# #...# ####.
E ##### #.... #.... ####. #.... #.... #####
F ##### #.... #.... ####. #.... #.... #....
G .###. #...# #.... #.### #...# #...# .###.
H #...# #...# #...# ##### #...# #...# #...#
I ### .#. .#. .#. .#. .#. ###
J ..### ...#. ...#. ...#. ...#. #..#. .##..
K #...# #..#. #.#.. ##... #.#.. #..#. #...#
L #.... #.... #.... #.... #.... #.... #####
M #...# ##.## #.#.# #.#.# #...# #...# #...#
N #...# ##..# #.#.# #.#.# #..## #...# #...#
O .###. #...# #...# #...# #...# #...# .###.
P ####. #...# #...# ####. #.... #.... #....
Q .###. #...# #...# #...# #.#.# #..#. .##.#
R ####. #...# #...# ####. #.#.. #..#. #...#
S .#### #.... #.... .###. ....# ....# ####.
T ##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..
U #...# #...# #...# #...# #...# #...# .###.
V #...# #...# #...# #...# #...# .#.#. ..#..
W #...# #...# #...# #.#.# #.#.# ##.## #...#
X #...# #...# .#.#. ..#.. .#.#. #...# #...#
Y #...# #...# .#.#. ..#.. ..#.. ..#.. ..#..
Z ##### ....# ...#. ..#.. .#... #.... #####
a ..... ..... .###. ....# .#### #...# .####
b #.... #.... ####. #...# #...# #...# ####.
c .... .... .### #... #... #... .###
d ....# ....# .#### #...# #...# #...# .####
e ..... ..... .###. #...# ##### #.... .####
f ..## .#.. #### .#.. .#.. .#.. .#..
g ..... ..... .#### #...# #...# #...# .#### ....# .###.
h #.... #.... ####. #...# #...# #...# #...#
i # . # # # # #
j ..# ... ..# ..# ..# ..# ..# ..# ##.
k #... #... #..# #.#. ##.. #.#. #..#
l #. #. #. #. #. #. .#
m ..... ..... ##.#. #.#.# #.#.# #.#.# #.#.#
n ..... ..... ####. #...# #...# #...# #...#
o ..... ..... .###. #...# #...# #...# .###.
p ..... ..... ####. #...# #...# #...# ####. #.... #....
q ..... ..... .#### #...# #...# #...# .#### ....# ....#
r .... .... #.## ##.. #... #... #...
s ..... ..... .#### #.... .###. ....# ####.
t .#.. .#.. #### .#.. .#.. .#.. ..##
u ..... ..... #...# #...# #...# #...# .####
v ..... ..... #...# #...# #...# .#.#. ..#..
w ..... ..... #...# #...# #.#.# #.#.# .#.#.
x ..... ..... #...# .#.#. ..#.. .#.#. #...#
y ..... ..... #...# #...# #...# #...# .#### ....# .###.
z ..... ..... ##### ...#. ..#.. .#... #####
0 .###. #...# #...# #...# #...# #...# .###.
1 ..#.. .##.. ..#.. ..#.. ..#.. ..#.. .###.
2 .###. #...# ....# ..##. .#... #.... #####
3 .###. #...# ....# ..##. ....# #...# .###.
4 ...#. ..##. .#.#. #..#. ##### ...#. ...#.
5 ##### #.... ####. ....# ....# #...# .###.
6 .###. #.... #.... ####. #...# #...# .###.
7 ##### ....# ...#. ..#.. ..#.. .#... .#...
8 .###. #...# #...# .###. #...# #...# .###.
9 .###. #...# #...# .#### ....# ....# .###.
: . . # . . # .
. . . . . . . #
, .. .. .. .. .. .# .# #.
! # # # # # . #
? .###. #...# ....# ..##. ..#.. ..... ..#..
' # # . . . . .
- ... ... ... ### ... ... ...
& .##.. #..#. #.#.. .#... #.#.# #..#. .##.#
""".strip()

_ROWS: Final = 9
_BASE_ROWS: Final = 7
_SPACE: Final = ".."
_SAME: Final = {"’": "'", "‘": "'", "–": "-", "—": "-", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"}


def _alphabet() -> dict[str, tuple[str, ...]]:
    drawn = {}
    for line in _DRAWN.splitlines():
        sign, *rows = line.split(" ")
        drawn[sign] = (*rows, *("." * len(rows[0]) for _ in range(_ROWS - len(rows))))
    drawn[" "] = (_SPACE,) * _ROWS
    return drawn


_ALPHABET: Final = _alphabet()


def spelled(text: str) -> str | None:
    """Return text in letters the alphabet has (accents dropped); None when it lacks some."""
    simple = unicodedata.normalize("NFKD", "".join(_SAME.get(sign, sign) for sign in text))
    bare = "".join(sign for sign in simple if not unicodedata.combining(sign))
    return bare if bare and all(sign in _ALPHABET for sign in bare) else None


def big_width(text: str, scale: int) -> int:
    """Return how many columns a text takes; the alphabet must have its letters."""
    return sum(len(_ALPHABET[sign][0]) + 1 for sign in text) * scale - scale if text else 0


def big_height(scale: int, *, blocks: bool = True, below: bool = True) -> int:
    """Return how many lines big type takes, with or without the part below the base line."""
    rows = (_ROWS if below else _BASE_ROWS) * scale
    return -(-rows // 2) if blocks else rows


@lru_cache(maxsize=64)
def big_text(
    text: str, scale: int = 1, *, blocks: bool = True, below: bool = True
) -> tuple[str, ...]:
    """Draw a text; the alphabet must have its letters (`spelled`).

    Args:
        text: A few letters or digits.
        scale: Columns per drawn dot.
        blocks: Half blocks; otherwise "#", twice as high.
        below: Leave room for what hangs below the line ("g", "y"); digits need none.

    Returns:
        `big_height` lines of equal width.
    """
    rows = []
    for index in range(_ROWS if below else _BASE_ROWS):
        row = ".".join(_ALPHABET[sign][index] for sign in text)
        wide = "".join(dot * scale for dot in row)
        rows += [wide] * scale
    if not blocks:
        return tuple("".join("#" if dot == "#" else " " for dot in row) for row in rows)
    if len(rows) % 2:
        rows.append("." * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple("".join(_HALVES[a + b] for a, b in zip(*pair, strict=True)) for pair in pairs)


_HALVES: Final = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
