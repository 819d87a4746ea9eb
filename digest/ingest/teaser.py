"""Teasers: where the dek ends that runs into the text, and how a text that broke off ends.

A teaser runs kicker, dek and text together without a mark, as it was copied from the list of an outlet::

    TIGHT SUPPLY: Prices rose again last month, and the ministry said it would act The price of rice rose …
    └─ kicker ─┘  └─────────────────────────── dek ──────────────────────────┘ └─ text ─…

The dek is a sentence without a full stop, so its end is where a new sentence begins: a capital that no name
explains (`OPENERS`), or a name told in full with a verb of its own. `_worth` weighs each such place. A text that
breaks off is cut to its last whole sentence or clause by `finish`; one more "Read more" goes into `_READ_MORE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.ingest import paragraphs as look
from digest.ingest.raw import Evidence
from digest.language import sentences

OPENERS = look.word_set(
    "a about according after all almost although amid an another any as at because before between both but by despite dozens during "
    "each eight every few five following for former four from he hundreds if in it its last many more most nearly nine no nobody on "
    "once one only over seven several she since six so some soon ten thanks that the their there these they this those thousands "
    "three through today two under until when where while with yesterday you"
)
"""Words that begin a sentence where they have a capital, because no name begins with them."""

NOUNS = look.word_set(
    "activists airlines analysts archaeologists astronomers authorities automakers bankers banks buyers campaigners carmakers "
    "carriers chipmakers climate coffee companies construction consumer consumers corporate critics crude customers demand doctors "
    "domestic drivers economists electric electricity employees employers energy engineers experts exports farmers firefighters firms "
    "fishers food foreign fuel gas gasoline global gold governments growth health home homebuyers hospitals household house housing "
    "imports industrial inflation insurers investigators investors job jobs lawmakers lawyers legislators lenders local manufacturers "
    "manufacturing members nurses officers officials oil opponents opposition output parents passengers patients physicists pilots "
    "police prices private prosecutors protesters public rescuers researchers residents retail retailers rice rival sales scientists "
    "share shares shoppers smartphone solar stocks students supporters suppliers teachers tech tourism tourists trade traders traffic "
    "travel travelers troops unions users utilities vehicle voters wages wholesale women workers"
)
"""Common nouns that begin a sentence where they have a capital and the next word has none."""

_ACRONYMS = look.word_set("AI AR EV EVs GDP IT LNG PC PCs VR 5G CO2 COVID-19")
"""Capitals that are no name: a sentence about a company does not begin with them."""

_NOT_AN_END = look.word_set(
    "a about above across after against along although among an and as at because before behind below between both but by called "
    "could despite did do does each either every ex following for former from had has have his how if in inside into is like may "
    "might must my near new no nor of off on onto or our out over own per president since than that the their these this those "
    "through to toward towards under unless until upon via was were when where whether which while who whom whose why will with "
    "within without would your"
)
"""Words that no dek ends with, for what follows belongs to them; some may before `OPENERS`, see `_PARTICLES`."""

_SELDOM_AN_END = look.word_set("all also any around be been being can her it its most not now once only should so some such them up")

_SAYING = look.word_set(
    "add added adding adds admit admitted announced announcing argue argued asked believe believed believes called claim claimed "
    "claims confirmed denied expect expects fear feared fears felt find found hope hoped hopes insisted know known named need needs "
    "predicted promised reported reportedly reports reveal revealed said saw say saying says see sees show showed shows signaled "
    "suggested suggests tell telling tells think thinks thought told urged wants warned warns"
)
"""Verbs that a sentence may follow within the dek; after a comma they end it: “…, the ministry said”."""

_ROLES = look.word_set(
    "activist actor actress adviser advisor ambassador analyst artist athlete author boss boxer businessman candidate captain "
    "chairman chairwoman champion chief coach colleague columnist commissioner congressman congresswoman counterpart critic deputy "
    "designer director driver economist editor executive father founder cofounder giant golfer governor guitarist head historian host "
    "judge justice lawmaker lawyer leader legislator maker manager mayor member minister mother musician officer official owner "
    "partner player poet politician pop president prosecutor premier producer professor reporter representative researcher rival "
    "runner scientist secretary senator sergeant singer skater spokesman spokesperson spokeswoman star striker student superstar "
    "supplier teammate tycoon unit veteran wife husband winner writer"
)
"""What stands before a name that belongs to it."""

_FINITE = re.compile(
    r"\b(?:said|says|has|have|had|is|are|was|were|will|would|could|may|might|must|can|should|did|does|do|plans?|"
    r"expects?|began|begun|rose|fell|won|lost|led|took|gave|made|met|held|saw|sold|bought|left|hit|cut|put|set|"
    r"became|came|went|got|kept|told|sent|spent|grew|broke|urges?|seeks?|aims?|wants?|needs?|remains?|faces?|calls?|"
    r"[a-z]{2,}ed)\b"
)
_TIME = re.compile(
    r"(?:\b(?:on|in|early|late) )?\b(?:yesterday|today|tonight|tomorrow|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:last|this) (?:week|month|year)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,4})\b"
)
_FULL_NAME = re.compile(r"\b(?:Corp|Inc|Co|Ltd|LLC|PLC|Plc|AG|SA|NV|SE|GmbH|Group|Holdings?|Bank)\b\.?|[(（](?:[A-Z]{2,8}\b|[^\x00-\u024f])")
_SENTENCE_END = re.compile(
    r"\.(?<=[a-z0-9%)\]”’\"]\.)(?<!\b[MDSJ]r\.)(?<!\bMrs\.)(?<!\b[CN]o\.)(?<!\b(?:Inc|Ltd|Sep|Aug|Oct|Nov|Dec|Jan|Feb)\.)(?<!\bCorp\.)(?<!\bSept\.)"
    r"[”’\"']*\s+(?=[^a-z\s])"
)

_CAPITAL = re.compile(r" (?<=[\w)”’\"'%?!] ) *(?=[“‘\"']?[A-Z]|[ie][A-Z])")
_CAPITALS = re.compile(r"[A-Z][\w-]{2,}")
_NAME = re.compile(r"(?:[“‘\"']?[A-Z0-9][\w’'.&/-]*(?: (?:of|and|&|the|for|de|van|von) (?=[A-Z]))?[ ,]*)+")
_VERB_NEXT = re.compile(r"\W*(?:\w+ly )?" + _FINITE.pattern)
_INFINITIVE = re.compile(r"\bto [\w-]+$")
_POSSESSIVE = re.compile(r"(?:’s|'s|s’|s'|-\w+ed|-based|-old)$")
_INNER_END = re.compile(r"[.?!][\"'”’]* [A-Z“‘]")
_PARTICLES = look.word_set("across after around away back before behind by down in off on out over through under up")
"""They end a dek where one of `OPENERS` follows."""
_EVERYWHERE = look.word_set("The China Chinese Taiwan Taiwanese American British Japan Japanese Europe European Union States United")
_NATIONS = look.word_set(
    "African American Argentine Asian Australian Austrian Belgian Brazilian British Canadian Chilean Chinese Colombian Czech Danish "
    "Dutch Egyptian European Finnish French German Greek Hungarian Indian Indonesian Iranian Irish Israeli Italian Japanese Korean "
    "Malaysian Mexican Nigerian Norwegian Pakistani Palestinian Peruvian Philippine Polish Portuguese Russian Saudi Singaporean "
    "Spanish Swedish Swiss Taiwanese Thai Turkish Ukrainian US UK Vietnamese"
)

_READ_MORE = re.compile(
    r"(?:^|(?P<before>[….。!?！？”’\])])\s*)(?:[\[(（]\s*)?(?:(?:continue|keep) reading|read (?:more|on|the (?:full|whole|rest))\b|"
    r"(?:full|more) (?:story|article)|click here (?:to|for)|see more|show more|subscribe to (?:read|continue)|"
    r"(?:請)?繼續(?:往下)?閱讀|(?:请)?继续(?:往下)?阅读|閱讀(?:更多|全文)|阅读(?:更多|全文)|続きを読む|続きは|残り\d+文字|더 ?보기|"
    r"weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|continua a leggere|leia mais)[^.。]{0,50}$|\s*\[\+\d+ chars\]$",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(r"\s*[\[(]?(?:…|\.{3,})[\])]?$")
_CLAUSE_END = re.compile(
    r"[,;:](?=\s)|\s[—–](?=\s)|[，；、：]|\s(?=(?:while|as|but|which|because|although|though|after|before|since|when|where|who|"
    r"unless|until|if|amid|despite|following|including)\s)"
)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_DANGLING = re.compile(
    r"\s(?:an?|the|to|of|in|on|at|by|for|from|with|and|or|but|as|than|that|which|who|whose|while|because|if|is|are|was|were|be|been|"
    r"has|have|had|will|would|could|should|may|might|its|their|his|her|into|over|under|after|before|amid|such|not|also|said|says)$"
)
_WIDE_SPACE = re.compile(r"(?P<dek>\S.{20,300}?\S)(?: {3,}|\t+ *)(?=\S)")
_SURE_UNLABELLED = 0.9
"""How sure a dek must be that no kicker announces."""

DEK = range(35, 281)
"""How many characters a dek may have; an outlet's usual one has 60 to 220."""

ENOUGH = 3.0
"""What a place must be worth to be where a dek ends."""


def read_dek(text: str, *, labelled: bool, alone: bool) -> tuple[int, tuple[Evidence, ...]]:
    """Tell where the text behind its dek begins, 0 where none stands before it, and what speaks for the dek.

    Below a kicker (`labelled`) a dek is likely, so less is asked for; without one it takes a text that stands `alone`.
    """
    if labelled and ("   " in text or "\t" in text) and (wide := _WIDE_SPACE.match(text)):
        return wide.end(), (Evidence(value=wide["dek"], where="the words up to a wide space", sure=0.95),)
    at, sure = split_dek(text)
    if at and (labelled or (alone and sure >= _SURE_UNLABELLED and at >= 60 and len(text) >= 400 and look.breaks_off(text))):
        where = "the words before the first sentence, which no full stop ends"
        return at, (Evidence(value=text[:at].strip(), where=where, sure=round(sure, 2)),)
    return 0, (Evidence(value="", where="no place was found where a dek ends", sure=0.1),) if labelled else ()


def split_dek(text: str) -> tuple[int, float]:
    """Find where a dek that runs into the text ends: the index of the text's first letter, and how sure (0 to 1).

    (0, 0) where no place is convincing.
    """
    stop = _SENTENCE_END.search(text, DEK.start, DEK.stop)
    places = [(_worth(text, at), -at) for at in _places(text, stop.end() if stop else DEK.stop)]
    worth, at = max(places, default=(0, 0))
    return (-at, min(0.95, 0.5 + worth / 14)) if worth >= ENOUGH else (0, 0)


def _places(text: str, limit: int) -> Iterator[int]:
    for match in _CAPITAL.finditer(text, 0, limit + 1):
        if match.end() >= DEK.start:
            yield match.end()


def _worth(text: str, at: int) -> float:
    """Weigh whether a new sentence begins at `at`; negative where it cannot."""
    before, after = text[:at].rstrip(), text[at : at + 240]
    last = before.rpartition(" ")[2]
    first, second = [*after.split(maxsplit=2)[:2], ""][:2]
    opens = first.strip("“‘\"',").casefold() in OPENERS and not (len(first) > 1 and first.isupper())
    opens = opens or (first.casefold() in NOUNS and second[:1].islower() and not last[:1].isupper())
    if _goes_on(before, last, opens) or (first in _ACRONYMS and second[:1].isupper()):
        return -1
    if not _FINITE.search(_SENTENCE_END.split(after, maxsplit=1)[0]):
        return -1
    doubts = sum(map(bool, (
        last.casefold() in _SELDOM_AN_END, last.casefold() in _SAYING, last.isupper() or _INFINITIVE.search(before), not _FINITE.search(before),
    )))  # fmt: skip
    marks = 4 * opens + 3 * (last[-1] in "?!") + 1.5 * (first in _NATIONS and second[:1].islower())
    return marks + _name_worth(before, after) + 0.5 * (60 <= at <= 220) - doubts


def _goes_on(before: str, last: str, opens: bool) -> bool:
    """Whether what stands before wants more: `in`, `said`, `chairman`, `China’s`; or holds a sentence's end."""
    bare = last.strip("“”‘’\"'()").casefold()
    if (bare in _NOT_AN_END and not (opens and bare in _PARTICLES)) or {bare, bare.removesuffix("s")} & _ROLES:
        return True
    if _POSSESSIVE.search(last) or _INNER_END.search(before):
        return True
    if bare in _SAYING and not re.search(r", [^,]{3,60} \w+$", before[-90:]):
        return True
    return last[:1].isupper() and not last.isupper() and not opens


def _name_worth(before: str, after: str) -> float:
    """Weigh the name that the sentence opens with: told in full, told before, with a verb or a day behind it."""
    plain = re.sub(r" ?[(（][^()（）]*[)）]", "", after)
    name = _NAME.match(plain)
    head = name[0] if name else ""
    told = plain[len(head) :]
    again = set(_CAPITALS.findall(after[:90])) & set(_CAPITALS.findall(before)) - _EVERYWHERE
    verb = 3 if _TIME.match(told) else 1.5 if _VERB_NEXT.match(told) else 0
    in_full = bool(_FULL_NAME.search(after[: len(head) + 14]))
    return 2.5 * in_full + 1.5 * bool(again) + verb + 0.5 * bool(_TIME.search(plain[:120]))


def finish(paragraphs: Sequence[str], *, broken: bool = False, goes_on: bool = False) -> tuple[list[str], bool]:
    """End an article that breaks off at its last whole sentence or clause, with an ellipsis; tell whether it does.

    `broken` tells that it does. `goes_on` tells that another follows without a mark: then a few words like “The
    company” break off too.
    """
    texts = list(paragraphs)
    if goes_on and len(texts) > 1 and look.is_title(texts[-1]) and texts[-1].split()[0].casefold() in OPENERS:
        return [*texts[:-2], _with_ellipsis(texts[-2])], True
    end = texts[-1][-120:] if texts else ""
    more = _READ_MORE.search(end, max(end.rfind("."), end.rfind("。"), 0))  # no full stop stands within it
    if more:
        texts[-1] = texts[-1][: len(texts[-1]) - len(end) + more.start()] + (more["before"] or "")
        if not texts[-1].strip():
            texts.pop()
    if not texts or not (more or broken or _ELLIPSIS.search(texts[-1][-20:]) or look.breaks_off(texts[-1]) >= 0.4):
        return texts, bool(more)
    whole = _cut(_without_ellipsis(texts.pop()), alone=not texts)
    if whole:
        texts.append(whole)
    elif "\n" not in texts[-1]:
        texts[-1] = _with_ellipsis(texts[-1])
    else:
        texts.append("…")
    return texts, True


def _without_ellipsis(text: str) -> str:
    return text[:-60] + _ELLIPSIS.sub("", text[-60:])


def _cut(text: str, alone: bool) -> str:
    """Cut one paragraph; empty where nothing whole is left of it, unless it is all there is."""
    last = (sentences(text[-4_000:]) or [text])[-1]
    if look.ends(text):
        return _with_ellipsis(text)
    head = text[: text.rfind(last)].rstrip()
    if clause := _last_clause(last):
        return f"{head}{'' if _HAN.search(head[-2:]) else ' '}{clause}…".lstrip()
    if head or not alone:
        return _with_ellipsis(head) if head else ""
    if len(last) > 60:
        last = last.rpartition(" ")[0] or last  # it may be cut in the word
    while dangling := _DANGLING.search(last):
        last = last[: dangling.start()]
    return last.rstrip(" ,;:—–-(（[“‘「") + "…"


def _with_ellipsis(text: str) -> str:
    return text + ("…" if _HAN.search(text[-2:]) else " …")


def _last_clause(sentence: str) -> str:
    """Give the sentence up to the end of its last whole clause; empty where too little is left."""
    wide = 15 if _HAN.search(sentence[:40]) else 45
    for match in reversed(list(_CLAUSE_END.finditer(sentence))):
        clause = sentence[: match.start()].rstrip(" ,")
        pairs = all(clause.count(a) == clause.count(b) for a, b in ("“”", "()", "（）", "「」", "[]"))
        if wide <= len(clause) and pairs and not _DANGLING.search(clause):
            return clause
    return ""
