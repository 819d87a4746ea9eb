r"""The message that another one quotes, below a line that says so: who wrote it, when, about what. Pure.

    find("Look!\n\n---------- Forwarded message ---------\\\nFrom: Jo <jo@a.example>\\\nSubject: Weirs\n\nThe weir stands.")
    → Original(text="The weir stands.", subject="Weirs", sender="Jo", address="jo@a.example")

Of a message that was forwarded more than once the first counts. To know the words of another mail program, add them to
`_SAYS_SO` and `_FIELDS`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

_SAYS_SO = re.compile(
    r"[-_*>\\ ]*(?:forwarded (?:message|by|mail)|original message|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten|"
    r"ursprüngliche nachricht|message (?:transféré|d'origine|original)|début du message (?:transféré|réexpédié)|mensaje (?:reenviado|original)|"
    r"mensagem (?:encaminhada|original)|messaggio (?:inoltrato|originale)|doorgestuurd bericht|oorspronkelijk bericht|пересылаемое сообщение|"
    r"转发(?:的)?(?:邮件|信息)|轉寄(?:的)?(?:郵件|信件)|原始邮件|原始郵件|転送(?:された)?メッセージ|전달된 메시지|원본 메일)[^\n]{0,40}",
    re.IGNORECASE,
)
_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("from", "von", "de", "da", "van", "от", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "보낸사람"), "from"),
    **dict.fromkeys(("date", "sent", "datum", "gesendet", "envoyé", "fecha", "enviado", "data", "inviato", "дата", "日期", "发送时间", "發送時間", "日付", "날짜"), "date"),
    **dict.fromkeys(("subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "тема", "主题", "主題", "主旨", "件名", "제목"), "subject"),
    **dict.fromkeys(("to", "cc", "an", "à", "para", "a", "aan", "reply-to", "кому", "收件人", "抄送", "宛先", "받는 사람"), "to"),
}  # fmt: skip
_FIELD = re.compile(r"[>* ]*(?P<name>[^\W\d_][\w -]{1,14}?|收件人|à|a)\s*[*]*[:：][*]*\s*(?P<value>.*?)[* ]*")
_QUOTED = re.compile(r"^> ?", re.MULTILINE)
_ADDRESS_IN_MARKDOWN = re.compile(r"\[([^\]]*)\]\((?:mailto:)?[^)]*\)|\\(?=[<_*])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Original:
    """A message that was forwarded. What its head does not say is empty."""

    text: str
    subject: str = ""
    sender: str = ""
    address: str = ""
    date: str = ""


def find(markdown: str, *, by_subject: bool = False) -> Original | None:
    """Find the message that a text forwards; nothing where it forwards none, or does not say from whom it is.

    Where the subject says so (`by_subject`), a head is enough: Outlook draws a line above it, and writes none.
    """
    lines = markdown.splitlines(keepends=True)
    found: Original | None = None
    at = 0
    while at < len(lines):
        at += 1
        if _SAYS_SO.fullmatch(lines[at - 1].strip().strip("\\")):
            fields, at = _head(lines, at)
            text = "".join(lines[at:]).strip() if "from" in fields else ""
            found = _original(fields, text) if text else found
        elif by_subject and found is None and (field := _field(lines[at - 1])) and field[0] == "from":
            fields, below = _head(lines, at - 1)
            text = "".join(lines[below:]).strip() if {"from", "date", "subject"} <= fields.keys() else ""
            found, at = (_original(fields, text), below) if text else (None, at)
    return found


def _head(lines: Sequence[str], at: int) -> tuple[dict[str, str], int]:
    """Read the fields from a line on; give them and the first line below."""
    found: dict[str, str] = {}
    while at < len(lines):
        field = _field(lines[at])
        if field:
            found.setdefault(*field)
        elif lines[at].strip() or (found and at + 1 < len(lines) and not _field(lines[at + 1])):
            break
        at += 1
    return found, at


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.fullmatch(line.strip().strip("\\").strip())
    name = _FIELDS.get(match["name"].strip().lower()) if match else None
    return (name, match["value"]) if match and name else None


def _original(fields: Mapping[str, str], text: str) -> Original:
    name, address = parseaddr(_ADDRESS_IN_MARKDOWN.sub(r"\1", fields["from"]))
    return Original(
        text=_QUOTED.sub("", text) if text.startswith(">") else text,
        subject=fields.get("subject", ""),
        sender=name or re.sub(r"\s*[\[<(].*", "", fields["from"]),
        address=address,
        date=fields.get("date", ""),
    )
