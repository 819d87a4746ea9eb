"""Which pages the topics are learnt from, and the model that was learnt: kept in `.cache/topics.json`.

A page teaches when it has topics and none of them is in doubt. The record knows which pages these are, so that they are
read only when a new model is learnt; and that is not at every new page, but when they have grown by `STEP`. What a
model is learnt from, and so what it says, depends on the pages alone: the cache may be lost at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from digest import content, files
from digest.errors import DigestError
from digest.ingest import learned
from digest.ingest.learned import Example, Model
from digest.ingest.record import Record
from digest.model import Topic

FILE = ".cache/topics.json"
STEP = 25
"""So many pages are more than before when a new model is learnt."""
MOST = 2_000
"""So many pages are learnt from: those of the newest folders."""


def model(root: Path, known: Record, topics: Iterable[Topic], *, dry: bool) -> Model | None:
    """Give what the settled pages teach, of topics that the settings declare; `None` where they are too few, or scikit-learn is missing.

    The record must know the pages as they are.
    """
    settled = known.ask("SELECT path, stamp FROM page WHERE settled ORDER BY path").fetchall()
    chosen = settled[: len(settled) - len(settled) % STEP][-MOST:]
    if len(chosen) < 2 * learned.ENOUGH:
        return None
    slugs = {topic.slug for topic in topics}
    made_of = hashlib.sha256(json.dumps([learned.VERSION, sorted(slugs), chosen]).encode()).hexdigest()
    try:
        head, _, text = (root / FILE).read_text(encoding="utf-8").partition("\n")
        if head == made_of:
            return learned.loads(text)
    except (OSError, ValueError):
        pass  # it is lost, and learnt anew
    try:
        found = learned.train(list(_examples(root, (path for path, _ in chosen), slugs)))
    except ImportError:
        return None
    if not dry:
        files.write_whole(root / FILE, f"{made_of}\n{learned.dumps(found)}".encode())
    return found


def _examples(root: Path, paths: Iterable[str], slugs: set[str]) -> Iterator[Example]:
    for path in paths:
        try:
            article = content.loads(content.read_text(root, f"{content.ARTICLES}/{path}"), path)
        except DigestError:
            continue
        topics = tuple(topic for topic in article.topics if topic in slugs)
        if topics and not article.draft:
            yield Example(article.title, f"{article.summary}\n\n{article.body}", topics)
