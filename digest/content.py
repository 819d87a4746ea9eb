"""The content folder: page files ⇄ `Article`, and reading all of it.

A page file is YAML front matter between two lines of `---`, then Markdown::

    ---
    id: 5b8e1c9c-0f7e-5d0c-9d3b-6c1d2f1e9a77
    title: "A title"
    published: 2020-09-11
    ---

    Body.

`loads(dumps(article), article.path) == article` for any text whatever. The front matter of other
generators is read where it is plain what is meant (`_FOREIGN`); to understand one key more, add it there.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from digest import yamldoc
from digest.errors import DigestError, Problem, problem
from digest.model import Article, Content, EditionFile, HandPage

ARTICLES, EDITIONS, PAGES = "content/articles", "content/editions", "content/pages"

MAX_BYTES = 5_000_000
"""The largest page file that is read: 5 MB is some 800,000 words."""

_FOREIGN = {
    "date": "published",
    "tags": "topics",
    "tag": "topics",
    "categories": "topics",
    "category": "topics",
    "description": "summary",
    "excerpt": "summary",
    "author": "authors",
    "lang": "language",
    "lastmod": "updated",
    "last_modified_at": "updated",
    "modified": "updated",
    "redirect_from": "aliases",
    "source_url": "source",
}
"""Keys of Jekyll, Hugo, Pelican and Eleventy, and what they are called here. Ours wins where both stand."""

_JEKYLL_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_IDS = uuid.UUID("9f6a1f38-6f0e-5c55-8c4e-4d0b1f6c7e55")
"""The namespace of ids that are made from a path, for pages that carry none."""

T = TypeVar("T", Article, EditionFile, HandPage)


def loads(text: str, path: str) -> Article:
    """Parse a page file; `path` is its place below `content/articles/`. Raises `DigestError` with all its problems."""
    file = f"{ARTICLES}/{path}"
    node, header, body = _front_matter(text, file)
    pairs = list(_canonical(node))
    keys = {key.value for key, _ in pairs}
    if "published" not in keys and (match := _JEKYLL_NAME.fullmatch(Path(path).stem)):
        pairs.append((_scalar(node, "published"), _scalar(node, match[1])))
    if "id" not in keys:
        pairs.append((_scalar(node, "id"), _scalar(node, str(uuid.uuid5(_IDS, path)))))
    node = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
    article = yamldoc.decode(node, Article, file, text=header, line=2, lenient=True)
    return dataclasses.replace(article, body=body, path=path)


def dumps(article: Article) -> str:
    """Write an article as its page file; fields with nothing in them are left out."""
    lines = ["---"]
    for name in _WRITTEN:
        value = getattr(article, name)
        if value not in _EMPTY or name in ("id", "title"):
            lines.extend(yamldoc.dump_field(name, value))
    return "\n".join([*lines, "---", "", article.body, ""])


def load(root: Path) -> Content:
    """Read the whole content folder of the site at `root`. Raises `DigestError` with the problems of all files."""
    problems: list[Problem] = []
    content = Content(
        articles=tuple(_load_each(root, ARTICLES, loads, problems)),
        editions=tuple(_load_each(root, EDITIONS, _loads_edition, problems)),
        pages=tuple(_load_each(root, PAGES, _loads_page, problems)),
    )
    if problems:
        raise DigestError(*sorted(problems))
    return content


def find_pages(folder: Path) -> Iterator[str]:
    """Name each page file below `folder`, in a fixed order, with `/`. Hidden files and folders are passed over."""
    for path in sorted(folder.rglob("*"), key=lambda p: p.as_posix()):
        name = path.relative_to(folder)
        if path.suffix in (".md", ".markdown") and path.is_file() and not any(p.startswith(".") for p in name.parts):
            yield name.as_posix()


def read_text(root: Path, file: str) -> str:
    """Read a file of the editor's below `root` as UTF-8. Raises `DigestError` saying what stands in the way."""
    path = root / file
    try:
        if path.stat().st_size > MAX_BYTES:
            size = f"{path.stat().st_size / 1e6:.0f} MB"
            raise DigestError(problem(file, f"the file has {size}, and a page at most {MAX_BYTES // 1_000_000} MB", "split it"))
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DigestError(problem(file, "the file is not UTF-8 here", "save it as UTF-8", line=line)) from error
    except OSError as error:
        raise DigestError(problem(file, f"cannot be read: {error.strerror}")) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DigestError(problem(file, "the file holds NUL characters", "it is damaged, or no text", line=line))
    return text


def locate(root: Path, file: str, keys: tuple[str | int, ...], message: str, cure: str) -> Problem:
    """Make a problem at a value of a page's front matter, reading the file again to find its line."""
    try:
        text = read_text(root, file)
        node, header, _ = _front_matter(text, file)
    except DigestError:
        return problem(file, message, cure)
    names = {_FOREIGN.get(key.value, key.value): key.value for key, _ in reversed(node.value)}
    return yamldoc.locate(node, (names.get(str(keys[0]), keys[0]), *keys[1:]), message, cure, file, header, line=2)


_EMPTY: tuple[object, ...] = ("", (), {}, None, False)
_WRITTEN = [f.name for f in dataclasses.fields(Article) if f.name not in ("body", "path")]


def _front_matter(text: str, file: str) -> tuple[yaml.MappingNode, str, str]:
    """Split a page file into the nodes of its front matter, their text, and the body."""
    match = re.match(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not match:
        if not text.strip():
            raise DigestError(problem(file, "the file is empty", "a page opens with front matter between two lines of `---`"))
        opened = re.match(r"---[ \t]*\r?\n", text)
        what = "the front matter is never closed" if opened else "the page has no front matter"
        cure = "put a line of `---` after it" if opened else "open it with a line of `---`, then `title: …`, then `---`"
        raise DigestError(problem(file, what, cure, line=1))
    node = yamldoc.compose(match[1], file, line=2)
    if not isinstance(node, yaml.MappingNode):
        raise DigestError(problem(file, "the front matter holds no “key: value” lines", "give it a `title`", line=2))
    body = re.sub(r"\A\r?\n", "", text[match.end() :])
    return node, match[1], body.removesuffix("\n")


def _canonical(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Give each key of other generators its name here; empty values and the second of two names for one thing go."""
    own = {key.value for key, value in node.value if isinstance(key.value, str) and value.value not in ("", [])}
    for key, value in node.value:
        name = _FOREIGN.get(key.value) if isinstance(key.value, str) else None
        if name is None:
            if key.value == "source" and isinstance(value, yaml.ScalarNode) and (url := _value_of(node, "source_url")):
                value = _mapping(value, [(_scalar(value, "name"), value), (_scalar(url, "url"), url)])
            yield key, value
        elif name not in own:
            own.add(name)
            if key.value == "source_url":
                value = _mapping(value, [(_scalar(value, "url"), value)])
            yield yaml.ScalarNode(key.tag, name, key.start_mark, key.end_mark), value


def _value_of(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in node.value if key.value == name), None)


def _scalar(at: yaml.Node, text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, at.start_mark, at.end_mark)


def _mapping(at: yaml.Node, pairs: list[tuple[yaml.Node, yaml.Node]]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, at.start_mark, at.end_mark)


def _loads_edition(text: str, path: str) -> EditionFile:
    file = f"{EDITIONS}/{path}"
    node, header, body = _front_matter(text, file)
    name = Path(path).stem
    if not is_edition_name(name):
        raise DigestError(problem(file, f"“{name}” names no edition", "name the file by its day (2020-09-11.md) or ISO week (2020-W37.md)"))
    edition = yamldoc.decode(_named(node, name), EditionFile, file, text=header, line=2)
    return dataclasses.replace(edition, body=body, path=path)


def _loads_page(text: str, path: str) -> HandPage:
    file = f"{PAGES}/{path}"
    node, header, body = _front_matter(text, file)
    page = yamldoc.decode(node, HandPage, file, text=header, line=2, lenient=True)
    return dataclasses.replace(page, body=body, path=path)


def _named(node: yaml.MappingNode, name: str) -> yaml.MappingNode:
    return _mapping(node, [*node.value, (_scalar(node, "name"), _scalar(node, name))])


def jekyll_slug(stem: str) -> str:
    """Return the slug in a page file's name: `2020-09-11-a-title` names the day first, as Jekyll's do."""
    match = _JEKYLL_NAME.fullmatch(stem)
    return match[2] if match else stem


def is_edition_name(name: str) -> bool:
    """Whether `name` is a day or an ISO week of the calendar."""
    try:
        if re.fullmatch(r"\d{4}-W\d{2}", name):
            dt.date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        else:
            dt.date.fromisoformat(name)
    except ValueError:
        return False
    return True


def _load_each(root: Path, folder: str, parse: Callable[[str, str], T], problems: list[Problem]) -> Iterator[T]:
    for path in find_pages(root / folder):
        try:
            yield parse(read_text(root, f"{folder}/{path}"), path)
        except DigestError as error:
            problems.extend(error.problems)
