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
from dataclasses import dataclass
from typing import NamedTuple, overload

from digest.site.editions import Editions
from digest.site.groups import Group, Groups
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


class Slot(NamedTuple):
    """What stands in one place of an edition, by its rows; an `Item` is what a template sees of it."""

    lead: Row
    also: tuple[Row, ...] = ()
    story: Story | None = None
    update_of: Row | None = None


class Item(NamedTuple):
    """An article in an edition, and with it the others of its story in that edition."""

    teaser: Teaser
    also: Sequence[Teaser] = ()
    story: Link | None = None
    """Only where there are others, or where it is an update."""
    update_of: Teaser | None = None
    """The first article of its story, where an earlier edition had that."""


class Items(Sequence[Item]):
    """The items of an edition, each made when somebody looks at it."""

    __slots__ = ("_made", "maker", "slots")

    def __init__(self, slots: tuple[Slot, ...], maker: Maker) -> None:
        """Show slots by what `maker` makes of their rows."""
        self.slots, self.maker = slots, maker
        self._made: list[Item] | None = None

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.slots)

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> Items: ...

    def __getitem__(self, at: int | slice) -> Item | Items:
        """Return one item, or some of them."""
        return Items(self.slots[at], self.maker) if isinstance(at, slice) else self._item(self.slots[at])

    def __iter__(self) -> Iterator[Item]:
        """Make them, once: a page shows them in several ways."""
        if self._made is None:
            self._made = list(map(self._item, self.slots))
        return iter(self._made)

    def _item(self, slot: Slot) -> Item:
        if not slot.story:
            return Item(self.maker(slot.lead))
        return Item(
            teaser=self.maker(slot.lead),
            also=Teasers(slot.also, self.maker),
            story=slot.story.link,
            update_of=self.maker(slot.update_of) if slot.update_of else None,
        )

    def fingerprint(self) -> str:
        """Fingerprint what they show beside the articles of the edition, which stand in it too."""
        told = [(g.lead.path, [row.path for row in g.also], g.story.link, g.update_of and self.maker.fingerprint([g.update_of]))
                for g in self.slots if g.story]  # fmt: skip
        return repr(told)


def grouped(rows: Sequence[Row]) -> Mapping[str, Group]:
    """Group articles, which come newest first, by story, oldest first, the story that began last first.

    The name of a group is the path of its own article.
    """
    held: dict[str, list[Row]] = {}
    for row in reversed(rows):
        if row.story:
            held.setdefault(row.story, []).append(row)
    own = _own_articles(rows, held)
    found = {
        slug: Group(sorted((*naming, own[slug]), key=operator.attrgetter("order"), reverse=True), own[slug].path) if slug in own else Group(naming)
        for slug, naming in held.items()
    }
    return dict(sorted(found.items(), key=lambda held: place(*held)))


def place(slug: str, group: Group) -> tuple[tuple[float, str, int, str], str]:
    """Give the place of a story among the others."""
    return group.rows[0].order, slug


def _own_articles(rows: Sequence[Row], held: Mapping[str, Sequence[Row]]) -> dict[str, Row]:
    """Find for each story the article whose own slug it is; of several in other months the nearest in time."""
    found: dict[str, Row] = {}
    for row in rows if held else ():
        slug = row.slug
        if slug in held and not row.story and slug not in row.not_story:
            began = held[slug][0]
            if slug not in found or _apart(row, began) < _apart(found[slug], began):
                found[slug] = row
    return found


@dataclass(frozen=True)
class Stories:
    """All stories of a site, from its groups by story."""

    groups: Groups
    maker: Maker

    @functools.cached_property
    def all(self) -> tuple[Story, ...]:
        """Every story, the one that began last first."""
        return tuple(
            Story(slug=slug, opening=next((row for row in group.rows if row.path == group.name), group.rows[0]), rows=tuple(group.rows), maker=self.maker)
            for slug, group in self.groups["story"].items() if len(group.rows) > 1
        )  # fmt: skip

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
        return (Index(link=story.link, teasers=Teasers(story.rows[::-1], self.maker), key=story.slug) for story in self.all)

    def mentions(self, editions: Editions) -> dict[str, tuple[Edition, Row]]:
        """Say for each story, by its slug, which of the days' editions had it first, and with which article."""
        found: dict[str, tuple[Edition, Row]] = {}
        for edition in editions.days if self.all else ():
            for row in reversed(edition.teasers.rows):
                if story := self.of(row):
                    found[story.slug] = edition, row
        return found

    def items(self, edition: Edition, mentions: Mapping[str, tuple[Edition, Row]]) -> Items:
        """Group an edition by story in its own order: the first article of each leads, the others stand with it.

        `mentions` are those of all days. What an item says depends on its own edition and on earlier ones alone.
        """
        groups: dict[str, tuple[Story | None, list[Row]]] = {}
        for row in edition.teasers.rows:
            story = self._of.get(row.path)
            groups.setdefault(story.url if story else row.path, (story, []))[1].append(row)
        return Items(tuple([_slot(edition, story, rows, mentions) if story else Slot(rows[0]) for story, rows in groups.values()]), self.maker)


def _slot(edition: Edition, story: Story, rows: list[Row], mentions: Mapping[str, tuple[Edition, Row]]) -> Slot:
    lead, *also = rows
    then, first = mentions.get(story.slug, (edition, lead))
    is_update = then.day < edition.day
    return Slot(lead, tuple(also), story if also or is_update else None, first if is_update else None)


class _Openings:
    """Makes teasers that lead to a story and not to the article that it opens with."""

    def __init__(self, maker: Maker, urls: Mapping[str, str]) -> None:
        self._maker, self._urls = maker, urls

    def __call__(self, row: Row) -> Teaser:
        return self._maker(row)._replace(url=self._urls[row.path])

    def fingerprint(self, rows: Iterable[Row]) -> str:
        return "".join([self._maker.fingerprint((row,)) + self._urls[row.path] for row in rows])


def _apart(one: Row, other: Row) -> float:
    """Say how many seconds lie between two articles; one without any time is far from all others."""
    return abs(one.order[0] - other.order[0]) if one.day and other.day else float("inf")
