"""Which pages the topics are learnt from, and the model that was learnt: kept in `.cache/topics.json`.

A page teaches when it has topics and none of them is in doubt. The record knows which pages these are, so that they are
read only when a new model is learnt; and that is not at every new page, but when there are some twentieth more. What a
model is learnt from, and so what it says, depends on the pages and the settings alone: the cache may be lost at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from digest import content, files
from digest.config import Config
from digest.errors import DigestError
from digest.ingest import learned, learning, topics
from digest.ingest.learned import Model
from digest.ingest.learning import Example
from digest.ingest.record import Record
from digest.model import Topic

FILE = ".cache/topics.json"
MOST = 1_000
"""So many pages are learnt from: those of the newest folders."""


def model(root: Path, known: Record, config: Config, *, dry: bool) -> Model | None:
    """Give what the settled pages teach, of topics that the settings declare; `None` where they are too few, or scikit-learn is missing.

    The record must know the pages as they are.
    """
    settled = known.ask("SELECT path, stamp FROM page WHERE settled ORDER BY path").fetchall()
    chosen = settled[: len(settled) - len(settled) % _step(len(settled))][-MOST:]
    if len(chosen) < learning.FEWEST:
        return None
    declared = sorted((topic.slug, topic.name, *topic.words.items()) for topic in config.topics)
    settings = [learned.VERSION, declared, config.topic_confidence]
    made_of = hashlib.sha256(json.dumps([settings, chosen]).encode()).hexdigest()
    try:
        head, _, text = (root / FILE).read_text(encoding="utf-8").partition("\n")
        if head == made_of:
            return learned.loads(text)
    except (OSError, ValueError):
        pass  # it is lost, and learnt anew
    try:
        found = learning.train(list(_examples(root, (path for path, _ in chosen), config.topics)), config.topic_confidence)
    except ImportError:
        return None
    if not dry:
        files.write_whole(root / FILE, f"{made_of}\n{learned.dumps(found)}".encode())
    return found


def _step(pages: int) -> int:
    """Say how many pages more there must be before a new model is learnt: every one of the first, later a sixteenth to a thirty-second."""
    return 1 << max(0, pages.bit_length() - 5)


def _examples(root: Path, paths: Iterable[str], declared: Sequence[Topic]) -> Iterator[Example]:
    slugs = {topic.slug for topic in declared}
    for path in paths:
        try:
            article = content.loads(files.read_text(root, f"{files.ARTICLES}/{path}"), path)
        except DigestError:
            continue
        having = tuple(topic for topic in article.topics if topic in slugs)
        if having and not article.draft:
            weighed = topics.propose(article.title, article.summary, article.body, declared, 0.0)
            scores = {proposal.topic: proposal.score for proposal in weighed}
            yield Example(article.title, f"{article.summary}\n\n{article.body}", having, scores)
