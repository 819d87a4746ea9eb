"""One run of the stage: which raw files are new, what is to be done about each of their articles, and doing it.

Reading, parsing and weighing is spread over the cores (`reading`); deciding and writing is done here, in the order of
the raw files, so that the pages are the same with any number of workers. Raw files pass through as a stream: what
must be known of all of them stands in the record. Everything that happens is yielded as it happens.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from digest import files, rfc3339, workers
from digest.errors import DigestError, Problem, problem
from digest.ingest import inbox, kin, reading, record, settle, teaching, telling
from digest.ingest.inbox import RawFile
from digest.ingest.memory import Memory
from digest.ingest.reading import Chunk, Job, Read
from digest.ingest.record import Page, Record, Taken
from digest.ingest.settle import Step
from digest.ingest.shelf import Shelf
from digest.ingest.telling import Event, Kept, Notice, Outcome, Refused
from digest.model import Article, When
from digest.progress import Progress

LITTLE = 200_000
"""So few bytes are taken in by one process: starting others would take longer."""
_SHIFT = 100
"""So many records may have been put into an archive, or taken out, and those below are still known by their words."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. No `paths`: the whole inbox. `date` and `source` are for texts that name none."""

    paths: tuple[Path, ...] = ()
    date: When | None = None
    source: str = ""
    refresh: bool = False
    dry_run: bool = False
    jobs: int = 0
    """How many processes do the work; 0: one on each core."""


def run(root: Path, job: Job, options: Options, now: dt.datetime) -> Iterator[Event]:
    """Take in what is new, and tell what happens. Raises `DigestError` where the record cannot be used."""
    found = inbox.find(root, options.paths)
    first = next(found, None)
    if first is None:
        return
    with record.opened(root, dry=options.dry_run) as known:
        intake = _Intake(root, job, options, now, known)
        yield from intake.announce(first)
        for one in found:
            yield from intake.announce(one)
        known.save()
        yield from intake.take_in()


@dataclass
class _Open:
    """The raw file that is being taken in, as far as it has come."""

    is_new: bool = True
    done: bool = True
    idle: bool = True
    """Nothing was to be done about any of its articles."""
    anew: bool = False
    """No run has made anything of it."""
    articles: int = 0
    would: dict[str, list[str]] = field(default_factory=dict)
    """What a refresh would do → to which pages."""


class _Intake:
    """One run: what it knows of the disk."""

    def __init__(self, root: Path, job: Job, options: Options, now: dt.datetime, known: Record) -> None:
        self.root, self.job, self.options, self.now, self.record = root, job, options, now, known
        self.open = _Open()
        self.size = 0
        self._shelf: Shelf | None = None
        if not options.dry_run and not known.all_done():
            files.remove_leftovers(root / files.ARTICLES)

    @property
    def shelf(self) -> Shelf:
        """The pages, which are looked through when they are first wanted."""
        if self._shelf is None:
            self._shelf = Shelf(self.root, self.record)
            self.record.ask("CREATE TEMP TABLE due (number INTEGER PRIMARY KEY, path BLOB, name, key, shown, stamp, size, sha256)")
        return self._shelf

    @functools.cached_property
    def memory(self) -> Memory:
        """What the texts of the pages are known by."""
        return Memory(self.shelf)

    # --- which raw files there is work for

    def announce(self, found: RawFile | Problem) -> Iterator[Event]:
        """Write down a raw file that there is work for, before any is done, so that a killed run can be completed."""
        if isinstance(found, Problem):
            yield Refused(found)
        elif (suffix := reading.suffix_of(found)) not in self.job.formats:
            yield Refused(telling.no_reader(found.shown, suffix, self.job.formats))
        elif self._is_settled(found) and not self.options.refresh:
            yield Kept(found.shown)
        elif found.size > reading.MAX_BYTES and suffix not in reading.SLICED:
            most = reading.MAX_BYTES // 1_000_000
            yield Refused(problem(found.shown, f"the file has {found.size / 1e6:.0f} MB, and at most {most} MB are read", "split it"))
        else:
            try:
                sha256 = _hash(found.path)
            except OSError as error:
                yield Refused(problem(found.shown, f"cannot be read: {error.strerror}"))
                return
            if not self._is_due(found, sha256, self.shelf):
                yield Kept(found.shown)
                return
            values = (os.fsencode(found.path), found.name, found.key, found.shown, found.stamp, found.size, sha256)
            self.record.change("INSERT INTO due VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", *values)
            self.size += found.size

    def _is_settled(self, file: RawFile) -> bool:
        known = self.record.taken(file.key)
        return known is not None and known.done and known.stamp == file.stamp

    def _is_due(self, file: RawFile, sha256: str, pages: Shelf) -> bool:
        known = self.record.taken(file.key) or self._recall(file, sha256, pages)
        if known and known.done and known.sha256 != sha256 and not self.record.became_any(file.key):
            known = None  # it held what others hold, and now it holds something of its own
        if known is None:
            added, date = rfc3339.write(self.now), self.options.date
            known = Taken(sha256=sha256, added=added, date=rfc3339.write(date) if date else "", source=self.options.source, done=False)
        same = known.done and known.sha256 == sha256
        self.record.take(file.key, known._replace(stamp=file.stamp) if same else known)
        return not same or (self.options.refresh and self.record.became_any(file.key))

    def _recall(self, file: RawFile, sha256: str, pages: Shelf) -> Taken | None:
        """Learn from the pages what a lost record said of a raw file; of one outside the inbox its bytes must tell."""
        found: Taken | None = None
        named = list(pages.made_of(file.name))
        mine = [page for page in named if page.sha256 == sha256] or (named if file.key == file.name else [])
        for page in mine:
            found = found or Taken(sha256=page.sha256)
            self.record.became(file.key, page.part, page.id)
        return found

    # --- one raw file after the other

    def take_in(self) -> Iterator[Event]:
        """Make the pages of the raw files that are due, or say what a refresh would do; then find their stories."""
        if self._shelf is None and not self.record.any_pending():
            return
        waiting = kin.Waiting() if self.options.dry_run else None
        for event in self._pages(self.shelf):
            if waiting and isinstance(event, Outcome):
                waiting.put(event)
            else:
                yield event
        try:
            stories = {id_: story for id_, story in kin.write_stories(self.memory, dry=self.options.dry_run) if waiting}
        except OSError as error:
            yield Refused(problem(files.ARTICLES, f"a story cannot be written: {error.strerror}"))
            return
        if waiting:
            yield from waiting.with_stories(stories)

    def _pages(self, pages: Shelf) -> Iterator[Event]:
        if self.job.config.learn_topics:
            learned = teaching.model(self.root, self.record, self.job.config, dry=self.options.dry_run)
            self.job = dataclasses.replace(self.job, learned=learned)
        jobs = (self.options.jobs or workers.cores()) if self.size > LITTLE else 1
        passed = 0
        for reads in workers.in_order(reading.read, self.job, reading.batches(self._chunks()), jobs):
            for read in reads:
                yield from self._settle(read, pages)
                passed += (read.chunk.end - read.chunk.start) or read.chunk.file.size
            yield Progress("taking in", passed // 1000, self.size // 1000, "kB")

    def _chunks(self) -> Iterator[Chunk]:
        number = 0
        while row := self.record.ask("SELECT * FROM due WHERE number > ? ORDER BY number LIMIT 1", number).fetchone():
            number, path, name, key, shown, stamp, size, sha256 = row
            known = self.record.taken(key) or Taken(sha256)
            added = rfc3339.parse(known.added) if known.added and not known.done else self.now
            whole = Chunk(
                file=RawFile(Path(os.fsdecode(path)), name, key, shown, stamp, size),
                added=added if isinstance(added, dt.datetime) else self.now,
                date=self.options.date or (rfc3339.parse(known.date) if known.date else None),
                source=self.options.source or known.source,
                sha256=sha256,
            )
            try:
                yield from reading.chunks(whole)
            except OSError as error:
                yield dataclasses.replace(whole, broken=(problem(shown, f"cannot be read: {error.strerror}"),))
            except DigestError as error:
                yield dataclasses.replace(whole, broken=error.problems)

    def _settle(self, read: Read, pages: Shelf) -> Iterator[Event]:
        chunk, file = read.chunk, read.chunk.file
        known = self.record.taken(file.key) or Taken(read.sha256, done=False)
        yield from map(Refused, read.problems)
        yield from map(Notice, read.remarks)
        if chunk.start == 0 and not chunk.broken:
            self.open = _Open(is_new=not known.done, anew=not self.record.became_any(file.key))
            owner = self.record.owner(read.sha256)
            if not known.done and owner not in ("", file.key, file.name):
                yield Notice(problem(file.shown, f"holds the same as {owner}, which is already taken in"))
                self.record.take(file.key, Taken(sha256=read.sha256, stamp=file.stamp))
                return
        if read.failed:
            self.open.done = False
        self.open.articles += len(read.verdicts) + len(read.problems) + len(read.remarks)
        yield from self._decide(read, known, pages)
        if chunk.is_last:
            yield from self._close(file, read.sha256, known)

    def _decide(self, read: Read, known: Taken, pages: Shelf) -> Iterator[Event]:
        """Decide about the articles of a chunk, and do it."""
        chunk, file = read.chunk, read.chunk.file
        same = known.sha256 == read.sha256
        shift = 0 if same else _SHIFT
        parts, ids = ((chunk.before + 1 - shift, chunk.after + shift), [v.article.id for v in read.verdicts]) if chunk.sha256 else ((0, record.ALL), [])
        existing = pages.existing(file.key, "" if known.done else read.sha256, parts, ids)
        steps = settle.decide(read.verdicts, existing, pages.with_id, pages.at, same_bytes=same)
        if known.done and same and not known.added:  # the record was lost: what has no page was deleted
            steps = [step for step in steps if step.kind != "add"]
        for step in steps:
            self.open.idle &= step.kind in ("same", "deleted") or (step.kind == "double" and bool(step.verdict.named))
            if known.done and not self.options.refresh:
                self.open.would.setdefault(step.kind, []).append(f"{files.ARTICLES}/{step.path}")
            else:
                yield from self._do(step, file, read.sha256, pages)

    def _close(self, file: RawFile, sha256: str, known: Taken) -> Iterator[Event]:
        """Remember what became of a raw file."""
        if self.open.done and not self.open.articles:
            yield Refused(problem(file.shown, "the file holds no article"))
            self.open.done = False
        if not self.open.done:
            if not known.done and not self.record.became_any(file.key):
                self.record.forget(file.key)
        elif known.done and not self.options.refresh:
            yield Notice(telling.change(file.shown, self.open.would))
        else:
            if self.open.idle:
                yield Kept(file.shown)
            self.record.take(file.key, known._replace(sha256=sha256, done=True, stamp=file.stamp))

    def _do(self, step: Step, file: RawFile, sha256: str, pages: Shelf) -> Iterator[Event]:
        """Do a step."""
        if step.kind == "add" and (twin := self.memory.twin(step.verdict)):
            step = Step("double", step.verdict, twin)
        article = step.verdict.article
        shown = f"{files.ARTICLES}/{step.path}"
        page = Page(id=article.id, file=file.name, part=article.origin.part if article.origin else 1, sha256=sha256, settled=_is_settled(article))
        if step.kind == "double":
            yield from self._double(step, file, page.part)
            return
        if step.kind == "same":
            pages.adopt(step.path, page._replace(wrote=record.digest_of(step.text.encode())))
        elif step.kind == "edited" and self.options.refresh:
            yield Notice(problem(shown, f"edited since it was written, so it stays as it is; {file.shown} gives another text"))
        elif step.kind in ("add", "rewrite"):
            if trouble := self._write(step, page, file, pages):
                self.open.done = False
                yield Refused(trouble)
                return
            yield Outcome(shown, file.shown, step.verdict)
        if step.kind in ("add", "rewrite") or (step.kind == "same" and self.open.is_new):
            self.memory.keep(step.path, article, step.verdict.trace, pending=step.kind == "add" or self.open.is_new)
        self.record.became(file.key, page.part, page.id, anew=self.open.anew)
        if step.verdict.named:
            self.record.know(step.verdict.named)

    def _double(self, step: Step, file: RawFile, part: int) -> Iterator[Event]:
        """Tell of an article that is there already, and in its page of the source that carries it too."""
        try:
            told = kin.also_carried(self.memory, step.path, step.verdict, file.shown, part, dry=self.options.dry_run) if step.path else None
        except OSError as error:
            yield Refused(problem(f"{files.ARTICLES}/{step.path}", f"cannot be written: {error.strerror}"))
            return
        if told:
            yield Notice(told)
        elif not step.verdict.named:  # a feed brings its entries as long as it has room for them
            where = f"{files.ARTICLES}/{step.path}" if step.path else "a page that was deleted"
            yield Notice(problem(file.shown, f"part {part} is already taken in as {where}"))
        if step.verdict.named:
            self.record.know(step.verdict.named)

    def _write(self, step: Step, page: Page, file: RawFile, pages: Shelf) -> Problem | None:
        """Write a page; say what stood in the way."""
        if len(step.text) > files.MAX_BYTES // 4 and (size := len(step.text.encode())) > files.MAX_BYTES:
            message = f"part {page.part} has {size / 1e6:.0f} MB, and a page at most {files.MAX_BYTES // 1_000_000} MB"
            return problem(file.shown, message, "split it")
        try:
            pages.write(step.path, step.text, page, dry=self.options.dry_run)
        except OSError as error:
            return problem(f"{files.ARTICLES}/{step.path}", f"cannot be written: {error.strerror}")
        return None


def _is_settled(article: Article) -> bool:
    return bool(article.topics) and "topics" not in article.review


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
