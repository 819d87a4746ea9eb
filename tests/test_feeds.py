"""Feeds, sitemaps and the other files for machines; and what pages tell machines of themselves."""

from __future__ import annotations

import datetime as dt
import email.utils
import html.parser
import itertools
import json
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import feedparser
import pytest
from conftest import MakeSite, SiteFolder, page
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import config
from digest.site import building, feeds, sitemaps, trees
from digest.site.sitemaps import Addresses

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}

CONFIG = """
=== site_config.yaml
name: The Crossing
id: the-crossing
description: From both shores.
editor: An Editor
language: en
base_url: BASE
time_zone: Asia/Taipei
sources: [{name: Nature 新聞, license: CC BY}]
topics:
  - {slug: 晶片, name: Chips & Co, medtop: "20000763"}
  - {slug: space, name: Space}
"""

ARTICLES = """
=== content/articles/2024/03/full.md
---
id: 3c8c0edd-5695-558f-bf82-562b1a418d6a
title: A <b>full</b> text & more
kicker: EXCLUSIVE
summary: Ends with ]]> and </script>.
published: 2024-03-01T23:30:00+08:00
updated: 2024-03-02T01:00:00Z
added: 2024-03-02T01:00:00Z
source: {name: Nature 新聞, url: "https://example.com/a?b=1&c=2"}
authors: [Jane Roe, 王小明]
topics: [晶片, space]
names: [{name: TSMC, also: 台積電}]
corrections: [{date: 2024-03-02, note: It was seven.}]
---

A [link](/topics/), a [near](../b/) one, a [far](https://example.com/x) one, ![a map](map.png) and ]]>.
=== content/articles/2024/03/map.png
PNG
=== content/articles/2024/03/知识.md
---
id: 知识 1
title: 知识库
language: zh-Hans
published: 2024-02-29
source: {name: Elsewhere, url: "javascript:alert(1)"}
rights: link
topics: [晶片]
---
=== content/articles/undated/u.md
---
id: https://example.org/ids/7
title: Without a date
added: 2024-01-15T10:00:00Z
---
Own words.
=== content/articles/undated/never.md
---
id: never
title: Without any time
---
Own words.
"""


def made_at(site: MakeSite, base: str = "https://example.org") -> SiteFolder:
    made = site(CONFIG.replace("BASE", base) + ARTICLES, minimal=True)
    made.build()
    return made


def xml(made: SiteFolder, path: str) -> ET.Element:
    return ET.fromstring(made.public[path])


def parsed(made: SiteFolder, path: str) -> Any:
    found = feedparser.parse(made.public[path])
    assert not found.bozo, found.get("bozo_exception")
    return found


BASES = pytest.mark.parametrize("base", ["https://example.org", "https://user.github.io/repo", "https://user.github.io/repo/"])


# Atom, RSS and JSON Feed


@BASES
def test_a_feed_reader_takes_each_feed_without_complaint(site: MakeSite, base: str) -> None:
    made = made_at(site, base)
    for path in ("feed.xml", "rss.xml", "topics/晶片/feed.xml", "sources/nature-新聞/feed.xml", "topics/space/feed.xml"):
        found = parsed(made, path)
        entry = found.entries[0]
        assert entry.title == "A <b>full</b> text & more"
        assert entry.id == "urn:uuid:3c8c0edd-5695-558f-bf82-562b1a418d6a"
        assert entry.link == f"{base.rstrip('/')}/articles/2024/03/full/"
        assert found.feed.title.startswith("The Crossing")


def test_atom_has_what_rfc_4287_requires(site: MakeSite) -> None:
    made = made_at(site, "https://user.github.io/repo")
    feed = xml(made, "feed.xml")
    assert [len(feed.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated", "author")] == [1, 1, 1, 1]
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"self": "https://user.github.io/repo/feed.xml", "alternate": "https://user.github.io/repo/"}
    for entry in feed.findall("a:entry", ATOM):
        assert [len(entry.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert entry.find("a:link[@rel='alternate']", ATOM) is not None
    newest = max(dt.datetime.fromisoformat(e.text or "") for e in feed.findall("a:entry/a:updated", ATOM))
    assert dt.datetime.fromisoformat(feed.findtext("a:updated", "", ATOM)) == newest


def test_a_feed_holds_what_has_a_time_newest_first(site: MakeSite) -> None:
    made = made_at(site)
    titles = ["A <b>full</b> text & more", "知识库", "Without a date"]
    assert [entry.title for entry in parsed(made, "feed.xml").entries] == titles
    assert [entry.title for entry in parsed(made, "rss.xml").entries] == titles
    assert [item["title"] for item in json.loads(made.public["feed.json"])["items"]] == titles


def test_no_feed_says_that_an_article_without_a_date_was_published(site: MakeSite) -> None:
    made = made_at(site)
    assert [e.findtext("a:published", None, ATOM) for e in xml(made, "feed.xml").findall("a:entry", ATOM)] == [
        "2024-03-01T23:30:00+08:00", "2024-02-29T00:00:00+08:00", None,
    ]  # fmt: skip
    items = json.loads(made.public["feed.json"])["items"]
    assert [item.get("date_published") for item in items] == ["2024-03-01T23:30:00+08:00", "2024-02-29T00:00:00+08:00", None]
    assert [item.findtext("pubDate") for item in xml(made, "rss.xml").iter("item")] == [
        "Fri, 01 Mar 2024 23:30:00 +0800", "Thu, 29 Feb 2024 00:00:00 +0800", None,
    ]  # fmt: skip


def test_the_dates_of_rss_are_those_of_rfc_822(site: MakeSite) -> None:
    made = made_at(site)
    stamps = [element.text or "" for tag in ("pubDate", "lastBuildDate") for element in xml(made, "rss.xml").iter(tag)]
    assert len(stamps) == 3
    for stamp in stamps:
        assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", stamp)
        assert email.utils.format_datetime(email.utils.parsedate_to_datetime(stamp)) == stamp


def test_days_of_long_ago_have_offsets_that_a_feed_can_show(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\ntime_zone: Europe/Amsterdam", minimal=True)  # 19 minutes 32 seconds east
    made.write("content/articles/a.md", page(published="1900-01-02"))
    made.build()
    assert xml(made, "feed.xml").findtext("a:entry/a:published", "", ATOM) == "1900-01-01T23:40:28Z"
    assert xml(made, "rss.xml").findtext(".//pubDate") == "Mon, 01 Jan 1900 23:40:28 +0000"


def test_rss_has_what_the_profile_requires(site: MakeSite) -> None:
    made = made_at(site)
    channel = xml(made, "rss.xml").find("channel")
    assert channel is not None
    assert all(channel.findtext(tag) for tag in ("title", "link", "description"))
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    assert (own.get("rel"), own.get("href")) == ("self", "https://example.org/rss.xml")
    for item in channel.iter("item"):
        guid = item.find("guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        assert item.findtext("title")
        assert item.findtext("description")


def test_json_feed_has_what_version_1_1_requires(site: MakeSite) -> None:
    feed = json.loads(made_at(site).public["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["title"], feed["home_page_url"], feed["feed_url"]) == ("The Crossing", "https://example.org/", "https://example.org/feed.json")
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert ("content_html" in item) != ("content_text" in item)
    first, second, _ = feed["items"]
    assert first["external_url"] == "https://example.com/a?b=1&c=2"
    assert first["authors"] == [{"name": "Jane Roe"}, {"name": "王小明"}]
    assert (first["tags"], second["language"]) == (["Chips & Co", "Space"], "zh-Hans")
    assert "external_url" not in second, "`javascript:` is no address"


@BASES
def test_addresses_in_the_text_of_a_feed_are_absolute(site: MakeSite, base: str) -> None:
    made = made_at(site, base)
    root = base.rstrip("/")
    for text in (
        parsed(made, "feed.xml").entries[0].content[0].value,
        xml(made, "rss.xml").findtext(".//{http://purl.org/rss/1.0/modules/content/}encoded"),
        json.loads(made.public["feed.json"])["items"][0]["content_html"],
    ):
        assert re.findall(r'(?:href|src)="([^"]*)"', text or "") == [
            f"{root}/topics/", f"{root}/articles/2024/03/b/", "https://example.com/x", f"{root}/articles/2024/03/full/map.png",
        ]  # fmt: skip


@BASES
def test_every_address_is_absolute_and_of_ascii(site: MakeSite, base: str) -> None:
    made = made_at(site, base)
    addresses = set()
    for path in ("feed.xml", "topics/晶片/feed.xml"):
        addresses |= {link.get("href") for link in xml(made, path).iter("{http://www.w3.org/2005/Atom}link")}
    addresses |= {element.text for tag in ("link",) for element in xml(made, "rss.xml").iter(tag)}
    addresses |= {loc.text for loc in xml(made, "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    addresses |= {outline.get(name) for outline in xml(made, "opml.xml").iter("outline") for name in ("xmlUrl", "htmlUrl")}
    addresses |= {json.loads(line)["url"] for line in made.text("articles.jsonl").splitlines()}
    addresses |= {item["url"] for item in json.loads(made.public["feed.json"])["items"]}
    assert f"{base.rstrip('/')}/topics/%E6%99%B6%E7%89%87/feed.xml" in addresses
    assert not [a for a in addresses if not re.fullmatch(r"https://[!-~]+", a or "")]
    ours = {a for a in addresses if a and not a.startswith("https://example.com")}
    assert all(a.startswith(f"{base.rstrip('/')}/") for a in ours)
    assert not [a for a in ours if "//" in a.removeprefix("https://")]


# Ids


def ids(made: SiteFolder) -> list[list[str]]:
    return [
        [entry.id for entry in parsed(made, "feed.xml").entries],
        [entry.id for entry in parsed(made, "rss.xml").entries],
        [item["id"] for item in json.loads(made.public["feed.json"])["items"]],
        [entry.id for entry in parsed(made, "topics/晶片/feed.xml").entries],
        [parsed(made, path).feed.id for path in ("feed.xml", "topics/晶片/feed.xml", "sources/nature-新聞/feed.xml")],
    ]


def test_no_id_changes_when_title_slug_file_and_base_url_do(site: MakeSite) -> None:
    made = made_at(site, "http://example.org")
    before = ids(made)
    assert before[0] == [
        "urn:uuid:3c8c0edd-5695-558f-bf82-562b1a418d6a", "urn:digest:%E7%9F%A5%E8%AF%86%201", "https://example.org/ids/7",
    ]  # fmt: skip
    for number, path in enumerate(("2024/03/full.md", "2024/03/知识.md", "undated/u.md")):
        text = (made.root / "content/articles" / path).read_text(encoding="utf-8")
        made.delete(f"content/articles/{path}")
        changed = re.sub("title: .*", f"title: Another\nslug: another-{number}", text)
        made.write(f"content/articles/2024/03/moved-{number}.md", changed)
    made.edit("site_config.yaml", "name: The Crossing", "name: Another Name")
    for base in ("https://example.org", "https://other.example/repo/"):
        made.build(base_url=base)
        assert ids(made) == before


def test_feeds_of_one_site_have_ids_of_their_own(site: MakeSite) -> None:
    made = made_at(site)
    found = [parsed(made, path).feed.id for path in made.public if path.endswith("feed.xml")]
    assert len(found) == len(set(found)) == 5


# Nothing in a text breaks a file


NASTY = "a\x0bb\x1fc ]]> & <d> \ufffe \uffff \x00 \ud800 é 🙂 </title> \r\n\x85\u2028 \x7f"


def test_no_character_breaks_a_feed(site: MakeSite) -> None:
    made = site(minimal=True)
    nasty = NASTY.replace("\x00", "").replace("\ud800", "&#xD800;")  # neither can stand in a page file
    front = {"kicker": nasty, "summary": nasty, "source": {"name": nasty}, "authors": [nasty], "names": [{"name": nasty}]}
    made.write("content/articles/a.md", page(nasty, "]]> & <d> 🙂 &#xD800; &#11;", published="2024-03-01", **front))
    made.build()
    for path in made.public:
        if path.endswith(".xml"):
            xml(made, path)
        if path.endswith("feed.xml"):
            parsed(made, path)
    assert json.loads(made.public["feed.json"])["items"][0]["title"] == nasty
    assert parsed(made, "feed.xml").entries[0].title.startswith("abc ]]> & <d>")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_makes_well_formed_xml_that_says_it_again(text: str) -> None:
    element = ET.Element("x")
    trees.child(element, "y", text, z=text)
    child = ET.fromstring(trees.document(element))[0]
    kept = trees._NOT_XML.sub("", text)
    assert (child.text or "") == re.sub("\r\n?", "\n", kept)
    assert child.get("z") == kept


# Sitemaps, OPML, robots and the rest


def test_the_sitemap_lists_every_page_once_and_no_redirect(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X\nbase_url: https://example.org/repo", minimal=True)
    made.write("content/articles/a.md", page(published="2024-03-01", updated="2024-03-05T08:00:00Z", aliases=["/old/"]))
    made.build()
    root = xml(made, "sitemap.xml")
    assert root.tag == f"{{{SITEMAP['s']}}}urlset"
    found = [loc.text or "" for loc in root.iterfind("s:url/s:loc", SITEMAP)]
    pages = {path for path in made.public if path.endswith("index.html")} - {"old/index.html"}
    assert sorted(found) == sorted(f"https://example.org/repo/{path.removesuffix('index.html')}" for path in pages)
    stamped = {u.findtext("s:loc", "", SITEMAP): u.findtext("s:lastmod", None, SITEMAP) for u in root}
    assert stamped["https://example.org/repo/articles/2024/03/a/"] == "2024-03-05T08:00:00Z"
    assert stamped["https://example.org/repo/"] is None


def test_past_the_limit_an_index_names_the_parts(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made_at(site)
    every = {loc.text for loc in xml(whole, "sitemap.xml").iterfind("s:url/s:loc", SITEMAP)}
    monkeypatch.setattr(sitemaps, "SITEMAP_LIMIT", 10)
    monkeypatch.setattr(sitemaps, "PART", 3)
    made = made_at(site)
    root = xml(made, "sitemap.xml")
    assert root.tag == f"{{{SITEMAP['s']}}}sitemapindex"
    parts = [loc.text or "" for loc in root.iterfind("s:sitemap/s:loc", SITEMAP)]
    articles = sum("/articles/20" in (url or "") or "/undated/" in (url or "") for url in every)
    names = [f"sitemap-{n}" for n in range(1, -(-articles // 3) + 1)] + [f"sitemap-lists-{n}" for n in range(1, -(-(len(every) - articles) // 3) + 1)]
    assert parts == [f"https://example.org/{name}.xml" for name in names]
    listed = [[loc.text for loc in xml(made, part.rpartition("/")[2]).iterfind("s:url/s:loc", SITEMAP)] for part in parts]
    assert {len(part) for part in listed if part is not listed[-1]} <= {1, 2, 3}
    assert sorted(filter(None, itertools.chain(*listed))) == sorted(filter(None, every))


def test_news_are_what_came_in_the_two_days_before_the_newest_article(site: MakeSite) -> None:
    made = site("=== site_config.yaml\nname: X & Y\nlanguage: zh-TW\nbase_url: https://example.org/repo\ntime_zone: Asia/Taipei", minimal=True)
    made.write("content/articles/newest.md", page("<Newest>", published="2024-03-03T12:00:00Z"))
    made.write("content/articles/day.md", page("A day", published="2024-03-02", language="en-GB"))
    made.write("content/articles/edge.md", page("Just so", published="2024-03-01T12:00:00Z"))
    made.write("content/articles/old.md", page("Too old", published="2024-03-01T11:59:59Z"))
    made.write("content/articles/undated.md", page("Undated", added="2024-03-03T00:00:00Z"))
    made.build()
    root = xml(made, "news-sitemap.xml")
    assert root.tag == f"{{{SITEMAP['s']}}}urlset"
    news = {"n": sitemaps.NEWS}
    entries = [[element.text for element in entry.iter() if (element.text or "").strip()] for entry in root.iterfind("s:url/n:news", SITEMAP | news)]
    assert entries == [
        ["X & Y", "zh-tw", "2024-03-03T12:00:00Z", "<Newest>"],
        ["X & Y", "en", "2024-03-02", "A day"],
        ["X & Y", "zh-tw", "2024-03-01T12:00:00Z", "Just so"],
    ]
    assert root.findtext("s:url/s:loc", "", SITEMAP) == "https://example.org/repo/articles/2024/03/newest/"


def test_a_news_sitemap_has_its_limit_and_may_be_empty(site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 2)
    made = site(minimal=True)
    for number in range(4):
        made.write(f"content/articles/{number}.md", page(f"Title {number}", published=f"2024-03-01T0{number}:00:00Z"))
    made.build()
    assert [e.text for e in xml(made, "news-sitemap.xml").iter(f"{{{sitemaps.NEWS}}}title")] == ["Title 3", "Title 2"]
    empty = site(minimal=True)
    empty.build()
    assert list(xml(empty, "news-sitemap.xml")) == []


@pytest.mark.parametrize(("tag", "wanted"), [("zh", "zh-cn"), ("zh-Hans", "zh-cn"), ("zh-Hant-HK", "zh-tw"), ("zh-tw", "zh-tw"), ("de-AT", "de")])
def test_chinese_is_named_by_its_script_in_a_news_sitemap(tag: str, wanted: str) -> None:
    assert sitemaps._news_language(tag) == wanted


def test_opml_lists_every_feed(site: MakeSite) -> None:
    made = made_at(site)
    root = xml(made, "opml.xml")
    assert (root.tag, root.get("version"), [child.tag for child in root]) == ("opml", "2.0", ["head", "body"])
    outlines = list(root.iter("outline"))
    assert all(o.get("text") and o.get("type") == "rss" for o in outlines)
    atoms = {path for path in made.public if path.endswith("feed.xml")}
    assert len(outlines) == len(atoms) == 5
    assert outlines[0].get("xmlUrl") == "https://example.org/feed.xml"


def test_robots_names_the_sitemap_if_there_is_one(site: MakeSite) -> None:
    made = made_at(site, "https://user.github.io/repo")
    assert made.text("robots.txt") == (
        "User-agent: *\nAllow: /\n\n"
        "Sitemap: https://user.github.io/repo/sitemap.xml\nSitemap: https://user.github.io/repo/news-sitemap.xml\n"
    )
    made.write("site_config.yaml", "name: X\nnew_topics: accept\nfeeds: [robots]")
    made.edit("content/articles/2024/03/full.md", "source: {name: Nature 新聞", "source: {name: ''")
    made.edit("content/articles/2024/03/full.md", "authors:", "rights: excerpt\nauthors:")
    made.build()
    assert made.text("robots.txt") == "User-agent: *\nAllow: /\n"


def test_github_pages_gets_its_marks(site: MakeSite) -> None:
    made = made_at(site)
    assert made.public[".nojekyll"] == b""
    assert "CNAME" not in made.public
    made.write("site_config.yaml", (made.root / "site_config.yaml").read_text(encoding="utf-8") + "cname: news.example.org\n")
    made.build()
    assert made.public["CNAME"] == b"news.example.org\n"


def test_articles_jsonl_has_a_line_for_each_article(site: MakeSite) -> None:
    made = made_at(site)
    lines = [json.loads(line) for line in made.text("articles.jsonl").splitlines()]
    assert [line["id"] for line in lines] == ["3c8c0edd-5695-558f-bf82-562b1a418d6a", "知识 1", "https://example.org/ids/7", "never"]
    assert lines[0]["names"] == [{"name": "TSMC", "also": "台積電"}]
    assert (lines[0]["topics"], lines[0]["published"]) == (["晶片", "space"], "2024-03-01T23:30:00+08:00")
    assert "published" not in lines[2]
    assert "body" not in lines[0]


# JSON-LD, with the engine's own templates


class Scripts(html.parser.HTMLParser):
    """Collects what stands in `<script>`, as a browser would see it, and the kind of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[tuple[str | None, str]] = []
        self._kind: str | bool | None = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self._kind = dict(attrs).get("type")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._kind = False

    def handle_data(self, data: str) -> None:
        if self._kind is not False:
            self.scripts.append((self._kind if isinstance(self._kind, str) else None, data))


def graph(made: SiteFolder, path: str) -> dict[str, dict[str, Any]]:
    """Return a page's JSON-LD, by type."""
    (whole,) = (json.loads(data) for kind, data in Scripts(made.text(path)).scripts if kind == "application/ld+json")
    assert whole["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in whole["@graph"]}


@BASES
def test_an_article_tells_machines_what_it_is_based_on(site: MakeSite, base: str) -> None:
    made = site(CONFIG.replace("BASE", base) + ARTICLES)
    made.build()
    root = base.rstrip("/")
    things = graph(made, "articles/2024/03/full/index.html")
    article = things["NewsArticle"]
    assert article["url"] == f"{root}/articles/2024/03/full/"
    assert (article["headline"], article["datePublished"]) == ("A <b>full</b> text & more", "2024-03-01T23:30:00+08:00")
    assert article["publisher"]["name"] == "An Editor"
    original = article["isBasedOn"]
    assert (original["url"], original["publisher"]["name"]) == ("https://example.com/a?b=1&c=2", "Nature 新聞")
    assert [person["name"] for person in original["author"]] == ["Jane Roe", "王小明"]
    assert article["about"][0]["sameAs"].endswith("/20000763")
    assert article["mentions"] == [{"@type": "Thing", "name": "TSMC", "alternateName": "台積電"}]
    assert article["correction"][0]["text"] == "It was seven."
    assert [item.get("item") for item in things["BreadcrumbList"]["itemListElement"]] == [f"{root}/", f"{root}/topics/%E6%99%B6%E7%89%87/", None]
    undated = graph(made, "articles/undated/u/index.html")["NewsArticle"]
    assert not {"datePublished", "dateModified", "isBasedOn"} & undated.keys()


def test_each_kind_of_list_tells_machines_what_it_holds(site: MakeSite) -> None:
    made = site(CONFIG.replace("BASE", "https://example.org") + ARTICLES)
    made.build()
    assert graph(made, "index.html")["WebSite"]["url"] == "https://example.org/"
    for url in (
        "topics/space/", "sources/nature-新聞/", "names/tsmc/", "archive/2024/03/", "editions/2024-03-01/",
        "editions/2024-W09/", "corrections/",
    ):  # fmt: skip
        thing = graph(made, f"{url}index.html")["CollectionPage"]
        assert thing["url"] == f"https://example.org/{quote(url)}"
        items = thing["mainEntity"]["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert "https://example.org/articles/2024/03/full/" in {item["url"] for item in items}


@pytest.mark.parametrize("minimal", [False, True])
def test_no_text_breaks_out_of_a_page(site: MakeSite, minimal: bool) -> None:
    evil = "</script></title><script>alert(1)</script><img src=https://x.example/x.png onerror=alert(2)>\"'><!-- & {{ 7*7 }}"
    made = site(minimal=minimal)
    made.write("site_config.yaml", f"name: {json.dumps(evil)}\ndescription: {json.dumps(evil)}\neditor: {json.dumps(evil)}\nnew_topics: accept\n")
    made.write("content/articles/a.md", page(
        evil, evil, kicker=evil, summary=evil, topics=[evil], names=[{"name": evil, "also": evil}], authors=[evil],
        published="2024-03-01", corrections=[{"date": "2024-03-01", "note": evil}], aliases=["/old/"],
    ))  # fmt: skip
    made.write("content/articles/b.md", page(evil, "", source={"name": evil, "url": "JavaScript:alert(1)"}, rights="link", published="2024-03-01"))
    made.write("content/editions/2024-03-01.md", page(evil, evil))
    made.write("content/pages/about.md", page(evil, evil, description=evil))
    made.build()
    for path in made.public:
        if path.endswith(".html"):
            text = made.text(path)
            ours = ["document.documentElement.dataset"] * (not minimal and "<h1" in text)
            assert [data.partition(".theme")[0] for kind, data in Scripts(text).scripts if not kind] == ours, path
            assert "<img src=https" not in text, path
            assert "javascript:" not in text.lower(), path
            assert not re.search(r"<[^>]*\sonerror=", re.sub(r'"[^"]*"', '""', text)), path


def test_planned_feeds_are_those_of_the_table(site: MakeSite) -> None:
    made = made_at(site)
    made.write("content/articles/undated/more.md", page("More of it", story="u"))
    settings_ = config.load(made.root)
    found = building.load(made.root, settings_)
    assert {page_.kind for page_ in feeds.plan(found, settings_, Addresses([], []))} == feeds.FEEDS.keys() - {"cname"}


@given(st.lists(st.tuples(st.text(), st.sampled_from(["", "2020-09-11", "2020-09-11T00:00:00+08:00"])), min_size=1, max_size=4))
def test_a_sitemap_is_written_as_its_tree_is(listed: list[tuple[str, str]]) -> None:
    root = ET.Element("urlset", {"xmlns": sitemaps.SITEMAP})
    for text, changed in listed:
        element = trees.child(root, "url")
        trees.child(element, "loc", f"/{text}")
        if changed:
            trees.child(element, "lastmod", changed)
    addresses, changes = [f"/{text}" for text, _ in listed], [changed for _, changed in listed]
    assert sitemaps.listing("urlset", "url", addresses, changes) == trees.document(root)
