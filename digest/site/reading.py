"""Reads the content folder for the site: over all cores, and of what stands in the cache only what changed.

An article is read without its body, which stays in its file until a page needs it (`read_body`): neither
between processes nor in the cache does a body travel. The cache, `.cache/pages`, holds for each page file how
it stood on the disk, the fingerprint of its bytes, and its `Row`; it is safe to lose. A file
whose time moved but whose bytes did not (a fresh clone) costs a hash and no parsing.
"""

from __future__ import annotations

import marshal
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from digest import content, files
from digest.config import Config
from digest.errors import DigestError, Problem, problem
from digest.model import Body
from digest.site.assemble import Content
from digest.site.cache import TICK, fingerprint, time_of
from digest.site.rows import Row, row_of
from digest.workers import sharing


class Known(NamedTuple):
    """What the cache knows of a page file: how it stood on the disk, the fingerprint of its bytes, and what was read from it."""

    mtime_ns: int
    size: int
    fingerprint: str
    row: Row


def read(root: Path, config: Config, cache: Path, key: str, jobs: int) -> tuple[Content, list[Problem]]:
    """Read all content, and what is wrong with the files that could not be.

    `key` names the settings and the program that a cached page must have been read with.
    """
    problems: list[Problem] = []
    old = _read_cache(cache, key)
    sure = time_of(cache) - TICK  # what is newer may have changed again and still have its time
    known: dict[str, Known] = {}
    changed: list[tuple[str, int, int]] = []
    for path, mtime_ns, size in content.find_articles(root, problems):
        entry = old.get(path)
        if entry and entry[0] == mtime_ns < sure and entry[1] == size:
            known[path] = entry
        else:
            changed.append((path, mtime_ns, size))
    if changed:
        shared = (root, config, {path: old[path] for path, _, _ in changed if path in old})
        with sharing(shared, len(changed), jobs) as run:
            for entries, found in run(_read_batch, changed):
                known |= _load(entries)
                problems.extend(found)
    if changed or old.keys() != known.keys():
        _write_cache(cache, key, known)
    broken = frozenset(path for path, _, _ in changed if path not in known)
    found = tuple([known[path].row for path in sorted(known)])
    return Content(
        rows=found, editions=content.load_editions(root, problems), pages=content.load_pages(root, problems), broken=broken
    ), problems


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
    found: dict[str, Known] = {}
    problems: list[Problem] = []
    for path, mtime_ns, size in batch:
        try:
            file = f"{content.ARTICLES}/{path}"
            data = content.read_bytes(root, file)
            whole = fingerprint(data)
            entry = old.get(path)
            row = entry.row if entry and entry.fingerprint == whole else row_of(content.loads(content.decode(data, file), path), config)
            found[path] = Known(mtime_ns, size, whole, row)
        except DigestError as error:
            problems.extend(error.problems)
    return _dump(found), problems


# --- the cache


def _dump(known: Mapping[str, Known]) -> bytes:
    return marshal.dumps({path: (*entry[:3], tuple(entry.row)) for path, entry in known.items()})


def _load(data: bytes | memoryview) -> dict[str, Known]:
    return {
        path: Known(mtime_ns, size, whole, Row._make(row))
        for path, (mtime_ns, size, whole, row) in marshal.loads(data).items()
    }


def _read_cache(path: Path, key: str) -> dict[str, Known]:
    """Read what is known; nothing where that was read otherwise, or is damaged: it would tell of articles what nobody wrote."""
    try:
        data = memoryview(path.read_bytes())
        seal = _seal(key, data[_SEAL:])
        return _load(data[_SEAL:]) if data[:_SEAL] == seal else {}
    except (OSError, ValueError, EOFError, TypeError):
        return {}


def _write_cache(path: Path, key: str, known: Mapping[str, Known]) -> None:
    data = _dump(known)
    files.write_whole(path, _seal(key, data) + data)


_SEAL = 32


def _seal(key: str, data: bytes | memoryview) -> bytes:
    """Sum up, in `_SEAL` bytes, what was read and with which settings, program and Python."""
    return fingerprint(f"{sys.version}\0{key}\0{zlib.crc32(data)}".encode()).encode()
