"""The search index of the site: one bundle for each year, made again only where an article of that year changed.

    public/search/2024/   public/search/2025/   public/search/undated/

The page at `/search/` loads the newest bundle first and merges older ones while it looks for more, so a closed year is
neither indexed nor sent again. What was made, and from what, stands in `.cache/search`: it is safe to lose, and only
what is listed in it is ever deleted. Written before the files that it tells of and again after them, it makes the next
run complete what a killed one left.
"""

from __future__ import annotations

import html
import marshal
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from digest import files, markdown, prose
from digest.config import Config
from digest.language import slugify
from digest.model import Body
from digest.site.assemble import Site
from digest.site.cache import fingerprint
from digest.site.nouns import day_of
from digest.site.rows import Row, article_of, body_of

if TYPE_CHECKING:
    from digest.site import pagefind

FOLDER = "search"
"""Below `public/`, where the page is too."""

_MANIFEST = ".cache/search"
_VERSION = (1, sys.version)

_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w")


class Made(NamedTuple):
    """A bundle as it was written: from what, and the fingerprint and size of each file, by its path below `public/`."""

    key: str
    files: Mapping[str, tuple[str, int]]


class Indexed(NamedTuple):
    """What became of the index."""

    years: tuple[str, ...]
    """The bundles that were made anew, or wait for it."""
    files: frozenset[str]
    """All files of all bundles, by their paths below `public/`."""


def settle(config: Config) -> Config:
    """Leave out the page `search` where the settings want no search, or what makes an index is not installed."""
    if "search" not in config.pages:
        return config
    from digest.site import pagefind

    if config.search and pagefind.is_installed():
        return config
    return config._replace(pages=tuple(kind for kind in config.pages if kind != "search"))


def index(root: Path, out: Path, site: Site, config: Config, read_body: Callable[[Body], str], *, clean: bool = False) -> Indexed:
    """Bring the bundles below `out` up to date.

    Only a year whose articles changed since it was indexed is given to Pagefind, or with `clean` every one. Raises
    `DigestError` where that fails, and `OSError` where a file cannot be written.
    """
    made = _read_manifest(root)
    outdated = _outdated(out, site, config, {} if clean else made)
    if outdated:
        from digest.site import pagefind
    for name, key in outdated.items():
        records = [_record(row, site, config, read_body) for row in site.years[name]]
        made[name] = _remake(root, out, name, key, pagefind.bundle(records, config.language), made)
    kept = _prune(root, out, made, _years(site, config))
    return Indexed(tuple(outdated), _files(kept))


def look(root: Path, out: Path, site: Site, config: Config) -> Indexed:
    """Say what `index` would make anew, and do nothing."""
    made = _read_manifest(root)
    return Indexed(tuple(_outdated(out, site, config, made)), _files(made))


def _years(site: Site, config: Config) -> Mapping[str, tuple[Row, ...]]:
    return site.years if "search" in config.pages else {}


def _outdated(out: Path, site: Site, config: Config, made: Mapping[str, Made]) -> dict[str, str]:
    """Name the bundles that must be made, each with the fingerprint of what it is made of."""
    years = _years(site, config)
    doubtful = [name for name in years if site.reach.holds_year(name) or name not in made or not _stands(out, made[name])]
    program = _program() if doubtful else ""
    keys = {name: _key(years[name], site, config, program) for name in doubtful}
    return {name: key for name, key in keys.items() if name not in made or made[name].key != key or not _stands(out, made[name])}


def _files(bundles: Mapping[str, Made]) -> frozenset[str]:
    return frozenset(path for made in bundles.values() for path in made.files)


# --- what goes in


def _key(rows: Iterable[Row], site: Site, config: Config, program: str) -> str:
    """Fingerprint what a bundle is made of, without reading a body: its texts, their topics, and what makes it."""
    parts = [program, config.language, config.time_zone, config.raw_html]
    for row in rows:
        parts += [row.url, row.shown, row.body, *_topics(row, site)]
    return fingerprint("\0".join(parts).encode())


def _record(row: Row, site: Site, config: Config, read_body: Callable[[Body], str]) -> pagefind.Record:
    """Take from an article what is looked for and what a result shows."""
    from digest.site import pagefind

    article = article_of(row)
    body = plain(markdown.to_html(read_body(body_of(row)), raw_html=config.raw_html))
    names = " · ".join(text for name in article.names for text in (name.name, name.also) if text)
    day = day_of(article.published, config.zone).isoformat() if article.published else ""
    text = "\n".join(text for text in (article.kicker, article.summary, body, names) if text)
    return pagefind.Record(
        url=config.href(row.url).removeprefix(config.href("/").rstrip("/")),
        text=next(words for words in (text, article.title, row.url) if _WORD.search(words)),  # without a word, Pagefind drops it
        meta={"title": article.title, "source": row.source, "day": day, "lang": article.language if article.language != config.language else ""},
        filters={"topic": _topics(row, site), "source": [slug] if (slug := slugify(row.source)) else []},
    )


def _topics(row: Row, site: Site) -> list[str]:
    """Name the topics of an article and those above them, each by its slug."""
    found: dict[str, None] = {}
    for url in (link.url for link in site.maker.topics(row)):
        while url and url not in found:
            found[url] = None
            url = site.parents.get(url, "")
    return [url.split("/")[2] for url in found]


def _program() -> str:
    """Name what turns articles into an index: these modules, and Pagefind."""
    from digest.site import pagefind

    modules = (markdown, prose, pagefind, sys.modules[__name__])
    sources = "".join(fingerprint(Path(str(module.__file__)).read_bytes()) for module in modules)
    return sources + pagefind.version()


def plain(page: str) -> str:
    """Take the text out of HTML that we made; what blocks separate is separate words."""
    return " ".join(html.unescape(_TAG.sub(" ", _INLINE.sub("", page))).split())


# --- what comes out


def _remake(root: Path, out: Path, name: str, key: str, bundle: Mapping[str, bytes], old: Mapping[str, Made]) -> Made:
    """Write of a bundle what differs from what stands, and delete what it no longer has."""
    data = {f"{FOLDER}/{name}/{path}": data for path, data in bundle.items()}
    new = Made(key, {path: (fingerprint(each), len(each)) for path, each in data.items()})
    before = old[name].files if name in old else {}
    _write_manifest(root, {**old, name: Made("", {**before, **new.files})})
    for path, each in data.items():
        if before.get(path) != new.files[path] or _size(out / path) != len(each):
            files.write_whole(out / path, each)
    files.delete(out, before.keys() - data.keys())
    _write_manifest(root, {**old, name: new})
    return new


def _prune(root: Path, out: Path, made: Mapping[str, Made], years: Collection[str]) -> Mapping[str, Made]:
    """Delete the bundles of years that have no article any more, and return the others."""
    kept = {name: each for name, each in made.items() if name in years}
    if len(kept) < len(made):
        files.delete(out, [path for name, each in made.items() if name not in kept for path in each.files])
        _write_manifest(root, kept)
    return kept


def _stands(out: Path, made: Made) -> bool:
    """Whether every file of a bundle is there, in its size: their names are made of their bytes."""
    folders: dict[str, dict[str, int]] = {}
    for path, (_, size) in made.files.items():
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = size
    return all(sizes.items() <= _sizes(out / folder).items() for folder, sizes in folders.items())


def _sizes(folder: Path) -> dict[str, int]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry.stat().st_size for entry in entries}
    except OSError:
        return {}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _read_manifest(root: Path) -> dict[str, Made]:
    try:
        version, bundles = marshal.loads((root / _MANIFEST).read_bytes())
        return {name: Made(*each) for name, each in bundles.items()} if version == _VERSION else {}
    except (OSError, ValueError, EOFError, TypeError):
        return {}


def _write_manifest(root: Path, bundles: Mapping[str, Made]) -> None:
    data = marshal.dumps((_VERSION, {name: (made.key, dict(made.files)) for name, made in bundles.items()}))
    files.write_whole(root / _MANIFEST, data)
