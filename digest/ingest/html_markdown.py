r"""HTML → Markdown. Pure: nothing is fetched, and nothing active comes through.

    to_markdown('<p>See <a href="/b">the <b>bill</b></a>.</p><script>x()</script>', "https://example.org/a")
    → "See [the **bill**](https://example.org/b)."

What it keeps: paragraphs, headings, lists, quotations, links, tables of data, images with captions, code. What it
drops: scripts, styles, forms, frames, what is hidden, pixels that count readers, links that do not lead to the web.
A table that only lays out a page becomes its contents. To treat another element, give it a line in `_BLOCKS` or in
`_inline`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from digest.ingest import html_tree
from digest.ingest.html_tree import Element
from digest.ingest.markdown_text import Line, Mark, code, image

_DROPPED = frozenset((
    "script", "style", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "canvas", "audio",
    "video", "map", "head", "title", "meta", "link", "base", "button", "input", "select", "textarea", "option", "datalist", "progress",
    "meter", "dialog", "nav", "rp", "param", "source", "track", "colgroup", "col",
))  # fmt: skip
_CONTAINERS = frozenset((
    "html", "body", "div", "p", "section", "article", "main", "header", "footer", "aside", "address", "center", "form", "fieldset",
    "legend", "hgroup", "details", "summary", "li", "dd", "dt", "figcaption", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "search",
))  # fmt: skip
"""Elements that begin a paragraph of their own and mean nothing else to Markdown."""

_MARKS: Mapping[str, Mark] = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em", "del": "del", "s": "del", "strike": "del"}
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FOR_SCREEN_READERS = re.compile(r"(?:^|\s)(?:screen-reader-text|sr-only|visually-?hidden)(?:\s|$)", re.IGNORECASE)
_TRACKER = re.compile(
    r"//(?:[^/]+\.)?(?:doubleclick\.net|feedsportal\.com|feedburner\.com/~|scorecardresearch\.com|pixel\.[^/]+|stats?\.[^/]+|quantserve\.com|"
    r"google-analytics\.com)|/~r/|/(?:pixel|blank|spacer|clear|1x1|trans(?:parent)?)\.(?:gif|png)\b|/(?:open|track(?:ing)?)[./?].*[?&]",
    re.IGNORECASE,
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src")
_SMALLEST = 3
"""Width or height of an image, in pixels, below which it shows nothing."""
_DEEPEST = 120
"""Levels of nesting that are told apart; below, all is plain text."""
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|brush|highlight-source)[-:]\s*([\w+#.-]+)")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def to_markdown(html: str | Element, base: str = "") -> str:
    """Write HTML, as text or as an element of lxml, as Markdown. `base` is the address that relative links start from.

    A link whose address stays relative, or is none of the web, leaves its text.
    """
    root = parse(html) if isinstance(html, str) else html
    return "\n\n".join(_blocks(root, _Page(base))) if root is not None else ""


def parse(html: str) -> Element | None:
    """Parse a fragment, or a page, into an element of lxml; `None` where it holds nothing."""
    return html_tree.parse(f"<div>{html}") if html.strip() else None


class _Page:
    """What the parts of one fragment share: the address that its links start from."""

    def __init__(self, base: str) -> None:
        self._base = base

    def address(self, url: str | None) -> str:
        """Give the whole address of a link; empty where it leads nowhere on the web."""
        url = re.sub(r"[\t\r\n]", "", url or "").strip("\x00\x1f ")
        if not url or url.startswith("#"):
            return ""
        try:
            url = urljoin(self._base, url)
            parts = urlsplit(url)
        except ValueError:
            return ""
        if parts.scheme.lower() == "mailto":
            return url if "@" in parts.path else ""
        return url if parts.scheme.lower() in ("http", "https") and parts.hostname else ""


# --- blocks


def _blocks(element: Element, page: _Page, depth: int = 0) -> Iterator[str]:
    """Write what an element holds: a paragraph for each run of text, and its blocks between them."""
    line = Line()
    line.text(element.text or "")
    for child in element:
        if _is_dropped(child):
            pass
        elif depth < _DEEPEST and _is_block(child):
            yield from line.paragraphs()
            line = Line()
            yield from _BLOCKS.get(child.tag, _blocks)(child, page, depth + 1)
        else:
            _inline(child, page, line, depth)
        line.text(child.tail or "")
    yield from line.paragraphs()


def _is_dropped(element: Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED or "hidden" in element.attrib:
        return True
    style, name = element.get("style"), element.get("class")
    return bool((style and _HIDDEN.search(style)) or (name and _FOR_SCREEN_READERS.search(name)))


def _is_block(element: Element) -> bool:
    """Whether an element is a block, or mere formatting around blocks; a link around plain paragraphs is neither."""
    if element.tag in _BLOCKS or element.tag in _CONTAINERS:
        return True
    plain = _CONTAINERS if element.tag == "a" else frozenset[str]()
    return any(below.tag in _BLOCKS or below.tag in _CONTAINERS - plain for below in element.iterdescendants())


def _heading(element: Element, page: _Page, depth: int) -> Iterator[str]:
    line = Line()
    _content(element, page, line, depth)
    if text := " ".join(line.paragraphs()).replace("\\\n", " "):
        ending = "\\" if text.endswith("#") else ""
        yield f"{'#' * int(element.tag[1])} {text[: len(text) - len(ending)]}{ending and ending + '#'}"


def _rule(element: Element, page: _Page, depth: int) -> Iterator[str]:
    yield "* * *"


def _quote(element: Element, page: _Page, depth: int) -> Iterator[str]:
    if blocks := list(_blocks(element, page, depth)):
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(blocks).split("\n"))


def _pre(element: Element, page: _Page, depth: int) -> Iterator[str]:
    for below in element.iter("br"):
        below.tail = "\n" + (below.tail or "")
    text = "".join(element.itertext()).replace("\r\n", "\n").strip("\n")
    named = next((found for one in element.iter() if isinstance(one.tag, str) and (found := _LANGUAGE.search(one.get("class") or ""))), None)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    if text.strip():
        yield f"{fence}{named[1] if named else ''}\n{text.rstrip()}\n{fence}"


def _list(element: Element, page: _Page, depth: int) -> Iterator[str]:
    """Write a list; whatever stands in it outside an item belongs to the item before."""
    items: list[list[str]] = []
    for child in element:
        if _is_dropped(child):
            continue
        blocks = list(_BLOCKS.get(child.tag, _blocks)(child, page, depth + 1)) if depth < _DEEPEST else [_plain(child)]
        if child.tag == "li" or not items:
            items.append(blocks)
        else:
            items[-1] += blocks
    items = [blocks for item in items if (blocks := [block for block in item if block])]
    start = element.get("start") or ""
    number = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
    marks = [f"{number + n}. " if element.tag == "ol" else "- " for n in range(len(items))]
    tight = all(len(item) == 1 or (len(item) == 2 and re.match(r"- |\d+\. ", item[1])) for item in items)
    written = [mark + ("\n" if tight else "\n\n").join(item).replace("\n", "\n" + " " * len(mark)) for mark, item in zip(marks, items, strict=True)]
    if written:
        yield re.sub(r"\n +(?=\n)", "\n", ("\n" if tight else "\n\n").join(written))


def _definitions(element: Element, page: _Page, depth: int) -> Iterator[str]:
    for child in element.iter("dt", "dd"):
        if child.tag == "dd":
            yield from _blocks(child, page, depth + 1)
        else:
            yield from _marked(child, "strong", page, depth)


def _marked(element: Element, mark: Mark, page: _Page, depth: int) -> list[str]:
    line = Line()
    line.begin(mark)
    _content(element, page, line, depth)
    line.end(mark)
    return line.paragraphs()


def _figure(element: Element, page: _Page, depth: int) -> Iterator[str]:
    """Write a picture, or whatever a figure shows, and below it its caption."""
    captions = [child for child in element.iter("figcaption") if not _is_dropped(child)]
    texts = [text for caption in captions for text in _marked(caption, "em", page, depth)]
    for caption in captions:
        caption.drop_tree()
    yield from _blocks(element, page, depth)
    yield from texts


def _table(element: Element, page: _Page, depth: int) -> Iterator[str]:
    """Write a table of data; one that lays out a page becomes what it holds."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    width = max(map(len, cells), default=0)
    within = element.iterdescendants("table", "ul", "ol", "pre", "blockquote", "figure", "h1", "h2", "h3", "h4", "p", "div")
    is_layout = element.get("role") == "presentation" or width < 2 or len(rows) < 2 or any(b.tag not in ("p", "div") or _is_long(b) for b in within)
    if is_layout:
        yield from _blocks(element, page, depth)
        return
    for caption in element.iterchildren("caption"):
        yield from _marked(caption, "em", page, depth)
    written = [[_cell(cell, page, depth) for cell in row] for row in cells]
    width = max(sum(span for _, span in row) for row in written)
    lines = ["".join(f"| {text} {'|  ' * (span - 1)}" for text, span in row) + "|  " * (width - sum(s for _, s in row)) + "|" for row in written]
    yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _is_long(element: Element) -> bool:
    return len("".join(element.itertext())) > 200


def _cell(element: Element, page: _Page, depth: int) -> tuple[str, int]:
    """Write a cell, and say how many columns it takes."""
    line = Line()
    _content(element, page, line, depth)
    span = element.get("colspan") or ""
    text = " ".join(line.paragraphs()).replace("\\\n", " ").replace("|", "\\|")
    return text, min(int(span), 20) if re.fullmatch(r"[1-9][0-9]?", span) else 1


_BLOCKS: Mapping[str, Callable[[Element, _Page, int], Iterator[str]]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    **dict.fromkeys(("pre", "listing", "xmp"), _pre),
    "blockquote": _quote,
    "dl": _definitions,
    "figure": _figure,
    "hr": _rule,
    "table": _table,
}
"""Element → what writes it."""


# --- what stands within a paragraph


def _content(element: Element, page: _Page, line: Line, depth: int) -> None:
    """Add what an element holds to a line; a block in it begins after a blank."""
    line.text(element.text or "")
    for child in element:
        if not _is_dropped(child):
            _inline(child, page, line, depth)
        line.text(child.tail or "")


def _inline(element: Element, page: _Page, line: Line, depth: int) -> None:
    """Add an element to a line."""
    tag = element.tag
    if tag == "br":
        line.line_break()
    elif tag == "img":
        line.as_is(_image(element, page)) if not _is_emoji(element) else line.text(element.get("alt"))
    elif depth >= _DEEPEST:
        line.text(_plain(element))
    elif tag in _CODE:
        line.as_is(code(_plain(element)))
    elif tag in ("sup", "sub"):
        line.text(_script(element))
    elif tag == "a" and not line.is_open("link") and (url := page.address(element.get("href"))):
        _within(element, "link", page, line, depth, url)
    elif (mark := _MARKS.get(tag)) and not line.is_open(mark):
        _within(element, mark, page, line, depth)
    else:
        before, after = ("“", "”") if tag == "q" else ("(", ")") if tag == "rt" else (" ", " ") if tag in _CONTAINERS or tag in _BLOCKS else ("", "")
        line.text(before)
        _content(element, page, line, depth + 1)
        line.text(after)


def _within(element: Element, mark: Mark, page: _Page, line: Line, depth: int, url: str = "") -> None:
    line.begin(mark, url)
    _content(element, page, line, depth + 1)
    line.end(mark)


def _plain(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _script(element: Element) -> str:
    """Write raised or lowered digits as such, and leave out the number of a footnote."""
    text = _plain(element)
    if any((link.get("href") or "").startswith("#") for link in element.iter("a")):
        return ""
    letters = _RAISED if element.tag == "sup" else _LOWERED
    return text.translate(letters) if all(ord(letter) in letters for letter in text) else text


def _image(element: Element, page: _Page) -> str:
    """Write an image, unless it shows nothing."""
    sources = [*(element.get(name) for name in _LAZY), element.get("src"), (element.get("srcset") or "").split(" ", 1)[0]]
    url = next((found for source in sources if (found := page.address(source))), "")
    sizes = [element.get("width") or "", element.get("height") or "", *re.findall(r"(?:^|;)\s*(?:width|height)\s*:\s*(\d+)px", element.get("style") or "")]
    is_pixel = any(re.fullmatch(r"\s*\d+(?:px)?\s*", size) and int(size.strip().removesuffix("px")) < _SMALLEST for size in sizes)
    return "" if not url.startswith("http") or is_pixel or _TRACKER.search(url) else image(url, element.get("alt") or "")


def _is_emoji(element: Element) -> bool:
    alt, name = element.get("alt") or "", element.get("class") or ""
    return bool(alt) and len(alt) <= 12 and bool(re.search(r"(?:^|[\s-])(?:emoji|smiley)", name))
