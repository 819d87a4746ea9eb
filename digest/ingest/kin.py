"""What a page learns from other articles: who else carries its text, and which story it belongs to.

A page that ingest wrote and nobody edited is amended; of an edited one it is only told.
"""

from __future__ import annotations

import dataclasses
import pickle
import tempfile
from collections.abc import Iterator

from digest import files
from digest.errors import DigestError, Problem, problem
from digest.ingest import duplicates
from digest.ingest.memory import Memory
from digest.ingest.normalize import Verdict
from digest.ingest.telling import Outcome
from digest.model import Article, Source


def also_carried(memory: Memory, path: str, verdict: Verdict, shown: str, part: int, *, dry: bool) -> Problem | None:
    """Name the source of an article in the page that holds its text already; say what was done, `None` where that is nothing.

    `shown` names the raw file, for what is told, and `part` the article in it. Raises `OSError`.
    """
    page = f"{files.ARTICLES}/{path}"
    source = verdict.article.source or Source()
    try:
        article = memory.shelf.load(path)
    except DigestError:
        return None
    sources = duplicates.with_source(article, source)
    if sources == article.also_at:
        return None
    if memory.shelf.amend(path, lambda article: article._replace(also_at=sources), dry=dry):
        memory.stamp(article.id, path)
        return problem(shown, f"part {part} is already taken in as {page}, which says now that {_named(source)} carries it too")
    cure = f"write {_line(source)} under `also_at` of that page; it was edited, so it stays as it is"
    return problem(shown, f"part {part} is already taken in as {page}, from another source", cure)


def _named(source: Source) -> str:
    return source.name or source.url


def _line(source: Source) -> str:
    return ", ".join(f"{key}: {value}" for key, value in (("name", source.name), ("url", source.url)) if value).join("{}")


def write_stories(memory: Memory, *, dry: bool) -> Iterator[tuple[str, str]]:
    """Find the stories of new articles and write them into their pages; tell the id and the story of each. Raises `OSError`."""
    for id_, story in memory.stories():
        if not dry and (path := memory.shelf.with_id(id_)):
            _write_story(memory, id_, path, story)
        yield id_, story


def _write_story(memory: Memory, id_: str, path: str, story: str) -> None:
    def told(article: Article) -> Article:
        return article._replace(story=article.story or story)

    if memory.shelf.amend(path, told, dry=False):
        memory.stamp(id_, path)


class Waiting:
    """Outcomes of a dry run, put aside on the disk until their stories are known."""

    def __init__(self) -> None:
        self._held = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the run
        self._count = 0

    def put(self, outcome: Outcome) -> None:
        """Put an outcome aside."""
        pickle.dump(outcome, self._held)
        self._count += 1

    def with_stories(self, stories: dict[str, str]) -> Iterator[Outcome]:
        """Give the outcomes in their order, with the stories of their articles, by id."""
        self._held.seek(0)
        for _ in range(self._count):
            outcome: Outcome = pickle.load(self._held)
            story = stories.get(outcome.article.id)
            verdict = outcome.verdict
            yield dataclasses.replace(outcome, verdict=verdict.of(verdict.article._replace(story=story))) if story else outcome
        self._held.close()
