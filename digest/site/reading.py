"""Reads the content folder for the site: over all cores, and of what stands in the cache only what changed.

An article is read without its body, which stays in its file until a page needs it (`read_body`): neither
between processes nor in the cache does a body travel. The cache, `.cache/pages`, holds for each page file the
fingerprint of its bytes, and its `Row`. A file of whose bytes nothing is known costs a hash, and parsing only where they changed.
"""

from __future__ import annotations

import contextlib
import marshal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from digest import content, files
from digest.config import Config
from digest.errors import DigestError, Problem, problem, tried
from digest.model import Body
from digest.progress import Progress
from digest.site.cache import fingerprint, settings_fingerprint
from digest.site.options import BuildOptions
from digest.site.rows import Row, rows_of
from digest.site.store import CHUNK, Store
from digest.workers import bursts, cores, sharing


class Known(NamedTuple):
    """What is known of a page file: the fingerprint of its bytes, and what was read from it."""

    fingerprint: str
    row: Row

    def plain(self) -> tuple[Any, ...]:
        """Turn it into plain values."""
        return self.fingerprint, tuple(self.row)

    @classmethod
    def made(cls, plain: tuple[Any, ...]) -> Known:
        """Make it of plain values."""
        fingerprint, row = plain
        return cls(fingerprint, Row._make(row))


class Read(NamedTuple):
    """The articles, in the order of their paths."""

    entries: Mapping[str, Known]
    """What is known of each, by its path."""
    broken: frozenset[str]
    """Paths of those that could not be read."""
    problems: Sequence[Problem]
    mark: str
    """What tells this state of the cache from every other."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those that could be read."""
        return tuple([entry.row for entry in self.entries.values()])

    @property
    def prints(self) -> dict[str, str]:
        """The fingerprint of each one's page file, by its name from the site's folder."""
        return {f"{files.ARTICLES}/{path}": entry.fingerprint for path, entry in self.entries.items()}


Reading = Callable[[], Read]
"""Waits until all articles are read."""


def store(root: Path, config: Config) -> Store[Known]:
    """Open what is known of the articles at `root`, if they were read with these settings and this program."""
    return Store(root / ".cache/pages", settings_fingerprint(config), Known.made, Known.plain)


@contextlib.contextmanager
def begun(root: Path, config: Config, found: Sequence[str] | None, prints: Mapping[str, str], options: BuildOptions) -> Iterator[Reading]:
    """Begin to read the articles at `root`: where workers do it, here is time for something else until the result is asked for.

    `found` are their paths, where somebody has just looked, and `prints` the fingerprints of the files that are as they were.
    """
    problems: list[Problem] = []
    if found is None:
        found = content.find_articles(root, problems)
    pages = store(root, config)
    known = pages.all()
    changed = [path for path in found if not ((entry := known.get(path)) and entry.fingerprint == prints.get(f"{files.ARTICLES}/{path}"))]
    with contextlib.ExitStack() as workers:
        shared = (root, config, {path: known[path].fingerprint for path in changed if path in known})
        run = workers.enter_context(sharing(shared, len(changed), options.jobs or cores()))
        batches = run(_read_batch, changed, CHUNK)

        def result() -> Read:
            there: set[str] = set()
            parts = _noted(batches, there, problems, lambda: options.tell(Progress("reading", len(there), len(changed))))
            if known:
                new = {path: Known.made(entry) for part, _ in parts for path, entry in part.items() if entry}
                pages.keep(new, (frozenset(changed) - there) | (known.keys() - set(found)))
            else:
                pages.fill(parts)
            workers.close()
            broken = frozenset(changed) - there
            entries = pages.all()
            return Read({path: entries[path] for path in found if path not in broken}, broken, problems, pages.mark)

        yield result


def _noted(
    batches: Iterable[tuple[bytes, list[Problem]]], there: set[str], problems: list[Problem], tell: Callable[[], None]
) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Open what comes from the workers; note which articles are there, and what is wrong with the others."""
    for data, wrong in batches:
        part = marshal.loads(data)
        there.update(part)
        problems.extend(wrong)
        tell()
        yield part, data


def read_bodies(root: Path, bodies: Sequence[Body]) -> list[str]:
    """Read bodies from their page files. Raises `DigestError` where one is no longer what was planned with."""
    names = [f"{files.ARTICLES}/{body.path}" for body in bodies]
    found = [content.body_of(data) for data in [files.read_bytes(root, name) for name in names]]
    for file, body, data in zip(names, bodies, found, strict=True):
        if fingerprint(data) != body.fingerprint:
            raise DigestError(problem(file, "the file was changed while the site was built", "build again"))
    return [data.decode() for data in found]


def read_body(root: Path, body: Body) -> str:
    """Read one of them."""
    return read_bodies(root, [body])[0]


def read_some(root: Path, config: Config, paths: Sequence[str]) -> tuple[dict[str, Known], list[Problem]]:
    """Read some articles, and what is wrong with them."""
    entries, problems = _read_batch((root, config, {}), paths)
    return {path: Known.made(entry) for path, entry in marshal.loads(entries).items()}, problems


def _read_batch(shared: tuple[Path, Config, Mapping[str, str]], batch: Sequence[str]) -> tuple[bytes, list[Problem]]:
    """Read a batch; nothing stands for an entry where the bytes have the fingerprint that is known."""
    root, config, known = shared
    found: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for burst in bursts(batch):
        names = {path: f"{files.ARTICLES}/{path}" for path in burst}
        pages = {path: data for path, name in names.items() if (data := tried(problems, files.read_bytes, root, name)) is not None}
        prints = {path: fingerprint(data) for path, data in pages.items()}
        anew = {path: data for path, data in pages.items() if known.get(path) != prints[path]}
        rows = rows_of(content.loads_each(anew, problems), config)
        found.update((path, ()) for path in pages if path not in anew)
        found.update((row.path, Known(prints[row.path], row).plain()) for row in rows)
    return marshal.dumps(found), problems
