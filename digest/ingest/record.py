"""What ingest remembers between runs, in two files below `.cache/`. Pure; reading and writing them is not done here.

`ingest.json` says which raw files were taken in and which articles they became. `ingest-pages.json` says what bytes
were written to each page, so that a page that an editor changed, renamed or deleted is known as such; it is large in
an old archive, and read only when there is something to take in::

    {"version": 1, "entries": {"tiktok.txt": ["<SHA-256>", ["<id>", …], "2026-11-23T08:00:00Z", "", "", true, "<stamp>"]}}
    {"version": 1, "entries": {"2020/09/tiktok.md": ["<id>", "<SHA-256 as written>", "tiktok.txt", 1, "<SHA-256>", "<stamp>"]}}

A raw file stands in it as not done before its first page is written: a run that is killed leaves that, and the next
run knows what to complete. Both files may be lost at any time; the pages themselves tell the most important of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

VERSION = 1
T = TypeVar("T")

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_ID = re.compile(r"^id:[ \t]*[\"']?([^\"'\s#]+)", re.MULTILINE)
_ORIGIN = re.compile(r"^origin:(.*(?:\r?\n[ \t]+.*)*)", re.MULTILINE)
_FILE = re.compile(r"\bfile:\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^,}\n]+)")
_PART = re.compile(r"\bpart:\s*[\"']?(\d{1,6})\b")
_SHA256 = re.compile(r"\bsha256:\s*[\"']?([0-9a-f]{64})\b")


class Taken(NamedTuple):
    """A raw file that was taken in; a tuple, for a hundred thousand of them are read as fast as they can be."""

    sha256: str
    ids: tuple[str, ...] = ()
    """The ids of its articles by part; empty for a part without a page."""
    added: str = ""
    """Empty where the record was lost and the pages told the rest."""
    date: str = ""
    source: str = ""
    """What the options said when it was taken in; a refresh says the same."""
    done: bool = True
    stamp: str = ""


class Page(NamedTuple):
    """A page on disk: its id and origin, and SHA-256 of what ingest wrote there, empty where that is not known."""

    id: str = ""
    wrote: str = ""
    file: str = ""
    part: int = 1
    sha256: str = ""
    stamp: str = ""


def digest_of(data: bytes) -> str:
    """Give SHA-256 as the record and `origin` write it."""
    return hashlib.sha256(data).hexdigest()


def load_taken(text: str) -> dict[str, Taken]:
    """Parse what is known of raw files: by name in the inbox, else by absolute path."""
    return _loads(text, lambda entry: Taken(str(entry[0]), tuple(entry[1]), *entry[2:]))


def load_pages(text: str) -> dict[str, Page]:
    """Parse what is known of pages, by path below the articles."""
    return _loads(text, lambda entry: Page(*entry))


def _loads(text: str, make: Callable[[list[Any]], T]) -> dict[str, T]:
    """Parse one of the files; what cannot be understood counts as lost."""
    try:
        found = json.loads(text)
        return {key: make(entry) for key, entry in found["entries"].items()} if found["version"] == VERSION else {}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return {}


def dumps(entries: Mapping[str, Taken] | Mapping[str, Page]) -> str:
    """Write one of the files, the same for the same."""
    return json.dumps({"version": VERSION, "entries": dict(sorted(entries.items()))}, separators=(",", ":"))


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
