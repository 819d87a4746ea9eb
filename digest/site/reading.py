"""Reads the content folder for the site: over all cores, and of what stands in the cache only what changed.

An article is read without its body, which stays in its file until a page needs it (`read_body`): neither
between processes nor in the cache does a body travel. The cache, `.cache/pages`, holds for each page file the
fingerprint of its bytes, and its `Row`. A file of whose bytes nothing is known costs a hash, and parsing only where they changed.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from digest import content
from digest.config import Config
from digest.errors import DigestError, Problem, problem
from digest.model import Body
from digest.progress import Progress
from digest.site.assemble import Content
from digest.site.cache import fingerprint
from digest.site.options import BuildOptions
from digest.site.rows import Row, row_of
from digest.site.store import Store
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


def store(root: Path, key: str) -> Store[Known]:
    """Open what is known of the articles at `root`; `key` names the settings and the program that they must have been read with."""
    return Store(root / ".cache/pages", key, Known.made, Known.plain)


def read(
    root: Path,
    config: Config,
    found: Sequence[str],
    prints: Mapping[str, str],
    pages: Store[Known],
    options: BuildOptions,
    problems: list[Problem],
) -> tuple[Content, Mapping[str, str]]:
    """Read all content, the articles that were `found` among it; what is wrong with files is added to the problems.

    `prints` are the fingerprints of the files that are as they were; returned beside the content are those of all articles.
    """
    known = pages.all()
    changed = [path for path in found if not ((entry := known.get(path)) and entry.fingerprint == prints.get(f"{content.ARTICLES}/{path}"))]
    new: dict[str, Known] = {}
    if changed:
        shared = (root, config, {path: known[path].fingerprint for path in changed if path in known})
        with sharing(shared, len(changed), options.jobs or cores()) as run:
            for entries, wrong in run(_read_batch, changed):
                new.update((path, Known.made(entry) if entry else known[path]) for path, entry in marshal.loads(entries).items())
                problems.extend(wrong)
                options.tell(Progress("reading", len(new), len(changed)))
    broken = frozenset(path for path in changed if path not in new)
    pages.keep({path: entry for path, entry in new.items() if entry is not known.get(path)}, broken | (known.keys() - set(found)))
    known = pages.all()
    rows = tuple([known[path].row for path in found if path not in broken])
    loaded = Content(rows=rows, editions=content.load_editions(root, problems), pages=content.load_pages(root, problems), broken=broken)
    return loaded, {f"{content.ARTICLES}/{path}": known[path].fingerprint for path in found if path not in broken}


def read_body(root: Path, body: Body) -> str:
    """Read a body from its page file. Raises `DigestError` where it is no longer what was planned with."""
    file = f"{content.ARTICLES}/{body.path}"
    found = content.body_of(content.read_bytes(root, file))
    if fingerprint(found) != body.fingerprint:
        raise DigestError(problem(file, "the file was changed while the site was built", "build again"))
    return found.decode()


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
        for path, data in zip(burst, [_read_bytes(root, path, problems) for path in burst], strict=True):
            if data is None:
                continue
            whole = fingerprint(data)
            if known.get(path) == whole:
                found[path] = ()
                continue
            try:
                row = row_of(content.loads(content.decode(data, f"{content.ARTICLES}/{path}"), path), config)
                found[path] = Known(whole, row).plain()
            except DigestError as error:
                problems.extend(error.problems)
    return marshal.dumps(found), problems


def _read_bytes(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    try:
        return content.read_bytes(root, f"{content.ARTICLES}/{path}")
    except DigestError as error:
        problems.extend(error.problems)
        return None
