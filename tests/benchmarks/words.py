"""Chance that is the same on every machine, and invented prose made by it.

Chance comes from SHAKE-128 of a key, and all arithmetic with it is on whole numbers. A text reads as prose does: the
common words of English, and between them invented ones, in sentences of 7 to 24 words::

    That yina sweirning grarnstoorer cedon from groosa, webirboois when the wharthefored. They had prindmowt *queris* …

What a paragraph may hold beside words, and how often, is a table of `Decorations`.
"""

from __future__ import annotations

import hashlib
import itertools
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

GLOSSES = (
    "Lindqvar Holding (林德瓦控股)", "Tomari Kisen (泊汽船)", "Osei Metals (奧賽金屬)", "Gwangtae Lines (광태해운)",
    "Ruan Optics (阮氏光學)", "Hoshimi Seeds (星見種苗)", "Belisar Trust (貝利薩信託)", "Sorim Paper (소림제지)",
)
_COMMON = (
    "the", "of", "and", "a", "to", "in", "that", "for", "is", "on", "it", "with", "as", "was", "at", "by", "from",
    "be", "this", "which", "are", "not", "have", "an", "but", "they", "had", "his", "her", "or", "were", "their",
    "its", "one", "all", "when", "there", "would", "who", "what", "so", "said", "out", "if", "about", "into", "than",
    "them", "can", "only", "other", "new", "some", "could", "time", "these", "two", "may", "then", "do", "first",
    "any", "my", "now", "such", "like", "our", "over", "man", "me", "even", "most", "made", "after", "also", "did",
    "many", "before", "must", "through", "years",
)
_ONSETS = (
    "b", "bl", "br", "c", "d", "dr", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pr", "qu", "r", "s", "sk",
    "st", "sw", "t", "th", "tr", "v", "w", "wh", "y",
)
_VOWELS = ("a", "a", "e", "e", "e", "i", "i", "o", "o", "u", "ae", "ei", "oo", "ow")
_CODAS = (
    "", "", "", "", "", "", "d", "k", "l", "ll", "m", "n", "n", "nd", "r", "r", "rn", "s", "sk", "st", "t", "th",
)
_ENDINGS = ("", "", "", "", "", "a", "ed", "en", "er", "ing", "is", "ment", "on", "wick")
_VOCABULARY = 7000
"""How many words there are in all."""


class Dice:
    """Chance that depends on its key alone."""

    def __init__(self, key: str) -> None:
        self._throws = _throws(key)

    def below(self, limit: int) -> int:
        """Throw a whole number from 0 to `limit` - 1."""
        return next(self._throws) * limit >> 16

    def between(self, low: int, high: int) -> int:
        """Throw a whole number from `low` to `high`, both among them."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[str]) -> str:
        """Choose one of the items, each as likely."""
        return items[self.below(len(items))]

    def words(self, count: int) -> list[str]:
        """Choose so many words, common ones more often."""
        return [_WORDS[throw] for throw in itertools.islice(self._throws, count)]


def _throws(key: str) -> Iterator[int]:
    for part in itertools.count():
        yield from struct.unpack("<1024H", hashlib.shake_128(f"{key}/{part}".encode()).digest(2048))


def _vocabulary() -> Iterator[str]:
    """Give common English words first, so that the text reads as prose does, then invented ones, longer as they get rarer."""
    yield from _COMMON
    dice, known = Dice("vocabulary"), set(_COMMON)
    while len(known) < _VOCABULARY:
        syllables = 1 + dice.below(3 if len(known) > _VOCABULARY // 5 else 2)
        word = "".join(dice.pick(_ONSETS) + dice.pick(_VOWELS) + dice.pick(_CODAS) for _ in range(syllables)) + dice.pick(_ENDINGS)
        if 3 <= len(word) <= 13 and word not in known:
            known.add(word)
            yield word


def by_rank(items: Sequence[str], flat: int) -> list[str]:
    """Lay items out on the 65,536 throws so that the one of rank r has a share of about 1 / (r + flat), as words have."""
    sums = list(itertools.accumulate(10**9 // (rank + flat) for rank in range(len(items))))
    return [items[bisect_right(sums, throw * sums[-1] >> 16)] for throw in range(1 << 16)]


_WORDS = by_rank(list(_vocabulary()), flat=3)


def _link(dice: Dice, words: list[str], at: int) -> None:
    first, second = words[at : at + 2]
    words[at : at + 2] = [f"[{first} {second}](https://{second}.example/{first}/{dice.between(1, 9999)})"]


def _emphasis(dice: Dice, words: list[str], at: int) -> None:
    words[at] = f"*{words[at]}*"


def _strong(dice: Dice, words: list[str], at: int) -> None:
    words[at] = f"**{words[at]}**"


def _gloss(dice: Dice, words: list[str], at: int) -> None:
    words[at] = dice.pick(GLOSSES)


Decorations = Sequence[tuple[int, Callable[[Dice, list[str], int], None]]]
"""Of a thousand paragraphs, how many hold one."""

DECORATIONS: Decorations = ((310, _link), (160, _emphasis), (160, _strong), (100, _gloss))
GLOSSED: Decorations = ((400, _gloss),)
"""For texts that are not Markdown."""


def sentences(dice: Dice, count: int, decorations: Decorations = ()) -> str:
    """Write about `count` words in sentences of 7 to 24."""
    said = []
    while count > 0:
        length = dice.between(7, 24)
        length = max(4, count) if count - length < 6 else length
        words = dice.words(length)
        if length > 10 and dice.below(2):
            words[dice.between(2, length - 4)] += ","
        said.append([words[0].capitalize(), *words[1:-1], f"{words[-1]}."])
        count -= length
    for share, decorate in decorations:
        words = said[dice.below(len(said))]
        at = dice.between(1, max(1, len(words) - 3))
        if dice.below(1000) < share and "".join(words[at : at + 2]).isalpha():
            decorate(dice, words, at)
    return " ".join(itertools.chain(*said))
