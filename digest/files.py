"""Where files stand, and files that are whole or not there: written beside their place, then renamed into it.

A run that is killed leaves at most hidden files named `.<name>.part`, which `remove_leftovers` clears away.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

SETTINGS = "site_config.yaml"
ARTICLES, EDITIONS, PAGES = "content/articles", "content/editions", "content/pages"

SUFFIXES = (".md", ".markdown")
"""Of page files, in small letters."""

ENGINE_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
"""The templates that come with the program; a site's own of the same name stand in for them."""

_SUFFIX = ".part"
_NAME_BYTES = 240
"""Of the 255 bytes that a name has on every common file system, what the file's own may take."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is never seen half-written; its folder is made where it is missing."""
    folder, name = os.path.split(path)  # in plain strings, for making each `Path` takes as long as writing it
    beside = os.path.join(folder, f".{name.encode()[-_NAME_BYTES:].decode(errors='ignore')}{_SUFFIX}")  # noqa: PTH118
    try:
        _write(beside, data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, data)
    os.replace(beside, path)  # noqa: PTH105


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:  # noqa: PTH123
        stream.write(data)


def place(staged: str | Path, path: str | Path) -> None:
    """Move a finished file or folder to its place; its folder is made where it is missing."""
    try:
        os.replace(staged, path)  # noqa: PTH105 - of a new setting, once for each file of the site
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, path)  # noqa: PTH105
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(Path(path), Path(staged).read_bytes())  # another file system


def remove_leftovers(folder: Path) -> None:
    """Delete what killed runs left below a folder."""
    for path in folder.rglob(f".*{_SUFFIX}"):
        path.unlink(missing_ok=True)


def delete(folder: Path, paths: Iterable[str]) -> None:
    """Delete files below a folder, and the folders in it that are empty then."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)
        for above in (folder / path).parents:
            if above == folder or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()


def time_of(path: Path) -> int:
    """Return when a file was written, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
