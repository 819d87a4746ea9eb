"""The pages on disk, as far as ingest must know them: whose they are, and whether an editor touched them.

Reading 100,000 pages to see whose they are takes long; so what was read of one is remembered, and read again
only when its size or times changed.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

from digest import content, files
from digest.errors import DigestError
from digest.ingest import record
from digest.ingest.inbox import stamp_of
from digest.ingest.record import Page
from digest.ingest.settle import Existing, address_of

RECORD = ".cache/ingest-pages.json"


class Shelf:
    """The pages below `content/articles/`, by path with `/`."""

    def __init__(self, root: Path, ever: Iterable[str] = ()) -> None:
        """Look through the pages. `ever` are ids that were taken in once, whether their pages are still there or not."""
        self.root, self.folder = root, root / content.ARTICLES
        self._saved = read_text(root / RECORD)
        remembered = record.load_pages(self._saved)
        self.pages: dict[str, Page] = {}
        for path, stamp in _find(str(self.folder)):
            known = remembered.get(path)
            self.pages[path] = known if known and known.stamp == stamp else self._look_at(path, stamp, known)
        gone = {page.id: page.wrote for path, page in remembered.items() if path not in self.pages}
        if gone:
            renamed = {path: page for path, page in self.pages.items() if page.id in gone and not page.wrote}
            self.pages |= {path: page._replace(wrote=gone[page.id]) for path, page in renamed.items()}
        self.ids = dict.fromkeys(filter(None, ever), "") | {page.id: path for path, page in self.pages.items() if page.id}
        self.addresses = {address_of(path): path for path in self.pages}
        self._made_of: dict[str, list[str]] = {}
        for path, page in self.pages.items():
            for key in {page.file, page.sha256} - {""}:
                self._made_of.setdefault(key, []).append(path)

    def _look_at(self, path: str, stamp: str, known: Page | None) -> Page:
        page = record.look_at(self._read(path).decode("utf-8", "replace"))
        wrote = known.wrote if known and known.id == page.id else ""
        return page._replace(wrote=wrote, stamp=stamp)

    def _read(self, path: str) -> bytes:
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return b""

    def existing(self, ids: Collection[str], sha256: str = "") -> list[Existing]:
        """Give the pages that a raw file made: those with its ids (by part; gone ones too), and all with its SHA-256."""
        found = [self._existing(id_, self.ids.get(id_, ""), part) for part, id_ in enumerate(ids, 1) if id_]
        more = [(path, page) for path, page in self.made_of(sha256) if page.id not in ids]
        return found + [self._existing(page.id, path, page.part) for path, page in more]

    def made_of(self, raw: str) -> list[tuple[str, Page]]:
        """Give the pages, as they were when the run began, that were made of a raw file: its name, or its SHA-256."""
        return [(path, self.pages[path]) for path in self._made_of.get(raw, ())]

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
        self.adopt(path, page._replace(wrote=record.digest_of(data)))

    def adopt(self, path: str, page: Page) -> None:
        """Know a page as one that ingest wrote."""
        try:
            stamp = stamp_of((self.folder / path).stat())
        except OSError:
            stamp = ""
        self.pages[path] = page._replace(stamp=stamp)
        self.ids[page.id] = path
        self.addresses[address_of(path)] = path

    def save(self) -> None:
        """Remember the pages, where anything about them is new. Raises `OSError`."""
        text = record.dumps(self.pages)
        if text != self._saved:
            files.write_whole(self.root / RECORD, text.encode())
            self._saved = text


def read_text(path: Path) -> str:
    """Read a file that may be lost at any time; empty where it is."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _find(folder: str) -> list[tuple[str, str]]:
    """Give path and stamp of each page file. In plain strings, for `Path` takes ten times as long."""
    found: list[tuple[str, str]] = []
    left = [(folder, "")]
    while left:
        folder, prefix = left.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if name.endswith((".md", ".markdown")) and not entry.is_dir():
                with contextlib.suppress(OSError):
                    found.append((prefix + name, stamp_of(entry.stat())))
            elif entry.is_dir(follow_symlinks=False):
                left.append((entry.path, f"{prefix}{name}/"))
    return sorted(found)
