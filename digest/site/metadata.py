"""What a page tells machines of itself: JSON-LD (schema.org).

The digest is the publisher of each `NewsArticle`; the outlet that the text comes from stands in `isBasedOn`
with its own address and date. Values that are not known are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from digest import yamldoc
from digest.config import Config
from digest.model import Article, When
from digest.site.elsewhere import Translation
from digest.site.indexes import Edition
from digest.site.jsons import filled
from digest.site.nouns import Corrected, Link, Teaser
from digest.site.planned import Head, Listing, Page
from digest.site.stories import Story

Thing = dict[str, Any]


class Describer:
    """Describes the pages of a site. Holds what many of them name."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.permalink = config.permalink
        self.website = {"@id": config.permalink("/") + "#site"}
        self.publisher = filled({
            "@type": "Organization",
            "name": config.editor or config.name,
            "url": config.permalink("/"),
            "logo": config.permalink(config.logo) if config.logo else "",
        })
        self._medtops = {topic.slug: topic.medtop for topic in config.topics if topic.medtop}
        self._topics: dict[str, Thing] = {}

    def json_ld(self, page: Page, title: str = "") -> Thing | None:
        """Describe a page as one JSON-LD document with a `@graph`; `None` where there is nothing to say.

        `title` is what readers see as its title, where that is other than the planned one: a month's name, a page's number.
        """
        context = page.context
        head: Head = context["page"]
        if title and title != head.title:
            head = replace(head, title=title)
        graph: list[Thing] = []
        if head.indexed:
            graph.append(_DESCRIPTIONS.get(page.kind, _web_page)(context, head, self))
        if head.trail:
            graph.append(_breadcrumbs(head, self))
        return {"@context": "https://schema.org", "@graph": graph} if graph else None

    def topic(self, link: Link) -> Thing:
        """Describe a topic."""
        if link.url not in self._topics:
            code = self._medtops.get(link.url.split("/")[2], "")
            same = f"http://cv.iptc.org/newscodes/mediatopic/{code}" if code else ""
            self._topics[link.url] = filled({"@type": "Thing", "name": link.name, "url": self.permalink(link.url), "sameAs": same})
        return self._topics[link.url]


def _home(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    return filled({
        "@type": "WebSite",
        "@id": known.website["@id"],
        "url": known.permalink("/"),
        "name": known.config.name,
        "description": known.config.description,
        "inLanguage": known.config.language,
        "publisher": known.publisher,
        "potentialAction": _search(known) if "search" in known.config.pages else {},
    })


def _search(known: Describer) -> Thing:
    target = {"@type": "EntryPoint", "urlTemplate": known.permalink("/search/") + "?q={query}"}
    return {"@type": "SearchAction", "target": target, "query-input": "required name=query"}


def _web_page(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    return filled({
        "@type": "WebPage",
        "url": known.permalink(head.url),
        "name": head.title,
        "description": head.description,
        "isPartOf": known.website,
    })


def _article(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    article: Article = context["article"]
    teaser: Teaser = context["teaser"]
    url, published = known.permalink(head.url), _iso(article.published)
    return filled({
        "@type": "NewsArticle",
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.title,
        "alternativeHeadline": article.kicker,
        "description": article.summary,
        "inLanguage": article.language or known.config.language,
        "image": _image(teaser, known),
        "datePublished": published,
        "dateModified": _iso(article.updated) or published,
        "author": known.publisher if article.source else _people(article) or known.publisher,
        "publisher": known.publisher,
        "isBasedOn": _original(article, published),
        "workTranslation": [_translation(t, known) for t in context["translations"]],
        "about": [known.topic(link) for link in teaser.topics],
        "mentions": [filled({"@type": "Thing", "name": n.name, "alternateName": n.also}) for n in article.names],
        "correction": [
            {"@type": "CorrectionComment", "text": c.note, "datePublished": _iso(c.date)} for c in article.corrections
        ],
    })


def _people(article: Article) -> list[Thing]:
    return [{"@type": "Person", "name": name} for name in article.authors]


def _original(article: Article, published: str) -> Thing | None:
    if not article.source:
        return None
    return filled({
        "@type": "CreativeWork",
        "url": article.source.url if article.source.url.lower().startswith(("http://", "https://")) else "",
        "datePublished": published,
        "author": _people(article),
        "publisher": filled({"@type": "Organization", "name": article.source.name}),
    })


def _image(teaser: Teaser, known: Describer) -> Thing | None:
    if not teaser.image:
        return None
    return filled({
        "@type": "ImageObject",
        "url": known.permalink(teaser.image.url),
        "caption": teaser.image.caption or teaser.image.alt,
        "creditText": teaser.image.credit,
    })


def _translation(translation: Translation, known: Describer) -> Thing:
    return {"@type": "NewsArticle", "url": known.permalink(translation.url), "inLanguage": translation.language}


def _edition(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    edition: Edition = context["edition"]
    return _list(head, edition.teasers, known)


def _story(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    story: Story = context["story"]
    return _list(head, story.teasers, known)


def _listing(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    listing: Listing = context["listing"]
    return _list(head, listing.teasers, known)


def _corrections(context: Mapping[str, Any], head: Head, known: Describer) -> Thing:
    corrections: tuple[Corrected, ...] = context["corrections"]
    return _list(head, dict.fromkeys(corrected.teaser for corrected in corrections), known)


def _list(head: Head, teasers: Iterable[Teaser], known: Describer) -> Thing:
    items = [
        {"@type": "ListItem", "position": number, "url": known.permalink(teaser.url), "name": teaser.title}
        for number, teaser in enumerate(teasers, 1)
    ]
    return {
        "@type": "CollectionPage",
        "url": known.permalink(head.url),
        "name": head.title,
        "isPartOf": known.website,
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }


def _breadcrumbs(head: Head, known: Describer) -> Thing:
    """Tell the way to a page; the last step is the page itself and needs no address."""
    above = [Link(name=known.config.name, url="/"), *head.trail]
    steps = [
        {"@type": "ListItem", "position": number, "name": link.name, "item": known.permalink(link.url)} for number, link in enumerate(above, 1)
    ]
    here = {"@type": "ListItem", "position": len(above) + 1, "name": head.title}
    return {"@type": "BreadcrumbList", "itemListElement": [*steps, here]}


def _iso(when: When | None) -> str:
    return yamldoc.format_when(when) if when else ""


_DESCRIPTIONS: Mapping[str, Callable[[Mapping[str, Any], Head, Describer], Thing]] = {
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
