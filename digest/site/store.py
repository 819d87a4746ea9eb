"""A mapping that outlives a run: two files below `.cache`, safe to lose.

    store = Store(root / ".cache/pages", key, make=…, plain=…)
    store["2020/09/tiktok.md"]     what an earlier run with the same key kept there
    store.keep(new, gone)          keeps it for the next

`marshal` writes and reads a hundred thousand entries in a moment, but even that is too long for a change of one. So the
large file is made of chunks, and only those are read that hold what is asked for; and what differs from it goes into a
small file beside it, `pages-new`, until that is a part of it worth speaking of. Each file opens with a seal over its bytes,
the key and the Python that wrote it, and each chunk has a sum; where one is broken, the file counts as lost.
"""

from __future__ import annotations

import bisect
import functools
import marshal
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import xxhash

from digest import files

Entry = TypeVar("Entry")

_PART = 20
"""What differs is written beside the large file while it is at most a twentieth of it."""

CHUNK = 256
"""Entries that are read together, neighbours by name."""

_SEAL, _LENGTH = 16, 8


class _Chunk(NamedTuple):
    """Where some entries stand in the large file, behind its head, and their sum."""

    first: str
    offset: int
    length: int
    checksum: int
    entries: int


class Store(Mapping[str, Entry], Generic[Entry]):
    """What was kept under each name."""

    def __init__(self, path: Path, key: str, make: Callable[[Any], Entry] | None = None, plain: Callable[[Any], Any] = tuple) -> None:
        """Open what a run with the same `key` kept; `plain` turns an entry into what `marshal` knows, `make` turns it back, if need be."""
        self._path, self._beside = path, path.with_name(f"{path.name}-new")
        self._key, self._make, self._plain = key, make, plain
        self._all: dict[str, Entry] | None = None
        self._chunk = functools.lru_cache(maxsize=None)(self._read_chunk)
        self._base, self._start, self._chunks = self._open()
        self._firsts = [chunk.first for chunk in self._chunks]
        seal, (changed, gone) = self._open_beside()
        self._changed: dict[str, Entry] = dict(self._made(changed))
        self._gone = frozenset(gone)
        self.mark = (self._base + seal).hex()
        """What tells this state from every other."""

    @property
    def time_ns(self) -> int:
        """When it was written last, in nanoseconds; 0 where it never was."""
        return max(map(files.time_of, (self._path, self._beside)))

    def __getitem__(self, name: str) -> Entry:
        """Return one entry, and read no more than its chunk. Raises `DamagedError`."""
        if self._all is not None:
            return self._all[name]
        if name in self._changed:
            return self._changed[name]
        if name in self._gone:
            raise KeyError(name)
        values = self._kept(name)[name]
        return self._make(values) if self._make else values

    def __iter__(self) -> Iterator[str]:
        """Name all entries."""
        return iter(self.all())

    def __len__(self) -> int:
        """Count them, and read no more than where something differs. Raises `DamagedError`."""
        if self._all is not None:
            return len(self._all)
        new = sum(name not in self._kept(name) for name in self._changed)
        return self._size + new - sum(name in self._kept(name) for name in self._gone)

    def all(self) -> dict[str, Entry]:
        """Return all entries; none where one of the chunks is damaged. What is changed in the mapping itself is not kept."""
        if self._all is None:
            found: dict[str, Entry] = {}
            try:
                for number in range(len(self._chunks)):
                    found.update(self._made(self._read_chunk(number)))
            except DamagedError:
                self._forget()
                return self.all()
            found |= self._changed
            for name in self._gone:
                found.pop(name, None)
            self._all = found
        return self._all

    def keep(self, new: Mapping[str, Entry], gone: Iterable[str] = ()) -> None:
        """Keep new entries, and forget those that are gone. Writes nothing where there is nothing of both."""
        away = {name for name in gone if name in self}
        if not new and not away:
            return
        if self._all is not None:
            self._all |= new
            for name in away:
                del self._all[name]
        self._changed = {name: entry for name, entry in {**self._changed, **new}.items() if name not in away}
        self._gone = (self._gone | away) - self._changed.keys()
        if (len(self._changed) + len(self._gone)) * _PART <= self._size:
            data = marshal.dumps((self._plainly(self._changed.items()), tuple(sorted(self._gone))))
            seal = self._seal(data, self._base)
            files.write_whole(self._beside, seal + data)
            self.mark = (self._base + seal).hex()
            return
        entries = self.all()
        names = sorted(entries)
        parts = (self._plainly((name, entries[name]) for name in names[at : at + CHUNK]) for at in range(0, len(names), CHUNK))
        self._write((part, marshal.dumps(part)) for part in parts)

    def fill(self, parts: Iterable[tuple[Mapping[str, Any], bytes]]) -> None:
        """Keep nothing but these parts, as they come: up to `CHUNK` neighbours by name, plain, and as `marshal` writes them; the names go up."""
        entries: dict[str, Entry] = {}

        def noted() -> Iterator[tuple[Mapping[str, Any], bytes]]:
            for part, data in parts:
                entries.update(self._made(part))
                yield part, data

        self._write(noted())
        self._all = entries

    def _made(self, entries: Mapping[str, Any]) -> Mapping[str, Entry]:
        make = self._make
        return {name: make(values) for name, values in entries.items()} if make else entries

    @property
    def _size(self) -> int:
        return sum(chunk.entries for chunk in self._chunks)

    def _forget(self) -> None:
        self._base, self._chunks, self._firsts, self._changed, self._gone, self.mark = b"", [], [], {}, frozenset(), ""

    # --- the large file

    def _open(self) -> tuple[bytes, int, list[_Chunk]]:
        """Give its seal, where its chunks begin, and where each is; nothing where this run could not have written it."""
        try:
            with self._path.open("rb") as file:
                seal, length = file.read(_SEAL), int.from_bytes(file.read(_LENGTH), "big")
                head = file.read(min(length, self._path.stat().st_size))
        except OSError:
            return b"", 0, []
        if seal != self._seal(head):
            return b"", 0, []
        return seal, _SEAL + _LENGTH + length, [_Chunk(*chunk) for chunk in marshal.loads(head)]

    def _kept(self, name: str) -> dict[str, Any]:
        """Read the chunk that an entry of the large file would stand in."""
        number = bisect.bisect_right(self._firsts, name) - 1
        return self._chunk(number) if number >= 0 else {}

    def _read_chunk(self, number: int) -> dict[str, Any]:
        chunk = self._chunks[number]
        try:
            with self._path.open("rb") as file:
                file.seek(self._start + chunk.offset)
                data = file.read(chunk.length)
        except OSError as error:
            raise DamagedError(self._path) from error
        if zlib.crc32(data) != chunk.checksum:
            raise DamagedError(self._path)
        found: dict[str, Any] = marshal.loads(data)
        return found

    def _write(self, parts: Iterable[tuple[Mapping[str, Any], bytes]]) -> None:
        chunks, written, offset = list[_Chunk](), list[bytes](), 0
        for part, data in parts:
            if part:
                chunks.append(_Chunk(next(iter(part)), offset, len(data), zlib.crc32(data), len(part)))
                written.append(data)
                offset += len(data)
        head = marshal.dumps([tuple(chunk) for chunk in chunks])
        self._base = self._seal(head)
        files.write_whole(self._path, b"".join((self._base, len(head).to_bytes(_LENGTH, "big"), head, *written)))
        self._beside.unlink(missing_ok=True)
        self._start, self._chunks, self._firsts = _SEAL + _LENGTH + len(head), chunks, [chunk.first for chunk in chunks]
        self._changed, self._gone, self.mark = {}, frozenset(), self._base.hex()
        self._chunk.cache_clear()

    # --- and the small one

    def _open_beside(self) -> tuple[bytes, tuple[dict[str, Any], tuple[str, ...]]]:
        nothing: tuple[dict[str, Any], tuple[str, ...]] = {}, ()
        try:
            data = self._beside.read_bytes()
        except OSError:
            return b"", nothing
        seal, rest = data[:_SEAL], memoryview(data)[_SEAL:]
        return (seal, marshal.loads(rest)) if seal == self._seal(rest, self._base) else (b"", nothing)

    def _plainly(self, entries: Iterable[tuple[str, Entry]]) -> dict[str, Any]:
        plain = self._plain
        return {name: plain(entry) for name, entry in entries}

    def _seal(self, data: bytes | memoryview[int], base: bytes = b"") -> bytes:
        """Sum up bytes, the key, the Python that wrote them, and the file that they stand beside."""
        told = f"{sys.version}\0{self._key}\0{base.hex()}\0{zlib.crc32(data)}\0{len(data)}"
        return xxhash.xxh3_128_digest(told.encode())


class DamagedError(Exception):
    """A file below `.cache` is not as it was written."""
