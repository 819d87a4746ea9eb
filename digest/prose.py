"""The Markdown that news is written in, rendered without a parser; equal to markdown-it's output.

Nearly every paragraph of a news text holds no markup, and most others only a link or an emphasis. `render`
knows these shapes and no more: paragraphs, one-line headings, flat lists of lines, quotes of one paragraph; in
them links, code, emphasis and strong emphasis around words. At the first sign of anything else it gives up and returns
`None`, and `digest.markdown` asks markdown-it. What it accepts is chosen so narrowly that CommonMark's rules
on flanking, precedence and laziness never apply; the tests hold it equal on the specification's examples and
on generated texts. It takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_Link = Callable[[str], str]

_INNER = r"[^\W_](?:[^\n\\`*_\[\]<>&~|\"]*[^\W_])?"
_URL = r"(?:https?://[a-z0-9.-]+[a-z0-9](?::[0-9]+)?(?=[/)])|(?=/(?!/)))[A-Za-z0-9/.?=,;:@+!$#_-]*(?=\))"
_SIGN = re.compile(r"[\\`*_\[\]<~|&!]")
"""Characters that may be markup; a text without one is plain."""

_SHAPES = {
    "[": re.compile(rf"\[(?P<text>[^\n\\`*_\[\]<>&~|!]+)\]\((?P<url>{_URL})\)"),
    "*": re.compile(rf"(?<![\w*])(?:\*\*(?P<strong>{_INNER})\*\*|\*(?P<em>{_INNER})\*)(?![\w*])"),
    "`": re.compile(r"(?<!`)`(?P<code>[^\s`\\](?:[^`\n\\]*[^\s`\\])?)`(?!`)"),
    "_": re.compile(r"(?<=[A-Za-z0-9])_(?=[A-Za-z0-9])"),
    "&": re.compile(r"&(?!#|[A-Za-z][A-Za-z0-9]*;)"),
    "!": re.compile(r"!(?!\[)"),
}
"""What each of them may be here, with groups; anything else is markup that is not known here."""

_START = r"(?![\s#>+=~|:<&\\_-]|`{3}|\*(?:[\s*]|$)|[0-9]{1,9}[.)](?:\s|$)|\[[^\]]*\]:)"
"""Not the start of any block but a paragraph; `**strong**` is for `_LINE` to let in."""

_LINE = re.compile(rf"(?:{_START}|(?=\*\*\w)).*\S", re.DOTALL)
_HEADING = re.compile(r"(#{1,6}) (\S.*(?<![#\s])|[^#\s])")
_NUMBER = re.compile(r"[0-9]{1,9}\. ")


def render(text: str, link: _Link) -> str | None:
    """Render Markdown that is plain prose; `None` where it is more than that, or may be.

    `link` is given the address of each link and returns what stands in the page.
    """
    if "\t" in text or "\r" in text or "\0" in text:
        return None
    shapes: list[tuple[str, str]] = []
    items: list[str] = []
    kind = ""
    for chunk in text.strip("\n").split("\n\n"):
        chunk = chunk.strip("\n")
        if not chunk:
            continue
        if chunk[0].isalpha() and "\n" not in chunk and not chunk[-1].isspace():  # one line of prose, as most are
            html = _inline(chunk, link)
            if html is None:
                return None
            shapes.append(("p", f"<p>{html}</p>\n"))
            kind = ""
            continue
        previous, kind = kind, _kind(chunk, kind)
        if kind in _LISTS:
            found = _items(chunk, kind, goes_on=kind == previous, link=link)
            if found is None:
                return None
            if kind == previous:  # the same list, with an empty line in it: all of its items hold paragraphs
                items += found
                shapes[-1] = kind, _list(kind, items, loose=True)
                continue
            items = found
            shapes.append((kind, _list(kind, items, loose=False)))
            continue
        shape = _block(chunk, link)
        if shape is None:
            return None
        shapes.append(shape)
    lowest = min((int(kind) for kind, _ in shapes if kind.isdigit()), default=2)
    return "".join([_heading(int(kind) + 2 - lowest, html) if kind.isdigit() else html for kind, html in shapes])


_LISTS = {"-": "ul", "+": "ul", "*": "ul", "1.": "ol"}
"""The sign that a list's items have, and its element."""


def _kind(chunk: str, previous: str) -> str:
    """Say which list the lines between two empty ones are, by its sign; empty where they are none."""
    if chunk[1:2] == " " and chunk[0] in "-+*":
        return chunk[0]
    return "1." if chunk.startswith("1. ") or (previous == "1." and _length_of_number(chunk)) else ""


def _length_of_number(text: str) -> int:
    match = _NUMBER.match(text)
    return match.end() if match else 0


def _heading(level: int, html: str) -> str:
    level = min(6, level)
    return f"<h{level}>{html}</h{level}>\n"


def _block(chunk: str, link: _Link) -> tuple[str, str] | None:
    """Render lines between two empty ones that are no list: what they are (`p`, `quote`, a heading's level), and their HTML."""
    first = chunk[0]
    if first == "#":
        return _heading_line(chunk, link)
    if first == ">":
        return _quote(chunk, link)
    html = _paragraph(chunk, link)
    return None if html is None else ("p", f"<p>{html}</p>\n")


def _heading_line(chunk: str, link: _Link) -> tuple[str, str] | None:
    match = _HEADING.fullmatch(chunk)
    html = _inline(match[2], link) if match else None
    return (str(len(match[1])), html) if match and html is not None else None


def _quote(chunk: str, link: _Link) -> tuple[str, str] | None:
    lines = chunk.split("\n")
    if not all(line.startswith("> ") for line in lines):
        return None
    html = _paragraph("\n".join(line[2:] for line in lines), link)
    return None if html is None else ("quote", f"<blockquote>\n<p>{html}</p>\n</blockquote>\n")


def _items(chunk: str, kind: str, *, goes_on: bool, link: _Link) -> list[str] | None:
    """Render the items of a list, one a line; `goes_on` lets a numbered one open with any number."""
    lines = chunk.split("\n")
    if kind == "1." and not goes_on and not lines[0].startswith("1. "):
        return None
    items = []
    for line in lines:
        start = _length_of_number(line) if kind == "1." else 2 if line.startswith(kind) and line[1:2] == " " else 0
        text = line[start:]
        if not start or not text:
            return None
        html = _paragraph(text, link)
        if html is None:
            return None
        items.append(html)
    return items


def _list(kind: str, items: list[str], *, loose: bool) -> str:
    tag = _LISTS[kind]
    inner = "".join([f"<li>\n<p>{item}</p>\n</li>\n" if loose else f"<li>{item}</li>\n" for item in items])
    return f"<{tag}>\n{inner}</{tag}>\n"


def _paragraph(chunk: str, link: _Link) -> str | None:
    lines = chunk.split("\n") if "\n" in chunk else (chunk,)
    for line in lines:
        if not (line[0:1].isalpha() and not line[-1].isspace()) and not _LINE.fullmatch(line):
            return None
    return _inline(chunk, link)


def _inline(text: str, link: _Link) -> str | None:
    escape = _escape if '"' in text or "&" in text or ">" in text or "<" in text else str
    if not _has_signs(text):
        return escape(text)
    parts = []
    done = 0
    sign = _SIGN.search(text)
    while sign:
        shape = _SHAPES.get(sign[0])
        match = shape.match(text, sign.start()) if shape else None
        if not match:
            return None
        if match.lastgroup == "url":
            parts.append(f'{escape(text[done : match.start()])}<a href="{_escape(link(match["url"]))}">{escape(match["text"])}</a>')
            done = match.end()
        elif tag := match.lastgroup:
            parts.append(f"{escape(text[done : match.start()])}<{tag}>{escape(match[tag])}</{tag}>")
            done = match.end()
        sign = _SIGN.search(text, match.end())
    parts.append(escape(text[done:]))
    return "".join(parts)


def _has_signs(text: str) -> bool:
    """Whether a text holds one of the `_SIGN`s: eleven looks for a letter are done before one search for any of them."""
    return (
        "*" in text or "[" in text or "_" in text or "&" in text or "!" in text or "`" in text
        or "<" in text or "]" in text or "\\" in text or "~" in text or "|" in text
    )  # fmt: skip


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
