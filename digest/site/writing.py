"""From planned pages to files: compare, render, write, prune; over all cores.

Each worker compares its share of the pages with the manifest and renders what is outdated into the folder
`.cache/stage`. Only when all of them are through is `public/` touched: a fault in a template leaves the site as it
was. A manifest that owns all files, old and new, goes ahead of the changes, so that after a kill at any instant the
next run knows them, finds them outdated and completes the work.
"""

from __future__ import annotations

import contextlib
import dataclasses
import marshal
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from digest import files
from digest.config import Config
from digest.model import Body
from digest.progress import Progress
from digest.site import cache, cards, feeds, pages, reading
from digest.site.assemble import Site
from digest.site.cache import Fingerprints, Reason, Written
from digest.site.options import BuildOptions
from digest.site.planned import Deferred, Page
from digest.site.render import Renderer
from digest.site.store import Store
from digest.workers import bursts, cores, sharing

COPY = "copy"
"""The kind of a page whose bytes are those of a file."""

UNWRITTEN = Written("", "", "", "", -1, 0)
"""What the manifest says of a file that a run is about to write."""


@dataclasses.dataclass
class Job:
    """What every worker needs. Where it is pickled to a worker, the templates are loaded there again."""

    root: Path
    out: Path
    config: Config
    settings: str
    planned: Mapping[str, Page]
    site: Site
    manifest: Mapping[str, Written]
    """What stands, and from what it was made; empty where everything is to be made anew."""
    renderer: Renderer

    @property
    def stage(self) -> Path:
        """The folder in which files wait until all are made."""
        return self.root / ".cache" / "stage"

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind the templates, and what only the comparing needs."""
        return {name: value for name, value in self.__dict__.items() if name not in ("renderer", "manifest")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Load the templates."""
        self.__dict__.update(state, manifest={}, renderer=Renderer(state["root"], state["config"], state["root"] / ".cache" / "templates"))


Writing = Callable[[], tuple[tuple[str, Reason], ...]]
"""Waits until all is written; gives the files, and why each had to be."""


@contextlib.contextmanager
def begun(job: Job, manifest: Store[Written], gone: Sequence[str], options: BuildOptions) -> Iterator[Writing]:
    """Begin to make what is outdated; when that is asked for, delete what is gone, too, and write the manifest anew.

    Raises `DigestError` before `public/` is touched, and `OSError` where a file cannot be written.
    """
    jobs = options.jobs or cores()
    shutil.rmtree(job.stage, ignore_errors=True)
    try:
        job.renderer.load({page.kind for page in job.planned.values()} & pages.KINDS.keys())
        outdated, moved = _compare(job, manifest.time_ns, jobs)
        with sharing(job, len(outdated), jobs) as run:
            batches = run(_make, sorted(outdated, key=lambda path: job.planned[path].kind in pages.KINDS))  # feeds take longest

            def result() -> tuple[tuple[str, Reason], ...]:
                made: dict[str, Written] = {}
                for part in batches:
                    made.update((path, Written(*written)) for path, written in marshal.loads(part).items())
                    options.tell(Progress("writing", len(made), len(outdated)))
                _commit(job, manifest, gone, made, moved)
                return tuple((path, outdated[path]) for path in sorted(outdated))

            yield result
    finally:
        shutil.rmtree(job.stage, ignore_errors=True)


def _compare(job: Job, manifest_ns: int, jobs: int) -> tuple[dict[str, Reason], Mapping[str, Written]]:
    """Say which files must be made, and why; and of those that stand, which have another time than we know of."""
    outdated: dict[str, Reason] = {}
    same: dict[str, Written] = {}
    for path, page in job.planned.items():
        known = job.manifest.get(path)
        reason = cache.reason(_fingerprints(page, job), known) if known else Reason.NEW
        if reason or not known:
            outdated[path] = reason or Reason.NEW
        else:
            same[path] = known
    spoilt, moved = cache.standing(str(job.out), same, manifest_ns, jobs)
    return outdated | dict.fromkeys(spoilt, Reason.MISSING), moved


def _commit(
    job: Job, manifest: Store[Written], gone: Sequence[str], made: Mapping[str, Written], moved: Mapping[str, Written]
) -> None:
    """Move what was made into `public/`, between two writes of the manifest."""
    stage, out = str(job.stage), str(job.out)
    if made and not os.path.lexists(out):  # then all of it is there at once, or nothing
        manifest.keep(made, gone)
        files.place(stage, out)
        return
    if made or gone:
        manifest.keep(dict.fromkeys(made, UNWRITTEN))
        files.delete(job.out, gone)
        for path in made:
            files.place(f"{stage}/{path}", f"{out}/{path}")
    manifest.keep({**moved, **made}, gone)


def _make(job: Job, batch: Sequence[str]) -> bytes:
    """Render a batch of pages into the stage; return, as `marshal` writes it, what is to be said of each in the manifest."""
    made: dict[str, tuple[Any, ...]] = {}
    folders: set[str] = set()
    stage = str(job.stage)
    for burst in bursts(batch):
        planned = [job.planned[path] for path in burst]
        opened = [_with_context(page) for page in planned]
        texts = _texts(opened, job)
        job.renderer.render_bodies(filter(None, texts))
        given = [_given(page, text, job) for page, text in zip(opened, texts, strict=True)]
        rendered = [_bytes(page, values, job) for page, values in zip(opened, given, strict=True)]
        prints = [_fingerprints(page, job) for page in planned]
        paths = [f"{stage}/{path}" for path in burst]
        for folder in {path.rpartition("/")[0] for path in paths} - folders:
            _make_folder(folder)
            folders.add(folder)
        staged = [_stage(path, data) for path, data in zip(paths, rendered, strict=True)]
        own = [cache.fingerprint(data) for data in rendered]
        made.update((path, (*of, print_, *file)) for path, of, print_, file in zip(burst, prints, own, staged, strict=True))
    return marshal.dumps(made)


def _with_context(page: Page) -> Page:
    return page._replace(given=page.context) if page.kind in pages.KINDS else page


def _fingerprints(page: Page, job: Job) -> Fingerprints:
    given = page.given
    if page.kind == COPY:
        return Fingerprints("", "", page.context["fingerprint"])
    template = job.renderer.fingerprint(page.kind) if page.kind in pages.KINDS else ""
    context = cache.fingerprint(given.made_of(*given.arguments).encode()) if isinstance(given, Deferred) else cache.fingerprint_of(given)
    return Fingerprints(job.settings, template, context)


def _texts(opened: Sequence[Page], job: Job) -> list[str | None]:
    """Read the bodies that pages show, where they show one that is still in its file."""
    shown = [page.context.get("text") if page.kind in pages.KINDS else None for page in opened]
    texts = iter(reading.read_bodies(job.root, [body for body in shown if isinstance(body, Body)]))
    return [next(texts) if isinstance(body, Body) else None for body in shown]


def _given(page: Page, text: str | None, job: Job) -> Mapping[str, Any]:
    if page.kind not in pages.KINDS:
        return {}
    return job.renderer.given(page, **({} if text is None else {"text": text}))


def _bytes(page: Page, given: Mapping[str, Any], job: Job) -> bytes:
    if page.kind == COPY:
        data: bytes | None = page.context.get("data")
        return data if data is not None else Path(page.context["path"]).read_bytes()
    if page.kind == cards.KIND:
        return cards.draw(page, job.config, job.renderer.interface, job.root)
    if page.kind not in pages.KINDS:
        return feeds.render(page, job.config, lambda body: reading.read_body(job.root, body))
    return job.renderer.render(page, given).encode()


def _stage(path: str, data: bytes) -> tuple[int, int]:
    """Write a file of the stage; return its size and time (ns)."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        stat = os.fstat(handle)
    finally:
        os.close(handle)
    return len(data), stat.st_mtime_ns


def _make_folder(folder: str) -> None:
    """Make a folder, mostly in one call: pathlib's way costs as much again as the file that goes into it."""
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
