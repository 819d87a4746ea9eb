"""Which articles are on one event: each that is taken in joins a story of its days, or stands alone. Pure.

    join([Told(id="a", at=0, slug="quake", …), Told(id="b", at=20, slug="rescue", …)])  →  Told(id="b", …), "quake"

An article is a bag of `terms`, weighed by how rare they are among the articles of its days, so that the words of a trade or an
office tell little. It joins the story whose articles it resembles most on the average (the cosine, less what hangs on few
terms), where that is enough, and stories that it shows to be one become one. What is compared are articles with the few
stories that share rare terms with them, and only within a window of days. Each article is looked at when those of the days
after it have been seen, and again when they have been placed.

What a page says itself counts before all of it: `story` puts it there, `not_story` keeps it from there.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from digest.ingest import bitsets
from digest.ingest.terms import unpacked

WINDOW = 120.0
"""Hours that a story may rest before the next article on it. NewsBlur's number, as are the two below."""
_FEWEST = 5
"""An article with fewer terms stands alone."""
_SHARED = 3
"""So many of its weightiest terms an article must share with a story to be compared with it."""
ALIKE = 0.185
"""From this mean likeness on an article joins a story."""
_SURELY = 1.2
"""So many times as alike two stories must be to become one."""
_WEIGHTIEST = 50
"""So many terms of an article find the stories that it may belong to."""
_COMPARED = 20
"""With so many stories an article is compared at most."""
_COMMON = 200
"""A term that so many stories have among their weightiest finds none."""
HISTORY = 1_000
"""So many articles say how rare a term is, however long ago they were."""
_RARITY = tuple(math.log(1.2 * HISTORY / (articles or 1)) for articles in range(HISTORY + 1))
"""How rare a term is that so many of them have. Where they are fewer, others without the term are thought to have gone before."""
_VECTOR = 100
"""So many terms of an article are compared."""
_CROWD = 2_000
"""So many articles are looked back on, and ahead to, at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What must be known of an article to find its story."""

    id: str
    at: float
    """When it was published, else taken in, in hours."""
    slug: str
    """What a story is called that opens with it."""
    terms: bytes = field(repr=False)
    story: str = ""
    not_story: frozenset[str] = frozenset()
    is_new: bool = True
    """Whether a story is to be found for it; it has none yet."""


@dataclass(eq=False, slots=True)
class _Story:
    """A story as far as it is known: the sum of its articles' vectors of length one, how many they are, and how many near."""

    key: str
    first: Told
    number: int
    """No other has it as long as this one is known."""
    named: str = ""
    """What a page calls it, if one does."""
    vector: dict[int, float] = field(default_factory=dict)
    terms: set[int] = field(default_factory=set)
    """Those of the vector: two sets are intersected in a third of the time that two dictionaries take."""
    articles: int = 0
    near: int = 0
    weightiest: set[int] = field(default_factory=set)
    refused: frozenset[str] = frozenset()
    """Stories that a page of its articles does not want to be in."""
    is_said: bool = False
    """Whether a page says that it is a story, or holds an article of it that is not new."""

    @property
    def slug(self) -> str:
        """What it is called, or would be."""
        return self.first.slug if self.key.startswith(_ALONE) else self.key

    @property
    def is_settled(self) -> bool:
        """Whether it cannot become part of another, since a page or an article that is out of sight holds it fast."""
        return self.is_said or self.articles > self.near


_KEY = operator.attrgetter("key")
_ALONE = "\0"
"""Opens the key of a story that no page names yet; what follows is the id of the article that it began with."""


class Keys(Protocol):
    """Id of an article → the key of its story. A `dict` is one; of a large archive they do not stay in memory."""

    def get(self, id_: str, default: str, /) -> str: ...  # noqa: D102
    def __setitem__(self, id_: str, key: str, /) -> None: ...
    def items(self) -> Iterable[tuple[str, str]]: ...  # noqa: D102


def join(
    articles: Callable[[], Iterable[Told]], taken: Callable[[str], bool] = lambda slug: False, alike: float = ALIKE,
    keys: Callable[[], Keys] = dict,
) -> Iterator[tuple[Told, str]]:  # fmt: skip
    """Say of articles which story they join, those that do. They come ordered by `at` and `id`, as often as they are asked for.

    `taken` says whether a slug cannot be that of a new story, because another article or story has it too; then the story is
    called otherwise, and its first article is among those that join. `alike` is the mean likeness that is enough; `keys`
    makes room for what is found.
    """
    days, queue = _Days(keys(), alike, itertools.islice(articles(), HISTORY)), deque[Told]()
    for told in articles():
        while queue and (queue[0].at + WINDOW < told.at or len(queue) >= _CROWD // 2):
            days.place(queue.popleft())
        days.see(told)
        if told.is_new:
            queue.append(told)
    for told in queue:
        days.place(told)
    yield from _named(articles, days.found(), taken)


def _named(articles: Callable[[], Iterable[Told]], stories: Keys, taken: Callable[[str], bool]) -> Iterator[tuple[Told, str]]:
    """Call each story by the slug that pages name it with, else by that of its first article."""
    joined = Counter(key for id_, key in stories.items() if key != _ALONE + id_)
    if not joined:
        return
    names = {told.story: told.story for told in articles() if told.story}
    names |= {key: key for key in joined if not key.startswith(_ALONE)}  # one that a known page opens has that page's slug
    used = set(names)
    for told in articles():
        key = stories.get(told.id, "")
        if told.story or not joined[key] or joined[key] + (stories.get(key.removeprefix(_ALONE), "") == key) < 2:
            continue
        is_first = key not in names
        if is_first:
            names[key] = _free(told.slug, used, taken)
            used.add(names[key])
        if names[key] == told.slug or names[key] in told.not_story:
            continue  # the story is called by it, or its page does not want it
        if told.is_new or is_first:
            yield told, names[key]


def _free(slug: str, names: set[str], taken: Callable[[str], bool]) -> str:
    numbered = itertools.chain([slug], (f"{slug}-{number}" for number in itertools.count(2)))
    return next(name for name in numbered if name not in names and not taken(name))


class _Days:
    """The articles of some days around the one that is looked at, and their stories."""

    def __init__(self, found: Keys | None = None, alike: float = ALIKE, first: Iterable[Told] = ()) -> None:
        """Before there is a history, the `first` articles say how rare a term is. `found` is to say which story each article has."""
        self._found: Keys = {} if found is None else found
        self._keys: dict[str, str] = {}
        """The key of the story of each article that is near, by its id."""
        self.compared = 0
        """How many times an article and a story were compared."""
        self._alike = alike
        self._near: deque[Told] = deque()
        self._history = deque(told.terms for told in first)
        self._with_term: Counter[int] = Counter(itertools.chain.from_iterable(unpacked(terms)[0] for terms in self._history))
        self._unseen = len(self._history)
        """So many articles of the history are still to be seen."""
        self._stories: dict[str, _Story] = {}
        self._numbered: list[_Story] = []
        self._free: list[int] = []
        """Numbers that no story has any more."""
        self._of_several = 0
        """The numbers of the stories that have more than one article, as bits."""
        self._vectors: dict[str, dict[int, float]] = {}
        self._finds: dict[int, int] = {}
        """Term → the numbers of the stories that it finds, as the bits of an integer."""

    def found(self) -> Keys:
        """Say which story each article has that is not alone, when all were placed."""
        for told in self._near:
            self._look_again(told)
        for told in self._near:
            self._tell(told)
        return self._found

    def _tell(self, told: Told) -> _Story:
        """Say which story an article has, if it is not alone; give the story."""
        story = self._stories[self._keys[told.id]]
        if story.articles > 1:
            self._found[told.id] = story.key
        return story

    def see(self, told: Told) -> None:
        """Know an article, and its story if it has one, by its page or from before."""
        self._near.append(told)
        if self._unseen:
            self._unseen -= 1
        else:
            self._history.append(told.terms)
            self._with_term.update(unpacked(told.terms)[0])
        if len(self._history) > HISTORY:
            self._forget_terms(unpacked(self._history.popleft())[0])
        if key := self._known(told):
            self._add(told, self._stories.get(key) or self._new(key, told), self._vector(told))

    def _forget_terms(self, terms: Iterable[int]) -> None:
        articles = self._with_term
        for term in terms:
            left = articles[term] - 1
            if left:
                articles[term] = left
            else:
                del articles[term]

    def _known(self, told: Told) -> str:
        """Give the key of the story that an article has already, empty where it has none."""
        if told.story or told.is_new:
            return told.story
        other = self._stories.get(told.slug)
        may_open = told.slug not in told.not_story and (other is None or other.key == other.named)
        return told.slug if may_open else _ALONE + told.id

    def place(self, told: Told) -> None:
        """Find the story of an article."""
        self._forget(told)
        vector = self._vector(told)
        self._put(told, vector, self._alike_to(told, vector))

    def _put(self, told: Told, vector: dict[int, float], alike: Sequence[_Story]) -> None:
        """Put an article into the first of the stories that it resembles, else into one of its own; those that are alike become one."""
        key = _ALONE + told.id
        story, *others = alike or [self._new(key if key not in self._stories else f"{key}\0", told)]
        self._add(told, story, vector)
        for other in others:
            story = self._merge(story, other)

    def _look_again(self, told: Told) -> None:
        """Find the story of an article anew, before it goes out of sight: what came first was placed when least was known.

        One that stands alone was compared with all others that do, by whichever came later. One of several is weighed anew, so
        that what is no more than chance does not hold.
        """
        if not told.is_new:
            return
        story, vector = self._stories[self._keys[told.id]], self._vectors[told.id]
        if story.articles == 1:
            if alike := self._alike_to(told, vector, self._of_several):
                self._remove(story)
                self._put(told, vector, alike)
            return
        self._take_out(story, vector)
        vector = self._vector(told)
        self._put(told, vector, self._alike_to(told, vector))
        if not story.near:
            self._remove(story)

    def _vector(self, told: Told) -> dict[int, float]:
        """Weigh the terms of an article, so that the length of the whole is one."""
        terms, weights = unpacked(told.terms)
        weighed = list(map(operator.mul, weights, map(_RARITY.__getitem__, map(self._with_term.__getitem__, terms))))
        most = sorted(range(len(terms)), key=weighed.__getitem__, reverse=True)[:_VECTOR]
        length = math.hypot(*map(weighed.__getitem__, most)) or 1.0
        return {terms[n]: weighed[n] / length for n in most}

    def _alike_to(self, told: Told, vector: dict[int, float], among: int = -1) -> list[_Story]:
        """Give the stories, of those with some numbers, that an article resembles enough, the one that it resembles most first."""
        if len(vector) < _FEWEST or not among:
            return []
        found = filter(None, map(self._finds.get, itertools.islice(vector, _WEIGHTIEST)))
        shared = bitsets.counted([numbers & among for numbers in found if numbers.bit_count() < _COMMON])
        terms = set(vector)
        likely = ((self._likeness(vector, terms, story), story.key) for story in itertools.islice(self._sharing(told, shared), _COMPARED))
        return [self._stories[key] for like, key in sorted([one for one in likely if one[0] >= self._alike], reverse=True)]

    def _sharing(self, told: Told, shared: Sequence[int]) -> Iterator[_Story]:
        """Give the stories that an article shares enough terms with and may join, those with the most first."""
        for numbers in bitsets.most_often(shared, _SHARED):
            stories = sorted(map(self._numbered.__getitem__, bitsets.members(numbers)), key=_KEY)
            yield from (story for story in stories if self._may_join(told, story))

    @staticmethod
    def _may_join(told: Told, story: _Story) -> bool:
        """Whether no page forbids it; an article may also forbid that a story opens with it."""
        if not told.not_story and not story.first.not_story:
            return True
        return story.slug not in told.not_story and (story.articles > 1 or story.slug not in story.first.not_story)

    def _likeness(self, vector: dict[int, float], terms: set[int], story: _Story) -> float:
        """Give the mean cosine between an article and those of a story, less the part of it that hangs on few terms.

        Each term that both have has a share of the cosine. What is taken off is half of the mean share, in which each counts
        by its size: nearly nothing where there are many, half where there is one, since one word is no event.
        """
        self.compared += 1
        of = story.vector
        shares = [vector[term] * of[term] for term in terms & story.terms]
        whole = math.fsum(shares)
        if whole < self._alike * story.articles or whole <= 0:
            return 0.0  # it is not enough, whatever is taken off
        return (whole - math.fsum([share * share for share in shares]) / whole / 2) / story.articles

    def _merge(self, one: _Story, other: _Story) -> _Story:
        """Make two stories one if they are that much alike and nothing speaks against it; give the one that the first is now."""
        kept, part = sorted((one, other), key=lambda story: (not story.is_settled, story.first.at, story.first.id))
        refused = kept.slug in part.refused or (kept.articles == 1 and kept.slug in kept.refused)
        if part.is_settled or refused or self._likeness(part.vector, part.terms, kept) < _SURELY * self._alike * part.articles:
            return one
        self._sum_up(kept, part.vector, part.weightiest)
        self._count(kept, part.articles)
        kept.near += part.near
        kept.refused |= part.refused
        self._keys |= {id_: kept.key for id_, key in self._keys.items() if key == part.key}
        self._remove(part)
        return kept

    def _new(self, key: str, first: Told) -> _Story:
        number = self._free.pop() if self._free else len(self._numbered)
        story = self._stories[key] = _Story(key, first, number, named=first.story)
        self._numbered[number : number + 1] = [story]
        return story

    def _add(self, told: Told, story: _Story, vector: dict[int, float]) -> None:
        self._sum_up(story, vector, set(itertools.islice(vector, _WEIGHTIEST)))
        self._count(story, 1)
        story.near += 1
        story.named = story.named or told.story
        story.is_said |= bool(told.story) or not told.is_new
        story.refused |= told.not_story
        self._vectors[told.id] = vector
        self._keys[told.id] = story.key

    def _sum_up(self, story: _Story, vector: dict[int, float], weightiest: set[int]) -> None:
        """Add terms to those of a story."""
        if story.vector:
            for term, weight in vector.items():
                story.vector[term] = story.vector.get(term, 0.0) + weight
        else:
            story.vector = vector.copy()
        story.terms.update(vector)
        found, bit = self._finds, 1 << story.number
        for term in weightiest - story.weightiest:
            story.weightiest.add(term)
            found[term] = found.get(term, 0) | bit

    def _take_out(self, story: _Story, vector: dict[int, float]) -> None:
        """Take one of several articles out of their story."""
        for term, weight in vector.items():
            story.vector[term] -= weight
        story.near -= 1
        self._count(story, -1)

    def _count(self, story: _Story, more: int) -> None:
        """Count articles that come to a story, or leave it."""
        story.articles += more
        if story.articles > 1:
            self._of_several |= 1 << story.number
        else:
            self._of_several &= ~(1 << story.number)

    def _forget(self, now: Told) -> None:
        """Forget articles that lie too far back, and stories that none is left of."""
        near = self._near
        while near[0] is not now and (near[0].at < now.at - WINDOW or len(near) > _CROWD):
            self._look_again(near[0])
            told = near.popleft()
            self._leave(self._tell(told))
            del self._vectors[told.id], self._keys[told.id]

    def _leave(self, story: _Story) -> None:
        story.near -= 1
        if not story.near:
            self._remove(story)

    def _remove(self, story: _Story) -> None:
        del self._stories[story.key]
        self._free.append(story.number)
        self._of_several &= ~(1 << story.number)
        found, bit = self._finds, 1 << story.number
        for term in story.weightiest:
            if left := found[term] ^ bit:
                found[term] = left
            else:
                del found[term]
