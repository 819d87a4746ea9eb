"""Articles on one event, and one text under two addresses.

`stories/<topic>/*.xml` are the texts of ECB+: in each topic those of two events of one kind, two earthquakes or two trials.
All are taken as of one day, so that the days do not tell the events apart. `posts-18f` and `posts-digitalgov` are the
posts of two offices, some of which both published, edited and under titles that mostly stayed.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

from digest import content
from digest.errors import DigestError
from digest.ingest import duplicates, stories, terms
from digest.ingest.stories import Told
from digest.language import small_words

from .scores import Score, share, words

_CUTS = (0.145, 0.165, 0.185, 0.205, 0.225)
"""From among these the cross-validation chooses how alike two texts on one event are."""
HINDSIGHT = tuple(cut / 100 for cut in range(5, 40))
_FOLDS = 5
_ORDERS = 4
"""In so many orders the texts are taken in, since it matters a little which comes first."""

Events = Mapping[str, tuple[str, str]]
"""The name of a text → its event, and the text."""
Pairs = set[tuple[str, str]]


@functools.cache
def events(data: Path) -> Events:
    """Read the texts."""
    found = {}
    for path in (data / "stories").rglob("*.xml"):
        topic, _, rest = path.stem.partition("_")
        tokens = (token.text or "" for token in ET.parse(path).getroot().iter("token"))
        found[path.stem] = topic + rest.strip("0123456789"), " ".join(tokens)
    return found


def same_event(data: Path) -> Score | None:
    """Give F1 of the pairs of texts in one story, beside that of pairs whose cosine passes the best of cuts."""
    texts = events(data)
    if not texts:
        return None
    truth = _pairs({name: event for name, (event, _) in texts.items()})
    alike = cosines(texts)
    alone = max(f1({pair for pair, cosine in alike.items() if cosine >= cut}, truth) for cut in HINDSIGHT)
    found = [_grouped(texts, stories.ALIKE, order) for order in range(_ORDERS)]
    f1s = [f1(ours, truth) for ours in found]
    precise, complete = share(len(ours & truth) / len(ours) for ours in found), share(len(ours & truth) / len(truth) for ours in found)
    note = (
        f"{min(f1s):.3f} to {max(f1s):.3f} in {_ORDERS} orders; precision {precise:.3f}, recall {complete:.3f}; "
        f"{_cross_validated(texts):.3f} where the cut is chosen on other topics"
    )
    return Score(ours=share(f1s), of=len(truth), against=alone, note=note)


def _grouped(texts: Events, alike: float, order: int = 0) -> Pairs:
    told = sorted(
        (Told(id=hashlib.sha256(f"{order} {name}".encode()).hexdigest(), at=0.0, slug=name, terms=terms.packed(text))
         for name, (_, text) in texts.items()),
        key=lambda one: one.id,
    )  # fmt: skip
    story = {one.slug: one.slug for one in told} | {one.slug: slug for one, slug in stories.join(lambda: told, alike=alike)}
    return _pairs(story)


def _pairs(group_of: Mapping[str, str]) -> Pairs:
    groups = defaultdict(list)
    for name, group in group_of.items():
        groups[group].append(name)
    return {pair for names in groups.values() for pair in itertools.combinations(sorted(names), 2)}


def f1(found: Pairs, truth: Pairs) -> float:
    """Give F1 of some pairs."""
    return 2 * len(found & truth) / (len(found) + len(truth))


def _cross_validated(texts: Events) -> float:
    """Give F1 over all topics where the cut for each was chosen on the others."""
    topics = sorted({event.rstrip("abcdeplus") for event, _ in texts.values()})
    found, truth = set(), set()
    for fold in range(_FOLDS):
        held_out = set(topics[fold::_FOLDS])
        apart, rest = ({name: one for name, one in texts.items() if (one[0].rstrip("abcdeplus") in held_out) is out} for out in (True, False))
        known = _pairs({name: event for name, (event, _) in rest.items()})
        cut = max(_CUTS, key=lambda cut, rest=rest, known=known: f1(_grouped(rest, cut), known))  # type: ignore[misc]
        found |= _grouped(apart, cut)
        truth |= _pairs({name: event for name, (event, _) in apart.items()})
    return f1(found, truth)


def cosines(texts: Events) -> dict[tuple[str, str], float]:
    """Give the cosine of each two texts that share a word, as a plain search engine weighs words."""
    counts = {name: Counter(word for word in words(text) if word not in small_words()) for name, (_, text) in texts.items()}
    spread = Counter(word for count in counts.values() for word in count)
    holders: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, count in counts.items():
        weights = {word: (1 + math.log(times)) * math.log(len(texts) / spread[word]) for word, times in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for word, weight in weights.items():
            holders[word].append((name, weight / length))
    found: dict[tuple[str, str], float] = defaultdict(float)
    for held in holders.values():
        for (one, weight), (other, its) in itertools.combinations(held, 2):
            found[min(one, other), max(one, other)] += weight * its
    return found


# --- one text under two addresses


def carried_twice(data: Path) -> Score | None:
    """Say how many of the posts that both offices published whole, under one title, are known again, and how many others are taken for one."""
    ours, theirs = _posts(data / "posts-18f"), _posts(data / "posts-digitalgov")
    same_title = {(title, title) for title in ours.keys() & theirs.keys() if ours[title] and theirs[title]}
    if not same_title:
        return None
    found = set(_twins(ours, theirs))
    note = f"{len(found - same_title)} more of {len(found)} found have another title"
    return Score(ours=share(pair in found for pair in same_title), of=len(same_title), note=note)


def _posts(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*.md")):
        try:
            article = content.loads(path.read_text(encoding="utf-8"), path.name)
        except (DigestError, ValueError):
            continue
        found[" ".join(re.findall(r"\w+", article.title.casefold()))] = duplicates.signature(article.body)
    return found


def _twins(ours: Mapping[str, bytes], theirs: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    by_band: dict[int, list[str]] = defaultdict(list)
    for title, signed in ours.items():
        for band in duplicates.bands(signed):
            by_band[band].append(title)
    for other, signed in theirs.items():
        for title in {title for band in duplicates.bands(signed) for title in by_band.get(band, ())}:
            if duplicates.is_same(ours[title], signed):
                yield title, other
