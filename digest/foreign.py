"""The front matter of other generators, in our words, where it is plain what is meant.

    {"date": "2020-09-11", "tags": ["apps"], "source_url": "https://bbc.com/1"}
    → {"published": "2020-09-11", "topics": ["apps"], "source": {"url": "https://bbc.com/1"}}

Once for what `plainyaml` reads, once for the nodes of `yamldoc`. To understand one key more, add it to `_FOREIGN`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from digest import later, yamldoc
from digest.model import Article
from digest.plainyaml import Value
from digest.records import fields_of

if TYPE_CHECKING:
    import yaml
else:
    yaml = later.read("yaml")

_FOREIGN = {
    "date": "published",
    "tags": "topics",
    "tag": "topics",
    "categories": "topics",
    "category": "topics",
    "description": "summary",
    "excerpt": "summary",
    "author": "authors",
    "lang": "language",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "modified": "updated",
    "redirect_from": "aliases",
    "source_url": "source",
}
"""Keys of Jekyll, Hugo, Pelican and Eleventy, and what they are called here. Ours wins where both stand."""

_OURS = frozenset(field.name for field in fields_of(Article))
_NAMES = {**_FOREIGN, **{name: name for name in _OURS}}


def in_our_words(values: dict[str, Value]) -> dict[str, Value] | None:
    """Give each key of other generators its name here; `None` where one thing is said twice."""
    if values.get("published") in ("true", "false"):
        return None
    if values.keys() <= _OURS:
        return values
    named: dict[str, Value] = {}
    for key, value in values.items():
        name = _NAMES.get(key) or _NAMES.get(key.lower(), key)
        if key == "source_url":
            continue
        if name in named:
            return None
        named[name] = value
    if (url := values.get("source_url")) not in (None, ""):
        source = named.get("source")
        if not isinstance(url, str) or not isinstance(source, str | None):
            return None
        named["source"] = {"name": source, "url": url} if source else {"url": url}
    return named


def canonical(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Give each key of other generators its name here.

    Of several names for one thing that with a value counts, and of those ours, then the first.
    """
    pairs = list(_without_jekylls_published(node))
    full_and_ours_first = sorted(pairs, key=lambda pair: (yamldoc.is_empty(pair[1]), name_of(pair[0]) != pair[0].value))
    counts = {name: key.value for key, _ in reversed(full_and_ours_first) if (name := name_of(key))}
    for key, value in pairs:
        name = name_of(key)
        if name == "source" and key.value == counts[name] and not yamldoc.is_empty(value):
            value = _source(key, value, pairs)
        if name == key.value == counts[name] or not name:
            yield key, value
        elif key.value == counts[name]:
            yield yaml.ScalarNode(key.tag, name, key.start_mark, key.end_mark), value


def name_of(key: yaml.Node) -> str:
    """Give what a key is called here; a key that nobody knows keeps its name."""
    if not isinstance(key, yaml.ScalarNode):
        return ""
    name = str(key.value)
    return _NAMES.get(name) or _NAMES.get(name.lower(), name)


def _source(key: yaml.Node, value: yaml.Node, pairs: list[tuple[yaml.Node, yaml.Node]]) -> yaml.Node:
    """Join `source` and `source_url`."""
    if key.value == "source_url":
        return yamldoc.mapping(value, [(yamldoc.scalar(value, "url"), value)])
    urls = [url for other, url in pairs if other.value == "source_url" and not yamldoc.is_empty(url)]
    own = value.value if isinstance(value, yaml.MappingNode) else [(yamldoc.scalar(value, "name"), value)]
    if not urls or isinstance(value, yaml.SequenceNode) or any(part.value == "url" for part, _ in own):
        return value
    return yamldoc.mapping(value, [*own, (yamldoc.scalar(urls[0], "url"), urls[0])])


def _without_jekylls_published(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Read Jekyll's `published: false` as `draft: true`; its `published: true` says nothing."""
    for key, value in node.value:
        if key.value != "published" or value.value not in ("true", "false"):
            yield key, value
        elif value.value == "false":
            yield yamldoc.scalar(key, "draft"), yamldoc.scalar(value, "true")


