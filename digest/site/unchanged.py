"""Whether anything changed since the last build, in a glance: no file is read, nothing heavy imported.

All that goes into a build is looked at by time and size (content, templates, settings) and by fingerprint (the
program, the settings as they are), and compared with what `.cache/last` remembers; then every file of the site by
the manifest. Whatever differs is for the real build to judge. Safe to lose.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from pathlib import Path
from typing import NamedTuple

import yaml

import digest
from digest import content, files
from digest.config import Config
from digest.files import ENGINE_TEMPLATES
from digest.site import cache

_LAST = ".cache/last"

Stamp = tuple[int, int]
"""A file's time (ns) and size; `_ODD` for what is no plain file or folder."""

Look = tuple[str, str, bool, dict[str, Stamp]]
"""Python's version, the fingerprint of settings and program, whether drafts show, and each file's stamp."""

_ODD = (0, -1)


class Last(NamedTuple):
    """What is told of a build in which nothing had changed."""

    total: int
    articles: int


def look(root: Path, config: Config, *, drafts: bool) -> Look:
    """Look at everything that a build of the site at `root` depends on."""
    seen: dict[str, tuple[int, int]] = {}
    for folder in (root / "content", root / "templates", ENGINE_TEMPLATES, Path(digest.__file__).parent):
        _look_below(str(folder), seen, passed_over=(f"{root}/content/inbox",))
    libraries = Path(yaml.__file__).parents[1]  # the folder changes with each installation into it
    for path in (libraries, *(root / file for file in config.card_fonts)):
        seen[str(path)] = (files.time_of(path), 0)
    key = cache.fingerprint(repr(config).encode())
    return sys.version, key, drafts, seen


def _look_below(folder: str, seen: dict[str, Stamp], passed_over: tuple[str, ...]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        if not isinstance(error, FileNotFoundError):
            seen[folder] = _ODD
        return
    for entry in entries:
        path = entry.path
        if path in passed_over or entry.name == "__pycache__":
            continue
        try:
            if not entry.is_dir():
                stat = entry.stat()
                seen[path] = (stat.st_mtime_ns, stat.st_size)
            elif not entry.is_symlink():
                _look_below(path, seen, passed_over)
            else:
                seen[path] = _ODD
        except OSError:
            seen[path] = _ODD


def articles(root: Path, seen: Look) -> list[tuple[str, int, int]] | None:
    """Give what `content.find_articles` finds, without another look; `None` where something odd is among it."""
    folder = f"{root}/{content.ARTICLES}/"
    below = [(path[len(folder) :], stamp) for path, stamp in seen[3].items() if path.startswith(folder)]
    if _ODD in seen[3].values():
        return None
    return sorted(
        (path, *stamp) for path, stamp in below if path.lower().endswith(content.SUFFIXES) and not path.startswith(".") and "/." not in path
    )


def last(root: Path, now: Look) -> Last | None:
    """Return what the last build came to where all is as it was then, the files of the site among it; else `None`."""
    try:
        then, mark, told = marshal.loads((root / _LAST).read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return None
    sure = files.time_of(root / _LAST) - cache.TICK  # what is newer may have changed again and still have its time
    if then != now or any(size < 0 or mtime_ns >= sure for mtime_ns, size in now[3].values()):
        return None
    manifest, out = cache.manifest(root), f"{root}/public/"
    if not manifest or manifest.mark != mark:
        return None
    manifest_ns = manifest.time_ns
    if any(cache.stands(out + path, known, manifest_ns) != known.mtime_ns for path, known in manifest.items()):
        return None
    return Last(*told)


def remember(root: Path, before: Look, mark: str, told: Last) -> None:
    """Remember how everything stood before a build that is now done, if there is place for it; `mark` is its manifest's."""
    with contextlib.suppress(OSError):
        files.write_whole(root / _LAST, marshal.dumps((before, mark, tuple(told))))
