"""What is outdated, and why; fingerprints and the manifest."""

from __future__ import annotations

import dataclasses
import datetime as dt
import marshal
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from conftest import MakeSite, SiteFolder, page
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Name, Source
from digest.site import Settings, build, cache, unchanged
from digest.site.cache import Fingerprints, Reason, Written
from digest.site.store import Store
from digest.workers import FEW

# Fingerprints


@dataclasses.dataclass(frozen=True)
class Pair:
    """A record."""

    left: object
    right: object = ""


@dataclasses.dataclass(frozen=True)
class OtherPair:
    """A record with the same fields."""

    left: object
    right: object = ""


def test_values_that_differ_have_fingerprints_that_differ() -> None:
    values = [
        "", "1", 1, 1.5, True, None, (), ((),), ("",), ("a", "b"), ("ab",), ("a", ("b",)), {}, {"a": "b"}, {"b": "a"},
        ("a", "b", "c"), ("a", "b,c"), dt.date(2024, 3, 1), "2024-03-01", dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
        dt.datetime(2024, 3, 1, tzinfo=dt.timezone(dt.timedelta(hours=8))), frozenset(), frozenset({"a"}),
        Pair("a", "b"), Pair("b", "a"), OtherPair("a", "b"), Pair("ab"), Pair(Pair("a", "b")), "\ud800", "\ud801",
    ]  # fmt: skip
    found = [cache.fingerprint_of(value) for value in values]
    assert len(set(found)) == len(values)


def test_equal_values_have_equal_fingerprints() -> None:
    first, second = ((Source(name="A", url="b"), (Name(name="字節跳動"),), {"k": dt.date(2024, 3, 1)}) for _ in range(2))
    assert cache.fingerprint_of(first) == cache.fingerprint_of(second)
    assert cache.fingerprint_of(frozenset("abcdefgh")) == cache.fingerprint_of(frozenset(reversed("abcdefgh")))


def test_what_has_no_fingerprint_is_our_fault() -> None:
    with pytest.raises(TypeError, match="object"):
        cache.fingerprint_of(object())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.dates(),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner) | st.builds(Pair, inner, inner),
    max_leaves=8,
)


@given(values, values)
def test_fingerprints_are_equal_just_where_values_are(left: object, right: object) -> None:
    assert (cache.fingerprint_of(left) == cache.fingerprint_of(right)) == (repr(left) == repr(right))


# What outlives a run

NAMES = st.sampled_from(["index.html", "topics/晶片/index.html", 'odd "name"\\\u2028.png', *(f"{n}.html" for n in range(30))])
CHANGES = st.lists(st.tuples(st.dictionaries(NAMES, st.integers(), max_size=25), st.sets(NAMES, max_size=3)), max_size=6)


def kept(folder: Path, key: str = "k") -> Store[tuple[int]]:
    return Store(folder / "kept", key, tuple)


@given(CHANGES)
def test_what_is_kept_is_there_in_the_next_run(changes: list[tuple[dict[str, int], set[str]]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        expected: dict[str, tuple[int]] = {}
        for new, gone in changes:
            entries = {name: (number,) for name, number in new.items()}
            store, before = kept(Path(place)), dict(expected)
            mark = store.mark
            store.keep(entries, gone - entries.keys())
            expected = {name: entry for name, entry in {**expected, **entries}.items() if name not in gone - entries.keys()}
            found = kept(Path(place))
            assert len(found) == len(expected)
            assert all(found[name] == entry for name, entry in expected.items())
            assert found == store == expected
            assert found.mark == store.mark
            assert found.mark != mark or found == before


@given(st.dictionaries(NAMES, st.integers(), max_size=40))
def test_what_comes_in_parts_is_kept_as_if_it_had_come_at_once(entries: dict[str, int]) -> None:
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as other:
        kept(Path(place)).keep({"another": (0,), "index.html": (-1,)})
        plain = [(name, (entries[name],)) for name in sorted(entries)]
        parts = [dict(plain[at : at + 3]) for at in range(0, len(plain), 3)]
        store = kept(Path(place))
        store.fill((part, marshal.dumps(part)) for part in parts)
        kept(Path(other)).keep(dict(plain))
        assert store == kept(Path(place)) == kept(Path(other)) == dict(plain)
        assert store.mark == kept(Path(place)).mark


def test_a_small_change_of_much_is_written_beside_it(tmp_path: Path) -> None:
    kept(tmp_path).keep({str(n): (n,) for n in range(100)})
    before = (tmp_path / "kept").read_bytes()
    kept(tmp_path).keep({"7": (70,)}, ["8"])
    assert (tmp_path / "kept").read_bytes() == before
    assert kept(tmp_path) == {str(n): (n,) for n in range(100) if n not in (7, 8)} | {"7": (70,)}
    kept(tmp_path).keep({f"new {n}": (n,) for n in range(20)})
    assert not (tmp_path / "kept-new").exists()
    assert len(kept(tmp_path)) == 119


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe" * 40])
def test_a_damaged_file_counts_as_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "kept").write_bytes(data)
    assert kept(tmp_path) == {}


def test_damage_to_the_small_file_leaves_the_large_one(tmp_path: Path) -> None:
    kept(tmp_path).keep({str(n): (n,) for n in range(100)})
    kept(tmp_path).keep({"7": (70,)})
    data = (tmp_path / "kept-new").read_bytes()
    (tmp_path / "kept-new").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert kept(tmp_path)["7"] == (7,)


def test_another_key_and_a_folder_in_its_place_count_as_none(tmp_path: Path) -> None:
    kept(tmp_path).keep({"a": (1,)})
    assert kept(tmp_path, "another") == {}
    assert Store(tmp_path, "k", tuple) == {}


# What is outdated


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (None, Reason.NEW),
        (("s2", "t2", "c2"), Reason.SETTINGS),
        (("s1", "t2", "c2"), Reason.TEMPLATE),
        (("s1", "t1", "c2"), Reason.CONTEXT),
        (("s1", "t1", "c1"), None),
    ],
)
def test_the_first_of_all_reasons_is_named(known: tuple[str, str, str] | None, reason: Reason | None) -> None:
    manifest = {"a": Written(*known, "00", 5, 0)} if known else {}
    assert cache.reason(Fingerprints("s1", "t1", "c1"), manifest.get("a")) == reason


def test_a_file_stands_if_its_size_and_time_or_its_bytes_are_ours(tmp_path: Path) -> None:
    ours = Fingerprints("s", "t", "c")
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    stat = file.stat()
    later = stat.st_mtime_ns + 1_000_000_000
    own = cache.fingerprint(b"12345")

    def stands(size: int, mtime_ns: int, known: str) -> bool:
        return not cache.standing(str(tmp_path), {file.name: Written(*ours, known, size, mtime_ns)}, later, 1).spoilt

    assert stands(5, stat.st_mtime_ns, "not looked at")
    assert stands(5, stat.st_mtime_ns + 1, own)
    assert not stands(5, stat.st_mtime_ns + 1, "0" * 32)
    assert not stands(6, stat.st_mtime_ns, own)


@pytest.mark.parametrize("jobs", [1, 2])
def test_in_a_fresh_clone_the_bytes_of_every_file_decide(tmp_path: Path, jobs: int) -> None:
    written, own = {}, cache.fingerprint(b"12345")
    for number in range(FEW * 3):
        file = tmp_path / f"{number:04}"
        file.write_bytes(b"12345")
        written[file.name] = Written("s", "t", "c", own, 5, file.stat().st_mtime_ns - 1)
    early, late, larger, gone, folder, unmoved = ("0003", f"{FEW * 3 - 1:04}", "0400", "0401", "0402", "0403")
    for name, data in ((early, b"12346"), (late, b"12346"), (larger, b"123456")):
        (tmp_path / name).write_bytes(data)
    for name in (gone, folder):
        (tmp_path / name).unlink()
    (tmp_path / folder).mkdir()
    written[unmoved] = Written("s", "t", "c", "not looked at", 5, (tmp_path / unmoved).stat().st_mtime_ns)

    spoilt, moved = cache.standing(str(tmp_path), written, written[unmoved].mtime_ns + 2 * cache.TICK, jobs)

    assert set(spoilt) == {early, late, larger, gone, folder}
    assert moved.keys() == written.keys() - {*spoilt, unmoved}
    assert all(now == (*written[name][:-1], (tmp_path / name).stat().st_mtime_ns) for name, now in moved.items())


# `build --why`


def whys(made: SiteFolder) -> dict[str, str]:
    run = made.run("build", "--why")
    assert (run.status, run.err) == (0, "")
    lines = [line.partition(": ") for line in run.out.splitlines() if line.startswith("public/")]
    return {path.removeprefix("public/"): why for path, _, why in lines}


def small(site: MakeSite) -> SiteFolder:
    made = site("=== content/pages/about.md\n---\ntitle: About\n---\nUs.\n", minimal=True)
    made.write("content/articles/a.md", page())
    assert set(whys(made).values()) == {"new"}
    assert whys(made) == {}
    return made


def test_a_new_page_is_new(site: MakeSite) -> None:
    made = small(site)
    made.write("content/pages/policy.md", page("Policy"))
    assert whys(made) == {"policy/index.html": "new", "sitemap.xml": Reason.CONTEXT.value}


def test_a_change_of_a_text_is_one_of_the_context(site: MakeSite) -> None:
    made = small(site)
    made.edit("content/pages/about.md", "Us.", "We.")
    assert whys(made) == {"about/index.html": "what it shows changed"}


def test_a_change_of_a_template_is_one_of_each_page_that_uses_it(site: MakeSite) -> None:
    made = small(site)
    made.edit("templates/page.html", "{{ body|markdown }}", "<hr>{{ body|markdown }}")
    assert whys(made) == {"about/index.html": "its template changed"}
    made.edit("templates/partials/teasers.html", "<li>", "<li >")
    changed = whys(made)
    assert set(changed.values()) == {"its template changed"}
    assert "articles/undated/a/index.html" in changed
    assert not {"about/index.html", "404.html", "feed.xml"} & changed.keys()
    made.edit("templates/base.html", "<body", "<body ")
    assert {path for path in made.public if path.endswith(".html")} == whys(made).keys()


def test_a_change_of_a_setting_is_one_of_every_page_but_not_of_copies(site: MakeSite) -> None:
    made = small(site)
    made.edit("site_config.yaml", "The Test", "Another Test")
    changed = whys(made)
    assert set(changed.values()) == {"the settings or the program changed"}
    assert made.public.keys() - changed.keys() == {path for path in made.public if path.startswith("static/")}


def test_a_comment_in_the_settings_is_no_change_and_what_is_wrong_with_them_is_told(site: MakeSite) -> None:
    made = small(site)
    made.edit("site_config.yaml", "name: The Test", "# Ours\nname: The Test")
    assert whys(made) == {}
    made.edit("site_config.yaml", "name: The Test", "nmae: The Test")
    assert "did you mean `name`?" in made.run("build").err
    made.edit("site_config.yaml", "nmae: The Test", "name: The Test")
    assert whys(made) == {}


@pytest.mark.parametrize("before", [True, False])
def test_settings_that_change_while_a_build_begins_are_those_that_it_looked_at(site: MakeSite, before: bool) -> None:
    made = small(site)
    made.edit("content/pages/about.md", "Us.", "We.")
    settings = Settings(made.root)
    if before:
        assert settings.config.name == "The Test"
    made.edit("site_config.yaml", "The Test", "Another Test")
    build(made.root, settings)
    assert "<title>The Test</title>" in made.text("feed.xml")
    made.edit("site_config.yaml", "Another Test", "The Test")
    assert whys(made) == {}
    assert "<title>The Test</title>" in made.text("feed.xml")


def test_settings_that_come_when_a_build_has_begun_are_remembered_by_none(site: MakeSite) -> None:
    made = small(site)
    text = (made.root / "site_config.yaml").read_text(encoding="utf-8")
    made.delete("site_config.yaml")
    settings = Settings(made.root)
    made.write("site_config.yaml", text)
    build(made.root, settings)
    made.delete("site_config.yaml")
    assert "there is no such file" in made.run("build").err


def test_settings_that_cannot_be_what_they_were_are_read_anew(site: MakeSite) -> None:
    settings = Settings(small(site).root)
    settings.recall(b"what no library reads")
    assert settings.config.name == "The Test"


def test_settings_that_another_program_kept_are_read_anew(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small(site)
    settings = Settings(made.root)
    monkeypatch.setattr(unchanged, "changes", lambda *given: unchanged.Changes(("program/cli.py",), (), {}))
    with unchanged.begun(made.root, clean=False, jobs=1) as before:
        assert before.last
        told = before.last.told._replace(kept=b"of another program")
        state = unchanged.state(before._replace(last=before.last._replace(told=told)), made.root, settings, drafts=False)
    assert state.then is None
    assert state.seen.told == told._replace(kept=settings.kept())


def test_a_change_of_the_style_sheet_is_one_of_every_page(site: MakeSite) -> None:
    made = small(site)
    made.write("templates/static/style.css", "p { color: red }")
    changed = whys(made)
    assert changed.pop("static/style.css") == "what it shows changed"
    assert set(changed.values()) == {"the settings or the program changed"}


def test_a_change_of_the_style_sheet_reads_no_article_anew(site: MakeSite) -> None:
    made = small(site)
    made.build()
    read = (made.root / ".cache/pages").stat()
    made.write("templates/static/style.css", "body {}")
    made.build()
    assert (made.root / ".cache/pages").stat().st_mtime_ns == read.st_mtime_ns


def test_a_file_that_is_gone_or_was_changed_is_made_anew(site: MakeSite) -> None:
    made = small(site)
    before = made.public
    made.delete("public/index.html")
    made.write("public/feed.xml", "damaged")
    data = made.public["about/index.html"]
    made.write("public/about/index.html", data.replace(b"Us", b"We"))
    stat = (made.root / "public/404.html").stat()
    os.utime(made.root / "public/404.html", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))
    missing = "its file is missing or was changed by something else"
    assert whys(made) == dict.fromkeys(["index.html", "feed.xml", "about/index.html"], missing)
    assert made.public == before


def test_clean_makes_every_file_anew(site: MakeSite) -> None:
    made = small(site)
    run = made.run("build", "--why", "--clean")
    assert run.out.count(": new\n") == len(made.public)


def test_an_edit_that_keeps_the_size_is_seen_and_a_touch_costs_nothing(site: MakeSite) -> None:
    made = small(site)
    made.edit("content/articles/a.md", "A body.", "B body.")
    assert "articles/undated/a/index.html" in whys(made)
    for path in ("content/articles/a.md", "content/pages/about.md", "templates/base.html", "public/index.html", "site_config.yaml"):
        os.utime(made.root / path, ns=(1, 1))
    assert whys(made) == {}
    assert whys(made) == {}


@pytest.mark.parametrize("path", ["content/articles/a.md", "content/pages/about.md", "templates/page.html"])
def test_an_edit_in_one_tick_of_the_clock_with_the_build_before_is_seen(site: MakeSite, path: str) -> None:
    made = site("=== content/pages/about.md\n---\ntitle: About\n---\nUs.\n", minimal=True)
    made.write("content/articles/a.md", page("About"))
    now = time.time_ns()
    os.utime(made.root / path, ns=(now, now))
    made.build()
    text = (made.root / path).read_bytes()
    made.write(path, text.replace(b"About", b"ABOUT").replace(b"markdown }}", b"markdown}} "))
    written = {name: (made.root / name).stat().st_mtime_ns for name in (".cache/pages", ".cache/last")}
    for name, stamp in {**dict.fromkeys(written, now + 1_000_000), path: now}.items():
        os.utime(made.root / name, ns=(stamp, stamp))
    assert whys(made) != {}
    assert whys(made) == {}


def test_damage_to_what_may_be_lost_never_shows(site: MakeSite) -> None:
    made, fresh = (site("=== site_config.yaml\nname: X\npages: [article]\nfeeds: [atom]", minimal=True) for _ in range(2))
    made.write("content/articles/a.md", page(published="2024-03-01", names=[{"name": "N"}]))
    shutil.copytree(made.root / "content", fresh.root / "content")
    made.build()
    for number, name in enumerate(["pages", "pages-new", "manifest", "last"] * 10):
        for folder in (made, fresh):
            folder.write("content/articles/b.md", page(f"Title {number}", published="2024-03-01", topics=[], source="S"))
        if not (made.root / ".cache" / name).exists():
            continue  # so few pages are written anew with every change
        data = bytearray((made.root / ".cache" / name).read_bytes())
        data[number * 7919 % len(data)] ^= 1 << number % 8
        made.write(f".cache/{name}", bytes(data))
        made.build()
        fresh.build(clean=True)
        assert made.public == fresh.public


@pytest.mark.parametrize(
    "path",
    [
        "content/articles/inbox/a.md", "content/articles/a.md", "content/pages/inbox/index.md", "content/pages/inbox.txt",
        "content/articles/.map.png", "content/editions/2024-03-01.md", "templates/.own.html", "templates/static/inbox/a.css",
        "site_config.yaml",
    ],
)  # fmt: skip
def test_no_change_is_overlooked(site: MakeSite, path: str) -> None:
    texts = {
        ".md": page("Title 1", "![map](.map.png)", published="2024-03-01"), "2024-03-01.md": "---\ntitle: Words 1\n---\nWords.\n",
        "site_config.yaml": "name: Name 1\n", "inbox/index.md": page("Title 1"),
    }  # fmt: skip
    text = next((text for end, text in reversed(texts.items()) if path.endswith(end)), "text 1")
    made = site(minimal=True)
    made.write("content/articles/.map.png", "PNG")
    made.write("content/articles/inbox/.map.png", "PNG")
    made.write("content/articles/b.md", texts[".md"])
    made.write("templates/.own.html", "")
    made.write("templates/not_found.html", "{% include '.own.html' %}")
    made.write(path, text)
    made.build()
    assert whys(made) == {}
    made.write(path, text.replace("1", "2"))
    assert whys(made) != {}


def test_what_is_deleted_is_told(site: MakeSite) -> None:
    made = small(site)
    made.delete("content/pages/about.md")
    assert whys(made) == {"about/index.html": "deleted", "sitemap.xml": Reason.CONTEXT.value}
