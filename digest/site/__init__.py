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
from digest.workers import aside, cores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.site.assemble import Site
    from digest.site.pages import Page

__all__ = ["OUT", "BuildOptions", "BuildReport", "build", "load", "plan"]


def build(root: Path, config: Config, options: BuildOptions = BuildOptions()) -> BuildReport:  # noqa: B008 - frozen
    """Build the site at `root` into `root/public`. Raises `DigestError` before anything is written there."""
    jobs = options.jobs or cores()
    key = unchanged.key_of(config, drafts=options.drafts)
    then = None if options.clean else unchanged.last(root)
    manifest = then.marks.manifest if then and then.key == key else ""
    with aside(unchanged.standing, (root, manifest, jobs), jobs if manifest else 1) as standing:
        seen = unchanged.look(root, config, key)
        changes = unchanged.changes(then, seen, jobs) if then else unchanged.EVERYTHING
        articles = changes.articles(seen)
        manifest = standing() if manifest and articles is not None else ""
    built = None
    if then and articles is not None and manifest:
        marks = then.marks._replace(manifest=manifest)
        if not articles:
            if changes.moved or marks != then.marks:
                unchanged.remember(root, seen, changes.moved, changes.prints(changes.moved), marks, then.total, then.articles)
            return BuildReport(written=(), deleted=(), total=then.total, articles=then.articles)
        from digest.site import incremental

        if built := incremental.rebuild(root, config, options, marks, articles):
            names, prints = changes.moved, changes.prints(changes.moved)
    if not built:
        from digest.site import building

        names = unchanged.all_names(seen, changes)
        prints = changes.prints(names) | unchanged.prints_beside_articles(seen, changes, jobs)
        built = building.build(root, config, options, unchanged.articles(seen), prints)
    report, of_articles, marks = built
    if not report.notices and (options.search or not report.indexed):
        unchanged.remember(root, seen, names, {**prints, **of_articles}, marks, report.total, report.articles)
    return report


def plan(root: Path, config: Config) -> tuple[Mapping[str, Page], Site]:
    """Load the content and plan every file of the site, by its path. Raises `DigestError` with all problems."""
    from digest.site import building

    return building.plan(root, config, BuildOptions())


def load(root: Path, config: Config) -> Site:
    """Load the content and assemble it, as far as it can be; what is wrong with it is for `build` to say."""
    from digest.site import building

    return building.load(root, config)
