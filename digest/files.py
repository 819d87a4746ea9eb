"""Where files stand, how the editor's are read, and how ours are whole or not there: written beside their place, then renamed into it.

A run that is killed leaves at most hidden files named `.<name>.part`, which `remove_leftovers` clears away.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

from digest.errors import DigestError, Problem, problem

SETTINGS = "site_config.yaml"
ARTICLES, EDITIONS, PAGES = "content/articles", "content/editions", "content/pages"

SUFFIXES = (".md", ".markdown")
"""Of page files, in small letters."""

ENGINE_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
"""The templates that come with the program; a site's own of the same name stand in for them."""

MAX_BYTES = 5_000_000
"""The largest page file that is read: 5 MB is some 800,000 words."""

_CONTROL = bytes({*range(0x20)} - {*b"\t\n\r"})
"""What no text holds, and XML cannot."""

_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no file's name holds; a byte that is not UTF-8 comes as a lone surrogate."""

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
    try:
        os.replace(beside, path)  # noqa: PTH105
    except OSError:
        Path(beside).unlink()
        raise


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


# --- what the editor wrote


def find_pages(folder: Path) -> Iterator[str]:
    """Name each page file below `folder`, in a fixed order, with `/`. Hidden files and folders are passed over.

    What only looks like a page file, such as a link to nowhere, is named too, so that reading it complains.
    Raises `OSError` where a folder cannot be read.
    """
    if folder.exists():
        yield from sorted(_pages_below(str(folder), "", frozenset()))


def _pages_below(folder: str, place: str, above: frozenset[str]) -> Iterator[str]:
    here = os.path.realpath(folder)
    if here in above:
        return  # a link that leads back up
    for entry in os.scandir(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and Path(entry.path).is_dir()):
            yield from _pages_below(entry.path, f"{place}{entry.name}/", above | {here})
        elif entry.name.lower().endswith(SUFFIXES):
            yield place + entry.name


def read_text(root: Path, file: str) -> str:
    """Read a file of the editor's below `root` as UTF-8, its line ends as LF. Raises `DigestError` saying what stands in the way."""
    return decode(read_bytes(root, file), file)


def read_bytes(root: Path, file: str) -> bytes:
    """Read a file of the editor's below `root`. Raises `DigestError` where it cannot be, or is too large for a page."""
    if not file.isprintable() and _UNSPEAKABLE.search(file):
        name = file.encode(errors="backslashreplace").decode()
        raise DigestError(problem(name, "the file's name holds a control character, or is not UTF-8", "rename the file"))
    try:
        handle = os.open(f"{root}/{file}", os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_BINARY", 0))
        try:
            stat = os.fstat(handle)
            if not S_ISREG(stat.st_mode):
                raise DigestError(problem(file, "this is no file", "delete it, or give it another name"))
            if stat.st_size > MAX_BYTES:
                size = f"{stat.st_size / 1e6:.0f} MB"
                raise DigestError(problem(file, f"the file has {size}, and a page at most {MAX_BYTES // 1_000_000} MB", "split it"))
            data = os.read(handle, stat.st_size + 1)
            while len(data) < stat.st_size and (more := os.read(handle, MAX_BYTES)):
                data += more
            return data
        finally:
            os.close(handle)
    except OSError as error:
        raise DigestError(problem(file, f"cannot be read: {error.strerror}")) from error


def decode(data: bytes, file: str) -> str:
    """Decode the bytes of a file of the editor's. Raises `DigestError` where they are not UTF-8 or hold control characters."""
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DigestError(problem(file, "the file is not UTF-8 here", "save it as UTF-8", line=line)) from error
    if len(data.translate(None, _CONTROL)) < len(data):
        raise DigestError(_control_problem(text, file))
    return text.replace("\r\n", "\n") if "\r" in text else text


def _control_problem(text: str, file: str) -> Problem:
    at = next(index for index, character in enumerate(text) if character in _CONTROL.decode())
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    what = f"the file holds a control character (U+{ord(text[at]):04X})"
    cure = "it is damaged, or no text" if text[at] == "\0" else "delete the character that cannot be seen"
    return problem(file, what, cure, line=line, column=column)
