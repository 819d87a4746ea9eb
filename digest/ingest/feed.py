r"""RSS 0.9–2.0, RDF and Atom → `RawArticle`s; alone knows feedparser. Pure: nothing is fetched.

Each entry is an article, its content (or the longest text it has) as Markdown. feedparser reads the forms, well or ill;
what it mixes up is put right here: `dc:date` is a day of publication, a date keeps its offset, text that was escaped
twice is read twice, a title may hold code. An ill-formed feed gives what can be had, and a `Remark`.

An entry's id is given as evidence for `id`, told apart from those of other feeds, so that it is not taken twice where
it has no address. JSON Feed is read by `json_lines`, and a list of feeds (OPML) by `addresses`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from digest.errors import DigestError, Problem, problem
from digest.ingest import charset
from digest.ingest.addresses import cleaned
from digest.ingest.entry_text import as_markdown, line, without_furniture
from digest.ingest.raw import Evidence, RawArticle, Remark
from digest.language import detect_language

Found = list[tuple[str, Evidence]]
"""Field and evidence, in the order found."""

_ROOTS = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed|channel|opml|html|urlset|sitemapindex)\b", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<((?:\w+:)?(?:RDF|rss|channel|item|feed|entry|title|link|description|summary|content|encoded|guid|id|pubDate|date))(?=[\s>])[^<>]*(?<!/)>"
)
_PREFIX = re.compile(r"(</?)(?:rss|atom|feed):(?=[a-zA-Z])")
_EMPTY_TITLES = frozenset(("", "untitled", "(untitled)", "no title", "(no title)", "[no title]", "null", "none"))
_SEPARATOR = re.compile(r"\s+[-–—|»>·]\s+")
_GENERAL = re.compile(
    r"\b(?:breaking|news|latest|headlines|top stories|video|home ?page|home|rss|atom|feed|all|articles|posts|category|world|blog|stories)\b", re.IGNORECASE
)
"""Words of a feed's title that are no part of the outlet's name: `Japan Today - Category World`."""
_IN_BRACKETS = re.compile(r"\S+@\S+\s*\(([^()]+)\)")
"""How RSS writes an author: `desk@example.org (Night Desk)`. feedparser knows few domains."""
_UNSAFE = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]")
_NOBODY = re.compile(r"(?:admin|administrator|editor|webmaster|unknown|staff|n/?a|none|null|\S+@\S+)", re.IGNORECASE)
_WHOLE_ID = re.compile(r"[a-z][a-z0-9+.-]*:.{6,}", re.IGNORECASE)
_HARMLESS = ("CharacterEncodingOverride", "CharacterEncodingUnknown", "NonXMLContentType")
"""What feedparser calls ill that is not: the encoding is found before."""
_ENOUGH = 200
"""Bytes of an entry that tell the language better than the feed does."""


def parse(data: bytes, path: str, *, address: str = "", declared: str = "") -> Iterator[RawArticle | Remark]:
    """Read the entries of a feed, the newest as it names them. `path` is what complaints name.

    `address` is where the feed was served, from which its relative links start, and `declared` the charset that came
    with it. Raises `DigestError` where it is no feed.
    """
    decoded = charset.decode(data, declared, charset.declared_in(data))
    found, breaks_off = _read(decoded.text, address)
    if not found.get("version") and not found.entries:
        raise DigestError(_no_feed(decoded.text, path))
    ill = found.get("bozo_exception")
    if breaks_off:
        yield Remark(problem(path, "the feed breaks off; what could be read of it is taken"))
    elif ill is not None and type(ill).__name__ not in _HARMLESS:
        yield Remark(_ill_formed(ill, path))
    elif not found.entries:
        yield Remark(problem(path, "the feed has no entries"))
    guess = [("charset", evidence) for evidence in decoded.evidence]
    for part, entry in enumerate(found.entries, 1):
        article = _article(entry, found, part, guess, address)
        yield dataclasses.replace(article, truncated=True) if breaks_off and part == len(found.entries) else article


def _read(text: str, address: str) -> tuple[Any, bool]:
    """Parse a feed, and put right what hides the entries of an ill-formed one; say whether it breaks off."""
    found = _parse(text, address)
    missing = _unclosed(text) if found.bozo else ""
    if missing:
        found = _parse(text + missing, address)
    if found.bozo and not found.entries:
        found = _parse(_mended(text) + missing, address)
    return found, bool(missing)


def _parse(text: str, address: str) -> Any:
    import feedparser

    served = {"content-type": "application/xml; charset=utf-8", **({"content-location": address} if address else {})}
    return feedparser.parse(_Bytes(text.encode("utf-8", "replace")), response_headers=served, sanitize_html=False, resolve_relative_uris=False)


@dataclasses.dataclass(frozen=True, slots=True)
class _Bytes:
    """Bytes as feedparser asks for them; what it is given without `read` it might take for a file's name, or an address."""

    data: bytes

    def read(self) -> bytes:
        """Give all."""
        return self.data


def _unclosed(text: str) -> str:
    """Give the ends of the elements that a feed leaves open; nothing where its root is closed."""
    if re.search(r"</(?:rss|feed|(?:\w+:)?RDF)\s*>", text, re.IGNORECASE):
        return ""
    last = {match[1]: match for match in _ELEMENT.finditer(text)}
    open_ = [match.start() for name, match in last.items() if match.start() > text.rfind(f"</{name}")]
    names = [name for at in sorted(open_, reverse=True) for name, match in last.items() if match.start() == at]
    cdata = "]]>" if text.rfind("<![CDATA[") > text.rfind("]]>") else ""
    return cdata + "".join(f"</{name}>" for name in names)


def _mended(text: str) -> str:
    """Take off what stands before the root, and a prefix that no namespace is bound to."""
    root = _ROOTS.search(text)
    return _PREFIX.sub(r"\1", text[root.start() :]) if root else text


def _no_feed(text: str, path: str) -> Problem:
    root = _ROOTS.search(re.sub(r"<!--.*?-->", "", text[:100_000], flags=re.DOTALL))
    named = root[1].lower() if root else ""
    if named == "html":
        return problem(path, "the file is a web page, no feed", "name it .html")
    if named in ("urlset", "sitemapindex"):
        return problem(path, "the file is a sitemap, no feed", "list the pages that you want in a .urls file, one address a line")
    return problem(path, "the file is no feed: neither RSS nor Atom was found in it", "look at what the address really gives")


def _ill_formed(error: Exception, path: str) -> Problem:
    """Say where a feed is ill-formed; feedparser has read on from there with rules of its own."""
    place = getattr(error, "getLineNumber", lambda: 0)() or 0
    message = getattr(error, "getMessage", lambda: str(error))()
    return problem(path, f"the feed is ill-formed ({message}); what could be read of it is taken", line=place)


# --- one entry


def _article(entry: Any, feed: Any, part: int, guess: Found, address: str) -> RawArticle:
    base = _base(entry, feed, address)
    url = _url(entry, base)
    body, summary, truncated = _texts(entry, url or base)
    title = _title(entry)
    outlet = _outlet(entry, feed)
    if outlet and title.endswith(f" - {outlet}"):
        title = title.removesuffix(f" - {outlet}").rstrip()
    found: Found = [
        *_stated("title", "the entry's title", [title] if title.lower() not in _EMPTY_TITLES and title != url else [], 0.95),
        *_stated("summary", "the entry's summary", [summary], 0.8),
        *_stated("url", "the entry's link", [url]),
        *_stated("source", "the feed's title", [outlet], 0.8),
        *_stated("authors", "the entry's author", _authors(entry, feed)),
        *_stated("topics", "the entry's categories", _categories(entry), 0.5),
        *_stated("language", "the feed's language", [_language(entry, feed, f"{title}\n{body}")], 0.7),
        *_stated("id", "the entry's id", [_identity(entry, feed, address, url, f"{title}\n{body}")]),
        *_dates(entry, str(feed.get("version", ""))),
        *_stated("image", "the entry's picture", _pictures(entry, base), 0.7),
        *guess,
    ]
    fields = dict.fromkeys(field for field, _ in found)
    return RawArticle(
        text=body, part=part, truncated=truncated, evidence={field: tuple(one for other, one in found if other == field) for field in fields}
    )


def _stated(field: str, where: str, values: Sequence[str], sure: float = 1.0) -> Found:
    return [(field, Evidence(value=value, where=where, sure=sure)) for value in values if value]


def _base(entry: Any, feed: Any, address: str) -> str:
    """Give the address that the links of an entry start from."""
    details = [entry.get("title_detail"), entry.get("summary_detail"), *entry.get("content", ())]
    bases = [detail.get("base") for detail in details if detail]
    return next((base for base in (*bases, address, feed.feed.get("link")) if base and _is_web(base)), "")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)


def _url(entry: Any, base: str) -> str:
    """Find the address of the article itself, not that of a service that counts clicks."""
    links = [link.get("href") for link in entry.get("links", ()) if link.get("rel", "alternate") == "alternate" and "html" in link.get("type", "html")]
    for link in filter(None, (entry.get("feedburner_origlink"), entry.get("link"), *links)):
        if link == entry.get("id") and not _is_web(link):
            continue  # RSS lets any id pass for a link
        try:
            whole = urljoin(base, line(link, is_html=False).replace(" ", "%20"))
        except ValueError:
            continue
        if _is_web(whole):
            return cleaned(_UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", whole))
    return ""


def _title(entry: Any) -> str:
    detail = entry.get("title_detail") or {}
    return line(entry.get("title") or "", is_html=detail.get("type", "") != "text/plain" or "&" in (entry.get("title") or ""))


def _texts(entry: Any, base: str) -> tuple[str, str, bool]:
    """Find the body, the summary where that is another text, and whether the body breaks off."""
    offered = [(content.get("value") or "", content.get("type") or "") for content in entry.get("content", ())]
    summary = (entry.get("summary") or "", (entry.get("summary_detail") or {}).get("type") or "")
    bodies = [without_furniture(as_markdown(value, base, is_plain=_is_plain(value, type_))) for value, type_ in (*offered, summary) if value]
    if not bodies:
        return "", "", False
    body, truncated = max(bodies, key=lambda found: len(found[0]))
    dek = line(summary[0], is_html=True)
    plain = " ".join(re.sub(r"[\\*_>#]", "", body).split())
    head = re.sub(r"[\\*_>#]", "", dek).rstrip(" .…[]()")
    return body, "" if plain.startswith(head) or len(dek) >= len(plain) else dek, truncated


def _is_plain(value: str, type_: str) -> bool:
    """Whether a text is no HTML; RSS does not say, and a text of lines without a tag is none."""
    return type_ == "text/plain" and not re.search(r"<[a-zA-Z/!]|&lt;/?[a-zA-Z]|&\w+;|&#\d", value)


def _outlet(entry: Any, feed: Any) -> str:
    """Name the outlet: the one that an entry of a collection names, else the feed."""
    for source in (entry.get("source"), feed.feed):
        if source and (name := line(source.get("title") or "", is_html=True)):
            before, rest = _SEPARATOR.split(name, maxsplit=1) if _SEPARATOR.search(name) else (name, "")
            return before if rest and _GENERAL.search(rest) else name
    return ""


def _authors(entry: Any, feed: Any) -> list[str]:
    """Name the authors of an entry; Atom lets a feed name those of all its entries (RFC 4287, 4.2.1)."""
    people = entry.get("authors") or (feed.feed.get("authors", ()) if str(feed.get("version", "")).startswith("atom") else ())
    written = _IN_BRACKETS.fullmatch(line(entry.get("author") or "", is_html=True))
    if written:
        return [written[1]]
    names = [line(person.get("name") or "", is_html=True) for person in people if person]
    return [name for name in dict.fromkeys(names) if name and not _NOBODY.fullmatch(name) and len(name) < 200]


def _categories(entry: Any) -> list[str]:
    terms = (line(tag.get("label") or tag.get("term") or "", is_html=True) for tag in entry.get("tags", ()))
    return [term for term in dict.fromkeys(terms) if term and term.lower() != "uncategorized" and len(term) < 80]


def _language(entry: Any, feed: Any, text: str) -> str:
    """Give the language that a feed states, unless a text of some length is plainly in another; many state a default."""
    stated = str(entry.get("language") or feed.feed.get("language") or "").replace("_", "-")
    seen = detect_language(text) if stated and len(text.encode("utf-8", "replace")) >= _ENOUGH else ""
    return "" if seen and seen.partition("-")[0].lower() != stated.partition("-")[0].lower() else stated


def _identity(entry: Any, feed: Any, address: str, url: str, text: str) -> str:
    """Give what no other entry is called. An id that is only a number is made whole with the feed's own address."""
    id_ = line(entry.get("id") or "", is_html=False)
    if _WHOLE_ID.fullmatch(id_):
        return id_
    home = feed.feed.get("id") or address or feed.feed.get("link") or feed.feed.get("title") or ""
    if id_:
        return f"{home}#{id_}"
    return url or f"{home}#{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _dates(entry: Any, version: str) -> Found:
    """Read the dates as they are written. Where Atom tells only of a change, that is perhaps the day of publication."""
    raw = {name: line(entry.get(name) or "", is_html=False) for name in ("published", "created", "updated") if name in entry}
    published, updated = raw.get("published") or raw.get("created", ""), raw.get("updated", "")
    found = _stated("published", "the entry's date", [published], 0.95)
    if not version.startswith("atom"):  # dc:date, which feedparser takes for the date of a change
        return [*found, *(_stated("published", "the entry's dc:date", [updated], 0.9) if not published else [])]
    if not published:
        found = _stated("published", "the entry's date of its last change", [updated], 0.6)
    return [*found, *(_stated("updated", "the entry's `updated`", [updated], 0.95) if published and updated != published else [])]


def _pictures(entry: Any, base: str) -> list[str]:
    """Find the pictures that go with an entry, the largest first."""
    media = [one for one in entry.get("media_content", ()) if one.get("medium") == "image" or str(one.get("type", "")).startswith("image/")]
    media = sorted(media, key=lambda one: -_number(one.get("width"))) + list(entry.get("media_thumbnail", ()))
    enclosed = [link.get("href") for link in entry.get("links", ()) if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/")]
    urls = (urljoin(base, str(url)) for url in (*(one.get("url") for one in media), *enclosed) if url)
    return [url for url in dict.fromkeys(urls) if _is_web(url) and "gravatar.com/" not in url][:1]


def _number(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else 0
