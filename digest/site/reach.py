"""How far a change reaches: which pages have to be planned after some articles changed, and which cannot be others than before.

Planning is cheap for one page and long for a hundred thousand. What is not reached is not planned: the manifest knows that
it stands. A reach may be too wide, since pages are compared before they are rendered, but never too narrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from digest.site.rows import Row


class Lines(NamedTuple):
    """What is known of `articles.jsonl` without all articles."""

    sum: int
    """Of what its lines are made of."""
    read: Callable[[], Mapping[str, bytes]]
    """Reads the lines that stand, by the articles' paths."""


class Reach(NamedTuple):
    """The articles and the groups whose pages are to be planned."""

    articles: Mapping[str, Row] = {}
    """By their paths."""
    groups: Mapping[str, Set[str]] = {}
    """The keys of groups, by kind."""
    lists: bool = True
    """Whether any list may be another than before; else articles alone, and what shows all of an article."""
    whole: Lines | None = None
    """Of the file of all articles, where it stands."""

    def rows(self, of: Iterable[Row]) -> Iterable[Row]:
        """Give those of some articles that are reached."""
        return self.articles.values()

    def holds(self, kind: str, key: str) -> bool:
        """Whether a group is reached."""
        return key in self.groups.get(kind, ())

    def holds_year(self, year: str) -> bool:
        """Whether a month of a year is reached."""
        return any(month.partition("/")[0] == year for month in self.groups.get("month", ()))


class _Everywhere(Reach):
    """Reaches all that there is."""

    def rows(self, of: Iterable[Row]) -> Iterable[Row]:
        """Give all of them."""
        return of

    def holds(self, kind: str, key: str) -> bool:
        """Whether a group is reached, as all are."""
        return True

    def holds_year(self, year: str) -> bool:
        """Whether a year is reached, as all are."""
        return True


EVERYWHERE: Reach = _Everywhere()
