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
from digest.workers import cores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.site.assemble import Site
    from digest.site.pages import Page

__all__ = ["OUT", "BuildOptions", "BuildReport", "build", "load", "plan"]


def build(root: Path, config: Config, options: BuildOptions = BuildOptions()) -> BuildReport:  # noqa: B008 - frozen
    """Build the site at `root` into `root/public`. Raises `DigestError` before anything is written there."""
    jobs = options.jobs or cores()
    seen = unchanged.look(root, config, drafts=options.drafts)
    then = None if options.clean else unchanged.last(root)
    changes = unchanged.changes(then, seen, jobs) if then else unchanged.EVERYTHING
    if then and then.key == seen.key and not changes.names and (manifest := unchanged.standing(root, then.marks.manifest, jobs)):
        if changes.moved or manifest != then.marks.manifest:
            unchanged.remember(root, seen, changes.prints, then.marks._replace(manifest=manifest), then.total, then.articles)
        return BuildReport(written=(), deleted=(), total=then.total, articles=then.articles)
    from digest.site import building

    prints = {**changes.prints, **unchanged.prints_beside_articles(seen, changes, jobs)}
    report, of_articles, marks = building.build(root, config, options, unchanged.articles(seen), changes.prints)
    if not report.notices and (options.search or not report.indexed):
        unchanged.remember(root, seen, {**prints, **of_articles}, marks, report.total, report.articles)
    return report


def plan(root: Path, config: Config) -> tuple[Mapping[str, Page], Site]:
    """Load the content and plan every file of the site, by its path. Raises `DigestError` with all problems."""
    from digest.site import building

    return building.plan(root, config, BuildOptions())


def load(root: Path, config: Config) -> Site:
    """Load the content and assemble it, as far as it can be; what is wrong with it is for `build` to say."""
    from digest.site import building

    return building.load(root, config)
