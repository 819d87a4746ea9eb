"""Stage 1: raw files → page files.

    content/inbox/tiktok.txt ──FORMATS──▶ RawArticle ──normalize──▶ Article ──▶ content/articles/2020/09/….md

A page is written once and is then the editor's: ingest never writes to it again, unless `--refresh` asks for it
and the page still is as ingest left it. One run is in `intake`; what its workers do in `reading`. What touches the
disk beside them is in `inbox` (raw files), `shelf` (pages) and `record` (what is remembered); all else of the stage
is pure. To read another format, write `digest/ingest/<format>.py` with `parse(data, path)`, and give it a line in
`FORMATS`. What is wrong with one of many articles it yields as a `Problem` and goes on.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.config import Config
from digest.errors import Problem
from digest.ingest import address_list, intake
from digest.ingest.intake import Options
from digest.ingest.raw import RawArticle, Remark
from digest.ingest.reading import Job, Reader
from digest.ingest.telling import Event, Kept, Notice, Outcome, Refused, as_json, explain

__all__ = ["FORMATS", "Event", "Format", "Kept", "Notice", "Options", "Outcome", "Refused", "Report", "as_json", "explain", "ingest", "take_in"]


@dataclass(frozen=True, slots=True)
class Format:
    """A reader by the name of its module, which is loaded when the first file wants it: to compile what all look for takes 0.2 s."""

    module: str
    or_list: bool = False
    """Whether such a file may also be a list of addresses."""

    def __call__(self, data: bytes, path: str) -> Iterable[RawArticle | Problem | Remark]:
        """Find the articles of a file."""
        parse: Reader = importlib.import_module(f"digest.ingest.{self.module}").parse
        return (address_list.or_else(parse) if self.or_list else parse)(data, path)


def _served(data: bytes, path: str) -> Iterable[RawArticle | Problem | Remark]:
    """Do the same for what a server gave, by what it proves to be."""
    from digest.ingest import feed, html_page, json_lines, served  # as above

    return served.reader_of({".xml": feed.parse, ".html": served.plainly(html_page.parse), ".json": json_lines.parse})(data, path)


FORMATS: Mapping[str, Reader] = {
    **dict.fromkeys((".txt", ".text"), Format("text_dump", or_list=True)),
    ".md": Format("text_dump"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Format("html_page")),
    **dict.fromkeys((".xml", ".rss", ".rdf", ".atom"), Format("feed")),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), Format("json_lines")),
    **dict.fromkeys((".eml", ".mbox"), Format("newsletter")),
    **dict.fromkeys(address_list.ENDINGS, Format("address_list")),
    ".http": _served,
}
"""Ending of a raw file's name → its reader, which is given the bytes and the path that complaints name."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. `kept` names the raw files that hold nothing new; `notices` are no faults."""

    written: tuple[Outcome, ...] = ()
    kept: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()


def take_in(root: Path, config: Config, options: Options, now: dt.datetime) -> Iterator[Event]:
    """Make pages of the raw files that are new, and tell what happens as it happens; `now`, with its offset, is when they are added.

    Nothing happens before the first event is asked for. Raises `DigestError` where the record cannot be used.
    """
    yield from intake.run(root.resolve(), Job(config=config, formats=FORMATS, root=root.resolve()), options, now)


def ingest(root: Path, config: Config, options: Options, now: dt.datetime) -> Report:
    """Do what `take_in` does, and report it in one; for few files, since it holds every article."""
    events = list(take_in(root, config, options, now))
    return Report(
        written=tuple(event for event in events if isinstance(event, Outcome)),
        kept=tuple(event.raw for event in events if isinstance(event, Kept)),
        refused=tuple(event.problem for event in events if isinstance(event, Refused)),
        notices=tuple(event.problem for event in events if isinstance(event, Notice)),
    )
