"""Names that a text gives in two scripts: `ByteDance Ltd (字節跳動)`, `Tencent’s (騰訊)`, `黃仁勳 (Jensen Huang)`. Pure.

A bracket with another script in it is a gloss, and the name is what stands before it: the longest run of words
that can belong to one name, without roles, nationalities and possessives::

    find("Nvidia Corp CEO Jensen Huang (黃仁勳) met Taiwan Semiconductor Manufacturing Co’s (TSMC, 台積電) chairman.")
    → (Name("Jensen Huang", "黃仁勳"), Name("Taiwan Semiconductor Manufacturing Co", "台積電"), Name("TSMC", "台積電"))

Rather no name than a wrong one. The words that decide stand in `name_words`: roles, openers of sentences, what
makes an organisation, and Chinese family names, for a gloss tells much of the name that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digest.ingest import name_words as known
from digest.model import Name

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ɏ\u1e00-\u1eff"
_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = "\uac00-\ud7af"
_BRACKET = re.compile(r"[(（]\s*([^()（）\n]{1,120}?)\s*[)）]")
_PART = re.compile(r"\s*[,，、;；/／|]\s*|\s+(?:or|und|et|y)\s+")
_LABEL = re.compile(rf"^[{_LATIN} .-]{{2,40}}[:：]\s*")
_OTHER = re.compile(rf"[^\W\d_{_LATIN}]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BLANK, _ENDS = re.compile(r"[\s\d]"), re.compile("[。！？!?]")
_TONES = re.compile("[āēīōūǎěǐǒǔǖǘǚǜ]")

_BACK = 130
"""How far before a bracket a name may begin."""
_LONGEST_GLOSS = 40

_TOKEN = re.compile(rf"[{_LATIN}\d][{_LATIN}\d’'.&+-]*|\S")
_NAME_TOKEN = re.compile(rf"(?=[^a-zß-öø-ÿ])[{_LATIN}\d].*|[a-z]{{1,2}}[A-Z].*|&$")
_ABBREVIATION = re.compile(r"(?:[A-Z]\.)+|(?:Co|Corp|Inc|Ltd|Bros|Jr|Sr|Dr|Mr|Mrs|Ms|St|Mt|Ft|Gov|Sen|Rep|Gen|Prof|Sgt|Lt|Col|Capt|Rev)\.")
_POSSESSIVE = re.compile(r"(?:[’']s?)$")
_HYPHEN_END = re.compile(r"-(?:based|backed|led|born|listed|owned|language|made|era|style|run|linked|controlled|funded|invested|headquartered|area)$")
_QUOTED = re.compile(r"[“‘\"'「『«《]([^“”‘’\"「」『』«»《》]{2,80})[”’\"'」』»》]$")

_PARTICLES = known.word_set("de da do dos das del della di du la le el al bin binti ibn van von der den ter ten zu zum y")
_JOINERS = known.word_set("of the and for in on &")
_SMALL = _PARTICLES | _JOINERS
_NO_NAME_ALONE = known.NATIONS | known.ROLES | known.OPENERS
_NO_PERSON = known.ORG_WORDS - {"Yuan", "Law"}
_SURE_ROLES = known.SURE_ROLES | {"Singer"}
_GOVERNS = known.HEADS | known.ROLES
_SUFFIXES = known.word_set("Ltd Inc LLC Co Corp PLC Limited Incorporated")


class _Token(NamedTuple):
    text: str
    start: int
    opens: bool
    """It is the first word of a sentence or a quotation."""

    @property
    def is_name(self) -> bool:
        return bool(_NAME_TOKEN.match(self.text)) and not _HYPHEN_END.search(self.text)


def find(text: str) -> tuple[Name, ...]:
    """Give each name with its form in another script, in the order of first appearance. Markdown marks do no harm."""
    if text.isascii() or ("(" not in text and "（" not in text):
        return ()  # one script, or no bracket
    plain = _ESCAPED.sub(r"\1", text) if "\\" in text else text
    plain = "\n".join([" ".join(line.split()) for line in plain.split("\n")])
    plain = _EMPTY_LINES.sub("\n\n", plain) if "\n\n\n" in plain else plain
    found: dict[str, Name] = {}
    for match in _BRACKET.finditer(plain):
        end = match.start() - plain[max(0, match.start() - 1) : match.start()].isspace()
        before = plain[max(0, end - _BACK) : end].rstrip("*_")
        before = before.rpartition("\n\n")[2].replace("\n", " ")
        for name, also in _of_bracket(before, match[1]):
            found.setdefault(name, Name(name=name, also=also))
    return tuple(found.values())


def _of_bracket(before: str, inside: str) -> Iterator[tuple[str, str]]:
    parts = [_LABEL.sub("", part).strip("“”‘’\"'「」『』《》〈〉*_ ") for part in _PART.split(inside)]
    glosses = [part for part in parts if _is_gloss(part)]
    shorts = [part for part in parts if _is_short(part)]
    if not glosses:
        if shorts and len(parts) == 1 and (also := _reversed(before, shorts[0])):
            yield shorts[0], also
        return
    if name := _name_before(before, glosses[0], shorts):
        yield name, glosses[0]
    yield from ((short, glosses[0]) for short in shorts)


def _is_gloss(part: str) -> bool:
    letters = sum(1 for _ in _OTHER.finditer(part))
    return letters >= 2 and 2 * letters >= len(_BLANK.sub("", part)) and len(part) <= _LONGEST_GLOSS and not _ENDS.search(part)


def _is_short(part: str) -> bool:
    """Whether a part of a bracket is a name in Latin letters itself: `TSMC`, `Jensen Huang`."""
    words = part.split()
    if not 1 <= len(words) <= 6 or len(part) < 2 or _TONES.search(part) or part in known.NO_NAMES or _OTHER.search(part):
        return False
    return all(_NAME_TOKEN.match(word) or word in _PARTICLES or word in ("of", "the", "and") for word in words) and not part[0].isdigit()


def _name_before(before: str, gloss: str, shorts: Sequence[str]) -> str:
    """Give the longest right name that ends where `before` ends; empty where none does."""
    ending = _POSSESSIVE.sub("", before.rstrip())
    if quoted := _QUOTED.search(ending):
        words = quoted[1].split()
        titled = [word for word in words if word[0].isupper() or word[0].isdigit()]
        return quoted[1].rstrip(",.") if words and words[0][0].isupper() and 2 * len(titled) >= len(words) else ""
    mark = before[-1:] if before[-2:-1].isalpha() and before.endswith("!") else ""  # Yahoo!
    words, opens = _last_words(before.removesuffix(mark))
    tokens = _tokens(words, opens)
    if not tokens or not tokens[-1].is_name or known.TITLE_ENDS.search(gloss):
        return ""
    spelt = next((run for short in shorts if (run := _spelt_by(tokens, short))), None)
    run = spelt or _without_roles(_run(tokens), gloss)
    while run and (run[0].text in _SMALL):
        run = run[1:]
    if not run or (len(run) == 1 and (run[0].text in _NO_NAME_ALONE or run[0].text.isdigit())):
        return ""
    name = (words + mark)[run[0].start :].strip()
    if name.replace("'", "’").casefold() in known.POSSESSIVE_NAMES:
        return name
    return _POSSESSIVE.sub("", name).rstrip(",") if len(name) >= 2 else ""


def _last_words(before: str) -> tuple[str, bool]:
    """Leave out all up to the last word in small letters that no name holds; tell whether what is left may open a sentence."""
    words = before.split(" ")
    for n in range(len(words) - 1, -1, -1):
        if words[n].islower() and words[n].isalpha() and words[n].isascii() and words[n] not in _SMALL:
            return " ".join(words[n + 1 :]), False
    return before, True


def _tokens(words: str, opens: bool) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(words):
        text = match[0]
        tokens.append(_Token(text, match.start(), opens))
        ended = text in ".!?:;“‘\"「『•—–" or (text.endswith(".") and not _ABBREVIATION.fullmatch(text))
        opens = ended or (opens and text in "”’\"'([*_#>-")
    return tokens


def _run(tokens: Sequence[_Token]) -> list[_Token]:
    """Walk back over the words that can belong to one name."""
    n = len(tokens) - 1
    while n > 0:
        if n >= 4 and tokens[n].text.rstrip(".") in _SUFFIXES and _is_bracketed(tokens, n - 3) and tokens[n - 4].is_name:
            n -= 4  # Evergreen Marine Corp (Taiwan) Ltd
        elif _joins(tokens, n):
            n -= 1
        else:
            break
    run = list(tokens[n:])
    while run and not _is_weekly(tokens, len(tokens) - len(run) + 1) and (_is_opener(run[0]) or (len(run) > 1 and re.fullmatch(r"(?:1\d|20)\d\d", run[0].text))):
        run = run[1:]
    return run


def _is_bracketed(tokens: Sequence[_Token], n: int) -> bool:
    return tokens[n].text in "(（" and tokens[n + 1].is_name and tokens[n + 2].text in ")）"


def _is_opener(token: _Token) -> bool:
    if token.text.rstrip(".") in known.DAYS:
        return True
    return (token.opens and token.text in known.OPENERS) or not (token.is_name or token.text[0].isalnum())


def _joins(tokens: Sequence[_Token], n: int) -> bool:
    """Whether token `n` and the one before it can stand in one name, where `n` does."""
    left, token = tokens[n - 1], tokens[n]
    if token.opens:
        return False
    if left.text.rstrip(".") in known.DAYS:
        return _is_weekly(tokens, n)
    if left.text.isdigit() and n >= 2 and tokens[n - 2].text.rstrip(".") in known.DAYS:
        return False  # Aug. 6
    if left.text in _SMALL:
        return _joins_small(tokens, n - 1)
    if left.text == ",":
        first = token.text.rstrip(".")
        before = tokens[n - 2] if n >= 2 else left
        return before.is_name and (first in _SUFFIXES or (first == "Taiwan" and before.text.rstrip(".") in _SUFFIXES))
    if not left.is_name or (left.text.endswith(".") and not _ABBREVIATION.fullmatch(left.text)):
        return False
    if re.search(r"[’']s?$", left.text):
        return left.text.replace("'", "’").casefold() in known.OWN_POSSESSIVES
    return True


def _is_weekly(tokens: Sequence[_Token], n: int) -> bool:
    """Whether token `n` and the day before it are the name of a paper: `the Sunday Times`."""
    return 2 <= n < len(tokens) and tokens[n - 2].text in ("the", "The") and tokens[n - 1].text in known.DAYS and tokens[n].text in known.PAPERS


def _joins_small(tokens: Sequence[_Token], n: int) -> bool:
    """Whether the small word at `n` joins what stands around it into one name: `University of Tokyo`."""
    if n == 0:
        return False
    word, left, right = tokens[n].text, tokens[n - 1], tokens[n + 1]
    if word == "&":
        return left.is_name
    if word == "the" and right.text in known.EPITHETS:
        return left.is_name
    if word == "the":
        return left.text in ("of", "for", "in") and n >= 2 and _joins_small(tokens, n - 1)
    if word == "of":
        return left.text in _GOVERNS or (left.is_name and not left.opens)
    if word in ("for", "in", "on"):
        return left.text in known.HEADS
    if word == "and":
        return left.is_name and right.text not in known.HEADS and _governed(tokens, n)
    return left.is_name or (left.text in _PARTICLES and _joins_small(tokens, n - 1))


def _governed(tokens: Sequence[_Token], n: int) -> bool:
    """Whether `and` at `n` stands below a `Ministry of …` or `Minister of …`."""
    for k in range(n - 1, max(0, n - 6), -1):
        if tokens[k].text in ("of", "for") and tokens[k - 1].text in _GOVERNS:
            return True
        if not tokens[k].is_name:
            return False
    return False


def _spelt_by(tokens: Sequence[_Token], short: str) -> list[_Token] | None:
    """Find the words whose first letters make the short form, up to the bracket: TSMC, DGBAS."""
    letters = re.sub(r"[^A-Za-z]", "", short)
    if not short.isupper() or len(letters) < 2:
        return None
    left = letters
    for n in range(len(tokens) - 1, max(-1, len(tokens) - 16), -1):
        word = tokens[n].text
        initials = "".join(part[0] for part in re.split("[-&]", _POSSESSIVE.sub("", word)) if part[:1].isalpha()).upper()
        if word[0].isupper() and initials and left.endswith(initials):
            left = left.removesuffix(initials)
        elif word[0].isupper() and left.endswith(initials[:1] or "-"):
            left = left[:-1]
        elif not (word in _SMALL or word == "," or word.rstrip(".") in _SUFFIXES):
            return None
        if not left:
            return list(tokens[n:])
    return None


def _without_roles(run: Sequence[_Token], gloss: str) -> list[_Token]:
    """Cut what stands before the name itself: `Nvidia Corp CEO`, `Chinese President`, `Minister of Finance`."""
    words = [_POSSESSIVE.sub("", token.text).rstrip(".,") for token in run]
    person = _is_person(gloss) and words[-1] not in _NO_PERSON if words else False
    roles = [n for n, word in enumerate(words[:-1]) if word in known.ROLES or word.partition("-")[0] in _SURE_ROLES]
    sure = [n + 1 if words[n + 1] == "of" else n for n in roles if words[n] in known.SURE_ROLES or words[n + 1] == "of"]
    if person:
        return list(run[_person_starts(words, roles) :])
    if any(word in known.ORG_WORDS for word in words[(roles[-1] + 1 if roles else 0) :]):
        return list(run[sure[-1] + 1 :] if sure else run)
    if not roles or (roles[-1] + 1 < len(words) and words[roles[-1] + 1] in _SMALL and not sure):
        return list(run)
    left = len(words) - roles[-1] - 1
    stated = sure or len(roles) > 1 or words[0] in known.NATIONS
    return list(run[roles[-1] + 1 :] if (2 <= left <= 3 or stated) and left <= 4 else run)


def _person_starts(words: Sequence[str], roles: Sequence[int]) -> int:
    """Give the index of a person's first name: two words, three where the last two are no pair like `Ing-wen`."""
    last = len(words) - 1
    ends = [n for n, word in enumerate(words[:-1]) if word in _JOINERS or (word in known.ORG_WORDS and len(words[n + 1]) > 1)]
    cut = max([*roles, *ends], default=-1) + 1
    if re.fullmatch(rf"[{_LATIN}]+-[a-zà-ÿ]+", words[last]) and last >= 1:
        return max(cut, last - 1)
    while last - cut >= 1 and len(words[cut]) > 2 and words[cut].isalpha() and words[cut].isupper():
        cut += 1
    if last - cut >= 2 and words[cut] in known.NATIONS:
        cut += 1
    office = bool(roles) and any(word in ("of", "and", "for") for word in words[roles[-1] :])  # Minister of Health Victor Wang
    if last - cut <= (1 if office else 2) or any(word in _PARTICLES for word in words[cut:]):
        return cut
    return last - 2 if len(words[last - 1]) == 1 else last - 1


_DOTS = re.compile(r"[\s·‧・．]")
_IN_PARTS = re.compile(rf"[{_HAN}].*[·‧．]", re.DOTALL)
_KOREAN, _CHINESE = re.compile(f"[{_HANGUL}]{{2,4}}"), re.compile("[\u3400-\u9fff]{2,4}")


def _is_person(gloss: str) -> bool:
    """Whether a gloss is a person's name: two or three Chinese characters after a family name, or parts with a dot between."""
    letters = _DOTS.sub("", gloss)
    if known.ORG_ENDS.search(gloss):
        return False
    if _IN_PARTS.match(gloss):
        return True
    if _KOREAN.fullmatch(letters):
        return letters[0] in known.KOREAN_SURNAMES
    return bool(_CHINESE.fullmatch(letters)) and ((letters[0] in known.SURNAMES and len(letters) <= 3) or letters[:2] in known.DOUBLE_SURNAMES)


_REVERSED = (
    re.compile(r"[\u30a1-\u30fa\u30fc・]{2,20}$"),
    re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,14}}$"),
    re.compile(rf"[{_HANGUL}]+$"),
)
_WORDS = re.compile(r"[^\W\d_]\S*$")


def _reversed(before: str, short: str) -> str:
    """Give the name in another script that a Latin one in brackets glosses: `字節跳動 (ByteDance)`."""
    before = before.rstrip().rstrip("」』》”’\"'*_")
    kana, han, hangul = (pattern.search(before) for pattern in _REVERSED)
    if kana:
        return kana[0].strip("・ー") if len(kana[0]) >= 2 else ""
    if han:
        tail = known.ZH_ROLES.split(han[0])[-1]
        return tail if 2 <= len(tail) <= 8 and not re.search("[如是有了也都就不很們们]", tail) else ""
    if hangul:
        return hangul[0] if 2 <= len(hangul[0]) <= 8 else ""
    words = before.split()[-len(short.split()) :]
    fits = len(words) == len(short.split()) and all(word[0].isupper() and len(_OTHER.findall(word)) >= 2 for word in words)
    return " ".join(words) if fits and not re.search("[,.;:!?]", " ".join(words)) else ""
