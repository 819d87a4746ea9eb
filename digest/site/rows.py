"""An article as stage 2 holds it: a `Row`, what decides its place in the site, and beside that everything packed.

A hundred thousand articles are sorted, indexed and compared in each build, and hardly one of them is shown anew. So a
row holds in the open only what planning looks at, with fingerprints of what it does not; the front matter lies packed
beside it and is opened by `article_of` and `teaser_of` where a page is rendered. Rows are plain values, which
`marshal` writes and reads at once::

    Row(path="2020/09/tiktok.md", url="/articles/2020/09/tiktok/", day="2020-09-11", topics=("apps",), …)

Each is made in a worker, from the bytes of one page file and the settings alone. To let planning know one thing more of an
article, give `Row` a field.
"""

from __future__ import annotations

import datetime as dt
import marshal
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from digest import markdown, rfc3339
from digest.config import Config
from digest.content import jekyll_slug
from digest.language import count_words, slugify
from digest.model import Article, Body, Image, Rights, Source, When
from digest.site import packing
from digest.site.cache import fingerprint
from digest.site.elsewhere import image_files, own_image
from digest.site.nouns import Link, Teaser, day_of, instant_of


class Row(NamedTuple):
    """What planning knows of an article. Its order among others is that of `order`, newest first."""

    path: str
    """The page file below `content/articles/`."""
    id: str
    url: str
    order: tuple[float, str, int, str]
    """By the date, else by when it was taken in; the parts of one raw file stay in their order; no tie is left open."""
    day: str
    """The day of that date in the site's zone, `2020-09-11`; empty where there is none."""
    dated: bool
    """Whether it is the day of publication."""
    arrived: str
    """The day on which it was taken in, likewise."""
    topics: tuple[str, ...]
    """As the page spells them."""
    source: str
    names: tuple[tuple[str, str], ...]
    slug: str
    """What a story is called that opens with it."""
    story: str
    """The slug of the story that it belongs to by its own word; empty where it also says that it does not."""
    not_story: tuple[str, ...]
    """The slugs of stories that it does not belong to."""
    aliases: tuple[str, ...]
    draft: bool
    corrected: bool
    changed: str
    """When it was updated, else published, as it stands in a sitemap; empty where that is not known."""
    rights: Rights
    fault: tuple[tuple[str, ...], str, str] | tuple[()]
    """What its rights forbid, or what cannot stand in an address: the keys, what is wrong, the cure."""
    images: tuple[str, ...]
    """The files beside it that it shows."""
    translations: tuple[tuple[str, str], ...]
    """The language and the page file or address of each."""
    shown: str
    """The fingerprint of all its front matter and its path."""
    teased: str
    """The fingerprint of what a teaser shows of it, but for its topics' names."""
    body: str
    """The fingerprint of its body."""
    packed: bytes
    """Its front matter."""


def rows_of(articles: Sequence[Article], config: Config) -> list[Row]:
    """Make the rows of articles that were read with their bodies, column by column: each finds its code in the core's cache."""
    values = [packing.pack(article) for article in articles]
    packed = [marshal.dumps(some, _WITHOUT_REFERENCES) for some in values]
    slugs = [slug_of(article) for article in articles]
    urls = [_url(article.published, slug) for article, slug in zip(articles, slugs, strict=True)]
    whens = [article.published or article.added for article in articles]
    stories = [story_slug(article.story) if article.story else "" for article in articles]
    not_stories = [tuple([story_slug(story) for story in article.not_story]) for article in articles]
    rights = [_rights(article, config) for article in articles]
    columns: Mapping[str, Iterable[Any]] = {
        "path": [article.path for article in articles],
        "id": [article.id for article in articles],
        "url": urls,
        "order": [_order(article, when, config) for article, when in zip(articles, whens, strict=True)],
        "day": [day_of(when, config.zone).isoformat() if when else "" for when in whens],
        "dated": [article.published is not None for article in articles],
        "arrived": [day_of(article.added, config.zone).isoformat() if article.added else "" for article in articles],
        "topics": [article.topics for article in articles],
        "source": [article.source.name if article.source else "" for article in articles],
        "names": [tuple([(name.name, name.also) for name in article.names]) for article in articles],
        "slug": [story_slug(slug) for slug in slugs],
        "story": ["" if story in others else story for story, others in zip(stories, not_stories, strict=True)],
        "not_story": not_stories,
        "aliases": [article.aliases for article in articles],
        "draft": [article.draft for article in articles],
        "corrected": [bool(article.corrections) for article in articles],
        "changed": [rfc3339.write(when) if (when := article.updated or article.published) else "" for article in articles],
        "rights": [right for right, _ in rights],
        "fault": [
            fault or (_NAMELESS_STORY if article.story and not story else ())
            for (_, fault), article, story in zip(rights, articles, stories, strict=True)
        ],
        "images": [(*image_files(article.image), *markdown.local_images(article.body)) for article in articles],
        "translations": [tuple(article.translations.items()) for article in articles],
        "shown": [fingerprint(article.path.encode() + b"\0" + data) for article, data in zip(articles, packed, strict=True)],
        "teased": [
            fingerprint(marshal.dumps((url, *_teased_of(some)), _WITHOUT_REFERENCES)) for url, some in zip(urls, values, strict=True)
        ],
        "body": [fingerprint(article.body.encode()) for article in articles],
        "packed": packed,
    }
    return list(map(Row._make, zip(*(columns[name] for name in Row._fields), strict=True)))


_NAMELESS_STORY = (("story",), "`story` holds neither a letter nor a digit", "name the story by the slug of its first article")


def slug_of(article: Article) -> str:
    """Return the last part of an article's address: its `slug`, else its file's name."""
    return article.slug or jekyll_slug(article.path.rpartition("/")[2].rpartition(".")[0])


_LONGEST_STORY = 200
"""A slug that a page names is not cut shorter than a file's name can be."""
_PLAIN_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


def story_slug(story: str) -> str:
    """Give the slug that is meant by a story's name as a page writes it."""
    return story if _PLAIN_SLUG.fullmatch(story) else slugify(story, _LONGEST_STORY)


def _url(published: When | None, slug: str) -> str:
    """Return an article's address below the root: its month by the date as written, else `undated`."""
    return f"/articles/{published.year:04}/{published.month:02}/{slug}/" if published else f"/articles/undated/{slug}/"


def month_of(row: Row) -> str:
    """Name the month under whose address an article stands, `2020/09`, or `undated`."""
    _, _, year, month, *_ = row.url.split("/", 4)
    return year if year == "undated" else f"{year}/{month}"


def _order(article: Article, when: dt.datetime | dt.date | None, config: Config) -> tuple[float, str, int, str]:
    file, part = (article.origin.file, article.origin.part) if article.origin else ("", 0)
    return -instant_of(when, config.zone).timestamp() if when else float("inf"), file, part, article.id


def _rights(article: Article, config: Config) -> tuple[Rights, tuple[tuple[str, ...], str, str] | tuple[()]]:
    """Say how much of its source's text a page may hold, and what is wrong where it holds more."""
    source = article.source or Source()
    rights = config.rights_of(source.name, source.url, article.rights)
    if rights == "full":
        if not article.source or config.allows_full(source.name):
            return rights, ()
        cure = "say why in site_config.yaml under `sources` (own, license or permission), or write `rights: excerpt`"
        return rights, (("rights",), f"nothing allows the full text of “{source.name or source.url}”", cure)
    words = count_words(article.body)
    if rights == "excerpt" and words > config.excerpt_words:
        cure = "shorten the body, or say in site_config.yaml under `sources` why the full text may stand"
        message = f"the page holds {words} words of its source, and its rights allow {config.excerpt_words}"
        return rights, (("rights" if article.rights else "source",), message, cure)
    if rights == "link" and words:
        return rights, (("rights",), "the page holds text, and its rights allow a link alone", "delete the body")
    return rights, ()


def body_of(row: Row) -> Body:
    """Name the body of an article, which stays in its file until it is rendered."""
    return Body(path=row.path, fingerprint=row.body)


def teaser_of(row: Row, topics: tuple[Link, ...], config: Config) -> Teaser:
    """Make what an index may show of an article."""
    values = marshal.loads(row.packed)
    id_, title, kicker, summary, published, updated, added, source, language, image = _teased_of(values)
    return Teaser(
        id=id_,
        url=row.url,
        title=title,
        kicker=kicker,
        summary=summary,
        published=rfc3339.parse(published) if published else None,
        updated=rfc3339.parse(updated) if updated else None,
        added=rfc3339.parse(added) if added else None,
        source=Source(name=source[0], url=source[1]) if source else None,
        topics=topics,
        language=language if language != config.language else "",
        image=own_image(_opened(image), row.url) if image else None,
    )


def article_of(row: Row) -> Article:
    """Open the front matter of an article; its body is not in it."""
    return packing.unpack(marshal.loads(row.packed), row.path)


def plain_of(row: Row) -> Mapping[str, Any]:
    """Return the front matter of an article as plain values, by its fields: a record as a tuple, a time as it is written."""
    return dict(zip(packing.FIELDS, marshal.loads(row.packed), strict=True))


def _opened(image: tuple[str, str, str, str]) -> Image:
    url, alt, caption, credit = image
    return Image(url=url, alt=alt, caption=caption, credit=credit)


_TEASED = ("id", "title", "kicker", "summary", "published", "updated", "added", "source", "language", "image")
_teased_of = operator.itemgetter(*(packing.FIELDS.index(name) for name in _TEASED))

_WITHOUT_REFERENCES = 2
"""The version of `marshal` that writes equal values as equal bytes."""
