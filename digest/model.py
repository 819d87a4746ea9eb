"""The nouns: what the two stages hand to each other. Frozen, whole, without any input or output.

An `Article` is one page file, front matter and body. It has no URL: where it stands depends on the
settings, so `digest.site.assemble` decides that. Text in these types is never escaped.

To add a field to the page file, add it to `Article` here (with a default); `digest.content` reads and
writes what it finds in the type.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

T = TypeVar("T")

When = dt.datetime | dt.date
"""A day of publication (`date`) where only the day is known, else an instant with its offset (`datetime`)."""

Rights = Literal["link", "excerpt", "full"]
"""How much of a source's text a page may hold: title and link, an excerpt, or all of it."""


_NO_KEY = {"key": False}
"""Marks what a type holds beside its front matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The outlet that an article comes from, and the address of the original."""

    name: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A person, organisation or thing, with its form in another script where the text gives it."""

    name: str
    also: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    """The lead image of an article: its address, what it shows for those who cannot see it, and who made it."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What was wrong in an article and when it was put right, told to readers."""

    date: When
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The raw file that an article was made from: its name, the 1-based part of it, SHA-256 of the file's bytes."""

    file: str
    part: int = 1
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Article:
    """One page file of `content/articles/`. An empty value was not found, and is never made up."""

    id: str
    title: str
    kicker: str = ""
    summary: str = ""
    published: When | None = None
    updated: When | None = None
    added: When | None = None
    source: Source | None = None
    also_at: tuple[Source, ...] = ()
    """Other outlets that carry the same text."""
    via: Source | None = None
    """The newsletter or digest that pointed to it."""
    authors: tuple[str, ...] = ()
    language: str = ""
    translations: Mapping[str, str] = field(default_factory=dict)
    """Language → the article in it: its page file below `content/articles/` without `.md`, or an address."""
    topics: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    rights: Rights | None = None
    image: Image | None = None
    story: str = ""
    """The running story that it belongs to: the slug of the story, that of its first article's page."""
    not_story: tuple[str, ...] = ()
    """Stories that an editor says it does not belong to."""
    truncated: bool = False
    draft: bool = False
    aliases: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    origin: Origin | None = None
    review: Mapping[str, str] = field(default_factory=dict)
    """Field → why a person should look at it. Only what is doubtful."""
    slug: str = ""
    """The last part of its address where that is not the file's name."""
    body: str = field(default="", repr=False, metadata=_NO_KEY)
    path: str = field(default="", metadata=_NO_KEY)
    """The page file below `content/articles/`, with `/`: `2020/09/tiktok-sale.md`. Not in the front matter."""


def whole(kind: type[T], *values: Mapping[str, Any]) -> T:
    """Make a frozen record without slots of the values of all its fields, as unpickling does: its own way is a call for each."""
    record = object.__new__(kind)
    for some in values:
        vars(record).update(some)
    return record


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The body of an article that stays in its file until it is rendered."""

    path: str
    """The page file below `content/articles/`."""
    fingerprint: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionFile:
    """A closed edition, `content/editions/<name>.md`: which articles in which order, and the editor's words."""

    name: str
    """The day (`2020-09-11`) or the ISO week (`2020-W37`)."""
    title: str = ""
    articles: tuple[str, ...] | None = None
    """Paths of articles without `.md`, in order; `None` leaves the edition open."""
    body: str = field(default="", metadata=_NO_KEY)
    path: str = field(default="", metadata=_NO_KEY)


@dataclass(frozen=True, kw_only=True, slots=True)
class HandPage:
    """A hand-written page, `content/pages/<path>`."""

    title: str
    description: str = ""
    draft: bool = False
    body: str = field(default="", metadata=_NO_KEY)
    path: str = field(default="", metadata=_NO_KEY)
    """Below `content/pages/`: `about.md` stands at `/about/`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """All that the content folder holds."""

    articles: tuple[Article, ...] = ()
    editions: tuple[EditionFile, ...] = ()
    pages: tuple[HandPage, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    """A topic as `site_config.yaml` declares it: the only taxonomy."""

    slug: str = field(metadata={"doc": "its place in the address: /topics/<slug>/"})
    name: str = field(metadata={"doc": "what readers see"})
    description: str = field(default="", metadata={"doc": "a sentence for the top of its page"})
    parent: str = field(default="", metadata={"doc": "the slug of the topic that this one belongs to"})
    medtop: str = field(default="", metadata={"doc": "its code among the IPTC Media Topics, eight digits"})
    aliases: tuple[str, ...] = field(default=(), metadata={"doc": "other slugs or names that mean this topic; old addresses redirect"})
    words: Mapping[str, float] = field(
        default_factory=dict,
        metadata={"doc": "words and phrases with their weight; a negative weight speaks against the topic"},
    )
