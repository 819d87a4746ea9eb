"""Where one article ends and the next begins in a text that marks no border.

Nothing in such a file says “new article”, but much speaks for it or against it. `MARKS` and `WORDS` list what is
weighed at the gap between two paragraphs; from `ENOUGH` on it is a border. The strongest single thing for one is a
long paragraph above that breaks off in mid-sentence; the strongest against it are words that both sides share and
that are rare in this file. To teach it something new, write a function of the gap and give it a line there.

The weights were set on some 700 real articles that had teasers and other articles put below them: of the articles
that stood alone, one in a hundred is parted wrongly, and of the teasers of a newspaper one in fifty is missed.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from digest.ingest.paragraphs import Paragraph
from digest.ingest.traits import Traits, describe

ENOUGH = 3.0
"""The weight of evidence that makes a border."""

_MOST_OF_WORDS = 2
"""What a line of `WORDS` can be worth."""

_WINDOW = 12
"""How many paragraphs above a gap are compared with those below it."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """What one piece of evidence may look at: the article so far, the paragraph above, and what comes below."""

    above: Sequence[Traits]
    before: Traits
    below: Sequence[Traits]
    words_above: Counter[str]
    at: int
    window_below: _Window
    rarity: Mapping[str, float]
    usual_gap: int
    teasers_only: bool

    @property
    def after(self) -> Traits:
        return self.below[0]

    @property
    def words_below(self) -> Counter[str]:
        """They are counted only where they are asked for, as most gaps are decided before."""
        return self.window_below.move(self.at, self.at + len(self.below))

    @property
    def body(self) -> Traits:
        """The paragraph that may be a teaser: the first, or the one below its headline."""
        head, *rest = self.below
        headed = rest and head.title and (head.length >= 30 or head.words & rest[0].words)
        return rest[0] if headed and rest[0].broken >= 0.6 else head


class _Window:
    """In how many of some paragraphs each word stands; as the window moves down the file, it counts what is new alone."""

    def __init__(self, traits: Sequence[Traits]) -> None:
        self._traits = traits
        self._first = self._end = 0
        self._counts: Counter[str] = Counter()

    def move(self, first: int, end: int) -> Counter[str]:
        """Count the words of the paragraphs from `first` up to `end`. What was given before changes with it."""
        counts = self._counts
        if not self._first <= first <= self._end <= end:
            counts.clear()
            self._first = self._end = first
        for paragraph in self._traits[self._end : end]:
            counts.update(paragraph.words)
        for word in itertools.chain.from_iterable(paragraph.words for paragraph in self._traits[self._first : first]):
            if counts[word] > 1:
                counts[word] -= 1
            else:
                counts.pop(word)
        self._first, self._end = first, end
        return counts


@dataclass(frozen=True, slots=True)
class _File:
    """All paragraphs, how rare each word is among them, the usual gap, and from where on all of them break off."""

    traits: Sequence[Traits]
    above: _Window
    below: _Window
    rarity: Mapping[str, float]
    usual_gap: int
    tail: int

    def gap(self, start: int, n: int) -> _Gap | None:
        """Describe the gap above paragraph `n` of an article that begins at `start`; `None` where no border can be."""
        first = max(start, n - _WINDOW)
        above = self.traits[first:n]
        after = self.traits[n]
        before = next((t for t in reversed(above) if not t.aside and not t.sign_off), above[-1])
        teaser = bool(after.label) or (after.broken >= 0.6 and after.length >= 400)
        hangs = before.title and before is above[-1] and (after.gap > before.gap or teaser)  # it is no headline of what follows
        if after.aside or after.sign_off or not any(t.prose for t in above) or not (before.prose or hangs):
            return None
        end = next((m for m in range(n, min(n + _WINDOW, len(self.traits))) if self.traits[m].broken >= 0.8), n + _WINDOW)
        below = self.traits[n : end + 1]
        if not any(t.prose for t in below):
            return None
        return _Gap(above, before, below, self.above.move(first, n), n, self.below, self.rarity, self.usual_gap, self.tail <= n < len(self.traits) - 1)


def borders(paragraphs: Sequence[Paragraph]) -> tuple[int, ...]:
    """Give the index of the first paragraph of each article; the first is always 0."""
    if len(paragraphs) < 2:
        return (0,)
    traits = describe(paragraphs)
    counts = Counter(itertools.chain.from_iterable(t.words for t in traits))
    weights = {count: math.log(1 + len(traits) / count) for count in set(counts.values())}
    rarity = {word: weights[count] for word, count in counts.items()}
    usual_gap = round(statistics.median(t.gap for t in traits[1:]))
    tail = next((n for n in range(len(traits), 0, -1) if traits[n - 1].broken < 0.6), 0)
    file = _File(traits, _Window(traits), _Window(traits), rarity, usual_gap, tail)
    starts = [0]
    for n in range(1, len(traits)):
        if _is_border(file, starts[-1], n):
            starts.append(n)
    return tuple(starts)


def _is_border(file: _File, start: int, n: int) -> bool:
    """Whether the evidence is enough; where words alone speak, also more than at the next two gaps."""
    gap = file.gap(start, n)
    if gap is None:
        return False
    marks = worth = sum(weigh(gap) for _, weigh in MARKS)
    for left, (_, weigh) in zip(range(len(WORDS), 0, -1), WORDS, strict=True):
        if worth + _MOST_OF_WORDS * left < ENOUGH:
            return False
        worth += weigh(gap)
    if worth < ENOUGH:
        return False
    next_gaps = (file.gap(start, m) for m in (n + 1, n + 2) if m < len(file.traits))
    return marks >= 1 or all(worth - marks >= _words_worth(other) for other in next_gaps if other)


def _words_worth(gap: _Gap) -> float:
    return sum(weigh(gap) for _, weigh in WORDS)


def _breaks_off(gap: _Gap) -> float:
    return 3 * gap.before.broken if not gap.before.title else 1


def _kicker(gap: _Gap) -> float:
    if not gap.after.label:
        return 0
    return 2.5 if gap.after.length >= 200 or (gap.after.caps and len(gap.below) > 1 and gap.below[1].length >= 200) else 1


def _headline(gap: _Gap) -> float:
    """Weigh a headline: it is longer than a subheading, and the paragraph below says it again."""
    after, next_ = gap.after, gap.below[1] if len(gap.below) > 1 else gap.after
    if after.caps and next_.title and not next_.caps:
        return 3
    if not (after.title or after.caps):
        return 0
    if next_.byline:
        return 2.5
    echo = after.words & frozenset().union(*(t.words for t in gap.below[1:3]))
    return 0.5 + (after.length >= 30 and not after.asks) + 1.5 * (len(echo) >= 2 and not after.asks) if next_.prose and next_.length >= 60 else 0


def _lede(gap: _Gap) -> float:
    return 0.7 if gap.after.lede else 0


def _dateline(gap: _Gap) -> float:
    return 2.5 if gap.after.dateline or (gap.after.title and any(t.dateline for t in gap.below[1:2])) else 0


def _signed_off(gap: _Gap) -> float:
    return 2 if gap.above[-1].sign_off or gap.before.sign_off else 0


def _wider_gap(gap: _Gap) -> float:
    return 1 if gap.after.gap > gap.usual_gap else 0


def _run_together(gap: _Gap) -> float:
    """Weigh a paragraph that is long where those above are short, as a teaser among articles is."""
    body = gap.body
    if body.sentences < 2 or body.length < 350 or len(gap.above) < 2:
        return 0
    usual = statistics.median(t.length for t in gap.above if t.prose)
    return 1.5 if body.length >= 3 * usual else 1 if body.length >= 2 * usual else 0


def _among_broken(gap: _Gap) -> float:
    """Weigh a long paragraph that breaks off: teasers do, and stand together at the end of a file."""
    body = gap.body
    if body.broken < 0.6 or body.length < 250:
        return 0
    if gap.before.broken >= 0.6:
        return 1 if min(gap.before.length, body.length) >= 400 else 0
    return (1.5 if body.length >= 400 else 1) + (2 if gap.teasers_only else 0)


def _introduced_again(gap: _Gap) -> float:
    again = gap.after.introduced
    return 2 if again and any(not again.isdisjoint(t.introduced) for t in gap.above) else 0


def _goes_on(gap: _Gap) -> float:
    return -1.5 if gap.after.goes_on else 0


def _shared_words(gap: _Gap) -> float:
    """Weigh how many words of what comes below the article has had: 2 where none, -2 from a fifth on."""
    known = gap.words_above
    alone = gap.after.broken or gap.after.label or len(gap.below) == 1
    words = gap.after.words if alone else gap.after.words.union(*(t.words for t in gap.below[1:3]))
    told = min(1, len(known) / 50, len(words) / 10)
    return max(-2.5, told * _MOST_OF_WORDS - 20 * _share(words, known, gap.rarity)) if words else 0


def _shared_theme(gap: _Gap) -> float:
    """Weigh what each side keeps coming back to, and whether the other side knows of it."""
    above, below = gap.words_above, gap.words_below
    shares = [_carried(above, below, gap.rarity), _carried(below, above, gap.rarity)]
    kept = max(above.values(), default=0) * 2 >= len(gap.above) >= 5 and len(gap.below) >= 5
    clear = min(shares) >= 0 or (max(shares) >= 0 and kept)
    return max(-2.5, _MOST_OF_WORDS - 12 * max(shares)) if clear else 0


def _carried(side: Counter[str], other: Counter[str], rarity: Mapping[str, float]) -> float:
    theme = {word: n * rarity[word] for word, n in side.items() if n > 1}
    if len(theme) < 3:
        return -1
    return sum(weight for word, weight in theme.items() if word in other) / sum(theme.values())


def _share(words: frozenset[str], known: Mapping[str, int], rarity: Mapping[str, float]) -> float:
    """Give the part of `words` that is known, where a word weighs more the rarer it is in this file."""
    whole = sum(map(rarity.__getitem__, words))
    return sum(map(rarity.__getitem__, filter(known.__contains__, words))) / whole if whole else 0


MARKS: tuple[tuple[str, Callable[[_Gap], float]], ...] = (
    ("the paragraph above breaks off", _breaks_off),
    ("a kicker in capitals opens it", _kicker),
    ("a headline opens it", _headline),
    ("it tells when, as the opening of a story does", _lede),
    ("a dateline opens it", _dateline),
    ("the article above is signed off", _signed_off),
    ("the gap is wider than usual", _wider_gap),
    ("it is much longer than the paragraphs above", _run_together),
    ("it breaks off itself", _among_broken),
    ("it introduces a name that was introduced above", _introduced_again),
    ("it opens as a sentence that goes on", _goes_on),
)
WORDS: tuple[tuple[str, Callable[[_Gap], float]], ...] = (
    ("few of its words stand above", _shared_words),
    ("what is told above is told below no more", _shared_theme),
)
"""What speaks for a border between two paragraphs (positive) or against it (negative), and how much."""


