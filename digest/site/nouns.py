"""The small nouns of the site: what an index may show of an article, links, findings, days and instants. All of it frozen."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import NamedTuple

from digest import rfc3339
from digest.model import Correction, Image, Source, When


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


class Link(NamedTuple):
    """A name to show and the address behind it; `also` is the name in another script."""

    name: str
    url: str
    also: str = ""


class Teaser(NamedTuple):
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
    image: Image | None = None
    """Root-relative, and only where the site holds it."""


class Corrected(NamedTuple):
    """A correction and the article that it belongs to."""

    teaser: Teaser
    correction: Correction


class Card(NamedTuple):
    """What the picture of an article or an edition shows, for networks where links are shared. An empty text is left out."""

    url: str
    title: str
    """Empty for an edition that has none of its own: its day or week stands there."""
    label: str
    source: str
    day: str
    """`2020-09-11`, or empty."""
    week: str
    """`2020-W37` for the edition of a week, else empty."""
    language: str


class Cards(NamedTuple):
    """The cards by the address of the page that each is for, and the titles that no font of the machine can show."""

    by_page: Mapping[str, Card] = {}
    missing: tuple[str, ...] = ()


def day_of(when: When, zone: dt.tzinfo) -> dt.date:
    """Return the day on which an instant falls in a zone; a day is itself."""
    return when.astimezone(zone).date() if isinstance(when, dt.datetime) else when


def instant_of(when: When, zone: dt.tzinfo) -> dt.datetime:
    """Return an instant with its offset; a day counts as its first moment in the zone."""
    moment = when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(), zone)
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset.seconds % 60 else moment  # local time of before 1940: no feed has seconds


def iso(when: When) -> str:
    """Return a day or an instant as RFC 3339 has it, for machines; one moment is told otherwise in each zone."""
    return _iso_in(when, getattr(when, "tzinfo", None))


@functools.cache
def _iso_in(when: When, zone: dt.tzinfo | None) -> str:
    return rfc3339.write(when)


@functools.lru_cache(maxsize=1 << 16)
def make_link(name: str, url: str, also: str = "") -> Link:
    """Make a link, or take the one that was made: few topics, sources and names stand in many articles."""
    return Link(name=name, url=url, also=also)
