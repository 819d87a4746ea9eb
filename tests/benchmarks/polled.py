"""How feeds are understood, beside feedparser alone: the entries and their days.

The truth is read from the XML itself, by means that neither of the two uses: elements are counted in the text, and
dates of well-formed feeds read with the standard library.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser

from digest.errors import DigestError
from digest.ingest import dates, feed
from digest.ingest.raw import RawArticle

from .scores import Score, share

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_DATES = ("pubDate", "published", "issued", "date", "updated", "modified")
_LATEST = dt.date(2100, 1, 1)


def entries(data: Path) -> Score | None:
    """Measure how many of the entries that stand in feeds, well-formed and odd, are found."""
    ours, theirs, note = [], [], 0
    for path in _feeds(data, "feeds", "feeds-odd/illformed"):
        raw = path.read_bytes()
        held = len(_ENTRY.findall(re.sub(r"<!--.*?-->", "", raw.decode("utf-8", "replace"), flags=re.DOTALL)))
        if not held:
            continue
        note += held
        ours.append(min(len(_ours(raw)), held) / held)
        theirs.append(min(len(_theirs(raw).entries), held) / held)
    return Score(ours=share(ours), against=share(theirs), of=len(ours), note=f"{note:,} entries") if ours else None


def days(data: Path) -> Score | None:
    """Measure whether the day of publication is the one that is written, and not that of another place."""
    ours, theirs = [], []
    for path in _feeds(data, "feeds"):
        raw = path.read_bytes()
        found = {_title(article): _said(article, "published") for article in _ours(raw)}
        parsed = {entry.get("title", ""): entry.get("published_parsed") for entry in _theirs(raw).entries}
        for title, written in _written(raw):
            reading = dates.parse(found.get(title, ""), _LATEST).when
            ours.append((reading.date() if isinstance(reading, dt.datetime) else reading) == written)
            theirs.append(bool(parsed.get(title)) and dt.date(*parsed[title][:3]) == written)
    return Score(ours=share(ours), against=share(theirs), of=len(ours)) if ours else None


def _feeds(data: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((data / folder).rglob("*.xml"))


def _ours(raw: bytes) -> list[RawArticle]:
    try:
        return [found for found in feed.parse(raw, "x.xml") if isinstance(found, RawArticle)]
    except DigestError:
        return []


def _theirs(raw: bytes) -> Any:
    return feedparser.parse(io.BytesIO(raw))


def _said(article: RawArticle, field: str) -> str:
    return next((one.value for one in article.evidence.get(field, ())), "")


def _title(article: RawArticle) -> str:
    return _said(article, "title")


def _written(raw: bytes) -> Iterator[tuple[str, dt.date]]:
    """Give title and day of the entries of a well-formed feed, as they are written."""
    try:
        root = ET.fromstring(raw)
    except ET.ParseError:
        return
    for entry in root.iter():
        if entry.tag.rpartition("}")[2] not in ("item", "entry"):
            continue
        said = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in reversed(entry)}
        text = next((said[name] for name in _DATES if said.get(name)), "")
        try:
            day = parsedate_to_datetime(text).date() if "," in text else dt.datetime.fromisoformat(text).date()
        except ValueError:
            continue
        if " ".join(said.get("title", "").split()) == said.get("title") and "&" not in said["title"] and "<" not in said["title"]:
            yield said["title"], day
