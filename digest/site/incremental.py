"""Rebuilds a site of which some articles changed and nothing else, without a look at the others.

The site before and the site after are arranged from what the last build kept; of both, only what the change reaches is
planned, and of that only what is not the same in both is compared with the manifest and rendered. Whatever is unusual, and every
complaint, is left to the build of everything: then there is no answer here.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import operator
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from digest import workers
from digest.config import Config
from digest.files import ARTICLES
from digest.site import (
    assemble,
    building,
    cache,
    cards,
    editions,
    feeds,
    kept,
    lines,
    pages,
    reading,
    search,
    stories,
    writing,
)
from digest.site.assemble import Site, Topics
from digest.site.building import Built
from digest.site.cache import Written
from digest.site.editions import Placing, week_of, without_suffix
from digest.site.groups import Group, Keys, regrouped, replaced
from digest.site.kept import Kept
from digest.site.options import OUT, BuildOptions, BuildReport
from digest.site.pages import EARLIER
from digest.site.planned import Deferred, Page
from digest.site.reach import Lines, Reach
from digest.site.reading import Known
from digest.site.render import Renderer
from digest.site.rows import Row, story_slug
from digest.site.sitemaps import Addresses, addresses_of_articles, listed_others
from digest.site.store import DamagedError, Store
from digest.site.unchanged import Marks

_MOST = 200
"""So many changed articles at most: of more, a build of everything is as fast."""

_ITS_OWN = frozenset(("body", "shown", "packed"))
"""What of an article stands on its own page, and in what shows it whole."""


class TooFar(Exception):  # noqa: N818 - not an error
    """The change is one that only a build of everything can answer."""


class Change(NamedTuple):
    """An article before and after; `None` where it is not shown."""

    old: Row | None
    new: Row | None

    @property
    def path(self) -> str:
        """Its page file."""
        row = self.new or self.old
        return row.path if row else ""

    @property
    def both(self) -> tuple[Row, ...]:
        """As many of the two as there are."""
        return tuple(row for row in self if row)


class World(NamedTuple):
    """A site, before or after, and in which groups its articles stand."""

    site: Site
    keys: Mapping[str, Keys]
    rows: Mapping[str, Row]
    """Those of its articles that changed, by their paths."""


def rebuild(
    root: Path, config: Config, options: BuildOptions, marks: Marks, changed: Mapping[str, bool]
) -> Built | None:
    """Build the site at `root` anew after articles changed; for each one's path, `changed` says whether it is still there.

    Nothing is answered, and nothing done, where everything must be built.
    """
    if len(changed) > _MOST:
        return None
    with building.mending(root):
        try:
            return _rebuild(root, search.settle(config), options, _open(root, config, marks), changed)
        except (TooFar, DamagedError):
            return None


def _rebuild(root: Path, config: Config, options: BuildOptions, last: _Last, changed: Mapping[str, bool]) -> Built:
    left, store, manifest, lists = last
    entries = _read(root, config, [path for path, is_there in changed.items() if is_there])
    changes = [
        change for path in sorted(changed)
        if any(change := Change(_shown(store.get(path), options), _shown(entries.get(path), options)))
    ]  # fmt: skip
    ids = _ids(left.ids, changes)
    old, new = _sites(root, config, left, changes)
    planned = _plan(root, config, left, (old, new), manifest)

    renderer = Renderer(root, config, root / building.CACHE / "templates")
    job = writing.Job(root, root / OUT, config, left.shared, planned.pages, new, manifest, renderer)
    # its articles are fetched from files, which cannot be sent to a process that does not share them
    with writing.begun(job, manifest, planned.gone, options if workers.START == "fork" else options._replace(jobs=1)) as writes:
        written = writes()
    indexed = building.index(root, new, config, options)
    store.keep(entries, [path for path, is_there in changed.items() if not is_there])
    after = Marks(manifest.mark, store.mark, lists)
    if new.reach.lists or (new.reach.whole and new.reach.whole.sum != left.lines):
        rows = {change.path: change.new for change in changes if change.new}
        after = after._replace(lists=kept.keep(root, kept.with_changed(left, new, rows, planned.others, ids)))
    report = BuildReport(
        written=written, deleted=tuple(planned.gone), total=len(manifest), articles=len(new.rows), indexed=indexed.years
    )
    return Built(report, {f"{ARTICLES}/{path}": entry.fingerprint for path, entry in entries.items()}, after)


class _Last(NamedTuple):
    """What the last build left."""

    kept: Kept
    pages: Store[Known]
    manifest: Store[Written]
    lists: str
    """The mark of what it kept."""


def _open(root: Path, config: Config, marks: Marks) -> _Last:
    """Open what the last build left, where all of it is of that build."""
    store, manifest = reading.store(root, config), cache.manifest(root)
    left = kept.read(root, marks.lists, lambda path: store[path].row)
    if not left or (manifest.mark, store.mark) != (marks.manifest, marks.pages):
        raise TooFar
    return _Last(left, store, manifest, marks.lists)


def _read(root: Path, config: Config, paths: Sequence[str]) -> Mapping[str, Known]:
    entries, problems = reading.read_some(root, config, paths)
    if problems:
        raise TooFar
    return entries


def _sites(root: Path, config: Config, left: Kept, changes: Sequence[Change]) -> tuple[Site, Site]:
    """Arrange the site before and the site after, with what of both is to be planned."""
    old, new = _with_reach(_worlds(left, changes, config), changes, config)
    if lines.KIND in config.feeds:
        whole = Lines(lines.sum_after(left.lines, old, new), functools.partial(lines.read, root / OUT, left.rows))
        new = replace(new, reach=new.reach._replace(whole=whole))
    if config.cards and cards.are_possible():
        new = replace(new, cards=cards.cards_of(new, config, root))
    return old, new


def _shown(entry: Known | None, options: BuildOptions) -> Row | None:
    return entry.row if entry and (options.drafts or not entry.row.draft) else None


def _ids(ids: str, changes: Sequence[Change]) -> str:
    """Give the ids after the change, and see that no two articles have one."""
    renamed = [(old, new) for old, new in changes if not (old and new and old.id == new.id)]
    for old, _ in renamed:
        if old:
            ids = ids.replace(f"\n{old.id}\n", "\n", 1)
    for _, new in renamed:
        if new:
            if "\n" in new.id or f"\n{new.id}\n" in ids:
                raise TooFar
            ids += f"{new.id}\n"
    return ids


# --- the site before and after


def _worlds(left: Kept, changes: Sequence[Change], config: Config) -> tuple[World, World]:
    """Arrange both; they share all groups and articles that no change touches."""
    topics = Topics(config, left.spellings)
    placing = editions.placing(left.editions.values(), left.rows, frozenset(), [])
    listed = {without_suffix(row.path) for row in itertools.chain.from_iterable(placing.listed.values())}
    keys = assemble.keys_of(topics, placing)
    groups, rows = dict(left.groups), left.rows
    for change in changes:
        _keep_spellings(change, topics)
        _keep_files(change, placing, listed)
        for kind in groups.keys() & keys.keys():
            groups[kind] = regrouped(groups[kind], keys[kind], *change)
        rows = replaced(rows, *change)
    groups["story"] = _restoried(groups["story"], changes, rows)
    paths = {change.path for change in changes}
    return (
        World(assemble.arranged(left.rows, left.groups, topics, placing, config), keys, {r.path: r for r in left.rows if r.path in paths}),
        World(assemble.arranged(rows, groups, topics, placing, config), keys, {c.path: c.new for c in changes if c.new}),
    )


def _keep_files(change: Change, placing: Placing, listed: Set[str]) -> None:
    """See that no file of an edition lists the article, nor says what stands where it is put."""
    if without_suffix(change.path) in listed:
        raise TooFar
    for row in change.both:
        day = placing.day(row)
        if day in placing.listed or (day and placing.week(row, day) in placing.listed):
            raise TooFar


def _keep_spellings(change: Change, topics: Topics) -> None:
    """See that no topic gets its name or place from the article: who comes first with a spelling gives both."""
    old, new = (frozenset(row.topics) - topics.declared if row else frozenset[str]() for row in change)
    for spelling in old | new:
        first = topics.first.get(spelling, "")
        if not first or (spelling in new and change.path < first) or (first == change.path and len({row and row.topics for row in change}) > 1):
            raise TooFar


def _restoried(held: Mapping[str, Group], changes: Sequence[Change], rows: Iterable[Row]) -> Mapping[str, Group]:
    """Group anew the stories that a change touches; `rows` are all articles after it."""
    touched = {slug for change in changes for row in change.both for slug in (row.story, row.slug) if slug}
    named = touched & held.keys() | {change.new.story for change in changes if change.new and change.new.story}
    if not named:
        return held
    own = [row for row in rows if story_slug(row.url.split("/")[-2]) in named]
    gone = {change.path for change in changes}
    found = dict(held)
    for slug in sorted(named):
        group = found.pop(slug, Group([]))
        new = [change.new for change in changes if change.new and change.new.story == slug]
        able = {row.path: row for row in (*(row for row in group.rows if row.path not in gone), *new, *own)}
        regrouped = stories.grouped(sorted(able.values(), key=operator.attrgetter("order")))
        if slug in regrouped:
            found = _with_story(found, slug, regrouped[slug])
    return found


def _with_story(held: Mapping[str, Group], slug: str, group: Group) -> dict[str, Group]:
    """Put a story at its place among the others."""
    slugs = list(held)
    slugs.insert(bisect.bisect(slugs, stories.place(slug, group), key=lambda own: stories.place(own, held[own])), slug)
    return {own: group if own == slug else held[own] for own in slugs}


# --- how far it reaches


def _with_reach(worlds: tuple[World, World], changes: Sequence[Change], config: Config) -> tuple[Site, Site]:
    """Say what of both sites is to be planned."""
    before, after = worlds
    groups: dict[str, set[str]] = defaultdict(set)
    for world in worlds:
        for row in world.rows.values():
            for kind, keys in world.keys.items():
                groups[kind].update(key for key, _, _ in keys(row))
            _reach_editions(world.site.editions.placing, row, groups)
    lists = any(_shows_in_lists(change) for change in changes)
    articles = dict(after.rows)
    if lists:
        _reach_stories(worlds, groups, articles)
        if "edition" in config.pages:
            _reach_links(before.site, after.site, groups)
        articles.update((row.path, row) for row in _neighbours(worlds, groups, config))
    others = [row for path, row in articles.items() if path not in before.rows and path not in after.rows]
    return _reaching(before, others, groups, lists), _reaching(after, others, groups, lists)


def _reaching(world: World, others: Sequence[Row], groups: Mapping[str, Set[str]], lists: bool) -> Site:
    """Plan of a site its articles that changed, and others that show one of them."""
    articles = sorted((*world.rows.values(), *others), key=operator.attrgetter("order"))
    return replace(world.site, reach=Reach({row.path: row for row in articles}, groups, lists))


def _shows_in_lists(change: Change) -> bool:
    """Whether more than the article's own page may be another than before."""
    old, new = change
    if not old or not new or old.corrected or new.corrected:
        return True
    return any(ours != theirs for name, ours, theirs in zip(Row._fields, old, new, strict=True) if name not in _ITS_OWN)


def _reach_stories(worlds: tuple[World, World], groups: dict[str, set[str]], articles: dict[str, Row]) -> None:
    """Reach what shows a story that an article joins, leaves or stands in: all of its articles do."""
    held = [world.site.groups["story"] for world in worlds]
    for world, own in zip(worlds, held, strict=True):
        groups["story"].update(slug for slug, group in own.items() if any(row.path in world.rows for row in group.rows))
    for row in itertools.chain.from_iterable(own[slug].rows for own in held for slug in groups["story"] & own.keys()):
        articles[row.path] = row
        _reach_editions(worlds[0].site.editions.placing, row, groups)


def _reach_editions(placing: Placing, row: Row, groups: dict[str, set[str]]) -> None:
    """Reach the editions of an article, and the month that shows how many articles its day has."""
    if day := placing.day(row):
        groups["day"].add(day)
        groups["month"].add(day[:7].replace("-", "/"))
        groups["week"] |= {week_of(day), placing.week(row, day)}
        groups["week"].update(name for name, rows in placing.listed.items() if "W" in name and row in rows)


def _reach_links(before: Site, after: Site, groups: dict[str, set[str]]) -> None:
    """Reach the editions that link to one that is new or gone: as the next older one, or as the week of a day."""
    for kind, old, new in (("day", before.days, after.days), ("week", before.weeks, after.weeks)):
        names = sorted({edition.name for edition in (*old, *new)})
        changed = {edition.name for edition in old} ^ {edition.name for edition in new}
        for name in changed:
            groups[kind].update(names[bisect.bisect_right(names, name) :][:1])
        if kind == "week" and changed:
            groups["day"].update(day.name for day in after.days if week_of(day.name) in changed)


def _neighbours(worlds: Iterable[World], groups: Mapping[str, Set[str]], config: Config) -> Iterator[Row]:
    """Give the articles whose pages show one that changed: newer ones of a topic, translations, and all with a name that is linked anew."""
    before, after = (world.site for world in worlds)
    for world in worlds:
        for slug in groups["topic"]:
            rows = world.site.groups["topic"][slug].rows if slug in world.site.groups["topic"] else []
            for at in (at for at, row in enumerate(rows) if row.path in world.rows):
                yield from itertools.islice((row for row in reversed(rows[:at]) if row.path not in world.rows), EARLIER)
        translated = world.site.groups["translated"]
        yield from itertools.chain.from_iterable(translated[path].rows for path in world.rows if path in translated)
    for slug in groups["name"] if "name" in after.groups else ():
        links = [assemble.name_link(slug, site.groups["name"][slug], config) for site in (before, after) if slug in site.groups["name"]]
        if len(links) == 2 and links[0] != links[1]:
            yield from after.groups["name"][slug].rows


# --- what is planned


class _Planned(NamedTuple):
    pages: Mapping[str, Page]
    gone: Sequence[str]
    others: Sequence[str]


def _plan(root: Path, config: Config, left: Kept, sites: tuple[Site, Site], manifest: Store[Written]) -> _Planned:
    """Plan what is reached of both sites, and see that nothing is wrong with it."""
    before, after = sites
    lists, others = after.reach.lists, left.others
    html_before, html_after = (list(pages.plan(site, config)) for site in sites)
    if lists:
        others = sorted({*others} - {*listed_others(html_before)} | {*listed_others(html_after)})
    was, now = (Addresses(addresses_of_articles(site, config) if lists else (), own) for site, own in ((before, left.others), (after, others)))
    images, wrong = building.images(root, after)
    planned = [*html_after, *feeds.plan(after, config, now), *images, *cards.plan(after.cards, config, root)]
    owners = {page.path: page for page in planned}
    stood = {page.path: page for page in (*html_before, *feeds.plan(before, config, was))}
    beside = {f"{row.url[1:]}{name}" for row in before.reach.articles.values() for name in building.files_beside(row)}
    pictured = {f"{page.url[1:]}card.png" for page in html_before if page.kind in ("article", "edition")}
    there = stood.keys() | beside | pictured
    if wrong or len(owners) < len(planned) or _is_wrong(root, after, [page for path, page in owners.items() if path not in there], manifest):
        raise TooFar
    gone = sorted(path for path in there - owners.keys() if path in manifest)
    return _Planned({path: page for path, page in owners.items() if not _stands(page, stood.get(path))}, gone, others)


def _is_wrong(root: Path, site: Site, fresh: Sequence[Page], manifest: Store[Written]) -> bool:
    """Whether there is anything to complain of; `fresh` are the pages at new addresses."""
    reached = site.reach.articles.values()
    return (
        bool(site.cards.missing)
        or any(row.fault for row in reached)
        or any(assemble.untranslated(reached, site.by_path.keys()))
        or any(building.addressed(fresh)[1])
        or any(_is_taken(root, page.path, manifest) for page in fresh)
    )


def _stands(page: Page, before: Page | None) -> bool:
    """Whether a page is made of the very same, so that nothing need be compared."""
    if not before or not isinstance(page.given, Deferred) or not isinstance(before.given, Deferred):
        return False
    return page.given.arguments == before.given.arguments


def _is_taken(root: Path, path: str, manifest: Store[Written]) -> bool:
    """Whether something else stands at a new address, or where it needs a folder."""
    above = list(PurePosixPath(path).parents)[:-1]
    return path in manifest or any(folder.as_posix() in manifest for folder in above) or (root / OUT / path).is_dir()
