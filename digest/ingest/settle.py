"""Which page each article of a raw file is to be: a new one, one that is there, or none. Pure.

A raw file that is taken in for the first time makes new pages. When it changed, its articles are matched with the
pages that it made before: by id, which an address of the source gives; by the words that they share; and by their
place in the file where it still holds as many articles. So a text that was put in at the top of the file does not
push every other article onto its neighbour's page.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from digest.ingest import normalize
from digest.ingest.normalize import Verdict
from digest.model import Article

_SAME_TEXT = 0.5
"""Two texts that share this much of the shorter one's words are versions of one article."""
_SAME_PLACE = 0.15
"""Two texts in the same place of a file that share less than this are not: somebody put another article there."""
_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Existing:
    """A page that a raw file made before, as it is now."""

    id: str
    part: int
    path: str = ""
    """Empty where the editor deleted it."""
    text: str = ""
    article: Article | None = None
    """`None` where its front matter cannot be read."""
    edited: bool = False
    """It is not, or not for certain, as ingest wrote it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done about one article.

    `add` and `rewrite` write `text` to `path`; `same` finds it there already; `edited` and `deleted` leave the editor's
    will as it is; `double` is an article that the page at `path` (empty where it was deleted) holds already.
    """

    kind: Literal["add", "rewrite", "same", "edited", "deleted", "double"]
    verdict: Verdict
    path: str
    text: str = ""


Find = Callable[[str], str | None]
"""Key → path of the page that has it, empty where the page was deleted; `None` where there is none."""


def decide(verdicts: Sequence[Verdict], existing: Sequence[Existing], with_id: Find, at: Find, *, same_bytes: bool) -> list[Step]:
    """Say what is to be done about each article of a raw file, and change nothing.

    `existing` are its own pages. `with_id` and `at` (by `address_of`) find any page; `same_bytes`: the raw file is as
    it was.
    """
    pairs = _pair(verdicts, existing, same_bytes)
    steps: list[Step] = []
    new_ids: dict[str, str] = {}
    new_taken: dict[str, str] = {}
    here: set[str] = set()
    for n, verdict in enumerate(verdicts):
        if verdict.article.id in here:
            verdict = _with_own_id(verdict, here)
        here.add(verdict.article.id)
        step = _revisit(verdict, pairs[n]) if n in pairs else _add(verdict, (new_ids.get, with_id), (new_taken.get, at))
        if step.kind == "add":
            new_ids |= dict.fromkeys(_ids(step.verdict), step.path)
            new_taken[address_of(step.path)] = step.path
        steps.append(step)
    return steps


def _ids(verdict: Verdict) -> list[str]:
    """Give the ids that an article is known by: its own, and that of the name which its feed gave it."""
    return [verdict.article.id, *([verdict.named] if verdict.named else [])]


def _with_own_id(verdict: Verdict, taken: Container[str]) -> Verdict:
    """Tell apart two articles of one file that name one address."""
    origin = verdict.article.origin
    id_ = verdict.named if verdict.named not in taken else ""
    id_ = id_ or (normalize.own_id(origin.sha256, origin.part) if origin else "")
    return verdict.of(verdict.article._replace(id=id_))


def _add(verdict: Verdict, ids: Sequence[Find], taken: Sequence[Find]) -> Step:
    article = verdict.article
    for id_, find in itertools.product(_ids(verdict), ids):
        if (path := find(id_)) is not None:
            return Step("double", verdict, path)
    path = free_path(article.path, taken)
    if path != article.path:
        verdict = dataclasses.replace(verdict, article=article._replace(path=path))
    return Step("add", verdict, path, verdict.page)


def _revisit(verdict: Verdict, page: Existing) -> Step:
    if not page.path:
        return Step("deleted", verdict, "")
    if page.article is None:
        return Step("edited", verdict, page.path)
    verdict = verdict.of(verdict.article._replace(id=page.id, added=page.article.added, path=page.path, **_grouped(page.article)))
    same = verdict.page == page.text
    return Step("same" if same else "edited" if page.edited else "rewrite", verdict, page.path, verdict.page)


def _grouped(article: Article) -> dict[str, Any]:
    """Give what was learnt of a page beside its raw text: who else carries it, and its story."""
    return {field: getattr(article, field) for field in ("also_at", "story", "not_story")}


def _pair(verdicts: Sequence[Verdict], existing: Sequence[Existing], same_bytes: bool) -> dict[int, Existing]:
    """Match articles with the pages that are theirs: index of the verdict → page."""
    pairs: dict[int, Existing] = {}
    left = dict(enumerate(existing))
    for n, m in _candidates(verdicts, existing, same_bytes):
        if n not in pairs and m in left:
            pairs[n] = left.pop(m)
    return pairs


def _candidates(verdicts: Sequence[Verdict], existing: Sequence[Existing], same_bytes: bool) -> Iterator[tuple[int, int]]:
    """Give pairs of an article and a page, the surest first."""
    of_id = {page.id: m for m, page in enumerate(existing)}
    yield from ((n, of_id[v.article.id]) for n, v in enumerate(verdicts) if v.article.id in of_id)
    of_part = {page.part: m for m, page in reversed(list(enumerate(existing)))}
    same_place = [(n, of_part[_part(v)]) for n, v in enumerate(verdicts) if _part(v) in of_part]
    if same_bytes:
        yield from same_place
        return
    ours = [_words(f"{verdict.article.title}\n{verdict.article.body}") for verdict in verdicts]
    theirs = [_words(page.text) for page in existing]
    shares = sorted((-_share(one, other), n, m) for n, one in enumerate(ours) for m, other in enumerate(theirs))
    yield from ((n, m) for share, n, m in shares if -share >= _SAME_TEXT)
    if len(verdicts) == len(existing):
        alike = ((n, m) for share, n, m in shares if -share >= _SAME_PLACE or not existing[m].path)
        places = set(same_place)
        yield from (pair for pair in alike if pair in places)


def _part(verdict: Verdict) -> int:
    return verdict.article.origin.part if verdict.article.origin else 1


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def free_path(path: str, taken: Sequence[Find]) -> str:
    """Give a page a path that no other has: `x.md`, else `x-2.md`, `x-3.md` … `taken` is asked by `address_of`."""
    stem, number = path.removesuffix(".md"), 1
    while any(find(address_of(path)) is not None for find in taken):
        number += 1
        path = f"{stem}-{number}.md"
    return path


def address_of(path: str) -> str:
    """Give what two page files may not share: the path without its ending, in lower case."""
    return path.rpartition(".")[0].casefold()
