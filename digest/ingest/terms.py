"""The terms of a text, each with its weight in it: what is compared to find articles on one event. Pure.

    packed("A quake shook Hualien. The quake …")  →  bytes: the hashes of `quake`, `shook`, `hualien` …, and a weight for each

A term is a word, a number or a name; in scripts without spaces pairs of letters are terms. Names and numbers weigh more, for
they tell one flood from another, and so does the beginning, which says what a text is about.
"""

from __future__ import annotations

import html
import itertools
import math
import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from digest.language import SPACELESS, has_spaceless, small_words

_NAME, _NUMBER = 1.5, 2.5
"""How much more a name or a number weighs than another word."""
_LEDE = re.compile(r"(?s:.{1,200})(?!\w)")
"""The beginning says what a text is about; its words count twice."""
_READ = 400
"""So many words of an article are read."""
_LONG = 15
"""No more than so many letters for each of them."""

_HAN = "\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_TOKEN = re.compile(rf"([^\W\d_{SPACELESS}][^\W_{SPACELESS}]*|\d+(?:[.,]\d+)*|[{SPACELESS}]+)")
_RUN = re.compile(f"(?P<katakana>[{_KATAKANA}]{{2,}})|(?P<han>[{_HAN}]+)|[{SPACELESS}]+")
"""What a run of letters without spaces is made of."""
_GRAMMAR = re.compile("[\u3041-\u309f]+")
"""Pairs of letters that hold no sense in Japanese."""
_MARKUP = re.compile(r"\]\([^)\s]*(?:\s[^)]*)?\)|https?://\S+|</?[A-Za-z!][^<>]*>|\{[%{][^{}]*[%}]\}|&#?\w+;")
"""What no reader reads: addresses, tags, what a template is to fill in; and signs that are written as a name."""
_OPENERS = " \"“‘«(["
_SCALE = 16
"""Weights are kept in a byte, as sixteenths."""


def packed(text: str) -> bytes:
    """Give the terms of a text with their weights in it, packed."""
    text = _MARKUP.sub(_shown, text[: _LONG * _READ])
    lede = _LEDE.match(text)
    parts = _TOKEN.split(f"{lede[0]}\n{text}" if lede else text, _READ)
    words, before = parts[1::2], ["\n" + parts[0], *parts[2:-1:2]]
    runs: Sequence[re.Match[str]] = ()
    if has_spaceless(text):
        words, before, runs = _parted(words, before)
    told = [word for word in words if len(word) > 2 or (len(word) == 2 and word[0].isdecimal())]
    counts = Counter("\n".join(told).casefold().split("\n") if told else ())
    names = Counter([word.casefold() for n, word in enumerate(words) if word[0].isupper() and not _opens_sentence(before[n])])
    for run in runs:
        counts.update(_terms_of(run[0], run.lastgroup or ""))
        names.update([run[0]] if run.lastgroup == "katakana" else ())
    small, as_name = small_words(), names.get
    weights = {
        zlib.crc32(term.encode()): (_NUMBERS if term[0].isdigit() else _NAMES if 2 * as_name(term, 0) >= count else _PLAIN)[count if count < _READ else _READ]
        for term, count in counts.items()
        if term not in small
    }
    hashes = sorted(weights, reverse=True)
    return array("I", hashes).tobytes() + bytes(map(weights.__getitem__, hashes))


def _shown(markup: re.Match[str]) -> str:
    """Give what a reader sees in the place of some markup."""
    return html.unescape(markup[0]) if markup[0][0] == "&" else " "


def _parted(tokens: Iterable[str], before: Iterable[str]) -> tuple[list[str], list[str], list[re.Match[str]]]:
    """Part words, and what stands before each of them, from runs of letters without spaces; none beyond `_READ`."""
    words: list[str] = []
    spaces: list[str] = []
    runs: list[re.Match[str]] = []
    for token, space in zip(tokens, before, strict=True):
        if len(words) + len(runs) >= _READ:
            break
        if token[0].isascii() or not _RUN.match(token):
            words.append(token)
            spaces.append(space)
        else:
            runs += itertools.islice(_RUN.finditer(token), _READ - len(words) - len(runs))
    return words, spaces, runs


def _terms_of(run: str, kind: str) -> Iterable[str]:
    """Give the terms of a run of letters without spaces."""
    if kind == "katakana":
        return [run]
    width = 2 if kind == "han" else 3
    pieces = (run[at : at + width] for at in range(len(run) - width + 1))
    return (piece for piece in pieces if not _GRAMMAR.fullmatch(piece))


def _opens_sentence(before: str) -> bool:
    """Whether a word opens a sentence, or a quotation, by what stands between it and the word before it."""
    end = before[-4:].rstrip(_OPENERS)
    return end[-1] in ".!?:\n" if end else len(before) >= 4


_PLAIN, _NAMES, _NUMBERS = (
    bytes(min(255, round(_SCALE * more * (1 + math.log(count or 1)))) for count in range(_READ + 1)) for more in (1.0, _NAME, _NUMBER)
)
"""How much a term weighs that stands so often in a text, and how much a name and a number."""


def unpacked(data: bytes) -> tuple[array[int], bytes]:
    """Give the hashes of terms, and their weights in `_SCALE`ths."""
    end = len(data) // 5 * 4
    return array("I", data[:end]), data[end:]
