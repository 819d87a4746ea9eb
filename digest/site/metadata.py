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


def json_ld(page: Page, config: Config, title: str = "") -> Thing | None:
    """Describe a page as one JSON-LD document with a `@graph`; `None` where there is nothing to say.

    `title` is what readers see as its title, where that is other than the planned one: a month's name, a page's number.
    """
    head: Head = page.context["page"]
    if title and title != head.title:
        head = replace(head, title=title)
    graph: list[Thing] = []
    if head.indexed:
        graph.append(_DESCRIPTIONS.get(page.kind, _web_page)(page.context, head, config))
    if head.trail:
        graph.append(_breadcrumbs(head, config))
    return {"@context": "https://schema.org", "@graph": graph} if graph else None


def _home(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    return filled({
        "@type": "WebSite",
        "@id": config.permalink("/") + "#site",
        "url": config.permalink("/"),
        "name": config.name,
        "description": config.description,
        "inLanguage": config.language,
        "publisher": _publisher(config),
        "potentialAction": _search(config) if "search" in config.pages else {},
    })


def _search(config: Config) -> Thing:
    target = {"@type": "EntryPoint", "urlTemplate": config.permalink("/search/") + "?q={query}"}
    return {"@type": "SearchAction", "target": target, "query-input": "required name=query"}


def _web_page(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    return filled({
        "@type": "WebPage",
        "url": config.permalink(head.url),
        "name": head.title,
        "description": head.description,
        "isPartOf": {"@id": config.permalink("/") + "#site"},
    })


def _article(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    article: Article = context["article"]
    teaser: Teaser = context["teaser"]
    url = config.permalink(head.url)
    medtops = {topic.slug: topic.medtop for topic in config.topics if topic.medtop}
    return filled({
        "@type": "NewsArticle",
        "url": url,
        "mainEntityOfPage": url,
        "headline": article.title,
        "alternativeHeadline": article.kicker,
        "description": article.summary,
        "inLanguage": article.language or config.language,
        "image": _image(teaser, config),
        "datePublished": _iso(article.published),
        "dateModified": _iso(article.updated or article.published),
        "author": _publisher(config) if article.source else _people(article) or _publisher(config),
        "publisher": _publisher(config),
        "isBasedOn": _original(article),
        "workTranslation": [_translation(t, config) for t in context["translations"]],
        "about": [_topic(link, medtops, config) for link in teaser.topics],
        "mentions": [filled({"@type": "Thing", "name": n.name, "alternateName": n.also}) for n in article.names],
        "correction": [
            {"@type": "CorrectionComment", "text": c.note, "datePublished": _iso(c.date)} for c in article.corrections
        ],
    })


def _people(article: Article) -> list[Thing]:
    return [{"@type": "Person", "name": name} for name in article.authors]


def _original(article: Article) -> Thing | None:
    if not article.source:
        return None
    return filled({
        "@type": "CreativeWork",
        "url": article.source.url if article.source.url.lower().startswith(("http://", "https://")) else "",
        "datePublished": _iso(article.published),
        "author": _people(article),
        "publisher": filled({"@type": "Organization", "name": article.source.name}),
    })


def _image(teaser: Teaser, config: Config) -> Thing | None:
    if not teaser.image:
        return None
    return filled({
        "@type": "ImageObject",
        "url": config.permalink(teaser.image.url),
        "caption": teaser.image.caption or teaser.image.alt,
        "creditText": teaser.image.credit,
    })


def _translation(translation: Translation, config: Config) -> Thing:
    return {"@type": "NewsArticle", "url": config.permalink(translation.url), "inLanguage": translation.language}


def _topic(link: Link, medtops: Mapping[str, str], config: Config) -> Thing:
    code = medtops.get(link.url.split("/")[2], "")
    same = f"http://cv.iptc.org/newscodes/mediatopic/{code}" if code else ""
    return filled({"@type": "Thing", "name": link.name, "url": config.permalink(link.url), "sameAs": same})


def _edition(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    edition: Edition = context["edition"]
    return _list(head, edition.teasers, config)


def _story(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    story: Story = context["story"]
    return _list(head, story.teasers, config)


def _listing(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    listing: Listing = context["listing"]
    return _list(head, listing.teasers, config)


def _corrections(context: Mapping[str, Any], head: Head, config: Config) -> Thing:
    corrections: tuple[Corrected, ...] = context["corrections"]
    return _list(head, dict.fromkeys(corrected.teaser for corrected in corrections), config)


def _list(head: Head, teasers: Iterable[Teaser], config: Config) -> Thing:
    items = [
        {"@type": "ListItem", "position": number, "url": config.permalink(teaser.url), "name": teaser.title}
        for number, teaser in enumerate(teasers, 1)
    ]
    return {
        "@type": "CollectionPage",
        "url": config.permalink(head.url),
        "name": head.title,
        "isPartOf": {"@id": config.permalink("/") + "#site"},
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items},
    }


def _breadcrumbs(head: Head, config: Config) -> Thing:
    """Tell the way to a page; the last step is the page itself and needs no address."""
    above = [Link(name=config.name, url="/"), *head.trail]
    steps = [
        {"@type": "ListItem", "position": number, "name": link.name, "item": config.permalink(link.url)} for number, link in enumerate(above, 1)
    ]
    here = {"@type": "ListItem", "position": len(above) + 1, "name": head.title}
    return {"@type": "BreadcrumbList", "itemListElement": [*steps, here]}


def _publisher(config: Config) -> Thing:
    return filled({
        "@type": "Organization",
        "name": config.editor or config.name,
        "url": config.permalink("/"),
        "logo": config.permalink(config.logo) if config.logo else "",
    })


def _iso(when: When | None) -> str:
    return yamldoc.format_when(when) if when else ""


_DESCRIPTIONS: Mapping[str, Callable[[Mapping[str, Any], Head, Config], Thing]] = {
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
