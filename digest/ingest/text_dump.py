r"""Plain text, as it was copied or dumped → `RawArticle`s. One file can hold several articles.

Marks come first: `sections` cuts at lines of dashes, headers and the like. Inside what they bound, `pieces`
finds borders that nothing marks. Of each piece `header` takes off what stands above the text, `teaser` parts kicker,
dek and text and mends the end. All text leaves here as Markdown that shows every character as it stood::

    parse(b"Title: A\\n\\nFirst.\\n\\nSecond.\\n", "a.txt")
    → (RawArticle(text="First.\\n\\nSecond.", evidence={"title": (Evidence(value="A", where="the line `Title:`"),)}),)

A file whose name ends in `.md` holds Markdown already: it is not parted by what it is, and nothing is escaped.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

from digest.errors import DigestError, problem
from digest.ingest import charset, header, pieces, teaser
from digest.ingest import paragraphs as look
from digest.ingest.markdown_text import escape_markdown
from digest.ingest.paragraphs import Paragraph
from digest.ingest.raw import Evidence, RawArticle
from digest.ingest.sections import Section, sections

MAX_BYTES = 50_000_000
MAX_LINE = 1_000_000
"""The longest line in characters: no paragraph of an article is as long as a book."""
MAX_TEXT = 4_000_000
"""The longest article in characters; the page that it becomes may have 5 MB."""

_KINDS = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "an archive or an office document"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"), (b"\xd0\xcf\x11\xe0", "an office document"), (b"{\\rtf", "rich text"), (b"\x1f\x8b", "a packed file"),
)  # fmt: skip
_SAVE = "save it as plain text in UTF-8"

_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff]")


def parse(data: bytes, path: str) -> tuple[RawArticle, ...]:
    """Find the articles of a plain text file. `path` is what complaints name.

    Raises `DigestError` where the file holds no text, or nothing that could be an article.
    """
    text, guess = _decode(data, path)
    markdown = path.lower().endswith((".md", ".markdown"))
    found: list[RawArticle] = []
    for section in sections(text, path, markdown=markdown):
        for article in _markdown_article(section) if markdown else _articles(section):
            if len(article.text) > MAX_TEXT:
                size = f"{len(article.text) / 1e6:.0f} million characters"
                cure = "part it with lines of `---`"
                raise DigestError(problem(path, f"the article that starts here has {size}", cure, line=section.first))
            found.append(article)
    if not found:
        raise DigestError(problem(path, "the file holds a header and no text", "write the text below it, or delete the file"))
    return tuple(
        dataclasses.replace(article, part=part, evidence={**article.evidence, **guess}) for part, article in enumerate(found, 1)
    )


def _decode(data: bytes, path: str) -> tuple[str, dict[str, tuple[Evidence, ...]]]:
    """Read bytes as text with plain newlines and without what cannot be seen; tell where the encoding was a guess."""
    if len(data) > MAX_BYTES:
        raise DigestError(problem(path, f"the file has {len(data) / 1e6:.0f} MB, and a text at most {MAX_BYTES // 1_000_000}", "part it"))
    kind = next((kind for magic, kind in _KINDS if data.startswith(magic)), "")
    if kind:
        raise DigestError(problem(path, f"the file is {kind}, no plain text", _SAVE))
    text, guess = _read_text(data, path)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DigestError(problem(path, "the file holds NUL characters: it is damaged, or no text", _SAVE, line=line))
    if any(mark in text for mark in "\r\x0b\x85\u2028"):
        text = _BREAKS.sub("\n", text)
    if not text.replace("\n", "").isprintable():
        text = _UNSEEN.sub("", text.replace("\u2029", "\n\n"))
    if "\f" in text:
        text = re.sub("(?<=[^\n])\f", "\n\f", text)
    if not text.strip():
        raise DigestError(problem(path, "the file is empty", "put the article's text into it, or delete it"))
    longest = max(text.split("\n"), key=len)
    if len(longest) > MAX_LINE:
        line = text.count("\n", 0, text.index(longest)) + 1
        size = f"{len(longest) / 1e6:.0f} million characters"
        raise DigestError(problem(path, f"one line has {size}: that is no paragraph of an article", "part it into lines", line=line))
    return text, guess


def _read_text(data: bytes, path: str) -> tuple[str, dict[str, tuple[Evidence, ...]]]:
    found = charset.decode(data)
    if found.lost is not None:
        line = data.count(b"\n", 0, found.lost) + 1
        raise DigestError(problem(path, "the file is in no encoding that is known, here at the latest", _SAVE, line=line))
    return found.text, {"charset": found.evidence} if found.evidence else {}


def _articles(section: Section) -> Iterator[RawArticle]:
    """Find the articles between two marks; a header belongs to the first of them."""
    whole = look.paragraphs(section.lines, section.first)
    starts = pieces.borders(whole)
    for n, (start, end) in enumerate(zip(starts, [*starts[1:], len(whole)], strict=True)):
        article = _article(whole[start:end], section.found if n == 0 else [], goes_on=end < len(whole))
        if article.text:
            yield article


def _article(paragraphs: Sequence[Paragraph], stated: header.Found, *, goes_on: bool) -> RawArticle:
    """Take one article apart; `goes_on` tells that another follows without a mark."""
    head, rest = header.read_head(paragraphs)
    texts = [paragraph.text for paragraph in rest]
    broken = look.breaks_off(texts[-1]) >= 0.6
    kicker, texts[0] = _split_kicker(texts[0], [*stated, *head], alone=len(texts) == 1)
    texts, truncated = teaser.finish([text for text in texts if text], broken=broken, goes_on=goes_on)
    body = "\n\n".join(map(escape_markdown, texts))
    return RawArticle(text=body, truncated=truncated, evidence=_by_field([*stated, *head, *kicker]))


def _split_kicker(text: str, known: header.Found, *, alone: bool) -> tuple[header.Found, str]:
    """Take kicker and dek off the first paragraph; give what they say and the text that is left."""
    fields = {name for name, _ in known}
    label = look.label(text)
    rest = text[text.index(label) + len(label) + 1 :].lstrip() if label else text
    found: header.Found = []
    if label:
        found = [("kicker", Evidence(value=label.strip("“”‘’\"'"), where="the capitals before the colon", sure=0.95))]
        if not alone and not look.ends(rest) and len(rest) < teaser.DEK.stop:
            field = "dek" if len(rest) >= 60 or not look.is_title(rest) else "title"
            return [*found, (field, Evidence(value=rest, where="its first line, after the kicker", sure=0.8))], ""
    if "dek" in fields or ("title" in fields and not label):
        return found, rest
    at, said = teaser.read_dek(rest, labelled=bool(label) or "kicker" in fields, alone=alone)
    return [*found, *(("dek", evidence) for evidence in said)], rest[at:]


def _markdown_article(section: Section) -> Iterator[RawArticle]:
    """Take an article that is Markdown as it stands; a first heading is its title."""
    lines = section.lines
    head: header.Found = []
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if match := re.fullmatch(r"# +(?P<title>.*?)(?: +#+)?", lines[first][:300].rstrip()):
        head = [("title", Evidence(value=match["title"], where="its heading", sure=0.95))]
        lines = lines[first + 1 :]
    if text := "\n".join(lines).strip("\n"):
        yield RawArticle(text=text.rstrip(), evidence=_by_field([*section.found, *head]))


def _by_field(found: header.Found) -> Mapping[str, tuple[Evidence, ...]]:
    fields = dict.fromkeys(name for name, _ in found)
    return {name: tuple(evidence for other, evidence in found if other == name) for name in fields}
