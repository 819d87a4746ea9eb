r"""Mail → letters: what a message says, freed from how it was sent. Pure, and never stopped by broken MIME.

    read(b"From: Ann <a@example.org>\nSubject: =?utf-8?q?Caf=C3=A9?=\n\nHello.") → (Letter(subject="Café", sender="Ann", text="Hello.", …),)

Text and HTML both become Markdown. Of two versions of one text the HTML is taken. A forwarded message counts, and not
the one that it came in: attached, or below a line that says so (`forwarded`).
"""

from __future__ import annotations

import email
import email.policy
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from digest.ingest import charset, forwarded
from digest.ingest.html_markdown import to_markdown
from digest.ingest.plain_mail import plain_to_markdown, unflow
from digest.ingest.raw import Evidence

_MBOX = re.compile(rb"(?:\A|(?<=\n))From [^\n]*\d\d:\d\d[^\n]*\n(?=[!-9;-~]+:|>From )")
"""The line between two messages of an mbox: sender and time of arrival, then the first field."""
_QUOTED_FROM = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
"""What Python's parser of header fields is known to raise for some that no standard allows."""
_DEEPEST = 8
"""Messages within messages that are opened."""

_FORWARDS = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i|vs|转发|轉寄|転送)\s*[:：]", re.IGNORECASE)
"""Begins the subject of a message that forwards another."""
_CUT_WORD = re.compile(r"=\?[\w-]+\?[qQ]\?(?:[^?\s=]|=[0-9A-Fa-f]{2})*(?=(?:=[0-9A-Fa-f]?)?\??$)")
"""An encoded word (RFC 2047) whose end was cut off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One message: its text as Markdown, and what its head says. What it does not say is empty."""

    text: str
    subject: str = ""
    sender: str = ""
    """The name that stands before the address, else nothing."""
    address: str = ""
    date: str = ""
    """As the message writes it."""
    is_html: bool = False
    evidence: tuple[Evidence, ...] = ()
    """What there is to say of its encoding."""


def read(data: bytes) -> Iterator[Letter]:
    """Read the messages of a mailbox (mbox), or the one of a mail file. A message that holds no text has none."""
    for message in _messages(data):
        yield _letter(message)


def _messages(data: bytes) -> Iterator[Message]:
    """Part a mailbox; what stands before its first message is the end of one that was cut off with a slice before."""
    data = data.replace(b"\r\n", b"\n").lstrip(b"\n")
    found = list(_MBOX.finditer(data)) if data.startswith(b"From ") else []
    for match, following in itertools.zip_longest(found, found[1:]):
        one = data[match.end() : following.start() if following else len(data)]
        yield email.message_from_bytes(_QUOTED_FROM.sub(b"", one), policy=email.policy.default)
    if not found:
        yield email.message_from_bytes(data, policy=email.policy.default)


def _letter(message: Message, depth: int = 0) -> Letter:
    """Make a letter of a message; of one that it forwards, if there is one."""
    inner = next(_attached(message), None) if depth < _DEEPEST else None
    if inner is not None and (letter := _letter(inner, depth + 1)).text:
        return letter
    parts = [_part(part) for part in _texts(message)]
    name, address_ = parseaddr(_field(message, "from"))
    letter = Letter(
        text="\n\n".join(part.text for part in parts if part.text.strip()), subject=_field(message, "subject"),
        sender="" if name == address_ else name, address=address_, date=_field(message, "date"),
        is_html=any(part.is_html for part in parts), evidence=tuple(dict.fromkeys(said for part in parts for said in part.evidence)),
    )  # fmt: skip
    original = forwarded.find(letter.text, by_subject=bool(_FORWARDS.match(letter.subject)))
    return replace(letter, text=original.text, subject=original.subject or letter.subject, sender=original.sender, address=original.address,
                   date=original.date) if original else letter  # fmt: skip


# --- the head


def _field(message: Message, name: str) -> str:
    """Give a field of the head as one line; one that breaks the standard as well as it can be read."""
    try:
        value = str(message.get(name, ""))
    except _BROKEN:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
        try:
            value = str(make_header(decode_header(raw)))
        except _BROKEN:
            value = raw
    if any("\udc80" <= letter <= "\udcff" for letter in value) or "\ufffd" in value:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), value)
        value = charset.decode(raw.encode("utf-8", "surrogateescape")).text if "=?" not in raw else value
    if cut := _CUT_WORD.search(value):
        parts = decode_header(f"{cut[0]}?=")
        read = (part.decode(codec or "ascii", "replace") if isinstance(part, bytes) else part for part, codec in parts)
        value = value[: cut.start()] + " ".join(read)
    return " ".join(re.sub("[\x00-\x1f\x7f\ud800-\udfff]", " ", value).split())


# --- the parts


def _texts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Give the parts that are to be read, in order; of alternatives the HTML."""
    kind = message.get_content_type()
    if message.is_multipart() and depth < _DEEPEST:
        parts = [part for part in message.get_payload() if isinstance(part, Message)]
        found = [list(_texts(part, depth + 1)) for part in parts if part.get_content_type() != "message/rfc822"]
        if kind == "multipart/alternative":
            rich = [texts for texts in found if any(text.get_content_type() == "text/html" for text in texts)]
            found = rich[-1:] or found[:1]
        elif kind == "multipart/related":
            found = found[:1]
        yield from (text for texts in found for text in texts)
    elif kind in ("text/plain", "text/html") and not _is_attachment(message):
        yield message


def _attached(message: Message) -> Iterator[Message]:
    """Give the messages that a message carries."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and isinstance(inside := part.get_payload(), list):
            yield from (one for one in inside[:1] if isinstance(one, Message))


def _is_attachment(message: Message) -> bool:
    try:
        return message.get_content_disposition() == "attachment"
    except _BROKEN:
        return False


def _part(message: Message) -> Letter:
    """Read one part as Markdown."""
    data = message.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    is_html = message.get_content_type() == "text/html"
    found = charset.decode(data, _parameter(message, "charset"), charset.declared_in(data) if is_html else "")
    text = found.text.replace("\r\n", "\n").replace("\r", "\n")
    if not is_html and _parameter(message, "format").lower() == "flowed":
        text = unflow(text, delete_space=_parameter(message, "delsp").lower() == "yes")
    markdown = to_markdown(text) if is_html else plain_to_markdown(text)
    return Letter(text=markdown, is_html=is_html, evidence=found.evidence)


def _parameter(message: Message, name: str) -> str:
    try:
        value = message.get_param(name, "")
    except _BROKEN:
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "")
