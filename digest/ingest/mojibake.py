r"""Text that somebody read in a wrong encoding, repaired where that is certain. Pure.

A paragraph that, written back in the encoding that it was wrongly read in, is UTF-8 from its first byte to its last
is so by no chance: UTF-8 that was read as something else gives pairs of letters that nobody writes. Where right and
broken letters stand in one paragraph, ftfy knows the patterns, and is imported only for a text that has some::

    repair("FranÃ§ois said â€œnonâ€\x9d.") → "François said “non”."
    repair("袧邪褔邪谢芯 褉邪斜芯褌") → "Начало работ"
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator

_READ_AS = {"cp1252": 3, "cp1251": 3, "cp1250": 3, "cp1253": 3, "iso-8859-2": 3, "gbk": 10}
"""What UTF-8 is wrongly read as, and how many letters outside ASCII a paragraph must have to be so by no chance.

Of the letters of GBK one in seven is a letter of UTF-8 too, of the others nearly none with all that stands beside it.
"""
_PAIRS = {"gbk": 1}
"""A letter outside ASCII became so many at least; two, unless one stands for two bytes."""
_LEAST = 2 * min(_READ_AS.values())
"""A paragraph that was misread has at least as many letters outside ASCII: each letter that was one became two."""
_WINDOW = 32
"""So much of a paragraph, from its first letter outside ASCII, is looked at before all of it is."""
_HIGH = re.compile("[^\x00-\x7f]")
_UTF_8 = codecs.getincrementaldecoder("utf-8")
_MIXED = 2
"""ftfy is asked if a text has so many of the signs that it knows."""
_SECOND = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_SIGNS = re.compile(f"[ÂÃÅÄÎÏÐÑØÙâãäåæçèéêëìíðï](?:(?<=[ÂÃÅÄÎÏÐÑØÙ])[{_SECOND}]|(?<=[âãäåæçèéêëìíðï])[{_SECOND}]{{2}})")
"""The first bytes of a letter in UTF-8, read as windows-1252."""


def repair(text: str) -> str:
    """Mend what was read in a wrong encoding; give the text as it is where nothing was, or where it is not certain."""
    if text.isascii():
        return text
    text = _each(text, _read_again)
    if len(_SIGNS.findall(text)) < _MIXED:
        return text
    import ftfy

    return _each(text, lambda line: ftfy.fix_encoding(line) if _SIGNS.search(line) else line)


def _each(text: str, mend: Callable[[str], str]) -> str:
    """Mend every line that holds more than ASCII."""
    return "\n".join(line if line.isascii() else mend(line) for line in text.split("\n"))


def _read_again(paragraph: str) -> str:
    high = len(paragraph) - len(paragraph.encode("ascii", "ignore"))
    if high < _LEAST:
        return paragraph
    start = _HIGH.search(paragraph)
    window = paragraph[start.start() :][:_WINDOW] if start else ""
    for encoding, least in _READ_AS.items():
        if high < _PAIRS.get(encoding, 2) * least:
            continue
        try:
            _UTF_8().decode(b"".join(_written_back(window, encoding)))  # nearly all fail here, at their first letter
            mended = b"".join(_written_back(paragraph, encoding)).decode()
        except UnicodeError:
            continue
        if sum(letter > "\x7f" for letter in mended) >= least:
            return mended
    return paragraph


def _written_back(paragraph: str, encoding: str) -> Iterator[bytes]:
    """Encode a paragraph; bytes that the encoding has no letter for were left as control characters."""
    for part in re.split("([\x80-\x9f]+)", paragraph):
        yield part.encode("latin-1" if "\x80" <= part[:1] <= "\x9f" else encoding)
