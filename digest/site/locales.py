"""What is known of a language once its catalogues and CLDR were read: `Compiled`, and English, which needs neither."""

from __future__ import annotations

from typing import NamedTuple

FOLDER = "locale"
"""Below `templates/`: one catalogue for each language, named as `language:` of the settings names it."""


class Cldr(NamedTuple):
    """What CLDR says of a language, as far as pages need it, taken down as patterns of `str.format`."""

    days: tuple[str, ...]
    """For each month, a day of it: `{day} September {year}`."""
    full_days: tuple[str, ...]
    """The same with the weekday: `{weekday}, {day} September {year}`."""
    months: tuple[str, ...]
    """The month alone: `September {year}`."""
    weekdays: tuple[str, ...]
    """From Monday, as they stand in `full_days`."""
    short_months: tuple[str, ...]
    """Where there is little room: Sept."""
    short_weekdays: tuple[str, ...]
    """From Monday: Fr."""
    group: str
    """What stands between the thousands."""
    groups: tuple[int, int]
    """How many digits the last group has, and the others: 3, 2 in India."""
    listing: tuple[str, str, str, str]
    """How two items are joined, and of more than two the first, the middle ones and the last."""


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

ENGLISH = Cldr(
    days=tuple(f"{{day}} {month} {{year}}" for month in _MONTHS),
    full_days=tuple(f"{{weekday}}, {{day}} {month} {{year}}" for month in _MONTHS),
    months=tuple(f"{month} {{year}}" for month in _MONTHS),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
    short_weekdays=("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    group=",",
    groups=(3, 3),
    listing=("{0} and {1}", "{0}, {1}", "{0}, {1}", "{0} and {1}"),
)
"""CLDR's `en-001`, the English of the world, which `language: en` means; `en-US` has a form of its own."""


class Compiled(NamedTuple):
    """An interface as it stands in the cache."""

    language: str
    catalogues: tuple[bytes, ...]
    """As `.mo` files; the first that knows a message has it."""
    cldr: Cldr
