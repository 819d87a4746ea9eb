"""Which pages there are: `plan` turns a `Site` into `Page`s, none of them rendered yet.

To add a kind: a function here, its name in `KINDS` and in `config.PageKind`, and a template of that name.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from digest.config import Config
from digest.files import ARTICLES, PAGES
from digest.language import common_words, slugify
from digest.site import pictures, rows
from digest.site.assemble import Site, page_url
from digest.site.editions import edition_link, week_of
from digest.site.elsewhere import Translation
from digest.site.indexes import Edition, Index, TopicIndex
from digest.site.nouns import Link, Phrase
from digest.site.planned import Deferred, FeedLink, Head, Page, listing_pages, page_of
from digest.site.rows import Row
from digest.site.stories import Items, Story

EARLIER = 3
"""How many earlier articles of its first topic an article's page shows, and how many of its story."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """An entry of a list of lists: where it leads and how many articles are there."""

    link: Link
    count: int
    description: str = ""
    children: tuple[Counted, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionEntry:
    """A line of the list of editions."""

    name: str
    url: str
    day: dt.date
    title: str
    count: int


SITE_FEEDS = (
    ("atom", FeedLink(title="Atom", url="/feed.xml")),
    ("rss", FeedLink(title="RSS", url="/rss.xml", type="application/rss+xml")),
    ("json", FeedLink(title="JSON Feed", url="/feed.json", type="application/feed+json")),
)
"""The feeds of the whole site, by their kind."""


def _home(site: Site, config: Config) -> Iterator[Page]:
    edition = site.editions.newest
    shown = {row.id for row in edition.teasers.rows} if edition else set()
    topics: list[Index] = []
    for topic in site.topics:
        if not topic.parent and len(topics) < config.home_topics:
            newest = site.teasers(itertools.islice((row for row in topic.index.teasers.rows if row.id not in shown), config.home_per_topic))
            shown.update(row.id for row in newest.rows)
            topics.extend([replace(topic.index, teasers=newest)] if newest else [])
    items = site.stories.items(edition, site.stories.mentions(site.editions)) if edition else ()
    yield page_of("home", "/", config.name, description=config.description, edition=edition, items=items, topics=tuple(topics))


def _article(site: Site, config: Config) -> Iterator[Page]:
    before = site.stories.before(EARLIER)
    for row, older in _earlier(site):
        given = site, row, site.names_of(row), older, before.get(row.path, ()), site.translations_of(row)
        yield Page(row.url, "article", Deferred(_article_made_of, _article_context, given), f"{ARTICLES}/{row.path}")


def _article_made_of(
    site: Site, row: Row, names: tuple[Link, ...], earlier: Sequence[Row], so_far: Sequence[Row], translations: tuple[Translation, ...]
) -> str:
    story, edition = site.stories.of(row), site.editions.of(row)
    teased = site.maker.fingerprint((row, *earlier, *so_far))
    more = repr((names, translations, story and story.link)) if names or translations or story else ""
    return "\n".join((row.shown, row.body, row.rights, edition.name if edition else "", str(len(so_far)), _card(site, row.url), teased, more))


def _article_context(
    site: Site, row: Row, names: tuple[Link, ...], earlier: Iterable[Row], so_far: Iterable[Row], translations: tuple[Translation, ...]
) -> Mapping[str, Any]:
    teaser, story = site.maker(row), site.stories.of(row)
    head = Head(
        kind="article", url=row.url, title=teaser.title, description=teaser.summary, language=teaser.language, trail=teaser.topics[:1]
    )
    return {
        "page": head,
        "article": rows.article_of(row),
        "text": rows.body_of(row),
        "teaser": teaser,
        "names": names,
        "edition": site.editions.of(row),
        "earlier": site.teasers(earlier),
        "story": story.link if story else None,
        "story_so_far": site.teasers(so_far),
        "rights": row.rights,
        "card": _card(site, row.url),
        "translations": translations,
    }


def _articles(site: Site, config: Config) -> Iterator[Page]:
    everything = Index(link=Link(name=Phrase("All articles"), url="/articles/"), teasers=site.teasers(site.rows))
    yield from listing_pages("articles", everything, config)


def _earlier(site: Site) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Give each article that is reached, and the next older ones of its first topic: a newer one never changes its page."""
    own: dict[str, list[Row]] = defaultdict(list)
    for row in site.reach.rows(site.rows):
        topics = site.maker.topics(row)
        own[topics[0].url if topics else ""].append(row)
    for topic in site.topics:
        rows = topic.index.teasers.rows
        for row, at in _places(rows, own.pop(topic.index.link.url, [])):
            yield row, rows[at + 1 : at + 1 + EARLIER]
    for row in itertools.chain.from_iterable(own.values()):
        yield row, ()


def _places(rows: Sequence[Row], some: Sequence[Row]) -> Iterator[tuple[Row, int]]:
    """Say where some rows stand among others; both come in the same order."""
    at = -1
    for row in some:
        at = rows.index(row, at + 1)
        yield row, at


def _topics(site: Site, config: Config) -> Iterator[Page]:
    by_parent: dict[str, list[TopicIndex]] = {}
    for topic in site.topics:
        by_parent.setdefault(topic.topic.parent, []).append(topic)

    def below(slug: str) -> tuple[Counted, ...]:
        return tuple(
            Counted(link=t.index.link, count=t.index.count, description=t.topic.description, children=below(t.topic.slug))
            for t in by_parent.get(slug, ())
        )

    yield page_of("topics", "/topics/", Phrase("Topics"), topics=below(""))


def _topic(site: Site, config: Config) -> Iterator[Page]:
    for topic in site.topics:
        if not site.reach.holds("topic", topic.index.key):
            continue
        link = topic.index.link
        feeds = (FeedLink(title=f"{config.name}: {link.name}", url=f"{link.url}feed.xml"),) if "topic_atom" in config.feeds else ()
        yield from listing_pages(
            "topic",
            topic.index,
            config,
            description=topic.topic.description,
            trail=(Link(name=Phrase("Topics"), url="/topics/"), *([topic.parent] if topic.parent else [])),
            feeds=feeds,
            topic=topic.topic,
            children=topic.children,
            newest=_weeks,
        )


def _weeks(rows: Sequence[Row]) -> Mapping[str, Any]:
    return {"weeks": pictures.weekly(row.day for row in rows if row.dated)}


def _sources(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("sources", "/sources/", Phrase("Sources"), sources=_counted(site.sources))


def _source(site: Site, config: Config) -> Iterator[Page]:
    trail = (Link(name=Phrase("Sources"), url="/sources/"),)
    home_pages = {rule.name: rule.url for rule in config.sources}
    for index in site.sources:
        if not site.reach.holds("source", index.key):
            continue
        title = f"{config.name}: {index.link.name}"
        feeds = (FeedLink(title=title, url=f"{index.link.url}feed.xml"),) if "source_atom" in config.feeds else ()
        home_page = home_pages.get(index.link.name, "")
        yield from listing_pages("source", index, config, trail=trail, feeds=feeds, home_page=home_page)


def _names(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("names", "/names/", Phrase("Names"), names=_counted(site.names))


def _name(site: Site, config: Config) -> Iterator[Page]:
    for index in site.names:
        if index.link.url and site.reach.holds("name", index.key):
            yield from listing_pages("name", index, config, trail=(Link(name=Phrase("Names"), url="/names/"),), name=index.link)


def _editions(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("editions", "/editions/", Phrase("Editions"), days=_entries(site.days), weeks=_entries(site.weeks))


def _stories(site: Site, config: Config) -> Iterator[Page]:
    yield from listing_pages("stories", site.stories.index(), config)


def _story(site: Site, config: Config) -> Iterator[Page]:
    for story in site.stories.all:
        if site.reach.holds("story", story.slug):
            yield Page(story.url, "story", Deferred(_story_made_of, _story_context, (story, config)))


def _story_made_of(story: Story, config: Config) -> str:
    return f"{story.link}\n{story.maker.fingerprint([story.opening])}\n{story.teasers.fingerprint()}"


def _story_context(story: Story, config: Config) -> Mapping[str, Any]:
    opening = story.maker(story.opening)
    feeds = (FeedLink(title=f"{config.name}: {story.link.name}", url=f"{story.url}feed.xml"),) if "story_atom" in config.feeds else ()
    head = Head(
        kind="story", url=story.url, title=story.link.name, description=opening.summary, language=opening.language,
        trail=(Link(name=Phrase("Stories"), url="/stories/"),), feeds=feeds,
    )  # fmt: skip
    return {"page": head, "story": story}


def _entries(editions: Iterable[Edition]) -> tuple[EditionEntry, ...]:
    return tuple(
        EditionEntry(name=e.name, url=e.url, day=e.day, title=e.title, count=len(e.teasers)) for e in editions
    )


def _edition(site: Site, config: Config) -> Iterator[Page]:
    mentions = site.stories.mentions(site.editions)
    weeks = {edition.name: edition for edition in site.weeks}
    for kind, editions in (("day", site.days), ("week", site.weeks)):
        for edition, older in zip(editions, [*editions[1:], None], strict=False):
            if site.reach.holds(kind, edition.name):
                week = None if edition.is_week else weeks.get(week_of(edition.name))
                given = site.stories.items(edition, mentions), edition, week, older, _card(site, edition.url)
                yield Page(edition.url, "edition", Deferred(_edition_made_of, _edition_context, given))


def _edition_made_of(items: Items, edition: Edition, week: Edition | None, older: Edition | None, card: str) -> str:
    own = edition.name, edition.title, edition.body, sorted(edition.late), week and week.name, older and older.name, card
    return "\n".join((repr(own), items.fingerprint(), edition.teasers.fingerprint()))


def _edition_context(items: Items, edition: Edition, week: Edition | None, older: Edition | None, card: str) -> Mapping[str, Any]:
    trail = (Link(name=Phrase("Editions"), url="/editions/"),)
    head = Head(kind="edition", url=edition.url, title=edition.title or edition.name, trail=trail)
    links = {"week": week and edition_link(week.name), "older": older and edition_link(older.name)}
    return {"page": head, "edition": edition, "items": items, **links, "card": card}


def _card(site: Site, url: str) -> str:
    """Return the address of a page's card, or nothing."""
    card = site.cards.by_page.get(url)
    return card.url if card else ""


def _archive(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("archive", "/archive/", Phrase("Archive"), months=_counted(site.months))


def _month(site: Site, config: Config) -> Iterator[Page]:
    days: dict[str, list[pictures.Day]] = defaultdict(list)
    for edition in site.days if "edition" in config.pages else ():
        days[edition.name[:7]].append(pictures.Day(date=edition.day, url=edition.url, count=len(edition.teasers)))
    for index in site.months:
        if site.reach.holds("month", index.key):
            newest = functools.partial(_days, tuple(days[index.link.name]))
            yield from listing_pages("month", index, config, trail=(Link(name=Phrase("Archive"), url="/archive/"),), newest=newest)


def _days(days: tuple[pictures.Day, ...], rows: Sequence[Row]) -> Mapping[str, Any]:
    """Give the days of a month, for its newest page."""
    return {"days": days}


def _corrections(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("corrections", "/corrections/", Phrase("Corrections"), corrections=site.corrections)


def _feeds(site: Site, config: Config) -> Iterator[Page]:
    """Plan the page that explains feeds and names them all."""
    yield page_of(
        "feeds",
        "/feeds/",
        Phrase("Feeds"),
        whole=tuple(feed for kind, feed in SITE_FEEDS if kind in config.feeds),
        topics=_feed_links(topic.index.link for topic in site.topics) if "topic_atom" in config.feeds else (),
        sources=_feed_links(index.link for index in site.sources) if "source_atom" in config.feeds else (),
        opml="opml" in config.feeds,
    )


def _feed_links(links: Iterable[Link]) -> tuple[FeedLink, ...]:
    return tuple(FeedLink(title=link.name, url=f"{link.url}feed.xml") for link in links)


def _search(site: Site, config: Config) -> Iterator[Page]:
    from digest.site import pagefind

    topics = tuple(topic.index.link for topic in site.topics if topic.index.count)
    sources = tuple(index.link for index in site.sources)
    yield page_of("search", "/search/", Phrase("Search"), topics=topics, sources=sources, years=tuple(site.years), letters=pagefind.SCRIPT_LETTERS, common=common_words(config.language))


def _hand_pages(site: Site, config: Config) -> Iterator[Page]:
    for page in site.pages:
        file = f"{PAGES}/{page.path}"
        folder = f"/{page.path.rpartition('/')[0]}/".replace("//", "/")
        yield page_of("page", page_url(page), page.title, file=file, description=page.description, body=page.body, folder=folder)


def _not_found(site: Site, config: Config) -> Iterator[Page]:
    yield page_of("not_found", "/404.html", Phrase("Page not found"), indexed=False)


def _redirect(site: Site, config: Config) -> Iterator[Page]:
    """Old addresses of articles and of topics, and those of articles that the config's topics were renamed from."""
    for group in site.groups["aliased"].values():
        for row in site.reach.rows(group.rows):
            target = Link(name=site.maker(row).title, url=row.url)
            for alias in row.aliases:
                yield _redirect_page(alias, target, f"{ARTICLES}/{row.path}")
    taken = {topic.topic.slug.casefold() for topic in site.topics}
    for topic in site.topics:
        for alias in topic.topic.aliases:
            for slug in _old_slugs(alias):
                if slug.casefold() not in taken:
                    taken.add(slug.casefold())
                    yield _redirect_page(f"/topics/{slug}/", topic.index.link, "site_config.yaml")


def _old_slugs(alias: str) -> Iterator[str]:
    """Say where a topic stood that pages called by a name, or that the settings declared with that slug."""
    if slug := slugify(alias):
        yield slug
    if not re.search(r"[\s/\\?#%]", alias):
        yield alias


def _redirect_page(alias: str, target: Link, file: str) -> Page:
    alias = unquote(alias)
    url = "/" + alias.strip("/") + ("" if alias.endswith((".html", ".htm")) else "/")
    return page_of("redirect", url, target.name, file=file, indexed=False, target=target)


def _counted(indexes: Iterable[Index]) -> tuple[Counted, ...]:
    return tuple(Counted(link=index.link, count=index.count) for index in indexes)


KINDS: Mapping[str, Callable[[Site, Config], Iterable[Page]]] = {
    "home": _home,  # edition: Edition | None, items: (Item, …) of the edition, topics: (Index of its newest, …)
    "article": _article,  # article (without its body), text (its body, read when it is rendered), teaser, names: (Link, …), edition: Link | None, earlier: (Teaser, …), story: Link | None, story_so_far: (Teaser, …), rights, translations: (Translation, …)
    "articles": _articles,  # listing: Listing
    "topics": _topics,  # topics: (Counted with children, …)
    "topic": _topic,  # topic: Topic, children: (Link, …), listing: Listing, weeks: Weeks | None
    "editions": _editions,  # days, weeks: (EditionEntry, …)
    "edition": _edition,  # edition: Edition, items: (Item, …), week: Link | None, older: Link | None
    "stories": _stories,  # listing: Listing, whose teasers are those of the opening articles, with the stories' addresses
    "story": _story,  # story: Story
    "sources": _sources,  # sources: (Counted, …)
    "source": _source,  # listing: Listing, home_page: address or ""
    "names": _names,  # names: (Counted, …)
    "name": _name,  # name: Link, listing: Listing
    "archive": _archive,  # months: (Counted, …)
    "month": _month,  # listing: Listing, days: (Day with an edition, …) | None
    "corrections": _corrections,  # corrections: (Corrected, …)
    "feeds": _feeds,  # whole, topics, sources: (FeedLink, …), opml: whether there is a file of them all
    "search": _search,  # topics: (Link, …), sources: (Link, …), years: (name, …), letters: those that are words by themselves, common: words of no weight
    "page": _hand_pages,  # body: Markdown, folder: the address that its relative links start from
    "not_found": _not_found,
    "redirect": _redirect,  # target: Link
}


def plan(site: Site, config: Config) -> Iterator[Page]:
    """Plan every page of the kinds that the config asks for, as far as the site's reach goes."""
    for kind in config.pages:
        if site.reach.lists or kind == "article":
            yield from KINDS[kind](site, config)
