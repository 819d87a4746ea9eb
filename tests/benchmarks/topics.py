"""Topics that people chose, of pages that the model has not seen: what it learnt from some twenty pages a topic.

`posts-digitalgov/` holds posts with topics in their front matter. Those of a fixed shuffle teach until each common topic
has its pages; of the rest, as many as `ASKED` are asked for. Beside the model stand the words that a settings file has
without anybody's work: the topics' names.
"""

from __future__ import annotations

import functools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from digest import content
from digest.config import Config
from digest.errors import DigestError
from digest.ingest import learned, topics
from digest.ingest.learned import Example
from digest.ingest.topics import Proposal
from digest.model import Topic

from .scores import Score, share

ASKED = 500
COMMON = 60
"""A topic of so many posts is asked for."""
_SHORTEST = 200

Asked = Sequence[tuple[frozenset[str], Sequence[Proposal]]]
"""For each post the topics that people gave it, and what is proposed, the likeliest first."""


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
    counts = Counter(topic for post in found for topic in post.topics)
    common = {topic for topic, count in counts.items() if count >= COMMON}
    kept = (post._replace(topics=tuple(topic for topic in post.topics if topic in common)) for post in found)
    return tuple(post for post in kept if post.topics)


@functools.cache
def _split(data: Path) -> tuple[list[Example], list[Example]]:
    """Part the posts into those that teach and those that are asked for."""
    posts = list(_posts(data))
    random.Random(1).shuffle(posts)
    taught: Counter[str] = Counter()
    teaching: list[Example] = []
    rest: list[Example] = []
    for post in posts:
        wanted = any(taught[topic] < learned.ENOUGH for topic in post.topics)
        (teaching if wanted else rest).append(post)
        taught.update(post.topics if wanted else ())
    return teaching, rest[:ASKED]


@functools.cache
def _by_model(data: Path) -> Asked:
    teaching, asked = _split(data)
    model = learned.train(teaching)
    assert model
    threshold = Config(name="").topic_confidence
    return [(frozenset(post.topics), learned.propose(model, post.title, post.text, threshold)) for post in asked]


@functools.cache
def _by_names(data: Path) -> Asked:
    teaching, asked = _split(data)
    declared = tuple(Topic(slug=slug, name=slug.replace("-", " ")) for slug in sorted({topic for post in teaching for topic in post.topics}))
    return [(frozenset(post.topics), topics.propose(post.title, "", post.text, declared, Config(name="").topic_threshold)) for post in asked]


def _measure(data: Path, measure: Callable[[Asked], tuple[float, str]]) -> Score | None:
    try:
        import sklearn  # noqa: F401
    except ImportError:
        return None
    if not _posts(data):
        return None
    (ours, note), (against, _) = measure(_by_model(data)), measure(_by_names(data))
    return Score(ours=ours, against=against, of=len(_split(data)[1]), note=note)


def first(data: Path) -> Score | None:
    """Say how often the likeliest topic is one that people gave."""
    return _measure(data, lambda asked: (share(bool(ranked) and ranked[0].topic in given for given, ranked in asked), ""))


def taken(data: Path) -> Score | None:
    """Say how many of the topics that are sure enough to be given are right."""

    def precision(asked: Asked) -> tuple[float, str]:
        given = [proposal.topic in right for right, ranked in asked for proposal in ranked if proposal.taken]
        silent = share(not any(proposal.taken for proposal in ranked) for _, ranked in asked)
        return share(given), f"silent on {silent:.0%} of the posts"

    return _measure(data, precision)


def ordered(data: Path) -> Score | None:
    """Say how often a post that has a topic is held likelier to have it than one that has not (the area below the ROC)."""

    def area(asked: Asked) -> tuple[float, str]:
        names = sorted({topic for right, _ in asked for topic in right})
        return share(_area(asked, topic) for topic in names), f"mean of {len(names)} topics"

    return _measure(data, area)


def _area(asked: Asked, topic: str) -> float:
    scores = [({proposal.topic: proposal.score for proposal in ranked}.get(topic, 0.0), topic in right) for right, ranked in asked]
    having, lacking = ([score for score, has in scores if has is wanted] for wanted in (True, False))
    return share((one > other) + (one == other) / 2 for one in having for other in lacking)
