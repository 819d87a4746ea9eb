"""What a page says of itself beside its text: JSON-LD, microdata, `<meta>` and `<link>`, read without a judgement.

JSON-LD and microdata become things of one shape, so that both are asked alike; what an `@id` points to is put in::

    {"@type": ["NewsArticle"], "headline": ["Rain at last"], "author": [{"@type": ["Person"], "name": ["Ann Example"]}]}

Every value is a list, in the order of the page. Broken JSON gives what can be had of it, or nothing.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from digest.ingest import html_tree as tree
from digest.ingest.html_tree import Element

Thing = Mapping[str, list[Any]]
"""Property → values, each of them a text or a `Thing`."""

_DEEPEST = 8
"""Things within things that are looked at."""
_MOST = 400
"""Things of a page that are looked at."""
_BEFORE = re.compile(r"\A[\s/*]*(?:<!--|<!\[CDATA\[)?[\s/*]*")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_DUBLIN_CORE = re.compile(r"(?<!\S)dc(?:terms?)?[.:]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that a page says of itself."""

    meta: Mapping[str, list[str]] = field(default_factory=dict)
    """Name or property of a `<meta>`, in small letters → what it says."""
    links: Mapping[str, list[str]] = field(default_factory=dict)
    """`rel` of a `<link>` → addresses."""
    linked_data: list[Thing] = field(default_factory=list)
    microdata: list[Thing] = field(default_factory=list)
    language: str = ""
    """What `<html lang>` says."""


def read(page: Element) -> Metadata:
    """Read what a page says of itself."""
    meta: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        content = plain(element.get("content") or element.get("value") or "")
        for name in {(element.get(key) or "").strip().lower() for key in ("name", "property", "http-equiv")} - {""}:
            for one in _DUBLIN_CORE.sub("dc.", name).split():
                if content:
                    meta.setdefault(one, []).append(content)
    links: dict[str, list[str]] = {}
    for element in page.iter("link"):
        for rel in (element.get("rel") or "").lower().split():
            if element.get("href"):
                links.setdefault(rel, []).append(element.get("href").strip())
    root = next(page.iter("html"), page)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    return Metadata(meta, links, _linked_data(page), _microdata(page), language.strip())


def plain(text: str) -> str:
    """Give a value as one line of text: entities that were escaped twice are undone, markup is taken out."""
    for _ in range(2):
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
    return " ".join(_MARKUP.sub("", text).split()) if "<" in text else " ".join(text.split())


def texts(thing: Thing, name: str) -> list[str]:
    """Give the values of a property as texts; of a thing its name, or its address."""
    found = []
    for value in thing.get(name, ()):
        if isinstance(value, str):
            found.append(value)
        else:
            found += (texts(value, "name") or texts(value, "url") or texts(value, "@id"))[:1]
    return [text for text in found if text]


def things(thing: Thing, name: str) -> list[Thing]:
    """Give the values of a property that are things."""
    return [value for value in thing.get(name, ()) if not isinstance(value, str)]


def types(thing: Thing) -> set[str]:
    """Give the types of a thing without the address of their vocabulary."""
    return {re.split(r"[/#:]", text)[-1] for text in texts(thing, "@type")}


# --- JSON-LD


def _linked_data(page: Element) -> list[Thing]:
    found: list[Thing] = []
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += _flatten(_loads(script.text or ""))
    by_id = {texts(thing, "@id")[0]: thing for thing in reversed(found) if thing.get("@id") and len(thing) > 1}
    return [_resolved(thing, by_id) for thing in found[:_MOST] if len(thing) > 1]


def _loads(text: str) -> Any:
    """Parse JSON as pages hold it: with comments around it, commas too many, newlines in texts, something behind it."""
    text = _BEFORE.sub("", text, count=1)
    decoder = json.JSONDecoder(strict=False)
    for attempt in (text, _LAST_COMMA.sub("", text)):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: Any) -> Iterator[Thing]:
    """Give the things at the top of a document, and those of its `@graph`."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, list):
            yield from _flatten(one)
        elif isinstance(one, dict):
            yield _thing(one)
            yield from _flatten(one.get("@graph", []))


def _thing(value: Mapping[str, Any], depth: int = 0) -> Thing:
    found: dict[str, list[Any]] = {}
    for key, some in value.items():
        items = some if isinstance(some, list) else [some]
        listed = [one for item in items for one in (item["@list"] if isinstance(item, dict) and isinstance(item.get("@list"), list) else [item])]
        kept = [one for item in listed if (one := _value(item, depth))]
        if kept and key != "@graph":
            found[key.removeprefix("schema:").removeprefix("http://schema.org/").removeprefix("https://schema.org/")] = kept
    return found


def _value(item: Any, depth: int) -> Any:
    if isinstance(item, dict):
        if "@value" in item:
            return plain(str(item["@value"]))
        return _thing(item, depth + 1) if depth < _DEEPEST else None
    if isinstance(item, bool):
        return str(item)
    return plain(str(item)) if isinstance(item, (str, int, float)) else None


def _resolved(thing: Thing, by_id: Mapping[str, Thing], depth: int = 0) -> Thing:
    """Put in what is only pointed to by its `@id`."""
    found: dict[str, list[Any]] = {}
    for key, values in thing.items():
        found[key] = [_pointed_to(value, by_id, depth) for value in values]
    return found


def _pointed_to(value: Any, by_id: Mapping[str, Thing], depth: int) -> Any:
    if isinstance(value, str) or depth >= 2:
        return value
    pointed = by_id.get(texts(value, "@id")[0]) if set(value) <= {"@id", "@type"} and value.get("@id") else None
    return _resolved(pointed or value, by_id, depth + 1)


# --- microdata


def _microdata(page: Element) -> list[Thing]:
    """Read the items of a page; what is marked outside each of them is one more, of no type."""
    top = [element for element in page.iter("*") if element.get("itemscope") is not None and element.get("itemprop") is None]
    found = [_item(element, 0) for element in top[:_MOST]]
    if page.get("itemscope") is None:
        found.append(_item(page, 0))
    return [thing for thing in found if thing]


def _item(scope: Element, depth: int) -> Thing:
    found: dict[str, list[Any]] = {}
    if scope.get("itemtype"):
        found["@type"] = scope.get("itemtype").split()
    for element in _properties(scope):
        nested = element.get("itemscope") is not None
        value: Any = (_item(element, depth + 1) if depth < _DEEPEST else {}) if nested else _text(element)
        for name in (element.get("itemprop") or "").split():
            if value:
                found.setdefault(name, []).append(value)
    return found


def _properties(scope: Element) -> Iterator[Element]:
    """Walk the elements that are properties of one item, and not of an item within it."""
    waiting = list(scope)[::-1]
    while waiting:
        element = waiting.pop()
        if not tree.tag(element):
            continue
        if element.get("itemprop"):
            yield element
        if element.get("itemscope") is None:
            waiting += list(element)[::-1]


def _text(element: Element) -> str:
    """Give what a property says: an attribute where the element has one for it, else its text."""
    for name in ("content", "datetime"):
        if element.get(name):
            return plain(element.get(name))
    address = element.get("href") or element.get("src")
    text = tree.text_of(element)[:2000]
    return address.strip() if address and (tree.tag(element) in ("img", "link") or not text) else text
