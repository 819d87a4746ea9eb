"""The theme: what holds of every page that our templates make. What needs a browser or Java is not here."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from conftest import SiteFolder, page

from digest.config import PageKind

HOSTILE = '<script>alert("1")</script> & "quoted" ]]> \'single\''
LONG = "Supercalifragilistic" * 10
SOURCE = {"name": "Taipei Times", "url": "https://www.taipeitimes.com/x?a=1&b=2"}

CONFIG = """
name: "The <Test> & “Co”"
id: the-test
description: A digest of tests.
base_url: https://example.org/repo
time_zone: Asia/Taipei
per_page: 4
menu: [{name: About, url: /about/}, {name: Elsewhere, url: "https://example.com/"}]
sources: [{name: Taipei Times, url: "https://www.taipeitimes.com/"}]
topics:
  - {slug: space, name: Space, description: Up there., aliases: [outer-space]}
  - {slug: moon, name: Moon, parent: space}
  - {slug: hostile, name: '<b>"Bold"</b>'}
  - {slug: empty, name: Empty}
"""

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """An element of a page, with all the text in it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[Element, ...]
    """The elements around it, outermost first."""
    text: str = field(default="", repr=False)

    def is_in(self, tag: str, **attributes: str) -> bool:
        return any(e.tag == tag and attributes.items() <= e.attributes.items() for e in self.inside)


class Reader(HTMLParser):
    """Reads a page into its elements, in order; an end tag without its start tag is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute stands twice in <{tag} {attrs}>"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:  # of a drawing
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> at {self.getpos()} ends another element"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def close(self) -> None:
        super().close()
        assert not self._open, f"not ended: {self._open}"


def read(html: str) -> list[Element]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.elements


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """A small site of extremes, built once below /repo/."""
    made = SiteFolder(tmp_path_factory.mktemp("theme"))
    made.write("site_config.yaml", CONFIG)
    articles = "content/articles/2024/03"
    made.write(f"{articles}/plain.md", page(
        "A plain title", "All on [space](/topics/space/), and an image.\n\n![A dot](dot.png)\n\n## Below\n\n- one\n- two", kicker="Label",
        summary="A summary.", published="2024-03-05T23:30:00Z", updated="2024-03-06", added="2024-03-06T08:00:00Z",
        source=SOURCE, authors=["Jane Doe", "陳小明", "Ali"], topics=["moon", "space"], truncated=True, aliases=["/old/plain/"],
        names=[{"name": "TSMC", "also": "台積電"}], corrections=[{"date": "2024-03-07", "note": f"It was {HOSTILE}."}],
    ))  # fmt: skip
    made.write(f"{articles}/dot.png", b"\x89PNG")
    made.write(f"{articles}/hostile.md", page(
        HOSTILE, "A body.", kicker=HOSTILE, summary=HOSTILE, published="2024-03-05", topics=["hostile"], authors=[HOSTILE],
        source={"name": HOSTILE, "url": "javascript:alert(1)"}, names=[{"name": HOSTILE, "also": HOSTILE}],
        story="old-8", also_at=[{"name": HOSTILE, "url": "javascript:alert(1)"}], via={"name": HOSTILE, "url": "javascript:alert(1)"},
    ))  # fmt: skip
    made.write(f"{articles}/arabic.md", page("عنوان", "نص", kicker="وسم", summary="ملخص", published="2024-03-05", language="ar", topics=["space"]))
    made.write(f"{articles}/chinese.md", page("標題", "內文", published="2024-03-05", language="zh-Hant", topics=["space"]))
    made.write(f"{articles}/long.md", page(LONG, LONG, summary=LONG, published="2024-03-05", topics=["space"]))
    made.write(f"{articles}/link.md", page("Only a link", "", published="2024-03-05", rights="link", source=SOURCE))
    made.write(f"{articles}/late.md", page("Too late", published="2024-03-01", added="2024-03-02"))
    made.write(f"{articles}/closed.md", page("In time", published="2024-03-01"))
    made.write("content/articles/undated/none.md", page("Undated", added="2024-03-05T00:00:00Z", topics=["space"]))
    made.write("content/articles/undated/never.md", page("Neither dated nor added", topics=["space"]))
    for number in range(9):
        made.write(f"content/articles/2023/01/old-{number}.md", page(f"Old {number}", published=f"2023-01-0{number + 1}", topics=["space"], source=SOURCE))
    made.write("content/editions/2024-03-01.md", '---\ntitle: "A <closed> edition"\narticles: [2024/03/closed]\n---\n\nThe editor’s *words*.\n')
    made.write("content/pages/about.md", "---\ntitle: About\ndescription: What this is.\n---\n\n# A heading\n\n## Another\n")
    made.build()
    return made


@pytest.fixture(scope="module")
def pages(built: SiteFolder) -> dict[str, list[Element]]:
    """Every page by its path in `public/`."""
    return {path: read(data.decode()) for path, data in built.public.items() if path.endswith(".html")}


def find(elements: list[Element], tag: str, **attributes: str) -> list[Element]:
    """Find elements by tag and attributes; `class_` is one of its classes."""
    class_ = attributes.pop("class_", "")
    return [
        e for e in elements
        if e.tag == tag and attributes.items() <= e.attributes.items() and (not class_ or class_ in e.attributes.get("class", "").split())
    ]  # fmt: skip


def one(elements: list[Element], tag: str, **attributes: str) -> Element:
    (found,) = find(elements, tag, **attributes)
    return found


ARTICLE = "articles/2024/03/{}/index.html"


# What holds of every page


def test_the_site_has_a_page_of_each_kind(pages: dict[str, list[Element]]) -> None:
    assert {one(elements, "body").attributes["class"] for elements in pages.values()} == set(PageKind.__args__)  # type: ignore[attr-defined]


def test_one_h1_and_no_level_of_heading_left_out(pages: dict[str, list[Element]]) -> None:
    for path, elements in pages.items():
        headings = [e for e in elements if re.fullmatch("h[1-6]", e.tag)]
        levels = [int(e.tag[1]) for e in headings]
        assert levels.count(1) == 1, path
        assert levels[0] == 1, path
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (path, levels)
        assert all(e.text.strip() for e in headings), path


def test_landmarks_are_there_and_told_apart(pages: dict[str, list[Element]]) -> None:
    for path, elements in pages.items():
        assert one(elements, "main").attributes["id"] == "main", path
        assert find(elements, "a")[0].attributes == {"class": "skip", "href": "#main"}, path
        ids = [e.attributes["id"] for e in elements if "id" in e.attributes]
        assert len(ids) == len(set(ids)), path
        labels = []
        for nav in find(elements, "nav"):
            named = nav.attributes.get("aria-label") or one(elements, "h2", id=nav.attributes["aria-labelledby"]).text
            labels.append(named)
        assert len(labels) == len(set(labels)), (path, labels)
        for e in elements:
            for label in e.attributes.get("aria-labelledby", "").split():
                assert label in ids, (path, label)


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(pages: dict[str, list[Element]]) -> None:
    for path, elements in pages.items():
        policy = one(elements, "meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
        assert policy.startswith("default-src 'self'; script-src 'self'"), path
        assert "unsafe" not in (policy.replace(" 'wasm-unsafe-eval'", "") if path == "search/index.html" else policy), path
        assert not find(elements, "style"), path
        texts = [e.text for e in find(elements, "script") if e.attributes.get("type") != "application/ld+json" and "src" not in e.attributes]
        assert all(text.startswith("document.documentElement.dataset.theme=") and len(text) < 200 for text in texts), path
        for e in elements:
            assert not [name for name in e.attributes if name == "style" or name.startswith("on")], (path, e)
            assert not e.attributes.get("href", "").lower().startswith(("javascript:", "data:", "vbscript:")), (path, e)
            assert "src" not in e.attributes or not re.match("[a-z]+:|//", e.attributes["src"]), (path, e)


def test_every_address_honours_the_path_of_the_site_and_leads_somewhere(built: SiteFolder, pages: dict[str, list[Element]]) -> None:
    files = built.public
    for path, elements in pages.items():
        for e in elements:
            url = e.attributes.get("href", "")
            if url.startswith("#"):
                assert any(other.attributes.get("id") == url[1:] for other in elements), (path, url)
            elif not re.match("https?:", url) and url:
                assert url.startswith("/repo/"), (path, url)
                target = url.removeprefix("/repo/").partition("?")[0].partition("#")[0]
                assert target + "index.html" * (not target or target.endswith("/")) in files, (path, url)
        assert one(elements, "link", rel="canonical").attributes["href"].startswith("https://example.org/repo/"), path


def test_every_page_says_its_language_its_title_and_what_it_is(pages: dict[str, list[Element]]) -> None:
    titles = {}
    for path, elements in pages.items():
        assert one(elements, "html").attributes == {"lang": "en", "dir": "ltr"}, path
        titles[path] = find(elements, "title")[0].text
        assert one(elements, "meta", name="description").attributes["content"].strip(), path
        assert one(elements, "meta", property="og:title").attributes["content"].strip(), path
        assert one(elements, "meta", property="og:url").attributes["content"].startswith("https://example.org/repo/"), path
        hidden = one(elements, "body").attributes["class"] in ("not_found", "redirect")
        assert bool(find(elements, "meta", name="robots", content="noindex")) == hidden, path
    shown = [title for path, title in titles.items() if not path.startswith(("old/", "topics/outer-space/")) and HOSTILE not in title]
    assert len(shown) == len(set(shown)), "each page has a title of its own"


def test_every_image_has_a_text_in_its_stead(pages: dict[str, list[Element]]) -> None:
    images = [e for elements in pages.values() for e in find(elements, "img")]
    assert images
    assert all("alt" in e.attributes for e in images)


def test_a_link_says_where_it_leads(pages: dict[str, list[Element]]) -> None:
    for path, elements in pages.items():
        for e in find(elements, "a"):
            text = e.text.strip()
            assert text, (path, e)
            assert text.lower().rstrip(" .…»›→>") not in {"read more", "more", "here", "click here", "link", "continue"}, (path, e)


def test_links_of_one_text_lead_to_one_place(pages: dict[str, list[Element]]) -> None:
    for path, elements in pages.items():
        leads: dict[str, set[str]] = {}
        for e in find(elements, "a"):
            if not e.is_in("nav", **{"class": "overview"}):  # of an edition, where a title leads to its place in the page
                leads.setdefault(" ".join(e.text.split()), set()).add(e.attributes["href"])
        assert not {text: urls for text, urls in leads.items() if len(urls) > 1}, path


def test_a_day_has_no_time_of_day_and_an_instant_has_its_offset(pages: dict[str, list[Element]]) -> None:
    times = [(path, e) for path, elements in pages.items() for e in find(elements, "time")]
    assert times
    for path, e in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?", e.attributes["datetime"]), (path, e)
        assert re.fullmatch(r"([A-Z][a-z]+day, )?\d{1,2} [A-Z][a-z]+ \d{4}", e.text), (path, e)
    plain = find(pages[ARTICLE.format("plain")], "time")
    assert [(e.attributes["datetime"], e.text) for e in plain[:3]] == [
        ("2024-03-05T23:30:00Z", "6 March 2024"),  # in the site's zone
        ("2024-03-06", "6 March 2024"),
        ("2024-03-07", "7 March 2024"),
    ]


# Text from outside


def test_text_stays_text_everywhere(built: SiteFolder, pages: dict[str, list[Element]]) -> None:
    seen = 0
    for path, elements in pages.items():
        assert "<script>alert" not in built.text(path), path
        assert not [e for e in elements if e.tag in ("b", "test", "closed")], path
        seen += sum(e.text == HOSTILE for e in elements if e.tag in ("a", "h1", "h2", "h3", "p", "bdi"))
    assert seen > 10
    article = pages[ARTICLE.format("hostile")]
    assert one(article, "h1").text == HOSTILE
    assert one(article, "meta", name="description").attributes["content"] == HOSTILE
    assert one(article, "title").text.startswith(HOSTILE)
    assert "Original at" not in one(article, "main").text, "an address that is not of the web is no link"


# Other languages


def test_a_part_in_another_language_says_so(pages: dict[str, list[Element]]) -> None:
    foreign = {"عنوان": ("ar", "rtl"), "وسم": ("ar", "rtl"), "ملخص": ("ar", "rtl"), "標題": ("zh-Hant", "ltr")}
    seen = set()
    for path, elements in pages.items():
        for e in elements:
            if e.text in foreign and e.tag in ("p", "span", "a", "h1", "h2", "h3"):
                wanted = dict(zip(("lang", "dir"), foreign[e.text], strict=True))
                assert wanted.items() <= e.attributes.items() or any(wanted.items() <= o.attributes.items() for o in e.inside), (path, e)
                seen.add(e.text)
    assert seen == set(foreign)
    article = pages[ARTICLE.format("arabic")]
    assert {"lang": "ar", "dir": "rtl"}.items() <= one(article, "div", class_="prose").attributes.items()
    assert one(article, "title").attributes["lang"] == "ar"


def test_a_name_in_another_script_is_not_for_translation(pages: dict[str, list[Element]]) -> None:
    for path in (ARTICLE.format("plain"), "names/index.html", "names/tsmc/index.html"):
        found = [e for e in pages[path] if e.tag in ("bdi", "dd") and e.text == "台積電"]
        assert any(e.attributes.get("translate") == "no" or e.is_in("dd", translate="no") for e in found), path


# What each kind shows


def test_home_leads_with_the_first_of_the_newest_edition(pages: dict[str, list[Element]]) -> None:
    home = pages["index.html"]
    assert one(home, "h1").text == "The <Test> & “Co”"
    assert "Newest article: 6 March 2024" in one(home, "main").text
    lead = [e.text for e in find(home, "h3") if e.is_in("div", **{"class": "lead"})]
    assert lead == ["A plain title"]


def test_an_article_shows_what_is_known_of_it(pages: dict[str, list[Element]]) -> None:
    text = " ".join(one(pages[ARTICLE.format("plain")], "main").text.split())
    for part in (
        "Moon Label A plain title A summary.", "By Jane Doe, 陳小明 and Ali Original at Taipei Times Published 6 March 2024 Updated 6 March 2024",
        "Correction 7 March 2024: It was <script>", "The text we received breaks off here. An excerpt; the full text is at Taipei Times.",
        "Topics Moon Space Names in this article TSMC 台積電 Edition 6 March 2024",
    ):  # fmt: skip
        assert part in text
    assert "Earlier on Space" in one(pages[ARTICLE.format("long")], "main").text


def test_a_page_with_a_link_alone_says_where_the_text_is(pages: dict[str, list[Element]]) -> None:
    link = pages[ARTICLE.format("link")]
    assert "the text is at Taipei Times." in one(link, "main").text
    assert not find(link, "div", class_="prose")


def test_a_date_that_is_not_known_is_not_made_up(pages: dict[str, list[Element]]) -> None:
    undated, never = (one(pages[f"articles/undated/{name}/index.html"], "div", class_="credits") for name in ("none", "never"))
    assert undated.text.split("\n")[1:-1] == ["Date unknown", "Added 5 March 2024"]
    assert never.text.strip() == "Date unknown"
    assert "Date unknown" in one(pages["archive/undated/index.html"], "h1").text


def test_an_edition_opens_with_what_is_in_it(pages: dict[str, list[Element]]) -> None:
    full = pages["editions/2024-03-05/index.html"]
    overview = [e for e in find(full, "a") if e.is_in("nav", **{"class": "overview"})]
    ranked = [e.text for e in find(full, "h2") if e.is_in("article")]
    assert [e.text for e in overview] == ranked
    assert [e.attributes["href"] for e in overview] == [f"#item-{n}" for n in range(1, len(ranked) + 1)]
    assert find(full, "h2")[0].text == "In this edition"
    closed = pages["editions/2024-03-01/index.html"]
    assert one(closed, "h1").text == "A <closed> edition"
    assert "The editor’s words." in one(closed, "main").text
    assert [e.text for e in find(closed, "h2") if e.is_in("main")] == ["In this edition", "In time"]


def test_a_late_article_is_marked_and_why(pages: dict[str, list[Element]]) -> None:
    late = one(pages["editions/2024-03-02/index.html"], "p", class_="late")
    assert late.text == "Late. It came after the edition of its own day was closed."


def test_an_old_page_of_a_list_says_its_number_and_no_total(pages: dict[str, list[Element]]) -> None:
    newest, oldest = pages["topics/space/index.html"], pages["topics/space/page/1/index.html"]
    total = re.search(r"The newest of (\d+) articles", one(newest, "main").text)
    assert total
    assert "Page 1 from the start" in one(oldest, "main").text
    assert total[1] not in one(oldest, "main").text.replace("2023", "")
    assert [e.text for e in find(newest, "a") if e.is_in("nav", **{"aria-label": "Pages"})] == ["Older articles"]
    assert [e.text for e in find(oldest, "a") if e.is_in("nav", **{"aria-label": "Pages"})] == ["Newer articles"]


def test_the_topic_that_a_page_belongs_to_is_marked_in_the_menu(pages: dict[str, list[Element]]) -> None:
    current = {"topics/space/index.html": "page", "topics/space/page/1/index.html": "true", "topics/moon/index.html": "true", ARTICLE.format("long"): "true"}
    for path, wanted in current.items():
        marked = [(e.text, e.attributes["aria-current"]) for e in find(pages[path], "a") if "aria-current" in e.attributes]
        assert marked == [("Space", wanted)], path


def test_an_old_address_leads_on(pages: dict[str, list[Element]]) -> None:
    moved = pages["old/plain/index.html"]
    assert one(moved, "meta", **{"http-equiv": "refresh"}).attributes["content"] == "0; url=/repo/articles/2024/03/plain/"
    assert one(moved, "link", rel="canonical").attributes["href"] == "https://example.org/repo/articles/2024/03/plain/"
    assert [e.attributes["href"] for e in find(moved, "a") if e.is_in("main")] == ["/repo/articles/2024/03/plain/"]


def test_kinds_that_a_site_does_without_are_not_linked(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = SiteFolder(tmp_path_factory.mktemp("few"))
    made.write("site_config.yaml", "name: Few\nid: few\nbase_url: https://example.org\npages: [home, article, not_found]\nfeeds: []\n")
    made.write("content/articles/a.md", page())
    made.build()
    assert {e.attributes["href"] for e in find(read(made.text("404.html")), "a")} == {"#main", "/"}


# Weight


def test_no_style_of_a_part_is_that_of_a_whole_page(built: SiteFolder) -> None:
    """The kind of a page is the class of its body: a part called likewise would lend its look to the page."""
    style = built.text("static/style.css")
    named = {kind for kind in PageKind.__args__ if re.search(rf"(?<![\w-])\.{kind}(?![\w-])", style)}  # type: ignore[attr-defined]
    assert named == {"home"}, "which has a nameplate of its own"


def test_the_theme_is_light(built: SiteFolder) -> None:
    shared = len(built.public["static/style.css"]) + len(built.public["static/digest.js"])
    assert shared < 20_500
    assert len(built.public[ARTICLE.format("plain")]) + shared < 30_000
    assert len(built.public["index.html"]) + shared < 60_000
