"""Where else an article is found: its picture and its translations, as the site addresses them. Pure.

An image is shown only where the site holds it: nothing is fetched from another host, so the picture of an outlet is a
link. A translation is another article of the digest, named by its page file, or any address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from digest.errors import did_you_mean
from digest.files import ARTICLES
from digest.model import Image
from digest.site.nouns import Finding, Teaser

_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_OF_OTHERS = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Translation(NamedTuple):
    """An article in another language."""

    language: str
    name: str
    """Its title, or the host of its address."""
    url: str
    """Root-relative, or of another site."""


def own_image(image: Image | None, page_url: str) -> Image | None:
    """Return an image of the page at `page_url` with its root-relative address; `None` where the site does not hold it."""
    if not image or not image.url or _OF_OTHERS.match(image.url):
        return None
    return image._replace(url=urljoin(f"http://site{page_url}", image.url).removeprefix("http://site"))


def image_files(image: Image | None) -> tuple[str, ...]:
    """Return the path of an image that lies beside the page file; nothing where it stands elsewhere."""
    beside = own_image(image, "/")
    return (image.url.removeprefix("./"),) if image and beside and not image.url.startswith("/") else ()


def translations(named: Mapping[str, str], find: Callable[[str], Teaser | None]) -> tuple[Translation, ...]:
    """Say where an article stands in other languages; `find` leads from the path of a page file to its article."""
    found = []
    for language, target in named.items():
        if other := find(page_file(target)):
            found.append(Translation(language=language, name=other.title, url=other.url))
        elif _ADDRESS.match(target):
            found.append(Translation(language=language, name=urlsplit(target).hostname or target, url=target))
    return tuple(found)


def untranslated(path: str, named: Mapping[str, str], known: Collection[str]) -> Iterator[Finding]:
    """Refuse translations of the article at `path` that are not there, and languages that are none."""
    for language, target in named.items():
        file, keys = f"{ARTICLES}/{path}", ("translations", language)
        if not _TAG.fullmatch(language):
            yield Finding(file, keys, f"“{language}” is no language tag", "write it as en, or zh-Hant")
        if not _ADDRESS.match(target) and page_file(target) not in known:
            near = did_you_mean(target, [other.removesuffix(".md") for other in known])
            cure = near or "name its page file below content/articles/ without .md, or a whole address"
            yield Finding(file, keys, f"there is no article “{target}”", cure)


def page_file(target: str) -> str:
    """Name the page file that a translation may mean."""
    return f"{target.removesuffix('.md')}.md"
