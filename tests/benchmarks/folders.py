"""What a folder holds: counted, compared, copied, put out of the way."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

State = Mapping[str, tuple[int, int, int]]
"""Every file and folder → when it was changed (ns), its size and its inode."""

_DATA_KIND = re.compile(rb'<body data-kind="(\w+)"')


class Inventory(NamedTuple):
    """The files of a site, and its pages by the kind that each says it is."""

    files: int
    size: int
    """Bytes."""
    pages: Mapping[str, int]


def files_below(folder: Path) -> Iterator[str]:
    """Name each file below a folder, with `/`."""
    for above, _, names in os.walk(folder):
        place = Path(above).relative_to(folder)
        yield from ((place / name).as_posix() for name in names)


def inventory(folder: Path) -> Inventory:
    """Count files, bytes and pages of a built site; a page that says no kind counts under the empty one."""
    files = size = 0
    pages = Counter[str]()
    for name in files_below(folder):
        data = (folder / name).read_bytes()
        files, size = files + 1, size + len(data)
        if name.endswith(".html"):
            kind = _DATA_KIND.search(data)
            pages[kind[1].decode() if kind else ""] += 1
    return Inventory(files, size, dict(pages))


def state(folder: Path) -> State:
    """See how every file and folder below stands on the disk; a folder's name ends with `/`."""
    found = {}
    for above, folders, names in os.walk(folder):
        for name in (*names, *(f"{name}/" for name in folders)):
            path = os.path.join(above, name)  # noqa: PTH118 - a hundred thousand of them
            stat = os.stat(path)  # noqa: PTH116
            found[path[len(str(folder)) + 1 :]] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


def changed(before: State, after: State) -> frozenset[str]:
    """Name what was written, touched, made or deleted between two looks."""
    return frozenset(name for name, _ in before.items() ^ after.items())


def contents(folder: Path) -> Mapping[str, bytes]:
    """Give a digest of each file's bytes."""
    return {name: hashlib.blake2b((folder / name).read_bytes(), digest_size=16).digest() for name in files_below(folder)}


def differing(folder: Path, other: Path) -> tuple[str, ...]:
    """Name the files that the two do not both hold with the same bytes."""
    return tuple(sorted({name for name, _ in contents(folder).items() ^ contents(other).items()}))


def copy_afresh(source: Path, target: Path) -> None:
    """Copy a folder as a clone would make it: every file and folder of the copy is as old as the copy."""
    target.mkdir(parents=True)
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir():
                copy_afresh(Path(entry), target / entry.name)
            else:
                shutil.copyfile(entry, target / entry.name)


def put_away(folder: Path, trash: Path) -> None:
    """Move a folder into `trash`, if it is there.

    After many files were deleted, ext4 makes new ones slowly for minutes, and whoever runs next would pay for it: so on
    a disk the trash is emptied at the end. On a file system of memory deleting costs nothing later, and room is dear.
    """
    if folder.exists():
        trash.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=trash))
        folder.rename(place / folder.name)
        if file_system(trash) == "tmpfs":
            shutil.rmtree(place)


def file_system(folder: Path) -> str:
    """Name the kind of file system that holds a folder: `tmpfs`, `ext4`; empty where the machine does not tell."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        return ""
    kinds = (line.partition(" - ")[2].split()[0] for line in lines if line.split()[2] == number)
    return next(kinds, "")
