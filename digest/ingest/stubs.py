"""Texts that are hardly an article: a cookie banner, the head of what must be paid for, a few words. Pure.

suspect("We use cookies to improve your experience. Accept all") → "it reads like a cookie banner"
"""

from __future__ import annotations

import re

from digest.ingest import headline
from digest.language import count_words

_FEWEST = 50
"""Words of the shortest text that is taken for a whole article."""
_SHORT = 250
"""In a text of as many words, one sentence that asks for money or consent says what the rest is."""

_COOKIES = re.compile(
    r"\bcookies?\b|\bconsent\b|GDPR|privacy (?:policy|settings|choices)|accept all|reject all|our partners|legitimate interest|"
    r"einwilligung|datenschutz|alle akzeptieren|confidentialité|tout accepter|aceptar todo|privacidad|クッキー|同意|隐私|隱私",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign (?:in|up)|log ?in|register|become a member)\b.{0,60}\b(?:to (?:continue|keep|read|unlock|access|view)|for full access)|"
    r"to (?:continue|keep) reading|already (?:a )?(?:subscribe[rd]|(?:have an )?account|a member)|subscribers? only|for subscribers|"
    r"this (?:article|content|story) is (?:only |reserved |exclusively )?(?:for|available to) (?:subscribers|members)|unlock (?:this|the full) (?:article|story)|"
    r"(?:you have|you.ve) (?:reached|used|read) (?:your|all)\b.{0,40}(?:free|limit)|weiterlesen mit|jetzt (?:abonnieren|anmelden)|"
    r"(?:réservé|réservée) aux abonnés|il vous reste .{1,20} à lire|(?:solo|exclusivo) para suscriptores|per gli abbonati|"
    r"この記事は(?:会員|有料)|残り\s?\d+\s?文字|会員(?:登録|限定)|付费(?:阅读|内容)|登[录錄]後?.{0,6}(?:阅读|閱讀)|訂閱.{0,8}(?:閱讀|全文)|剩餘.{0,6}付費",
    re.IGNORECASE,
)
_NO_SCRIPT = re.compile(r"(?:enable|turn on|activate) javascript|javascript (?:is )?(?:disabled|required)|are you a (?:robot|human)|checking your browser|access denied", re.IGNORECASE)
_END = 800
"""Characters at the end of a longer text that are looked at."""
_OFFER = 300
"""Characters of a paragraph that only offers the rest."""
_ONLY_MORE = re.compile(
    r"[\W_]*(?:read|continue|see|view|load)\b.{0,30}\b(?:more|reading|full (?:story|article)|on)\b.{0,40}|"
    r"(?:weiterlesen|mehr lesen|lire la suite|leer más|続きを読む|阅读全文|閱讀全文)\W*",
    re.IGNORECASE,
)
_MORE = re.compile(r"(?:…|\.\.\.|\[\.\.\.\]|\[…\])\s*(?:\[?(?:read|continue|see)\b.{0,30})?$", re.IGNORECASE)


def suspect(text: str, *, paid: bool = False) -> str:
    """Say why a text (Markdown) is hardly a whole article; empty where it may well be. `paid`: its page says it costs."""
    words = count_words(text)
    plain = headline.plain(text if words <= _SHORT else text[-_END:])
    if words <= _SHORT and _NO_SCRIPT.search(plain):
        return "it reads like a page that asks for a script or a person"
    if words <= _SHORT and len(_COOKIES.findall(plain)) >= max(2, words // 50):
        return "it reads like a cookie banner"
    if _PAYWALL.search(plain) or (paid and words <= _SHORT):
        return "the rest seems to be for subscribers only"
    if words < _FEWEST:
        return f"too little text for an article: {words} word{'' if words == 1 else 's'}"
    return ""


def without_offers(text: str) -> str:
    """Take the paragraphs off the end of a text that only offer the rest of it for money or a click."""
    blocks = text.split("\n\n")
    while len(blocks) > 1 and len(blocks[-1]) <= _OFFER and (_PAYWALL.search(blocks[-1]) or _ONLY_MORE.fullmatch(headline.plain(blocks[-1]))):
        blocks.pop()
    return "\n\n".join(blocks)


def breaks_off(text: str) -> bool:
    """Whether a text ends in dots, or with an offer to read the rest of it."""
    return bool(_MORE.search(text[-200:]))
