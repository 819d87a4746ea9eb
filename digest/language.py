"""Words, sentences, slugs, excerpts and the language of a text, for any script. Alone knows the libraries for them.

Scripts that put no spaces between words (Chinese, Japanese, Thai …) are treated as equals: a slug keeps
their letters, and two of their letters count as a word. To recognise one more language without the slow
model, add its commonest small words to `_SMALL_WORDS`, or its script to `_SCRIPTS`.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana and Han
)
"""The letters of scripts that put no spaces between words, as a range of a regular expression."""


_SPELT_OUT = {"+": "plus", "#": "sharp", "&": "and", "@": "at", "%": "percent"}
_SLUG_BYTES = 200
"""A file's name may have 255 bytes on most disks; `.md`, `-2` and a temporary name want room too."""

_SMALL_WORDS = {
    "en": "the of and to in is that for on with was are as by at from its has have which were said be an it this who",
    "de": "der die das und den von zu mit sich des auf für ist im dem nicht ein eine als auch es werden aus hat",
    "fr": "le la les des et en du une que qui dans pour sur pas au par est ce il avec plus sont aux cette",
    "es": "el la los las de en que del un una por con para se es al lo su más como pero sus ha este entre",
    "it": "il di che la del un per in una della non sono con si da le al nel dei gli è alla anche ha più",
    "pt": "de que do da em um para com não uma os no se na por mais as dos como mas ao das foi é são",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om ook als door bij naar heeft uit maar",
}
"""The commonest words of two letters and more."""

_SCRIPTS = {
    "ko": "\u1100-\u11ff\uac00-\ud7af", "th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff", "km": "\u1780-\u17ff",
    "my": "\u1000-\u109f", "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "ka": "\u10a0-\u10ff", "hy": "\u0530-\u058f",
    "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "gu": "\u0a80-\u0aff",
    "pa": "\u0a00-\u0a7f", "or": "\u0b00-\u0b7f", "si": "\u0d80-\u0dff", "am": "\u1200-\u137f",
}  # fmt: skip
"""Scripts that (nearly) one language alone is written in."""

_RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"])
_RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"])

_HAN_PAIRS = (
    "這这個个們们來来時时國国說说會会學学對对發发經经過过還还動动現现問问開开關关無无從从與与業业產产電电機机員员長长門门間间聞闻題题應应該该讓让請请談谈論论議议認认識识試试證证詞词訊讯許许設设計计記记話话語语調调變变資资賣卖"
    "買买費费貿贸責责財财貨货質质車车軍军輸输轉转較较載载農农達达運运連连進进遠远選选邊边難难領领願愿類类顯显風风飛飞飯饭館馆馬马驗验體体點点黨党龍龙灣湾億亿聯联華华導导圖图團团圍围場场壓压處处務务勢势勞劳區区協协單单陸陆際际"
    "險险陽阳隊队階阶隨随義义習习聲声職职腦脑藥药規规覺觉觀观視视親亲錢钱錄录鐵铁銀银錯错鍵键鏡镜廠厂廣广廳厅強强彈弹態态慮虑戰战據据擔担擊击舉举構构標标樣样檢检權权歷历歸归殺杀決决況况準准溫温滿满漢汉潔洁熱热爾尔獎奖獲获環环"
    "畫画當当療疗盡尽監监盤盘確确禮礼種种積积穩稳競竞筆笔節节範范級级純纯紙纸組组細细結结統统維维網网線线總总績绩縣县羅罗腳脚舊旧萬万葉叶衛卫裝装見见訪访評评詢询詳详誤误護护讀读豐丰負负貴贵賽赛趕赶適适遲迟鄉乡釋释項项將将實实"
    "參参爭争術术鐘钟島岛層层歲岁獨独僅仅擴扩創创剛刚嚴严執执塊块夠够奪夺婦妇孫孙寧宁寶宝尋寻專专屬属幣币幫帮庫库徹彻憂忧懷怀戲戏揮挥損损撥拨擇择攝摄敵敌數数斷断暫暂樓楼樂乐橋桥歐欧殘残滅灭煙烟煩烦燈灯牆墙獻献瑪玛畢毕異异碼码"
    "礎础窮穷簡简籌筹糧粮納纳絕绝給给絡络綜综綠绿緊紧緩缓繼继續续膽胆蘇苏蘭兰號号補补訂订訓训訴诉誠诚誰谁諾诺謀谋謝谢譯译貝贝貧贫販贩貼贴賓宾賠赔購购贏赢趨趋踐践軟软輕轻輛辆輪轮辦办辭辞違违遞递遷迁邏逻鄰邻醫医鋼钢鎮镇閉闭閱阅"
    "陳陈雙双離离靜静韓韩頂顶順顺預预頓顿頭头頻频顧顾養养駐驻騎骑騰腾驅驱魚鱼鮮鲜鳥鸟麗丽黃黄齊齐龐庞雜杂報报約约"
)
"""Common characters that only traditional Chinese writes, each followed by its form that only simplified writes."""

_HANT, _HANS = frozenset(_HAN_PAIRS[::2]), frozenset(_HAN_PAIRS[1::2])

_MARKS = ".,;:!?\"'“”‘’«»/–—()[]{}<>|*_#`~@&%$+=-"
_WORD = re.compile(rf"[^\s\d{re.escape(_MARKS)}]+")
_BLANKED = str.maketrans(dict.fromkeys(_MARKS + "0123456789", " "))
"""The same for ASCII, in a third of the time."""
_FOREIGN = re.compile("[åðøýþ\u0100-\u0151\u0154-\u0177\u0179-\u024f\u0370-\u1eff]")
"""Small letters that none of these languages writes, but in names of others; East Asia's may stand in brackets behind names."""
_LOOKED_AT = 800
"""As many characters of a text tell its language."""
_CHUNK = 5000
"""sentencex needs time squared for a line full of quotation marks, so a longer paragraph goes to it in pieces."""

_EMPTY_LINES, _LINE_END = re.compile(r"\n\s*\n"), re.compile(r"\s*\n\s*")
_WANTS_A_NUMBER = re.compile(
    r"(?:^|[\s(“\"])(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Vol|Fig|Art|Sec|approx|ca|pp?|Nr|Abs)\.\s*$"
)
_GOES_ON = re.compile(r"\s*(?:[^\W\d_A-Z](?<=[a-zà-öø-ÿа-яα-ω])|[,;:)\]])")
_QUOTE_END = re.compile(r"[。！？!?][」』”’]\s*$")
_AFTER_QUOTE = re.compile(r"(?:と|って|などと?|という)|[^，。、；！？「『“]{0,8}?(?:說|说|表示|問|问|稱|称|道|指出)[，。：]?")


# These are slow to compile, and a build of plain text needs none of them.


@functools.cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?P<letter>[{SPACELESS}])|(?:(?![{SPACELESS}])[^\W_])(?:(?![{SPACELESS}])[\w’'.-])*")


@functools.cache
def _spaceless() -> re.Pattern[str]:
    return re.compile(f"[{SPACELESS}]")


@functools.cache
def _spaceless_line_end() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{SPACELESS}，。、])\n\s*(?=[{SPACELESS}])")


def make_slug(text: str, limit: int = 80) -> str:
    """Make the part of an address from a title: lower case, letters of any script, digits and hyphens.

    `C++` gives `c-plus-plus` and `C#` gives `c-sharp`, so that they stay apart. Cut between words at `limit`
    characters. Empty where the text has neither letter nor digit; what to do then is the caller's to say.
    """
    if text.isascii():
        kept = text.lower().translate(_ASCII_KEPT)
    else:
        spelt = "".join(f" {_SPELT_OUT[c]} " if c in _SPELT_OUT else c for c in unicodedata.normalize("NFKC", text))
        kept = unicodedata.normalize("NFC", "".join(map(_kept, spelt.casefold())))
    slug = _HYPHENS.sub("-", kept).strip("-")
    fitting = len(slug.encode()[:_SLUG_BYTES].decode(errors="ignore"))
    limit = min(limit, fitting)
    if len(slug) <= limit:
        return slug
    cut = slug[: limit + 1].rpartition("-")[0] or slug[:limit]
    return cut.strip("-")


def _kept(letter: str) -> str:
    return letter if unicodedata.category(letter)[0] in "LMN" else "" if letter in "'’.\u200c\u200d" else "-"


_ASCII_KEPT = {code: f"-{_SPELT_OUT[chr(code)]}-" if chr(code) in _SPELT_OUT else _kept(chr(code)) for code in range(128)}
_HYPHENS = re.compile("-+")

slugify = functools.lru_cache(maxsize=1 << 16)(make_slug)
"""Do what `make_slug` does, and remember it: the same names, sources and topics stand in many articles."""


def has_spaceless(text: str) -> bool:
    """Whether a letter of a script without spaces stands in a text."""
    return not text.isascii() and bool(_spaceless().search(text))


def count_words(text: str) -> int:
    """Count the words of a text; two letters of a script without spaces count as one."""
    letters = others = 0
    for match in _word().finditer(text):
        if match["letter"]:
            letters += 1
        else:
            others += 1
    return others + (letters + 1) // 2


def excerpt(text: str, limit: int) -> str:
    """Cut a text (Markdown) after at most `limit` words, as `count_words` counts them; an ellipsis shows the cut.

    The cut is at the end of a sentence where one ends in the last two fifths, else after a word, and never in a link.
    """
    halves = floor = 0
    for match in _word().finditer(text):
        halves += 1 if match["letter"] else 2
        if halves <= 1.2 * limit:
            floor = match.end()
        if halves > 2 * limit:
            return _cut(text, floor, match.start())
    return text


def _cut(text: str, floor: int, at: int) -> str:
    ends = [end for _, end in _spans(text[: at + 200], "en") if floor <= end <= at]
    if ends and (whole := _unlink(text[: ends[-1]])).rstrip() == text[: ends[-1]].rstrip():
        gap = "" if re.match(rf"[{SPACELESS}。！？」』”）]", whole.rstrip()[-1]) else " "
        return whole.rstrip() + gap + "…"
    return _unlink(text[:at]).rstrip(" \t\r\n,;:–—-(（「“‘，、；：") + "…"


def _unlink(text: str) -> str:
    """Take off a Markdown link or emphasis that is opened in a text and not closed."""
    text = re.sub(r"!?\[[^\[\]\n]*(?:\](?:\([^()\n]*)?)?\Z", lambda m: m[0] if m[0].endswith("]") else "", text)
    return text if text.count("**") % 2 == 0 else "".join(text.rpartition("**")[::2])


def sentences(text: str, language: str = "en") -> list[str]:
    """Split a text into its sentences, without the space around them. An empty line always ends one.

    Lines that are wrapped are joined. `language` is a BCP 47 tag; what no language rule knows falls back to English.
    """
    return list(each_sentence(text, language))


def each_sentence(text: str, language: str = "en") -> Iterator[str]:
    """Do what `sentences` does, one after the other, for who wants but the first."""
    for paragraph in _EMPTY_LINES.split(text) if "\n" in text else [text]:
        joined = _LINE_END.sub(" ", _spaceless_line_end().sub("", paragraph)).strip() if "\n" in paragraph else paragraph.strip()
        for start, end in _spans(joined, language):
            if sentence := joined[start:end].strip():
                yield sentence


def _spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each sentence; spaces belong to the sentence before them."""
    begin = end = 0
    for piece in _segments(text, language.partition("-")[0].lower() or "en"):
        if end > begin and not _belongs(text[begin:end], text[end : end + 40]):
            yield begin, end
            begin = end
        end += len(piece)
    if end:
        yield begin, end


def _segments(text: str, language: str) -> Iterator[str]:
    from sentencex import segment

    start = 0
    while start + _CHUNK < len(text):
        pieces = segment(language, text[start : start + _CHUNK])
        pieces = pieces[:-1] or pieces
        yield from pieces
        start += sum(map(len, pieces))
    yield from segment(language, text[start:])


def _belongs(before: str, after: str) -> bool:
    """Whether two pieces are one sentence after all: `Sept.` `15`, `“Why?”` `he asked`."""
    if before.endswith("\n\n") or after.startswith("\n\n"):
        return False
    if _QUOTE_END.search(before):
        return bool(_AFTER_QUOTE.match(after) or _GOES_ON.match(after))
    return bool(_GOES_ON.match(after) or (after[:1].isdigit() and _WANTS_A_NUMBER.search(before[-12:])))


def direction(language: str) -> str:
    """Say which way a language, a BCP 47 tag, is written: `rtl` or `ltr`. A script in the tag decides, else the language."""
    first, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    return "rtl" if (script in _RIGHT_TO_LEFT_SCRIPTS if script else first in _RIGHT_TO_LEFT) else "ltr"


def detect_language(text: str) -> str:
    """Tell the language of a text as a BCP 47 tag (`en`, `zh-Hant`); empty where it is too short or unsure."""
    sample = text[:_LOOKED_AT]
    if "://" in sample:
        sample = re.sub(r"https?://\S+", " ", text[: 2 * _LOOKED_AT])[:_LOOKED_AT]
    other = len(sample) - len(sample.encode("ascii", "ignore"))
    if len(list(itertools.islice(filter(str.isalpha, sample), 2 * other))) == 2 * other:
        return _detect_by_words(sample)  # no more than every other letter is of another script
    letters = sum(map(str.isalpha, sample))
    han = len(re.findall("[\u3400-\u4dbf\u4e00-\u9fff]", sample))
    kana = len(re.findall("[\u3041-\u30fa\u30fc-\u30ff]", sample))
    if 2 * (han + kana) > letters:
        return _detect_han(sample, han, kana) if han + kana >= 8 else ""
    for language, script in _SCRIPTS.items():
        if (count := len(re.findall(f"[{script}]", sample))) >= 8 and 2 * count > letters:
            return language
    return _detect_by_words(sample)


def _detect_han(sample: str, han: int, kana: int) -> str:
    if 10 * kana > han and kana >= 3:
        return "ja"
    traditional, simplified = (sum(map(only.__contains__, sample)) for only in (_HANT, _HANS))
    if max(traditional, simplified) >= 2 and max(traditional, simplified) >= 4 * min(traditional, simplified):
        return "zh-Hant" if traditional > simplified else "zh-Hans"
    return "zh" if han >= 20 else ""


def common_words(language: str) -> str:
    """Name the commonest words of a language, between spaces; none where we do not know them."""
    return _SMALL_WORDS.get(language.partition("-")[0].lower(), "")


@functools.cache
def _small_words() -> dict[str, tuple[str, ...]]:
    """Give the languages that have a word among their commonest."""
    words = {word for words in _SMALL_WORDS.values() for word in words.split()}
    return {word: tuple(language for language, small in _SMALL_WORDS.items() if word in small.split()) for word in sorted(words)}


@functools.cache
def small_words() -> frozenset[str]:
    """Give the commonest words of some languages, which tell nothing of what a text is about."""
    return frozenset(_small_words())


def _detect_by_words(sample: str) -> str:
    """Count small words, which is quick; ask the model where they leave a doubt."""
    low = sample.lower()
    words = low.translate(_BLANKED).split() if low.isascii() else _WORD.findall(low)
    whose = _small_words()
    hits = dict.fromkeys(_SMALL_WORDS, 0)
    small = list(filter(whose.__contains__, words))
    for word in small:
        for language in whose[word]:
            hits[language] += 1
    (best, most), (_, second) = sorted(hits.items(), key=lambda item: -item[1])[:2]
    foreign = 0 if low.isascii() else len(_FOREIGN.findall(low))
    if most >= max(3, 2 * second, 2 * foreign, len(words) / 5):
        return best
    if most >= max(3 * second, 4 * foreign, len(words) / 10) and len({word for word in small if best in whose[word]}) >= 4:
        return best  # a text full of names has fewer, and they are not one or two that stand in another language
    if sum(map(str.isalpha, sample)) < (40 if sample.isascii() else 24) or len(words) < 6:
        return ""
    language, sure = _model().classify(" ".join(sample.split()))
    return str(language) if sure >= 0.8 and len(language) == 2 and hits.get(language, 1) else ""


@functools.cache
def _model() -> Any:
    """Load the model of py3langid (0.6 s), so that it says how sure it is."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
