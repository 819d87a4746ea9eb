"""Stage 2: page files → the site in `public/`.

    load → assemble → plan → compare → render → write → prune

Building is a function of the content, the templates and the settings: the same input gives the same bytes,
and after any history of edits the folder holds what a fresh build would have made.

`building` does it, or `incremental` where only articles changed; here stands what others need of the stage, and the
question whether there is anything to do at all, which is answered before Jinja and the rest are imported.
"""

from __future__ import annotations

import contextlib
import gc
from pathlib import Path
from typing import TYPE_CHECKING

from digest.site import unchanged
from digest.site.options import OUT, BuildOptions, BuildReport, Settings
from digest.site.unchanged import State, Told
from digest.workers import cores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from digest.config import Config
    from digest.site.assemble import Site
    from digest.site.building import Built
    from digest.site.planned import Page

__all__ = ["OUT", "BuildOptions", "BuildReport", "Settings", "build", "load", "plan"]


def build(root: Path, settings: Settings, options: BuildOptions = BuildOptions()) -> BuildReport:  # noqa: B008 - frozen
    """Build the site at `root` into `root/public`. Raises `DigestError` before anything is written there."""
    with _without_collector():
        with unchanged.begun(root, clean=options.clean, jobs=options.jobs or cores()) as before:
            state = unchanged.state(before, root, settings, drafts=options.drafts)
            if state.then and state.changes.names:
                _get_ready(settings, state.then.told)  # while the other process looks at what the last build left
            state = unchanged.confirmed(state, before)
        return _build(root, settings, options, state)


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Leave the archive, which holds no garbage, to itself: to look for some would take a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.unfreeze()  # now all that is here counts as old, and is not looked through at once
            gc.enable()


def _get_ready(settings: Settings, told: Told) -> None:
    """Load what it takes to build a change of some articles."""
    from digest.site import incremental  # noqa: F401

    if settings.are_of(told.source):
        settings.recall(told.kept)


def _build(root: Path, settings: Settings, options: BuildOptions, state: State) -> BuildReport:
    if state.then and not state.changes.names:
        unchanged.remember(state, {}, state.then.marks, state.then.total, state.then.articles)
        return BuildReport(written=(), deleted=(), total=state.then.total, articles=state.then.articles)
    report, prints, marks = _build_changed(root, settings, options, state) or _build_everything(root, settings.config, options, state)
    if not report.notices and (options.search or not report.indexed):
        unchanged.remember(state, prints, marks, report.total, report.articles)
    return report


def _build_changed(root: Path, settings: Settings, options: BuildOptions, state: State) -> Built | None:
    """Build what a change of some articles reaches, where nothing else changed."""
    if not state.then or not (articles := state.changes.articles(state.seen)):
        return None
    from digest.site import incremental

    return incremental.rebuild(root, settings.config, options, state.then.marks, articles)


def _build_everything(root: Path, config: Config, options: BuildOptions, state: State) -> Built:
    from digest.site import reading

    with reading.begun(root, config, unchanged.articles(state.seen), state.changes.prints(state.seen.stamps), options) as articles:
        from digest.site import building  # while the workers read: it takes a tenth of a second

        prints = unchanged.prints_but_of_articles(state)
        built = building.build(root, config, options, articles)
    return built._replace(prints={**prints, **built.prints})


def plan(root: Path, config: Config) -> tuple[Mapping[str, Page], Site]:
    """Load the content and plan every file of the site, by its path. Raises `DigestError` with all problems."""
    from digest.site import building

    return building.plan(root, config, BuildOptions())


def load(root: Path, config: Config) -> Site:
    """Load the content and assemble it, as far as it can be; what is wrong with it is for `build` to say."""
    from digest.site import building

    return building.load(root, config)
