r"""One record of JSON → `RawArticle`: the same thing has many names, and they are listed here. Pure.

    article({"headline": "A", "articleBody": "<p>B</p>", "datePublished": "2026-03-01", "author": {"name": "C"}}, 1, Around())

A value may be text, a number, a record that names or holds the text (`{"name": …}`, `{"value": …}`, `{"url": …}`), or a list
of these. To know one more spelling, add it to `_NAMES`; those that say it best come first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from digest.ingest import addresses
from digest.ingest.entry_text import as_markdown, line, without_furniture
from digest.ingest.markdown_text import escape_markdown
from digest.ingest.raw import Evidence, RawArticle

Record = Mapping[str, Any]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "headlines", "name", "heading", "titletext", "webtitle"),
    "url": ("url", "canonicalurl", "link", "permalink", "webpageurl", "articleurl", "sourceurl", "mainentityofpage", "weburl", "href", "uri"),
    "published": (
        "datepublished", "published", "publishedat", "publishedon", "pubdate", "publishdate", "datepublish", "publicationdate", "firstcreated", "contentcreated",
        "date", "datecreated", "createdat", "created", "versioncreated", "webpublicationdate", "publishedtime", "datetime", "timestamp", "time",
    ),
    "updated": ("datemodified", "updated", "updatedat", "modified", "modifiedat", "lastmodified", "versioncreated"),
    "authors": ("authors", "author", "byline", "by", "creator", "writer", "people"),
    "source": ("source", "publisher", "outlet", "sitename", "newspaper", "infosources", "copyrightholder", "publication", "provider", "site"),
    "summary": ("summary", "description", "abstract", "excerpt", "standfirst", "descriptiontext", "descriptions", "lede", "lead", "snippet"),
    "dek": ("dek", "subtitle", "subheadline", "alternativeheadline", "subheading"),
    "kicker": ("kicker",),
    "language": ("language", "lang", "inlanguage"),
    "topics": ("topics", "tags", "keywords", "categories", "category", "articlesection", "section", "sections", "subject", "subjects"),
    "image": ("image", "imageurl", "urltoimage", "topimage", "leadimage", "bannerimage", "thumbnailurl", "images"),
    "via": ("via",),
}  # fmt: skip
"""Field → the keys that name it, in small letters and without `_`, `-` and the like."""
_MARKDOWN = ("markdown", "bodymarkdown", "contentmarkdown", "textmarkdown")
_HTML = ("contenthtml", "bodyhtml", "bodyxhtml", "articlehtml", "html", "fullhtml")
_TEXT = ("text", "articlebody", "body", "content", "bodytext", "contenttext", "fulltext", "maintext", "article", "bodies", "story", "encoded", "raw")
_IDS = ("id", "guid", "uuid", "@id", "uri")

_SURE: Mapping[str, float] = {"title": 0.95, "published": 0.95, "updated": 0.95, "topics": 0.5, "language": 0.7, "image": 0.8, "summary": 0.8}
_VALUES = ("value", "name", "label", "title", "literal", "text", "rendered")
"""What a record that stands for a text calls it."""
_ADDRESSES = ("url", "@id", "href", "contenturl", "src")
_OWN_ID = re.compile(r"(?:urn|tag|https?|[a-z]+):\S{6,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TAG = re.compile(r"<(?:p|br|div|a|b|i|em|strong|ul|ol|li|h[1-6]|img|blockquote|span|figure|table|article|section)\b[^<>]*>|&(?:nbsp|amp|#\d+|#x[\da-f]+);", re.IGNORECASE)
_CUT = re.compile(r"\s{0,3}(?:…|\.{3})?\s{0,3}\[\+\d{1,9} chars\]\s{0,9}$")
_CUT_WITHIN = 20
_EARLIEST, _LATEST = 631_152_000, 4_102_444_800
"""Seconds since 1970 of the years that a number can mean: 1990 to 2100."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What stands around a record: the address that its links start from, and what a feed says of all its items."""

    base: str = ""
    feed: str = ""
    """The name that tells the ids of a feed's items from those of others; empty where it is no feed."""
    defaults: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """Evidence for fields of which the record says nothing."""


def article(record: Record, part: int, around: Around) -> RawArticle | None:
    """Make an article of a record; `None` where it holds neither a title nor a text."""
    plain = {_key(key): value for key, value in record.items()}
    found: dict[str, tuple[Evidence, ...]] = {}
    for name, names in _NAMES.items():
        key, values = _first(plain, names, name, around.base)
        if values:
            found[name] = tuple(Evidence(value=value, where=f"`{key}` of the record", sure=_SURE.get(name, 1.0)) for value in values)
    if "updated" in found and "published" in found and found["updated"][0].where == found["published"][0].where:
        del found["updated"]
    text, truncated = _text(plain, found["url"][0].value if "url" in found else around.base)
    text = text or "".join(escape_markdown(said.value) for said in found.get("summary", ()))
    if not text and "title" not in found:
        return None
    if id_ := _identity(plain, around.feed):
        found["id"] = (Evidence(value=id_, where="the record's id"),)
    return RawArticle(text=text, part=part, truncated=truncated, evidence={**around.defaults, **found})


def _identity(record: Record, feed: str) -> str:
    """Give what no other record is called: ids that are whole by themselves, those of a feed's items made whole with the feed's."""
    said = next((value for key in _IDS for value in _texts(record.get(key)) if value), "")
    return said if _OWN_ID.fullmatch(said) else f"{feed}#{said}" if said and feed else ""


def _key(key: str) -> str:
    """Take a key's prefix, capitals and joints off: `dc:dateModified`, `date_modified` → `datemodified`."""
    return key if key.startswith("@") else re.sub(r"[\s_.-]", "", key.rpartition(":")[2]).casefold()


def _first(record: Record, names: Sequence[str], field: str, base: str) -> tuple[str, list[str]]:
    """Give the first of some keys that says anything, and what it says for a field."""
    for name in names:
        if record.get(name) is None:
            continue
        values = [value for value in _read(field, record[name], base) if value]
        if values:
            return name, list(dict.fromkeys(values))
    return "", []


def _read(field: str, value: Any, base: str) -> Iterator[str]:
    if field in ("url", "image"):
        yield from list(_web(value, base))[:1]
    elif field in ("published", "updated"):
        yield from list(map(_moment, _texts(value)))[:1]
    elif field in ("authors", "topics"):
        for text in _texts(value):
            parts = re.split(r"\s*[,;|]\s*", text) if field == "topics" else [text]
            yield from (line(one, is_html=True) for one in parts)
    else:
        yield from [line(text, is_html=field != "language") for text in _texts(value)][:1]


def _texts(value: Any) -> Iterator[str]:
    """Give the texts that a value stands for."""
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    elif isinstance(value, Mapping):
        held = {_key(str(key)): inner for key, inner in value.items()}
        yield from next((some for name in _VALUES if (some := list(_texts(held.get(name))))), [])
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _web(value: Any, base: str) -> Iterator[str]:
    """Give the addresses of the web that a value stands for."""
    if isinstance(value, str) and value.strip():
        try:
            whole = urljoin(base, value.strip().replace(" ", "%20"))
        except ValueError:
            return
        if addresses.host_of(whole):
            yield addresses.cleaned(whole)
    elif isinstance(value, Mapping):
        held = {_key(str(key)): inner for key, inner in value.items()}
        yield from next((some for name in _ADDRESSES if (some := list(_web(held.get(name), base)))), [])
    elif isinstance(value, list):
        for one in value:
            yield from _web(one, base)


def _moment(text: str) -> str:
    """Write a number of seconds or milliseconds since 1970 as an instant."""
    if not re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        return text
    seconds = float(text) / (1000 if float(text) > _LATEST else 1)
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat() if _EARLIEST <= seconds < _LATEST else text


def _text(record: Record, base: str) -> tuple[str, bool]:
    """Find the body, as Markdown, and whether it breaks off."""
    for name in _MARKDOWN:
        for text in _texts(record.get(name)):
            if text:
                return text, False
    for name in (*_HTML, *_TEXT):
        written = [text for text in _texts(record.get(name)) if text]
        if not written:
            continue
        whole = "\n\n".join(written) if name not in ("bodies",) else max(written, key=len)
        is_plain = name not in _HTML and not (("<" in whole or "&" in whole) and _TAG.search(whole))
        if is_plain and "\n\n" not in whole:
            whole = whole.replace("\n", "\n\n")
        cut = _CUT.sub("", whole) if " chars]" in whole[-_CUT_WITHIN:] else whole
        text, truncated = without_furniture(as_markdown(cut, base, is_plain=is_plain))
        if text:
            return text, truncated or cut != whole
    return "", False
