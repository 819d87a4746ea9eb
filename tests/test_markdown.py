"""Markdown → HTML: headings, addresses, images, and nothing active from outside."""

from __future__ import annotations

import json
import re
import string
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Config
from digest.markdown import local_images, to_html

MODES: tuple[Literal["sanitise", "escape"], ...] = ("sanitise", "escape")
REPO = Config(name="X", base_url="https://x.org/repo").href


class Activity(HTMLParser):
    """Lists what in a piece of HTML could run, load or change the page around it."""

    TAGS = frozenset({"script", "iframe", "object", "embed", "style", "link", "meta", "base", "form", "input", "button", "svg", "math", "template"})
    ADDRESSES = frozenset({"href", "src", "action", "formaction", "background", "cite", "data", "poster", "srcset", "xlink:href"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", value or "").lower()  # as browsers do: url.spec.whatwg.org#url-parsing
            if name.startswith("on") or name == "id":
                self.found.append(f"<{tag} {name}>")
            if name == "style":
                self.found.append(f"<{tag} style={value}>")
            if name in self.ADDRESSES and re.match(r"(javascript|vbscript|livescript|file):|data:(?!image/(png|gif|jpeg|webp))", address):
                self.found.append(f"<{tag} {name}={value}>")


# What is rendered


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A paragraph.\n\nAnother.", "<p>A paragraph.</p>\n<p>Another.</p>\n"),
        ("*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <s>d</s></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("```python\na < b\n```", '<pre><code class="language-python">a &lt; b\n</code></pre>\n'),
        ("a & b < c \"d\"", "<p>a &amp; b &lt; c &quot;d&quot;</p>\n"),
        ("中文，**字節跳動**。", "<p>中文，<strong>字節跳動</strong>。</p>\n"),
        ("", ""),
        ("\n \n", ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", MODES)
def test_markdown_is_commonmark_with_strikethrough(text: str, html: str, mode: Literal["sanitise", "escape"]) -> None:
    assert to_html(text, raw_html=mode) == html


TABLE = "| Item | Price |\n|:-----|------:|\n| a    | 1     |\n"


def test_a_table_keeps_its_alignment_also_beside_html() -> None:
    table = (
        '<table tabindex="0">\n<thead>\n<tr>\n<th class="left">Item</th>\n<th class="right">Price</th>\n</tr>\n</thead>\n'
        '<tbody>\n<tr>\n<td class="left">a</td>\n<td class="right">1</td>\n</tr>\n</tbody>\n</table>\n'
    )

    assert to_html(TABLE) == table
    assert to_html(f"{TABLE}\n<b>x</b>") == f"{table}<p><b>x</b></p>\n"
    assert to_html(f"{TABLE}\n<b>x</b>", raw_html="escape") == f"{table}<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n\n## B\n\n### C", "234"),
        ("## A\n\n### B", "23"),
        ("### A\n\n#### B", "23"),  # raised: the page's title is the only level above
        ("###### A\n\n# B", "62"),
        ("# A\n\n###### B\n\n##### C", "266"),  # there is no seventh
        ("A\n=\n\nB\n-", "23"),
        ("- # A\n\n> ## B", "23"),
        ("# A *b* [c](/d)", "2"),
    ],
)
def test_the_highest_heading_of_a_body_stands_below_the_title(text: str, levels: str) -> None:
    html = to_html(text)

    assert "".join(re.findall(r"<h([1-6])>", html)) == "".join(re.findall(r"</h([1-6])>", html)) == levels


# Addresses


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](/about/)", '<p><a href="/repo/about/">a</a></p>\n'),
        ('[a](/about/ "T")', '<p><a href="/repo/about/" title="T">a</a></p>\n'),
        ("[a][b]\n\n[b]: /about/", '<p><a href="/repo/about/">a</a></p>\n'),
        ("[a](/topics/中国/)", '<p><a href="/repo/topics/%E4%B8%AD%E5%9B%BD/">a</a></p>\n'),
        ("[a](/x?b=1&c=2#d)", '<p><a href="/repo/x?b=1&amp;c=2#d">a</a></p>\n'),
        ("![a](/b.png)", '<p><img src="/repo/b.png" alt="a" loading="lazy"></p>\n'),
        ("[![a](/b.png)](/c/)", '<p><a href="/repo/c/"><img src="/repo/b.png" alt="a" loading="lazy"></a></p>\n'),
        ("![a](b.png)", '<p><img src="b.png" alt="a" loading="lazy"></p>\n'),
        ("[a](https://y.org/about/)", '<p><a href="https://y.org/about/">a</a></p>\n'),
        ("[a](//y.org/about/)", '<p><a href="//y.org/about/">a</a></p>\n'),
        ("[a](#note)", '<p><a href="#note">a</a></p>\n'),
        ("<https://y.org/a?b&c>", '<p><a href="https://y.org/a?b&amp;c">https://y.org/a?b&amp;c</a></p>\n'),
        ("<ann@y.org>", '<p><a href="mailto:ann@y.org">ann@y.org</a></p>\n'),
        ("`[a](/about/)`", "<p><code>[a](/about/)</code></p>\n"),
        ("https://y.org is bare", "<p>https://y.org is bare</p>\n"),
    ],
)
def test_addresses_from_the_root_get_the_base_path_and_no_others(text: str, html: str) -> None:
    assert to_html(text, REPO) == html


def test_addresses_in_raw_html_get_the_base_path_too_and_those_beside_it_once() -> None:
    text = '<a href="/a/">a</a> [b](/b/) ![c](/c.png) <img src="/d.png" alt="d"> <a href="https://y.org/">e</a>'

    assert to_html(text, REPO) == (
        '<p><a href="/repo/a/">a</a> <a href="/repo/b/">b</a> <img src="/repo/c.png" alt="c" loading="lazy"> '
        '<img src="/repo/d.png" alt="d" loading="lazy"> <a href="https://y.org/">e</a></p>\n'
    )


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "JavaScript:alert(1)", "vbscript:x", "data:text/html,x", "data:image/svg+xml,x", "file:///etc/passwd"])
@pytest.mark.parametrize("shape", ["[a]({})", "[a](<{}>)", "<{}>", "![a]({})", "[a][b]\n\n[b]: {}", "[a](&#x20;{})", "[a]({} 't')"])
@pytest.mark.parametrize("mode", MODES)
def test_an_address_that_runs_is_never_a_link(scheme: str, shape: str, mode: Literal["sanitise", "escape"]) -> None:
    html = to_html(shape.format(scheme), raw_html=mode)

    assert "href=" not in html
    assert "src=" not in html


@pytest.mark.parametrize("trick", ["java&#115;cript:x", "javascript&#58;x", "javascript&colon;x", "java\\script:x", "&#1;javascript:x", "j&#97;vascript&#x3A;x", "java%0ascript:x"])
def test_an_address_that_hides_what_it_is(trick: str) -> None:
    for shape in ("[a]({})", "![a]({})", "<a href='{}'>a</a>", "<a href={}>a</a>"):
        assert Activity(to_html(shape.format(trick))).found == []


# HTML inside Markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b>bold</b> word", "<p>a <b>bold</b> word</p>\n"),
        ("<b>never closed", "<p><b>never closed</b></p><b>\n</b>"),
        ("</p></div></main></body></html>x", "<p></p>x"),
        ("<script>alert(1)</script>x", "x"),
        ("a <script>alert(1)</script>", "<p>a </p>\n"),
        ('<a href="javascript:x">a</a>', "<p><a>a</a></p>\n"),
        ('<b onclick="x">a</b>', "<p><b>a</b></p>\n"),
        ('<p id="top" class="hero" style="position:fixed" title="t">a</p>', '<p title="t">a</p>'),
        ("<iframe src=x></iframe>", ""),
        ("<style>p {}</style>", ""),
        ("a <!-- hidden --> b", "<p>a  b</p>\n"),
        ("<details><summary>a</summary>b</details>", "<details><summary>a</summary>b</details>"),
        ("x<sup>2</sup><br>", "<p>x<sup>2</sup><br></p>\n"),
        ('<code class="language-js">a</code><code class="hero">b</code>', '<p><code class="language-js">a</code><code>b</code></p>\n'),
        ('<td style="text-align:right;position:fixed">', ""),
    ],
)
def test_raw_html_is_kept_without_anything_active(text: str, html: str) -> None:
    assert to_html(text).strip() == html.strip()
    assert Activity(to_html(text)).found == []


def test_raw_html_is_shown_as_text_where_the_settings_say_so() -> None:
    assert to_html("a <b onclick=x>b</b>\n\n<script>c</script>", raw_html="escape") == (
        "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n<p>&lt;script&gt;c&lt;/script&gt;</p>\n"
    )


def test_html_in_code_is_text_in_both_modes() -> None:
    text = "`<b>`\n\n    <script>\n\n```\n<i>\n```\n"

    assert to_html(text) == to_html(text, raw_html="escape") == (
        "<p><code>&lt;b&gt;</code></p>\n<pre><code>&lt;script&gt;\n</code></pre>\n<pre><code>&lt;i&gt;\n</code></pre>\n"
    )


SHAPES = ("{}", "a {} b", "[a]({})", "![a](<{}>)", "<{}>", "[{}](/x)", "# {}", "| {} |\n|-|\n", "> - {}", "[a]: {}\n\n[a]")


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(st.sampled_from(string.ascii_letters[:6] + "<>&\"'`*_[]()!#:/=-~|\\ \n\t")))
@settings(deadline=None)
def test_no_text_whatever_gives_active_html(text: str) -> None:
    for mode in MODES:
        assert Activity(to_html(text, REPO, mode)).found == []


@pytest.mark.parametrize("file", ["markup/payloads.json", "text/blns.json"])
def test_what_attackers_write_gives_no_active_html(data: Path, file: str) -> None:
    """OWASP's and bleach's payloads, and the big list of naughty strings, in every place where Markdown takes text."""
    groups = json.loads((data / file).read_text(encoding="utf-8"))
    payloads = [str(text) for group in (groups.values() if isinstance(groups, dict) else [groups]) for text in group]
    assert len(payloads) > 100

    for payload in payloads:
        for shape in SHAPES:
            for mode in MODES:
                html = to_html(shape.replace("{}", payload), REPO, mode)
                assert Activity(html).found == [], payload
        local_images(payload)


@pytest.mark.parametrize("text", ["[" * 5000, "![" * 2000, "> " * 2000, "- " * 2000, "*a " * 2000, "`" * 5000, "<" * 5000, "<b>" * 2000, "|a" * 2000 + "\n" + "|-" * 2000, "\\" * 5000])
def test_text_that_nests_without_end_is_rendered_all_the_same(text: str) -> None:
    assert Activity(to_html(text)).found == []
    local_images(f"![a](b.png) {text}")


# Images beside the page


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("![a](b.png)", ("b.png",)),
        ("![a](b.png) ![c](d/e.jpg) ![f](b.png)", ("b.png", "d/e.jpg")),
        ("![a](<my photo.png>)", ("my photo.png",)),
        ("![a](my%20photo.png)", ("my photo.png",)),
        ("![a](照片.png)", ("照片.png",)),
        ("![a](./b.png)", ("b.png",)),
        ("![a](../b.png)", ("../b.png",)),
        ("![a](b.png?v=2#top)", ("b.png",)),
        ("![a](b%23c.png)", ("b#c.png",)),
        ("![a][r]\n\n[r]: b.png 'T'", ("b.png",)),
        ("![R]\n\n[r]: b.png", ("b.png",)),
        ("[![a](b.png)](/c/)", ("b.png",)),
        ("| ![a](b.png) |\n|-|\n", ("b.png",)),
        ("> - ![a](b.png)", ("b.png",)),
        ('<img src="my photo.png" alt="a">', ("my photo.png",)),
        ("<IMG alt='a' SRC=b.png>", ("b.png",)),
        ("<img data-src='c.png' src='b.png'>", ("b.png",)),
        ("<figure><img src='a&amp;b.png'></figure>", ("a&b.png",)),
        ("`![a](b.png)`", ()),
        ("    ![a](b.png)", ()),
        ("```\n![a](b.png)\n```", ()),
        ("<!-- <img src='b.png'> -->", ()),
        ("\\![a](b.png)", ()),
        ("![a](/b.png)", ()),
        ("![a](//y.org/b.png)", ()),
        ("![a](https://y.org/b.png)", ()),
        ("![a](data:image/png;base64,iVBORw0KGgo=)", ()),
        ("![a]()", ()),
        ("[a](b.png)", ()),
        ("No image!", ()),
    ],
)
def test_which_images_stand_beside_the_page(text: str, images: tuple[str, ...]) -> None:
    assert local_images(text) == images
