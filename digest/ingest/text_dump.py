"""Plain text, as it was copied or dumped → `RawArticle`s. One file can hold several articles.

Marks come first: lines of dashes, form feeds, headers, wide gaps (`_sections`). Inside what they bound, `pieces`
finds borders that nothing marks. Of each piece `header` takes off what stands above the text, `teaser` parts kicker,
dek and text and mends the end. All text leaves here as Markdown that shows every character as it stood::

    parse(b"Title: A\\n\\nFirst.\\n\\nSecond.\\n", "a.txt")
    → (RawArticle(text="First.\\n\\nSecond.", evidence={"title": (Evidence(value="A", where="the line `Title:`"),)}),)

A file whose name ends in `.md` holds Markdown already: it is not parted by what it is, and nothing is escaped.
"""

from __future__ import annotations

import codecs
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.errors import DigestError, problem
from digest.ingest import header, pieces, teaser
from digest.ingest import paragraphs as look
from digest.ingest.paragraphs import Paragraph
from digest.ingest.raw import Evidence, RawArticle

MAX_BYTES = 50_000_000
MAX_LINE = 1_000_000
"""The longest line in characters: no paragraph of an article is as long as a book."""
MAX_TEXT = 4_000_000
"""The longest article in characters; the page that it becomes may have 5 MB."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_KINDS = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive or an office document"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"), (b"\xd0\xcf\x11\xe0", "an office document"), (b"{\\rtf", "rich text"), (b"\x1f\x8b", "a packed file"),
)  # fmt: skip
_SAVE = "save it as plain text in UTF-8"

_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff]")
_SEPARATOR = re.compile(r"\s{0,3}([-=*_~#+·•─━═—–])(?:\s?\1){2,}\s*")
_STARS = re.compile(r"\s*(?:\* \* \*|\*{3}|• • •|⁂)\s*")
"""Between two paragraphs of prose these are a pause in one article."""


@dataclass(slots=True)
class _Section:
    """What stands between two marks: the lines, the number of the first, and what its header says."""

    first: int
    found: header.Found = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def parse(data: bytes, path: str) -> tuple[RawArticle, ...]:
    """Find the articles of a plain text file. `path` is what complaints name.

    Raises `DigestError` where the file holds no text, or nothing that could be an article.
    """
    text, charset = _decode(data, path)
    markdown = path.lower().endswith((".md", ".markdown"))
    found: list[RawArticle] = []
    for section in _sections(text.split("\n"), path, markdown):
        for article in _markdown_article(section) if markdown else _articles(section):
            if len(article.text) > MAX_TEXT:
                size = f"{len(article.text) / 1e6:.0f} million characters"
                raise DigestError(problem(path, f"the article that starts here has {size}", "part it with lines of `---`", line=section.first))
            found.append(article)
    if not found:
        raise DigestError(problem(path, "the file holds a header and no text", "write the text below it, or delete the file"))
    return tuple(
        RawArticle(text=one.text, part=n, truncated=one.truncated, evidence={**one.evidence, **charset}) for n, one in enumerate(found, 1)
    )


def _decode(data: bytes, path: str) -> tuple[str, dict[str, tuple[Evidence, ...]]]:
    """Read bytes as text with plain newlines and without what cannot be seen; tell where the encoding was a guess."""
    if len(data) > MAX_BYTES:
        raise DigestError(problem(path, f"the file has {len(data) / 1e6:.0f} MB, and a text at most {MAX_BYTES // 1_000_000}", "part it"))
    kind = next((kind for magic, kind in _KINDS if data.startswith(magic)), "")
    if kind:
        raise DigestError(problem(path, f"the file is {kind}, no plain text", _SAVE))
    text, charset = _read_text(data, path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DigestError(problem(path, "the file holds NUL characters: it is damaged, or no text", _SAVE, line=line))
    text = _UNSEEN.sub("", _BREAKS.sub("\n", text).replace("\u2029", "\n\n"))
    if not text.strip():
        raise DigestError(problem(path, "the file is empty", "put the article's text into it, or delete it"))
    longest = max(text.split("\n"), key=len)
    if len(longest) > MAX_LINE:
        line = text.count("\n", 0, text.index(longest)) + 1
        size = f"{len(longest) / 1e6:.0f} million characters"
        raise DigestError(problem(path, f"one line has {size}: that is no paragraph of an article", "part it into lines", line=line))
    return text, charset


def _read_text(data: bytes, path: str) -> tuple[str, dict[str, tuple[Evidence, ...]]]:
    try:
        encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
        return data.decode(encoding), {}
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-8") and error.reason == "unexpected end of data" and error.end == len(data):
            return data[: error.start].decode(encoding), {}  # the dump was cut inside its last character
        line = data.count(b"\n", 0, error.start) + 1
        high = len(re.findall(rb"[\x80-\xff]", data))
        alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", data))
        if encoding == "utf-8" and alone > 0.8 * high and high < 0.2 * len(data) and not re.search(rb"[\x00-\x08\x81\x8d\x8f\x90\x9d]", data):
            said = Evidence(value="windows-1252", where="the bytes are not UTF-8 and look like it", sure=0.4)
            return data.decode("windows-1252"), {"charset": (said,)}
        raise DigestError(problem(path, "the file is not UTF-8 here", _SAVE, line=line)) from error


def _sections(lines: Sequence[str], path: str, markdown: bool) -> Iterator[_Section]:
    """Part a file at the marks that its editor made. A header without text belongs to what follows it."""
    section = _Section(1)
    titled = bool(lines) and header.opens_with_title(lines, next((n for n, line in enumerate(lines) if line.strip()), 0))
    usual_gap = _usual_gap(lines)
    n = 0
    while n < len(lines):
        line, empty = lines[n], not any(map(str.strip, section.lines))
        head = header.front_matter(lines, n, path) if line.rstrip() == "---" else None
        blank_above = empty or not lines[n - 1].strip()
        if not head and not markdown and line.strip() and blank_above and (empty or (titled and header.opens_with_title(lines, n))):
            head = header.header_block(lines, n)
        if head:
            if not empty:
                yield section
                section = _Section(n + 1)
            section = _Section(head[1] + 1, [*section.found, *head[0]])
            n = head[1]
            continue
        mark = not markdown and _is_mark(lines, n, section.lines)
        if (mark or "\f" in line or (not markdown and _is_wide_gap(lines, n, usual_gap))) and not empty:
            before, _, line = line.partition("\f") if "\f" in line else ("", "", "" if mark else line)
            section.lines.append(before)
            if not _is_underline(lines, n, section.lines):
                yield section
                section = _Section(n + 1)
        elif mark or "\f" in line:
            line = "" if mark else line.replace("\f", "")
        section.lines.append(line.replace("\f", ""))
        n += 1
    if any(map(str.strip, section.lines)):
        yield section


def _is_mark(lines: Sequence[str], n: int, above: Sequence[str]) -> bool:
    """Whether a line parts two articles: dashes and the like; three stars only before what opens an article."""
    line = lines[n]
    if not _SEPARATOR.fullmatch(line):
        return False
    if not _STARS.fullmatch(line):
        return True
    below = next((text.strip() for text in lines[n + 1 :] if text.strip()), "")
    opens = look.is_title(below) or look.label(below) or look.is_dateline(below) or header.header_block([below], 0)
    return bool(opens) or any(_STARS.fullmatch(text) and text.strip() == line.strip() for text in above) or True


def _is_underline(lines: Sequence[str], n: int, above: Sequence[str]) -> bool:
    """Whether a line of dashes stands close under the first line of an article: it underlines a headline."""
    written = [text.strip() for text in above if text.strip()]
    close = n > 0 and len(written) == 1 and lines[n - 1].strip() == written[0]
    return close and look.is_title(written[0]) and lines[n].strip()[:1] in "=-~" and bool(lines[n].strip())


def _usual_gap(lines: Sequence[str]) -> float:
    """Give the usual number of empty lines between paragraphs."""
    gaps: list[int] = []
    gap = 0
    for line in lines:
        if line.strip():
            gaps.append(gap)
            gap = 0
        else:
            gap += 1
    inner = [gap for gap in gaps[1:] if gap or 1 not in gaps]
    return statistics.median(inner) if inner else 0


def _is_wide_gap(lines: Sequence[str], n: int, usual_gap: float) -> bool:
    """Whether a line stands below a gap of two lines or more, wider than usual, and could be a headline above text."""
    if n < 2 or lines[n - 1].strip() or lines[n - 2].strip() or not lines[n].strip():
        return False
    gap = next(k for k in range(1, n + 1) if k == n or lines[n - k - 1].strip())
    below = next((line.strip() for line in lines[n + 1 : n + 8] if line.strip()), "")
    line = lines[n].strip()
    opens = look.is_title(line) or look.label(line)
    return gap > usual_gap and bool(opens) and bool(below) and (len(below) > len(line) or look.ends(below) or look.is_title(below))
