"""The marks by which an editor parts a text file into articles: rules of dashes, form feeds, headers, wide gaps.

::

    Title: One            ─ a header block or front matter opens an article
    The first text.
    -----                 ─ a line of dashes, = * _ ~ # or a form feed ends one
    Two                   ─ two empty lines above a headline do so where one is usual
    ===                   ─ but a line under the first line marks the headline

`sections` cuts there and nowhere else; what stands between two marks may still hold several articles.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.ingest import header
from digest.ingest import paragraphs as look
from digest.ingest.raw import Evidence

_RULE = re.compile(r"\s{0,3}([-=*_~#+·•─━═—–])(?:\s?\1){2,}\s*|\f")
_PAUSE = re.compile(r"\s*(?:\* \* \*|• • •|· · ·|⁂)\s*")
"""A pause in one article, unless what stands below opens another."""


@dataclass(slots=True)
class Section:
    """What stands between two marks: the number of its first line, what its header says, its lines."""

    first: int
    found: header.Found = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def holds_text(self) -> bool:
        """Whether anything but its header stands in it."""
        return any(map(str.strip, self.lines))


def sections(text: str, path: str, *, markdown: bool = False) -> Iterator[Section]:
    """Part a text at its marks; in Markdown only front matter is one. Raises `DigestError` for front matter that is no YAML."""
    rows = text.replace("\f", "\n\f\n").split("\n") if not markdown else text.replace("\f", "\n").split("\n")
    marks = _Marks(rows, path, markdown)
    section = Section(1)
    n = number = 0
    while n < len(rows):
        head = marks.header(n, section)
        below = head[1] if head else n + 1
        if section.holds_text() and (head or marks.is_rule(n) or marks.is_wide_gap(n)):
            if not head and (title := marks.underlined(n, section)):
                section = Section(section.first, [*section.found, title])
            else:
                yield section
                section = Section(number + 1)
        if head:
            section.found += head[0]
        elif not marks.is_rule(n):
            section.lines.append(rows[n])
        if not section.holds_text():
            section.first = number + 2
        number += sum(2 if row == "\f" else 1 for row in rows[n:below]) - 2 * rows[n:below].count("\f")
        n = below
    if section.holds_text():
        yield section


class _Marks:
    """The lines of a file, and what of it stays the same while they are read."""

    def __init__(self, rows: Sequence[str], path: str, markdown: bool) -> None:
        self.rows, self.path, self.markdown = rows, path, markdown
        first = next((n for n, row in enumerate(rows) if row.strip()), 0)
        self.titled = header.opens_with_title(rows, first)
        self.usual_gap = _usual_gap(rows)
