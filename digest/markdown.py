"""Markdown → HTML; alone knows markdown-it and the sanitiser.

CommonMark with tables and strikethrough. Headings of a body start at `<h2>`, because the title is the page's
`<h1>`. Addresses from the site's root get the path of `base_url`. HTML inside Markdown passes through
nh3 (Mozilla's ammonia rules) or is shown as text: nothing active from outside reaches a page.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, MutableMapping, Sequence
from html import unescape
from typing import Any, Literal
from urllib.parse import unquote

from digest import prose

RawHtml = Literal["sanitise", "escape"]

_HTML = ("html_block", "html_inline")

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMG = re.compile(r"""<img(?=\s)[^>]*?\ssrc\s*=\s*(?:"([^">]+)"|'([^'>]+)'|([^"'\s>]+))""", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|$", re.IGNORECASE)


def to_html(text: str, link: Callable[[str], str] = str, raw_html: RawHtml = "sanitise") -> str:
    """Render Markdown. `link` is given each address of a link or image and returns what stands in the page."""
    if (plain := prose.render(text, link)) is not None:
        return plain
    environment: MutableMapping[str, Any] = {"link": link}
    html: str = _parser(raw_html == "sanitise").render(text, environment)
    return _sanitise(html, link) if environment.get("raw_html") else html


def local_images(text: str) -> tuple[str, ...]:
    """Name the images that a text shows from files beside it: their paths from the page file's folder."""
    if ("!" not in text or "![" not in text) and ("<" not in text or "<img" not in text.lower()):  # one sign is found sooner than two
        return ()
    found: list[str] = []
    for token in _walk(_parser(True).parse(text, {"link": str})):
        if token.type == "image":
            found.append(str(token.attrs["src"]))
        elif token.type in _HTML:
            found.extend(unescape("".join(groups)) for groups in _IMG.findall(_COMMENT.sub("", token.content)))
    paths = (re.split("[?#]", address, maxsplit=1)[0].removeprefix("./") for address in found)
    return tuple(dict.fromkeys(unquote(path) for path in paths if not _ELSEWHERE.match(path)))


@functools.cache
def _parser(html: bool) -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": html, "xhtmlOut": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("digest", _finish)
    return parser


def _finish(state: Any) -> None:
    """Lower the headings, rewrite the addresses, and note whether the text holds HTML of its own.

    Where it does, the sanitiser rewrites the addresses, those of the HTML with the others.
    """
    state.env["raw_html"] = any(token.type in _HTML for token in _walk(state.tokens))
    link = str if state.env["raw_html"] else state.env["link"]
    headings = [token for token in state.tokens if token.type == "heading_open"]
    shift = 2 - min((int(token.tag[1]) for token in headings), default=2)
    for token in _walk(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type == "link_open":
            token.attrs["href"] = link(str(token.attrs["href"]))
        elif token.type == "image":
            token.attrs["src"] = link(str(token.attrs["src"]))
            token.attrs["loading"] = "lazy"
        elif token.type == "table_open":
            token.attrs["tabindex"] = "0"  # a wide one scrolls, and a reader's keys must reach it
        elif token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", "")):
            token.attrs["class"] = str(style).removeprefix("text-align:")  # a content security policy forbids styles


def _walk(tokens: Sequence[Any]) -> Any:
    for token in tokens:
        yield token
        if token.children:
            yield from _walk(token.children)


def _sanitise(html: str, link: Callable[[str], str]) -> str:
    import nh3

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in ("href", "src"):
            return link(value)
        allowed = r"language-[\w+#.-]+" if tag == "code" else "left|center|right"
        return value if attribute != "class" or re.fullmatch(allowed, value) else None

    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    for tag in ("td", "th", "code"):
        attributes.setdefault(tag, set()).add("class")
    return nh3.clean(
        html,
        attributes=attributes,
        attribute_filter=keep,
        set_tag_attribute_values={"img": {"loading": "lazy"}, "table": {"tabindex": "0"}},
        link_rel=None,
    )
