"""Rows → `Site`: everything sorted, indexed and addressed, before a page is planned.

Addresses of lists are decided here and nowhere else (`/topics/<slug>/` …), those of articles in `rows`; they are
root-relative and do not hold the path of `base_url`. An index that no page asks for is never made.
"""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from digest.config import Config
from digest.errors import did_you_mean
from digest.files import ARTICLES
from digest.language import slugify
from digest.model import EditionFile, HandPage, Topic
from digest.site import editions, elsewhere, rows, stories
from digest.site.editions import Editions, Placing
from digest.site.elsewhere import Translation
from digest.site.groups import Entry, Group, Groups, Keys, LazyGroups, grouped
from digest.site.indexes import Edition, Index, Maker, Memo, Teasers, TopicIndex
from digest.site.nouns import Cards, Corrected, Finding, Link, instant_of, make_link
from digest.site.reach import EVERYWHERE, Reach
from digest.site.rows import Row
from digest.site.stories import Stories


class Content(NamedTuple):
    """All that the content folder holds, as it was read: the articles in the order of their paths."""

    rows: tuple[Row, ...] = ()
    editions: tuple[EditionFile, ...] = ()
    pages: tuple[HandPage, ...] = ()
    broken: frozenset[str] = frozenset()
    """Paths of articles that could not be read, of which nothing more is to be said."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Site:
    """Every article in a total order, newest first, with its indexes and addresses. Drafts are not in it."""

    config: Config
    rows: Sequence[Row]
    groups: Groups
    topics: tuple[TopicIndex, ...]
    spellings: Mapping[str, str]
    """Those of topics that pages use, in their order, each with the first page that does."""
    editions: Editions
    stories: Stories
    pages: tuple[HandPage, ...]
    maker: Maker
    cards: Cards = Cards()  # noqa: RUF009 - frozen
    reach: Reach = EVERYWHERE
    """What of it is to be planned."""

    def teasers(self, rows: Iterable[Row]) -> Teasers:
        """Show some articles as their teasers."""
        return Teasers(rows if isinstance(rows, (tuple, list)) else tuple(rows), self.maker)

    @property
    def days(self) -> tuple[Edition, ...]:
        """The editions of each day, newest first."""
        return self.editions.days

    @property
    def weeks(self) -> tuple[Edition, ...]:
        """The editions of each ISO week, newest first."""
        return self.editions.weeks

    @functools.cached_property
    def sources(self) -> tuple[Index, ...]:
        """The outlets, by the alphabet."""
        return self._indexes("source", lambda slug, group: make_link(group.name, f"/sources/{slug}/", group.also))

    @functools.cached_property
    def by_path(self) -> Mapping[str, Row]:
        """The articles by their page files."""
        return {row.path: row for row in self.rows}

    def translations_of(self, row: Row) -> tuple[Translation, ...]:
        """Say where an article stands in other languages."""
        if not row.translations:
            return ()
        return elsewhere.translations(dict(row.translations), lambda path: self.maker(self.by_path[path]) if path in self.by_path else None)

    @functools.cached_property
    def names(self) -> tuple[Index, ...]:
        """The names, by the alphabet; the address is empty where a name has no page of its own."""
        return self._indexes("name", lambda slug, group: name_link(slug, group, self.config))

    def names_of(self, row: Row) -> tuple[Link, ...]:
        """Return the names of an article."""
        if not row.names:
            return ()
        return tuple(dict.fromkeys(name_link(slug, self.groups["name"][slug], self.config) for slug, _, _ in names_in(row)))

    @functools.cached_property
    def months(self) -> tuple[Index, ...]:
        """The months, newest first; articles without a date are under `/archive/undated/`."""
        newest_first = sorted(self.groups["month"].items(), key=lambda held: (held[0] != "undated", held[0]), reverse=True)
        return tuple(
            Index(link=Link(name=name.replace("/", "-"), url=f"/archive/{name}/"), teasers=self.teasers(group.rows), key=name)
            for name, group in newest_first
        )

    @functools.cached_property
    def parents(self) -> Mapping[str, str]:
        """For the address of a topic, that of the topic above it."""
        return {topic.index.link.url: topic.parent.url for topic in self.topics if topic.parent}

    @functools.cached_property
    def years(self) -> Mapping[str, tuple[Row, ...]]:
        """The articles of each year, newest first; those without a date are under `undated`."""
        found: dict[str, list[Row]] = {}
        for month in self.months:
            found.setdefault(month.link.name.partition("-")[0], []).extend(month.teasers.rows)
        return {name: tuple(held) for name, held in found.items()}

    @functools.cached_property
    def corrections(self) -> tuple[Corrected, ...]:
        """All corrections, newest first."""
        corrected = [
            Corrected(teaser=self.maker(row), correction=correction)
            for group in self.groups["corrected"].values() for row in group.rows for correction in rows.article_of(row).corrections
        ]  # fmt: skip
        return tuple(sorted(corrected, key=lambda c: instant_of(c.correction.date, self.config.zone), reverse=True))

    def _indexes(self, kind: str, link: Callable[[str, Group], Link]) -> tuple[Index, ...]:
        """Show groups of one kind, by the alphabet."""
        indexes = [Index(link=link(slug, group), teasers=self.teasers(group.rows), key=slug) for slug, group in self.groups[kind].items()]
        return tuple(sorted(indexes, key=lambda index: (index.link.name.casefold(), f"{index.key}/")))


def page_url(page: HandPage) -> str:
    """Return a hand-written page's address: `about.md` stands at `/about/`."""
    path = "/" + PurePosixPath(page.path).with_suffix("").as_posix()
    return path.removesuffix("/index") + "/"


def assemble(content: Content, config: Config, *, drafts: bool = False) -> tuple[Site, list[Finding]]:
    """Sort, index and address all content; the findings are what must be mended before a page may be made."""
    findings: list[Finding] = []
    shown = [row for row in content.rows if drafts or not row.draft]
    topics = Topics(config, first_spellings(shown))
    findings.extend(_unknown_topics(shown, topics))
    shown.sort(key=operator.attrgetter("order"))
    placing = editions.placing(content.editions, shown, content.broken, findings)
    keys = keys_of(topics, placing)
    groups = LazyGroups({
        **{kind: functools.partial(grouped, shown, own) for kind, own in keys.items()},
        "day": functools.partial(placing.grouped, shown),
        "story": functools.partial(stories.grouped, shown),
    })
    site = arranged(shown, groups, topics, placing, config)
    site = replace(site, pages=tuple(sorted((page for page in content.pages if drafts or not page.draft), key=lambda page: page.path)))
    findings += [Finding(f"{ARTICLES}/{row.path}", *row.fault) for row in shown if row.fault]
    findings += _shared_ids(shown)
    findings += untranslated(shown, site.by_path.keys() | content.broken)
    return site, findings


def arranged(rows: Sequence[Row], groups: Groups, topics: Topics, placing: Placing, config: Config) -> Site:
    """Make a site of articles in their order, and of their groups."""
    maker = Maker(config, topics.links)
    return Site(
        config=config,
        rows=rows,
        groups=groups,
        topics=_topic_indexes(groups["topic"], maker, topics),
        spellings=topics.first,
        editions=editions.Editions(placing, groups, maker),
        stories=Stories(groups, maker),
        pages=(),
        maker=maker,
    )


def keys_of(topics: Topics, placing: Placing) -> Mapping[str, Keys]:
    """Say for each kind of group in which of them an article stands; `story` is not among them, which others have a say in."""
    return {
        "topic": lambda row: topics.entries[row.topics],
        "source": lambda row: ((slug, row.source, ""),) if row.source and (slug := slugify(row.source)) else (),
        "name": names_in,
        "month": lambda row: ((rows.month_of(row), "", ""),),
        "day": placing.days,
        "late": placing.late,
        "corrected": lambda row: _ONE if row.corrected else (),
        "aliased": lambda row: _ONE if row.aliases else (),
        "translated": lambda row: [(elsewhere.page_file(target), "", "") for _, target in row.translations] if row.translations else (),
    }


_ONE: Iterable[Entry] = (("", "", ""),)


def names_in(row: Row) -> Iterable[Entry]:
    """Give the names of an article, by their slugs."""
    return [(slug, name, also) for name, also in row.names if (slug := slugify(name))] if row.names else ()


def name_link(slug: str, group: Group, config: Config) -> Link:
    """Link to a name; the address is empty where it has no page of its own."""
    return make_link(group.name, f"/names/{slug}/" if len(group.rows) >= config.name_page_from else "", group.also)


# --- topics


def first_spellings(rows: Sequence[Row]) -> Mapping[str, str]:
    """Give each spelling of a topic that pages use, in their order, and the first page that does; `rows` are in the order of their paths."""
    found: dict[str, tuple[str, int]] = {}
    for spelt, path in {row.topics: row.path for row in reversed(rows)}.items():
        for at, spelling in enumerate(spelt):
            place = path, at
            if spelling not in found or place < found[spelling]:
                found[spelling] = place
    return {spelling: path for spelling, (path, _) in sorted(found.items(), key=operator.itemgetter(1))}


class Topics:
    """All topics, and what the spellings that pages use mean: those of the settings, then the others as pages come to them."""

    def __init__(self, config: Config, first: Mapping[str, str]) -> None:
        """`first` holds the spellings that pages use, in their order."""
        self.first = first
        self.by_slug = {topic.slug: topic for topic in config.topics}
        self.unknown: set[str] = set()
        self._means: dict[str, str] = {}
        claims = [(t.name, t.slug) for t in config.topics]
        claims += [(alias, t.slug) for t in config.topics for alias in t.aliases]
        claims += [(t.slug, t.slug) for t in config.topics]
        for spelling, slug in claims:  # the last has it: a slug means its own topic, whatever another is called
            self._means[spelling] = self._means[spelling.casefold()] = slug
        self.declared = frozenset(self._means)
        """The spellings that the settings alone give a meaning."""
        for spelling in first:
            self._learn(spelling, config)
        self.entries = Memo(self._entries)
        """The groups of topics, by spellings."""

    def _learn(self, spelling: str, config: Config) -> None:
        if spelling in self._means:
            return
        slug = self._means.get(spelling.casefold()) or slugify(spelling)
        if slug not in self.by_slug and (config.new_topics == "refuse" or not slug):
            self.unknown.add(spelling)
            return
        self.by_slug.setdefault(slug, Topic(slug=slug, name=spelling))
        self._means[spelling] = slug

    def slugs(self, spelt: tuple[str, ...]) -> tuple[str, ...]:
        """Give the topics that are meant."""
        return tuple(dict.fromkeys(self._means[spelling] for spelling in spelt if spelling in self._means))

    def links(self, spelt: tuple[str, ...]) -> tuple[Link, ...]:
        """Link to the topics that are meant."""
        return tuple([_topic_link(self.by_slug[slug]) for slug in self.slugs(spelt)])

    def _entries(self, spelt: tuple[str, ...]) -> Iterable[Entry]:
        """Give the topics that are meant, and those above them."""
        found: dict[str, None] = {}
        for slug in self.slugs(spelt):
            while slug and slug not in found:
                found[slug] = None
                slug = self.by_slug[slug].parent
        return [(slug, "", "") for slug in found]


def _unknown_topics(rows: Iterable[Row], topics: Topics) -> Iterator[Finding]:
    """Tell of each topic once, at the first of its places."""
    places: dict[str, list[Finding]] = {}
    for row in rows if topics.unknown else ():
        for number, spelling in enumerate(row.topics):
            if spelling in topics.unknown:
                where = Finding(f"{ARTICLES}/{row.path}", ("topics", number), f"there is no topic “{spelling}”", "")
                places.setdefault(spelling, []).append(where)
    for spelling, found in places.items():
        first, others = min(found), len(found) - 1
        more = f" (and on {others} more {'page' if others == 1 else 'pages'})" if others else ""
        cure = did_you_mean(spelling, topics.by_slug) or "declare it in site_config.yaml, or write `new_topics: accept` there"
        yield first._replace(message=first.message + more, cure=cure)


def _topic_link(topic: Topic) -> Link:
    return make_link(topic.name, f"/topics/{topic.slug}/")


def _topic_indexes(groups: Mapping[str, Group], maker: Maker, topics: Topics) -> tuple[TopicIndex, ...]:
    """Index the articles of each topic, those of the topics below it among them."""
    children = defaultdict(list)
    for topic in topics.by_slug.values():
        children[topic.parent].append(_topic_link(topic))
    return tuple(
        TopicIndex(
            topic=topic._replace(words={}),
            index=Index(link=_topic_link(topic), teasers=Teasers(groups[topic.slug].rows if topic.slug in groups else (), maker), key=topic.slug),
            parent=_topic_link(topics.by_slug[topic.parent]) if topic.parent else None,
            children=tuple(children[topic.slug]),
        )
        for topic in topics.by_slug.values()
    )


# --- what must be refused


def untranslated(rows: Iterable[Row], known: Set[str]) -> Iterator[Finding]:
    """Refuse translations that are not there; `known` are the paths of all articles."""
    for row in rows:
        if row.translations:
            yield from elsewhere.untranslated(row.path, dict(row.translations), known)


def _shared_ids(rows: Sequence[Row]) -> Iterator[Finding]:
    if len({row.id for row in rows}) == len(rows):
        return
    owners: dict[str, str] = {}
    for row in rows:
        other = owners.setdefault(row.id, row.path)
        if other != row.path:
            message = f"the id is also that of {ARTICLES}/{other}"
            yield Finding(f"{ARTICLES}/{row.path}", ("id",), message, "delete one of the two pages, or this `id` if it is a copy")
