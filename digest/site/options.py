"""How to build, and what a build came to."""

from __future__ import annotations

from dataclasses import dataclass

from digest.errors import Problem
from digest.progress import Tell, tell_nobody
from digest.site.cache import Reason

OUT = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildOptions:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildReport:
    """What a build did. Paths are below `public/`."""

    written: tuple[tuple[str, Reason], ...]
    deleted: tuple[str, ...]
    total: int
    articles: int
    indexed: tuple[str, ...] = ()
    """The years whose search index was made anew, or waits for it; its files are not among those above."""
    notices: tuple[Problem, ...] = ()
