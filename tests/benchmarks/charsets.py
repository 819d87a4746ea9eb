"""News in thirteen languages, encoded in every way that their desks have used: is each piece read as it was written?

The texts are ours (`tests/formats/charset`); pieces of 200 to 2,000 bytes are cut from them anywhere, by a fixed seed. Like all rows, these
are left out where the folder of data is empty.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from pathlib import Path

import chardet

from digest.ingest import charset

from .scores import Score, share

TEXTS = Path(__file__).parents[1] / "formats" / "charset"
CHARSETS = {
    "zh-Hans": "gbk gb18030 utf-16-le utf-16-be", "zh-Hant": "big5 utf-16-le", "ja": "shift_jis euc-jp iso-2022-jp utf-16-le", "ko": "euc-kr cp949 utf-16-be",
    "ru": "cp1251 koi8-r iso-8859-5 cp866 utf-16-le", "el": "cp1253 iso-8859-7", "tr": "cp1254 iso-8859-9", "de": "cp1252 iso-8859-1 iso-8859-15",
    "fr": "cp1252 iso-8859-1 iso-8859-15", "pl": "cp1250 iso-8859-2", "cs": "cp1250 iso-8859-2", "ar": "cp1256 iso-8859-6", "he": "cp1255 iso-8859-8",
}  # fmt: skip
_PIECES = 25


@functools.cache
def pieces() -> tuple[tuple[str, str], ...]:
    """Cut the pieces: text and encoding."""
    return tuple(_cut(random.Random(20261124)))


def _cut(chance: random.Random) -> Iterator[tuple[str, str]]:
    for language, names in CHARSETS.items():
        whole = (TEXTS / f"{language}.txt").read_text(encoding="utf-8")
        for name in names.split():
            text = whole.encode(name, "ignore").decode(name)
            for _ in range(_PIECES):
                size, start = chance.randint(200, 2000), chance.randrange(len(text) - 150)
                piece = text[start:]
                while len(piece.encode(name)) > size:
                    piece = piece[: max(1, len(piece) * size // len(piece.encode(name)) - 1)]
                yield piece, name


def undeclared(data: Path) -> Score | None:
    """Read each piece as if nothing were declared, beside chardet alone."""
    if not any(data.iterdir()):
        return None
    ours = [charset.decode(piece.encode(name)).text == piece for piece, name in pieces()]
    alone = [_alone(piece.encode(name)) == piece for piece, name in pieces()]
    return Score(ours=share(ours), of=len(ours), against=share(alone))


def misdeclared(data: Path) -> Score | None:
    """Read each piece with a declaration that is wrong."""
    if not any(data.iterdir()):
        return None
    ours = [charset.decode(piece.encode(name), "koi8-r" if name == "cp1251" else "windows-1251").text == piece for piece, name in pieces()]
    return Score(ours=share(ours), of=len(ours))


def surely(data: Path) -> Score | None:
    """Of the pieces that are read without a doubt, say how many are right."""
    if not any(data.iterdir()):
        return None
    found = [(charset.decode(piece.encode(name)), piece) for piece, name in pieces()]
    sure = [decoded.text == piece for decoded, piece in found if all(evidence.sure >= 0.9 for evidence in decoded.evidence)]
    return Score(ours=share(sure), of=len(sure), note=f"{len(found) - len(sure)} of {len(found)} are in review")


def _alone(data: bytes) -> str:
    encoding = chardet.detect(data)["encoding"]
    try:
        return data.decode(encoding or "ascii")
    except (UnicodeDecodeError, LookupError):
        return ""
