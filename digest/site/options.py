"""How to build, and what a build came to."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import Problem
from digest.files import SETTINGS
from digest.progress import Tell, tell_nobody
from digest.site.cache import Reason, fingerprint

if TYPE_CHECKING:
    from digest.config import Config

OUT = "public"


class Settings:
    """The settings of the site at `root`. What they say is read where it decides; where nothing changed, nobody asks."""

    def __init__(self, root: Path, base_url: str = "") -> None:
        """Look at their file; `base_url` replaces theirs."""
        self._root, self._base_url = root, base_url
        self._data: bytes | None = None
        with contextlib.suppress(OSError):  # told when somebody asks what they say
            self._data = (root / SETTINGS).read_bytes()
        self.source = "" if self._data is None else f"{base_url} {fingerprint(self._data)}"
        """What they are made of, and `config` of the very same; nothing where their file cannot be read."""

    def are_of(self, source: str) -> bool:
        """Whether they say what was said by settings that were made of this."""
        return bool(source) and self.source == source

    @functools.cached_property
    def config(self) -> Config:
        """What they say. Raises `DigestError`."""
        from digest import config  # it takes as long to import as all of a build that finds nothing changed

        return config.parse(config.read(self._root) if self._data is None else self._data, self._base_url)

    def kept(self) -> bytes:
        """Return what they say for `recall`. Raises `DigestError`."""
        import pickle

        return pickle.dumps(self.config)

    def recall(self, kept: bytes) -> None:
        """Know what they say from what this program kept when they were made of the same: then PyYAML need not be read."""
        import pickle

        with contextlib.suppress(Exception):  # what they name may be gone, as the data of a time zone: whoever reads them complains of it
            self.config = pickle.loads(kept)


class BuildOptions(NamedTuple):
    """How to build."""

    drafts: bool = False
    """Show drafts as well; for the preview."""
    clean: bool = False
    """Forget what was built before, and make every file anew."""
    jobs: int = 0
    """How many processes do the work; 0 for one on each core."""
    search: bool = True
    """Bring the search index up to date as well; the preview has that done beside it."""
    tell: Tell = tell_nobody
    """Is told now and then how far reading and writing have come."""


class BuildReport(NamedTuple):
    """What a build did. Paths are below `public/`."""

    written: tuple[tuple[str, Reason], ...]
    deleted: tuple[str, ...]
    total: int
    articles: int
    indexed: tuple[str, ...] = ()
    """The years whose search index was made anew, or waits for it; its files are not among those above."""
    notices: tuple[Problem, ...] = ()
