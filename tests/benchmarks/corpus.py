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

What stands in a text, and how often, is in `words.DECORATIONS`, `_BLOCKS` and `_TITLES`: to have more in it, add a line there.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .words import DECORATIONS, GLOSSES, Dice, by_rank, sentences

PER_PAGE = 20
"""Articles on a page of a list, as both sides are set."""

FIRST = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
YEARS = 1826 * 86_400 - 3600
"""Seconds of five years, all but an hour, over which the articles are spread evenly; new ones come in that hour."""

TOPICS = (
    "Lighthouses", "Öl & Essig", "Night Trains", "Bread", "C++", "C#", "渡船 Ferries", "Peat", "Glass & Lenses",
    "Kleine Theater", "Salt Roads", "Wells", "Owls", "Fjordfischerei", "Paper Mills", "茶 Trade", "Clockmakers",
    "Harvest Law", "Mapping", "Beekeeping", "Dykes", "Cobalt", "한옥 Houses", "Ropeways", "Señales", "Tin",
    "Winter Sports", "Ice Cores", "Choirs", "Almanacs", "Barges", "Île d’Orve", "Orchards", "Ham Radio", "Kites",
    "Seed Banks", "Quarries", "Wool", "Tides", "Zoning",
)
SOURCES = tuple(
    f"{place} {name}"
    for place in ("Ostwick", "Velden", "Port Maru", "Søndby", "Carrow", "Alt-Henning", "Quillan", "Tarn Valley")
    for name in ("Gazette", "Observer", "Dispatch", "Abend")
)
_TOPIC_OF_THROW = by_rank(TOPICS, flat=2)


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


def _paragraph(dice: Dice, count: int) -> str:
    return sentences(dice, count, DECORATIONS)


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
    lambda dice, words: [*words, dice.pick(GLOSSES)],
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
    date = FIRST + dt.timedelta(seconds=YEARS * number // total if number < total else YEARS + number - total)
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
