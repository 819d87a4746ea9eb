"""The finished site, looked over: its links, headings, ids and feeds, and the dates and ids of its articles.

Each file of `public/` is read once into an `Outline`, and the rules look at nothing else::

    public/topics/ai/index.html:12: the link “/repo/topics/chps/” leads nowhere (and on 212 more pages)
        did you mean `/repo/topics/chips/`?

Problems of one cause are told once. They are known by their message, so a message names the cause, and what
differs from page to page stands in its cure. To add a rule: a function that yields problems, and its name in
`RULES`. To understand another kind of file: a function from bytes to `Outline`, and its suffix in `_READERS`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.parsers import expat

from digest import content
from digest.config import Config
from digest.errors import DigestError, Problem, did_you_mean, problem
from digest.model import Article


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """The finished site, and what it was made from."""

    root: Path
    config: Config
    now: dt.datetime
    folder: str
    """`public`, as problems name it."""
    files: frozenset[str]
    outlines: Mapping[str, Outline]
    """Of the files that can be read, by their path below `public/`, in order."""
    articles: tuple[Article, ...]
    """Those that readers see: drafts are not among them."""

    @property
    def pages(self) -> Iterator[tuple[str, Outline]]:
        """The HTML pages."""
        return ((path, outline) for path, outline in self.outlines.items() if outline.is_page)

    def url(self, path: str) -> str:
        """Return the absolute address of a file."""
        return self.config.permalink("/" + re.sub(r"(^|/)index\.html$", r"\1", path))

    def problem(self, path: str, line: int, message: str, cure: str = "") -> Problem:
        """Make a problem in a file of `public/`."""
        return problem(f"{self.folder}/{path}", message, cure, line=line)


def check(root: Path, config: Config, public: Path, now: dt.datetime) -> tuple[Problem, ...]:
    """Look over the site that was built from `root` into `public`; `now` has an offset. Nothing is changed.

    Raises `DigestError` where there is no built site.
    """
    folder = public.relative_to(root).as_posix() if public.is_relative_to(root) else public.as_posix()
    if not (public / "index.html").is_file():
        raise DigestError(problem(folder, "there is no finished site", "make it with `python build.py build`"))
    articles, broken = _read_articles(root)
    files = sorted(path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file())
    outlines = {name: _READERS[suffix](public / name) for name in files if (suffix := PurePosixPath(name).suffix) in _READERS}
    finished = Finished(
        root=root, config=config, now=now, folder=folder, files=frozenset(files), outlines=outlines, articles=articles
    )
    found = list(_built_elsewhere(finished)) or [found for rule in RULES for found in rule(finished)]
    return tuple(sorted([*broken, *_told_once(found)]))
