"""What is kept of an article's text to know it again, when rights have cut the text itself. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass

from digest.ingest import duplicates, terms
from digest.model import Article


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """The signature of the whole text, none where that is not known; that of what the page shows; the terms of the whole."""

    whole: bytes = b""
    shown: bytes = b""
    terms: bytes = b""

    def is_same(self, other: Trace) -> bool:
        """Whether two texts are one: compared as wholes, or as they are shown where the whole of one is not known."""
        if self.whole and other.whole:
            return duplicates.is_same(self.whole, other.whole)
        return duplicates.is_same(self.shown, other.shown)

    def bands(self) -> frozenset[int]:
        """Give the keys by which a like text is found."""
        return duplicates.bands(self.whole) | (duplicates.bands(self.shown) if self.shown != self.whole else frozenset())

    def shown_as(self, body: str) -> Trace:
        """Give the same of an article whose page shows something else now."""
        return dataclasses.replace(self, shown=duplicates.signature(body))


def of(title: str, text: str, body: str) -> Trace:
    """Trace an article by its whole text; `body` is what its page shows of that."""
    whole = duplicates.signature(text)
    shown = whole if body == text else duplicates.signature(body)
    return Trace(whole=whole, shown=shown, terms=terms.packed(f"{title}\n{text}"))


def of_page(article: Article) -> Trace:
    """Trace an article by what its page shows, which may be a part of the text."""
    shown = duplicates.signature(article.body)
    is_whole = article.rights in (None, "full") and not article.truncated
    text = article.body or article.summary
    return Trace(whole=shown if is_whole else b"", shown=shown, terms=terms.packed(f"{article.title}\n{text}"))


def hours(article: Article) -> float | None:
    """Say when an article was published, else taken in, in hours; a day counts as its noon."""
    when = article.published or article.added
    if when is None:
        return None
    instant = when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(12), dt.UTC)
    return instant.timestamp() / 3600
