"""Look at the demo as its readers do: `python -m tests.benchmarks.reader`, from the root of the repository.

A page of each kind is opened in Chromium at four widths and in both colour schemes, gone through by keyboard, read with
JavaScript off; axe-core looks for violations of WCAG 2.2 AA and of best practice. The Nu HTML checker reads every file,
Lighthouse measures five pages on its phone, and the search must find Chinese. Prints a table, then every fault.

The tools come with `npm install --no-package-lock --prefix tests/benchmarks/reader`; Java, Node and Chromium are the
machine's. Exit status: 0 all is well, 1 something was found, 2 there is nothing to measure with.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from digest.site import Settings, build

from . import looks, outside
from .browser import Tab, browser, served, tab

WIDTHS = (320, 390, 768, 1280)
SCHEMES = ("light", "dark")
BY_KEYBOARD = (320, 1280)
"""The widths at which the pages are gone through by keyboard: the menus' two forms."""

ON_THE_PHONE = ("home", "article", "topic", "edition", "search")
"""The kinds of pages that Lighthouse measures."""

QUERY = "漢字"
"""What the search must find: it stands inside a sentence of the demo, without a space around it."""

_LEADS_ON = "redirect"
"""A page of this kind is left as soon as it is opened."""

REPOSITORY = Path(__file__).parents[3]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclasses.dataclass
class Check:
    """One line of the table: what was looked for, on how much, and what was found."""

    name: str
    on: str = ""
    faults: list[str] = dataclasses.field(default_factory=list)
    result: str = ""
    """In place of the number of faults."""

    @property
    def line(self) -> str:
        """The line of the table."""
        return f"| {self.name} | {self.on} | {self.result or len(self.faults)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    given = _parser().parse_args(arguments)
    program = next(filter(None, map(shutil.which, CHROMIUM)), "")
    if missing := outside.missing() or ("" if program else "there is no Chromium on the PATH"):
        sys.stderr.write(f"{missing}\n")
        return 2
    with tempfile.TemporaryDirectory() as work:
        checks = list(measure(given.root, Path(work), program, given.screenshots))
    print("| what | on | faults |\n|---|---|---|", *(check.line for check in checks), sep="\n")  # noqa: T201
    for check in checks:
        print(*(f"\n{check.name}: {fault}" for fault in dict.fromkeys(check.faults)), sep="", end="\n" * bool(check.faults))  # noqa: T201
    return 1 if any(check.faults for check in checks) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reader", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=REPOSITORY, help="the site's folder (the demo)")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="keep a picture of each page in DIR")
    return parser


def measure(root: Path, work: Path, program: str, screenshots: Path | None = None) -> Iterator[Check]:
    """Build the site at `root` in the folder `work`, serve it, and measure it."""
    for name in ("content", "site_config.yaml", "templates"):
        if (root / name).exists():
            (shutil.copytree if (root / name).is_dir() else shutil.copy)(root / name, work / name)
    public = work / "public"
    public.mkdir()
    with served(public) as origin:
        build(work, Settings(work, origin))
        pages = pages_by_kind(public)
        with browser(program) as address:
            yield from asyncio.run(in_the_browser(address, origin, pages, screenshots))
        files = sorted(path.relative_to(public).as_posix() for path in public.rglob("*.html"))
        yield Check("Nu HTML checker: errors and warnings", f"{len(files)} files", outside.nu(origin, files))
        for kind in ON_THE_PHONE:
            if kind in pages:
                yield on_the_phone(kind, f"{origin}/{pages[kind]}", program)


def pages_by_kind(public: Path) -> dict[str, str]:
    """Find the largest page of each kind, by its address below the root."""
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(public.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if kind := re.search(r'<body class="(\w+)', html):
            url = path.relative_to(public).as_posix().removesuffix("index.html")
            found[kind[1]] = max(found.get(kind[1], (0, "")), (len(html), url))
    return {kind: url for kind, (_, url) in sorted(found.items()) if kind != _LEADS_ON}


def on_the_phone(kind: str, url: str, program: str) -> Check:
    """Measure one page by Lighthouse; another try is for a machine that was busy, since only speed depends on it."""
    report = outside.lighthouse(url, program)
    if outside.scores(report)["performance"] < 100:
        report = max(report, outside.lighthouse(url, program), key=lambda each: outside.scores(each)["performance"])
    scores = outside.scores(report)
    faults = [] if min(scores.values()) == 100 else [f"{kind}: {loss}" for loss in outside.losses(report)] or [f"{kind}: {scores}"]
    return Check(f"Lighthouse: {', '.join(scores)}", kind, faults, " / ".join(map(str, scores.values())))


async def in_the_browser(address: str, origin: str, pages: dict[str, str], screenshots: Path | None) -> list[Check]:
    """Open every page at every width and in both schemes, and look at it."""
    every, keys = f"{len(pages)} pages × {len(WIDTHS)} widths × {len(SCHEMES)} schemes", f"{len(pages)} pages × {len(BY_KEYBOARD)} widths × {len(SCHEMES)} schemes"
    axe, layout, console = Check("axe-core: WCAG 2.2 AA, best practice", every), Check("layout: wider than the window, wrong colours", every), Check("console: errors and warnings", every)
    keyboard, script, search = Check("keyboard: not reached, not shown, hidden", keys), Check("missing without JavaScript", f"{len(pages)} pages"), Check("Chinese search", QUERY)
    page = await tab(address)
    for width in WIDTHS:
        for scheme in SCHEMES:
            await page.shape(width, scheme)
            for kind, url in pages.items():
                where = f"{kind} at {width} px in {scheme}"
                await page.open(f"{origin}/{url}")
                layout.faults += _at(where, await looks.layout(page))
                axe.faults += _at(where, await looks.axe(page))
                await _keep(page, screenshots, f"{kind}-{width}-{scheme}.png")
                if width in BY_KEYBOARD:
                    keyboard.faults += _at(where, await looks.keyboard(page))
                console.faults += _at(where, await looks.console(page))
    for kind, url in pages.items():
        script.faults += _at(kind, await looks.without_script(page, f"{origin}/{url}"))
    if "search" in pages:
        search.faults += await looks.finds(page, f"{origin}/{pages['search']}?q={QUERY}")
    console.faults += _at("JavaScript off, or searching", await looks.console(page))
    await page.close()
    return [axe, layout, console, keyboard, script, *([search] if "search" in pages else [])]


def _at(where: str, faults: Sequence[str]) -> list[str]:
    return [f"{where}: {fault}" for fault in faults]


async def _keep(page: Tab, folder: Path | None, name: str) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(await page.picture())


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
