"""The nouns: what the two stages hand to each other. Frozen, whole, without any input or output.

An `Article` is one page file, front matter and body. It has no URL: where it stands depends on the
settings, so `digest.site.assemble` decides that. Text in these types is never escaped.

To add a field to the page file, add it to `Article` here (with a default); `digest.content` reads and
writes what it finds in the type.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple

from digest.records import BESIDE

When = dt.datetime | dt.date
"""A day of publication (`date`) where only the day is known, else an instant with its offset (`datetime`)."""

Rights = Literal["link", "excerpt", "full"]
"""How much of a source's text a page may hold: title and link, an excerpt, or all of it."""


class Source(NamedTuple):
    """The outlet that an article comes from, and the address of the original."""

    name: str = ""
    url: str = ""


class Name(NamedTuple):
    """A person, organisation or thing, with its form in another script where the text gives it."""

    name: str
    also: str = ""


class Image(NamedTuple):
    """The lead image of an article: its address, what it shows for those who cannot see it, and who made it."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Correction(NamedTuple):
    """What was wrong in an article and when it was put right, told to readers."""

    date: When
    note: str


class Origin(NamedTuple):
    """The raw file that an article was made from: its name, the 1-based part of it, SHA-256 of the file's bytes."""

    file: str
    part: int = 1
    sha256: str = ""


class Article(NamedTuple):
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
    translations: Mapping[str, str] = {}
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
    review: Mapping[str, str] = {}
    """Field → why a person should look at it. Only what is doubtful."""
    slug: str = ""
    """The last part of its address where that is not the file's name."""
    body: Annotated[str, BESIDE] = ""
    path: Annotated[str, BESIDE] = ""
    """The page file below `content/articles/`, with `/`: `2020/09/tiktok-sale.md`. Not in the front matter."""


class Body(NamedTuple):
    """The body of an article that stays in its file until it is rendered."""

    path: str
    """The page file below `content/articles/`."""
    fingerprint: str


class EditionFile(NamedTuple):
    """A closed edition, `content/editions/<name>.md`: which articles in which order, and the editor's words."""

    name: str
    """The day (`2020-09-11`) or the ISO week (`2020-W37`)."""
    title: str = ""
    articles: tuple[str, ...] | None = None
    """Paths of articles without `.md`, in order; `None` leaves the edition open."""
    body: Annotated[str, BESIDE] = ""
    path: Annotated[str, BESIDE] = ""


class HandPage(NamedTuple):
    """A hand-written page, `content/pages/<path>`."""

    title: str
    description: str = ""
    draft: bool = False
    body: Annotated[str, BESIDE] = ""
    path: Annotated[str, BESIDE] = ""
    """Below `content/pages/`: `about.md` stands at `/about/`."""


class Content(NamedTuple):
    """All that the content folder holds."""

    articles: tuple[Article, ...] = ()
    editions: tuple[EditionFile, ...] = ()
    pages: tuple[HandPage, ...] = ()


class Topic(NamedTuple):
    """A topic as `site_config.yaml` declares it: the only taxonomy."""

    slug: Annotated[str, "its place in the address: /topics/<slug>/"]
    name: Annotated[str, "what readers see"]
    description: Annotated[str, "a sentence for the top of its page"] = ""
    parent: Annotated[str, "the slug of the topic that this one belongs to"] = ""
    medtop: Annotated[str, "its code among the IPTC Media Topics, eight digits"] = ""
    aliases: Annotated[tuple[str, ...], "other slugs or names that mean this topic; old addresses redirect"] = ()
    words: Annotated[Mapping[str, float], "words and phrases with their weight; a negative weight speaks against the topic"] = {}
