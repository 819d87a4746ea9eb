"""Dates as people, mail programs and file names write them → a day or an instant, or the reason why not.

Nothing is guessed: `03/04/2020` is two days, a time without a zone is no instant, and both are said::

    parse("Sept. 15, 2020, 10:30 a.m.") → Reading(date(2020, 9, 15), "the time has no zone, so only the day was kept")
    parse("03/04/2020")                 → Reading(None, "“03/04/2020” is 3 April or March 4, 2020")

To read the months of another language, add them to `digest.figures.MONTHS`; to read another order, add a line to `_DAYS`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from digest import rfc3339
from digest.figures import MONTHS
from digest.model import When

FIRST_YEAR = 1990
"""What claims to be older than the web is a mistake more often than an old article."""

_MONTH = {word: number for number, words in MONTHS.items() for word in words.split()}
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"

_DAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)",
        r"(?P<roc>民國|民国)?\s?(?P<year>\d{2,4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号號일]",
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?(?:[\s-]+(?:of|de))?[\s-]*{_NAME},?(?:[\s-]+(?:de|del))?[\s-]+(?P<year>\d{{4}}(?!\d)|\d\d(?=\s\d\d:\d\d:\d\d))",
        rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
    )
)
_EITHER_WAY = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])")
_CLOCK = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"\s*\(?(?:(?P<zone>Z|[A-Z]{3,4})(?![A-Za-z]))?\s*(?:(?P<sign>[+-])(?P<off>\d{1,2})(?::?(?P<offm>\d{2}))?)?",
    re.IGNORECASE,
)
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
}  # fmt: skip
"""Hours from UTC. CST, IST and BST each mean several zones, so they stand for none; nor does -0000 (RFC 5322, 3.3)."""

_IN_NAME = re.compile(r"(?<![0-9A-Za-z])(?P<year>\d{4})(?P<mark>[-_.]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})(?![0-9A-Za-z])", re.ASCII)
_NO_ZONE = "the time has no zone, so only the day was kept"


@dataclass(frozen=True, slots=True)
class Reading:
    """A day or an instant with its offset, or `None`; and what is doubtful about it, or why there is none."""

    when: When | None
    doubt: str = ""


def parse(text: str, latest: dt.date) -> Reading:
    """Read the one date that a value states; `latest` is the last day that is not in the future."""
    value = " ".join(text.split())[:200]
    try:
        return _within(rfc3339.parse(value), value, latest)
    except ValueError:
        pass
    days = {day for match in _matches(value) if (day := _day(match))}
    if len(days) > 1:
        return Reading(None, f"“{value}” states more than one day")
    if not days:
        return _parse_numbers(value, latest)
    rest = value
    for pattern in _DAYS:
        rest = pattern.sub(" ", rest)
    return _with_clock(days.pop(), rest, value, latest)


def from_name(name: str, latest: dt.date) -> Reading:
    """Read the day that a file's name states: `2020-09-11-foo.txt`, `20200911_foo.txt`. No doubt where it states none."""
    readings = []
    for match in _IN_NAME.finditer(name.rpartition("/")[2]):
        if not match["mark"] and not 1900 <= int(match["year"]) < 2100:
            continue
        day = _day(match)
        readings.append(_within(day, match[0], latest) if day else Reading(None, f"“{match[0]}” is no day of the calendar"))
    if len({reading.when for reading in readings}) > 1:
        return Reading(None, "the file's name states more than one day")
    return readings[0] if readings else Reading(None)


def found_in(text: str) -> str:
    """Give the words of a text that state a day; of several the first, of none nothing."""
    matches = sorted([*_matches(text), *_EITHER_WAY.finditer(text)], key=lambda match: match.start())
    return matches[0][0].strip() if matches else ""


def _within(when: When, value: str, latest: dt.date, doubt: str = "") -> Reading:
    day = when.date() if isinstance(when, dt.datetime) else when
    if day.year < FIRST_YEAR:
        return Reading(None, f"“{value}” is before {FIRST_YEAR}")
    if day > latest:
        return Reading(None, f"“{value}” is in the future")
    return Reading(when, doubt)


def _matches(value: str) -> list[re.Match[str]]:
    return [match for pattern in _DAYS for match in pattern.finditer(value) if "name" not in match.re.groupindex or _month(match)]


def _month(match: re.Match[str]) -> int:
    if "name" in match.re.groupindex:
        return _MONTH.get(match["name"].lower(), 0)
    return int(match["month"])


def _day(match: re.Match[str]) -> dt.date | None:
    year = int(match["year"])
    if "roc" in match.re.groupindex and match["roc"]:
        year += 1911
    elif len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    return _date(year, _month(match), int(match["day"]))


def _parse_numbers(value: str, latest: dt.date) -> Reading:
    """Read `15/09/2020`, where day and month can be told apart; say what is wrong with the rest."""
    match = _EITHER_WAY.search(value)
    if match is None:
        impossible = any(_matches(value)) or re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}.*", value)
        return Reading(None, f"“{value}” is no day of the calendar" if impossible else f"“{value}” cannot be read as a date")
    first, second, year = int(match[1]), int(match[3]), match[4]
    if len(year) == 2:
        return Reading(None, f"the year of “{value}” has two digits")
    orders = [(second, first)] if match[2] == "." else [(second, first), (first, second)]  # nobody writes 9.15.2020
    days = {day for month, of_month in orders if (day := _date(int(year), month, of_month))}
    if not days:
        return Reading(None, f"“{value}” is no day of the calendar")
    if len(days) > 1:
        return Reading(None, f"“{value}” is {first} {_month_name(second)} or {_month_name(first)} {second}, {year}")
    return _with_clock(days.pop(), value.replace(match[0], " "), value, latest)


def _month_name(number: int) -> str:
    return MONTHS[number].split()[0].capitalize()


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _with_clock(day: dt.date, rest: str, value: str, latest: dt.date) -> Reading:
    """Add the time that stands beside a day where its zone is known."""
    clock = next((m for m in _CLOCK.finditer(rest) if m["minute"] or m["half"]), None)
    if clock is None:
        return _within(day, value, latest, _NO_ZONE if re.search(r"[上下]午|[時时点點]", rest) else "")
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
    zone = _zone(clock)
    if zone is None or re.search("[上下]午|오[전후]", rest):
        return _within(day, value, latest, _NO_ZONE)
    try:
        time = dt.time(hour, int(clock["minute"] or 0), int(clock["second"] or 0), tzinfo=zone)
    except ValueError:
        return _within(day, value, latest, f"“{value}” states a time that no clock shows, so only the day was kept")
    return _within(dt.datetime.combine(day, time), value, latest)


def _zone(clock: re.Match[str]) -> dt.tzinfo | None:
    name = (clock["zone"] or "").upper()
    unknown = clock["sign"] == "-" and not int(clock["off"]) and not int(clock["offm"] or 0)
    if unknown or (name and name not in _ZONES) or not (name or clock["sign"]):
        return None
    offset = dt.timedelta(hours=_ZONES.get(name, 0))
    if clock["sign"]:
        if name not in ("", "Z", "UTC", "GMT"):
            return None
        offset = dt.timedelta(hours=int(clock["off"]), minutes=int(clock["offm"] or 0)) * (-1 if clock["sign"] == "-" else 1)
    if abs(offset) >= dt.timedelta(hours=15):
        return None
    return dt.timezone(offset) if offset else dt.UTC
