"""Builds the site: all input and output of stage 2, but for what its other modules read and write.

load → assemble → plan → compare → render → write → prune
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from digest import config as settings
from digest import content, files
from digest.config import Config
from digest.errors import DigestError, Problem, problem
from digest.files import ENGINE_TEMPLATES
from digest.site import assemble, cache, cards, feeds, kept, pages, reading, search, sitemaps, theme, writing
from digest.site.assemble import Content, Site
from digest.site.nouns import Finding
from digest.site.options import OUT, BuildOptions, BuildReport
from digest.site.planned import Page
from digest.site.reading import Read, Reading
from digest.site.render import Renderer
from digest.site.rows import Row, rows_of
from digest.site.unchanged import Marks
from digest.site.writing import COPY

CACHE = ".cache"
_NOT_IN_FILES = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
_NOT_IN_ADDRESSES = re.compile(r"[\\?#%\x00-\x1f\x7f\ud800-\udfff]")
"""Templates link to pages by their address as it is, so it must hold nothing that ends or encodes a path."""

_PLAIN_PATH = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)*[a-z0-9-]+\.[a-z]+")
_PLAIN_ARTICLE = re.compile(r"articles/(?:\d{4}/\d\d|undated)/[a-z0-9][a-z0-9-]*/index\.html")
"""Paths that need no closer look, as nearly all are."""

_LONGEST_NAME = 240
"""Bytes of a file's name: file systems take 255, and while a file is written its name is longer."""

_ADDRESSED_BY: Mapping[str, tuple[str]] = {"article": ("slug",), "redirect": ("aliases",)}
"""By the kind of page, the key of its page file that says where it stands."""


class Built(NamedTuple):
    """A build that is done, and what the next one may go by."""

    report: BuildReport
    prints: Mapping[str, str]
    """The fingerprint of each article's page file."""
    marks: Marks


def build(root: Path, config: Config, options: BuildOptions, articles: Reading) -> Built:
    """Build the site at `root` from its `articles` into `root/public`. Raises `DigestError` before anything is written there."""
    with mending(root):
        return _build(root, search.settle(config), options, articles)


@contextlib.contextmanager
def mending(root: Path) -> Iterator[None]:
    """Say of what cannot be written which place it is."""
    try:
        yield
    except OSError as error:
        raise DigestError(_unwritable(root, error)) from error


def _build(root: Path, config: Config, options: BuildOptions, articles: Reading) -> Built:
    _write_schema(root)
    renderer = Renderer(root, config, root / CACHE / "templates")
    shared = shared_fingerprint(config, renderer)
    manifest = cache.manifest(root)
    old = manifest.all()
    may_hold_strangers = not old and (root / OUT).exists()
    renderer.prepare(config.pages)
    read = articles()
    planned, site, others = _plan(root, config, options, read)
    if not old or writing.UNWRITTEN in old.values():
        files.remove_leftovers(root / OUT)
    job = writing.Job(root, root / OUT, config, shared, planned, site, {} if options.clean else old, renderer)
    gone = sorted(old.keys() - planned.keys())
    with writing.begun(job, manifest, gone, options) as writes:
        lists = kept.keep(root, kept.of(site, shared, others))
        prints = read.prints
        written = writes()
    indexed = index(root, site, config, options)
    notices = (*_card_notices(root, site, config), *(_strangers(root, {*planned, *indexed.files}) if may_hold_strangers else ()))
    report = BuildReport(
        written=written,
        deleted=tuple(gone),
        total=len(planned),
        articles=len(site.rows),
        indexed=indexed.years,
        notices=notices,
    )
    return Built(report, prints, Marks(manifest.mark, read.mark, lists))


def shared_fingerprint(config: Config, renderer: Renderer) -> str:
    """Fingerprint what all pages share."""
    return cache.settings_fingerprint(config, *renderer.files.values(), renderer.interface.fingerprint)


def index(root: Path, site: Site, config: Config, options: BuildOptions) -> search.Indexed:
    """Bring the search index up to date, or say where it is not."""
    if not options.search:
        return search.look(root, root / OUT, site, config)
    return search.index(root, root / OUT, site, config, lambda body: reading.read_body(root, body), clean=options.clean)


def _write_schema(root: Path) -> None:
    """Write the JSON Schema of the settings where the first lines of `site_config.yaml` say that it is."""
    schema = (json.dumps(settings.schema(), indent=1) + "\n").encode()
    path = root / CACHE / "site_config.schema.json"
    if not path.is_file() or path.read_bytes() != schema:
        files.write_whole(path, schema)


def plan(root: Path, config: Config, options: BuildOptions) -> tuple[Mapping[str, Page], Site]:
    """Load the content and plan every file of the site, by its path. Raises `DigestError` with all problems."""
    with reading.begun(root, config, None, {}, options) as articles:
        planned, site, _ = _plan(root, search.settle(config), options, articles())
        return planned, site


class _Planned(NamedTuple):
    """Every file of the site, by its path, and what it was planned from."""

    pages: Mapping[str, Page]
    site: Site
    others: Sequence[str]
    """The addresses of pages that are no articles."""


def _plan(root: Path, config: Config, options: BuildOptions, read: Read) -> _Planned:
    problems = list(read.problems)
    loaded = Content(rows=read.rows, editions=content.load_editions(root, problems), pages=content.load_pages(root, problems), broken=read.broken)
    site, findings = assemble.assemble(loaded, config, drafts=options.drafts)
    if config.cards and cards.are_possible():
        site = replace(site, cards=cards.cards_of(site, config, root))
    pictures, image_findings = images(root, site)
    html = list(pages.plan(site, config))
    addresses = sitemaps.addresses_of(site, html, config)
    planned = [*html, *feeds.plan(site, config, addresses), *_static_files(root, config), *_page_files(root), *pictures, *cards.plan(site.cards, config, root)]
    owners, address_findings = addressed(planned)
    findings += [*image_findings, *address_findings]
    problems += [_problem(root, finding) for finding in findings]
    if problems:
        raise DigestError(*sorted(problems))
    return _Planned(owners, site, addresses.others)


def load(root: Path, config: Config) -> Site:
    """Load the content and assemble it, as far as it can be; what is wrong with it is for `build` to say."""
    loaded = content.load(root)
    return assemble.assemble(Content(rows=tuple(rows_of(loaded.articles, config)), editions=loaded.editions, pages=loaded.pages), config)[0]


# --- files that are copied


def _static_files(root: Path, config: Config) -> Iterator[Page]:
    """Find the theme's files; one of the site's own stands in for ours of the same name."""
    found: dict[str, Path] = {}
    for folder in (ENGINE_TEMPLATES / "static", root / "templates" / "static"):
        found |= {name: folder / name for name in _files_below(folder)}
    for name, path in sorted(found.items()):
        copy = _copy(f"/static/{name}", path, f"templates/static/{name}")
        yield _published(name, copy, config) if name in theme.FILES else copy


def _published(name: str, copy: Page, config: Config) -> Page:
    data = theme.as_published(name, Path(copy.context["path"]).read_bytes(), config)
    return copy._replace(given={**copy.context, "fingerprint": cache.fingerprint(data), "data": data})


def _page_files(root: Path) -> Iterator[Page]:
    """Find the files beside hand-written pages: they stand at the same place in the site."""
    folder = root / files.PAGES
    for name in _files_below(folder):
        if not name.endswith((".md", ".markdown")):
            yield _copy(f"/{name}", folder / name, f"{files.PAGES}/{name}")


def images(root: Path, site: Site) -> tuple[list[Page], list[Finding]]:
    """Find the images beside articles: they stand beside the article's page."""
    copies, findings = [], []
    for row in site.reach.rows(site.rows):
        if not row.images:
            continue
        file = f"{files.ARTICLES}/{row.path}"
        folder = (root / file).parent
        for name in files_beside(row):
            path = folder / name
            if ".." in PurePosixPath(name).parts or not path.is_file():
                message, cure = f"the image “{name}” is not there", "put it beside the page file, or mend its name"
                findings.append(Finding(file, (content.BODY, name), message, cure))
            else:
                copies.append(_copy(f"{row.url}{name}", path, file))
    return copies, findings


def files_beside(row: Row) -> Iterable[str]:
    """Name the images that an article shows from files beside it, each once: `./map.png` is `map.png`."""
    return dict.fromkeys(PurePosixPath(name).as_posix() for name in row.images)


def _files_below(folder: Path) -> Iterator[str]:
    """Name the files below a folder, with `/` and in a fixed order; hidden files and folders are passed over."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(place).relative_to(folder).as_posix()
        for name in sorted(names):
            if not name.startswith(".") and (Path(place) / name).is_file():
                yield name if below == "." else f"{below}/{name}"


def _copy(url: str, path: Path, file: str) -> Page:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DigestError(problem(file, f"cannot be read: {error.strerror}", f"“{path.name}” is to be copied into the site")) from error
    return Page(url, COPY, {"fingerprint": cache.fingerprint(data), "path": str(path)}, file)


# --- what must not be


def addressed(planned: Iterable[Page]) -> tuple[dict[str, Page], list[Finding]]:
    """Give pages by their files; refuse two at one address, a file where others need a folder, and an address that no link can lead to."""
    owners: dict[str, Page] = {}
    findings: list[Finding] = []
    for page in planned:
        path = page.path
        if len(path) > _LONGEST_NAME or not (_PLAIN_ARTICLE if page.kind == "article" else _PLAIN_PATH).fullmatch(path):
            findings += _impossible(page)
        other = owners.setdefault(path, page)
        if other is not page:
            findings.append(_collision(page, other))
    for folder in sorted(_folders(owners) & owners.keys()):
        inside = next(page for path, page in owners.items() if path.startswith(f"{folder}/"))
        findings.append(_collision(inside, owners[folder]))
    return owners, findings


def _is_nested(page: Page, path: str) -> bool:
    """Whether an article's `slug` holds a slash."""
    return page.kind == "article" and path.count("/") > (3 if path.startswith("articles/undated/") else 4)


def _impossible(page: Page) -> Iterator[Finding]:
    path = page.path
    refused = _NOT_IN_FILES if page.kind == COPY else _NOT_IN_ADDRESSES
    if _is_nested(page, path) or any(_is_no_name(part) or refused.search(part) for part in path.split("/")):
        cure = "use letters, digits and hyphens between single slashes, 80 or less; a `slug` holds no slash"
        yield Finding(page.file, _ADDRESSED_BY.get(page.kind, ()), f"“{page.url}” cannot be an address", cure)


def _folders(paths: Iterable[str]) -> set[str]:
    """Name the folders that files stand in, and those above them."""
    found: set[str] = set()
    while paths := {path.rpartition("/")[0] for path in paths} - found:
        found |= paths
    return found


def _is_no_name(part: str) -> bool:
    return part in ("", ".", "..") or len(part.encode(errors="surrogatepass")) > _LONGEST_NAME


def _collision(page: Page, other: Page) -> Finding:
    whose = other.file or f"the page of kind `{other.kind}`"
    cure = "change the slug, the name or the alias of one of them"
    message = f"its address {page.url} is also that of {whose}"
    return Finding(page.file or files.SETTINGS, _ADDRESSED_BY.get(page.kind, ()), message, cure)


def _problem(root: Path, finding: Finding) -> Problem:
    file, keys, message, cure = finding
    return content.locate(root, file, keys, message, cure) if keys else problem(file, message, cure)


def _unwritable(root: Path, error: OSError) -> Problem:
    """Word what stands in the way of writing: the nearest thing to the place that is there."""
    place = Path(str(error.filename2 or error.filename or root / OUT))
    there = next((path for path in (place, *place.parents) if os.path.lexists(path)), place)
    name = there.relative_to(root).as_posix() if there.is_relative_to(root) else there.name
    return problem(name, f"cannot be written: {error.strerror or error}", "mend its permissions, or free its place")


def _card_notices(root: Path, site: Site, config: Config) -> Iterator[Problem]:
    """Tell of cards that are wanted and cannot be made."""
    if config.cards and not cards.are_possible():
        cure = "pip install '.[cards]', and fontconfig with the system's own installer; or set `cards: false`"
        yield problem(files.SETTINGS, "no card is made: Pillow or fontconfig is not installed", cure)
    for file in config.card_fonts:
        if not (root / file).is_file():
            yield problem(files.SETTINGS, f"the font file `{file}` is not there", "write its path from the site's folder in `card_fonts`")
    if missing := site.cards.missing:
        cure = "install fonts for its script, or name a font file in `card_fonts`"
        yield problem(files.SETTINGS, f"no font has the letters of “{missing[0]}”, and {len(missing)} in all have no card", cure)


def _strangers(root: Path, ours: Set[str]) -> Iterator[Problem]:
    """Tell of files that no manifest lists and this build has not made: they are left alone, and readers see them."""
    for name in _files_below(root / OUT):
        if name not in ours:
            yield problem(f"{OUT}/{name}", "the file is not of this build, and is left alone", "delete it if it should not be published")
