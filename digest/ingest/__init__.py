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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.config import Config
from digest.errors import Problem
from digest.ingest import address_list, feed, html_page, intake, json_lines, newsletter, served, text_dump
from digest.ingest.intake import Options
from digest.ingest.reading import Job, Reader
from digest.ingest.served import ServedReader
from digest.ingest.telling import Event, Kept, Notice, Outcome, Refused, as_json, explain

__all__ = ["FORMATS", "Event", "Kept", "Notice", "Options", "Outcome", "Refused", "Report", "as_json", "explain", "ingest", "take_in"]

_SERVED: Mapping[str, ServedReader] = {
    ".xml": feed.parse,
    ".html": served.plainly(html_page.parse),
    ".json": json_lines.parse,
}
"""The same for what a server gave, by what it proves to be."""

FORMATS: Mapping[str, Reader] = {
    **dict.fromkeys((".txt", ".text"), address_list.or_else(text_dump.parse)),
    ".md": text_dump.parse,
    **dict.fromkeys((".html", ".htm", ".xhtml"), html_page.parse),
    **dict.fromkeys((".xml", ".rss", ".rdf", ".atom"), feed.parse),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), json_lines.parse),
    **dict.fromkeys((".eml", ".mbox"), newsletter.parse),
    **dict.fromkeys(address_list.ENDINGS, address_list.parse),
    ".http": served.reader_of(_SERVED),
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
