"""HTML of others → Markdown: what is kept, what is dropped, and that every letter is shown as it stood."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import markdown
from digest.ingest.html_markdown import parse, to_markdown

BASE = "https://example.org/news/today"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<br/><br/>Three.", "One.\\\nTwo.\n\nThree."),
        ("<div>One <div>Two</div> Three</div>", "One\n\nTwo\n\nThree"),
        ("<h2>Head</h2><h3>Be<br>low</h3>", "## Head\n\n### Be low"),
        ("<h2>In C#</h2><h2> </h2>", "## In C\\#"),
        ("a<hr>b", "a\n\n* * *\n\nb"),
        ("<p>&nbsp;</p><p>10&nbsp;km \n and\tmore</p>", "10\xa0km and more"),
        ("<q>So</q> it is 10<sup>3</sup> m<sub>2</sub>, the 4<sup>th</sup><sup><a href='#n1'>1</a></sup>", "“So” it is 10³ m₂, the 4th"),
        ("<ruby>橋<rp>(</rp><rt>はし</rt><rp>)</rp></ruby>", "橋(はし)"),
        ("<dl><dt>Lead</dt><dd>A metal.</dd></dl>", "**Lead**\n\nA metal."),
        ("<blockquote>One<p>Two</p></blockquote>", "> One\n>\n> Two"),
        ("<pre><code class='language-py'>def f():\n    ```</code></pre>", "````py\ndef f():\n    ```\n````"),
        ("call <code>f(`x`)</code> or <kbd>Ctrl</kbd>", "call ``f(`x`)`` or `Ctrl`"),
    ],
)
def test_blocks(source: str, expected: str) -> None:
    assert to_markdown(source, BASE) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<b> bold </b>and <i>thin</i>", "**bold** and *thin*"),
        ("<b><strong>once</strong></b>", "**once**"),
        ("<b></b><i> </i>nothing", "nothing"),
        ("<del>old</del> <s>gone</s>", "~~old~~ ~~gone~~"),
        ("<b>「橋」</b>は", "「橋」は"),
        ("<b>one</b><i>two</i>", "**one**two"),
        ("<b>one</b><b> and the same</b>", "**one and the same**"),
        ("<b>first<br></b>second", "**first**\\\nsecond"),
        ("<b>first<br><br>second</b>", "**first**\n\n**second**"),
        ("<span><p>In a span.</p></span>", "In a span."),
    ],
)
def test_emphasis_is_written_where_markdown_can_read_it(source: str, expected: str) -> None:
    assert to_markdown(source, BASE) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a href='/bill'>the bill</a>", "[the bill](https://example.org/bill)"),
        ("<a href='page?a=1&amp;b=(2)'>x</a>", "[x](https://example.org/news/page?a=1&b=%282%29)"),
        ("<a href='https://e.org/'><b>x</b></a>", "[**x**](https://e.org/)"),
        ("<a href='https://e.org/'><div>One</div><p>Two</p></a>", "[One Two](https://e.org/)"),
        ("<a href='https://e.org/'><h2>Head</h2></a>", "## Head"),
        ("<a href='mailto:desk@example.org'>the desk</a>", "[the desk](mailto:desk@example.org)"),
        ("Wow!<a href='https://e.org/'>x</a>", "Wow\\![x](https://e.org/)"),
        ("<a href='#top'>Top</a> <a>none</a> <a href='https://e.org/'></a>", "Top none"),
        ("<a href='javascript:alert(1)'>a</a> <a href=' java&#10;script:x'>b</a> <a href='data:text/html,x'>c</a>", "a b c"),
        ("<a href='http://[broken'>x</a> <a href='file:///etc/hosts'>y</a>", "x y"),
    ],
)
def test_links_lead_to_the_web_or_leave_their_text(source: str, expected: str) -> None:
    assert to_markdown(source, BASE) == expected


def test_a_relative_link_without_a_base_leaves_its_text() -> None:
    assert to_markdown("<a href='/x'>x</a> <img src='/x.png' alt='y'>") == "x"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<img src='a.png' alt='A [red] bridge'>", "![A \\[red\\] bridge](https://example.org/news/a.png)"),
        ("<figure><img src='a.png'><figcaption>The bridge. <i>A. Ito</i></figcaption></figure>", "![](https://example.org/news/a.png)\n\n*The bridge. A. Ito*"),
        ("<img src='data:image/gif;base64,x' data-src='/a.png'>", "![](https://example.org/a.png)"),
        ("<img srcset='/a.png 1x, /b.png 2x'>", "![](https://example.org/a.png)"),
        ("<img class='wp-smiley' src='s.png' alt='🙂'>", "🙂"),
        ("<img src='https://e.org/count.gif' width=1 height=1>", ""),
        ("<img src='https://e.org/count.gif' style='width: 1px'>", ""),
        ("<img src='https://ad.doubleclick.net/x'><img src='https://e.org/spacer.gif'>", ""),
        ("<img src='javascript:x'><img src='data:image/png;base64,x'>", ""),
    ],
)
def test_images_that_show_something(source: str, expected: str) -> None:
    assert to_markdown(source, BASE) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        ("<ol start=9><li>a</li><li><p>b</p><p>c</p></li></ol>", "9. a\n\n10. b\n\n    c"),
        ("<ul><li>1. May</li><li></li></ul>", "- 1\\. May"),
        ("<ul></ul>", ""),
    ],
)
def test_lists(source: str, expected: str) -> None:
    assert to_markdown(source, BASE) == expected


def test_a_table_of_data_is_a_table() -> None:
    source = "<table><caption>Trains</caption><tr><th>Line</th><th>Hours</th></tr><tr><td>A|B</td><td><p>5<br>6</p></td></tr><tr><td colspan=2>C</td></tr></table>"

    assert to_markdown(source) == "*Trains*\n\n| Line | Hours |\n| --- | --- |\n| A\\|B | 5 6 |\n| C |  |"


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>One</td></tr><tr><td>Two</td></tr></table>",
        "<table><tr><td>One</td><td>Two</td></tr></table>",
        "<table role=presentation><tr><td>One</td></tr><tr><td>Two</td><td></td></tr></table>",
        "<table><tr><td><table><tr><td>One</td></tr></table></td><td></td></tr><tr><td>Two</td><td></td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_becomes_its_contents(source: str) -> None:
    assert to_markdown(source) == "One\n\nTwo"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        "<iframe src='https://e.org/'></iframe>",
        "<form><input value=x><button>Send</button></form>",
        "<p hidden>x</p>",
        "<div style='display: none'>x</div>",
        "<span class='screen-reader-text'>opens anew</span>",
        "<!-- a comment --><?php x ?>",
        "<svg><text>x</text></svg>",
        "",
        "\0",
    ],
)
def test_what_is_active_or_hidden_is_gone(source: str) -> None:
    assert to_markdown(source, BASE) == ""


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "&lt;b&gt;", "<![CDATA[x]]>"])
def test_code_that_stands_as_text_is_shown_as_text(text: str) -> None:
    shown = markdown.to_html(to_markdown(f"<p>{html.escape(text)}</p>"))

    assert html.unescape(shown) == f"<p>{text}</p>\n"
    assert "<script" not in shown and "<img" not in shown and "href" not in shown


def test_markup_of_any_depth_is_read() -> None:
    for tag in ("div", "b", "blockquote", "ul", "ul><li", "a href=/x", "table><tr><td"):
        assert "deep" in to_markdown(f"<{tag}>" * 400 + "deep", BASE)


def test_a_declaration_of_the_encoding_in_text_means_nothing() -> None:
    assert to_markdown("<?xml version='1.0' encoding='utf-16'?><meta charset=big5><p>Café</p>") == "Café"


def test_an_element_is_taken_as_well_as_text() -> None:
    page = parse("<html><body><main><p>One.</p></main><footer>Two.</footer></body></html>")

    assert page is not None
    assert to_markdown(page.find(".//main")) == "One."


# ---------------------------------------------------------------- The law


SIGNS = ["*", "_", "`", "[", "]", "(", ")", "<", ">", "&", "amp;", "!", "#", "-", "+", "=", "|", "~", "\\", "1", ".", ":", " ", "a", "橋", "「", "\n"]
PIECES = st.lists(st.tuples(st.sampled_from(["b", "i", "span", "a href='https://e.org/'", "s"]), st.lists(st.sampled_from(SIGNS), max_size=8).map("".join)), max_size=6)


@given(PIECES)
@example([("b", "「a」"), ("span", "a"), ("i", "b")])
@example([("span", "a!"), ("a href='https://e.org/'", "b")])
@example([("span", "~"), ("s", "a")])
def test_every_letter_is_shown_as_it_stood(pieces: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{html.escape(text)}</{tag.split()[0]}>" for tag, text in pieces)
    text = " ".join("".join(text for _, text in pieces).split())

    shown = re.sub(r"</?(?:p|strong|em|s|br|a)\b[^>]*>", "", markdown.to_html(to_markdown(source)))

    assert " ".join(html.unescape(shown).split()) == text
