"""What one paragraph tells about where an article begins: its words, how it opens, whether it breaks off.

`describe` asks each paragraph once, so that `pieces` can weigh the gaps between them. To have one more thing to
weigh, add a field to `Traits` and fill it in `_describe`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from digest.ingest import paragraphs as look
from digest.ingest.paragraphs import Paragraph

_WORD = re.compile(r"[^\W\d_][^\W_]{3,}(?:-[^\W_]+)*")
_ACRONYM = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]{1,2}\b")
_SPACELESS = re.compile(rf"[{look.SPACELESS}]+")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…。！？](?:(?<=[。！？])(?=.)|(?<=[.!?…])[\"”’')]*\s+(?=[^\W\da-z]|[\"“‘]))")
_INTRODUCED = re.compile(r"[(（]([A-Z]{2,8}(?=[,，)）])|[^()（）A-Za-z]{2,20}(?=[)）]))")
"""A short form or another script in brackets, as a name has it where it is first told."""

_COMMON = look.word_set(
    "a about above according across added adding after again against ago all almost along already also although always am among amid "
    "an and announced another any are around as asked at away back based be became because become been before began behind being "
    "believe below best better between both but by called came can cannot case cause change come comes could country countries "
    "current currently day days decision despite did different do does doing done down due during each early either end enough even "
    "ever every example expected face far few find first firm five following for former found four from full further gave general get "
    "give given go going good got government great group had half hand has have having he head held help her here high him his hold "
    "how however i if important in include included including increase industry into is issue it its itself just keep key know known "
    "large largest last late later latest lead least left less life like likely little local long look made main major make makes "
    "making man many market may meanwhile media members might million billion minister month months more most move much must nation "
    "national near nearly need never new news next no nor not nothing now number of off office official officials often old on once "
    "one only open or order other others our out over own part past people percent period place plan plans point policy possible "
    "power present president press problem process public put quarter rather recent recently report reported reporters reports result "
    "right rise role said same saw say saying says second see seen sell set seven several she should show shows side since six small "
    "so social some source sources state statement still such support sure system take taken team ten than that the their them "
    "themselves then there these they thing things think third this those though three through time times to today together told too "
    "took top toward total turn two under until up update us use used using very view want wanted was way ways we week weeks well "
    "went were what when where whether which while who whole whose why will with within without won work working world would year "
    "years yesterday yet you your company companies business monday tuesday wednesday thursday friday saturday sunday january "
    "february march april june july august september october november december jan feb aug sept oct nov dec"
)
"""Words that any two articles share."""

_GOES_ON = re.compile(
    r"(?:he|she|they|his|her|their|him|it|its|both|this|that|these|those|such|also|and|but|or|nor|so|yet|then|still|"
    r"however|meanwhile|moreover|furthermore|additionally|besides|nevertheless|nonetheless|instead|otherwise|thus|"
    r"therefore|hence|consequently|similarly|likewise|separately|elsewhere|afterward|afterwards|later|earlier|finally|"
    r"asked|in (?:addition|contrast|response|turn|particular|related news|other words|the meantime|fact|short|return)|"
    r"for (?:example|instance|now|its part|his part|her part)|on the other hand|as a result|at the same time|of course|"
    r"the (?:company|firm|group|report|statement|suit|lawsuit|study|move|ruling|order|decision|document|agreement|deal|"
    r"ministry|agency|court|bill|law|plan|proposal|former|latter|two|three|pair|new|other|same|researchers|authors|"
    r"journal|newspaper|official|spokes\w+|sources?|center|party)|another|other|others|"
    r"其中|此外|同時|同时|另外|不過|不过|但|而|然而|因此|他|她|該|该|對此|对此|至於|至于|一方面|また|しかし|一方|さらに|そして)\b"
    r"|[“\"‘'「『«„]",
    re.IGNORECASE,
)
"""How a paragraph begins that goes on with what stands above it."""

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_LEDE = re.compile(
    rf"\b(?:yesterday|today|tonight|on {_DAY}|{_DAY} (?:morning|afternoon|evening|night)|(?:last|this|next) (?:week|month|year|night)|"
    rf"early|late|the latest|recently)\b|\b{_DAY}[,.]|(?:昨|今)[天日]|\d+日"
)
"""The opening of a story tells when; in small letters."""
_WHEN = ("day", "night", "week", "month", "year", "early", "late", "recently", "天", "日")
"""One of these stands in all of that."""


class Traits(NamedTuple):
    """What is asked of one paragraph again and again."""

    words: frozenset[str]
    """Those that could tell one subject from another."""
    introduced: frozenset[str]
    """Short forms and other scripts in brackets: these names are told in full here."""
    length: int
    """In characters; a Chinese one says as much as three."""
    sentences: int
    broken: float
    """How surely it breaks off in mid-sentence, 0 to 1."""
    label: str
    """The capitals before its colon, if they are no speaker’s name."""
    caps: bool
    title: bool
    asks: bool
    prose: bool
    aside: bool
    """It only says who made a picture."""
    sign_off: bool
    byline: bool
    dateline: bool
    goes_on: bool
    lede: bool
    gap: int
    """Empty lines above it."""


def describe(paragraphs: Sequence[Paragraph]) -> list[Traits]:
    """Describe each paragraph. A label that comes back over short ones names a speaker, and is no kicker."""
    labels = [look.label(p.text) for p in paragraphs]
    counts = Counter(labels)
    speakers = {label for label, p in zip(labels, paragraphs, strict=True) if counts[label] > 1 and len(p.text) < 250}
    return [_describe(p, label, speakers) for p, label in zip(paragraphs, labels, strict=True)]


def _describe(paragraph: Paragraph, label: str, speakers: set[str]) -> Traits:
    text = paragraph.text
    title, caps = look.is_title(text), look.is_caps(text.rstrip(":："))
    if caps and text.endswith((":", "：")):
        label = text
    aside, sign_off, byline = look.is_credit(text), look.is_sign_off(text), bool(look.byline(text))
    goes_on = bool(_GOES_ON.match(text))
    return Traits(
        words=frozenset(_words(text)),
        introduced=frozenset(_INTRODUCED.findall(text)) if "(" in text or "（" in text else frozenset(),
        length=len(text) + (0 if text.isascii() else 2 * len(_HAN.findall(text))),
        sentences=1 + len(_SENTENCE_END.findall(text)),
        broken=look.breaks_off(text),
        label="" if label in speakers else label,
        caps=caps,
        title=title,
        asks=text.endswith(("?", "？")),
        prose=not (title or caps or aside or sign_off or byline),
        aside=aside,
        sign_off=sign_off,
        byline=byline,
        dateline=look.is_dateline(text),
        goes_on=goes_on and not label,
        lede=not title and len(text) >= 110 and not goes_on and _tells_when(text[:250].lower()),
        gap=paragraph.gap,
    )


def _tells_when(text: str) -> bool:
    return any(word in text for word in _WHEN) and bool(_LEDE.search(text))


def _words(text: str) -> set[str]:
    """Give the words that could tell one subject from another, shortened so that endings do not matter."""
    found: set[str] = set()
    if not text.isascii() and _SPACELESS.search(text):
        found.update(run[n : n + 2] for run in _SPACELESS.findall(text) for n in range(len(run) - 1))
        text = _SPACELESS.sub(" ", text)
    found.update([word.rstrip("s")[:7] for word in _WORD.findall(text.casefold()) if word not in _COMMON])
    found.update([word.casefold() for word in _ACRONYM.findall(text) if word.casefold() not in _COMMON])
    return found
