"""What a page tells machines of itself: JSON-LD (schema.org).

The digest is the publisher of each `NewsArticle`; the outlet that the text comes from stands in `isBasedOn`
with its own address and date. Values that are not known are left out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from digest.config import Config
from digest.model import Article
from digest.site.elsewhere import Translation
from digest.site.indexes import Edition
from digest.site.jsons import Written, array, text
from digest.site.nouns import Corrected, Link, Teaser, iso
from digest.site.planned import Head, Listing, Page
from digest.site.stories import Story


class Describer:
    """Describes the pages of a site. Holds what many of them name."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.permalink = config.permalink
        self.website_id = text(config.permalink("/") + "#site")
        self.website = f'{{"@id":{self.website_id}}}'
        self.publisher = _thing(
            "Organization",
            name=text(config.editor or config.name),
            url=self.address("/"),
            logo=self.address(config.logo) if config.logo else "",
        )
        self.home_step = _step(1, config.name, self.address("/"))
        self._medtops = {topic.slug: topic.medtop for topic in config.topics if topic.medtop}
        self._topics: dict[str, str] = {}

    def described(self, page: Page, *, now: bool) -> Callable[..., Written | None]:
        """Return what describes a page as one JSON-LD document with a `@graph`; it gives `None` where there is nothing to say.

        It takes what readers see as the title, where that is other than the planned one (a month's name, a page's number).
        `now` does the work before that is asked for: it pays where many pages are described one after the other.
        """
        planned: str = page.context["page"].title
        if now:
            return functools.partial(_titled, self._untitled(page), planned)
        return lambda title="": _titled(self._untitled(page), planned, title)

    def _untitled(self, page: Page) -> str:
        context = page.context
        head: Head = context["page"]
        graph: list[str] = []
        if head.indexed:
            graph.append(_DESCRIPTIONS.get(page.kind, _web_page)(context, head, self))
        if head.trail:
            graph.append(_breadcrumbs(head, self))
        return f'{{"@context":"https://schema.org","@graph":{array(graph)}}}' if graph else ""

    def address(self, url: str) -> str:
        """Write the absolute address of what stands at a root-relative one."""
        return text(self.permalink(url))

    def topic(self, link: Link) -> str:
        """Describe a topic."""
        if link.url not in self._topics:
            code = self._medtops.get(link.url.split("/")[2], "")
            same = f"http://cv.iptc.org/newscodes/mediatopic/{code}" if code else ""
            self._topics[link.url] = _thing("Thing", name=_told(link.name), url=self.address(link.url), sameAs=_told(same))
        return self._topics[link.url]


_TITLE = "\0"
"""Stands where a page's title is to stand: in JSON no text holds it as it is."""


def _titled(described: str, planned: str, title: str = "") -> Written | None:
    return Written(described.replace(_TITLE, text(title or planned))) if described else None


def _thing(kind: str, **told: str) -> str:
    """Write a thing and what is told of it, which is JSON already; what is empty is left out."""
    return f'{{"@type":"{kind}"' + "".join([f',"{name}":{value}' for name, value in told.items() if value]) + "}"


def _told(value: str) -> str:
    """Write a text; an empty one is not told."""
    return text(value) if value else ""


def _home(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    return _thing(
        "WebSite",
        **{"@id": known.website_id},
        url=known.address("/"),
        name=_told(known.config.name),
        description=_told(known.config.description),
        inLanguage=_told(known.config.language),
        publisher=known.publisher,
        potentialAction=_search(known) if "search" in known.config.pages else "",
    )


def _search(known: Describer) -> str:
    target = _thing("EntryPoint", urlTemplate=text(known.permalink("/search/") + "?q={query}"))
    return _thing("SearchAction", target=target, **{"query-input": text("required name=query")})


def _web_page(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    return _thing(
        "WebPage",
        url=known.address(head.url),
        name=_TITLE,
        description=_told(head.description),
        isPartOf=known.website,
    )


def _article(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    article: Article = context["article"]
    teaser: Teaser = context["teaser"]
    url, published = known.address(head.url), text(iso(article.published)) if article.published else ""
    people = _several([_thing("Person", name=text(name)) for name in article.authors])
    return _thing(
        "NewsArticle",
        url=url,
        mainEntityOfPage=url,
        headline=_told(article.title),
        alternativeHeadline=_told(article.kicker),
        description=_told(article.summary),
        inLanguage=_told(article.language or known.config.language),
        image=_image(teaser, known),
        datePublished=published,
        dateModified=text(iso(article.updated)) if article.updated else published,
        author=known.publisher if article.source else people or known.publisher,
        publisher=known.publisher,
        isBasedOn=_original(article, published, people),
        workTranslation=_several([_translation(t, known) for t in context["translations"]]),
        about=_several([known.topic(link) for link in teaser.topics]),
        mentions=_several([_thing("Thing", name=_told(n.name), alternateName=_told(n.also)) for n in article.names]),
        correction=_several([_thing("CorrectionComment", text=text(c.note), datePublished=text(iso(c.date))) for c in article.corrections]),
    )


def _several(things: list[str]) -> str:
    """Write some things, where there are any."""
    return array(things) if things else ""


def _original(article: Article, published: str, people: str) -> str:
    if not article.source:
        return ""
    address = article.source.url
    return _thing(
        "CreativeWork",
        url=text(address) if address.lower().startswith(("http://", "https://")) else "",
        datePublished=published,
        author=people,
        publisher=_thing("Organization", name=_told(article.source.name)),
    )


def _image(teaser: Teaser, known: Describer) -> str:
    if not teaser.image:
        return ""
    return _thing(
        "ImageObject",
        url=known.address(teaser.image.url),
        caption=_told(teaser.image.caption or teaser.image.alt),
        creditText=_told(teaser.image.credit),
    )


def _translation(translation: Translation, known: Describer) -> str:
    return _thing("NewsArticle", url=known.address(translation.url), inLanguage=text(translation.language))


def _edition(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    edition: Edition = context["edition"]
    return _list(head, edition.teasers, known)


def _story(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    story: Story = context["story"]
    return _list(head, story.teasers, known)


def _listing(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    listing: Listing = context["listing"]
    return _list(head, listing.teasers, known)


def _corrections(context: Mapping[str, Any], head: Head, known: Describer) -> str:
    corrections: tuple[Corrected, ...] = context["corrections"]
    return _list(head, dict.fromkeys(corrected.teaser for corrected in corrections), known)


def _list(head: Head, teasers: Iterable[Teaser], known: Describer) -> str:
    items = [
        f'{{"@type":"ListItem","position":{number},"url":{known.address(teaser.url)},"name":{text(teaser.title)}}}'
        for number, teaser in enumerate(teasers, 1)
    ]
    return _thing(
        "CollectionPage",
        url=known.address(head.url),
        name=_TITLE,
        isPartOf=known.website,
        mainEntity=_thing("ItemList", numberOfItems=str(len(items)), itemListElement=array(items)),
    )


def _breadcrumbs(head: Head, known: Describer) -> str:
    """Tell the way to a page; the last step is the page itself and needs no address."""
    steps = [known.home_step, *[_step(number, link.name, known.address(link.url)) for number, link in enumerate(head.trail, 2)]]
    here = f'{{"@type":"ListItem","position":{len(steps) + 1},"name":{_TITLE}}}'
    return f'{{"@type":"BreadcrumbList","itemListElement":[{",".join(steps)},{here}]}}'


def _step(number: int, name: str, address: str) -> str:
    return f'{{"@type":"ListItem","position":{number},"name":{text(name)},"item":{address}}}'


_DESCRIPTIONS: Mapping[str, Callable[[Mapping[str, Any], Head, Describer], str]] = {
    "home": _home,
    "article": _article,
    "edition": _edition,
    "stories": _listing,
    "story": _story,
    "articles": _listing,
    "topic": _listing,
    "source": _listing,
    "name": _listing,
    "month": _listing,
    "corrections": _corrections,
}
