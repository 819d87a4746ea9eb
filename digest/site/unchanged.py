"""What changed since the last build, in a glance: hardly a file is read, nothing heavy imported.

All that goes into a build is looked at by time and size: content, templates, the program. Where they differ from what
`.cache/last` remembers (a fresh clone gives every file a new time), the bytes decide. What did not change needs no
second look; whether the site itself stands as it was written is asked of the manifest. Safe to lose.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xxhash

import digest
from digest import files
from digest.files import ARTICLES, ENGINE_TEMPLATES, SUFFIXES
from digest.site import cache
from digest.site.options import OUT, Settings
from digest.site.store import DamagedError, Store
from digest.workers import aside, sharing

_LAST = ".cache/last"

Stamp = tuple[int, int]
"""A file's time (ns) and size; `_ODD` for what is no plain file or folder."""

Key = tuple[str, str, bool]
"""Python's version, the fingerprint of the settings, and whether drafts show."""

_ODD = (0, -1)

_LARGE = 1 << 20
"""Files of so many bytes, as pictures are, are known by time and size alone."""

_LIBRARIES = "libraries"
_ARTICLES = f"{ARTICLES}/"


class Told(NamedTuple):
    """What must be known of the settings before it is known whether they must be read."""

    source: str
    """Of the same, the rest is the same."""
    key: Key
    fonts: tuple[str, ...]
    """The font files that they name."""
    kept: bytes
    """All that they say, for the same program."""


class Look(NamedTuple):
    """Everything that a build depends on, at a glance."""

    told: Told
    places: Mapping[str, str]
    """Where the folders stand that were looked at, by their names."""
    stamps: dict[str, Stamp]
    """By the name of each file: that of a folder, and the path below it."""

    def path(self, name: str) -> str:
        """Return where a file stands."""
        place, slash, below = name.partition("/")
        return f"{self.places.get(place, place)}{slash}{below}"


class Marks(NamedTuple):
    """What tells each thing that is kept between builds from every other state of it."""

    manifest: str
    pages: str = ""
    lists: str = ""


Seen = tuple[int, int, str]
"""A file's time (ns) and size, and its fingerprint, which is empty for large ones."""


class Last(NamedTuple):
    """What the last build came to, and from what."""

    told: Told
    marks: Marks
    total: int
    articles: int


class Changes(NamedTuple):
    """What is not as it was in the last build."""

    names: Collection[str]
    """Of the files, also of those that are new or gone."""
    moved: Collection[str]
    """Of those that are the same, at another time."""
    known: Mapping[str, Seen]
    """All files of the last build, by their names."""

    def articles(self, now: Look) -> dict[str, bool] | None:
        """Say of the paths of articles whether they are still there; `None` where something else changed, too."""
        if not all(map(_is_article, self.names)) or any(now.stamps.get(name) == _ODD for name in self.names):
            return None
        return {name.removeprefix(_ARTICLES): name in now.stamps for name in self.names}

    def prints(self, names: Iterable[str]) -> dict[str, str]:
        """Give the fingerprints of those files that are as they were."""
        changed = frozenset(self.names)
        return {name: self.known[name][2] for name in names if name in self.known and name not in changed}


class Before(NamedTuple):
    """What is known before anything is looked at."""

    store: Store[Any]
    """Where it is remembered how everything stood."""
    last: Last | None
    stands: Callable[[], str]
    """Waits for what `standing` says."""
    share: int
    """Of the cores, for each of the two looks."""


class State(NamedTuple):
    """How everything stands before a build."""

    seen: Look
    changes: Changes
    then: Last | None
    """The last build; `None` where nothing of it is of use."""
    store: Store[Any]
    """Where it is remembered."""


@contextlib.contextmanager
def begun(root: Path, *, clean: bool, jobs: int) -> Iterator[Before]:
    """Begin to look, in another process, at what the last build left; here is time to look at the rest."""
    store = Store[Any](root / _LAST, f"2 {cache.fingerprint(b'')}")  # of no use to a program that makes other fingerprints
    last = None if clean else _last(store)
    share = max(1, jobs // 2)
    with aside(standing, (root, last.marks.manifest if last else "", share), jobs if last else 1) as stands:
        yield Before(store, last, stands, share)


def state(before: Before, root: Path, settings: Settings, *, drafts: bool) -> State:
    """Look at everything that a build depends on. Raises `DigestError` where the settings changed and are wrong."""
    store, then = before.store, before.last
    is_known = then and settings.are_of(then.told.source)
    told = then.told._replace(key=(sys.version, then.told.key[1], drafts)) if then and is_known else _told(settings, drafts=drafts)
    seen = look(root, told)
    changed = changes(store, seen, before.share) if then else Changes((), (), {})
    _note_times(store, changed, seen)
    if then and then.told.key == told.key and changed.articles(seen) is not None:
        return State(seen, changed, then, store)
    return State(seen._replace(told=_told(settings, drafts=drafts)) if is_known else seen, changed, None, store)


def confirmed(state: State, before: Before) -> State:
    """Wait for the look at what the last build left; where that does not stand, nothing of it is of use."""
    if not state.then:
        return state
    manifest = before.stands()
    return state._replace(then=state.then._replace(marks=state.then.marks._replace(manifest=manifest)) if manifest else None)


def _told(settings: Settings, *, drafts: bool) -> Told:
    """Read the settings. Raises `DigestError`."""
    config = settings.config
    key = sys.version, cache.fingerprint(repr(config).encode()), drafts
    return Told(settings.source, key, config.card_fonts, settings.kept())


def look(root: Path, told: Told) -> Look:
    """Look at everything that a build of the site at `root` depends on."""
    seen: dict[str, Stamp] = {}
    places = {"content": str(root / "content"), "templates": str(root / "templates"),
              "theme": str(ENGINE_TEMPLATES), "program": str(Path(digest.__file__).parent)}  # fmt: skip
    for name, folder in places.items():
        _look_below(folder, name, seen)
    places[_LIBRARIES] = str(Path(xxhash.__file__).parents[1])  # the folder changes with each installation into it
    seen[_LIBRARIES] = files.time_of(Path(places[_LIBRARIES])), 0
    for file in told.fonts:
        seen[file] = (files.time_of(root / file), 0)
        places[file.partition("/")[0]] = str(root / file.partition("/")[0])
    return Look(told, places, seen)


def _look_below(folder: str, name: str, seen: dict[str, Stamp]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            seen[name] = _ODD
        return
    for entry in entries:
        own = f"{name}/{entry.name}"
        try:
            if entry.is_file():
                stat = entry.stat()
                seen[own] = (stat.st_mtime_ns, stat.st_size)
            elif own in _PASSED_OVER or entry.name == "__pycache__":
                pass
            elif entry.is_dir() and not entry.is_symlink():
                _look_below(entry.path, own, seen)
            else:
                seen[own] = _ODD
        except OSError:
            seen[own] = _ODD


_PASSED_OVER = ("content/inbox",)


def articles(seen: Look) -> list[str] | None:
    """Give what `content.find_articles` finds, without another look; `None` where something odd is among it."""
    if _ODD in seen.stamps.values():
        return None
    return sorted(name.removeprefix(_ARTICLES) for name in seen.stamps if _is_article(name))


def _is_article(name: str) -> bool:
    return name.startswith(_ARTICLES) and name.lower().endswith(SUFFIXES) and "/." not in name


def _last(store: Store[Any]) -> Last | None:
    """Find what the last build came to; `None` where that cannot be read."""
    try:
        told, marks, total, articles = store[_HEAD]
    except (KeyError, DamagedError):
        return None
    return Last(Told(*told), Marks(*marks), total, articles)


_HEAD = ""
"""The name under which stands what the build came to."""


def changes(then: Store[Any], now: Look, jobs: int) -> Changes:
    """Say what is not as it is remembered. Of files whose time moved, over `jobs` cores, the bytes decide."""
    known = then.all()
    sure = then.time_ns - cache.TICK  # what is newer may have changed again and still have its time
    unsure, moved = list[str](), list[str]()
    for name, stamp in now.stamps.items():
        seen = known.get(name)
        if seen is None or seen[0] != stamp[0] or seen[1] != stamp[1]:
            moved.append(name)
        elif stamp[0] >= sure or stamp[1] < 0:
            unsure.append(name)
    found = prints(now, [*moved, *unsure], jobs)
    names = [name for name in (*moved, *unsure) if not (own := found.get(name)) or name not in known or own != known[name][2]]
    gone = known.keys() - now.stamps.keys() - {_HEAD}
    differs = frozenset(names)
    return Changes((*names, *gone), [name for name in moved if name not in differs], known)


def _note_times(store: Store[Any], changed: Changes, now: Look) -> None:
    """Remember the new times of what is otherwise as it was, whatever comes of this run."""
    with contextlib.suppress(OSError, DamagedError):
        store.keep({name: (*now.stamps[name], changed.known[name][2]) for name in changed.moved})


def prints(seen: Look, names: Iterable[str], jobs: int) -> dict[str, str]:
    """Return the fingerprints of files, but for large and odd ones."""
    known = {_LIBRARIES: cache.libraries()} if _LIBRARIES in (names := list(names)) else {}
    small = [(name, seen.path(name)) for name in names if 0 <= seen.stamps[name][1] < _LARGE and name != _LIBRARIES]
    with sharing(None, len(small), jobs) as run:
        for part in run(_prints, small):
            known |= part
    return known


def prints_but_of_articles(state: State) -> dict[str, str]:
    """Return the fingerprints of what is new or changed and no article, without other processes: a build says itself what it reads of those."""
    names = state.changes.names if state.changes.known else state.seen.stamps
    return prints(state.seen, [name for name in names if name in state.seen.stamps and not _is_article(name)], jobs=1)


def _prints(_: None, batch: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: _print_of(path) for name, path in batch}


def _print_of(path: str) -> str:
    """Return the fingerprint of a file; that of one that cannot be read is empty, and no other's."""
    try:
        return cache.fingerprint_of_file(path)
    except OSError:
        return ""


def standing(root: Path, mark: str, jobs: int) -> str:
    """Look whether the site is as it was written when its manifest had this mark; return the manifest's mark now, or nothing."""
    manifest = cache.manifest(root)
    if manifest.mark != mark:
        return ""
    found = cache.standing(f"{root}/{OUT}", manifest.all(), manifest.time_ns, jobs)
    if found.spoilt:
        return ""
    manifest.keep(found.moved)
    return manifest.mark


def remember(state: State, told: Mapping[str, str], marks: Marks, total: int, articles: int) -> None:
    """Remember how everything stood before a build that is now done, if there is place for it; `told` are fingerprints of what had changed."""
    seen, changed, store = state.seen, state.changes, state.store
    known = changed.known or store.all()
    names = set(changed.names) if changed.known else {*seen.stamps, *known} - {_HEAD}
    new: dict[str, Any] = {name: (*seen.stamps[name], told.get(name, "")) for name in names if name in seen.stamps}
    new[_HEAD] = tuple(seen.told), tuple(marks), total, articles
    with contextlib.suppress(OSError, DamagedError):
        store.keep({name: entry for name, entry in new.items() if known.get(name) != entry}, [name for name in names if name not in seen.stamps])
