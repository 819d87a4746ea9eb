"""Editions: which day's and which week's issue each article stands in.

An article belongs to the edition of the day on which it was published, in the site's zone, else of the day on which it
was taken in. A closed edition, one whose file in `content/editions/` lists its articles, holds just those, and is
never changed by an article that comes late: that goes forward, and is marked.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping

from digest.config import Config
from digest.content import EDITIONS
from digest.errors import did_you_mean
from digest.model import Article, Content, EditionFile
from digest.site.nouns import Edition, Finding, Link, Teaser, day_of, make_link


def editions(
    content: Content, articles: Iterable[Article], teasers: Mapping[str, Teaser], config: Config, findings: list[Finding]
) -> tuple[tuple[Edition, ...], tuple[Edition, ...], Mapping[str, Link]]:
    """Put every article into its editions: the days', the weeks', newest first, and the day's of each article by its path."""
    files = _edition_files(content, findings)
    listed = _listed(files, articles, content.broken, findings)
    days, edition_of = _days(articles, teasers, files, listed, config)
    return days, _weeks(days, teasers, files, listed, config), edition_of


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
    return make_link(name, f"/editions/{name}/")
