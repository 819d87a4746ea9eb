"""Which page each article of a raw file is to be: a new one, one that is there, or none. Pure.

A raw file that is taken in for the first time makes new pages. When it changed, its articles are matched with the
pages that it made before: by id, which an address of the source gives; by the words that they share; and by their
place in the file where it still holds as many articles. So a text that was put in at the top of the file does not
push every other article onto its neighbour's page.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from digest import content
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


def decide(
    verdicts: Sequence[Verdict], existing: Sequence[Existing], ids: Mapping[str, str], taken: Mapping[str, str], *, same_bytes: bool
) -> list[Step]:
    """Say what is to be done about each article of a raw file, and change nothing.

    `existing` are its own pages. `ids` and `taken` (by `address_of`) give the paths of all pages; `same_bytes`: the raw
    file is as it was.
    """
    pairs = _pair(verdicts, existing, same_bytes)
    steps: list[Step] = []
    new_ids: dict[str, str] = {}
    new_taken: dict[str, str] = {}
    here: set[str] = set()
    for n, verdict in enumerate(verdicts):
        if verdict.article.id in here:
            verdict = _with_own_id(verdict)
        here.add(verdict.article.id)
        step = _revisit(verdict, pairs[n]) if n in pairs else _add(verdict, (new_ids, ids), (new_taken, taken))
        if step.kind == "add":
            new_ids[step.verdict.article.id] = new_taken[address_of(step.path)] = step.path
        steps.append(step)
    return steps


def _with_own_id(verdict: Verdict) -> Verdict:
    """Tell apart two articles of one file that name one address."""
    origin = verdict.article.origin
    id_ = normalize.own_id(origin.sha256, origin.part) if origin else ""
    return dataclasses.replace(verdict, article=dataclasses.replace(verdict.article, id=id_))


_Paths = Sequence[Mapping[str, str]]
"""What is looked up in several mappings, one after the other."""


def _add(verdict: Verdict, ids: _Paths, taken: _Paths) -> Step:
    article = verdict.article
    for known in ids:
        if article.id in known:
            return Step("double", verdict, known[article.id])
    path = free_path(article.path, taken)
    article = dataclasses.replace(article, path=path)
    return Step("add", dataclasses.replace(verdict, article=article), path, content.dumps(article))


def _revisit(verdict: Verdict, page: Existing) -> Step:
    if not page.path:
        return Step("deleted", verdict, "")
    if page.article is None:
        return Step("edited", verdict, page.path)
    article = dataclasses.replace(verdict.article, id=page.id, added=page.article.added, path=page.path)
    text = content.dumps(article)
    verdict = dataclasses.replace(verdict, article=article)
    return Step("same" if text == page.text else "edited" if page.edited else "rewrite", verdict, page.path, text)


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
    each = [(n, verdict, m, page) for n, verdict in enumerate(verdicts) for m, page in enumerate(existing)]
    yield from ((n, m) for n, verdict, m, page in each if page.id == verdict.article.id)
    same_place = {(n, m) for n, verdict, m, page in each if page.part == _part(verdict)}
    if same_bytes:
        yield from sorted(same_place)
        return
    ours = [_words(f"{verdict.article.title}\n{verdict.article.body}") for verdict in verdicts]
    theirs = [_words(page.text) for page in existing]
    shares = sorted((-_share(ours[n], theirs[m]), n, m) for n, _, m, _ in each)
    yield from ((n, m) for share, n, m in shares if -share >= _SAME_TEXT)
    if len(verdicts) == len(existing):
        alike = ((n, m) for share, n, m in shares if -share >= _SAME_PLACE or not existing[m].path)
        yield from (pair for pair in alike if pair in same_place)


def _part(verdict: Verdict) -> int:
    return verdict.article.origin.part if verdict.article.origin else 1


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def free_path(path: str, taken: _Paths) -> str:
    """Give a page a path that no other has: `x.md`, else `x-2.md`, `x-3.md` … `taken` is by `address_of` the others."""
    stem, number = path.removesuffix(".md"), 1
    while any(address_of(path) in known for known in taken):
        number += 1
        path = f"{stem}-{number}.md"
    return path


def address_of(path: str) -> str:
    """Give what two page files may not share: the path without its ending, in lower case."""
    return path.rpartition(".")[0].casefold()
