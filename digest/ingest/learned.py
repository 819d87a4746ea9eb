"""Topics as the editor assigned them before: a small linear model, learnt from pages whose topics are settled. Pure.

Each topic that enough pages have gets a weight for every word and pair of words; of scripts without spaces, for every
two and three letters that stand together. What a new article holds of them, weighted as TF-IDF, gives the confidence
that it has the topic, and the words that speak most for it are told::

    model = train([Example(title="New app", text="…", topics=("apps",)), …])
    propose(model, "An app for buses", "…") → (Proposal("apps", 0.83, (Hit("app", 2, "learned", 0.61), …), …), …)

scikit-learn solves for the weights, with the same result each time, and is imported for nothing else: a model that was
learnt before is read from a file, and asking it takes no library. What pages a model is learnt from is said in `teaching`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digest.ingest import headline
from digest.ingest.topics import Hit, Proposal
from digest.language import SPACELESS

ENOUGH = 20
"""A topic is learnt from so many pages on; with fewer than two such topics nothing is."""
VERSION = 1

_READ = 8_000
"""As many characters of a text are looked at."""
_TITLE = 3
"""A word of the title counts as so many of the text."""
_FEATURES = 20_000
_RARE = 2
"""What stands in fewer pages teaches nothing."""
_TOLD = 5
"""So many words are told that decided."""
_STRENGTH, _BIAS = 10.0, 3.0
"""How closely the model follows its pages (C of liblinear), and how freely it moves its bias."""

_WORD = re.compile(rf"(?:(?![{SPACELESS}])[^\W\d_]){{2,}}(?:[-'’][^\W_]+)*|[{SPACELESS}]+")
_SPACELESS = re.compile(f"[{SPACELESS}]")


class Example(NamedTuple):
    """A page whose topics are settled."""

    title: str
    text: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: for each word its rarity, and its weights for the topics; the topics' bias."""

    topics: tuple[str, ...]
    bias: tuple[float, ...]
    words: Mapping[str, tuple[float, ...]]
    """Word → its inverse document frequency, then one weight a topic."""


def count(title: str, text: str) -> Counter[str]:
    """Count the words of an article and their pairs; of scripts without spaces, two and three letters in a row."""
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
        if before:
            yield f"{before} {word}"
        before = word


def train(examples: Sequence[Example]) -> Model | None:
    """Learn from pages; `None` where too few have the same topics. Raises `ImportError` without scikit-learn."""
    having = Counter(topic for example in examples for topic in set(example.topics))
    topics = tuple(sorted(topic for topic, pages in having.items() if ENOUGH <= pages < len(examples)))
    if len(topics) < 2:
        return None
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    counts = [[*count(example.title, example.text).elements()] for example in examples]
    vectorizer = TfidfVectorizer(analyzer=list, min_df=_RARE, max_features=_FEATURES, sublinear_tf=True)
    matrix = vectorizer.fit_transform(counts)
    weights, bias = [], []
    for topic in topics:
        solver = LogisticRegression(
            C=_STRENGTH, class_weight="balanced", solver="liblinear", dual=True, random_state=0, intercept_scaling=_BIAS, max_iter=1_000
        )
        solver.fit(matrix, [topic in example.topics for example in examples])
        weights.append(solver.coef_[0])
        bias.append(round(float(solver.intercept_[0]), 4))
    words = {
        word: (round(float(vectorizer.idf_[at]), 4), *(round(float(weight[at]), 4) for weight in weights))
        for word, at in sorted(vectorizer.vocabulary_.items())
    }
    return Model(topics, tuple(bias), words)


def propose(model: Model, title: str, text: str, threshold: float) -> tuple[Proposal, ...]:
    """Say how likely each topic is that was learnt, the likeliest first; `taken` are those with at least this confidence."""
    counts = {word: number for word, number in count(title, text).items() if word in model.words}
    values = {word: (1 + math.log(number)) * model.words[word][0] for word, number in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    proposals = []
    for n, topic in enumerate(model.topics, 1):
        worth = {word: value / length * model.words[word][n] for word, value in values.items()}
        confidence = 1 / (1 + math.exp(-math.fsum(worth.values()) - model.bias[n - 1]))
        best = sorted(worth, key=lambda word: (-worth[word], word))[:_TOLD]
        hits = tuple(Hit(word, counts[word], "learned", round(worth[word], 2)) for word in best if worth[word] > 0)
        proposals.append(Proposal(topic, round(confidence, 4), hits, confidence >= threshold, learned=True))
    return tuple(sorted(proposals, key=lambda proposal: (-proposal.score, proposal.topic)))


def dumps(model: Model | None) -> str:
    """Write a model, or that there is none to be had."""
    if model is None:
        return json.dumps({"version": VERSION})
    return json.dumps({"version": VERSION, "topics": model.topics, "bias": model.bias, "words": model.words}, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Model | None:
    """Read what `dumps` wrote. Raises `ValueError` where it is anything else."""
    try:
        found = json.loads(text)
        if found["version"] != VERSION:
            raise ValueError("of another version")
        if "words" not in found:
            return None
        words = {word: tuple(map(float, numbers)) for word, numbers in found["words"].items()}
        return Model(tuple(found["topics"]), tuple(map(float, found["bias"])), words)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no model") from error
