"""What a change of one article makes of the site, without a look at the others: just what a build of everything would make."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, SiteFolder, page
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from digest import workers
from digest.errors import DigestError
from digest.site import building, incremental

ARCHIVE: dict[str, dict[str, Any]] = {
    **{f"2024/{n:02}": {"title": f"Article {n}", "published": f"2024-03-{n:02}", "topics": ["x"] if n % 2 else ["y", "x"], "source": "S"} for n in range(1, 12)},
    "2024/sale": {"title": "The sale", "published": "2024-03-04T08:00:00Z", "topics": ["y"], "names": [{"name": "N", "also": "名"}]},
    "2024/more": {"title": "More on the sale", "published": "2024-03-05", "story": "sale", "names": [{"name": "N"}], "source": "T"},
    "undated": {"title": "Whenever", "added": "2024-03-02T00:00:00Z", "aliases": ["/old/"]},
    "english": {"title": "In English", "published": "2024-02-01", "translations": {"de": "deutsch"}},
    "deutsch": {"title": "Auf Deutsch", "published": "2024-02-02", "language": "de"},
}
CONFIG = "=== site_config.yaml\nname: X\nid: x\nbase_url: https://example.org\nsearch: false\nper_page: 3\nname_page_from: 2\ntopics:\n  - {slug: x, name: X}\n  - {slug: y, name: Y}\n"

Edit = Callable[[SiteFolder], Any]


def write(path: str, body: str = "A body.", **front: Any) -> Edit:
    """Write an article, over what it was."""
    return lambda made: made.write(f"content/articles/{path}.md", page(body=body, **{**ARCHIVE.get(path, {}), **front}))


def delete(path: str) -> Edit:
    return lambda made: made.delete(f"content/articles/{path}.md")


def both(*edits: Edit) -> Edit:
    return lambda made: [edit(made) for edit in edits]


CHANGES: dict[str, Edit] = {
    "a body": write("2024/05", "Another body."),
    "a body in the newest feed": write("2024/11", "Another body."),
    "authors, whom no list shows": write("2024/05", authors=["A. Writer"]),
    "a title": write("2024/05", title="Renamed"),
    "a title that opens a story": write("2024/sale", title="The sale of it"),
    "a title that a translation shows": write("deutsch", title="Wieder auf Deutsch"),
    "a date": write("2024/05", published="2024-03-09"),
    "a date in another month": write("2024/05", published="2023-12-31"),
    "the only article of a day, moved": write("2024/08", published="2024-03-20"),
    "topics": write("2024/05", topics=["y"]),
    "a source": write("2024/05", source="T"),
    "a name that gets a page": write("2024/05", names=[{"name": "N"}, {"name": "M"}]),
    "a name that loses its page": write("2024/more", names=[]),
    "the spelling of a name": write("2024/more", names=[{"name": "n", "also": "另"}]),
    "a correction": write("2024/05", corrections=[{"date": "2024-03-06", "note": "Seven."}]),
    "an alias": write("2024/05", aliases=["/once/"]),
    "an alias that goes": write("undated", aliases=[]),
    "a slug": write("2024/05", slug="elsewhere"),
    "a new article": write("2024/new", title="New", published="2024-03-12T07:00:00Z", topics=["x"]),
    "a new article, older than all": write("2024/old", title="Old", published="2020-01-01", topics=["x", "y"], source="Z"),
    "a new article of a story": write("2024/new", title="New", published="2024-03-12", story="sale"),
    "a new article that makes a story of two": write("2024/new", title="New", published="2024-03-12", story="05"),
    "a new article that names a story of nobody": write("2024/new", title="New", published="2024-03-12", story="nobody"),
    "an old article of a story": write("2024/old", title="Old", published="2024-03-01", story="sale"),
    "an article that leaves its story": write("2024/more", story=""),
    "an article that goes into another story": write("2024/more", story="03"),
    "a new article by whose slug a story is called": write("2024/new", title="New", published="2024-04-01", slug="sale"),
    "an article deleted that opened a story": delete("2024/sale"),
    "an article deleted that made a story": delete("2024/more"),
    "an article that says it is of no story": write("2024/sale", not_story=["sale"]),
    "a date of an article of a story": write("2024/more", published="2024-03-01"),
    "a new article without anything": write("new", title="New"),
    "a draft that stays one": write("draft", title="Draft", draft=True),
    "an article that becomes a draft": write("2024/05", draft=True),
    "an article deleted": delete("2024/05"),
    "an article renamed": both(delete("2024/05"), write("2024/fifth", **ARCHIVE["2024/05"])),
    "several at once": both(delete("2024/03"), write("2024/05", title="Renamed"), write("new", title="New", topics=["x"])),
}


@pytest.fixture
def made(site: MakeSite) -> SiteFolder:
    """A built site of some articles."""
    made = site(CONFIG, minimal=True)
    for path in ARCHIVE:
        write(path)(made)
    made.build()
    return made


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_what_a_build_of_everything_makes(made: SiteFolder, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CHANGES[change](made)
    with monkeypatch.context() as patched:
        patched.setattr(building, "build", lambda *_: pytest.fail("everything was built"))
        report = made.build()
        assert made.build().written == ()
    built = made.public
    assert report.total == len(built)
    made.build(clean=True)
    assert built == made.public


def test_one_change_after_another(made: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (made.root / "templates").rglob("*"):
        path.unlink() if path.is_file() else None  # the theme shows more than the small templates do
    made.build()
    with monkeypatch.context() as patched:
        patched.setattr(building, "build", lambda *_: pytest.fail("everything was built"))
        for number in range(1, 12):
            write(f"2024/{number:02}", title=f"Again {number}", topics=["x", "y"][: number % 3])(made)
            write(f"2024/new {number}", title="New", published=f"2024-04-{number:02}", topics=["x"])(made)
            (delete("2024/07") if number == 9 else write("undated", f"Body {number}."))(made)
            CHANGES[list(CHANGES)[number]](made)
            made.build()
    built = made.public
    made.build(clean=True)
    assert built == made.public


def check_quick(made: SiteFolder) -> None:
    """Build what a change reaches and nothing else, and compare with a clean build."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "build", lambda *_: pytest.fail("everything was built"))
        made.build()
    built = made.public
    made.build(clean=True)
    assert built == made.public


@pytest.mark.parametrize("kinds", ["article", "article, month", "article, edition", "home, article", "month", "story, source", "redirect"])
def test_a_site_without_some_kinds_of_pages(site: MakeSite, kinds: str) -> None:
    made = site(f"{CONFIG}pages: [{kinds}]\n", minimal=True)
    write("2024/01")(made)
    made.build()
    write("2024/01", title="Again", names=[{"name": "N"}], source="S", aliases=["/once/"], translations={"de": "https://example.org/de"})(made)
    write("2024/02", corrections=[{"date": "2024-03-06", "note": "Seven."}])(made)
    check_quick(made)


@pytest.mark.parametrize("image", ["map.png", "./map.png", "././map.png", "maps//map.png"])
def test_an_image_goes_with_the_only_article_that_shows_it(site: MakeSite, image: str) -> None:
    made = site(CONFIG, minimal=True)
    for name in ("map.png", "maps/map.png"):
        made.write(f"content/articles/2024/{name}", "PNG")
    write("2024/01", f"![A map]({image})")(made)
    write("2024/02")(made)
    made.build()
    assert any(path.endswith("map.png") for path in made.public)
    delete("2024/01")(made)
    check_quick(made)
    assert not any(path.endswith("map.png") for path in made.public)


def test_a_day_links_to_its_week_as_soon_as_there_is_one(site: MakeSite) -> None:
    made = site(CONFIG, minimal=True)
    made.write("content/editions/2024-W11.md", "---\narticles: [monday]\n---\n")
    write("monday", title="Of the week before", published="2024-03-04")(made)
    made.build()
    assert "editions/2024-W10/index.html" not in made.public
    write("wednesday", title="New", published="2024-03-06")(made)
    check_quick(made)
    assert "editions/2024-W10/index.html" in made.public
    delete("wednesday")(made)
    check_quick(made)


def test_where_a_process_cannot_be_forked(made: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "START", "spawn")
    monkeypatch.setattr(workers, "FEW", 0)
    write("2024/more", "Another body.", title="Renamed")(made)
    with monkeypatch.context() as patched:
        patched.setattr(building, "build", lambda *_: pytest.fail("everything was built"))
        made.build(jobs=2)
    monkeypatch.setattr(workers, "START", "fork")
    check_quick(made)


EVERYTHING: dict[str, Edit] = {
    "a topic that is not declared": write("2024/05", topics=["z"]),
    "a closed edition": lambda made: made.write("content/editions/2024-03-05.md", "---\narticles: [2024/05]\n---\n"),
    "a template": lambda made: made.write("templates/article.html", "changed {{ page.title }}"),
    "a setting": lambda made: made.write("site_config.yaml", CONFIG.partition("\n")[2] + "description: Other.\n"),
}


@pytest.mark.parametrize("change", EVERYTHING)
def test_what_reaches_too_far_is_left_to_a_build_of_everything(made: SiteFolder, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    EVERYTHING[change](made)
    built, real = list[object](), building.build

    def build(*given: Any) -> building.Built:
        built.append(given)
        return real(*given)

    monkeypatch.setattr(building, "build", build)
    if change == "a topic that is not declared":
        with pytest.raises(DigestError, match="there is no topic"):
            made.build()
    else:
        made.build()
    assert built


PATHS = st.sampled_from([*ARCHIVE, "2024/new", "2023/a", "知识", "a & b"])
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["One", "Two", "知识 & <b>"]),
    "published": st.sampled_from(["2024-03-04", "2024-03-04T23:30:00Z", "2024-03-05T23:00:00-10:00", "2023-12-31", "2024-03-20"]),
    "added": st.sampled_from(["2024-03-02T00:00:00Z", "2024-03-09T23:00:00Z"]),
    "updated": st.sampled_from(["2024-03-21", "2024-03-22T00:00:00Z"]),
    "topics": st.lists(st.sampled_from(["x", "X", "y", "below", "own"]), unique=True, max_size=3),
    "names": st.lists(st.sampled_from([{"name": "N"}, {"name": "n", "also": "另"}, {"name": "M"}]), max_size=2),
    "source": st.sampled_from(["S", "T", "s"]),
    "story": st.sampled_from(["sale", "sale", "01"]),
    "slug": st.sampled_from(["elsewhere", "sale", "05"]),
    "id": st.sampled_from(["one", "two"]),
    "aliases": st.sampled_from([["/old/"], ["/once/"], ["/topics/z/"]]),
    "translations": st.sampled_from([{"de": "deutsch"}, {"en": "2024/05.md"}, {"fr": "https://example.org/fr"}]),
    "corrections": st.sampled_from([[{"date": "2024-03-03", "note": "Seven."}]]),
    "draft": st.just(True),
    "authors": st.just(["A. Writer"]),
    "summary": st.just("In short."),
}
MORE = st.sampled_from(["", "time_zone: Asia/Taipei\n", "time_zone: Pacific/Honolulu\nhome_topics: 1\n", "new_topics: accept\n"])
FEEDS = "feeds: [atom, rss, json, topic_atom, source_atom, story_atom, sitemap, news_sitemap, robots, opml, articles_jsonl]\n"
BODIES = st.sampled_from(["A body.", "Another *body*.", "A ![map](map.png)."])


class SmallEdits(RuleBasedStateMachine):
    """An editor who mends articles, one or two at a time, on a site with all kinds of pages."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.made, self.other = SiteFolder(self.home / "site"), SiteFolder(self.home / "fresh")
        self.articles: dict[str, dict[str, Any]] = {}
        self.good: dict[str, dict[str, Any]] = {}
        """The articles as they were built last."""
        self.built: dict[str, bytes] = {}

    @initialize(more=MORE, late=st.booleans())
    def start(self, more: str, late: bool) -> None:
        self.made.write("site_config.yaml", f"{CONFIG.partition(chr(10))[2]}  - {{slug: below, name: Below, parent: x}}\n{FEEDS}{more}")
        for folder in ("", "2023/", "2024/"):
            self.made.write(f"content/articles/{folder}map.png", "PNG")
        if late:
            self.made.write("content/editions/2024-03-05.md", "---\narticles: [2024/05]\n---\n")
            self.made.write("content/editions/2024-W11.md", "---\narticles: [2024/04]\n---\n")
        for path, front in ARCHIVE.items():
            self.put(path, front)
        self.build()

    def put(self, path: str, front: dict[str, Any], body: str = "A body.") -> None:
        self.articles[path] = front
        write(path, body, **front)(self.made)

    @rule(path=PATHS, body=BODIES, keys=st.lists(st.sampled_from(sorted(KEYS)), max_size=2), data=st.data())
    def edit(self, path: str, body: str, keys: list[str], data: st.DataObject) -> None:
        front = dict(self.articles.get(path, {"title": "New"}))
        for key in keys:
            if key in front and key != "title" and data.draw(st.booleans()):
                del front[key]
            else:
                front[key] = data.draw(KEYS[key])
        self.made.write(f"content/articles/{path}.md", page(body=body, **front))
        self.articles[path] = front
        self.build()

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        if self.articles.pop(path, None):
            delete(path)(self.made)
            self.build()

    @rule(path=PATHS, other=PATHS, key=st.sampled_from(["", "slug", "id", "published", "story"]))
    def swap(self, path: str, other: str, key: str) -> None:
        """Let two articles change places, or what stands under a key."""
        if {path, other} <= self.articles.keys():
            one, two = ({**self.articles[each]} for each in (path, other))
            if key:
                one, two = ({**{k: v for k, v in own.items() if k != key}, **({key: its[key]} if key in its else {})} for own, its in ((two, one), (one, two)))
            for each, front in ((path, two), (other, one)):
                self.made.write(f"content/articles/{each}.md", page(body="Swapped.", **front))
                self.articles[each] = front
            self.build()

    def build(self) -> None:
        """Build, and compare with what a fresh build makes; an edit that is refused is undone."""
        compiled = self.home / "templates"  # these may stay, for speed
        shutil.copytree(self.made.root, self.other.root, ignore=lambda _, names: {"public", ".cache"} & set(names))
        if compiled.exists():
            (self.other.root / ".cache").mkdir()
            compiled.rename(self.other.root / ".cache/templates")
        expected, found = self.outcome(self.other), self.outcome(self.made)
        (self.other.root / ".cache/templates").rename(compiled)
        shutil.rmtree(self.other.root)
        assert found == expected
        if isinstance(found, str):
            shutil.rmtree(self.made.root / "content")
            shutil.copytree(self.home / "good", self.made.root / "content")
            self.articles = dict(self.good)
            assert self.outcome(self.made) == self.built
        else:
            self.good, self.built = dict(self.articles), found
            shutil.rmtree(self.home / "good", ignore_errors=True)
            shutil.copytree(self.made.root / "content", self.home / "good")

    def outcome(self, made: SiteFolder) -> dict[str, bytes] | str:
        try:
            made.build()
        except DigestError as error:
            return str(error)
        return dict(made.public)

    def teardown(self) -> None:
        shutil.rmtree(self.home)


def test_any_small_edits_make_what_a_fresh_build_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, real = list[object](), incremental.rebuild

    def rebuild(*given: Any) -> building.Built | None:
        if built := real(*given):
            quick.append(built)
        return built

    monkeypatch.setattr(incremental, "rebuild", rebuild)
    run_state_machine_as_test(
        SmallEdits,
        settings=settings(
            max_examples=int(os.environ.get("DIGEST_EXAMPLES", "6")), stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert len(quick) > 10
