"""Saved HTML pages → `RawArticle`s. One file holds one article.

The body is the block of the page that holds most prose (`html_body`), as Markdown (`html_markdown`). All that the
page says of itself is evidence: JSON-LD, microdata, `<meta>` (`html_metadata`, `html_evidence`), what stands beside
the text (`html_visible`), its address. Nothing is decided here: `normalize` weighs it::

    parse(b"<html>…", "a.html") → (RawArticle(text="First paragraph.…", evidence={"title": (Evidence(…), Evidence(…)), …}),)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from digest.errors import DigestError, problem
from digest.ingest import (
    addresses,
    charset,
    html_body,
    html_evidence,
    html_images,
    html_markdown,
    html_metadata,
    html_visible,
    site_names,
    stubs,
)
from digest.ingest import html_tree as tree
from digest.ingest.html_evidence import Found
from digest.ingest.html_tree import Element
from digest.ingest.raw import Evidence, RawArticle

_SAVE = "save it again in the browser, as “web page, HTML only”"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(?P<url>\S+)\s*-->|<!--\s*(?:Page saved with SingleFile\s+)?url:\s*(?P<single>https?://\S+)", re.IGNORECASE)
_SNIPPET = re.compile(r"(?:^|[\s,])(?:(?P<no>nosnippet|none)|max-snippet\s*:\s*(?P<most>-?\d+))(?=$|[\s,])", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z!?]")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]{3,}")
_SHARED = 0.5
"""Share of a description's words that stand in the article."""
_SITE_SURELY, _OUTLET_WROTE = 0.85, 0.65
_ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot")


def parse(data: bytes, path: str) -> tuple[RawArticle, ...]:
    """Find the article of a saved page. `path` is what complaints name.

    Raises `DigestError` where the file holds no HTML, or shows no text.
    """
    read = charset.decode(data, charset.declared_in(data))
    page = tree.parse(read.text) if _ELEMENT.search(read.text) else None
    if page is None:
        raise DigestError(problem(path, "the file holds no HTML", _SAVE))
    html_images.load(page)
    html_visible.number(page)
    body, found, base = _read(page, read.text)
    whole = html_markdown.to_markdown(body, base)
    text = stubs.without_offers(whole)
    if not text:
        raise DigestError(problem(path, "the page shows no text", f"it may need a script to show it: {_SAVE}"))
    found += [("charset", evidence) for evidence in read.evidence]
    if not any(field in ("source", "url") for field, _ in found):
        found.append(("rights", Evidence(value="excerpt", where="a page of the web that does not say whose it is")))
    found = [(field, said) for field, said in found if field != "summary" or _is_of(said.value, text)]
    if doubt := stubs.suspect(whole, paid=any(field == "paywall" for field, _ in found)):
        found.append(("body", Evidence(value=doubt, where="the visible page", sure=0.3)))
    return (RawArticle(text=text, evidence=_by_field(found), truncated=stubs.breaks_off(whole)),)


def _read(page: Element, source: str) -> tuple[Element, Found, str]:
    """Give the article's part of a page, all evidence, and the address that relative links start from."""
    metadata = html_metadata.read(page)
    headings = [text for _, text in html_visible.headings(page)]
    saved = next((match["url"] or match["single"] for match in _SAVED_FROM.finditer(source[:20_000])), "")
    address, found = html_evidence.best_address(html_evidence.of_metadata(metadata, headings, saved), saved)
    found += [*html_evidence.of_address(address), *_snippet(metadata)]
    title = max((said for field, said in found if field == "title"), key=lambda said: said.sure, default=None)
    titles = [title.value, *headings] if title else headings
    body = html_body.find(page, titles)
    found = _titles([*found, *html_visible.of_page(page, body, titles[0] if titles else "")], headings, address)
    for element in html_visible.short_lines(body, [said.value for field, said in found if field in ("authors", "source")]):
        tree.remove(element)
    base = _base(page, address)
    found = html_images.lead(body, page, found, base)
    html_images.without_lead(body, found)
    return body, found, base


def _is_of(summary: str, text: str) -> bool:
    """Whether a description is of this article, and not of its site: it shares its words."""
    words = set(_WORD.findall(summary.casefold()))
    return bool(words) and len(words & set(_WORD.findall(text.casefold()))) >= _SHARED * len(words) and not stubs.breaks_off(summary)


def _base(page: Element, address: str) -> str:
    """Give what relative links start from."""
    named = next((element.get("href") for element in page.iter("base") if element.get("href")), "")
    return html_evidence.join(address, named) if named else address


def _titles(found: Found, headings: Sequence[str], address: str) -> Found:
    """Take the site's name off what titles there are; what is nothing else than that name is hardly a title."""
    sites = [evidence.value for field, evidence in found if field == "source"]
    names = [*sites, *filter(None, [addresses.host_of(address)])]
    surely = {evidence.value for field, evidence in found if field == "source" and evidence.sure >= _SITE_SURELY}
    bare: Found = []
    for field, evidence in found:
        if field == "title":
            shorter = site_names.without_site(evidence.value, names, headings)
            sure = 0.2 if evidence.value in surely else evidence.sure
            if not sites and (site := site_names.site_in(evidence.value, shorter)):
                bare.append(("source", Evidence(value=site, where="the end of its title", sure=0.5, witness="title")))
            evidence = dataclasses.replace(evidence, value=shorter, sure=sure)
        bare.append((field, evidence))
    outlets = {said.value.casefold() for field, said in bare if field == "source"}
    return [(field, _if_outlet(said, outlets) if field == "authors" else said) for field, said in bare]


def _if_outlet(said: Evidence, outlets: Collection[str]) -> Evidence:
    """Trust a byline that only names the outlet less than one that names a person."""
    return dataclasses.replace(said, sure=said.sure * _OUTLET_WROTE) if said.value.casefold() in outlets else said


def _snippet(metadata: html_metadata.Metadata) -> Iterable[tuple[str, Evidence]]:
    """Read how much of its text the page lets others show, in characters."""
    for name in _ROBOTS:
        for value in metadata.meta.get(name, ()):
            for match in _SNIPPET.finditer(value):
                most = "0" if match["no"] else match["most"]
                if int(most) >= 0:
                    yield "snippet", Evidence(value=most, where=f"`{match[0].strip(' ,')}` in its `{name}`")


def _by_field(found: Found) -> Mapping[str, tuple[Evidence, ...]]:
    fields = dict.fromkeys(field for field, _ in found)
    return {field: tuple(evidence for other, evidence in found if other == field and evidence.value.strip()) for field in fields}
