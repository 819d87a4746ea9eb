"""One large JSON object around the list of its records → slices that are objects again, each with some of the records.

    {"version": "…", "items": [ {…}, {…}, {…}, {…} ], "total": 4}
    ╰───────── head ─────────╯ ╰──────╯  ╰──────╯ ╰─── tail ───╯

What stands around the list says whose records they are, so every slice is given with it. To find where it may be cut, the
object is read once, block by block; of its records none is parsed but the first.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from digest.ingest import json_lines

_AROUND = 1 << 16
"""So many bytes may stand before the list, and as many behind it."""
_BLOCK = 1 << 18
_SIGN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)
"""What nests or parts values, and text between quotes; a quote alone opens text that goes on in the next block."""
_LISTS = frozenset(json.dumps(name).encode() for name in json_lines.LISTS if name != "@graph")  # whose records point to each other
_HOLDERS = frozenset(json.dumps(name).encode() for name in json_lines.AROUND)


class Sliced(NamedTuple):
    """The bytes before the list and behind it, and the offsets where one slice ends and the next begins."""

    head: bytes
    tail: bytes
    ends: tuple[int, ...]

    def whole(self, records: bytes, *, first: bool, last: bool) -> bytes:
        """Make an object of a slice."""
        return (b"" if first else self.head) + (records if last else records.rstrip().removesuffix(b",") + self.tail)


def cut(stream: BinaryIO, size: int, longest: int) -> Sliced | None:
    """Find where an object can be cut into slices of about `size` bytes; `None` where it is none, or has no list to cut.

    `longest` is what a record may have at most, in bytes.
    """
    signs = _signs(stream, longest)
    try:
        start = _start(signs)
        first, ends, end = _ends(signs, start, size) if start else (0, (), 0)
    except UnicodeDecodeError:
        return None
    if not end or max(map(int.__sub__, (*ends, end), (start, *ends))) > longest:
        return None
    sliced = Sliced(_read(stream, 0, start), _read(stream, end, end + _AROUND + 1), ends)
    probe = sliced.whole(_read(stream, start, first), first=False, last=False)
    return sliced if len(sliced.tail) <= _AROUND and _holds_one(probe) else None


def _signs(stream: BinaryIO, longest: int) -> Iterator[tuple[bytes, int]]:
    """Give the signs of a JSON text, each with its offset. Raises `UnicodeDecodeError` where it is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    data, at = b"", 0
    while len(data) <= longest and (block := stream.read(_BLOCK)):
        decoder.decode(block)
        data += block
        done = len(data)
        for sign in _SIGN.finditer(data):
            if sign[0] == b'"':
                done = sign.start()
                break
            yield sign[0], at + sign.start()
        data, at = data[done:], at + done


def _start(signs: Iterator[tuple[bytes, int]]) -> int:
    """Find the list of records, and give the offset behind its bracket; 0 where there is none."""
    holders: list[bytes] = []
    name = b""
    for sign, at in signs:
        if at > _AROUND or (not holders and sign != b"{"):
            return 0
        if sign == b"[" and name in _LISTS and _HOLDERS.issuperset(holders[1:]):
            return at + 1
        if sign in (b"[", b"{"):
            holders.append(name if sign == b"{" else sign)
        elif sign in (b"]", b"}"):
            holders.pop()
        name = sign if sign.startswith(b'"') else b""
    return 0


def _ends(signs: Iterator[tuple[bytes, int]], start: int, size: int) -> tuple[int, tuple[int, ...], int]:
    """Give the offsets where the first record ends, where slices end, and where the list does; 0 where that breaks off."""
    first, ends, begin, depth = 0, [], start, 1
    for sign, at in signs:
        if sign == b"," and depth == 1:
            first = first or at
            if at - begin >= size:
                begin = at + 1
                ends.append(begin)
        elif sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1
        if not depth:
            return first or at, tuple(ends), at
    return first, tuple(ends), 0


def _read(stream: BinaryIO, start: int, end: int) -> bytes:
    stream.seek(start)
    return stream.read(end - start)


def _holds_one(document: bytes) -> bool:
    """Whether an object is one around a list, which holds one record."""
    try:
        found, _ = json_lines.records_of(json.loads(document.removeprefix(codecs.BOM_UTF8)))
    except (ValueError, RecursionError):
        return False
    return found is not None and len(found) == 1
