"""What was built, from what, and what is therefore outdated.

A page's bytes are a function of three values: its template with all that this extends and includes, its
context, and the settings (this program's own code among them). `outdated` compares the fingerprint of each
with the manifest's and says which differed. There is no tracking of dependencies that could be wrong.

The manifest, `.cache/manifest.json`, is safe to lose: everything is then made anew. What is listed in it, and
nothing else, is ever deleted.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import digest
from digest.config import Config

VERSION = 1


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

    fingerprints: Fingerprints
    sha256: str
    size: int
    mtime_ns: int


Manifest = dict[str, Written]


class Fingerprinter:
    """Fingerprints values by what they hold, each record once in a run."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._seen: dict[int, tuple[object, bytes]] = {}

    def of(self, value: object) -> str:
        """Return the fingerprint of any value made of records, tuples, mappings and scalars."""
        return hashlib.blake2b(self._encode(value), digest_size=16).hexdigest()

    def _encode(self, value: object) -> bytes:
        if isinstance(value, str):
            return b"s%d:" % len(value) + value.encode("utf-8", "surrogatepass")
        if value is None or isinstance(value, bool | int | float):
            return f"v{value!r};".encode()
        if isinstance(value, dt.date):
            return f"d{value.isoformat()};".encode()
        if isinstance(value, tuple | list):
            return b"t%d:" % len(value) + b"".join(map(self._encode, value))
        if isinstance(value, frozenset):
            return b"f%d:" % len(value) + b"".join(sorted(map(self._encode, value)))
        if isinstance(value, Mapping):
            return b"m%d:" % len(value) + b"".join(self._encode(k) + self._encode(v) for k, v in value.items())
        if dataclasses.is_dataclass(value):
            return self._record(value)
        raise TypeError(f"a page's context holds {type(value).__name__}, which has no fingerprint")

    def _record(self, value: Any) -> bytes:
        known = self._seen.get(id(value))
        if known is None:
            fields = (self._encode(getattr(value, field.name)) for field in dataclasses.fields(value))
            whole = type(value).__name__.encode() + b"(" + b"".join(fields)
            known = self._seen[id(value)] = (value, hashlib.blake2b(whole, digest_size=16).digest())
        return known[1]


def settings_fingerprint(config: Config, style: str) -> str:
    """Fingerprint what all pages share: the settings, the style sheet's address, and this program's own code."""
    code = hashlib.blake2b(digest_size=16)
    for path in sorted(Path(digest.__file__).parent.rglob("*.py")):
        code.update(path.read_bytes())
    return Fingerprinter().of((config, style, code.hexdigest()))


def outdated(
    planned: Iterable[tuple[str, Fingerprints]], manifest: Mapping[str, Written], out: Path
) -> Iterator[tuple[str, Reason]]:
    """Say which of the planned files must be made, and why the first of all reasons; nothing is changed."""
    for path, fingerprints in planned:
        known = manifest.get(path)
        if known is None:
            yield path, Reason.NEW
        elif fingerprints.settings != known.fingerprints.settings:
            yield path, Reason.SETTINGS
        elif fingerprints.template != known.fingerprints.template:
            yield path, Reason.TEMPLATE
        elif fingerprints.context != known.fingerprints.context:
            yield path, Reason.CONTEXT
        elif not _stands(out / path, known):
            yield path, Reason.MISSING


def _stands(path: Path, known: Written) -> bool:
    """Whether a file is as we wrote it; where only its time moved (a restored cache), its bytes decide."""
    try:
        stat = path.stat()
    except OSError:
        return False
    if stat.st_size != known.size:
        return False
    return stat.st_mtime_ns == known.mtime_ns or hashlib.sha256(path.read_bytes()).hexdigest() == known.sha256


def read_manifest(path: Path) -> Manifest:
    """Read the manifest; empty where there is none, or it is another version's, or damaged."""
    try:
        data = json.loads(path.read_bytes())
        if data["version"] != VERSION:
            return {}
        return {
            name: Written(Fingerprints(*fingerprints), *rest) for name, (fingerprints, *rest) in data["files"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def dump_manifest(manifest: Manifest) -> bytes:
    """Write the manifest as JSON, a file a line."""
    lines = (f"{json.dumps(name)}: {json.dumps(written)}" for name, written in sorted(manifest.items()))
    return (f'{{"version": {VERSION}, "files": {{\n' + ",\n".join(lines) + "\n}}\n").encode()
