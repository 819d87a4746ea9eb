"""Articles in any number, of invented words, the same bytes on every machine.

An article is Markdown of 250 to 700 words in 6 to 14 paragraphs, with YAML front matter as people write it::

    ---
    title: "Stovern Gelma & Pruth of the Wendrik"
    date: 2023-04-11T05:34:12Z
    source: "Ostwick Gazette"
    source_url: "https://ostwick-gazette.example/2023/04/11/stovern-gelma-pruth-of-the-wendrik-000451"
    topics: ["Lighthouses", "Öl & Essig"]
    summary: "…"
    ---

Chance comes from SHAKE-128 of the article's number, and all arithmetic with it is on whole numbers. What stands in
a text, and how often, is in `_DECORATIONS`, `_BLOCKS` and `_TITLES`: to have more in it, add a line there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import re
import struct
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PER_PAGE = 20
"""Articles on a page of a list, as both sides are set."""

FIRST = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
YEARS = dt.timedelta(days=1826)
"""Five of them, over which the articles are spread evenly; new ones come on the evening of the last day."""

TOPICS = (
    "Lighthouses|Öl & Essig|Night Trains|Bread|C++|C#|渡船 Ferries|Peat|Glass & Lenses|Kleine Theater|Salt Roads|Wells|Owls|"
    "Fjordfischerei|Paper Mills|茶 Trade|Clockmakers|Harvest Law|Mapping|Beekeeping|Dykes|Cobalt|한옥 Houses|Ropeways|Señales|"
    "Tin|Winter Sports|Ice Cores|Choirs|Almanacs|Barges|Île d’Orve|Orchards|Ham Radio|Kites|Seed Banks|Quarries|Wool|Tides|Zoning"
).split("|")
SOURCES = tuple(
    f"{place} {name}"
    for place in ("Ostwick", "Velden", "Port Maru", "Søndby", "Carrow", "Alt-Henning", "Quillan", "Tarn Valley")
    for name in ("Gazette", "Observer", "Dispatch", "Abend")
)
_GLOSSES = (
    "Lindqvar Holding (林德瓦控股)|Tomari Kisen (泊汽船)|Osei Metals (奧賽金屬)|Gwangtae Lines (광태해운)|Ruan Optics (阮氏光學)|"
    "Hoshimi Seeds (星見種苗)|Belisar Trust (貝利薩信託)|Sorim Paper (소림제지)"
).split("|")
_COMMON = (
    "the of and a to in that for is on it with as was at by from be this which are not have an but they had his her or were "
    "their its one all when there would who what so said out if about into than them can only other new some could time these "
    "two may then do first any my now such like our over man me even most made after also did many before must through years"
).split()
_ONSETS = "b bl br c d dr f fl g gr h k l m n p pr qu r s sk st sw t th tr v w wh y".split()
_VOWELS = "a a e e e i i o o u ae ei oo ow".split()
_CODAS = ["", "", "", "", "", "", "d", "k", "l", "ll", "m", "n", "n", "nd", "r", "r", "rn", "s", "sk", "st", "t", "th"]
_ENDINGS = ["", "", "", "", "", "a", "ed", "en", "er", "ing", "is", "ment", "on", "wick"]
_RARE = 7000


class Article(NamedTuple):
    """One article; `path` is below the corpus's folder."""

    path: str
    text: str
    title: str
    topics: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a corpus holds, and so what a site of it must have."""

    articles: int
    size: int
    """Bytes."""
    sha256: str
    topics: Mapping[str, int]
    """Topic → how many articles have it."""

    def our_pages(self) -> Mapping[str, int]:
        """Count pages by their data-kind where lists are numbered from the oldest and the newest page holds up to 39."""
        topic = sum(max(1, count // PER_PAGE) for count in self.topics.values())
        return {"article": self.articles, "home": 1 + max(1, self.articles // PER_PAGE), "topic": topic, "topics": 1}

    def hugo_pages(self) -> Mapping[str, int]:
        """Count pages by their data-kind where the last page of a list holds the rest, and home is the list of all."""
        topic = sum(-(-count // PER_PAGE) for count in self.topics.values())
        return {"article": self.articles, "home": -(-self.articles // PER_PAGE), "topic": topic, "topics": 1}


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
    while len(known) < _RARE:
        syllables = 1 + dice.below(3 if len(known) > _RARE // 5 else 2)
        word = "".join(dice.pick(_ONSETS) + dice.pick(_VOWELS) + dice.pick(_CODAS) for _ in range(syllables)) + dice.pick(_ENDINGS)
        if 3 <= len(word) <= 13 and word not in known:
            known.add(word)
            yield word


def _by_rank(items: Sequence[str], flat: int) -> list[str]:
    """Lay items out on the 65,536 throws so that the one of rank r has a share of about 1 / (r + flat), as words have."""
    sums = list(itertools.accumulate(10**9 // (rank + flat) for rank in range(len(items))))
    return [items[bisect_right(sums, throw * sums[-1] >> 16)] for throw in range(1 << 16)]


_WORDS = _by_rank(list(_vocabulary()), flat=3)
_TOPIC_OF_THROW = _by_rank(TOPICS, flat=2)


# --- sentences


def _link(dice: Dice, words: list[str], at: int) -> None:
    first, second = words[at : at + 2]
    words[at : at + 2] = [f"[{first} {second}](https://{second}.example/{first}/{dice.between(1, 9999)})"]


def _emphasis(dice: Dice, words: list[str], at: int) -> None:
    words[at] = f"*{words[at]}*"


def _strong(dice: Dice, words: list[str], at: int) -> None:
    words[at] = f"**{words[at]}**"


def _gloss(dice: Dice, words: list[str], at: int) -> None:
    words[at] = dice.pick(_GLOSSES)


_DECORATIONS: Sequence[tuple[int, Callable[[Dice, list[str], int], None]]] = (
    (310, _link),
    (160, _emphasis),
    (160, _strong),
    (100, _gloss),
)
"""Of a thousand paragraphs, how many hold one."""


def sentences(dice: Dice, count: int, decorations: Sequence[tuple[int, Callable[[Dice, list[str], int], None]]] = ()) -> str:
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


# --- articles


def _paragraph(dice: Dice, count: int) -> str:
    return sentences(dice, count, _DECORATIONS)


def _headed(dice: Dice, count: int) -> str:
    return f"## {' '.join(dice.words(dice.between(3, 6))).capitalize()}\n\n{_paragraph(dice, count)}"


def _quote(dice: Dice, count: int) -> str:
    return f"> {_paragraph(dice, count)}"


def _list(dice: Dice, count: int) -> str:
    items = dice.between(3, 5)
    return "\n".join(f"- {sentences(dice, max(5, count // items))}" for _ in range(items))


_BLOCKS: Sequence[tuple[int, Callable[[Dice, int], str]]] = (
    (98, _headed),
    (57, _quote),
    (51, _list),
    (1000, _paragraph),
)
"""Of a thousand blocks, how many are one; the first of an article is always a paragraph."""


def _body(dice: Dice) -> str:
    total, parts = dice.between(250, 700), dice.between(6, 14)
    shares = [dice.between(60, 160) for _ in range(parts)]
    blocks = []
    for number, share in enumerate(shares):
        throw = dice.below(1000) if number else 999
        ceilings = itertools.accumulate(each for each, _ in _BLOCKS)
        write = next(block for ceiling, (_, block) in zip(ceilings, _BLOCKS, strict=True) if throw < ceiling)
        blocks.append(write(dice, max(12, total * share // sum(shares))))
    return "\n\n".join(blocks)


_TITLES: Sequence[Callable[[Dice, list[str]], list[str]]] = (
    lambda dice, words: [*words, dice.pick(_GLOSSES)],
    lambda dice, words: [f"{words[0]}:", *words[1:]],
    lambda dice, words: [*words[:-1], f"“{words[-1]}”"],
    lambda dice, words: [*words[:-1], f'"{words[-1]}"'],
    lambda dice, words: [words[0], "&", *words[1:]],
    lambda dice, words: [f"{words[0]}’s", *words[1:]],
    lambda dice, words: [words[0], str(dice.between(2, 900)), *words[1:]],
    *[lambda dice, words: words] * 11,
)
"""What is done to the words of a title, each as often."""


def _title(dice: Dice) -> str:
    words = [word.capitalize() if len(word) > 3 else word for word in dice.words(dice.between(5, 10))]
    words[0] = words[0].capitalize()
    return " ".join(_TITLES[dice.below(len(_TITLES))](dice, words))


def _topics(dice: Dice) -> tuple[str, ...]:
    wanted, chosen = dice.between(1, 3), dict[str, None]()
    while len(chosen) < wanted:
        chosen[_TOPIC_OF_THROW[dice.below(1 << 16)]] = None
    return tuple(chosen)


def article(number: int, total: int) -> Article:
    """Write article `number` of a corpus of `total`, the oldest first; from `total` on they are newer than all of it.

    Only the date depends on `total`.
    """
    dice = Dice(f"article {number}")
    title, topics, source = _title(dice), _topics(dice), dice.pick(SOURCES)
    slug = f"{re.sub('[^a-z0-9]+', '-', title.lower()).strip('-')}-{number:06}"
    age = int(YEARS.total_seconds()) * number // total if number < total else int(YEARS.total_seconds()) - 3600 + number - total
    date = FIRST + dt.timedelta(seconds=age)
    host = re.sub("[^a-z]+", "-", source.lower())
    front = {
        "source": source,
        "source_url": f"https://{host}.example/{date:%Y/%m/%d}/{slug}",
        "topics": topics,
        "summary": sentences(dice, dice.between(16, 36)),
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    head = "\n".join([f"title: {json.dumps(title, ensure_ascii=False)}", f"date: {date:%Y-%m-%dT%H:%M:%SZ}", *lines])
    return Article(f"articles/{date:%Y/%m}/{slug}.md", f"---\n{head}\n---\n\n{_body(dice)}\n", title, topics)


def write(root: Path, path: str, text: str) -> None:
    """Write a file below `root`; its folders are made."""
    file = root / path
    try:
        file.write_bytes(text.encode())
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())


def make(total: int, root: Path) -> Facts:
    """Write a corpus below `root`, and say what it holds."""
    size, digest, topics = 0, hashlib.sha256(), Counter[str]()
    for number in range(total):
        made = article(number, total)
        write(root, made.path, made.text)
        data = made.text.encode()
        digest.update(f"{made.path}\0".encode() + data)
        size += len(data)
        topics.update(made.topics)
    return Facts(articles=total, size=size, sha256=digest.hexdigest(), topics=topics)
