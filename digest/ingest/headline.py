"""A title and a summary out of an article's own sentences, for where its source gives none. Pure.

The title is the first sentence without who said so and without glosses, cut where a clause ends::

    "ByteDance Ltd (字節跳動) is in talks with Washington, the Wall Street Journal reported on Wednesday."
    → "ByteDance Ltd is in talks with Washington"

To recognise one more way of saying who said so, add a pattern to `_WHO_SAID_SO`; `_CUTS` lists where a title
may be cut, best first.
"""

from __future__ import annotations

import functools
import html
import itertools
import re
from collections.abc import Iterator

from digest.language import SPACELESS, each_sentence

_TITLE, _TITLE_HAN = 110, 80
"""Characters of a title; a letter of a script without spaces is twice as wide, and says more."""
_LONGEST_WORD = 200
LONGEST_SUMMARY = 280
_LONGEST_SENTENCE = 400
"""A first sentence up to this long is the summary, however long it is."""
_LOOKED_AT = 4_000
"""As many characters of a paragraph are looked at for a title and a summary."""

_FIRST = 1_500
"""The first sentence ends within as many."""

_SAID = r"(?:said|says?|reported|reports|announced|wrote|writes|noted|showed|shows|added|confirmed|claimed|stated|explained|warned|suggested)"
_DAY = r"(?:on|in|at|late|early|yesterday|today|this|last|earlier|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
_WHO_SAID_SO = tuple(
    re.compile(pattern)
    for pattern in (
        rf",[”\"]?\s+[^,;“”]{{1,90}}(?:, [^,;“”]{{1,80}},)?\s+{_SAID}(?:\s+{_DAY}[^;“”]*|,?\s+(?:citing|quoting|adding)\b[^;]*)?$",
        rf",[”\"]?\s+(?:{_SAID}|according to)\s+[^;“”]{{1,140}}$",
        r",[”\"]?\s+[^,;“”]{1,90}\s+told\s+(?![^,]*\b(?:that|to)\b)[^,;“”]{1,60}$",
        r",?\s+(?:according to|citing)\s+[^;“”]{1,140}$",
        r"^According to [^,]{1,100},\s+",
        r"[，,][^，。；]{0,24}(?:報導|报道|報道|表示|指出|說|说|稱|称|透露)(?:稱|称|說|说)?$",
        r"^[據据][^，]{1,24}(?:報導|报道|報道|消息|表示|指出)(?:指出|稱|称)?[，,]",
        r"(?:、|と)[^、。]{1,24}(?:が|は)?(?:報じた|伝えた)$",
    )
)
_SAYS_SO = re.compile(
    "said|say|report|announced|wrote|write|noted|show|added|confirmed|claimed|stated|explained|warned|suggested|ccording to|citing|told|"
    "報|报|表示|指出|說|说|稱|称|透露|據|据|伝えた"
)
"""One of these stands in all that is found there."""
_CONNECTIVE = re.compile(
    r"(?:Meanwhile|Separately|However|Moreover|Furthermore|Additionally|Also|In (?:related news|addition|particular|fact)),\s+"
)
_LEFT_AT_LEAST = 25
"""What is left of a sentence without its attribution has at least this width, or the attribution stays."""

_DATELINE = re.compile(
    r"(?:[A-Z][A-Z’'.-]{2,}(?:[ ,/]+(?:[A-Z][\w’'.-]*|\d{1,4}))*(?:,? \([A-Z][^()]{1,40}\))?|"
    r"[A-Z][\w’'.-]*(?:[ ,/]+(?:[A-Z][\w’'.-]*|\d{1,4}))* \([A-Z][^()]{1,40}\))\s?(?:—|–|--|-)\s*(?=[^a-z\s])|"
    r"[（(](?:中央社|新華社|新华社|中新社|路透|法新社|美聯社|共同社|記者|记者)[^）)]{0,40}[）)]\s*"
)

_CONJUNCTIONS = (
    "as|while|but|after|because|although|though|amid|despite|when|unless|before|since|until|whereas|following|barring|"
    "including|saying|adding|citing"
)
_PREPOSITIONS = "for|with|in|on|from|at|about|into|over|under|against|through|during|between|among|across|towards?|within"
_NO_CLAUSE = "".join(f"(?<!\\b{word}\\s)" for word in ("such", "well", "same", "much", "far", "as", "long", "soon", "the", "a"))
_NO_NOUN = "".join(f"(?<!{end}\\s)" for end in ("said", "says", "say", "ed", "ing", "claims", "contends", "means", "found", "shows", "so", "is"))
_CUTS = tuple(
    (re.compile(pattern), least)
    for pattern, least in (
        (rf"[;:]\s|\s?[—–]\s?|,\s(?=(?:{_CONJUNCTIONS}|which|whose?|where|if|so|and|or|with|by)\b)|[，；：。！？]", 36),
        (rf"[\s、](?:(?<=、)|(?=(?:{_CONJUNCTIONS})\b){_NO_CLAUSE})", 36),
        (rf"[\s,](?:(?<=,)\s|(?=that\b){_NO_NOUN})", 50),
        (rf"\s(?=(?:{_PREPOSITIONS}|to (?:an?|the|its|their|his|her|[A-Z¥$€£\d]\S*))\b)", 50),
    )
)
"""Where a title may be cut, best first, and how wide it is at least before such a cut."""

_INTRODUCTION = re.compile(
    r"(?:In|On|At|After|While|When|As|If|Despite|With|Since|For|By|Although|Though|Following|During|Under|Amid|Citing|Meanwhile|Because)\b[^,]*,\s"
)
_DANGLING = re.compile(
    r"\s+(?:\w+[’']s?|to [a-z]+|any|an?|the|to|of|in|on|at|by|for|from|with|and|or|but|as|than|that|which|who|is|are|was|were|be|been|has|have|had|"
    r"will|would|could|should|may|might|its|their|his|her|our|into|over|under|after|before|not|also|new|said)$"
)
_PAIRS = {"“": "”", "「": "」", "『": "』", "(": ")", "（": "）", "[": "]", "《": "》", "«": "»"}

_BRACKET = re.compile(r"\s?[(（]([^()（）]{1,80})[)）]")
_SPACED_SIGN = re.compile(r"[,.;:](?<=\s.)")
_INITIALS = re.compile(r"(?:\b[A-Z]\.){2}$")
_ASIDE = re.compile(r"\s[—–]\s[^—–]{1,150}\s[—–]\s")
_HAN = re.compile(rf"[{SPACELESS}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OTHER_SCRIPT = re.compile("[^\\W\\d_A-Za-zªºÀ-ɏ\u1e00-\u1eff]")
_WHOLE = re.compile(r"[.!?。！？؟۔।።](?:\s?[\"'”’»›」』)）】》\]])*$")
_NO_PROSE = re.compile(r"#|>|\||```|~~~|!\[|[-*_]{3,}\s*$|[-*+]\s|\d+[.)]\s|<!--|\{\{")
_MARKUP = re.compile(r"[\\*_`\[<&]")


def plain(markdown: str) -> str:
    """Take the marks off Markdown text of one paragraph; its spaces become single ones."""
    text = " ".join((re.sub(r"(?<!\\)\\\n", " ", markdown) if "\\\n" in markdown else markdown).split())
    if not _MARKUP.search(text):
        return text
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"(?<!\\)\[([^\]]*)(?<!\\)\](?:\([^)]*\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"(?<!\\)<(https?://[^>\s]+)>|(?<!\\)</?[A-Za-z][^<>]*>", r"\1", text)
    text = re.sub(r"(?<![\\\w])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2", text)
    text = re.sub(r"(?<!\\)`", "", text)
    text = re.sub(r"&#?\w+;", lambda match: html.unescape(match[0]), text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()


def lede(text: str) -> str:
    """Give the first paragraph of prose of a Markdown text, without marks, dateline and all beyond its first 4,000 characters."""
    paragraphs = list(filter(None, map(str.strip, text[: 5 * _LOOKED_AT].split("\n\n"))))
    prose = next((part for part in paragraphs if not _NO_PROSE.match(part)), "")
    found = prose or (paragraphs[0].lstrip("#>|-*+ ") if paragraphs else "")
    text = plain(found[:_LOOKED_AT])
    return text[match.end() :] if (match := _DATELINE.match(text)) else text


def without_glosses(text: str) -> str:
    """Take out what a bracket repeats in another script: `Jensen Huang (黃仁勳)`, `（TSMC, 台積電）`, `黃仁勳（Jensen Huang）`."""
    if "(" not in text and "（" not in text:
        return text
    bare = _BRACKET.sub("", text)
    han = 0 if bare.isascii() else len(_HAN.findall(bare))
    is_gloss = _is_latin if han and han > len(_LATIN.findall(bare)) else _OTHER_SCRIPT.search

    def thin(match: re.Match[str]) -> str:
        items = re.split(r"\s*[,;，；、/]\s*", match[1])
        kept = [item for item in items if not is_gloss(item)]
        return match[0] if len(kept) == len(items) else match[0].replace(match[1], ", ".join(kept)) if kept else ""

    return _BRACKET.sub(thin, text)


def _is_latin(text: str) -> bool:
    return bool(_LATIN.search(text)) and not _OTHER_SCRIPT.search(text)


def make_title(text: str, language: str) -> str:
    """Make a title from the first sentence of a plain text; empty where the text has none."""
    first = next(iter(_opening(text[:_FIRST], language)), "")
    bare = _BRACKET.sub("", first) if "(" in first or "（" in first else first
    bare = _ASIDE.sub(" ", bare) if "—" in bare or "–" in bare else bare
    sentence = (re.sub(r"\s+([,.;:])", r"\1", bare) if _SPACED_SIGN.search(bare) else bare).strip() or first
    sentence = _CONNECTIVE.sub("", _without_period(sentence), count=1)
    for pattern in _WHO_SAID_SO if _SAYS_SO.search(sentence) else ():
        rest = pattern.sub("", sentence)
        if width(rest) >= _LEFT_AT_LEAST or (_HAN.search(rest) and width(rest) >= 12):
            sentence = rest
    title = _repair(cut(sentence, _TITLE_HAN if len(_HAN.findall(sentence)) * 2 > len(sentence) else _TITLE))
    return title if not sentence[:1] or first.startswith(sentence[:1]) else title[:1].upper() + title[1:]


def make_summary(text: str, language: str, *, truncated: bool) -> str:
    """Give the first one or two whole sentences of a plain text, without glosses; nothing of a sentence that breaks off."""
    all_ = list(_opening(text[:_LOOKED_AT], language))
    if len(all_) < 3 and all_ and (truncated or len(text) >= _LOOKED_AT) and not _WHOLE.search(all_[-1]):
        all_.pop()
    if not all_ or (truncated and width(all_[0]) > _LONGEST_SENTENCE):
        return ""
    if width(all_[0]) > _LONGEST_SENTENCE:
        return _repair(cut(all_[0], LONGEST_SUMMARY)).rstrip("…") + "…"
    both = ("" if _HAN.search(all_[0][-2:]) else " ").join(all_[:2])
    return both if width(both) <= LONGEST_SUMMARY else all_[0]


@functools.lru_cache(maxsize=128)  # title and summary are made of the same, for some articles at a time
def _opening(text: str, language: str) -> tuple[str, ...]:
    """Give the first three sentences without glosses."""
    return tuple(itertools.islice(each_sentence(without_glosses(text), language), 3))


def width(text: str) -> int:
    """Count characters, those of scripts without spaces twice."""
    return len(text) + (0 if text.isascii() else len(_HAN.findall(text)))


def cut(text: str, limit: int) -> str:
    """Cut a text to about `limit` where a clause ends, else after a word with an ellipsis; a longer word stays whole."""
    if width(text) <= limit:
        return text
    wide = width if _HAN.search(text) else len
    introduction = match.end() if (match := _INTRODUCTION.match(text)) else 0
    for pattern, least in _CUTS:
        places = [n for n in _places(pattern, text, limit) if n > introduction + 20 and wide(text[:n]) >= least]
        if places:
            return _undangled(text[: places[-1]])
    fits = next(n for n in range(min(len(text), limit), -1, -1) if wide(text[:n]) <= limit)
    head = text[: fits + 1].rpartition(" ")[0]
    if width(head) < limit // 2:
        head = text[:fits] if _HAN.match(text[fits - 1]) else text[:_LONGEST_WORD].split(" ")[0]
    return head if head == text else _undangled(head) + "…"


def _undangled(text: str) -> str:
    while dangling := _DANGLING.search(text):
        text = text[: dangling.start()]
    return text.rstrip(" ,;:，；：、")


def _places(pattern: re.Pattern[str], text: str, limit: int) -> Iterator[int]:
    """Give the places of a cut that stand in no bracket and no quotation."""
    wide = width if _HAN.search(text) else len
    pairs = [pair for pair in _PAIRS.items() if pair[0] in text]
    for match in pattern.finditer(text, 0, limit + 40):
        head = text[: match.start()]
        if wide(head) <= limit and all(head.count(opening) <= head.count(closing) for opening, closing in pairs):
            yield match.start()


def _without_period(text: str) -> str:
    stripped = text.rstrip()
    ended = stripped.rstrip("\"”’」』)）")
    if not ended.endswith((".", "。", "．")) or ended.endswith((".。", ".．", "..")) or _INITIALS.search(stripped[-5:]):
        return stripped
    return ended[:-1] + stripped[len(ended) :]


def _repair(title: str) -> str:
    """Take off marks that lost their other half, and the full stop."""
    title = _without_period(title.strip(" ,;:，；：、—–"))
    for opening, closing in _PAIRS.items():
        if title.count(opening) != title.count(closing):
            title = title.replace(opening, "").replace(closing, "")
    if title.count('"') == 1:
        title = title.replace('"', "")
    return " ".join(title.split())
