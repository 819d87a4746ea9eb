"""Articles that are on one event, and such as only share an outlet, a trade or a series.

Of five outlets' feeds that were taken on one day a person said which entries are on one event. The posts of an office need
no such list: what it wrote months apart is on two events, however alike its words, wherever it is set side by side.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from digest import content
from digest.config import Config
from digest.errors import DigestError
from digest.ingest import feed, normalize, stories, traces
from digest.ingest.raw import RawArticle
from digest.ingest.stories import Told

from . import events
from .events import Pairs
from .scores import Score

_FEEDS = {
    "BBC": "1796df62c4a287cc", "NPR": "7be307059415227d", "AJ": "3f9eeff5039a008d", "JT": "18138c717652f678", "NDTV": "08f1ee71883dbcde",
}  # fmt: skip
"""What a feed is called here → its file."""
_EVENTS = (
    "NDTV-13 NDTV-3 BBC-10 JT-19 JT-28 JT-3 AJ-11 NPR-3 NPR-4 NPR-5 NPR-9", "BBC-0 BBC-23 BBC-24 JT-9 AJ-2 AJ-8", "BBC-5 JT-4", "NPR-6 NPR-7",
    "BBC-9 JT-25 AJ-1", "BBC-6 JT-23", "BBC-14 JT-13", "BBC-8 JT-12", "JT-10 NPR-8", "NDTV-10 NDTV-17 NDTV-18 NDTV-8 AJ-22", "NDTV-6 JT-8",
    "NDTV-5 JT-7 AJ-19", "NDTV-4 JT-1", "BBC-1 AJ-0", "BBC-7 JT-0", "JT-6 AJ-23", "JT-20 JT-26",
)  # fmt: skip
"""The entries on one event, by the number of each in its feed, from 0 on."""
_DOUBTFUL = (
    "NDTV-1 NDTV-13 NDTV-3 BBC-10 BBC-26 JT-19 JT-28 JT-3 AJ-11 NPR-3 NPR-4 NPR-5 NPR-6 NPR-7 NPR-9", "BBC-0 BBC-23 BBC-24 JT-9 AJ-2 AJ-8 NPR-3",
    "NDTV-2 BBC-5 JT-4 AJ-3 NPR-6 NPR-7", "JT-27 AJ-16 AJ-5", "BBC-16 AJ-7", "NDTV-10 NDTV-12 NDTV-17 NDTV-18 NDTV-8 AJ-22",
    "NDTV-19 BBC-13 BBC-17", "NDTV-11 BBC-20",
)  # fmt: skip
"""What may as well be called one event or several: such pairs count neither way."""

_MONTHS = 60 * 24.0
"""Hours from which on two posts are on two events."""
_A_DAY = 10
"""So many posts of an office are set on one day."""


def one_day(data: Path) -> Score | None:
    """Give F1 of the pairs of entries in one story, beside that of pairs whose cosine passes the best of cuts."""
    entries = dict(_entries(data))
    if not entries:
        return None
    truth = _pairs(_EVENTS)
    doubtful = _pairs(_DOUBTFUL) - truth
    found = _grouped(sorted((one for one, _ in entries.values()), key=lambda one: (one.at, one.id))) - doubtful
    cosines = events.cosines({name: ("", text) for name, (_, text) in entries.items()})
    alone = max(events.f1({pair for pair, cosine in cosines.items() if cosine >= cut} - doubtful, truth) for cut in events.HINDSIGHT)
    note = f"precision {len(found & truth) / max(1, len(found)):.3f}, recall {len(found & truth) / len(truth):.3f}; {len(entries)} entries"
    return Score(ours=events.f1(found, truth), of=len(truth), against=alone, note=note)


def apart(data: Path) -> Score | None:
    """Say how many posts of an office are in no story with one that it wrote months before or after, though they stand side by side."""
    many = mixed = together = 0
    for folder in ("posts-18f", "posts-digitalgov"):
        posts = _posts(data / folder)
        at = {post.id: post.at for post in posts}
        many += len(posts)
        mixed += len({name for pair in _grouped(_mixed(posts)) if abs(at[pair[0]] - at[pair[1]]) > _MONTHS for name in pair})
        together += len({name for pair in _grouped(posts) for name in pair})
    note = f"{mixed} are; in the order in which they were published {together} are in some story"
    return Score(ours=1 - mixed / many, of=many, note=note) if many else None


def _grouped(told: Sequence[Told]) -> Pairs:
    """Give the pairs of articles in one story, by their ids; they come ordered."""
    story = {one.id: one.slug for one in told} | {one.id: slug for one, slug in stories.join(lambda: told)}
    of = defaultdict(list)
    for id_, slug in story.items():
        of[slug].append(id_)
    return {pair for ids in of.values() for pair in itertools.combinations(sorted(ids), 2)}


def _pairs(groups: Sequence[str]) -> Pairs:
    return {pair for names in groups for pair in itertools.combinations(sorted(names.split()), 2)}


def _entries(data: Path) -> Iterator[tuple[str, tuple[Told, str]]]:
    """Give the entries of the feeds, by name, with their texts."""
    config, now = Config(name="Measured"), dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    for outlet, file in _FEEDS.items():
        path = data / "feeds" / f"{file}.xml"
        found = feed.parse(path.read_bytes(), path.name) if path.is_file() else ()
        for number, raw in enumerate(one for one in found if isinstance(one, RawArticle)):
            verdict = normalize.weigh(raw, file=path.name, sha256="0" * 64, config=config, added=now)
            at, name = traces.hours(verdict.article) or 0.0, f"{outlet}-{number}"
            yield name, (Told(id=name, at=at, slug=name, terms=verdict.trace.terms), f"{verdict.article.title}\n{verdict.text}")


def _posts(folder: Path) -> list[Told]:
    """Read posts, ordered by their days; a day that stands in no front matter stands in the file's name."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        try:
            article = content.loads(path.read_text(encoding="utf-8"), path.name)
        except (DigestError, ValueError):
            continue
        day = re.match(r"\d{4}-\d\d-\d\d", path.name)
        at = traces.hours(article._replace(published=dt.date.fromisoformat(day[0])) if day else article)
        if at is not None:
            found.append(Told(id=path.name, at=at, slug=path.name, terms=traces.of_page(article).terms))
    return sorted(found, key=lambda one: (one.at, one.id))


def _mixed(posts: Sequence[Told]) -> list[Told]:
    """Set posts side by side that lie far apart: each next is the one that lies the golden section of all further on."""
    step = next(step for step in itertools.count(round(0.618 * len(posts))) if math.gcd(step, len(posts)) == 1)
    return [dataclasses.replace(posts[n * step % len(posts)], at=24.0 * n / _A_DAY) for n in range(len(posts))]
