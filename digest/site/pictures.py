"""What pictures are drawn from: counts over time and shares of a whole. Pure; the templates draw, in `partials/pictures.html`.

    weekly(days)                 a topic's articles in each week of its last year  →  Weeks
    shares(teasers, "topic")     how an edition is made up                         →  (Share, …)
    told_by_one(groups)          how many events rest on one outlet                →  3
    timeline(days)               on which days a story was told                    →  Timeline
    level(3, 12)                 how dark a cell of a heat map is, 0 to 4
    by_year(months)              the twelve months of each year       →  (("2020", (Counted | None, …)), …)
    month("2020-09", days)       a calendar of one month, weeks from Monday on     →  ((Day | None, …), …)

Only what a page needs is counted: a year of a topic, however old, and a single edition.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol, TypeVar

from digest.site.nouns import Link, Teaser

WEEKS = 52
"""How far back a topic's picture goes from its newest article."""

LEVELS = 4

_HEIGHT = 40
"""Of the picture of weeks, in its own units; a week is 4 units wide, its column 3."""

_SHARES_AT_MOST = 7
"""So many have a line of their own; what is left is one line more."""


class Weeks(NamedTuple):
    """How many articles were published in each week, the oldest first."""

    first: dt.date
    """The Monday of the first week."""
    counts: tuple[int, ...]

    @property
    def last(self) -> dt.date:
        """The Sunday of the last week."""
        return self.first + dt.timedelta(weeks=len(self.counts), days=-1)

    @property
    def peak(self) -> int:
        """The most articles in one week."""
        return max(self.counts)

    @property
    def total(self) -> int:
        """How many articles there are in all weeks."""
        return sum(self.counts)

    @property
    def box(self) -> str:
        """The `viewBox` in which `columns` is drawn."""
        return f"0 0 {4 * len(self.counts) - 1} {_HEIGHT}"

    @property
    def columns(self) -> str:
        """All columns as the one path of an SVG; an article is 2 units high at least."""
        tall = ((week, max(2, round(_HEIGHT * count / self.peak))) for week, count in enumerate(self.counts) if count)
        return "".join(f"M{4 * week} {_HEIGHT}v-{height}h3v{height}z" for week, height in tall)

    @property
    def rows(self) -> tuple[tuple[dt.date, int], ...]:
        """The weeks in which there was something, by their Monday, the newest first."""
        found = [(self.first + dt.timedelta(weeks=week), count) for week, count in enumerate(self.counts) if count]
        return tuple(reversed(found))


class Timeline(NamedTuple):
    """On which days there was something, and how much, the oldest first; two days at least."""

    days: tuple[tuple[dt.date, int], ...]

    @property
    def first(self) -> dt.date:
        """The first day."""
        return self.days[0][0]

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.days[-1][0]

    @property
    def box(self) -> str:
        """The `viewBox` in which `columns` is drawn."""
        return f"0 0 {4 * WEEKS - 1} {_HEIGHT}"

    @property
    def columns(self) -> str:
        """All days as the one path of an SVG, each where it stands between the first and the last."""
        peak, span = max(count for _, count in self.days), (self.last - self.first).days
        places = ((round(4 * (WEEKS - 1) * (day - self.first).days / span), round(_HEIGHT * count / peak)) for day, count in self.days)
        return "".join(f"M{x} {_HEIGHT}v-{height}h3v{height}z" for x, height in places)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A part of an edition."""

    name: str
    """Empty for what has no topic or outlet."""
    url: str
    """Root-relative; empty where there is no page of it."""
    count: int
    percent: int
    others: int = 0
    """How many small parts this one stands for; 0 for a part of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day of a calendar; the address is empty where it has no edition."""

    date: dt.date
    url: str = ""
    count: int = 0


def weekly(days: Iterable[str]) -> Weeks | None:
    """Count the articles of the newest `WEEKS` weeks; `days` are theirs of publication, newest first. `None` where there is none."""
    counts: Counter[int] = Counter()
    newest = 0
    for day, same in itertools.groupby(days):
        week = (dt.date.fromisoformat(day).toordinal() - 1) // 7  # day 1 was a Monday
        newest = newest or week
        if week <= newest - WEEKS:
            break
        counts[week] += sum(1 for _ in same)
    if not newest:
        return None
    first = newest - WEEKS + 1
    return Weeks(first=dt.date.fromordinal(7 * first + 1), counts=tuple(counts[week] for week in range(first, newest + 1)))


def timeline(days: Iterable[dt.date]) -> Timeline | None:
    """Count what was told on each day; `None` where all was told on one."""
    counts = Counter(days)
    return Timeline(days=tuple(sorted(counts.items()))) if len(counts) > 1 else None


def shares(teasers: Iterable[Teaser], by: Literal["topic", "source"]) -> tuple[Share, ...]:
    """Divide articles by their first topic or by their outlet, the largest share first and what has none last."""
    parts = Counter(map(_topic if by == "topic" else _outlet, teasers))
    whole = parts.total()
    ranked = sorted(parts.items(), key=lambda part: (part[0] == ("", ""), -part[1], part[0]))
    shown = ranked if len(ranked) <= _SHARES_AT_MOST + 1 else ranked[:_SHARES_AT_MOST]
    rest = ranked[len(shown) :]
    found = [Share(name=name, url=url, count=count, percent=_percent(count, whole)) for (name, url), count in shown]
    if rest:
        left = sum(count for _, count in rest)
        found.append(Share(name="", url="", count=left, percent=_percent(left, whole), others=len(rest)))
    return tuple(found)


def told_by_one(groups: Iterable[Iterable[Teaser]]) -> int:
    """Count the groups, each of articles on one event, that a single outlet tells; who tells what is not known counts for none."""
    outlets = ({teaser.source.name for teaser in group if teaser.source and teaser.source.name} for group in groups)
    return sum(len(names) == 1 for names in outlets)


def _topic(teaser: Teaser) -> tuple[str, str]:
    return (teaser.topics[0].name, teaser.topics[0].url) if teaser.topics else ("", "")


def _outlet(teaser: Teaser) -> tuple[str, str]:
    return (teaser.source.name, "") if teaser.source else ("", "")


def _percent(count: int, whole: int) -> int:
    return (200 * count + whole) // (2 * whole)


def level(count: int, most: int) -> int:
    """Say how dark a cell is: 0 for nothing, then in four equal steps up to `most`."""
    return -(-LEVELS * count // most) if most else 0


class _Month(Protocol):
    @property
    def link(self) -> Link:
        """Named `2020-09`."""


M = TypeVar("M", bound=_Month)


def by_year(months: Iterable[M]) -> tuple[tuple[str, tuple[M | None, ...]], ...]:
    """Give each year, in the order in which they come, its months from January on; what is named otherwise is left out."""
    years: dict[str, dict[str, M]] = {}
    for each in months:
        year, dash, number = each.link.name.partition("-")
        if dash:
            years.setdefault(year, {})[number] = each
    return tuple((year, tuple(held.get(f"{number:02}") for number in range(1, 13))) for year, held in years.items())


def month(name: str, days: Iterable[Day]) -> tuple[tuple[Day | None, ...], ...]:
    """Lay the days of a month (`2020-09`) out by weeks, Monday first; `None` beside the month's own days."""
    known: Mapping[dt.date, Day] = {day.date: day for day in days}
    weeks = calendar.Calendar().monthdatescalendar(int(name[:4]), int(name[5:]))
    return tuple(
        tuple(known.get(date, Day(date=date)) if date.month == int(name[5:]) else None for date in week) for week in weeks
    )
