r"""JSON, JSON Lines and JSON Feed → `RawArticle`s. Pure.

A `.jsonl` file holds one record a line, a `.json` file one record, a list of them, or a document around such a list: JSON
Feed, the answer of an API, schema.org's `@graph`, ninjs. All of them may be larger than memory: they come here in
slices, a list as records with commas between them, a document around a list as documents (`json_slices`). What the fields of a record are called, `json_record` knows::

    {"title": "A bridge", "text": "It opened on Monday.", "date": "2026-03-09", "url": "https://example.org/bridge"}

A record that is broken, or holds no article, is a problem with its line; the others are taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from digest.errors import DigestError, Problem, problem
from digest.ingest import charset, json_record
from digest.ingest.json_record import Around
from digest.ingest.raw import RawArticle

LISTS = ("items", "articles", "results", "entries", "posts", "stories", "docs", "documents", "records", "news", "data", "hits", "@graph", "itemListElement")
"""What a document calls the list of its records."""
AROUND = ("response", "data", "feed", "result", "hits", "_source", "item")
"""What a document or a record calls that which holds it."""
_ARTICLE = re.compile(r"\w*Article|BlogPosting|LiveBlogPosting|Report|Review|CreativeWork", re.IGNORECASE)
_FEED = "https://jsonfeed.org/version/"
_BETWEEN = re.compile(r"[\s,]*")
_DEEPEST = 4

Found = Iterator[RawArticle | Problem]


def parse(data: bytes, path: str, *, address: str = "", declared: str = "") -> Found:
    """Read the records of a file. `path` is what complaints name, `address` where the file was served.

    Raises `DigestError` where the file is no JSON at all.
    """
    text = charset.decode(data, declared).text
    if path.lower().endswith((".jsonl", ".ndjson")):
        yield from _lines(text, path, address)
        return
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise DigestError(problem(path, "the JSON is nested too deep")) from error
    except json.JSONDecodeError as error:
        yield from _values(text, path, address, error)
        return
    yield from _document(document, path, address)


def _lines(text: str, path: str, address: str) -> Found:
    """Read one record a line; a record's part is the number of its line."""
    for number, one in enumerate(text.split("\n"), 1):
        if not one.strip():
            continue
        try:
            record = json.loads(one)
        except RecursionError:
            yield problem(path, "the JSON is nested too deep", line=number)
        except json.JSONDecodeError as error:
            yield problem(path, f"not JSON: {error.msg}", line=number, column=error.colno)
        else:
            yield _article(record, number, Around(base=address)) or _nothing(path, number)


def _values(text: str, path: str, address: str, error: json.JSONDecodeError) -> Found:
    """Read records that stand one after the other, as in a slice of a list, or in a list that breaks off."""
    start = _BETWEEN.match(text)
    at, number = start.end() if start else 0, 0
    at += text.startswith("[", at)
    while (between := _BETWEEN.match(text, at)) and (at := between.end()) < len(text) and text[at] != "]":
        begin = at
        try:
            record, at = _DECODER.raw_decode(text, begin)
        except RecursionError:
            yield problem(path, "the JSON is nested too deep", line=text.count("\n", 0, begin) + 1)
            return
        except json.JSONDecodeError as broken:
            told = problem(path, f"not JSON: {broken.msg}", line=broken.lineno, column=broken.colno)
            if not number:
                raise DigestError(told) from error
            yield told
            return
        number += 1
        yield _article(record, number, Around(base=address)) or _nothing(path, text.count("\n", 0, begin) + 1)


_DECODER = json.JSONDecoder()


def _article(record: Any, part: int, around: Around) -> RawArticle | None:
    for _ in range(_DEEPEST):
        if not isinstance(record, Mapping):
            return None
        if isinstance(graph := record.get("@graph"), list):
            record = next((_resolved(one, _named(graph)) for one in graph if isinstance(one, Mapping) and _is_article(one)), record)
        if found := json_record.article(record, part, around):
            return found
        record = next((record[key] for key in AROUND if isinstance(record.get(key), Mapping)), None)
    return None


def _nothing(path: str, line: int = 0) -> Problem:
    return problem(path, "the record holds neither a title nor a text", "known: title, text, url, date, author, source, summary", line=line)


def _document(document: Any, path: str, address: str) -> Found:
    """Read what a whole file holds."""
    records, holder = records_of(document)
    if records is None:
        yield _article(document, 1, Around(base=address)) or _nothing(path)
        return
    named = _named(records)
    around = _around(holder, address)
    part = 0
    for number, record in enumerate(records, 1):
        if isinstance(record, Mapping) and not _is_article(record):
            continue
        part += 1
        whole = _resolved(record, named) if named else record
        yield _article(whole, part, around) or problem(path, f"record {number} holds neither a title nor a text")


def records_of(document: Any) -> tuple[list[Any] | None, Mapping[str, Any]]:
    """Find the list of records in a document, and what stands around it."""
    if isinstance(document, list):
        flat = [inner for one in document for inner in (one["@graph"] if isinstance(one, Mapping) and isinstance(one.get("@graph"), list) else [one])]
        return flat, {}
    around = document
    for _ in range(_DEEPEST):
        if not isinstance(around, Mapping):
            break
        found = next((around[key] for key in LISTS if isinstance(around.get(key), list) and _holds_records(around[key])), None)
        if found is not None and (json_record.article(around, 1, Around()) is None or _is_collection(around)):
            return found, around
        around = next((around[key] for key in AROUND if isinstance(around.get(key), Mapping)), None)
    return None, {}


def _holds_records(found: list[Any]) -> bool:
    return not found or any(isinstance(one, Mapping) for one in found)


def _is_collection(document: Mapping[str, Any]) -> bool:
    """Whether a document that has a title of its own is a feed or a list, and no article."""
    has_text = any(isinstance(document.get(key), str) for key in ("text", "body", "content", "articleBody", "body_text", "body_xhtml", "content_html"))
    return str(document.get("version", "")).startswith(_FEED) or not has_text


def _is_article(record: Mapping[str, Any]) -> bool:
    """Whether a record of schema.org is an article, and not a person or a site beside it; all others are."""
    types = record.get("@type", "NewsArticle")
    return any(_ARTICLE.fullmatch(str(one).rpartition("/")[2]) for one in (types if isinstance(types, list) else [types]))


def _named(records: list[Any]) -> dict[str, Any]:
    return {str(one["@id"]): one for one in records if isinstance(one, Mapping) and "@id" in one}


def _resolved(record: Any, named: Mapping[str, Any]) -> Any:
    """Put in what a record of a `@graph` only points to: its author, its publisher, its picture."""
    if not isinstance(record, Mapping):
        return record
    return {key: _pointed(value, named) for key, value in record.items()}


def _pointed(value: Any, named: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_pointed(one, named) for one in value]
    if isinstance(value, Mapping) and set(value) == {"@id"}:
        return named.get(str(value["@id"]), value)
    return value


def _around(holder: Mapping[str, Any], address: str) -> Around:
    """Give what a feed says of all its items: the outlet, the language, the authors, the address that links start from."""
    if not str(holder.get("version", "")).startswith(_FEED):
        return Around(base=address)
    said = {"source": holder.get("title"), "language": holder.get("language"), "authors": holder.get("authors"), "title": "of the feed"}
    feed = json_record.article(said, 1, Around())
    defaults = {name: said for name, said in (feed.evidence if feed else {}).items() if name in ("source", "language", "authors")}
    homes = [home for home in (address, holder.get("home_page_url"), holder.get("feed_url")) if isinstance(home, str) and home]
    return Around(base=homes[0] if homes else "", feed=(homes or ["feed"])[-1], defaults=defaults)
