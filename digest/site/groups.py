"""Which articles stand together: on one topic, of one source, month or day, with one name.

    groups["topic"]["apps"].rows     the articles of a topic, newest first

A kind of group is made when somebody asks for it, from all articles; or it is as the last build left it (`kept`), with
what changed since. What a group is called is told by its articles: the newest one's spelling stands, and the first other form given.
"""

from __future__ import annotations

import bisect
import operator
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from digest.site.rows import Row

Entry = tuple[str, str, str]
"""The key of a group that an article stands in, what it calls it, and the other form that it gives."""

Keys = Callable[[Row], Iterable[Entry]]
"""Says in which groups of one kind an article stands."""


class Group(NamedTuple):
    """Some articles, newest first, and what they have in common."""

    rows: list[Row]
    name: str = ""
    also: str = ""


Groups = Mapping[str, Mapping[str, Group]]
"""By kind, then by key."""


class LazyGroups(dict[str, Mapping[str, Group]]):
    """Groups of which each kind is made when somebody asks for it."""

    def __init__(self, makers: Mapping[str, Callable[[], Mapping[str, Group]]]) -> None:
        """Make each kind by its maker."""
        super().__init__()
        self._makers = makers

    def __missing__(self, kind: str) -> Mapping[str, Group]:
        """Make the groups of a kind."""
        made = self[kind] = self._makers[kind]()
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Send those that were made, and no makers, to another process."""
        return dict, (dict(self),)


def grouped(rows: Iterable[Row], keys: Keys, first: Mapping[str, Sequence[Row]] = types.MappingProxyType({})) -> dict[str, Group]:
    """Group articles, which come newest first, behind those that stand `first` in a group."""
    held = {key: list(own) for key, own in first.items()}
    names, forms = dict.fromkeys(held, ""), dict.fromkeys(held, "")
    for row in rows:
        for key, name, also in keys(row):
            own = held.get(key)
            if own is None:
                held[key], names[key], forms[key] = [row], name, also
                continue
            if own[-1] is not row:  # an article may spell one name in two ways
                own.append(row)
            if also and not forms[key]:
                forms[key] = also
    return {key: Group(own, names[key], forms[key]) for key, own in held.items()}


_order = operator.attrgetter("order")


def replaced(rows: Iterable[Row], old: Row | None, new: Row | None) -> list[Row]:
    """Return articles with a new one, at its place in their order, instead of an old one."""
    found = [row for row in rows if row.path != old.path] if old else list(rows)
    if new:
        bisect.insort(found, new, key=_order)
    return found


def regrouped(groups: Mapping[str, Group], keys: Keys, old: Row | None, new: Row | None) -> dict[str, Group]:
    """Return groups with a new article in the place of an old one; those that neither stands in are the same objects."""
    before, after = list(keys(old)) if old else [], list(keys(new)) if new else []
    leaves, joins = {key for key, _, _ in before}, {key for key, _, _ in after}
    found = dict(groups)
    for key in leaves | joins:
        group = groups.get(key, Group([]))
        if rows := replaced(group.rows, old if key in leaves else None, new if key in joins else None):
            also = None if any(form for own, _, form in (*before, *after) if own == key) else group.also
            found[key] = _named(key, rows, keys, also)
        else:
            del found[key]
    return found


def _named(key: str, rows: list[Row], keys: Keys, also: str | None) -> Group:
    """Name a group anew; its other form is looked for only where that may have changed."""
    name = next(name for own, name, _ in keys(rows[0]) if own == key)
    if also is None:
        also = next((form for row in rows for own, _, form in keys(row) if own == key and form), "")
    return Group(rows, name, also)
