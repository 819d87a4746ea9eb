"""Stage 1 on a real folder: raw files go in, pages come out, and nothing of the editor's is ever lost."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest import config, content, files, workers
from digest import ingest as stage
from digest.errors import DigestError
from digest.ingest import intake, reading, record
from digest.model import Article

NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)

RAIN = """Title: Rain fills the reservoirs
Date: 2020-09-11

Rain has filled the reservoirs of the north. The Weather Bureau said that more is to come this week.
"""
TRAIN = """Title: Train line opens
Date: 2020-09-12

A train line along the coast was opened by the mayor. It joins eleven towns and carries bicycles.
"""
BOTH = f"{RAIN}\n-----\n\n{TRAIN}"


class Site:
    """A folder with settings and an inbox."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("site_config.yaml", "name: The Test\nid: the-test\n")

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def drop(self, name: str, text: str | bytes) -> None:
        """Put a raw file into the inbox."""
        self.write(f"content/inbox/{name}", text)

    def ingest(self, *paths: Path, now: dt.datetime = NOW, **options: Any) -> stage.Report:
        return stage.ingest(self.root, config.load(self.root), stage.Options(paths=paths, **options), now)

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        self.write(f"content/articles/{path}", text.replace(old, new))

    def read(self, path: str) -> str:
        return (self.root / "content/articles" / path).read_text(encoding="utf-8")

    def load(self, path: str) -> Article:
        return content.loads(self.read(path), path)

    def delete(self, path: str) -> None:
        (self.root / "content/articles" / path).unlink()

    @property
    def pages(self) -> list[str]:
        return list(files.find_pages(self.root / "content/articles"))

    @property
    def disk(self) -> dict[str, bytes]:
        """Every file of the articles, hidden ones too."""
        folder = self.root / "content/articles"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}

    def forget(self) -> None:
        """Lose the cache."""
        (self.root / record.FILE).unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def complaints(report: stage.Report) -> list[str]:
    return [str(found) for found in report.refused]


def notices(report: stage.Report) -> list[str]:
    return [str(found) for found in report.notices]


def paths(report: stage.Report) -> list[str]:
    return [outcome.path.removeprefix("content/articles/") for outcome in report.written]


# Raw files become pages


def test_each_article_of_a_raw_file_becomes_a_page(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    report = folder.ingest()
    assert paths(report) == folder.pages == ["2020/09/rain-fills-the-reservoirs.md", "2020/09/train-line-opens.md"]
    assert (report.refused, report.notices, report.kept) == ((), (), ())


def test_a_page_says_where_it_came_from_and_when_it_was_added(folder: Site) -> None:
    folder.drop("deep/both.txt", BOTH)
    folder.ingest()
    article = folder.load("2020/09/train-line-opens.md")
    assert article.origin is not None
    assert (article.origin.file, article.origin.part, article.origin.sha256) == ("deep/both.txt", 2, record.digest_of(BOTH.encode()))
    assert (article.added, article.published) == (NOW, dt.date(2020, 9, 12))


def test_an_outcome_holds_the_article_that_the_page_holds(folder: Site) -> None:
    folder.drop("rain.txt", RAIN)
    (outcome,) = folder.ingest().written
    assert outcome.article == folder.load("2020/09/rain-fills-the-reservoirs.md")


def test_the_same_input_gives_the_same_bytes_wherever_it_stands(tmp_path: Path) -> None:
    one, other = Site(tmp_path / "one"), Site(tmp_path / "another")
    for site in (one, other):
        site.drop("both.txt", BOTH)
        site.ingest()
    assert one.disk == other.disk


def test_date_and_source_of_the_command_line_are_for_texts_that_name_none(folder: Site) -> None:
    folder.drop("a.txt", RAIN.replace("Date: 2020-09-11\n", ""))
    folder.ingest(date=dt.date(2021, 5, 4), source="Example Times")
    article = folder.load("2021/05/rain-fills-the-reservoirs.md")
    assert (article.published, article.source and article.source.name) == (dt.date(2021, 5, 4), "Example Times")


def test_files_and_folders_anywhere_can_be_named(folder: Site, tmp_path: Path) -> None:
    outside = tmp_path / "dump" / "deep"
    outside.mkdir(parents=True)
    (outside / "rain.txt").write_text(RAIN)
    (tmp_path / "train.txt").write_text(TRAIN)
    folder.drop("inbox.txt", "Title: Not asked for\n\nThis stays where it is.\n")
    folder.ingest(tmp_path / "dump", tmp_path / "train.txt")
    origins = [article.origin.file for path in folder.pages if (article := folder.load(path)).origin]
    assert origins == ["deep/rain.txt", "train.txt"]
    assert folder.ingest(tmp_path / "dump", now=LATER).written == ()


def test_two_outside_files_of_one_name_are_two_files(folder: Site, tmp_path: Path) -> None:
    for name, text in (("monday", RAIN), ("tuesday", TRAIN)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "today.txt").write_text(text)
        assert len(folder.ingest(tmp_path / name / "today.txt").written) == 1
    assert len(folder.pages) == 2


def test_hidden_files_and_a_readme_are_passed_over_unless_they_are_named(folder: Site) -> None:
    for name in ("README.txt", "readme.md", ".hidden.txt", ".git/x.txt"):
        folder.drop(name, RAIN)
    assert folder.ingest() == stage.Report()
    assert len(folder.ingest(folder.root / "content/inbox/README.txt").written) == 1


def test_two_articles_with_one_title_get_two_addresses(folder: Site) -> None:
    folder.drop("a.txt", RAIN)
    folder.drop("b.txt", RAIN.replace("more is to come", "no more is to come"))
    folder.drop("c.txt", RAIN.replace("more is to come", "some more is to come"))
    folder.ingest()
    assert folder.pages == [f"2020/09/rain-fills-the-reservoirs{n}.md" for n in ("-2", "-3", "")]


def test_a_page_that_is_there_is_never_overwritten_whatever_it_holds(folder: Site) -> None:
    folder.write("content/articles/2020/09/rain-fills-the-reservoirs.md", "no page at all")
    folder.write("content/articles/2020/09/Train-Line-Opens.markdown", "---\ntitle: [broken\n---\n")
    folder.drop("both.txt", BOTH)
    assert paths(folder.ingest()) == ["2020/09/rain-fills-the-reservoirs-2.md", "2020/09/train-line-opens-2.md"]
    assert folder.read("2020/09/rain-fills-the-reservoirs.md") == "no page at all"


def test_explain_says_what_decided(folder: Site) -> None:
    folder.write("site_config.yaml", "name: T\nid: t\ntopics:\n  - {slug: weather, name: Weather, words: {rain: 3, bureau: 0.5}}\n")
    folder.drop("a.txt", "Rain has filled the reservoirs of the north, the bureau said.\n\nMore rain is to come to the north this week.\n")
    (outcome,) = folder.ingest().written
    assert stage.explain(outcome).splitlines() == [
        "  from content/inbox/a.txt, part 1",
        "  topics: from words of the settings: rain, bureau",
        "  title: made from the first sentence",
        "  published: no date in the text",
        "  topic weather 13: “rain” ×1 in the title +9, “rain” ×1 in the text +3, “bureau” ×1 in the lede +1",
    ]


# Again and again


def test_running_it_again_changes_nothing(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    before, remembered = folder.disk, [path.stat().st_mtime_ns for path in (folder.root / ".cache").iterdir()]
    report = folder.ingest(now=LATER)
    assert report == stage.Report(kept=("content/inbox/both.txt",))
    assert (folder.disk, [path.stat().st_mtime_ns for path in (folder.root / ".cache").iterdir()]) == (before, remembered)


def _edited(site: Site) -> None:
    site.edit("2020/09/rain-fills-the-reservoirs.md", "title: Rain", "title: More rain")


def _renamed(site: Site) -> None:
    pages = site.root / "content/articles/2020"
    (pages / "rain.md").write_bytes((pages / "09/rain-fills-the-reservoirs.md").read_bytes())
    site.delete("2020/09/rain-fills-the-reservoirs.md")


def _deleted(site: Site) -> None:
    site.delete("2020/09/rain-fills-the-reservoirs.md")


def _broken(site: Site) -> None:
    site.edit("2020/09/rain-fills-the-reservoirs.md", "title: Rain", "title: [Rain")


def _rewritten_in_block_style(site: Site) -> None:
    text = site.read("2020/09/rain-fills-the-reservoirs.md")
    text = re.sub(r"origin: \{file: (.*?), sha256: (.*?)\}", r"origin:\n  file: \1\n  sha256: \2", text)
    site.write("content/articles/2020/09/rain-fills-the-reservoirs.md", text)


@pytest.mark.parametrize("change", [_edited, _renamed, _deleted, _broken, _rewritten_in_block_style])
@pytest.mark.parametrize("cache_lost", [False, True])
@pytest.mark.parametrize("refresh", [False, True])
def test_what_the_editor_did_to_a_page_stays(folder: Site, change: Callable[[Site], None], cache_lost: bool, refresh: bool) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    change(folder)
    before = folder.disk
    if cache_lost:
        folder.forget()
    assert folder.ingest(now=LATER, refresh=refresh).written == ()
    assert folder.disk == before


def test_a_page_whose_raw_file_was_touched_or_moved_is_not_made_again(folder: Site) -> None:
    folder.drop("rain.txt", RAIN)
    folder.ingest()
    (folder.root / "content/inbox/rain.txt").rename(folder.root / "content/inbox/water.txt")
    report = folder.ingest(now=LATER)
    assert (report.written, notices(report)) == ((), ["content/inbox/water.txt: holds the same as rain.txt, which is already taken in"])
    assert folder.ingest(now=LATER) == stage.Report(kept=("content/inbox/water.txt",))


def test_two_raw_files_with_the_same_bytes_make_one_page(folder: Site) -> None:
    folder.drop("a.txt", RAIN)
    folder.drop("b.txt", RAIN)
    report = folder.ingest()
    assert (len(report.written), notices(report)) == (1, ["content/inbox/b.txt: holds the same as a.txt, which is already taken in"])


def test_two_raw_files_with_one_address_make_one_page(folder: Site) -> None:
    folder.drop("a.txt", f"URL: https://example.org/rain\n{RAIN}")
    folder.drop("b.txt", f"URL: https://example.org/rain?utm_source=mail\n{RAIN}\nOne more paragraph stands here.\n")
    report = folder.ingest()
    where = "content/articles/2020/09/rain-fills-the-reservoirs.md"
    assert (len(report.written), notices(report)) == (1, [f"content/inbox/b.txt: part 1 is already taken in as {where}"])
    folder.delete("2020/09/rain-fills-the-reservoirs.md")
    folder.drop("c.txt", f"URL: https://example.org/rain\n{RAIN}\nAnother paragraph stands here.\n")
    assert notices(folder.ingest()) == ["content/inbox/c.txt: part 1 is already taken in as a page that was deleted"]


def test_two_articles_of_one_file_with_one_address_are_two_pages(folder: Site) -> None:
    address = "URL: https://example.org/digest\n"
    folder.drop("a.txt", f"{address}{RAIN}\n-----\n\n{address}{TRAIN}")
    folder.ingest()
    assert len({folder.load(path).id for path in folder.pages}) == len(folder.pages) == 2


# A raw file that changed


def test_a_raw_file_that_changed_is_reported_with_what_refresh_would_do(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    folder.edit("2020/09/train-line-opens.md", "title: Train", "title: Long train")
    before = folder.disk
    changed = BOTH.replace("more is to come", "no more is to come").replace("eleven", "twelve")
    folder.drop("both.txt", f"{changed}\n-----\n\nTitle: A third\n\nA third article about another thing stands here now.\n")
    report = folder.ingest(now=LATER)
    assert notices(report) == [
        "content/inbox/both.txt: changed since it was taken in; `--refresh` would "
        "rewrite content/articles/2020/09/rain-fills-the-reservoirs.md; "
        "add content/articles/undated/a-third.md; "
        "leave as edited content/articles/2020/09/train-line-opens.md"
    ]
    assert (report.written, folder.disk) == ((), before)
    assert folder.ingest(now=LATER).notices == report.notices


def test_refresh_rewrites_what_was_not_edited_and_keeps_id_day_and_path(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    old = folder.load("2020/09/rain-fills-the-reservoirs.md")
    folder.edit("2020/09/train-line-opens.md", "title: Train", "title: Long train")
    edited = folder.read("2020/09/train-line-opens.md")
    folder.drop("both.txt", BOTH.replace("Rain fills", "Rain overfills").replace("more is to come", "no more is to come").replace("eleven", "twelve"))
    report = folder.ingest(now=LATER, refresh=True)
    assert paths(report) == ["2020/09/rain-fills-the-reservoirs.md"]
    assert notices(report) == [
        "content/articles/2020/09/train-line-opens.md: edited since it was written, so it stays as it is; "
        "content/inbox/both.txt gives another text"
    ]
    new = folder.load("2020/09/rain-fills-the-reservoirs.md")
    assert (new.title, new.id, new.added) == ("Rain overfills the reservoirs", old.id, NOW)
    assert "no more is to come" in new.body
    assert folder.read("2020/09/train-line-opens.md") == edited
    assert folder.ingest(now=LATER) == stage.Report(kept=("content/inbox/both.txt",))


def test_a_text_put_in_at_the_top_does_not_push_the_others_onto_their_neighbours_pages(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    ids = {path: folder.load(path).id for path in folder.pages}
    folder.drop("both.txt", f"Title: Snow\n\nSnow fell in the south for the first time in many years.\n\n-----\n\n{BOTH}")
    folder.ingest(now=LATER, refresh=True)
    assert {path: folder.load(path).id for path in ids} == ids
    assert folder.load("2020/09/train-line-opens.md").title == "Train line opens"
    assert folder.load("undated/snow.md").added == LATER


def test_another_article_under_an_old_name_does_not_take_the_old_ones_page(folder: Site) -> None:
    folder.drop("today.txt", RAIN)
    folder.ingest()
    before = folder.disk
    folder.drop("today.txt", TRAIN)
    assert notices(folder.ingest(now=LATER)) == [
        "content/inbox/today.txt: changed since it was taken in; `--refresh` would add content/articles/2020/09/train-line-opens.md"
    ]
    folder.ingest(now=LATER, refresh=True)
    assert folder.disk.items() >= before.items()
    assert folder.pages == ["2020/09/rain-fills-the-reservoirs.md", "2020/09/train-line-opens.md"]


def test_a_file_that_held_what_another_holds_is_new_when_it_changes(folder: Site) -> None:
    folder.drop("a.txt", RAIN)
    folder.drop("b.txt", RAIN)
    folder.ingest()
    folder.drop("b.txt", TRAIN)
    assert paths(folder.ingest(now=LATER)) == ["2020/09/train-line-opens.md"]


def test_refresh_remembers_the_date_and_source_that_were_given(folder: Site) -> None:
    folder.drop("a.txt", RAIN.replace("Date: 2020-09-11\n", ""))
    folder.ingest(date=dt.date(2021, 5, 4), source="Example Times")
    folder.drop("a.txt", RAIN.replace("Date: 2020-09-11\n", "").replace("more", "much more"))
    folder.ingest(now=LATER, refresh=True)
    article = folder.load("2021/05/rain-fills-the-reservoirs.md")
    assert (article.published, article.source and article.source.name) == (dt.date(2021, 5, 4), "Example Times")
    assert "much more" in article.body


def test_refresh_of_a_raw_file_that_is_as_it_was_brings_new_settings_to_pages_that_were_not_edited(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    folder.ingest()
    folder.edit("2020/09/train-line-opens.md", "language: en", "language: en\ntopics: [mine]")
    topics = "topics:\n  - {slug: weather, name: Weather, words: {rain: 3}}\n  - {slug: travel, name: Travel, words: {train: 3}}\n  - {slug: mine, name: Mine}\n"
    folder.write("site_config.yaml", f"name: T\nid: t\n{topics}")
    assert paths(folder.ingest(now=LATER, refresh=True)) == ["2020/09/rain-fills-the-reservoirs.md"]
    assert folder.load("2020/09/rain-fills-the-reservoirs.md").topics == ("weather",)
    assert folder.load("2020/09/train-line-opens.md").topics == ("mine",)


def test_with_the_record_lost_a_page_counts_as_edited(folder: Site) -> None:
    folder.drop("rain.txt", RAIN)
    folder.ingest()
    folder.forget()
    folder.drop("rain.txt", RAIN.replace("more is to come", "no more is to come"))
    before = folder.disk
    report = folder.ingest(now=LATER)
    assert notices(report) == [
        "content/inbox/rain.txt: changed since it was taken in; `--refresh` would "
        "leave as edited content/articles/2020/09/rain-fills-the-reservoirs.md"
    ]
    assert folder.ingest(now=LATER, refresh=True).written == ()
    assert folder.disk == before


@pytest.mark.parametrize("damage", [b"", b"{", b"SQLite format 3\0" + bytes(100), b"\xff\xfe" * 5000])
def test_a_damaged_record_counts_as_lost(folder: Site, damage: bytes) -> None:
    folder.drop("rain.txt", RAIN)
    folder.ingest()
    folder.write(record.FILE, damage)
    before = folder.disk
    assert folder.ingest(now=LATER) == stage.Report(kept=("content/inbox/rain.txt",))
    assert folder.disk == before


# Dry runs, kills and disks that refuse


def test_a_dry_run_writes_nothing_and_says_what_would_be_written(folder: Site) -> None:
    folder.drop("both.txt", BOTH)
    assert paths(folder.ingest(dry_run=True)) == ["2020/09/rain-fills-the-reservoirs.md", "2020/09/train-line-opens.md"]
    assert sorted(path.name for path in folder.root.iterdir()) == ["content", "site_config.yaml"]
    assert folder.disk == {}


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("after", range(8))
@pytest.mark.parametrize("torn", [False, True])
def test_a_killed_run_is_completed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, torn: bool) -> None:
    clean, killed = Site(tmp_path / "clean"), Site(tmp_path / "killed")
    for site in (clean, killed):
        site.drop("a.txt", BOTH)
        site.drop("b.txt", RAIN.replace("more is to come", "no more is to come"))
        site.drop("c.txt", TRAIN.replace("eleven", "twelve"))
    clean.ingest()
    left = after
    whole = files.write_whole

    def write(path: Path, data: bytes) -> None:
        nonlocal left
        if left == 0:
            if torn:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.with_name(f".{path.name}.part").write_bytes(data[:10])
            raise Killed
        left -= 1
        whole(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_whole", write)
        try:
            killed.ingest()
        except Killed:
            assert len(killed.pages) < 5
    killed.ingest(now=NOW if after == 0 else LATER)
    assert killed.disk == clean.disk
    assert killed.ingest(now=LATER).written == ()
    _edited(killed)
    killed.drop("a.txt", BOTH.replace("eleven", "thirteen").replace("more", "much more"))
    assert paths(killed.ingest(now=LATER, refresh=True)) == ["2020/09/train-line-opens.md"]


@pytest.fixture
def locked(folder: Site) -> Iterator[Callable[[str, int], None]]:
    """Take permissions away, until the test is over."""
    changed: list[Path] = []

    def lock(path: str, mode: int) -> None:
        changed.append(folder.root / path)
        changed[-1].chmod(mode)
        if os.access(changed[-1], os.R_OK | os.W_OK):
            pytest.skip("root may do everything")

    yield lock
    for path in changed:
        path.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_a_problem_and_the_next_run_completes(folder: Site, locked: Callable[[str, int], None]) -> None:
    folder.drop("rain.txt", RAIN)
    folder.write("content/articles/keep.txt", "")
    locked("content/articles", 0o555)
    report = folder.ingest()
    assert complaints(report) == ["content/articles/2020/09/rain-fills-the-reservoirs.md: cannot be written: Permission denied"]
    (folder.root / "content/articles").chmod(0o755)
    assert paths(folder.ingest(now=LATER)) == ["2020/09/rain-fills-the-reservoirs.md"]


def test_a_page_that_cannot_be_written_is_a_problem_and_the_next_run_completes(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.drop("both.txt", BOTH)
    whole = files.write_whole

    def write(path: Path, data: bytes) -> None:
        if path.name == "train-line-opens.md":
            raise OSError(28, "No space left on device")
        whole(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_whole", write)
        report = folder.ingest()
    assert complaints(report) == ["content/articles/2020/09/train-line-opens.md: cannot be written: No space left on device"]
    assert paths(report) == ["2020/09/rain-fills-the-reservoirs.md"]
    assert paths(folder.ingest(now=LATER)) == ["2020/09/train-line-opens.md"]
    assert folder.load("2020/09/train-line-opens.md").added == NOW


def test_a_raw_file_that_cannot_be_read_is_a_problem(folder: Site, locked: Callable[[str, int], None]) -> None:
    folder.drop("a.txt", RAIN)
    folder.drop("b.txt", TRAIN)
    locked("content/inbox/a.txt", 0o000)
    report = folder.ingest()
    assert complaints(report) == ["content/inbox/a.txt: cannot be read: Permission denied"]
    assert paths(report) == ["2020/09/train-line-opens.md"]


# Workers and formats


def test_law_3_where_processes_cannot_be_forked_the_pages_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "LITTLE", 0)
    monkeypatch.setattr(reading, "BATCH", 1)
    monkeypatch.setattr(workers, "START", "spawn")
    one, many = Site(tmp_path / "one"), Site(tmp_path / "many")
    for site, jobs in ((one, 1), (many, 2)):
        site.drop("a.txt", RAIN)
        site.drop("b.txt", TRAIN)
        site.drop("c.html", f"<html><head><title>Snow</title></head><body><article><h1>Snow</h1><p>{RAIN * 5}</p></article></body></html>")
        assert len(site.ingest(jobs=jobs).written) == 3
    assert {path: one.read(path) for path in one.pages} == {path: many.read(path) for path in many.pages}


def test_a_text_is_taken_in_without_what_other_formats_need(folder: Site) -> None:
    folder.drop("a.txt", RAIN)
    code = f"import sys; from digest.cli import main; main(['ingest', '--root', {str(folder.root)!r}]); print('digest.ingest.html_page' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert run.stdout.split() == ["wrote", "content/articles/2020/09/rain-fills-the-reservoirs.md", "False"]


# Raw files that are none

KNOWN = ", ".join(stage.FORMATS)


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.docx", b"x", f"content/inbox/a.docx: no reader for .docx; known: {KNOWN}"),
        ("a.txtt", b"x", f"content/inbox/a.txtt: no reader for .txtt; known: {KNOWN}\n    did you mean `.txt`?"),
        ("a", b"x", f"content/inbox/a: the name has no ending that says what the file is\n    known: {KNOWN}"),
        ("a.txt", b"", "content/inbox/a.txt: the file is empty"),
        ("a.txt", b" \n\n\t", "content/inbox/a.txt: the file is empty"),
    ],
)
def test_a_raw_file_that_is_none_is_refused_each_time_and_the_rest_goes_on(folder: Site, name: str, data: bytes, complaint: str) -> None:
    folder.drop(name, data)
    folder.drop("rain.txt", RAIN)
    for written in (["2020/09/rain-fills-the-reservoirs.md"], []):
        report = folder.ingest()
        assert (complaints(report), paths(report)) == ([complaint], written)


def test_what_a_reader_refuses_is_reported_with_its_place_and_can_be_mended(folder: Site) -> None:
    folder.drop("bad.txt", b"\x00\x01\x02")
    folder.drop("worse.txt", b"\x00\x01\x02")
    report = folder.ingest()
    assert [found.place.file for found in report.refused] == ["content/inbox/bad.txt", "content/inbox/worse.txt"]
    folder.drop("bad.txt", RAIN)
    assert paths(folder.ingest(now=LATER)) == ["2020/09/rain-fills-the-reservoirs.md"]


def test_fifty_megabytes_on_one_line(folder: Site) -> None:
    folder.drop("big.txt", b"word " * 10_000_000 + b"end")
    assert complaints(folder.ingest()) == ["content/inbox/big.txt: the file has 50 MB, and at most 50 MB are read\n    split it"]


def test_a_link_that_leads_in_a_circle_or_nowhere_is_a_problem(folder: Site) -> None:
    inbox = folder.root / "content/inbox"
    folder.drop("deep/rain.txt", RAIN)
    (inbox / "deep/up").symlink_to(inbox)
    (inbox / "nowhere.txt").symlink_to(inbox / "gone.txt")
    (inbox / "self.txt").symlink_to(inbox / "self.txt")
    report = folder.ingest()
    assert complaints(report) == [
        "content/inbox/deep/up: the link leads back to a folder that it stands in\n    delete the link",
        "content/inbox/nowhere.txt: the link leads nowhere\n    delete the link, or put the file there",
        "content/inbox/self.txt: cannot be read: Too many levels of symbolic links",
    ]
    assert paths(report) == ["2020/09/rain-fills-the-reservoirs.md"]


def test_what_is_no_file_is_a_problem_and_is_not_waited_for(folder: Site) -> None:
    folder.drop("rain.txt", RAIN)
    os.mkfifo(folder.root / "content/inbox/pipe.txt")
    assert complaints(folder.ingest()) == ["content/inbox/pipe.txt: neither a file nor a folder"]


def test_a_path_that_is_not_there_is_a_problem(folder: Site) -> None:
    assert complaints(folder.ingest(folder.root / "content/inbox/gone.txt")) == ["content/inbox/gone.txt: there is no such file or folder"]


def test_without_an_inbox_there_is_nothing_to_do(folder: Site) -> None:
    assert folder.ingest() == stage.Report()
    assert not (folder.root / ".cache").exists()


def test_a_files_name_that_is_no_utf8_does_no_harm(folder: Site) -> None:
    (folder.root / "content/inbox").mkdir(parents=True)
    (folder.root / "content/inbox" / os.fsdecode(b"caf\xe9.txt")).write_text(RAIN)
    folder.ingest()
    article = folder.load("2020/09/rain-fills-the-reservoirs.md")
    assert article.origin and article.origin.file == "caf\ufffd.txt"
    assert folder.ingest(now=LATER).written == ()


def test_leftovers_of_a_killed_run_go_and_files_of_the_editor_stay(folder: Site) -> None:
    folder.write("content/articles/2020/09/.x.md.part", "half")
    folder.write("content/articles/2020/09/.notes", "mine")
    folder.drop("rain.txt", RAIN)
    folder.ingest()
    assert sorted(folder.disk) == ["2020/09/.notes", "2020/09/rain-fills-the-reservoirs.md"]


def test_a_page_larger_than_build_reads_is_refused(folder: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 100)
    folder.drop("rain.txt", RAIN)
    for _ in range(2):
        assert complaints(folder.ingest()) == ["content/inbox/rain.txt: part 1 has 0 MB, and a page at most 0 MB\n    split it"]
    assert folder.pages == []


# What is remembered


def test_the_record_survives_being_written_and_read(tmp_path: Path) -> None:
    taken = record.Taken("ab", "2026", "2020-09-11", "S", done=False, stamp="1 2")
    with record.opened(tmp_path, dry=False) as known:
        known.take("a.txt", taken)
        known.became("a.txt", 1, "x")
    with record.opened(tmp_path, dry=False) as known:
        known.became("a.txt", 1, "y")
        assert (known.taken("a.txt"), known.taken("b.txt")) == (taken, None)
        assert known.ids("a.txt") == [("x", 0), ("y", 1)]


@pytest.mark.parametrize("file", ["a.txt", "it's.txt", 'a "b", c.txt', "日本/a: b.txt", "000.txt", "{x}.txt"])
def test_id_and_origin_are_found_in_every_page_that_we_write(folder: Site, file: str) -> None:
    folder.drop(file, BOTH)
    folder.ingest()
    for path in folder.pages:
        article, seen = folder.load(path), record.look_at(folder.read(path))
        assert article.origin is not None
        assert (seen.id, seen.file, seen.part, seen.sha256) == (article.id, article.origin.file, article.origin.part, article.origin.sha256)


def test_no_raw_file_ends_in_a_traceback(folder: Site, data: Path) -> None:
    strings = json.loads((data / "text/blns.json").read_text(encoding="utf-8"))
    for n, string in enumerate(strings):
        folder.drop(f"{n:03}.txt", string.encode(errors="replace"))
    report = folder.ingest()
    assert len(report.written) > 100
    try:
        content.load(folder.root)
    except DigestError as error:
        pytest.fail(str(error))
