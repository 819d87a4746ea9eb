"""What ingest remembers between runs: `.cache/ingest.json`. Pure; reading and writing it is `digest.ingest`'s.

It says which raw files were taken in, which articles they became, and what bytes were written to each page, so
that a page that an editor changed, renamed or deleted is known as such::

    {"version": 1,
     "raw": {"tiktok.txt": {"sha256": "…", "ids": ["…"], "added": "2026-11-23T08:00:00Z", "done": true, …}},
     "pages": {"2020/09/tiktok.md": {"id": "…", "wrote": "…", "file": "tiktok.txt", "part": 1, "sha256": "…", …}}}

A raw file stands in it with `done: false` before its first page is written: a run that is killed leaves that, and
the next run knows what to complete. The file may be lost at any time; the pages tell the most important of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_ID = re.compile(r"^id:[ \t]*[\"']?([^\"'\s#]+)", re.MULTILINE)
_ORIGIN = re.compile(r"^origin:(.*(?:\r?\n[ \t]+.*)*)", re.MULTILINE)
_FILE = re.compile(r"\bfile:\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^,}\n]+)")
_PART = re.compile(r"\bpart:\s*[\"']?(\d{1,6})\b")
_SHA256 = re.compile(r"\bsha256:\s*[\"']?([0-9a-f]{64})\b")

Stamp = tuple[int, ...]
"""Size, times and inode of a file: while they stay, so does what it holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A raw file that was taken in: its bytes, the ids of its articles by part (empty for a part without a page)."""

    sha256: str
    ids: tuple[str, ...] = ()
    added: str = ""
    date: str = ""
    source: str = ""
    """What the options said when it was taken in; a refresh says the same."""
    done: bool = True
    stamp: Stamp = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page on disk: its id and origin, and SHA-256 of what ingest wrote there, empty where that is not known."""

    id: str = ""
    wrote: str = ""
    file: str = ""
    part: int = 1
    sha256: str = ""
    stamp: Stamp = ()


@dataclass(slots=True)
class Record:
    """Raw files by key (their name in the inbox, else their absolute path), and pages by path below the articles."""

    raw: dict[str, Taken] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether the last run came to its end."""
        return bool(self.raw) and all(taken.done for taken in self.raw.values())


def digest_of(data: bytes) -> str:
    """Give SHA-256 as the record and `origin` write it."""
    return hashlib.sha256(data).hexdigest()


def loads(text: str) -> Record:
    """Parse the record; what cannot be understood counts as lost."""
    try:
        found = json.loads(text)
        if found["version"] != VERSION:
            return Record()
        return Record(
            raw={key: Taken(**_tuples(value)) for key, value in found["raw"].items()},
            pages={path: Page(**_tuples(value)) for path, value in found["pages"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Record()


def dumps(record: Record) -> str:
    """Write the record, the same for the same."""
    content = {"version": VERSION, "raw": _plain(record.raw), "pages": _plain(record.pages)}
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def _plain(values: Mapping[str, Taken | Page]) -> dict[str, dict[str, Any]]:
    return {
        key: {f.name: value for f in dataclasses.fields(of) if (value := getattr(of, f.name)) != f.default}
        for key, of in sorted(values.items())
    }


def _tuples(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(item) if isinstance(item, list) else item for key, item in value.items()}


def look_at(text: str) -> Page:
    """Find id and origin in the text of a page, also where the rest of its front matter is broken."""
    match = _FRONT.match(text)
    front = match[1] if match else text[:20_000]
    origin = found[1] if (found := _ORIGIN.search(front)) else ""
    file = found[1].strip() if (found := _FILE.search(origin)) else ""
    return Page(
        id=found[1] if (found := _ID.search(front)) else "",
        file=_unquote(file),
        part=int(found[1]) if (found := _PART.search(origin)) else 1,
        sha256=found[1] if (found := _SHA256.search(origin)) else "",
    )


def _unquote(scalar: str) -> str:
    if scalar.startswith('"'):
        try:
            return str(json.loads(scalar))
        except ValueError:
            return scalar.strip('"')
    return scalar.strip("'")
