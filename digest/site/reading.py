"""Reads the content folder for the site: over all cores, and of what stands in the cache only what changed.

An article is read without its body, which stays in its file until a page needs it (`read_body`): neither
between processes nor in the cache does a body travel. The cache, `.cache/pages`, holds for each page file how
it stood on the disk, the fingerprint of its bytes, and its front matter as parsed; it is safe to lose. A file
whose time moved but whose bytes did not (a fresh clone) costs a hash and no parsing.
"""

from __future__ import annotations

import dataclasses
import marshal
import operator
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from digest import content, files, markdown, yamldoc
from digest.config import Config
from digest.errors import DigestError, Problem, problem
from digest.language import count_words
from digest.model import Article, Body, Content, Correction, Name, Origin, Source
from digest.site.cache import TICK, fingerprint, time_of
from digest.workers import sharing

Row = tuple[Any, ...]
"""An article's front matter as plain values, in the order of its fields, which `marshal` writes and reads at once."""


class Known(NamedTuple):
    """What the cache knows of a page file: how it stood on the disk, its fingerprint, and what was read from it."""

    mtime_ns: int
    size: int
    fingerprint: str
    """Of the file's bytes."""
    front: str
    """Of the front matter and the path."""
    body: str
    """Of the body."""
    row: Row
    words: int
    images: tuple[str, ...]


def read(root: Path, config: Config, cache: Path, key: str, jobs: int) -> tuple[Content, list[Problem]]:
    """Read all content, and what is wrong with the files that could not be.

    `key` names the settings and the program that a cached page must have been read with.
    """
    problems: list[Problem] = []
    old = _read_cache(cache, key)
    sure = time_of(cache) - TICK  # what is newer may have changed again and still have its time
    known: dict[str, Known] = {}
    changed: list[tuple[str, int, int]] = []
    for path, mtime_ns, size in content.find_articles(root, problems):
        entry = old.get(path)
        if entry and (entry[0], entry[1]) == (mtime_ns, size) and mtime_ns < sure:
            known[path] = Known(*entry)
        else:
            changed.append((path, mtime_ns, size))
    if changed:
        shared = (root, config, {path: old[path] for path, _, _ in changed if path in old})
        with sharing(shared, len(changed), jobs) as run:
            for entries, found in run(_read_batch, changed):
                known.update((path, Known(*entry)) for path, entry in marshal.loads(entries).items())
                problems.extend(found)
    rest = content.load_rest(root, problems)
    if changed or old.keys() != known.keys():
        _write_cache(cache, key, known)
    articles = tuple(_article(entry.row, path) for path, entry in sorted(known.items()))
    bodies = {path: Body(path=path, fingerprint=e.body, front=e.front, words=e.words, images=e.images) for path, e in known.items()}
    broken = frozenset(path for path, _, _ in changed if path not in known)
    return dataclasses.replace(rest, articles=articles, bodies=bodies, broken=broken), problems


def read_body(root: Path, body: Body) -> str:
    """Read a body from its page file. Raises `DigestError` where it is no longer what was planned with."""
    file = f"{content.ARTICLES}/{body.path}"
    data = content.read_bytes(root, file)
    text = content.body_of(data.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    if fingerprint(text.encode()) != body.fingerprint:
        raise DigestError(problem(file, "the file was changed while the site was built", "build again"))
    return text


def _read_batch(
    shared: tuple[Path, Config, Mapping[str, Known]], batch: Sequence[tuple[str, int, int]]
) -> tuple[bytes, list[Problem]]:
    root, config, old = shared
    found: dict[str, tuple[Any, ...]] = {}
    problems: list[Problem] = []
    for path, mtime_ns, size in batch:
        try:
            file = f"{content.ARTICLES}/{path}"
            data = content.read_bytes(root, file)
            whole = fingerprint(data)
            entry = old.get(path)
            if entry and entry[2] == whole:
                found[path] = (mtime_ns, size, *entry[2:])
            else:
                article = content.loads(content.decode(data, file), path)
                row = _row(article)
                front, body = fingerprint(repr((path, row)).encode()), fingerprint(article.body.encode())
                images = markdown.local_images(article.body)
                found[path] = (mtime_ns, size, whole, front, body, row, _words(article, config), images)
        except DigestError as error:
            problems.extend(error.problems)
    return marshal.dumps(found), problems


def _words(article: Article, config: Config) -> int:
    source = article.source or Source()
    rights = config.rights_of(source.name, source.url, article.rights)
    return 0 if rights == "full" else count_words(article.body)


# --- articles as rows

_FIELDS = tuple(f.name for f in dataclasses.fields(Article) if f.name not in ("body", "path"))
_AT = {name: number for number, name in enumerate(_FIELDS)}


def _row(article: Article) -> Row:
    return tuple([value if type(value) in _PLAIN else _plain(value) for value in _fields_of(article)])


_fields_of = operator.attrgetter(*_FIELDS)
_PLAIN = frozenset((str, int, bool, type(None)))


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if isinstance(value, Mapping):
        return dict(value)
    if dataclasses.is_dataclass(value):
        return tuple(_plain(getattr(value, f.name)) for f in dataclasses.fields(value))
    return yamldoc.format_when(value)


def _article(row: Row, path: str) -> Article:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in ("published", "updated", "added"):
        if values[name]:
            values[name] = yamldoc.parse_when(values[name])
    if values["source"]:
        values["source"] = Source(name=values["source"][0], url=values["source"][1])
    if values["origin"]:
        values["origin"] = Origin(file=row[_AT["origin"]][0], part=row[_AT["origin"]][1], sha256=row[_AT["origin"]][2])
    if values["names"]:
        values["names"] = tuple(Name(name=name, also=also) for name, also in values["names"])
    if values["corrections"]:
        values["corrections"] = tuple(Correction(date=yamldoc.parse_when(date), note=note) for date, note in values["corrections"])
    return Article(**values, path=path)


# --- the cache

_SEAL = 32
"""Bytes of the fingerprint that the cache opens with: damaged, it would tell of articles what nobody wrote."""


def _read_cache(path: Path, key: str) -> dict[str, tuple[Any, ...]]:
    try:
        data = memoryview(path.read_bytes())
        if bytes(data[:_SEAL]) != fingerprint(data[_SEAL:]).encode():
            return {}
        version, known = marshal.loads(data[_SEAL:])
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    return known if version == (sys.version, key) and isinstance(known, dict) else {}


def _write_cache(path: Path, key: str, known: Mapping[str, Known]) -> None:
    plain = {name: tuple(entry) for name, entry in known.items()}
    data = marshal.dumps(((sys.version, key), plain))
    files.write_whole(path, fingerprint(data).encode() + data)
