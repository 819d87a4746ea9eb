"""What pages are planned from: articles as indexes show them, and the indexes. All of it frozen, addressed, in a total order.

An index holds `Teaser`s and never articles, so that the edit of a body changes one page.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from digest.model import Article, Body, Correction, HandPage, Rights, Source, Topic, When


class Finding(NamedTuple):
    """Something wrong in a page file: the keys that lead to it in the front matter, and what would mend it."""

    file: str
    keys: tuple[str | int, ...]
    message: str
    cure: str


class Phrase(str):
    """Words of the program, in English, that are translated when a page is rendered: `Phrase("Topics")`.

    A page's title and the names in its trail may be one; everything else that is planned is the editor's text.
    """

    __slots__ = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A name to show and the address behind it; `also` is the name in another script."""

    name: str
    url: str
    also: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Teaser:
    """All that an index, a feed or a neighbour may show of an article."""

    id: str
    url: str
    title: str
    kicker: str = ""
    summary: str = ""
    published: When | None = None
    updated: When | None = None
    added: When | None = None
    source: Source | None = None
    topics: tuple[Link, ...] = ()
    language: str = ""
    """Empty where it is the site's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """All articles that share something: a topic, a source, a name or a month. Newest first."""

    link: Link
    teasers: tuple[Teaser, ...]

    @property
    def count(self) -> int:
        """How many articles it holds."""
        return len(self.teasers)


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicIndex:
    """A topic with its articles, those of the topics below it among them."""

    topic: Topic
    index: Index
    parent: Link | None
    children: tuple[Link, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """The articles of a day or an ISO week, in the site's time zone, in the editor's order where one was given."""

    name: str
    """`2020-09-11` or `2020-W37`."""
    url: str
    day: dt.date
    """The day, or the Monday of the week."""
    teasers: tuple[Teaser, ...]
    title: str = ""
    body: str = ""
    closed: bool = False
    late: frozenset[str] = frozenset()
    """Ids of articles that came after the edition of their own day was closed."""

    @property
    def is_week(self) -> bool:
        """Whether it covers an ISO week."""
        return "W" in self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class Corrected:
    """A correction and the article that it belongs to."""

    teaser: Teaser
    correction: Correction


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Every article in a total order, newest first, with its indexes and addresses. Drafts are not in it."""

    articles: tuple[Article, ...]
    teasers: Mapping[str, Teaser]
    """By the article's path."""
    topics: tuple[TopicIndex, ...]
    sources: tuple[Index, ...]
    names: tuple[Index, ...]
    name_links: Mapping[str, tuple[Link, ...]]
    """The names of each article, by its path; the address is empty where a name has no page of its own."""
    months: tuple[Index, ...]
    """Newest first; articles without a date are under `/archive/undated/`."""
    days: tuple[Edition, ...]
    weeks: tuple[Edition, ...]
    edition_of: Mapping[str, Link]
    """The day's edition of each article, by its path."""
    corrections: tuple[Corrected, ...]
    pages: tuple[HandPage, ...]
    rights: Mapping[str, Rights]
    """By the article's path."""
    bodies: Mapping[str, Body]
    """By the article's path; empty where the articles hold their bodies themselves."""


def day_of(when: When, zone: dt.tzinfo) -> dt.date:
    """Return the day on which an instant falls in a zone; a day is itself."""
    return when.astimezone(zone).date() if isinstance(when, dt.datetime) else when


def instant_of(when: When, zone: dt.tzinfo) -> dt.datetime:
    """Return an instant with its offset; a day counts as its first moment in the zone."""
    moment = when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(), zone)
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset.seconds % 60 else moment  # local time of before 1940: no feed has seconds


@functools.lru_cache(maxsize=1 << 16)
def make_link(name: str, url: str, also: str = "") -> Link:
    """Make a link, or take the one that was made: few topics, sources and names stand in many articles."""
    return Link(name=name, url=url, also=also)
