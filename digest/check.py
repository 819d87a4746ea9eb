"""The finished site, looked over: its links, headings, ids and feeds, and the dates and ids of its articles.

Each file of `public/` is read once into an `Outline`, and the rules look at nothing else::

    public/topics/ai/index.html:12: the link “/repo/topics/chps/” leads nowhere (and on 212 more pages)
        did you mean `chips`?

Problems of one cause are told once. They are known by their message, so a message names the cause, and what
differs from page to page stands in its cure. To add a rule: a function that yields problems, and its name in one
of the tables of rules. To understand another kind of file, see `digest.outline`.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from digest import content, faithful, files, workers
from digest.config import Config
from digest.errors import DigestError, Problem, did_you_mean, problem
from digest.model import Article
from digest.outline import READERS, Outline, read_outline


@dataclass(frozen=True, kw_only=True)
class Finished:
    """The finished site, and what it was made from."""

    root: Path
    config: Config
    public: Path
    now: dt.datetime
    files: frozenset[str]
    """Paths below `public`."""
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    """What was found out of addresses so far: most stand on every page."""
    ids: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """The ids of the pages that were asked for so far."""

    def problem(self, path: str, line: int, message: str, cure: str = "") -> Problem:
        """Make a problem in a file of `public/`."""
        return problem((_below(self.public, self.root) / path).as_posix(), message, cure, line=line)

    def url(self, path: str) -> str:
        """Return the absolute address of a file."""
        return self.config.permalink(f"/{_shown_at(path)}")

    def find(self, path: str) -> str | None:
        """Find the file that GitHub Pages shows at an address below the site's path."""
        choices = (path, f"{path}/index.html", f"{path}.html") if path and path[-1] != "/" else (f"{path}index.html",)
        return next((choice for choice in choices if choice in self.files), None)

    @functools.cached_property
    def neighbours(self) -> Mapping[str, list[str]]:
        """The names that stand in each folder of addresses: `""` → `about`, `topics`."""
        folders: dict[str, list[str]] = defaultdict(list)
        for file in self.files:
            folder, name = _parted(_shown_at(file))
            folders[folder] += [name] if name else []
        return folders

    def ids_of(self, file: str) -> frozenset[str] | None:
        """Return the ids of a page that fragments lead to; `None` where the file is no page."""
        if file not in self.ids:
            outline = read_outline(self.public / file) if file.endswith(".html") else Outline()
            self.ids[file] = frozenset(mark.text for mark in outline.ids) if outline.is_page else None
        return self.ids[file]


class Answer(NamedTuple):
    """What is wrong with an address: how to show it, what it does, and the cure."""

    shown: str
    fault: str
    cure: str = ""


def check(root: Path, config: Config, public: Path, now: dt.datetime) -> tuple[Problem, ...]:
    """Look over the site that was built from `root` into `public`; `now` has an offset. Nothing is changed.

    Raises `DigestError` where there is no built site.
    """
    if not (public / "index.html").is_file():
        raise DigestError(problem(_below(public, root).as_posix(), "there is no finished site", "make it with `python build.py build`"))
    built = sorted(path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file())
    site = Finished(root=root, config=config, public=public, now=now, files=frozenset(built))
    if elsewhere := list(_built_elsewhere(site)):
        return tuple(elsewhere)
    try:
        articles = list(files.find_pages(root / files.ARTICLES))
    except OSError as error:
        raise DigestError(problem(files.ARTICLES, f"a folder cannot be read: {error.strerror}", "mend its permissions")) from error
    found = [*_spread(check_file, site, built), *_spread(check_article, site, articles)]
    return tuple(sorted(_told_once(sorted(found))))


def check_file(site: Finished, path: str) -> list[Problem]:
    """Look over one file of `public/`."""
    if PurePosixPath(path).suffix not in READERS:
        return []
    outline = read_outline(site.public / path)
    rules = (*RULES, *PAGE_RULES) if outline.is_page else RULES
    return [found for rule in rules for found in rule(site, path, outline)]


def check_article(site: Finished, path: str) -> list[Problem]:
    """Look over one page file of the editor's; drafts are let be."""
    try:
        article = content.loads(files.read_text(site.root, f"{files.ARTICLES}/{path}"), path)
    except DigestError as error:
        return list(error.problems)
    return [] if article.draft else [found for rule in ARTICLE_RULES for found in rule(site, article)]


_WORTH_SPREADING = 2000
"""How many files are worth the start of more processes."""


def _spread(look: Callable[[Finished, str], list[Problem]], site: Finished, paths: list[str]) -> Iterator[Problem]:
    """Look over files, with all cores where there are many; the order of what is found is not that of the files."""
    jobs = workers.cores() if len(paths) >= _WORTH_SPREADING else 1
    with workers.sharing((look, site), len(paths), jobs) as run:
        yield from itertools.chain.from_iterable(run(_look_over, paths))


def _look_over(shared: tuple[Callable[[Finished, str], list[Problem]], Finished], batch: Sequence[str]) -> list[Problem]:
    look, site = shared
    return [found for path in batch for found in look(site, path)]


def _built_elsewhere(site: Finished) -> Iterator[Problem]:
    """Tell of a site that was built for another address: each of its links would be a problem, all of one cause."""
    for canonical in read_outline(site.public / "index.html").canonicals:
        base_url = re.sub(r"/(index\.html)?$", "", canonical.text)
        if urlsplit(base_url).netloc and base_url != site.config.base_url.rstrip("/"):
            message = f"the site was built for {base_url}, and `base_url` is {site.config.base_url}"
            yield site.problem("index.html", canonical.line, message, "build it again, or give both verbs the same `--base-url`")


_NAMED = 3
"""How many more files a problem names; of others it gives the number."""


def _told_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Join problems of one cause into the first of them."""
    causes: dict[str, dict[str, Problem]] = defaultdict(dict)
    for found in sorted(problems):
        causes[found.message].setdefault(found.place.file, found)
    for places in causes.values():
        first, *others = places
        more = f" (and on {len(others):,} more page{'' if len(others) == 1 else 's'})" if others else ""
        if 0 < len(others) <= _NAMED:
            more = f"{more[:-1]}: {', '.join(others)})"
        yield places[first]._replace(message=places[first].message + more)


def _below(path: Path, root: Path) -> Path:
    return path.relative_to(root) if path.is_relative_to(root) else path


def _shown_at(file: str) -> str:
    return re.sub(r"(^|/)index\.html$", r"\1", file)


def _parted(address: str) -> tuple[str, str]:
    folder, _, name = address.strip("/").rpartition("/")
    return folder, name


# --- rules for every file


def readable(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that XML and JSON can be parsed, and the JSON-LD in a page."""
    for fault in outline.faults:
        yield site.problem(path, fault.line, fault.text)


_ROOTED = re.compile(r"/|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WHOLE = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def links(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that an address of our own leads to a file of the site, and its fragment to an id there."""
    here = urljoin(site.url(path), outline.base)
    wanted, why, cure = None, "", ""
    if path == "404.html":
        wanted, why, cure = _ROOTED, "this page answers at any address", "write it from the root"
    elif not path.endswith((".html", ".css")):
        wanted, why, cure = _WHOLE, "a feed is read elsewhere", "write the whole address"
    ids = {mark.text for mark in outline.ids}
    for href, line, what, _ in outline.references:
        if not href.strip():
            yield site.problem(path, line, f"the {what} has no address")
        elif href[0] == "#" and not outline.base:
            if outline.is_page and _misses(href[1:], ids):
                yield site.problem(path, line, f"the {what} “{href}” leads to an id that the page does not have", did_you_mean(href[1:], ids))
        elif wanted and not wanted.match(href):
            yield site.problem(path, line, f"the {what} “{href}” is relative, and {why}", cure)
        elif found := _judge(site, "" if _ROOTED.match(href) else here, href):
            yield site.problem(path, line, f"the {what} “{found.shown}” {found.fault}", found.cure)


def _misses(fragment: str, ids: Container[str]) -> bool:
    fragment = unquote(fragment)
    return not (fragment in ids or fragment in ("", "top") or fragment.startswith(":~:"))


def _judge(site: Finished, here: str, href: str) -> Answer | None:
    """Say what is wrong with an address; nothing where it is right, or not ours."""
    known = site.answers.get((here, href))
    if known is None:
        known = site.answers[here, href] = _answer(site, here, href)
    return known if known.fault else None


def _answer(site: Finished, here: str, href: str) -> Answer:
    try:
        address = urlsplit(urljoin(here or site.config.base_url, href.strip()))
    except ValueError:
        return Answer(href, "is no address")
    if address.scheme in ("javascript", "vbscript"):
        return Answer(href, "is a script", "a link leads to an address")
    if address.scheme not in ("http", "https") or address.netloc.lower() != urlsplit(site.config.base_url).netloc.lower():
        return _RIGHT
    shown, base = unquote(address.path), f"{unquote(site.config.base_path)}/"
    if not f"{shown}/".startswith(base):
        return Answer(shown, f"leaves the site, which stands below {base}", "templates pass addresses through `href` or `permalink`")
    path = shown[len(base) :]
    file = site.find(path)
    if file is None:
        folder, name = _parted(path)
        return Answer(shown, "leads nowhere", did_you_mean(name, site.neighbours.get(folder, ())))
    if address.fragment and (ids := site.ids_of(file)) is not None and _misses(address.fragment, ids):
        fragment = unquote(address.fragment)
        return Answer(f"{shown}#{fragment}", "leads to an id that the page does not have", did_you_mean(fragment, ids))
    return _RIGHT


_RIGHT = Answer("", "")


def entries(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that an entry of a feed has an id, and no other has the same."""
    seen: set[str] = set()
    for mark in outline.entries:
        if not mark.text:
            yield site.problem(path, mark.line, "an entry of the feed has no id")
        elif mark.text in seen:
            yield site.problem(path, mark.line, f"the id “{mark.text}” stands twice in the feed", "readers are shown one of the two")
        seen.add(mark.text)


# --- rules for HTML pages


def canonical(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that a page names its own address as the canonical one; a redirect may name its target."""
    if outline.is_redirect:
        return
    own = site.url(path)
    if not outline.canonicals and outline.is_indexed:
        yield site.problem(path, 0, "the page names no canonical address", f'write <link rel="canonical" href="{own}">')
    for mark in outline.canonicals:
        if mark.text != own:
            cure = f"it says {mark.text}, and the page stands at {own}"
            yield site.problem(path, mark.line, "the canonical address is not the page's own", cure)


def title(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that a page has a title and says its language."""
    if not outline.title:
        yield site.problem(path, 0, "the page has no <title>")
    if not outline.language:
        yield site.problem(path, 0, "the page does not say its language", f'write <html lang="{site.config.language}">')


def headings(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that a page has one h1, and that no heading skips a level on the way down."""
    tops = [mark for mark in outline.headings if mark.level == 1]
    if not tops:
        yield site.problem(path, 0, "the page has no <h1>")
    for mark in tops[1:]:
        yield site.problem(path, mark.line, f"the page has a second <h1>, “{_short(mark.text)}”")
    above = 1
    for mark in outline.headings:
        if not mark.text:
            yield site.problem(path, mark.line, f"an <h{mark.level}> is empty")
        if mark.level > above + 1:
            message = f"the heading “{_short(mark.text)}” is an <h{mark.level}>, and the one before it an <h{above}>"
            yield site.problem(path, mark.line, message, f"make it an <h{above + 1}>: those who listen to the page go by levels")
        above = mark.level


def words_for_all(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that an image says what it shows and a link where it leads, also to those who cannot see."""
    for mark in outline.bare_images:
        cure = 'say what it shows, or nothing (alt="") where it only adorns'
        yield site.problem(path, mark.line, f"the image “{mark.text}” has no `alt`", cure)
    for mark in outline.mute_links:
        yield site.problem(path, mark.line, f"the link to “{mark.text}” has no text")


def ids(site: Finished, path: str, outline: Outline) -> Iterator[Problem]:
    """Ask that no id stands twice in a page."""
    seen: set[str] = set()
    for mark in outline.ids:
        if mark.what == "id" and mark.text in seen:
            yield site.problem(path, mark.line, f"the id “{mark.text}” stands twice in the page")
        seen.add(mark.text)


# --- rules for articles


def identity(site: Finished, article: Article) -> Iterator[Problem]:
    """Ask that an article keeps its id in its file, so that it stays the same when the file is moved."""
    by_path = content.loads("---\ntitle: x\n---\n", article.path).id
    if article.id == by_path:
        message, cure = "the page has no id of its own", f"write `id: {by_path}`: readers know it by that, and a move would change it"
        found = content.locate(site.root, f"{files.ARTICLES}/{article.path}", ("id",), message, cure)
        if not found.place.line:
            yield found


def time(site: Finished, article: Article) -> Iterator[Problem]:
    """Ask that an article has a time, and was not published in the future."""
    file, when = f"{files.ARTICLES}/{article.path}", article.published
    latest = site.now if isinstance(when, dt.datetime) else site.now.astimezone(site.config.zone).date()
    if when and when > latest:
        cure = "mend the date, or write `draft: true` until then"
        yield content.locate(site.root, file, ("published",), f"`published` lies in the future: {when}", cure)
    if not (when or article.added):
        cure = "write `published:`, or when the digest took it in, `added:`"
        yield problem(file, "the article has no time, and so it stands in no feed", cure)


def summary(site: Finished, article: Article) -> Iterator[Problem]:
    """Ask that each number and quotation of a summary stands in the text, where the page holds all of it."""
    source = article.source
    rights = site.config.rights_of(source.name, source.url, article.rights) if source else article.rights or "full"
    if not article.summary or not article.body.strip() or rights != "full" or article.truncated:
        return
    lacks = [claim for claim in faithful.unsupported(article.summary, f"{article.title}\n\n{article.body}") if claim.kind in ("number", "quotation")]
    for claim in lacks:
        message = f"the summary has the {claim.kind} “{_short(claim.words)}”, and the text has not"
        cure = "mend the summary, or the text if it is that which errs"
        yield content.locate(site.root, f"{files.ARTICLES}/{article.path}", ("summary",), message, cure)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


Rule = Callable[[Finished, str, Outline], Iterable[Problem]]
RULES: tuple[Rule, ...] = (readable, links, entries)
PAGE_RULES: tuple[Rule, ...] = (canonical, title, headings, words_for_all, ids)
ARTICLE_RULES: tuple[Callable[[Finished, Article], Iterable[Problem]], ...] = (identity, time, summary)
