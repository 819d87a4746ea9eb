"""Which topics an article is about, and which of its words say so.

Each topic of `site_config.yaml` lists words and phrases with weights. Every one that stands in an article adds
to the topic's score, more where it stands in the title or the lede; a negative weight takes away::

    propose("TikTok sale stalls", "ByteDance …", "…", topics, 4.0)
    → (Proposal("apps", 9.0, (Hit("TikTok", 1, "title", 9.0),), True), …)

A word in capitals (US, AI, TSMC) matches only in capitals, all others in either case, with plural and possessive
endings; hyphens, spaces and the dots of U.S. make no difference. Words of scripts without spaces match anywhere.
Where two phrases of one topic overlap, the longer one counts. To change what a place in the article is worth,
change `_HEAD`; how a long text is weighed is in `_damp`.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.language import SPACELESS
from digest.model import Topic

_HEAD = {"title": 3.0, "lede": 2.0}
"""How many times a word's weight it is worth there; a word that stands in both counts in the first."""
_MOST = 4
"""How many topics an article gets at most."""
_BESIDE = 0.6
"""What weighs less than so much of the article's first topic, and is not in the title either, is mentioned in passing."""
_READ = 8_000
"""News tells its matter first: as many characters of the text are looked at."""
_FULL_WEIGHT = 2_400
"""A text of as many bytes (some 400 words) or fewer counts in full."""
_NAME_WEIGHT = 2.0
"""What the name of a topic weighs that lists no words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One word or phrase of a topic in an article: how often, where (`title`, `lede`, `text`, `learned`), and what it added."""

    word: str
    count: int
    where: str
    weight: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic that an article's words speak for or against."""

    topic: str
    score: float
    """What its words weigh together; of a topic that was learned, how likely it is, from 0 to 1."""
    hits: tuple[Hit, ...]
    taken: bool
    learned: bool = False


def propose(title: str, lede: str, text: str, topics: Sequence[Topic], threshold: float) -> tuple[Proposal, ...]:
    """Weigh every topic that has a word in the article, best first; `taken` marks those it should get.

    `text` is what follows the lede, or all of it: where it repeats the lede, the lede counts once.
    """
    lexicon = _lexicon(_Same(topics))
    found: dict[str, list[Hit]] = {}
    for slug, hit in _weigh(lexicon, title, lede, text[:_READ].removeprefix(lede)):
        found.setdefault(slug, []).append(hit)
    scores = {slug: round(sum(hit.weight for hit in hits), 2) for slug, hits in found.items()}
    ranked = sorted(scores, key=lambda slug: (-scores[slug], lexicon.order[slug]))
    titled = {slug for slug, hits in found.items() if sum(hit.weight for hit in hits if hit.where == "title") >= threshold}
    taken = _choose(ranked, scores, titled, lexicon.parents, threshold)
    return tuple(
        Proposal(slug, scores[slug], tuple(sorted(found[slug], key=lambda hit: -abs(hit.weight))), slug in taken)
        for slug in ranked
    )


def _choose(ranked: Sequence[str], scores: Mapping[str, float], titled: set[str], parents: Mapping[str, str], threshold: float) -> set[str]:
    beside = [slug for slug in ranked if slug in titled or scores[slug] >= _BESIDE * scores[ranked[0]]]
    enough = [slug for slug in beside if scores[slug] >= threshold]
    above = {ancestor for slug in enough for ancestor in _ancestors(slug, parents)}
    return set([slug for slug in enough if slug not in above][:_MOST])


def _ancestors(slug: str, parents: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    while (slug := parents.get(slug, "")) and slug not in found:
        found.add(slug)
    return found


def _weigh(lexicon: _Lexicon, title: str, lede: str, text: str) -> Iterable[tuple[str, Hit]]:
    headed: set[tuple[str, str]] = set()
    for where, words in (("title", title), ("lede", lede)):
        for (slug, word, weight), count in lexicon.count(words).items():
            if (slug, word) not in headed:
                headed.add((slug, word))
                yield slug, Hit(word, count, where, round(weight * _HEAD[where], 2))
    factor = _damp(text)
    for (slug, word, weight), count in lexicon.count(text).items():
        yield slug, Hit(word, count, "text", round(weight * factor * (1 + math.log(count)), 2))


def _damp(text: str) -> float:
    """Say what a word of the text is worth; the longer a text, the more it mentions in passing."""
    size = len(text.encode(errors="replace"))
    return min(1.0, math.sqrt(_FULL_WEIGHT / size)) if size else 1.0


_Match = tuple[str, str, float]
"""Slug of the topic, the word as the settings write it, its weight."""
_Capitals = tuple[tuple[int, str], ...]
"""The parts of a phrase that must stand in capitals, each with its distance from where the phrase was found."""


class _Lexicon:
    """All topics' words in regular expressions; their order, and their parents."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.order = {topic.slug: n for n, topic in enumerate(topics)}
        self.parents = {topic.slug: topic.parent for topic in topics}
        words = [(t.slug, word, weight) for t in topics for word, weight in t.words.items() or ((t.name, _NAME_WEIGHT),) if word.strip()]
        self._meanings: dict[str, list[tuple[_Capitals, _Match]]] = {}
        for match in words:
            canonical = _canonical(match[1])
            for form in _forms(canonical):
                self._meanings.setdefault(_lower(form), []).append((_capitals(canonical), match))
        whole = [form for form in self._meanings if re.match(_SPACED, form)]
        self._whole = re.compile(_alternatives(whole)) if whole else None
        self._anywhere = re.compile(_alternatives(self._meanings.keys() - whole)) if len(whole) < len(self._meanings) else None
        self._inside = {form: self._find_inside(form) for form in self._meanings}

    def _find_inside(self, form: str) -> list[tuple[_Capitals, _Match]]:
        """Give what a phrase means: itself, and for other topics the longest of their words that stands in it."""
        found = list(self._meanings[form])
        topics = {match[0] for _, match in found}
        inner = [(start, form[start:end]) for start, end in _parts(form) if form[start:end] in self._meanings]
        for at, word in sorted(inner, key=lambda part: -len(part[1])):
            new = [(capitals, match) for capitals, match in self._meanings[word] if match[0] not in topics]
            found += [(tuple((at + n, part) for n, part in capitals), match) for capitals, match in new]
            topics |= {match[0] for _, match in new}
        return found

    def count(self, text: str) -> Counter[_Match]:
        """Count the words that stand in a text."""
        counts: Counter[_Match] = Counter()
        text = _canonical(text)
        for found in self._find(_lower(text)):
            for capitals, match in self._inside[found[found.lastindex or 0]]:
                if not capitals or all(text.startswith(part, found.start() + n) for n, part in capitals):
                    counts[match] += 1
        return counts

    def _find(self, text: str) -> Iterable[re.Match[str]]:
        """Find all words and phrases, from left to right. To look for both kinds at once takes longer, and is right where they overlap."""
        whole, anywhere = (list(kind.finditer(text)) if kind else [] for kind in (self._whole, self._anywhere))
        if not (whole and anywhere):
            return whole or anywhere
        found = sorted(whole + anywhere, key=lambda match: match.start())
        overlap = any(one.end() > other.start() for one, other in itertools.pairwise(found))
        return self._either.finditer(text) if overlap else found

    @functools.cached_property
    def _either(self) -> re.Pattern[str]:
        return re.compile(_alternatives(self._meanings))


class _Same:
    """Topics that are the same where they are the same object: to compare all their words takes as long as to weigh an article."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = topics

    def __hash__(self) -> int:
        return id(self.topics)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.topics is other.topics


@functools.lru_cache(maxsize=8)
def _lexicon(same: _Same) -> _Lexicon:
    return _Lexicon(same.topics)


_DOTTED, _DOT_BETWEEN = re.compile(r"[A-Z]\.(?:[A-Z]\.)+"), re.compile(r"\.[A-Z]\.")


def _canonical(text: str) -> str:
    """Write `U.S.-China` and `US – China` alike; keeps capitals."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for found, meant in ("’", "'"), ("‐", " "), ("‑", " "), ("–", " "):
            text = text.replace(found, meant)
    if _DOT_BETWEEN.search(text):
        text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    return " ".join(text.replace("-", " ").split())


def _lower(text: str) -> str:
    """Lower the capitals without a change of length."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _forms(word: str) -> set[str]:
    """Give a word or phrase with its plural."""
    if not re.search(r"[A-Za-z]$", word):
        return {word}
    plural = word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + ("es" if re.search(r"(?:[sxz]|[cs]h)$", word) else "s")
    return {word, plural}


def _capitals(canonical: str) -> _Capitals:
    return tuple((part.start(), part[0]) for part in re.finditer(r"\S+", canonical) if part[0].isupper())


_SPACED = rf"[^\W{SPACELESS}\uac00-\ud7af]"
_BEFORE, _AFTER = rf"(?<!{_SPACED})", rf"(?:'s?)?(?!{_SPACED}|[+#])"


def _parts(phrase: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each run of whole words, or of letters of scripts without spaces, within a phrase."""
    edges = [n for n in range(len(phrase) + 1) if not re.fullmatch(rf"{_SPACED}(?:{_SPACED}|[+#])", phrase[max(n - 1, 0) : n + 1])]
    yield from ((start, end) for start in edges for end in edges if 0 < end - start < len(phrase))


def _alternatives(words: Iterable[str]) -> str:
    """Make one regular expression for words that stand whole and words of scripts without spaces; each is a group."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for word in words:
        edges = _BEFORE if re.match(_SPACED, word) else "", _AFTER if re.search(rf"(?:{_SPACED}|[+#])$", word) else ""
        kinds.setdefault(edges, []).append(word)
    return "|".join(f"{before}({_join(sorted(some))}){after}" for (before, after), some in sorted(kinds.items(), key=lambda kind: (kind[0][1], kind[0][0])))


def _join(words: Sequence[str]) -> str:
    """Share the beginnings of sorted words, so that a text's letter is compared once; the longest word goes first."""
    begin = _common_beginning(words[0], words[-1])
    rests = [word[len(begin) :] for word in words]
    if rests == [""]:
        return re.escape(begin)
    branches = [_join(list(some)) for _, some in itertools.groupby(filter(None, rests), key=lambda rest: rest[0])]
    return f"{re.escape(begin)}(?:{'|'.join(branches)}){'?' if '' in rests else ''}"


def _common_beginning(one: str, other: str) -> str:
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)
