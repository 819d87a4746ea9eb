"""The interface in its readers' language: words, plurals, dates, numbers, lists.

    interface(root, "zh-TW", cache).day(dt.date(2020, 9, 11))  →  2020年9月11日

The program's own words are English, and stand in templates and modules as `_("…")`. Their translations are gettext
catalogues, `templates/locale/<language>.po`, ours and the site's own, which may add words and override ours. To add a
language, add its catalogue; dates, numbers and lists come from CLDR. A language without a catalogue gets English.

`catalogues` reads all that by Babel, once: what it made waits in the cache, as long as the catalogues stay the same.
English needs neither catalogue nor Babel.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import gettext
import io
import itertools
import marshal
import sys
from collections.abc import Sequence
from pathlib import Path

from digest import files
from digest.errors import DigestError, problem
from digest.files import ENGINE_TEMPLATES
from digest.site.cache import fingerprint, version_of
from digest.site.locales import ENGLISH, FOLDER, Cldr, Compiled


class Interface:
    """Words, dates, numbers and lists in one language. A day that goes in is one of the site's time zone."""

    def __init__(self, compiled: Compiled) -> None:
        self.language = compiled.language
        """The language of the words, a BCP 47 tag; English where the site's has no catalogue."""
        self.fingerprint = fingerprint(repr(compiled).encode())
        self._cldr = compiled.cldr
        self._words = _chained(compiled.catalogues)

    def gettext(self, message: str) -> str:
        """Translate a message of the program; what no catalogue knows stays as it is."""
        return self._words.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Translate a message that a number governs, in the form that the number asks for."""
        return self._words.ngettext(singular, plural, number)

    def pgettext(self, context: str, message: str) -> str:
        """Translate a message that means different things in different contexts."""
        return self._words.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        """Translate as `ngettext` and `pgettext` do together."""
        return self._words.npgettext(context, singular, plural, number)

    def day(self, day: dt.date) -> str:
        """11 September 2020."""
        return self._cldr.days[day.month - 1].format(day=day.day, year=day.year)

    def full_day(self, day: dt.date) -> str:
        """Friday, 11 September 2020."""
        return self._cldr.full_days[day.month - 1].format(day=day.day, year=day.year, weekday=self.weekday(day))

    def month(self, year: int, month: int) -> str:
        """September 2020."""
        return self._cldr.months[month - 1].format(year=year)

    def weekday(self, day: dt.date) -> str:
        """Friday."""
        return self._cldr.weekdays[day.weekday()]

    def short_month(self, month: int) -> str:
        """Sept, by the month's number."""
        return self._cldr.short_months[month - 1]

    def short_weekday(self, number: int) -> str:
        """Fr, by the day's number from Monday, which is 0."""
        return self._cldr.short_weekdays[number]

    def number(self, number: int) -> str:
        """12,345."""
        if abs(number) < 1000:
            return str(number)
        last, others = self._cldr.groups
        digits = str(abs(number))
        ends = [*range(len(digits) - last, 0, -others)][::-1]
        parts = (digits[start:end] for start, end in zip([0, *ends], [*ends, None], strict=True))
        return "-" * (number < 0) + self._cldr.group.join(parts)

    def listed(self, items: Sequence[str]) -> str:
        """Anna, Ben and Carl."""
        if len(items) < 2:
            return "".join(items)
        two, start, middle, end = self._cldr.listing
        if len(items) == 2:
            return two.format(*items)
        joined = functools.reduce(middle.format, items[2:-1], start.format(*items[:2]))
        return end.format(joined, items[-1])


def interface(root: Path, language: str, cache: Path | None = None) -> Interface:
    """Find the interface of the site at `root` in a language, a BCP 47 tag; it is kept in the file `cache`.

    Raises `DigestError` where a catalogue cannot be read.
    """
    folder = root / "templates" / FOLDER
    if language.casefold() in ("en", "en-001") and not any(folder.glob("[eE][nN]*.po")):
        return Interface(Compiled(language, (), ENGLISH))
    own, ours = _read(folder), _read(ENGINE_TEMPLATES / FOLDER)
    program = Path(__file__).with_name("catalogues.py").read_bytes()
    made_of = (sys.version, version_of("babel"), program, language, sorted(own.items()), sorted(ours.items()))
    key = fingerprint(repr(made_of).encode())
    compiled = _load(cache, key) if cache else None
    if compiled is None:
        from digest.site import catalogues

        compiled = catalogues.compiled(language, own, ours)
        if cache:
            files.write_whole(cache, marshal.dumps((key, tuple(compiled[:2]), tuple(compiled.cldr))))
    return Interface(compiled)


def _read(folder: Path) -> dict[str, bytes]:
    """Read the catalogues of a folder, by their languages."""
    catalogues = {}
    for path in folder.glob("*.po"):
        try:
            catalogues[path.stem] = path.read_bytes()
        except OSError as error:
            raise DigestError(problem(f"templates/{FOLDER}/{path.name}", f"cannot be read: {error.strerror}")) from error
    return catalogues


def _load(cache: Path, key: str) -> Compiled | None:
    with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
        made_of, (language, catalogues), cldr = marshal.loads(cache.read_bytes())
        return Compiled(language, catalogues, Cldr(*cldr)) if made_of == key else None
    return None


def _chained(catalogues: Sequence[bytes]) -> gettext.NullTranslations:
    words = [gettext.GNUTranslations(io.BytesIO(data)) for data in catalogues]
    for before, after in itertools.pairwise(words):
        before.add_fallback(after)
    return words[0] if words else gettext.NullTranslations()
