"""HTML → a tree, and what is asked of its elements again and again: their text, how much of it is links, their names.

Alone knows lxml, whose elements these are. A tree is made by `parse` and may be changed by who made it; `copy` gives another.
"""

from __future__ import annotations

import copy as copying
import re
from collections.abc import Iterator
from typing import Any

Element = Any
"""An element of lxml, which has no types of its own."""

PHRASING = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "math", "meter", "noscript", "picture", "progress", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"]
)
"""Elements that stand inside a line of text."""
_DEEPEST = 150
_NEVER_TEXT = frozenset(["script", "style", "template", "svg", "noscript"])
_SPACE = re.compile(r"\s+")
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(text: str) -> Element | None:
    """Make a tree of a page, or of a piece of one, however broken it is; `None` where it holds nothing."""
    from lxml import etree, html

    data = _BROKEN.sub("", _ENCODING.sub("", text)).encode()
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser) if data.strip() else None
    except etree.ParserError:
        return None
    if root is not None:
        _flatten(root)
    return root


def _flatten(root: Element) -> None:
    """Take off the wrappers beyond a depth that no page needs, so that what is asked of each level stays cheap."""
    depths = {root: 0}
    deep = []
    for element in root.iter("*"):
        if element is not root:
            depths[element] = depths[element.getparent()] + 1
            if depths[element] > _DEEPEST:
                deep.append(element)
    for element in reversed(deep):
        element.drop_tag()


def copy(element: Element) -> Element:
    """Give another tree that holds the same."""
    return copying.deepcopy(element)


def new(tag: str) -> Element:
    """Make an element that stands nowhere yet."""
    from lxml import html

    return html.Element(tag)


def tag(element: Element) -> str:
    """Give the tag in small letters; empty for what is no element."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def names(element: Element) -> str:
    """Give class and id together: what the page's author called it."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def elements(root: Element, *tags: str) -> Iterator[Element]:
    """Walk the elements below one, those of some tags or all; what is taken out meanwhile is passed over."""
    for element in list(root.iter(*tags) if tags else root.iter("*")):
        if element is not root:
            yield element


def text_of(element: Element) -> str:
    """Give all text, with a space between blocks, and single spaces."""
    return _SPACE.sub(" ", "".join(_pieces(element))).strip()


def _pieces(element: Element) -> Iterator[str]:
    from lxml import etree

    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = tag(node)
        if event == "start":
            if name not in PHRASING or name == "br":
                yield " "
            if node.text and name not in _NEVER_TEXT:
                yield node.text
        else:
            if name not in PHRASING:
                yield " "
            if node.tail and node is not element:
                yield node.tail


def inner(element: Element) -> str:
    """Give all text as it is written; quick, for measuring."""
    return _SPACE.sub(" ", "".join(element.itertext())).strip()


def link_density(element: Element) -> float:
    """Say which share of the text stands in links, 0 to 1; a link within the page counts less."""
    whole = len(inner(element))
    if not whole:
        return 0.0
    linked = sum(len(inner(a)) * (0.3 if a.get("href", "").startswith("#") else 1.0) for a in element.iter("a"))
    return linked / whole


def remove(element: Element) -> None:
    """Take an element out, and leave the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def is_phrasing(element: Element) -> bool:
    """Whether an element is part of a line of text: it is of that kind, and holds no block."""
    return tag(element) in PHRASING and all(tag(child) in PHRASING or tag(child) in _NEVER_TEXT for child in elements(element))


def has_ancestor(element: Element, *tags: str) -> bool:
    """Whether an element stands, at whatever depth, in one of some tags."""
    return next(element.iterancestors(*tags), None) is not None


def paragraphs(element: Element) -> None:
    """Put each run of text that stands bare in a block into a paragraph of its own; two line breaks end one."""
    children, text = list(element), element.text
    for child in children:
        element.remove(child)
    element.text, run = None, _run(text)
    for child in children:
        before = run[-1] if len(run) else None
        ends = tag(child) == "br" and before is not None and tag(before) == "br" and not (before.tail or "").strip()
        if is_phrasing(child) and not ends:
            run.append(child)
            continue
        _close(element, run)
        run, child.tail = _run(child.tail), None
        if not ends:
            element.append(child)
    _close(element, run)


def _run(text: str | None) -> Element:
    paragraph = new("p")
    paragraph.text = text
    return paragraph


def _close(element: Element, run: Element) -> None:
    while len(run) and tag(run[-1]) == "br" and not (run[-1].tail or "").strip():
        run.remove(run[-1])
    if inner(run) or next(run.iter("img", "picture"), None) is not None:
        element.append(run)
