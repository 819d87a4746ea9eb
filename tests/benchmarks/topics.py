"""Topics that people chose, of articles that the model has not seen: what it learnt from some twenty pages a topic.

Three kinds of articles, where the data holds them: the posts of `posts-digitalgov/` with all their common topics; those of
them that have just one of a few topics that lie far apart (`APART`, with words for each as an editor would write them); and
`sections/<topic>/*.txt`, news of a newspaper's sections. Those of a fixed shuffle teach until each topic has its pages; of
the rest, as many as `ASKED` are asked for. Beside ours stand scikit-learn's TF-IDF and logistic regression as they come,
and the words of the settings without anything learnt, or their number in the text.
"""

from __future__ import annotations

import functools
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from digest import content
from digest.config import Config
from digest.errors import DigestError
from digest.ingest import headline, learned, learning, topics
from digest.ingest.learning import Example
from digest.ingest.topics import Proposal
from digest.model import Topic

from .scores import Score, share

ASKED = 500
TAUGHT = 20
"""Pages of each topic that are learnt from."""
ORDERS = 3
"""So many shuffles are measured; the table has their mean."""
COMMON = 60
"""A topic of so many posts is asked for."""
_SHORTEST = 200
_WEIGHT = 2.0
"""What each word weighs in the settings."""

APART: Mapping[str, Sequence[str]] = {
    "accessibility": ("accessibility", "Section 508", "disability", "screen reader", "WCAG", "accessible"),
    "analytics": ("analytics", "metrics", "Google Analytics", "traffic", "data", "measure", "visits"),
    "application-programming-interface": ("API", "developer", "endpoint", "JSON", "documentation", "web service"),
    "challenges-and-prize-competitions": ("challenge", "prize", "competition", "crowdsourcing", "winner", "contest"),
    "mobile": ("mobile", "app", "smartphone", "iPhone", "Android", "SMS", "tablet", "responsive design"),
    "multilingual": ("multilingual", "Spanish", "translation", "bilingual", "language", "Hispanic"),
    "open-data": ("open data", "dataset", "Data.gov", "transparency", "data set"),
    "security": ("security", "HTTPS", "encryption", "vulnerability", "attack", "password", "cybersecurity"),
    "social-media": ("social media", "Twitter", "Facebook", "Instagram", "tweet", "hashtag", "followers"),
}
SECTIONS: Mapping[str, Sequence[str]] = {
    "business": ("company", "market", "economy", "economic", "shares", "bank", "profit", "sales", "growth", "oil", "firm"),
    "entertainment": ("film", "music", "actor", "actress", "album", "award", "singer", "band", "movie", "Oscar", "star"),
    "politics": ("government", "minister", "election", "party", "Labour", "Tory", "MP", "parliament", "vote", "policy"),
    "sport": ("match", "game", "team", "player", "coach", "cup", "champion", "season", "club", "goal", "rugby", "tennis"),
    "tech": ("technology", "software", "computer", "internet", "mobile phone", "users", "online", "broadband", "website", "digital"),
}

Asked = Sequence[tuple[frozenset[str], Sequence[Proposal]]]
"""For each article the topics that people gave it, and what is proposed, the likeliest first."""
Articles = Callable[[Path], tuple[Example, ...]]


@functools.cache
def _posts(data: Path) -> tuple[Example, ...]:
    folder = data / "posts-digitalgov"
    found = []
    for path in sorted(folder.rglob("*.md")):
        try:
            article = content.loads(path.read_text(encoding="utf-8"), path.relative_to(folder).as_posix())
        except DigestError:
            continue
        if article.topics and len(article.body) >= _SHORTEST:
            found.append(Example(article.title, article.body, article.topics))
    return tuple(found)


@functools.cache
def many(data: Path) -> tuple[Example, ...]:
    """Give the posts with their common topics, of which a post may have many."""
    counts = Counter(topic for post in _posts(data) for topic in post.topics)
    common = {topic for topic, count in counts.items() if count >= COMMON}
    kept = (post._replace(topics=tuple(topic for topic in post.topics if topic in common)) for post in _posts(data))
    return tuple(post for post in kept if post.topics)


@functools.cache
def apart(data: Path) -> tuple[Example, ...]:
    """Give the posts that have just one of the topics that lie far apart."""
    kept = (post._replace(topics=tuple(topic for topic in post.topics if topic in APART)) for post in _posts(data))
    return tuple(post for post in kept if len(post.topics) == 1)


@functools.cache
def sections(data: Path) -> tuple[Example, ...]:
    """Give the articles of a newspaper's sections: a title in the first line, then the text."""
    texts = ((path, path.read_text(encoding="utf-8", errors="replace")) for path in sorted((data / "sections").glob("*/*.txt")))
    parts = ((path, *text.strip().partition("\n")) for path, text in texts)
    return tuple(Example(title.strip(), text.strip(), (path.parent.name,)) for path, title, _, text in parts)


@functools.cache
def _split(articles: Articles, data: Path, order: int) -> tuple[list[Example], list[Example]]:
    """Part the articles into those that teach, with what the words of the settings say of them, and those that are asked for."""
    shuffled = list(articles(data))
    random.Random(order).shuffle(shuffled)
    taught: Counter[str] = Counter()
    teaching: list[Example] = []
    rest: list[Example] = []
    for article in shuffled:
        wanted = any(taught[topic] < TAUGHT for topic in article.topics)
        (teaching if wanted else rest).append(article)
        taught.update(article.topics if wanted else ())
    declared = _declared(articles, data)
    weighed = ({found.topic: found.score for found in _weigh(article, declared)} for article in teaching)
    return [article._replace(weighed=scores) for article, scores in zip(teaching, weighed, strict=True)], rest[:ASKED]


@functools.cache
def _declared(articles: Articles, data: Path) -> tuple[Topic, ...]:
    """Declare the topics as settings do, with the words of `APART` and `SECTIONS`; those of `many` by their names alone."""
    words: Mapping[str, Sequence[str]] = {} if articles is many else {**APART, **SECTIONS}
    slugs = sorted({topic for article in articles(data) for topic in article.topics})
    return tuple(Topic(slug=slug, name=slug.replace("-", " "), words=dict.fromkeys(words.get(slug, ()), _WEIGHT)) for slug in slugs)


def _weigh(article: Example, declared: Sequence[Topic]) -> tuple[Proposal, ...]:
    lede = headline.make_summary(headline.lede(article.text), "en", truncated=False)
    return topics.propose(article.title, lede, article.text, declared, Config(name="").topic_threshold)


@functools.cache
def _by_model(articles: Articles, data: Path, order: int, right: float) -> Asked:
    teaching, asked = _split(articles, data, order)
    model = learning.train(teaching, right)
    assert model
    declared = _declared(articles, data)
    return [(frozenset(one.topics), learned.propose(model, one.title, one.text, _weigh(one, declared))) for one in asked]


@functools.cache
def _by_words(articles: Articles, data: Path, order: int, right: float) -> Asked:
    del right
    declared = _declared(articles, data)
    return [(frozenset(one.topics), _weigh(one, declared)) for one in _split(articles, data, order)[1]]


@functools.cache
def _by_library(articles: Articles, data: Path, order: int, right: float) -> Asked:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    del right  # as it comes, it gives the likeliest, and what is likelier than not
    teaching, asked = _split(articles, data, order)
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform([f"{one.title}\n{one.text}" for one in teaching])
    wanted = vectorizer.transform([f"{one.title}\n{one.text}" for one in asked])
    slugs = sorted({topic for one in teaching for topic in one.topics})
    columns = [LogisticRegression().fit(matrix, [slug in one.topics for one in teaching]).predict_proba(wanted)[:, 1] for slug in slugs]
    likely = [sorted(zip(slugs, map(float, row), strict=True), key=lambda pair: -pair[1]) for row in zip(*columns, strict=True)]
    found = ([Proposal(slug, score, (), not n or score >= 0.5, learned=True) for n, (slug, score) in enumerate(ranked)] for ranked in likely)
    return [(frozenset(one.topics), ranked) for one, ranked in zip(asked, found, strict=True)]


@functools.cache
def _by_counting(articles: Articles, data: Path, order: int, right: float) -> Asked:
    del right
    declared = _declared(articles, data)
    return [(frozenset(one.topics), _count(f"{one.title}\n{one.text}".casefold(), declared)) for one in _split(articles, data, order)[1]]


def _count(text: str, declared: Sequence[Topic]) -> list[Proposal]:
    counts = sorted(((sum(text.count(word.casefold()) for word in topic.words), topic.slug) for topic in declared), reverse=True)
    return [Proposal(slug, count, (), place == 0 and count > 0) for place, (count, slug) in enumerate(counts)]


Way = Callable[[Articles, Path, int, float], Asked]


def _measure(
    articles: Articles, measure: Callable[[Asked], float], way: Way, against: Way, right: float | None = None, noted: bool = False
) -> Callable[[Path], Score | None]:
    """Make a measure of the table: the mean over the shuffles, of one way to propose topics and of another."""

    def measured(data: Path) -> Score | None:
        try:
            import sklearn  # noqa: F401
        except ImportError:
            return None
        if not articles(data):
            return None
        sure = Config(name="").topic_confidence if right is None else right
        ours, others = ([measure(one(articles, data, order, sure)) for order in range(1, ORDERS + 1)] for one in (way, against))
        silent = share(share(_is_silent(ranked) for _, ranked in way(articles, data, order, sure)) for order in range(1, ORDERS + 1))
        of = len(_split(articles, data, 1)[1])
        return Score(ours=share(ours), against=share(others), of=of, note=f"silent on {silent:.0%}" if noted else "")

    return measured


def _is_silent(ranked: Sequence[Proposal]) -> bool:
    return not any(proposal.taken for proposal in ranked)


def _first(asked: Asked) -> float:
    """Say how often the likeliest topic is one that people gave."""
    return share(bool(ranked) and ranked[0].topic in given for given, ranked in asked)


def _right(asked: Asked) -> float:
    """Say how many of the topics that are given are right."""
    return share(proposal.topic in given for given, ranked in asked for proposal in ranked if proposal.taken)


def _given(asked: Asked) -> float:
    """Give F1 of the topics that are given, over all articles: what is silent costs as much as what is wrong."""
    hits = sum(proposal.taken and proposal.topic in given for given, ranked in asked for proposal in ranked)
    all_ = sum(len(given) + sum(proposal.taken for proposal in ranked) for given, ranked in asked)
    return 2 * hits / all_ if all_ else 0.0


def _ordered(asked: Asked) -> float:
    """Say how often an article that has a topic is held likelier to have it than one that has not (the area below the ROC)."""
    return share(_area(asked, topic) for topic in sorted({topic for given, _ in asked for topic in given}))


def _area(asked: Asked, topic: str) -> float:
    scores = [({proposal.topic: proposal.score for proposal in ranked}.get(topic, 0.0), topic in given) for given, ranked in asked]
    having, lacking = ([score for score, has in scores if has is wanted] for wanted in (True, False))
    return share((one > other) + (one == other) / 2 for one in having for other in lacking)


sections_words = _measure(sections, _first, _by_words, _by_counting)
sections_words_given = _measure(sections, _given, _by_words, _by_counting, noted=True)
sections_first = _measure(sections, _first, _by_model, _by_library)
sections_given = _measure(sections, _given, _by_model, _by_library, noted=True)
sections_right = _measure(sections, _right, _by_model, _by_words, noted=True)
apart_words = _measure(apart, _first, _by_words, _by_counting)
apart_words_given = _measure(apart, _given, _by_words, _by_counting, noted=True)
apart_first = _measure(apart, _first, _by_model, _by_library)
apart_given = _measure(apart, _given, _by_model, _by_library, noted=True)
apart_right = _measure(apart, _right, _by_model, _by_words, noted=True)
many_first = _measure(many, _first, _by_model, _by_library)
many_given = _measure(many, _given, _by_model, _by_library, noted=True)
many_right = _measure(many, _right, _by_model, _by_words, noted=True)
many_surely = _measure(many, _right, _by_model, _by_words, right=0.95, noted=True)
many_ordered = _measure(many, _ordered, _by_model, _by_library)
