"""Saved HTML pages → `RawArticle`s. One file holds one article.

The body is the block of the page that holds most prose (`html_body`), as Markdown (`html_markdown`). All that the
page says of itself is evidence: JSON-LD, microdata, `<meta>` (`html_metadata`, `html_evidence`), what stands beside
the text (`html_visible`), its address. Nothing is decided here: `normalize` weighs it::

    parse(b"<html>…", "a.html") → (RawArticle(text="First paragraph.…", evidence={"title": (Evidence(…), Evidence(…)), …}),)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence

from digest.errors import DigestError, problem
from digest.ingest import (
    addresses,
    charset,
    html_body,
    html_evidence,
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
_ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot")


def parse(data: bytes, path: str) -> tuple[RawArticle, ...]:
    """Find the article of a saved page. `path` is what complaints name.

    Raises `DigestError` where the file holds no HTML, or shows no text.
    """
    read = charset.decode(data, charset.declared_in(data))
    page = tree.parse(read.text)
    if page is None or next(page.iter("*", ), None) is None or "<" not in read.text:
        raise DigestError(problem(path, "the file holds no HTML", _SAVE))
    html_visible.number(page)
    saved = next((match["url"] or match["single"] for match in _SAVED_FROM.finditer(read.text[:20_000])), "")
    metadata = html_metadata.read(page)
    headings = [text for _, text in html_visible.headings(page)]
    address, found = html_evidence.best_address(html_evidence.of_metadata(metadata, headings, saved), saved)
    found += html_evidence.of_address(address)
    title = max((e for field, e in found if field == "title"), key=lambda e: e.sure, default=None)
    called = title.value if title else headings[0] if headings else ""
    body = html_body.find(page, [called, *headings])
    found += html_visible.of_page(page, body, called)
    found = _titles(found, headings, address)
    for element in html_visible.short_lines(body, [e.value for field, e in found if field in ("authors", "source")]):
        tree.remove(element)
    text = html_markdown.to_markdown(body, _base(page, address))
    if not text:
        raise DigestError(problem(path, "the page shows no text", "it may need a script to show it: " + _SAVE))
    found += [*_snippet(metadata), *(("charset", evidence) for evidence in read.evidence)]
    doubt = stubs.suspect(text, paid=any(field == "paywall" for field, _ in found))
    if doubt:
        found.append(("body", Evidence(value=doubt, where="the visible page", sure=0.3)))
    return (RawArticle(text=text, evidence=_by_field(found), truncated=stubs.breaks_off(text)),)


def _base(page: Element, address: str) -> str:
    """Give what relative links start from."""
    named = next((element.get("href") for element in page.iter("base") if element.get("href")), "")
    return html_evidence.join(address, named) if named else address


def _titles(found: Found, headings: Sequence[str], address: str) -> Found:
    """Take the site's name off what titles there are; what is nothing else than that name is hardly a title."""
    sites = [evidence.value for field, evidence in found if field == "source"]
    if host := addresses.host_of(address):
        sites.append(host)
    bare: Found = []
    for field, evidence in found:
        if field == "title":
            shorter = site_names.without_site(evidence.value, sites, headings)
            sure = 0.2 if evidence.value in sites else evidence.sure
            evidence = dataclasses.replace(evidence, value=shorter, sure=sure)
        bare.append((field, evidence))
    return bare


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
