"""Feeds and the other files for machines; well-formed because they are built as trees (`trees`), never as text.

To add one: a planning function, a rendering function, and a line in `FEEDS` that joins them.

An entry's id is the article's and outlives every change of title, slug and `base_url`. A feed holds only
what has a time: an article that has neither `published` nor `added` stands in none, since Atom asks for one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin
from xml.etree import ElementTree as ET

from digest import markdown, rfc3339
from digest.config import Config
from digest.model import Body, Source
from digest.site import lines, rows, sitemaps
from digest.site.assemble import Site
from digest.site.indexes import Index, Teasers
from digest.site.jsons import compact, filled
from digest.site.nouns import Teaser, instant_of
from digest.site.planned import Deferred, Page
from digest.site.rows import Row
from digest.site.sitemaps import Addresses
from digest.site.trees import child, document

ATOM = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    """An article as a feed shows it; the body is empty where the feed holds summaries."""

    teaser: Teaser
    authors: tuple[str, ...] = ()
    body: str | Body = ""


class Feed(NamedTuple):
    """A feed before it is written in a format. Addresses are root-relative."""

    title: str
    url: str
    home: str
    entries: tuple[Entry, ...]
    description: str = ""


class Kind(NamedTuple):
    """How one kind of file is planned and rendered."""

    plan: Callable[[Site, Config, Addresses], Iterable[Page]]
    render: Callable[[Mapping[str, Any], Config], bytes]


def plan(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
    """Plan every feed that the settings ask for, as far as the site's reach goes; `addresses` are for the sitemap."""
    for kind in (*config.feeds, "nojekyll", "cname"):
        if site.reach.lists or kind in _SHOW_WHOLE_ARTICLES:
            yield from FEEDS[kind].plan(site, config, addresses)


_SHOW_WHOLE_ARTICLES = frozenset(("atom", "rss", "json", lines.KIND))
"""What may change where all lists stay as they are."""


def render(page: Page, config: Config, read_body: Callable[[Body], str]) -> bytes:
    """Render one planned feed; `read_body` fetches the bodies that are still in their files."""
    context = page.context
    if feed := context.get("feed"):
        entries = (e._replace(body=read_body(e.body)) if isinstance(e.body, Body) else e for e in feed.entries)
        context = {**context, "feed": feed._replace(entries=tuple(entries))}
    return FEEDS[page.kind].render(context, config)


# --- planning


def _site_feed(kind: str, url: str) -> Callable[[Site, Config, Addresses], Iterator[Page]]:
    def planned(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
        newest = _newest(site.rows, config)
        entries = tuple(Entry(teaser=site.maker(row), authors=rows.article_of(row).authors, body=rows.body_of(row)) for row in newest)
        feed = Feed(title=config.name, description=config.description, url=url, home="/", entries=entries)
        yield Page(url, kind, {"feed": feed})

    return planned


def _index_feeds(kind: str, group: str, of: Callable[[Site], Iterable[Index]]) -> Callable[..., Iterator[Page]]:
    def planned(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
        for index in of(site):
            if site.reach.holds(group, index.key):
                newest = site.teasers(_newest(index.teasers.rows, config))
                url = f"{index.link.url}feed.xml"
                given = f"{config.name}: {index.link.name}", url, index.link.url, newest
                yield Page(url, kind, Deferred(_index_feed_made_of, _index_feed, given))

    return planned


def _index_feed_made_of(title: str, url: str, home: str, newest: Teasers) -> str:
    return "\n".join((title, url, home, newest.fingerprint()))


def _index_feed(title: str, url: str, home: str, newest: Teasers) -> Mapping[str, Any]:
    return {"feed": Feed(title=title, url=url, home=home, entries=tuple(Entry(teaser=teaser) for teaser in newest))}


def _newest(of: Iterable[Row], config: Config) -> Iterator[Row]:
    """Give the articles of a feed: the newest of those that have a time."""
    return itertools.islice((row for row in of if row.day), config.feed_entries)


_INDEXES: Mapping[str, tuple[str, Callable[[Site], Iterable[Index]]]] = {
    "topic_atom": ("topic", lambda site: (topic.index for topic in site.topics)),
    "source_atom": ("source", lambda site: site.sources),
    "story_atom": ("story", lambda site: site.stories.newest_first()),
}
"""The kinds of feeds of which each index has one, with the kind of its group."""


def _opml(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
    feeds = [(config.name, "/feed.xml", "/")] if "atom" in config.feeds else []
    for kind, (_, of) in _INDEXES.items():
        if kind in config.feeds:
            feeds += [(f"{config.name}: {i.link.name}", f"{i.link.url}feed.xml", i.link.url) for i in of(site)]
    yield Page("/opml.xml", "opml", {"feeds": tuple(feeds)})


def _fixed(url: str, kind: str) -> Callable[[Site, Config, Addresses], Iterator[Page]]:
    def planned(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
        if kind != "cname" or config.cname:
            yield Page(url, kind, {})

    return planned


# --- rendering: feeds


def _render_atom(context: Mapping[str, Any], config: Config) -> bytes:
    feed: Feed = context["feed"]
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": config.language})
    child(root, "id", _feed_id(feed, config))
    child(root, "title", feed.title)
    child(root, "updated", _instant(_feed_updated(feed, config)))
    child(root, "link", rel="self", type="application/atom+xml", href=config.permalink(feed.url))
    child(root, "link", rel="alternate", type="text/html", href=config.permalink(feed.home))
    if feed.description:
        child(root, "subtitle", feed.description)
    child(child(root, "author"), "name", config.editor or config.name)
    for entry in feed.entries:
        _atom_entry(root, entry, config)
    return document(root)


def _atom_entry(root: ET.Element, entry: Entry, config: Config) -> None:
    teaser = entry.teaser
    element = child(root, "entry", **({"xml:lang": teaser.language} if teaser.language else {}))
    child(element, "id", entry_id(teaser.id))
    child(element, "title", teaser.title)
    child(element, "updated", _instant(_updated(teaser, config)))
    if teaser.published:
        child(element, "published", _instant(instant_of(teaser.published, config.zone)))
    child(element, "link", rel="alternate", type="text/html", href=config.permalink(teaser.url))
    source = teaser.source or Source()
    if _is_web(source.url):
        child(element, "link", rel="via", href=source.url, **({"title": source.name} if source.name else {}))
    for name in entry.authors:
        child(child(element, "author"), "name", name)
    for topic in teaser.topics:
        child(element, "category", term=topic.url.split("/")[2], label=topic.name)
    if teaser.summary:
        child(element, "summary", teaser.summary)
    if entry.body:
        child(element, "content", _html(entry, config), type="html")


def _render_rss(context: Mapping[str, Any], config: Config) -> bytes:
    from email.utils import format_datetime

    feed: Feed = context["feed"]
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": ATOM, "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
                              "xmlns:dc": "http://purl.org/dc/elements/1.1/"})  # fmt: skip
    channel = child(root, "channel")
    child(channel, "title", feed.title)
    child(channel, "link", config.permalink(feed.home))
    child(channel, "description", feed.description or feed.title)
    child(channel, "language", config.language)
    child(channel, "lastBuildDate", format_datetime(_feed_updated(feed, config)))
    child(channel, "atom:link", rel="self", type="application/rss+xml", href=config.permalink(feed.url))
    for entry in feed.entries:
        teaser = entry.teaser
        item = child(channel, "item")
        child(item, "title", teaser.title)
        child(item, "link", config.permalink(teaser.url))
        child(item, "guid", entry_id(teaser.id), isPermaLink="false")
        if teaser.published:
            child(item, "pubDate", format_datetime(instant_of(teaser.published, config.zone)))
        for name in entry.authors:
            child(item, "dc:creator", name)
        for topic in teaser.topics:
            child(item, "category", topic.name)
        child(item, "description", teaser.summary or teaser.title)
        if entry.body:
            child(item, "content:encoded", _html(entry, config))
    return document(root)


def _render_json_feed(context: Mapping[str, Any], config: Config) -> bytes:
    feed: Feed = context["feed"]
    return compact({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": config.permalink(feed.home),
        "feed_url": config.permalink(feed.url),
        "description": feed.description,
        "language": config.language,
        "authors": [{"name": config.editor or config.name}],
        "items": [filled(_json_item(entry, config)) for entry in feed.entries],
    }) + b"\n"


def _json_item(entry: Entry, config: Config) -> dict[str, Any]:
    teaser = entry.teaser
    return {
        "id": entry_id(teaser.id),
        "url": config.permalink(teaser.url),
        "external_url": teaser.source.url if teaser.source and _is_web(teaser.source.url) else "",
        "title": teaser.title,
        "summary": teaser.summary,
        "content_html": _html(entry, config) if entry.body else "",
        "content_text": "" if entry.body else teaser.summary or teaser.title,
        "date_published": _instant(instant_of(teaser.published, config.zone)) if teaser.published else "",
        "date_modified": _instant(_updated(teaser, config)),
        "authors": [{"name": name} for name in entry.authors],
        "tags": [topic.name for topic in teaser.topics],
        "language": teaser.language,
    }


def entry_id(article_id: str) -> str:
    """Turn an article's id into the IRI that feeds ask for: `urn:uuid:…`, or one of its own where it is no UUID."""
    try:
        return f"urn:uuid:{uuid.UUID(article_id)}"
    except ValueError:
        return article_id if re.match(r"(https?|urn|tag):", article_id) else f"urn:digest:{quote(article_id, safe='')}"


def _feed_id(feed: Feed, config: Config) -> str:
    identity = config.id or f"{config.cname}{config.base_path}" or config.name
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{identity}{feed.home}')}"


def _updated(teaser: Teaser, config: Config) -> dt.datetime:
    when = teaser.updated or teaser.published or teaser.added
    return instant_of(when, config.zone) if when else _EPOCH


def _feed_updated(feed: Feed, config: Config) -> dt.datetime:
    return max((_updated(entry.teaser, config) for entry in feed.entries), default=_EPOCH)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""What a feed without entries says of its last change: Atom asks for an instant."""


def _html(entry: Entry, config: Config) -> str:
    here = config.permalink(entry.teaser.url)

    def absolute(url: str) -> str:
        return urljoin(here, config.href(url))

    return markdown.to_html(str(entry.body), absolute, config.raw_html)


# --- rendering: other files


def _render_opml(context: Mapping[str, Any], config: Config) -> bytes:
    root = ET.Element("opml", {"version": "2.0"})
    child(child(root, "head"), "title", config.name)
    body = child(root, "body")
    for title, feed, home in context["feeds"]:
        child(body, "outline", type="rss", text=title, xmlUrl=config.permalink(feed), htmlUrl=config.permalink(home))
    return document(root)


def _instant(when: dt.datetime) -> str:
    return rfc3339.write(when.replace(microsecond=0))


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))


FEEDS: Mapping[str, Kind] = {
    "atom": Kind(_site_feed("atom", "/feed.xml"), _render_atom),
    "rss": Kind(_site_feed("rss", "/rss.xml"), _render_rss),
    "json": Kind(_site_feed("json", "/feed.json"), _render_json_feed),
    **{kind: Kind(_index_feeds(kind, *of), _render_atom) for kind, of in _INDEXES.items()},
    "sitemap": Kind(sitemaps.plan, sitemaps.render),
    "news_sitemap": Kind(sitemaps.plan_news, sitemaps.render_news),
    "robots": Kind(_fixed("/robots.txt", "robots"), sitemaps.render_robots),
    "opml": Kind(_opml, _render_opml),
    lines.KIND: Kind(lines.plan, lines.render),
    "nojekyll": Kind(_fixed("/.nojekyll", "nojekyll"), lambda context, config: b""),
    "cname": Kind(_fixed("/CNAME", "cname"), lambda context, config: f"{config.cname}\n".encode()),
}
