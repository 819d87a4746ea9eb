"""How to build, and what a build came to."""

from __future__ import annotations

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
        try:
            data = (root / SETTINGS).read_bytes()
        except OSError:
            data = b""  # said by whoever reads what is in it
        self.source = f"{base_url} {fingerprint(data)}"
        """What they are made of: the same again where they are. It is older than `config`, so that no change in between is overlooked."""

    @functools.cached_property
    def config(self) -> Config:
        """What they say. Raises `DigestError`."""
        from digest import config  # it takes as long to import as all of a build that finds nothing changed

        return config.load(self._root, self._base_url)

    def kept(self) -> bytes:
        """Return what they say for `recall`. Raises `DigestError`."""
        import pickle

        return pickle.dumps(self.config)

    def recall(self, kept: bytes) -> None:
        """Know what they say from what this program kept when they were made of the same: then PyYAML need not be read."""
        import pickle

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
