"""Stage 2: page files → the site in `public/`.

    load → assemble → plan → compare → render → write → prune

Building is a function of the content, the templates and the settings: the same input gives the same bytes,
and after any history of edits the folder holds what a fresh build would have made.

`building` does it; here stands what others need of the stage, and the question whether there is anything to do
at all, which is answered before Jinja and the rest are imported.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digest.config import Config
from digest.site import unchanged
from digest.site.options import OUT, BuildOptions, BuildReport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.site.assemble import Site
    from digest.site.pages import Page

__all__ = ["OUT", "BuildOptions", "BuildReport", "build", "load", "plan"]


def build(root: Path, config: Config, options: BuildOptions = BuildOptions()) -> BuildReport:  # noqa: B008 - frozen
    """Build the site at `root` into `root/public`. Raises `DigestError` before anything is written there."""
    before = unchanged.look(root, config, drafts=options.drafts)
    if not options.clean and (last := unchanged.last(root, before)):
        return BuildReport(written=(), deleted=(), total=last.total, articles=last.articles)
    from digest.site import building

    report = building.build(root, config, options, unchanged.articles(root, before))
    if not report.notices and (options.search or not report.indexed):
        unchanged.remember(root, before, report.mark, unchanged.Last(report.total, report.articles))
    return report


def plan(root: Path, config: Config) -> tuple[Mapping[str, Page], Site]:
    """Load the content and plan every file of the site, by its path. Raises `DigestError` with all problems."""
    from digest.site import building

    return building.plan(root, config, BuildOptions())


def load(root: Path, config: Config) -> Site:
    """Load the content and assemble it, as far as it can be; what is wrong with it is for `build` to say."""
    from digest.site import building

    return building.load(root, config)
