"""What an address leads to, and when two lead to one page."""

from __future__ import annotations

import base64
import json
import zlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.ingest.addresses import canonical, cleaned, hides_target, host_of, is_share, unwrapped

PAGE = "https://news.example.org/2026/11/harbour?id=7&lang=en"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


WRAPPED = {
    "a parameter": f"https://click.example.net/t?u={quote(PAGE, safe='')}&s=1",
    "a parameter that was not encoded": f"https://out.example.net/?url={PAGE}",
    "a parameter that was encoded twice": f"https://click.example.net/t?url={quote(quote(PAGE, safe=''), safe='')}",
    "a search engine": f"https://www.google.com/url?sa=t&q={quote(PAGE, safe='')}&ved=2ah",
    "Outlook": f"https://eur01.safelinks.protection.outlook.com/?url={quote(PAGE, safe='')}&data=05%7C01&reserved=0",
    "Proofpoint, second version": "https://urldefense.proofpoint.com/v2/url?u=https-3A__news.example.org_2026_11_harbour-3Fid-3D7-26lang-3Den&d=DwMF&c=x",
    "Proofpoint, third version": f"https://urldefense.com/v3/__{PAGE}__;!!AbC!xyz$",
    "Barracuda": f"https://linkprotect.cudasvc.com/url?a={quote(PAGE, safe='')}&c=E,1,xyz",
    "Facebook": f"https://l.facebook.com/l.php?u={quote(PAGE, safe='')}&h=AT0",
    "an encoded segment": f"https://abc.r.eu-west-1.awstrack.me/L0/{quote(PAGE, safe='')}/1/0102-0000/x=35",
    "the end of the path": f"https://go.example.net/type/dlg/{PAGE}",
    "a star": f"http://rd.example.com/SIG=1/*{PAGE}",
    "the whole query": f"http://count.example.com/?{PAGE}",
    "base64": f"https://click.example-mail.com/abc/def/{encoded(PAGE)}",
    "base64 in a parameter": f"https://www.bing.com/ck/a?!&&p=1&u=a1{encoded(PAGE)}&ntb=1",
    "base64 of JSON": "https://letter.example.com/redirect/2/" + encoded(json.dumps({"e": PAGE, "p": 1})) + ".Xy_z-09",
    "base64 of JSON in JSON": "https://mandrillapp.com/track/click/30/news.example.org?p=" + encoded(json.dumps({"s": "x", "p": json.dumps({"u": 30, "url": PAGE}).replace("/", "\\/")})),
    "packed": "https://email.example.com/c/" + base64.urlsafe_b64encode(zlib.compress(f"h=1&l={PAGE}".encode())).decode().rstrip("="),
    "a wrapper in a wrapper": "https://a.example.net/?url=" + quote(f"https://b.example.net/?u={quote(PAGE, safe='')}", safe=""),
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_a_wrapper_is_undone(kind: str) -> None:
    assert unwrapped(WRAPPED[kind]) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://list-manage.example.com/track/click?u=0123456789abcdef&id=9&e=77",
        "https://example.org/login?next=https%3A%2F%2Fexample.org%2Fa",
        "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fexample.org%2Fa",
        "https://twitter.com/intent/tweet?url=https%3A%2F%2Fexample.org%2Fa",
        "https://web.archive.org/web/2020/https://example.org/a",
        "https://example.org/search?q=https",
        "https://example.org/wiki/TranslationOfNames",
        "https://example.org/a?url=/relative",
        "https://example.org/a?url=javascript:alert(1)",
        "https://example.org/a?u=http://localhost/x",
        "https://example.org/YWJjZGVmZ2hpamtsbW5vcA",
        "mailto:a@example.org?body=https://example.org",
        "https://[broken/?u=https://example.org",
        "",
    ],
)
def test_what_is_no_wrapper_stays(url: str) -> None:
    assert unwrapped(url) == url


def test_what_only_tracks_is_dropped() -> None:
    assert cleaned("https://example.org/a?utm_source=x&id=7&mc_eid=1&fbclid=2") == "https://example.org/a?id=7"
    assert cleaned("https://example.org/a?ref=weekly.example&v=2#:~:text=b") == "https://example.org/a?v=2"
    assert cleaned("https://example.org/a?ref=1234#notes") == "https://example.org/a?ref=1234#notes"
    assert cleaned("https://example.org/a#utm_source=rss") == "https://example.org/a"
    assert cleaned("  https://example.org/a?x=1;y=%20 ") == "https://example.org/a?x=1;y=%20"


SAME = [
    "https://example.org/2026/harbour",
    "http://example.org/2026/harbour",
    "https://www.example.org/2026/harbour/",
    "https://EXAMPLE.org:443/2026/harbour#comments",
    "https://example.org/2026/harbour?utm_medium=rss&amp;utm_source=x",
    "https://example.org/2026/harbour/amp/",
    "https://example.org/amp/2026/harbour",
    "https://amp.example.org/2026/harbour?amp=1",
    "https://example.org/2026/harbour/index.html",
    "https://example.org/2026/harb%6fur",
    "https://www.google.com/amp/s/www.example.org/2026/harbour",
    "https://example-org.cdn.ampproject.org/c/s/example.org/2026/harbour/amp",
    "https://click.example.net/t?u=https%3A%2F%2Fexample.org%2F2026%2Fharbour",
]


@pytest.mark.parametrize("url", SAME)
def test_addresses_of_one_page_have_one_canonical_form(url: str) -> None:
    assert canonical(url) == "https://example.org/2026/harbour"


def test_addresses_of_two_pages_stay_two() -> None:
    others = ["https://example.org/a?id=1", "https://example.org/a?id=2", "https://example.org/A?id=1", "https://m.example.org/a?id=1",
              "https://example.org:8080/a?id=1", "https://example.org/#/a", "https://example.org/#/b", "https://example.org/camp",
              "https://example.org/", "https://amp.dev/", "https://example.co.uk/a"]  # fmt: skip
    assert len({canonical(url) for url in others}) == len(others)
    assert canonical("https://amp.dev/about") == "https://amp.dev/about"


def test_the_order_of_parameters_says_nothing() -> None:
    assert canonical("https://example.org/a?b=2&a=1") == canonical("https://example.org/a?a=1&b=2")


def test_hosts_and_shares() -> None:
    assert [host_of(url) for url in ("https://www.Example.org/a", "mailto:a@b.c", "ftp://example.org", "x", "http://[")] == ["example.org", "", "", "", ""]
    assert is_share("https://www.linkedin.com/shareArticle?mini=true&url=x")
    assert not is_share("https://www.linkedin.com/pulse/harbour")


def test_a_wrapper_that_does_not_tell_its_target() -> None:
    assert hides_target("https://click.example.com/?qs=0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    assert hides_target("https://letter.example.com/ss/c/u001.abcDEF0123456789/4a5/h1/")
    assert not hides_target("https://news.example.com/2026/11/24/a-long-title-of-an-article")
    assert not hides_target("https://www.example.com/story?id=0a1b2c3d4e5f60718293a4b5c6d7e8f9")
    assert not hides_target("x")


@given(st.text() | st.text(alphabet="htps:/.?&=%ae#@[]").map("https://example.org/".__add__))
def test_every_text_has_a_canonical_form_that_is_its_own(url: str) -> None:
    assert canonical(canonical(url)) == canonical(url)
    assert unwrapped(unwrapped(url)) == unwrapped(url)
