"""The raw files that a run is given: found, but not yet read.

Hidden files and a README are the editor's notes and passed over, unless they are named outright. A link to a
folder is followed, unless it leads back to where it stands.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from digest.errors import Problem, problem

INBOX = "content/inbox"

@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file: where it is, its name as `origin` tells it, what the record knows it by, and how it is shown."""

    path: Path
    name: str
    key: str
    shown: str
    stamp: str
    size: int


def find(root: Path, paths: Sequence[Path]) -> Iterator[RawFile | Problem]:
    """Find the raw files in the inbox, or at `paths` (files or folders anywhere), in a fixed order; each once."""
    inbox = root / INBOX
    seen: set[Path] = set()
    for start in map(_absolute, paths) if paths else [inbox]:
        named = bool(paths)
        base = inbox if _is_below(start, inbox) else start if start.is_dir() else start.parent
        for found in _walk(start, base, root, named, ()):
            if isinstance(found, Problem):
                yield found
            elif found.path not in seen:
                yield found
                if len(paths) > 1:
                    seen.add(found.path)


def _walk(path: Path, base: Path, root: Path, named: bool, above: tuple[str, ...]) -> Iterator[RawFile | Problem]:
    shown = _shown(path, root)
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            here = os.path.realpath(path)
            if here in above:
                yield problem(shown, "the link leads back to a folder that it stands in", "delete the link")
                return
            for name in sorted(child.name for child in path.iterdir()):
                if not name.startswith(".") and PurePath(name).stem.upper() != "README":
                    yield from _walk(path / name, base, root, False, (*above, here))
            return
    except FileNotFoundError:
        if path.is_symlink():
            yield problem(shown, "the link leads nowhere", "delete the link, or put the file there")
        elif named:
            yield problem(shown, "there is no such file or folder")
        return
    except OSError as error:
        yield problem(shown, f"cannot be read: {error.strerror}")
        return
    if not stat.S_ISREG(info.st_mode):
        yield problem(shown, "neither a file nor a folder")
    else:
        inside = _is_below(path, root / INBOX)
        name = _readable(path.relative_to(base).as_posix())
        key = name if inside else _readable(path.as_posix())
        yield RawFile(path, name, key, shown, stamp_of(info), info.st_size)


def stamp_of(info: os.stat_result) -> str:
    """Give what changes when a file does: size, times and inode."""
    return f"{info.st_size} {info.st_mtime_ns} {info.st_ctime_ns} {info.st_ino}"


def _absolute(path: Path) -> Path:
    """Resolve the folder of a path, but not the path itself: a link in the inbox stands in the inbox."""
    try:
        return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _is_below(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _shown(path: Path, root: Path) -> str:
    return _readable((path.relative_to(root) if _is_below(path, root) else path).as_posix())


def _readable(name: str) -> str:
    """Replace what is not UTF-8 in a file's name, so that it can be written."""
    return os.fsencode(name).decode("utf-8", "replace")
