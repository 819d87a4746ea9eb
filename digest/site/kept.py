"""What a build keeps for the next one, so that a change of some articles need not read all others: `.cache/lists`.

Every article stands in it in brief, under a number, and each group with the numbers of its articles. An
article that something else is asked of is then fetched from the cache of pages. Safe to lose.
"""

from __future__ import annotations

import functools
import marshal
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, cast

from digest import files
from digest.model import EditionFile
from digest.site import lines
from digest.site.assemble import Site
from digest.site.groups import Group, Groups
from digest.site.rows import Row

_FILE = ".cache/lists"


class Brief:
    """What is known of an article at once; whatever else is asked of it is fetched."""

    __slots__ = ("_fetch", "changed", "dated", "day", "path", "url")

    def __init__(self, told: Told, fetch: Callable[[str], Row]) -> None:
        self.path, self.url, self.day, self.dated, self.changed = told
        self._fetch = fetch

    def __getattr__(self, name: str) -> Any:
        """Fetch the row. Is called for what is not known at once."""
        return getattr(self._fetch(self.path), name)


Told = tuple[str, str, str, bool, str]
"""What a brief holds: path, address, day, whether that is the day of publication, and when it was changed."""


class KeptGroup:
    """A group as it was kept: the numbers of its articles, in their order."""

    def __init__(self, briefs: Sequence[Row], numbers: bytes, name: str, also: str) -> None:
        self._briefs, self.numbers = briefs, numbers
        self.name, self.also = name, also

    @functools.cached_property
    def rows(self) -> list[Row]:
        """Its articles, in brief as soon as somebody looks at them."""
        numbers = array("I")
        numbers.frombytes(self.numbers)
        return list(map(self._briefs.__getitem__, numbers))


class Kept(NamedTuple):
    """What the last build left. Articles keep their numbers until everything is built."""

    shared: str
    """The fingerprint of what all pages share."""
    briefs: list[Row]
    """By their numbers; of some that are gone, too."""
    rows: Sequence[Row]
    """All articles, in the site's order."""
    groups: Groups
    spellings: Mapping[str, str]
    """Of topics, each with the first page that has it, in their order."""
    editions: Mapping[str, EditionFile]
    others: Sequence[str]
    """The addresses of pages that are no articles."""
    ids: str
    """Of all articles, each between two line ends."""
    lines: int
    """The sum of what `articles.jsonl` is made of; 0 where there is none."""


_ASKED_FOR_LATER = ("name", "story", "translated")
"""Groups that an incremental build asks for, whatever the pages are."""


def of(site: Site, shared: str, others: Sequence[str]) -> Kept:
    """Give what a build of everything leaves."""
    groups = {**site.groups, **{kind: site.groups[kind] for kind in _ASKED_FOR_LATER}}
    ids = "\n".join(["", *(row.id for row in site.rows), ""])
    sum_of_lines = lines.sum_of(site, site.rows) if lines.KIND in site.config.feeds else 0
    return Kept(shared, list(site.rows), site.rows, groups, site.spellings, site.editions.placing.files, others, ids, sum_of_lines)


def with_changed(left: Kept, site: Site, new: Mapping[str, Row], others: Sequence[str], ids: str) -> Kept:
    """Give what was left with what changed: the articles that are `new`, by their paths, in the places of the old ones."""
    briefs = [new.get(brief.path, brief) for brief in left.briefs]
    there = {brief.path for brief in left.briefs if brief.path in new}
    briefs += [row for path, row in new.items() if path not in there]
    whole = site.reach.whole
    return left._replace(briefs=briefs, rows=site.rows, groups=site.groups, others=others, ids=ids, lines=whole.sum if whole else 0)


def keep(root: Path, kept: Kept) -> str:
    """Keep what a build leaves; return the mark that tells it from every other. Nothing is kept, and no mark returned, where there is no place."""
    number = {brief.path: at for at, brief in enumerate(kept.briefs)}.__getitem__
    groups = {
        kind: {key: (_numbers(group, number), group.name, group.also) for key, group in held.items()} for kind, held in kept.groups.items()
    }
    briefs = [(row.path, row.url, row.day, row.dated, row.changed) for row in kept.briefs]
    editions = [(file.name, file.path, file.title, file.body, file.articles) for file in kept.editions.values()]
    order = _numbers(Group(list(kept.rows)), number)
    data = marshal.dumps((kept.shared, briefs, order, groups, dict(kept.spellings), editions, list(kept.others), kept.ids, f"{kept.lines:x}"))
    with suppress(OSError):
        files.write_whole(root / _FILE, data)
        return _mark(data)
    return ""


def _numbers(group: Group | KeptGroup, number: Callable[[str], int]) -> bytes:
    return group.numbers if isinstance(group, KeptGroup) else array("I", [number(row.path) for row in group.rows]).tobytes()


def read(root: Path, mark: str, fetch: Callable[[str], Row]) -> Kept | None:
    """Read what the last build left where it has this mark; `fetch` gives the row of an article by its path."""
    try:
        data = (root / _FILE).read_bytes()
    except OSError:
        return None
    if _mark(data) != mark:
        return None
    shared, told, order, groups, spellings, editions, others, ids, sum_of_lines = marshal.loads(data)
    once = functools.cache(fetch)
    briefs = cast("list[Row]", [Brief(each, once) for each in told])
    files_ = {name: EditionFile(name=name, path=path, title=title, body=body, articles=articles) for name, path, title, body, articles in editions}
    restored = cast("Groups", {
        kind: {key: KeptGroup(briefs, *group) for key, group in held.items()} for kind, held in groups.items()
    })  # fmt: skip
    return Kept(shared, briefs, KeptGroup(briefs, order, "", "").rows, restored, spellings, files_, others, ids, int(sum_of_lines, 16))


def _mark(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}{len(data):x}"
