"""Saved pages: the article without what is around it, what the page says of itself, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
import twins
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Config, SourceRule
from digest.errors import DigestError
from digest.ingest import html_page, normalize
from digest.ingest.normalize import Verdict
from digest.ingest.raw import RawArticle
from digest.markdown import to_html
from digest.model import Article, Image, Source

FORMATS = Path(__file__).parent / "formats" / "html_page"
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
CONFIG = Config(name="Test", excerpt_words=400)
PROSE = (
    "<p>The ferry to the island sails again from Monday on, the harbour office said, after nine weeks in the yard and many a long way by bus.</p>"
    "<p>Divers had found a crack in the hull, and the yard had to order a plate of steel, which took its time to come, as such plates do.</p>"
    "<p>Two smaller boats that run on batteries are to follow in the autumn, the office said, if the yard keeps to what it has promised.</p>"
)


def raw_of(body: str, head: str = "", *, html: str = "<html lang=en>") -> RawArticle:
    (article,) = html_page.parse(f"{html}<head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode(), "page.html")
    return article


def weighed(body: str, head: str = "", *, config: Config = CONFIG, **options: str) -> Verdict:
    return normalize.weigh(raw_of(body, head, **options), file="page.html", sha256="ab" * 32, config=config, added=NOW)


def made(body: str, head: str = "", *, config: Config = CONFIG, **options: str) -> Article:
    return weighed(body, head, config=config, **options).article


# Twin files


@pytest.mark.parametrize("name", twins.inputs("html_page"))
def test_a_saved_page_and_the_page_that_comes_of_it(name: str, request: pytest.FixtureRequest) -> None:
    twins.compare("html_page", name, html_page.parse, request)


def test_there_are_twins() -> None:
    assert len(twins.inputs("html_page")) >= 10


# The body


@pytest.mark.parametrize(
    "site",
    [
        "<h1><a href='/'>Hi, I am <b>Lena</b></a></h1>", "<h1><a href='https://lena.example'>Lena</a></h1>",
        "<a href='https://lena.example/'><h1>Lena</h1></a>",
    ],
)  # fmt: skip
def test_a_heading_that_leads_home_is_the_sites_and_no_title(site: str) -> None:
    body = f"<header>{site}</header><article><h2><a href='/ferry/'>The ferry sails again</a></h2>{PROSE}</article>"
    assert made(body, "<title>The ferry sails again | Notes | Lena Fries</title>").title == "The ferry sails again"


def test_what_is_around_an_article_is_not_in_it() -> None:
    around = (
        "<nav><a href=/>Home</a><a href=/sport>Sport news from all over the islands and the coast</a></nav>"
        f"<article><h1>The ferry sails</h1>{PROSE}<div class=share-tools>Share this</div>"
        "<div class=related-links><h3>Read more</h3><ul><li><a href=/1>Why the bus takes an hour and more</a></li></ul></div></article>"
        "<div id=comments><p>I never liked that ferry, and I am not alone with that on this island, as everybody knows.</p></div>"
        "<aside><p>Sign up for our letter, and have the news of the harbour every morning before you sail.</p></aside>"
        "<footer><p>All rights reserved, and so on, by the harbour office of the island and its printers.</p></footer>"
    )
    text = raw_of(around).text
    assert text.split("\n\n") == PROSE.removeprefix("<p>").removesuffix("</p>").split("</p><p>")


def test_a_page_that_is_one_short_article_is_read_though_its_blocks_are_called_what_no_article_is() -> None:
    assert raw_of(f"<div class=sidebar><div class=footer>{PROSE}</div></div>").text.startswith("The ferry to the island")


@pytest.mark.parametrize("hidden", ["hidden", "style='display: none'", "style='color:red;visibility:hidden'", "aria-hidden=true", "role=dialog"])
def test_what_is_hidden_is_not_read(hidden: str) -> None:
    assert "nobody" not in raw_of(f"{PROSE}<div {hidden}><p>This is what nobody who looks at the page can see, however long it is.</p></div>").text


def test_the_bylines_above_a_text_are_not_its_first_paragraph() -> None:
    text = raw_of(f"<article><h1>The ferry</h1><p>By Ana Costa</p><p>14 May 2024</p>{PROSE}</article>").text
    assert text.startswith("The ferry to the island")


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    assert "|" not in raw_of(f"<table><tr><td><a href=/>Home</a></td><td>{PROSE}</td></tr></table>").text


def test_links_start_from_the_base_and_lead_nowhere_else() -> None:
    page = f"<p><a href='b'>One</a>, <a href='javascript:x()'>two</a> and <a href='data:text/html,x'>three</a> of the boats sail again from Monday on.</p>{PROSE}"
    text = raw_of(page, "<base href='https://a.example/x/'>").text
    assert text.startswith("[One](https://a.example/x/b), two and three of the boats")


def test_a_picture_that_a_script_would_load_is_shown() -> None:
    lazy = "<figure><img src='data:image/gif;base64,R0' data-src='https://a.example/p-640.jpg' alt='A pier'></figure>"
    responsive = "<picture><source srcset='https://a.example/q-1.webp 600w, https://a.example/q-2.webp 1200w'><img alt='A boat'></picture>"
    text = raw_of(f"{PROSE}{lazy}{PROSE}{responsive}{PROSE}").text
    assert "![A pier](https://a.example/p-640.jpg)" in text
    assert "![A boat](https://a.example/q-2.webp)" in text


# What is refused, and what is doubted


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"no tags here, only words", "page.html: the file holds no HTML\n    save it again in the browser, as “web page, HTML only”"),
        (
            b"<html><body><div id=root></div><script>start()</script></body></html>",
            "page.html: the page shows no text\n    it may need a script to show it: save it again in the browser, as “web page, HTML only”",
        ),
        (b"<!DOCTYPE html>", "page.html: the file holds no HTML\n    save it again in the browser, as “web page, HTML only”"),
    ],
)
def test_what_holds_no_article_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(DigestError) as refused:
        html_page.parse(data, "page.html")
    assert str(refused.value) == complaint


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        ("<p>We use cookies, and so do our partners. Accept all or manage your consent below.</p>", "it reads like a cookie banner"),
        ("<p>The bank sold its tower on Friday.</p><p>Subscribe now to continue reading.</p>", "the rest seems to be for subscribers only"),
        ("<p>この町の図書館は七月から日曜日も開く。</p><p>この記事は会員限定です。残り 812文字</p>", "the rest seems to be for subscribers only"),
        ("<p>Please enable JavaScript to view this page.</p>", "it reads like a page that asks for a script or a person"),
        ("<p>The bank sold its tower on Friday, for a third of what it had cost.</p>", "too little text for an article: 15 words"),
    ],
)
def test_a_text_that_is_hardly_an_article_is_doubted(body: str, doubt: str) -> None:
    assert made(body).review["body"] == doubt


def test_an_article_about_cookies_is_an_article() -> None:
    about = "<p>The court said that a cookie needs consent, and that a banner which hides the button to refuse is none. The publishers had asked for it.</p>"
    assert "body" not in made(about + PROSE * 3).review


def test_the_offer_to_read_on_is_not_part_of_the_text() -> None:
    assert raw_of(f"{PROSE}<p>Subscribe to continue reading this article.</p>").text.endswith("what it has promised.")


# What the page says of itself

LD = '<script type="application/ld+json">{}</script>'


def test_the_surest_title_is_the_one_that_most_witnesses_give() -> None:
    head = "<title>Ferry sails again | Harbour Post</title><meta property=og:title content='You will not believe which boat is back'>"
    verdict = weighed(f"<h1>Ferry sails again</h1>{PROSE}", head)
    assert verdict.article.title == "Ferry sails again"
    assert verdict.evidence["title"].where == "`<title>` and its heading `<h1>`"


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("Ferry sails again | The Harbour Post", "Harbour Post", "Ferry sails again"),
        ("Ferry sails again - News - Harbour Post", "Harbour Post", "Ferry sails again"),
        ("Harbour Post: Ferry sails again", "Harbour Post", "Harbour Post: Ferry sails again"),
        ("Harbour Post | Ferry sails again", "Harbour Post", "Ferry sails again"),
        ("Ferry sails again — at last", "Harbour Post", "Ferry sails again — at last"),
        ("渡輪復航_交通_海港日報", "海港日報", "渡輪復航"),
    ],
)
def test_a_title_is_without_the_name_of_its_site(title: str, site: str, bare: str) -> None:
    heading = f"<h1>{bare}</h1>" if "_" in title or " - " in title else ""
    assert made(heading + PROSE, f"<title>{title}</title><meta property=og:site_name content='{site}'>").title == bare


def test_two_titles_that_nobody_else_repeats_are_told() -> None:
    article = made(f"<h1>Harbour office of the island</h1>{PROSE}", "<title>Ferry sails again from Monday</title>")
    assert article.review["title"] == "its heading `<h1>` says “Harbour office of the island”"


def test_linked_data_is_read_through_a_graph_and_through_its_mistakes() -> None:
    graph = (
        '<!-- {"@graph": [{"@id": "#p", "@type": "Person", "name": "Ana &amp; Sons"},\n{"@type": ["NewsArticle"], "headline": "Ferry\n sails",'
        '"author": {"@id": "#p"}, "datePublished": 1715661000, },]} -->;'
    )
    article = made(PROSE, LD.format(graph))
    assert (article.title, article.authors, article.published) == ("Ferry sails", ("Ana", "Sons"), dt.datetime(2024, 5, 14, 4, 30, tzinfo=dt.UTC))


def test_of_several_articles_that_a_page_describes_its_own_is_meant() -> None:
    others = '[{"@type": "NewsArticle", "headline": "Another", "url": "https://a.example/2", "datePublished": "2001-01-01"},'
    mine = '{"@type": "NewsArticle", "headline": "Ferry", "url": "https://a.example/1?utm_source=x", "datePublished": "2024-05-14"}]'
    article = made(PROSE, f"<link rel=canonical href='https://a.example/1'>{LD.format(others + mine)}")
    assert (article.title, article.published) == ("Ferry", dt.date(2024, 5, 14))


def test_broken_linked_data_says_nothing_and_breaks_nothing() -> None:
    assert made(PROSE, LD.format('{"@type": "NewsArticle", "datePublished": ') + LD.format("[" * 5000)).published is None


def test_dates_that_agree_are_sure_and_dates_that_do_not_are_told() -> None:
    tag = "<meta property=article:published_time content='{}'>"
    address = "<link rel=canonical href='https://a.example/2024/05/14/ferry'>"
    agreed, apart = (made(PROSE, address + tag.format(when)) for when in ("2024-05-14T06:30:00+02:00", "2024-08-01T06:30:00+02:00"))
    assert "published" not in agreed.review
    assert apart.review["published"] == "the address says “2024-05-14”"
    assert apart.published == dt.datetime(2024, 8, 1, 6, 30, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def test_the_same_moment_in_another_zone_is_no_other_day() -> None:
    head = "<link rel=canonical href='https://a.example/2024/05/15/ferry'><meta property=article:published_time content='2024-05-14T22:30:00Z'>"
    assert "published" not in made(PROSE, head).review


def test_an_update_speaks_against_no_date_of_publication() -> None:
    page = f"<article><h1>Ferry</h1><p class=date>Published 14 May 2024, updated 20 May 2024</p>{PROSE}</article>"
    article = made(page, "<meta property=article:published_time content='2024-05-14T06:30:00+02:00'>")
    assert (article.updated, article.review.get("published")) == (dt.date(2024, 5, 20), None)


def test_dates_of_other_articles_are_none_of_this_one() -> None:
    others = "".join(f"<div class=teaser><a href=/{n}>Another story of the harbour</a><time datetime='2019-0{n}-01'>1.{n}.</time></div>" for n in range(1, 6))
    article = made(f"<article><h1>Ferry</h1>{PROSE}</article>{others}")
    assert (article.published, article.review["published"]) == (None, "no date in the text")


def test_a_date_that_only_the_visible_page_tells_is_in_review() -> None:
    article = made(f"<article><h1>Ferry</h1><p>14 May 2024</p>{PROSE}</article>")
    assert (article.published, article.review["published"]) == (dt.date(2024, 5, 14), "only “14 May 2024” beside the text says it")


def test_a_date_in_the_future_is_no_date() -> None:
    article = made(PROSE, "<meta property=article:published_time content='2031-05-14T06:30:00Z'>")
    assert (article.published, article.review["published"]) == (None, "“2031-05-14T06:30:00Z” is in the future")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("<p class=byline>By Ana Costa and Rui Leal</p>", ("Ana Costa", "Rui Leal")),
        ("<p class=byline>By Ana Costa | 14 May 2024</p>", ("Ana Costa",)),
        ("<a rel=author href=/x>Ana Costa</a>", ("Ana Costa",)),
        ("<p><a href='/people/ana-costa/'>Ana Costa</a></p>", ("Ana Costa",)),
        ("<p class=autor>Von Ana Costa</p>", ("Ana Costa",)),
        ("<p class=author-bio>Ana Costa likes boats</p>", ()),
        ("<p>By the harbour</p>", ()),
    ],
)
def test_who_wrote_it_is_read_beside_the_text(line: str, authors: tuple[str, ...]) -> None:
    assert made(f"<article><h1>Ferry</h1>{line}{PROSE}</article>").authors == authors


def test_the_address_is_whole_and_tracks_nobody() -> None:
    head = "<link rel=canonical href='/ferry?utm_source=x&amp;id=7'><meta property=og:url content='https://a.example/ferry?id=7'>"
    assert made(PROSE, head).source == Source(url="https://a.example/ferry?id=7")


def test_a_canonical_address_that_is_the_sites_root_is_not_believed() -> None:
    head = "<link rel=canonical href='https://a.example/'><meta property=og:url content='https://a.example/ferry'>"
    assert made(PROSE, head).source == Source(url="https://a.example/ferry")


def test_the_program_that_saved_a_page_tells_where_it_was() -> None:
    page = f"<!-- saved from url=(0025)https://a.example/ferry -->\n<html><body>{PROSE}</body></html>".encode()
    (raw,) = html_page.parse(page, "page.html")
    assert normalize.normalize(raw, file="page.html", sha256="", config=CONFIG, added=NOW).source == Source(url="https://a.example/ferry")


def test_a_page_that_does_not_say_whose_it_is_is_still_nobodys_to_republish() -> None:
    assert made(PROSE).rights == "excerpt"


def test_the_sources_own_topics_are_taken_where_they_are_declared() -> None:
    assert [said.value for said in raw_of(PROSE, "<meta name=news_keywords content='ferries, harbour'>").evidence["topics"]] == ["ferries", "harbour"]


def test_the_lead_image_has_its_alt_caption_and_credit_and_is_not_shown_twice() -> None:
    figure = "<figure><img src='https://a.example/pier-800x400.jpg' alt='A pier'><figcaption>The pier. (Ana Costa/Harbour Pictures)</figcaption></figure>"
    article = made(f"<article><h1>Ferry</h1>{figure}{PROSE}</article>", "<meta property=og:image content='https://a.example/pier-1200x630.jpg'>")
    assert article.image == Image(url="https://a.example/pier-1200x630.jpg", alt="A pier", caption="The pier.", credit="Ana Costa/Harbour Pictures")
    assert "pier" not in article.body


def test_a_logo_is_no_lead_image() -> None:
    assert made(PROSE, "<meta property=og:image content='https://a.example/static/logo-large.png'>").image is None


def test_a_page_in_another_encoding_is_read() -> None:
    page = "<html><head><meta charset=shift_jis><title>図書館は日曜日も開く</title></head><body><p>この町の図書館は、七月から日曜日も開くことになった。</p></body></html>"
    (raw,) = html_page.parse(page.encode("shift_jis"), "page.html")
    assert raw.text == "この町の図書館は、七月から日曜日も開くことになった。"


# How much may be shown


@pytest.mark.parametrize(("robots", "rights", "most"), [("nosnippet", "link", 0), ("max-snippet:60", "excerpt", 60), ("max-snippet:0", "link", 0)])
def test_a_source_says_how_much_of_it_may_be_shown(robots: str, rights: str, most: int) -> None:
    verdict = weighed(PROSE, f"<link rel=canonical href='https://a.example/x'><meta name=robots content='index, {robots}'>")
    article = verdict.article
    assert article.rights == rights
    assert max(len(article.body), len(article.summary)) <= most
    assert verdict.evidence["rights"].where == f"`{robots}` in its `robots`"


def test_who_has_leave_of_the_source_need_not_ask_its_robots_tag() -> None:
    config = Config(name="Test", sources=(SourceRule(name="Harbour Post", permission="by letter"),))
    head = "<meta property=og:site_name content='Harbour Post'><meta name=robots content=nosnippet>"
    assert made(PROSE, head, config=config).rights == "full"


def test_a_part_that_may_not_be_quoted_is_not_quoted() -> None:
    page = f"{PROSE}<p data-nosnippet>What stands here is for those alone who come to the page and read it there, the office said.</p>"
    assert "for those alone" not in raw_of(page).text


# Whatever it holds


@given(st.lists(st.sampled_from(["<p>", "</div>", "<table>", "<td>", "<li>", "<br>", "<h1>", "<a href=x>", "a, b. ", "<!--", "<script>", "&#0;", "\x00", "日本", "]](", "<time>"]), max_size=40))
def test_whatever_a_page_holds_it_is_read_or_refused(parts: list[str]) -> None:
    try:
        (raw,) = html_page.parse("".join(["<p>", *parts]).encode(), "page.html")
    except DigestError:
        return
    assert raw.text
    assert "<script" not in to_html(raw.text)


def test_a_page_nested_very_deep_is_read() -> None:
    assert "The ferry" in raw_of("<div>" * 1000 + PROSE + "</div>" * 1000).text


@pytest.mark.parametrize("name", ["hostile.html"])
def test_nothing_of_a_hostile_page_acts(name: str) -> None:
    (raw,) = html_page.parse((FORMATS / name).read_bytes(), name)
    article = normalize.normalize(raw, file=name, sha256="", config=CONFIG, added=NOW)
    shown = to_html(article.body)
    assert not re.search(r"<script|<iframe|<svg|\son\w+=|(?:href|src)=\"?\s*javascript", shown, re.IGNORECASE)
    assert (article.image, article.source) == (None, None)
