"""The pages on disk, as far as ingest must know them: whose they are, and whether an editor touched them.

Looking through 100,000 pages takes minutes when each is read; so what was read of one is kept in the record and
read again only when its size or times changed.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from digest import content, files
from digest.errors import DigestError
from digest.ingest import record
from digest.ingest.record import Page
from digest.ingest.settle import Existing, address_of


class Shelf:
    """The pages below `content/articles/`, by path with `/`."""

    def __init__(self, root: Path, remembered: Mapping[str, Page], deleted: Iterable[str] = ()) -> None:
        """Look through the pages; `deleted` are ids that were taken in once, their pages still being there or not."""
        self.folder = root / content.ARTICLES
        self.pages: dict[str, Page] = {}
        for path, stamp in self._find():
            known = remembered.get(path)
            self.pages[path] = known if known and known.stamp == stamp else self._look_at(path, stamp, known)
        gone = {page.id: page.wrote for path, page in remembered.items() if path not in self.pages}
        for path, page in self.pages.items():
            if page.id in gone and not page.wrote:
                self.pages[path] = dataclasses.replace(page, wrote=gone[page.id])
        self.ids = dict.fromkeys(filter(None, deleted), "") | {page.id: path for path, page in self.pages.items() if page.id}
        self.addresses = {address_of(path): path for path in self.pages}

    def _find(self) -> list[tuple[str, record.Stamp]]:
        found = []
        for folder, subfolders, names in os.walk(self.folder):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            for name in names:
                if name.endswith((".md", ".markdown")) and not name.startswith("."):
                    path = Path(folder, name)
                    found.append((path.relative_to(self.folder).as_posix(), stamp_of(path)))
        return sorted(found)

    def _look_at(self, path: str, stamp: record.Stamp, known: Page | None) -> Page:
        page = record.look_at(self._read(path).decode("utf-8", "replace"))
        wrote = known.wrote if known and known.id == page.id else ""
        return dataclasses.replace(page, wrote=wrote, stamp=stamp)

    def _read(self, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return b""

    def existing(self, ids: Collection[str], sha256: str = "") -> list[Existing]:
        """Give the pages that a raw file made: those with its ids (by part; gone ones too), and all with its SHA-256."""
        found = [self._existing(id_, self.ids.get(id_, ""), part) for part, id_ in enumerate(ids, 1) if id_]
        more = [(path, page) for path, page in self.pages.items() if sha256 and page.sha256 == sha256 and page.id not in ids]
        return found + [self._existing(page.id, path, page.part) for path, page in more]

    def _existing(self, id_: str, path: str, part: int) -> Existing:
        if not path:
            return Existing(id=id_, part=part)
        data = self._read(path)
        try:
            text = data.decode("utf-8")
            article = content.loads(text, path)
        except (DigestError, UnicodeDecodeError):
            text, article = data.decode("utf-8", "replace"), None
        wrote = self.pages[path].wrote
        return Existing(id=id_, part=part, path=path, text=text, article=article, edited=wrote != record.digest_of(data))

    def write(self, path: str, text: str, page: Page, *, dry: bool) -> None:
        """Write a page, whole or not at all, and know it from now on. Raises `OSError`."""
        data = text.encode()
        if not dry:
            files.write_whole(self.folder / path, data)
        self.adopt(path, dataclasses.replace(page, wrote=record.digest_of(data)))

    def adopt(self, path: str, page: Page) -> None:
        """Know a page as one that ingest wrote."""
        self.pages[path] = dataclasses.replace(page, stamp=stamp_of(self.folder / path))
        self.ids[page.id] = path
        self.addresses[address_of(path)] = path


def stamp_of(path: Path) -> record.Stamp:
    """Give what changes when a file does; empty where it cannot be told."""
    try:
        info = path.stat()
    except OSError:
        return ()
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino
