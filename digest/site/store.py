"""A mapping that outlives a run: two files below `.cache`, safe to lose.

    store = Store(root / ".cache/pages", key, make=…, plain=…)
    store["2020/09/tiktok.md"]     what an earlier run with the same key kept there
    store.keep(new, gone)          keeps it for the next

`marshal` writes and reads a hundred thousand entries in a moment, but even that is too long for a change of one: what
differs from the large file goes into a small one beside it, `pages-new`, until it is a part of it worth speaking of.
Each opens with a seal over its bytes, the key and the Python that wrote it; where that is broken, the file counts as lost.
"""

from __future__ import annotations

import hashlib
import marshal
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from digest import files

Entry = TypeVar("Entry")

_PART = 20
"""What differs is written beside the large file while it is at most a twentieth of it."""

_SEAL = 16


class Store(dict[str, Entry], Generic[Entry]):
    """What was kept under each name. Changing the mapping itself keeps nothing."""

    def __init__(self, path: Path, key: str, make: Callable[[Any], Entry], plain: Callable[[Any], Any] = tuple) -> None:
        """Read what a run with the same `key` kept; `plain` turns an entry into what `marshal` knows, `make` turns it back."""
        self._path, self._beside = path, path.with_name(f"{path.name}-new")
        self._key, self._make, self._plain = key, make, plain
        self._base, everything = self._read(path, b"", {})
        super().__init__(self._made(everything))
        self._size = len(self)
        seal, (changed, gone) = self._read(self._beside, self._base, ({}, ()))
        self._changed, self._gone = self._made(changed), frozenset(gone)
        self.update(self._changed)
        for name in self._gone:
            self.pop(name, None)
        self.mark = (self._base + seal).hex()
        """What tells this state from every other."""

    @property
    def time_ns(self) -> int:
        """When it was written last, in nanoseconds; 0 where it never was."""
        return max(map(files.time_of, (self._path, self._beside)))

    def keep(self, new: Mapping[str, Entry], gone: Iterable[str] = ()) -> None:
        """Keep new entries, and forget those that are gone. Writes nothing where there is nothing of both."""
        away = self.keys() & set(gone)
        if not new and not away:
            return
        self.update(new)
        for name in away:
            del self[name]
        self._changed = {name: entry for name, entry in {**self._changed, **new}.items() if name not in away}
        self._gone = (self._gone | away) - self._changed.keys()
        if (len(self._changed) + len(self._gone)) * _PART <= self._size:
            data = marshal.dumps((self._dumped(self._changed), tuple(sorted(self._gone))))
            self.mark = (self._base + self._write(self._beside, data, self._base)).hex()
            return
        self._base = self._write(self._path, marshal.dumps(self._dumped(self)))
        self._beside.unlink(missing_ok=True)
        self._changed, self._gone, self._size, self.mark = {}, frozenset(), len(self), self._base.hex()

    def _made(self, plain: Mapping[str, Any]) -> dict[str, Entry]:
        make = self._make
        return {name: make(values) for name, values in plain.items()}

    def _dumped(self, entries: Mapping[str, Entry]) -> dict[str, Any]:
        plain = self._plain
        return {name: plain(entry) for name, entry in entries.items()}

    def _seal(self, data: bytes | memoryview[int], base: bytes) -> bytes:
        """Sum up the bytes, the key, the Python that wrote them, and the file that they stand beside."""
        told = f"{sys.version}\0{self._key}\0{base.hex()}\0{zlib.crc32(data)}\0{len(data)}"
        return hashlib.blake2b(told.encode(), digest_size=_SEAL).digest()

    def _read(self, path: Path, base: bytes, nothing: Any) -> tuple[bytes, Any]:
        """Read one of the files: its seal, and what it holds; `nothing` where this run could not have written it."""
        try:
            data = path.read_bytes()
        except OSError:
            return b"", nothing
        seal, rest = data[:_SEAL], memoryview(data)[_SEAL:]
        return (seal, marshal.loads(rest)) if seal == self._seal(rest, base) else (b"", nothing)

    def _write(self, path: Path, data: bytes, base: bytes = b"") -> bytes:
        seal = self._seal(data, base)
        files.write_whole(path, seal + data)
        return seal
