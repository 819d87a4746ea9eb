"""Editions: which day's and which week's issue each article stands in.

An article belongs to the edition of the day on which it was published, in the site's zone, else of the day on which it
was taken in. A closed edition, one whose file in `content/editions/` lists its articles, holds just those, and is
never changed by an article that comes late: that goes forward, and is marked.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.content import EDITIONS
from digest.errors import did_you_mean
from digest.model import EditionFile
from digest.site.indexes import Edition, Maker, Teasers
from digest.site.nouns import Finding, Link, make_link
from digest.site.rows import Row


@dataclass(frozen=True)
class Editions:
    """The editions of days, newest first, those of weeks, and where each article stands."""

    files: Mapping[str, EditionFile]
    listed: Mapping[str, Sequence[Row]]
    """What the files list, by the name of the edition."""
    rows: Sequence[Row]
    maker: Maker

    @functools.cached_property
    def _placed(self) -> tuple[Mapping[str, list[Row]], Mapping[str, str], Mapping[str, set[str]]]:
        """Give the articles of each day, the day of each article by its path, and the ids of those that came late.

        A closed edition holds just what its file lists. An article of a closed day that the file lacks goes to
        the first open day from the day on which it was taken in, marked late.
        """
        held = {name: list(own) for name, own in self.listed.items() if "W" not in name}
        closed = self._closed(held)
        late: dict[str, set[str]] = defaultdict(set)
        day_of: dict[str, str] = {}
        for name in held:
            for row in self.listed[name]:
                day_of.setdefault(row.path, name)
        for row in self.rows:
            if not row.day or row.path in day_of:
                continue
            day = row.day
            if day in closed:
                day = _first_open(max(day, row.arrived), closed)
                late[day].add(row.id)
            day_of[row.path] = day
            if day in held:
                held[day].append(row)
            else:
                held[day] = [row]
        return held, day_of, late

    def _closed(self, held: Mapping[str, object]) -> frozenset[str]:
        return frozenset(name for name in held if name in self.files and self.files[name].articles is not None)

    def of(self, row: Row) -> Link | None:
        """Return the day's edition of an article."""
        name = self._placed[1].get(row.path)
        return _edition_link(name) if name else None

    @functools.cached_property
    def days(self) -> tuple[Edition, ...]:
        """The editions of days, newest first."""
        held, _, late = self._placed
        return tuple(
            self._edition(name, dt.date.fromisoformat(name), held[name], frozenset(late.get(name, ())))
            for name in sorted(held, reverse=True)
            if held[name]
        )

    @functools.cached_property
    def weeks(self) -> tuple[Edition, ...]:
        """Join the editions of each ISO week (`%G-W%V`), newest day first; a closed week is as a closed day is."""
        held = {name: {row.id: row for row in own} for name, own in self.listed.items() if "W" in name}
        closed = self._closed(held)
        placed = {id_ for week in held.values() for id_ in week}
        late: dict[str, set[str]] = defaultdict(set)
        days, _, late_by_day = self._placed
        for day in sorted(days, reverse=True):
            own = _week(day)
            for row in days[day]:
                if row.id in placed:
                    continue
                week = own
                if own in closed:
                    monday = _monday(max(own, _week(row.arrived)) if row.arrived else own)
                    while (week := _week(monday.isoformat())) in closed:
                        monday += dt.timedelta(weeks=1)
                if week != own or row.id in late_by_day.get(day, ()):
                    late[week].add(row.id)
                held.setdefault(week, {}).setdefault(row.id, row)
        return tuple(
            self._edition(name, _monday(name), held[name].values(), frozenset(late.get(name, ())))
            for name in sorted(held, reverse=True)
            if held[name]
        )

    def _edition(self, name: str, day: dt.date, rows: Iterable[Row], late: frozenset[str]) -> Edition:
        file = self.files.get(name, EditionFile(name=name))
        return Edition(
            name=name,
            url=_edition_link(name).url,
            day=day,
            teasers=Teasers(tuple(rows), self.maker),
            title=file.title,
            body=file.body,
            closed=file.articles is not None,
            late=late,
        )


def editions(
    files: Iterable[EditionFile], rows: Sequence[Row], broken: frozenset[str], maker: Maker, findings: list[Finding]
) -> Editions:
    """Put every article into its editions."""
    by_name = _by_name(files, findings)
    return Editions(by_name, _listed(by_name, rows, broken, findings), rows, maker)


def _by_name(files: Iterable[EditionFile], findings: list[Finding]) -> Mapping[str, EditionFile]:
    by_name: dict[str, EditionFile] = {}
    for file in files:
        other = by_name.setdefault(file.name, file)
        if other is not file:
            message = f"the edition {file.name} has a file already, {EDITIONS}/{other.path}"
            findings.append(Finding(f"{EDITIONS}/{file.path}", (), message, "make one of the two"))
    return by_name


def _listed(
    files: Mapping[str, EditionFile], rows: Iterable[Row], broken: frozenset[str], findings: list[Finding]
) -> Mapping[str, list[Row]]:
    """Find the articles that each edition's file names, in its order."""
    by_path = {_without_suffix(row.path): row for row in rows} if any(file.articles for file in files.values()) else {}
    listed = {}
    for file in files.values():
        found: dict[str, Row] = {}
        for number, path in enumerate(file.articles or ()):
            row = by_path.get(_without_suffix(path))
            message = cure = ""
            if not row and f"{_without_suffix(path)}.md" not in broken:
                message = f"there is no article “{path}”"
                cure = did_you_mean(path, by_path) or "name its page file below content/articles/ without .md; a draft cannot stand here"
            elif row and row.path in found:
                message, cure = f"the article “{path}” stands here twice", "keep one of the two"
            if message:
                findings.append(Finding(f"{EDITIONS}/{file.path}", ("articles", number), message, cure))
            if row:
                found[row.path] = row
        listed[file.name] = list(found.values())
    return listed


def _without_suffix(path: str) -> str:
    return path.removesuffix(".md").removesuffix(".markdown")


def _first_open(day: str, closed: frozenset[str]) -> str:
    while day in closed:
        day = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    return day


@functools.lru_cache(maxsize=1 << 16)  # many articles, few days
def _week(day: str) -> str:
    return f"{dt.date.fromisoformat(day):%G-W%V}"


def _monday(week: str) -> dt.date:
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _edition_link(name: str) -> Link:
    return make_link(name, f"/editions/{name}/")
