"""Which part of a page is the article: the block that holds most prose, without what is chaff. Pure.

Paragraphs give points for their length and their commas to the blocks that they stand in; links take points away;
the names that the page's author gave speak too. That is the method of the reading views of browsers (Arc90's, then
Mozilla's). Where it finds little, the page is read again with fewer things taken out beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.ingest import html_chaff as chaff
from digest.ingest import html_tree as tree
from digest.ingest.html_tree import Element

_ENOUGH = 500
"""Characters of a body that was surely found."""
_SOME, _MUCH_MORE = 200, 1.7
"""Of a body with some characters, that is perhaps a short article, another one must have so many times as many."""
_SHORTEST = 25
"""Characters of a paragraph that counts."""
_SCORED = ("section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre")
_BLOCKS = ("div", "section", "article", "main", "body", "blockquote", "center", "header", "span")
_KIND = {
    "div": 5, "article": 5, "main": 5, "pre": 3, "td": 3, "blockquote": 3, "address": -3, "ol": -3, "ul": -3, "dl": -3, "dd": -3,
    "dt": -3, "li": -3, "form": -3, "h1": -5, "h2": -5, "h3": -5, "h4": -5, "h5": -5, "h6": -5, "th": -5,
}  # fmt: skip
"""What an element's tag alone is worth as the one that holds the article."""
_CANDIDATES = 5
_ALIKE = 0.75
"""Candidates with this share of the best one's points may be parts of one article."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How a page is read: what is taken out by its names, whether names weigh, whether blocks are weighed after."""

    by_name: bool
    names_weigh: bool
    strictly: bool


_WAYS = (_Way(True, True, True), _Way(False, True, True), _Way(False, False, True), _Way(False, False, False))
"""One after the other, until enough is found."""


def find(page: Element, titles: Sequence[str] = ()) -> Element:
    """Find the article of a page: a `div` of its own that holds it. Headings that say one of `titles` are not in it."""
    best, most = tree.new("div"), 0
    for way in _WAYS:
        found = _find(tree.copy(page), titles, way)
        size = len(tree.inner(found))
        if size > most * (_MUCH_MORE if most >= _SOME else 1):
            best, most = found, size
        if most >= _ENOUGH:
            break
    return best


def _find(page: Element, titles: Sequence[str], way: _Way) -> Element:
    start = page.find("body")
    body = start if start is not None else page
    chaff.strip(body, by_name=way.by_name)
    _prepare(body)
    found = _choose(body, way)
    chaff.clean(found, strictly=way.strictly)
    _without_titles(found, titles)
    return found


def _prepare(body: Element) -> None:
    """Give each bare run of text a paragraph, so that all prose is counted alike."""
    for element in tree.elements(body, "p", "font"):
        if tree.tag(element) == "font":
            element.tag = "span"
        elif any(_ends(br) for br in element.iter("br")):
            element.tag = "div"
    tree.paragraphs(body)
    for element in tree.elements(body, *_BLOCKS):
        if tree.tag(element) != "span" or not tree.is_phrasing(element):
            tree.paragraphs(element)
    for element in tree.elements(body, "div"):
        if len(element) == 1 and tree.tag(element[0]) == "p" and tree.link_density(element) < 0.25 and element.getparent() is not None:
            child = element[0]
            child.set("class", f"{element.get('class', '')} {child.get('class', '')}".strip())
            if element.get("id"):
                child.set("id", element.get("id"))
            child.tail = element.tail
            element.getparent().replace(element, child)


def _ends(br: Element) -> bool:
    following = br.getnext()
    return following is not None and tree.tag(following) == "br" and not (br.tail or "").strip()


def _choose(body: Element, way: _Way) -> Element:
    """Take the block with the most points, and those beside it that read alike."""
    scores = _score(body, way)
    ranked = sorted(scores, key=lambda element: -scores[element])[:_CANDIDATES]
    if not ranked:
        return _whole(body)
    top = _climb(_common(ranked, scores), scores, way)
    result = tree.new("div")
    for element in _siblings(top, scores):
        result.append(element)
    return result


def _whole(body: Element) -> Element:
    result = tree.new("div")
    result.text = body.text
    for child in list(body):
        result.append(child)
    return result


def _score(body: Element, way: _Way) -> dict[Element, float]:
    """Let each paragraph give points to what it stands in, the less the farther it is."""
    scores: dict[Element, float] = {}
    for element in tree.elements(body, *_SCORED):
        text = tree.inner(element)
        if len(text) < _SHORTEST:
            continue
        points = 2 + chaff.commas(text) + min(len(text) // 100, 3)
        for level, above in enumerate(element.iterancestors()):
            if level > 4 or tree.tag(above) == "html":
                break
            if above not in scores:
                scores[above] = _start(above, way)
            scores[above] += points / (1, 2, 6, 9, 12)[level]
    return {element: points * (1 - tree.link_density(element)) for element, points in scores.items()}


def _start(element: Element, way: _Way) -> float:
    return _KIND.get(tree.tag(element), 0) + (chaff.weight(element) if way.names_weigh else 0)


def _common(ranked: list[Element], scores: dict[Element, float]) -> Element:
    """Give the block that holds the best candidates together, where three and more are alike."""
    best = ranked[0]
    alike = [element for element in ranked[1:] if scores[element] >= _ALIKE * scores[best]]
    if len(alike) < 3:
        return best
    for above in best.iterancestors():
        if tree.tag(above) in ("body", "html"):
            break
        if sum(1 for other in alike if above in set(other.iterancestors())) >= 3:
            return above
    return best


def _climb(best: Element, scores: dict[Element, float], way: _Way) -> Element:
    """Go up while what holds a block has more points than it: there is more of the article beside it."""
    if best not in scores:
        scores[best] = _start(best, way)
    last, least = scores[best], scores[best] / 3
    above = best.getparent()
    while above is not None and tree.tag(above) not in ("body", "html"):
        if above in scores:
            if scores[above] < least:
                break
            if scores[above] > last:
                best = above
                break
            last = scores[above]
        above = above.getparent()
    while (above := best.getparent()) is not None and tree.tag(above) not in ("body", "html") and len(above) == 1:
        best = above
    if best not in scores:
        scores[best] = _start(best, way)
    return best


def _siblings(top: Element, scores: dict[Element, float]) -> Iterator[Element]:
    """Give the block and those beside it that belong to the article."""
    above = top.getparent()
    if above is None or tree.tag(above) == "html":
        yield from list(top)
        return
    least = max(10.0, 0.2 * scores[top])
    for element in list(above):
        bonus = 0.2 * scores[top] if top.get("class") and element.get("class") == top.get("class") else 0
        if element is top or scores.get(element, -1e9) + bonus >= least or (tree.tag(element) == "p" and _reads_well(element)):
            yield element


def _reads_well(paragraph: Element) -> bool:
    text, links = tree.inner(paragraph), tree.link_density(paragraph)
    return (len(text) > 80 and links < 0.25) or (0 < len(text) < 80 and links == 0 and bool(re.search(r"[.。！？](?: |$)", text)))


def _without_titles(body: Element, titles: Sequence[str]) -> None:
    """Take out headings that only say the title again."""
    told = [words for title in titles if (words := _words(title))]
    for heading in tree.elements(body, "h1", "h2"):
        said = _words(tree.inner(heading))
        if any(len(said & words) >= 0.75 * len(said | words) for words in told):
            tree.remove(heading)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
