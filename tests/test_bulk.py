"""Many raw files, and archives of many records: the same pages with any number of workers, in memory that does not grow."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import pathlib
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import config, content, files
from digest.errors import DigestError, Problem, problem
from digest.ingest import Event, Kept, Notice, Options, Outcome, Refused, intake, reading, text_dump
from digest.ingest.raw import Evidence, RawArticle
from digest.ingest.reading import Job
from digest.progress import Bar, Progress, draw, tell

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def lines(data: bytes, path: str) -> Iterator[RawArticle | Problem]:
    """Read a title in each line."""
    if b"REFUSE" in data:
        raise DigestError(problem(path, "nothing can be had of this"))
    for number, line in enumerate(data.splitlines(), 1):
        if line == b"{":
            yield problem(path, "the record is broken", line=number)
        elif line:
            title = json.loads(line)
            yield RawArticle(text=f"{title}.", part=number, evidence={"title": (Evidence(value=title, where="its line"),)})


class Site:
    """A folder with settings and an inbox, in which `.jsonl` holds titles."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.drop("../../site_config.yaml", b"name: The Test\nid: the-test\n")

    def drop(self, name: str, data: bytes) -> None:
        file = self.root / "content/inbox" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def run(self, now: dt.datetime = NOW, *, jobs: int = 1, refresh: bool = False) -> Iterator[Event]:
        job = Job(config=config.load(self.root), formats={".jsonl": lines, ".txt": text_dump.parse}, root=self.root)
        return intake.run(self.root, job, Options(jobs=jobs, refresh=refresh), now)

    @property
    def pages(self) -> dict[str, bytes]:
        folder = self.root / "content/articles"
        return {path: (folder / path).read_bytes() for path in files.find_pages(folder)}

    def part(self, path: str) -> int:
        origin = content.loads(self.pages[path].decode(), path).origin
        assert origin
        return origin.part


@pytest.fixture
def folder(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def name(number: int) -> str:
    """Write a number as a word: 12 is `bbbbcccc`."""
    return "".join("abcdefghij"[int(digit)] * 4 for digit in str(number))


def archive(count: int, kind: str = "Title") -> bytes:
    return b"".join(json.dumps(f"{kind}{name(number)}").encode() + b"\n" for number in range(1, count + 1))


@pytest.fixture
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SLICE", 100)
    monkeypatch.setattr(reading, "BATCH", 150)


@pytest.mark.usefixtures("small_slices")
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_law_3_the_number_of_workers_does_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    monkeypatch.setattr(intake, "LITTLE", 0)
    one, many = Site(tmp_path / "one"), Site(tmp_path / "many")
    events = []
    for site, number in ((one, 1), (many, jobs)):
        site.drop("a.jsonl", archive(60))
        site.drop("b.jsonl", archive(30, "Other") + b"{\n" + archive(5, "Title"))
        for text in range(20):
            site.drop(f"c-{text}.txt", f"Title: The same\n\nText {text} stands here, and it is short.\n".encode())
        events.append(list(site.run(jobs=number)))
    assert events[0] == events[1]
    assert one.pages == many.pages
    assert len(one.pages) == 60 + 30 + 5 + 20


@pytest.mark.usefixtures("small_slices")
def test_the_records_of_an_archive_are_numbered_by_their_lines_through_all_slices(folder: Site) -> None:
    folder.drop("a.jsonl", archive(40) + b"\n\n{\n" + archive(2, "Late"))
    refused = [event.problem for event in folder.run() if isinstance(event, Refused)]
    assert [str(found) for found in refused] == ["content/inbox/a.jsonl:43: the record is broken"]
    assert [folder.part(f"undated/{kind}{name(number)}.md") for kind, number in (("title", 1), ("title", 40), ("late", 1), ("late", 2))] == [1, 40, 44, 45]
    assert list(folder.run(LATER)) == [Kept("content/inbox/a.jsonl")]


@pytest.mark.usefixtures("small_slices")
def test_a_slice_that_nothing_can_be_had_of_is_refused_and_the_rest_goes_on(folder: Site) -> None:
    folder.drop("a.jsonl", archive(20) + b'"REFUSE"\n' + archive(20, "Late"))
    for written in (True, False):
        events = list(folder.run())
        assert [str(event.problem) for event in events if isinstance(event, Refused)] == ["content/inbox/a.jsonl: nothing can be had of this"]
        assert any(isinstance(event, Outcome) for event in events) is written
    assert {f"undated/title{name(1)}.md", f"undated/late{name(20)}.md"} <= set(folder.pages)
    folder.drop("a.jsonl", archive(20) + archive(20, "Late"))
    list(folder.run(LATER))
    assert len(folder.pages) == 40


@pytest.mark.usefixtures("small_slices")
def test_an_archive_that_grew_is_told_and_refresh_adds_what_is_new(folder: Site) -> None:
    folder.drop("a.jsonl", archive(40))
    list(folder.run())
    before = folder.pages
    folder.drop("a.jsonl", archive(60))
    (notice,) = (event.problem.message for event in folder.run(LATER) if isinstance(event, Notice))
    assert notice.startswith(f"changed since it was taken in; `--refresh` would rewrite content/articles/undated/title{name(1)}.md, ")
    assert f"and 28 more; add content/articles/undated/title{name(41)}.md, " in notice
    assert folder.pages == before
    added = [event.path for event in folder.run(LATER, refresh=True) if isinstance(event, Outcome) and event.path.removeprefix("content/articles/") not in before]
    assert len(added) == 20
    assert len(folder.pages) == 60
    assert list(folder.run(LATER)) == [Kept("content/inbox/a.jsonl")]


@pytest.mark.usefixtures("small_slices")
@pytest.mark.parametrize("after", [0, 1, 7, 33])
def test_an_archive_whose_run_was_stopped_is_completed(tmp_path: Path, after: int) -> None:
    clean, stopped = Site(tmp_path / "clean"), Site(tmp_path / "stopped")
    for site in (clean, stopped):
        site.drop("a.jsonl", archive(40) + archive(3))
    list(clean.run())
    events = stopped.run()
    for _ in range(after):
        next(events)
    del events
    list(stopped.run(NOW if after == 0 else LATER))
    assert stopped.pages == clean.pages


@pytest.mark.usefixtures("small_slices")
@pytest.mark.skipif(sys.platform != "linux", reason="a fault is put into workers by forking them, which this system does not do")
def test_a_worker_that_dies_ends_the_run_with_whole_pages_and_the_next_completes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LITTLE", 0)
    clean, hurt = Site(tmp_path / "clean"), Site(tmp_path / "hurt")
    for site in (clean, hurt):
        site.drop("a.jsonl", archive(40))
    list(clean.run(jobs=2))
    whole = reading._parse

    def dying(job: Job, chunk: reading.Chunk) -> object:
        if chunk.before > 25:
            os._exit(9)
        return whole(job, chunk)

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_parse", dying)
        with pytest.raises(DigestError, match="a worker process died"):
            list(hurt.run(jobs=2))
    assert hurt.pages.items() < clean.pages.items()
    list(hurt.run(LATER, jobs=2))
    assert hurt.pages == clean.pages


def test_a_record_longer_than_an_article_can_be_is_refused(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SLICE", 100)
    monkeypatch.setattr(reading, "MAX_BYTES", 1_000)
    folder.drop("a.jsonl", archive(3) + json.dumps("word " * 300).encode() + b"\n" + archive(3, "Late"))
    events = [event for event in folder.run() if not isinstance(event, Progress)]
    assert [type(event) for event in events] == [Outcome, Outcome, Outcome, Refused]
    assert isinstance(events[-1], Refused)
    assert str(events[-1].problem) == "content/inbox/a.jsonl: the record at byte 36 is longer than 0 MB\n    part it"


def held(site: Site) -> int:
    """Give the bytes that Python holds when the last of a site's raw files has been taken in and the run is not over."""
    tracemalloc.start()
    try:
        for event in site.run():
            if isinstance(event, Progress) and event.done == event.total:
                gc.collect()
                but = tracemalloc.Filter(inclusive=False, filename_pattern=pathlib.__file__)  # it grows Python's table of names
                return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([but]).traces)
        pytest.fail("it did not come to its end")
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_records_nor_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SLICE", 2_000)
    monkeypatch.setattr(reading, "BATCH", 2_000)
    warm, few, many = (Site(tmp_path / name) for name in ("warm", "few", "many"))
    for site, count in ((warm, 10), (few, 80), (many, 800)):
        site.drop("a.jsonl", archive(count))
        for number in range(count // 4):
            site.drop(f"{number}.txt", f"Title: Text {number}\n\nText {number} stands here, and it is short.\n".encode())
    held(warm)
    assert held(many) < held(few) + 50_000


# How far it has come


def test_progress_is_told_and_comes_to_its_end(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BATCH", 1_000)
    for number in range(8):
        folder.drop(f"{number}.txt", f"Title: A\n\n{'word ' * 100}{number}.\n".encode())
    told = [event for event in folder.run() if isinstance(event, Progress)]
    assert len(told) == 4
    assert told == sorted(told)
    assert told[-1] == Progress("taking in", 4, 4, "kB")


def test_a_terminal_sees_a_bar_that_is_drawn_again_and_a_log_sees_a_line_now_and_then() -> None:
    shown: list[str] = []
    seconds = iter([0, 0.05, 3, 10.5, 11, 21])
    log = Bar(shown.append, lambda: next(seconds), terminal=False)
    for done in range(1, 6):
        log(Progress("building", done * 1000, 5000))
    log.clear()
    assert shown == ["building: 3,000 of 5,000\n", "building: 5,000 of 5,000\n"]

    shown.clear()
    seconds = iter([0, 0.05, 3])
    bar = Bar(shown.append, lambda: next(seconds), terminal=True)
    bar.clear()
    bar(Progress("building", 1, 4))
    bar(Progress("building", 2, 4))
    bar.clear()
    assert shown == [f"\r\033[Kbuilding  50% ▕{'█' * 15}{' ' * 15}▏ 2 of 4", "\r\033[K"]


def test_where_nobody_knows_the_total_only_what_is_done_is_told() -> None:
    assert draw(Progress("fetching", 1200)) == "fetching  1,200"
    assert tell(Progress("taking in", 1200, 1300, "kB")) == "taking in: 1,200 of 1,300 kB"
