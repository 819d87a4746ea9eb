r"""The rows of a letter: its Markdown line by line, each with what it shows and where it links to. Pure.

    rows("**[Harbour reopens](https://a.example/h)**\\\nAfter a year.\n\n* * *")
    → (Row(text="**[Harbour reopens](…)**", shown="Harbour reopens", links=(Link("Harbour reopens", "https://…"),), block=0),
       Row(text="After a year.", shown="After a year.", block=0), Row(kind="rule", block=1))

Wrappers of links are undone here. Pictures are left out, and so is what is no part of the letter: see `chaff`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from digest.ingest import addresses
from digest.ingest.markdown_text import address

Kind = Literal["text", "heading", "bullet", "rule"]

_LABEL = r"(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\])*"
_TARGET = r"\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"
_IMAGE = re.compile(rf"!\[{_LABEL}\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_LINK = re.compile(rf"(?<!!)(?<!\\)\[(?P<label>{_LABEL})\]{_TARGET}")
_HEADING = re.compile(r"#{1,6} +")
_BULLET = re.compile(r"(?:[-+*•·▪‣◦●○■►▶→»]|\d{1,3}\\?[.)]|\\[-+*])\s+|[•·▪‣◦●○■►▶](?=\S)")
_RULE = re.compile(r"\\?[^\w\s]{0,3}[-=_*~#+<>.\u2500-\u257f—–\\ ]{5,}(?P<words>(?:[^\W_].*?)?)[-=_*~#+<>.\u2500-\u257f—–\\ ]*")
_TABLE_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_MARKS = re.compile(r"\\(?=[^\w\s])|(?<!\\)(?:\*\*|~~|\*|`)")
_NUMBER = re.compile(r"[\W\d_]{1,4}")
"""Counts what follows, and says nothing."""
_ENTITY = {"&nbsp;": " ", "\u00a0": " "}


class Link(NamedTuple):
    """A link, with the words that show it."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of a letter."""

    text: str
    """Markdown, without the marks of a heading or a bullet."""
    shown: str
    """What a reader sees of it."""
    links: tuple[Link, ...] = ()
    block: int = 0
    """The number of the paragraph that it stands in."""
    kind: Kind = "text"
    bold: bool = False
    """All of it is bold."""


def rows(markdown: str) -> tuple[Row, ...]:
    """Take the Markdown of a letter apart; a rule that holds words (`---- Sponsor ----`) gives a rule and a row."""
    found: list[Row] = []
    for block, paragraph in enumerate(re.split(r"\n{2,}", markdown)):
        for line in _lines(paragraph):
            found += _row(line, block)
    return tuple(found)


def _lines(paragraph: str) -> Iterator[str]:
    """Give the lines of a paragraph; a table gives its cells."""
    for line in re.split(r"\\?\n", paragraph):
        line = line.strip()
        if line.startswith("|") and line.endswith("|") and line.count("|") > 1:
            yield from (cell.strip() for cell in re.split(r"(?<!\\)\|", line) if not _TABLE_RULE.fullmatch(line))
        else:
            yield line


def _row(line: str, block: int) -> Iterator[Row]:
    line = _IMAGE.sub("", line)
    line = _LINK.sub(_cleaned, line)
    line = re.sub(r"\*{4,}|(?<=\s)\*\*\s*\*\*(?=\s)", "", re.sub("^(?:> ?)+", "", line)).strip()
    rule = _RULE.fullmatch(line)
    if rule and not _LINK.search(line):
        yield Row(text="", shown="", block=block, kind="rule")
        line = rule["words"].strip()
    kind: Kind = "text"
    if heading := _HEADING.match(line):
        kind, line = "heading", line[heading.end() :]
    elif bullet := _BULLET.match(line):
        kind, line = "bullet", line[bullet.end() :]
    if not (shown := seen(line)) or _NUMBER.fullmatch(shown):
        return
    links = tuple(Link(seen(match["label"]), match["url"]) for match in _LINK.finditer(line) if seen(match["label"]))
    bare = line.strip(" \t:：.")
    yield Row(text=line, shown=shown, links=links, block=block, kind=kind, bold=bare.startswith("**") and bare.endswith("**") and bare.count("**") == 2)


def _cleaned(match: re.Match[str]) -> str:
    """Write a link to what it leads to in the end; one that shows nothing, or shares the letter, is left out."""
    url = match["url"].replace("\\&", "&")
    target = addresses.cleaned(url)
    shown = seen(match["label"])
    if not shown or addresses.is_share(url) or addresses.is_share(target):
        return ""
    if shown == url:  # a bare address
        return f"[{target.replace('_', chr(92) + '_')}]({address(target)})" if target != url else match[0]
    return f"[{match['label']}]({address(target)})"


def seen(markdown: str) -> str:
    """Give what a reader sees of a line of Markdown."""
    text = _LINK.sub(lambda match: match["label"], _IMAGE.sub("", markdown))
    for entity, letter in _ENTITY.items():
        text = text.replace(entity, letter)
    return " ".join(_MARKS.sub("", text).split())
