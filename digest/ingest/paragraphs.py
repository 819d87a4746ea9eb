"""The paragraphs of a plain text, and what each of them looks like: headline, kicker, dateline, broken off.

Some files have one paragraph a line, some put an empty line between paragraphs, some wrap their lines at 72
columns, some hold verse. `paragraphs` makes the same of all of them::

    paragraphs(["One sentence of prose", "that goes on here.", "", "Two."])
    → (Paragraph("One sentence of prose that goes on here.", line=1, gap=0), Paragraph("Two.", line=4, gap=1))

Every question about a paragraph (`ends`, `breaks_off`, `is_title` …) asks its words alone, never its neighbours.
To know one more sign-off, agency or full stop, add it to the table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FULL_STOPS = ".!?…。！？．｡؟۔।॥։።፧။។៕᙮"
"""The marks that end a sentence in any script."""

CLOSERS = "\"'”’»›」』）)】》］]}*_"
"""What may stand after a full stop. Thai and Lao have no full stops: see `_UNSTOPPED`."""

SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_UNSTOPPED = re.compile("[\u0e00-\u0eff]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_INNER_END = re.compile(
    rf"[{FULL_STOPS}](?:(?<=[a-z0-9\W_][.!?…])(?<!\b[MDSJ]r\.)(?<!\bMrs\.)(?<!\bM[sx]\.)(?<!\bSt\.)(?<!\b[NnVv][os]\.)['\"”’)]*\s+[^\W\d_a-z]|"
    rf"(?<=[{FULL_STOPS[4:]}])(?=\S))"
)
_NOTE = re.compile(rf"([{FULL_STOPS}][\"'”’]*)\s*(?:\d{{1,3}}|(?:[(\[][^()\[\]]{{1,90}}[)\]]\s*)+)$")
"""A footnote's number or a source in brackets behind the full stop."""
_NOTE_ENDS = frozenset(")] \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0")
_ENDS, _QUOTE_ENDS = frozenset(FULL_STOPS + ":：;；"), frozenset("\"”’»」』")

_DANGLING = re.compile(
    r"(?:^|\s)(?:an?|the|to|of|in|on|at|by|for|from|with|and|or|but|nor|as|than|that|which|who|whose|while|because|if|"
    r"is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|must|can|its|their|his|her|our|my|your|"
    r"it|he|she|they|there|"
    r"into|over|under|after|before|amid|among|between|through|during|against|about|not|also|including|"
    r"der|die|das|und|mit|von|le|la|les|et|des|du|de|el|los|las|y|con|por)$|[,，、(（\[“‘「『—–-]$"
)
_LIST_ITEM = re.compile(r"(?:[-*+•·‣▪◦●○■]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S|[①-⑳]")
_CREDIT = re.compile(
    r"(?:file )?(?:photo|photograph|image|picture|illustration|graphic|chart|video|caption|screen ?grab)s?"
    r"(?: (?:courtesy|credit|by)\b.*| ?[:/].*)|(?:照片|圖片|图片|圖|图|写真|사진)\s?[:：／/].*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"[(（\[]?(?:additional |with |other )?(?:reporting|editing|writing|compiled|translated|translation)(?: for \w+)? by\b.*|"
    r"[(（]?(?:reuters|ap|afp|cna|bloomberg|upi|ians|pti|dpa|efe|xinhua|kyodo|yonhap|agencies)[)）]?|staff writer\b.*|"
    r"[-—–#* ]*(?:30|ends?|#)[-—–#* ]*|\(end\)|(?:copyright|©|\(c\)) .*|all rights reserved.?|"
    r"[（(]?(?:責任編輯|责任编辑|編輯|编辑|編譯|编译|校對)\s?[:：／/].*",
    re.IGNORECASE,
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_AGENCY = r"(?:Reuters|AP|AFP|CNA|UPI|IANS|PTI|ANI|DPA|dpa|EFE|Xinhua|Kyodo|Yonhap|Bloomberg|TASS|ANSA|BBC|RTTNews|Jiji Press)"
_PLACE = r"[A-Z][\w'’.-]*(?:[ /,]+[A-Z][\w'’.-]*){0,5}"
_DATELINE = re.compile(
    rf"{_PLACE},? {_MONTH} \d{{1,2}}(?:, \d{{4}})? ?(?:\([A-Z][^()]{{1,30}}\)|--|[—–-] )|"
    rf"{_PLACE},? ?\({_AGENCY}\)|"
    rf"[A-Z][A-Z'’.-]{{2,}}(?:[ /,]+[A-Z][\w'’.-]*){{0,5}} ?(?:--|[—–])|"
    r"[（(](?:中央社|新華社|新华社|中新社|路透|法新社|美聯社|共同社|記者|记者)[^）)]{0,40}[）)]|"
    r"(?:中央社|新華社|新华社|中新社)[^。，]{0,16}[電电]"
)
_PERSON = r"[^\W\d_a-z][\w’'.-]*(?: (?:de|da|del|della|di|van|von|der|den|la|le|el|al|bin|ten|[^\W\d_a-z][\w’'.-]*)){0,4}"
_PEOPLE = rf"{_PERSON}(?:(?:, | and | & |, and | und | et | y | e ){_PERSON}){{0,4}}"
_JOB = r"(?:staff|contributing|senior|special)? ?(?:writers?|reporters?|correspondents?|editors?|news agency)"
_AGENCIES = "Reuters|AP|AFP|CNA|Bloomberg|UPI|Xinhua|Kyodo|Yonhap|Agencies|The Guardian|Deutsche Welle|NY Times News Service"
_BYLINES = (
    re.compile(rf"(?i:by|text by|words by|reported by):? (?P<who>{_PEOPLE})(?:(?:,| /|,? in| for| with| –| —) ?[^.]{{0,60}})?"),
    re.compile(rf"(?:Von|Par|Por|Di|Door|Av|Autor:|Text:) (?P<who>{_PEOPLE})"),
    re.compile(rf"(?P<who>{_PEOPLE})(?: ?/ ?|, )(?i:{_JOB})(?:,? (?:in|with) .{{1,40}})?"),
    re.compile(rf"(?P<who>(?i:{_JOB})(?:,? with .{{1,40}})?|(?:{_AGENCIES})(?:(?:, | and | with )[A-Z][\w .,’'-]{{1,40}})?)"),
    re.compile(
        r"[〔（(【]?(?:(?:本報|特派|實習)?(?:記者|记者)|文|作者|撰文|編譯|编译)[／/:：\s]*"
        r"(?P<who>[\u3400-\u9fff·]{2,8}(?:[、，,\s][\u3400-\u9fff·]{2,8}){0,3}?)"
        r"(?:[／/\s][\u3400-\u9fff、]{2,12})?(?:專題|综合|綜合)?(?:報導|报道|報道|電|电|撰文|編譯)?[〕）)】]?"
    ),
)
_AND = re.compile(r",? (?:and|und|et|y|e) |, | & |[、，,]|(?<=[\u3400-\u9fff])\s(?=[\u3400-\u9fff])")
_WHOLE_BYLINE = re.compile(rf"(?i:staff|contributing|senior|special)|(?:{_AGENCIES})\b|.* with ")
"""What is no list of persons."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+")
_ENDS_IN_ADDRESS = re.compile(r"(?:^|\s)(?:[@#]\w+|\S*\w(?:[.@/]\w+)+/?)$")
_NARROWEST, _WIDEST = 40, 120
"""Lines shorter or longer than this were not wrapped by hand; a Chinese character is two columns wide."""

_SUBJECT = re.compile(r"(?:It|He|She|They|This|These|There|We|I) [a-z]|[A-Z]\w+ (?:said|added) ")
"""So a sentence begins and a headline seldom does."""

_LONGEST_LABEL = 50
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its text (verse and lists keep their line ends), its first line in the file, empty lines above."""

    text: str
    line: int
    gap: int = 0


def paragraphs(lines: Sequence[str], first_line: int = 1) -> tuple[Paragraph, ...]:
    """Join wrapped lines, part what stands on lines of its own; `first_line` is the number of the first line."""
    blocks = list(_blocks(lines, first_line))
    width = _wrap_width([block for _, _, block in blocks])
    verse = len(blocks) > 1 and all(_is_verse(block) for _, _, block in blocks[1:])
    found: list[Paragraph] = []
    for line, gap, block in blocks:
        keep = _is_verse(block) and (verse or line != blocks[0][0])
        for offset, text in _part(block, width, keep):
            found.append(Paragraph(text, line + offset, gap if not offset else 0))
    return tuple(found)


def word_set(words: str) -> frozenset[str]:
    """Make a set of the words of a text, for the tables of those who look at paragraphs."""
    return frozenset(words.split())


def _blocks(lines: Sequence[str], first_line: int) -> Iterator[tuple[int, int, list[str]]]:
    """Give each run of lines without an empty one: number of its first line, empty lines above, the lines."""
    block: list[str] = []
    gap = 0
    for number, line in enumerate([*lines, ""], first_line):
        if line.strip():
            block.append(line.rstrip())
            continue
        if block:
            yield number - len(block), gap, block
            block, gap = [], 0
        gap += 1


def _wrap_width(blocks: list[list[str]]) -> int:
    """Find the column at which lines were wrapped by hand; 0 where they were not."""
    longest = max((len(line) for block in blocks for line in block), default=0)
    pairs = [(a, b) for block in blocks for a, b in itertools.pairwise(block) if not _LIST_ITEM.match(b.strip())]
    full = [pair for pair in pairs if _is_full(*pair, longest)]
    if not _NARROWEST <= longest * (2 if any(_HAN.search(a) for a, _ in full[:5]) else 1) <= _WIDEST or len(full) < 0.6 * len(pairs):
        return 0
    if sum(b.strip()[:1].isupper() for _, b in pairs) > 0.7 * len(pairs) > 2:
        return 0  # verse, or one sentence a line
    running_on = sum(not ends(a) for a, _ in full)
    return longest if running_on >= 0.4 * len(full) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted on this one."""
    if _HAN.search(line[-1:]):
        return len(line) >= width - 2
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - 3


def _is_verse(block: list[str]) -> bool:
    if len(block) < 3 or max(map(len, block)) > 80:
        return len(block) > 1 and all(_LIST_ITEM.match(line.strip()) for line in block)
    return sum(not ends(line) for line in block) * 2 >= len(block)


def _part(block: list[str], width: int, keep: bool) -> Iterator[tuple[int, str]]:
    """Give the paragraphs of a block with the offset of their first line."""
    start, text = 0, block[0].strip()
    for n, line in enumerate(block[1:], 1):
        before, words = block[n - 1], line.strip()
        if width and not _LIST_ITEM.match(words) and (_is_full(before, words, width) or (not ends(before) and words[0].islower())):
            text += ("" if _HAN.match(text[-1]) and _HAN.match(words) else " ") + words
        elif keep and not width:
            text += "\n" + words
        elif len(text) >= 40 and not ends(text) and words[0].islower() and words.split(maxsplit=1)[0].islower():
            text += " " + words
        else:
            yield start, text
            start, text = n, words
    yield start, text


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does: a full stop, a closing quotation mark, or a colon."""
    end = text[-120:]
    if end[-1:].isdigit() or end[-1:] in _NOTE_ENDS:
        end = _NOTE.sub(r"\1", end)
    bare = end.rstrip()
    inner = bare.rstrip(CLOSERS)
    return not inner or inner[-1] in _ENDS or bare[-1] in _QUOTE_ENDS


def breaks_off(text: str) -> float:
    """How surely a paragraph stops in mid-sentence, from 0 to 1. Verse, lists and headings do not."""
    if text.endswith(("[…]", "[...]", "(…)", "(...)")):
        return 1
    length = len(text) * (2 if _HAN.search(text[-3:]) else 1)
    if text.endswith(("…", "...")):
        return 0.55 if length >= 150 else 0.3
    if ends(text) or "\n" in text or _UNSTOPPED.search(text[-20:]) or is_credit(text) or _ENDS_IN_ADDRESS.search(text[-80:].rpartition(" ")[2]):
        return 0
    if text.endswith((")", "）")):
        length //= 3
    if text.endswith(("(", "（")):  # a gloss that another encoding has swallowed
        return 0.4
    dangles = bool(_DANGLING.search(text[-20:].rpartition(" ")[2])) and not _LIST_ITEM.match(text)
    inner = bool(_INNER_END.search(text))
    if inner and length >= 100:
        return 1.0 if dangles else 0.85 if length >= 250 else 0.7
    if dangles:
        return 0.8 if length >= 40 else 0.4
    if inner and length >= 20:
        return 0.4
    return 0.6 if length >= 220 else 0.3 if length >= 130 else 0


def label(text: str) -> str:
    """Give the kicker that opens a paragraph, the few words in capitals before a colon; empty where there is none."""
    head, colon, rest = text[: _LONGEST_LABEL + 2].replace("：", ":").partition(":")
    words = head.strip().strip("“”‘’\"'«»")
    if not colon or not words.isupper() or sum(map(str.isalpha, words)) < 3 or len(words.split()) > 7 or "\n" in head:
        return ""
    return head.strip() if rest[:1].isspace() and text[len(head) + 1 :].strip() else ""


def is_caps(text: str) -> bool:
    """Whether a line is a few words in capitals."""
    return text.isupper() and len(text) <= _LONGEST_LABEL and sum(map(str.isalpha, text)) >= 4


def is_credit(text: str) -> bool:
    """Whether a line only says who made the picture."""
    return len(text) <= 120 and bool(_CREDIT.fullmatch(text))


def is_sign_off(text: str) -> bool:
    """Whether a line is one that closes an article: agencies, editors, rights."""
    return len(text) <= 200 and bool(_SIGN_OFF.fullmatch(text))


def byline(text: str) -> list[str]:
    """Give the authors where a line says who wrote the article, and no one where it is no such line."""
    if not 4 <= len(text) <= 120 or (text.endswith((".", "。")) and not text.endswith("Jr.")):
        return []
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _BYLINES)), None)
    if not match:
        return []
    return [match["who"]] if _WHOLE_BYLINE.match(match["who"]) else _AND.split(match["who"])


def is_dateline(text: str) -> bool:
    """Whether a text opens with place and agency or day: `TAIPEI, Sept. 5 (Reuters) —`."""
    return bool(_DATELINE.match(text[:120]))


def is_address(text: str) -> bool:
    """Whether a line is a web or mail address and nothing else."""
    return bool(_ADDRESS.fullmatch(text.strip()))


def is_list_item(text: str) -> bool:
    """Whether a paragraph opens with a bullet or a number."""
    return bool(_LIST_ITEM.match(text))


def is_title(text: str) -> bool:
    """Whether a line could be a headline: short, no full stop or comma at its end, nothing that dangles."""
    if len(text) > _LONGEST_TITLE:
        return False
    length = len(text) if text.isascii() else len(text) + len(_HAN.findall(text))
    if not 3 <= length <= _LONGEST_TITLE or "\n" in text or not any(map(str.isalpha, text)):
        return False
    last = text.rstrip(CLOSERS)[-1:]
    if last in tuple(".…,;:，；：、。．।။።۔(（—–-") or (last in tuple("!?") and last != text[-1]) or _INNER_END.search(text):
        return False
    if length > 60 and _SUBJECT.match(text):
        return False
    other = byline(text) or is_credit(text) or is_sign_off(text) or is_address(text) or is_list_item(text) or label(text)
    return not other and not _DANGLING.search(text[-20:].rpartition(" ")[2]) and not text.split(maxsplit=1)[0].islower()
