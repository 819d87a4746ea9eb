"""The queue of doubts, and settling them without touching anything else of the editor's file."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digest import content, files, review, yamldoc
from digest.errors import DigestError
from digest.model import Article, Name, Origin, Source
from digest.review import Doubt, Item, accept, describe, queue, read


def page(title: str, doubts: str = "", rest: str = "") -> str:
    return f"---\nid: {title}\ntitle: {title}\n{rest}{doubts}---\n\nBody of {title}.\n"


def write(root: Path, path: str, text: str | bytes) -> Path:
    file = root / "content" / "articles" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def article(path: str, **fields: object) -> Article:
    return Article(**{"id": path, "title": path.removesuffix(".md").capitalize(), "path": path, **fields})  # type: ignore[arg-type]


DATE = 'review:\n  published: "no date in the text"\n'
TITLE = 'review:\n  title: "made from the first sentence"\n'
BOTH = f'{DATE}  title: "made from the first sentence"\n'


# The queue


def test_the_most_urgent_doubt_comes_first_whatever_its_page_is_called() -> None:
    doubts = ["kicker", "truncated", "topics", "source", "title", "published"]
    found = queue([article(f"{number}.md", review={field: "why"}) for number, field in enumerate(doubts)])
    assert [item.doubts[0].field for item in found] == doubts[::-1]


def test_doubts_add_up_and_each_outweighs_all_that_follow() -> None:
    weights = [*review.WEIGHTS.values(), 1]
    assert all(weight > sum(weights[at:]) or weight == 2 for at, weight in enumerate(weights, 1))
    found = queue([
        article("two.md", review={"title": "", "topics": ""}),
        article("one.md", review={"published": ""}),
        article("three.md", review={"title": "", "source": "", "topics": "", "truncated": ""}),
    ])
    assert [item.path for item in found] == ["one.md", "three.md", "two.md"]


def test_among_equals_the_newest_taken_in_comes_first_and_the_path_breaks_ties() -> None:
    doubt = {"title": "why"}
    east = dt.timezone(dt.timedelta(hours=14))
    added = {
        "never.md": None,
        "day.md": dt.date(2026, 11, 20),
        "b.md": dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC),
        "a.md": dt.datetime(2026, 11, 21, 22, tzinfo=east),
        "old.md": dt.datetime(2026, 11, 20, 13, tzinfo=east),
    }
    found = queue([article(path, review=doubt, added=when) for path, when in added.items()])
    assert [item.path for item in found] == ["a.md", "b.md", "day.md", "old.md", "never.md"]


def test_a_page_without_doubts_waits_for_nothing_but_a_draft_that_broke_off_does() -> None:
    found = queue([
        article("fine.md"),
        article("cut.md", truncated=True),
        article("draft.md", draft=True),
        article("both.md", draft=True, truncated=True),
    ])
    assert found == (Item(path="both.md", title="Both", doubts=(), is_cut_draft=True),)


def test_the_list_names_each_page_its_doubts_and_the_cure() -> None:
    items = queue([
        article("undated/sale.md", title="A sale", review={"title": "made from the\nfirst sentence", "published": "no date in the text"}),
        article("cut.md", draft=True, truncated=True),
    ])
    assert describe(items) == (
        "2 pages wait for review, the most urgent first.\n"
        "\n"
        "content/articles/undated/sale.md\n"
        "  A sale\n"
        "    published: no date in the text\n"
        "    title: made from the first sentence\n"
        "\n"
        "content/articles/cut.md\n"
        "  Cut\n"
        "    draft: the raw text broke off; complete it, then delete `draft: true`\n"
        "\n"
        "Mend what is wrong in the file, then delete the line below `review:`. What is right as it stands:\n"
        "  python build.py review --accept undated/sale.md\n"
        "More paths, folders and patterns ('2026/11/*') may follow; --field NAME settles that field alone."
    )
    assert describe(()) == "Nothing waits for review."


def test_a_long_list_shows_its_head() -> None:
    items = [Item(path=f"{n}.md", title=str(n), doubts=(Doubt("title", "why"),)) for n in range(1200)]
    text = describe(items, limit=2)
    assert text.startswith("1,200 pages wait for review")
    assert "… and 1,198 more." in text
    assert "content/articles/2.md" not in text
    assert "more." not in describe(items, limit=0)
    assert describe(items[:1]).startswith("1 page waits for review")


def test_a_broken_page_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.md", page("a", DATE))
    write(tmp_path, "broken.md", "---\nid: b\ntitle: x: y\n---\n")
    write(tmp_path, "fine.md", page("fine"))
    items, problems = read(tmp_path)
    assert items == (Item(path="a.md", title="a", doubts=(Doubt("published", "no date in the text"),)),)
    assert [str(found.place) for found in problems] == ["content/articles/broken.md:3:9"]
    assert read(tmp_path / "elsewhere") == ((), ())


# Accepting


def test_twenty_clean_pages_are_accepted_at_once(tmp_path: Path) -> None:
    for number in range(20):
        write(tmp_path, f"2026/11/{number:02}.md", page(f"t{number}", BOTH))
    write(tmp_path, "2026/10/other.md", page("other", BOTH))
    write(tmp_path, "2026/11/settled.md", page("settled"))
    assert accept(tmp_path, ["2026/11/*"]) == tuple(f"content/articles/2026/11/{number:02}.md" for number in range(20))
    items, _ = read(tmp_path)
    assert [item.path for item in items] == ["2026/10/other.md"]
    assert (tmp_path / "content/articles/2026/11/07.md").read_text() == page("t7")
    assert accept(tmp_path, ["2026/11/*"]) == ()


def test_a_path_may_be_given_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "2026/11/a.md", page("a", DATE))
    monkeypatch.chdir(file.parent)
    for path in ["2026/11/a.md", "2026/11/a", "2026/11", "2026/", "content/articles/2026/11/a.md", "content/articles", str(file), "a.md", "*/a.md"]:
        file.write_text(page("a", DATE))
        assert accept(tmp_path, [path, path]) == ("content/articles/2026/11/a.md",), path


def test_a_name_with_the_signs_of_a_pattern_is_a_name_first(tmp_path: Path) -> None:
    write(tmp_path, "[a].md", page("brackets", DATE))
    write(tmp_path, "a.md", page("a", DATE))
    assert accept(tmp_path, ["[a].md"]) == ("content/articles/[a].md",)
    assert accept(tmp_path, ["[a-b].md"]) == ("content/articles/a.md",)


def test_one_unknown_path_and_nothing_is_written(tmp_path: Path) -> None:
    file = write(tmp_path, "undated/nissan.md", page("nissan", DATE))
    with pytest.raises(DigestError) as caught:
        accept(tmp_path, ["undated/nissan.md", "undated/nisan.md", "2031/*", ".", "/etc/passwd"])
    assert str(caught.value) == (
        "undated/nisan.md: there is no such page\n"
        "    did you mean `undated/nissan.md`?\n"
        "2031/*: there is no such page\n"
        "    `python build.py review` lists the paths\n"
        ".: there is no such page\n"
        "    `python build.py review` lists the paths\n"
        "/etc/passwd: there is no such page\n"
        "    `python build.py review` lists the paths"
    )
    assert file.read_text() == page("nissan", DATE)


def test_a_broken_page_is_not_accepted_and_nothing_is_written(tmp_path: Path) -> None:
    fine = write(tmp_path, "a.md", page("a", DATE))
    write(tmp_path, "b.md", f"---\ntitle: [\n{DATE}---\n")
    with pytest.raises(DigestError, match=r"content/articles/b\.md:"):
        accept(tmp_path, ["*"])
    assert fine.read_text() == page("a", DATE)


def test_some_fields_alone_are_settled(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", page("a", BOTH))
    write(tmp_path, "b.md", page("b", TITLE))
    assert accept(tmp_path, ["*"], ["published"]) == ("content/articles/a.md",)
    assert file.read_text() == page("a", TITLE)
    assert accept(tmp_path, ["*"], ["source"]) == ()
    with pytest.raises(DigestError) as caught:
        accept(tmp_path, ["*"], ["titel"])
    assert str(caught.value) == "--field: there is no field “titel”\n    did you mean `title`?"


# Every other byte stays


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With libyaml and without, whose marks differ."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamldoc, "_base_loader", lambda: getattr(yaml, request.param))


SHAPES = {
    "a block, last": ("title: t # the best\nreview:\n  published: no\n  title: why\n", "title: t # the best\n"),
    "a block, first": ("review:\n  published: no\ntitle: 't'\n", "title: 't'\n"),
    "between others": ("title: t\nreview:\n  published: no\ntopics:   [a,  b]\n", "title: t\ntopics:   [a,  b]\n"),
    "a flow map": ('title: t\nreview: {published: "…", title: "a, {b}: #c"} # soon\ntopics: [a]\n', "title: t\ntopics: [a]\n"),
    "a flow map of lines": ("title: t\nreview: {\n  published: no, # why\n  title: why\n}\ntopics: [a]\n", "title: t\ntopics: [a]\n"),
    "texts of several lines": (
        'review:\n  published: "no\n    date"\n  title: |\n    made\n\n    from\n\n  source: not\n    known\n\ntitle: t\n',
        "\n\ntitle: t\n",
    ),
    "comments stay": (
        "# one\nreview: # two\n  # three\n  published: no # four\n\n  # five\n  title: why\n# six\ntitle: t\n",
        "# one\n  # three\n\n  # five\n# six\ntitle: t\n",
    ),
    "comments after a text block": (
        "title: t\nsummary: |+\n  text\nreview:\n\n  # three\n  published: no\ntopics: [a]\n",
        "title: t\nsummary: |+\n  text\n# three\ntopics: [a]\n",
    ),
    "blank lines and comments between text blocks": (
        "title: t\nsummary: >+\n  text\nreview:\n  source: |\n    a\n\n  # three\ntopics: [a]\n",
        "title: t\nsummary: >+\n  text\n# three\ntopics: [a]\n",
    ),
    "quoted keys": ('"title": t\n"review":\n  "published": no\n', '"title": t\n'),
    "an explicit key": ("title: t\n? review\n: published: no\n", "title: t\n"),
    "all in one flow map": ("{title: t, review: {published: no}, topics: [a]}\n", "{title: t, topics: [a]}\n"),
    "last in one flow map": ("{title: t, topics: [a], review: {published: no}}\n", "{title: t, topics: [a]}\n"),
    "JSON": ('{\n  "title": "t",\n  "review": {"published": "no"},\n  "topics": []\n}\n', '{\n  "title": "t",\n  "topics": []\n}\n'),
    "an alias": ("title: t\nkicker: &k no date\nreview:\n  published: *k\ntopics: [a]\n", "title: t\nkicker: &k no date\ntopics: [a]\n"),
    "indented": ("  title: t\n  review:\n    published: no\n", "  title: t\n"),
    "no reason": ("title: t\nreview:\n  published:\n  title: ~\ntopics: [a]\n", "title: t\ntopics: [a]\n"),
    "rare letters": ("title: 𠀀字 # 𠀀\nreview:\n  published: 𠀀\nkicker: 😀\n", "title: 𠀀字 # 𠀀\nkicker: 😀\n"),
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("shape", SHAPES)
def test_review_is_cut_out_of_every_shape_of_yaml(tmp_path: Path, shape: str, start: str, end: str) -> None:
    def whole(header: str) -> str:
        return f"{start}--- \n{header}---\n\nreview:\n  Body — is not touched.\n---\n\n".replace("\n", end)

    before, after = SHAPES[shape]
    file = write(tmp_path, "a.md", whole(before))
    old = content.loads(files.read_text(tmp_path, "content/articles/a.md"), "a.md")
    assert accept(tmp_path, ["a.md"]) == ("content/articles/a.md",)
    assert file.read_bytes().decode() == whole(after)
    new = content.loads(files.read_text(tmp_path, "content/articles/a.md"), "a.md")
    assert new == old._replace(review={})


SOME = {
    "a block": ("review:\n  # one\n  published: no # two\n  title: why # three\n", "review:\n  # one\n  title: why # three\n"),
    "a block's last": ("review:\n  title: why # three\n  # one\n  published: >\n    no\n\n    date\n\n", "review:\n  title: why # three\n  # one\n\n"),
    "first of a flow map": ("review: {published: no, title: why}\n", "review: {title: why}\n"),
    "last of a flow map": ("review: {title: why , published: no}\n", "review: {title: why }\n"),
    "amid a flow map": ("review: { source: a,published: no,  title: why }\n", "review: { source: a,title: why }\n"),
    "a line of a flow map": (
        "review: {\n  source: a, # one\n  published: no, # two\n  title: why # three\n  }\n",
        "review: {\n  source: a, # one\n  title: why # three\n  }\n",
    ),
    "the last line of a flow map": ("review: {\n  title: why, # one\n  published: no # two\n  }\n", "review: {\n  title: why, # one\n  }\n"),
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("shape", SOME)
def test_one_doubt_is_cut_out_and_the_others_stay(tmp_path: Path, shape: str, end: str) -> None:
    before, after = (f"---\ntitle: t\n{text}---\n\nBody.\n".replace("\n", end) for text in SOME[shape])
    file = write(tmp_path, "a.md", before)
    accept(tmp_path, ["a.md"], ["published"])
    assert file.read_bytes().decode() == after


def test_what_cannot_be_cut_out_safely_is_left_to_a_person(tmp_path: Path) -> None:
    text = "---\ntitle: t\nreview:\n  title: &why unclear\nkicker: *why\n---\n"
    file = write(tmp_path, "a.md", text)
    with pytest.raises(DigestError) as caught:
        accept(tmp_path, ["a.md"])
    assert str(caught.value) == (
        "content/articles/a.md:4:3: `review` is written in a way that only a person can edit\n"
        "      title: &why unclear\n"
        "      ^\n"
        "    delete the lines of the doubts that are settled by hand"
    )
    assert file.read_text() == text


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
FIELDS = st.sampled_from(list(Article._fields)) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ARTICLES = st.builds(
    lambda **given: Article(**given),  # what is not told here is as it is where nothing is told
    id=TEXT.filter(bool),
    title=TEXT,
    summary=TEXT,
    source=st.none() | st.builds(Source, name=TEXT.filter(bool), url=TEXT),
    topics=st.lists(TEXT, max_size=3).map(tuple),
    names=st.lists(st.builds(Name, name=TEXT.filter(bool), also=TEXT), max_size=2).map(tuple),
    origin=st.none() | st.builds(Origin, file=TEXT.filter(bool)),
    slug=TEXT,
    review=st.dictionaries(FIELDS, TEXT, min_size=1, max_size=4),
    body=st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n")),
    path=st.just("a.md"),
)


@given(data=st.data(), article=ARTICLES)
def test_acceptance_takes_the_doubts_and_nothing_else(data: st.DataObject, article: Article) -> None:
    text = content.dumps(article)
    fields = data.draw(st.lists(st.sampled_from(sorted(article.review)), unique=True))
    rest = {name: why for name, why in article.review.items() if fields and name not in fields}
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), "a.md", text)
        assert accept(Path(folder), ["a.md"], fields) == ("content/articles/a.md",)
        changed = file.read_bytes().decode()
    assert changed == content.dumps(article._replace(review=rest))
    assert content.loads(changed, "a.md") == article._replace(review=rest)
