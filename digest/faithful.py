r"""Whether a summary says only what its text says: each number, day, name and quotation in it must stand there. Pure.

    unsupported("Seven of the 12 ships, “a great loss”, sank on 3 May.", text)
    → (Claim(kind="number", words="Seven"), Claim(kind="quotation", words="a great loss"))

How something is written makes no difference: `1.2 million` stands for `1,200,000`, `three` for `3`, `Sept. 3` for
`2020-09-03`, one kind of quotation mark for another. A number that was rounded does not stand in the text. What
this cannot see: a sentence that puts true names and numbers together wrongly, and, in scripts without capitals, a
name that nobody speaks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from digest import figures

Kind = Literal["number", "date", "name", "quotation"]

_QUOTED = re.compile(
    "“(?P<a>[^“”]+)”|„(?P<b>[^„“”]+)[“”]|«\\s?(?P<c>[^«»]+?)\\s?»|「(?P<d>[^「」]+)」|『(?P<e>[^『』]+)』|\"(?P<f>[^\"]+)\"|"
    "(?<!\\w)[‘'](?P<g>[^‘’'\\s]+(?:\\s[^‘']+?)+)[’'](?!\\w)"
)
_LEFT_OUT = re.compile(r"\s*(?:…|\.{3}|\[[^\[\]]*\]|\([^()]*\))\s*")
_CODE = re.compile(r"(?<![A-Za-z0-9_.])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
"""Letters and figures in one word: `F-16`, `5G`, `Covid-19`."""
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th|er|s|k|m|bn|mn|b|tn|km|kg|cm|mm|mw|gw|kw|ha|am|pm|[-‑–]\w+)", re.IGNORECASE)
_TOKEN = re.compile(r"(?<!\w)[^\W\d_]+(?:[.'’-][^\W\d_]+)*(?!\w)\.?")
_SENTENCE = re.compile(r"(?:^|[.!?…:]['\"”’)]*\s+|[。！？]|[“„«\"‘]\s?)(?=\S)")
_HAN_NAME = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2})(?:表示|说|說|指出|稱|称|认为|認為|宣布|强调|強調|透露)|(?P<foreign>[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+)|"
    "(?P<kana>[\u30a1-\u30fa]{2,}ー?[\u30a1-\u30fc]+)"
)
_MARKUP = re.compile(r"\]\([^()\s]*\)|https?://\S+|(?<!\\)[*`#>\[\]]|\\(?=[^\w\s])|~~")
_FUNCTION = frozenset(
    re.split(
        " ",
        "a about above after again against all also although amid among an and another any are as at because been before behind below besides "
        "between both but by can could despite did do does during each either every few following for former four from further had has have he "
        "her here hers his how however i if in instead into is it its just last later less many may meanwhile more most much must my near neither "
        "never new next no nor not now of off officials on once one only or other others our over own people per plans police rather researchers "
        "said same scientists several she should since so some still such than that the their them then there these they this those though through "
        "throughout to today too toward under unlike until up upon us was we were what when where whether which while who whose why will with within "
        "without would yet you your il la le les un une des du en dans par pour sur avec ce cette ces elle ils elles mais et ou selon après avant "
        "el los las una del al por para con según tras pero su sus este esta der die das ein eine im am bei nach vor mit und oder aber wie "
        "в на по из для при после перед и но он она они это как",
    )
)
"""Words that begin a sentence with a capital and name nobody."""
_APOSTROPHE = re.compile("['’]")
_ELIDED = re.compile("^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|dall|dell|all|nell|sull|un)['’]", re.IGNORECASE)
"""An article or a preposition that lost its vowel, in French and Italian."""
_PRONOUNS = frozenset(("i", "we", "it", "he", "she", "they", "you", "that", "there", "what", "who"))
_NOUNS_ARE_CAPITALS = frozenset(("de", "lb"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Something that a summary says and its text does not."""

    kind: Kind
    words: str


def unsupported(summary: str, text: str, language: str = "") -> tuple[Claim, ...]:
    """Say what a summary claims beyond its text, which may be Markdown; nothing where all of it stands there."""
    plain = _plain(text)
    return tuple(dict.fromkeys([*_numbers(summary, plain), *_days(summary, plain), *_quotations(summary, plain), *_names(summary, plain, language)]))


def told(claims: tuple[Claim, ...]) -> str:
    """Word what a text lacks, for a person: `the text has no “seven” (number), no “a great loss” (quotation)`."""
    return "the text has " + ", ".join(f"no “{claim.words}” ({claim.kind})" for claim in claims)


def _plain(text: str) -> str:
    return _MARKUP.sub(" ", text)


def _folded(text: str) -> str:
    """Write letters without case and accents, all quotation marks as none, all blanks as one."""
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join(re.sub("[“”„«»‘’\"'「」『』‹›]", "", re.sub("[‐-―−]", "-", text)).split())


# --- what a summary can claim


def _numbers(summary: str, text: str) -> Iterator[Claim]:
    found = figures.numbers(text)
    said = {value for number in found for value in number.values}
    percents = {value for number in found if number.percent for value in number.values}
    days = figures.days(summary)
    for number in figures.numbers(summary):
        of_day = any(number.text in day.text for day in days)
        stands = number.values & (percents if number.percent else said)
        if number.is_claim and not stands and not of_day:
            yield Claim(kind="number", words=number.text)
    folded = _folded(text)
    for match in _CODE.finditer(summary):
        word = _folded(match[0])
        if not _COUNTED.fullmatch(match[0]) and word not in folded and word.replace("-", "") not in folded.replace("-", "").replace(" ", ""):
            yield Claim(kind="number", words=match[0])


def _days(summary: str, text: str) -> Iterator[Claim]:
    known = figures.days(text)
    years = {int(value) for number in figures.numbers(text) for value in number.values if value.denominator == 1} | {day.year for day in known}
    claimed: dict[str, bool] = {}
    for day in figures.days(summary):
        same = [other for other in known if (other.month, other.day) == (day.month, day.day)]
        stands = any(not day.year or day.year == other.year or (not other.year and day.year in years) for other in same)
        claimed[day.text] = claimed.get(day.text, False) or stands
    yield from (Claim(kind="date", words=words) for words, stands in claimed.items() if not stands)


def _quotations(summary: str, text: str) -> Iterator[Claim]:
    folded = _folded(text)
    for match in _QUOTED.finditer(_plain(summary)):
        words = next(group for group in match.groups() if group)
        parts = [_folded(part).strip(" .,;:!?。，、；：！？-") for part in _LEFT_OUT.split(words)]
        at = 0
        for part in filter(None, parts):
            at = folded.find(part, at)
            if at < 0:
                yield Claim(kind="quotation", words=words)
                break


def _names(summary: str, text: str, language: str) -> Iterator[Claim]:
    """Find words with a capital that the text has in no form; the first of a sentence counts if it is no common word."""
    folded = _folded(text)
    words = {word for form in (folded, folded.replace(".", ""), _folded(_APOSTROPHE.sub(" ", text))) for word in re.findall(r"[^\W_]+", form)}
    summary = _plain(summary)
    starts = {match.end() for match in _SENTENCE.finditer(summary)}
    nouns = language.partition("-")[0] in _NOUNS_ARE_CAPITALS
    tokens = list(_TOKEN.finditer(summary))
    for n, match in enumerate(tokens):
        word = _ELIDED.sub("", match[0].rstrip("."))
        first = re.split("['’-]", word.casefold())[0]
        if not word[:1].isupper() or first in _PRONOUNS or figures.is_figure(first) or (match.start() in starts and word.casefold() in _FUNCTION):
            continue
        beside = any(0 <= m < len(tokens) and tokens[m][0][:1].isupper() and tokens[m].start() not in starts for m in (n - 1, n + 1))
        if nouns and not (beside or re.search(r"\w[A-ZÄÖÜ]", word)):
            continue
        if not all(_stands(part, words, loosely=nouns or match.start() in starts) for part in _parts(word)):
            yield Claim(kind="name", words=word)
    for match in _HAN_NAME.finditer(summary):
        name = match["name"] or match["foreign"] or match["kana"]
        if _folded(name) not in folded:
            yield Claim(kind="name", words=name)


def _parts(word: str) -> list[str]:
    """Take a name apart where it is made of several; its genitive is not one."""
    word = re.sub(r"['’]s?$|(?<=s)['’]$", "", word)
    return [part for part in re.split(r"[-'’]", word) if len(part) > 1 or len(word) == 1] if "." not in word else [word]


def _stands(word: str, words: set[str], *, loosely: bool) -> bool:
    folded = _folded(word).replace(".", "")
    if {folded, folded.removesuffix("s"), f"{folded}s"} & words:
        return True
    stem = folded[: max(4, len(folded) - 3)]
    return loosely and len(folded) > 4 and any(other.startswith(stem) or (len(stem) > 5 and stem in other) for other in words)
