"""Reads the content folder for the site: over all cores, and of what stands in the cache only what changed.

An article is read without its body, which stays in its file until a page needs it (`read_body`): neither
between processes nor in the cache does a body travel. The cache, `.cache/pages`, holds for each page file how it
stood on the disk, the fingerprint of its bytes, and its `Row`. A file
whose time moved but whose bytes did not (a fresh clone) costs a hash and no parsing.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from digest import content
from digest.config import Config
from digest.content import Stamped
from digest.errors import DigestError, Problem, problem
from digest.model import Body
from digest.progress import Progress
from digest.site.assemble import Content
from digest.site.cache import TICK, fingerprint
from digest.site.options import BuildOptions
from digest.site.rows import Row, row_of
from digest.site.store import Store
from digest.workers import bursts, cores, sharing


class Known(NamedTuple):
    """What is known of a page file: how it stood on the disk, the fingerprint of its bytes, and what was read from it."""

    mtime_ns: int
    size: int
    fingerprint: str
    row: Row

    def plain(self) -> tuple[Any, ...]:
        """Turn it into plain values."""
        return (*self[:3], tuple(self.row))

    @classmethod
    def made(cls, plain: tuple[Any, ...]) -> Known:
        """Make it of plain values."""
        mtime_ns, size, fingerprint, row = plain
        return cls(mtime_ns, size, fingerprint, Row._make(row))


def read(
    root: Path, config: Config, found: Sequence[Stamped], cache: Path, key: str, options: BuildOptions, problems: list[Problem]
) -> Content:
    """Read all content, the articles that were `found` among it; what is wrong with files is added to the problems.

    `key` names the settings and the program that a cached page must have been read with.
    """
    known = Store(cache, key, Known.made, Known.plain)
    sure = known.time_ns - TICK  # what is newer may have changed again and still have its time
    changed = [
        (path, mtime_ns, size)
        for path, mtime_ns, size in found
        if not ((entry := known.get(path)) and entry[0] == mtime_ns < sure and entry[1] == size)
    ]
    new: dict[str, Known] = {}
    if changed:
        shared = (root, config, {path: known[path] for path, _, _ in changed if path in known})
        with sharing(shared, len(changed), options.jobs or cores()) as run:
            for entries, wrong in run(_read_batch, changed):
                new.update((path, _known(entry, known.get(path))) for path, entry in marshal.loads(entries).items())
                problems.extend(wrong)
                options.tell(Progress("reading", len(new), len(changed)))
    broken = frozenset(path for path, _, _ in changed if path not in new)
    known.keep(new, broken | (known.keys() - {path for path, _, _ in found}))
    rows = tuple([known[path].row for path, _, _ in found if path not in broken])
    return Content(
        rows=rows, editions=content.load_editions(root, problems), pages=content.load_pages(root, problems), broken=broken
    )


def read_body(root: Path, body: Body) -> str:
    """Read a body from its page file. Raises `DigestError` where it is no longer what was planned with."""
    file = f"{content.ARTICLES}/{body.path}"
    data = content.read_bytes(root, file)
    text = content.body_of(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    if fingerprint(text.encode()) != body.fingerprint:
        raise DigestError(problem(file, "the file was changed while the site was built", "build again"))
    return text


def _read_batch(
    shared: tuple[Path, Config, Mapping[str, Known]], batch: Sequence[tuple[str, int, int]]
) -> tuple[bytes, list[Problem]]:
    root, config, old = shared
    found: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for burst in bursts(batch):
        for (path, mtime_ns, size), data in zip(burst, [_read_bytes(root, path, problems) for path, _, _ in burst], strict=True):
            if data is None:
                continue
            whole, entry = fingerprint(data), old.get(path)
            if entry and entry.fingerprint == whole:
                found[path] = (mtime_ns, size)
                continue
            try:
                row = row_of(content.loads(content.decode(data, f"{content.ARTICLES}/{path}"), path), config)
                found[path] = Known(mtime_ns, size, whole, row).plain()
            except DigestError as error:
                problems.extend(error.problems)
    return marshal.dumps(found), problems


def _read_bytes(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    try:
        return content.read_bytes(root, f"{content.ARTICLES}/{path}")
    except DigestError as error:
        problems.extend(error.problems)
        return None


def _known(found: tuple[Any, ...], old: Known | None) -> Known:
    """Make what a worker found: a time and a size alone say that the rest is as it was known."""
    return old._replace(mtime_ns=found[0], size=found[1]) if old and len(found) == 2 else Known.made(found)
