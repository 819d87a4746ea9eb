"""What pages are planned from: indexes and editions, and the teasers in them, each made when somebody looks at it.

An index holds `Teasers` and never articles, so that the edit of a body changes one page. An index of fifty thousand is
cut into pages, compared and mostly found unchanged; for that its rows suffice. Templates and feeds see sequences of
`Teaser`s, as if all of them were there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar, overload

from digest.config import Config
from digest.model import Topic
from digest.site import rows
from digest.site.nouns import Link, Teaser
from digest.site.rows import Row

Value = TypeVar("Value")


class Maker:
    """Makes teasers, each once in a process."""

    def __init__(self, config: Config, topics_of: Callable[[tuple[str, ...]], tuple[Link, ...]]) -> None:
        """`topics_of` leads from topics as pages spell them to the links that they are."""
        self._config, self._topics = config, Memo(topics_of)
        self._names = Memo(self._names_of)
        self._made: dict[str, Teaser] = {}

    def __call__(self, row: Row) -> Teaser:
        """Return the teaser of a row."""
        made = self._made.get(row.path)
        if made is None:
            made = self._made[row.path] = rows.teaser_of(row, self._topics[row.topics], self._config)
        return made

    def _names_of(self, spelt: tuple[str, ...]) -> str:
        return "\1".join(link.name for link in self._topics[spelt])

    def topics(self, row: Row) -> tuple[Link, ...]:
        """Return the topics of a row."""
        return self._topics[row.topics]

    def fingerprint(self, rows: Iterable[Row]) -> str:
        """Fingerprint what the teasers of some rows show, without making one."""
        names = self._names
        return "".join([f"{row.teased}{names[row.topics]}\0" for row in rows])


class Memo(dict[tuple[str, ...], Value]):
    """Remembers what a function said: many articles have the same topics."""

    def __init__(self, function: Callable[[tuple[str, ...]], Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, spelt: tuple[str, ...]) -> Value:
        value = self[spelt] = self._function(spelt)
        return value


class MakesTeasers(Protocol):
    """What a `Maker` is to those who show teasers."""

    def __call__(self, row: Row) -> Teaser:
        """Return the teaser of a row."""

    def fingerprint(self, rows: Iterable[Row]) -> str:
        """Fingerprint what the teasers of some rows show, without making one."""


class Teasers(Sequence[Teaser]):
    """The teasers of some rows."""

    __slots__ = ("_made", "maker", "rows")

    def __init__(self, rows: Sequence[Row], maker: MakesTeasers) -> None:
        """Show rows by what `maker` makes of them."""
        self.rows, self.maker = rows, maker
        self._made: list[Teaser] | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    @overload
    def __getitem__(self, at: int) -> Teaser: ...
    @overload
    def __getitem__(self, at: slice) -> Teasers: ...

    def __getitem__(self, at: int | slice) -> Teaser | Teasers:
        """Return one teaser, or some of them."""
        return Teasers(self.rows[at], self.maker) if isinstance(at, slice) else self.maker(self.rows[at])

    def __iter__(self) -> Iterator[Teaser]:
        """Make them, once: a page shows them to machines and to readers."""
        if self._made is None:
            self._made = list(map(self.maker, self.rows))
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        """Whether both show the same articles, each as it was."""
        return isinstance(other, Teasers) and list(self.rows) == list(other.rows)

    def __hash__(self) -> int:
        """Hash which articles they show."""
        return hash(tuple(row.path for row in self.rows))

    def fingerprint(self) -> str:
        """Fingerprint what they show, without making one."""
        return self.maker.fingerprint(self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """All articles that share something: a topic, a source, a name or a month. Newest first."""

    link: Link
    teasers: Teasers
    key: str = ""
    """That of the group of articles."""

    @property
    def count(self) -> int:
        """How many articles it holds."""
        return len(self.teasers)


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicIndex:
    """A topic with its articles, those of the topics below it among them."""

    topic: Topic
    index: Index
    parent: Link | None
    children: tuple[Link, ...]


class Edition(NamedTuple):
    """The articles of a day or an ISO week, in the site's time zone, in the editor's order where one was given."""

    name: str
    """`2020-09-11` or `2020-W37`."""
    url: str
    day: dt.date
    """The day, or the Monday of the week."""
    teasers: Teasers
    title: str = ""
    body: str = ""
    closed: bool = False
    late: frozenset[str] = frozenset()
    """Ids of articles that came after the edition of their own day was closed."""

    @property
    def is_week(self) -> bool:
        """Whether it covers an ISO week."""
        return "W" in self.name
