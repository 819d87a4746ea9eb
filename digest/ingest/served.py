r"""A document as a server gave it, `.http`: the head of the answer, then its bytes as they came. Pure.

    HTTP/1.1 200 OK
    Content-Location: https://example.org/feed.xml
    Content-Type: application/rss+xml; charset=iso-8859-1
    Outlet: Example Gazette

    <rss version="2.0">…

So the address and the charset that a document was served with stay with it, in one file. `fetch` writes such files;
what `curl -i` saves is one too. `Outlet` is the name that the settings give to what stands at the address.
"""

from __future__ import annotations

import codecs
import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from digest.errors import DigestError, Problem, problem
from digest.ingest import charset
from digest.ingest.raw import Evidence, RawArticle, Remark

_HEAD = re.compile(rb"HTTP/[\d.]+ \d{3}[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_PREAMBLE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b(?!\s+html)[^>\[]*(?:\[.*?\])?[^>]*>)*", re.DOTALL | re.IGNORECASE)
_LOOKED_AT = 20_000

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (".opml", re.compile(r"<opml\b", re.IGNORECASE)),
    (".xml", re.compile(r"<(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)),
    (".html", re.compile(r"<(?:!doctype\s+html|html|head|body|title|meta|div|main|article|p)\b", re.IGNORECASE)),
    (".json", re.compile(r"[{\[]\s*[{\[\]}\"]")),
)
"""Ending of the name that a document would have → how it begins; the type that a server names is often wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """A document: where it was, of which type and charset, and its bytes."""

    address: str = ""
    type: str = ""
    outlet: str = ""
    body: bytes = b""

    @property
    def charset(self) -> str:
        """The charset that the server named; empty where it named none."""
        found = _CHARSET.search(self.type)
        return found[1] if found else ""

    @property
    def kind(self) -> str:
        """The ending that tells its format; empty where none is known."""
        text = charset.decode(self.body[:_LOOKED_AT], self.charset, charset.declared_in(self.body)).text
        start = _PREAMBLE.match(text)
        rest = text[start.end() if start else 0 :]
        return next((kind for kind, begins in KINDS if begins.match(rest)), ".html" if "html" in self.type else "")


class ServedReader(Protocol):
    """A reader of a format that wants to know where a document was, and the charset that the server named."""

    def __call__(self, data: bytes, path: str, *, address: str, declared: str) -> Iterable[RawArticle | Problem | Remark]:
        """Find the articles of a document."""


def dumps(served: Served) -> bytes:
    """Write a document with its head."""
    head = {"Content-Location": served.address, "Content-Type": served.type, "Outlet": served.outlet}
    lines = [f"{name}: {' '.join(value.split())}\r\n" for name, value in head.items() if value]
    return f"HTTP/1.1 200 OK\r\n{''.join(lines)}\r\n".encode("utf-8", "replace") + served.body


def loads(data: bytes, path: str) -> Served:
    """Take a document and its head apart; of several heads, as redirects leave them, the last counts. Raises `DigestError`."""
    head, body = b"", data
    while match := _HEAD.match(body):
        head, body = match[0], body[match.end() :]
    if not head:
        raise DigestError(problem(path, "the file does not begin with the head of an answer of HTTP", "name it as what it is: .html, .xml, .txt"))
    lines = [line.partition(":") for line in head.decode("utf-8", "replace").splitlines()[1:]]
    found = {name.strip().lower(): value.strip() for name, _, value in lines}
    return Served(address=found.get("content-location", ""), type=found.get("content-type", ""), outlet=found.get("outlet", ""), body=body)


def reader_of(readers: Mapping[str, ServedReader]) -> Callable[[bytes, str], Iterator[RawArticle | Problem | Remark]]:
    """Make the reader of `.http` files; `readers` are those of what may be in them, by the ending of its name."""

    def parse(data: bytes, path: str) -> Iterator[RawArticle | Problem | Remark]:
        served = loads(data, path)
        reader = readers.get(served.kind)
        if reader is None:
            raise DigestError(problem(path, f"no reader for what was served ({served.type or 'of no type'})", f"known: {', '.join(readers)}"))
        for found in reader(served.body, path, address=served.address, declared=served.charset):
            yield _completed(found, served) if isinstance(found, RawArticle) else found

    return parse


def plainly(parse: Callable[[bytes, str], Iterable[RawArticle | Problem | Remark]]) -> ServedReader:
    """Make a reader of served documents of one that is given bytes alone: it gets UTF-8, marked as such.

    The address is told to a web page as browsers tell it in a page that they save.
    """

    def served(data: bytes, path: str, *, address: str, declared: str) -> Iterable[RawArticle | Problem | Remark]:
        text = charset.decode(data, declared, charset.declared_in(data)).text
        note = f"<!-- saved from url=({len(address):04})" + address.replace("-->", "") + " -->\n" if address and text.lstrip().startswith("<") else ""
        return parse(codecs.BOM_UTF8 + f"{note}{text}".encode("utf-8", "replace"), path)

    return served


def _completed(article: RawArticle, served: Served) -> RawArticle:
    """Put in what the settings call the outlet, and the address of an article that names none."""
    found = dict(article.evidence)
    if served.outlet:
        found["source"] = (Evidence(value=served.outlet, where="the settings"),)
    if served.address and "url" not in found and "id" not in found:
        found["url"] = (Evidence(value=served.address, where="where it was fetched", sure=0.9),)
    return dataclasses.replace(article, evidence=found)
