"""Where one article ends and the next begins in a text that marks no border.

Nothing in such a file says "new article", but much speaks for it or against it. `EVIDENCE` lists what is looked
at between two paragraphs and what it weighs; from `ENOUGH` on it is a border. The strongest single thing is a long
paragraph that breaks off in mid-sentence; the strongest against it are words that both sides share and that are
rare in this file, a name above all. To teach it something new, add a line to `EVIDENCE`.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.ingest import paragraphs as look
from digest.ingest.paragraphs import Paragraph

ENOUGH = 3.0
"""The weight of evidence that makes a border."""

_MOST_OF_WORDS = 2
"""What a line of `WORDS` can be worth."""

_WINDOW = 12
"""How many paragraphs above a gap are compared with those below it."""

_LEDE = re.compile(
    r"\b(?:yesterday|today|tonight|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:morning|night|evening|afternoon)|"
    r"(?:last|this|next) (?:week|month|year|night)|early|late|the latest|recently)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day[,.]|(?:昨|今)[天日]|\d+日", re.I)
_TOKEN = re.compile(rf"[{look.SPACELESS}]+|(?:(?![{look.SPACELESS}])[^\W\d_])(?:(?![{look.SPACELESS}])[\w’'.&-])*")
_SPACELESS = re.compile(rf"[{look.SPACELESS}]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')]*\s+(?=[^\W\da-z]|[\"“‘])|[。！？](?=.)")
_INTRODUCED = re.compile(r"[(（]([A-Z]{2,8}(?=[,，)）])|[^()（）A-Za-z]{2,20}(?=[)）]))")
"""A short form or another script in brackets, as a name has it where it is first told."""
_COMMON = frozenset(
    ["a", "about", "above", "according", "across", "added", "adding", "after", "again", "against", "ago", "all", "almost", "along", "already", "also", "although", "always", "am", "among", "amid", "an", "and", "announced", "another", "any", "are", "around", "as", "asked", "at", "away", "back", "based", "be", "became", "because", "become", "been", "before", "began", "behind", "being", "believe", "below", "best", "better", "between", "both", "but", "by", "called", "came", "can", "cannot", "case", "cause", "change", "come", "comes", "could", "country", "countries", "current", "currently", "day", "days", "decision", "despite", "did", "different", "do", "does", "doing", "done", "down", "due", "during", "each", "early", "either", "end", "enough", "even", "ever", "every", "example", "expected", "face", "far", "few", "find", "first", "firm", "five", "following", "for", "former", "found", "four", "from", "full", "further", "gave", "general", "get", "give", "given", "go", "going", "good", "got", "government", "great", "group", "had", "half", "hand", "has", "have", "having", "he", "head", "held", "help", "her", "here", "high", "him", "his", "hold", "how", "however", "i", "if", "important", "in", "include", "included", "including", "increase", "industry", "into", "is", "issue", "it", "its", "itself", "just", "keep", "key", "know", "known", "large", "largest", "last", "late", "later", "latest", "lead", "least", "left", "less", "life", "like", "likely", "little", "local", "long", "look", "made", "main", "major", "make", "makes", "making", "man", "many", "market", "may", "meanwhile", "media", "members", "might", "million", "billion", "minister", "month", "months", "more", "most", "move", "much", "must", "nation", "national", "near", "nearly", "need", "never", "new", "news", "next", "no", "nor", "not", "nothing", "now", "number", "of", "off", "office", "official", "officials", "often", "old", "on", "once", "one", "only", "open", "or", "order", "other", "others", "our", "out", "over", "own", "part", "past", "people", "percent", "period", "place", "plan", "plans", "point", "policy", "possible", "power", "present", "president", "press", "problem", "process", "public", "put", "quarter", "rather", "recent", "recently", "report", "reported", "reporters", "reports", "result", "right", "rise", "role", "said", "same", "saw", "say", "saying", "says", "second", "see", "seen", "sell", "set", "seven", "several", "she", "should", "show", "shows", "side", "since", "six", "small", "so", "social", "some", "source", "sources", "state", "statement", "still", "such", "support", "sure", "system", "take", "taken", "team", "ten", "than", "that", "the", "their", "them", "themselves", "then", "there", "these", "they", "thing", "things", "think", "third", "this", "those", "though", "three", "through", "time", "times", "to", "today", "together", "told", "too", "took", "top", "toward", "total", "turn", "two", "under", "until", "up", "update", "us", "use", "used", "using", "very", "view", "want", "wanted", "was", "way", "ways", "we", "week", "weeks", "well", "went", "were", "what", "when", "where", "whether", "which", "while", "who", "whole", "whose", "why", "will", "with", "within", "without", "won", "work", "working", "world", "would", "year", "years", "yesterday", "yet", "you", "your", "company", "companies", "business", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "aug", "sept", "oct", "nov", "dec"]
)
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


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is asked of one paragraph again and again."""

    words: frozenset[str]
    introduced: frozenset[str]
    length: int
    sentences: int
    broken: float
    label: str
    caps: bool
    title: bool
    prose: bool
    aside: bool
    sign_off: bool
    dateline: bool
    goes_on: bool
    lede: bool
    gap: int


@dataclass(frozen=True, slots=True)
class _Gap:
    """What one piece of evidence may look at: the article so far, the paragraph above, and what comes below."""

    above: Sequence[_Traits]
    before: _Traits
    below: Sequence[_Traits]
    rarity: Mapping[str, float]
    usual_gap: int
    teasers_only: bool

    @property
    def after(self) -> _Traits:
        return self.below[0]

    @property
    def body(self) -> _Traits:
        """The paragraph that may be a teaser: the first, or the one below its headline."""
        head, *rest = self.below
        headed = rest and head.title and (head.length >= 30 or head.words & rest[0].words)
        return rest[0] if headed and rest[0].broken >= 0.6 else head


@dataclass(frozen=True, slots=True)
class _File:
    """All paragraphs, how rare each word is among them, the usual gap, and from where on all of them break off."""

    traits: Sequence[_Traits]
    rarity: Mapping[str, float]
    usual_gap: int
    tail: int

    def gap(self, start: int, n: int) -> _Gap | None:
        """Describe the gap above paragraph `n` of an article that begins at `start`; `None` where no border can be."""
        above = self.traits[max(start, n - _WINDOW) : n]
        after = self.traits[n]
        before = next((t for t in reversed(above) if not t.aside and not t.sign_off), above[-1])
        teaser = bool(after.label) or (after.broken >= 0.6 and after.length >= 400)
        hangs = before.title and before is above[-1] and (after.gap > before.gap or teaser)  # it is no headline of what follows
        if after.aside or after.sign_off or not any(t.prose for t in above) or not (before.prose or hangs):
            return None
        end = next((m for m in range(n, min(n + _WINDOW, len(self.traits))) if self.traits[m].broken >= 0.8), n + _WINDOW)
        below = self.traits[n : end + 1]
        if not any(t.prose for t in below):
            return None
        return _Gap(above, before, below, self.rarity, self.usual_gap, self.tail <= n < len(self.traits) - 1)


def borders(paragraphs: Sequence[Paragraph]) -> tuple[int, ...]:
    """Give the index of the first paragraph of each article; the first is always 0."""
    traits = _traits(paragraphs)
    counts = Counter(word for t in traits for word in t.words)
    rarity = {word: math.log(1 + len(traits) / count) for word, count in counts.items()}
    usual_gap = round(statistics.median(t.gap for t in traits[1:])) if len(traits) > 1 else 0
    tail = next((n for n in range(len(traits), 0, -1) if traits[n - 1].broken < 0.6), 0)
    file = _File(traits, rarity, usual_gap, tail)
    starts = [0]
    for n in range(1, len(traits)):
        if _is_border(file, starts[-1], n):
            starts.append(n)
    return tuple(starts)


def _is_border(file: _File, start: int, n: int) -> bool:
    """Whether the evidence is enough; where words alone speak, also more than at the next two gaps."""
    gap = file.gap(start, n)
    if gap is None:
        return False
    marks = worth = sum(weigh(gap) for _, weigh in MARKS)
    for left, (_, weigh) in zip(range(len(WORDS), 0, -1), WORDS, strict=True):
        if worth + _MOST_OF_WORDS * left < ENOUGH:
            return False
        worth += weigh(gap)
    if worth < ENOUGH:
        return False
    next_gaps = (file.gap(start, m) for m in (n + 1, n + 2) if m < len(file.traits))
    return marks >= 1 or all(worth - marks >= _words_worth(other) for other in next_gaps if other)


def _words_worth(gap: _Gap) -> float:
    return sum(weigh(gap) for _, weigh in WORDS)


def _breaks_off(gap: _Gap) -> float:
    return 3 * gap.before.broken if not gap.before.title else 1


def _kicker(gap: _Gap) -> float:
    if not gap.after.label:
        return 0
    return 2.5 if gap.after.length >= 200 or (gap.after.caps and len(gap.below) > 1 and gap.below[1].length >= 200) else 1


def _headline(gap: _Gap) -> float:
    """Weigh a headline: it is longer than a subheading, and the paragraph below says it again."""
    after, next_ = gap.after, gap.below[1] if len(gap.below) > 1 else gap.after
    if after.caps and next_.title and not next_.caps:
        return 3
    if not (after.title or after.caps) or not next_.prose or next_.length < 60:
        return 0
    return 0.5 + (after.length >= 30) + 1.5 * (len(after.words & next_.words) >= 2)


def _lede(gap: _Gap) -> float:
    return 0.7 if gap.after.lede else 0


def _dateline(gap: _Gap) -> float:
    return 2.5 if gap.after.dateline or (gap.after.title and any(t.dateline for t in gap.below[1:2])) else 0


def _signed_off(gap: _Gap) -> float:
    return 2 if gap.above[-1].sign_off or gap.before.sign_off else 0


def _wider_gap(gap: _Gap) -> float:
    return 1 if gap.after.gap > gap.usual_gap else 0


def _run_together(gap: _Gap) -> float:
    """Weigh a paragraph that is long where those above are short, as a teaser among articles is."""
    usual = statistics.median(t.length for t in gap.above if t.prose)
    if gap.body.sentences < 2 or gap.body.length < max(350, 2 * usual):
        return 0
    return 1.5 if gap.body.length >= 3 * usual else 1


def _among_broken(gap: _Gap) -> float:
    """Weigh a long paragraph that breaks off: teasers do, and stand together at the end of a file."""
    if gap.body.broken < 0.6 or gap.body.length < 250:
        return 0
    if gap.before.broken >= 0.6:
        return 1 if min(gap.before.length, gap.body.length) >= 400 else 0
    return (1.5 if gap.body.length >= 400 else 1) + (2 if gap.teasers_only else 0)


def _introduced_again(gap: _Gap) -> float:
    known = frozenset().union(*(t.introduced for t in gap.above))
    return 2 if gap.after.introduced & known else 0


def _goes_on(gap: _Gap) -> float:
    return -1.5 if gap.after.goes_on else 0


def _shared_words(gap: _Gap) -> float:
    """Weigh how many words of what comes below the article has had: 2 where none, -2 from a fifth on."""
    known = frozenset().union(*(t.words for t in gap.above))
    alone = gap.after.broken or gap.after.label or len(gap.below) == 1
    words = frozenset().union(*(t.words for t in (gap.below[:1] if alone else gap.below[:3])))
    told = min(1, len(known) / 50, len(words) / 10)
    return max(-2.5, told * _MOST_OF_WORDS - 20 * _share(words, known, gap.rarity)) if words else 0


def _shared_theme(gap: _Gap) -> float:
    """Weigh what each side keeps coming back to, and whether the other side knows of it."""
    above, below = (Counter(w for t in side for w in t.words) for side in (gap.above, gap.below))
    shares = [_carried(above, below, gap.rarity), _carried(below, above, gap.rarity)]
    return max(-2.5, _MOST_OF_WORDS - 12 * max(shares)) if min(shares) >= 0 else 0


def _carried(side: Counter[str], other: Counter[str], rarity: Mapping[str, float]) -> float:
    theme = {word: n * rarity[word] for word, n in side.items() if n > 1}
    if len(theme) < 4:
        return -1
    return sum(weight for word, weight in theme.items() if word in other) / sum(theme.values())


def _share(words: frozenset[str] | set[str], known: frozenset[str] | Counter[str], rarity: Mapping[str, float]) -> float:
    """Give the part of `words` that is known, where a word weighs more the rarer it is in this file."""
    whole = sum(rarity[word] for word in words)
    return sum(rarity[word] for word in words if word in known) / whole if whole else 0


MARKS: tuple[tuple[str, Callable[[_Gap], float]], ...] = (
    ("the paragraph above breaks off", _breaks_off),
    ("a kicker in capitals opens it", _kicker),
    ("a headline opens it", _headline),
    ("it tells when, as the opening of a story does", _lede),
    ("a dateline opens it", _dateline),
    ("the article above is signed off", _signed_off),
    ("the gap is wider than usual", _wider_gap),
    ("it is much longer than the paragraphs above", _run_together),
    ("it breaks off itself", _among_broken),
    ("it introduces a name that was introduced above", _introduced_again),
    ("it opens as a sentence that goes on", _goes_on),
)
WORDS: tuple[tuple[str, Callable[[_Gap], float]], ...] = (
    ("few of its words stand above", _shared_words),
    ("what is told above is told below no more", _shared_theme),
)
"""What speaks for a border between two paragraphs (positive) or against it (negative), and how much."""


def _traits(paragraphs: Sequence[Paragraph]) -> list[_Traits]:
    """Describe each paragraph. A label that comes back over short ones names a speaker, and is no kicker."""
    labels = Counter(look.label(p.text) for p in paragraphs)
    speakers = {look.label(p.text) for p in paragraphs if len(p.text) < 250 and labels[look.label(p.text)] > 1}
    return [_trait(p, speakers) for p in paragraphs]


def _trait(paragraph: Paragraph, speakers: set[str]) -> _Traits:
    text = paragraph.text
    title, label, caps = look.is_title(text), look.label(text), look.is_caps(text.rstrip(":："))
    if caps and text.endswith((":", "：")):
        label = text
    aside = look.is_credit(text)
    words = frozenset(_words(text))
    return _Traits(
        words=words,
        introduced=frozenset(match[1] for match in _INTRODUCED.finditer(text)),
        length=len(text) + len(_HAN.findall(text)),
        sentences=1 + sum(1 for _ in _SENTENCE_END.finditer(text)),
        broken=look.breaks_off(text),
        label="" if label in speakers else label,
        caps=caps,
        title=title,
        prose=not title and not caps and not aside and not look.is_sign_off(text),
        aside=aside,
        sign_off=look.is_sign_off(text),
        dateline=look.is_dateline(text),
        goes_on=bool(_GOES_ON.match(text)) and not label,
        lede=not title and len(text) >= 110 and bool(_LEDE.search(text[:250])) and not _GOES_ON.match(text),
        gap=paragraph.gap,
    )


def _words(text: str) -> Iterator[str]:
    """Give the words that could tell one subject from another, shortened so that endings do not matter."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if _SPACELESS.match(token):
            yield from (token[n : n + 2] for n in range(len(token) - 1))
            continue
        word = token[:-2] if token.endswith(("’s", "'s")) else token.rstrip(".&-’'")
        if len(word) >= 4 or (len(word) >= 2 and word.isupper()):
            plain = word.casefold()
            if plain not in _COMMON:
                yield plain[:7]
