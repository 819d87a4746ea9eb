"""What was built, from what, and what is therefore outdated.

A page's bytes are a function of three values: its template with all that this extends and includes, its
context, and the settings (this program's own code among them). `reason` compares the fingerprint of each
with the manifest's and says which differed. There is no tracking of dependencies that could be wrong.

The manifest, `.cache/manifest`, is safe to lose: everything is then made anew. What is listed in it, and
nothing else, is ever deleted.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
import operator
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import xxhash

import digest
from digest.records import is_record
from digest.site.store import Store
from digest.workers import FEW, sharing

if TYPE_CHECKING:
    from digest.config import Config

MANIFEST = ".cache/manifest"


class Reason(Enum):
    """Why a page must be rendered."""

    NEW = "new"
    MISSING = "its file is missing or was changed by something else"
    SETTINGS = "the settings or the program changed"
    TEMPLATE = "its template changed"
    CONTEXT = "what it shows changed"


class Fingerprints(NamedTuple):
    """The three values that a page's bytes depend on."""

    settings: str
    template: str
    context: str


class Written(NamedTuple):
    """One file as it was written: from what, and how it stood on the disk then."""

    settings: str
    template: str
    context: str
    fingerprint: str
    size: int
    mtime_ns: int


def fingerprint(data: bytes | memoryview) -> str:
    """Return the fingerprint of bytes, 32 hexadecimal digits.

    It tells apart what changed; it is no proof against one who makes two texts that have the same.
    """
    return xxhash.xxh3_128_hexdigest(data)


def fingerprint_of_file(path: str) -> str:
    """Return the fingerprint of a file's bytes. Raises `OSError`."""
    handle = os.open(path, _READING)  # a file object takes as long again; a clone has them by the ten thousand
    try:
        return _fingerprint_of(handle)
    finally:
        os.close(handle)


def _fingerprint_of(handle: int) -> str:
    """Return the fingerprint of an open file's bytes."""
    data = os.read(handle, _BLOCK)
    if len(data) < _BLOCK:
        return fingerprint(data)
    whole = xxhash.xxh3_128(data)
    while data := os.read(handle, _BLOCK):
        whole.update(data)
    return whole.hexdigest()


_BLOCK = 1 << 15
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def fingerprint_of(value: object) -> str:
    """Return the fingerprint of any value made of records, tuples, mappings and scalars.

    A value with a method `fingerprint` is what that returns, and is not looked into.
    """
    return fingerprint(repr(_plain(value)).encode())


def _plain(value: Any) -> Any:
    """Turn a value into built-in ones, whose `repr` is one and the same for equal values and for no others.

    Lists, which no value holds, stand for what is no tuple.
    """
    kind = type(value)
    if kind is str or kind is bool or kind is int or value is None:
        return value
    if kind is tuple:
        return tuple([_plain(item) for item in value])
    if kind is dict:
        return ["map", *((key, _plain(item)) for key, item in value.items())]
    if is_record(kind):
        return [kind.__name__, _plain(tuple(value))]
    if fields := _remembering_fields(cast("Any", kind)):
        return [kind.__name__, _plain(fields(value))]
    if isinstance(value, Mapping):
        return _plain(dict(value))
    if isinstance(value, frozenset):
        return ["set", *sorted(map(_plain, value))]
    if isinstance(value, dt.date):
        return ["when", value.isoformat()]
    if isinstance(value, float):
        return value
    if isinstance(value, str):  # a Phrase
        return str(value)
    if told := getattr(value, "fingerprint", None):
        return ["fingerprint", told()]
    raise TypeError(f"a page's context holds {kind.__name__}, which has no fingerprint")


@functools.cache
def _remembering_fields(kind: Any) -> Callable[[Any], tuple[Any, ...]] | None:
    """Return the function that takes the fields out of a data class; `None` for a type that is none."""
    import dataclasses  # of a build that finds nothing changed nobody asks

    if not dataclasses.is_dataclass(kind):
        return None
    names = [field.name for field in dataclasses.fields(kind)]
    return operator.attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)


def settings_fingerprint(config: Config, *shared: str) -> str:
    """Fingerprint what all pages share: the settings, the addresses of the theme's files, the words, this program and what it stands on."""
    shown = config._replace(follow=(), fetch=type(config.fetch)())  # whom we ask shows on no page
    return fingerprint_of((shown, shared, _program(), libraries()))


@functools.cache
def _program() -> str:
    code = xxhash.xxh3_128()
    for path in sorted(Path(digest.__file__).parent.rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()


@functools.cache
def libraries() -> str:
    """Name the versions of the libraries that show in the bytes of a page."""
    return " ".join(f"{library} {version_of(library)}" for library in _LIBRARIES)


_LIBRARIES = ("jinja2", "markdown-it-py", "nh3", "pyyaml", "tzdata")
"""What else shows in the bytes of a page."""


def version_of(library: str) -> str:
    """Return the version of a library, empty where it is not installed."""
    return _versions().get(library.replace("-", "_"), "")


@functools.cache
def _versions() -> Mapping[str, str]:
    """Read the versions of all libraries from the names of their folders, `markdown_it_py-4.0.0.dist-info`: `importlib.metadata` takes 15 ms to import."""
    found: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder or "."):
                name, _, kind = entry.name.rpartition(".")
                if kind in ("dist-info", "egg-info"):
                    library, _, version = name.partition("-")
                    found.setdefault(library.lower().replace(".", "_"), version)
    return found


def reason(fingerprints: Fingerprints, known: Written | None) -> Reason | None:
    """Say why a file must be made, the first of all reasons; `None` where it is made of the same as when it was written."""
    if known is None:
        return Reason.NEW
    if known[:3] == fingerprints:
        return None
    return next(why for ours, theirs, why in zip(fingerprints, known, _WHY, strict=False) if ours != theirs)


_WHY = (Reason.SETTINGS, Reason.TEMPLATE, Reason.CONTEXT)


TICK = 20_000_000
"""Nanoseconds that two changes of a file may lie apart and yet have one time: file systems count in ticks of some milliseconds."""


class Standing(NamedTuple):
    """Which of the files that were written are still as they were."""

    spoilt: tuple[str, ...]
    """Those that are missing or were changed by something else."""
    moved: Mapping[str, Written]
    """Those that are the same at another time, with that time."""


def standing(out: str, written: Mapping[str, Written], manifest_ns: int, jobs: int) -> Standing:
    """Look whether files below `out` are as they were written.

    Time and size decide, but the bytes do where the time moved (a restored cache), or lies so near that of the
    manifest (`manifest_ns`) that a change after it might not show.
    """
    spoilt: list[str] = []
    unsure: list[str] = []
    sure, stat = manifest_ns - TICK, os.stat  # pathlib doubles its price
    paths = iter(written)
    for path in paths:
        known = written[path]
        try:
            found = stat(f"{out}/{path}")
        except OSError:
            spoilt.append(path)
            continue
        if found.st_size != known.size:
            spoilt.append(path)
        elif not known.mtime_ns == found.st_mtime_ns < sure:
            unsure.append(path)
            if len(unsure) > FEW:  # a fresh clone, in which all have moved: they are opened at once
                break
    moved: dict[str, Written] = {}
    unsure.extend(paths)
    with sharing((out, written, sure), len(unsure), jobs) as run:
        for path, time_ns in itertools.chain.from_iterable(run(_looked_into, unsure)):
            if time_ns is None:
                spoilt.append(path)
            elif time_ns != (known := written[path]).mtime_ns:
                moved[path] = Written(*known[:-1], time_ns)
    return Standing(tuple(spoilt), moved)


def _looked_into(shared: tuple[str, Mapping[str, Written], int], batch: Sequence[str]) -> list[tuple[str, int | None]]:
    """Give the time of each file that is as it was written, `None` for others."""
    out, written, sure = shared
    return [(path, _time_of(f"{out}/{path}", written[path], sure)) for path in batch]


def _time_of(path: str, known: Written, sure: int) -> int | None:
    try:
        handle = os.open(path, _READING)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        time_ns = found.st_mtime_ns
        is_ours = found.st_size == known.size and (known.mtime_ns == time_ns < sure or _fingerprint_of(handle) == known.fingerprint)
        return time_ns if is_ours else None
    except OSError:  # a folder
        return None
    finally:
        os.close(handle)


def manifest(root: Path) -> Store[Written]:
    """Read what was built at `root`: each file below `public/` that is ours."""
    return Store(root / MANIFEST, "2", Written._make)
