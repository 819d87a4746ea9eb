r"""The items of a round-up: what a letter says of each article that it links to. Pure.

An item is a title, an address, and the words between it and the next. Letters write that in few ways, and each of
them is a function here: the title is the link, the title is a heading and the link is called “read more”, title and
words stand above a bare address, a bullet holds one link, a section links to one page::

    find(rows("**[Harbour reopens](https://a.example/h)** (Gazette)\\\nAfter a year of works."))
    → (Item(title="Harbour reopens", url="https://a.example/h", texts=("After a year of works.",), source="Gazette"),)

A letter whose links stand within its sentences is an essay, and has no items: see `Found.is_roundup`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest.ingest import addresses
from digest.ingest import letter_items as look
from digest.ingest.letter_items import Item
from digest.ingest.letter_rows import Link, Row

_SHORT, _CARD = 60, 7
"""A title that is not marked as one is no longer than this, and has no more rows below it before its address comes."""
_SECTION = 200
"""A section that has more words than this is no item, though it links to one page."""
_SOURCED = 16
"""A bullet that ends in its link has as many letters before it, or they are no title."""
_BARE = 4
"""A title without a word below it that has fewer words is one of a menu, or of an advertisement."""
_LEAST, _MANY, _SHARE = 3, 5, 0.3
"""A letter is a round-up from so many items on (of bare titles it takes more), if they have this share of its words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a letter holds: items, and the paragraphs that belong to none."""

    items: tuple[Item, ...]
    prose: tuple[str, ...]

    @property
    def is_roundup(self) -> bool:
        """Whether the items are what the letter is for."""
        told = sum(look.count(f"{item.title} {' '.join(item.texts)}") for item in self.items)
        enough = len(self.items) >= _MANY or sum(bool(item.texts) for item in self.items) >= _LEAST
        return enough and told >= _SHARE * (told + sum(map(look.count, self.prose)))


def find(rows: Sequence[Row]) -> Found:
    """Find the items of a letter, in its order; each address and each title once."""
    reader = _Reader()
    for block in _blocks(rows):
        reader.read(block)
    reader.end()
    told = [item for item in _once(reader.items) if (item.texts or look.count(item.title) >= _BARE) and not look.is_paid(item)]
    return Found(items=tuple(told), prose=tuple(reader.prose))


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Part rows into paragraphs; a heading, a bullet and a rule each stand alone, and a bold row begins a paragraph."""
    block: list[Row] = []
    for row in rows:
        last = block[-1] if block else row
        begins = block and (row.block != last.block or row.kind != "text" or last.kind in ("heading", "rule") or look.is_all_title(row) or (row.bold and not last.bold))
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
        elif item := look.titled(block):
            self.end()
            self.items.append(item)
            self.open = None if look.closing(block[-1]) and len(block) > 1 else item
        elif first.kind == "bullet" and len(block) == 1:
            self._bullet(first)
        elif first.kind == "heading" or look.is_heading(block):
            self.end()
            self.head = first
            if link := look.closing(block[-1]) if len(block) > 1 else None:
                self._close(block[1:], link)
            else:
                self.below = list(block[1:])
        elif link := look.closing(block[-1]):
            self._close(block, link)
        elif self.head:
            self.below += block
        elif self.open and not look.is_label(block):
            self.open.texts += look.texts_of(block)
        elif self._may_be_titled() and not look.is_label(block):
            self.below += block
        else:
            self.end()
            self.below = list(block)

    def _may_be_titled(self) -> bool:
        """Whether a paragraph that reads like a title stands above, and its words and its address may follow."""
        row = self.below[0] if self.below and not self.open else None
        return row is not None and row.kind == "text" and len(row.shown) <= _SHORT and not row.links and not look.ENDS.search(row.shown) and len(self.below) <= _CARD

    def end(self) -> None:
        """Settle what waits: a section that links to one page is an item, all else is prose."""
        links = {link.url: link for row in self.below for link in row.links if look.leads(link)}
        texts = look.texts_of(self.below)
        if self.head and len(links) == 1 and texts and look.count(" ".join(texts)) <= _SECTION:
            self.items.append(Item(title=self.head.shown, url=next(iter(links)), texts=texts))
        else:
            self.prose += texts
        self.head, self.below, self.open = None, [], None

    def _bullet(self, row: Row) -> None:
        links = {link.url: link for link in row.links if look.leads(link)}
        if self.head and self.below and not all(one.kind == "bullet" for one in self.below):
            self.below.append(row)
        elif len(links) == 1:
            self.end()
            link = next(iter(links.values()))
            before = row.shown.partition(link.label)[0].rstrip(" ([–—-|:")
            if row.shown.rstrip(")]. ").endswith(link.label) and _SOURCED <= len(before) <= look.LONGEST_TITLE:
                self.items.append(Item(title=before, url=link.url, source=link.label if look.is_source(link.label) else ""))
            else:
                self.items.append(Item(title="", url=link.url, texts=[row.text]))
        elif self.open and not row.links and not look.is_label([row]):
            self.open.texts.append(f"- {row.text}")
        else:
            self.below.append(row)

    def _close(self, block: list[Row], link: Link) -> None:
        """Make an item of what stands above a link that does not say where it leads."""
        rest = look.without(block, link)
        if self.head:
            self._add(self.head, link, [*self.below, *rest])
        elif self.open:
            self.open.texts += look.texts_of(rest)
            look.dated(self.open)
            self.open = None
        elif rest and look.is_title(rest[0]) and (len(rest) > 1 or not look.ENDS.search(rest[0].shown)):
            self.prose += look.texts_of(self.below)
            self._add(rest[0], link, rest[1:])
        elif not rest and self.below and (self.below[-1].kind == "bullet" or (len(self.below) > 1 and look.is_title(self.below[0]))):
            at = len(self.below) - 1 if self.below[-1].kind == "bullet" else 0
            self.prose += look.texts_of(self.below[:at])
            self._add(self.below[at], link, self.below[at + 1 :])
        else:
            self.prose += look.texts_of([*self.below, *block])
            self.below = []

    def _add(self, title: Row, link: Link, rows: Sequence[Row]) -> None:
        """Add an item; one that has no words yet is open for those that follow."""
        item = look.dated(Item(title=title.shown, url=link.url, texts=look.texts_of(rows)))
        self.items.append(item)
        self.head, self.below, self.open = None, [], None if item.texts else item


def _once(items: Sequence[Item]) -> Iterator[Item]:
    """Give each article once: a table of contents names what comes below with more words."""
    best: dict[str, Item] = {}
    for item in items:
        keys = (addresses.canonical(item.url), item.title.casefold() or item.url)
        known = next((best[key] for key in keys if key in best), None)
        if known is None or len(" ".join(item.texts)) > len(" ".join(known.texts)):
            best |= dict.fromkeys([*keys, *(key for key, one in best.items() if one is known)], item)
    kept = {id(item) for item in best.values()}
    yield from (item for item in items if id(item) in kept)
