"""Lists of addresses: lines of text (`.urls`, or a `.txt` that holds nothing else) and OPML. Pure.

    # what we read
    https://example.org/feed.xml
    https://example.org/2026/03/bridge

`ingest` takes nothing from a list, and says so; `fetch` asks each address.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from digest.errors import Problem, problem
from digest.ingest import charset
from digest.ingest.raw import RawArticle, Remark

ENDINGS = (".urls", ".opml")
"""Of the names of files that are nothing but lists."""

_ADDRESS = re.compile(r"<?(https?://[^\s<>\"]+)>?", re.IGNORECASE)
_OPML = re.compile(r"<opml\b", re.IGNORECASE)
_OUTLINE = re.compile(r"<outline\b((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Listed:
    """An address of a list, the name that the list gives it, and the line where it stands."""

    url: str
    name: str = ""
    line: int = 0


def find(data: bytes) -> tuple[list[Listed], list[int]]:
    """Give the addresses of a list, and the lines that hold none."""
    text = charset.decode(data, charset.declared_in(data)).text
    if _OPML.search(text[:2000]):
        return list(_outlines(text)), []
    found: list[Listed] = []
    wrong: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if match := _ADDRESS.fullmatch(line.strip()):
            found.append(Listed(match[1], line=number))
        else:
            wrong.append(number)
    return found, wrong


def _outlines(text: str) -> Iterator[Listed]:
    for outline in _OUTLINE.finditer(text):
        said = {name.lower(): html.unescape(double or single).strip() for name, double, single in _ATTRIBUTE.findall(outline[1])}
        url = said.get("xmlurl") or (said.get("url", "") if said.get("type", "").lower() in ("rss", "atom", "link", "include") else "")
        if url:
            yield Listed(url, said.get("title") or said.get("text", ""), text.count("\n", 0, outline.start()) + 1)


def is_list(data: bytes) -> bool:
    """Whether a text holds addresses and nothing else."""
    if b"://" not in data[:4096]:
        return False
    found, wrong = find(data)
    return bool(found) and not wrong


def parse(data: bytes, path: str) -> Iterator[RawArticle | Problem | Remark]:
    """Say of a list that it is one, and which of its lines are no addresses."""
    found, wrong = find(data)
    yield from (problem(path, "the line is no address", "write one whole address a line: https://…", line=line) for line in wrong)
    if found:
        yield Remark(problem(path, f"a list of {len(found)} address{'es' if len(found) > 1 else ''}, which `build.py fetch` asks"))
    elif not wrong:
        yield problem(path, "the list holds no address", "write one whole address a line: https://…")


def or_else(reader: Callable[[bytes, str], Iterable[RawArticle | Problem | Remark]]) -> Callable[[bytes, str], Iterator[RawArticle | Problem | Remark]]:
    """Make a reader that knows a list when it sees one, and gives every other text to `reader`."""

    def read(data: bytes, path: str) -> Iterator[RawArticle | Problem | Remark]:
        yield from parse(data, path) if is_list(data) else reader(data, path)

    return read
