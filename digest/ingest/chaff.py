"""What stands in a letter and is no part of it: how to leave it, how to see it, who paid for it. Pure.

Rows are judged by what they show: one that is nothing but chaff goes; below the first that speaks of leaving the
list, near the end, all goes; a sponsor's label takes its block along. To know the words of another language, add
them to the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest.ingest.letter_rows import Row

_LEAVING = re.compile(
    r"\bunsubscrib|\bopt[ -]?out\b|\bsubscription (?:settings|preferences|options)|(?:update|manage|change|edit|set) (?:your |"
    r"my )?(?:e-?mail |newsletter |account )?"
    r"(?:preferences|subscription|settings|profile|address|options)|(?:you(?:'re| are)|this (?:e-?mail|message|newsletter)) (?:receiv|getting|"
    r"was sent|is sent|subscribed)|"
    r"you (?:have )?(?:receiv|subscrib)ed?\b.{0,60}\bbecause\b|no longer (?:wish|want) to receive|to (?:be )?remove(?:d)? (?:yourself |"
    r"your (?:name|address) )?from|"
    r"abmeld|abbestell|newsletter abzubestellen|austragen|désabonn|désinscri|se désabonner|darse de baja|cancelar (?:la )?suscripción|"
    r"cancelar (?:a )?inscrição|"
    r"descadastr|disiscriv|annull\w+ l'iscrizione|afmelden|uitschrijven|wypisać się|avregistrera|отписаться|отказаться от рассылки|退订|取消订阅|取消訂閱|退訂|"
    r"配信停止|購読解除|登録解除|수신거부|구독 ?취소",
    re.IGNORECASE,
)
"""Says how to leave the list. Near the end of a letter its foot begins here."""

_CHAFF = re.compile(
    r"view (?:(?:this|it|the) )?(?:e-?mail |message |newsletter |issue )?(?:in|on|with) (?:your |a |the )?(?:web ?)?(?:browser|web)\b.*|"
    r"(?:view|read|see|open) (?:this |it )?(?:email |post |issue )?online.*|"
    r"web version|open in (?:app|browser).*|(?:is|if) (?:this|you).{0,60}(?:not displaying|trouble (?:viewing|reading|seeing)|(?:can ?not|"
    r"can't|cannot) (?:see|read|view)|not render).*|"
    r"(?:forwarded|sent) (?:this|to you|by a friend).*|was this (?:e-?mail|newsletter) forwarded.*|(?:forward|share|send|recommend|"
    r"tell)(?: this| it)?(?: e-?mail| newsletter| issue| post)?(?: (?:to|with))? (?:a |your )?(?:friends?|colleagues?|it).{0,3}|"
    r"share(?: this)?(?: post| issue| on .{1,30})?|tweet(?: this)?|like(?: this)?(?: post)?|comment|restack|recommend it.{0,2}|"
    r"submit your .{1,30}|(?:the |your )?e-?mail address (?:for|of) your subscription.*|facebook|twitter|x|instagram|linkedin|youtube|"
    r"mastodon|bluesky|threads|tiktok|rss|"
    r"subscribe(?: (?:now|here|today|for free|to .{1,40}))?.{0,2}|sign up(?: (?:now|here|today|for free))?.{0,2}|upgrade to paid.*|"
    r"get (?:the )?app.*|download the app.*|start writing.*|"
    r"privacy(?: policy| statement)?|terms(?: of (?:use|service))?|contact(?: us)?|about(?: us)?|help|faq|archives?|feedback|advertis(?:e|"
    r"ing)(?: with us)?|advertising info.*|sponsor us|jobs|back to top|"
    r"(?:(?:privacy|terms|contact|help|unsubscribe|subscribe|preferences|archive|home|advertise|about|web version|forward)\W{0,5}(?:policy|us|"
    r"of use|of service)?\W{0,5}){2,}|"
    r"im browser (?:ansehen|öffnen|anzeigen).*|(?:probleme|wenn).{0,40}(?:darstellung|angezeigt).*|(?:voir|afficher|"
    r"lire) .{0,40}(?:navigateur|en ligne).*|ver (?:este |en |no )?.{0,30}navegador.*|visualizza .{0,30}browser.*|"
    r"открыть в браузере.*|在浏览器中查看.*|在瀏覽器中檢視.*|ブラウザで(?:見る|表示).*|브라우저에서 보기.*|weiterleiten|teilen|partager|compartir|分享|转发|シェア|공유|"
    r"(?:copyright|©|\(c\)|\xa9).{0,200}|all rights reserved.{0,60}|alle rechte vorbehalten.{0,40}|tous droits réservés.{0,40}|版权所有.{0,40}|"
    r"sent (?:to|from) \S+@\S+.{0,40}|\S+@\S+\.\w+|powered by .{1,40}|made with .{1,30}|forward to a friend.*|sign up for (?:more |our |"
    r"free )*newsletters?.*|(?:[^|]{1,30}\|){3,}[^|]{1,30}|printer[- ]friendly.*|links:?|references:?",
    re.IGNORECASE,
)
"""A row that is this and nothing else."""

_SPONSOR = re.compile(
    r"\W*(?:(?:an? |paid |our |today's |this (?:week|issue)'?s? )*(?:advertis(?:e?ment|ing|er)s?|sponsor(?:s|ed|ship)?(?: (?:by|content|post|"
    r"link|message|story)s?)?|promot(?:ed|ion)(?: content)?|presented by|"
    r"brought to you by|(?:in )?partner(?:ship)?(?: content| with| message)|(?:a )?(?:word|message|new products?)s? from (?:our|the|"
    r"today's) (?:sponsor|partner|advertiser)s?|together with|supported by)|"
    r"anzeige|werbung|publicité|sponsorisé|publicidad|patrocinado|pubblicità|advertentie|реклама|广告|赞助|廣告|贊助|広告|スポンサー|광고)"
    r"(?:\W*|\s?[:：–—|-].{0,60}|(?<=by|om) .{0,60}|(?<=with) .{0,60})",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"(?:--|—|__)\s?")
_WEB = re.compile(r"\b(?:browser|online|web version|navigateur|navegador|webversion|onlineversion)\b|浏览器|瀏覽器|ブラウザ|브라우저", re.IGNORECASE)

_FOOT = 0.45
"""The part of a letter that a foot does not begin in."""
_LONGEST = 320
"""A row longer than this is prose, whatever it speaks of."""
_LINE = 60
"""A row that speaks of leaving the list is chaff wherever it stands if it is no longer, has a link or says “you”."""
_ASIDE = re.compile(r"\W*(?:you|this|to|if|don't|please)\b", re.IGNORECASE)
_SPONSORED = 180
"""Words between two rules, of which the first are a sponsor's label, that are all the sponsor's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleared:
    """The rows of a letter without its chaff, and the address at which it can be seen on the web."""

    rows: tuple[Row, ...]
    web: str = ""


def clear(rows: Sequence[Row]) -> Cleared:
    """Part a letter from its chaff."""
    web = next((row.links[0].url for row in rows if row.links and len(row.shown) < 160 and _WEB.search(row.shown)), "")
    kept = _without_sponsors(_without_foot(rows))
    return Cleared(rows=tuple(row for row in kept if not _is_chaff(row)), web=web)


def _is_chaff(row: Row) -> bool:
    bare = re.sub(r"^[^\w©(]+|[^\w)]+$", "", row.shown)
    speaks = _LEAVING.search(row.shown) and (row.links or len(row.shown) <= _LINE or _ASIDE.match(row.shown))
    return row.kind != "rule" and len(row.shown) <= _LONGEST and bool(_CHAFF.fullmatch(bare) or speaks)


def _without_foot(rows: Sequence[Row]) -> Sequence[Row]:
    """Cut a letter where it begins to speak of itself."""
    total = sum(len(row.shown) for row in rows)
    at = 0
    for n, row in enumerate(rows):
        ends = _LEAVING.search(row.shown) and len(row.shown) <= _LONGEST
        if at > _FOOT * total and (ends or (_SIGNATURE.fullmatch(row.shown) and row.kind == "text")):
            return rows[:n]
        at += len(row.shown)
    return rows


def _without_sponsors(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out what stands below a sponsor's label: up to the next rule if that is near, else one block."""
    for region in _regions(rows):
        label = next((n for n, row in enumerate(region) if _SPONSOR.fullmatch(row.shown)), None)
        words = sum(len(row.shown.split()) for row in region)
        if label is None:
            yield from region
        elif label > 1 or words > _SPONSORED:
            yield from _without_block(region, label)


def _without_block(region: Sequence[Row], label: int) -> Iterator[Row]:
    """Leave out a sponsor's label, its block and, where the label has a block of its own, the next."""
    block = region[label].block
    alone = sum(row.block == block for row in region) == 1
    following = next((row.block for row in region[label + 1 :] if row.block != block), block) if alone else block
    yield from region[:label]
    yield from _without_sponsors(row for row in region[label + 1 :] if row.block not in (block, following))


def _regions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Part rows at rules and headings; what parts them begins a region."""
    region: list[Row] = []
    for row in rows:
        if row.kind in ("rule", "heading") and region:
            yield region
            region = []
        region.append(row)
    if region:
        yield region
