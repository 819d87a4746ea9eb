"""What ingest remembers between runs: one small database, `.cache/ingest.db`, that may be lost at any time.

It says which raw files were taken in, which articles they became, and what bytes were written to each page, so that
a page that an editor changed, renamed or deleted is known as such. An archive of 100,000 pages, or of one raw file
with as many records, is asked for what a run needs and never held in memory::

    raw    tiktok.txt | <SHA-256> | added 2026-11-23T08:00:00Z | date | source | done | <stamp>
    part   tiktok.txt | 1 | <id>
    page   2020/09/tiktok.md | <id> | <SHA-256 as written> | tiktok.txt | 1 | <SHA-256> | <stamp> | topics settled
    trace, band: what texts are known by, see `memory`

A raw file stands in it as not done before its first page is written: a run that is killed leaves that, and the next
run knows what to complete. What is lost, the pages themselves tell, the most important of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from digest.errors import DigestError, problem

FILE = ".cache/ingest.db"
VERSION = 3
ALL = 1 << 60
"""More parts than any raw file has."""

_COMMIT_EVERY = 2_000
_TABLES = f"""
CREATE TABLE raw (key TEXT PRIMARY KEY, sha256 TEXT, added TEXT, date TEXT, source TEXT, done INTEGER, stamp TEXT) WITHOUT ROWID;
CREATE INDEX raw_sha256 ON raw (sha256);
CREATE TABLE part (key TEXT, id TEXT, part INTEGER, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE INDEX part_part ON part (key, part);
CREATE INDEX part_id ON part (id);
CREATE TABLE page (path TEXT PRIMARY KEY, id TEXT, wrote TEXT, file TEXT, part INTEGER, sha256 TEXT, stamp TEXT, settled INTEGER, address TEXT) WITHOUT ROWID;
CREATE INDEX page_id ON page (id);
CREATE INDEX page_file ON page (file, part);
CREATE INDEX page_sha256 ON page (sha256, part);
CREATE INDEX page_address ON page (address);
CREATE TABLE trace (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE, stamp TEXT, at REAL, slug TEXT, story TEXT, not_story TEXT,
  whole BLOB, shown BLOB, terms BLOB, pending INTEGER
);
CREATE INDEX trace_at ON trace (at, id);
CREATE INDEX trace_pending ON trace (at) WHERE pending;
CREATE INDEX trace_story ON trace (story);
CREATE INDEX trace_slug ON trace (slug);
CREATE TABLE band (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
_ID = re.compile(r"^id:[ \t]*[\"']?([^\"'\s#]+)", re.MULTILINE)
_ORIGIN = re.compile(r"^origin:(.*(?:\r?\n[ \t]+.*)*)", re.MULTILINE)
_TOPICS = re.compile(r"^(?:topics|tags|categories):[ \t]*(?:\[[ \t]*[^\]\s]|[^\s\[#]|\r?\n[ \t]*-[ \t]*\S)", re.MULTILINE)
_DOUBTED = re.compile(r"^review:.*(?:\r?\n[ \t]+.*)*?[\s{,\"']topics[\"']?:", re.MULTILINE)
_FILE = re.compile(r"\bfile:\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^,}\n]+)")
_PART = re.compile(r"\bpart:\s*[\"']?(\d{1,9})\b")
_SHA256 = re.compile(r"\bsha256:\s*[\"']?([0-9a-f]{64})\b")


class Taken(NamedTuple):
    """A raw file that was taken in, or is about to be."""

    sha256: str
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
    settled: bool = False
    """It has topics, and none of them is in doubt."""


def digest_of(data: bytes) -> str:
    """Give SHA-256 as the record and `origin` write it."""
    return hashlib.sha256(data).hexdigest()


class Record:
    """The database, open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._unsaved = 0

    def ask(self, query: str, *values: Any) -> sqlite3.Cursor:
        """Run a query that changes nothing."""
        return self.connection.execute(query, values)

    def change(self, query: str, *values: Any) -> int | None:
        """Change something, and give the number of the row; it is on disk after `save`, or after many more changes."""
        number = self.connection.execute(query, values).lastrowid
        self._unsaved += 1
        if self._unsaved >= _COMMIT_EVERY:
            self.save()
        return number

    def save(self) -> None:
        """Write what changed."""
        self.connection.commit()
        self._unsaved = 0

    # --- raw files: by name in the inbox, else by absolute path

    def taken(self, key: str) -> Taken | None:
        """Say what is known of a raw file."""
        row = self.ask("SELECT sha256, added, date, source, done, stamp FROM raw WHERE key = ?", key).fetchone()
        return Taken(*row)._replace(done=bool(row[4])) if row else None

    def take(self, key: str, taken: Taken) -> None:
        """Know a raw file."""
        self.change("INSERT OR REPLACE INTO raw VALUES (?, ?, ?, ?, ?, ?, ?)", key, *taken)

    def forget(self, key: str) -> None:
        """Know a raw file no more."""
        self.change("DELETE FROM raw WHERE key = ?", key)

    def all_done(self) -> bool:
        """Whether the last run came to its end, as far as is known."""
        return bool(self.ask("SELECT MIN(done) FROM raw").fetchone()[0])

    def any_pending(self) -> bool:
        """Whether the last run was killed before it found the stories of its articles."""
        return self.ask("SELECT 1 FROM trace WHERE pending LIMIT 1").fetchone() is not None

    def ids(self, key: str, first: int = 0, last: int = ALL) -> list[tuple[str, int]]:
        """Give the articles that a raw file became, with their parts; part 0 are those of an earlier state of the file."""
        return self.ask("SELECT id, part FROM part WHERE key = ? AND part BETWEEN ? AND ? ORDER BY part, id", key, first, last).fetchall()

    def became_any(self, key: str) -> bool:
        """Whether a raw file became any article."""
        return self.ask("SELECT 1 FROM part WHERE key = ? LIMIT 1", key).fetchone() is not None

    def part_of(self, key: str, id_: str) -> int | None:
        """Give the part of a raw file that became an article."""
        row = self.ask("SELECT part FROM part WHERE key = ? AND id = ?", key, id_).fetchone()
        return row[0] if row else None

    def became(self, key: str, part: int, id_: str, *, anew: bool = False) -> None:
        """Know which article a part of a raw file became; what had this place before, unless all is new, is an earlier state."""
        if not anew:
            self.change("UPDATE part SET part = 0 WHERE key = ? AND part = ? AND id != ?", key, part, id_)
        self.change("INSERT OR REPLACE INTO part VALUES (?, ?, ?)", key, id_, part)

    def know(self, id_: str) -> None:
        """Know another id of an article, under which nothing is taken in again."""
        self.change("INSERT OR IGNORE INTO part VALUES ('', ?, 0)", id_)

    def owner(self, sha256: str) -> str:
        """Name the raw file whose bytes these are; empty where none is known."""
        query = "SELECT key FROM raw WHERE sha256 = ? AND done AND EXISTS (SELECT 1 FROM part WHERE part.key = raw.key) ORDER BY key DESC"
        row = self.ask(query, sha256).fetchone() or self.ask("SELECT file FROM page WHERE sha256 = ? ORDER BY path DESC", sha256).fetchone()
        return str(row[0]) if row else ""


@contextlib.contextmanager
def opened(root: Path, *, dry: bool) -> Iterator[Record]:
    """Open the record of a site; with `dry` a copy of it that is thrown away. Raises `DigestError`."""
    path = root / FILE
    try:
        with contextlib.closing(_connect(path, dry=dry)) as connection:
            known = Record(connection)
            yield known
            known.save()
    except sqlite3.Error as error:
        if not isinstance(error, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
        cure = "another run may be at work; run it again when that is done" if "locked" in str(error) else "run it again"
        raise DigestError(problem(FILE, f"cannot be used: {error}", cure)) from error


def _connect(path: Path, *, dry: bool) -> sqlite3.Connection:
    if dry:
        return _copy(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _prepared(sqlite3.connect(path))
    except (sqlite3.OperationalError, OSError) as error:
        if "locked" in str(error):
            raise
        raise DigestError(problem(FILE, f"cannot be written: {error}", "let this folder be written to")) from error
    except sqlite3.DatabaseError:
        path.unlink()  # damaged: it counts as lost
        return _prepared(sqlite3.connect(path))


def _copy(path: Path) -> sqlite3.Connection:
    """Copy the record to a file that is gone when it is closed; a damaged one counts as lost."""
    if path.is_file():
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as saved:
            copy = sqlite3.connect("")
            saved.backup(copy)
            return _prepared(copy)
    return _prepared(sqlite3.connect(""))


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Make the tables, where they are not those of this version."""
    connection.execute("PRAGMA synchronous = OFF")  # what the machine loses when it loses power, the pages tell
    connection.execute("PRAGMA cache_size = -16000")  # kB; keys come in no order, so nearly all of a small archive is wanted
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        connection.executescript(_TABLES)
    return connection


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
        settled=bool(_TOPICS.search(front)) and not _DOUBTED.search(front),
    )


def _unquote(scalar: str) -> str:
    if scalar.startswith('"'):
        try:
            return str(json.loads(scalar))
        except ValueError:
            return scalar.strip('"')
    return scalar.strip("'")
