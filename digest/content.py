"""The content folder: page files ⇄ `Article`, and reading all of it.

A page file is YAML front matter between two lines of `---`, then Markdown::

    ---
    id: 5b8e1c9c-0f7e-5d0c-9d3b-6c1d2f1e9a77
    title: "A title"
    published: 2020-09-11
    ---

    Body.

`loads(dumps(article), article.path) == article` for any text whatever. The front matter of other generators is
read where it is plain what is meant (`foreign`).
"""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from digest import files, foreign, later, plainyaml, rfc3339, yamldoc, yamldump
from digest.errors import DigestError, Problem, problem, tried
from digest.files import ARTICLES, EDITIONS, PAGES
from digest.model import Article, Content, EditionFile, HandPage
from digest.records import fields_of

if TYPE_CHECKING:
    import yaml
else:
    yaml = later.read("yaml")

EDITION_NAMES = "name the file by its day (2020-09-11.md) or ISO week (2020-W37.md)"

_JEKYLL_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)", re.ASCII)
_IDS = bytes.fromhex("9f6a1f386f0e5c558c4e4d0b1f6c7e55")
"""The namespace of ids that are made from a path, for pages that carry none."""

T = TypeVar("T", Article, EditionFile, HandPage)


def loads(text: str, path: str) -> Article:
    """Parse a page file; `path` is its place below `content/articles/`. Raises `DigestError` with all its problems."""
    return _quickly(_plain(text, path), text, path) or _loads(text, path)


def loads_each(pages: Mapping[str, bytes], problems: list[Problem]) -> list[Article]:
    """Parse page files, given by their paths: each step for all of them before the next. What is wrong goes to `problems`."""
    texts = {path: text for path, data in pages.items() if (text := tried(problems, files.decode, data, f"{ARTICLES}/{path}")) is not None}
    plain = [_plain(text, path) for path, text in texts.items()]
    quick = [_quickly(read, text, path) for read, (path, text) in zip(plain, texts.items(), strict=True)]
    made = [article or tried(problems, _loads, text, path) for article, (path, text) in zip(quick, texts.items(), strict=True)]
    return [article for article in made if article]


def _plain(text: str, path: str) -> tuple[dict[str, plainyaml.Value], int] | None:
    """Read front matter that is plain, and say where it ends; `None` where it is more than that, or something may be wrong with it."""
    header, start = _split(text)
    values = plainyaml.read(header)
    named = foreign.in_our_words(values) if values else None
    if named is None:
        return None
    if "published" not in named and (jekyll := _JEKYLL_NAME.fullmatch(_stem(path))):
        named["published"] = jekyll[1]
    named.setdefault("id", _id_of(path))
    return named, start


def _quickly(plain: tuple[dict[str, plainyaml.Value], int] | None, text: str, path: str) -> Article | None:
    """Make an article of front matter that was read plainly; `None` where that cannot be, or something may be wrong with it."""
    if not plain:
        return None
    values, start = plain
    try:
        return plainyaml.decode(values, Article, body=_body(text, start), path=path)
    except (ValueError, KeyError):
        return None


def _id_of(path: str) -> str:
    """Make the id of a page that carries none: `uuid.uuid5(_IDS, path)`, at a third of its price."""
    digits = hashlib.sha1(_IDS + path.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digits[16], 16) & 3]  # RFC 9562, section 5.5
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _loads(text: str, path: str) -> Article:
    file = f"{ARTICLES}/{path}"
    node, header, body = _front_matter(text, file)
    pairs = list(foreign.canonical(node))
    keys = {key.value for key, _ in pairs if isinstance(key, yaml.ScalarNode)}
    if "published" not in keys and (match := _JEKYLL_NAME.fullmatch(_stem(path))):
        if not _is_day(match[1]):
            cure = "rename the file, or give the page a `published`"
            raise DigestError(problem(file, f"“{match[1]}” in the file's name is no day of the calendar", cure))
        pairs.append((yamldoc.scalar(node, "published"), yamldoc.scalar(node, match[1])))
    if "id" not in keys:
        pairs.append((yamldoc.scalar(node, "id"), yamldoc.scalar(node, _id_of(path))))
    node = yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
    return yamldoc.decode(node, Article, file, text=header, line=2, lenient=True, given={"body": body, "path": path})


def dumps(article: Article) -> str:
    """Write an article as its page file; fields with nothing in them are left out.

    A missing date is written down where the file's name would be read as one.
    """
    lines = ["---"]
    for name in _WRITTEN:
        value = getattr(article, name)
        if value not in _EMPTY or name in ("id", "title"):
            lines.extend(yamldump.dump_field(name, value))
        elif name == "published" and _JEKYLL_NAME.fullmatch(_stem(article.path)):
            lines.append("published:")
    return "\n".join([*lines, "---", "", article.body, ""])


def load(root: Path) -> Content:
    """Read the whole content folder of the site at `root`. Raises `DigestError` with the problems of all files."""
    problems: list[Problem] = []
    articles = tuple(_load_each(root, ARTICLES, loads, problems))
    found = Content(articles=articles, editions=load_editions(root, problems), pages=load_pages(root, problems))
    if problems:
        raise DigestError(*sorted(problems))
    return found


def load_editions(root: Path, problems: list[Problem]) -> tuple[EditionFile, ...]:
    """Read the files of editions; problems are added to the list."""
    return tuple(_load_each(root, EDITIONS, _loads_edition, problems))


def load_pages(root: Path, problems: list[Problem]) -> tuple[HandPage, ...]:
    """Read the hand-written pages; problems are added to the list."""
    return tuple(_load_each(root, PAGES, _loads_page, problems))


def find_articles(root: Path, problems: list[Problem]) -> list[str]:
    """Find the page files of all articles, in the order of their paths; problems are added to the list."""
    return _find(root, ARTICLES, problems)


def _find(root: Path, folder: str, problems: list[Problem]) -> list[str]:
    try:
        return list(files.find_pages(root / folder))
    except OSError as error:
        name = Path(error.filename or root / folder).relative_to(root).as_posix()
        problems.append(problem(name, f"the folder cannot be read: {error.strerror}", "mend its permissions"))
        return []


BODY = "body"
"""As the first of the keys that lead to a value: the second is a text in the body."""


def locate(root: Path, file: str, keys: tuple[str | int, ...], message: str, cure: str) -> Problem:
    """Make a problem at a value of a page's front matter, or a text of its body, reading the file again to find its line."""
    try:
        text = files.read_text(root, file)
        if keys and keys[0] == BODY:
            return _locate_text(text, file, str(keys[1]), message, cure)
        node, header, _ = _front_matter(text, file)
    except DigestError:
        return problem(file, message, cure)
    names = {foreign.name_of(key): key.value for key, _ in reversed(node.value)} | {key.value: key.value for key, _ in node.value if foreign.name_of(key)}
    written = (names.get(str(keys[0]), keys[0]), *keys[1:]) if keys else ()
    return yamldoc.locate(node, written, message, cure, file, header, line=2)


def _locate_text(text: str, file: str, wanted: str, message: str, cure: str) -> Problem:
    for number, line in enumerate(text.splitlines(), 1):
        if wanted in line or quote(wanted) in line:
            return problem(file, message, cure, line=number)
    return problem(file, message, cure)


_EMPTY: tuple[object, ...] = ("", (), {}, None, False)
_WRITTEN = [field.name for field in fields_of(Article)]


def _front_matter(text: str, file: str) -> tuple[yaml.MappingNode, str, str]:
    """Split a page file into the nodes of its front matter, their text, and the body."""
    match = _HEADER.match(text)
    if not match:
        if not text.strip():
            raise DigestError(problem(file, "the file is empty", "a page opens with front matter between two lines of `---`"))
        what, cure = "the page has no front matter", "open it with a line of `---`, then `title: …`, then `---`"
        if re.match(r"---[ \t]*\r?\n", text):
            what, cure = "the front matter is never closed", "put a line of `---` after it"
        elif re.match(r"\+\+\+[ \t]*\r?\n", text):
            what, cure = "the front matter is TOML", "write it as YAML: `title: …` between two lines of `---`"
        raise DigestError(problem(file, what, cure, line=1))
    node = yamldoc.compose(match[1], file, line=2)
    if not isinstance(node, yaml.MappingNode):
        raise DigestError(problem(file, "the front matter holds no “key: value” lines", "give it a line `title: …`", line=2))
    return node, match[1], _body(text, match.end())


def body_of(data: bytes) -> bytes:
    """Return the body of a page file whose front matter is known to be right: UTF-8, and its line ends LF."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    end = data.find(b"\n---", 3) if data.startswith(b"---\n") else -1
    if end >= 0 and data.startswith(b"\n", end + 4):  # as nearly all have it
        start = end + 5
    else:
        match = _HEADER_BYTES.match(data)
        start = match.end() if match else 0
    start += 1 if data.startswith(b"\n", start) else 2 if data.startswith(b"\r\n", start) else 0
    return data[start:-1] if data.endswith(b"\n") and len(data) > start else data[start:]


def _split(text: str) -> tuple[str, int]:
    """Return the front matter of a page file, and where it ends; nothing and 0 where there is none."""
    end = text.find("\n---", 3) if text.startswith("---\n") else -1
    if end >= 0 and text.startswith("\n", end + 4):  # as nearly all have it
        return text[4 : end + 1], end + 5
    match = _HEADER.match(text)
    return (match[1], match.end()) if match else ("", 0)


_HEADER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADER_BYTES = re.compile(_HEADER.pattern.encode(), re.DOTALL | re.MULTILINE)


def _body(text: str, start: int) -> str:
    """Take what follows the front matter, without the empty line that parts them and the line end that closes the file."""
    start += 1 if text.startswith("\n", start) else 2 if text.startswith("\r\n", start) else 0
    return text[start:-1] if text.endswith("\n") and len(text) > start else text[start:]


def _loads_edition(text: str, path: str) -> EditionFile:
    file = f"{EDITIONS}/{path}"
    node, header, body = _front_matter(text, file)
    name = Path(path).stem
    if not is_edition_name(name):
        raise DigestError(problem(file, f"“{name}” names no edition", EDITION_NAMES))
    return yamldoc.decode(_named(node, name), EditionFile, file, text=header, line=2, given={"body": body, "path": path})


def _loads_page(text: str, path: str) -> HandPage:
    file = f"{PAGES}/{path}"
    node, header, body = _front_matter(text, file)
    return yamldoc.decode(node, HandPage, file, text=header, line=2, lenient=True, given={"body": body, "path": path})


def _named(node: yaml.MappingNode, name: str) -> yaml.MappingNode:
    return yamldoc.mapping(node, [*node.value, (yamldoc.scalar(node, "name"), yamldoc.scalar(node, name))])


def jekyll_slug(stem: str) -> str:
    """Return the slug in a page file's name: `2020-09-11-a-title` names the day first, as Jekyll's do."""
    match = _JEKYLL_NAME.fullmatch(stem)
    return match[2] if match else stem


def is_edition_name(name: str) -> bool:
    """Whether `name` is a day or an ISO week of the calendar."""
    if not re.fullmatch(r"\d{4}-W\d{2}", name, re.ASCII):
        return _is_day(name)
    try:
        dt.date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    try:
        return text == rfc3339.parse(text).isoformat()
    except ValueError:
        return False


def _load_each(root: Path, folder: str, parse: Callable[[str, str], T], problems: list[Problem]) -> Iterator[T]:
    for path in _find(root, folder, problems):
        try:
            yield parse(files.read_text(root, f"{folder}/{path}"), path)
        except DigestError as error:
            problems.extend(error.problems)
