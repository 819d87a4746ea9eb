r"""What the rows of a letter may be to an item of it: its title, its address, its words, its outlet, its day. Pure.

    titled([Row("[Harbour reopens](https://a.example/h) (Gazette)", …)])
    → Item(title="Harbour reopens", url="https://a.example/h", source="Gazette")

`roundup` asks this of one paragraph after the other. To know what “read more” is in another language, add it to `_GENERIC`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from digest.ingest import dates
from digest.ingest.letter_rows import Link, Row

_GENERIC = re.compile(
    r"(?:\W|\d+\.)*(?:(?:click|tap|go|see|look) )?(?:(?:to )?(?:read|learn|see|find out|view|get|watch|listen|continue|keep|download|check|"
    r"more)\b.{0,40}|here|link|links?|more|details|full (?:story|article|text|answer|report)|"
    r"(?:the )?(?:whole|entire|complete|rest of the) (?:story|article|piece)|website|source|story|article|video|podcast|url|web ?site|"
    r"discuss.{0,20}|comments?|"
    r"(?:hier )?(?:mehr|weiter)\b.{0,30}|weiterlesen.{0,20}|zum artikel|zum beitrag|lire\b.{0,30}|en savoir plus|la suite|leer\b.{0,30}|"
    r"ver más|más información|leia\b.{0,20}|saiba mais|"
    r"leggi\b.{0,20}|continua.{0,20}|lees (?:meer|verder).{0,20}|czytaj.{0,20}|läs mer|читать.{0,20}|подробнее|阅读(?:全文|原文|更多)?|閱讀(?:全文|原文|"
    r"更多)?|查看.{0,4}|更多|"
    r"全文|原文|続きを読む|もっと見る|詳細.{0,6}|記事を読む|더 ?보기|더 읽기|자세히 보기|원문.{0,4})\W*",
    re.IGNORECASE,
)
"""What a link is called that does not say where it leads."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+\.(?:com|org|net|html?|php|asp)(?:/\S*)?", re.IGNORECASE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BETWEEN = re.compile(r"\s*(?:[:：–—|(（\[.·•!?…]|-\s|,\s)")
"""What parts a title from the words that follow it in its row."""
_SOURCE = re.compile(r"^\W*(?:[–—|(（\[-]|via|from|by)\s*(?P<name>[^()\[\]|]{2,40}?)[)）\]]?\W*$")
_NO_SOURCE = re.compile(
    r"\d|\b(?:read|min(?:ute)?s?|video|podcast|pdf|paywall|sponsor(?:ed)?|audio|hn|comments?|subscription|free|registration|"
    r"opinion|thread)\b",
    re.IGNORECASE,
)
_PAID = re.compile(r"[(\[](?:sponsor(?:ed)?|ad|advertisement|promoted|partner|anzeige|werbung|publi(?:cité)?|publicidad|реклама|广告|廣告|広告|광고)[)\]]", re.IGNORECASE)
_OWN = re.compile(
    r"unsub|opt-?out|[/?&_](?:log-?in|sign-?(?:in|up)|subscribe|preferences|account|referral|forward)(?:[/?&=.]|$)|[?&]e-?mail=|"
    r"\?.*(?:%40|@)",
    re.IGNORECASE,
)
"""Stands in addresses at which a reader signs in, leaves, or is named."""
ENDS = re.compile("[.!?。！？…:：;,][\"'”’)]*$")
_LATEST = dt.date(9999, 12, 31)

LONGEST_TITLE = 180
_LABEL_OF_PART = 45
"""A paragraph shorter than this that ends no sentence names a part of the letter."""
_A_DATE = 45
"""A line that is a date is no longer than this."""


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


def count(text: str) -> int:
    """Count words; two letters of a script without spaces are one."""
    return len(text.split()) + len(_WIDE.findall(text)) // 2


def titled(block: Sequence[Row]) -> Item | None:
    """Read a block whose first words are a link that is a title."""
    first = block[0]
    link = next((link for link in first.links if leads(link) and _is_name(link.label)), None)
    if not link:
        return None
    before, _, rest = first.shown.partition(link.label)
    begins = not re.search(r"\w", before) or (len(before) < 30 and before.rstrip().endswith((":", "：", "|", "]", ")")))
    parted = not rest.strip() or _BETWEEN.match(rest) or first.bold or first.kind == "heading" or f"**[{link.label}" in first.text or "]**" in first.text
    if not begins or not (parted or (first.kind == "bullet" and count(link.label) > 3)):
        return None
    named = _SOURCE.match(rest) if rest else None
    alone = len(first.links) == 1 or re.search(r"[)）\]]\W*$", rest)
    source = named["name"].strip() if named and alone and is_source(named["name"]) else ""
    texts = [] if not re.search(r"\w", rest) or source else [_after(first.text, link)]
    below = block[1:]
    if below and (link_below := closing(block[-1])):
        below = without(below, link_below)
    return dated(Item(title=link.label, url=link.url, texts=[*texts, *texts_of(below)], source=source))


def _after(text: str, link: Link) -> str:
    """Give what follows a link in the Markdown of its row."""
    at = text.find("](")
    end = text.find(")", at)
    while 0 <= end + 1 < len(text) and text.count("(", at, end + 1) > text.count(")", at, end + 1):
        end = text.find(")", end + 1)
    rest = text[end + 1 :].removeprefix("**").removeprefix("*").strip()
    return re.sub(r"^(?:[:：–—|·•,.-]|\\-)+\s*", "", rest)


def closing(row: Row) -> Link | None:
    """Give the link that ends a row and does not say where it leads, or is a bare address."""
    links = [link for link in row.links if leads(link)]
    generic = [link for link in links if _GENERIC.fullmatch(link.label) or _ADDRESS.fullmatch(link.label)]
    if not generic or len(generic) < len(links):
        return None
    rest = row.shown
    for link in row.links:
        rest = rest.replace(link.label, "", 1)
    ends = re.sub(r"\W+$", "", row.shown).endswith(re.sub(r"\W+$", "", generic[0].label))
    is_address = bool(_ADDRESS.fullmatch(generic[0].label))
    return generic[0] if len(rest.strip()) < 60 or (ends and not is_address) else None


def without(block: Sequence[Row], link: Link) -> list[Row]:
    """Leave out a link that does not say where it leads, and what stands around it if that is no sentence."""
    kept = []
    for row in block:
        if link in row.links:
            text = re.sub(rf"\*{{0,2}}\[(?:[^\[\]\\]|\\.)*\]\({re.escape(link.url)}\)\*{{0,2}}", "", row.text).strip(" |»→>·-–—\\(")
            shown = row.shown.replace(link.label, "", 1).strip(" |»→>·-–—(")
            if not count(shown) or (len(shown) < 30 and not re.search(r"\d", shown) and len(block) > 1):
                continue
            row = Row(text=text, shown=shown, block=row.block, kind=row.kind, bold=row.bold)
        kept.append(row)
    return kept


def is_paid(item: Item) -> bool:
    """Whether an item says of itself that somebody paid for it."""
    return bool(_PAID.search(item.title) or (item.texts and _PAID.match(item.texts[0])))


def dated(item: Item) -> Item:
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


def is_heading(block: Sequence[Row]) -> bool:
    """Whether a paragraph begins with a title that is no link: in bold, or as a bullet that more rows belong to."""
    first = block[0]
    return (first.bold or (first.kind == "bullet" and len(block) > 1)) and is_title(first) and not first.links


def is_all_title(row: Row) -> bool:
    """Whether a row is a link that is a title, and nothing else."""
    return len(row.links) == 1 and _is_name(row.links[0].label) and count(row.shown) <= count(row.links[0].label) + 1 and leads(row.links[0])


def is_label(block: Sequence[Row]) -> bool:
    """Whether a paragraph names a part of the letter, and says nothing."""
    row = block[0]
    return len(block) == 1 and len(row.shown) <= _LABEL_OF_PART and not ENDS.search(row.shown) and not row.links


def is_title(row: Row) -> bool:
    """Whether a row can be a title: not long, and no sentence that ends in a full stop."""
    is_sentence = re.search(r"[.。]$|[.!?] [A-Z].*\w", row.shown)
    return len(row.shown) <= LONGEST_TITLE and (row.bold or not row.links) and not is_sentence and bool(re.search(r"\w", row.shown))


def _is_name(label: str) -> bool:
    """Whether the words of a link can be a title: more than one, and not what links to anything are called."""
    enough = (len(label) >= 8 and len(label.split()) > 1) or len(_WIDE.findall(label)) >= 5
    return enough and len(label) <= LONGEST_TITLE and not _GENERIC.fullmatch(label) and not _ADDRESS.fullmatch(label)


def is_source(name: str) -> bool:
    """Whether words beside a link can be an outlet's name, and not what kind of thing it is."""
    return 0 < len(name.split()) <= 5 and not _NO_SOURCE.search(name) and not _ADDRESS.fullmatch(name) and bool(re.match("[^a-z]", name))


def leads(link: Link) -> bool:
    """Whether a link may lead to an article: to a page of the web that is no outlet's front page, and no reader's own."""
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and bool(parts.path.strip("/") or parts.query) and not _OWN.search(link.url)


def texts_of(rows: Sequence[Row]) -> list[str]:
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
