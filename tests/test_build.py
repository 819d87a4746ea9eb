"""Stage 2 as a whole, on a real folder: what it writes, what it deletes, and what stands in its way."""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import MakeSite, SiteFolder, page

from digest import files
from digest import site as stage
from digest.errors import DigestError
from digest.progress import Progress


def small(site: MakeSite, text: str = "") -> SiteFolder:
    made = site(text, minimal=True)
    made.write("content/articles/a.md", page("The one", published="2024-03-01"))
    return made


def fails(made: SiteFolder) -> str:
    """Build; the complaint. The site stays as it was."""
    before = made.public
    run = made.run("build")
    assert run.status == 1, run.err
    assert "Traceback" not in run.err
    assert made.public == before
    return run.err


# What is written


def test_a_build_says_what_it_did(site: MakeSite) -> None:
    made = small(site)
    files = len(made.public)
    assert files == 0
    first = made.run("build")
    count = len(made.public)
    assert (first.status, first.out, first.err) == (0, f"1 article, {count} files: {count} written, 0 deleted, the rest as it was.\n", "")
    assert made.run("build").out == f"1 article, {count} files: 0 written, 0 deleted, the rest as it was.\n"


def test_the_engines_templates_make_a_whole_site(site: MakeSite) -> None:
    made = site()
    made.write("content/articles/a.md", page(
        published="2024-03-01", names=[{"name": "N", "also": "名"}], source="S", aliases=["/old/"],
        corrections=[{"date": "2024-03-02", "note": "It was seven."}],
    ))  # fmt: skip
    made.build()
    for path, data in made.public.items():
        if path.endswith(".html"):
            assert data.lower().startswith(b"<!doctype html>"), path
            assert b"The Test" in data, path
    assert made.build().written == ()


# The golden site


GOLDEN = Path(__file__).parent / "golden"


def test_the_golden_site(site: MakeSite, request: pytest.FixtureRequest) -> None:
    """Its diff is the review of a change of output; `pytest --update-golden` rewrites what is expected."""
    made = site()
    shutil.copytree(GOLDEN / "input", made.root, dirs_exist_ok=True)
    made.build()
    folder = GOLDEN / "expected"
    if request.config.getoption("--update-golden"):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(made.root / "public", folder)
    expected = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert expected, "the golden folder is empty"
    differences = "\n".join(differing(expected, made.public))
    assert not differences, f"run `pytest --update-golden` and review the diff if this is meant:\n{differences}"


def differing(expected: dict[str, bytes], built: dict[str, bytes]) -> Iterator[str]:
    """Show how two folders differ, as `diff` does."""
    for path in sorted(expected.keys() | built.keys()):
        before, after = (files.get(path, b"").decode(errors="replace").splitlines() for files in (expected, built))
        if path not in built or path not in expected:
            yield f"{'missing' if path in expected else 'not expected'}: {path}"
        elif expected[path] != built[path]:
            yield from difflib.unified_diff(before, after, f"expected/{path}", f"built/{path}", lineterm="", n=1)


# What is deleted, and what is not


def test_files_of_others_are_told_of_and_left_alone(site: MakeSite) -> None:
    made = small(site)
    made.write("public/theirs/x.html", "theirs")
    run = made.run("build")
    assert run.status == 0
    assert run.err == (
        "public/theirs/x.html: the file is not of this build, and is left alone\n    delete it if it should not be published\n"
    )
    made.delete("content/articles/a.md")
    made.build()
    assert made.public["theirs/x.html"] == b"theirs"


def test_a_folder_that_others_use_stays(site: MakeSite) -> None:
    made = small(site)
    made.build()
    made.write("public/articles/2024/03/a/theirs.txt", "theirs")
    made.delete("content/articles/a.md")
    assert "articles/2024/03/a/index.html" in made.build().deleted
    assert [path for path in made.public if path.startswith("articles/2024")] == ["articles/2024/03/a/theirs.txt"]


def test_a_page_that_moves_leaves_its_old_address(site: MakeSite) -> None:
    made = small(site)
    made.build()
    made.write("content/articles/a.md", page("The one", published="2024-04-01"))
    assert set(made.build().deleted) == {
        "articles/2024/03/a/index.html", "archive/2024/03/index.html", "editions/2024-03-01/index.html", "editions/2024-W09/index.html",
    }  # fmt: skip
    assert not (made.root / "public/articles/2024/03").exists()


def test_a_file_may_take_the_place_of_a_folder_and_back(site: MakeSite) -> None:
    made = small(site)
    made.write("content/pages/a.txt/b.md", page())
    made.build()
    made.delete("content/pages/a.txt")
    made.write("content/pages/a.txt", "a file")
    made.build()
    assert made.public["a.txt"] == b"a file"
    made.delete("content/pages/a.txt")
    made.write("content/pages/a.txt/b.md", page())
    made.build()
    assert "a.txt/b/index.html" in made.public


def test_clean_deletes_what_is_gone_as_well(site: MakeSite) -> None:
    made = small(site)
    made.build()
    made.delete("content/articles/a.md")
    report = made.build(clean=True)
    assert "articles/2024/03/a/index.html" in report.deleted
    assert not [path for path, data in made.public.items() if b"The one" in data]


@pytest.mark.parametrize("spoil", ["gone", "damaged"])
def test_a_lost_manifest_makes_every_file_anew(site: MakeSite, spoil: str) -> None:
    made = small(site)
    made.build()
    before = made.public
    manifest = made.root / ".cache/manifest"
    if spoil == "gone":
        made.delete(".cache")
    else:
        manifest.write_bytes(b"{")
    made.delete("content/articles/a.md")
    report = made.build()
    assert len(report.written) == report.total
    assert {notice.place.file.removeprefix("public/") for notice in report.notices} == before.keys() - {p for p, _ in report.written}


def test_what_a_killed_run_left_half_written_is_cleared_away(site: MakeSite) -> None:
    made = small(site)
    made.build()
    before = made.public
    made.delete(".cache")
    made.write("public/articles/.index.html.part", "hal")
    made.build()
    assert made.public == before


# What stands in the way of writing


def test_a_file_in_the_place_of_public(site: MakeSite) -> None:
    made = small(site)
    made.write("public", "a file")
    assert made.run("build").err.splitlines()[-2:] == ["public: cannot be written: Not a directory", "    mend its permissions, or free its place"]
    assert made.run("build").status == 1
    made.delete("public")
    made.build()
    assert "index.html" in made.public


def test_a_folder_in_the_place_of_a_file(site: MakeSite) -> None:
    made = small(site)
    made.build()
    made.delete("public/feed.xml")
    made.write("public/feed.xml/theirs.txt", "theirs")
    run = made.run("build")
    assert (run.status, run.err.splitlines()[-2]) == (1, "public/feed.xml: cannot be written: Is a directory")
    made.delete("public/feed.xml")
    made.build()
    assert made.public.keys() >= {"feed.xml"}
    assert not [path for path in made.public if path.endswith(".part")]


def test_something_in_the_place_of_what_may_be_lost(site: MakeSite) -> None:
    made = small(site)
    made.write(".cache/last/x", "a file in a folder")
    made.build()
    assert made.build().written == ()


@pytest.mark.parametrize("place", [".cache", ".cache/templates", ".cache/manifest/x"])
def test_something_in_the_place_of_the_cache(site: MakeSite, place: str) -> None:
    made = small(site)
    made.write(place, "a file")
    run = made.run("build")
    assert (run.status, "Traceback" in run.err) == (1, False)
    assert re.match(r"\.cache\S*: cannot be written: ", run.err)


def test_a_folder_that_may_not_be_written(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it looks to one who is not root."""
    made = small(site)
    made.build()
    made.edit("content/articles/a.md", "A body.", "Another.")

    def refuse(path: str, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(files, "_write", refuse)
    assert fails(made) == ".cache: cannot be written: Permission denied\n    mend its permissions, or free its place\n"


def test_a_file_that_may_not_be_read(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = small(site)
    made.write("content/pages/kit.zip", "zip")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched, pytest.raises(DigestError) as caught:
        settings = made.root / "site_config.yaml"
        text = settings.read_bytes()
        patched.setattr(Path, "read_bytes", lambda path: text if path == settings else refuse(path))
        made.delete("content/articles/a.md")
        made.build()
    assert "cannot be read: Permission denied" in str(caught.value)


# Templates with faults


@pytest.mark.parametrize(
    ("template", "text", "complaint"),
    [
        ("article.html", "{% extends 'base.html' %}\n{% block main %}\n{{ topics }}{% endblock %}", "templates/article.html:3: 'topics' is undefined (rendering /articles/2024/03/a/)"),
        ("article.html", "\n{{ article.tytle }}", "templates/article.html:2: 'digest.model.Article object' has no attribute 'tytle' (rendering /articles/2024/03/a/)"),
        ("partials/teasers.html", "x\n\n{{ nothing.at.all }}", "templates/partials/teasers.html:3: 'nothing' is undefined (rendering /)"),
        ("deep/er/x.html", "\n{{ nothing }}", "templates/deep/er/x.html:2: 'nothing' is undefined (rendering /404.html)"),
        ("article.html", "{% for %}", "templates/article.html:1: Expected an expression, got 'end of statement block'"),
        ("partials/teasers.html", "\n\n{{ a b }}", "templates/partials/teasers.html:3: expected token 'end of print statement', got 'b'"),
        ("article.html", "\n{{ article.title|shout }}", "templates/article.html:2: No filter named 'shout'. (rendering /articles/2024/03/a/)"),
        ("article.html", "\n{% include 'partials/gone.html' %}", "templates/partials/gone.html: there is no such template (rendering /articles/2024/03/a/)"),
        ("article.html", "{% extends 'gone.html' %}", "templates/gone.html: there is no such template (rendering /articles/2024/03/a/)"),
        ("article.html", "\n\n{{ article.updated|day }}", "templates/article.html:3: 'NoneType' object has no attribute 'month' (rendering /articles/2024/03/a/)"),
        ("article.html", "\n{{ 1 / 0 }}", "templates/article.html:2: division by zero (rendering /articles/2024/03/a/)"),
        ("article.html", "\n{{ article.title + 1 }}", "templates/article.html:2: can only concatenate str (not \"int\") to str (rendering /articles/2024/03/a/)"),
        ("article.html", "{% include 'article.html' %}", "templates/article.html:1: maximum recursion depth exceeded"),
        ("article.html", b"\xff\xfe", "templates/article.html: the file is not UTF-8"),
    ],
)  # fmt: skip
def test_a_fault_in_a_template_has_its_place(site: MakeSite, template: str, text: str | bytes, complaint: str) -> None:
    made = small(site)
    made.write("templates/not_found.html", "{% include 'deep/er/x.html' %}")
    made.write("templates/deep/er/x.html", "x")
    made.build()
    made.write(f"templates/{template}", text)
    made.edit("content/articles/a.md", "A body.", "Another body.")
    assert fails(made).splitlines()[0].startswith(complaint)


def test_an_undefined_name_is_told_with_what_there_is(site: MakeSite) -> None:
    made = small(site)
    made.write("templates/article.html", "{{ artikel }}")
    assert fails(made).splitlines()[1] == (
        "    a template sees only `site`, `page` and what its kind is given: page, article, text, teaser, names, edition, earlier, story, story_so_far, rights, card, translations"
    )


def test_a_missing_template_of_a_kind(site: MakeSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = small(site)
    monkeypatch.setattr("digest.site.render.ENGINE_TEMPLATES", tmp_path / "none")
    made.delete("templates/month.html")
    assert fails(made).splitlines()[0] == "templates/month.html: there is no such template"


def test_a_template_may_include_what_may_be_missing(site: MakeSite) -> None:
    made = small(site)
    made.write("templates/not_found.html", "{% include 'partials/own.html' ignore missing %}{% include ['partials/own.html', 'partials/ours.html'] %}")
    made.write("templates/partials/ours.html", "ours")
    made.build()
    assert made.text("404.html") == "ours"
    made.write("templates/partials/own.html", "own")
    made.build()
    assert made.text("404.html") == "ownown"


def test_a_template_that_is_named_at_run_time_counts_too(site: MakeSite) -> None:
    made = small(site)
    made.write("templates/not_found.html", "{% set name = 'partials/' ~ 'own.html' %}{% include name %}")
    made.write("templates/partials/own.html", "one")
    made.build()
    made.write("templates/partials/own.html", "two")
    made.build()
    assert made.text("404.html") == "two"


# Below a path, as on a project page of GitHub


def test_addresses_in_pages_have_the_path_of_base_url(site: MakeSite) -> None:
    made = small(site, "=== site_config.yaml\nname: X\nbase_url: https://user.github.io/repo\n")
    made.edit("content/articles/a.md", "A body.", "[Topics](/topics/) and [near](../b/).")
    made.build()
    text = made.text("articles/2024/03/a/index.html")
    assert 'href="/repo/topics/"' in text
    assert 'href="../b/"' in text
    assert "/repo/editions/2024-03-01/" in text
    made.build(base_url="https://example.org/")
    assert 'href="/topics/"' in made.text("articles/2024/03/a/index.html")
    assert not [path for path, data in made.public.items() if b"/repo/" in data]


def test_it_tells_how_far_it_has_come(site: MakeSite) -> None:
    made = small(site)
    told: list[Progress] = []
    options = stage.BuildOptions(tell=told.append, search=False)
    report = stage.build(made.root, stage.Settings(made.root), options)
    assert told == [Progress("reading", 1, 1), Progress("writing", report.total, report.total)]
    made.edit("content/articles/a.md", "A body.", "Another.")
    told.clear()
    stage.build(made.root, stage.Settings(made.root), options)
    assert [(one.what, one.done == one.total) for one in told] == [("writing", True)], "one article is read in no time"
