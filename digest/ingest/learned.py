"""Topics as the editor assigned them before: what a small linear model says that was learnt from settled pages. Pure.

Each topic that was learnt has a weight for every word, its beginning, and pair of words; of scripts without spaces, for
every two and three letters that stand together. What a new article holds of them, weighted as TF-IDF, and what the words
of the settings weigh in it, say how likely it is that the article has the topic; what speaks most for it is told::

    propose(model, "An app for buses", "…", weighed) → (Proposal("apps", 0.83, (Hit("app", 2, "learned", 0.61), …), True, True), …)

How a model is learnt is said in `learning`, and from which pages in `teaching`. It is read from a file, and asking it takes
no library.
"""

from __future__ import annotations

import heapq
import json
import math
import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digest.ingest import headline
from digest.ingest.topics import Hit, Proposal
from digest.language import SPACELESS

VERSION = 2

_READ = 8_000
"""As many characters of a text are looked at."""
_TITLE = 3
"""A word of the title counts as so many of the text."""
_BEGINNING = 4
"""So many letters have words in common that differ in their endings."""
_TOLD = 5
"""Of so many topics it is told what speaks for them, and so many words of it,"""
_CANDIDATES = 20
"""chosen from so many, among which some are kindred."""

_WORD = re.compile(rf"(?:(?![{SPACELESS}])[^\W\d_]){{2,}}(?:[-'’][^\W_]+)*|[{SPACELESS}]+")
_SPACELESS = re.compile(f"[{SPACELESS}]")


class Trust(NamedTuple):
    """How what speaks for a topic becomes a likelihood: the weights of a logistic function."""

    start: float
    words: float
    """For what the words that were learnt say of the topic."""
    words_lead: float
    """For how much more they say of it than of any other."""
    settings: float
    """For what the words of the settings say, as `strength` has it."""
    settings_lead: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: for each word its rarity, and its weights for the topics; the topics' bias."""

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    trust: Trust
    least: float
    """From this likelihood on an article gets a topic."""
    words: Mapping[str, tuple[float, ...]]
    """Word → its inverse document frequency, then one weight a topic."""


def count(title: str, text: str) -> Counter[str]:
    """Count the words of an article, their beginnings (`chip…`) and pairs; of scripts without spaces, two and three letters in a row."""
    counts = Counter(_grams(headline.plain(text[:_READ])))
    for word in _grams(title):
        counts[word] += _TITLE
    return counts


def _grams(text: str) -> Iterator[str]:
    before = ""
    for word in _WORD.findall(text.casefold()):
        if _SPACELESS.match(word):
            yield from (word[at : at + size] for size in (2, 3) for at in range(len(word) - size + 1))
            before = ""
            continue
        yield word
        if len(word) > _BEGINNING:
            yield f"{word[:_BEGINNING]}…"
        if before:
            yield f"{before} {word}"
        before = word


def strength(score: float) -> float:
    """Say what the words of the settings are worth beside those that were learnt; twice as many are not worth twice as much."""
    return math.log1p(max(0.0, score))


def propose(model: Model, title: str, text: str, weighed: Sequence[Proposal] = ()) -> tuple[Proposal, ...]:
    """Say how likely each topic is that was learnt, the likeliest first; `taken` are those that the article should get.

    `weighed` is what the words of the settings say of the article.
    """
    counts = count(title, text)
    known = [word for word in counts if word in model.words]
    rarities, *columns = zip(*(model.words[word] for word in known), strict=True) if known else [()] * (1 + len(model.topics))
    values = [(1 + math.log(counts[word])) * rarity for word, rarity in zip(known, rarities, strict=True)]
    length = math.sqrt(sum(map(operator.mul, values, values))) or 1.0
    values = [value / length for value in values]
    said = [bias + sum(map(operator.mul, values, column)) for bias, column in zip(model.bias, columns, strict=True)]
    by_settings = {proposal.topic: proposal for proposal in weighed}
    settings = [strength(by_settings[topic].score) if topic in by_settings else 0.0 for topic in model.topics]
    likely = [_likelihood(model.trust, *parts) for parts in zip(said, _leads(said), settings, _leads(settings), strict=True)]
    ranked = sorted(range(len(model.topics)), key=lambda n: (-likely[n], model.topics[n]))
    proposals = []
    for place, n in enumerate(ranked):
        topic, taken = model.topics[n], likely[n] >= model.least
        worth = list(map(operator.mul, values, columns[n])) if taken or place < _TOLD else []
        best = heapq.nlargest(_CANDIDATES, range(len(worth)), key=worth.__getitem__)
        hits = _hits(model.trust, [(known[at], counts[known[at]], worth[at]) for at in best], by_settings.get(topic))
        proposals.append(Proposal(topic, round(likely[n], 4), hits, taken, learned=True))
    return tuple(proposals)


def _leads(said: Sequence[float]) -> list[float]:
    """Say for each topic how far it is before the best of the others."""
    best, second = heapq.nlargest(2, said)
    return [value - (second if value == best else best) for value in said]


def _likelihood(trust: Trust, words: float, words_lead: float, settings: float, settings_lead: float) -> float:
    told = math.fsum(
        (trust.start, trust.words * words, trust.words_lead * words_lead, trust.settings * settings, trust.settings_lead * settings_lead)
    )
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, told))))


def _hits(trust: Trust, learned: Iterable[tuple[str, int, float]], by_settings: Proposal | None) -> tuple[Hit, ...]:
    """Tell what speaks most for a topic, of the words that were learnt and of those of the settings; of kindred ones the strongest."""
    hits = [Hit(word, number, "learned", round((trust.words + trust.words_lead) * worth, 2)) for word, number, worth in learned]
    if by_settings and by_settings.score > 0:
        each = (trust.settings + trust.settings_lead) * strength(by_settings.score) / by_settings.score
        hits += [Hit(hit.word, hit.count, hit.where, round(each * hit.weight, 2)) for hit in by_settings.hits]
    told: list[Hit] = []
    known: set[str] = set()
    for hit in sorted(hits, key=lambda hit: (-hit.weight, len(hit.word), hit.word, hit.where)):
        beginnings = {word[:_BEGINNING] for word in hit.word.casefold().split()}
        if hit.weight <= 0 or len(told) == _TOLD:
            break
        if not beginnings & known:
            told.append(hit)
            known |= beginnings
    return tuple(told)


def dumps(model: Model | None) -> str:
    """Write a model, or that there is none to be had."""
    if model is None:
        return json.dumps({"version": VERSION})
    found = {"topics": model.topics, "bias": model.bias, "trust": model.trust, "least": model.least, "words": model.words}
    return json.dumps({"version": VERSION, **found}, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Model | None:
    """Read what `dumps` wrote. Raises `ValueError` where it is anything else."""
    try:
        found = json.loads(text)
        if found["version"] != VERSION:
            raise ValueError("of another version")
        if "words" not in found:
            return None
        words = {word: tuple(map(float, numbers)) for word, numbers in found["words"].items()}
        bias, trust = tuple(map(float, found["bias"])), Trust(*map(float, found["trust"]))
        return Model(tuple(found["topics"]), bias, trust, float(found["least"]), words)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no model") from error
