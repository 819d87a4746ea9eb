"""The content folder: page files that come back as they were, other people's front matter, and every bad file told of."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeSite, SiteFolder
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import config, content, files, new
from digest.errors import DigestError
from digest.model import Article, Content, Correction, Name, Origin, Source

# Law 2: what is written comes back

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
"""Any text that a file of UTF-8 can hold."""

ZONES = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
WHEN = st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31)) | st.datetimes(
    dt.datetime(1000, 1, 1), dt.datetime(9998, 12, 31), timezones=ZONES  # noqa: DTZ001 - a zone is given
)  # fmt: skip


def tuples(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=4).map(tuple)


ARTICLES = st.builds(
    Article,
    id=TEXT,
    title=TEXT,
    kicker=TEXT,
    summary=TEXT,
    published=st.none() | WHEN,
    updated=st.none() | WHEN,
    added=st.none() | WHEN,
    source=st.none() | st.builds(Source, name=TEXT, url=TEXT),
    authors=tuples(TEXT),
    language=TEXT,
    topics=tuples(TEXT),
    names=tuples(st.builds(Name, name=TEXT, also=TEXT)),
    rights=st.sampled_from([None, "link", "excerpt", "full"]),
    story=TEXT,
    truncated=st.booleans(),
    draft=st.booleans(),
    aliases=tuples(TEXT),
    corrections=tuples(st.builds(Correction, date=WHEN, note=TEXT)),
    origin=st.none() | st.builds(Origin, file=TEXT, part=st.integers(), sha256=TEXT),
    review=st.dictionaries(TEXT, TEXT, max_size=4),
    slug=TEXT,
    body=TEXT,
    path=st.sampled_from(["2020/09/a.md", "2020/09/2020-09-11-a.md", "undated/2020-13-45-a.markdown"]),
)


@given(ARTICLES)
@settings(deadline=None)
def test_any_article_comes_back_from_its_page_file(article: Article) -> None:
    assert content.loads(content.dumps(article), article.path) == article


@given(TEXT)
def test_any_text_comes_back_from_every_field(text: str) -> None:
    """The likeliest faults show where all fields hold the same text."""
    article = Article(
        id=text, title=text, kicker=text, summary=text, source=Source(name=text, url=text), authors=(text, text),
        language=text, topics=(text,), names=(Name(name=text, also=text),), story=text, aliases=(text,),
        corrections=(Correction(date=dt.date(2020, 9, 11), note=text),), origin=Origin(file=text, sha256=text),
        review={text: text}, slug=text, body=text, path="a.md",
    )  # fmt: skip
    assert content.loads(content.dumps(article), "a.md") == article


@pytest.mark.parametrize(
    "text", ["---", "\n---\n", "---\n---", "...", "%YAML", "\r", "\r\n", " x ", "\n\nx\n\n", "\ufeffx", "no", "null", "#", "k" * 5000]
)  # fmt: skip
def test_texts_that_look_like_front_matter_come_back(text: str) -> None:
    article = Article(id=text, title=text, review={text: text}, body=text, path="a.md")

    assert content.loads(content.dumps(article), "a.md") == article


def test_a_page_file_reads_like_something_an_editor_would_write() -> None:
    article = Article(
        id="5b8e1c9c", title="ByteDance in talks: a sale?", kicker="PERSISTENT RUMORS", published=dt.date(2020, 9, 11),
        added=dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC), source=Source(name="Taipei Times", url="https://x.org/a"),
        language="en", topics=("us-china", "apps"), names=(Name(name="ByteDance Ltd", also="字節跳動"),), truncated=True,
        origin=Origin(file="tiktok.txt", sha256="ab12"), review={"title": "made from the first sentence"},
        body="The first paragraph.\n\nThe second.", path="2020/09/a.md",
    )  # fmt: skip

    assert content.dumps(article) == """\
---
id: "5b8e1c9c"
title: "ByteDance in talks: a sale?"
kicker: PERSISTENT RUMORS
published: 2020-09-11
added: 2026-11-23T08:00:00Z
source: {name: Taipei Times, url: "https://x.org/a"}
language: en
topics: [us-china, apps]
names:
  - {name: ByteDance Ltd, also: 字節跳動}
truncated: true
origin: {file: "tiktok.txt", sha256: ab12}
review:
  title: made from the first sentence
---

The first paragraph.

The second.
"""


def test_a_title_that_begins_with_a_day_gives_an_undated_page_no_date() -> None:
    """“2020-09-11 in pictures”: the file's name would be read as Jekyll's, and a date would be invented."""
    article = Article(id="x", title="2020-09-11 in pictures", path="undated/2020-09-11-in-pictures.md")

    assert "\npublished:\n" in content.dumps(article)
    assert content.loads(content.dumps(article), article.path).published is None


# The front matter of other generators


def loaded(front: str, path: str = "a.md") -> Article:
    return content.loads(f"---\n{front}\n---\n\nBody.\n", path)


def test_a_post_of_jekylls() -> None:
    article = loaded(
        "layout: post\ntitle:  Welcome to Jekyll!\ndate:   2020-09-11 14:00:00 -0400\ncategories: [jekyll, update]\n"
        "excerpt: The start.\nauthor: Ann\npublished: true\nredirect_from:\n  - /old/\nlast_modified_at: 2020-09-12\n",
        "2020-09-11-welcome.md",
    )

    assert (article.title, article.published, article.updated, article.topics, article.authors) == (
        "Welcome to Jekyll!",
        dt.datetime(2020, 9, 11, 14, tzinfo=dt.timezone(dt.timedelta(hours=-4))),
        dt.date(2020, 9, 12),
        ("jekyll", "update"),
        ("Ann",),
    )
    assert (article.summary, article.aliases, article.draft, article.body) == ("The start.", ("/old/",), False, "Body.")
    assert loaded("title: A\npublished: false").draft


def test_a_post_of_hugos() -> None:
    article = loaded(
        'title: "A"\ndate: 2020-09-11T14:00:00+08:00\nlastmod: 2020-09-12\ndraft: true\ntags: ["a", "b"]\nweight: 10\n'
        "description: About A.\naliases: [/old/]\nslug: a-slug\nparams: {nested: {deep: 1}}\n"
    )

    assert (article.title, article.draft, article.topics, article.summary) == ("A", True, ("a", "b"), "About A.")
    assert (article.slug, article.aliases, article.updated) == ("a-slug", ("/old/",), dt.date(2020, 9, 12))


def test_a_page_of_pelicans() -> None:
    article = loaded("Title: A\nDate: 2020-09-11\nModified: 2020-09-12\nCategory: news\nAuthors: [Ann, Bo]\nSummary: S\nLang: de")

    assert (article.title, article.published, article.updated) == ("A", dt.date(2020, 9, 11), dt.date(2020, 9, 12))
    assert (article.topics, article.authors, article.summary, article.language) == (("news",), ("Ann", "Bo"), "S", "de")


def test_a_page_of_eleventys() -> None:
    article = loaded("layout: base.njk\ntitle: A\ntags: posts\ndate: 2020-09-11\neleventyExcludeFromCollections: true\ntemplateEngineOverride: md")

    assert (article.topics, article.published) == (("posts",), dt.date(2020, 9, 11))


@pytest.mark.parametrize(
    ("front", "source"),
    [
        ("source: BBC", Source(name="BBC")),
        ("source_url: https://x.org/a", Source(url="https://x.org/a")),
        ("source: BBC\nsource_url: https://x.org/a", Source(name="BBC", url="https://x.org/a")),
        ("source_url: https://x.org/a\nsource: BBC", Source(name="BBC", url="https://x.org/a")),
        ("source: {name: BBC}\nsource_url: https://x.org/a", Source(name="BBC", url="https://x.org/a")),
        ("source: {name: BBC, url: https://x.org/b}\nsource_url: https://x.org/a", Source(name="BBC", url="https://x.org/b")),
        ("source:\nsource_url: https://x.org/a", Source(url="https://x.org/a")),
        ("source_url: https://x.org/a\nsource:", Source(url="https://x.org/a")),
        ('source: ""\nsource_url: ""', None),
        ("source:\nsource_url:", None),
    ],
)
def test_a_source_in_one_key_or_two(front: str, source: Source | None) -> None:
    assert loaded(f"title: A\n{front}").source == source


@pytest.mark.parametrize(
    ("front", "topics"),
    [
        ("tags: [a]\ntopics: [b]", ("b",)),  # ours before theirs
        ("tags: [a]\ncategories: [b]", ("a",)),  # the first of theirs
        ("tags:\ncategories: [b]", ("b",)),  # a value before nothing
        ("topics:\ntags: [a]", ("a",)),
        ("tags: [a]\ntopics: []", ()),  # an editor took them away
        ("tags:\n  - a\n  -\n  - b", ("a", "b")),
    ],
)
def test_of_two_names_for_one_thing_one_counts(front: str, topics: tuple[str, ...]) -> None:
    assert loaded(f"title: A\n{front}").topics == topics


@pytest.mark.parametrize(
    ("path", "front", "published"),
    [
        ("2020-09-11-a-title.md", "", dt.date(2020, 9, 11)),
        ("deep/2020-09-11-a-title.markdown", "", dt.date(2020, 9, 11)),
        ("2020-09-11-a-title.md", "date: 2020-09-12", dt.date(2020, 9, 12)),
        ("2020-09-11-a-title.md", "published:", None),
        ("2020-09-11.md", "", None),
        ("20200911-a.md", "", None),
        ("a-2020-09-11.md", "", None),
    ],
)
def test_jekylls_file_names_give_the_day(path: str, front: str, published: dt.date | None) -> None:
    assert loaded(f"title: A\n{front}", path).published == published
    assert content.jekyll_slug("2020-09-11-a-title") == "a-title"
    assert content.jekyll_slug("a-title") == "a-title"


def test_a_page_without_an_id_has_one_that_hangs_on_its_path_alone() -> None:
    one, other, edited = loaded("title: A", "a.md"), loaded("title: A", "b.md"), loaded("title: B", "a.md")

    assert one.id == edited.id != other.id
    assert loaded("title: A\nid: 7", "a.md").id == "7"


# Files that are no pages: each a plain sentence with its place

ONE = "content/articles/a.md"


def complaint(root: Path) -> str:
    with pytest.raises(DigestError) as caught:
        content.load(root)
    return str(caught.value)


BAD: dict[str, tuple[str | bytes, str]] = {
    "no front matter": ("A title\n\nA body.\n", f"{ONE}:1: the page has no front matter\n    open it with a line of `---`, then `title: …`, then `---`"),
    "a blank line first": ("\n---\ntitle: A\n---\n", f"{ONE}:1: the page has no front matter\n    open it with a line of `---`, then `title: …`, then `---`"),
    "never closed": ("---\ntitle: A\n\nA body.\n", f"{ONE}:1: the front matter is never closed\n    put a line of `---` after it"),
    "TOML": ('+++\ntitle = "A"\n+++\nA body.\n', f"{ONE}:1: the front matter is TOML\n    write it as YAML: `title: …` between two lines of `---`"),
    "empty": ("", f"{ONE}: the file is empty\n    a page opens with front matter between two lines of `---`"),
    "blank": (" \n\n", f"{ONE}: the file is empty\n    a page opens with front matter between two lines of `---`"),
    "empty front matter": ("---\n---\nBody", f"{ONE}:2: the front matter holds no “key: value” lines\n    give it a line `title: …`"),
    "no space after the colon": ("---\ntitle:A\n---\n", f"{ONE}:2: the front matter holds no “key: value” lines\n    give it a line `title: …`"),
    "no title": ("---\nkicker: K\n---\n", f"{ONE}:2:1: `title` is missing\n    kicker: K\n    ^"),
    "an empty title": ("---\nid: x\ntitle:\n---\n", f"{ONE}:3:1: `title` is empty\n    title:\n    ^\n    give `title` a value"),
    "NULs": (b"\0" * 100, f"{ONE}:1:1: the file holds a control character (U+0000)\n    it is damaged, or no text"),
    "a NUL in the body": ("---\ntitle: A\n---\n\na\0b", f"{ONE}:5:2: the file holds a control character (U+0000)\n    it is damaged, or no text"),
    "a control character": (
        "---\ntitle: A\n---\n\n中文🙂\x0b\n",
        f"{ONE}:5:4: the file holds a control character (U+000B)\n    delete the character that cannot be seen",
    ),
    "a control character in the front matter": (
        "---\ntitle: A\x1f\n---\n",
        f"{ONE}:2:9: the file holds a control character (U+001F)\n    delete the character that cannot be seen",
    ),
    "latin-1": ("---\ntitle: A\n---\n\nÉté".encode("latin-1"), f"{ONE}:5: the file is not UTF-8 here\n    save it as UTF-8"),
    "GBK": ("---\ntitle: 中文\n---\n".encode("gbk"), f"{ONE}:2: the file is not UTF-8 here\n    save it as UTF-8"),
    "UTF-16": ("---\ntitle: A\n---\n".encode("utf-16"), f"{ONE}:1: the file is not UTF-8 here\n    save it as UTF-8"),
    "50 MB on one line": (b"x" * 50_000_000, f"{ONE}: the file has 50 MB, and a page at most 5 MB\n    split it"),
    "bad YAML": (
        "---\ntitle: A: b\n---\n",
        f"{ONE}:2:9: not YAML: mapping values are not allowed in this context\n    title: A: b\n            ^\n"
        '    a value with a colon and a space in it wants quotes (`title: "A: b"`), and keys of one level begin in one column',
    ),
    "a duplicate key": ("---\ntitle: A\ntitle: B\n---\n", f"{ONE}:3:1: the key `title` stands here twice\n    title: B\n    ^\n    keep one of the two"),
    "a misspelt key": ("---\ntitle: A\npublishd: 2020-09-11\n---\n", f"{ONE}:3:1: there is no key `publishd`\n    publishd: 2020-09-11\n    ^\n    did you mean `published`?"),
    "no such day": (
        "---\ntitle: A\npublished: 2025-02-30\n---\n",
        f"{ONE}:3:12: “2025-02-30” is not a day (2020-09-11) or an instant with its offset (2020-09-11T08:00:00+08:00)\n"
        "    published: 2025-02-30\n               ^\n    there is no such day or time in the calendar",
    ),
    "a time without an offset": (
        "---\ntitle: A\ndate: 2020-09-11 14:00\n---\n",
        f"{ONE}:3:7: “2020-09-11 14:00” is not a day (2020-09-11) or an instant with its offset (2020-09-11T08:00:00+08:00)\n"
        "    date: 2020-09-11 14:00\n          ^\n    the time has no offset: write 2020-09-11 14:00+08:00 with yours, or the day alone",
    ),
    "a list as a key": ("---\ntitle: A\n[a]: b\n---\n", f"{ONE}:3:1: a list stands where a key is wanted\n    [a]: b\n    ^"),
    "brackets without end": ("---\ntitle: " + "[" * 10_000 + "\n---\n", f"{ONE}:2:107: the YAML is nested more than 100 levels deep\n    close the brackets"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), BAD.values(), ids=BAD)
def test_a_bad_page_file(site: MakeSite, text: str | bytes, wanted: str) -> None:
    made = site()
    made.write(ONE, text)

    assert complaint(made.root) == wanted


def test_a_file_name_with_a_day_that_never_was(site: MakeSite) -> None:
    made = site("=== content/articles/2020-02-30-a.md\n---\ntitle: A\n---\n")

    assert complaint(made.root) == (
        "content/articles/2020-02-30-a.md: “2020-02-30” in the file's name is no day of the calendar\n"
        "    rename the file, or give the page a `published`"
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("\ufeff---\ntitle: A\n---\n\nBody.\n", "Body."),
        ("---\r\ntitle: A\r\n---\r\n\r\nOne.\r\n\r\nTwo.\r\n", "One.\n\nTwo."),
        ("---  \ntitle: A\n---\t\nBody.", "Body."),
        ("---\ntitle: A\n---", ""),
        ("---\ntitle: A\n---\n\n---\n\n***\n", "---\n\n***"),
        ("---\ntitle: |\n  A\n  ---\n---\nBody", "Body"),
    ],
)
def test_the_ways_to_write_the_same_page(site: MakeSite, text: str, body: str) -> None:
    made = site()
    made.write(ONE, text)

    (article,) = content.load(made.root).articles
    assert article.title.startswith("A")
    assert article.body == body


def test_all_bad_files_are_told_of_at_once_in_order(site: MakeSite) -> None:
    made = site("""
=== content/pages/about.md
no front matter
=== content/editions/yesterday.md
---
title: X
---
=== content/articles/z.md
---
titel: X
count: 1
---
=== content/articles/b.md
---
title: X
published: never
draft: perhaps
---
=== content/articles/good.md
---
title: X
---
""")
    lines = [line for line in complaint(made.root).splitlines() if line.startswith("content/")]

    assert [line.split(": ")[0] for line in lines] == [
        "content/articles/b.md:3:12",
        "content/articles/b.md:4:8",
        "content/articles/z.md:2:1",
        "content/articles/z.md:2:1",
        "content/editions/yesterday.md",
        "content/pages/about.md:1",
    ]


# The folder


def test_which_files_are_pages(site: MakeSite) -> None:
    made = site()
    names = ["b.md", "a/z.md", "a/b/c.markdown", "LOUD.MD", "folder.md/inside.md", ".hidden.md", ".git/x.md", "a/.x/y.md", "notes.txt", "a.md~", "md"]
    for name in names:
        made.write(f"content/articles/{name}", "---\ntitle: A\n---\n")

    wanted = ["LOUD.MD", "a/b/c.markdown", "a/z.md", "b.md", "folder.md/inside.md"]
    assert list(files.find_pages(made.root / "content/articles")) == wanted
    assert [a.path for a in content.load(made.root).articles] == wanted
    assert list(files.find_pages(made.root / "nowhere")) == []


def test_an_empty_site_has_no_content(tmp_path: Path) -> None:
    assert content.load(tmp_path) == Content()


def a_loop(made: SiteFolder) -> None:
    (made.root / ONE).symlink_to("a.md")


def a_link_to_nowhere(made: SiteFolder) -> None:
    (made.root / ONE).symlink_to("gone.txt")


def a_pipe(made: SiteFolder) -> None:
    os.mkfifo(made.root / ONE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system knows no pipes and links")
@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (a_loop, f"{ONE}: cannot be read: Too many levels of symbolic links"),
        (a_link_to_nowhere, f"{ONE}: cannot be read: No such file or directory"),
        (a_pipe, f"{ONE}: this is no file\n    delete it, or give it another name"),
    ],
)
def test_what_only_looks_like_a_page_is_not_passed_over(site: MakeSite, make: Callable[[SiteFolder], None], wanted: str) -> None:
    """A page silently missing is what must never happen."""
    made = site()
    (made.root / "content/articles").mkdir(parents=True)
    make(made)

    assert complaint(made.root) == wanted


def test_a_linked_folder_is_read_and_a_loop_of_folders_ends(site: MakeSite, tmp_path: Path) -> None:
    made = site("=== content/articles/a/x.md\n---\ntitle: A\n---\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "y.md").write_text("---\ntitle: B\n---\n")
    articles = made.root / "content/articles"
    (articles / "shared").symlink_to(elsewhere)
    (articles / "a" / "up").symlink_to(articles)

    assert list(files.find_pages(articles)) == ["a/x.md", "shared/y.md"]


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"a\x1b[2J.md"])
def test_a_file_name_that_cannot_be_shown(site: MakeSite, name: bytes) -> None:
    made = site()
    made.write("content/articles/x", "")
    try:
        Path(os.fsdecode(os.fsencode(made.root / "content/articles") + b"/" + name)).write_text("---\ntitle: A\n---\n")
    except (OSError, UnicodeError):
        pytest.skip("the file system takes no such name")

    found = complaint(made.root)
    assert found.endswith(": the file's name holds a control character, or is not UTF-8\n    rename the file")
    assert found.isprintable() or found.count("\n") == 1
    found.encode()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize(("what", "wanted"), [("a.md", f"{ONE}: cannot be read: Permission denied"), ("", "content/articles: the folder cannot be read: Permission denied\n    mend its permissions")])
def test_what_may_not_be_read(site: MakeSite, what: str, wanted: str) -> None:
    made = site(f"=== {ONE}\n---\ntitle: A\n---\n")
    path = made.root / "content/articles" / what
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        assert complaint(made.root) == wanted
    finally:
        path.chmod(mode)


# Places of values


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (("topics", 1), f"{ONE}:4:11"),  # `tags` to its author
        (("published",), f"{ONE}:3:7"),
        (("source", "url"), f"{ONE}:5:13"),
        (("title",), f"{ONE}:2:8"),
        (("rights",), ONE),
        ((), ONE),
    ],
)
def test_locate_finds_the_line_of_a_value(site: MakeSite, keys: tuple[str | int, ...], place: str) -> None:
    made = site()
    made.write(ONE, "---\ntitle: A\ndate: 2020-09-11\ntags: [a, b]\nsource_url: https://x.org\n---\nBody\n")

    assert str(content.locate(made.root, ONE, keys, "odd", "")).splitlines()[0] == f"{place}: odd"


def test_locate_finds_our_key_where_both_stand_and_the_file_where_it_is_gone(site: MakeSite) -> None:
    made = site(f"=== {ONE}\n---\ntags: [a]\ntopics: [b]\n[odd]: key\n---\n")

    assert str(content.locate(made.root, ONE, ("topics", 0), "odd", "")) == f"{ONE}:3:10: odd\n    topics: [b]\n             ^"
    assert str(content.locate(made.root, "content/articles/gone.md", ("topics",), "odd", "mend")) == (
        "content/articles/gone.md: odd\n    mend"
    )


# Editions and hand-written pages


@pytest.mark.parametrize("name", ["2020-09-11", "2020-W37", "2024-02-29", "2020-W53", "2026-W53"])
def test_the_names_of_editions(name: str) -> None:
    assert content.is_edition_name(name)


@pytest.mark.parametrize("name", ["2020-9-11", "20200911", "2020-W37-5", "2021-W53", "2020-W00", "2025-02-29", "0000-01-01", "today", "", "２０２０-09-11", "2020-09-11 "])
def test_what_names_no_edition(name: str) -> None:
    assert not content.is_edition_name(name)


def test_an_edition_is_strict_and_a_page_is_not(site: MakeSite) -> None:
    made = site("""
=== content/editions/2020-09-11.md
---
title: T
articles: [a, b]
---
Words.
=== content/editions/2020-W37.md
---
title: Open
---
=== content/pages/about.md
---
title: About
layout: page
---
Text.
""")
    loaded = content.load(made.root)

    assert [(e.name, e.articles, e.body) for e in loaded.editions] == [("2020-09-11", ("a", "b"), "Words."), ("2020-W37", None, "")]
    assert [(p.title, p.path, p.body) for p in loaded.pages] == [("About", "about.md", "Text.")]

    made.edit("content/editions/2020-W37.md", "title: Open", "layout: page")
    made.write("content/editions/tomorrow.md", "---\ntitle: T\n---\n")
    assert complaint(made.root) == (
        "content/editions/2020-W37.md:2:1: there is no key `layout`\n    layout: page\n    ^\n    known here: `name`, `title`, `articles`\n"
        "content/editions/tomorrow.md: “tomorrow” names no edition\n    name the file by its day (2020-09-11.md) or ISO week (2020-W37.md)"
    )


# Pages ready to write


NOW = dt.datetime(2020, 9, 10, 20, tzinfo=dt.UTC)


def test_a_new_page_is_a_draft_of_the_sites_day(site: MakeSite) -> None:
    made = site()
    settings = config.loads("name: X\ntime_zone: Asia/Taipei\n")
    path = new.new_page(made.root, "C++: 字節跳動?", NOW, settings)
    (article,) = content.load(made.root).articles

    assert path == "content/articles/2020/09/c-plus-plus-字節跳動.md"
    assert (article.title, article.published, article.added, article.draft) == ("C++: 字節跳動?", dt.date(2020, 9, 11), NOW, True)
    with pytest.raises(DigestError) as caught:
        new.new_page(made.root, "C++ 字節跳動", NOW, settings)
    assert str(caught.value) == f"{path}: the file is there already\n    give another title, or edit the file"
    assert new.new_page(made.root, "🙂", NOW, settings) != new.new_page(made.root, "", NOW, settings)


def test_a_closed_edition_lists_its_articles_whatever_their_names(site: MakeSite) -> None:
    made = site()
    paths = ("2020/09/a.md", "2020/09/#1: a 'b'.md", "no.md", "2020/09/c.markdown")
    new.new_edition(made.root, "2020-09-11", paths)
    new.new_edition(made.root, "2020-W37", ())
    day, week = content.load(made.root).editions

    assert day.articles == ("2020/09/a", "2020/09/#1: a 'b'", "no", "2020/09/c.markdown")
    assert week.articles == ()  # closed, and empty
    with pytest.raises(DigestError) as caught:
        new.new_edition(made.root, "../tomorrow", ())
    assert str(caught.value).startswith("content/editions/../tomorrow.md: “../tomorrow” names no edition")


# Files that are whole or not there


def test_a_file_is_written_beside_its_place_and_renamed_into_it(tmp_path: Path) -> None:
    files.write_whole(tmp_path / "a/b/c.html", b"one")
    files.write_whole(tmp_path / "a/b/c.html", b"two")

    assert [(p.name, p.read_bytes()) for p in (tmp_path / "a/b").iterdir()] == [("c.html", b"two")]


def test_where_a_folder_stands_in_its_place_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "c.html").mkdir()
    with pytest.raises(OSError):
        files.write_whole(tmp_path / "c.html", b"one")

    assert [p.name for p in tmp_path.iterdir()] == ["c.html"]


@pytest.mark.parametrize("name", ["x" * 255, "字" * 84 + ".md", "." + "y" * 254])
def test_the_longest_names_are_written_too(tmp_path: Path, name: str) -> None:
    files.write_whole(tmp_path / name, b"one")

    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/.c.html.part").write_bytes(b"hal")
    (tmp_path / "a/c.html.part").write_bytes(b"the user's own")
    files.remove_leftovers(tmp_path)
    files.remove_leftovers(tmp_path / "nowhere")

    assert [p.name for p in (tmp_path / "a").iterdir()] == ["c.html.part"]


# Other people's archives


@pytest.mark.parametrize("archive", ["posts-18f", "posts-digitalgov"])
def test_every_post_of_an_archive_loads_or_is_told_of(data: Path, archive: str) -> None:
    folder = data / archive
    names = list(files.find_pages(folder))
    assert len(names) > 400

    for name in names:
        try:
            article = content.loads(files.read_text(folder, name), name)
        except DigestError as error:
            assert all(p.place.line and p.message for p in error.problems), error
        else:
            assert article.title
            assert content.loads(content.dumps(article), name) == article


LINE = st.sampled_from(["---", "--- ", "----", "title: A", "", "\ufeff", "text", "----\t", " ---", "--- x", "é", "\r"])


@given(st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", ""])), max_size=8).map(lambda lines: "".join(a + b for a, b in lines)))
def test_the_body_is_found_in_the_bytes_where_it_is_found_in_the_text(text: str) -> None:
    for start in ("---\ntitle: A\n---\n", "---\r\ntitle: A\r\n--- \r\n", "\ufeff---\n", ""):
        data = (start + text).encode()
        decoded = files.decode(data, "x.md")
        assert content.body_of(data).decode() == content._body(decoded, content._split(decoded)[1])
