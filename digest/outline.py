"""What `check` needs of a finished file: its addresses, ids, headings and the entries of a feed, each with its line.

One pass a file, and nothing is judged here. To understand another kind of file: a function from bytes to
`Outline`, and its suffix in `READERS`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urldefrag
from xml.parsers import expat


class Mark(NamedTuple):
    """Something in a file and its line: an id, a heading with its level, an address with what it is the address of."""

    text: str
    line: int
    what: str = ""
    level: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """What the rules need of one file."""

    references: tuple[Mark, ...] = ()
    faults: tuple[Mark, ...] = ()
    """Why it, or a part of it, cannot be read."""
    entries: tuple[Mark, ...] = ()
    """The ids of a feed's entries, empty where one has none."""
    is_page: bool = False
    """Whether it is HTML for people; the rest is empty where not."""
    language: str = ""
    title: str = ""
    base: str = ""
    """The address of `<base>`, which all others start from."""
    is_indexed: bool = True
    is_redirect: bool = False
    canonicals: tuple[Mark, ...] = ()
    ids: tuple[Mark, ...] = ()
    headings: tuple[Mark, ...] = ()
    bare_images: tuple[Mark, ...] = ()
    mute_links: tuple[Mark, ...] = ()


_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def read_outline(path: Path) -> Outline:
    """Read a file whose suffix stands in `READERS`; what cannot be read is a fault of the outline."""
    try:
        return READERS[path.suffix](path.read_bytes())
    except UnicodeDecodeError as error:
        return Outline(faults=(Mark("the file is not UTF-8", error.object.count(b"\n", 0, error.start) + 1),))
    except expat.ExpatError as error:
        return Outline(faults=(Mark(f"the file is not well-formed XML: {expat.ErrorString(error.code)}", error.lineno),))
    except json.JSONDecodeError as error:
        return Outline(faults=(Mark(f"the file is not JSON: {error.msg}", error.lineno),))


_NOUNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "a": (("href", "link"),), "area": (("href", "link"),), "link": (("href", "file"),), "form": (("action", "form"),),
    "img": (("src", "image"),), "video": (("src", "video"), ("poster", "image")), "audio": (("src", "recording"),),
    "source": (("src", "recording"),), "track": (("src", "file"),), "script": (("src", "script"),), "iframe": (("src", "frame"),),
    "use": (("href", "image"), ("xlink:href", "image")), "image": (("href", "image"),), "object": (("data", "file"),),
}  # fmt: skip
"""Tag → attributes, and what the address in each is the address of."""

_TEXTS = frozenset(["a", "title", "svg", "script", "h1", "h2", "h3", "h4", "h5", "h6"])
"""Elements whose text counts."""

_NOTED = frozenset(["html", "base", "link", "meta", "img", "source"])
"""Elements with something to say of the page, or of images."""


class _Open(NamedTuple):
    """An element whose text is being collected."""

    tag: str
    line: int
    attributes: Mapping[str, str | None]
    parts: list[str]


class _HtmlReader(HTMLParser):
    """Collects an outline in one pass. `line` is that of the text's first one in its file."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.before = line - 1
        self.single: dict[str, Any] = {}
        self.many: dict[str, list[Mark]] = defaultdict(list)
        self.open: list[_Open] = []

    def outline(self, text: str) -> Outline:
        """Read a page, or a piece of one."""
        self.feed(text)
        self.close()
        while self.open:
            self._finish(self.open.pop())
        self.single["is_page"] = "</" in text
        return Outline(**self.single | {name: tuple(marks) for name, marks in self.many.items()})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and ids of an element, and open those whose text counts."""
        if not attrs and tag not in _TEXTS:
            return
        values = dict(attrs)
        line = self.getpos()[0] + self.before
        if "id" in values:
            self.many["ids"].append(Mark(values["id"] or "", line, "id"))
        if tag in _NOUNS:
            for attribute, what in _NOUNS[tag]:
                if attribute in values:
                    self.many["references"].append(Mark(values[attribute] or "", line, what))
        if tag in _TEXTS:
            if tag == "a":
                self.handle_endtag("a")  # links do not nest: an open one ends here
                if "name" in values:
                    self.many["ids"].append(Mark(values["name"] or "", line, "name"))
            self.open.append(_Open(tag, line, values, []))
        elif tag in _NOTED:
            self._note(tag, {name: value or "" for name, value in attrs}, line)

    def _note(self, tag: str, values: Mapping[str, str], line: int) -> None:
        value = values.get("content", "")
        if tag == "html":
            self.single["language"] = values.get("lang", "").strip()
        elif tag == "base":
            self.single["base"] = values.get("href", "")
        elif tag == "link" and "canonical" in values.get("rel", "").lower().split():
            self.many["canonicals"].append(Mark(values.get("href", ""), line))
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh" and "url" in value.lower():
            self.single["is_redirect"] = True
            self.many["references"].append(Mark(re.sub(r"(?i).*?url\s*=\s*['\"]?|['\"]\s*$", "", value), line, "redirect"))
        elif tag == "meta" and values.get("name", "").lower() == "robots" and "noindex" in value.lower():
            self.single["is_indexed"] = False
        elif tag == "meta" and values.get("property", values.get("name")) in ("og:url", "og:image", "twitter:image"):
            self.many["references"].append(Mark(value, line, "address"))
        for choice in values.get("srcset", "").split(", "):
            if choice.strip():
                self.many["references"].append(Mark(choice.split()[0], line, "image"))
        if tag == "img":
            self.handle_data(values.get("alt", ""))
            if "alt" not in values:
                self.many["bare_images"].append(Mark(values.get("src", ""), line))

    def handle_data(self, data: str) -> None:
        """Give text to the elements that it stands in."""
        for element in self.open:
            element.parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Close an element whose text counts."""
        if tag in _TEXTS:
            for at in reversed(range(len(self.open))):
                if self.open[at].tag == tag:
                    return self._finish(self.open.pop(at))

    def _finish(self, element: _Open) -> None:
        tag, line, attributes, parts = element
        text = " ".join("".join(parts).split())
        if tag == "title" and not any(other.tag == "svg" for other in self.open):
            self.single["title"] = text
        elif tag == "a" and "href" in attributes and attributes.get("aria-hidden") != "true":
            if not (text or attributes.get("aria-label") or attributes.get("aria-labelledby") or attributes.get("title")):
                self.many["mute_links"].append(Mark(attributes["href"] or "", line))
        elif tag[0] == "h":
            self.many["headings"].append(Mark(text, line, level=int(tag[1])))
        elif tag == "script" and attributes.get("type") == "application/ld+json":
            try:
                self.many["references"].extend(_addresses(json.loads("".join(parts)), line))
            except json.JSONDecodeError as error:
                self.many["faults"].append(Mark(f"the JSON-LD cannot be parsed: {error.msg}", line + error.lineno - 1))


class _XmlReader:
    """Collects the addresses of an XML file and the entries of a feed."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = lambda data: self.open[-1].parts.append(data)
        self.open: list[_Open] = []
        self.identity = ""
        self.references: list[Mark] = []
        self.entries: list[Mark] = []

    def outline(self, data: bytes) -> Outline:
        """Read a file. Raises `ExpatError`."""
        self.parser.Parse(data, True)
        return Outline(references=tuple(self.references), entries=tuple(self.entries))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.open.append(_Open(name, self.parser.CurrentLineNumber, attributes, []))
        for value in attributes.values():
            self.references.extend(_addresses(value, self.parser.CurrentLineNumber))
        if name in ("entry", "item"):
            self.identity = ""

    def _end(self, tag: str) -> None:
        name, line, attributes, parts = self.open.pop()
        text = "".join(parts).strip()
        if name in ("entry", "item") and self.open and self.open[0].tag in ("feed", "rss"):
            self.entries.append(Mark(self.identity, line))
        elif name in ("id", "guid"):
            if self.open and self.open[-1].tag in ("entry", "item"):
                self.identity = text
        elif name == "encoded" or attributes.get("type") == "html":
            self.references.extend(_HtmlReader(line).outline("".join(parts)).references)
        else:
            self.references.extend(_addresses(text, line))


def _addresses(value: object, line: int) -> Iterator[Mark]:
    """Find the web addresses among the values of parsed JSON, and in HTML within it. An id is no address."""
    if isinstance(value, str) and _WEB.fullmatch(value):
        yield Mark(urldefrag(value).url, line, "address")
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item, line)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "content_html" and isinstance(item, str):
                yield from (mark._replace(line=line) for mark in _HtmlReader().outline(item).references)
            elif key not in ("id", "@id"):
                yield from _addresses(item, line)


def _parse_html(data: bytes) -> Outline:
    return _HtmlReader().outline(data.decode("utf-8-sig"))


def _parse_json(data: bytes) -> Outline:
    value = json.loads(data.decode("utf-8-sig"))
    items = value.get("items", []) if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")) else []
    return Outline(references=tuple(_addresses(value, 0)), entries=tuple(Mark(str(item.get("id") or ""), 0) for item in items))


def _parse_json_lines(data: bytes) -> Outline:
    references: list[Mark] = []
    faults: list[Mark] = []
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), 1):
        try:
            references += _addresses(json.loads(line), number)
        except json.JSONDecodeError as error:
            faults.append(Mark(f"the line is not JSON: {error.msg}", number))
    return Outline(references=tuple(references), faults=tuple(faults))


def _parse_css(data: bytes) -> Outline:
    text = data.decode("utf-8-sig")
    found = re.finditer(r"/\*.*?\*/|url\(\s*(['\"]?)(.*?)\1\s*\)|@import\s+(['\"])(.*?)\3", text, re.DOTALL)
    pairs = ((match[2] or match[4], text.count("\n", 0, match.start()) + 1) for match in found)
    return Outline(references=tuple(Mark(address, line, "file") for address, line in pairs if address))


READERS: Mapping[str, Callable[[bytes], Outline]] = {
    ".html": _parse_html,
    ".xml": lambda data: _XmlReader().outline(data),
    ".svg": lambda data: _XmlReader().outline(data),
    ".json": _parse_json,
    ".webmanifest": _parse_json,
    ".jsonl": _parse_json_lines,
    ".css": _parse_css,
}
