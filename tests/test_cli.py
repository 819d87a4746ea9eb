"""The command line: exit statuses, where things are printed, and every mistake a plain sentence with its place."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, Run, SiteFolder

import digest
from digest import cli
from digest.errors import problem

ROOT = Path(digest.__file__).parents[1]
VERBS = [name for name in cli._VERBS if name]

GOOD = """
=== site_config.yaml
name: X
id: x
topics:
  - {slug: apps, name: Apps}
=== content/articles/2020/09/a.md
---
title: A
published: 2020-09-11
topics: [apps]
---

A paragraph.
"""


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    """Call `main` just as `build.py` does, without a `--root` of our own."""
    try:
        status = cli.main(arguments)
    except SystemExit as leave:
        status = leave.code if isinstance(leave.code, int) else 2
    return Run(status, *capsys.readouterr())


# What a run comes to


def test_a_build_that_goes_well(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    first, second = made.run("build"), made.run("build")

    assert (first.status, first.err) == (0, "")
    assert re.fullmatch(r"1 article, \d+ files: \d+ written, 0 deleted, the rest as it was\.\n", first.out)
    assert re.fullmatch(r"1 article, \d+ files: 0 written, 0 deleted, the rest as it was\.\n", second.out)
    assert "<h1>A</h1>" in made.text("articles/2020/09/a/index.html")


def test_why_names_each_file_and_its_reason(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    made.run("build")
    made.edit("content/articles/2020/09/a.md", "A paragraph.", "Another.")

    assert "public/articles/2020/09/a/index.html: what it shows changed\n" in made.run("build", "--why").out


def test_the_root_may_stand_before_and_after_the_verb(site: MakeSite, capsys: pytest.CaptureFixture[str]) -> None:
    made = site(GOOD, minimal=True)
    root = str(made.root)

    for arguments in (["--root", root, "build"], ["build", "--root", root], [f"--root={root}", "build"], ["--root", root]):
        assert call(capsys, *arguments).status == 0, arguments


@pytest.mark.parametrize("before", [True, False])
def test_another_address_may_stand_before_and_after_the_verb(site: MakeSite, before: bool) -> None:
    made = site(GOOD, minimal=True)
    address = ("--base-url", "https://x.org/repo")
    run = made.run(*address, "build") if before else made.run("build", *address)

    assert run.status == 0
    assert "https://x.org/repo/articles/2020/09/a/" in made.text("sitemap.xml")


def test_this_folder_is_the_root_where_none_is_named(site: MakeSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(GOOD, minimal=True)
    monkeypatch.chdir(made.root)

    assert call(capsys, "build").status == 0
    assert made.public


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version") == Run(0, f"digest {digest.__version__}\n", "")


def test_the_help_names_every_verb_and_fits_a_screen(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = call(capsys, "--help")

    assert (status, err) == (0, "")
    assert all(re.search(rf"^    {verb} ", out, re.MULTILINE) for verb in VERBS)
    assert len(out.splitlines()) <= 40
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_a_verb_fits_a_screen_and_shows_an_example(verb: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, err = call(capsys, verb, "--help")

    assert (status, err) == (0, "")
    assert f"Example: python build.py {verb}" in out
    assert "--root DIR" in out
    assert len(out.splitlines()) <= 40
    assert max(map(len, out.splitlines())) <= 80


# Wrong usage: exit status 2


@pytest.mark.parametrize("arguments", [["frobnicate"], ["--frobnicate"], ["build", "--frobnicate"], ["build", "x"], ["--root"], ["serve", "--port", "many"]])
def test_what_the_command_line_does_not_know(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, *arguments)

    assert (status, out) == (2, "")
    assert err.startswith("usage: build.py")


def test_a_root_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, file = str(tmp_path / "missing"), tmp_path / "file"
    file.write_text("")

    for name in (missing, str(file)):
        assert call(capsys, "build", "--root", name) == Run(2, "", f"{name}: there is no such folder\n    `--root DIR` names the site's folder\n")


@pytest.mark.parametrize(
    ("arguments", "err"),
    [
        (["build", "--base-url", "x"], "--base-url: “x” is no address of a site\n    write it as https://user.github.io/repo\n"),
        (["ingest", "--date", "2025-02-30"], "--date: “2025-02-30” is no date\n    there is no such day or time in the calendar\n"),
        (["new"], 'build.py new: it wants a title\n    write: build.py new "The title"\n'),
    ],
)
def test_an_option_that_means_nothing(site: MakeSite, arguments: list[str], err: str) -> None:
    assert site(GOOD).run(*arguments) == Run(2, "", err)


# The user's files: exit status 1, and nothing is lost

CONFIG, PAGE = "site_config.yaml", "content/articles/2020/09/a.md"
NEVER = "is not a day (2020-09-11) or an instant with its offset (2020-09-11T08:00:00+08:00)"

MISTAKES: dict[str, tuple[str, str | bytes, str]] = {
    "an unknown key": (CONFIG, "nmae: X\n", f"{CONFIG}:1:1: there is no key `nmae`\n    nmae: X\n    ^\n    did you mean `name`?\n{CONFIG}:1:1: `name` is missing\n    nmae: X\n    ^\n"),
    "a wrong type": (CONFIG, "name: X\nper_page: [1]\n", f"{CONFIG}:2:11: a list stands where a whole number is wanted\n    per_page: [1]\n              ^\n"),
    "a bad mapping": (
        CONFIG,
        "name: X: y\n",
        f'{CONFIG}:1:8: not YAML: mapping values are not allowed in this context\n    name: X: y\n           ^\n    a value with a colon and a space in it wants quotes (`title: "A: b"`), and keys of one level begin in one column\n',
    ),
    "a duplicate key": (CONFIG, "name: X\nname: Y\n", f"{CONFIG}:2:1: the key `name` stands here twice\n    name: Y\n    ^\n    keep one of the two\n"),
    "an unknown zone": (CONFIG, "name: X\ntime_zone: Asia/Taipeh\n", f"{CONFIG}:2:12: the time zone “Asia/Taipeh” is not known\n    time_zone: Asia/Taipeh\n               ^\n    did you mean `Asia/Taipei`?\n"),
    "an impossible date": (PAGE, "---\ntitle: A\npublished: 2025-02-30\n---\n", f"{PAGE}:3:12: “2025-02-30” {NEVER}\n    published: 2025-02-30\n               ^\n    there is no such day or time in the calendar\n"),
    "a naive time": (
        PAGE,
        "---\ntitle: A\npublished: 2020-09-11 08:00\n---\n",
        f"{PAGE}:3:12: “2020-09-11 08:00” {NEVER}\n    published: 2020-09-11 08:00\n               ^\n    the time has no offset: write 2020-09-11 08:00+08:00 with yours, or the day alone\n",
    ),
    "a control character": (PAGE, "---\ntitle: A\n---\n\nA \x1b[31mred\n", f"{PAGE}:5:3: the file holds a control character (U+001B)\n    delete the character that cannot be seen\n"),
    "an empty file": (PAGE, "", f"{PAGE}: the file is empty\n    a page opens with front matter between two lines of `---`\n"),
    "a file of NULs": (PAGE, b"\0" * 64, f"{PAGE}:1:1: the file holds a control character (U+0000)\n    it is damaged, or no text\n"),
    "50 MB on one line": (PAGE, b"x" * 50_000_000, f"{PAGE}: the file has 50 MB, and a page at most 5 MB\n    split it\n"),
    "a file that is not UTF-8": (PAGE, "---\ntitle: Été\n---\n".encode("latin-1"), f"{PAGE}:2: the file is not UTF-8 here\n    save it as UTF-8\n"),
    "a page without a title": (PAGE, "---\nkicker: K\n---\n", f"{PAGE}:2:1: `title` is missing\n    kicker: K\n    ^\n"),
    "an unknown topic": (PAGE, "---\ntitle: A\ntopics: [aps]\n---\n", f"{PAGE}:3:10: there is no topic “aps”\n    topics: [aps]\n             ^\n    did you mean `apps`?\n"),
}


def tear(made: SiteFolder, path: str, text: str | bytes) -> Run:
    """Break a file of a site that was built, build, and mend it again."""
    whole = (made.root / path).read_bytes()
    made.write(path, text)
    run = made.run("build")
    made.write(path, whole)
    return run


def test_each_mistake_is_told_in_plain_words_and_nothing_is_lost(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    assert made.run("build").status == 0
    before = made.public

    for name, (path, text, err) in MISTAKES.items():
        assert tear(made, path, text) == Run(1, "", err), name
        assert made.public == before, name
    assert "0 written, 0 deleted" in made.run("build").out


def test_a_site_without_a_config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "build", "--root", str(tmp_path)) == Run(
        1, "", "site_config.yaml: there is no such file\n    every site has one; `--root DIR` names the site's folder\n"
    )


def test_a_template_with_a_mistake_in_it(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    assert made.run("build").status == 0
    before = made.public

    undefined = tear(made, "templates/article.html", '{% extends "base.html" %}\n{% block main %}{{ artikle.title }}{% endblock %}\n')
    missing = tear(made, "templates/article.html", '{% extends "bse.html" %}\n')
    syntax = tear(made, "templates/base.html", "<!DOCTYPE html>\n{% if %}\n")

    assert undefined.err.startswith("templates/article.html:2: 'artikle' is undefined")
    assert missing.err.startswith("templates/bse.html: there is no such template")
    assert syntax.err.startswith("templates/base.html:2: ")
    assert [run.status for run in (undefined, missing, syntax)] == [1, 1, 1]
    assert made.public == before


def test_an_output_folder_that_cannot_be_written(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    made.write("public", "the user's own file")

    assert made.run("build") == Run(1, "", "public: cannot be written: Not a directory\n    mend its permissions, or free its place\n")
    assert (made.root / "public").read_text() == "the user's own file"


def test_all_mistakes_are_told_at_once(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    made.write("content/articles/b.md", "no front matter")
    made.write("content/articles/c.md", "---\nkicker: K\n---\n")
    made.write("content/editions/x.md", "---\ntitle: T\n---\n")

    status, out, err = made.run("build")
    assert (status, out) == (1, "")
    assert re.findall(r"^content\S+: ", err, re.MULTILINE) == ["content/articles/b.md:1: ", "content/articles/c.md:2:1: ", "content/editions/x.md: "]


def test_a_fault_of_the_program_is_not_hidden(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("digest.site.reading.begun", fail)
    with pytest.raises(ZeroDivisionError):
        site(GOOD, minimal=True).run("build")


def test_a_run_that_is_interrupted(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("digest.site.reading.begun", interrupt)
    assert site(GOOD, minimal=True).run("build") == Run(130, "", "")


# GitHub


def test_in_ci_problems_are_annotations_too(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = site(GOOD, minimal=True)
    made.write(PAGE, '---\ntitle: A\npublished: "100%\\n::warning::x"\n---\n')
    monkeypatch.setenv("CI", "true")
    status, out, err = made.run("build")

    assert status == 1
    assert err.startswith(f"{PAGE}:3:12: “100%␊::warning::x” {NEVER}\n")
    assert out == (
        f"::error file={PAGE},line=3,col=12::“100%25%0A::warning::x” {NEVER}. "
        "write the day as YYYY-MM-DD, or an instant as 2020-09-11T08:00:00+08:00\n"
    )


def test_elsewhere_there_are_no_annotations(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    made = site(GOOD, minimal=True)
    made.write(PAGE, "")

    assert made.run("build").out == ""


def test_the_path_in_an_annotation_is_escaped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As the runner reads them: github.com/actions/toolkit, command.ts, escapeProperty."""
    monkeypatch.setenv("CI", "true")
    cli._complain([problem("content/articles/100%: a, b.md", "odd", line=2)])

    assert capsys.readouterr().out == "::error file=content/articles/100%25%3A a%2C b.md,line=2::odd\n"


# New pages


def test_a_new_page_and_a_closed_edition(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    status, out, err = made.run("new", "Überschrift: eins")
    again = made.run("new", "Überschrift, eins")

    assert (status, err) == (0, "")
    path = out.removeprefix("wrote ").strip()
    assert re.fullmatch(r"content/articles/\d{4}/\d\d/überschrift-eins\.md", path)
    assert 'title: "Überschrift: eins"' in (made.root / path).read_text(encoding="utf-8")
    assert again == Run(1, "", f"{path}: the file is there already\n    give another title, or edit the file\n")

    assert made.run("new", "--edition", "2020-09-11") == Run(0, "wrote content/editions/2020-09-11.md\n", "")
    assert "articles:\n  - \"2020/09/a\"\n" in (made.root / "content/editions/2020-09-11.md").read_text(encoding="utf-8")
    assert made.run("new", "--edition", "2020-09-12") == Run(
        1, "", "--edition: no article stands in an edition 2020-09-12\n    did you mean `2020-09-11`?\n"
    )


# The door


def test_the_door_from_another_folder(site: MakeSite, tmp_path: Path) -> None:
    """As a user calls it: `python build.py`, and `python -m digest`; a mistake shows no traceback."""
    made = site(GOOD, minimal=True)
    made.write(PAGE, "---\ntitle: [\n---\n")
    door = [sys.executable, str(ROOT / "build.py"), "--root", str(made.root)]
    run = subprocess.run(door, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False)

    assert run.returncode == 1
    assert run.stderr.startswith(f"{PAGE}:2:9: not YAML: while parsing a flow node, did not find expected node content\n    title: [\n            ^\n")
    assert "Traceback" not in run.stderr

    module = subprocess.run([sys.executable, "-m", "digest", "--version"], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert module.stdout == f"digest {digest.__version__}\n"


def test_a_console_that_cannot_show_a_letter(site: MakeSite) -> None:
    made = site(GOOD, minimal=True)
    made.write("content/articles/字.md", "---\ntitle: 字\npublished: 2020-09-11\n---\n")
    command = [sys.executable, str(ROOT / "build.py"), "--root", str(made.root), "build", "--why"]
    run = subprocess.run(command, capture_output=True, encoding="ascii", check=False, env={"PYTHONIOENCODING": "ascii", "PATH": ""})

    assert (run.returncode, run.stderr) == (0, "")


def test_the_schema_of_the_config_is_written_beside_it(site: MakeSite) -> None:
    """`site_config.yaml` names it in its first lines, so that an editor's program completes the keys."""
    made = site(GOOD, minimal=True)
    made.run("build")

    assert "properties" in json.loads((made.root / ".cache/site_config.schema.json").read_text(encoding="utf-8"))
