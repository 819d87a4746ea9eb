"""What a planned page is, and how an index is cut into pages.

A page is its address, its kind (which names its template) and its context: the smallest values that its
template needs, because they are what it depends on. Every context has the same outer shape: `page`, a `Head`, and
beside it what `pages.KINDS` says of the kind. A context of which there are many is made where its page is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from digest.config import Config
from digest.site.cache import fingerprint_of
from digest.site.indexes import Index, Teasers
from digest.site.nouns import Link
from digest.site.rows import Row

_NOTHING: Mapping[str, Any] = {}


class FeedLink(NamedTuple):
    """A feed that a page offers to feed readers."""

    title: str
    url: str
    type: str = "application/atom+xml"


class Head(NamedTuple):
    """What every page says of itself. Addresses are root-relative."""

    kind: str
    url: str
    title: str
    description: str = ""
    language: str = ""
    """Empty where it is the site's."""
    trail: tuple[Link, ...] = ()
    """The pages above this one, home left out."""
    feeds: tuple[FeedLink, ...] = ()
    indexed: bool = True
    """Whether search engines may list it."""


class Deferred(NamedTuple):
    """A context that is made where the page is rendered: for the kinds of which there are many, and few to be rendered."""

    made_of: Callable[..., str]
    """Gives the fingerprints of all that it holds."""
    make: Callable[..., Mapping[str, Any]]
    arguments: tuple[Any, ...]
    """Of both."""


class Page(NamedTuple):
    """One file of the site, planned: everything that its bytes depend on beside the settings."""

    url: str
    kind: str
    given: Mapping[str, Any] | Deferred
    """The context, or how to make it."""
    file: str = ""
    """The editor's file that it comes from, for complaints."""

    @property
    def path(self) -> str:
        """The file below `public/`."""
        return self.url[1:] + "index.html" if self.url[-1] == "/" else self.url[1:]

    @property
    def context(self) -> Mapping[str, Any]:
        """What its template is given."""
        given = self.given
        return given.make(*given.arguments) if isinstance(given, Deferred) else given


class Listing(NamedTuple):
    """One page of an index. Pages are numbered from the oldest, so that a new article touches the newest alone."""

    url: str
    number: int
    """0 for the newest page, which stands at the index's own address."""
    teasers: Teasers
    total: int
    """How many articles the index holds; 0 on all pages but the newest."""
    newer: str
    older: str


_HEAD = ("description", "language", "trail", "feeds", "indexed")


def page_of(kind: str, url: str, title: str, file: str = "", **context: Any) -> Page:
    """Plan a page; what a `Head` says is taken out of its context."""
    head = Head(kind=kind, url=url, title=title, **{name: context.pop(name) for name in _HEAD if name in context})
    return Page(url, kind, {"page": head, **context}, file)


def listings(url: str, teasers: Teasers, per_page: int) -> Iterator[Listing]:
    """Cut an index into pages: full ones of `per_page` from the oldest, and a newest of up to twice as many less one."""
    full = max(0, len(teasers) // per_page - 1)
    newest = len(teasers) - full * per_page
    address = {number: f"{url}page/{number}/" for number in range(1, full + 1)}
    yield Listing(
        url=url, number=0, teasers=teasers[:newest], total=len(teasers), newer="", older=address.get(full, "")
    )
    for number in range(full, 0, -1):
        start = newest + (full - number) * per_page
        yield Listing(
            url=address[number],
            number=number,
            teasers=teasers[start : start + per_page],
            total=0,
            newer=address.get(number + 1, url),
            older=address.get(number - 1, ""),
        )


def _nothing(rows: Sequence[Row]) -> Mapping[str, Any]:
    return _NOTHING


Newest = Callable[[Sequence[Row]], Mapping[str, Any]]
"""Gives, from the articles of an index, what is for its newest page alone; on the others, which never change, it is `None`."""


def listing_pages(kind: str, index: Index, config: Config, newest: Newest = _nothing, **context: Any) -> Iterator[Page]:
    """Plan the pages of an index."""
    shared = fingerprint_of((index.link.name, context))
    for listing in listings(index.link.url, index.teasers, config.per_page):
        rows = index.teasers.rows if listing.number == 0 else ()
        yield Page(listing.url, kind, Deferred(_listing_made_of, _listing_context, (kind, index.link.name, listing, newest, rows, shared, context)))


def _listing_made_of(kind: str, title: str, listing: Listing, newest: Newest, rows: Sequence[Row], shared: str, context: Mapping[str, Any]) -> str:
    own = "" if listing.number else fingerprint_of(newest(rows))
    return "\n".join((shared, own, listing.url, str(listing.total), listing.newer, listing.older, listing.teasers.fingerprint()))


def _listing_context(
    kind: str, title: str, listing: Listing, newest: Newest, rows: Sequence[Row], shared: str, context: Mapping[str, Any]
) -> Mapping[str, Any]:
    own = newest(rows)
    return page_of(kind, listing.url, title, listing=listing, **(dict.fromkeys(own) if listing.number else own), **context).context
