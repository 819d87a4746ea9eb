r"""Numbers and days in a text, in whatever writing: what `1.2 million`, `1,200,000` and `120万` have in common. Pure.

    numbers("some 1.2 million, up five percent") → (Number(text="1.2 million", values={1200000}), Number(text="five", values={5}, percent=True))
    days("on 11 September 2020")                 → (Day(month=9, day=11, year=2020, text="11 September 2020"),)

A point may part thousands or decimals: such a number has two values, and what is compared with it may have either. To
read the months or numerals of another language, add them to the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

MONTHS: Mapping[int, str] = {
    1: "january jan januar jänner janvier janv enero ene gennaio janeiro januari января январь ianuarie ocak stycznia ledna tammikuuta",
    2: "february feb februar februari février févr febrero febbraio fevereiro февраля февраль februarie şubat lutego února helmikuuta",
    3: "march mar märz maerz mars marzo março marco maart марта март martie marts marca března maaliskuuta",
    4: "april apr avril avr abril abr aprile апреля апрель aprilie nisan kwietnia dubna huhtikuuta",
    5: "may mai mayo maggio maio mei мая май maja mayıs května toukokuuta",
    6: "june jun juni juin junio giugno junho июня июнь iunie haziran czerwca června kesäkuuta",
    7: "july jul juli juillet juil julio luglio julho июля июль iulie temmuz lipca července heinäkuuta",
    8: "august aug août aout agosto augustus августа август augusti ağustos sierpnia srpna elokuuta",
    9: "september sept sep septembre septiembre settembre setembro сентября сентябрь septembrie eylül września září syyskuuta",
    10: "october oct oktober okt octobre octubre ottobre outubro октября октябрь octombrie ekim października října lokakuuta",
    11: "november nov novembre noviembre novembro ноября ноябрь noiembrie kasım listopada listopadu marraskuuta",
    12: "december dec dezember dez décembre décembre diciembre dicembre dezembro декабря декабрь decembrie desember aralık grudnia prosince joulukuuta",
}
_MONTH = {word: number for number, words in MONTHS.items() for word in words.split()}
_MONTH_NAME = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))


def _counted(words: str, first: int) -> dict[str, int]:
    return {word: n for n, word in enumerate(words.split(), first)}


_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
         "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_ONES)},
    **{word: n * 10 for n, word in enumerate(_TENS, 2)},
    **_counted("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", 0),
    **_counted("deux trois quatre cinq six sept huit neuf dix onze douze", 2),
    **_counted("dos tres cuatro cinco seis siete ocho nueve diez once doce", 2),
    **_counted("due tre quattro cinque sei sette otto nove dieci undici dodici", 2),
    **_counted("dois três quatro cinco seis sete oito nove dez onze doze", 2),
    **_counted("twee drie vier vijf zes zeven acht negen tien elf twaalf", 2),
    **_counted("два три четыре пять шесть семь восемь девять десять", 2),
    **_counted("둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열", 2),
    "dozen": 12, "dutzend": 12, "douzaine": 12, "docena": 12, "vingt": 20, "zwanzig": 20, "veinte": 20,
}  # fmt: skip
"""What one word counts. `One` and its like in other languages is left out where it is an article as often."""
_NO_CLAIM = frozenset(("one", "eins", "null", "acht", "sept", "once", "mars", "elf", "sei", "due", "tre", "dix", "six", "vier"))
"""Words that are often no number: enough to find a number that another text gives, too little to claim one."""
_ORDINALS: Mapping[str, int] = {
    **_counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1),
    **_counted("erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte", 1),
}  # fmt: skip
_SCALES: Mapping[str, int] = {
    **dict.fromkeys(("hundred",), 10**2),
    **dict.fromkeys(("thousand", "k", "tausend", "mille", "mil", "tys", "тыс", "тысяч", "тысячи", "千", "천"), 10**3),
    **dict.fromkeys(("万", "萬", "만"), 10**4),
    "lakh": 10**5,
    **dict.fromkeys((
        "million", "millions", "mn", "mln", "m", "mio", "millionen", "millón", "millones", "milhão", "milhões",
        "milioni", "miljoen", "млн", "миллион", "миллиона", "миллионов",
    ), 10**6),
    "crore": 10**7,
    **dict.fromkeys(("亿", "億", "억"), 10**8),
    **dict.fromkeys((
        "billion", "billions", "bn", "b", "milliarde", "milliarden", "mrd", "milliard", "milliards", "miliardi",
        "miljard", "млрд", "миллиард", "миллиарда", "миллиардов",
    ), 10**9),
    **dict.fromkeys(("trillion", "trillions", "tn", "兆", "조"), 10**12),
}  # fmt: skip
"""What follows a number and multiplies it. `Billion` is 10¹² in German and French as well: see `_LONG_SCALE`."""
_LONG_SCALE = frozenset(("billion", "billions", "billionen"))
_HAN = {letter: n for n, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2, "二": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}

_SCALE = "|".join(sorted(map(re.escape, _SCALES), key=len, reverse=True))
_NUMERAL = re.compile(
    rf"(?<![\w.,])(?<![A-Za-z]-)(?P<digits>\d{{1,3}}(?:[ \u00a0\u202f.,'’]\d{{3}}){{1,6}}(?:[.,]\d{{1,9}})?|"
    rf"\d{{1,18}}(?:[.,]\d{{1,9}})?)(?!\d)(?:(?P<ordinal>st|nd|rd|th|er|º|ª)(?!\w))?"
    rf"(?:[-\s\u00a0\u202f]?(?P<scale>{_SCALE})(?![a-zA-Zа-яäöü])\.?)?(?:[-\s\u00a0]?(?P<scale2>万|萬|億|亿|million|mille)(?!\w))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_HAN_NUMERAL = re.compile("[〇零一二两兩三四五六七八九十百千]{1,12}[万萬億亿兆]?[〇零一二两兩三四五六七八九十百千]{0,12}[万萬億亿]?")
_PERCENT = re.compile(
    r"(?:\s?(?:to|–|—|-|and|or|bis|und|à|et|a|y|至|到|~|～)\s?[\d.,]+)?[\s\u00a0\u202f-]?(?:%|％|percent|per cent|pct|percentage point|prozent|"
    r"pour cent|por cento|por ciento|per cento|procent|процент|パーセント|퍼센트)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4}|\d{2})(?!\d)")
_EAST = re.compile(r"(?:(?P<year>\d{4})\s?[年년]\s?)?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日號号일]")
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s(?:of |de )?(?P<month>{_MONTH_NAME})(?!\w)\.?(?:,?\s(?:de )?(?P<year>\d{{4}}))?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(?<!\w)(?P<month>{_MONTH_NAME})(?!\w)\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,?\s(?P<year>\d{{4}}))?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number as it stands in a text, and what it may be worth."""

    text: str
    values: frozenset[Fraction]
    percent: bool = False
    is_claim: bool = True
    """Whether it is a number for certain: “one” seldom is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day as it stands in a text; the year is 0 where it is not said."""

    text: str
    month: int
    day: int
    year: int = 0


# --- numbers


def numbers(text: str) -> tuple[Number, ...]:
    """Find the numbers of a text, in figures and in words."""
    found = [*_in_figures(text), *_in_words(text), *_in_han(text)]
    return tuple(number for _, number in sorted(found, key=lambda pair: pair[0]))


def _in_figures(text: str) -> Iterator[tuple[int, Number]]:
    for match in _NUMERAL.finditer(text):
        scale = _scales(match["scale"]) if match["scale"] else (1,)
        more = _SCALES.get((match["scale2"] or "").lower(), 1)
        values = frozenset(value * one * more for value in _values(match["digits"]) for one in scale)
        shown = match[0].strip(" .\u00a0")
        yield match.start(), Number(text=shown, values=values, percent=_is_percent(text, match.start(), match.end("digits"), match.end()))


def _scales(word: str) -> tuple[int, ...]:
    scale = _SCALES[word.lower()]
    return (scale, 10**12) if word.lower() in _LONG_SCALE else (scale,)


def _values(digits: str) -> set[Fraction]:
    """Give what figures may be worth: `1.234` is a thousand, or little more than one."""
    plain = re.sub("[ \u00a0\u202f'’]", "", digits)
    marks = re.findall("[.,]", plain)
    if not marks:
        return {Fraction(plain)}
    last = plain.rpartition(marks[-1])
    decimal = Fraction(re.sub("[.,]", "", last[0]) + "." + last[2])
    whole = Fraction(re.sub("[.,]", "", plain))
    if len(set(marks)) == 2:
        return {decimal}
    if len(marks) > 1:
        return {whole}
    return {whole, decimal} if len(last[2]) == 3 else {decimal}


def _is_percent(text: str, start: int, *ends: int) -> bool:
    return any(_PERCENT.match(text, end) for end in ends) or text[max(0, start - 3) : start] in ("百分之", "백분의")


def _in_words(text: str) -> Iterator[tuple[int, Number]]:
    """Find numbers that are written out: `twenty-three`, `two hundred thousand`, `third`."""
    words = [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        word, start, end = words[at]
        at += 1
        if word in _ORDINALS:
            yield start, Number(text=word, values=frozenset((Fraction(_ORDINALS[word]),)), is_claim=False)
        if word not in _WORDS:
            continue
        total, value, first = 0, _WORDS[word], at
        while at < len(words):
            link = 1 if words[at][0] == "and" and value >= 100 and at + 1 < len(words) else 0
            step = _step(value, words[at + link][0])
            if step is None or not re.fullmatch(r"[\s-](?:and\s)?", text[end : words[at + link][1]]):
                break
            value, end, at = step, words[at + link][2], at + link + 1
            if value >= 1000:
                total, value = total + value, 0
        shown = text[start:end]
        is_claim = at > first or word not in _NO_CLAIM
        yield start, Number(text=shown, values=frozenset((Fraction(total + value),)), percent=_is_percent(text, start, end), is_claim=is_claim)


def _step(value: int, word: str) -> int | None:
    """Give what a number in words is with one word more; nothing where that is none of it."""
    if word in _SCALES and len(word) > 2:
        return value * _SCALES[word] if value else None
    more = _WORDS.get(word)
    if more is None:
        return None
    fits = (value == 0) or (20 <= value < 100 and value % 10 == 0 and more < 10) or (value >= 100 and value % 100 == 0 and more < 100)
    return value + more if fits else None


def _in_han(text: str) -> Iterator[tuple[int, Number]]:
    """Find numbers in Chinese numerals: `二十三`, `三百万`, `二〇二〇`. One alone is seldom a number."""
    for match in _HAN_NUMERAL.finditer(text):
        value = _han_value(match[0])
        if value is not None:
            percent = _is_percent(text, match.start(), match.end()) or text[match.end() : match.end() + 1] == "成"
            value *= 10 if text[match.end() : match.end() + 1] == "成" else 1
            yield match.start(), Number(text=match[0], values=frozenset((Fraction(value),)), percent=percent, is_claim=len(match[0]) > 1)


def _han_value(numeral: str) -> int | None:
    if re.fullmatch("[〇零一二三四五六七八九]{2,}", numeral):
        return int("".join(str(_HAN[letter]) for letter in numeral))
    total = section = digit = 0
    for letter in numeral:
        if letter in _HAN:
            digit = _HAN[letter]
        elif letter in _HAN_UNITS:
            section += (digit or 1) * _HAN_UNITS[letter]
            digit = 0
        else:
            if not section + digit:
                return None
            total = (total + section + digit) * _SCALES[letter]
            section = digit = 0
    return total + section + digit


# --- days


def days(text: str) -> tuple[Day, ...]:
    """Find the days of a text. One that is written `3/4/2020` is two: there is no knowing which is the month."""
    found: list[Day] = []
    for pattern in (_ISO, _EAST, _DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            month = _MONTH.get(match["month"].lower()) or int(match["month"])
            found.append(Day(text=match[0].rstrip(" ."), month=month, day=int(match["day"]), year=int(match["year"] or 0)))
    for match in _SLASHED.finditer(text):
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        year += 2000 if year < 100 else 0
        found += [Day(text=match[0], month=month, day=day, year=year) for month, day in {(one, two), (two, one)} if month <= 12]
    return tuple(day for day in found if 1 <= day.month <= 12 and 1 <= day.day <= 31)


def is_figure(word: str) -> bool:
    """Whether a word counts, multiplies or names a month."""
    word = word.casefold().rstrip(".")
    return word in _WORDS or word in _ORDINALS or word in _SCALES or word in _MONTH
