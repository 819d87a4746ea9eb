"""`articles.jsonl`: a line of JSON for each article, newest first, for whoever does something of their own with the digest.

After a change of some articles only their lines are made anew; the others are taken from the file, which stands as it was
written. So the file is compared by a sum over what its lines are made of, which can be told without looking at them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.site import rows
from digest.site.assemble import Site
from digest.site.cache import fingerprint
from digest.site.jsons import compact, filled
from digest.site.planned import Deferred, Page
from digest.site.rows import Row
from digest.site.sitemaps import Addresses

KIND = "articles_jsonl"
_URL = "/articles.jsonl"
_SUMS = 1 << 128
"""So many there are: as many as fingerprints."""


def plan(site: Site, config: Config, addresses: Addresses) -> Iterator[Page]:
    """Plan the file."""
    yield Page(_URL, KIND, Deferred(_made_of, _context, (site,)))


def sum_of(site: Site, some: Iterable[Row]) -> int:
    """Sum up what the lines of some articles are made of, their place in the order among it: sums of disjoint sets add up."""
    of, teased = site.stories.of, site.maker.fingerprint
    total = 0
    for row in some:
        story = of(row)
        told = f"{row.order}{row.shown}{row.rights}{teased((row,))}{story.slug if story else ''}"
        total += int(fingerprint(told.encode()), 16)
    return total % _SUMS


def sum_after(before: int, old: Site, new: Site) -> int:
    """Give the sum of all lines after a change of those articles that both sites reach."""
    return (before - sum_of(old, old.reach.articles.values()) + sum_of(new, new.reach.articles.values())) % _SUMS


def read(out: Path, articles: Sequence[Row]) -> Mapping[str, bytes]:
    """Read the lines that stand below `out`, by the articles' paths; nothing where the file is not of these articles."""
    found = (out / _URL[1:]).read_bytes().splitlines(keepends=True)
    return {row.path: line for row, line in zip(articles, found, strict=True)} if len(found) == len(articles) else {}


def _made_of(site: Site) -> str:
    standing = site.reach.whole
    return f"{standing.sum if standing else sum_of(site, site.rows):x}"


def _context(site: Site) -> Mapping[str, Any]:
    return {"site": site}


def render(context: Mapping[str, Any], config: Config) -> bytes:
    """Render the file."""
    site: Site = context["site"]
    standing = site.reach.whole.read() if site.reach.whole else {}
    reached = site.reach.articles
    return b"".join([
        standing[row.path] if row.path in standing and row.path not in reached else _line(row, site, config) for row in site.rows
    ])  # fmt: skip


def _line(row: Row, site: Site, config: Config) -> bytes:
    values, story = rows.plain_of(row), site.stories.of(row)
    line = {
        "id": values["id"],
        "url": config.permalink(row.url),
        "title": values["title"],
        "kicker": values["kicker"],
        "summary": values["summary"],
        "published": values["published"],
        "updated": values["updated"],
        "source": _named(("name", "url"), values["source"] or ()),
        "also_at": [_named(("name", "url"), source) for source in values["also_at"]],
        "authors": values["authors"],
        "language": values["language"] or config.language,
        "topics": [link.url.split("/")[2] for link in site.maker.topics(row)],
        "names": [_named(("name", "also"), name) for name in values["names"]],
        "story": story.slug if story else "",
        "rights": row.rights,
        "truncated": values["truncated"],
    }
    return compact(filled(line)) + b"\n"


def _named(names: Iterable[str], values: Iterable[str]) -> dict[str, Any]:
    return filled(dict(zip(names, values, strict=False)))
