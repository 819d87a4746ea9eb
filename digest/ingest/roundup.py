r"""The items of a round-up: what a letter says of each article that it links to. Pure.

An item is a title, an address, and the words between it and the next. Letters write that in few ways, and each of
them is a function here: the title is the link, the title is a heading and the link is called “read more”, title and
words stand above a bare address, a bullet holds one link, a section links to one page::

    find(rows("**[Harbour reopens](https://a.example/h)** (Gazette)\\\nAfter a year of works."))
    → (Item(title="Harbour reopens", url="https://a.example/h", texts=("After a year of works.",), source="Gazette"),)

A letter whose links stand within its sentences is an essay, and has no items: see `Found.is_roundup`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from digest.ingest import addresses, dates
from digest.ingest.letter_rows import Link, Row

_GENERIC = re.compile(
    r"(?:\W|\d+\.)*(?:(?:click|tap|go|see|look) )?(?:(?:to )?(?:read|learn|see|find out|view|get|watch|listen|continue|keep|download|check|more)\b.{0,40}|here|link|links?|more|details|full (?:story|article|text|answer|report)|"
    r"(?:the )?(?:whole|entire|complete|rest of the) (?:story|article|piece)|website|source|story|article|video|podcast|url|web ?site|discuss.{0,20}|comments?|"
    r"(?:hier )?(?:mehr|weiter)\b.{0,30}|weiterlesen.{0,20}|zum artikel|zum beitrag|lire\b.{0,30}|en savoir plus|la suite|leer\b.{0,30}|ver más|más información|leia\b.{0,20}|saiba mais|"
    r"leggi\b.{0,20}|continua.{0,20}|lees (?:meer|verder).{0,20}|czytaj.{0,20}|läs mer|читать.{0,20}|подробнее|阅读(?:全文|原文|更多)?|閱讀(?:全文|原文|更多)?|查看.{0,4}|更多|"
    r"全文|原文|続きを読む|もっと見る|詳細.{0,6}|記事を読む|더 ?보기|더 읽기|자세히 보기|원문.{0,4})\W*",
    re.IGNORECASE,
)
"""What a link is called that does not say where it leads."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:com|org|net|html?|php|asp)(?:/\S*)?", re.IGNORECASE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BETWEEN = re.compile(r"\s*(?:[:：–—|(（\[.·•!?…]|-\s|,\s)")
"""What parts a title from the words that follow it in its row."""
_SOURCE = re.compile(r"^\W*(?:[–—|(（\[-]|via|from|by)\s*(?P<name>[^()\[\]|]{2,40}?)[)）\]]?\W*$")
_NO_SOURCE = re.compile(r"\d|\b(?:read|min(?:ute)?s?|video|podcast|pdf|paywall|sponsor(?:ed)?|audio|hn|comments?|subscription|free|registration|opinion|thread)\b", re.IGNORECASE)
_ENDS = re.compile("[.!?。！？…:：;,][\"'”’)]*$")
_LATEST = dt.date(9999, 12, 31)

_LONGEST_TITLE = 180
_SHORT, _CARD = 60, 7
"""A title that is not marked as one is no longer than this, and has no more rows below it before its address comes."""
_LABEL_OF_PART = 45
"""A paragraph shorter than this that ends no sentence names a part of the letter."""
_SECTION = 200
"""A section that has more words than this is no item, though it links to one page."""
_A_DATE = 45
"""A line that is a date is no longer than this."""
_BARE = 4
"""A title without a word below it that has fewer words is one of a menu, or of an advertisement."""
_LEAST, _SHARE = 3, 0.3
"""A letter is a round-up from so many items on, if they have this share of its words."""


@dataclass(kw_only=True, slots=True)
class Item:
    """An article that a letter points to."""

    title: str
    """Empty where the letter gives it none, and its words are all there is."""
    url: str
    texts: list[str] = field(default_factory=list)
    """Paragraphs in Markdown."""
    source: str = ""
    date: str = ""
    """As the letter writes it."""
    by_title: bool = True
    """The title itself is the link, or stands above an address of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a letter holds: items, and the paragraphs that belong to none."""

    items: tuple[Item, ...]
    prose: tuple[str, ...]

    @property
    def is_roundup(self) -> bool:
        """Whether the items are what the letter is for."""
        told = sum(_words(f"{item.title} {' '.join(item.texts)}") for item in self.items)
        return len(self.items) >= _LEAST and told >= _SHARE * (told + sum(map(_words, self.prose)))


def find(rows: Sequence[Row]) -> Found:
    """Find the items of a letter, in its order; each address and each title once."""
    reader = _Reader()
    for block in _blocks(rows):
        reader.read(block)
    reader.end()
    told = [item for item in _once(reader.items) if item.texts or _words(item.title) >= _BARE]
    return Found(items=tuple(told), prose=tuple(reader.prose))


def _words(text: str) -> int:
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Part rows into paragraphs; a heading, a bullet and a rule each stand alone, and a bold row begins a paragraph."""
    block: list[Row] = []
    for row in rows:
        last = block[-1] if block else row
        begins = block and (row.block != last.block or row.kind != "text" or last.kind in ("heading", "rule") or _is_all_title(row) or (row.bold and not last.bold))
        if begins:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


class _Reader:
    """Reads a letter block by block: the items so far, the one that is open, and the heading that waits for its address."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.prose: list[str] = []
        self.open: Item | None = None
        self.head: Row | None = None
        self.below: list[Row] = []
        """Rows below the heading, or those of the last paragraph where there is none."""

    def read(self, block: list[Row]) -> None:
        first = block[0]
        if first.kind == "rule":
            self.end()
        elif item := _titled(block):
            self.end()
            self.items.append(item)
            self.open = None if _closing(block[-1]) and len(block) > 1 else item
        elif first.kind == "bullet" and len(block) == 1:
            self._bullet(first)
        elif first.kind == "heading" or _is_heading(block):
            self.end()
            self.head = first
            if link := _closing(block[-1]) if len(block) > 1 else None:
                self._close(block[1:], link)
            else:
                self.below = list(block[1:])
        elif link := _closing(block[-1]):
            self._close(block, link)
        elif self.head:
            self.below += block
        elif self.open and not _is_label(block):
            self.open.texts += _texts(block)
        elif self._may_be_titled() and not _is_label(block):
            self.below += block
        else:
            self.end()
            self.below = list(block)

    def _may_be_titled(self) -> bool:
        """Whether a paragraph that reads like a title stands above, and its words and its address may follow."""
        row = self.below[0] if self.below and not self.open else None
        return row is not None and row.kind == "text" and len(row.shown) <= _SHORT and not row.links and not _ENDS.search(row.shown) and len(self.below) <= _CARD

    def end(self) -> None:
        """Settle what waits: a section that links to one page is an item, all else is prose."""
        links = {link.url: link for row in self.below for link in row.links if _leads(link)}
        texts = _texts(self.below)
        if self.head and len(links) == 1 and texts and _words(" ".join(texts)) <= _SECTION:
            self.items.append(Item(title=self.head.shown, url=next(iter(links)), texts=texts, by_title=False))
        else:
            self.prose += texts
        self.head, self.below, self.open = None, [], None

    def _bullet(self, row: Row) -> None:
        links = {link.url: link for link in row.links if _leads(link)}
        if self.head and self.below and not all(one.kind == "bullet" for one in self.below):
            self.below.append(row)
        elif len(links) == 1:
            self.end()
            link = next(iter(links.values()))
            before = row.shown.partition(link.label)[0].rstrip(" ([–—-|:")
            named = row.shown.rstrip(")]. ").endswith(link.label) and len(before) > 15
            self.items.append(Item(title=before if named and len(before) <= _LONGEST_TITLE else "", url=link.url, texts=[] if named else [row.text],
                                   source=link.label if named and _is_source(link.label) else "", by_title=False))  # fmt: skip
        elif self.open and not row.links and not _is_label([row]):
            self.open.texts.append(f"- {row.text}")
        else:
            self.below.append(row)

    def _close(self, block: list[Row], link: Link) -> None:
        """Make an item of what stands above a link that does not say where it leads."""
        rest = _without(block, link)
        if self.head:
            self._add(self.head, link, [*self.below, *rest])
        elif self.open:
            self.open.texts += _texts(rest)
            _dated(self.open)
            self.open = None
        elif rest and _is_title(rest[0]) and (len(rest) > 1 or not _ENDS.search(rest[0].shown)):
            self.prose += _texts(self.below)
            self._add(rest[0], link, rest[1:])
        elif not rest and self.below and (self.below[-1].kind == "bullet" or (len(self.below) > 1 and _is_title(self.below[0]))):
            at = len(self.below) - 1 if self.below[-1].kind == "bullet" else 0
            self.prose += _texts(self.below[:at])
            self._add(self.below[at], link, self.below[at + 1 :])
        else:
            self.prose += _texts([*self.below, *block])
            self.below = []

    def _add(self, title: Row, link: Link, rows: Sequence[Row]) -> None:
        """Add an item; one that has no words yet is open for those that follow."""
        item = _dated(Item(title=title.shown, url=link.url, texts=_texts(rows)))
        self.items.append(item)
        self.head, self.below, self.open = None, [], None if item.texts else item


# --- what a block is


def _titled(block: Sequence[Row]) -> Item | None:
    """Read a block whose first words are a link that is a title."""
    first = block[0]
    link = next((link for link in first.links if _leads(link) and _is_name(link.label)), None)
    if not link:
        return None
    before, _, rest = first.shown.partition(link.label)
    begins = not re.search(r"\w", before) or (len(before) < 30 and before.rstrip().endswith((":", "：", "|", "]", ")")))
    parted = not rest.strip() or _BETWEEN.match(rest) or first.bold or first.kind == "heading" or f"**[{link.label}" in first.text or "]**" in first.text
    if not begins or not (parted or (first.kind == "bullet" and _words(link.label) > 3)):
        return None
    named = _SOURCE.match(rest) if rest else None
    alone = len(first.links) == 1 or re.search(r"[)）\]]\W*$", rest)
    source = named["name"].strip() if named and alone and _is_source(named["name"]) else ""
    texts = [] if not re.search(r"\w", rest) or source else [_after(first.text, link)]
    below = block[1:]
    if below and (closing := _closing(block[-1])):
        below = _without(below, closing)
    return _dated(Item(title=link.label, url=link.url, texts=[*texts, *_texts(below)], source=source))


def _after(text: str, link: Link) -> str:
    """Give what follows a link in the Markdown of its row."""
    at = text.find("](")
    end = text.find(")", at)
    while 0 <= end + 1 < len(text) and text.count("(", at, end + 1) > text.count(")", at, end + 1):
        end = text.find(")", end + 1)
    rest = text[end + 1 :].removeprefix("**").removeprefix("*").strip()
    return re.sub(r"^(?:[:：–—|·•,.-]|\\-)+\s*", "", rest)


def _closing(row: Row) -> Link | None:
    """Give the link that ends a row and does not say where it leads, or is a bare address."""
    links = [link for link in row.links if _leads(link)]
    generic = [link for link in links if _GENERIC.fullmatch(link.label) or _ADDRESS.fullmatch(link.label)]
    if not generic or len(generic) < len(links):
        return None
    rest = row.shown
    for link in row.links:
        rest = rest.replace(link.label, "", 1)
    ends = re.sub(r"\W+$", "", row.shown).endswith(re.sub(r"\W+$", "", generic[0].label))
    is_address = bool(_ADDRESS.fullmatch(generic[0].label))
    return generic[0] if len(rest.strip()) < 60 or (ends and not is_address) else None


def _without(block: Sequence[Row], link: Link) -> list[Row]:
    """Leave out a link that does not say where it leads, and what stands around it if that is no sentence."""
    kept = []
    for row in block:
        if link in row.links:
            text = re.sub(rf"\*{{0,2}}\[(?:[^\[\]\\]|\\.)*\]\({re.escape(link.url)}\)\*{{0,2}}", "", row.text).strip(" |»→>·-–—\\(")
            shown = row.shown.replace(link.label, "", 1).strip(" |»→>·-–—(")
            if not _words(shown) or (len(shown) < 30 and not re.search(r"\d", shown) and len(block) > 1):
                continue
            row = Row(text=text, shown=shown, block=row.block, kind=row.kind, bold=row.bold)
        kept.append(row)
    return kept


def _dated(item: Item) -> Item:
    """Take a row that is nothing but a date for the date of the item."""
    for n, text in enumerate(item.texts):
        lines = text.split("\\\n")
        for line in lines:
            if len(line) <= _A_DATE and not item.date and re.search(r"\d{4}", line) and dates.parse(line, _LATEST).when:
                item.date = line
                lines.remove(line)
                item.texts[n : n + 1] = ["\\\n".join(lines)] if lines else []
                return item
    return item


def _is_heading(block: Sequence[Row]) -> bool:
    first = block[0]
    return (first.bold or (first.kind == "bullet" and len(block) > 1)) and _is_title(first) and not first.links


def _is_all_title(row: Row) -> bool:
    """Whether a row is a link that is a title, and nothing else."""
    return len(row.links) == 1 and _is_name(row.links[0].label) and _words(row.shown) <= _words(row.links[0].label) + 1 and _leads(row.links[0])


def _is_label(block: Sequence[Row]) -> bool:
    row = block[0]
    return len(block) == 1 and len(row.shown) <= _LABEL_OF_PART and not _ENDS.search(row.shown) and not row.links


def _is_title(row: Row) -> bool:
    return len(row.shown) <= _LONGEST_TITLE and not (row.links and not row.bold) and not re.search(r"[.。]$|[.!?] [A-Z].*\w", row.shown) and bool(re.search(r"\w", row.shown))


def _is_name(label: str) -> bool:
    """Whether the words of a link can be a title: more than one, and not what links to anything are called."""
    enough = (len(label) >= 8 and len(label.split()) > 1) or len(_WIDE.findall(label)) >= 5
    return enough and len(label) <= _LONGEST_TITLE and not _GENERIC.fullmatch(label) and not _ADDRESS.fullmatch(label)


def _is_source(name: str) -> bool:
    return 0 < len(name.split()) <= 5 and not _NO_SOURCE.search(name) and not _ADDRESS.fullmatch(name) and bool(re.match("[^a-z]", name))


def _leads(link: Link) -> bool:
    """Whether a link may lead to an article: to a page of the web that is no outlet's front page."""
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and bool(parts.path.strip("/") or parts.query)


def _texts(rows: Sequence[Row]) -> list[str]:
    """Join rows to paragraphs again: those of one block are one, bullets are items of a list."""
    texts: list[str] = []
    before: Row | None = None
    for row in rows:
        if row.kind == "bullet":
            joined = "\n" if before and before.kind == "bullet" else None
            line = f"- {row.text}"
        else:
            joined = "\\\n" if before and before.block == row.block and before.kind == "text" else None
            line = row.text
        if texts and joined:
            texts[-1] += joined + line
        else:
            texts.append(line)
        before = row
    return texts


def _once(items: Sequence[Item]) -> Iterator[Item]:
    """Give each article once: a table of contents names what comes below with more words."""
    best: dict[str, Item] = {}
    for item in items:
        keys = (addresses.canonical(item.url), item.title.casefold() or item.url)
        known = next((best[key] for key in keys if key in best), None)
        if known is None or len(" ".join(item.texts)) > len(" ".join(known.texts)):
            best |= dict.fromkeys([*keys, *(key for key, one in best.items() if one is known)], item)
    seen: set[int] = set()
    for item in items:
        if any(one is item for one in best.values()) and id(item) not in seen:
            seen.add(id(item))
            yield item
