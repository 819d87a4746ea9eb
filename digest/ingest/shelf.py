"""The pages on disk, as far as ingest must know them: whose they are, and whether an editor touched them.

Reading 100,000 pages to see whose they are takes long; so what was read of one is remembered, and read again
only when its size or times changed. What is remembered stays in the record, where it can be asked for.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from digest import content, files
from digest.errors import DigestError
from digest.ingest import record
from digest.ingest.inbox import stamp_of
from digest.ingest.record import Page, Record
from digest.ingest.settle import Existing, address_of
from digest.model import Article

_CHANGED = """
SELECT found.stamp, found.path, page.* FROM found LEFT JOIN page ON page.path = found.path
WHERE found.path > ? AND page.stamp IS NOT found.stamp ORDER BY found.path LIMIT 1000
"""


class Shelf:
    """The pages below `content/articles/`, by path with `/`."""

    def __init__(self, root: Path, known: Record) -> None:
        """Look through the pages."""
        self._folder, self.record = f"{root / files.ARTICLES}{os.sep}", known
        known.change("CREATE TEMP TABLE found (path TEXT PRIMARY KEY, stamp TEXT) WITHOUT ROWID")
        known.connection.executemany("INSERT INTO found VALUES (?, ?)", _find(self._folder))
        for path, stamp, page in self._new():
            self._put(path, self._look_at(path, stamp, page))
        known.change("DELETE FROM page WHERE path NOT IN (SELECT path FROM found)")
        known.change("DROP TABLE found")

    def _new(self) -> Iterator[tuple[str, str, Page | None]]:
        """Give path and stamp of each page that is not as it was, and what was known of it; a few at a time."""
        rows = self.record.ask(_CHANGED, "").fetchall()
        while rows:
            yield from ((path, stamp, _page(row) if row[0] else None) for stamp, path, *row in rows)
            rows = self.record.ask(_CHANGED, rows[-1][1]).fetchall()

    def _look_at(self, path: str, stamp: str, known: Page | None) -> Page:
        page = record.look_at(self._read(path).decode("utf-8", "replace"))._replace(stamp=stamp)
        if known and known.id == page.id and known.wrote:
            return page._replace(wrote=known.wrote)
        query = "SELECT wrote FROM page WHERE id = ? AND path NOT IN (SELECT path FROM found) ORDER BY path DESC"
        gone = self.record.ask(query, page.id).fetchone() if page.id else None
        return page._replace(wrote=gone[0]) if gone else page  # it was renamed

    def _read(self, path: str) -> bytes:
        try:
            return Path(self._folder + path).read_bytes()
        except OSError:
            return b""

    def _put(self, path: str, page: Page) -> None:
        self.record.change("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", path, *page, address_of(path))

    def with_id(self, id_: str) -> str | None:
        """Give the path of the page with an id; empty where it was deleted, `None` where there never was one."""
        query = "SELECT path FROM page WHERE id = ?1 UNION ALL SELECT '' FROM part WHERE id = ?1 ORDER BY path DESC"
        row = self.record.ask(query, id_).fetchone()
        return row[0] if row else None

    def at(self, address: str) -> str | None:
        """Give the path of the page that has this address (`settle.address_of`), `None` where there is none."""
        row = self.record.ask("SELECT path FROM page WHERE address = ? ORDER BY path DESC", address).fetchone()
        return row[0] if row else None

    def existing(self, key: str, sha256: str, parts: tuple[int, int], ids: Iterable[str]) -> list[Existing]:
        """Give the pages that a raw file made: of these parts (gone ones too), of these ids, and all with its SHA-256."""
        mine = dict(self.record.ids(key, *parts))
        mine |= {id_: part for id_ in ids if id_ not in mine and (part := self.record.part_of(key, id_)) is not None}
        found = [self._existing(id_, self.with_id(id_) or "", part) for id_, part in mine.items()]
        query = "SELECT path, id, part FROM page WHERE sha256 = ? AND part BETWEEN ? AND ? ORDER BY path"
        more = self.record.ask(query, sha256, *parts).fetchall() if sha256 else []
        return found + [self._existing(id_, path, part) for path, id_, part in more if id_ not in mine]

    def made_of(self, file: str) -> Iterator[Page]:
        """Give the pages that were made of a raw file of this name."""
        yield from map(_page, self.record.ask("SELECT * FROM page WHERE file = ? AND id != '' AND sha256 != '' ORDER BY path", file).fetchall())

    def _existing(self, id_: str, path: str, part: int) -> Existing:
        if not path:
            return Existing(id=id_, part=part)
        data = self._read(path)
        try:
            text = data.decode("utf-8")
            article = content.loads(text, path)
        except (DigestError, UnicodeDecodeError):
            text, article = data.decode("utf-8", "replace"), None
        wrote = self.record.ask("SELECT wrote FROM page WHERE path = ?", path).fetchone()[0]
        return Existing(id=id_, part=part, path=path, text=text, article=article, edited=wrote != record.digest_of(data))

    def load(self, path: str) -> Article:
        """Read the article of a page. Raises `DigestError`."""
        return content.loads(files.decode(self._read(path), path), path)

    def amend(self, path: str, change: Callable[[Article], Article], *, dry: bool) -> bool:
        """Change an article where its page still is as it was written; whether it is. Raises `OSError`."""
        data = self._read(path)
        row = self.record.ask("SELECT * FROM page WHERE path = ?", path).fetchone()
        if row is None or _page(row).wrote != record.digest_of(data):
            return False
        self.write(path, content.dumps(change(self.load(path))), _page(row), dry=dry)
        return True

    def write(self, path: str, text: str, page: Page, *, dry: bool) -> None:
        """Write a page, whole or not at all, and know it from now on. Raises `OSError`."""
        data = text.encode()
        if not dry:
            files.write_whole(Path(self._folder + path), data)
        self.adopt(path, page._replace(wrote=record.digest_of(data)))

    def adopt(self, path: str, page: Page) -> None:
        """Know a page as one that ingest wrote."""
        try:
            stamp = stamp_of(os.stat(self._folder + path))  # noqa: PTH116 - `Path` takes as long as the rest
        except OSError:
            stamp = ""
        self._put(path, page._replace(stamp=stamp))


def _page(row: Sequence[Any]) -> Page:
    _, *page, _ = row
    return Page(*page)


def _find(folder: str) -> Iterator[tuple[str, str]]:
    """Give path and stamp of each page file. In plain strings, for `Path` takes ten times as long."""
    left = [(folder, "")]
    while left:
        folder, prefix = left.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name.startswith(".") or not _is_text(name):
                    continue
                if name.endswith((".md", ".markdown")) and not entry.is_dir():
                    with contextlib.suppress(OSError):
                        yield prefix + name, stamp_of(entry.stat())
                elif entry.is_dir(follow_symlinks=False):
                    left.append((entry.path, f"{prefix}{name}/"))


def _is_text(name: str) -> bool:
    """Whether a name can be written down; `build` complains of those that cannot."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)
