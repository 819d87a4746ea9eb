"""Names with their form in another script: sentences whose names people marked, each name followed by a made-up gloss.

`names/wikigold.conll.txt` has a word and its mark on each line, an empty line between sentences. What is asked is where
a name begins, since the bracket says where it ends: `the band The Mad Capsule Markets (マソカ) proved …`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from digest.ingest import names

from .scores import Score

_SCRIPTS = ("ソマカトナリセタモエ", "дворекинст", "กนมรสลตบ", "αδεικλνρσ")
"""Of Chinese and Korean letters the first would say that the name is a person's, and made-up ones say so by chance."""
_LENGTH = (2, 5)
_GLOSSED = ("I-PER", "I-ORG")

Span = tuple[str, str]
"""Words that belong together, and their mark; `O` for a single word that is no name."""


def found(data: Path) -> Score | None:
    """Say how many of the names are found with their right beginning, as F1, beside the longest run of capitals."""
    path = data / "names" / "wikigold.conll.txt"
    if not path.is_file():
        return None
    dice = random.Random(1)
    ours, runs, right = [0, 0], [0, 0], 0
    for spans in _sentences(path.read_text(encoding="utf-8")):
        text, expected = _glossed(spans, dice)
        right += len(expected)
        for counts, pairs in ((ours, {(n.name, n.also) for n in names.find(text)}), (runs, _capitals(text))):
            counts[0] += len(pairs & expected)
            counts[1] += len(pairs)
    return Score(
        ours=2 * ours[0] / (ours[1] + right), against=2 * runs[0] / (runs[1] + right), of=right,
        note=f"precision {ours[0] / max(1, ours[1]):.3f}, recall {ours[0] / right:.3f}",
    )  # fmt: skip


def _sentences(text: str) -> Iterator[list[Span]]:
    for block in text.split("\n\n"):
        spans: list[Span] = []
        for word, mark in (line.split() for line in block.splitlines() if line.strip()):
            if spans and mark != "O" and spans[-1][1] == mark:
                spans[-1] = (f"{spans[-1][0]} {word}", mark)
            else:
                spans.append((word, mark))
        yield spans


def _glossed(spans: Sequence[Span], dice: random.Random) -> tuple[str, set[tuple[str, str]]]:
    parts: list[str] = []
    glosses: dict[str, str] = {}
    for words, mark in spans:
        name = _joined(words)
        if mark in _GLOSSED and name[:1].isupper():
            gloss = "".join(dice.choices(dice.choice(_SCRIPTS), k=dice.randint(*_LENGTH)))
            name = f"{name} ({glosses.setdefault(name, gloss)})"
        parts.append(name)
    return _joined(" ".join(parts)), set(glosses.items())


def _joined(words: str) -> str:
    """Write words as they were before they were parted."""
    closed = re.sub(r" (?=[,.;:!?)]|'s\b|n't\b)|(?<=[(]) ", "", words)
    return re.sub(r"``|''", '"', closed)


def _capitals(text: str) -> set[tuple[str, str]]:
    run = re.compile(r"((?:[A-Z][\w.&'-]*\s)*[A-Z][\w.&'-]*) \(([^()]+)\)")
    return {(match[1], match[2]) for match in run.finditer(text)}
