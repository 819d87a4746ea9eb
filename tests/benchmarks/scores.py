"""What a row of the table of understanding says, and the measures that several rows share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

SHINGLE = 4
"""Words that stand one after the other and are counted as one."""
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|(?:(?![\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff])\w)+")


@dataclass(frozen=True, kw_only=True)
class Score:
    """What a measure came to: our share of right answers, that of what ours is held against, and of how many."""

    ours: float
    of: int
    against: float | None = None
    """`None` where nothing else was measured on the same data."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table. `measure` is given the data's folder, and gives `None` where what it needs is not in it."""

    what: str
    measure: Callable[[Path], Score | None]
    against: str = ""
    """What is measured beside ours."""
    goal: float = 0.0
    """What ours must reach, whatever the other does; the figure that is published for it."""


def words(text: str) -> list[str]:
    """Give the words of a text in small letters; a letter of a script without spaces is a word."""
    return _WORD.findall(text.casefold())


def f1(found: str, expected: str, size: int = SHINGLE) -> float:
    """Say how much two texts share, as the harmonic mean of precision and recall of their word shingles."""
    ours, theirs = _shingles(found, size), _shingles(expected, size)
    shared = sum((ours & theirs).values())
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * shared / (sum(ours.values()) + sum(theirs.values()))


def _shingles(text: str, size: int) -> Counter[tuple[str, ...]]:
    all_ = words(text)
    return Counter(tuple(all_[n : n + size]) for n in range(max(len(all_) - size + 1, min(len(all_), 1))))


def share(right: Iterable[bool | float]) -> float:
    """Give the mean of some answers; 0 where there is none."""
    answers = list(right)
    return sum(answers) / len(answers) if answers else 0.0
