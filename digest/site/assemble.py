"""Content → `Site`: everything sorted, indexed and addressed, before a page is planned.

Addresses are decided here and nowhere else (`/articles/2020/09/<slug>/`, `/topics/<slug>/` …); they are
root-relative and do not hold the path of `base_url`. An index is given `Teaser`s and never articles, so
that the edit of a body changes one page.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from digest.config import Config
from digest.content import ARTICLES, jekyll_slug
from digest.errors import did_you_mean
from digest.language import count_words, slugify
from digest.model import Article, Body, Content, HandPage, Rights, Source, Topic
from digest.site.editions import editions
from digest.site.nouns import Corrected, Finding, Index, Link, Site, Teaser, TopicIndex, instant_of, make_link


def url_of(article: Article) -> str:
    """Return an article's address below the root: its month by the date as written, else `undated`."""
    slug = article.slug or jekyll_slug(article.path.rpartition("/")[2].rpartition(".")[0])
    return f"/articles/{_month(article)}/{slug}/"


def _month(article: Article) -> str:
    """Name the month of an article's date as it is written: `2020/09`."""
    when = article.published
    return f"{when.year:04}/{when.month:02}" if when else "undated"


def page_url(page: HandPage) -> str:
    """Return a hand-written page's address: `about.md` stands at `/about/`."""
    path = "/" + PurePosixPath(page.path).with_suffix("").as_posix()
    return path.removesuffix("/index") + "/"


def assemble(content: Content, config: Config, *, drafts: bool = False) -> tuple[Site, list[Finding]]:
    """Sort, index and address all content; the findings are what must be mended before a page may be made."""
    findings: list[Finding] = []
    shown = [article for article in content.articles if drafts or not article.draft]
    topics, topic_keys = _topics(shown, config, findings)
    articles = tuple(sorted(shown, key=lambda a: _newest_first(a, config.zone)))
    teasers = {a.path: _teaser(a, config, topics, topic_keys) for a in articles}
    days, weeks, edition_of = editions(content, articles, teasers, config, findings)
    names = _names(articles, teasers, config.name_page_from)
    site = Site(
        articles=articles,
        teasers=teasers,
        topics=_topic_indexes(articles, teasers, topics, topic_keys),
        sources=_sources(articles, teasers),
        names=names,
        name_links=_name_links(articles, names),
        months=_months(articles, teasers),
        days=days,
        weeks=weeks,
        edition_of=edition_of,
        corrections=_corrections(articles, teasers, config.zone),
        pages=tuple(sorted((page for page in content.pages if drafts or not page.draft), key=lambda page: page.path)),
        rights={a.path: _rights(a, content.bodies.get(a.path), config, findings) for a in articles},
        bodies=content.bodies,
    )
    findings.extend(_shared_ids(articles))
    return site, findings


def _newest_first(article: Article, zone: dt.tzinfo) -> tuple[float, str, int, str]:
    """Order by the date, else by when the article was taken in; the parts of one raw file stay in their order."""
    when = article.published or article.added
    file, part = (article.origin.file, article.origin.part) if article.origin else ("", 0)
    return -instant_of(when, zone).timestamp() if when else float("inf"), file, part, article.id


# --- topics


def _topics(
    articles: Iterable[Article], config: Config, findings: list[Finding]
) -> tuple[Mapping[str, Topic], Mapping[str, str]]:
    """Return all topics by slug, and for each spelling that pages use the slug that it means."""
    topics = {topic.slug: topic for topic in config.topics}
    means = {}
    claims = [(t.name, t.slug) for t in config.topics]
    claims += [(alias, t.slug) for t in config.topics for alias in t.aliases]
    claims += [(t.slug, t.slug) for t in config.topics]
    for spelling, slug in claims:  # the last has it: a slug means its own topic, whatever another is called
        means[spelling] = means[spelling.casefold()] = slug
    unknown: dict[str, list[Finding]] = {}
    for article in articles:
        for number, spelling in enumerate(article.topics):
            if spelling in means:
                continue
            slug = means.get(spelling.casefold()) or slugify(spelling)
            if slug not in topics and (config.new_topics == "refuse" or not slug):
                where = Finding(f"{ARTICLES}/{article.path}", ("topics", number), f"there is no topic “{spelling}”", "")
                unknown.setdefault(spelling, []).append(where)
                continue
            topics.setdefault(slug, Topic(slug=slug, name=spelling))
            means[spelling] = slug
    findings.extend(_unknown_topic(spelling, places, topics) for spelling, places in unknown.items())
    return topics, means


def _unknown_topic(spelling: str, places: list[Finding], topics: Iterable[str]) -> Finding:
    """Tell of a topic once, at the first of its places."""
    first, others = min(places), len(places) - 1
    more = f" (and on {others} more {'page' if others == 1 else 'pages'})" if others else ""
    cure = did_you_mean(spelling, topics) or "declare it in site_config.yaml, or write `new_topics: accept` there"
    return first._replace(message=first.message + more, cure=cure)


def _topic_slugs(article: Article, means: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(means[spelling] for spelling in article.topics if spelling in means))


def _topic_link(topic: Topic) -> Link:
    return make_link(topic.name, f"/topics/{topic.slug}/")


def _topic_indexes(
    articles: Iterable[Article], teasers: Mapping[str, Teaser], topics: Mapping[str, Topic], means: Mapping[str, str]
) -> tuple[TopicIndex, ...]:
    held: dict[str, list[Teaser]] = {slug: [] for slug in topics}
    for article in articles:
        slugs: dict[str, None] = {}
        for slug in _topic_slugs(article, means):
            while slug and slug not in slugs:
                slugs[slug] = None
                slug = topics[slug].parent
        for slug in slugs:
            held[slug].append(teasers[article.path])
    children = defaultdict(list)
    for topic in topics.values():
        children[topic.parent].append(_topic_link(topic))
    return tuple(
        TopicIndex(
            topic=replace(topic, words={}),
            index=Index(link=_topic_link(topic), teasers=tuple(held[topic.slug])),
            parent=_topic_link(topics[topic.parent]) if topic.parent else None,
            children=tuple(children[topic.slug]),
        )
        for topic in topics.values()
    )


# --- other indexes


def _teaser(article: Article, config: Config, topics: Mapping[str, Topic], means: Mapping[str, str]) -> Teaser:
    return Teaser(
        id=article.id,
        url=url_of(article),
        title=article.title,
        kicker=article.kicker,
        summary=article.summary,
        published=article.published,
        updated=article.updated,
        added=article.added,
        source=article.source,
        topics=tuple(_topic_link(topics[slug]) for slug in _topic_slugs(article, means)),
        language=article.language if article.language != config.language else "",
    )


def _name_url(name: str) -> str:
    return f"/names/{slugify(name)}/"


def _sources(articles: Iterable[Article], teasers: Mapping[str, Teaser]) -> tuple[Index, ...]:
    return _indexes((make_link(a.source.name, f"/sources/{slugify(a.source.name)}/"), teasers[a.path])
                    for a in articles if a.source and slugify(a.source.name))  # fmt: skip


def _names(articles: Iterable[Article], teasers: Mapping[str, Teaser], least: int) -> tuple[Index, ...]:
    indexes = _indexes((make_link(name.name, _name_url(name.name), name.also), teasers[a.path])
                       for a in articles for name in a.names if slugify(name.name))  # fmt: skip
    return tuple(i if i.count >= least else replace(i, link=replace(i.link, url="")) for i in indexes)


def _name_links(articles: Iterable[Article], names: Iterable[Index]) -> Mapping[str, tuple[Link, ...]]:
    by_slug = {slugify(index.link.name): index.link for index in names}
    return {
        a.path: tuple(dict.fromkeys(by_slug[slug] for name in a.names if (slug := slugify(name.name)))) for a in articles
    }


def _indexes(pairs: Iterable[tuple[Link, Teaser]]) -> tuple[Index, ...]:
    """Group teasers by address; the newest article's spelling of the name stands, and the first other form given."""
    links: dict[str, Link] = {}
    held: dict[str, dict[str, Teaser]] = {}
    for link, teaser in pairs:
        known = links.setdefault(link.url, link)
        if link.also and not known.also:
            links[link.url] = replace(known, also=link.also)
        held.setdefault(link.url, {}).setdefault(teaser.id, teaser)
    ordered = sorted(links.values(), key=lambda link: (link.name.casefold(), link.url))
    return tuple(Index(link=link, teasers=tuple(held[link.url].values())) for link in ordered)


def _months(articles: Iterable[Article], teasers: Mapping[str, Teaser]) -> tuple[Index, ...]:
    held: dict[str, list[Teaser]] = {}
    for article in articles:
        held.setdefault(_month(article), []).append(teasers[article.path])
    newest_first = sorted(held, key=lambda name: (name != "undated", name), reverse=True)
    return tuple(
        Index(link=Link(name=name.replace("/", "-"), url=f"/archive/{name}/"), teasers=tuple(held[name]))
        for name in newest_first
    )


def _corrections(articles: Iterable[Article], teasers: Mapping[str, Teaser], zone: dt.tzinfo) -> tuple[Corrected, ...]:
    all_of_them = [Corrected(teaser=teasers[a.path], correction=c) for a in articles for c in a.corrections]
    return tuple(sorted(all_of_them, key=lambda c: instant_of(c.correction.date, zone), reverse=True))


# --- what must be refused


def _rights(article: Article, body: Body | None, config: Config, findings: list[Finding]) -> Rights:
    """Say how much of its source's text a page may hold, and refuse a page that holds more."""
    source = article.source or Source()
    rights = config.rights_of(source.name, source.url, article.rights)
    file = f"{ARTICLES}/{article.path}"
    at = "rights" if article.rights else "source"
    if rights == "full" and article.source and not config.allows_full(source.name):
        cure = "say why in site_config.yaml under `sources` (own, license or permission), or write `rights: excerpt`"
        findings.append(Finding(file, ("rights",), f"nothing allows the full text of “{source.name or source.url}”", cure))
    if rights == "full":
        return rights
    words = body.words if body else count_words(article.body)
    if rights == "excerpt" and words > config.excerpt_words:
        cure = "shorten the body, or say in site_config.yaml under `sources` why the full text may stand"
        message = f"the page holds {words} words of its source, and its rights allow {config.excerpt_words}"
        findings.append(Finding(file, (at,), message, cure))
    if rights == "link" and words:
        findings.append(Finding(file, ("rights",), "the page holds text, and its rights allow a link alone", "delete the body"))
    return rights


def _shared_ids(articles: Iterable[Article]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for article in articles:
        other = owners.setdefault(article.id, article.path)
        if other != article.path:
            message = f"the id is also that of {ARTICLES}/{other}"
            yield Finding(f"{ARTICLES}/{article.path}", ("id",), message, "delete one of the two pages, or this `id` if it is a copy")
