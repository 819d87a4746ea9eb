"""Whether two texts are one: wire copy that several outlets carry with small changes. Pure.

    bands(signature(text)) & bands(signature(other))   →  perhaps the same
    likeness(signature(text), signature(other))        →  0.93, about the share of shingles that both have

A signature is a one-permutation MinHash (Li, Owen and Zhang 2012): each shingle falls into one of 64 bins by its hash, and
of each bin the least is kept; an empty bin borrows from the next (Shrivastava and Li 2014). It is written here, in ten
lines: datasketch drags in SciPy, and no library promises that its next version finds in old signatures what it put there.
A shingle is three words, or five letters in a script without spaces. Signatures are looked up by their bands, so no text
is ever compared with all others.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator

from digest.ingest import addresses
from digest.language import SPACELESS, has_spaceless
from digest.model import Article, Source

_BINS = 64
_BAND = 4
"""So many bins make a band: two texts that share three shingles in five share a band 9 times in 10."""
_SAME = 0.6
"""From this likeness on two texts are one."""
_FEWEST = 30
"""A text with fewer shingles is too short to be told from another."""
_BEYOND = 1 << 32
"""Greater than any hash."""
_DISTANCE = 0x9E3779B1
"""Added to what an empty bin borrows from the next."""
_WORDS, _LETTERS = 3, 5
"""In a shingle, and in one of a script without spaces."""

_RUN = re.compile(f"[{SPACELESS}]+")
_SIGN = re.compile(r"[\x80-\U0010ffff](?<!\w)")
"""What is neither a letter nor a digit, beyond ASCII. Written otherwise it is looked for in four times the time."""
_WITHOUT_SIGNS = bytes(code if code >= 0x80 or chr(code).isalnum() else 0x20 for code in range(256))
"""The same for the bytes of ASCII."""
_MARKUP = re.compile(r"\]\([^)\s]*\)|https?://\S+")


def signature(text: str) -> bytes:
    """Sum up a text (Markdown) in a few bytes, so that alike texts have alike signatures; none where it is too short."""
    if "](" in text or "://" in text:
        text = _MARKUP.sub("]", text)
    hashes = list(map(zlib.crc32, _shingles(text.casefold())))
    least = [_BEYOND] * _BINS
    for hashed in hashes:
        if hashed < least[hashed % _BINS]:
            least[hashed % _BINS] = hashed
    empty = [at for at in reversed(range(_BINS)) if least[at] == _BEYOND]
    if _BINS - len(empty) < _FEWEST and len(set(hashes)) < _FEWEST:
        return b""
    kept = [hashed // _BINS for hashed in least]
    for at in empty + empty:  # round the circle: the last of them may borrow from the first
        kept[at] = (kept[(at + 1) % _BINS] + _DISTANCE) & 0xFFFFFFFF
    return array("I", kept).tobytes()


def _shingles(text: str) -> Iterator[bytes]:
    if has_spaceless(text):
        for run in _RUN.findall(text):
            yield from (run[at : at + _LETTERS].encode() for at in range(max(1, len(run) - _LETTERS + 1)))
        text = _RUN.sub(" ", text)
    words = (text if text.isascii() else _SIGN.sub(" ", text)).encode().translate(_WITHOUT_SIGNS).split()
    yield from map(b" ".join, zip(*(words[at:] for at in range(_WORDS)), strict=False))


def bands(signed: bytes) -> frozenset[int]:
    """Give the keys by which alike signatures are found: two that share none are not compared."""
    width = 4 * _BAND
    return frozenset(zlib.crc32(signed[at : at + width], at) for at in range(0, len(signed) - width + 1, width))


def likeness(one: bytes, other: bytes) -> float:
    """Estimate the share of shingles that two texts have in common; 0 where one of them is too short."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(memoryview(one).cast("I"), memoryview(other).cast("I"), strict=True)) / _BINS


def is_same(one: bytes, other: bytes) -> bool:
    """Whether two texts are one, by their signatures."""
    return likeness(one, other) >= _SAME


def with_source(article: Article, source: Source) -> tuple[Source, ...]:
    """Give what `also_at` is to be where another source carries the article too; it stays as it is where that is no other."""
    if not (source.name or source.url) or any(_is_one(source, known) for known in _sources(article)):
        return article.also_at
    return (*article.also_at, source)


def _sources(article: Article) -> Iterable[Source]:
    return (*([article.source] if article.source else []), *article.also_at)


def _is_one(one: Source, other: Source) -> bool:
    """Whether two sources are one outlet, by their names; by address where one has no name."""
    if one.name and other.name:
        return one.name.casefold() == other.name.casefold()
    return bool(one.url and other.url) and addresses.canonical(one.url) == addresses.canonical(other.url)
