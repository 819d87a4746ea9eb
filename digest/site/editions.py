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

from digest.errors import did_you_mean
from digest.files import EDITIONS
from digest.model import EditionFile
from digest.site.groups import Entry, Group, Groups, grouped
from digest.site.indexes import Edition, Maker, Teasers
from digest.site.nouns import Finding, Link, make_link
from digest.site.rows import Row


class Placing:
    """Says in which day's edition an article stands.

    A closed edition holds just what its file lists. An article of a closed day that the file lacks goes to
    the first open day from the day on which it was taken in, marked late.
    """

    def __init__(self, files: Mapping[str, EditionFile], listed: Mapping[str, Sequence[Row]]) -> None:
        """Go by the editions' files, and by what each lists, by the name of the edition."""
        self.files, self.listed = files, listed
        self.closed = frozenset(name for name in files if files[name].articles is not None)
        self.own: dict[str, str] = {}
        """The day of each article that a file lists, by its path."""
        for name, rows in listed.items():
            if "W" not in name:
                for row in rows:
                    self.own.setdefault(row.path, name)

    def day(self, row: Row) -> str:
        """Name the day of an article; nothing where it has no time."""
        if row.path in self.own:
            return self.own[row.path]
        day = row.day
        return _first_open(max(day, row.arrived), self.closed) if day in self.closed else day

    def days(self, row: Row) -> Iterable[Entry]:
        """Give the day of an article that no file lists."""
        return ((day, "", ""),) if row.path not in self.own and (day := self.day(row)) else ()

    def late(self, row: Row) -> Iterable[Entry]:
        """Give that day where it is another than the article's own."""
        return self.days(row) if row.day in self.closed else ()

    def week(self, row: Row, day: str) -> str:
        """Name the week of an article that stands in a day's edition and that no file of a week lists."""
        week = week_of(day)
        if week not in self.closed:
            return week
        monday = _monday(max(week, week_of(row.arrived)) if row.arrived else week)
        while (week := week_of(monday.isoformat())) in self.closed:
            monday += dt.timedelta(weeks=1)
        return week

    def grouped(self, rows: Iterable[Row]) -> Mapping[str, Group]:
        """Give the articles of each day: first, in the file's order, those that a file lists."""
        return grouped(rows, self.days, {name: own for name, own in self.listed.items() if own and "W" not in name})


@dataclass(frozen=True)
class Editions:
    """The editions of days, newest first, those of weeks, and where each article stands."""

    placing: Placing
    groups: Groups
    maker: Maker

    def of(self, row: Row) -> Link | None:
        """Return the day's edition of an article."""
        name = self.placing.day(row)
        return edition_link(name) if name else None

    @functools.cached_property
    def days(self) -> tuple[Edition, ...]:
        """The editions of days, newest first."""
        return tuple(map(self._day, sorted(self.groups["day"], reverse=True)))

    @property
    def newest(self) -> Edition | None:
        """The edition of the newest day, without a look at the others."""
        name = max(self.groups["day"], default="")
        return self._day(name) if name else None

    @functools.cached_property
    def weeks(self) -> tuple[Edition, ...]:
        """Join the editions of each ISO week (`%G-W%V`), newest day first; a closed week is as a closed day is."""
        held = {name: {row.path: row for row in own} for name, own in self.placing.listed.items() if "W" in name}
        placed = {path for week in held.values() for path in week}
        late: dict[str, dict[str, Row]] = defaultdict(dict)
        days, late_by_day = self.groups["day"], self.groups["late"]
        for day in sorted(days, reverse=True):
            own = week_of(day)
            late_here = {row.path for row in late_by_day[day].rows} if day in late_by_day else ()
            for row in days[day].rows:
                if row.path in placed:
                    continue
                week = self.placing.week(row, day)
                if week != own or row.path in late_here:
                    late[week][row.path] = row
                held.setdefault(week, {}).setdefault(row.path, row)
        return tuple(
            self._edition(name, _monday(name), list(held[name].values()), late[name].values() if name in late else ())
            for name in sorted(held, reverse=True)
            if held[name]
        )

    def _day(self, name: str) -> Edition:
        late = self.groups["late"]
        return self._edition(name, dt.date.fromisoformat(name), self.groups["day"][name].rows, late[name].rows if name in late else ())

    def _edition(self, name: str, day: dt.date, rows: Sequence[Row], late: Iterable[Row]) -> Edition:
        file = self.placing.files.get(name, EditionFile(name=name))
        return Edition(
            name=name,
            url=edition_link(name).url,
            day=day,
            teasers=Teasers(rows, self.maker),
            title=file.title,
            body=file.body,
            closed=file.articles is not None,
            late=frozenset(row.id for row in late),
        )


def placing(files: Iterable[EditionFile], rows: Sequence[Row], broken: frozenset[str], findings: list[Finding]) -> Placing:
    """Find out what the files list."""
    by_name = _by_name(files, findings)
    return Placing(by_name, _listed(by_name, rows, broken, findings))


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
    by_path = {without_suffix(row.path): row for row in rows} if any(file.articles for file in files.values()) else {}
    listed = {}
    for file in files.values():
        found: dict[str, Row] = {}
        for number, path in enumerate(file.articles or ()):
            row = by_path.get(without_suffix(path))
            message = cure = ""
            if not row and f"{without_suffix(path)}.md" not in broken:
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


def without_suffix(path: str) -> str:
    """Name a page file as the files of editions do."""
    return path.removesuffix(".md").removesuffix(".markdown")


def _first_open(day: str, closed: frozenset[str]) -> str:
    while day in closed:
        day = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
    return day


@functools.lru_cache(maxsize=1 << 16)  # many articles, few days
def week_of(day: str) -> str:
    """Name the ISO week of a day, `2020-W37`."""
    return f"{dt.date.fromisoformat(day):%G-W%V}"


def _monday(week: str) -> dt.date:
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def edition_link(name: str) -> Link:
    """Link to the edition of a day or a week."""
    return make_link(name, f"/editions/{name}/")
