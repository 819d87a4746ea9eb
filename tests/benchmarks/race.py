"""The order of what is done: one race is both generators on one corpus, with one setting of ours, several times over.

In each run Hugo builds from nothing, then so do we, and then come the rebuilds of ours: the article in the middle gets
one more paragraph; a new article comes, newer than all; nothing happens; the folder is copied as a clone is, with its
output and cache. Then `cp -r` copies the output, and the content is put back as it was. What is checked on the way and
is not as it must be goes into `faults`; what is slow does not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from digest.language import slugify

from . import corpus, dumps, folders, sides
from .corpus import PER_PAGE, Article, Facts
from .folders import Inventory
from .measure import MEASURES_MEMORY, Usage
from .sides import Side

SAME_WORK, FULL = "site", "full"
"""The settings of ours, by the folder of their skeleton."""

SITEMAP_LIMIT = 50_000
"""Addresses in one sitemap, by the protocol of sitemaps.org."""
SITEMAP_PART = 10_000
"""Articles in each of the parts that we make of a larger one."""

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Run:
    """What each step took in one run."""

    hugo: Usage
    cold: Usage
    edit: Usage
    new: Usage
    nothing: Usage
    clone: Usage
    copy: Usage


class Memory(NamedTuple):
    """The most bytes that a cold build held."""

    ours: int
    hugo: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a race came to."""

    setting: str
    articles: int
    runs: tuple[Run, ...]
    ours: Inventory
    hugo: Inventory
    memory: Memory | None = None
    written: frozenset[str] = frozenset()
    """The files that one new article changed."""
    allowed: frozenset[str] = frozenset()
    """Those that law 5 lets it change; empty where the setting makes more than is known here."""
    stale: tuple[str, ...] = ()
    """The files that were not as a clean build makes them, after an edit, a new article and a build with nothing to do."""
    ingested: tuple[float, ...] = ()
    """Pieces a second of CPU, in each run; empty where it was not measured."""
    faults: tuple[str, ...] = ()


def race(setting: str, facts: Facts, ours: Side, hugo: Side, runs: int, tell: Tell) -> Outcome:
    """Let both build, by turns."""
    track = _Track(setting, facts, ours, hugo)
    tell("looking at the memory")
    memory = track.memory()
    timed = []
    for number in range(1, runs + 1):
        timed.append(track.run(first=number == 1))
        tell(f"run {number} of {runs}: cold {timed[-1].cold.wall:.2f} s, Hugo {timed[-1].hugo.wall:.2f} s")
    return Outcome(
        setting=setting,
        articles=facts.articles,
        runs=tuple(timed),
        memory=memory,
        ours=track.made[0],
        hugo=track.made[1],
        written=track.written,
        allowed=may_change(track.newcomer, facts) if setting == SAME_WORK else frozenset(),
        stale=track.stale,
        faults=tuple(track.faults),
    )


class _Track:
    """One race while it is run: the sides as they stand, and what was noticed."""

    def __init__(self, setting: str, facts: Facts, ours: Side, hugo: Side) -> None:
        self.same_work = setting == SAME_WORK
        self.facts, self.ours, self.hugo = facts, ours, hugo
        self.middle = corpus.article(facts.articles // 2, facts.articles)
        self.newcomer = corpus.article(facts.articles, facts.articles)
        self.made = (Inventory(0, 0, {}), Inventory(0, 0, {}))
        self.written = frozenset[str]()
        self.stale: tuple[str, ...] = ()
        self.faults: list[str] = []

    def memory(self) -> Memory | None:
        """Build both once with an eye on the memory; it warms the machine for the runs, too."""
        if not MEASURES_MEMORY:
            return None
        self.hugo.forget()
        of_hugo = self.hugo.build.peak_memory()
        self.ours.forget()
        return Memory(self.ours.build.peak_memory(), of_hugo)

    def run(self, *, first: bool) -> Run:
        """Do every step once. In the first run the output is looked at, too."""
        hugo, cold = self.hugo.cold(), self.ours.cold()
        if first:
            self._look_at_output()
        edit, new, nothing = self._edit(), self._add(), self._do_nothing()
        if first:
            self._compare_with_clean()
        clone, copy = self._clone(), self._copy()
        self.ours.place(self.middle)
        self.ours.remove(self.newcomer)
        return Run(hugo=hugo, cold=cold, edit=edit, new=new, nothing=nothing, clone=clone, copy=copy)

    def _look_at_output(self) -> None:
        self.made = folders.inventory(self.ours.out), folders.inventory(self.hugo.out)
        self._expect("Hugo", self.made[1], self.facts.hugo_pages())
        if self.same_work:
            self._expect("ours", self.made[0], self.facts.our_pages())

    def _expect(self, whose: str, made: Inventory, expected: object) -> None:
        if made.pages != expected:
            self.faults.append(f"the pages of {whose} are {made.pages}, and should be {expected}")

    def _edit(self) -> Usage:
        mark = "One more paragraph than before."
        self.ours.place(self.middle, f"\n{mark}\n")
        used, changed = self._rebuild()
        page = page_of(self.middle)
        if changed != {page} or mark not in (self.ours.out / page).read_text(encoding="utf-8"):
            self.faults.append(f"the edit of one body is to change its page, and changed {_some(changed)}")
        return used

    def _add(self) -> Usage:
        self.ours.place(self.newcomer)
        used, self.written = self._rebuild()
        if PurePosixPath(self.newcomer.path).stem not in (self.ours.out / "index.html").read_text(encoding="utf-8"):
            self.faults.append("the new article is not on the home page")
        if self.same_work and (more := self.written - may_change(self.newcomer, self.facts)):
            self.faults.append(f"the new article changed more than law 5 lets it: {_some(more)}")
        return used

    def _do_nothing(self) -> Usage:
        before = folders.state(self.ours.root)
        used = self.ours.build.time()
        if changed := folders.changed(before, folders.state(self.ours.root)):
            self.faults.append(f"a build with nothing to do touched {_some(changed)}")
        return used

    def _rebuild(self) -> tuple[Usage, frozenset[str]]:
        before = folders.state(self.ours.out)
        used = self.ours.build.time()
        changed = folders.changed(before, folders.state(self.ours.out))
        return used, frozenset(name for name in changed if not name.endswith("/"))

    def _compare_with_clean(self) -> None:
        elsewhere = dataclasses.replace(self.ours, root=self.ours.root.with_name("elsewhere"))
        folders.put_away(elsewhere.root, self.ours.trash)
        folders.copy_afresh(self.ours.root, elsewhere.root)
        elsewhere.cold()
        self.stale = folders.differing(self.ours.out, elsewhere.out)
        folders.put_away(elsewhere.root, self.ours.trash)
        if self.stale:
            self.faults.append(f"files are not as a clean build makes them: {_some(self.stale)}")

    def _clone(self) -> Usage:
        """Build where every file has a new time and a new inode, and output and cache are there."""
        before = self.ours.root.with_name("before")
        self.ours.root.rename(before)
        folders.copy_afresh(before, self.ours.root)
        folders.put_away(before, self.ours.trash)
        return self.ours.build.time()

    def _copy(self) -> Usage:
        target = self.ours.root.with_name("copy")
        used = sides.command("cp", "-r", self.ours.out, target).time()
        folders.put_away(target, self.ours.trash)
        return used


def _some(names: tuple[str, ...] | frozenset[str]) -> str:
    shown = ", ".join(sorted(names)[:5])
    return f"{len(names)} file{'s' * (len(names) > 1)}: {shown}{' …' * (len(names) > 5)}" if names else "nothing"


def page_of(article: Article) -> str:
    """Name an article's file in the output."""
    return article.path.removesuffix(".md") + "/index.html"


def may_change(article: Article, facts: Facts) -> frozenset[str]:
    """Name the files of the same work that one new article may change, by law 5: the newest page of each of its lists."""
    names = {page_of(article), "index.html", "feed.xml", "topics/index.html", "sitemap.xml"}
    addresses = sum(facts.our_pages().values()) + 1
    if addresses > SITEMAP_LIMIT:
        names.add(f"sitemap-{-(-(facts.articles + 1) // SITEMAP_PART)}.xml")
    names |= _newest_pages("articles", facts.articles + 1)
    for topic in article.topics:
        folder = f"topics/{slugify(topic)}"
        names |= {f"{folder}/feed.xml", *_newest_pages(folder, facts.topics.get(topic, 0) + 1)}
    return frozenset(names)


def _newest_pages(folder: str, count: int) -> set[str]:
    """Name what changes in a list of now `count` articles. When the newest page has grown to two, the older is new, and so is its neighbour's link."""
    full = count // PER_PAGE - 1
    split = (full, full - 1) if count % PER_PAGE == 0 else ()
    return {f"{folder}/index.html", *(f"{folder}/page/{number}/index.html" for number in split if number > 0)}


def ingest(count: int, runs: int, root: Path, trash: Path, tell: Tell) -> tuple[float, ...]:
    """Take in `count` raw dumps with the demo's settings, several times; return pieces a second of CPU.

    What is cut into more pieces than it has counts no more for it.
    """
    inbox = root / "inbox"
    folders.put_away(root, trash)
    dumps.make(count, inbox)
    rates = []
    for number in range(1, runs + 1):
        site = root / "site"
        folders.put_away(site, trash)
        corpus.write(site, "site_config.yaml", sides.DOOR.with_name("site_config.yaml").read_text(encoding="utf-8"))
        folders.copy_afresh(inbox, site / "content/inbox")
        used = sides.door(site, "ingest").time()
        pages = sum(name.endswith(".md") for name in folders.files_below(site / "content/articles"))
        pieces = min(pages, count * dumps.PIECES)
        rates.append(pieces / used.cpu)
        tell(f"run {number} of {runs}: {pieces:,} pieces in {used.cpu:.2f} s of CPU")
    return tuple(rates)
