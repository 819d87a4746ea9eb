r"""The texts of a feed's entry → a line, or Markdown without what feeds put around them. Pure.

A feed's text may be plain, HTML, or HTML that was escaped twice, and seldom says which::

    line("AT&amp;amp;T &lt;b&gt;wins&lt;/b&gt; a case about &lt;script&gt;", is_html=True) → "AT&T wins a case about <script>"
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from digest.ingest.html_markdown import to_markdown
from digest.ingest.markdown_text import escape_markdown

_FORMATTING = re.compile(
    r"</?(?:a|abbr|b|big|blink|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|li|mark|nobr|ol|p|q|s|small|span|strike|strong|sub|sup|"
    r"tt|u|ul|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""Tags that only format a line. Any other stands there to be read: `Vector<int>`, `<script>`."""
_BREAKING = re.compile(r"<(?:br|p|div|li|h[1-6])\b", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!]")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|a|b|i|em|strong|div|span|ul|ol|li|img|h[1-6]|blockquote|table|figure)(?:\s[^<>]{0,500}?)?/?&gt;", re.IGNORECASE)
_TWICE = re.compile(r"&amp;(#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_CODE = re.compile(r"<(?:code|pre)\b", re.IGNORECASE)

_FURNITURE = re.compile(
    r"the post .{1,300} (?:first )?appeared (?:first )?on .{1,100}|(?:continue reading|read (?:more|on|the full|the rest|full)|read it|weiterlesen|"
    r"lire la suite|leer más|seguir leyendo|continuar leyendo|leggi tutto|lees verder|\(more…?\)|more…|阅读全文|閱讀全文|続きを読む|더 보기)\b.{0,200}|"
    r"(?:view|leave a|post a|\d+)? ?comments?|(?:submitted by .{1,100} )?\[link\] \[comments\]|share this:?|related(?: (?:posts|articles|stories))?:?|"
    r"this (?:article|post|story) (?:was |is )?(?:originally )?(?:appeared|published|posted)(?: first)? (?:on|at|by|in) .{1,150}",
    re.IGNORECASE,
)
"""Last paragraphs that a program put there."""
_LONGEST_FURNITURE = 500
_LONGEST_CUT = 200
"""How far from the end a mark is looked for that the text breaks off."""
_LONGEST_TEASER = 1500
"""A longer text that ends with an ellipsis ends so because its author wanted it."""
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\\]|\\.)*\)")
_CUT = re.compile(r"\s*(?:\\?\[\s*(?:…|\.{3})\s*\\?\]|\(\s*…\s*\)|…|\.{3})\s*(?:continue reading|read more|more|»|→|>|\W)*$", re.IGNORECASE)


def line(value: str, *, is_html: bool) -> str:
    """Give a text as one line of plain text; one that was escaped twice is read twice."""
    for _ in range(2):
        if is_html:
            value = _FORMATTING.sub(lambda tag: " " if _BREAKING.match(tag[0]) else "", value)
        value = html.unescape(value)
    return " ".join((_FORMATTING.sub("", value) if is_html else value).split())


def as_markdown(value: str, base: str, *, is_plain: bool) -> str:
    """Write a text as Markdown. `base` is the address that its links start from."""
    if is_plain:
        return "\n\n".join(filter(None, map(escape_markdown, re.split(r"\n\s*\n", value.replace("\r\n", "\n")))))
    if not _TAG.search(value) and _ESCAPED_TAG.search(value):
        value = html.unescape(value)
    if not _CODE.search(value):
        value = _TWICE.sub(lambda found: f"&{found[1]};" if found[1][0] == "#" or f"{found[1]};" in html5 else found[0], value)
    return to_markdown(value, base)


def without_furniture(text: str) -> tuple[str, bool]:
    """Take off the last paragraphs what a feed's program put there; say whether the text breaks off."""
    blocks = text.split("\n\n")
    while blocks and len(blocks[-1]) <= _LONGEST_FURNITURE and _FURNITURE.fullmatch(_shown(blocks[-1])):
        blocks.pop()
    if not blocks:
        return text, False
    last = blocks[-1]
    shown = last[:-_LONGEST_CUT] + _CUT.sub("", last[-_LONGEST_CUT:])
    if shown != last and (len(text) <= _LONGEST_TEASER or last[len(shown) :].lstrip().startswith(("[", "\\"))):
        return "\n\n".join([*blocks[:-1], shown] if shown else blocks[:-1]), True
    return "\n\n".join(blocks), False


def _shown(block: str) -> str:
    """Give what a paragraph of Markdown shows, without its last marks."""
    return re.sub(r"[*_\\]", "", _LINK.sub(r"\1", block)).strip(" .…»→>:\n")
