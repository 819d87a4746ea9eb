"""Stage 1: raw files → page files.

    content/inbox/tiktok.txt ──FORMATS──▶ RawArticle ──normalize──▶ Article ──▶ content/articles/2020/09/….md

A page is written once and is then the editor's: ingest never writes to it again, unless `--refresh` asks for it
and the page still is as ingest left it. What touches the disk is here, in `inbox` (raw files) and in `shelf`
(pages); all else of the stage is pure. To read another format, write `digest/ingest/<format>.py` with
`parse(data, path)` and give it a line in `FORMATS`.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from digest import content, files, yamldoc
from digest.config import Config
from digest.errors import DigestError, Problem, did_you_mean, problem
from digest.ingest import html_page, inbox, normalize, record, settle, shelf, text_dump
from digest.ingest.inbox import RawFile
from digest.ingest.normalize import Verdict
from digest.ingest.raw import RawArticle
from digest.ingest.record import Page, Taken
from digest.ingest.settle import Step
from digest.ingest.shelf import Shelf
from digest.model import Article, When

FORMATS: Mapping[str, Callable[[bytes, str], Iterable[RawArticle]]] = {
    ".txt": text_dump.parse,
    ".text": text_dump.parse,
    ".md": text_dump.parse,
    **dict.fromkeys((".html", ".htm", ".xhtml"), html_page.parse),
}
"""Ending of a raw file's name → its reader, which is given the bytes and the path that complaints name."""

RECORD = ".cache/ingest.json"


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for. No `paths`: the whole inbox. `date` and `source` are for texts that name none."""

    paths: tuple[Path, ...] = ()
    date: When | None = None
    source: str = ""
    refresh: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A page that was written (or would be), relative to the root; its raw file; and what decided."""

    path: str
    raw: str
    verdict: Verdict

    @property
    def article(self) -> Article:
        """The article that the page holds."""
        return self.verdict.article


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `kept` names the raw files that were taken in before; `notices` are no faults."""

    written: tuple[Outcome, ...] = ()
    kept: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def ingest(root: Path, config: Config, options: Options, now: dt.datetime) -> Report:
    """Make pages of the raw files that are new; `now`, with its offset, is when they are added."""
    run = _Run(root.resolve(), config, options, now)
    found = list(inbox.find(run.root, options.paths))
    run.refused += [one for one in found if isinstance(one, Problem)]
    for file in run.announce([one for one in found if isinstance(one, RawFile)]):
        run.take_in(file)
    run.finish()
    return Report(tuple(run.written), tuple(run.kept), tuple(run.refused), tuple(run.notices))


def explain(outcome: Outcome) -> str:
    """Say in a few lines which evidence decided on each value, and which words on the topics."""
    article, verdict = outcome.article, outcome.verdict
    lines = [f"  from {outcome.raw}, part {article.origin.part}" if article.origin else f"  from {outcome.raw}"]
    for field in dict.fromkeys((*verdict.evidence, *article.review)):
        evidence, doubt = verdict.evidence.get(field), article.review.get(field, "")
        lines.append(f"  {field}: " + "; ".join(filter(None, (f"from {evidence.where}" if evidence else "", doubt))))
    for proposal in verdict.proposals:
        words = ", ".join(f"“{hit.word}” ×{hit.count} in the {hit.where} {hit.weight:+g}" for hit in proposal.hits)
        lines.append(f"  topic {proposal.topic} {proposal.score:g}{'' if proposal.taken else ', not taken'}: {words}")
    return "\n".join(lines)


class _Run:
    """One run: what it knows of the disk, and what it has done so far."""

    def __init__(self, root: Path, config: Config, options: Options, now: dt.datetime) -> None:
        self.root, self.config, self.options, self.now = root, config, options, now
        self.written: list[Outcome] = []
        self.kept: list[str] = []
        self.refused: list[Problem] = []
        self.notices: list[Problem] = []
        self.saved = shelf.read_text(root / RECORD)
        self.raw = record.load_taken(self.saved)
        self.shelf: Shelf | None = None
        self.owners: dict[str, str] = {}
        if not options.dry_run and not (self.raw and all(taken.done for taken in self.raw.values())):
            files.remove_leftovers(root / content.ARTICLES)

    # --- which raw files there is work for

    def announce(self, found: Sequence[RawFile]) -> list[RawFile]:
        """Pick the files that there is work for, and write them down first, so that a killed run can be completed."""
        unseen = []
        for file in found:
            if (suffix := PurePath(file.name).suffix.lower()) not in FORMATS:
                self.refused.append(_no_reader(file.shown, suffix))
            elif self._is_settled(file) and not self.options.refresh:
                self.kept.append(file.shown)
            else:
                unseen.append(file)
        if not unseen:
            return []
        self.shelf = Shelf(self.root, (id_ for taken in self.raw.values() for id_ in taken.ids))
        self.owners = {page.sha256: page.file for page in self.shelf.pages.values() if page.sha256}
        self.owners |= {taken.sha256: key for key, taken in self.raw.items() if taken.done and taken.ids}
        due = [file for file in unseen if self._is_due(file, self.shelf)]
        self.save()
        return due

    def _is_settled(self, file: RawFile) -> bool:
        known = self.raw.get(file.key)
        return known is not None and known.done and known.stamp == file.stamp

    def _is_due(self, file: RawFile, pages: Shelf) -> bool:
        data = self._read(file)
        if data is None:
            return False
        sha256 = record.digest_of(data)
        known = self.raw.get(file.key) or _recall(file, sha256, pages)
        if known and known.done and known.sha256 != sha256 and not any(known.ids):
            known = None  # it held what others hold, and now it holds something of its own
        if known is None:
            added, date = yamldoc.format_when(self.now), self.options.date
            known = Taken(sha256=sha256, added=added, date=yamldoc.format_when(date) if date else "", source=self.options.source, done=False)
        same = known.done and known.sha256 == sha256
        self.raw[file.key] = known._replace(stamp=file.stamp) if same else known
        if same and not (self.options.refresh and known.ids):
            self.kept.append(file.shown)
            return False
        return True

    # --- one raw file

    def take_in(self, file: RawFile) -> None:
        """Make the pages of one raw file, or say what a refresh would do."""
        known, data = self.raw[file.key], self._read(file)
        if data is None or self.shelf is None:
            return
        sha256 = record.digest_of(data)
        owner = self.owners.get(sha256, file.key)
        if not known.done and owner not in (file.key, file.name):
            self.notices.append(problem(file.shown, f"holds the same as {owner}, which is already taken in"))
            self.raw[file.key] = Taken(sha256=sha256, stamp=file.stamp)
            return
        try:
            verdicts = self._parse(file, data, sha256, known)
        except DigestError as error:
            self.refused += error.problems
            if not known.done:
                del self.raw[file.key]
            return
        existing = self.shelf.existing(known.ids, "" if known.done else sha256)
        steps = settle.decide(verdicts, existing, self.shelf.ids, self.shelf.addresses, same_bytes=known.sha256 == sha256)
        if known.done and not self.options.refresh:
            self.notices.append(_tell_of_change(file.shown, steps))
            return
        if known.done and known.sha256 == sha256 and not known.added:  # the record was lost: what has no page was deleted
            steps = [step for step in steps if step.kind != "add"]
        if all(step.kind in ("same", "deleted") for step in steps):
            self.kept.append(file.shown)
        done = [self._do(step, file, sha256, self.shelf) for step in steps]
        if all(done):
            ids = tuple("" if step.kind == "double" else step.verdict.article.id for step in steps)
            former = tuple(id_ for id_ in known.ids if id_ and id_ not in ids)
            self.raw[file.key] = known._replace(sha256=sha256, ids=ids + former, done=True, stamp=file.stamp)
            self.owners[sha256] = file.key

    def _read(self, file: RawFile) -> bytes | None:
        try:
            data = file.path.read_bytes()
        except OSError as error:
            self.refused.append(problem(file.shown, f"cannot be read: {error.strerror}"))
            return None
        return data

    def _parse(self, file: RawFile, data: bytes, sha256: str, known: Taken) -> list[Verdict]:
        """Read the articles of a raw file. Raises `DigestError`."""
        if not data.strip():
            raise DigestError(problem(file.shown, "the file is empty"))
        added = yamldoc.parse_when(known.added) if known.added and not known.done else self.now
        date = self.options.date or (yamldoc.parse_when(known.date) if known.date else None)
        weigh = functools.partial(
            normalize.weigh, file=file.name, sha256=sha256, config=self.config, date=date,
            added=added if isinstance(added, dt.datetime) else self.now, source=self.options.source or known.source,
        )  # fmt: skip
        verdicts = [weigh(raw) for raw in FORMATS[PurePath(file.name).suffix.lower()](data, file.shown)]
        if not verdicts:
            raise DigestError(problem(file.shown, "the file holds no article"))
        return verdicts

    def _do(self, step: Step, file: RawFile, sha256: str, pages: Shelf) -> bool:
        """Do a step; whether nothing stood in its way."""
        article = step.verdict.article
        shown = f"{content.ARTICLES}/{step.path}"
        page = Page(id=article.id, file=file.name, part=article.origin.part if article.origin else 1, sha256=sha256)
        if step.kind == "double":
            where = shown if step.path else "a page that was deleted"
            self.notices.append(problem(file.shown, f"part {page.part} is already taken in as {where}"))
        elif step.kind == "same":
            pages.adopt(step.path, page._replace(wrote=record.digest_of(step.text.encode())))
        elif step.kind == "edited" and self.options.refresh:
            self.notices.append(problem(shown, f"edited since it was written, so it stays as it is; {file.shown} gives another text"))
        elif step.kind in ("add", "rewrite"):
            return self._write(step, page, file, pages)
        return True

    def _write(self, step: Step, page: Page, file: RawFile, pages: Shelf) -> bool:
        shown = f"{content.ARTICLES}/{step.path}"
        if len(step.text) > content.MAX_BYTES // 4 and (size := len(step.text.encode())) > content.MAX_BYTES:
            message = f"part {page.part} has {size / 1e6:.0f} MB, and a page at most {content.MAX_BYTES // 1_000_000} MB"
            self.refused.append(problem(file.shown, message, "split it"))
            return False
        try:
            pages.write(step.path, step.text, page, dry=self.options.dry_run)
        except OSError as error:
            self.refused.append(problem(shown, f"cannot be written: {error.strerror}"))
            return False
        self.written.append(Outcome(shown, file.shown, step.verdict))
        return True

    # --- the record

    def finish(self) -> None:
        """Remember what was done: the pages first, for a raw file that is not done is looked at again."""
        if self.shelf and not self.options.dry_run:
            self._try(shelf.RECORD, self.shelf.save)
        self.save()

    def save(self) -> None:
        """Write down which raw files were taken in, where anything is new."""
        text = record.dumps(self.raw)
        if text != self.saved and (self.saved or self.raw) and not self.options.dry_run:
            self._try(RECORD, lambda: files.write_whole(self.root / RECORD, text.encode()))
            self.saved = text

    def _try(self, name: str, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            self.refused.append(problem(name, f"cannot be written: {error.strerror}"))


def _no_reader(shown: str, suffix: str) -> Problem:
    known = ", ".join(FORMATS)
    if not suffix:
        return problem(shown, "the name has no ending that says what the file is", f"known: {known}")
    return problem(shown, f"no reader for {suffix}; known: {known}", did_you_mean(suffix, FORMATS))


def _recall(file: RawFile, sha256: str, pages: Shelf) -> Taken | None:
    """Learn from the pages what a lost record said of a raw file; of one outside the inbox its bytes must tell."""
    named = [page for _, page in pages.made_of(file.name) if page.id and page.sha256]
    mine = [page for page in named if page.sha256 == sha256] or (named if file.key == file.name else [])
    if not mine:
        return None
    by_part = {page.part: page.id for page in mine}
    return Taken(sha256=mine[0].sha256, ids=tuple(by_part.get(part, "") for part in range(1, max(by_part) + 1)))


def _tell_of_change(shown: str, steps: Sequence[Step]) -> Problem:
    verbs = {"rewrite": "rewrite", "add": "add", "edited": "leave as edited"}
    does = [
        f"{verb} {', '.join(f'{content.ARTICLES}/{step.path}' for step in some)}"
        for kind, verb in verbs.items()
        if (some := [step for step in steps if step.kind == kind])
    ]
    return problem(shown, f"changed since it was taken in; `--refresh` would {'; '.join(does) or 'change nothing'}")
