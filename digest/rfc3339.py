"""Days and instants as text: written as RFC 3339 has it, and read as YAML 1.1 allows beside it.

A time of day without an offset is none: nobody could say when it was::

    parse("2020-09-11")                 →  date(2020, 9, 11)
    parse("2020-09-11 08:00 +08:00")    →  datetime(2020, 9, 11, 8, 0, tzinfo=…)
"""

from __future__ import annotations

import datetime as dt
import re

_FORM = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[Tt\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*"
    r"(?:([Zz]|UTC|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)?)?",
    re.ASCII,
)

_AS_WRITTEN = re.compile(r"[1-8]\d{3}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?", re.ASCII)
"""What `write` writes and Python's own parser reads alike, for the years that nobody disputes."""
_DAY = len("2020-09-11")
_NO_SUCH_DAY = "there is no such day or time in the calendar"


def parse(text: str) -> dt.datetime | dt.date:
    """Parse a day (`2020-09-11`) or an instant with its offset, as RFC 3339 and YAML 1.1 write them.

    Raises `ValueError` with a cure for anything else, a time without an offset and a day that the calendar
    lacks among them.
    """
    if _AS_WRITTEN.fullmatch(text):
        try:
            return dt.date.fromisoformat(text) if len(text) == _DAY else dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_NO_SUCH_DAY) from error
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise ValueError("write the day as YYYY-MM-DD, or an instant as 2020-09-11T08:00:00+08:00")
    year, month, day, hour, minute, second, fraction, utc, sign, off_hours, off_minutes = match.groups()
    if not 1000 <= int(year) <= 9998:
        raise ValueError("write a year from 1000 to 9998, which every time zone and every feed can show")
    if hour and not utc and not sign:
        raise ValueError(f"the time has no offset: write {text.strip()}+08:00 with yours, or the day alone")
    if int(off_hours or 0) > 23 or int(off_minutes or 0) > 59:
        raise ValueError("an offset has at most 23 hours and 59 minutes")
    offset = dt.timedelta(hours=int(off_hours or 0), minutes=int(off_minutes or 0))
    zone = dt.UTC if utc or not offset else dt.timezone(-offset if sign == "-" else offset)
    try:
        date = dt.date(int(year), int(month), int(day))
        clock = dt.time(int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")), zone)
    except ValueError as error:
        raise ValueError(_NO_SUCH_DAY) from error
    return dt.datetime.combine(date, clock) if hour else date


def write(when: dt.datetime | dt.date) -> str:
    """Write a day or an instant as RFC 3339 does; UTC is `Z`, and so is an offset with seconds, which it does not know."""
    if isinstance(when, dt.datetime) and (offset := when.utcoffset()) and offset % dt.timedelta(minutes=1):
        when = when.astimezone(dt.UTC)
    return when.isoformat().removesuffix("+00:00") + "Z" if getattr(when, "tzinfo", None) == dt.UTC else when.isoformat()
