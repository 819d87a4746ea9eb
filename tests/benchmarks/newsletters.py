"""Newsletters of 2002, of which a person said what they are; and the links that two of the senders always set in one way.

`mail/newsletters/*.eml` are numbered. What is both an essay and a round-up, and what is neither, is in neither list.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from digest.errors import DigestError
from digest.ingest import newsletter
from digest.ingest.raw import RawArticle

from .scores import Score, share

ROUND_UPS = frozenset((
    11, 12, 13, 14, 18, 20, 21, 22, 24, 25, 26, 27, 28, 30, 31, 33, 34, 35, 36, 38, 40, 41, 43, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 59, 60, 61,
    66, 70, 71, 73, 74, 75, 76, 77, 78, 81, 82, 85, 86, 87, 88, 89, 93, 94, 95, 96, 97, 99, 100,
))  # fmt: skip
"""Letters that are lists of links, each with a title and most with a sentence."""
SINGLE = frozenset((2, 3, 4, 5, 6, 8, 9, 10, 17, 29, 37, 39, 42, 55, 62, 63, 64, 67, 80, 92))
"""Letters that are one text."""

_HEADLINE = re.compile(r"http://www\.theregister\.co\.uk/content/\d+/\d+\.html")
_FULL_STORY = re.compile(r'href="(?P<url>[^"]+)"[^>]*>\s*(?:<[^>]+>\s*)*Read\s+Full\s+Story', re.IGNORECASE)


@functools.cache
def letters(data: Path) -> dict[int, tuple[bytes, tuple[RawArticle, ...] | None]]:
    """Read the letters: number → bytes, and what ours made of them; `None` where it refused."""
    found = {}
    for path in sorted((data / "mail" / "newsletters").glob("*.eml")):
        try:
            articles = tuple(one for one in newsletter.parse(path.read_bytes(), path.name) if isinstance(one, RawArticle))
        except DigestError:
            articles = None
        found[int(path.name[:5])] = path.read_bytes(), articles
    return found


def taken(data: Path) -> Score | None:
    """Say how many letters give at least one article with a title, and no problem."""
    found = [articles is not None and all("title" in one.evidence or one.text for one in articles) for _, articles in letters(data).values()]
    return Score(ours=share(found), of=len(found)) if found else None


def parted(data: Path) -> Score | None:
    """Say of how many it is seen that they are a round-up, or that they are not."""
    found = [
        (articles is not None and len(articles) > 1) == (number in ROUND_UPS)
        for number, (_, articles) in letters(data).items()
        if number in ROUND_UPS | SINGLE
    ]
    return Score(ours=share(found), of=len(found), note="those that are clearly one or the other") if found else None


def links(data: Path) -> Score | None:
    """Hold the links of the items against those of the headlines, where their sender marks all of these in one way."""
    right = told = wanted = 0
    for raw, articles in letters(data).values():
        text = re.sub("=\\r?\\n", "", raw.decode("latin-1"))
        headlines = set(_HEADLINE.findall(text)) or {match["url"] for match in _FULL_STORY.finditer(text)}
        if len(headlines) < 5 or articles is None:
            continue
        found = {evidence.value for one in articles for evidence in one.evidence.get("url", ()) if _HEADLINE.match(evidence.value) or evidence.value in headlines}
        right, told, wanted = right + len(found & headlines), told + len(found), wanted + len(headlines)
    return Score(ours=right / wanted, of=wanted, note="headlines of The Register and “Read Full Story”") if wanted else None
