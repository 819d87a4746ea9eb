"""Rows → `Site`: everything sorted, indexed and addressed, before a page is planned.

Addresses of lists are decided here and nowhere else (`/topics/<slug>/` …), those of articles in `rows`; they are
root-relative and do not hold the path of `base_url`. An index that no page asks for is never made.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from digest.config import Config
from digest.content import ARTICLES
from digest.errors import did_you_mean
from digest.language import slugify
from digest.model import EditionFile, HandPage, Topic
from digest.site import editions, elsewhere, rows
from digest.site.editions import Editions
from digest.site.elsewhere import Translation
from digest.site.indexes import Edition, Index, Maker, Teasers, TopicIndex
from digest.site.nouns import Cards, Corrected, Finding, Link, instant_of, make_link
from digest.site.rows import Row
from digest.site.stories import Stories


@dataclass(frozen=True, kw_only=True)
class Content:
    """All that the content folder holds, as it was read: the articles in the order of their paths."""

    rows: tuple[Row, ...] = ()
    editions: tuple[EditionFile, ...] = ()
    pages: tuple[HandPage, ...] = ()
    broken: frozenset[str] = frozenset()
    """Paths of articles that could not be read, of which nothing more is to be said."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Every article in a total order, newest first, with its indexes and addresses. Drafts are not in it."""

    config: Config
    rows: tuple[Row, ...]
    topics: tuple[TopicIndex, ...]
    editions: Editions
    stories: Stories
    pages: tuple[HandPage, ...]
    maker: Maker
    cards: Cards = Cards()  # noqa: RUF009 - frozen

    def teasers(self, rows: Iterable[Row]) -> Teasers:
        """Show some articles as their teasers."""
        return Teasers(tuple(rows), self.maker)

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
        links = {name: make_link(name, f"/sources/{slugify(name)}/") for name in {row.source for row in self.rows} if slugify(name)}
        return self._indexes((links[row.source], row) for row in self.rows if row.source in links)

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
        pairs = ((make_link(name, f"/names/{slugify(name)}/", also), row)
                 for row in self.rows if row.names for name, also in row.names if slugify(name))  # fmt: skip
        least = self.config.name_page_from
        return tuple(i if i.count >= least else replace(i, link=replace(i.link, url="")) for i in self._indexes(pairs))

    def names_of(self, row: Row) -> tuple[Link, ...]:
        """Return the names of an article."""
        if not row.names:
            return ()
        return tuple(dict.fromkeys(self._name_links[slug] for name, _ in row.names if (slug := slugify(name))))

    @functools.cached_property
    def _name_links(self) -> Mapping[str, Link]:
        return {slugify(index.link.name): index.link for index in self.names}

    @functools.cached_property
    def months(self) -> tuple[Index, ...]:
        """The months, newest first; articles without a date are under `/archive/undated/`."""
        held: dict[str, list[Row]] = {}
        for row in self.rows:
            held.setdefault(rows.month_of(row), []).append(row)
        newest_first = sorted(held, key=lambda name: (name != "undated", name), reverse=True)
        return tuple(
            Index(link=Link(name=name.replace("/", "-"), url=f"/archive/{name}/"), teasers=self.teasers(held[name]))
            for name in newest_first
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
            for row in self.rows if row.corrected for correction in rows.article_of(row).corrections
        ]  # fmt: skip
        return tuple(sorted(corrected, key=lambda c: instant_of(c.correction.date, self.config.zone), reverse=True))

    def _indexes(self, pairs: Iterable[tuple[Link, Row]]) -> tuple[Index, ...]:
        """Group rows by address; the newest article's spelling of the name stands, and the first other form given."""
        links: dict[str, Link] = {}
        held: dict[str, dict[str, Row]] = {}
        for link, row in pairs:
            known = links.setdefault(link.url, link)
            if link.also and not known.also:
                links[link.url] = replace(known, also=link.also)
            held.setdefault(link.url, {}).setdefault(row.path, row)
        ordered = sorted(links.values(), key=lambda link: (link.name.casefold(), link.url))
        return tuple(Index(link=link, teasers=self.teasers(held[link.url].values())) for link in ordered)


def page_url(page: HandPage) -> str:
    """Return a hand-written page's address: `about.md` stands at `/about/`."""
    path = "/" + PurePosixPath(page.path).with_suffix("").as_posix()
    return path.removesuffix("/index") + "/"


def assemble(content: Content, config: Config, *, drafts: bool = False) -> tuple[Site, list[Finding]]:
    """Sort, index and address all content; the findings are what must be mended before a page may be made."""
    findings: list[Finding] = []
    shown = [row for row in content.rows if drafts or not row.draft]
    topics, means = _topics(shown, config, findings)
    slugs = {spelt: _slugs(spelt, means) for spelt in {row.topics for row in shown}}
    maker = Maker(config, {spelt: tuple([_topic_link(topics[slug]) for slug in own]) for spelt, own in slugs.items()}, shown)
    shown.sort(key=operator.attrgetter("order"))
    site = Site(
        config=config,
        rows=tuple(shown),
        topics=_topic_indexes(shown, maker, topics, slugs),
        editions=editions.editions(content.editions, shown, content.broken, maker, findings),
        stories=Stories(shown, maker),
        pages=tuple(sorted((page for page in content.pages if drafts or not page.draft), key=lambda page: page.path)),
        maker=maker,
    )
    findings += [Finding(f"{ARTICLES}/{row.path}", *row.fault) for row in shown if row.fault]
    findings += _shared_ids(shown)
    findings += _untranslated(site, content.broken)
    return site, findings


# --- topics


def _topics(
    rows: Sequence[Row], config: Config, findings: list[Finding]
) -> tuple[Mapping[str, Topic], Mapping[str, str]]:
    """Return all topics by slug, and for each spelling that pages use the slug that it means."""
    topics = {topic.slug: topic for topic in config.topics}
    means = {}
    claims = [(t.name, t.slug) for t in config.topics]
    claims += [(alias, t.slug) for t in config.topics for alias in t.aliases]
    claims += [(t.slug, t.slug) for t in config.topics]
    for spelling, slug in claims:  # the last has it: a slug means its own topic, whatever another is called
        means[spelling] = means[spelling.casefold()] = slug
    unknown = set()
    for spelling in dict.fromkeys(itertools.chain.from_iterable(row.topics for row in rows)):
        if spelling in means:
            continue
        slug = means.get(spelling.casefold()) or slugify(spelling)
        if slug not in topics and (config.new_topics == "refuse" or not slug):
            unknown.add(spelling)
            continue
        topics.setdefault(slug, Topic(slug=slug, name=spelling))
        means[spelling] = slug
    findings.extend(_unknown_topics(rows, unknown, topics))
    return topics, means


def _unknown_topics(rows: Iterable[Row], unknown: set[str], topics: Iterable[str]) -> Iterator[Finding]:
    """Tell of each topic once, at the first of its places."""
    places: dict[str, list[Finding]] = {}
    for row in rows if unknown else ():
        for number, spelling in enumerate(row.topics):
            if spelling in unknown:
                where = Finding(f"{ARTICLES}/{row.path}", ("topics", number), f"there is no topic “{spelling}”", "")
                places.setdefault(spelling, []).append(where)
    for spelling, found in places.items():
        first, others = min(found), len(found) - 1
        more = f" (and on {others} more {'page' if others == 1 else 'pages'})" if others else ""
        cure = did_you_mean(spelling, topics) or "declare it in site_config.yaml, or write `new_topics: accept` there"
        yield first._replace(message=first.message + more, cure=cure)


def _slugs(spelt: tuple[str, ...], means: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(means[spelling] for spelling in spelt if spelling in means))


def _topic_link(topic: Topic) -> Link:
    return make_link(topic.name, f"/topics/{topic.slug}/")


def _topic_indexes(
    rows: Iterable[Row], maker: Maker, topics: Mapping[str, Topic], slugs: Mapping[tuple[str, ...], tuple[str, ...]]
) -> tuple[TopicIndex, ...]:
    """Index the articles of each topic, those of the topics below it among them."""
    held: dict[str, list[Row]] = {slug: [] for slug in topics}
    lists = {spelt: [held[slug] for slug in _with_parents(own, topics)] for spelt, own in slugs.items()}
    for row in rows:
        for articles in lists[row.topics]:
            articles.append(row)
    children = defaultdict(list)
    for topic in topics.values():
        children[topic.parent].append(_topic_link(topic))
    return tuple(
        TopicIndex(
            topic=replace(topic, words={}),
            index=Index(link=_topic_link(topic), teasers=Teasers(tuple(held[topic.slug]), maker)),
            parent=_topic_link(topics[topic.parent]) if topic.parent else None,
            children=tuple(children[topic.slug]),
        )
        for topic in topics.values()
    )


def _with_parents(slugs: Iterable[str], topics: Mapping[str, Topic]) -> Iterable[str]:
    found: dict[str, None] = {}
    for slug in slugs:
        while slug and slug not in found:
            found[slug] = None
            slug = topics[slug].parent
    return found


# --- what must be refused


def _untranslated(site: Site, broken: frozenset[str]) -> Iterator[Finding]:
    for row in site.rows:
        if row.translations:
            yield from elsewhere.untranslated(row.path, dict(row.translations), site.by_path.keys() | broken)


def _shared_ids(rows: Sequence[Row]) -> Iterator[Finding]:
    if len({row.id for row in rows}) == len(rows):
        return
    owners: dict[str, str] = {}
    for row in rows:
        other = owners.setdefault(row.id, row.path)
        if other != row.path:
            message = f"the id is also that of {ARTICLES}/{other}"
            yield Finding(f"{ARTICLES}/{row.path}", ("id",), message, "delete one of the two pages, or this `id` if it is a copy")
