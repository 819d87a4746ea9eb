"""What searching costs: the time to index a corpus, and what a first query sends to a reader.

`python -m tests.benchmarks.search` makes 5,000 articles of five years, builds them without the index and then with it,
and asks the search page in a browser that has kept nothing, each time, served compressed as GitHub Pages does::

    5,000 articles; indexed in 47.3 s, after one edit in 5.5 s
    harvest                   Articles found since 2025: 28        135,938 bytes
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from digest.files import SETTINGS
from digest.site import OUT, BuildOptions, Settings, build

from . import corpus, sides
from .reader.browser import Tab, browser, served, tab

LIMIT = 300_000
"""Bytes that a first query may send, with the page and all that it asks for."""

_DONE = "/found/.test(document.querySelector('[role=status]').textContent)"
_SENT = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + entry.transferSize, 0)"


class Asked(NamedTuple):
    """What a query came to."""

    query: str
    told: str
    sent: int


class Times(NamedTuple):
    """Seconds."""

    whole: float
    one_edit: float


def queries(articles: int) -> list[str]:
    """Choose what is asked: a common word, two words of a title and all of them, Han inside a name, and what no article has."""
    words = [word for word in corpus.article(articles // 2, articles).title.split() if word.isalpha()]
    return ["harvest", " ".join(words[:2]), " ".join(words), "瓦控股", "zzyzx"]


def searched(articles: int, work: Path) -> Path:
    """Make a site of a corpus, not yet built, whose settings are those of the full theme, but with search."""
    corpus.make(articles, work / "corpus")
    root = sides.ours("full", work / "corpus", work / "site", work / "trash").root
    settings = root / SETTINGS
    text = settings.read_text(encoding="utf-8")
    assert "search: false" in text
    settings.write_text(text.replace("search: false", "search: true"), encoding="utf-8")
    return root


def index(root: Path) -> Times:
    """Build a site, then index it, then index it again after an edit of its newest article."""
    settings = Settings(root)
    build(root, settings, BuildOptions(search=False))
    whole = _indexing(root, settings)
    newest = max((root / "content" / "articles").rglob("*.md"))
    newest.write_text(f"{newest.read_text(encoding='utf-8')}\nOne sentence more.\n", encoding="utf-8")
    build(root, settings, BuildOptions(search=False))
    return Times(whole, _indexing(root, settings))


def _indexing(root: Path, settings: Settings) -> float:
    started = time.perf_counter()
    assert build(root, settings).indexed
    return time.perf_counter() - started


async def ask(address: str, base: str, query: str) -> Asked:
    """Ask one query in a browser that has kept nothing."""
    opened = await tab(address)
    try:
        await opened.call("Network.enable")
        await opened.call("Network.clearBrowserCache")
        await opened.open(f"{base}search/?q={quote(query)}")
        await _until_done(opened)
        return Asked(query, str(await opened.value("document.querySelector('[role=status]').textContent")), int(await opened.value(_SENT)))
    finally:
        await opened.close()


async def _until_done(opened: Tab) -> None:
    while not await opened.value(_DONE):
        await asyncio.sleep(0.05)


def ask_all(public: Path, asked: Sequence[str], program: str) -> list[Asked]:
    """Ask each query of a built site; `program` is the browser."""
    with served(public) as origin, browser(program) as address:
        return [asyncio.run(ask(address, f"{origin}/", query)) for query in asked]


def main() -> int:
    """Measure and print; 1 where a query sends more than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.search", description="Measure what searching costs.")
    parser.add_argument("--articles", metavar="N", type=int, default=5000, help="how many (default: 5000)")
    parser.add_argument("--browser", metavar="PROGRAM", default="chromium", help="Chromium (default: chromium)")
    given = parser.parse_args()
    articles: int = given.articles
    with tempfile.TemporaryDirectory(prefix="digest-search-") as folder:
        root = searched(articles, Path(folder))
        times = index(root)
        found = ask_all(root / OUT, queries(articles), given.browser)
    _tell(f"{articles:,} articles; indexed in {times.whole:.1f} s, after one edit in {times.one_edit:.1f} s")
    for each in found:
        _tell(f"{each.query:<42}{each.told:<48}{each.sent:>9,} bytes")
    return 1 if any(each.sent > LIMIT for each in found) else 0


def _tell(text: str) -> None:
    print(text)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
