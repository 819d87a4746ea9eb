"""How a model is learnt from pages whose topics are settled. Pure; alone knows scikit-learn.

    train([Example(title="New app", text="…", topics=("apps",), weighed={"apps": 6.0}), …], 0.9) → Model(…)

Ridge regression finds the weights of all topics at once, and tells of each page what a model would say that had not
learnt from it. By these answers the model is held to its word: a logistic function, the same for all topics, makes
likelihoods of them and of what the words of the settings say, so that these count as much as they were right on the pages;
and an article is given a topic from that likelihood on from which as many of the topics given are right as is asked.
The same pages give the same model each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from digest.ingest.learned import Model, Trust, count, strength

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.float64]
    """A line for each page, a column for each topic."""

ENOUGH = 5
"""A topic is learnt from so many pages on; with fewer than two such topics nothing is."""
FEWEST = 20
"""So many pages must there be together."""

_FEATURES = 20_000
_RARE = 2
"""What stands in fewer pages teaches nothing."""
_PENALTY = 0.3
"""On the squares of the weights: the higher, the less closely the model follows its pages."""
_LIKELIER = 0.5
"""A topic that is likelier wrong than right is never given."""
_NEVER = 1.01
_STRANGE = 0.02
"""One article in so many is on no topic that was learnt: the pages, all of which have topics, cannot tell that."""


class Example(NamedTuple):
    """A page whose topics are settled."""

    title: str
    text: str
    topics: tuple[str, ...]
    weighed: Mapping[str, float] = {}
    """What the words of the settings weigh in it, for each topic of which any stands there."""


def train(examples: Sequence[Example], right: float) -> Model | None:
    """Learn from pages; `None` where too few have the same topics. Raises `ImportError` without scikit-learn.

    `right` is how many of the topics that the model gives must be right, of 1.
    """
    having = Counter(topic for example in examples for topic in set(example.topics))
    topics = tuple(sorted(topic for topic, pages in having.items() if ENOUGH <= pages < len(examples)))
    if len(topics) < 2 or len(examples) < FEWEST:
        return None
    counts = [count(example.title, example.text) for example in examples]
    pages = Counter(word for one in counts for word in one)
    known = sorted(word for word, number in pages.most_common(_FEATURES) if number >= _RARE)
    if not known:
        return None
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import RidgeCV

    vectorizer = TfidfVectorizer(analyzer=Counter.elements, vocabulary=known, sublinear_tf=True)
    matrix = vectorizer.fit_transform(counts)
    truth = np.array([[topic in example.topics for topic in topics] for example in examples])
    ridge = RidgeCV(alphas=[_PENALTY], scoring="neg_mean_squared_error", store_cv_results=True).fit(matrix, truth * 2.0 - 1)
    settings = np.array([[strength(example.weighed.get(topic, 0.0)) for topic in topics] for example in examples])
    trust, least = _judge(ridge.cv_results_[:, :, 0], ridge.intercept_, settings, truth, right)
    words = {
        word: (round(float(vectorizer.idf_[at]), 4), *(round(float(weight), 4) for weight in ridge.coef_[:, at]))
        for at, word in enumerate(known)
    }
    return Model(topics, tuple(round(float(bias), 4) for bias in ridge.intercept_), trust, least, words)


def _judge(said: Table, nothing: Sequence[float], settings: Table, truth: NDArray[np.bool_], right: float) -> tuple[Trust, float]:
    """Say how far each kind of evidence is to be trusted, and from which likelihood on a topic is given.

    `nothing` is what is said of an article of which not a word was learnt.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    evidence, strange = _evidence(said, settings), _evidence(np.array([nothing]), np.zeros((1, len(nothing))))
    spread = evidence.std(axis=0)
    spread[spread == 0] = 1
    weight = [1.0] * len(evidence) + [_STRANGE * len(said)] * len(strange)
    answers = [*truth.ravel(), *(False for _ in nothing)]
    solver = LogisticRegression(max_iter=1_000).fit(np.concatenate([evidence, strange]) / spread, answers, sample_weight=weight)
    weights = [round(float(weight), 4) for weight in (solver.intercept_[0], *(solver.coef_[0] / spread))]
    likely = 1 / (1 + np.exp(-(weights[0] + evidence @ np.array(weights[1:]))))
    return Trust(*weights), _least(likely, truth.ravel(), right)


def _evidence(said: Table, settings: Table) -> Table:
    """Put in a line for each page and topic what speaks for it, as `Trust` orders it."""
    import numpy as np

    return np.stack([part.ravel() for part in (said, _leads(said), settings, _leads(settings))], axis=1)


def _leads(said: Table) -> Table:
    """Say for each topic how far it is before the best of the others; `learned` does it for one article."""
    import numpy as np

    second, best = np.sort(said, axis=1)[:, -2:].T[:, :, None]
    leads: Table = said - np.where(said == best, second, best)
    return leads


def _least(likely: NDArray[np.float64], truth: NDArray[np.bool_], right: float) -> float:
    """Find the lowest likelihood from which on enough of the topics are right."""
    order = (-likely).argsort(kind="stable")
    shares = truth[order].cumsum() / range(1, len(order) + 1)
    enough = [float(found) for found, share in zip(likely[order], shares, strict=True) if share >= right]
    return round(max(_LIKELIER, enough[-1]), 4) if enough else _NEVER
