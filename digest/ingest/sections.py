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

_RULE = re.compile(r"\s{0,3}([-=*_~#+·•─━═—–])(?:\s?\1){2,}\s*")
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
    marks = _Marks(text.split("\n"), path, markdown)
    section = Section(1)
    n = 0
    while n < len(marks.lines):
        head = marks.header(n, section)
        is_rule = not head and marks.is_rule(n)
        if section.holds_text() and (head or is_rule or marks.is_wide(n)):
            title = None if head else marks.underlined(n, section)
            if not title:
                yield section
            section = Section(n + 1, [*section.found, title] if title else [])
        if head:
            section.found += head[0]
        elif not is_rule:
            section.lines.append(marks.lines[n].removeprefix("\f"))
        n = head[1] if head else n + 1
        if not section.holds_text():
            section.first, section.lines = n + 1, []
    if section.holds_text():
        yield section


class _Marks:
    """The lines of a file, and what holds for all of them."""

    def __init__(self, lines: Sequence[str], path: str, markdown: bool) -> None:
        self.lines, self.path, self.markdown = lines, path, markdown
        first = next((n for n, line in enumerate(lines) if line.strip()), 0)
        self.titled = header.opens_with_title(lines, first)
        self.usual_gap = _usual_gap(lines)

    def header(self, n: int, section: Section) -> tuple[header.Found, int] | None:
        """Read front matter or a header block that begins at line `n`, where one may: it opens an article."""
        if self.lines[n].rstrip() == "---":
            return header.front_matter(self.lines, n, self.path)
        opens = not section.holds_text() or (
            self.titled and not self.lines[n - 1].strip() and header.opens_with_title(self.lines, n)
        )
        return header.header_block(self.lines, n) if opens and not self.markdown and self.lines[n].strip() else None

    def is_wide(self, n: int) -> bool:
        """Whether more than a usual gap parts line `n` from those above it."""
        return not self.markdown and (self.lines[n].startswith("\f") or self._is_wide_gap(n))

    def is_rule(self, n: int) -> bool:
        """Whether a line is made of dashes or the like, and no pause within one article."""
        line = self.lines[n]
        if self.markdown or not _RULE.fullmatch(line):
            return False
        return not _PAUSE.fullmatch(line) or self._opens(self._below(n))

    def underlined(self, n: int, section: Section) -> tuple[str, Evidence] | None:
        """Give the headline where line `n` underlines it: it stands close above, alone in its article, and text below."""
        written = [line.strip() for line in section.lines if line.strip()]
        if len(written) != 1 or not self.is_rule(n) or self.lines[n - 1].strip() != written[0]:
            return None
        if not look.is_title(written[0]) or not self._below(n):
            return None
        return "title", Evidence(value=written[0], where="its underlined first line", sure=0.95)

    def _is_wide_gap(self, n: int) -> bool:
        """Whether line `n` could be a headline above text, below more empty lines than usual and two at least."""
        if n < 3 or not self.lines[n].strip() or self.lines[n - 1].strip() or self.lines[n - 2].strip():
            return False
        gap = next((k for k in range(n) if self.lines[n - 1 - k].strip()), n)
        return gap > self.usual_gap and self._opens(self.lines[n].strip()) and bool(self._below(n))

    def _below(self, n: int) -> str:
        return next((line.strip() for line in self.lines[n + 1 : n + 8] if line.strip()), "")

    def _opens(self, line: str) -> bool:
        return bool(look.is_title(line) or look.label(line) or look.is_dateline(line) or header.header_block([line], 0))


def _usual_gap(lines: Sequence[str]) -> float:
    """Give the usual number of empty lines between paragraphs; lines without one count where there are no single ones."""
    gaps, gap = [], 0
    for line in lines:
        if line.strip():
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    single = 1 in gaps[1:]
    inner = [gap for gap in gaps[1:] if gap or not single]
    return statistics.median(inner) if inner else 0
