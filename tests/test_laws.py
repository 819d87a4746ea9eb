"""The laws of the design that are about the whole: arrows, determinism, incremental builds, one shape for all pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from conftest import CONFIG, MINIMAL, MakeSite, SiteFolder, page
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import digest
from digest import config, files, workers
from digest import site as stage
from digest.errors import DigestError
from digest.site import writing
from digest.site.pages import KINDS
from digest.site.planned import Head


def test_law_1_a_build_does_not_load_what_it_does_not_use(site: MakeSite) -> None:
    made = site(SITE)
    code = "import sys; from digest.cli import main; assert main(sys.argv[1:]) == 0; print(*sys.modules, file=sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", code, "--root", str(made.root), "build"], capture_output=True, text=True, check=True, env=environment()
    )
    heavy = {"py3langid", "sentencex", "numpy", "livereload", "tornado", "ghp_import", "ssl", "digest.ingest", "digest.serve"}
    assert heavy & set(run.stderr.split()) == set()


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(digest.__file__).parents[1]), **changes}


# Law 3: same input, same bytes


SITE = """
=== site_config.yaml
name: The Crossing
base_url: https://user.github.io/repo
time_zone: Asia/Taipei
new_topics: accept
per_page: 2
=== content/articles/2024/03/a.md
---
title: Late in UTC
published: 2024-03-01T17:30:00Z
topics: [晶片, space, C++]
names: [{name: TSMC, also: 台積電}, {name: Ärzte}, {name: zebra}]
source: {name: Ünïcode Daily, url: "https://example.com/"}
rights: link
---
=== content/articles/2024/03/b.md
---
title: A day
published: 2024-03-01
topics: [space]
---
Words, *more* words, <b>raw</b> ones.
=== content/articles/2024/03/c.md
---
title: Early
published: 2024-02-29T23:30:00-11:00
topics: [space, 晶片]
story: b
corrections: [{date: 2024-03-02, note: Seven.}]
---
Words ![map](map.png).
=== content/articles/2024/03/map.png
PNG
=== content/articles/undated/d.md
---
title: Late
added: 2024-03-01T00:00:00Z
---
Own words.
=== content/editions/2024-03-01.md
---
title: Closed
articles: [2024/03/b]
---
Words.
=== content/pages/about.md
---
title: About
---
Us.
"""


@pytest.fixture
def twins(site: MakeSite, tmp_path: Path) -> tuple[SiteFolder, SiteFolder]:
    """Make the same site twice, the second under a path of another length and alphabet."""
    first = site(SITE)
    second = SiteFolder(tmp_path / "an other place" / "新聞")
    shutil.copytree(first.root, second.root)
    return first, second


def build_elsewhere(made: SiteFolder, changes: Mapping[str, str] = MappingProxyType({}), jobs: int = 0) -> dict[str, bytes]:
    command = [sys.executable, "-m", "digest", "--root", str(made.root), "build", "--clean", f"--jobs={jobs}"]
    subprocess.run(command, check=True, capture_output=True, env=environment(**changes), cwd="/")
    return made.public


def test_law_3_the_machine_does_not_show(twins: tuple[SiteFolder, SiteFolder]) -> None:
    first, second = twins
    expected = build_elsewhere(first, {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8"})
    assert len(expected) > 40
    for changes in (
        {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2", "LC_ALL": "C"},
        {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "3", "LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONOPTIMIZE": "1"},
    ):
        assert build_elsewhere(second, changes) == expected


def test_law_3_the_number_of_workers_does_not_show(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nnew_topics: accept", minimal=True)
    for number in range(workers.FEW + 20):
        front = {"published": f"2024-03-{number % 28 + 1:02}", "topics": [f"t{number % 7}"], "names": [{"name": f"N{number % 5}"}]}
        made.write(f"content/articles/2024/{number}.md", page(f"Title {number}", f"*Body* {number}.", **front))
    alone = build_elsewhere(made, jobs=1)
    shutil.rmtree(made.root / ".cache")
    assert build_elsewhere(made, jobs=3) == alone


def test_law_3_neither_the_clock_nor_a_path_of_the_machine_shows(twins: tuple[SiteFolder, SiteFolder]) -> None:
    for made in twins:
        made.build()
        now = dt.datetime.now(dt.UTC)
        today = [now.date().isoformat(), email.utils.format_datetime(now)[:16], f"{now.day} {now:%B %Y}", str(int(now.timestamp()))[:6]]
        for sign in (str(made.root), str(Path(digest.__file__).parents[1]), str(Path.home()) + "/", *today):
            assert not [path for path, data in made.public.items() if sign.encode() in data], sign


def test_law_3_the_order_of_the_folder_does_not_show(twins: tuple[SiteFolder, SiteFolder]) -> None:
    first, second = twins
    sources = [path for path in sorted((second.root / "content").rglob("*"), reverse=True) if path.is_file()]
    kept = {path: path.read_bytes() for path in sources}
    second.delete("content")
    for path, data in kept.items():
        second.write(path.relative_to(second.root).as_posix(), data)
    first.build()
    second.build()
    assert first.public == second.public


# Law 6: every kind of page has the same outer shape


def test_law_6_each_page_of_a_kind_is_given_the_same_names(site: MakeSite) -> None:
    made = site(SITE)
    made.edit("content/articles/2024/03/b.md", "title: A day", "title: A day\naliases: [/old/]")
    planned, _ = stage.plan(made.root, config.load(made.root))
    names: dict[str, set[frozenset[str]]] = {}
    for planned_page in planned.values():
        if planned_page.kind in KINDS:
            head = planned_page.context["page"]
            assert isinstance(head, Head)
            assert (head.kind, head.url) == (planned_page.kind, planned_page.url)
            names.setdefault(planned_page.kind, set()).add(frozenset(planned_page.context))
    assert names.keys() == KINDS.keys()
    assert [kind for kind, shapes in names.items() if len(shapes) > 1] == []


# Law 4: incremental is clean


TEMPLATES = {**MINIMAL, "templates/partials/own.html": "own"}
SHARED = [f"templates/{name}" for name in ("base.html", "listing.html", "partials/teasers.html", "partials/own.html", "article.html", "static/style.css")]
PATHS = st.sampled_from([f"content/articles/{name}.md" for name in ("2024/a", "2024/b", "2024/c", "d", "e", "f", "知识", "2024-03-02-h")])
FRONT: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"title": st.sampled_from(["One", "Two", "知识 & <b>"])},
    optional={
        "published": st.sampled_from(["2024-03-01", "2024-03-02", "2024-03-01T23:00:00-10:00", "2023-12-31"]),
        "added": st.sampled_from(["2024-03-02T00:00:00Z", "2024-03-09T00:00:00Z"]),
        "topics": st.lists(st.sampled_from(["x", "X", "y", "C++"]), unique=True),
        "names": st.lists(st.sampled_from([{"name": "N"}, {"name": "N", "also": "名"}, {"name": "M"}]), max_size=2),
        "source": st.sampled_from(["S", "T"]),
        "draft": st.sampled_from([False, False, True]),
        "story": st.sampled_from(["a", "d", "tale"]),
        "not_story": st.sampled_from([[], ["a"]]),
        "translations": st.sampled_from([{}, {"de": "2024/a"}, {"fr": "https://example.org/fr"}]),
        "aliases": st.sampled_from([[], [], ["/old/"], ["/topics/z/"]]),
        "corrections": st.sampled_from([[], [{"date": "2024-03-03", "note": "Seven."}]]),
    },
)
BODIES = st.sampled_from(["", "A body.", "Another *body*.", "A ![map](map.png)."])
SETTINGS = st.sampled_from(["", "per_page: 2\n", "per_page: 3\nfeeds: [atom, sitemap]\n", "time_zone: Asia/Taipei\n", "description: Other.\n"])
EDITIONS = st.sampled_from(["2024-03-01", "2024-03-02", "2024-W09", "2023-12-31"])


class Killed(BaseException):
    """The process was killed."""


@contextlib.contextmanager
def killed_after(steps: int) -> Iterator[list[int]]:
    """Kill the run at its step number `steps`: a file made, written, moved to its place, or deleted.

    Yields a list of one number, which is negative when the run was killed.
    """
    left = [steps]

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def step_or_die(*arguments: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:  # and whatever would clear up after it dies as well
                raise Killed
            return step(*arguments, **options)

        return step_or_die

    steps_of_a_build = ((writing, "_stage"), (files, "write_whole"), (files, "place"), (Path, "unlink"), (shutil, "rmtree"))
    with pytest.MonkeyPatch.context() as patched, contextlib.suppress(Killed):
        for home, name in steps_of_a_build:
            patched.setattr(home, name, counted(getattr(home, name)))
        yield left


@pytest.mark.parametrize("then", ["finish", "undo"])
def test_law_4_a_run_that_is_killed_at_any_instant_is_made_good(site: MakeSite, then: str) -> None:
    made = site("=== site_config.yaml\nname: X\npages: [home, article]\nfeeds: [atom]", minimal=True)
    made.write("content/articles/a.md", page("A", published="2024-03-01"))
    made.build()
    before = made.public
    made.write("content/articles/b.md", page("B", published="2024-03-02", aliases=["/old/"]))
    made.build()
    after = made.public
    for steps in itertools.count():
        made.delete("content/articles/b.md")
        made.build()
        assert made.public == before
        made.write("content/articles/b.md", page("B", published="2024-03-02", aliases=["/old/"]))
        with killed_after(steps) as left:
            made.build()
        if then == "undo":
            made.delete("content/articles/b.md")
        made.build()
        assert made.public == (before if then == "undo" else after), f"killed at step {steps}"
        made.write("content/articles/b.md", "")
        if left[0] >= 0:
            break
    assert steps > 8


JOBS = {"over two cores": 2, "over three cores": 3}
BUILD = st.sampled_from(["build", "build", "build", "with drafts", "clean", "not yet", *JOBS])
"""What follows an edit."""


class Editing(RuleBasedStateMachine):
    """An editor, a designer, a clumsy hand and a failing machine at work on one site."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.made = SiteFolder(self.home / "site")
        self.edits = 0
        self.strangers: set[str] = set()
        """Files that a lost manifest no longer knows."""
        self.kept_strangers: set[str] = set()

    @initialize()
    def start(self) -> None:
        for path, text in TEMPLATES.items():
            self.made.write(path, text)
        self.made.write("site_config.yaml", f"{CONFIG}new_topics: accept\n")
        self.made.write("content/articles/map.png", "PNG")
        self.made.write("content/articles/2024/map.png", "PNG")
        self.made.write("content/articles/2024/a.md", page(published="2024-03-01", topics=["x", "C++"], names=[{"name": "N"}]))
        self.made.write("content/articles/知识.md", page(published="2024-03-02", topics=["x"], source="S", aliases=["/old/"]))
        self.then("build")

    def articles(self) -> list[str]:
        return sorted(path.relative_to(self.made.root).as_posix() for path in (self.made.root / "content/articles").rglob("*.md"))

    @rule(path=PATHS, front=FRONT, body=BODIES, build=BUILD)
    def write_article(self, path: str, front: dict[str, Any], body: str, build: str) -> None:
        self.made.write(path, page(body=body, **front))
        self.then(build)

    @rule(which=st.integers(0, 7), path=PATHS, build=BUILD)
    def rename_article(self, which: int, path: str, build: str) -> None:
        if articles := self.articles():
            (self.made.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.made.root / articles[which % len(articles)]).rename(self.made.root / path)
        self.then(build)

    @rule(which=st.integers(0, 7), build=BUILD)
    def delete_article(self, which: int, build: str) -> None:
        if articles := self.articles():
            self.made.delete(articles[which % len(articles)])
        self.then(build)

    @rule(name=st.sampled_from(SHARED), addition=st.sampled_from(["", "{% include 'partials/own.html' ignore missing %}"]), build=BUILD)
    def edit_template(self, name: str, addition: str, build: str) -> None:
        self.edits += 1
        self.made.write(name, f"{TEMPLATES[name].strip()}{addition}<!-- {self.edits} -->")
        self.then(build)

    @rule(build=BUILD)
    def delete_a_partial(self, build: str) -> None:
        (self.made.root / "templates/partials/own.html").unlink(missing_ok=True)
        self.then(build)

    @rule(more=SETTINGS, build=BUILD)
    def edit_settings(self, more: str, build: str) -> None:
        self.made.write("site_config.yaml", f"{CONFIG}new_topics: accept\n{more}")
        self.then(build)

    @rule(name=EDITIONS, chosen=st.none() | st.lists(st.integers(0, 7), unique=True, max_size=3), build=BUILD)
    def write_edition(self, name: str, chosen: list[int] | None, build: str) -> None:
        paths = [path.removeprefix("content/articles/") for path in self.articles()]
        listed = "" if chosen is None else f"articles: {json.dumps([path for n, path in enumerate(paths) if n in chosen])}\n"
        self.made.write(f"content/editions/{name}.md", f"---\ntitle: {name}\n{listed}---\nWords.\n")
        self.then(build)

    @rule(name=EDITIONS, build=BUILD)
    def delete_edition(self, name: str, build: str) -> None:
        (self.made.root / f"content/editions/{name}.md").unlink(missing_ok=True)
        self.then(build)

    @rule(which=st.integers(0, 100), damage=st.sampled_from(["delete", "empty", "replace"]), build=BUILD)
    def damage_a_file(self, which: int, damage: str, build: str) -> None:
        if public := self.made.public:
            path = sorted(public)[which % len(public)]
            if damage == "delete":
                self.made.delete(f"public/{path}")
            else:
                self.made.write(f"public/{path}", b"" if damage == "empty" else bytes(len(public[path])))
        self.then(build)

    @rule(build=BUILD)
    def lose_the_cache(self, build: str) -> None:
        shutil.rmtree(self.made.root / ".cache", ignore_errors=True)
        self.strangers |= self.made.public.keys()
        self.then(build)

    @rule()
    def keep_the_cache(self) -> None:
        """Keep the cache and the site that belongs to it, as a workflow does."""
        shutil.rmtree(self.home / "kept", ignore_errors=True)
        for name in (".cache", "public"):
            if (self.made.root / name).exists():
                shutil.copytree(self.made.root / name, self.home / "kept" / name)
        self.kept_strangers = set(self.strangers)

    @rule(build=BUILD)
    def restore_the_cache_in_a_fresh_clone(self, build: str) -> None:
        """Take back what was kept last, however old, and give every file a new time."""
        if (self.home / "kept").exists():
            for name in (".cache", "public"):
                shutil.rmtree(self.made.root / name, ignore_errors=True)
            shutil.copytree(self.home / "kept", self.made.root, dirs_exist_ok=True, copy_function=shutil.copyfile)
            self.strangers = set(self.kept_strangers)
        self.made.root.rename(self.home / "before")
        shutil.copytree(self.home / "before", self.made.root, copy_function=shutil.copyfile)
        shutil.rmtree(self.home / "before")
        self.then(build)

    @rule(path=PATHS, front=FRONT, steps=st.integers(0, 60), build=BUILD)
    def edit_and_be_killed(self, path: str, front: dict[str, Any], steps: int, build: str) -> None:
        self.made.write(path, page(**front))
        with killed_after(steps), contextlib.suppress(DigestError):
            self.made.build()
        self.then(build)

    def then(self, build: str) -> None:
        """Build, and compare with what a fresh build makes."""
        if build == "not yet":
            return
        drafts = build == "with drafts"
        before = self.made.public
        fresh, complaint = self.fresh(drafts)
        try:
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(workers, "FEW", 0)
                self.made.build(clean=build == "clean", drafts=drafts, jobs=JOBS.get(build, 1))
        except DigestError as error:
            assert str(error) == complaint
            assert self.made.public == before
            return
        public = self.made.public
        assert {path: data for path, data in public.items() if path in fresh or path not in self.strangers} == fresh
        again = self.made.build(drafts=drafts)
        assert (again.written, again.deleted, self.made.public) == ((), (), public)

    def fresh(self, drafts: bool) -> tuple[Mapping[str, bytes], str]:
        """Build the same in another folder: its public files, or the complaint."""
        other = SiteFolder(self.home / "fresh")
        compiled = other.root / ".cache/templates"  # these may stay, for speed
        for path in (*other.root.glob("*"), *compiled.parent.glob("*")):
            if path not in (compiled, compiled.parent):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.made.root, other.root, ignore=lambda _, names: {"public", ".cache"} & set(names), dirs_exist_ok=True)
        try:
            other.build(drafts=drafts)
        except DigestError as error:
            return {}, str(error)
        return other.public, ""

    def teardown(self) -> None:
        self.then("build")
        shutil.rmtree(self.home)


TestLaw4 = Editing.TestCase
TestLaw4.settings = settings(
    max_examples=int(os.environ.get("DIGEST_EXAMPLES", "10")),
    stateful_step_count=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
