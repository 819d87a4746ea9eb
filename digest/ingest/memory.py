"""The traces of all articles, kept in the record: by them a text is known again, and the stories of some days are found.

    trace   <id> | 438312.5 | tiktok-sale | story | whole, shown, terms | pending
    band    <key> | number of the trace

A trace that is lost is made again from the page, when an article of about the same time is taken in; so neither an old
archive nor a lost cache is read as a whole. A new article is `pending` until its story was looked for: a run that is
killed leaves that to the next.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import json
from collections.abc import Iterator, Sequence

from digest.content import jekyll_slug
from digest.errors import DigestError
from digest.ingest import stories, traces
from digest.ingest.normalize import Verdict
from digest.ingest.record import Record
from digest.ingest.shelf import Shelf
from digest.ingest.stories import Told
from digest.ingest.traces import Trace
from digest.model import Article

_FURTHEST = 45 * 24.0
"""Hours that two articles with one text may lie apart: what is printed again after a year is news again."""
_MONTHS = 2
"""So many months before and after an article its pages are known."""

_UNKNOWN = "SELECT page.path FROM page LEFT JOIN trace ON trace.id = page.id WHERE trace.stamp IS NOT page.stamp AND"
_CANDIDATES = 50
"""With so many texts of each band a text is compared at most; they are many only where all have a boilerplate in common."""


class Memory:
    """What is known of the articles on a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self.record = shelf, shelf.record
        self._known: set[str] = set()

    # --- the same article again

    def twin(self, verdict: Verdict) -> str | None:
        """Find the page that holds the text of an article which is taken in, under whatever address; `None` where there is none."""
        article, trace = verdict.article, verdict.trace
        keys = sorted(trace.bands())
        if not keys:
            return None
        at = traces.hours(article)
        self._look_around(article)
        for number in self._with_bands(keys):
            id_, then, whole, shown = self.record.ask("SELECT id, at, whole, shown FROM trace WHERE number = ?", number).fetchone()
            near = not (at and then) or abs(at - then) <= _FURTHEST
            if near and trace.is_same(Trace(whole=whole, shown=shown)) and (path := self.shelf.with_id(id_)):
                return path
        return None

    def _with_bands(self, keys: Sequence[int]) -> list[int]:
        """Give the numbers of the traces that share a band with a text, those first that were known first."""
        of_all = f"SELECT number FROM band WHERE key IN ({', '.join('?' * len(keys))}) LIMIT ?"  # noqa: S608 - of question marks
        found = self.record.ask(of_all, *keys, _CANDIDATES + 1).fetchall()
        if len(found) > _CANDIDATES:
            of_each = "SELECT number FROM band WHERE key = ? ORDER BY number LIMIT ?"
            found = [row for key in keys for row in self.record.ask(of_each, key, _CANDIDATES)]
        return sorted({number for (number,) in found})

    # --- knowing articles

    def keep(self, path: str, article: Article, trace: Trace, *, pending: bool) -> None:
        """Know an article that was written to a page."""
        self._forget(article.id)
        slug = article.slug or jekyll_slug(path.rpartition("/")[2].rpartition(".")[0])
        number = self.record.change(
            "INSERT INTO trace VALUES (NULL, ?, COALESCE((SELECT stamp FROM page WHERE path = ?), ''), ?, ?, ?, ?, ?, ?, ?, ?)",
            article.id, path, traces.hours(article), slug, article.story, json.dumps(article.not_story),
            trace.whole, trace.shown, trace.terms, pending and not article.story,
        )  # fmt: skip
        self.record.connection.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", ((key, number) for key in trace.bands()))

    def stamp(self, id_: str, path: str) -> None:
        """Know that a page was written anew, and its text is as it was."""
        self.record.change("UPDATE trace SET stamp = (SELECT stamp FROM page WHERE path = ?) WHERE id = ?", path, id_)

    def trace_of(self, id_: str) -> Trace | None:
        """Give the trace that is kept of an article."""
        row = self.record.ask("SELECT whole, shown, terms FROM trace WHERE id = ?", id_).fetchone()
        return Trace(whole=row[0], shown=row[1], terms=row[2]) if row else None

    def _forget(self, id_: str) -> None:
        row = self.record.ask("SELECT number, whole, shown FROM trace WHERE id = ?", id_).fetchone()
        if row:
            keys = Trace(whole=row[1], shown=row[2]).bands()
            self.record.connection.executemany("DELETE FROM band WHERE key = ? AND number = ?", ((key, row[0]) for key in keys))
            self.record.change("DELETE FROM trace WHERE number = ?", row[0])

    def _look_around(self, article: Article) -> None:
        """Know the pages of the months around an article, and those that stand in no month's folder."""
        for month in ("", *_months(article)):
            if month not in self._known:
                self._known.add(month)
                where = "page.path >= ?1 || '/' AND page.path < ?1 || '0'" if month else "?1 = '' AND page.path NOT GLOB '[0-9][0-9][0-9][0-9]/[0-9][0-9]/*'"
                for (path,) in self.record.ask(f"{_UNKNOWN} {where}", month).fetchall():
                    self._look_at(path)

    def _look_at(self, path: str) -> None:
        """Know a page that ingest did not write, or that was edited since; of its whole text what was known before."""
        try:
            article = self.shelf.load(path)
        except DigestError:
            return
        known = self.trace_of(article.id)
        row = self.record.ask("SELECT pending FROM trace WHERE id = ?", article.id).fetchone()
        trace = known.shown_as(article.body) if known and known.whole else traces.of_page(article)
        self.keep(path, article, trace, pending=bool(row and row[0]))

    # --- stories

    def stories(self) -> Iterator[tuple[str, str]]:
        """Find the stories of the articles that are pending: id and slug of each that joins one."""
        for first, last in self._spans():
            slugs = _Keys(self.record)
            for told, slug in stories.join(functools.partial(self._told, first, last), self._is_taken, keys=functools.partial(_Keys, self.record)):
                slugs[told.id] = slug
            for id_, slug in slugs.items():
                self.record.change("UPDATE trace SET story = ? WHERE id = ?", slug, id_)
                yield id_, slug
        self.record.change("UPDATE trace SET pending = 0 WHERE pending")

    def _spans(self) -> Iterator[tuple[float, float]]:
        """Give the times, from and to, in which articles are pending; between two of them lies so much that it is passed over."""
        first = last = None
        for at in self._pending():
            if first is not None and last is not None and self._are_apart(last, at):
                yield first, last
                first = None
            first, last = at if first is None else first, at
        if first is not None and last is not None:
            yield first, last

    def _pending(self) -> Iterator[float]:
        """Give the times of the articles that are pending, a few at a time."""
        query = "SELECT DISTINCT at FROM trace WHERE pending AND at > ? ORDER BY at LIMIT 1000"
        found = self.record.ask(query, float("-inf")).fetchall()
        while found:
            yield from (at for (at,) in found)
            found = self.record.ask(query, found[-1][0]).fetchall()

    def _are_apart(self, last: float, at: float) -> bool:
        """Whether more lies between two articles than both look at, and more than is read again to begin anew."""
        between = "SELECT COUNT(*) FROM (SELECT 1 FROM trace WHERE at > ? AND at < ? LIMIT ?)"
        return at - last > 2 * stories.WINDOW and self.record.ask(between, last, at, stories.HISTORY).fetchone()[0] == stories.HISTORY

    def _told(self, first: float, last: float) -> Iterator[Told]:
        """Give the articles of some time and of the days around it, with what their pages say."""
        for at in itertools.takewhile(lambda at: at <= last + 24 * 31, itertools.count(first, 24 * 28)):
            self._look_around(Article(id="", title="", added=dt.datetime.fromtimestamp(3600 * at, dt.UTC)))
        query = "SELECT id, at, slug, terms, story, not_story, pending FROM trace WHERE at BETWEEN ? AND ? ORDER BY at, id"
        for id_, at, slug, terms, story, refused, pending in self.record.ask(query, self._since(first), last + stories.WINDOW):
            is_new = bool(pending) and not story and first <= at <= last
            yield Told(id=id_, at=at, slug=slug, terms=terms, story=story, not_story=_refused(refused), is_new=is_new)

    def _since(self, first: float) -> float:
        """Say from when on articles are read, so that enough of them tell which terms are rare."""
        query = "SELECT MIN(at) FROM (SELECT at FROM trace WHERE at < ? ORDER BY at DESC LIMIT ?)"
        (since,) = self.record.ask(query, first, stories.HISTORY).fetchone()
        return min(first - stories.WINDOW, since or first)

    def _is_taken(self, slug: str) -> bool:
        """Whether a slug is that of a story, or of more than one article."""
        if self.record.ask("SELECT 1 FROM trace WHERE story = ? LIMIT 1", slug).fetchone():
            return True
        return int(self.record.ask("SELECT COUNT(*) FROM trace WHERE slug = ?", slug).fetchone()[0]) > 1


@functools.lru_cache
def _refused(stories: str) -> frozenset[str]:
    return frozenset(json.loads(stories))


class _Keys:
    """Texts by the ids of articles, on the disk as long as the run lasts."""

    def __init__(self, known: Record) -> None:
        self._connection = known.connection
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS keys (of INTEGER, id TEXT, key TEXT, PRIMARY KEY (of, id)) WITHOUT ROWID")
        (self._of,) = self._connection.execute("SELECT COALESCE(MAX(of), 0) + 1 FROM keys").fetchone()
        self[""] = ""  # takes the number

    def get(self, id_: str, default: str, /) -> str:
        """Give the text of an id."""
        row = self._connection.execute("SELECT key FROM keys WHERE of = ? AND id = ?", (self._of, id_)).fetchone()
        return row[0] if row else default

    def __setitem__(self, id_: str, key: str, /) -> None:
        self._connection.execute("INSERT OR REPLACE INTO keys VALUES (?, ?, ?)", (self._of, id_, key))

    def items(self) -> Iterator[tuple[str, str]]:
        """Give all of them, ordered by id."""
        yield from self._connection.execute("SELECT id, key FROM keys WHERE of = ? AND id != '' ORDER BY id", (self._of,))


def _months(article: Article) -> Iterator[str]:
    """Name the months around an article, as folders are named."""
    when = article.published or article.added
    if when:
        middle = 12 * when.year + when.month - 1
        yield from (f"{month // 12:04}/{month % 12 + 1:02}" for month in range(middle - _MONTHS, middle + _MONTHS + 1))
