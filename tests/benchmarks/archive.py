"""Take in one archive of JSON Lines, in several sizes: `python -m tests.benchmarks.archive --records 5000 20000 100000`.

Prints for each size, and number of jobs, what the whole `ingest` took and the most memory that all its processes held;
at the end how many bytes each record more has cost. The records are the articles of `corpus`, spread over five years::

    {"title": "Stovern Gelma", "text": "Mathis stornon …", "url": "https://…", "date": "2023-04-11T05:34:12Z", "source": "Ostwick Gazette", …}
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from . import corpus, folders, sides
from .measure import Usage


class Measured(NamedTuple):
    """One run."""

    records: int
    jobs: int
    used: Usage
    peak: int
    """Bytes."""
    pages: int


def record(number: int, total: int) -> str:
    """Write article `number` as a line of JSON."""
    _, front, body = corpus.article(number, total).text.split("---\n", 2)
    said = yaml.load(front, yaml.CSafeLoader)
    body += "\n\n" + " ".join(f"{name.capitalize()} was number {number}{n}." for n, name in enumerate(_names(number)))
    return json.dumps(
        {
            "title": said["title"],
            "text": body.strip(),
            "url": said["source_url"],
            "date": f"{said['date']:%Y-%m-%dT%H:%M:%SZ}",
            "source": said["source"],
            "summary": said["summary"],
            "tags": said["topics"],
        },
        ensure_ascii=False,
    )


def _names(number: int) -> Iterator[str]:
    """Invent names that hardly any other record has: the longer an archive is, the more words it has in all."""
    for letter in "bdgkl":
        yield "".join(f"{consonant}{'aeiou'[ord(consonant) % 5]}" for consonant in hashlib.sha256(f"{letter}{number}".encode()).hexdigest()[:8].translate(_LETTERS))


_LETTERS = str.maketrans("0123456789", "ghjklmnprs")


def make(total: int, file: Path) -> None:
    """Write so many records, the oldest first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{record(number, total)}\n" for number in range(total))


def measure(records: Sequence[int], jobs: Sequence[int], work: Path) -> Iterator[Measured]:
    """Take in each archive with each number of jobs, into an empty site."""
    for total in records:
        archive = work / f"{total}.jsonl"
        make(total, archive)
        for many in jobs:
            site = work / "site"
            corpus.write(site, "site_config.yaml", sides.DOOR.with_name("site_config.yaml").read_text(encoding="utf-8"))
            used, peak = sides.door(site, "ingest", "--jobs", str(many), archive).watch()
            pages = sum(name.endswith(".md") for name in folders.files_below(site / "content/articles"))
            yield Measured(total, many, used, peak, pages)
            folders.put_away(site, work / "trash")
        archive.unlink()


def word(measured: Iterable[Measured]) -> Iterator[str]:
    """Word what was measured, as it comes."""
    yield f"{'records':>8} {'jobs':>4} {'wall s':>8} {'CPU s':>8} {'a second':>9} {'a second and core':>18} {'MiB':>6}"
    found: list[Measured] = []
    for one in measured:
        found.append(one)
        rate, core = one.records / one.used.wall, one.records / one.used.cpu
        yield f"{one.records:8,} {one.jobs:4} {one.used.wall:8.1f} {one.used.cpu:8.1f} {rate:9.0f} {core:18.0f} {one.peak / 2**20:6.0f}"
        if one.pages != one.records:
            yield f"         {one.pages:,} pages"
    for jobs in sorted({one.jobs for one in found}):
        same = [one for one in found if one.jobs == jobs]
        for few, many in itertools.pairwise(same):
            each = (many.peak - few.peak) / (many.records - few.records)
            yield f"--jobs {jobs}: from {few.records:,} to {many.records:,} records {each:,.0f} bytes for each record more"


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.archive", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, nargs="+", default=[1_000, 4_000], metavar="N")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 0], metavar="N")
    parser.add_argument("--work", type=Path, help="a folder for the sites; one that is deleted at the end where left out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as work:
        for line in word(measure(given.records, given.jobs, Path(work))):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
