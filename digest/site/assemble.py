"""Content → `Site`: everything sorted, indexed and addressed, before a page is planned.

Addresses are decided here and nowhere else (`/articles/2020/09/<slug>/`, `/topics/<slug>/` …); they are
root-relative and do not hold the path of `base_url`. An index is given `Teaser`s and never articles, so
that the edit of a body changes one page.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from digest.config import Config
from digest.content import ARTICLES, EDITIONS, jekyll_slug
from digest.errors import did_you_mean
from digest.language import count_words, slugify
from digest.model import Article, Body, Content, Correction, EditionFile, HandPage, Rights, Source, Topic, When


class Finding(NamedTuple):
    """Something wrong in a page file: the keys that lead to it in the front matter, and what would mend it."""

    file: str
    keys: tuple[str | int, ...]
    message: str
    cure: str


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


def day_of(when: When, zone: dt.tzinfo) -> dt.date:
    """Return the day on which an instant falls in a zone; a day is itself."""
    return when.astimezone(zone).date() if isinstance(when, dt.datetime) else when


def instant_of(when: When, zone: dt.tzinfo) -> dt.datetime:
    """Return an instant with its offset; a day counts as its first moment in the zone."""
    moment = when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(), zone)
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset.seconds % 60 else moment  # local time of before 1940: no feed has seconds


def assemble(content: Content, config: Config, *, drafts: bool = False) -> tuple[Site, list[Finding]]:
    """Sort, index and address all content; the findings are what must be mended before a page may be made."""
    findings: list[Finding] = []
    shown = [article for article in content.articles if drafts or not article.draft]
    topics, topic_keys = _topics(shown, config, findings)
    articles = tuple(sorted(shown, key=lambda a: _newest_first(a, config.zone)))
    teasers = {a.path: _teaser(a, config, topics, topic_keys) for a in articles}
    files = _edition_files(content, findings)
    listed = _listed(files, articles, content.broken, findings)
    days, edition_of = _days(articles, teasers, files, listed, config)
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
        weeks=_weeks(days, teasers, files, listed, config),
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
    return _link(topic.name, f"/topics/{topic.slug}/")


@functools.lru_cache(maxsize=1 << 16)
def _link(name: str, url: str, also: str = "") -> Link:
    """Make a link, or take the one that was made: few topics, sources and names stand in many articles."""
    return Link(name=name, url=url, also=also)


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
    return _indexes((_link(a.source.name, f"/sources/{slugify(a.source.name)}/"), teasers[a.path])
                    for a in articles if a.source and slugify(a.source.name))  # fmt: skip


def _names(articles: Iterable[Article], teasers: Mapping[str, Teaser], least: int) -> tuple[Index, ...]:
    indexes = _indexes((_link(name.name, _name_url(name.name), name.also), teasers[a.path])
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


# --- editions


def _days(
    articles: Iterable[Article],
    teasers: Mapping[str, Teaser],
    files: Mapping[str, EditionFile],
    listed: Mapping[str, list[Article]],
    config: Config,
) -> tuple[tuple[Edition, ...], Mapping[str, Link]]:
    """Give each article its day's edition, newest first.

    A closed edition holds just what its file lists. An article of a closed day that the file lacks goes to
    the first open day from the day on which it was taken in, marked late.
    """
    held = {name: [teasers[article.path] for article in own] for name, own in listed.items() if "W" not in name}
    closed = held.keys() & {name for name, file in files.items() if file.articles is not None}
    late: dict[str, set[str]] = defaultdict(set)
    edition_of: dict[str, Link] = {}
    for name in held:
        for article in listed[name]:
            edition_of.setdefault(article.path, _edition_link(name))
    for article in articles:
        if article.path in edition_of or not (when := article.published or article.added):
            continue
        day = own = day_of(when, config.zone)
        if own.isoformat() in closed:
            day = max(own, day_of(article.added, config.zone)) if article.added else own
            while day.isoformat() in closed:
                day += dt.timedelta(days=1)
            late[day.isoformat()].add(article.id)
        held.setdefault(day.isoformat(), []).append(teasers[article.path])
        edition_of[article.path] = _edition_link(day.isoformat())
    return tuple(
        _edition(name, dt.date.fromisoformat(name), held[name], files, frozenset(late[name]))
        for name in sorted(held, reverse=True)
        if held[name]
    ), edition_of


def _weeks(
    days: Iterable[Edition],
    teasers: Mapping[str, Teaser],
    files: Mapping[str, EditionFile],
    listed: Mapping[str, list[Article]],
    config: Config,
) -> tuple[Edition, ...]:
    """Join the editions of each ISO week (`%G-W%V`), newest day first; a closed week is as a closed day is."""
    held = {name: {a.id: teasers[a.path] for a in own} for name, own in listed.items() if "W" in name}
    closed = held.keys() & {name for name, file in files.items() if file.articles is not None}
    placed = {id_ for week in held.values() for id_ in week}
    late: dict[str, set[str]] = defaultdict(set)
    for day in days:
        for teaser in day.teasers:
            if teaser.id in placed:
                continue
            week = own = _week(day.day)
            if own in closed:
                monday = _monday(max(own, _week(day_of(teaser.added, config.zone))) if teaser.added else own)
                while (week := _week(monday)) in closed:
                    monday += dt.timedelta(weeks=1)
            if week != own or teaser.id in day.late:
                late[week].add(teaser.id)
            held.setdefault(week, {}).setdefault(teaser.id, teaser)
    return tuple(
        _edition(name, _monday(name), held[name].values(), files, frozenset(late[name]))
        for name in sorted(held, reverse=True)
        if held[name]
    )


def _edition_files(content: Content, findings: list[Finding]) -> Mapping[str, EditionFile]:
    files: dict[str, EditionFile] = {}
    for file in content.editions:
        other = files.setdefault(file.name, file)
        if other is not file:
            message = f"the edition {file.name} has a file already, {EDITIONS}/{other.path}"
            findings.append(Finding(f"{EDITIONS}/{file.path}", (), message, "make one of the two"))
    return files


def _listed(
    files: Mapping[str, EditionFile], articles: Iterable[Article], broken: frozenset[str], findings: list[Finding]
) -> Mapping[str, list[Article]]:
    """Find the articles that each edition's file names, in its order."""
    by_path = {_without_suffix(article.path): article for article in articles}
    listed = {}
    for file in files.values():
        found: dict[str, Article] = {}
        for number, path in enumerate(file.articles or ()):
            article = by_path.get(_without_suffix(path))
            message = cure = ""
            if not article and f"{_without_suffix(path)}.md" not in broken:
                message = f"there is no article “{path}”"
                cure = did_you_mean(path, by_path) or "name its page file below content/articles/ without .md; a draft cannot stand here"
            elif article and article.path in found:
                message, cure = f"the article “{path}” stands here twice", "keep one of the two"
            if message:
                findings.append(Finding(f"{EDITIONS}/{file.path}", ("articles", number), message, cure))
            if article:
                found[article.path] = article
        listed[file.name] = list(found.values())
    return listed


def _without_suffix(path: str) -> str:
    return path.removesuffix(".md").removesuffix(".markdown")


@functools.lru_cache(maxsize=1 << 16)  # many articles, few days
def _week(day: dt.date) -> str:
    return f"{day:%G-W%V}"


def _monday(week: str) -> dt.date:
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _edition(
    name: str, day: dt.date, teasers: Iterable[Teaser], files: Mapping[str, EditionFile], late: frozenset[str]
) -> Edition:
    file = files.get(name, EditionFile(name=name))
    return Edition(
        name=name,
        url=_edition_link(name).url,
        day=day,
        teasers=tuple(teasers),
        title=file.title,
        body=file.body,
        closed=file.articles is not None,
        late=late,
    )


def _edition_link(name: str) -> Link:
    return _link(name, f"/editions/{name}/")


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
