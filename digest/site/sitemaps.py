"""What search engines are told: the sitemap, the news sitemap, and `robots.txt`, which names both. For `feeds.FEEDS`."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from digest import rfc3339
from digest.config import Config
from digest.site.assemble import Site
from digest.site.indexes import Teasers
from digest.site.nouns import Teaser
from digest.site.planned import Deferred, Page
from digest.site.trees import DECLARATION, all_escaped, child, document

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap, by the protocol of sitemaps.org."""
PART = 10_000
"""Addresses in each part of a larger one."""

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS_LIMIT = 1000
NEWS_SPAN = dt.timedelta(days=2)
"""What a news sitemap holds at most, by its protocol. A build has no clock: the days end with the newest article."""


class Addresses(NamedTuple):
    """What a sitemap lists."""

    articles: Sequence[tuple[str, str]]
    """The addresses of articles, oldest first, and when each was changed."""
    others: Sequence[str]
    """Those of all other pages, in the order of their letters."""


_UNLISTED = ("article", "not_found", "redirect")


def addresses_of(site: Site, pages: Iterable[Page], config: Config) -> Addresses:
    """List the addresses of all HTML pages."""
    return Addresses(addresses_of_articles(site, config), sorted(listed_others(pages)))


def addresses_of_articles(site: Site, config: Config) -> list[tuple[str, str]]:
    """List the addresses of the articles, where the site makes pages of them."""
    return [(row.url, row.changed) for row in reversed(site.rows)] if "article" in config.pages else []


def listed_others(pages: Iterable[Page]) -> Iterator[str]:
    """List the addresses of pages that are no articles."""
    return (page.url for page in pages if page.kind not in _UNLISTED)


def plan(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
    """Plan the sitemap of all pages, in parts under an index where they are many.

    The parts of articles are filled from the oldest on, so that a new one changes the last part alone.
    """
    others = [(url, "") for url in addresses.others]
    if len(others) + len(addresses.articles) <= SITEMAP_LIMIT:
        yield _sitemap_of("/sitemap.xml", [*others, *addresses.articles])
        return
    parts = {f"/sitemap-{number}.xml": part for number, part in _parts(addresses.articles)}
    parts |= {f"/sitemap-lists-{number}.xml": part for number, part in _parts(others)}
    yield Page("/sitemap.xml", "sitemap", {"parts": tuple(parts)})
    for name, part in parts.items():
        yield _sitemap_of(name, part)


def _parts(listed: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Sequence[tuple[str, str]]]]:
    return ((at // PART + 1, listed[at : at + PART]) for at in range(0, len(listed), PART))


def _sitemap_of(url: str, listed: Sequence[tuple[str, str]]) -> Page:
    return Page(url, "sitemap", Deferred(_sitemap_made_of, _sitemap_context, (listed,)))


def _sitemap_made_of(listed: Sequence[tuple[str, str]]) -> str:
    return "\n".join([f"{url} {changed}" for url, changed in listed])


def _sitemap_context(listed: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    return {"urls": listed}


def plan_news(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
    """Plan the sitemap of what was published in the days before the newest article."""
    dated = (row for row in site.rows if row.dated)  # newest first; the order begins with the time, negative
    newest = next(dated, None)
    if newest:
        recent = itertools.takewhile(lambda row: row.order[0] - newest.order[0] <= NEWS_SPAN.total_seconds(), dated)
    news = site.teasers((newest, *itertools.islice(recent, NEWS_LIMIT - 1)) if newest else ())
    yield Page("/news-sitemap.xml", "news_sitemap", Deferred(Teasers.fingerprint, _news, (news,)))


def _news(news: Teasers) -> Mapping[str, Any]:
    return {"news": news}


def render(context: Mapping[str, Any], config: Config) -> bytes:
    """Render a sitemap, or the index of its parts."""
    urls: Sequence[tuple[str, str]] = context.get("urls", ())
    parts: tuple[str, ...] = context.get("parts", ())
    if parts:
        return listing("sitemapindex", "sitemap", config.permalinks(parts), itertools.repeat(""))
    return listing("urlset", "url", config.permalinks([url for url, _ in urls]), (changed for _, changed in urls))


def listing(root: str, element: str, addresses: Sequence[str], changes: Iterable[str]) -> bytes:
    """Write addresses, and the day or instant when each was changed, as `trees.document` does of their tree, but in a tenth of its time."""
    lines = [f'{DECLARATION}<{root} xmlns="{SITEMAP}">']
    for address, changed in zip(all_escaped(addresses), changes, strict=False):
        lastmod = f"\n  <lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f" <{element}>\n  <loc>{address}</loc>{lastmod}\n </{element}>")
    return "\n".join([*lines, f"</{root}>\n"]).encode()


def render_news(context: Mapping[str, Any], config: Config) -> bytes:
    """Render the news sitemap."""
    news: Iterable[Teaser] = context["news"]
    root = ET.Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for teaser in news:
        element = child(root, "url")
        child(element, "loc", config.permalink(teaser.url))
        entry = child(element, "news:news")
        publication = child(entry, "news:publication")
        child(publication, "news:name", config.name)
        child(publication, "news:language", _news_language(teaser.language or config.language))
        if teaser.published:
            child(entry, "news:publication_date", rfc3339.write(teaser.published))
        child(entry, "news:title", teaser.title)
    return document(root)


def _news_language(tag: str) -> str:
    """Name a language as the protocol asks for it: two or three letters, but Chinese by its script."""
    language, *rest = tag.casefold().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"


def render_robots(context: Mapping[str, Any], config: Config) -> bytes:
    """Render `robots.txt`: everything may be read, and here are the sitemaps."""
    kinds = ("sitemap", "/sitemap.xml"), ("news_sitemap", "/news-sitemap.xml")
    lines = [f"Sitemap: {config.permalink(url)}" for kind, url in kinds if kind in config.feeds]
    return "\n".join(["User-agent: *", "Allow: /", *([""] if lines else []), *lines, ""]).encode()
