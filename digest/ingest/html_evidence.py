"""What a page says of itself → evidence for the fields of an article: JSON-LD, microdata, `<meta>`, the address.

Which tags speak for which field, and how surely, stands in three tables: `_META`, `_PROPERTIES` and `_LINKS`. To
understand one more tag, give it a line there. Nothing is decided here; `digest.ingest.normalize` weighs it all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from digest.ingest import addresses
from digest.ingest.html_metadata import Metadata, Thing, texts, things, types
from digest.ingest.raw import Evidence

Found = list[tuple[str, Evidence]]
"""Field of an article, and what speaks for a value of it."""

_META: Mapping[str, Mapping[str, float]] = {
    "title": {
        "og:title": 0.8, "twitter:title": 0.75, "parsely-title": 0.8, "dc.title": 0.85, "citation_title": 0.8,
        "sailthru.title": 0.75, "headline": 0.75, "weibo:article:title": 0.7, "hdl": 0.75,
    },
    "published": {
        "article:published_time": 0.93, "og:article:published_time": 0.9, "article:published": 0.93, "og:published_time": 0.9,
        "parsely-pub-date": 0.9, "sailthru.date": 0.85, "datepublished": 0.9, "date_published": 0.85, "dc.date.issued": 0.88, "dc.date": 0.8, "dc.created": 0.8, "dc.issued": 0.85,
        "dc.date.created": 0.8, "citation_publication_date": 0.85,
        "citation_date": 0.8, "publish-date": 0.85, "publishdate": 0.85, "publish_date": 0.85, "published-date": 0.85, "pub_date": 0.85,
        "pubdate": 0.85, "pdate": 0.8, "publication_date": 0.85, "article.published": 0.9, "cxenseparse:recs:publishtime": 0.85,
        "originalpublicationdate": 0.85, "displaydate": 0.75, "article_date_original": 0.85, "article:post_date": 0.85, "date": 0.75,
        "rnews:datepublished": 0.88, "bt:pubdate": 0.85, "shareaholic:article_published_time": 0.85, "ptime": 0.75, "created": 0.6, "vr:published_time": 0.8,
    },
    "updated": {
        "article:modified_time": 0.93, "og:article:modified_time": 0.9, "article:modified": 0.93, "og:updated_time": 0.75, "datemodified": 0.85,
        "dc.date.modified": 0.85, "dc.modified": 0.85, "lastmod": 0.75, "last-modified": 0.6, "article.updated": 0.85, "modified": 0.6,
    },
    "authors": {
        "author": 0.8, "article:author": 0.75, "og:article:author": 0.75, "parsely-author": 0.85, "sailthru.author": 0.8, "dc.creator": 0.85,
        "citation_author": 0.85, "byl": 0.85, "article:author_name": 0.8, "cxenseparse:author": 0.8, "rbauthors": 0.8,
        "creator": 0.6, "article.author": 0.75,
    },
    "source": {
        "og:site_name": 0.9, "application-name": 0.6, "apple-mobile-web-app-title": 0.5, "dc.publisher": 0.7,
        "citation_journal_title": 0.85, "publisher": 0.6, "al:iphone:app_name": 0.3, "al:android:app_name": 0.3,
    },
    "url": {"og:url": 0.85, "parsely-link": 0.8, "twitter:url": 0.75, "citation_fulltext_html_url": 0.7, "dc.identifier": 0.5},
    "language": {"og:locale": 0.6, "content-language": 0.6, "dc.language": 0.65, "inlanguage": 0.7},
    "topics": {
        "article:section": 0.7, "og:article:section": 0.7, "parsely-section": 0.7, "article:tag": 0.6, "og:article:tag": 0.6, "parsely-tags": 0.6,
        "news_keywords": 0.6, "keywords": 0.4, "sailthru.tags": 0.5, "cg": 0.5,
    },
    "summary": {"og:description": 0.6, "description": 0.6, "twitter:description": 0.55, "dc.description": 0.55, "sailthru.description": 0.5},
    "image": {"og:image:secure_url": 0.8, "og:image": 0.8, "og:image:url": 0.8, "twitter:image": 0.75, "twitter:image:src": 0.75, "parsely-image-url": 0.7},
    "image.alt": {"og:image:alt": 0.8, "twitter:image:alt": 0.75},
}  # fmt: skip

_PROPERTIES: Mapping[str, Mapping[str, float]] = {
    "title": {"headline": 0.85, "name": 0.6, "alternativeHeadline": 0.4},
    "published": {"datePublished": 0.95, "dateCreated": 0.6, "uploadDate": 0.4},
    "updated": {"dateModified": 0.93},
    "authors": {"author": 0.9, "creator": 0.75},
    "source": {"publisher": 0.85, "sourceOrganization": 0.6},
    "language": {"inLanguage": 0.75},
    "topics": {"articleSection": 0.7, "keywords": 0.6, "genre": 0.4},
    "summary": {"description": 0.6, "abstract": 0.6},
    "image": {"image": 0.8, "thumbnailUrl": 0.5},
}
"""Of a thing that is the article."""
_LINKS: Mapping[str, Mapping[str, float]] = {"url": {"canonical": 0.9}, "image": {"image_src": 0.6}}

_ARTICLE = re.compile(r"(?:Article|Posting|BlogPost|Report|Review|Recipe|Story|LiveBlog\w*)$")
_PAGE = frozenset({"WebPage", "ItemPage", "AboutPage"})
_LISTS = {"topics", "authors"}
_MAY_HOLD = ("mainEntity", "mainEntityOfPage", "blogPost", "blogPosts", "hasPart")
_LIST_MARK = re.compile(r"\s*[,;、，]\s*")
_NO_PERSON = re.compile(r"https?:|www\.|@\w+\.\w|^@|^\d+$|^(?:admin|editor|staff|author|none|null|unknown|undefined|user)$", re.IGNORECASE)

_DAY_IN_ADDRESS = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[/._-](?P<month>\d{1,2}|[a-z]{3})[/._-](?P<day>\d{1,2})(?=[/._-]|$|\D)", re.IGNORECASE)
_COMPACT = re.compile(r"(?<![\dA-Za-z])(?P<year>20[0-3]\d|199\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?![\dA-Za-z])")
_EPOCH = re.compile(r"1?\d{9}(?:\d{3})?")
_HEADS = ("headline", "name")


def of_metadata(data: Metadata, titles: Sequence[str], address: str = "") -> Found:
    """Give all that a page's own data says. `titles` are what its headings say; `address` is where it was saved from."""
    found: Found = [*_of_links(data), *_of_meta(data)]
    known = [address, *(evidence.value for field, evidence in found if field == "url")]
    for name, some in (("JSON-LD", data.linked_data), ("microdata", data.microdata)):
        for article, sure in _articles(some, known, [*titles, *(e.value for field, e in found if field == "title")]):
            found += _of_article(article, name, sure)
        found += _of_site(some, name)
    if data.language:
        found.append(("language", Evidence(value=data.language, where="`<html lang>`", sure=0.6, witness="head")))
    return [(field, _readable(field, evidence)) for field, evidence in found]


def _readable(field: str, evidence: Evidence) -> Evidence:
    """Write seconds since 1970 as the instant that they mean."""
    if field not in ("published", "updated") or not _EPOCH.fullmatch(evidence.value):
        return evidence
    seconds = int(evidence.value[:10]) if len(evidence.value) in (10, 13) else int(evidence.value)
    instant = dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    return Evidence(value=instant, where=evidence.where, sure=evidence.sure, witness=evidence.witness)


def _of_links(data: Metadata) -> Iterator[tuple[str, Evidence]]:
    for field, tags in _LINKS.items():
        for rel, sure in tags.items():
            for href in data.links.get(rel, ())[:1]:
                yield field, Evidence(value=href, where=f"`<link rel={rel}>`", sure=sure, witness="head")


def _of_meta(data: Metadata) -> Iterator[tuple[str, Evidence]]:
    for field, tags in _META.items():
        for name, sure in tags.items():
            values = data.meta.get(name, ())
            for value in _listed(field, values) if field in _LISTS else values[:1]:
                if not (field == "authors" and _NO_PERSON.search(value)):
                    yield field, Evidence(value=value, where=f"`{name}` in its head", sure=sure, witness=_template(name))


def _template(name: str) -> str:
    """Name the witness of a tag: one template fills all that are for social networks, and each other family is its own."""
    family = re.split(r"[:.-]", name, maxsplit=1)[0]
    return "head" if family in ("og", "twitter", "article", "description") else f"head, {family}"


def _listed(field: str, values: Sequence[str]) -> Iterator[str]:
    """Part lists of words; names are parted where they are understood."""
    for value in values:
        yield from (word for word in _LIST_MARK.split(value) if word) if field == "topics" else [value]


# --- things


def _articles(some: Sequence[Thing], known: Sequence[str], titles: Sequence[str]) -> Iterator[tuple[Thing, float]]:
    """Pick the things that are this page's article, and not another that it points to, with how sure that is."""
    offered = [one for thing in some for one in (thing, *(below for name in _MAY_HOLD for below in things(thing, name)))]
    articles = [thing for thing in offered if any(map(_ARTICLE.search, types(thing)))]
    pages = {addresses.canonical(address) for address in known if address}
    heads = {_key(title) for title in titles if title}
    mine = [thing for thing in articles if _leads_to(thing, pages) or {_key(text) for name in _HEADS for text in texts(thing, name)} & heads]
    if mine or len(articles) == 1:
        yield from ((thing, 1.0) for thing in (mine or articles)[:2])
    else:
        yield from ((thing, 0.8) for thing in offered if types(thing) & _PAGE and (_leads_to(thing, pages) or len(some) == 1))
        yield from ((thing, 0.7) for thing in some if not types(thing) and set(thing) & {"datePublished", "headline", "author"})


def _leads_to(thing: Thing, pages: set[str]) -> bool:
    named = [text for name in ("url", "@id", "mainEntityOfPage") for text in texts(thing, name)]
    return bool({addresses.canonical(text) for text in named if text.startswith("http")} & pages)


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _of_article(thing: Thing, name: str, sure: float) -> Iterator[tuple[str, Evidence]]:
    for field, properties in _PROPERTIES.items():
        for key, surely in properties.items():
            if key == "name" and (thing.get("headline") or sure < 1):
                continue
            values = _addresses(thing, key) if field == "image" else texts(thing, key)
            for value in _listed(field, values) if field in _LISTS else values[:1]:
                if not (field == "authors" and _NO_PERSON.search(value)):
                    yield field, Evidence(value=value, where=f"{name} `{key}`", sure=round(surely * sure, 3), witness=name)
    for key in ("mainEntityOfPage", "url", "@id"):
        for address in _addresses(thing, key)[:1]:
            yield "url", Evidence(value=address, where=f"{name} `{key}`", sure=0.75, witness=name)
    for picture in [one for one in things(thing, "image") if "ImageObject" in types(one) or one.get("url")][:1]:
        for field, keys in (("image.caption", ("caption", "description")), ("image.credit", ("creditText", "copyrightHolder", "creator", "author"))):
            for value in [text for key in keys for text in texts(picture, key) if not text.startswith("http")][:1]:
                yield field, Evidence(value=value, where=f"{name} `image`", sure=0.75, witness=name)
    if any(text.casefold() == "false" for text in texts(thing, "isAccessibleForFree")):
        yield "paywall", Evidence(value="it is not free to read", where=f"{name} `isAccessibleForFree`", sure=0.9, witness=name)


def _addresses(thing: Thing, key: str) -> list[str]:
    """Give the addresses of a property, whether they stand bare or in things."""
    found = []
    for value in thing.get(key, ()):
        found += [value] if isinstance(value, str) else (texts(value, "url") or texts(value, "contentUrl") or texts(value, "@id"))[:1]
    return [text for text in found if re.match(r"https?:|/", text)]


def _of_site(some: Sequence[Thing], name: str) -> Iterator[tuple[str, Evidence]]:
    for thing in some:
        if types(thing) & {"WebSite", "NewsMediaOrganization"}:
            for value in texts(thing, "name")[:1]:
                yield "source", Evidence(value=value, where=f"{name} `{min(types(thing))}`", sure=0.7, witness=name)


# --- the address


def of_address(address: str) -> Found:
    """Find a day in the path of an address: `/2020/09/11/`, `/2020/sep/11/`, `-20200911`."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return []
    days = {f"{m['year']}-{month:02}-{int(m['day']):02}" for m in _DAY_IN_ADDRESS.finditer(path) if (month := _month(m["month"]))}
    days |= {f"{m['year']}-{m['month']}-{m['day']}" for m in _COMPACT.finditer(path)}
    return [("published", Evidence(value=day, where="the address", sure=0.7, witness="address")) for day in days] if len(days) == 1 else []


def _month(text: str) -> int:
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    return int(text) if text.isdigit() else names.index(text.lower()) + 1 if text.lower() in names else 0


def best_address(found: Found, saved_from: str) -> tuple[str, Found]:
    """Make the page's addresses whole; give the surest one, and the evidence with whole addresses only.

    A canonical address that is the site's own root is a mistake, where another one leads further.
    """
    offered = [evidence for field, evidence in found if field == "url"]
    if saved_from:
        offered.append(Evidence(value=saved_from, where="the mark of the program that saved it", sure=0.8, witness="saved"))
    base = next((evidence.value for evidence in offered if addresses.host_of(evidence.value)), "")
    whole = [Evidence(value=url, where=e.where, sure=e.sure * (1 if _path(url) else 0.4), witness=e.witness) for e in offered
             if addresses.host_of(url := addresses.cleaned(join(base, e.value)))]  # fmt: skip
    whole.sort(key=lambda evidence: -evidence.sure)
    return (whole[0].value if whole else ""), [*((field, e) for field, e in found if field != "url"), *(("url", e) for e in whole)]


def join(base: str, address: str) -> str:
    """Make an address whole; empty where that cannot be."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path.strip("/") + parts.query
