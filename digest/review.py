"""What is doubtful, most urgent first, and how a doubt is settled.

An article's `review:` names the fields that a person should look at, and why. To settle a doubt is to delete
its line; `accept` does so for many pages at once, and leaves every other byte of the editor's file as it is::

    review:                                   review:
      published: "no date in the text"   →      title: "made from the first sentence"
      title: "made from the first sentence"

To make a field more or less urgent, change `WEIGHTS`.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from digest import content, files, yamldoc
from digest.errors import DigestError, Problem, did_you_mean, problem
from digest.model import Article, When

WEIGHTS: Mapping[str, int] = {"published": 32, "title": 16, "source": 8, "topics": 4, "truncated": 2}
"""How urgent a doubt on a field is; those on a page add up. Each outweighs all that follow it."""

_REST = 1
"""The weight of any other field."""


class Doubt(NamedTuple):
    """A field that a person should look at, and why."""

    field: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A page that waits for a person."""

    path: str
    """Below `content/articles/`."""
    title: str
    doubts: tuple[Doubt, ...]
    """Most urgent first; none where the page waits for its text alone."""
    is_cut_draft: bool = False
    """Whether it is a draft whose raw text broke off: what it waits for is not a line of `review:`."""


# --- the queue


def read(root: Path) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """Read what waits for a person at `root`, and the problems of pages that cannot be read and so may wait too."""
    articles, problems = _load_each(root, _pages(root))
    return queue(articles), tuple(problems)


def queue(articles: Iterable[Article]) -> tuple[Item, ...]:
    """Sort the articles that hold a doubt: the most urgent first, then the newest taken in, then by path."""
    waiting = [article for article in articles if article.review or (article.draft and article.truncated)]
    return tuple(_item(article) for article in sorted(waiting, key=lambda a: (-_urgency(a), -_added(a.added), a.path)))


def _item(article: Article) -> Item:
    doubts = sorted((Doubt(*pair) for pair in article.review.items()), key=lambda doubt: -_weight(doubt.field))
    cut = article.draft and article.truncated
    return Item(path=article.path, title=article.title, doubts=tuple(doubts), is_cut_draft=cut)


def _weight(field: str) -> int:
    return WEIGHTS.get(field, _REST)


def _urgency(article: Article) -> int:
    fields = {*article.review, *(["truncated"] if article.draft and article.truncated else [])}
    return sum(map(_weight, fields))


def _added(when: When | None) -> float:
    """Seconds since 1970, for sorting; a day counts from its midnight in UTC."""
    if when is None:
        return float("-inf")
    instant = when if isinstance(when, dt.datetime) else dt.datetime.combine(when, dt.time(), dt.UTC)
    return instant.timestamp()


def describe(items: Sequence[Item], limit: int = 20) -> str:
    """Word the queue for a person: the first `limit` pages (0 for all) with their doubts, and how to settle them."""
    if not items:
        return "Nothing waits for review."
    shown = items[:limit] if limit else items
    lines = [f"{len(items):,} {'page waits' if len(items) == 1 else 'pages wait'} for review, the most urgent first."]
    for item in shown:
        lines += ["", f"{files.ARTICLES}/{item.path}", f"  {item.title}"]
        lines += [f"    {doubt.field}: {' '.join(doubt.reason.split())}" for doubt in item.doubts]
        if item.is_cut_draft:
            lines.append("    draft: the raw text broke off; complete it, then delete `draft: true`")
    if len(shown) < len(items):
        lines += ["", f"… and {len(items) - len(shown):,} more."]
    if doubtful := [item.path for item in shown if item.doubts]:
        lines += ["", "Mend what is wrong in the file, then delete the line below `review:`. What is right as it stands:"]
        lines += [f"  python build.py review --accept {shlex.quote(doubtful[0])}"]
        lines += ["More paths, folders and patterns ('2026/11/*') may follow; --field NAME settles that field alone."]
    return "\n".join(lines)


# --- settling doubts


def accept(root: Path, paths: Sequence[str], fields: Sequence[str] = ()) -> tuple[str, ...]:
    """Settle the doubts of pages, all or those on some fields, and return the paths of the files that changed.

    A path is below `content/articles/`, from the root, or absolute; a folder stands for all pages in it, and
    `*`, `?` and `[…]` are patterns, in which `*` goes through folders too. Raises `DigestError` before
    anything is written.
    """
    articles = _chosen(root, paths)
    known = {*_FIELDS, *(name for article in articles for name in article.review)}
    if unknown := [name for name in fields if name not in known]:
        raise DigestError(*(problem("--field", f"there is no field “{name}”", did_you_mean(name, known)) for name in unknown))
    changes = {}
    for article in articles:
        settled = {name for name in article.review if not fields or name in fields}
        if settled:
            changes[f"{files.ARTICLES}/{article.path}"] = _settled(root, article, settled)
    for file, data in changes.items():
        files.write_whole(root / file, data)
    return tuple(changes)


_FIELDS = Article._fields


def _pages(root: Path) -> list[str]:
    try:
        return list(files.find_pages(root / files.ARTICLES))
    except OSError as error:
        raise DigestError(problem(files.ARTICLES, f"a folder cannot be read: {error.strerror}", "mend its permissions")) from error


def _load_each(root: Path, paths: Iterable[str]) -> tuple[list[Article], list[Problem]]:
    articles: list[Article] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            articles.append(content.loads(files.read_text(root, f"{files.ARTICLES}/{path}"), path))
        except DigestError as error:
            problems.extend(error.problems)
    return articles, problems


def _chosen(root: Path, paths: Iterable[str]) -> list[Article]:
    """Load the pages that paths, folders and patterns name. Raises `DigestError` with all that name none."""
    known = _pages(root)
    chosen: dict[str, None] = {}
    problems: list[Problem] = []
    for path in paths:
        names = next(filter(None, (_matches(reading, known) for reading in _readings(root, path))), [])
        chosen |= dict.fromkeys(names)
        if not names:
            near = did_you_mean(path, known) or "`python build.py review` lists the paths"
            problems.append(problem(path, "there is no such page", near))
    articles, broken = _load_each(root, chosen)
    if problems or broken:
        raise DigestError(*problems, *broken)
    return articles


def _readings(root: Path, path: str) -> Iterator[str]:
    """Say what a path may mean below `content/articles/`: there, from the root, or from the working folder."""
    yield Path(path).as_posix()
    articles = (root / files.ARTICLES).resolve()
    for base in (root, Path.cwd()):
        whole = (base / path).resolve()
        if whole.is_relative_to(articles):
            yield whole.relative_to(articles).as_posix() if whole != articles else "*"


def _matches(wanted: str, known: Sequence[str]) -> list[str]:
    for name in (wanted, f"{wanted}.md"):
        if name in known:
            return [name]
    return [name for name in known if name.startswith(f"{wanted}/") or fnmatch.fnmatchcase(name, wanted)]


# --- surgery on the front matter


def _settled(root: Path, article: Article, fields: Iterable[str]) -> bytes:
    """Return the bytes of an article's file without doubts on `fields`; whatever else it says stays the same."""
    file = f"{files.ARTICLES}/{article.path}"
    text = (root / file).read_bytes().decode()
    rest = {field: reason for field, reason in article.review.items() if field not in fields}
    wanted = article._replace(review=rest)
    for cut in (_keep, _dedent):
        try:
            changed = _without(text, set(fields), cut)
            if content.loads(changed.removeprefix("\ufeff").replace("\r\n", "\n"), article.path) == wanted:
                return changed.encode()
        except DigestError:
            continue
    cure = "delete the lines of the doubts that are settled by hand"
    raise DigestError(content.locate(root, file, ("review",), "`review` is written in a way that only a person can edit", cure))


_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def _without(text: str, fields: set[str], between: Callable[[str], str]) -> str:
    """Cut doubts out of a page file, one after the other; `between` says what becomes of comments among them."""
    start = text.index("\n") + 1
    closing = _CLOSING.search(text, start)
    header, body = (text[start : closing.start()], text[closing.start() :]) if closing else (text[start:], "")
    doubts = _value(_compose(header), "review")[1].value
    for name in [key.value for key, _ in doubts if key.value in fields]:
        header = _cut(header, name, between)
    return text[:start] + header + body


def _cut(header: str, field: str, between: Callable[[str], str]) -> str:
    """Cut one doubt out of front matter, and `review` with the last of them."""
    front = _compose(header)
    key, review = _value(front, "review")
    name, reason = _value(review, field)
    loose = ""
    if len(review.value) > 1:
        start, stop = _span(header, review, name, reason)
    else:
        start, stop = _span(header, front, key, review)
        if not review.flow_style:
            first, stop = _lines(header, name, reason)
            loose = header[header.index("\n", key.end_mark.index) + 1 : first]
    after = stop
    while line := _LOOSE.match(header, after):
        after = line.end()
    return header[:start] + between(loose + header[stop:after]) + header[after:]


_LOOSE = re.compile(r"[ \t]*(?:#[^\n]*)?\r?\n")
"""A comment or nothing, up to the end of the line."""


def _keep(lines: str) -> str:
    return lines


def _dedent(lines: str) -> str:
    """Move comments to the margin, where they can be no part of a text above them."""
    return "".join(line.lstrip(" \t") for line in lines.splitlines(keepends=True) if line.strip())


def _compose(header: str) -> yaml.MappingNode:
    node = yamldoc.compose(header, "")
    assert isinstance(node, yaml.MappingNode)
    return node


def _value(node: yaml.MappingNode, name: str) -> tuple[yaml.Node, yaml.MappingNode]:
    return next((key, value) for key, value in node.value if key.value == name)


def _span(header: str, parent: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    """Say from where to where a key and its value stand, with the comma that parts them from others."""
    if not parent.flow_style:
        return _lines(header, key, value)
    start, stop = key.start_mark.index, _stop(header, key, value)
    if comma := re.compile(r"\s*,[ \t]*").match(header, stop):
        stop = comma.end()
    elif comma := re.compile(r",[ \t]*\Z").search(header, 0, start):
        start = comma.start()
    line = header.rfind("\n", 0, start) + 1
    rest = _LOOSE.match(header, stop)
    return (line, rest.end()) if rest and not header[line:start].strip() else (start, stop)


def _lines(header: str, key: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    """Say from where to where the lines of a key and its value stand."""
    start = header.rfind("\n", 0, key.start_mark.index) + 1
    return start, header.find("\n", _stop(header, key, value)) + 1 or len(header)


def _stop(header: str, key: yaml.Node, value: yaml.Node) -> int:
    """Say where a value ends; an alias (`*x`) has the place of what it stands for, and a text block that of the next key."""
    start, stop = value.start_mark.index, value.end_mark.index
    return start + len(header[start:stop].rstrip()) if start >= key.end_mark.index else key.end_mark.index
