"""Catalogues and CLDR → `locales.Compiled`; alone knows Babel.

A tag leads to the catalogue of its language in its script: `zh-TW` and `zh-HK` to `zh-Hant`, `zh` to `zh-Hans`, by
CLDR's likely subtags; to one of its region where there is one.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import DateTimeFormat, get_date_format
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from digest.errors import DigestError, Problem, problem
from digest.site.locales import ENGLISH, FOLDER, Cldr, Compiled

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""What stands in a compiled catalogue for the times that its file does not name: no clock shows in the output."""

_KEPT = {"y": "{year}", "d": "{day}", "dd": "{day:02}", "EEEE": "{weekday}", "EEE": "{weekday}", "cccc": "{weekday}"}
"""The fields of a date's pattern that are filled in for each date; the others depend on its month alone."""


def compiled(language: str, own: Mapping[str, bytes], ours: Mapping[str, bytes]) -> Compiled:
    """Compile the interface in a language from the catalogues, by their languages, of the site and of the program.

    Raises `DigestError` with all that is wrong in the language's own catalogues.
    """
    names = list(_names(language))
    found = [(name, catalogues[name]) for catalogues in (own, ours) for name in _matching(names, catalogues)]
    if not found and names[-1] != "en":
        return Compiled("en", (), ENGLISH)
    problems: list[Problem] = []
    binary = tuple(_binary(name, data, problems) for name, data in found)
    if problems:
        raise DigestError(*problems)
    locale = _locale("en-001" if language.casefold() == "en" else language)
    return Compiled(language, binary, cldr(locale) if locale else ENGLISH)


def cldr(locale: Locale) -> Cldr:
    """Take down what CLDR says of a locale."""
    long, full = (str(get_date_format(width, locale).format) for width in ("long", "full"))
    lists = locale.list_patterns["standard"]
    weekday = next((field for field in ("EEEE", "EEE", "cccc") if f"%({field})s" in full), "EEEE")
    last, others = locale.decimal_formats[None].grouping
    return Cldr(
        days=_by_month(long, locale),
        full_days=_by_month(full, locale),
        months=_by_month(str(locale.datetime_skeletons["yMMMM"].format), locale),
        weekdays=tuple(DateTimeFormat(dt.date(2001, 1, day), locale)[weekday] for day in range(1, 8)),
        short_months=tuple(DateTimeFormat(dt.date(2001, month, 1), locale)["MMM"] for month in range(1, 13)),
        short_weekdays=tuple(DateTimeFormat(dt.date(2001, 1, day), locale)["EEEEEE"] for day in range(1, 8)),
        group=locale.number_symbols["latn"]["group"],
        groups=(last, others),
        listing=(lists["2"], lists["start"], lists["middle"], lists["end"]),
    )


def _by_month(pattern: str, locale: Locale) -> tuple[str, ...]:
    return tuple(pattern % _Filling(dt.date(2001, month, 1), locale) for month in range(1, 13))


class _Filling(dict[str, str]):
    """Fills in of a pattern what depends on the month alone."""

    def __init__(self, date: dt.date, locale: Locale) -> None:
        super().__init__(_KEPT)
        self._fields = DateTimeFormat(date, locale)

    def __missing__(self, field: str) -> str:
        return str(self._fields[field])


def _locale(language: str) -> Locale | None:
    """Find what CLDR has on a language; `None` where it has nothing."""
    parts = language.split("-")
    for end in range(len(parts), 0, -1):  # what CLDR does not know of a tag is left out: de-CH-1996, en-x-newsroom
        try:
            return Locale.parse("-".join(parts[:end]), sep="-", resolve_likely_subtags=True)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _names(language: str) -> Iterator[str]:
    """Say which catalogues serve a language, in the order of preference: zh-TW, zh-Hant-TW, zh-Hant, zh."""
    yield language
    if not (locale := _locale(language)):
        yield language.partition("-")[0]
        return
    likely = get_global("likely_subtags")
    script = locale.script or Locale.parse(likely.get(str(locale)) or likely.get(locale.language) or str(locale)).script
    for parts in ((script, locale.territory), (script,), (locale.territory,), ()):
        yield "-".join(filter(None, (locale.language, *parts)))


def _matching(names: list[str], catalogues: Mapping[str, bytes]) -> Iterator[str]:
    by_name = {name.casefold().replace("_", "-"): name for name in catalogues}
    yield from dict.fromkeys(by_name[name.casefold()] for name in names if name.casefold() in by_name)


def _binary(name: str, data: bytes, problems: list[Problem]) -> bytes:
    """Compile one catalogue; what is wrong with it is added to the problems."""
    file = f"templates/{FOLDER}/{name}.po"
    locale = _locale(name.replace("_", "-"))
    try:
        catalog = read_po(io.BytesIO(data), locale=str(locale) if locale else None, abort_invalid=True)
    except PoFileError as error:
        problems.append(problem(file, f"is no gettext catalogue here: {error}", "mend the line", line=error.lineno + 1))
        return b""
    except UnicodeDecodeError:
        problems.append(problem(file, "the file is not UTF-8", "save it as UTF-8"))
        return b""
    problems.extend(
        problem(file, f"the translation of “{_text(message.id)}” does not fit: {error}", "keep the %(names)s of the original", line=message.lineno or 0)
        for message, errors in catalog.check()
        for error in errors
    )
    return _mo(catalog)


def _text(id_: str | tuple[str, ...] | list[str]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _mo(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = _EPOCH
    binary = io.BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()
