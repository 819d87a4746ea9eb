"""Saved pages, of which others said what is right: ours beside trafilatura, htmldate and the first heading.

`html-pages/<name>/` holds `source.html`, `expected.html` (the body) and `expected-metadata.json` (`title`, `byline`,
`publishedTime`, empty where nothing is expected).
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digest.config import Config
from digest.errors import DigestError
from digest.ingest import html_page, html_tree, normalize
from digest.ingest.normalize import Verdict

from .scores import Score, f1, share

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
_CONFIG = Config(name="Measured")
_SEPARATOR = re.compile(r"\s+[|\-–—·»:]\s+|_")
_SITE_WORDS = 4
"""A last part of a title with as many words may be the site's name."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page, what is expected of it, and what ours made of it: the whole text, and the verdict on the rest."""

    source: bytes
    text: str
    expected: dict[str, Any]
    found: str
    verdict: Verdict | None


@functools.cache
def pages(data: Path) -> tuple[Page, ...]:
    """Read the pages and what is expected of them, and let ours read them too."""
    return tuple(_page(folder) for folder in sorted((data / "html-pages").glob("*")) if (folder / "source.html").is_file())


def _page(folder: Path) -> Page:
    source = (folder / "source.html").read_bytes()
    expected = html_tree.parse((folder / "expected.html").read_text(encoding="utf-8"))
    try:
        raw = html_page.parse(source, folder.name)[0]
    except DigestError:
        raw = None
    return Page(
        source=source,
        text=html_tree.text_of(expected) if expected is not None else "",
        expected=json.loads((folder / "expected-metadata.json").read_text(encoding="utf-8")),
        found=_shown(raw.text) if raw else "",
        verdict=normalize.weigh(raw, file="page.html", sha256="0" * 64, config=_CONFIG, added=NOW) if raw else None,
    )


def _shown(markdown: str) -> str:
    """Give the words that a reader sees of a text in Markdown."""
    from digest.markdown import to_html

    shown = html_tree.parse(to_html(markdown))
    return html_tree.text_of(shown) if shown is not None else ""


def body(data: Path) -> Score | None:
    """Compare the bodies."""
    import trafilatura

    found = [page for page in pages(data) if page.text]
    ours = [f1(page.found, page.text) for page in found]
    theirs = [f1(trafilatura.extract(page.source) or "", page.text) for page in found]
    return Score(ours=share(ours), against=share(theirs), of=len(found), note=f"worst {min(ours):.2f}, alone {min(theirs):.2f}") if found else None


def title(data: Path) -> Score | None:
    """Compare the titles; the site's name at the end of one that is expected is not asked for."""
    found = [page for page in pages(data) if page.expected.get("title")]
    ours = [bool(page.verdict) and _same_title(page.verdict.article.title, page.expected["title"]) for page in found if page.verdict]
    plain = [_same_title(_plain_title(page.source), page.expected["title"]) for page in found]
    exact = share(page.verdict is not None and _line(page.verdict.article.title) == _line(page.expected["title"]) for page in found)
    return Score(ours=share(ours), against=share(plain), of=len(found), note=f"with the site's name {exact:.3f}") if found else None


def _same_title(found: str, expected: str) -> bool:
    parts = _SEPARATOR.split(_line(expected))
    bare = [_line(expected)]
    if len(parts) > 1:
        for part in (parts[0], parts[-1]):
            if len(part.split()) <= _SITE_WORDS:
                bare.append(_line(expected).removesuffix(part).removeprefix(part).strip(" |-–—·»:_"))
    return _line(found) in bare


def _plain_title(source: bytes) -> str:
    page = html_tree.parse(source.decode("utf-8", "replace"))
    if page is None:
        return ""
    h1 = [html_tree.text_of(heading) for heading in page.iter("h1")]
    og = [meta.get("content", "") for meta in page.iter("meta") if meta.get("property") == "og:title"]
    head = [html_tree.text_of(name) for name in page.iter("title")]
    return next((text for text in (*h1[:1], *og[:1], *head[:1]) if text.strip()), "")


def _line(text: str) -> str:
    return " ".join(text.split())


def published(data: Path) -> Score | None:
    """Compare the days of publication, where one is expected."""
    from htmldate import find_date

    found = [page for page in pages(data) if page.expected.get("publishedTime")]
    ours = [_day(page) == page.expected["publishedTime"][:10] for page in found]
    theirs = [find_date(page.source.decode("utf-8", "replace"), original_date=True) == page.expected["publishedTime"][:10] for page in found]
    return Score(ours=share(ours), against=share(theirs), of=len(found)) if found else None


def published_surely(data: Path) -> Score | None:
    """Say which share of the days that stand in no review is right; of a page without an expected day none is counted."""
    found = [page for page in pages(data) if page.expected.get("publishedTime")]
    sure = [page for page in found if _day(page) and page.verdict and "published" not in page.verdict.article.review]
    right = share(_day(page) == page.expected["publishedTime"][:10] for page in sure)
    return Score(ours=right, of=len(sure), note=f"in review: {len(found) - len(sure)} of {len(found)}") if found else None


def _day(page: Page) -> str:
    when = page.verdict.article.published if page.verdict else None
    return when.isoformat()[:10] if when else ""


def byline(data: Path) -> Score | None:
    """Compare who wrote a text: the same words, without `By` and without a date."""
    import trafilatura

    found = [page for page in pages(data) if page.expected.get("byline")]
    ours = [bool(page.verdict) and _same_names("; ".join(page.verdict.article.authors), page.expected["byline"]) for page in found if page.verdict]
    theirs = [_same_names(str(getattr(trafilatura.extract_metadata(page.source), "author", "") or ""), page.expected["byline"]) for page in found]
    return Score(ours=share(ours), against=share(theirs), of=len(found)) if found else None


_NO_NAME = re.compile(r"\d.*|(?:written|edited)? *\bby\b", re.IGNORECASE)


def _same_names(found: str, expected: str) -> bool:
    names = [set(re.findall(r"[^\W\d_]+", _NO_NAME.sub(" ", _line(text)).casefold())) - {"and", "with"} for text in (found, expected)]
    return names[0] == names[1] != set()


