"""What workers do: raw files are read and parsed, and their articles weighed. It needs no other file than the raw one.

A raw file is one `Chunk`; an archive that may be larger than memory is many, cut where one record ends and the next
begins (`SLICED`), so that a hundred thousand records pass through as a stream::

    archive.jsonl ──▶ Chunk(start=0, end=1048310, before=0), Chunk(start=1048310, end=2096702, before=212) …

The cuts depend on the file alone, and so do the parts' numbers: they are the same with any number of workers.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from digest import workers
from digest.config import Config
from digest.errors import DigestError, Problem, problem
from digest.ingest import json_slices, normalize, record
from digest.ingest.inbox import RawFile
from digest.ingest.json_slices import Sliced
from digest.ingest.learned import Model
from digest.ingest.normalize import Given, Verdict
from digest.ingest.raw import RawArticle, Remark
from digest.model import When

Reader = Callable[[bytes, str], Iterable[RawArticle | Problem | Remark]]
"""A format: bytes and the path that complaints name → its articles. What is wrong with one of many it yields as a
`Problem`, and goes on; where nothing can be had of the file, it raises `DigestError`."""

Cut = Callable[[bytes, int], int]
"""Bytes, and where in the file they start → how many of them are whole records; 0 where not one is."""


def _at(mark: bytes) -> Cut:
    return lambda data, start: data.rfind(mark) + 1


def _in_array(data: bytes, start: int) -> int:
    """Cut a list of JSON behind the comma after a record; anything else in JSON is one record, unless `json_slices` can cut it."""
    if b"\0" in data[:64] or not (start or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")):
        return 0
    depth, cut = 1 if start else 0, 0
    for sign in _JSON_SIGN.finditer(data):
        if sign[0] == b"," and depth == 1:
            cut = sign.end()
        depth += (sign[0] in b"[{") - (sign[0] in b"]}") if len(sign[0]) == 1 else 0
    return cut


_JSON_SIGN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
"""What nests or parts values; text between quotes is passed over whole."""

LINES = frozenset((".jsonl", ".ndjson"))
"""Endings of the names of archives that hold a record a line."""
SLICED: Mapping[str, Cut] = {**dict.fromkeys(sorted(LINES), _at(b"\n")), ".json": _in_array, ".mbox": _at(b"\nFrom ")}
"""Ending of an archive's name → where it may be cut. Each slice is given to the reader like a file of its own."""

SLICE = 1 << 20
"""A slice has about so many bytes."""
MAX_BYTES = 50_000_000
"""The largest raw file that is read, and the largest record of an archive."""
BATCH = 1 << 16
"""Small files go to a worker together, up to about so many bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What all raw files of a run have in common."""

    config: Config
    formats: Mapping[str, Reader]
    learned: Model | None = None
    """What earlier pages teach about topics."""
    root: Path
    """The site's folder, in which the command that writes summaries is run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunk:
    """A raw file, or a slice of one from byte `start` to `end`."""

    file: RawFile
    added: dt.datetime
    date: When | None
    source: str
    sha256: str = ""
    """Of the whole file, where it is sliced."""
    start: int = 0
    end: int = 0
    before: int = 0
    after: int = record.ALL
    """The numbers of its parts are above `before` and up to `after`: lines where a record is a line, else bytes."""
    is_last: bool = True
    around: Sliced | None = None
    """What stands around the records of the slice, where it is one of an object."""
    broken: tuple[Problem, ...] = ()
    """Why it could not be cut."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """What a chunk held. `failed` is one of which the reader could make nothing."""

    chunk: Chunk
    sha256: str
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    failed: bool = False


def suffix_of(file: RawFile) -> str:
    """Give the ending that tells the format."""
    return PurePath(file.name).suffix.lower()


# --- in the parent: which chunks there are


def chunks(whole: Chunk) -> Iterator[Chunk]:
    """Cut a raw file into the slices that its format allows; most are one chunk. Raises `OSError` and `DigestError`."""
    cut = SLICED.get(suffix_of(whole.file))
    if cut is None or not whole.sha256:
        yield dataclasses.replace(whole, sha256="")
        return
    size = whole.file.size
    start = before = 0
    with whole.file.path.open("rb") as stream:
        if cut is _in_array and size > SLICE and (sliced := json_slices.cut(stream, SLICE, MAX_BYTES)):
            for end in (*sliced.ends, size):
                yield dataclasses.replace(whole, start=start, end=end, before=start, after=end, is_last=end == size, around=sliced._replace(ends=()))
                start = end
            return
        stream.seek(0)
        while start < size or start == 0:
            data = _slice(stream.read, cut, whole.file, start)
            end = start + len(data)
            stream.seek(end)
            after = before + data.count(b"\n") if suffix_of(whole.file) in LINES else end
            yield dataclasses.replace(whole, start=start, end=end, before=before, after=after, is_last=end >= size or not data)
            start, before = end, after
            if not data:
                return


def _slice(read: Callable[[int], bytes], cut: Cut, file: RawFile, start: int) -> bytes:
    """Read up to the last record that ends within a slice; further, twice as far each time, where none does."""
    data = read(SLICE)
    more = len(data) == SLICE
    end = cut(data, start) if more else 0
    while more and not end:
        if len(data) > MAX_BYTES:
            raise DigestError(problem(file.shown, f"the record at byte {start:,} is longer than {MAX_BYTES // 1_000_000} MB", "part it"))
        wanted = min(len(data), MAX_BYTES + 1 - len(data))
        further = read(wanted)
        data += further
        more = len(further) == wanted
        end = cut(data, start) if more else 0
    return data[:end] if more else data


def batches(found: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    """Put small chunks together, so that a worker is not asked for each of them."""
    batch: list[Chunk] = []
    size = 0
    for chunk in found:
        batch.append(chunk)
        size += (chunk.end - chunk.start) or chunk.file.size
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


# --- in a worker


def read(job: Job, batch: Sequence[Chunk]) -> list[Read]:
    """Read chunks, and weigh the articles in them."""
    parsed = [_parse(job, chunk) for chunk in batch]
    verdicts = _weigh(job, [given for _, found in parsed for given in found])
    return [dataclasses.replace(read, verdicts=tuple(itertools.islice(verdicts, len(found)))) for read, found in parsed]


def _parse(job: Job, chunk: Chunk) -> tuple[Read, Sequence[Given]]:
    if chunk.broken:
        return Read(chunk=chunk, sha256=chunk.sha256, problems=chunk.broken, failed=True), ()
    try:
        data = _bytes(chunk)
    except OSError as error:
        return Read(chunk=chunk, sha256="", problems=(problem(chunk.file.shown, f"cannot be read: {error.strerror}"),), failed=True), ()
    sha256 = chunk.sha256 or record.digest_of(data)
    if not data.strip():
        empty = () if chunk.start else (problem(chunk.file.shown, "the file is empty"),)
        return Read(chunk=chunk, sha256=sha256, problems=empty, failed=bool(empty)), ()
    articles: list[Given] = []
    problems: list[Problem] = []
    remarks: list[Problem] = []
    try:
        for found in job.formats[suffix_of(chunk.file)](data, chunk.file.shown):
            if isinstance(found, Problem):
                problems.append(_further_down(found, chunk))
            elif isinstance(found, Remark):
                remarks.append(_further_down(found.problem, chunk))
            else:
                raw = dataclasses.replace(found, part=found.part + chunk.before) if chunk.before else found
                articles.append(Given(raw=raw, file=chunk.file.name, sha256=sha256, added=chunk.added, date=chunk.date, source=chunk.source))
    except DigestError as error:
        told = tuple(_further_down(found, chunk) for found in error.problems)
        return Read(chunk=chunk, sha256=sha256, problems=told, failed=True), ()
    return Read(chunk=chunk, sha256=sha256, problems=tuple(problems), remarks=tuple(remarks)), articles


def _bytes(chunk: Chunk) -> bytes:
    if not chunk.sha256:
        return chunk.file.path.read_bytes()
    with chunk.file.path.open("rb") as stream:
        stream.seek(chunk.start)
        data = stream.read(chunk.end - chunk.start)
    return chunk.around.whole(data, first=not chunk.start, last=chunk.is_last) if chunk.around else data


def _weigh(job: Job, given: Sequence[Given]) -> Iterator[Verdict]:
    for burst in workers.bursts(given):
        verdicts = normalize.weigh_each(burst, job.config, job.learned)
        if job.config.summary_command:
            from digest.ingest import summarise  # few settings name a command

            verdicts = [summarise.summarised(verdict, job.config, job.root) for verdict in verdicts]
        yield from verdicts


def _further_down(found: Problem, chunk: Chunk) -> Problem:
    """Count the lines of a complaint from the top of an archive of lines."""
    if not chunk.before or not found.place.line:
        return found
    if suffix_of(chunk.file) not in LINES:
        return found._replace(place=found.place._replace(line=0, column=0))
    return found._replace(place=found.place._replace(line=found.place.line + chunk.before))
