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
from digest import files
from digest.config import Config
from digest.files import ENGINE_TEMPLATES
from digest.site import cache

_LAST = ".cache/last"

Look = tuple[str, str, bool, dict[str, tuple[int, int]]]
"""Python's version, the fingerprint of settings and program, whether drafts show, and each file's time (ns) and size."""


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
    seen[str(libraries)] = (cache.time_of(libraries), 0)
    key = cache.fingerprint(repr(config).encode())
    return sys.version, key, drafts, seen


def _look_below(folder: str, seen: dict[str, tuple[int, int]], passed_over: tuple[str, ...]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.path in passed_over or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                if not entry.is_symlink():
                    _look_below(entry.path, seen, passed_over)
                else:
                    seen[entry.path] = (0, -1)
            else:
                with contextlib.suppress(OSError):
                    stat = entry.stat()
                    seen[entry.path] = (stat.st_mtime_ns, stat.st_size)


def last(root: Path, now: Look) -> Last | None:
    """Return what the last build came to where all is as it was then, the files of the site among it; else `None`."""
    try:
        then, manifest, told = marshal.loads((root / _LAST).read_bytes())
        if then != now or manifest != cache.fingerprint((root / cache.MANIFEST).read_bytes()):
            return None
        sure = cache.time_of(root / _LAST) - cache.TICK  # what is newer may have changed again and still have its time
        if any(size < 0 or mtime_ns >= sure for mtime_ns, size in now[3].values()):
            return None
    except (OSError, ValueError, EOFError, TypeError):
        return None
    written, manifest_ns, out = cache.read_manifest(root / cache.MANIFEST), cache.time_of_manifest(root), f"{root}/public/"
    if not written or any(cache.stands(out + path, known, manifest_ns) != known.mtime_ns for path, known in written.items()):
        return None
    return Last(*told)


def remember(root: Path, before: Look, told: Last) -> None:
    """Remember how everything stood before a build that is now done, if there is place for it."""
    with contextlib.suppress(OSError):
        files.write_whole(root / _LAST, marshal.dumps((before, cache.fingerprint((root / cache.MANIFEST).read_bytes()), tuple(told))))
