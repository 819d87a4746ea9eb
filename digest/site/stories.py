"""Stories: which articles are on one event, as their files say, and how an edition shows that. Pure.

The grouping itself was done when the articles were taken in, on their full texts, and stands in the files as
`story: <slug>`, the slug of the first article's page; an editor may write, change or delete it. So a story holds
the articles that name it, and the article whose own slug it is. Its address never changes: when the first
article is renamed or deleted, the others still name the slug.

Whatever a page shows of a story is older than the page: an article that joins later changes neither the pages of those
before it nor their editions.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

from digest.site.indexes import Edition, Index, Maker, Teasers
from digest.site.nouns import Link, Phrase, Teaser, make_link
from digest.site.rows import Row


@dataclass(frozen=True, kw_only=True)
class Story:
    """Two and more articles on one event, oldest first."""

    slug: str
    opening: Row
    """The article whose slug it is, else the first."""
    rows: tuple[Row, ...]
    maker: Maker

    @property
    def url(self) -> str:
        """Its address."""
        return f"/stories/{self.slug}/"

    @functools.cached_property
    def link(self) -> Link:
        """Its address, and what it is called: as the article that it opens with."""
        return make_link(self.maker(self.opening).title, self.url)

    @property
    def teasers(self) -> Teasers:
        """Its articles, oldest first."""
        return Teasers(self.rows, self.maker)

    @property
    def first_is_known(self) -> bool:
        """Whether the first article surely came before the second: of two of one day without an hour nobody can say."""
        first, second = self.rows[:2]
        if not (first.dated and second.dated):
            return False
        by_the_hour = all(isinstance(teaser.published, dt.datetime) for teaser in self.teasers[:2])
        return first.day < second.day or (by_the_hour and first.order[0] > second.order[0])


class Group(NamedTuple):
    """What stands in one place of an edition, by its rows; an `Item` is what a template sees of it."""

    lead: Row
    also: tuple[Row, ...] = ()
    story: Story | None = None
    update_of: Row | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An article in an edition, and with it the others of its story in that edition."""

    teaser: Teaser
    also: Sequence[Teaser] = ()
    story: Link | None = None
    """Only where there are others, or where it is an update."""
    update_of: Teaser | None = None
    """The first article of its story, where an earlier edition had that."""


class Items(Sequence[Item]):
    """The items of an edition, each made when somebody looks at it."""

    __slots__ = ("groups", "maker")

    def __init__(self, groups: tuple[Group, ...], maker: Maker) -> None:
        """Show groups by what `maker` makes of their rows."""
        self.groups, self.maker = groups, maker

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.groups)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Items: ...

    def __getitem__(self, at: int | slice) -> Item | Items:
        """Return one item, or some of them."""
        return Items(self.groups[at], self.maker) if isinstance(at, slice) else self._item(self.groups[at])

    def _item(self, group: Group) -> Item:
        return Item(
            teaser=self.maker(group.lead),
            also=Teasers(group.also, self.maker),
            story=group.story.link if group.story else None,
            update_of=self.maker(group.update_of) if group.update_of else None,
        )

    def fingerprint(self) -> str:
        """Fingerprint what they show beside the articles of the edition, which stand in it too."""
        told = [(g.lead.path, [row.path for row in g.also], g.story.link, g.update_of and self.maker.fingerprint([g.update_of]))
                for g in self.groups if g.story]  # fmt: skip
        return repr(told)


@dataclass(frozen=True)
class Stories:
    """All stories of a site. `rows` are its articles, newest first, and `days` its editions of days, newest first."""

    rows: Sequence[Row]
    maker: Maker

    @functools.cached_property
    def all(self) -> tuple[Story, ...]:
        """Every story, the one that began last first."""
        held: dict[str, list[Row]] = {}
        for row in reversed(self.rows):
            if row.story:
                held.setdefault(row.story, []).append(row)
        own = self._own_articles(held)
        for slug, row in own.items():
            held[slug] = sorted((*held[slug], row), key=operator.attrgetter("order"), reverse=True)
        found = [
            Story(slug=slug, opening=own.get(slug, rows[0]), rows=tuple(rows), maker=self.maker) for slug, rows in held.items() if len(rows) > 1
        ]
        return tuple(sorted(found, key=lambda story: (story.rows[0].order, story.slug)))

    def _own_articles(self, held: Mapping[str, Sequence[Row]]) -> dict[str, Row]:
        """Find for each story the article whose own slug it is; of several in other months the nearest in time."""
        found: dict[str, Row] = {}
        for row in self.rows if held else ():
            slug = row.slug
            if slug in held and not row.story and slug not in row.not_story:
                began = held[slug][0]
                if slug not in found or _apart(row, began) < _apart(found[slug], began):
                    found[slug] = row
        return found

    @functools.cached_property
    def _of(self) -> Mapping[str, Story]:
        return {row.path: story for story in self.all for row in story.rows}

    def of(self, row: Row) -> Story | None:
        """Return the story of an article."""
        return self._of.get(row.path)

    def before(self, most: int) -> Mapping[str, tuple[Row, ...]]:
        """For each article of a story, by its path, up to `most` articles that came before it, the last first."""
        return {
            row.path: story.rows[max(0, place - most) : place][::-1]
            for story in self.all
            for place, row in enumerate(story.rows)
        }

    def index(self) -> Index:
        """Show each story as the article that it opens with, so that what follows later does not change the index."""
        urls = {story.opening.path: story.url for story in self.all}
        openings = Teasers(tuple(story.opening for story in self.all), _Openings(self.maker, urls))
        return Index(link=Link(name=Phrase("Stories"), url="/stories/"), teasers=openings)

    def newest_first(self) -> Iterator[Index]:
        """Give each story as other indexes are."""
        return (Index(link=story.link, teasers=Teasers(story.rows[::-1], self.maker)) for story in self.all)

    def mentions(self, days: Iterable[Edition]) -> dict[str, tuple[Edition, Row]]:
        """Say for each story, by its slug, which of the days' editions, newest first, had it first, and with which article."""
        found: dict[str, tuple[Edition, Row]] = {}
        for edition in days if self.all else ():
            for row in reversed(edition.teasers.rows):
                if story := self.of(row):
                    found[story.slug] = edition, row
        return found

    def items(self, edition: Edition, mentions: Mapping[str, tuple[Edition, Row]]) -> Items:
        """Group an edition by story in its own order: the first article of each leads, the others stand with it.

        `mentions` are those of all days. What an item says depends on its own edition and on earlier ones alone.
        """
        groups: dict[str, list[Row]] = {}
        for row in edition.teasers.rows:
            story = self.of(row)
            groups.setdefault(story.url if story else row.url, []).append(row)
        return Items(tuple([self._group(edition, rows, mentions) for rows in groups.values()]), self.maker)

    def _group(self, edition: Edition, rows: list[Row], mentions: Mapping[str, tuple[Edition, Row]]) -> Group:
        lead, *also = rows
        story = self.of(lead)
        if not story:
            return Group(lead)
        then, first = mentions.get(story.slug, (edition, lead))
        is_update = then.day < edition.day
        return Group(lead, tuple(also), story if also or is_update else None, first if is_update else None)


class _Openings:
    """Makes teasers that lead to a story and not to the article that it opens with."""

    def __init__(self, maker: Maker, urls: Mapping[str, str]) -> None:
        self._maker, self._urls = maker, urls

    def __call__(self, row: Row) -> Teaser:
        return replace(self._maker(row), url=self._urls[row.path])

    def fingerprint(self, rows: Iterable[Row]) -> str:
        return "".join([self._maker.fingerprints[row.path] + self._urls[row.path] for row in rows])


def _apart(one: Row, other: Row) -> float:
    """Say how many seconds lie between two articles; one without any time is far from all others."""
    return abs(one.order[0] - other.order[0]) if one.day and other.day else float("inf")
