r"""Newsletters, as mail files (`.eml`) and mailboxes (`.mbox`) → `RawArticle`s.

A round-up of links becomes one candidate for each item, which links to the article and tells which letter pointed
to it (`via`). An essay stays one article, from the letter itself. What a letter says before its items becomes an
article of its own if it is long enough to be one::

    "The Weekly <w@…>": nine links, each with a sentence → nine RawArticles, evidence {title, url, source, via, …}

`mail` undoes MIME, `letter_rows` and `chaff` leave what a reader reads, `roundup` finds the items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from digest.errors import DigestError, Problem, problem
from digest.ingest import addresses, chaff, letter_rows, mail, roundup
from digest.ingest.html_evidence import of_address
from digest.ingest.letter_items import Item
from digest.ingest.letter_rows import Row
from digest.ingest.mail import Letter
from digest.ingest.raw import Evidence, RawArticle

_ESSAY = 250
"""What stands between the items of a round-up is an article of its own from so many words on."""
_PARAGRAPH = 15
"""A paragraph that has fewer words names a part of the letter, or greets."""

_PREFIX = re.compile(r"^(?:\s*(?:re|fwd?|wg|tr|rv|enc|i|aw|sv|vs|转发|轉寄|回复|転送)\s*[:：]\s*)+|^\s*\[(?P<list>[^\[\]]{2,60})\]\s*", re.IGNORECASE)
_LONG_READ = re.compile(r"\s*[(\[]?\b\d{1,3}[\s-]min(?:ute)?s?(?:[\s-]read)?[)\]]?$", re.IGNORECASE)
_EMOJI = re.compile("^[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff\\s]+|[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff\\s]+$")
_FROM = re.compile(r"(?P<person>.+?)\s+(?:from|at|@|von|de|of)\s+(?P<letter>.+)")
_NOBODY = re.compile(r"news|letter|team|daily|weekly|digest|update|alert|info|editor|staff|redaktion|support|no-?reply|briefing|report|times|post|\d", re.IGNORECASE)
_CUT = re.compile(
    r"\W*(?:keep|continue) reading\b.*|(?:read|see) the (?:full|rest of the) (?:post|story|article|issue|letter)\b.*|(?:subscribe|"
    r"upgrade) to (?:read|keep reading|continue)\b.*|"
    r"this post is for (?:paid|paying) subscribers.*|weiterlesen\b.*|lire la suite\b.*|seguir leyendo\b.*|阅读全文|閱讀全文|続きを読む",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:dear|hi|hey|hello|good (?:morning|afternoon|evening|day)|happy \w+day|welcome|greetings|liebe|hallo|guten (?:morgen|tag)|moin|"
    r"bonjour|chers?|chères?|"
    r"hola|buenos días|queridos?|estimad[oa]s?|olá|caros?|ciao|beste|hej|дорогие|здравствуйте|привет)\b[^.!?]{0,40}[,!.:：，！。]?|"
    r"(?:各位|亲爱的|親愛的|尊敬的).{0,12}[:：,，!！]?|(?:こんにちは|おはようございます|皆さま|안녕하세요).{0,12}[。、!！,.]?",
    re.IGNORECASE,
)
_OPENING = 6
"""In so many first rows a letter repeats its subject and greets."""
_DAMAGED = re.compile("\ufffd|=\\?")

_Found = dict[str, tuple[Evidence, ...]]


def parse(data: bytes, path: str) -> Iterator[RawArticle | Problem]:
    """Find the articles of a mail file or a mailbox; a message of a mailbox that holds no text is a problem.

    Raises `DigestError` where the message of a mail file holds none.
    """
    part = 0
    for letter in mail.read(data):
        found = list(_articles(letter))
        if not found:
            none = problem(path, f"the message “{letter.subject or 'without a subject'}” holds no text", "save its text as a .txt file")
            if not path.lower().endswith(".mbox"):
                raise DigestError(none)
            yield none
        for text, truncated, evidence in found:
            part += 1
            yield RawArticle(text=text, part=part, truncated=truncated, evidence=evidence)


def _articles(letter: Letter) -> Iterator[tuple[str, bool, _Found]]:
    """Give the articles of a letter: text, whether it breaks off, and evidence."""
    cleared = chaff.clear(letter_rows.rows(letter.text))
    found = roundup.find(cleared.rows)
    if not found.is_roundup:
        if essay := _essay(letter, cleared):
            yield essay
        return
    prose = [paragraph for paragraph in found.prose if len(paragraph.split()) >= _PARAGRAPH]
    if sum(len(paragraph.split()) for paragraph in prose) >= _ESSAY:
        yield "\n\n".join(prose), False, _of_letter(letter, cleared.web)
    sender = _sender(letter)
    via = (Evidence(value=sender or letter.address, where="who sent the letter", sure=0.9),) if sender or letter.address else ()
    web = (Evidence(value=cleared.web, where="its link to itself", sure=0.9),) if cleared.web else ()
    for item in found.items:
        yield "\n\n".join(item.texts), False, _some(_of_item(item) | {"via": via, "via_url": web, "charset": letter.evidence})


def _some(found: Mapping[str, tuple[Evidence, ...]]) -> _Found:
    return {name: evidence for name, evidence in found.items() if evidence}


def _of_item(item: Item) -> _Found:
    """Tell what a letter says of an article: its title, its outlet and its day, where it does."""
    title = _LONG_READ.sub("", _EMOJI.sub("", item.title))
    hidden = addresses.hides_target(item.url)
    where = "a link that counts readers and does not tell where it leads" if hidden else "the link of the item"
    return {
        "title": (Evidence(value=title, where="the item’s title", sure=0.85),) if title else (),
        "url": (Evidence(value=item.url, where=where, sure=0.5 if hidden else 0.9),),
        "source": (Evidence(value=item.source, where="beside the link", sure=0.8),) if item.source else (),
        "published": (Evidence(value=item.date, where="a line of the item", sure=0.85),) if item.date else tuple(e for _, e in of_address(item.url)),
    }


# --- the letter itself


def _essay(letter: Letter, cleared: chaff.Cleared) -> tuple[str, bool, _Found] | None:
    rows = list(cleared.rows)
    title = _title(letter)
    cut = next((row for row in rows[-3:] if row.links and _CUT.fullmatch(row.shown)), None)
    kept = [row for n, row in enumerate(rows) if row is not cut and not (n < _OPENING and (_same(row.shown, title) or _GREETING.fullmatch(row.shown)))]
    evidence = _of_letter(letter, cleared.web)
    if kept and kept[0].kind == "heading" and (not title or _DAMAGED.search(title)):
        evidence["title"] = (Evidence(value=kept.pop(0).shown, where="its heading", sure=0.8), *evidence.get("title", ()))
    text = _text(kept) or letter.text  # a letter that is nothing but a greeting is one all the same
    return (text, cut is not None, evidence) if re.search(r"\w", text) else None


def _text(rows: list[Row]) -> str:
    """Write rows as the Markdown that they were, without rules at its ends."""
    blocks: list[str] = []
    before: Row | None = None
    for row in rows:
        line = {"heading": f"## {row.text}", "bullet": f"- {row.text}", "rule": "* * *", "text": row.text}[row.kind]
        near = before is not None and (row.block == before.block or row.kind == "bullet") and row.kind == before.kind and row.kind in ("text", "bullet")
        if near:
            blocks[-1] += ("\\\n" if row.kind == "text" else "\n") + line
        elif not (row.kind == "rule" and (not blocks or blocks[-1] == line)):
            blocks.append(line)
        before = row
    return "\n\n".join(blocks[:-1] if blocks and blocks[-1] == "* * *" else blocks)


def _same(shown: str, title: str) -> bool:
    return bool(title) and re.sub(r"\W+", "", shown).casefold() == re.sub(r"\W+", "", title).casefold()


def _of_letter(letter: Letter, web: str) -> _Found:
    """Tell what the head of a letter says of the article that it is."""
    title, sender = _title(letter), _sender(letter)
    named = _FROM.fullmatch(letter.sender)
    person = named["person"] if named else letter.sender
    is_person = bool(re.fullmatch(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}", person)) and not _NOBODY.search(person)
    return _some({
        "title": (Evidence(value=title, where="the subject", sure=0.5 if _DAMAGED.search(title) else 0.85),) if title else (),
        "published": (Evidence(value=letter.date, where="the date of the message", sure=0.9),) if letter.date else (),
        "source": (Evidence(value=sender, where="who sent the letter", sure=0.8),) if sender else (),
        "authors": (Evidence(value=person, where="who sent the letter", sure=0.7),) if is_person else (),
        "url": (Evidence(value=web, where="its link to itself", sure=0.9),) if web and not addresses.hides_target(web) else (),
        "charset": letter.evidence,
    })  # fmt: skip


def _title(letter: Letter) -> str:
    return _PREFIX.sub("", _PREFIX.sub("", letter.subject)).strip()


def _sender(letter: Letter) -> str:
    """Give the name of the letter: what its author writes for, or the list in the subject, or the sender."""
    named = _FROM.fullmatch(letter.sender)
    if named:
        return named["letter"]
    listed = _PREFIX.search(letter.subject)
    return (listed["list"] if listed and listed["list"] and not letter.sender else letter.sender).strip()
