"""Feeds of others → articles: every kind, well and ill; what stands in them does nothing."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

import pytest
import twins
from conftest import MakeSite
from hypothesis import given
from hypothesis import strategies as st

from digest import markdown
from digest.errors import DigestError
from digest.ingest import feed, served
from digest.ingest.entry_text import line
from digest.ingest.raw import RawArticle, Remark

ITEM = "<item><title>T</title><link>https://e.example/{0}</link><guid isPermaLink='false'>{1}</guid><description>Text {2}.</description></item>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Wire</title><link>https://e.example/</link>{''.join(items)}</channel></rss>".encode()


def articles(data: bytes, **options: str) -> list[RawArticle]:
    return [found for found in feed.parse(data, "x.xml", **options) if isinstance(found, RawArticle)]


def value(article: RawArticle, field: str) -> str:
    return article.evidence[field][0].value if field in article.evidence else ""


@pytest.mark.parametrize("name", twins.inputs("feed"))
def test_twins(name: str, request: pytest.FixtureRequest) -> None:
    twins.compare("feed", name, feed.parse, request)


def test_nothing_of_a_hostile_feed_acts() -> None:
    data = (twins.FORMATS / "feed" / "hostile.xml").read_bytes()
    (article,) = articles(data)

    html = markdown.to_html(article.text)

    for word in ("<script", "<svg", "<iframe", "<object", "<form", "<input", "onerror", "onclick", 'href="javascript', 'href="java'):
        assert word not in html
    assert value(article, "title") == "<script>alert(4)</script> <svg onload=alert(5)>"  # text, which templates escape


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ros&eacute; &amp; more", "Rosé & more"),
        ("AT&amp;amp;T", "AT&T"),
        ("A <b>bold</b> &lt;i&gt;claim&lt;/i&gt;", "A bold claim"),
        ("One<br/>two", "One two"),
        ("std::vector<int> and <script>", "std::vector<int> and <script>"),
        ("5 < 6 > 4", "5 < 6 > 4"),
    ],
)
def test_a_title_is_text_however_often_it_was_escaped(text: str, shown: str) -> None:
    assert line(text, is_html=True) == shown


def test_relative_links_start_where_the_feed_was_served() -> None:
    data = b"<rss version='2.0'><channel><title>W</title><item><title>T</title><link>/a</link><description>See &lt;a href='b'&gt;b&lt;/a&gt;.</description></item></channel></rss>"

    (article,) = articles(data, address="https://served.example/feeds/all.xml")

    assert value(article, "url") == "https://served.example/a"
    assert article.text == "See [b](https://served.example/b)."


def test_the_charset_that_came_with_a_feed_counts() -> None:
    data = "<rss version='2.0'><channel><title>Новини порту</title><item><title>Новий міст відкрито сьогодні вранці</title></item></channel></rss>".encode("koi8-u")

    (article,) = articles(data, declared="koi8-u")

    assert value(article, "title") == "Новий міст відкрито сьогодні вранці"


def test_the_headline_of_a_collection_does_not_name_its_outlet_twice() -> None:
    data = rss("<item><title>Bridge opens - Harbour Gazette</title><source url='https://g.example'>Harbour Gazette</source><link>https://n.example/1</link></item>")

    (article,) = articles(data)

    assert (value(article, "title"), value(article, "source")) == ("Bridge opens", "Harbour Gazette")


def test_a_language_that_the_text_is_plainly_not_in_is_not_believed() -> None:
    words = "連接兩岸的新橋今天早上正式通車，全長三公里，來往車輛不再需要等候渡輪。市政府表示，過橋的公共汽車下個月開始運行，票價與渡輪相同。記者在現場看到，許多居民一早就來到橋頭。"
    data = f"<rss version='2.0'><channel><title>W</title><language>en-us</language><item><title>新橋</title><description>{words}</description></item></channel></rss>".encode()

    (article,) = articles(data)

    assert "language" not in article.evidence


def test_an_ill_formed_feed_is_told_and_not_refused(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/ill.xml", (twins.FORMATS / "feed" / "ill-formed.xml").read_bytes())

    run = folder.run("ingest")

    assert run.status == 0
    assert "content/inbox/ill.xml: the feed breaks off; what could be read of it is taken" in run.err
    assert run.out.count("wrote ") == 2


def test_a_feed_without_entries_is_told_and_not_refused(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/empty.xml", rss())

    run = folder.run("ingest")

    assert (run.status, run.err) == (0, "content/inbox/empty.xml: the feed has no entries\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html><body>Not found</body></html>", "x.xml: the file is a web page, no feed\n    name it .html"),
        (b"<urlset/>", "x.xml: the file is a sitemap, no feed\n    list the pages that you want in a .urls file, one address a line"),
        (b"plain text", "x.xml: the file is no feed: neither RSS nor Atom was found in it\n    look at what the address really gives"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DigestError) as error:
        list(feed.parse(data, "x.xml"))

    assert str(error.value) == message


@pytest.mark.parametrize("piece", ["...", "&amp;lt;p ", "&lt;a ", " \n", "[", "(((", "&amp;", "<![CDATA[", "*", "~", "`", "- "])
def test_no_text_of_any_length_holds_us_up(piece: str) -> None:
    start = time.process_time()

    list(feed.parse(rss(f"<item><title>T</title><description>{piece * 5_000}x</description></item>"), "x.xml"))

    assert time.process_time() - start < 5


def test_entities_neither_grow_nor_read_files() -> None:
    levels = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    head = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'boom'>{levels}<!ENTITY file SYSTEM 'file:///etc/hosts'>]>"
    (entry,) = articles(head.encode() + rss("<item><title>T</title><description>&e9; &file;</description></item>"))

    assert entry.text == "\\&e9; \\&file;"


# ---------------------------------------------------------------- Entries that come again


def test_an_entry_is_taken_once_however_often_its_feed_brings_it(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/monday.xml", rss(ITEM.format("a", "1", "one"), "<item><title>No link</title><description>Two.</description></item>"))
    assert folder.run("ingest").out.count("wrote ") == 2

    folder.write("content/inbox/tuesday.xml", rss(ITEM.format("c", "3", "three"), ITEM.format("a", "1", "one, mended"), "<item><title>No link</title><description>Two.</description></item>"))
    run = folder.run("ingest")

    assert run.out.count("wrote ") == 1
    assert run.err == ""


def test_an_entry_whose_address_changed_is_known_by_its_id(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/monday.xml", rss(ITEM.format("old", "1", "one")))
    folder.run("ingest")
    folder.write("content/inbox/tuesday.xml", rss(ITEM.format("new", "1", "one")))

    assert folder.run("ingest").out == ""


def test_an_entry_whose_id_changed_is_known_by_its_address(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/monday.xml", rss(ITEM.format("a", "1", "one")))
    folder.run("ingest")
    folder.write("content/inbox/tuesday.xml", rss(ITEM.format("a", "2", "one")))

    assert folder.run("ingest").out == ""


def test_numbers_of_two_feeds_are_not_the_same_entry() -> None:
    one = articles(rss(ITEM.format("a", "1", "one")), address="https://one.example/feed")
    other = articles(rss(ITEM.format("b", "1", "two")), address="https://two.example/feed")

    assert value(one[0], "id") != value(other[0], "id")


def test_two_entries_that_name_one_address_keep_their_ids_from_run_to_run(site: MakeSite) -> None:
    folder = site()
    folder.write("content/inbox/monday.xml", rss(ITEM.format("", "1", "one"), ITEM.format("", "2", "two")))
    assert folder.run("ingest").out.count("wrote ") == 2
    folder.write("content/inbox/tuesday.xml", rss(ITEM.format("", "2", "two"), ITEM.format("", "1", "one"), ITEM.format("", "3", "three")))

    run = folder.run("ingest")

    assert run.out.count("wrote ") == 1


# ---------------------------------------------------------------- Real data


def test_real_feeds_are_read(data: Path) -> None:
    for path in sorted((data / "feeds").glob("*.xml")):
        found = articles(path.read_bytes())
        assert found and all(value(article, "title") or article.text for article in found), path.name


EXPECTED = re.compile(r"entries\[0\](?:\['|\.)(summary|description|link)(?:'\])? == ('.*?')\s*$", re.MULTILINE)
"""What the comment of an odd feed says of its first entry."""
BEYOND = {"bozo_linenoise.xml", "demoronize-3.xml", "euc-kr-attribute.xml"}
"""Their comments expect what feedparser gives, and a reader must not see: noise, text escaped twice, a picture of nowhere."""


def test_odd_feeds_say_what_their_comments_expect_and_leave_no_traceback(data: Path) -> None:
    for path in sorted((data / "feeds-odd").rglob("*.xml")):
        comment = path.read_bytes().decode("utf-8", "replace")
        header = re.search(r"Header:\s*Content-type:\s*(.*)", comment, re.IGNORECASE)
        try:
            told = list(feed.parse(path.read_bytes(), path.name, declared=served.Served(type=header[1] if header else "").charset))
        except DigestError as error:
            told = [Remark(error.problems[0])]
        assert told, path.name
        for field, literal in EXPECTED.findall(comment) if path.name not in BEYOND else ():
            (entry,) = [found for found in told if isinstance(found, RawArticle)]
            assert (value(entry, "url") if field == "link" else entry.text) == ast.literal_eval(literal), path.name


@given(st.sampled_from(twins.inputs("feed")), st.integers(0, 5000), st.integers(0, 5000), st.sampled_from([b"", b"<", b"&", b"]]>", b"<![CDATA[", b"</item>", b"\xff", b"\0", b"<!DOCTYPE x [<!ENTITY a 'b'>]>"]))
def test_no_damage_to_a_feed_leaves_a_traceback(name: str, start: int, end: int, put: bytes) -> None:
    data = (twins.FORMATS / "feed" / name).read_bytes()
    damaged = data[: min(start, end)] + put + data[max(start, end) :]

    try:
        told = list(feed.parse(damaged, name))
    except DigestError as error:
        told = [Remark(error.problems[0])]

    assert all(isinstance(found, RawArticle | Remark) for found in told)
